//! Objects in files of their own: zlib over `kind size NUL contents`.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{LARGEST, Memory, Type, Unread};
use crate::platform;
use crate::source::git::index::Hash;
use crate::source::git::oid::Oid;

/// More files than any store has before git packs them.
const FILES: usize = 10_000_000;
/// Room for `commit 18446744073709551615` and its NUL.
const HEADER: usize = 32;

/// Where an object lies.
pub(super) fn path(dir: &Path, oid: &Oid) -> PathBuf {
    let hex = oid.hex();
    let (folder, name) = hex.split_at(2);
    dir.join(folder).join(name)
}

/// The names of all objects of a folder, sorted.
pub(super) fn list(dir: &Path, hash: Hash) -> Vec<Oid> {
    let mut out = Vec::new();
    for byte in 0..=255_u8 {
        let folder = format!("{byte:02x}");
        for entry in std::fs::read_dir(dir.join(&folder)).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|n| n.len() + 2 == hash.len() * 2) else {
                continue;
            };
            if out.len() < FILES {
                out.extend(Oid::from_hex(format!("{folder}{name}").as_bytes()));
            }
        }
    }
    out.sort_unstable();
    out
}

/// What an object is.
pub(super) fn kind(path: &Path, memory: &mut Memory) -> Result<Type, Unread> {
    memory.packed.clear();
    open(path)?.0.take(128).read_to_end(&mut memory.packed)?;
    let mut head = Vec::with_capacity(HEADER);
    memory.inflater.begin(&memory.packed, &mut head)?;
    header(&head).map(|h| h.0).ok_or(Unread::Damaged)
}

/// The object without its header.
pub(super) fn read(path: &Path, limit: u64, memory: &mut Memory, out: &mut Vec<u8>) -> Result<Type, Unread> {
    let (file, len) = open(path)?;
    if len > LARGEST + (1 << 20) {
        return Err(Unread::TooLarge(len));
    }
    memory.packed.clear();
    file.take(len).read_to_end(&mut memory.packed)?;
    let mut head = Vec::with_capacity(HEADER);
    memory.inflater.begin(&memory.packed, &mut head)?;
    let (kind, size, skip) = header(&head).ok_or(Unread::Damaged)?;
    if size > limit.min(LARGEST) {
        return Err(Unread::TooLarge(size));
    }
    let size = usize::try_from(size).map_err(|_| Unread::Damaged)?;
    memory.inflater.inflate(&memory.packed, size + skip, out)?;
    out.drain(..skip);
    Ok(kind)
}

fn open(path: &Path) -> std::io::Result<(File, u64)> {
    let file = platform::open(path)?;
    let meta = file.metadata()?;
    if meta.is_file() {
        Ok((file, meta.len()))
    } else {
        Err(std::io::ErrorKind::InvalidData.into())
    }
}

/// Kind, size, and how long the header is.
fn header(bytes: &[u8]) -> Option<(Type, u64, usize)> {
    let end = bytes.iter().position(|b| *b == 0)?;
    let text = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let (kind, size) = text.split_once(' ')?;
    let kind = match kind {
        "commit" => Type::Commit,
        "tree" => Type::Tree,
        "blob" => Type::Blob,
        "tag" => Type::Tag,
        _ => return None,
    };
    Some((kind, size.parse().ok()?, end + 1))
}
