//! From a credential word to the value assigned to it: `name operator value` in all the ways people write it.
//!
//! Most words lead nowhere, so the first byte behind the identifier decides for nearly all of them.

use super::kind::Kind;
use super::literal::{self, Quote, Text, open_quote};
use super::name::{self, Words};
use super::{Candidate, Form};

/// What is known about the text as a whole.
#[derive(Clone, Copy)]
pub(crate) struct Scan<'t> {
    pub(crate) t: Text<'t>,
    pub(crate) kind: Kind,
}

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

impl Scan<'_> {
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
        let words = Words::of(raw);
        let Some((class, behind)) = name::class_of(&words) else {
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
                self.kind == Kind::Code
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
    fn ignored_error(&self, end: usize) -> Option<usize> {
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

    /// `pass`, `psw`, `mdp`: short words that mean other things as well.
    pub(super) fn short(&self, id: Ident) -> bool {
        let mut word = self.t.0.get(id.start..id.end).unwrap_or_default();
        while let Some((b'0'..=b'9', rest)) = word.split_last() {
            word = rest;
        }
        [b"pass".as_slice(), b"psw", b"mdp"]
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

    /// The operator at `p` and where the value is expected behind it.
    fn operator(&self, id: Ident, p: usize, shut: Option<u8>) -> Option<Landing> {
        let t = self.t;
        let q = t.blanks(p);
        let assign = |at| Some(Landing { at, form: Form::Assign });
        match t.at(q) {
            b'=' => match t.at(q + 1) {
                b'=' => {
                    let n = q + 2 + usize::from(t.at(q + 2) == b'=');
                    Some(Landing {
                        at: n,
                        form: Form::Compare,
                    })
                }
                b'~' => None,
                b'>' => assign(q + 2),
                _ => assign(q + 1),
            },
            b':' if t.has(q + 1, b"**") && self.kind == Kind::Prose => assign(q + 3),
            // `NetworkCredential]::new("user", "…")`, `Credentials::new("user", "…")`
            b':' if t.has(q, b"::new(") => Some(Landing {
                at: q + 6,
                form: Form::Call,
            }),
            b':' => match t.at(q + 1) {
                b':' => None,
                b'=' => assign(q + 2),
                _ => {
                    if self.kind == Kind::Code
                        && let Some(n) = self.typed(q + 1)
                    {
                        return assign(n);
                    }
                    assign(q + 1)
                }
            },
            b'!' if t.at(q + 1) == b'=' => Some(Landing {
                at: q + 2 + usize::from(t.at(q + 2) == b'='),
                form: Form::Compare,
            }),
            b'?' if t.at(q + 1) == b'=' => assign(q + 2),
            b'|' if t.at(q + 1) == b'|' && t.at(q + 2) == b'=' => assign(q + 3),
            b'|' | b'?' if self.kind == Kind::Code && t.at(q + 1) == t.at(q) => {
                let at = t.blanks(q + 2);
                open_quote(t, at).is_some().then_some(Landing {
                    at,
                    form: Form::Fallback,
                })
            }
            b'|' if matches!(self.kind, Kind::Prose) && t.at(q + 1) != b'|' && self.row(id.start) => Some(Landing {
                at: q + 1,
                form: Form::Prose,
            }),
            b'<' if t.at(q + 1) == b'-' => assign(q + 2),
            b'>' if p == q => self.element(id, q, shut),
            b'(' if shut.is_none() && p == q => Some(Landing {
                at: q + 1,
                form: Form::Call,
            }),
            b',' if self.kind == Kind::Code && shut.is_none() && p == q && self.ignored_error(p).is_some() => {
                self.ignored_error(p).and_then(assign)
            }
            // ACME_TOKEN,9f86d081884c7d65…
            b',' if self.kind == Kind::Unknown && shut.is_none() && p == q => {
                (self.first_on_line(id.start) && self.mixed(q + 1)).then_some(Landing {
                    at: q + 1,
                    form: Form::Assign,
                })
            }
            // {password, "…"}
            b',' if shut.is_none() && p == q && t.before(id.start) == b'{' => {
                let lit = literal::quoted(t, t.blanks(q + 1))?;
                (t.at(t.blanks(lit.after)) == b'}').then_some(Landing {
                    at: q + 1,
                    form: Form::Args,
                })
            }
            b',' if shut.is_some() || t.before(id.start) == b':' || t.has(id.start, b"CURLOPT_") => {
                let n = t.space(q + 1);
                let n = if t.has(n, b"with:") { n + 5 } else { n };
                let n = self.default(n).unwrap_or(n);
                if self.listed(id, q, n) {
                    return None;
                }
                Some(Landing {
                    at: n,
                    form: Form::Args,
                })
            }
            0xEF if t.at(q + 1) == 0xBC && matches!(t.at(q + 2), 0x9A | 0x9D) => assign(q + 3),
            0xE2 if t.at(q + 1) == 0x86 && t.at(q + 2) == 0x92 => assign(q + 3),
            _ if q > p => self.blank(id, q, shut),
            _ => None,
        }
    }

    /// `add_argument("--password", help="…", default="…")`: behind the word for the default.
    fn default(&self, p: usize) -> Option<usize> {
        let t = self.t;
        if !t.at(p).is_ascii_alphabetic() {
            return None;
        }
        let end = t.line_end(p, 160);
        let rest = t.0.get(p..end)?;
        let n = memchr::memmem::find(rest, b"default")?;
        let word = rest.get(n + 7..)?;
        let tail = if word.starts_with(b"Value") || word.starts_with(b"_value") {
            5 + usize::from(word.first() == Some(&b'_'))
        } else {
            0
        };
        let after = t.blanks(p + n + 7 + tail);
        matches!(t.at(after), b'=' | b':').then_some(after + 1)
    }

    /// Whether a name before the comma at `q` is an element of a list with an element on each line rather than an
    /// argument.
    fn listed(&self, id: Ident, q: usize, value: usize) -> bool {
        let t = self.t;
        let broken = t.0.get(q..value).is_some_and(|s| s.contains(&b'\n'));
        if !broken || !self.first_on_line(id.start) {
            return false;
        }
        let from = t.line_start(id.start, 200);
        let before = t.0.get(from.saturating_sub(120)..from).unwrap_or_default();
        before.trim_ascii_end().last() != Some(&b'(')
    }

    /// `: String = ` — behind the `=` of a typed declaration.
    fn typed(&self, p: usize) -> Option<usize> {
        let t = self.t;
        let mut i = t.blanks(p);
        let from = i;
        if !t.at(i).is_ascii_alphabetic() && t.at(i) != b'&' {
            return None;
        }
        while i < from + 48 {
            match t.at(i) {
                b'=' => return (t.at(i + 1) != b'=' && t.at(i + 1) != b'>').then_some(i + 1),
                b if b.is_ascii_alphanumeric() => i += 1,
                b'_' | b'&' | b'\'' | b'<' | b'>' | b'?' | b'[' | b']' | b'|' | b'.' | b' ' | b'*' | b';' => i += 1,
                _ => return None,
            }
        }
        None
    }

    /// `<password>`, `<password type="x">`, `<entry key="password">`.
    fn element(&self, id: Ident, p: usize, shut: Option<u8>) -> Option<Landing> {
        let t = self.t;
        let start = t.line_start(id.start, 200);
        let before = t.0.get(start..id.start)?;
        let open = memchr::memrchr(b'<', before)?;
        if memchr::memchr(b'>', before.get(open..)?).is_some() {
            return None;
        }
        let tag = before.get(open + 1).copied().unwrap_or(b'x');
        if tag == b'/' || (shut.is_none() && open + 1 != before.len() && !before.ends_with(b":")) {
            return None;
        }
        // `<input name="password">` has no content; `<key>password</key>` is a pair.
        let head = before.get(open + 1..)?;
        if [
            b"input".as_slice(),
            b"label",
            b"option",
            b"a ",
            b"th",
            b"td",
            b"div",
            b"span",
            b"button",
            b"li",
            b"h1",
            b"p ",
        ]
        .iter()
        .any(|n| head.get(..n.len()).is_some_and(|h| h.eq_ignore_ascii_case(n)))
        {
            return None;
        }
        Some(Landing {
            at: p + 1,
            form: Form::Element,
        })
    }

    /// Nothing but blanks: options, SQL, `.netrc`, prose, typed declarations, attributes of an element.
    fn blank(&self, id: Ident, q: usize, shut: Option<u8>) -> Option<Landing> {
        let t = self.t;
        let b = t.at(q);
        if id.dashes == 0 && self.short(id) && self.kind != Kind::Sql {
            return None; // "pass arguments", pass "x"
        }
        let quote = open_quote(t, q).is_some();
        if quote && shut.is_none() {
            return Some(Landing {
                at: q,
                form: if id.dashes > 0 { Form::Cli } else { Form::Juxtaposed },
            });
        }
        if id.dashes > 0 && shut.is_none() {
            return Some(Landing { at: q, form: Form::Cli });
        }
        if t.before(id.start) == b'<' {
            // <password encoding="base64">…
            let end = t.line_end(q, 120);
            let n = memchr::memchr(b'>', t.0.get(q..end)?)?;
            // <credential-reference clear-text="…"/>
            if let Some(clear) = memchr::memmem::find(t.0.get(q..q + n)?, b"clear-text=") {
                return Some(Landing {
                    at: q + clear + 11,
                    form: Form::Assign,
                });
            }
            return (t.before(q + n) != b'/').then_some(Landing {
                at: q + n + 1,
                form: Form::Element,
            });
        }
        if b == b'-'
            && matches!(self.kind, Kind::Shell | Kind::Prose | Kind::Yaml | Kind::Unknown)
            && let Some(at) = self.option(id, q)
        {
            return Some(Landing { at, form: Form::Cli });
        }
        // `dotnet user-secrets set "Db:Password" "…"`
        if quote && matches!(self.kind, Kind::Shell | Kind::Prose) {
            let from = t.line_start(id.start, 200);
            let set =
                t.0.get(from..id.start)
                    .is_some_and(|l| memchr::memmem::find(l, b" set ").is_some());
            return set.then_some(Landing { at: q, form: Form::Cli });
        }
        if self.kind == Kind::Code {
            // C#: `Password { get; set; } = "…"`; Ruby: `ENV.fetch('PASSWORD') { '…' }`
            if b == b'{' {
                return self.braces(q, shut);
            }
            // Basic: `password As String = "…"`
            let q = if t.has_fold(q, b"as ") { q + 3 } else { q };
            let b = t.at(q);
            // Go: `password string = "…"`, `password, _ := …`
            if !b.is_ascii_alphabetic() && b != b'*' && b != b'[' {
                return None;
            }
            let mut i = q;
            while i < q + 24 && (t.at(i).is_ascii_alphanumeric() || matches!(t.at(i), b'.' | b'*' | b'[' | b']' | b'_'))
            {
                i += 1;
            }
            let e = t.blanks(i);
            if t.at(e) == b'=' && t.at(e + 1) != b'=' && e > i {
                return Some(Landing {
                    at: e + 1,
                    form: Form::Assign,
                });
            }
        }
        for (words, form) in [
            (b"is ".as_slice(), Form::Prose),
            (b"was changed to ", Form::Prose),
            (b"was set to ", Form::Prose),
            (b"was reset to ", Form::Prose),
            (b"was ", Form::Prose),
            (b"to ", Form::Prose),
            (b"is: ", Form::Prose),
            (b"of ", Form::Prose),
        ] {
            if t.has_fold(q, words) {
                let at = t.blanks(q + words.len());
                let says = words.starts_with(b"is") || words.starts_with(b"was");
                let told = open_quote(t, at).is_some()
                    || self.kind != Kind::Code
                        && (says && !self.participle(at) && !self.goes_on(at)
                            || self.digits(at) && !self.participle(at));
                return told.then_some(Landing {
                    at: q + words.len(),
                    form,
                });
            }
        }
        if shut.is_none() && self.mixed(q) {
            return Some(Landing {
                at: q,
                form: Form::Words,
            });
        }
        if matches!(self.kind, Kind::Shell | Kind::Ini | Kind::Unknown | Kind::Env)
            && shut.is_none()
            && b.is_ascii_graphic()
            && self.worded(id, q)
        {
            return Some(Landing {
                at: q,
                form: Form::Words,
            });
        }
        None
    }

    /// Behind the accessors of a property, or in the block that gives a look-up its fallback.
    fn braces(&self, q: usize, shut: Option<u8>) -> Option<Landing> {
        let t = self.t;
        if shut.is_some() {
            let at = t.blanks(q + 1);
            return open_quote(t, at).is_some().then_some(Landing {
                at,
                form: Form::Fallback,
            });
        }
        let end = t.line_end(q, 48);
        let line = t.0.get(q..end)?;
        let n = memchr::memchr(b'}', line)?;
        memchr::memmem::find(line.get(..n)?, b"get").filter(|_| t.at(t.blanks(q + n + 1)) == b'=')?;
        Some(Landing {
            at: t.blanks(q + n + 1) + 1,
            form: Form::Assign,
        })
    }

    /// Whether `p` stands in a row of a table.
    fn row(&self, p: usize) -> bool {
        let t = self.t;
        t.at(t.blanks(t.line_start(p, 300))) == b'|'
    }

    /// Whether the word at `p` says what is done with a password rather than what it is: "is required", "was changed".
    fn participle(&self, p: usize) -> bool {
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
    fn goes_on(&self, p: usize) -> bool {
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
    fn digits(&self, p: usize) -> bool {
        let end = self.t.line_end(p, 64);
        let word = self.t.0.get(p..end).unwrap_or_default();
        word.iter()
            .take_while(|b| !b.is_ascii_whitespace())
            .any(u8::is_ascii_digit)
    }

    /// Whether the word at `p` can only have been made by a machine: "with the token 9f86d081884c7d65…".
    fn mixed(&self, p: usize) -> bool {
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
    fn worded(&self, id: Ident, q: usize) -> bool {
        let t = self.t;
        if matches!(t.before(id.start), b'$' | b'(' | b'{' | b'%') {
            return false; // a use, not a definition
        }
        let from = t.line_start(id.start, 200);
        let end = t.line_end(q, 200);
        let before = t.0.get(from..id.start).unwrap_or_default().trim_ascii();
        let value = t.0.get(q..end).unwrap_or_default().trim_ascii_end();
        let accounts = [b"login ".as_slice(), b"machine ", b"username ", b"user "];
        if accounts.iter().any(|w| memchr::memmem::find(before, w).is_some()) {
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
}
