//! Assigned credentials: `password = "…"` in code, configuration, markup, shell, SQL, URLs, command lines, HTTP headers.
//!
//! A hit of a credential word is followed through the operator to a literal (`assign`); forms without a name (URLs,
//! headers, options) have their own scanners (`special`). What is found is a *candidate*; whether it is a secret is
//! decided by [`super::classify`].

mod assign;
mod context;
mod kind;
mod literal;
mod name;
mod operator;
mod pair;
mod prose;
mod reject;
mod several;
mod shape;
mod special;
mod value;

#[cfg(test)]
mod tests;

use super::{Context, Hit, Recognised, classify};
pub(crate) use context::in_comment;
pub use kind::Kind;
pub use literal::Quote;
pub(crate) use literal::Text;

/// What a candidate's name says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// A password in an assignment.
    Password,
    /// A secret (client secret, credentials).
    Secret,
    /// A token.
    Token,
    /// A key whose name says what it opens.
    ApiKey,
    /// Something called just `key`.
    Key,
    /// Something called just `auth`.
    Auth,
    /// `Authorization: Basic …`, `Bearer …`.
    Header,
    /// `scheme://user:password@host`.
    Url,
    /// A password given on a command line.
    Cli,
}

impl Class {
    /// The part behind the colon in a rule's `recogniser`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Secret => "secret",
            Self::Token => "token",
            Self::ApiKey | Self::Key => "key",
            Self::Auth | Self::Header => "authorization",
            Self::Url => "url",
            Self::Cli => "command",
        }
    }
}

/// How name and value stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Form {
    /// `name = value`, `name: value`, `name => value`.
    Assign,
    /// `name == value`.
    Compare,
    /// `name(value)`.
    Call,
    /// `("name", "value")`.
    Args,
    /// Name and value under labels of their own.
    Pair,
    /// `--name value`.
    Cli,
    /// `name 'value'`.
    Juxtaposed,
    /// `name value`.
    Words,
    /// "the password is value".
    Prose,
    /// `<name>value</name>`.
    Element,
    /// An element of a list that has the name.
    List,
    /// The fallback of a look-up.
    Fallback,
    /// `?name=value&…`, `;name=value;…`.
    Param,
    /// User information of a URL.
    UserInfo,
    /// HTTP header.
    Header,
    /// An entry of a password file.
    Entry,
}

/// Something that may be a secret, as offsets into the examined text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// What it may be.
    pub class: Class,
    /// The name.
    pub key: (usize, usize),
    /// First byte of the value.
    pub start: usize,
    /// Behind the last byte of the value.
    pub end: usize,
    /// How the value was reached.
    pub form: Form,
    /// How it is quoted.
    pub quote: Quote,
    /// The function around it; empty for none.
    pub wrapper: (usize, usize),
    /// Words of the name behind the credential word.
    pub behind: u8,
    /// The assignment stands inside a string of the surrounding language.
    pub inside: bool,
}

#[cfg(test)]
impl Candidate {
    /// A password assigned in the plainest way.
    pub(crate) fn sample(key: (usize, usize), start: usize, end: usize) -> Self {
        Self {
            class: Class::Password,
            key,
            start,
            end,
            form: Form::Assign,
            quote: Quote::Bare,
            wrapper: (0, 0),
            behind: 0,
            inside: false,
        }
    }
}

/// Longer values are data.
const LONGEST: usize = 16 << 10;
/// So many assignments are looked at within one value that has neither spaces nor quotes, which is itself looked at.
const LINKS: u32 = 16;
/// As long as they are not longer than this together.
const CHAIN: usize = 4 << 10;

