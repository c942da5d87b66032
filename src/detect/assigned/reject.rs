//! Literals that are no value, whatever they are assigned to.

use super::Class;
use super::literal::{self, Literal, Quote, Text};
use crate::detect::classify::words;

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

/// Hexadecimal of test vectors: `0b0b0b0b…`, `000102030405…`.
fn vector(v: &[u8]) -> bool {
    let v = v.strip_prefix(b"0x").unwrap_or(v);
    if v.len() < 16 || !v.len().is_multiple_of(2) || v.len() > 256 || !v.iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    let digit = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
    let (mut same, mut step, mut n, mut before) = (0usize, 0usize, 0usize, None::<u8>);
    for w in v.chunks_exact(2) {
        let [a, b] = w else { break };
        let byte = digit(*a) << 4 | digit(*b);
        if let Some(p) = before {
            n += 1;
            same += usize::from(byte == p);
            let by = byte.wrapping_sub(p);
            step += usize::from(by == 1 || by == 0x11 || by == 0xFF || by == 0xEF || by == 0x22);
        }
        before = Some(byte);
    }
    same * 10 >= n * 9 || step * 10 >= n * 9
}

/// What is meant to be given away: public keys and certificates in DER, public keys of SSH.
fn public(v: &[u8]) -> bool {
    // SubjectPublicKeyInfo of Ed25519, X25519, the curves of NIST, RSA of 1024, 2048 and 4096 bits.
    const HEADS: [&[u8]; 9] = [
        b"MCowBQYDK2V",
        b"MFkwEwYHKoZIzj0CAQ",
        b"MHYwEAYHKoZIzj0CAQ",
        b"MIGbMBAGByqGSM49AgEG",
        b"MIGfMA0GCSqGSIb3DQEB",
        b"MIIBIjANBgkqhkiG9w0B",
        b"MIICIjANBgkqhkiG9w0B",
        b"ssh-rsa AAAA",
        b"ssh-ed25519 AAAA",
    ];
    HEADS.iter().any(|h| v.starts_with(h))
        // A certificate is a sequence in a sequence.
        || v.starts_with(b"MII") && v.get(6..8) == Some(b"CC")
}

/// PEM in base64 or in a string: a key has its own rule, a header without a body stands for one.
fn armoured(v: &[u8]) -> bool {
    let head = v.get(..20.min(v.len())).unwrap_or_default();
    v.starts_with(b"LS0tLS1CRUdJTi") || memchr::memmem::find(head, b"-----BEGIN").is_some()
}

/// `ConvertTo-SecureString`, `Get-Secret`: a command of PowerShell.
fn cmdlet(v: &[u8]) -> bool {
    [
        b"ConvertTo-".as_slice(),
        b"ConvertFrom-",
        b"Get-",
        b"Read-",
        b"New-",
        b"Import-",
        b"Select-",
    ]
    .iter()
    .any(|verb| {
        v.strip_prefix(*verb)
            .is_some_and(|n| n.first().is_some_and(u8::is_ascii_uppercase))
    })
}

/// `next_token()`, `config.get(KEY);`: a call, not a value.
fn call(v: &[u8]) -> bool {
    let v = v.strip_suffix(b";").unwrap_or(v);
    let Some(open) = memchr::memchr(b'(', v) else {
        return false;
    };
    let name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'>' | b'-');
    v.ends_with(b")")
        && open >= 2
        && v.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && v.get(..open).is_some_and(|f| f.iter().all(name))
}

/// `32%20chars`, `.%2Fcerts%2Fclient.key`: text with its blanks and slashes encoded.
fn encoded_text(v: &[u8]) -> bool {
    v.windows(3).any(|w| {
        let code = w.get(1..).unwrap_or_default();
        w.first() == Some(&b'%') && (code == b"20" || code.eq_ignore_ascii_case(b"2f"))
    })
}

/// `409b028d-f06b-4c7c-8bbb-ee133a6bd87e`
pub(super) fn uuid(v: &[u8]) -> bool {
    v.len() == 36 && [8usize, 13, 18, 23].iter().all(|i| v.get(*i) == Some(&b'-'))
}

