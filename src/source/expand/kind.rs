//! Which files are containers: by magic bytes, and by extension only where a format has none.

/// A format that holds other things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// zip and everything built on it: jar, apk, wheel, Office and OpenDocument files, e-books.
    Zip,
    /// tar, also docker and OCI images.
    Tar,
    /// gzip.
    Gz,
    /// bzip2.
    Bz2,
    /// xz.
    Xz,
    /// The older `.lzma`.
    Lzma,
    /// Zstandard.
    Zst,
    /// LZ4 frames.
    Lz4,
    /// 7-Zip.
    SevenZ,
    /// ar, also deb and static libraries.
    Ar,
    /// cpio.
    Cpio,
    /// RPM packages.
    Rpm,
    /// PDF.
    Pdf,
    /// SQLite databases.
    Sqlite,
    /// Jupyter notebooks.
    Notebook,
    /// Calls that a browser recorded, Terraform state, collections of API clients.
    Values,
    /// One e-mail message.
    Mail,
    /// A mailbox of messages.
    Mbox,
    /// Property list, binary.
    BinaryPlist,
    /// Property list, XML.
    XmlPlist,
    /// Compound files: Office documents before 2007, Outlook messages, and encrypted Office documents.
    Compound,
    /// Key stores and password databases: which one, and how it is protected.
    Keystore,
    /// Recognised and reported, not opened.
    Unread(&'static str),
}

/// Whether a file with this name and these first bytes is a container. `head` should hold 512 bytes where the file has them.
#[must_use]
pub fn kind(path: &str, head: &[u8]) -> Option<Kind> {
    by_magic(path, head).or_else(|| by_name(path, head))
}

