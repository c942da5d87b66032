//! Values by the names of their fields, whatever the language: JSON, YAML, XML, LDIF, logs, rows of sheets, lists in programs.
//!
//! Records need no taking apart: all values of a name in a text are a column.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Table, lines, span};

/// Longest name of a field, in bytes.
const NAME: usize = 60;
/// Longest value that is kept.
const VALUE: usize = 200;
/// Bytes without a new field of interest after which only parts of a text are looked at.
const PATIENCE: usize = 64 << 10;
/// Of so many bytes then, the first [`PEEK`] are.
const STEP: usize = 512 << 10;
const PEEK: usize = 16 << 10;
/// Lists of those who wrote something; their names are there to be read.
const CREDITS: [&str; 10] = [
    "authors",
    "author",
    "maintainers",
    "maintainer",
    "contributors",
    "_npmuser",
    "publisher",
    "funding",
    "support",
    "committers",
];

/// All fields of a text as one table.
pub(super) fn table(text: &str, cards: bool) -> Table<'_> {
    if cards {
        return address_book(text);
    }
    // Where nothing of interest comes for a while, the text is only looked into; if it then does come, all is read.
    read(text, true).or_else(|| read(text, false)).unwrap_or_default()
}

/// Lines of address books: `EMAIL;TYPE=HOME:value`.
fn address_book(text: &str) -> Table<'_> {
    let mut fields = Fields::default();
    for (_, line) in lines(text) {
        if let Some((name, value)) = line.split_once(':') {
            fields.put(
                text,
                name.split(';').next().unwrap_or_default(),
                value.trim_matches(';'),
            );
        }
    }
    fields.table
}

/// The fields seen so far.
#[derive(Default)]
struct Fields<'t> {
    table: Table<'t>,
    columns: HashMap<&'t str, Option<usize>>,
}

impl<'t> Fields<'t> {
    /// Whether the name was new.
    fn put(&mut self, text: &'t str, name: &'t str, value: &'t str) -> bool {
        let known = self.columns.get(name).copied();
        let column = known.unwrap_or_else(|| {
            let new = self.table.add(&unescaped(name), span(text, name));
            if self.columns.len() < 4 * super::COLUMNS {
                self.columns.insert(name, new);
            }
            new
        });
        if let Some(c) = column {
            self.table.put(c, value);
        }
        known.is_none()
    }
}

/// `\u8eab` in names of JSON.
fn unescaped(name: &str) -> Cow<'_, str> {
    if name.contains("\\u")
        && let Ok(plain) = serde_json::from_str::<String>(&format!("\"{name}\""))
    {
        return plain.into();
    }
    name.into()
}

/// One pass. `brief` skips over long parts in which nothing is of interest; none where it should not have.
fn read(text: &str, brief: bool) -> Option<Table<'_>> {
    let bytes = text.as_bytes();
    let mut fields = Fields::default();
    let (mut at, mut fresh, mut skipped, mut until) = (0, 0, false, usize::MAX);
    let mut credits = false;
    let mut outer = "";
    while let Some(i) = memchr::memchr3(b':', b'=', b'>', bytes.get(at..)?).map(|i| at + i) {
        if brief && i >= until.min(fresh + PATIENCE) {
            if fields.table.is_open(false) {
                if skipped {
                    return None;
                }
                fresh = i;
            } else {
                skipped = true;
                at = i.max(at) + STEP;
                if at >= bytes.len() {
                    break;
                }
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                until = at + PEEK;
                fresh = at;
                continue;
            }
        }
        let tag = bytes.get(i) == Some(&b'>');
        let is_sum = bytes.get(i) == Some(&b'=');
        let name = if tag { element(text, i) } else { named(text, i, is_sum) };
        at = i + 1;
        let Some(name) = name else { continue };
        let value = if tag {
            content(text, at)
        } else {
            value(text, at, is_sum)
        };
        if value.is_empty() {
            credits = CREDITS.iter().any(|c| name.eq_ignore_ascii_case(c));
            continue;
        }
        // Within `"authors": [{…}]` until the next list or object.
        if value.starts_with(['{', '[']) {
            credits = CREDITS.iter().any(|c| name.eq_ignore_ascii_case(c));
            outer = name;
            if value == "[" && !credits {
                at = list(text, span(text, value).1, |v| {
                    fields.put(text, name, v);
                });
            }
            continue;
        }
        // `{"$numberLong": "…"}`
        let name = if name.starts_with('$') && !outer.is_empty() {
            outer
        } else {
            name
        };
        if !credits {
            fields.put(text, name, value);
        }
        at = span(text, value).1.max(at);
    }
    if skipped && fields.table.is_open(false) {
        return None;
    }
    Some(fields.table)
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$' | 0x80..)
}

