//! A line without comment signs, tags and ornament.

use super::comment::is_comment;
use super::{Kind, Line};

/// Takes comment signs, tags and ornament off a line and notes what they said.
pub(super) fn strip(raw: &[u8], kind: Kind) -> Line<'_> {
    let trimmed = raw.trim_ascii();
    let said = (kind == Kind::Data).then(|| comment_key(trimmed)).flatten();
    let trimmed = said.unwrap_or(trimmed);
    let comment = said.is_some()
        || kind != Kind::Prose && is_comment(trimmed)
        || kind == Kind::Prose && (trimmed.starts_with(b"<!--") || trimmed.starts_with(b"//"));
    let first = trimmed.first().copied().unwrap_or(0);
    let second = trimmed.get(1).copied().unwrap_or(0);
    let list = kind == Kind::Prose
        && (matches!(first, b'-' | b'*' | b'+') && second == b' ' && !trimmed.ends_with(&[first])
            || is_numbered(trimmed));
    let heading = kind == Kind::Prose && (first == b'#' || first == b'=' && second == b' ');
    let table = memchr::memchr_iter(b'|', trimmed).count() >= 3
        || memchr::memchr_iter(b'\t', trimmed).count() >= 3
        || memchr::memmem::find(trimmed, b"<td").is_some()
        // `Level: Confidential<tab>Count: 4`: a record of a sheet.
        || memchr::memchr(b'\t', trimmed).is_some()
            && trimmed.split(|b| *b == b'\t').filter(|c| memchr::memmem::find(c, b": ").is_some()).count() >= 2;
    let text = String::from_utf8_lossy(trimmed);
    let text = untag(&text, kind);
    // Emphasis within a line.
    let text = match kind {
        Kind::Prose => text.replace("**", "").replace('\t', " | "),
        _ => text,
    };
    let mut bare = text.trim_matches(ornament);
    for sign in ["dnl ", "rem ", "REM ", "Rem ", "@rem ", "@REM ", "COMMENT ", "C  "] {
        bare = bare.strip_prefix(sign).unwrap_or(bare).trim_matches(ornament);
    }
    let ends = |side: &[u8]| {
        side.iter()
            .filter(|b| matches!(b, b'*' | b'=' | b'#' | b'-' | b'+' | b'~' | b'!' | b'|' | b'_'))
            .count()
    };
    let lead = trimmed.get(..trimmed.len().min(4)).unwrap_or_default();
    let trail = trimmed.get(trimmed.len().saturating_sub(4)..).unwrap_or_default();
    let ornate = ends(lead) >= 2 && ends(trail) >= 2 || first == b'|' && trimmed.ends_with(b"|") && !table;
    Line {
        start: 0,
        raw,
        bare: bare.to_owned(),
        comment,
        list,
        table,
        heading,
        ornate,
    }
}

/// What JSON, which has no comments, says in a key that stands for one: `"_comment": "…"`.
fn comment_key(line: &[u8]) -> Option<&[u8]> {
    let line = line
        .strip_prefix(b"{")
        .unwrap_or(line)
        .trim_ascii_start()
        .strip_prefix(b"\"")?;
    let keys: [&[u8]; 7] = [
        b"_comment",
        b"//",
        b"$comment",
        b"_notice",
        b"_copyright",
        b"notice",
        b"disclaimer",
    ];
    let rest = keys.iter().find_map(|k| line.strip_prefix(*k)?.strip_prefix(b"\""))?;
    let value = rest
        .trim_ascii_start()
        .strip_prefix(b":")?
        .trim_ascii_start()
        .strip_prefix(b"\"")?;
    value.get(..memchr::memchr(b'"', value)?)
}

/// `1.`, `a)`, `iv.` before an item.
fn is_numbered(line: &[u8]) -> bool {
    let n = line.iter().take_while(|b| matches!(b, b'i' | b'v' | b'x')).count();
    let n = match line.first() {
        Some(b'0'..=b'9') => return matches!(line.get(1), Some(b'.' | b')')),
        Some(b'a'..=b'z') if n == 0 => 1,
        _ => n.min(5),
    };
    n > 0 && matches!(line.get(n), Some(b'.' | b')')) && line.get(n + 1) == Some(&b' ')
}

fn ornament(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '/' | '*'
                | '#'
                | '-'
                | '='
                | '_'
                | '~'
                | '+'
                | '|'
                | '!'
                | '%'
                | ';'
                | ':'
                | '.'
                | ','
                | '>'
                | '<'
                | '"'
                | '\''
                | '`'
                | '['
                | ']'
                | '{'
                | '}'
                | '^'
                | '\\'
                | '@'
                | '•'
                | '·'
                | '—'
                | '–'
                | '★'
                | '☆'
                | '◆'
                | '■'
                | '▪'
                | '●'
                | '※'
                | '【'
                | '】'
                | '《'
                | '》'
                | '「'
                | '」'
                | '『'
                | '』'
                | '〈'
                | '〉'
                | '：'
                | '，'
                | '。'
                | '！'
                | '⚠'
                | '\u{fe0f}'
                | '🔒'
                | '🔐'
                | '🚫'
                | '⛔'
                | '║'
                | '═'
                | '│'
                | '─'
                | '┃'
                | '━'
                | '\u{feff}'
                | '▬'
                | '□'
                | '〔'
                | '〕'
        )
}

/// Drops `<tags>` and, in TeX, `\commands{`.
fn untag(s: &str, kind: Kind) -> String {
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(i) = rest.find(['<', '\\']) {
        let (before, tail) = rest.split_at(i);
        out.push_str(before);
        if let Some(t) = tail.strip_prefix('<') {
            let tag = t.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!' || c == '?');
            match t.find('>').filter(|e| tag && *e < 300 && !t.starts_with("!--")) {
                Some(e) => {
                    // What ends a block parts what stands before from what follows.
                    let name = t.get(..e).unwrap_or_default().trim_end_matches('/').trim_end();
                    let block = ["/div", "/p", "/h1", "/h2", "/li", "/header", "/footer", "/title", "br"]
                        .iter()
                        .any(|b| name.eq_ignore_ascii_case(b));
                    let more = block && !out.trim().is_empty() && t.get(e + 1..).is_some_and(|r| !r.trim().is_empty());
                    out.push_str(if more { " | " } else { " " });
                    rest = t.get(e + 1..).unwrap_or_default();
                }
                None => {
                    out.push(if tag { ' ' } else { '<' });
                    rest = t.strip_prefix("!--").unwrap_or(t);
                }
            }
        } else {
            let t = tail.get(1..).unwrap_or_default();
            let word = t.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(t.len());
            if kind == Kind::Prose && word > 1 && t.get(word..).is_some_and(|a| a.starts_with(['{', '[', ' '])) {
                out.push(' ');
                rest = t.get(word..).unwrap_or_default();
                rest = rest.strip_prefix('{').unwrap_or(rest);
            } else {
                out.push('\\');
                rest = t;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Share of capitals among the letters that have a case; text without any counts as capitals from the start.
pub(crate) fn capitals(s: &str) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for c in s.chars() {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    upper >= 4 && upper > 4 * lower
}