/// A name that seeds a hash table: `hash_key`, `rss_key`, `toeplitz_key`.
pub(super) fn seed(name: &[u8]) -> bool {
    [b"hash".as_slice(), b"rss", b"toeplitz"]
        .iter()
        .any(|s| name.windows(s.len()).any(|w| w.eq_ignore_ascii_case(s)))
}

/// A bare value that its surroundings tell to be none: `token: abc: what it says`, `fields:"of":"a record"`.
fn labelled(t: Text<'_>, lit: &Literal, v: &[u8]) -> bool {
    t.at(lit.end) == b':' && matches!(t.at(lit.end + 1), b' ' | b'\n' | b'\t')
        || memchr::memmem::find(v, b":\"").is_some() && !v.contains(&b'{')
}

/// Hashes as password stores write them, which let nobody in as they are.
fn hashed(v: &[u8]) -> bool {
    const HEADS: [&[u8]; 16] = [
        b"pbkdf2",
        b"{SSHA",
        b"{SHA",
        b"{CRYPT}",
        b"{MD5}",
        b"{SMD5}",
        b"{PBKDF2",
        b"{ARGON2",
        b"{BCRYPT}",
        b"{bcrypt}",
        b"sha1$",
        b"sha256$",
        b"sha512$",
        b"md5$",
        b"bcrypt$",
        b"argon2$",
    ];
    HEADS.iter().any(|h| v.starts_with(h))
}

/// `common_pid:x=32`: names of a list of settings.
fn settings(v: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b':', v) else {
        return false;
    };
    let rest = v.get(at + 1..).unwrap_or_default();
    let name = rest
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    (1..=24).contains(&name)
        && rest.get(name) == Some(&b'=')
        && v.iter().take(at).all(|b| b.is_ascii_lowercase() || *b == b'_')
}

/// Names of algorithms: `RSA_2048`, `AES-256-GCM`.
fn algorithm(v: &[u8]) -> bool {
    v.len() <= 20
        && [
            b"RSA".as_slice(),
            b"AES",
            b"ECC",
            b"ECDSA",
            b"HMAC",
            b"SHA",
            b"DES",
            b"Ed",
            b"EC_",
        ]
        .iter()
        .any(|a| v.starts_with(a))
        && v.iter().any(u8::is_ascii_digit)
        && v.split(|b| matches!(b, b'-' | b'_' | b'/')).skip(1).all(|w| {
            w.iter().all(|b| b.is_ascii_uppercase()) || w.iter().all(u8::is_ascii_digit) || w.first() == Some(&b'P')
        })
        && (v.len() <= 8 || v.iter().any(|b| matches!(b, b'-' | b'_' | b'/')))
}

/// MD5, SHA-1 and SHA-256 of nothing.
fn empty_digest(v: &[u8]) -> bool {
    matches!(v.len(), 32 | 40 | 64)
        && [b"d41d8cd98f00b204".as_slice(), b"da39a3ee5e6b4b0d", b"e3b0c44298fc1c14"]
            .iter()
            .any(|d| v.get(..16).is_some_and(|h| h.eq_ignore_ascii_case(d)))
}

/// The type of a column: `varchar(255)`.
fn typed(v: &[u8]) -> bool {
    let Some(n) = memchr::memchr(b'(', v) else { return false };
    v.get(..n)
        .is_some_and(|h| h.len() >= 3 && h.iter().all(u8::is_ascii_alphabetic))
        && v.get(n + 1..)
            .and_then(|d| d.strip_suffix(b")"))
            .is_some_and(|d| !d.is_empty() && d.iter().all(u8::is_ascii_digit))
}

