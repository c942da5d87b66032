//! From a credential word to the value assigned to it: `name operator value` in all the ways people write it.
//!
//! Most words lead nowhere, so the first byte behind the identifier decides for nearly all of them.

use std::cell::Cell;

use super::kind::Kind;
use super::literal::{self, Quote, Text};
use super::name::{self, Words};
use super::{Candidate, Class, Form};

/// What is known about the text as a whole.
pub(crate) struct Scan<'t> {
    pub(super) t: Text<'t>,
    pub(super) kind: Kind,
    /// The last identifier that was asked for its class, and the answer: names come again and again.
    named: Cell<Named>,
}

/// Where an identifier stands, and what it names, see [`name::class_of`].
type Named = (usize, usize, Option<(Class, usize)>);

/// An identifier around a hit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ident {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Leading dashes were cut off.
    pub(super) dashes: u8,
}

/// Where the value is expected, and what led there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Landing {
    pub(super) at: usize,
    pub(super) form: Form,
}

/// An option with its value directly behind it, in which the word stands.
fn glued(option: &[u8]) -> bool {
    option.contains(&b'$')
        || option
            .get(1..)
            .is_some_and(|v| v.starts_with(b"your") || v.starts_with(b"my"))
}

impl<'t> Scan<'t> {
    pub(crate) fn new(text: &'t [u8], kind: Kind) -> Self {
        Self {
            t: Text(text),
            kind,
            named: Cell::default(),
        }
    }

    /// Every candidate of the credential word at `hit`. Returns the end of its identifier.
    pub(crate) fn word(&self, hit: usize, len: usize, out: &mut dyn FnMut(Candidate)) -> usize {
        let id = self.ident(hit, len);
        let stop = id.end.max(hit + len);
        if !self.worth(id) {
            return stop;
        }
        let Some(raw) = self.t.0.get(id.start..id.end) else {
            return stop;
        };
        if id.dashes == 1 && raw.first() == Some(&b'p') && glued(raw) {
            return stop; // `-p$PASSWORD database`, `-pyour_password archive`
        }
        let (start, end, known) = self.named.get();
        let named = if self.t.0.get(start..end) == Some(raw) {
            known
        } else {
            name::class_of(&Words::of(raw))
        };
        self.named.set((id.start, id.end, named));
        let Some((class, behind)) = named else {
            return stop;
        };
        if raw.eq_ignore_ascii_case(b"pam_password") || self.t.before(id.start) == b'+' {
            return stop; // a method of hashing, a list of ciphers
        }
        let base = Candidate {
            class,
            key: (id.start, id.end),
            start: 0,
            end: 0,
            form: Form::Assign,
            quote: Quote::Bare,
            wrapper: (0, 0),
            behind: behind.min(9) as u8,
            inside: false,
        };
        self.assigned(id, base, out);
        stop
    }

    /// Whether what stands behind an identifier can lead to a value at all.
    #[inline]
    fn worth(&self, id: Ident) -> bool {
        let end = id.end;
        match self.t.at(end) {
            b',' if self.kind == Kind::Unknown => self.mixed(end + 1),
            b',' => {
                matches!(self.kind, Kind::Ini | Kind::Json) && self.t.before(id.start) == b'{'
                    || self.kind == Kind::Code
                        && (matches!(self.t.before(id.start), b':' | b'{')
                            || self.ignored_error(end).is_some()
                            || self.t.has(id.start, b"CURLOPT_"))
            }
            // `"${password}" = …` compares.
            b'}' => {
                self.t.before(id.start) == b'{'
                    && self.t.before(id.start - 1) != b'$'
                    && matches!(self.t.at(end + 1), b'"' | b' ')
            }
            b';' | b'.' | 0 | b'/' | b'+' | b'%' | b'#' | b'~' | b'^' => false,
            b')' => self.kind != Kind::Code || matches!(self.t.at(end + 1), b' ' | b':' | b'='),
            b'-' => false,
            b'\n' | b'\r' => matches!(
                self.kind,
                Kind::Markup | Kind::Json | Kind::Yaml | Kind::Unknown | Kind::Prose
            ),
            b' ' if self.kind == Kind::Code => {
                // In code a word behind a blank leads nowhere, but for a declaration (`password string = "…"`).
                let b = self.t.at(self.t.blanks(end));
                !(b == b'-' || b == b'+' || b == b')' || b == b'&' || b == b'/' || b == b'\n')
            }
            _ => true,
        }
    }

    /// Behind `, _ :=` and `, err :=`.
    pub(super) fn ignored_error(&self, end: usize) -> Option<usize> {
        [b", _ :=".as_slice(), b", err :=", b", err =", b", _ ="]
            .iter()
            .find(|e| self.t.has(end, e))
            .map(|e| end + e.len())
    }

