//! The literals at the place that an operator leads to: quoted, in lists, bare, and how far a bare one reaches.

use super::assign::{Ident, Landing, Scan};
use super::kind::Kind;
use super::literal::{self, Literal, Quote, Reach};
use super::reject::worthless;
use super::shape::{address, seed, uuid};
use super::{Candidate, Class, Form};
use crate::detect::classify::words;

/// `set_password`, `setPassword`.
fn setter(name: &[u8]) -> bool {
    let last = name.rsplit(|b| *b == b'.').next().unwrap_or(name);
    last.get(..3).is_some_and(|h| h.eq_ignore_ascii_case(b"set"))
}

/// `edit`: a word, at the end of a sentence perhaps.
fn command(v: &[u8]) -> bool {
    let v = v.strip_suffix(b".").unwrap_or(v);
    v.iter().all(u8::is_ascii_lowercase) && words::content(v).longest as usize == v.len()
}

/// `UserPassword`, `signInWithEmailAndPassword`: the account comes first.
fn with_account(name: &[u8]) -> bool {
    [b"user".as_slice(), b"email", b"login"]
        .iter()
        .any(|w| name.windows(w.len()).any(|n| n.eq_ignore_ascii_case(w)))
}

impl Scan<'_> {
    /// The literals at a landing.
    pub(super) fn literals(
        &self,
        id: Ident,
        l: Landing,
        quoted_key: bool,
        base: Candidate,
        out: &mut dyn FnMut(Candidate),
    ) {
        let t = self.t;
        let mut give = |lit: &Literal, form: Form, inside: bool| {
            let lit = &literal::embedded(t, lit);
            let lit = &match self.scheme(id, lit.start) {
                Some(start) if start < lit.end => Literal { start, ..*lit },
                _ => *lit,
            };
            // Spring's mark of a password that is not hashed.
            let noop = 6 * usize::from(t.has(lit.start, b"{noop}"));
            let lit = &Literal {
                start: lit.start + noop,
                ..*lit
            };
            let login = self.login(id, lit);
            let class = if login.is_some() { Class::Password } else { base.class };
            let lit = login.as_ref().unwrap_or(lit);
            if worthless(t, lit, class) {
                return;
            }
            let v = t.0.get(lit.start..lit.end).unwrap_or_default();
            if base.class == Class::Key && (base.behind > 0 || id.end - id.start > 4) && uuid(v) {
                return; // KEY_OF_SOMETHING "409B028D-…" names an interface, documentKey=… a document
            }
            // A table of bytes called hash key seeds the hash of packets.
            if lit.quote == Quote::Bare && v.contains(&b',') && t.0.get(id.start..id.end).is_some_and(seed) {
                return;
            }
            if form == Form::Words && base.class == Class::Password && address(v) {
                return; // login anonymous password ana@example.org
            }
            // `'password' => 'password', 'charset' => 'utf8'`: the next name of a map.
            let next = t.blanks(lit.after);
            if form == Form::Args && (t.has(next, b"=>") || t.at(next) == b':') {
                return;
            }
            if form == Form::Call && (v.contains(&b' ') || v.ends_with(b"\\n")) {
                return; // test_pass("some message")
            }
            let other = self.kind == Kind::Code || t.has_fold(id.start, b"mdp") && self.kind != Kind::Env;
            // `"USER=me\nPASS=…"` is an environment file in a string.
            let env = inside
                && t.at(id.end) == b'='
                && t.at(id.start).is_ascii_uppercase()
                && matches!(t.before(id.start), b'\n' | b'n' | b'#' | b'"' | b'\'');
            if lit.quote == Quote::Bare && other && !env && self.short(id) {
                return; // the processor status word
            }
            if self.elsewhere(id, lit, form, base.class) {
                return;
            }
            out(Candidate {
                class,
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
        // Nothing behind the operator, and nothing below that a value can begin with.
        let first = t.blanks(l.at);
        if matches!(t.at(first), b'\n' | b'\r' | 0) && self.kind != Kind::Yaml {
            let below = t.space(first);
            if t.at(below) != b'{' && literal::open_quote(t, below).is_none() {
                return;
            }
        }
        let newline = matches!(l.form, Form::Assign | Form::Call | Form::Args | Form::Pair);
        let l = match self.scheme(id, t.blanks(l.at)) {
            Some(at) => Landing { at, ..l },
            None if self.kind == Kind::Yaml && t.has(t.blanks(l.at), b"!!str ") => Landing {
                at: t.blanks(l.at) + 6,
                ..l
            },
            None => l,
        };
        let opens = if quoted_key { 0 } else { self.enclosing(id.start) };
        let inside = opens != 0;
        // Within a string a quote directly behind the operator closes the string: "Enter password:".
        let first = t.at(l.at);
        let quote = matches!(first, b'"' | b'\'' | b'`');
        if inside && quote && l.form != Form::Call && (opens == first || !self.closes_later(l.at)) {
            return;
        }
        let map = t.space(l.at);
        if t.at(map) == b'{'
            && let Some(label) = literal::quoted(t, t.space(map + 1))
            && matches!(t.at(t.blanks(label.after)), b':' | b'=')
        {
            // `"adminPassword": {"value": "…"}`; any other map has no value for this name.
            let named = t.0.get(label.start..label.end).unwrap_or_default();
            let values = [
                b"value".as_slice(),
                b"defaultValue",
                b"default",
                b"plaintext",
                b"plainText",
            ];
            let after = t.blanks(label.after);
            let at = after + 1 + usize::from(t.at(after + 1) == b'>');
            if values.iter().any(|v| named.eq_ignore_ascii_case(v))
                && let Some(lit) = literal::value(t, at, newline)
                && !lit.list
            {
                give(&lit, Form::Pair, inside);
            }
            return;
        }
        let first = t.blanks(l.at);
        if self.kind == Kind::Code
            && l.form == Form::Assign
            && !quoted_key
            && let Some(lit) = self.parallel(id, l.at)
        {
            give(&lit, l.form, inside);
            return;
        }
        let twice = self.kind == Kind::Prose && t.has(first, b"``") && t.at(first + 2) != b'`';
        if let Some(mut lit) = literal::value(t, if twice { first + 1 } else { l.at }, newline) {
            // `BasicAuth("user", "password")`, `auth = ("user", "password")`: the second of two.
            let pair = matches!(base.class, Class::Auth | Class::Secret)
                && !lit.list
                && (matches!(l.form, Form::Call | Form::Juxtaposed) || t.before(lit.start - 1) == b'(')
                || l.form == Form::Call && t.0.get(id.start..id.end).is_some_and(|n| setter(n) || with_account(n));
            // `encode_credentials("user", ENV["PASSWORD"])`: what is there is the account.
            let account = pair
                && base.class != Class::Password
                && t.at(t.blanks(lit.after)) == b','
                && (base.class == Class::Auth
                    || t.0
                        .get(id.start..id.end)
                        .is_some_and(|n| n.windows(11).any(|w| w.eq_ignore_ascii_case(b"credentials"))));
            if pair && let Some(second) = literal::second(t, lit.after) {
                // `PlainAuth("", "user", "password", host)`: the identity is left out.
                let unnamed = lit.start == lit.end;
                lit = second;
                // `set_password("service", "user", "password")`
                if let Some(third) = literal::second(t, lit.after)
                    && (base.class == Class::Password || unnamed)
                {
                    lit = third;
                }
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
            if account {
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
        if l.form == Form::Assign && matches!(self.kind, Kind::Code | Kind::Toml) && t.at(first).is_ascii_alphabetic() {
            let mut any = false;
            for lit in self.branches(first).iter().flatten() {
                any = true;
                give(lit, l.form, inside);
            }
            if any {
                return;
            }
        }
        self.bare(id, l, quoted_key, inside, &mut give);
    }

    /// `Authorization: Client-ID 9f86d081884c7d65…`: behind the name of the scheme, where a credential follows.
    fn scheme(&self, id: Ident, p: usize) -> Option<usize> {
        let t = self.t;
        let name = t.0.get(id.start..id.end)?;
        let tail = name.get(name.len().saturating_sub(13)..)?;
        if !tail.eq_ignore_ascii_case(b"authorization") {
            return None;
        }
        let word = |b: u8| b.is_ascii_alphabetic() || b == b'-';
        let mut end = p;
        while word(t.at(end)) && end < p + 20 {
            end += 1;
        }
        let length = (end + 1..end + 17)
            .take_while(|i| t.at(*i).is_ascii_graphic() && !matches!(t.at(*i), b'"' | b'\'' | b'$' | b'{' | b'<'))
            .count();
        let known = [b"basic".as_slice(), b"bearer", b"digest", b"negotiate"]
            .iter()
            .any(|s| t.has_fold(p, s));
        (end > p + 2 && t.at(end) == b' ' && length == 16 && !known).then_some(end + 1)
    }

    /// `CURLOPT_USERPWD, "user:password"`, `basicAuth: "user:password"`: the password alone.
    fn login(&self, id: Ident, lit: &Literal) -> Option<Literal> {
        const NAMES: [&[u8]; 9] = [
            b"userpwd",
            b"userpass",
            b"basicauth",
            b"httpauth",
            b"proxyauth",
            b"userauth",
            b"creds",
            b"credentials",
            b"loginpass",
        ];
        let t = self.t;
        let mut letters = [0u8; 12];
        let mut n = letters.len();
        for b in
            t.0.get(id.start..id.end)?
                .iter()
                .rev()
                .filter(|b| b.is_ascii_alphabetic())
        {
            n = n.checked_sub(1)?;
            *letters.get_mut(n)? = b.to_ascii_lowercase();
            if n == 0 {
                break;
            }
        }
        let tail = letters.get(n..)?;
        if !NAMES.iter().any(|name| tail.ends_with(name)) {
            return None;
        }
        let v = t.0.get(lit.start..lit.end)?;
        let colon = memchr::memchr(b':', v)?;
        let user = v.get(..colon)?;
        let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'@' | b'\\');
        let rest = v.get(colon + 1..)?;
        (user.len() >= 2 && user.iter().all(plain) && !rest.starts_with(b"//") && rest.first() != Some(&b' '))
            .then_some(Literal {
                start: lit.start + colon + 1,
                ..*lit
            })
    }

    /// Values that other forms tell better, or that their surroundings tell to be none.
    fn elsewhere(&self, id: Ident, lit: &Literal, form: Form, class: Class) -> bool {
        let t = self.t;
        let v = t.0.get(lit.start..lit.end).unwrap_or_default();
        match form {
            // KEY `index_of_a_table`
            Form::Juxtaposed => class == Class::Key && lit.quote == Quote::Back,
            // `https://name-token:…@host` is told by the URL; the token of a badge is meant to be seen.
            // `io.jsonwebtoken:jjwt-api` names a package.
            Form::Assign => {
                v.contains(&b'@') && t.has(id.start.saturating_sub(3), b"://")
                    || t.before(id.start) == b':' && t.at(id.end) == b':' && lit.start == id.end + 1
                    || t.at(id.end) == b':'
                        && lit.start == id.end + 1
                        && [b"io.".as_slice(), b"com.", b"org.", b"net.", b"dev."]
                            .iter()
                            .any(|d| t.has(id.start, d))
                    // `x:Key="…"` names a resource of XAML.
                    || class == Class::Key && t.has(id.start.saturating_sub(2), b"x:Key")
                    // `rails credentials:edit` is a command.
                    || class == Class::Secret
                        && t.at(id.end) == b':'
                        && lit.start == id.end + 1
                        && command(v)
            }
            Form::Param => {
                let from = id.start.saturating_sub(120);
                let before = t.0.get(from..id.start).unwrap_or_default();
                let url = before
                    .iter()
                    .rposition(|b| matches!(b, b' ' | b'(' | b'"' | b'<'))
                    .map_or(0, |n| n + 1);
                let url = before.get(url..).unwrap_or_default();
                literal::holds(url, b"badge") || literal::holds(url, b".svg?")
            }
            // `<key>NameOfASetting</key>` of a property list, an object store, a translation.
            Form::Element => {
                class == Class::Key
                    && t.0
                        .get(id.start..id.end)
                        .is_some_and(|k| k.eq_ignore_ascii_case(b"key"))
                    && v.split(|b| !b.is_ascii_lowercase()).any(|w| w.len() >= 6)
            }
            _ => false,
        }
    }

    fn bare(&self, id: Ident, l: Landing, quoted_key: bool, inside: bool, give: &mut dyn FnMut(&Literal, Form, bool)) {
        let t = self.t;
        let mut p = t.blanks(l.at);
        if self.kind == Kind::Yaml && matches!(t.at(p), b'|' | b'>') {
            match self.block(id, p) {
                Some(at) => p = at,
                None => return,
            }
        }
        if matches!(t.at(p), b'\n' | b'\r' | 0) {
            if self.kind == Kind::Yaml && l.form == Form::Assign {
                self.yaml_items(id, p, give);
            }
            return;
        }
        let before = t.before(id.start);
        let tight = t.at(l.at.saturating_sub(1)) == b'=';
        // `…; name=value; …` is a cookie's.
        let cookie = || {
            self.kind == Kind::Code
                && before == b' '
                && t.before(id.start - 1) == b';'
                && t.at(id.end) == b'='
                && !t.at(l.at).is_ascii_whitespace()
        };
        let param = tight && (matches!(before, b'?' | b'&' | b';') || cookie());
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
                if id.dashes > 0 {
                    Reach::Word
                } else if matches!(before, b' ' | b';' | b',' | b':') && !self.first_on_line(id.start) {
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
}