/// Every candidate that the words at `hits` (position, length) lead to, in order of position, each value once.
pub fn candidates(
    text: &[u8],
    path: &str,
    hits: &mut dyn Iterator<Item = (usize, usize)>,
    out: &mut dyn FnMut(Candidate),
) {
    let kind = kind_of(path, text);
    let scan = assign::Scan::new(text, kind);
    let mut behind = 0usize;
    let mut seen = [(0usize, 0usize); 16];
    let mut turn = 0usize;
    // Where the last value without spaces and quotes ends, how many began within it, and how long they were.
    let chain = std::cell::Cell::new((0usize, 0u32, 0usize));
    let mut give = |c: Candidate| {
        if seen.contains(&(c.start, c.end)) {
            return;
        }
        let (end, links, spent) = chain.get();
        if c.start < end {
            chain.set((end, links + 1, spent + c.end.saturating_sub(c.start)));
        } else if text
            .get(c.start..c.end)
            .is_some_and(|v| !v.iter().any(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'')))
        {
            chain.set((c.end, 0, 0));
        }
        if c.end - c.start.min(c.end) > LONGEST {
            return;
        }
        if text
            .get(c.start..c.end)
            .is_some_and(|v| reject::unfilled(v) || reject::blotted(v))
        {
            return;
        }
        if reject::guest(text.get(..c.key.0.min(c.start)).unwrap_or_default()) {
            return;
        }
        if c.class == Class::Cli && text.get(c.start..c.end).is_some_and(reject::ports) {
            return;
        }
        if c.class == Class::Token
            && let (Some(name), Some(value)) = (text.get(c.key.0..c.key.1), text.get(c.start..c.end))
            && reject::count(name, value)
        {
            return;
        }
        if matches!(c.class, Class::Header | Class::Secret | Class::Auth)
            && text.get(c.start..c.end).is_some_and(reject::stand_in_login)
        {
            return;
        }
        if let Some(slot) = seen.get_mut(turn % 16) {
            *slot = (c.start, c.end);
        }
        turn += 1;
        out(c);
    };
    for (pos, len) in hits {
        // `password=password=…` says the same again and again.
        let (end, links, spent) = chain.get();
        if pos < end && (links >= LINKS || spent > CHAIN) {
            continue;
        }
        if special::at(&scan, pos, len, &mut give) {
            continue;
        }
        if pos < behind {
            continue;
        }
        behind = scan.word(pos, len, &mut give);
    }
    if special::is_pgpass(path) {
        special::pgpass(&scan, &mut give);
    }
}

/// The recogniser: every candidate with its probability. The engine drops the improbable ones after they have said what
/// they know about matches of other rules (`overlap`).
pub(crate) fn find<'t>(text: &'t [u8], ctx: &Context<'_>, hits: &[Hit], emit: &mut dyn FnMut(Recognised<'t>)) {
    if ctx.binary {
        return;
    }
    let judge = classify::Judge::new(text, ctx.path, kind_of(ctx.path, text));
    candidates(text, ctx.path, &mut hits.iter().map(|h| (h.pos, h.len)), &mut |c| {
        let confidence = judge.confidence(&c);
        emit(Recognised {
            class: c.class.name(),
            start: c.start,
            end: c.end,
            value: None,
            confidence,
            impact: None,
            severity: None,
            evidence: Vec::new(),
        });
    });
}

/// The literals that lead to candidates, lower case.
pub const KEYWORDS: &[&str] = &[
    "otp",
    "psk",
    "pw=",
    "pw =",
    "pw:",
    "pw :",
    "pw\"",
    "pw'",
    "clave",
    "adgangskode",
    "lösenord",
    "losenord",
    "sifre",
    "parole",
    "jelszó",
    "parolă",
    "κωδικός",
    "รหัสผ่าน",
    "סיסמה",
    "identified with",
    "pass",
    "pwd",
    "psw",
    "secret",
    "token",
    "key",
    "auth",
    "cred",
    "jwt",
    "bearer",
    "basic ",
    "://",
    "@tcp(",
    "senha",
    "contrase",
    "kennwort",
    "wachtwoord",
    "parola",
    "haslo",
    "hasło",
    "heslo",
    "lozinka",
    "salasana",
    "geslo",
    "parool",
    "jelszo",
    "mdp",
    "şifre",
    "пароль",
    "密码",
    "密碼",
    "口令",
    "パスワード",
    "비밀번호",
    "identified by",
    "securestring",
    "login",
    "curl ",
    "mysql",
    "redis-cli ",
    "ldap",
    "mongo",
    "smbclient ",
];

/// The kind of a text by its path and, where that says little, its first bytes.
#[must_use]
pub fn kind_of(path: &str, text: &[u8]) -> Kind {
    refine(kind::of(path), text)
}

/// Files whose suffix says little are judged by their first byte.
fn refine(kind: Kind, text: &[u8]) -> Kind {
    if !matches!(kind, Kind::Ini | Kind::Unknown) {
        return kind;
    }
    let head = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let first = head.iter().take(64).position(|b| !b.is_ascii_whitespace());
    match first.and_then(|n| head.get(n..)) {
        Some(rest) if rest.starts_with(b"<") => Kind::Markup,
        Some(rest) if rest.starts_with(b"{") => Kind::Json,
        Some(rest) if rest.starts_with(b"#!") => {
            let line = rest.get(..64).unwrap_or(rest);
            let shell = memchr::memmem::find(line, b"sh").is_some();
            if shell { Kind::Shell } else { Kind::Code }
        }
        Some(rest) if rest.starts_with(b"---") && kind == Kind::Unknown => Kind::Yaml,
        _ => kind,
    }
}