/// The name before the operator at `i`: quoted, or a word, or the words from the line's beginning.
fn named(text: &str, i: usize, is_sum: bool) -> Option<&str> {
    let bytes = text.as_bytes();
    let low = i.saturating_sub(NAME + 2);
    let before = bytes.get(low..i)?;
    let mut end = before.len() - before.iter().rev().take_while(|b| **b == b' ').count().min(3);
    let last = *before.get(end.checked_sub(1)?)?;
    let mut start;
    if matches!(last, b'"' | b'\'' | b'`') {
        end -= 1;
        start = memchr::memrchr(last, before.get(..end)?)? + 1;
    } else {
        let word = |to: usize| {
            before
                .get(..to)
                .map_or(0, |b| b.iter().rev().take_while(|b| is_name(**b)).count())
        };
        start = end - word(end);
        // `Card Number: …` at the beginning of a line or cell.
        let wide = before
            .get(..end)?
            .iter()
            .rev()
            .take_while(|b| is_name(**b) || matches!(**b, b' ' | b'/' | b'(' | b')'))
            .count();
        if !is_sum
            && wide > end - start
            && wide <= end
            && (wide == end && low == 0
                || wide < end && matches!(before.get(end - wide - 1), Some(b'\n' | b'\t' | b'\r')))
        {
            let begin = end - wide;
            let indent = before
                .get(begin..end)?
                .iter()
                .take_while(|b| matches!(**b, b' ' | b'-'))
                .count();
            start = (begin + indent).min(start);
        }
    }
    while !text.is_char_boundary(low + start) {
        start += 1;
    }
    let name = text.get(low + start..low + end)?;
    (!name.is_empty() && name.bytes().any(|b| b.is_ascii_alphabetic() || b >= 0x80)).then_some(name)
}

/// The value behind an operator: quoted, or up to what ends it.
fn value(text: &str, at: usize, is_sum: bool) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    // `=>`
    let rest = rest.strip_prefix('>').unwrap_or(rest).trim_start_matches([' ', '\t']);
    let b = rest.as_bytes();
    if let Some(q @ (b'"' | b'\'' | b'`')) = b.first() {
        let part = b.get(1..b.len().min(VALUE)).unwrap_or_default();
        let mut from = 0;
        while let Some(i) = part.get(from..).and_then(|p| memchr::memchr(*q, p)).map(|i| from + i) {
            if i == 0 || part.get(i - 1) != Some(&b'\\') {
                return rest.get(1..1 + i).unwrap_or_default();
            }
            from = i + 1;
        }
        return "";
    }
    if matches!(b.first(), Some(b'{' | b'[')) {
        return rest.get(..1).unwrap_or_default();
    }
    let end = b.iter().take(VALUE).position(|c| {
        matches!(
            c,
            b'\n' | b'\r' | b'\t' | b',' | b';' | b'}' | b']' | b'<' | b'>' | b'|'
        ) || is_sum && matches!(c, b' ' | b'&')
    });
    rest.get(..end.unwrap_or(0)).unwrap_or_default().trim()
}

