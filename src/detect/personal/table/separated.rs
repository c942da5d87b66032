//! Rows of cells between commas, semicolons, tabs, bars or wide gaps: CSV exports, tables of documents, fixed-width reports.

use std::cell::Cell;

use super::{COLUMNS, Table, lines, promise, span};

/// Signs that may part cells; the last stands for a gap of two spaces and more.
const SIGNS: [char; 5] = [',', ';', '\t', '|', ' '];
/// Longest row whose quoted cells hold line ends.
const LONGEST: usize = 16 << 10;
/// Quotes that nothing closes, after which quotes hold no line ends.
const STRAYS: u32 = 64;
/// Bytes from a heading to the first number or address below it.
const ROWS: usize = 4 << 10;
/// Bytes in which a text that is no table by its name must begin one.
const SOON: usize = 256 << 10;

/// All tables of a text, one below the other, with whatever stands between them. `sure` where the path says that it holds
/// tables: then a single column is one too.
pub(super) fn tables(text: &str, sure: bool) -> Vec<Table<'_>> {
    let mut out: Vec<Table<'_>> = Vec::new();
    let strays = Cell::new(0);
    let mut at = 0;
    let mut numbers = promise::places(text.as_bytes()).peekable();
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        if !sure && out.is_empty() && at > SOON || out.len() >= 32 {
            break;
        }
        // A table that is worth reading has numbers or addresses within its first rows.
        if !sure && at > 0 {
            while numbers.next_if(|n| *n < at).is_some() {}
            let Some(next) = numbers.peek() else { break };
            if let Some(from) = next.checked_sub(ROWS).filter(|from| *from > at) {
                at = memchr::memchr(b'\n', text.as_bytes().get(from..).unwrap_or_default())
                    .map_or(text.len(), |n| from + n + 1);
                continue;
            }
        }
        let Some((head, sign)) = begin(rest, sure && out.is_empty(), &strays) else {
            at += memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |n| n + 1);
            continue;
        };
        let (table, end) = rows(text, at + head, sign, &strays);
        if let Some(table) = table {
            out.push(table);
        }
        at = end.max(at + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    out
}

/// Whether a table begins with the first line: where its heading is and what parts its cells.
fn begin(rest: &str, alone: bool, strays: &Cell<u32>) -> Option<(usize, char)> {
    let line = rest.lines().next()?;
    if line.trim().is_empty() || line.len() > LONGEST || line.starts_with('#') || ruled(line) {
        return None;
    }
    let second = lines(rest).skip(1).take(3).find(|(_, l)| !ruled(l));
    let count = |at: usize, sign| record(rest, at, strays).map_or(0, |r| cells(r, sign).len());
    let fits = |sign: char| {
        let n = count(0, sign);
        // A row that reaches over lines ends where its quotes do.
        let next = record(rest, 0, strays).map_or(0, |r| r.len());
        let follows = if next > line.len() {
            after(rest, next)
        } else {
            second.map(|s| s.0)
        };
        let third = follows
            .and_then(|at| after(rest, at + record(rest, at, strays)?.len()))
            .filter(|at| {
                !rest
                    .get(*at..)
                    .is_some_and(|r| ruled(r.lines().next().unwrap_or_default()))
            });
        let same = |at: Option<usize>| {
            at.is_none_or(|at| {
                record(rest, at, strays).is_none_or(|r| r.trim().is_empty() || count(at, sign) == n || open(r))
            })
        };
        (n > 1 && follows.is_some() && same(follows) && same(third)).then_some(n)
    };
    let bytes = line.as_bytes();
    let best = SIGNS
        .into_iter()
        .filter(|s| {
            if *s == ' ' {
                line.contains("  ")
            } else {
                memchr::memchr(*s as u8, bytes).is_some()
            }
        })
        .filter_map(|s| Some((s, fits(s)?)))
        // A gap counts only where nothing else does.
        .max_by_key(|(s, n)| (*s != ' ', *n));
    match best {
        Some((sign, _)) => Some((0, sign)),
        // One column, whose values hold none of the signs.
        None if alone
            && line.len() < 60
            && second.is_some_and(|(_, l)| !l.contains([',', ';', '\t']))
            && !line.contains([',', ';', '\t', ' ']) =>
        {
            Some((0, ','))
        }
        None => None,
    }
}

/// Whether quotes are still open at the end of the row.
fn open(row: &str) -> bool {
    memchr::memchr_iter(b'"', row.as_bytes()).count() % 2 == 1
}

/// A line that rules off: `+---+`, `|---|:--:|`, `---- ----`, `+===+`.
fn ruled(line: &str) -> bool {
    (line.contains("--") || line.contains("=="))
        && line
            .bytes()
            .all(|b| matches!(b, b'-' | b'+' | b'|' | b':' | b' ' | b'=' | b'\r'))
}

