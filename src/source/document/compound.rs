//! Compound files: Word, Excel and PowerPoint before 2007, Outlook messages, macro projects, and what encrypted Office documents
//! are wrapped in.
//!
//! Their formats are many; what they hold as text stands in them either byte by byte or as UTF-16. The bytes are handed on as
//! they are, the UTF-16 as a part, sheets of workbooks (see `workbook`) and macros, which are compressed, as a part each. Other
//! streams that lie in pieces are not joined.

use std::io;

use crate::source::Origin;
use crate::source::expand::{Walk, encrypted};

/// Shortest run of UTF-16 that counts as text.
const RUN: usize = 6;
/// Largest macro module.
const MODULE: usize = 1 << 20;
/// Most macro modules.
const MODULES: usize = 1000;

/// Hands on what can be read of a compound file.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8]) -> io::Result<()> {
    if memchr::memmem::find(bytes, &utf16("EncryptedPackage")).is_some() {
        walk.failed(origin, &encrypted(), bytes.len() as u64);
        return Ok(());
    }
    walk.part(origin.clone(), bytes);
    walk.document_part(origin, "UTF-16 text", wide_text(bytes).as_bytes());
    super::workbook::walk(walk, origin, bytes);
    for (i, source) in modules(bytes).iter().enumerate() {
        walk.document_part(origin, &format!("macro {}", i + 1), source);
    }
    Ok(())
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Runs of UTF-16 letters, a line each. Both alignments are tried, as strings may begin anywhere.
fn wide_text(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(zero) = bytes.get(at..).and_then(|rest| memchr::memchr(0, rest)) {
        let start = (at + zero).saturating_sub(1);
        let pairs = bytes
            .get(start..)
            .unwrap_or_default()
            .chunks_exact(2)
            .map(|pair| match pair {
                [low, high] => u16::from_le_bytes([*low, *high]),
                _ => 0,
            });
        let run: Vec<u16> = pairs.take_while(|unit| is_letter(*unit)).collect();
        if run.len() >= RUN {
            out.push_str(&String::from_utf16_lossy(&run));
            out.push('\n');
        }
        at = (start + 2 * run.len()).max(at + zero + 1);
    }
    out
}

fn is_letter(unit: u16) -> bool {
    matches!(unit, 9 | 0x20..=0x7e | 0xa1..=0x24f | 0x370..=0x5ff | 0x2010..=0x203a | 0x20ac)
}

/// The sources of macros. A compressed module begins with `Attribute`, of which the compression leaves this trace.
fn modules(bytes: &[u8]) -> Vec<Vec<u8>> {
    memchr::memmem::find_iter(bytes, b"\0Attribut\0e ")
        .filter_map(|at| bytes.get(at.checked_sub(3)?..))
        .filter(|container| container.first() == Some(&1))
        .take(MODULES)
        .map(unpack_module)
        .collect()
}

/// MS-OVBA 2.4.1: chunks of up to 4096 bytes, each a mix of literal bytes and copies from within the chunk.
fn unpack_module(container: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = container.get(1..).unwrap_or_default();
    while let [low, high, behind @ ..] = rest {
        let header = u16::from_le_bytes([*low, *high]);
        if header >> 12 & 7 != 3 || out.len() > MODULE {
            break;
        }
        let size = usize::from(header & 0xfff) + 1;
        let chunk = behind.get(..size).unwrap_or(behind);
        rest = behind.get(size..).unwrap_or_default();
        if header >> 15 == 0 {
            out.extend_from_slice(chunk);
            continue;
        }
        if unpack_chunk(chunk, &mut out).is_none() {
            break;
        }
    }
    out
}

fn unpack_chunk(chunk: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let start = out.len();
    let mut bytes = chunk.iter();
    while let Some(flags) = bytes.next() {
        for bit in 0..8 {
            if flags >> bit & 1 == 0 {
                match bytes.next() {
                    Some(byte) => out.push(*byte),
                    None => return Some(()),
                }
                continue;
            }
            let Some(low) = bytes.next() else { return Some(()) };
            let token = u16::from_le_bytes([*low, *bytes.next()?]);
            let done = out.len() - start;
            // The further into the chunk, the more bits go to the distance.
            let distance_bits = (usize::BITS - done.saturating_sub(1).leading_zeros()).clamp(4, 12);
            let length = usize::from(token & (0xffff >> distance_bits)) + 3;
            let distance = usize::from(token >> (16 - distance_bits)) + 1;
            let from = out.len().checked_sub(distance).filter(|from| *from >= start)?;
            for i in from..from + length {
                let byte = *out.get(i)?;
                out.push(byte);
            }
            if out.len() - start > 4096 {
                return None;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::expand::tests::{open, open_file};

    #[test]
    fn an_old_document_as_libreoffice_writes_it() {
        let doc = open_file("heron.doc");
        let all: String = doc.parts.iter().map(|(_, text)| text.as_str()).collect();
        assert!(all.contains("db_password = \"lantern-moss-4417\""));
        assert!(all.contains("internal use only"));
    }

    #[test]
    fn an_encrypted_document_is_reported() {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend([0; 600]);
        bytes.extend(utf16("EncryptedPackage"));
        let opened = open("a.docx", &bytes);
        assert!(opened.parts.is_empty());
        assert_eq!(opened.skipped, ["a.docx: encrypted"]);
    }

    #[test]
    fn the_example_of_the_macro_compression_document() {
        // "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa", MS-OVBA 3.2.2.
        let packed = [
            0x01, 0x2f, 0xb0, 0x00, 0x23, 0x61, 0x61, 0x61, 0x62, 0x63, 0x64, 0x65, 0x82, 0x66, 0x00, 0x70, 0x61, 0x67,
            0x68, 0x69, 0x6a, 0x01, 0x38, 0x08, 0x61, 0x6b, 0x6c, 0x00, 0x30, 0x6d, 0x6e, 0x6f, 0x70, 0x06, 0x71, 0x02,
            0x70, 0x04, 0x10, 0x72, 0x73, 0x74, 0x75, 0x76, 0x10, 0x77, 0x78, 0x79, 0x7a, 0x00, 0x3c,
        ];
        assert_eq!(
            unpack_module(&packed),
            b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
        );
    }

    #[test]
    fn wide_text_at_any_alignment() {
        let mut bytes = b"xyz\0\0\xff".to_vec();
        bytes.extend(utf16("password: lantern"));
        bytes.extend([0, 0xff, 0xff]);
        bytes.extend(utf16("zweite Zeile für"));
        assert_eq!(wide_text(&bytes), "password: lantern\nzweite Zeile für\n");
    }
}