/// Hands on the plain values of a list; where they end.
fn list<'t>(text: &'t str, mut at: usize, mut put: impl FnMut(&'t str)) -> usize {
    let bytes = text.as_bytes();
    loop {
        at += bytes.get(at..).map_or(0, |r| {
            r.iter().take_while(|b| b.is_ascii_whitespace() || **b == b',').count()
        });
        if matches!(bytes.get(at), None | Some(b'{' | b'[' | b']' | b'}')) {
            return at;
        }
        let v = value(text, at, false);
        let end = span(text, v).1;
        if v.is_empty() || end <= at || memchr::memchr(b'\n', v.as_bytes()).is_some() {
            return at;
        }
        put(v);
        at = end + usize::from(matches!(bytes.get(end), Some(b'"' | b'\'' | b'`')));
    }
}

/// The name of the element whose opening tag ends at `i`.
fn element(text: &str, i: usize) -> Option<&str> {
    let low = i.saturating_sub(4 * NAME);
    let before = text.as_bytes().get(low..i)?;
    let start = memchr::memrchr(b'<', before)? + 1;
    let tag = before.get(start..)?;
    let len = tag.iter().take_while(|b| is_name(**b) || **b == b':').count();
    if len == 0 || len > NAME || tag.last() == Some(&b'/') {
        return None;
    }
    // `<field name="…">`
    if let Some(n) = memchr::memmem::find(tag, b" name=\"") {
        let from = low + start + n + 7;
        let to = from + memchr::memchr(b'"', text.as_bytes().get(from..i)?)?;
        return text.get(from..to);
    }
    let name = text.get(low + start..low + start + len)?;
    Some(name.rsplit(':').next().unwrap_or(name))
}

/// The text of an element that holds nothing else.
fn content(text: &str, at: usize) -> &str {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let rest = rest.get(..VALUE.min(rest.len())).unwrap_or_default();
    let Some(end) = memchr::memchr(b'<', rest) else {
        return "";
    };
    text.get(at..at + end).unwrap_or_default().trim()
}

/// Tables of web pages: cells between `<td>` and `<th>`, rows between `<tr>`.
pub(super) fn cells(text: &str) -> Vec<Table<'_>> {
    let mut out: Vec<Table<'_>> = Vec::new();
    let mut last = 0;
    let mut open = false;
    let starts: Vec<usize> = memchr::memmem::find_iter(text.as_bytes(), b"<tr").collect();
    for (n, at) in starts.iter().copied().enumerate() {
        // The row before this one belongs to what stands since.
        if text.get(last..at).unwrap_or_default().contains("<table") {
            open = false;
        }
        last = at;
        let next = starts.get(n + 1).copied().unwrap_or(text.len());
        let row = text.get(at + 3..next).unwrap_or_default();
        let end = ["</tr", "</table"].iter().filter_map(|e| row.find(e)).min();
        let row = row.get(..end.unwrap_or(row.len())).unwrap_or_default();
        let cells: Vec<&str> = row
            .split("<t")
            .skip(1)
            .filter(|c| c.starts_with(['d', 'h']))
            .filter_map(|c| {
                let inner = c.get(c.find('>')? + 1..)?;
                // The first text within, whatever marks it up.
                inner.split('<').enumerate().find_map(|(n, p)| {
                    let t = if n == 0 { p } else { p.get(p.find('>')? + 1..)? };
                    (!t.trim().is_empty()).then_some(t.trim())
                })
            })
            .take(super::COLUMNS)
            .collect();
        if !open {
            if out.len() >= 32 {
                break;
            }
            let mut t = Table::default();
            cells.iter().for_each(|c| {
                t.add(c, span(text, c));
            });
            out.push(t);
            open = true;
        } else if let Some(t) = out.last_mut().filter(|t| t.columns.len() == cells.len()) {
            cells.iter().enumerate().for_each(|(i, c)| t.put(i, c));
        }
    }
    out
}