    fn ident(&self, hit: usize, len: usize) -> Ident {
        let t = self.t;
        let mut start = hit;
        let floor = hit.saturating_sub(name::LONGEST);
        while start > floor {
            let b = t.at(start - 1);
            if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$') {
                start -= 1;
            } else if (0x80..0xC0).contains(&b) && start >= 2 && (0xC3..=0xD1).contains(&t.at(start - 2)) {
                start -= 2;
            } else {
                break;
            }
        }
        let mut end = hit + len;
        // `pw=`: the operator was looked for with the name.
        while end > hit + 1 && matches!(t.at(end - 1), b'=' | b':' | b' ' | b'"' | b'\'') {
            end -= 1;
        }
        let len = end - hit;
        let ceiling = end + name::LONGEST;
        while end < ceiling {
            let b = t.at(end);
            if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$') {
                end += 1;
            } else if (0xC3..=0xD1).contains(&b) && t.at(end + 1) >= 0x80 {
                end += 2;
            } else {
                break;
            }
        }
        // `"…\nPASS=…"`: the letter belongs to the escape.
        if start < hit && t.before(start) == b'\\' && matches!(t.at(start), b'n' | b't' | b'r') {
            start += 1;
        }
        // `%3Bkey=…`: the digits belong to the encoding.
        if t.before(start) == b'%'
            && start + 2 <= hit
            && t.at(start).is_ascii_hexdigit()
            && t.at(start + 1).is_ascii_hexdigit()
        {
            start += 2;
        }
        let mut dashes = 0u8;
        while start < hit && matches!(t.at(start), b'-' | b'.' | b'$') {
            dashes += u8::from(t.at(start) == b'-');
            start += 1;
        }
        while end > hit + len && matches!(t.at(end - 1), b'-' | b'.' | b'$') {
            end -= 1;
        }
        Ident { start, end, dashes }
    }

    fn assigned(&self, id: Ident, base: Candidate, out: &mut dyn FnMut(Candidate)) {
        let t = self.t;
        if t.before(id.start) == b'/' && t.before(id.start.saturating_sub(1)) == b'<' {
            return; // closing tag
        }
        let (behind, shut) = self.closers(id.start, id.end);
        // `ok ? "PASS" : "FAIL"`
        if shut.is_some() && t.at(behind.saturating_sub(1)) != b']' && self.ternary(id.start) {
            return;
        }
        let quoted_key = shut.is_some();
        let landing = self.operator(id, behind, shut);
        // `"key": "password", "value": "…"`: what follows the comma is a label, not an argument.
        let pair = landing
            .filter(|l| l.form == Form::Args && quoted_key)
            .and_then(|_| self.sibling(id, behind, quoted_key));
        if let Some(at) = pair {
            self.literals(id, Landing { at, form: Form::Pair }, quoted_key, base, out);
        } else if let Some(l) = landing {
            self.literals(id, l, quoted_key, base, out);
        } else if let Some(at) = self.sibling(id, behind, quoted_key) {
            self.literals(id, Landing { at, form: Form::Pair }, quoted_key, base, out);
        }
    }

    /// Whether a question mark stands before the quote before `p`.
    fn ternary(&self, p: usize) -> bool {
        let mut i = p;
        for _ in 0..4 {
            match self.t.before(i) {
                b'?' => return true,
                b'"' | b'\'' | b' ' => i -= 1,
                _ => return false,
            }
        }
        false
    }

    /// `pass`, `psw`, `mdp`, `pw`: short words that mean other things as well.
    pub(super) fn short(&self, id: Ident) -> bool {
        let mut word = self.t.0.get(id.start..id.end).unwrap_or_default();
        while let Some((b'0'..=b'9', rest)) = word.split_last() {
            word = rest;
        }
        [b"pass".as_slice(), b"psw", b"mdp", b"pw"]
            .iter()
            .any(|s| word.eq_ignore_ascii_case(s))
    }

    /// Skips what closes a name: quotes, brackets, Markdown emphasis. Also says which quote it was.
    pub(super) fn closers(&self, self_start: usize, mut p: usize) -> (usize, Option<u8>) {
        let t = self.t;
        let mut shut = None;
        for _ in 0..6 {
            match t.at(p) {
                q @ (b'"' | b'\'' | b'`') => {
                    if shut.is_some() {
                        break;
                    }
                    shut = Some(q);
                    p += 1;
                }
                b'\\' => {
                    let mut i = p;
                    while t.at(i) == b'\\' && i < p + 7 {
                        i += 1;
                    }
                    if shut.is_some() || !matches!(t.at(i), b'"' | b'\'') {
                        break;
                    }
                    shut = Some(t.at(i));
                    p = i + 1;
                }
                b'&' => match literal::entity(t, p) {
                    Some(n) if shut.is_none() => {
                        shut = Some(b'&');
                        p = n;
                    }
                    _ => break,
                },
                b']' => p += 1,
                b')' if shut.is_some() || self.kind != Kind::Code => p += 1,
                b'}' if t.before(self_start) == b'{' => p += 1,
                b'*' if t.at(p + 1) == b'*' || t.at(p + 1) == b':' => p += 1,
                b'?' | b'!' if t.at(p + 1) == b':' => p += 1,
                b'[' => {
                    // char password[32] = "…"
                    let stop = p + 24;
                    let mut i = p + 1;
                    while i < stop && t.at(i) != b']' && t.at(i) != b'\n' && t.at(i) != b'"' && t.at(i) != b'\'' {
                        i += 1;
                    }
                    if t.at(i) != b']' {
                        break;
                    }
                    p = i + 1;
                }
                _ => break,
            }
        }
        (p, shut)
    }
}
