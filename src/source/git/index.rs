//! The names in a git index, versions 2 to 4 (gitformat-index).
//!
//! Only names are kept, in one buffer and sorted, so that the index of a large repository costs little. A file that is
//! cut or lies about its sizes gives the names up to that place. The delete bitmap of a split index is not applied: a
//! file whose removal is staged only there still counts as tracked.

use std::fmt::Write as _;

/// Names together may grow to this (version 4 stores them by difference, so a small file could claim a lot).
const NAMES_LIMIT: usize = 1 << 29;
const NAME_LIMIT: usize = 1 << 16;
/// ctime, mtime, dev, ino, mode, uid, gid, size.
const STAT_LEN: usize = 40;
const MODE_AT: usize = 24;
const MODE_GITLINK: u32 = 0o160_000;

/// The object format, which decides the length of names of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}

impl Hash {
    pub(super) fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

/// The names of tracked files.
#[derive(Debug, Default)]
pub(super) struct Index {
    names: Vec<u8>,
    /// Start and end in `names`, sorted by the name.
    entries: Vec<(u32, u32)>,
    /// Whether folders may stand for what they hold (a sparse index).
    sparse: bool,
    /// Name of the shared index that this one builds on.
    pub(super) shared: Option<String>,
}

impl Index {
    /// Reads as much as makes sense.
    pub(super) fn parse(bytes: &[u8], hash: Hash) -> Self {
        let mut index = Self::default();
        let mut r = Reader { bytes, at: 0 };
        if r.take(4) != Some(b"DIRC") {
            return index;
        }
        let (Some(version @ 2..=4), Some(count)) = (r.u32(), r.u32()) else {
            return index;
        };
        let mut previous: Vec<u8> = Vec::new();
        for _ in 0..count {
            let Some(is_file) = entry(&mut r, version, hash, &mut previous) else {
                index.sort();
                return index;
            };
            if is_file && !previous.is_empty() {
                let start = index.names.len();
                if start + previous.len() > NAMES_LIMIT {
                    break;
                }
                index.names.extend_from_slice(&previous);
                #[allow(clippy::cast_possible_truncation)] // bounded by NAMES_LIMIT
                index.entries.push((start as u32, index.names.len() as u32));
            }
        }
        index.extensions(&mut r, hash);
        index.sort();
        index
    }

    fn extensions(&mut self, r: &mut Reader<'_>, hash: Hash) {
        while let (Some(signature), Some(len)) = (r.take(4), r.u32()) {
            let Some(body) = r.take(len as usize) else { return };
            match signature {
                b"link" => {
                    let Some(base) = body.get(..hash.len()).filter(|b| b.iter().any(|x| *x != 0)) else {
                        continue;
                    };
                    let mut hex = String::new();
                    for byte in base {
                        let _ = write!(hex, "{byte:02x}");
                    }
                    self.shared = Some(hex);
                }
                b"sdir" => self.sparse = true,
                _ => {}
            }
        }
    }

    /// Adds the names of another index.
    pub(super) fn merge(&mut self, other: Self) {
        if self.names.len() + other.names.len() > NAMES_LIMIT {
            return;
        }
        #[allow(clippy::cast_possible_truncation)] // bounded by NAMES_LIMIT
        let shift = self.names.len() as u32;
        self.names.extend_from_slice(&other.names);
        self.entries
            .extend(other.entries.iter().map(|(s, e)| (s + shift, e + shift)));
        self.sparse |= other.sparse;
        self.sort();
    }

    /// Whether a file of this name (relative to the work tree, with `/`) is tracked.
    pub(super) fn contains(&self, path: &str) -> bool {
        self.has(path.as_bytes())
            || self.sparse
                && path
                    .match_indices('/')
                    .any(|(at, _)| self.has(path.as_bytes().get(..=at).unwrap_or_default()))
    }

    fn has(&self, name: &[u8]) -> bool {
        self.entries.binary_search_by(|e| self.name(*e).cmp(name)).is_ok()
    }

    fn name(&self, (start, end): (u32, u32)) -> &[u8] {
        self.names.get(start as usize..end as usize).unwrap_or_default()
    }

    fn sort(&mut self) {
        let names = &self.names;
        let name = |e: &(u32, u32)| names.get(e.0 as usize..e.1 as usize).unwrap_or_default();
        if !self.entries.is_sorted_by(|a, b| name(a) <= name(b)) {
            self.entries.sort_unstable_by(|a, b| name(a).cmp(name(b)));
        }
    }
}

/// Reads one entry and leaves its name in `name`, which on entry holds the previous one. Says whether it is a file.
fn entry(r: &mut Reader<'_>, version: u32, hash: Hash, name: &mut Vec<u8>) -> Option<bool> {
    let start = r.at;
    let stat = r.take(STAT_LEN)?;
    let mode = u32::from_be_bytes(stat.get(MODE_AT..MODE_AT + 4)?.try_into().ok()?);
    r.take(hash.len())?;
    let flags = u16::from_be_bytes(r.take(2)?.try_into().ok()?);
    if version >= 3 && flags & 0x4000 != 0 {
        r.take(2)?;
    }
    if version == 4 {
        let strip = r.varint()?;
        name.truncate(name.len().checked_sub(strip)?);
    } else {
        name.clear();
    }
    let rest = r.until_nul()?;
    if name.len() + rest.len() > NAME_LIMIT {
        return None;
    }
    name.extend_from_slice(rest);
    if version != 4 {
        // One to eight NULs make the length a multiple of eight; one of them is gone with the name.
        let len = r.at - start;
        r.take(len.next_multiple_of(8) - len)?;
    }
    Some(mode & 0o170_000 != MODE_GITLINK)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(n)?;
        let out = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(out)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn until_nul(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.at..)?;
        let n = memchr::memchr(0, rest)?;
        self.at += n + 1;
        rest.get(..n)
    }

    /// The offset encoding of pack files: each continuation adds one.
    fn varint(&mut self) -> Option<usize> {
        let mut byte = *self.take(1)?.first()?;
        let mut value = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = *self.take(1)?.first()?;
            value = value
                .checked_add(1)?
                .checked_mul(128)?
                .checked_add(usize::from(byte & 0x7f))?;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn hostile_bytes_never_panic(mut bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400), version in 0u8..6) {
            let mut all = vec![b'D', b'I', b'R', b'C', 0, 0, 0, version, 0, 0, 1, 0];
            all.append(&mut bytes);
            for hash in [Hash::Sha1, Hash::Sha256] {
                let index = Index::parse(&all, hash);
                index.contains("a/b");
            }
        }
    }

    #[test]
    fn version_four_cannot_be_blown_up() {
        // Each entry keeps all of the previous name and adds 200 bytes: names would grow without bound.
        let mut all = b"DIRC\0\0\0\x04\0\x01\0\0".to_vec();
        for _ in 0..2000 {
            all.extend_from_slice(&[0; STAT_LEN + 20 + 2]);
            all.push(0);
            all.extend_from_slice(&[b'a'; 200]);
            all.push(0);
        }
        let index = Index::parse(&all, Hash::Sha1);
        assert!(index.entries.len() <= NAME_LIMIT / 200);
    }
}