fn by_magic(path: &str, head: &[u8]) -> Option<Kind> {
    let at = |magic: &[u8], kind: Kind| head.starts_with(magic).then_some(kind);
    let found = match *head.first()? {
        b'P' => at(b"PK\x03\x04", Kind::Zip)
            .or_else(|| at(b"PK\x05\x06", Kind::Zip))
            .or_else(|| at(b"PK\x07\x08PK", Kind::Zip))
            .or_else(|| at(b"PAR1", Kind::Unread("Parquet file")))
            .or_else(|| at(b"PARE", Kind::Unread("encrypted Parquet file"))),
        0x1f => at(b"\x1f\x8b\x08", Kind::Gz).or_else(|| at(b"\x1f\x9d", Kind::Unread("compress (.Z) file"))),
        b'B' => (head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY")).then_some(Kind::Bz2),
        0xfd => at(b"\xfd7zXZ\0", Kind::Xz),
        0x28 => at(b"\x28\xb5\x2f\xfd", Kind::Zst),
        0x50..=0x5f if is_skippable_zst(head) => Some(Kind::Zst),
        0x04 => at(b"\x04\x22\x4d\x18", Kind::Lz4),
        b'7' => at(b"7z\xbc\xaf\x27\x1c", Kind::SevenZ),
        b'!' => at(b"!<arch>\n", Kind::Ar),
        0xed => at(b"\xed\xab\xee\xdb", Kind::Rpm),
        b'0' => at(b"070701", Kind::Cpio)
            .or_else(|| at(b"070702", Kind::Cpio))
            .or_else(|| at(b"070707", Kind::Cpio)),
        b'%' => at(b"%PDF-", Kind::Pdf),
        b'S' => at(b"SQLite format 3\0", Kind::Sqlite),
        b'b' => at(b"bplist00", Kind::BinaryPlist),
        0xd0 => at(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Compound),
        0xfe => at(b"\xfe\xed\xfe\xed\0\0\0", Kind::Keystore),
        0xce => at(b"\xce\xce\xce\xce\0\0\0", Kind::Keystore),
        0x03 => at(b"\x03\xd9\xa2\x9a", Kind::Keystore),
        b'R' => at(b"Rar!\x1a\x07", Kind::Unread("RAR archive")),
        b'M' => at(b"MSCF\0\0\0\0", Kind::Unread("cabinet archive")),
        b'x' => at(b"xar!\0", Kind::Unread("xar archive")),
        b'h' => at(b"hsqs", Kind::Unread("squashfs image")),
        b'L' => at(b"LZIP\x01", Kind::Unread("lzip file")),
        b'A' => at(b"ARROW1\0\0", Kind::Unread("Arrow file")),
        b'O' => at(b"Obj\x01", Kind::Unread("Avro file")),
        _ => None,
    };
    found
        .or_else(|| (head.get(257..262) == Some(b"ustar")).then_some(Kind::Tar))
        .filter(|_| !path.is_empty())
}

fn is_skippable_zst(head: &[u8]) -> bool {
    head.get(1..4) == Some(b"\x2a\x4d\x18")
}

/// Formats without magic bytes, by extension and a look at the first bytes.
fn by_name(path: &str, head: &[u8]) -> Option<Kind> {
    let bytes = path.as_bytes();
    let tail = bytes.get(bytes.len().saturating_sub(8)..)?;
    let dot = memchr::memrchr(b'.', tail)?;
    let ext = tail.get(dot + 1..)?;
    let is = |name: &[u8]| ext.eq_ignore_ascii_case(name);
    match *ext.first()? | 0x20 {
        b'i' if is(b"ipynb") => (first_graphic(head) == Some(b'{')).then_some(Kind::Notebook),
        b'e' if is(b"eml") => Some(Kind::Mail),
        b'h' if is(b"har") => (first_graphic(head) == Some(b'{')).then_some(Kind::Values),
        b'j' if is(b"json") && is_collection(path) => Some(Kind::Values),
        b'm' if is(b"mht") || is(b"mhtml") => Some(Kind::Mail),
        b'm' if is(b"mbox") => head.starts_with(b"From ").then_some(Kind::Mbox),
        b'p' if is(b"plist") => (first_graphic(head) == Some(b'<')).then_some(Kind::XmlPlist),
        b'p' if is(b"p12") || is(b"pfx") => (head.first() == Some(&0x30)).then_some(Kind::Keystore),
        b'b' if is(b"bks") || is(b"bcfks") => Some(Kind::Keystore),
        b'l' if is(b"lzma") => head.starts_with(b"\x5d\0\0").then_some(Kind::Lzma),
        // With a program in front that runs or unpacks it.
        b'z' | b'j' | b'p' | b'e' if is(b"zip") || is(b"jar") || is(b"pyz") || is(b"pex") => {
            (head.starts_with(b"#!") || head.starts_with(b"MZ")).then_some(Kind::Zip)
        }
        b't' if is(b"tfstate") => is_state(path, head).then_some(Kind::Values),
        b'b' if is(b"backup") => is_state(path, head).then_some(Kind::Values),
        b't' if is(b"tar") => crate::source::container::tar::is_header(head).then_some(Kind::Tar),
        _ => None,
    }
}

/// As Postman and Insomnia name what they export.
fn is_collection(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name.ends_with(".postman_collection.json")
        || name.ends_with(".postman_environment.json")
        || name.starts_with("insomnia")
}

/// Terraform's state and the copies that it keeps.
fn is_state(path: &str, head: &[u8]) -> bool {
    let path = path.strip_suffix(".backup").unwrap_or(path);
    path.ends_with(".tfstate") && first_graphic(head) == Some(b'{')
}

fn first_graphic(head: &[u8]) -> Option<u8> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.iter().copied().find(|b| !b.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes_whatever_they_are_called() {
        assert_eq!(kind("report.txt", b"PK\x03\x04\x14\0"), Some(Kind::Zip));
        assert_eq!(kind("x", b"\x1f\x8b\x08\0"), Some(Kind::Gz));
        assert_eq!(kind("x", b"%PDF-1.7\n"), Some(Kind::Pdf));
        assert_eq!(kind("x", b"SQLite format 3\0"), Some(Kind::Sqlite));
        assert_eq!(kind("x.rar", b"Rar!\x1a\x07\x01\0"), Some(Kind::Unread("RAR archive")));
        let mut tar = vec![b'a'; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(kind("layer", &tar), Some(Kind::Tar));
    }

    #[test]
    fn a_name_alone_is_not_enough_where_the_bytes_can_be_checked() {
        assert_eq!(kind("a.zip", b"hello"), None);
        assert_eq!(kind("a.ipynb", b"not json"), None);
        assert_eq!(kind("a.plist", b"{ old = style; }"), None);
        assert_eq!(kind("a.tar", &[0; 512]), None);
    }

    #[test]
    fn ordinary_files_are_none() {
        for (path, head) in [
            ("main.rs", &b"fn main() {}"[..]),
            ("Makefile", b"all:\n"),
            ("", b""),
            (".env", b"A=b"),
            ("Pk", b"PK"),
        ] {
            assert_eq!(kind(path, head), None, "{path}");
        }
    }

    #[test]
    fn formats_without_magic_go_by_extension() {
        assert_eq!(kind("nb.IPYNB", b"\xef\xbb\xbf {\n"), Some(Kind::Notebook));
        assert_eq!(kind("a/b.eml", b"Received: x"), Some(Kind::Mail));
        assert_eq!(kind("in.mbox", b"From x@y.z Mon"), Some(Kind::Mbox));
        assert_eq!(kind("Info.plist", b"<?xml"), Some(Kind::XmlPlist));
        for (name, head) in [
            ("a.har", &b"{\n"[..]),
            ("terraform.tfstate.backup", b"{"),
            ("x/Heron.postman_collection.json", b"{"),
            ("b.tfstate", b" {"),
        ] {
            assert_eq!(kind(name, head), Some(Kind::Values), "{name}");
        }
        assert_eq!(kind("a.json", b"{"), None);
        assert_eq!(kind("db.backup", b"{"), None);
        assert_eq!(kind("tool.pyz", b"#!/usr/bin/env python3\nPK"), Some(Kind::Zip));
        assert_eq!(kind("a.zip", b"version https://git-lfs"), None);
    }
}
