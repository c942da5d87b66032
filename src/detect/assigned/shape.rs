//! Shapes of values that say what they are, and that it is no secret: formats, versions, paths into records, test
//! vectors, public keys, stored hashes.

use super::literal;

/// Whether a value holds a conversion of `printf`: one that leads, follows `0x` or has a width (so that percent-encoding
/// is none).
pub(super) fn printf(v: &[u8]) -> bool {
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
pub(super) fn vector(v: &[u8]) -> bool {
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
pub(super) fn public(v: &[u8]) -> bool {
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
pub(super) fn armoured(v: &[u8]) -> bool {
    let head = v.get(..20.min(v.len())).unwrap_or_default();
    v.starts_with(b"LS0tLS1CRUdJTi") || literal::holds(head, b"-----BEGIN")
}

/// `.spec.tokens[1]`: a path into a record.
pub(super) fn selector(v: &[u8]) -> bool {
    matches!(v, [b'.', b, ..] if b.is_ascii_alphabetic())
        && v.iter()
            .all(|b| literal::word_byte(*b) || matches!(b, b'.' | b'[' | b']'))
}

/// `ConvertTo-SecureString`, `Get-Secret`: a command of PowerShell.
pub(super) fn cmdlet(v: &[u8]) -> bool {
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
pub(super) fn call(v: &[u8]) -> bool {
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
pub(super) fn encoded_text(v: &[u8]) -> bool {
    v.windows(3).any(|w| {
        let code = w.get(1..).unwrap_or_default();
        w.first() == Some(&b'%')
            && ([b"20".as_slice(), b"2f", b"3b", b"22"]
                .iter()
                .any(|c| code.eq_ignore_ascii_case(c)))
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

/// Hashes as password stores write them, which let nobody in as they are.
pub(super) fn hashed(v: &[u8]) -> bool {
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
pub(super) fn settings(v: &[u8]) -> bool {
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
pub(super) fn algorithm(v: &[u8]) -> bool {
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
pub(super) fn empty_digest(v: &[u8]) -> bool {
    matches!(v.len(), 32 | 40 | 64)
        && [b"d41d8cd98f00b204".as_slice(), b"da39a3ee5e6b4b0d", b"e3b0c44298fc1c14"]
            .iter()
            .any(|d| v.get(..16).is_some_and(|h| h.eq_ignore_ascii_case(d)))
}

/// The type of a column: `varchar(255)`.
pub(super) fn typed(v: &[u8]) -> bool {
    let Some(n) = memchr::memchr(b'(', v) else { return false };
    v.get(..n)
        .is_some_and(|h| h.len() >= 3 && h.iter().all(u8::is_ascii_alphabetic))
        && v.get(n + 1..)
            .and_then(|d| d.strip_suffix(b")"))
            .is_some_and(|d| !d.is_empty() && d.iter().all(u8::is_ascii_digit))
}

/// Versions of packages: `5.0.0-beta.25`, `^4.0.23`, `npm:^9.0.1`.
pub(super) fn version(v: &[u8]) -> bool {
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
pub(super) fn named(v: &[u8]) -> bool {
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

/// `group:artifact:1.2.3`, also with a classifier behind it.
pub(super) fn coordinates(v: &[u8]) -> bool {
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

/// `required|confirmed`, `nullable|string|min:8`: what a validator is told.
pub(super) fn validator(v: &[u8]) -> bool {
    let rule = |w: &[u8]| w.first().is_some_and(u8::is_ascii_lowercase) && w.iter().all(|b| b.is_ascii_graphic());
    const WORDS: [&[u8]; 8] = [
        b"required",
        b"nullable",
        b"sometimes",
        b"confirmed",
        b"string",
        b"present",
        b"min:",
        b"max:",
    ];
    v.contains(&b'|')
        && v.split(|b| *b == b'|').all(rule)
        && v.split(|b| *b == b'|').any(|w| WORDS.iter().any(|r| w.starts_with(r)))
}

/// `/Default/CodeStyle/Naming/UserRules/=…`: a path of words.
pub(super) fn path(v: &[u8]) -> bool {
    let Some(rest) = v.strip_prefix(b"/") else { return false };
    let words = rest
        .split(|b| *b == b'/')
        .take_while(|w| w.len() >= 3 && w.iter().all(u8::is_ascii_alphabetic))
        .count();
    words >= 3
}

/// `9b be 43 6b`: bytes as standards print them.
pub(super) fn spaced_bytes(v: &[u8]) -> bool {
    v.len() >= 11
        && v.split(|b| *b == b' ')
            .all(|w| matches!(w, [a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit()))
}

/// `blob_contributors:v21:0bf9e359`: a key of a cache, with its version.
pub(super) fn cache_key(v: &[u8]) -> bool {
    let mut parts = v.split(|b| *b == b':');
    let name = parts.next().unwrap_or_default();
    let version = parts.next().unwrap_or_default();
    name.len() >= 3
        && name.iter().all(|b| b.is_ascii_lowercase() || *b == b'_')
        && matches!(version, [b'v', d @ ..] if !d.is_empty() && d.iter().all(u8::is_ascii_digit))
        && parts.next().is_some()
}
