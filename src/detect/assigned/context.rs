//! Where a place stands: inside a string, in a comment, first on its line.

use super::assign::Scan;
use super::kind::Kind;
use super::literal::{self, Text};

impl Scan<'_> {
    /// The quote that is open at `p`, 0 for none.
    pub(super) fn enclosing(&self, p: usize) -> u8 {
        let t = self.t;
        if matches!(self.kind, Kind::Prose | Kind::Env) {
            return 0;
        }
        let from = t.line_start(p, 400);
        // Most lines hold none of these; without a branch, so that many bytes are asked at once.
        let quote = |b: &u8| matches!(b, b'\\' | b'"' | b'`' | b'\'');
        let line = t.0.get(from..p).unwrap_or_default();
        if !line.iter().fold(false, |any, b| any | quote(b)) {
            return 0;
        }
        let mut open = 0u8;
        let mut i = from;
        while i < p {
            let Some(n) = t.0.get(i..p).and_then(|rest| rest.iter().position(quote)) else {
                break;
            };
            i += n;
            let b = t.at(i);
            match b {
                b'\\' if (open == 0 || !matches!(t.at(i + 1), b'"' | b'\'') || t.at(i + 1) == open) => i += 1,
                b'\\' => {}
                _ if open == b => open = 0,
                b'\'' if t.before(i).is_ascii_alphanumeric() => {}
                _ if open == 0 => open = b,
                _ => {}
            }
            i += 1;
        }
        if i > p { 0 } else { open }
    }

    /// Whether a quote that opens at `p` is closed on its line.
    pub(super) fn closes_later(&self, p: usize) -> bool {
        literal::quoted(self.t, p).is_some()
    }

    pub(super) fn first_on_line(&self, p: usize) -> bool {
        let from = self.t.line_start(p, 200);
        self.t.0.get(from..p).is_some_and(|s| {
            s.iter()
                .all(|b| matches!(b, b' ' | b'\t' | b'#' | b';' | b'-' | b'/' | b'*' | b'"' | b'\''))
        })
    }

    /// Whether the line opens a YAML flow mapping before `p`.
    pub(super) fn flow(&self, p: usize) -> bool {
        let from = self.t.line_start(p, 400);
        self.t
            .0
            .get(from..p)
            .is_some_and(|s| memchr::memchr2(b'{', b'"', s).is_some() && !s.ends_with(b"\""))
    }

    pub(crate) fn in_comment(&self, p: usize) -> bool {
        in_comment(self.t, p)
    }
}

/// Whether a line comment stands before `p` on its line.
pub(crate) fn in_comment(t: Text<'_>, p: usize) -> bool {
    let from = t.line_start(p, 400);
    let Some(line) = t.0.get(from..p) else { return false };
    let lead = line.iter().position(|b| !matches!(b, b' ' | b'\t')).unwrap_or(0);
    let head = line.get(lead..).unwrap_or_default();
    if [
        b"//".as_slice(),
        b"#",
        b"* ",
        b"/*",
        b"--",
        b";",
        b"<!--",
        b"*\t",
        b"%",
        b"REM ",
        b"rem ",
    ]
    .iter()
    .any(|c| head.starts_with(c))
    {
        return true;
    }
    memchr::memchr3_iter(b'/', b'#', b'-', line).any(|n| {
        let before = line.get(..n).unwrap_or_default();
        let blank = matches!(before.last(), Some(b' ' | b'\t'));
        match line.get(n..).unwrap_or_default() {
            [b'/', b'/', ..] | [b'#', b' ', ..] => blank,
            [b'/', b'*', b' ', ..] | [b'-', b'-', b' ', ..] => true,
            [b'-', b'-', ..] => before.ends_with(b"<!"),
            _ => false,
        }
    })
}
