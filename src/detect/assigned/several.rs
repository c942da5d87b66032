//! Values that are one of several: a branch of a condition, a part of a parallel assignment, the next item of a list of
//! arguments, a block below its name.

use super::Form;
use super::assign::{Ident, Scan};
use super::literal::{self, Literal, Reach};

impl Scan<'_> {
    /// The literals of `x ? "…" : "…"` and `y if x else "…"` behind `p` on its line.
    pub(super) fn branches(&self, p: usize) -> [Option<Literal>; 2] {
        let t = self.t;
        let end = t.line_end(p, 240);
        let line = t.0.get(p..end).unwrap_or_default();
        let behind = |from: usize, what: &[u8]| {
            let n = from + memchr::memmem::find(line.get(from..)?, what)?;
            Some(n + what.len())
        };
        let at = |n: usize| literal::quoted(t, t.blanks(p + n));
        if let Some(n) = behind(0, b" ? ") {
            let first = at(n);
            let from = first.map_or(n, |f| f.after.saturating_sub(p));
            return [first, behind(from, b": ").and_then(at)];
        }
        [behind(0, b" else ").and_then(at), None]
    }

    /// The literal of this name in `user, password = "…", "…"`.
    pub(super) fn parallel(&self, id: Ident, p: usize) -> Option<Literal> {
        let t = self.t;
        let from = t.line_start(id.start, 160);
        let before = t.0.get(from..id.start)?.trim_ascii();
        let names = before.strip_suffix(b",")?;
        let start = names
            .iter()
            .rposition(|b| matches!(b, b'(' | b'[' | b' '))
            .map_or(0, |n| n + 1);
        // The names from the last one backwards; `f(user, password="…")` has a call before them.
        let mut skip = 1usize;
        let mut rest = names.get(..start).unwrap_or_default();
        if !names.get(start..)?.iter().all(|b| literal::word_byte(*b) || *b == b',') || start == names.len() {
            return None;
        }
        skip += memchr::memchr_iter(b',', names.get(start..)?).count();
        while let Some(more) = rest.trim_ascii_end().strip_suffix(b",") {
            let n = more.iter().rposition(|b| !literal::word_byte(*b)).map_or(0, |n| n + 1);
            skip += 1;
            rest = more.get(..n)?;
        }
        let head = rest.trim_ascii_end();
        let open = head.strip_suffix(b"(").or_else(|| head.strip_suffix(b"["));
        let declared = open.unwrap_or(head).trim_ascii_end();
        if ![b"".as_slice(), b"let", b"const", b"var", b"my", b"local"].contains(&declared) {
            return None;
        }
        let mut at = t.blanks(p);
        if matches!(t.at(at), b'(' | b'[') {
            at += 1;
        }
        for _ in 0..skip {
            at = t.blanks(at);
            at = match literal::quoted(t, at) {
                Some(lit) => lit.after,
                None => {
                    let end = at + 80;
                    while at < end && (literal::word_byte(t.at(at)) || t.at(at) == b'.') {
                        at += 1;
                    }
                    at
                }
            };
            at = t.blanks(at);
            if t.at(at) != b',' {
                return None;
            }
            at += 1;
        }
        literal::quoted(t, t.blanks(at))
    }

    /// `- --password` above `- …`: where the next item starts. `p` is the end of the option's line.
    pub(super) fn item_below(&self, id: Ident, p: usize) -> Option<usize> {
        let t = self.t;
        let from = t.line_start(id.start, 80);
        let dash = t.blanks(from);
        if id.dashes != 2 || t.at(dash) != b'-' || t.at(dash + 1) != b' ' || id.start > dash + 5 {
            return None;
        }
        let next = p + 1 + usize::from(t.at(p) == b'\r');
        let item = t.blanks(next);
        (t.at(item) == b'-' && t.at(item + 1) == b' ' && item - next == dash - from).then_some(item + 2)
    }

    /// The only line of a YAML block: `password: |` above it.
    pub(super) fn block(&self, id: Ident, p: usize) -> Option<usize> {
        let t = self.t;
        let mut end = p + 1;
        while matches!(t.at(end), b'+' | b'-' | b'0'..=b'9') {
            end += 1;
        }
        if end > p + 3 || !matches!(t.at(end), b'\n' | b'\r') {
            return None;
        }
        let line = t.line_start(id.start, 200);
        let indent = t.blanks(line) - line;
        let next = end + 1 + usize::from(t.at(end) == b'\r');
        let at = t.blanks(next);
        let last = t.line_end(at, 400);
        let below = last + 1 + usize::from(t.at(last) == b'\r');
        let deeper = |from: usize, at: usize| at - from > indent && !matches!(t.at(at), b'\n' | b'\r' | 0);
        (deeper(next, at) && !deeper(below, t.blanks(below))).then_some(at)
    }

    /// Where the value of the entry at `item` starts: `name: value`.
    pub(super) fn entry(&self, item: usize) -> Option<usize> {
        let t = self.t;
        let mut end = item;
        while literal::word_byte(t.at(end)) || matches!(t.at(end), b'-' | b'.') {
            end += 1;
        }
        let at = t.blanks(end + 1);
        (t.at(end) == b':'
            && t.at(end + 1) == b' '
            && !matches!(
                t.at(at),
                b'\n' | b'\r' | b'#' | b'{' | b'[' | b'|' | b'>' | b'/' | b'.' | b'$' | 0
            ))
        .then_some(at)
    }

    /// `key:` with a YAML list below it.
    pub(super) fn yaml_items(&self, id: Ident, p: usize, give: &mut dyn FnMut(&Literal, Form, bool)) {
        let t = self.t;
        let line = t.line_start(id.start, 200);
        let indent = t.blanks(line) - line;
        let mut at = p;
        // `password:` above `value: …`.
        let next = t.line_end(p, 4096) + 1 + usize::from(t.at(p) == b'\r');
        let below = t.blanks(next);
        if below - next > indent.min(below) && t.has(below, b"value:") {
            let v = t.blanks(below + 6);
            if let Some(lit) = literal::quoted(t, v).or_else(|| literal::bare(t, v, Reach::Line, self.kind)) {
                give(&lit, Form::Pair, false);
            }
            return;
        }
        let name = t.0.get(id.start..id.end).unwrap_or_default();
        let plural = [b"secrets".as_slice(), b"passwords", b"credentials"]
            .iter()
            .any(|n| name.eq_ignore_ascii_case(n));
        for _ in 0..16 {
            let end = t.line_end(at, 4096);
            let next = if t.at(end) == b'\r' { end + 2 } else { end + 1 };
            let item = t.blanks(next);
            // `secrets:` above `name: value`
            if plural && item - next > indent && t.at(item).is_ascii_alphabetic() {
                if let Some(at) = self.entry(item)
                    && let Some(lit) = literal::quoted(t, at).or_else(|| literal::bare(t, at, Reach::Line, self.kind))
                    && self.digits(lit.start)
                    && lit.end - lit.start >= 8
                {
                    give(&lit, Form::List, false);
                }
                at = item;
                continue;
            }
            if t.at(item) != b'-' || t.at(item + 1) != b' ' || item - next < indent.min(item) {
                return;
            }
            let v = t.blanks(item + 2);
            if let Some(lit) = literal::quoted(t, v).or_else(|| literal::bare(t, v, Reach::Line, self.kind)) {
                let mapping = t.0.get(lit.start..lit.end).is_some_and(|s| literal::holds(s, b": "));
                if mapping {
                    return;
                }
                give(&lit, Form::List, false);
            }
            at = item;
        }
    }
}
