//! From a credential word to the value assigned to it: `name operator value` in all the ways people write it.
//!
//! Most words lead nowhere, so the first byte behind the identifier decides for nearly all of them.

use super::kind::Kind;
use super::literal::{self, Literal, Quote, Reach, Text, open_quote};
use super::name::{self, Words};
use super::{Candidate, Class, Form};

/// What is known about the text as a whole.
#[derive(Clone, Copy)]
pub(crate) struct Scan<'t> {
    pub(crate) t: Text<'t>,
    pub(crate) kind: Kind,
}

/// An identifier around a hit.
#[derive(Debug, Clone, Copy)]
struct Ident {
    start: usize,
    end: usize,
    /// Leading dashes were cut off.
    dashes: u8,
}

/// Where the value is expected, and what led there.
#[derive(Debug, Clone, Copy)]
struct Landing {
    at: usize,
    form: Form,
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
        let words = Words::of(raw);
        let Some((class, behind)) = name::class_of(&words) else {
            return stop;
        };
        if raw.eq_ignore_ascii_case(b"pam_password") {
            return stop; // names a method of hashing
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
            b',' => self.kind == Kind::Code && (self.t.before(id.start) == b':' || self.ignored_error(end).is_some()),
            b'}' => self.t.before(id.start) == b'{' && matches!(self.t.at(end + 1), b'"' | b' '),
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
    fn short(&self, id: Ident) -> bool {
        let mut word = self.t.0.get(id.start..id.end).unwrap_or_default();
        while let Some((b'0'..=b'9', rest)) = word.split_last() {
            word = rest;
        }
        [b"pass".as_slice(), b"psw", b"mdp"]
            .iter()
            .any(|s| word.eq_ignore_ascii_case(s))
    }

    /// Skips what closes a name: quotes, brackets, Markdown emphasis. Also says which quote it was.
    fn closers(&self, self_start: usize, mut p: usize) -> (usize, Option<u8>) {
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
            b'|' if matches!(self.kind, Kind::Prose) && t.at(q + 1) != b'|' => Some(Landing {
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
            b',' if shut.is_some() || t.before(id.start) == b':' => {
                let n = t.space(q + 1);
                let n = if t.has(n, b"with:") { n + 5 } else { n };
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
            return (t.before(q + n) != b'/').then_some(Landing {
                at: q + n + 1,
                form: Form::Element,
            });
        }
        if self.kind == Kind::Code {
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
                return (self.kind != Kind::Code || open_quote(t, t.blanks(q + words.len())).is_some()).then_some(
                    Landing {
                        at: q + words.len(),
                        form,
                    },
                );
            }
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
            return true;
        }
        let verbs = [b"ENV".as_slice(), b"enable", b"set", b"setenv", b"default", b"export"];
        (before.is_empty() || verbs.iter().any(|w| before.eq_ignore_ascii_case(w))) && !value.contains(&b' ')
    }

    /// `name="password" value="…"`, `"key": "password", "value": "…"`, `name: PASSWORD` above `value: …`,
    /// `<name>password</name><value>…`.
    fn sibling(&self, id: Ident, p: usize, quoted_key: bool) -> Option<usize> {
        let t = self.t;
        if self.kind == Kind::Code && !quoted_key {
            return None;
        }
        // What stands before: quotes and blanks, an operator, one of the words for a name.
        let mut i = id.start;
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
        if ![
            b"name".as_slice(),
            b"key",
            b"id",
            b"var",
            b"variable",
            b"parameterkey",
            b"property",
            b"setting",
            b"label",
        ]
        .iter()
        .any(|n| {
            label.len() >= n.len()
                && label
                    .get(label.len() - n.len()..)
                    .is_some_and(|l| l.eq_ignore_ascii_case(n))
        }) {
            return None;
        }
        let window = t.0.get(p..(p + 160).min(t.0.len()))?;
        let mut at = None;
        for n in memchr::memchr2_iter(b'v', b'V', window).take(6) {
            if window.get(n..n + 5).is_some_and(|w| w.eq_ignore_ascii_case(b"value")) {
                at = Some(p + n + 5);
                break;
            }
        }
        if at.is_none()
            && let Some(n) = memchr::memmem::find(window, b"<string>")
        {
            return (window
                .get(..n)
                .is_some_and(|w| w.iter().filter(|b| **b == b'\n').count() <= 2))
            .then_some(p + n + 8);
        }
        let at = at?;
        let between = t.0.get(p..at)?;
        if between.iter().filter(|b| **b == b'\n').count() > 2 || memchr::memchr2(b'{', b';', between).is_some() {
            return None;
        }
        let (n, _) = self.closers(at, at);
        let n = t.blanks(n);
        matches!(t.at(n), b':' | b'=' | b'>').then(|| n + 1)
    }

    /// The literals at a landing.
    fn literals(&self, id: Ident, l: Landing, quoted_key: bool, base: Candidate, out: &mut dyn FnMut(Candidate)) {
        let t = self.t;
        let mut give = |lit: &Literal, form: Form, inside: bool| {
            let lit = &literal::embedded(t, lit);
            if worthless(t, lit, base.class) {
                return;
            }
            let v = t.0.get(lit.start..lit.end).unwrap_or_default();
            if form == Form::Words && base.class == Class::Password && address(v) {
                return; // login anonymous password ana@example.org
            }
            if form == Form::Call && (v.contains(&b' ') || v.ends_with(b"\\n")) {
                return; // test_pass("some message")
            }
            let other = self.kind == Kind::Code || t.has_fold(id.start, b"mdp") && self.kind != Kind::Env;
            if lit.quote == Quote::Bare && other && self.short(id) {
                return; // the processor status word
            }
            out(Candidate {
                start: lit.start,
                end: lit.end,
                quote: lit.quote,
                form: if lit.fallback { Form::Fallback } else { form },
                wrapper: lit.wrapper,
                inside,
                ..base
            });
        };
        if l.form == Form::Element && (self.kind != Kind::Code || t.at(l.at) != b'"') {
            let mut at = t.space(l.at);
            for inner in [b"<value>".as_slice(), b"<string>", b"<plaintext>"] {
                if t.has_fold(at, inner) {
                    at += inner.len();
                }
            }
            if t.has(at, b"<![CDATA[") {
                let start = at + 9;
                let window = t.0.get(start..(start + 400).min(t.0.len())).unwrap_or_default();
                if let Some(n) = memchr::memmem::find(window, b"]]>") {
                    give(&literal::span(start, start + n), l.form, false);
                }
            } else if let Some(lit) = literal::bare(t, at, Reach::Tag, self.kind)
                && t.at(lit.after) == b'<'
            {
                give(&lit, l.form, false);
            }
            return;
        }
        let newline = matches!(l.form, Form::Assign | Form::Call | Form::Args | Form::Pair);
        let inside = !quoted_key && self.in_string(id.start);
        // Within a string a quote directly behind the operator closes the string: "Enter password:".
        let first = t.at(l.at);
        if inside && matches!(first, b'"' | b'\'' | b'`') && l.form != Form::Call {
            let opens = self.enclosing(id.start);
            if opens == first || !self.closes_later(l.at) {
                return;
            }
        }
        if let Some(mut lit) = literal::value(t, l.at, newline) {
            // `BasicAuth("user", "password")`, `auth = ("user", "password")`: the second of two.
            let pair = matches!(base.class, Class::Auth | Class::Secret)
                && !lit.list
                && (l.form == Form::Call || t.before(lit.start - 1) == b'(');
            if pair && let Some(second) = literal::second(t, lit.after) {
                lit = second;
                if !worthless(t, &lit, Class::Password) {
                    out(Candidate {
                        class: Class::Password,
                        start: lit.start,
                        end: lit.end,
                        quote: lit.quote,
                        form: Form::Args,
                        inside,
                        ..base
                    });
                }
                return;
            }
            let form = if lit.list { Form::List } else { l.form };
            give(&lit, form, inside);
            if lit.list {
                let mut after = lit.after;
                for _ in 0..24 {
                    let p = t.space(after);
                    if t.at(p) != b',' {
                        break;
                    }
                    let Some(next) = literal::quoted(t, t.space(p + 1)) else {
                        break;
                    };
                    // A map, not a list.
                    if matches!(t.at(t.blanks(next.after)), b':' | b'=') {
                        break;
                    }
                    after = next.after;
                    give(&next, Form::List, inside);
                }
            }
            return;
        }
        if matches!(l.form, Form::Call | Form::Args | Form::Juxtaposed)
            || l.form == Form::Pair && self.kind == Kind::Json
        {
            return;
        }
        if l.form == Form::Pair {
            let reach = if t.before(l.at) == b'>' {
                Reach::Tag
            } else {
                Reach::Line
            };
            if let Some(lit) = literal::bare(t, l.at, reach, self.kind) {
                give(&lit, l.form, inside);
            }
            return;
        }
        self.bare(id, l, quoted_key, inside, &mut give);
    }

    fn bare(&self, id: Ident, l: Landing, quoted_key: bool, inside: bool, give: &mut dyn FnMut(&Literal, Form, bool)) {
        let t = self.t;
        let p = t.blanks(l.at);
        if matches!(t.at(p), b'\n' | b'\r' | 0) {
            if self.kind == Kind::Yaml && l.form == Form::Assign {
                self.yaml_items(id, p, give);
            }
            return;
        }
        let before = t.before(id.start);
        let param = matches!(before, b'?' | b'&' | b';') && t.at(l.at.saturating_sub(1)) == b'=';
        if param {
            if let Some(lit) = literal::bare(t, p, Reach::Piece, self.kind) {
                give(&lit, Form::Param, true);
            }
            return;
        }
        let commented = self.in_comment(id.start);
        if !self.kind.bare_values() && !inside && !commented && !self.lone(id, l) {
            return;
        }
        if quoted_key && matches!(self.kind, Kind::Json | Kind::Code) {
            return;
        }
        let reach = match (self.kind, l.form) {
            _ if inside => Reach::Piece,
            (_, Form::Cli | Form::Words | Form::Prose) => Reach::Word,
            (Kind::Yaml, _) => {
                if t.at(id.end) == b'=' || self.flow(id.start) {
                    Reach::Piece
                } else {
                    Reach::Line
                }
            }
            (Kind::Ini | Kind::Unknown | Kind::Toml, _) => {
                if matches!(before, b' ' | b';' | b',' | b':') && !self.first_on_line(id.start) {
                    Reach::Piece
                } else {
                    Reach::Line
                }
            }
            (Kind::Env | Kind::Shell, _) => Reach::Word,
            (Kind::Prose | Kind::Markup | Kind::Sql | Kind::Code | Kind::Json, _) => Reach::Piece,
        };
        if let Some(lit) = literal::bare(t, p, reach, self.kind) {
            if (inside || commented || self.kind == Kind::Prose) && self.sentence(id, &lit) {
                return;
            }
            give(&lit, l.form, inside);
        }
    }

    /// Whether a bare value in a comment or a message is the first word of a sentence: "Second pass: assign counters".
    fn sentence(&self, id: Ident, lit: &Literal) -> bool {
        let t = self.t;
        if t.at(id.end) != b':' || lit.start < id.end + 2 {
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
                .is_some_and(|v| v.iter().all(|b| b.is_ascii_alphabetic() || *b == b'\''));
        let more = next > lit.end && t.at(next).is_ascii_alphabetic();
        if more {
            plain || self.short(id)
        } else {
            plain && self.short(id)
        }
    }

    /// Configuration quoted inside code (here-documents, raw strings) looks like a line `name: value` or `name=value`.
    fn lone(&self, id: Ident, l: Landing) -> bool {
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

    /// `key:` with a YAML list below it.
    fn yaml_items(&self, id: Ident, p: usize, give: &mut dyn FnMut(&Literal, Form, bool)) {
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
        for _ in 0..16 {
            let end = t.line_end(at, 4096);
            let next = if t.at(end) == b'\r' { end + 2 } else { end + 1 };
            let item = t.blanks(next);
            if t.at(item) != b'-' || t.at(item + 1) != b' ' || item - next < indent.min(item) {
                return;
            }
            let v = t.blanks(item + 2);
            if let Some(lit) = literal::quoted(t, v).or_else(|| literal::bare(t, v, Reach::Line, self.kind)) {
                let mapping =
                    t.0.get(lit.start..lit.end)
                        .is_some_and(|s| memchr::memmem::find(s, b": ").is_some());
                if mapping {
                    return;
                }
                give(&lit, Form::List, false);
            }
            at = item;
        }
    }

    /// Whether this place is inside a quoted string of its line.
    fn in_string(&self, p: usize) -> bool {
        self.enclosing(p) != 0
    }

    /// The quote that is open at `p`, 0 for none.
    fn enclosing(&self, p: usize) -> u8 {
        let t = self.t;
        if matches!(self.kind, Kind::Prose | Kind::Env) {
            return 0;
        }
        let from = t.line_start(p, 400);
        let mut open = 0u8;
        let mut i = from;
        while i < p {
            let b = t.at(i);
            match b {
                b'\\' if (open == 0 || !matches!(t.at(i + 1), b'"' | b'\'') || t.at(i + 1) == open) => {
                    i += 2;
                    continue;
                }
                b'"' | b'`' => {
                    if open == 0 {
                        open = b;
                    } else if open == b {
                        open = 0;
                    }
                }
                b'\'' => {
                    if open == b {
                        open = 0;
                    } else if open == 0 && !t.before(i).is_ascii_alphanumeric() {
                        open = b;
                    }
                }
                _ => {}
            }
            i += 1;
        }
        if i > p { 0 } else { open }
    }

    /// Whether a quote that opens at `p` is closed on its line.
    fn closes_later(&self, p: usize) -> bool {
        literal::quoted(self.t, p).is_some()
    }

    fn first_on_line(&self, p: usize) -> bool {
        let from = self.t.line_start(p, 200);
        self.t.0.get(from..p).is_some_and(|s| {
            s.iter()
                .all(|b| matches!(b, b' ' | b'\t' | b'#' | b';' | b'-' | b'/' | b'*' | b'"' | b'\''))
        })
    }

    /// Whether the line opens a YAML flow mapping before `p`.
    fn flow(&self, p: usize) -> bool {
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
    [b" //".as_slice(), b" # ", b"/* ", b"-- ", b"<!--", b"\t//"]
        .iter()
        .any(|c| memchr::memmem::find(line, c).is_some())
}

/// Whether a value holds a conversion of `printf`: one that leads, follows `0x` or has a width (so that percent-encoding
/// is none).
fn printf(v: &[u8]) -> bool {
    for at in memchr::memchr_iter(b'%', v).take(8) {
        let mut i = at + 1;
        let flags = b"0123456789l.-#*hz";
        while v.get(i).is_some_and(|b| flags.contains(b)) {
            i += 1;
        }
        let conversion = v.get(i).is_some_and(|b| b"dxXuscpivq@w".contains(b));
        let ends = !v.get(i + 1).is_some_and(u8::is_ascii_alphanumeric);
        let led = at == 0 || v.get(..at).is_some_and(|h| h.ends_with(b"0x"));
        if conversion && ends && (led || v.get(at + 1).is_some_and(|b| matches!(b, b'-' | b'.' | b'l' | b'#'))) {
            return true;
        }
    }
    false
}

/// `<settings pass="specialize">`: phases of a Windows installation.
const PASSES: [&[u8]; 7] = [
    b"specialize",
    b"oobeSystem",
    b"windowsPE",
    b"generalize",
    b"auditSystem",
    b"auditUser",
    b"offlineServicing",
];

/// `ana@example.org`.
fn address(v: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', v) else {
        return false;
    };
    let domain = v.get(at + 1..).unwrap_or_default();
    let end = domain.rsplit(|b| *b == b'.').next().unwrap_or_default();
    at > 0
        && domain.contains(&b'.')
        && (2..=6).contains(&end.len())
        && end.iter().all(u8::is_ascii_lowercase)
        && domain
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
}

/// Literals that are no value in any language.
fn worthless(t: Text<'_>, lit: &Literal, class: Class) -> bool {
    let Some(v) = t.0.get(lit.start..lit.end) else {
        return true;
    };
    let n = v.len();
    if !(3..=literal::LONGEST_VALUE).contains(&n) {
        return true;
    }
    let (first, last) = (t.at(lit.start), t.at(lit.end - 1));
    if lit.quote == Quote::Bare {
        if matches!(
            first,
            b'$' | b'<' | b'{' | b'(' | b'[' | b'%' | b'|' | b'>' | b',' | b')' | b'=' | b'"' | b'\'' | b'`'
        ) {
            return true;
        }
        if last == b'(' || last == b'{' || last == b',' {
            return true;
        }
    } else if first == b' ' && last == b' ' {
        return true;
    }
    if (first == b'$' && matches!(t.at(lit.start + 1), b'{' | b'('))
        || (first == b'{' && t.at(lit.start + 1) == b'{')
        || v.starts_with(b"<%")
    {
        return true;
    }
    let has = |s: &[u8]| memchr::memmem::find(v, s).is_some();
    if class == Class::Key && !v.is_ascii() {
        return true; // raw bytes that an escape stood for
    }
    if t.has_fold(lit.start, b"your") && n <= 24 && (has(b"pass") || has(b"key") || has(b"secret") || has(b"token")) {
        return true; // yourpassword, your-api-key
    }
    if has(b"***") || has(b"(...)") || v.ends_with(b"...") || has("…".as_bytes()) {
        return true; // masked
    }
    if v.get(..12.min(n))
        .is_some_and(|h| memchr::memmem::find(h, b"://").is_some())
        || printf(v)
    {
        return true; // addresses are looked at for themselves; formats are no values
    }
    // Public halves of keys, values that are sealed for somebody else, names of methods.
    if [
        b"ssh-rsa ".as_slice(),
        b"ssh-ed25519 ",
        b"ecdsa-sha2-",
        b"ENC[AES256_GCM,",
        b"ENC[PKCS7,",
    ]
    .iter()
    .any(|h| v.starts_with(h))
        || v.starts_with(b"age1") && n == 62
        || v.starts_with(b"AgA") && n > 200
        || v.starts_with(b"AgB") && n > 200
        || class == Class::Auth && v.starts_with(b"MSCHAP")
        || class == Class::Password && PASSES.iter().any(|p| v.eq_ignore_ascii_case(p))
    {
        return true;
    }
    if matches!(class, Class::Key | Class::Secret) && v.starts_with(b"\\x") {
        return true; // test vectors
    }
    if v.iter().any(|b| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'))
        || (!v.is_ascii() && std::str::from_utf8(v).is_err())
    {
        return true; // bytes, not text
    }
    if matches!(class, Class::Key | Class::Token)
        && lit.quote == Quote::Bare
        && v.contains(&b',')
        && v.iter().take(4).any(u8::is_ascii_digit)
    {
        return true; // a table of numbers
    }
    let id = v.get(1..12.min(n)).unwrap_or_default();
    if first == b'$' && n > 30 && memchr::memchr(b'$', id).is_some()
        || v.starts_with(b"pbkdf2")
        || v.starts_with(b"{SSHA")
    {
        return true; // a hash that was made to be stored
    }
    // NKEYs: seeds start with S, all others are public.
    if n == 56
        && first != b'S'
        && class != Class::Secret
        && v.iter().all(|b| b.is_ascii_uppercase() || matches!(b, b'2'..=b'7'))
    {
        return true;
    }
    // `group:artifact:1.2.3`
    if let Some(c) = memchr::memrchr(b':', v)
        && t.at(lit.start + c + 1).is_ascii_digit()
        && v.get(c..).is_some_and(|s| s.contains(&b'.'))
        && v.get(..c)
            .is_some_and(|s| s.iter().all(|b| b.is_ascii_lowercase() || *b == b'-'))
    {
        return true;
    }
    // Headers have their own scanner.
    if [b"bearer ".as_slice(), b"basic "]
        .iter()
        .any(|h| t.has_fold(lit.start, h))
    {
        return true;
    }
    let mut folded = [0u8; 10];
    if n <= folded.len() {
        for (to, from) in folded.iter_mut().zip(v) {
            *to = from.to_ascii_lowercase();
        }
        let w = folded.get(..n).unwrap_or_default();
        if matches!(
            w,
            b"null"
                | b"none"
                | b"true"
                | b"false"
                | b"nil"
                | b"undefined"
                | b"yes"
                | b"off"
                | b"string"
                | b"str"
                | b"optional"
                | b"required"
                | b"bool"
                | b"int"
                | b"integer"
                | b"boolean"
                | b"text"
                | b"object"
                | b"array"
                | b"bytes"
                | b"[]"
                | b"{}"
                | b"..."
                | b"***"
        ) {
            return true;
        }
    }
    let same = v.iter().all(|b| *b == first);
    if same {
        return true;
    }
    if matches!(class, Class::Key | Class::Auth) {
        // A bare `key` or `auth` says little: the value must look like one.
        let digits = v.iter().filter(|b| b.is_ascii_digit()).count();
        let upper = v.iter().filter(|b| b.is_ascii_uppercase()).count();
        let lower = v.iter().filter(|b| b.is_ascii_lowercase()).count();
        if v.contains(&b' ') || n < if class == Class::Key { 12 } else { 6 } {
            return true;
        }
        let mixed = digits > 0 && (upper > 0 || lower > 0)
            || v.contains(&b':')
            || (upper >= 2 && lower >= 2)
            || digits == n && n >= 12
            || upper == n
            || (n >= 24 && (upper == 0 || lower == 0 || digits > 0));
        return !mixed;
    }
    if v.starts_with(b"-----") {
        return true; // PEM has its own rules
    }
    false
}
