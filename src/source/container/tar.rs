//! tar: ustar, GNU and pax, streamed.
//!
//! Long names come from GNU `L` records and pax `path`; other extensions are passed over. Sparse files are read as stored, that
//! is without their holes. A header with a wrong checksum ends the archive, as damage or as its end.

use std::io::{self, Read};

use super::{drop_exact, take};
use crate::source::expand::{Walk, clean, damaged};
use crate::source::{Origin, OriginKind};

const BLOCK: usize = 512;
/// Longest extension record that is looked at.
const EXTENSION: u64 = 64 << 10;

/// Whether these bytes begin with a header whose checksum is right.
pub(crate) fn is_header(head: &[u8]) -> bool {
    head.get(..BLOCK).is_some_and(checksum_is_right)
}

/// Walks the members of a tar.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, r: &mut dyn Read, depth: u8) -> io::Result<()> {
    let mut long_name: Option<String> = None;
    let mut long_size: Option<u64> = None;
    let mut first = true;
    while !walk.is_stopped() {
        let Some(block) = next_block(r)? else { return Ok(()) };
        if block.iter().all(|b| *b == 0) {
            // Two zero blocks end an archive; concatenated archives go on after them, so only the input's end counts.
            first = false;
            continue;
        }
        if !checksum_is_right(&block) {
            return if first {
                Err(damaged("not a tar archive"))
            } else {
                Err(damaged("bytes behind the last member are not tar"))
            };
        }
        first = false;
        let size = number(block.get(124..136).unwrap_or_default()).ok_or_else(|| damaged("size of a tar member"))?;
        let padding = |size: u64| size.next_multiple_of(BLOCK as u64) - size;
        match block.get(156).copied().unwrap_or(0) {
            b'L' => {
                let text = extension(r, size)?;
                long_name = Some(String::from_utf8_lossy(until_nul(&text)).into_owned());
            }
            b'x' => {
                let records = extension(r, size)?;
                if let Some(name) = pax(&records, b"path") {
                    long_name = Some(String::from_utf8_lossy(name).into_owned());
                }
                long_size = pax(&records, b"size").and_then(|n| std::str::from_utf8(n).ok()?.parse().ok());
            }
            b'K' | b'g' | b'V' | b'N' | b'M' => drop_exact(r, size.saturating_add(padding(size)))?,
            kind @ (0 | b'0' | b'7' | b'S' | b'D') => {
                if kind == b'S' {
                    sparse_extensions(&block, r)?;
                }
                let name = long_name.take().unwrap_or_else(|| name(&block));
                let size = long_size.take().unwrap_or(size);
                let mut data = r.take(size);
                walk.member(
                    origin.inside(clean(&name), OriginKind::Archive),
                    &mut data,
                    Some(size),
                    depth,
                )?;
                let left = data.limit();
                drop_exact(r, left.saturating_add(padding(size)))?;
            }
            kind => {
                // Links, devices, folders: no data, whatever the size field of a link says.
                long_name = None;
                if !(b'1'..=b'6').contains(&kind) {
                    drop_exact(r, size.saturating_add(padding(size)))?;
                }
                long_size = None;
            }
        }
    }
    Ok(())
}

/// `None` at the end of the input; a last part of a block counts as the end too.
fn next_block(r: &mut dyn Read) -> io::Result<Option<[u8; BLOCK]>> {
    let mut block = [0; BLOCK];
    let mut filled = 0;
    while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match r.read(rest) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(Some(block))
}

fn checksum_is_right(block: &[u8]) -> bool {
    let Some(said) = block.get(148..156).and_then(number) else {
        return false;
    };
    let sum: u64 = block
        .iter()
        .enumerate()
        .map(|(i, b)| u64::from(if (148..156).contains(&i) { b' ' } else { *b }))
        .sum();
    said == sum && said != 8 * u64::from(b' ')
}

/// Octal, or base 256 where the first bit is set. `None` for anything else.
fn number(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    if *first == 0x80 {
        let (high, low) = rest.split_at(rest.len().saturating_sub(8));
        return high
            .iter()
            .all(|b| *b == 0)
            .then(|| low.iter().fold(0, |n, b| n << 8 | u64::from(*b)));
    }
    let digits = until_nul(field).trim_ascii();
    digits.iter().try_fold(0u64, |n, b| match b {
        b'0'..=b'7' => n.checked_mul(8)?.checked_add(u64::from(b - b'0')),
        _ => None,
    })
}

fn name(block: &[u8]) -> String {
    let field = |from: usize, to: usize| until_nul(block.get(from..to).unwrap_or_default());
    let name = String::from_utf8_lossy(field(0, 100));
    let prefix = if block.get(257..263) == Some(b"ustar\0") {
        field(345, 500)
    } else {
        b""
    };
    if prefix.is_empty() {
        name.into_owned()
    } else {
        format!("{}/{name}", String::from_utf8_lossy(prefix))
    }
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|b| *b == 0).next().unwrap_or_default()
}

/// The start of an extension record's data; the reader ends up behind its padding.
fn extension(r: &mut dyn Read, size: u64) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    r.take(size.min(EXTENSION)).read_to_end(&mut text)?;
    drop_exact(
        r,
        size.saturating_add(BLOCK as u64 - 1) / BLOCK as u64 * BLOCK as u64 - text.len() as u64,
    )?;
    Ok(text)
}

/// The value of a pax record: `length key=value\n`.
fn pax<'r>(records: &'r [u8], key: &[u8]) -> Option<&'r [u8]> {
    let mut rest = records;
    let mut found = None;
    while let Some(space) = memchr::memchr(b' ', rest) {
        let len: usize = std::str::from_utf8(rest.get(..space)?).ok()?.parse().ok()?;
        let record = rest.get(space + 1..len)?.strip_suffix(b"\n")?;
        if let Some(value) = record.strip_prefix(key).and_then(|r| r.strip_prefix(b"=")) {
            found = Some(value);
        }
        rest = rest.get(len..)?;
    }
    found
}

/// Old GNU sparse headers may go on in blocks of their own, before the data.
fn sparse_extensions(block: &[u8], r: &mut dyn Read) -> io::Result<()> {
    let mut more = block.get(482).is_some_and(|b| *b != 0);
    while more {
        let next: [u8; BLOCK] = take(r)?;
        more = next.get(504).is_some_and(|b| *b != 0);
    }
    Ok(())
}
