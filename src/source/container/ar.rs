//! ar: Debian packages and static libraries, streamed. Names by the GNU and BSD conventions.

use std::io::{self, Read};

use super::{drop_exact, take};
use crate::source::expand::{Walk, clean, damaged};
use crate::source::{Origin, OriginKind};

/// Longest table of long names, and longest name in front of a member.
const NAMES: u64 = 1 << 20;

/// Walks the members of an ar archive.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, r: &mut dyn Read, depth: u8) -> io::Result<()> {
    let _magic: [u8; 8] = take(r)?;
    let mut long_names = Vec::new();
    while !walk.is_stopped() {
        let mut header = Vec::with_capacity(60);
        match r.take(60).read_to_end(&mut header)? {
            // A trailing byte of padding may be missing or not.
            0 | 1 => return Ok(()),
            60 => {}
            _ => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        if !header.ends_with(b"`\n") {
            return Err(damaged("header of an ar member"));
        }
        let field =
            |from: usize, to: usize| String::from_utf8_lossy(header.get(from..to).unwrap_or_default().trim_ascii());
        let size: u64 = field(48, 58).parse().map_err(|_| damaged("size of an ar member"))?;
        let raw = field(0, 16);
        let mut data = r.take(size);
        let name = if raw == "//" {
            (&mut data).take(NAMES).read_to_end(&mut long_names)?;
            None
        } else if raw == "/" || raw == "/SYM64/" || raw.starts_with("__.SYMDEF") {
            None
        } else if let Some(at) = raw.strip_prefix('/').and_then(|at| at.parse::<usize>().ok()) {
            let rest = long_names.get(at..).unwrap_or_default();
            let end = memchr::memchr2(b'\n', 0, rest).unwrap_or(rest.len());
            let name = rest.get(..end).unwrap_or_default();
            Some(String::from_utf8_lossy(name.strip_suffix(b"/").unwrap_or(name)).into_owned())
        } else if let Some(len) = raw.strip_prefix("#1/").and_then(|len| len.parse::<u64>().ok()) {
            let mut name = Vec::new();
            (&mut data).take(len.min(NAMES)).read_to_end(&mut name)?;
            Some(String::from_utf8_lossy(&name).trim_end_matches('\0').to_owned())
        } else {
            Some(raw.strip_suffix('/').unwrap_or(&raw).to_owned())
        };
        if let Some(name) = name {
            let left = data.limit();
            walk.member(
                origin.inside(clean(&name), OriginKind::Archive),
                &mut data,
                Some(left),
                depth,
            )?;
        }
        let left = data.limit();
        drop_exact(r, left)?;
        if size % 2 == 1 {
            super::drop_bytes(r, 1)?;
        }
    }
    Ok(())
}
