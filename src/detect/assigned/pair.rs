//! Name and value under labels of their own: `{"name": "DB_PASSWORD", "value": "…"}`, in either order.

use super::assign::{Ident, Scan};
use super::kind::Kind;
use super::literal;

/// How far the other label may stand, in bytes and lines.
const REACH: usize = 240;
const LINES: usize = 4;

/// What a name's label ends with.
const NAMES: [&[u8]; 9] = [
    b"name",
    b"key",
    b"id",
    b"var",
    b"variable",
    b"property",
    b"setting",
    b"label",
    b"path",
];

impl Scan<'_> {
    /// `name="password" value="…"`, `"key": "password", "value": "…"`, `name: PASSWORD` above `value: …`,
    /// `<name>password</name><value>…`, and the same with the value first. `p` stands behind the name.
    pub(super) fn sibling(&self, id: Ident, p: usize, quoted_key: bool) -> Option<usize> {
        if self.kind == Kind::Code && !quoted_key {
            return None;
        }
        let label = self.name_label(id)?;
        self.value_behind(p).or_else(|| self.value_before(label))
    }

    /// Where the label of the name starts.
    fn name_label(&self, id: Ident) -> Option<usize> {
        let t = self.t;
        let mut i = id.start;
        // `/prod/db/password`
        let floor = i.saturating_sub(64);
        while i > floor && t.at(i - 1) == b'/' {
            i -= 1;
            while i > floor && (t.at(i - 1).is_ascii_alphanumeric() || matches!(t.at(i - 1), b'-' | b'_' | b'.')) {
                i -= 1;
            }
        }
        let floor = i.saturating_sub(24);
        let mut op = false;
        while i > floor {
            match t.at(i - 1) {
                b'"' | b'\'' | b' ' | b'\t' | b'\\' => i -= 1,
                b':' | b'=' | b'>' if !op => {
                    op = true;
                    i -= 1;
                }
                _ => break,
            }
        }
        if !op {
            return None;
        }
        let end = i;
        while i > floor.saturating_sub(16) && i > 0 && literal::word_byte(t.at(i - 1)) {
            i -= 1;
        }
        let label = t.0.get(i..end)?;
        let tail = |n: &[u8]| {
            label
                .get(label.len().saturating_sub(n.len())..)
                .is_some_and(|l| l.eq_ignore_ascii_case(n))
        };
        NAMES.iter().any(|n| tail(n)).then_some(i)
    }

    /// The value's label behind the name.
    fn value_behind(&self, p: usize) -> Option<usize> {
        let t = self.t;
        let window = t.0.get(p..(p + REACH).min(t.0.len()))?;
        for n in memchr::memchr2_iter(b'v', b'V', window).take(8) {
            if !window.get(n..n + 5).is_some_and(|w| w.eq_ignore_ascii_case(b"value")) {
                continue;
            }
            let between = window.get(..n)?;
            if memchr::memchr_iter(b'\n', between).count() > LINES
                || between.iter().any(|b| matches!(b, b'{' | b'}' | b';'))
                || literal::holds(between, b"\n- ")
            {
                return None;
            }
            let (after, _) = self.closers(p + n + 5, p + n + 5);
            let after = t.blanks(after);
            return matches!(t.at(after), b':' | b'=' | b'>').then_some(after + 1);
        }
        let n = memchr::memmem::find(window, b"<string>")?;
        let lines = window.get(..n).map_or(0, |w| memchr::memchr_iter(b'\n', w).count());
        (lines <= 2).then_some(p + n + 8)
    }

    /// The value's label before the label of the name, in the same object.
    fn value_before(&self, label: usize) -> Option<usize> {
        let t = self.t;
        let from = label.saturating_sub(REACH);
        let window = t.0.get(from..label)?;
        let mut at = None;
        for n in memchr::memchr2_iter(b'v', b'V', window) {
            if window.get(n..n + 5).is_some_and(|w| w.eq_ignore_ascii_case(b"value")) {
                at = Some(n + 5);
            }
        }
        let at = at?;
        let between = window.get(at..)?;
        if memchr::memchr_iter(b'\n', between).count() > LINES
            || between.iter().any(|b| matches!(b, b'{' | b'}' | b';' | b'<' | b'>'))
        {
            return None;
        }
        // Another item of a list.
        let line = between.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
        let lead = between.get(line..).unwrap_or_default().trim_ascii_start();
        if line > 0 && lead.first() == Some(&b'-') {
            return None;
        }
        let (after, _) = self.closers(from + at, from + at);
        let after = t.blanks(after);
        matches!(t.at(after), b':' | b'=').then_some(after + 1)
    }

    /// `--name db-password --value '…'`, `gh secret set DB_PASSWORD --body '…'`: the option that holds the value.
    pub(super) fn option(&self, id: Ident, q: usize) -> Option<usize> {
        let t = self.t;
        let from = t.line_start(id.start, 200);
        let before = t.0.get(from..id.start)?;
        let named = before.windows(6).any(|w| w.eq_ignore_ascii_case(b"secret"))
            || before.ends_with(b"--name ")
            || literal::holds(before, b"--name ");
        let end = t.line_end(q, 200);
        let rest = t.0.get(q..end)?;
        if !named {
            return None;
        }
        [b"--body".as_slice(), b"--value", b"--secret-string", b"-b"]
            .iter()
            .find_map(|o| {
                let n = memchr::memmem::find(rest, o)?;
                let after = q + n + o.len();
                matches!(t.at(after), b' ' | b'=').then_some(after + 1)
            })
    }
}
