//! Whether words are a sentence about a credential or say what it is.

use super::Form;
use super::assign::{Ident, Landing, Scan};
use super::kind::Kind;
use super::literal::{self, Literal};

impl Scan<'_> {
    /// Whether `p` stands in a row of a table.
    pub(super) fn row(&self, p: usize) -> bool {
        let t = self.t;
        t.at(t.blanks(t.line_start(p, 300))) == b'|'
    }

    /// Whether the word at `p` says what is done with a password rather than what it is: "is required", "was changed".
    pub(super) fn participle(&self, p: usize) -> bool {
        let end = self.t.line_end(p, 40);
        let line = self.t.0.get(p..end).unwrap_or_default();
        let n = line
            .iter()
            .position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-'))
            .unwrap_or(line.len());
        let word = line.get(..n).unwrap_or_default();
        let ends = [
            b"ed".as_slice(),
            b"ken",
            b"onal",
            b"itly",
            b"ing",
            b"able",
            b"ent",
            b"set",
            b"not",
            b"rect",
            b"valid",
            b"ten",
            b"wn",
            b"lly",
            b"the",
            b"only",
        ];
        ends.iter().any(|e| word.ends_with(e)) && !line.get(n).is_some_and(u8::is_ascii_alphanumeric)
            || n <= 2 && line.get(n) == Some(&b' ')
    }

    /// Whether the plain word at `p` is followed by another one, so that it is part of a sentence.
    pub(super) fn goes_on(&self, p: usize) -> bool {
        let t = self.t;
        let mut end = p;
        while t.at(end).is_ascii_lowercase() && end < p + 40 {
            end += 1;
        }
        if end == p || !matches!(t.at(end), b' ' | b'\n' | b'\r' | b',') {
            return false;
        }
        let mut next = t.space(end + usize::from(t.at(end) == b','));
        while matches!(t.at(next), b'#' | b'/' | b'*' | b';' | b' ') {
            next += 1;
        }
        // `the password is hugo and the user …`, `… or ask` leave open which it is.
        let joint = [b"and ".as_slice(), b"or ", b"for ", b"but "]
            .iter()
            .any(|j| t.has(next, j));
        t.at(next).is_ascii_lowercase() && !joint
    }

    /// Whether the word at `p` has a digit.
    pub(super) fn digits(&self, p: usize) -> bool {
        let end = self.t.line_end(p, 64);
        let word = self.t.0.get(p..end).unwrap_or_default();
        word.iter()
            .take_while(|b| !b.is_ascii_whitespace())
            .any(u8::is_ascii_digit)
    }

    /// Whether the word at `p` can only have been made by a machine: "with the token 9f86d081884c7d65…".
    pub(super) fn mixed(&self, p: usize) -> bool {
        let t = self.t;
        let mut end = p;
        let (mut digits, mut letters) = (0u32, 0u32);
        while end < p + 200 && (t.at(end).is_ascii_alphanumeric() || matches!(t.at(end), b'-' | b'_')) {
            digits += u32::from(t.at(end).is_ascii_digit());
            letters += u32::from(t.at(end).is_ascii_alphabetic());
            end += 1;
        }
        end - p >= 24
            && digits >= 4
            && letters >= 4
            && matches!(
                t.at(end),
                0 | b'\n' | b'\r' | b' ' | b'.' | b',' | b'`' | b')' | b'"' | b'\''
            )
    }

    /// Whether a word follows its name as in `.netrc`, `redis.conf`, a router's configuration or a Dockerfile, rather
    /// than as in a sentence: the value ends the line, or the line names an account.
    pub(super) fn worded(&self, id: Ident, q: usize) -> bool {
        let t = self.t;
        if matches!(t.before(id.start), b'$' | b'(' | b'{' | b'%') {
            return false; // a use, not a definition
        }
        // Where nginx hands a request on.
        const SERVERS: [&[u8]; 5] = [
            b"proxy_pass",
            b"fastcgi_pass",
            b"uwsgi_pass",
            b"scgi_pass",
            b"grpc_pass",
        ];
        if t.0.get(id.start..id.end).is_some_and(|key| SERVERS.contains(&key)) {
            return false;
        }
        let from = t.line_start(id.start, 200);
        let end = t.line_end(q, 200);
        let before = t.0.get(from..id.start).unwrap_or_default().trim_ascii();
        let value = t.0.get(q..end).unwrap_or_default().trim_ascii_end();
        let accounts = [b"login ".as_slice(), b"machine ", b"username ", b"user "];
        if accounts.iter().any(|w| literal::holds(before, w)) {
            let tail = value.iter().position(|b| *b == b' ').unwrap_or(value.len());
            let more = value.get(tail..).unwrap_or_default().trim_ascii_start();
            let led = accounts
                .iter()
                .any(|w| before.get(..w.len()).is_some_and(|h| h.eq_ignore_ascii_case(w)));
            return led || more.is_empty() || !more.first().is_some_and(u8::is_ascii_lowercase);
        }
        let verbs = [
            b"ENV".as_slice(),
            b"enable",
            b"set",
            b"setx",
            b"setenv",
            b"default",
            b"export",
        ];
        let verb = verbs.iter().any(|w| before.eq_ignore_ascii_case(w)) || before.ends_with(b" set");
        (before.is_empty() || verb) && !value.contains(&b' ')
    }

    /// Whether a bare value in a comment or a message is the first word of a sentence: "Second pass: assign counters".
    pub(super) fn sentence(&self, id: Ident, lit: &Literal) -> bool {
        let t = self.t;
        let bold = t.has(id.end, b"**:") || t.has(id.end, b"`:");
        if !bold && t.at(t.blanks(id.end)) != b':' || lit.start < id.end + 2 {
            return false;
        }
        let next = t.blanks(lit.end);
        if t.at(next) == b'{' {
            return true; // the label of a node
        }
        if self.short(id) && t.0.get(lit.start..lit.end).is_some_and(|v| v.contains(&b' ')) {
            return true;
        }
        let plain =
            t.0.get(lit.start..lit.end)
                .is_some_and(|v| v.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'\'' | b'-')));
        let more = next > lit.end && (t.at(next).is_ascii_alphabetic() || t.at(next) == b'`');
        if more {
            plain || self.short(id)
        } else {
            // "passphrase: updated\n"
            plain && (self.short(id) || t.at(lit.end) == b'\\' && self.participle(lit.start))
        }
    }

    /// Configuration quoted inside code (here-documents, raw strings) looks like a line `name: value` or `name=value`.
    pub(super) fn lone(&self, id: Ident, l: Landing) -> bool {
        let t = self.t;
        if self.kind != Kind::Code
            || l.form != Form::Assign
            || !self.first_on_line(id.start)
            || !matches!(t.at(id.end), b':' | b'=')
        {
            return false;
        }
        let p = t.blanks(l.at);
        let end = t.line_end(p, 200);
        let Some(v) = t.0.get(p..end) else { return false };
        let tight = t.at(id.end) == b'=' && p == id.end + 1 || t.at(id.end) == b':' && p == id.end + 2;
        tight
            && v.len() >= 3
            && !v
                .iter()
                .any(|b| matches!(b, b' ' | b'(' | b',' | b';' | b'{' | b'[' | b'<' | b'|'))
            && !v.ends_with(b")")
    }
}
