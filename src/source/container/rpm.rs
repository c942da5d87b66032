//! RPM packages: lead, signature header, header, then a compressed cpio archive. Scriptlets stand in the header, which is
//! handed on as it is.

use std::io::{self, Read};

use super::{compressed, cpio, drop_exact, take};
use crate::source::expand::{Kind, Ratio, Walk, damaged, kind, not_read};
use crate::source::{Origin, OriginKind};

/// Most of a header that is handed on.
const HEADER: u64 = 8 << 20;

/// Walks the files of a package.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, r: &mut dyn Read, depth: u8) -> io::Result<()> {
    let _lead: [u8; 96] = take(r)?;
    let signature = header_len(r)?;
    drop_exact(r, signature.next_multiple_of(8))?;
    let header = header_len(r)?;
    let mut text = r.take(header);
    walk.plain(
        origin.inside("header", OriginKind::Archive),
        &mut (&mut text).take(HEADER),
        Some(header),
    );
    let left = text.limit();
    drop_exact(r, left)?;
    let mut head = Vec::new();
    r.take(16).read_to_end(&mut head)?;
    let payload = head.as_slice().chain(r);
    match kind("-", &head) {
        Some(Kind::Cpio) => cpio::walk(walk, origin, &mut walk.metered(&mut { payload }), depth),
        Some(format @ (Kind::Gz | Kind::Bz2 | Kind::Xz | Kind::Zst)) => unpacked(walk, origin, format, payload, depth),
        _ if head.starts_with(b"\x5d\0\0") => unpacked(walk, origin, Kind::Lzma, payload, depth),
        _ => Err(not_read("RPM payload of this format")),
    }
}

fn unpacked(walk: &mut Walk<'_>, origin: &Origin, format: Kind, payload: impl Read, depth: u8) -> io::Result<()> {
    let mut cpio = Ratio::over(payload, walk.limits.ratio, |r| compressed::decoder(format, r))?;
    cpio::walk(walk, origin, &mut walk.metered(&mut cpio), depth)
}

/// Length of what follows the intro of a header structure: 16 bytes an index entry, and the store.
fn header_len(r: &mut dyn Read) -> io::Result<u64> {
    let intro: [u8; 16] = take(r)?;
    if !intro.starts_with(b"\x8e\xad\xe8\x01") {
        return Err(damaged("RPM header"));
    }
    let be = |at: usize| {
        intro
            .get(at..at + 4)
            .and_then(|b| b.try_into().ok())
            .map_or(0, u32::from_be_bytes)
    };
    Ok(u64::from(be(8)) * 16 + u64::from(be(12)))
}
