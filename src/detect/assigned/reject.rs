//! Literals that are no value, whatever they are assigned to.

use super::Class;
use super::literal::{self, Literal, Quote, Text};
use super::shape::{
    algorithm, armoured, cache_key, call, cmdlet, coordinates, empty_digest, encoded_text, hashed, named, path, printf,
    public, selector, settings, spaced_bytes, typed, uuid, validator, vector, version,
};
use crate::detect::classify::words;

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

/// A bare value that its surroundings tell to be none: `token: abc: what it says`, `fields:"of":"a record"`.
fn labelled(t: Text<'_>, lit: &Literal, v: &[u8]) -> bool {
    t.at(lit.end) == b':' && matches!(t.at(lit.end + 1), b' ' | b'\n' | b'\t')
        || literal::holds(v, b":\"") && !v.contains(&b'{')
}

/// How many tokens were used, not a token: `"input_tokens": 1865656`.
pub(super) fn count(name: &[u8], v: &[u8]) -> bool {
    let name = name.strip_suffix(b"\"").unwrap_or(name);
    name.last_chunk()
        .is_some_and(|end: &[u8; 6]| end.eq_ignore_ascii_case(b"tokens"))
        && v.iter().all(|b| b.is_ascii_digit() || matches!(b, b'_' | b',' | b'.'))
}

/// What the reader is told to fill in: `your_password`, `YOUR_PASSWORD_HERE`, `<password>`, `insert-token-here`.
pub(super) fn unfilled(v: &[u8]) -> bool {
    const WORDS: [&[u8]; 6] = [b"pass", b"pwd", b"secret", b"token", b"key", b"cred"];
    if v.len() > 48 {
        return false;
    }
    let mut folded = [0u8; 48];
    for (to, from) in folded.iter_mut().zip(v) {
        *to = from.to_ascii_lowercase();
    }
    let w = folded.get(..v.len()).unwrap_or_default();
    let has = |s: &[u8]| literal::holds(w, s);
    let named = || WORDS.iter().any(|c| has(c));
    // What the one who installs it is told to change, as `chosen` has it for the rules.
    let mut letters = [0u8; 48];
    let mut n = 0;
    for b in w.iter().filter(|b| b.is_ascii_alphabetic()) {
        if let Some(slot) = letters.get_mut(n) {
            *slot = *b;
            n += 1;
        }
    }
    let told = matches!(
        letters.get(..n).unwrap_or_default(),
        b"changeme"
            | b"pleasechangeme"
            | b"changemeplease"
            | b"changethis"
            | b"changemenow"
            | b"replaceme"
            | b"replacethis"
    );
    let escaped = w.starts_with(b"&lt;") && w.ends_with(b"&gt;");
    let plain = w
        .iter()
        .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.' | b' '));
    told || escaped
        || plain
            && (named()
                && (w.starts_with(b"your")
                    || has(b"_your")
                    || has(b"-your")
                    || w.ends_with(b"_here")
                    || w.ends_with(b"-here")
                    || w.starts_with(b"insert")
                    || w.starts_with(b"enter"))
                || has(b"redacted"))
        || has(b"placeholder")
}

/// `sk-7dxxxxxxxxxxxx`: blotted out behind its first characters.
pub(super) fn blotted(v: &[u8]) -> bool {
    [b"xxxxxxxx".as_slice(), b"XXXXXXXX"]
        .iter()
        .any(|x| literal::holds(v, x))
}

/// Ports of a container: `docker run --name mongo -p 37017:27017`.
pub(super) fn ports(v: &[u8]) -> bool {
    v.contains(&b':') && v.iter().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
}

/// What stands before a password says that anybody may log in: it is an address or a word that nobody guards.
pub(super) fn guest(before: &[u8]) -> bool {
    let near = before.get(before.len().saturating_sub(32)..).unwrap_or_default();
    let line = near
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(near, |n| near.get(n + 1..).unwrap_or_default());
    let line = line.trim_ascii_end();
    line.last_chunk::<15>()
        .is_some_and(|end| end.eq_ignore_ascii_case(b"login anonymous"))
}

