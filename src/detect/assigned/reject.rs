//! Literals that are no value, whatever they are assigned to.

use super::Class;
use super::literal::{self, Literal, Quote, Text};

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
pub(super) fn address(v: &[u8]) -> bool {
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