/// Versions of packages: `5.0.0-beta.25`, `^4.0.23`, `npm:^9.0.1`.
fn version(v: &[u8]) -> bool {
    let v = [b"npm:".as_slice(), b"workspace:", b"patch:"]
        .iter()
        .find_map(|p| v.strip_prefix(*p))
        .unwrap_or(v);
    if matches!(v, b"*" | b"^" | b"~") {
        return true;
    }
    let start = v
        .iter()
        .position(|b| !matches!(b, b'^' | b'~' | b'>' | b'=' | b'v' | b' '))
        .unwrap_or(v.len());
    let mut rest = v.get(start..).unwrap_or_default();
    for part in 0..3 {
        let any = part > 0 && matches!(rest.first(), Some(b'*' | b'x'));
        let n = if any {
            1
        } else {
            rest.iter().take_while(|b| b.is_ascii_digit()).count()
        };
        if n == 0 || n > 5 {
            return false;
        }
        rest = rest.get(n..).unwrap_or_default();
        if part < 2 {
            match rest.split_first() {
                Some((b'.', tail)) => rest = tail,
                _ => return false,
            }
        }
    }
    matches!(rest.first(), None | Some(b'-' | b'+' | b'(' | b'.'))
}

/// Names of things: words with at most a number behind them (`uint16-slice`, `phoneNumber1`).
fn named(v: &[u8]) -> bool {
    let mut pieces = 0;
    let plain = v.split(|b| matches!(b, b'-' | b'_' | b'.' | b':')).all(|w| {
        pieces += 1;
        let letters = w.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let digits = w.get(letters..).unwrap_or_default();
        let word = letters >= 3 && w.iter().skip(1).take(letters - 1).any(u8::is_ascii_lowercase);
        (word && digits.len() <= 3 || letters == 0 && w.len() <= 4) && digits.iter().all(u8::is_ascii_digit)
    });
    let few = v.iter().filter(|b| b.is_ascii_digit()).count() <= 1;
    plain && v.iter().any(u8::is_ascii_lowercase) && (pieces > 1 || v.len() < if few { 40 } else { 24 })
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
    let has = |s: &[u8]| memchr::memmem::find(w, s).is_some();
    let named = WORDS.iter().any(|c| has(c));
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
            && (named
                && (w.starts_with(b"your")
                    || has(b"_your")
                    || has(b"-your")
                    || w.ends_with(b"_here")
                    || w.ends_with(b"-here")
                    || w.starts_with(b"insert")
                    || w.starts_with(b"enter"))
                || has(b"placeholder")
                || has(b"redacted"))
}

/// `sk-7dxxxxxxxxxxxx`: blotted out behind its first characters.
pub(super) fn blotted(v: &[u8]) -> bool {
    [b"xxxxxxxx".as_slice(), b"XXXXXXXX"]
        .iter()
        .any(|x| memchr::memmem::find(v, x).is_some())
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
    line.trim_ascii_end().to_ascii_lowercase().ends_with(b"login anonymous")
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

/// `group:artifact:1.2.3`, also with a classifier behind it.
fn coordinates(v: &[u8]) -> bool {
    let Some(c) = v.windows(2).position(|w| matches!(w, [b':', d] if d.is_ascii_digit())) else {
        return false;
    };
    let version = v.get(c + 1..).unwrap_or_default();
    let version = version.split(|b| *b == b':').next().unwrap_or_default();
    version.contains(&b'.')
        && version
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        && v.get(..c).is_some_and(|s| {
            s.iter()
                .all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'.' | b':'))
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
        if last == b'(' || last == b'{' || last == b',' || call(v) || cmdlet(v) || labelled(t, lit, v) {
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
    let has = |s: &[u8]| memchr::memmem::find(v, s).is_some();
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
    if v.get(..12.min(n))
        .is_some_and(|h| memchr::memmem::find(h, b"://").is_some())
        || printf(v)
    {
        return true; // addresses are looked at for themselves; formats are no values
    }
    // `--oauth2-bearer redirects`, `token: software`: a token is no word.
    if class == Class::Token
        && lit.quote == Quote::Bare
        && v.iter().all(u8::is_ascii_lowercase)
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
        || class == Class::Key && settings(v)
        || matches!(class, Class::Key | Class::ApiKey) && encoded_text(v)
    {
        return true;
    }
    let escapes = memchr::memmem::find_iter(v, b"\\x").take(2).count();
    if matches!(class, Class::Key | Class::Secret) && (v.starts_with(b"\\x") || escapes > 1) {
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
    // `require("jsonwebtoken")`
    if lit.wrapper.1 > lit.wrapper.0
        && t.0
            .get(lit.wrapper.0..lit.wrapper.1)
            .is_some_and(|w| matches!(w, b"require" | b"import"))
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
