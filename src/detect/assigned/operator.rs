//! From behind a name over the operator to the place where its value is expected.

use super::Form;
use super::assign::{Ident, Landing, Scan};
use super::kind::Kind;
use super::literal::{self, open_quote};

impl Scan<'_> {
    /// The operator at `p` and where the value is expected behind it.
    pub(super) fn operator(&self, id: Ident, p: usize, shut: Option<u8>) -> Option<Landing> {
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
            // Scala: `"password" -> "…"`
            b'-' if shut.is_some() && t.at(q + 1) == b'>' => assign(q + 2),
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
                let at = t.blanks(q + 1);
                let binary = 2 * usize::from(t.has(at, b"<<\""));
                let lit = literal::quoted(t, at + binary)?;
                let after = t.blanks(lit.after);
                let after = if t.has(after, b">>") { after + binary } else { after };
                (t.at(after) == b'}').then_some(Landing {
                    at: q + 1,
                    form: Form::Args,
                })
            }
            // Words of a sentence: `password`, `senha`, …
            b',' if self.kind == Kind::Prose && shut == Some(b'`') => None,
            // ["password", "x"], ["boolean", "y"]
            b',' if t.before(q) == b']' && t.at(t.space(q + 1)) == b'[' => None,
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
            b'\n' | b'\r' if self.kind == Kind::Yaml && id.dashes > 0 => {
                self.item_below(id, q).map(|at| Landing { at, form: Form::Cli })
            }
            b'.' if shut.is_some() && self.kind == Kind::Code => self.typed_in(q),
            0xEF if t.at(q + 1) == 0xBC && matches!(t.at(q + 2), 0x9A | 0x9D) => assign(q + 3),
            0xE2 if t.at(q + 1) == 0x86 && t.at(q + 2) == 0x92 => assign(q + 3),
            _ if q > p => self.blank(id, q, shut),
            _ => None,
        }
    }

    /// `find("#password").send_keys("…")`: behind the bracket of a call that types into a field.
    fn typed_in(&self, p: usize) -> Option<Landing> {
        const CALLS: [&[u8]; 12] = [
            b"send_keys",
            b"sendkeys",
            b"type",
            b"fill",
            b"val",
            b"value",
            b"setvalue",
            b"set_value",
            b"set",
            b"typetext",
            b"entertext",
            b"settext",
        ];
        let t = self.t;
        let mut end = p + 1;
        while literal::word_byte(t.at(end)) && end < p + 16 {
            end += 1;
        }
        let name = t.0.get(p + 1..end)?;
        (t.at(end) == b'(' && CALLS.iter().any(|c| name.eq_ignore_ascii_case(c))).then_some(Landing {
            at: end + 1,
            form: Form::Args,
        })
    }

    /// `add_argument("--password", help="…", default="…")`: behind the word for the default.
    pub(super) fn default(&self, p: usize) -> Option<usize> {
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
    pub(super) fn listed(&self, id: Ident, q: usize, value: usize) -> bool {
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
    pub(super) fn typed(&self, p: usize) -> Option<usize> {
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
    pub(super) fn element(&self, id: Ident, p: usize, shut: Option<u8>) -> Option<Landing> {
        let t = self.t;
        let start = t.line_start(id.start, 200);
        let before = t.0.get(start..id.start)?;
        let open = memchr::memrchr(b'<', before)?;
        if memchr::memchr(b'>', before.get(open..)?).is_some() {
            return None;
        }
        // `mysql -p<password> shop < dump.sql`
        if open > 0 && before.get(open - 1).is_some_and(u8::is_ascii_alphanumeric) {
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
    pub(super) fn blank(&self, id: Ident, q: usize, shut: Option<u8>) -> Option<Landing> {
        let t = self.t;
        let b = t.at(q);
        if id.dashes == 0 && self.short(id) && self.kind != Kind::Sql {
            return None; // "pass arguments", pass "x"
        }
        let before = t.line_start(id.start, 64);
        let before = t.0.get(before..id.start).unwrap_or_default();
        if shut.is_none()
            && before.ends_with(b" ")
            && before
                .split(|b| *b == b' ')
                .rev()
                .nth(1)
                .is_some_and(|o| o.starts_with(b"--pass"))
        {
            return None; // `--password passwd export`: the word is a value
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
            let set = t.0.get(from..id.start).is_some_and(|l| literal::holds(l, b" set "));
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
    pub(super) fn braces(&self, q: usize, shut: Option<u8>) -> Option<Landing> {
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
}
