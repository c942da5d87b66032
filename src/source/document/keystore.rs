//! Key stores and password databases: which one it is, what it says openly, and how it is protected. None is decrypted.

use std::fmt::Write;
use std::io;

use crate::source::Origin;
use crate::source::expand::Walk;

/// Entries listed.
const ENTRIES: u32 = 1000;

/// Hands on the store's bytes, and what is known of it as a part called `key store`.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8]) -> io::Result<()> {
    let text = if bytes.starts_with(b"\xfe\xed\xfe\xed") {
        java("Java key store (JKS)", bytes)
    } else if bytes.starts_with(b"\xce\xce\xce\xce") {
        java("Java key store (JCEKS)", bytes)
    } else if bytes.starts_with(b"\x03\xd9\xa2\x9a") {
        keepass(bytes)
    } else if bytes.first() == Some(&0x30) {
        pkcs12(bytes)
    } else {
        "key store: Bouncy Castle\nprotection: password, where one is set\n".to_owned()
    };
    walk.document_part(origin, "key store", text.as_bytes());
    walk.part(origin.clone(), bytes);
    Ok(())
}

/// Entries and their aliases stand openly; private keys are encrypted by a password.
fn java(name: &str, bytes: &[u8]) -> String {
    let mut out = format!("key store: {name}\n");
    let (mut keys, mut certificates, mut aliases) = (0, 0, String::new());
    let count = be32(bytes, 8).unwrap_or(0).min(ENTRIES);
    let mut at = 12;
    for _ in 0..count {
        let Some((tag, alias, next)) = java_entry(bytes, at) else {
            break;
        };
        let _ = writeln!(aliases, "alias: {alias}");
        match tag {
            1 | 3 => keys += 1,
            _ => certificates += 1,
        }
        at = next;
    }
    let _ = write!(
        out,
        "private keys: {keys}\ncertificates: {certificates}\nprotection: password, for private keys\n{aliases}"
    );
    out
}

/// Kind, alias, and where the next entry begins.
fn java_entry(bytes: &[u8], at: usize) -> Option<(u32, String, usize)> {
    let tag = be32(bytes, at)?;
    let len = be16(bytes, at + 4)?;
    let alias = String::from_utf8_lossy(bytes.get(at + 6..at + 6 + len)?).into_owned();
    // Behind the alias, a time of eight bytes.
    let mut at = at + 6 + len + 8;
    let certificate = |at: usize| {
        let name = be16(bytes, at)?;
        Some(at + 2 + name + 4 + be32(bytes, at + 2 + name)? as usize)
    };
    match tag {
        1 => {
            at += 4 + be32(bytes, at)? as usize;
            let chain = be32(bytes, at)?;
            at += 4;
            for _ in 0..chain.min(ENTRIES) {
                at = certificate(at)?;
            }
        }
        2 => at = certificate(at)?,
        // A sealed secret key is a serialised object of unknown length: nothing behind it can be found.
        _ => at = bytes.len(),
    }
    Some((tag, alias, at))
}

fn keepass(bytes: &[u8]) -> String {
    let kind = match bytes.get(4..8) {
        Some(b"\x65\xfb\x4b\xb5") => "KeePass 1",
        _ => "KeePass 2",
    };
    let key = match bytes.get(..4096.min(bytes.len())) {
        Some(head) if memchr::memmem::find(head, b"\xef\x63\x6d\xdf\x8c\x29\x44\x4b").is_some() => "Argon2d",
        Some(head) if memchr::memmem::find(head, b"\x9e\x29\x8b\x19\x56\xdb\x47\x73").is_some() => "Argon2id",
        _ => "AES-KDF",
    };
    format!("password database: {kind}\nprotection: master password or key file, {key}\n")
}

/// By the object identifiers that stand openly in it.
fn pkcs12(bytes: &[u8]) -> String {
    let has = |oid: &[u8]| memchr::memmem::find(bytes, oid).is_some();
    let mut out = "key store: PKCS#12\n".to_owned();
    // 1.2.840.113549.1.12.1.N, and 1.2.840.113549.1.5.13
    let legacy = |n: u8| has(&[0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, n]);
    let protection = if has(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d") {
        "password, PBES2"
    } else if legacy(3) {
        "password, triple DES of the old kind"
    } else if (1..=6).any(legacy) {
        "password, RC2 or RC4: weak"
    } else {
        "none"
    };
    // 1.2.840.113549.1.12.10.1.1: a key that is not wrapped.
    let open_key = has(b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01");
    let wrapped = has(b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02");
    let key = match (open_key, wrapped) {
        (true, _) => "yes, not encrypted",
        (false, true) => "yes, encrypted",
        (false, false) => "none in the open part",
    };
    let _ = write!(out, "protection: {protection}\nprivate key: {key}\n");
    out
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at.checked_add(4)?)
        .and_then(|b| b.try_into().ok())
        .map(u32::from_be_bytes)
}

fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    bytes
        .get(at..at.checked_add(2)?)
        .and_then(|b| b.try_into().ok())
        .map(|b| usize::from(u16::from_be_bytes(b)))
}

#[cfg(test)]
mod tests {
    use crate::source::expand::tests::{open, open_file};

    #[test]
    fn pkcs12_says_how_it_is_protected() {
        assert_eq!(
            open_file("heron.p12").text("key store"),
            "key store: PKCS#12\nprotection: password, PBES2\nprivate key: yes, encrypted\n"
        );
        assert_eq!(
            open_file("heron-open.p12").text("key store"),
            "key store: PKCS#12\nprotection: none\nprivate key: yes, not encrypted\n"
        );
    }

    #[test]
    fn java_stores_list_their_entries() {
        let mut jks = b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\x02".to_vec();
        jks.extend(b"\0\0\0\x02\0\x02ca\0\0\0\0\0\0\0\0\0\x05X.509\0\0\0\x01c");
        jks.extend(b"\0\0\0\x01\0\x05heron\0\0\0\0\0\0\0\0\0\0\0\x03key\0\0\0\x01\0\x05X.509\0\0\0\x01c");
        assert_eq!(
            open("a", &jks).text("key store"),
            "key store: Java key store (JKS)\nprivate keys: 1\ncertificates: 1\nprotection: password, for private keys\nalias: ca\nalias: heron\n"
        );
    }

    #[test]
    fn password_databases() {
        let text = open("a.kdbx", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\x01\0\x04\0")
            .text("key store")
            .to_owned();
        assert_eq!(
            text,
            "password database: KeePass 2\nprotection: master password or key file, AES-KDF\n"
        );
    }
}
