//! Whether a value may be a secret that somebody uses, rather than something that stands in its place.
//!
//! For rules whose surroundings leave no doubt (a line of a password file, an option of a login program): any word may
//! then be the password, so only stand-ins, templates, masks and expressions are turned away. Where the surroundings say
//! less, `strong` asks more of the value.

use super::Verdict;
use crate::detect::marker::words::Words;

/// Words that say what belongs there.
const STAND_INS: [&[u8]; 45] = [
    b"password",
    b"passphrase",
    b"passwd",
    b"passwort",
    b"passw",
    b"pass",
    b"pwd",
    b"pw",
    b"secret",
    b"token",
    b"key",
    b"value",
    b"string",
    b"text",
    b"none",
    b"null",
    b"nil",
    b"true",
    b"false",
    b"yes",
    b"no",
    b"on",
    b"off",
    b"undefined",
    b"todo",
    b"fixme",
    b"foo",
    b"bar",
    b"foobar",
    b"foobared",
    b"hidden",
    b"removed",
    b"masked",
    b"prompt",
    b"ask",
    b"stdin",
    b"env",
    b"file",
    b"required",
    b"optional",
    b"default",
    b"empty",
    b"blank",
    b"login",
    b"encrypted",
];

/// Parts that only stand-ins have, in lower case.
static PARTS: Words = Words::new(concat!(
    r"change(?:me|it)|replaceme|placeholder|redacted|example|sample|dummy|xxxx|\*{4}|\.{4}|your(?:pass|secret|token|key|strong)|",
    r"my(?:password|secret)|passwordhere|(?:enter|insert)your|sensitive\*",
));

/// Not a stand-in, a template, a mask or an expression.
pub(super) fn check(value: &[u8], _now: i64) -> Verdict {
    if likely(value) {
        Verdict::Unknown
    } else {
        Verdict::Invalid
    }
}

/// Whether somebody may use this value.
pub(crate) fn likely(value: &[u8]) -> bool {
    let (Some(first), Some(last)) = (value.first(), value.last()) else {
        return false;
    };
    if value.len() < 4 || value.iter().all(|b| b == first) || value.iter().any(|b| *b < 0x20) {
        return false;
    }
    !template(value, *first, *last) && !stand_in(value)
}

/// `${X}`, `$X`, `%X%`, `@X@`, `{{ x }}`, `<x>`, `[x]`, `f(x)`, `a.b.c`, `/run/secrets/x`.
fn template(v: &[u8], first: u8, last: u8) -> bool {
    let has = |s: &[u8]| memchr::memmem::find(v, s).is_some();
    let name = |s: &[u8]| {
        s.iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
    };
    let inner = v.get(1..v.len() - 1).unwrap_or_default();
    match first {
        // A hash is no variable: `$6$…`.
        b'$' => {
            let lead = v.get(1).copied().unwrap_or(0);
            return lead == b'{' || lead == b'(' || lead.is_ascii_alphabetic() && name(v.get(1..).unwrap_or_default());
        }
        b'%' if last == b'%' || inner.len() < 2 => return true,
        b'@' if last == b'@' => return true,
        b'<' if last == b'>' => return true,
        b'[' if last == b']' || v.ends_with(b"])") => return true,
        b'&' if v.starts_with(b"&lt;") && v.ends_with(b"&gt;") => return true,
        b'.' if v.starts_with(b"...") => return true,
        b'{' if last == b'}' && !v.starts_with(b"{\"") => return true,
        b'(' if last == b')' => return true,
        b'/' | b'~' if v.iter().filter(|b| **b == b'/').count() >= 2 => return true,
        _ => {}
    }
    // Most values hold no sign of one, and are settled without a search for each.
    if v.iter().any(|b| matches!(b, b'{' | b'(' | b'%' | b'/'))
        && (has(b"${") || has(b"$(") || has(b"{{") || has(b"<%") || has(b"#{") || has(b"%(") || has(b"://"))
    {
        return true;
    }
    // `md5<password>`
    if last == b'>' && v.contains(&b'<') {
        return true;
    }
    // `getenv('X')`, `process.env.X`
    if last == b')' && v.contains(&b'(') {
        return true;
    }
    v.iter().any(|b| matches!(b, b'.' | b'['))
        && (has(b"process.env") || has(b"os.environ") || has(b"secrets.") || has(b"ENV[") || has(b"env."))
}

/// `DB_PASSWORD`, `your-password`, `changeme`, `my_pass`.
fn stand_in(v: &[u8]) -> bool {
    let mut bare = Vec::with_capacity(v.len().min(64));
    for b in v.iter().take(64) {
        if !matches!(b, b'_' | b'-' | b'.' | b' ') {
            bare.push(b.to_ascii_lowercase());
        }
    }
    let lower: Vec<u8> = v.iter().take(64).map(u8::to_ascii_lowercase).collect();
    if PARTS.find(&lower).is_some() || bare.len() < lower.len() && PARTS.find(&bare).is_some() {
        return true;
    }
    // `DB_PASSWORD`, `SECRET_KEY`, `db_password`: a name, not a value.
    let words: Vec<&[u8]> = lower.split(|b| matches!(b, b'_' | b'-' | b'.' | b' ')).collect();
    let named = |w: &&[u8]| STAND_INS.contains(w);
    let plain = v
        .iter()
        .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.' | b' '));
    if words.len() > 1 && plain && (words.iter().any(named) || words.first() == Some(&b"your".as_slice())) {
        return true;
    }
    STAND_INS.contains(&bare.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_may_be_a_password() {
        for v in [
            "sunshine",
            "Winter2019!",
            "correct horse",
            "0815",
            "$ummer!99",
            "p@ss1234",
            "$6$Zx8kQ2$abc",
            "admin",
            "a{b}c9",
            "50%off!",
            "k7Qp3/mW9xT",
            "s3cret-garden",
        ] {
            assert!(likely(v.as_bytes()), "{v}");
        }
    }

    #[test]
    fn what_stands_for_one_is_none() {
        for v in [
            "",
            "abc",
            "password",
            "PASSWORD",
            "changeme",
            "CHANGE_ME",
            "your_password",
            "YOUR-SECRET-HERE",
            "xxxxxxxx",
            "********",
            "${DB_PASS}",
            "$DB_PASS",
            "$(pass show x)",
            "%DB_PASS%",
            "@PASSWORD@",
            "{{ db_password }}",
            "<password>",
            "[password]",
            "getenv('X')",
            "process.env.X",
            "DB_PASSWORD",
            "my_password",
            "/run/secrets/db",
            "aaaaaa",
            "foobared",
            "REPLACE_ME",
            "%s",
            "null",
            "secrets.NPM_TOKEN",
            "md5<password>",
            "&lt;password&gt;",
            "...)",
        ] {
            assert!(!likely(v.as_bytes()), "{v}");
        }
    }
}