/// A login in base64 of which both parts stand for what belongs there: `user:password`, and the examples of RFC 7617.
pub(super) fn stand_in_login(v: &[u8]) -> bool {
    const NAMES: [&[u8]; 9] = [
        b"user",
        b"username",
        b"usr",
        b"name",
        b"login",
        b"test",
        b"foo",
        b"bar",
        b"aladdin",
    ];
    const PASSWORDS: [&[u8]; 12] = [
        b"password",
        b"pass",
        b"passwd",
        b"pwd",
        b"secret",
        b"token",
        b"test",
        b"foo",
        b"bar",
        b"open sesame",
        b"opensesame",
        b"",
    ];
    let body = v
        .get(..v.iter().rposition(|b| *b != b'=').map_or(0, |n| n + 1))
        .unwrap_or_default();
    if body.len() > 40 || body.len() % 4 == 1 {
        return false;
    }
    let mut text = [0u8; 30];
    let Ok(n) = data_encoding::BASE64_NOPAD.decode_mut(body, text.get_mut(..body.len() * 3 / 4).unwrap_or_default())
    else {
        return false;
    };
    let text = text.get_mut(..n).unwrap_or_default();
    text.make_ascii_lowercase();
    memchr::memchr(b':', text).is_some_and(|c| {
        text.get(..c).is_some_and(|u| NAMES.contains(&u)) && text.get(c + 1..).is_some_and(|p| PASSWORDS.contains(&p))
    })
}

