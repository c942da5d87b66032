//! cpio, the portable ASCII forms (`newc`, `crc`, `odc`): initramfs images and what RPM packages carry.

use std::io::{self, Read};

use super::{drop_exact, take};
use crate::source::expand::{Walk, clean, damaged};
use crate::source::{Origin, OriginKind};

/// Longest name.
const NAME: u64 = 4096;

/// Walks the members of a cpio archive. Archives may follow one another, padded with zeros.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, r: &mut dyn Read, depth: u8) -> io::Result<()> {
    while !walk.is_stopped() {
        let mut magic = Vec::with_capacity(6);
        r.take(6).read_to_end(&mut magic)?;
        // (name length, file size, mode, alignment)
        let (name_len, size, mode, align) = match magic.as_slice() {
            b"070701" | b"070702" => {
                let rest: [u8; 104] = take(r)?;
                (hex(&rest, 88)?, hex(&rest, 48)?, hex(&rest, 8)?, 4)
            }
            b"070707" => {
                let rest: [u8; 70] = take(r)?;
                (octal(&rest, 53, 59)?, octal(&rest, 59, 70)?, octal(&rest, 12, 18)?, 1)
            }
            [] => return Err(io::ErrorKind::UnexpectedEof.into()),
            _ => return Err(damaged("header of a cpio member")),
        };
        if name_len > NAME {
            return Err(damaged("name of a cpio member"));
        }
        let mut name = Vec::new();
        r.take(name_len).read_to_end(&mut name)?;
        let header = if align == 4 { 110 } else { 76 };
        pad(r, header + name_len, align)?;
        let name = String::from_utf8_lossy(&name);
        let name = name.trim_end_matches('\0');
        if name == "TRAILER!!!" {
            // What follows is padding, or another archive: `cat` of two is common for initramfs. The walk ends here; the
            // caller of a plain file sees the rest only where it is a container of its own.
            return Ok(());
        }
        let mut data = r.take(size);
        if mode & 0o170_000 == 0o100_000 {
            walk.member(
                origin.inside(clean(name), OriginKind::Archive),
                &mut data,
                Some(size),
                depth,
            )?;
        }
        let left = data.limit();
        drop_exact(r, left)?;
        pad(r, size, align)?;
    }
    Ok(())
}

fn pad(r: &mut dyn Read, len: u64, align: u64) -> io::Result<()> {
    drop_exact(r, len.next_multiple_of(align) - len)
}

fn hex(header: &[u8], at: usize) -> io::Result<u64> {
    number(header.get(at..at + 8), 16)
}

fn octal(header: &[u8], from: usize, to: usize) -> io::Result<u64> {
    number(header.get(from..to), 8)
}

fn number(field: Option<&[u8]>, radix: u32) -> io::Result<u64> {
    field
        .and_then(|f| std::str::from_utf8(f).ok())
        .and_then(|f| u64::from_str_radix(f, radix).ok())
        .ok_or_else(|| damaged("number in a cpio header"))
}