/// The row that begins at an offset, over several lines where quotes say so; without its line end. Of a text with many stray
/// quotes every line is a row.
fn record<'t>(text: &'t str, at: usize, strays: &Cell<u32>) -> Option<&'t str> {
    let rest = text.get(at..)?;
    let bytes = rest.as_bytes();
    let first = memchr::memchr(b'\n', bytes).unwrap_or(rest.len());
    let (mut end, mut from, mut quotes) = (first, 0, 0);
    while strays.get() < STRAYS {
        quotes += memchr::memchr_iter(b'"', bytes.get(from..end)?).count();
        if quotes % 2 == 0 {
            break;
        }
        from = (end + 1).min(bytes.len());
        match memchr::memchr(b'\n', bytes.get(from..LONGEST.min(bytes.len()).max(from))?) {
            Some(n) => end = from + n,
            None if bytes.len() <= LONGEST && from < bytes.len() && end < bytes.len() => end = bytes.len(),
            None => {
                strays.set(strays.get() + 1);
                end = first;
                break;
            }
        }
    }
    Some(rest.get(..end)?.trim_end_matches('\r'))
}

/// Where the row behind this one begins.
fn after(text: &str, end: usize) -> Option<usize> {
    memchr::memchr(b'\n', text.as_bytes().get(end..)?).map(|n| end + n + 1)
}

/// The table whose heading stands at `at`, and where it ends.
fn rows<'t>(text: &'t str, at: usize, sign: char, strays: &Cell<u32>) -> (Option<Table<'t>>, usize) {
    let Some(head) = record(text, at, strays) else {
        return (None, text.len());
    };
    let names = cells(head, sign);
    let mut table = Table::default();
    // A first row that holds numbers or addresses is a row like others.
    let nameless = names
        .iter()
        .any(|c| c.contains('@') || c.bytes().filter(u8::is_ascii_digit).count() >= 6);
    for name in &names {
        table.add(if nameless { "" } else { name }, span(text, name));
    }
    if nameless {
        names.iter().enumerate().for_each(|(i, v)| table.put(i, v));
    }
    let mut from = after(text, at + head.len()).unwrap_or(text.len());
    let mut filled = 0u32;
    while let Some(row) = record(text, from, strays).filter(|_| from < text.len()) {
        let next = after(text, from + row.len()).unwrap_or(text.len());
        if row.trim().is_empty() || ruled(row) {
            // Below an empty line may stand another table.
            let ends = row.trim().is_empty()
                && filled > 0
                && begins_anew(text.get(next..).unwrap_or_default(), sign, names.len());
            from = next;
            if ends {
                break;
            }
            continue;
        }
        let row = cells(row, sign);
        if names.len() > 1 && row.len() == 1 {
            from = next;
            break;
        }
        if sign != ' ' || row.len() == names.len() {
            row.iter().enumerate().for_each(|(i, v)| table.put(i, v));
        }
        filled += 1;
        from = next;
        if filled.is_multiple_of(64) && !table.is_open(true) {
            // What is left of this table is of no interest; another may begin below an empty line.
            let rest = text.as_bytes().get(from..).unwrap_or_default();
            let blank = memchr::memmem::find(rest, b"\n\n").or_else(|| memchr::memmem::find(rest, b"\n\r\n"));
            return (None, blank.map_or(text.len(), |n| from + n + 1));
        }
    }
    (Some(table), from)
}

/// Whether what stands below an empty line is no further row.
fn begins_anew(rest: &str, sign: char, width: usize) -> bool {
    let Some(line) = rest.lines().find(|l| !l.trim().is_empty()) else {
        return true;
    };
    let row = cells(line, sign);
    row.len() != width
        || row
            .iter()
            .all(|c| c.chars().all(|c| !c.is_ascii_digit()) && !c.is_empty())
}

/// Cells of a row; quotes may hold the sign.
fn cells(row: &str, sign: char) -> Vec<&str> {
    let mut out = Vec::new();
    if sign == ' ' {
        let mut rest = row.trim();
        while let Some(i) = rest.find("  ").filter(|_| out.len() < COLUMNS) {
            out.push(rest.get(..i).unwrap_or_default());
            rest = rest.get(i..).unwrap_or_default().trim_start();
        }
        out.push(rest);
        return out;
    }
    let mut rest = row;
    if sign == '|' {
        let inner = row.trim();
        // The outer bars of a drawn table.
        rest = match inner.strip_prefix('|') {
            Some(i) => i.strip_suffix('|').unwrap_or(i),
            None => inner,
        };
    }
    while out.len() < COLUMNS {
        if let Some(t) = rest.trim_start_matches(' ').strip_prefix('"') {
            let mut end = 0;
            loop {
                match t.get(end..).and_then(|r| memchr::memchr(b'"', r.as_bytes())) {
                    Some(i) if t.as_bytes().get(end + i + 1) == Some(&b'"') => end += i + 2,
                    Some(i) => {
                        end += i;
                        break;
                    }
                    None => {
                        end = t.len();
                        break;
                    }
                }
            }
            out.push(t.get(..end).unwrap_or_default());
            let behind = t.get(end + 1..).unwrap_or_default();
            match memchr::memchr(sign as u8, behind.as_bytes()) {
                Some(i) => rest = behind.get(i + 1..).unwrap_or_default(),
                None => return out,
            }
        } else {
            match memchr::memchr(sign as u8, rest.as_bytes()) {
                Some(i) => {
                    out.push(rest.get(..i).unwrap_or_default().trim());
                    rest = rest.get(i + 1..).unwrap_or_default();
                }
                None => {
                    out.push(rest.trim());
                    return out;
                }
            }
        }
    }
    out
}