/// Literals that are no value in any language.
pub(super) fn worthless(t: Text<'_>, lit: &Literal, class: Class) -> bool {
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
        // Where the bracket was taken for the sentence's.
        let whole =
            t.0.get(lit.start..lit.end + usize::from(t.at(lit.end) == b')'))
                .unwrap_or(v);
        if last == b'(' || last == b'{' || last == b',' || call(v) || call(whole) || cmdlet(v) || labelled(t, lit, v) {
            return true;
        }
    } else if t.at(lit.after) == b':' && matches!(t.at(lit.after + 1), b'"' | b'\'') {
        return true; // a field of a record
    } else if first == b' ' && last == b' ' {
        return true;
    }
    if (first == b'$' && matches!(t.at(lit.start + 1), b'{' | b'('))
        || (first == b'{' && t.at(lit.start + 1) == b'{')
        || v.starts_with(b"<%")
    {
        return true;
    }
    let has = |s: &[u8]| literal::holds(v, s);
    if class == Class::Key && !v.is_ascii() {
        return true; // raw bytes that an escape stood for
    }
    if t.has_fold(lit.start, b"your") && n <= 24 && (has(b"pass") || has(b"key") || has(b"secret") || has(b"token")) {
        return true; // yourpassword, your-api-key
    }
    if t.has(lit.end, b"...") {
        return true; // cut short
    }
    if has(b"***") || has(b"(...)") || v.ends_with(b"...") || has("…".as_bytes()) {
        return true; // masked
    }
    if v.get(..12.min(n)).is_some_and(|h| literal::holds(h, b"://")) || printf(v) {
        return true; // addresses are looked at for themselves; formats are no values
    }
    // `--oauth2-bearer redirects`, `token: software`, `| JWT | Authentication |`: a token is no word.
    if class == Class::Token
        && lit.quote == Quote::Bare
        && v.iter().skip(1).all(u8::is_ascii_lowercase)
        && first.is_ascii_alphabetic()
        && words::content(v).longest as usize == n
    {
        return true;
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
    if armoured(v)
        || class != Class::Password && selector(v)
        || class == Class::Key && settings(v)
        || matches!(class, Class::Key | Class::ApiKey) && encoded_text(v)
    {
        return true;
    }
    let escapes = || memchr::memmem::find_iter(v, b"\\x").take(2).count();
    if matches!(class, Class::Key | Class::Secret) && (v.starts_with(b"\\x") || escapes() > 1) {
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
    let id = v.get(1..20.min(n)).unwrap_or_default();
    if first == b'$' && n > 30 && memchr::memchr(b'$', id).is_some() || hashed(v) {
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
    if validator(v)
        || class != Class::Password && path(v)
        || matches!(class, Class::Key | Class::Secret) && spaced_bytes(v)
        || class == Class::Key && cache_key(v)
    {
        return true;
    }
    if coordinates(v) || vector(v) || public(v) || algorithm(v) || empty_digest(v) || typed(v) || version(v) {
        return true;
    }
    // Jasypt's and others' marks of what is encrypted already.
    if v.starts_with(b"ENC(") || v.starts_with(b"ENC[") || v.starts_with(b"{cipher}") {
        return true;
    }
    // Headers have their own scanner.
    if [b"bearer ".as_slice(), b"basic "]
        .iter()
        .any(|h| t.has_fold(lit.start, h))
    {
        return true;
    }
    let mut folded = [0u8; 16];
    if n <= folded.len() {
        for (to, from) in folded.iter_mut().zip(v) {
            *to = from.to_ascii_lowercase();
        }
        let w = folded.get(..n).unwrap_or_default();
        let w = match w.strip_suffix(b"?") {
            Some(kind) if lit.quote == Quote::Bare => kind, // `password: String?`
            _ => w,
        };
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
                | b"sha1"
                | b"sha256"
                | b"sha512"
                | b"sha-256"
                | b"sha-512"
                | b"md5"
                | b"bcrypt"
                | b"scrypt"
                | b"pbkdf2"
                | b"argon2"
                | b"argon2id"
                | b"hashed"
                | b"encrypted"
                | b"confirmed"
                | b"authentication"
                | b"authorization"
                | b"scram-sha-1"
                | b"scram-sha-256"
                | b"scram-sha-512"
                | b"[]"
                | b"{}"
                | b"..."
                | b"***"
        ) {
            return true;
        }
        // Encodings: `hash.toString("ascii")`; modes of `fetch`.
        if matches!(
            w,
            b"ascii" | b"utf8" | b"utf-8" | b"utf16" | b"base64" | b"base64url" | b"binary" | b"latin1" | b"hex"
        ) && lit.wrapper.1 > lit.wrapper.0
            || class == Class::Secret && matches!(w, b"include" | b"omit" | b"inherit" | b"same-origin")
            || class == Class::Token && matches!(w, b"write" | b"read")
        {
            return true;
        }
    }
    // `require("jsonwebtoken")`, `io_lib:format("~p", …)`, `key = Guid.Parse("…")`
    let wrapper = t.0.get(lit.wrapper.0..lit.wrapper.1).unwrap_or_default();
    let about_ids = || {
        wrapper
            .windows(4)
            .any(|w| w.eq_ignore_ascii_case(b"guid") || w.eq_ignore_ascii_case(b"uuid"))
    };
    if matches!(wrapper, b"require" | b"import")
        || wrapper.ends_with(b"format") && v.contains(&b'~')
        || class == Class::Key && uuid(v) && about_ids()
    {
        return true;
    }
    // A signed request can be sent once and for a short time: `AWS4-HMAC-SHA256 Credential=id/date/region/service/aws4_request`.
    if v.ends_with(b"-HMAC-SHA256")
        || has(b"-HMAC-SHA256 Credential=")
        || has(b"_request") && v.iter().filter(|b| **b == b'/').count() >= 3
    {
        return true;
    }
    if [b"data:".as_slice(), b"magnet:", b"mailto:", b"urn:", b"sha256//"]
        .iter()
        .any(|s| v.starts_with(s))
    {
        return true;
    }
    // Expressions: `SelectToken("$values[1]")`.
    if class == Class::Token && memchr::memchr2(b'[', b']', v).is_some() {
        return true;
    }
    // Paths, and combinations of keys.
    if matches!(class, Class::Key | Class::Token | Class::ApiKey | Class::Auth)
        && (v.contains(&b'/') && !v.iter().any(|b| b.is_ascii_uppercase() || matches!(b, b'+' | b'='))
            || [
                b"Ctrl-".as_slice(),
                b"Alt-",
                b"Shift-",
                b"Command-",
                b"ctrl+",
                b"cmd+",
                b"shift+",
                b"alt+",
                b"Ctrl+",
            ]
            .iter()
            .any(|k| has(k)))
    {
        return true;
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
        return !mixed || class == Class::Key && named(v);
    }
    if v.starts_with(b"-----") {
        return true; // PEM has its own rules
    }
    false
}
