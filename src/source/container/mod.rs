//! Readers of archive formats. Each walks its members in order and gives them to [`Walk::member`], which applies the limits.
//!
//! They are written here rather than taken from crates where the framing is simple (zip, tar, ar, cpio, rpm, LZ4): a scanner
//! must keep going on damaged input, must not trust any size, and must say what it left out. Decompressors are crates.
//!
//! [`Walk::member`]: super::expand::Walk::member

pub(crate) mod ar;
pub(crate) mod compressed;
pub(crate) mod cpio;
mod lz4;
pub(crate) mod rpm;
pub(crate) mod sevenz;
pub(crate) mod tar;
pub(crate) mod zip;

use std::io::{self, Read};

/// Reads exactly `n` bytes, `n` being small, or says that the input ended.
pub(crate) fn take<const N: usize>(r: &mut (impl Read + ?Sized)) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    r.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads and drops `n` bytes. Ends early without an error where the input ends.
pub(crate) fn drop_bytes(r: &mut (impl Read + ?Sized), n: u64) -> io::Result<u64> {
    io::copy(&mut r.take(n), &mut io::sink())
}

/// Like [`drop_bytes`], where the input must have that much.
pub(crate) fn drop_exact(r: &mut (impl Read + ?Sized), n: u64) -> io::Result<()> {
    if drop_bytes(r, n)? < n {
        Err(io::ErrorKind::UnexpectedEof.into())
    } else {
        Ok(())
    }
}

/// Little-endian numbers at fixed places of a header; 0 outside it.
pub(crate) fn le16(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..at + 2)
        .and_then(|b| b.try_into().ok())
        .map_or(0, u16::from_le_bytes)
}

pub(crate) fn le32(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

pub(crate) fn le64(bytes: &[u8], at: usize) -> u64 {
    bytes
        .get(at..at + 8)
        .and_then(|b| b.try_into().ok())
        .map_or(0, u64::from_le_bytes)
}
