//! Private keys: what kind, and whether a passphrase stands before it.
//!
//! The value may be the whole block, its escaped one-line form (`\n`), or a part of it; only the armour and the head of
//! the body are looked at.

use data_encoding::BASE64;

use super::{Facts, Verdict};

/// How much of the body is decoded: every structure that says "encrypted" stands in it.
const HEAD: usize = 400;

/// Reads armour and head of a PEM, OpenSSH, PuTTY or PGP private key.
pub(super) fn check(value: &[u8], _now: i64) -> Verdict {
    let text = String::from_utf8_lossy(value.get(..value.len().min(64 * 1024)).unwrap_or(value));
    let behind = |f: Facts| f.and("behind a passphrase").opens(0.4);
    if text.starts_with("PuTTY-User-Key-File") {
        let open = text.contains("Encryption: none");
        let f = Facts::new("PuTTY key");
        return Verdict::Valid(if open { f.and("no passphrase") } else { behind(f) });
    }
    let Some(kind) = text
        .split_once("-----BEGIN ")
        .and_then(|(_, r)| r.split_once("-----"))
        .map(|(k, _)| k)
    else {
        return Verdict::Unknown;
    };
    let facts = Facts::new(match kind {
        "RSA PRIVATE KEY" => "RSA key",
        "EC PRIVATE KEY" => "elliptic-curve key",
        "DSA PRIVATE KEY" => "DSA key",
        "OPENSSH PRIVATE KEY" => "OpenSSH key",
        "PGP PRIVATE KEY BLOCK" => "PGP key",
        _ => "private key",
    });
    if kind.starts_with("ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Verdict::Valid(behind(facts));
    }
    let Some(body) = text
        .split_once("-----BEGIN ")
        .and_then(|(_, r)| r.split_once("-----"))
        .map(|(_, r)| r)
    else {
        return Verdict::Unknown;
    };
    let packed = pack(body);
    if packed.len() < 40 {
        return Verdict::Invalid;
    }
    if super::crc::looks_typed(&packed) && packed.len() < 200 {
        return Verdict::Invalid;
    }
    let whole = packed.len() - packed.len() % 4;
    let Some(bytes) = packed.get(..whole).and_then(|p| BASE64.decode(p).ok()) else {
        return Verdict::Doubtful(facts.and("body is not base 64"));
    };
    match kind {
        "OPENSSH PRIVATE KEY" => match bytes.strip_prefix(b"openssh-key-v1\0\0\0\0") {
            Some([4, b'n', b'o', b'n', b'e', ..]) => Verdict::Valid(facts.and("no passphrase")),
            Some(_) => Verdict::Valid(behind(facts)),
            None => Verdict::Doubtful(facts.and("body is no OpenSSH key")),
        },
        "PGP PRIVATE KEY BLOCK" => Verdict::Valid(facts),
        // Everything else is a DER sequence.
        _ if bytes.first() == Some(&0x30) => Verdict::Valid(facts.and("no passphrase")),
        _ => Verdict::Doubtful(facts.and("body is no DER")),
    }
}

/// The base-64 characters of the body's head; armour headers (`Version: …`), escapes, quotes and comment signs left out.
fn pack(body: &str) -> Vec<u8> {
    let body = body.split("-----END").next().unwrap_or(body);
    let unescaped = body.replace("\\r", "\n").replace("\\n", "\n").replace("\\t", " ");
    unescaped
        .lines()
        .filter(|l| !l.contains(": "))
        .flat_map(str::bytes)
        .filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
        .take(HEAD)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem(kind: &str, body: &[u8]) -> Vec<u8> {
        format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----", BASE64.encode(body)).into_bytes()
    }

    fn noise(head: &[u8]) -> Vec<u8> {
        let mut v = head.to_vec();
        v.extend((0u32..120).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8));
        v
    }

    #[test]
    fn kinds_and_passphrases() {
        let evidence = |v: Vec<u8>| match check(&v, 0) {
            Verdict::Valid(f) => f.evidence,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            evidence(pem("RSA PRIVATE KEY", &noise(&[0x30, 0x82]))),
            ["RSA key", "no passphrase"]
        );
        assert_eq!(
            evidence(pem("ENCRYPTED PRIVATE KEY", &noise(&[0x30]))),
            ["private key", "behind a passphrase"]
        );
        let open = noise(b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none");
        assert_eq!(
            evidence(pem("OPENSSH PRIVATE KEY", &open)),
            ["OpenSSH key", "no passphrase"]
        );
        let shut = noise(b"openssh-key-v1\0\0\0\0\x0aaes256-ctr");
        assert_eq!(
            evidence(pem("OPENSSH PRIVATE KEY", &shut)),
            ["OpenSSH key", "behind a passphrase"]
        );
        let one_line = String::from_utf8(pem("PRIVATE KEY", &noise(&[0x30])))
            .unwrap()
            .replace('\n', "\\n");
        assert_eq!(evidence(one_line.into_bytes()), ["private key", "no passphrase"]);
    }

    #[test]
    fn armour_around_nothing_is_no_key() {
        assert_eq!(check(&pem("RSA PRIVATE KEY", b"short"), 0), Verdict::Invalid);
        assert_eq!(
            check(
                b"-----BEGIN RSA PRIVATE KEY-----\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
                0
            ),
            Verdict::Invalid
        );
    }
}
