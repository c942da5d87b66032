//! One pack file and its index, versions 1 and 2 (gitformat-pack).

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::delta;
use super::{LARGEST, Memory, Type, Unread};
use crate::platform;
use crate::source::git::index::Hash;
use crate::source::git::oid::Oid;

/// Longest header of an entry: a size, and an offset or a name.
const HEADER: usize = 64;
/// Longer chains of deltas than git makes.
const CHAIN: usize = 10_000;
const TABLE: u64 = 256 * 4;
/// `\377tOc`, version 2.
const MAGIC: [u8; 8] = [0xff, b't', b'O', b'c', 0, 0, 0, 2];

/// A pack that was opened.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) path: PathBuf,
    file: File,
    /// Where the last entry ends.
    pub(super) end: u64,
    index: File,
    /// For each first byte of a name, how many names begin with it or a smaller one.
    table: Vec<u32>,
    /// The index is of version 1.
    old: bool,
    hash: Hash,
}

/// The names in a pack, sorted, and the offset of each.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) raw: Vec<u8>,
    pub(super) offsets: Vec<u64>,
    len: usize,
}

impl Names {
    pub(super) fn get(&self, at: usize) -> Option<Oid> {
        Oid::from_raw(self.raw.get(at * self.len..(at + 1) * self.len)?)
    }

    pub(super) fn find(&self, oid: &Oid) -> Option<usize> {
        search(&self.raw, self.len, self.len, oid)
    }
}

/// What an entry of a pack is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    Whole(Type),
    /// A delta to the entry at this offset.
    Behind(u64),
    /// A delta to the object of this name.
    Named(Oid),
}

/// The header of an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) made: Made,
    /// Size of what is inflated: the object or the delta.
    pub(super) size: u64,
    /// Length of the header.
    pub(super) len: usize,
}

impl Pack {
    /// Opens `pack-….idx` and the pack beside it.
    pub(super) fn open(idx: &Path, hash: Hash) -> io::Result<Self> {
        let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let path = idx.with_extension("pack");
        let (file, index) = (plain(&path)?, plain(idx)?);
        let mut head = [0; 12];
        platform::read_exact_at(&file, 0, &mut head)?;
        if !matches!(head, [b'P', b'A', b'C', b'K', 0, 0, 0, 2 | 3, ..]) {
            return Err(bad("not a pack of version 2 or 3"));
        }
        let len = file.metadata()?.len();
        let mut magic = [0; 8];
        platform::read_exact_at(&index, 0, &mut magic)?;
        let old = magic != MAGIC;
        if old && magic.starts_with(&[0xff, b't', b'O', b'c']) {
            return Err(bad("an index of a version that is not known"));
        }
        let mut raw = vec![0; usize::try_from(TABLE).unwrap_or(0)];
        platform::read_exact_at(&index, if old { 0 } else { 8 }, &mut raw)?;
        let table: Vec<u32> = raw.chunks_exact(4).map(number).collect();
        let count = table.last().copied().unwrap_or(0);
        let one = hash.len() as u64 + if old { 4 } else { 8 };
        if !table.is_sorted() || u64::from(count) * one + TABLE > index.metadata()?.len() {
            return Err(bad("a damaged index"));
        }
        Ok(Self {
            path,
            file,
            end: len.saturating_sub(hash.len() as u64),
            index,
            table,
            old,
            hash,
        })
    }

    fn count(&self) -> u64 {
        self.table.last().copied().unwrap_or(0).into()
    }

    /// Bytes of one row of the table of names, and where a name begins in it.
    fn row(&self) -> (usize, usize) {
        if self.old {
            (self.hash.len() + 4, 4)
        } else {
            (self.hash.len(), 0)
        }
    }

    fn rows_at(&self) -> u64 {
        if self.old { TABLE } else { TABLE + 8 }
    }

    /// Every name with its offset. Takes about 28 bytes of memory an object.
    pub(super) fn names(&self) -> io::Result<Names> {
        let count = usize::try_from(self.count()).unwrap_or(0);
        let (row, skip) = self.row();
        let mut raw = vec![0; count * row];
        platform::read_exact_at(&self.index, self.rows_at(), &mut raw)?;
        let mut offsets = Vec::with_capacity(count);
        if self.old {
            offsets.extend(raw.chunks_exact(row).map(|r| u64::from(number(r))));
            raw = raw
                .chunks_exact(row)
                .flat_map(|r| r.iter().skip(skip).copied())
                .collect();
        } else {
            let mut small = vec![0; count * 4];
            let at = self.rows_at() + (count * (row + 4)) as u64;
            platform::read_exact_at(&self.index, at, &mut small)?;
            for n in small.chunks_exact(4).map(number) {
                offsets.push(self.large(n)?);
            }
        }
        Ok(Names {
            raw,
            offsets,
            len: self.hash.len(),
        })
    }

    /// An offset of the small table, or the one in the large table that it stands for.
    fn large(&self, small: u32) -> io::Result<u64> {
        if small & 0x8000_0000 == 0 {
            return Ok(small.into());
        }
        let at = self.rows_at() + self.count() * (self.hash.len() as u64 + 8) + u64::from(small & 0x7fff_ffff) * 8;
        let mut raw = [0; 8];
        platform::read_exact_at(&self.index, at, &mut raw)?;
        Ok(u64::from_be_bytes(raw))
    }

    /// The offset of an object, if it is in this pack. Reads a small part of the index.
    pub(super) fn find(&self, oid: &Oid) -> io::Result<Option<u64>> {
        let first = usize::from(oid.raw().first().copied().unwrap_or(0));
        let to = self.table.get(first).copied().unwrap_or(0);
        let from = first
            .checked_sub(1)
            .and_then(|n| self.table.get(n))
            .copied()
            .unwrap_or(0);
        if from >= to {
            return Ok(None);
        }
        let (row, skip) = self.row();
        let mut raw = vec![0; (to - from) as usize * row];
        platform::read_exact_at(&self.index, self.rows_at() + u64::from(from) * row as u64, &mut raw)?;
        let names = raw.get(skip..).unwrap_or_default();
        let Some(at) = search(names, row, self.hash.len(), oid) else {
            return Ok(None);
        };
        if self.old {
            return Ok(raw.get(at * row..).map(|r| u64::from(number(r))));
        }
        let mut small = [0; 4];
        let at = u64::from(from) + at as u64;
        let table = self.rows_at() + self.count() * (row as u64 + 4);
        platform::read_exact_at(&self.index, table + at * 4, &mut small)?;
        self.large(u32::from_be_bytes(small)).map(Some)
    }

    /// Reads up to `len` bytes at an offset.
    pub(super) fn read(&self, offset: u64, len: usize, into: &mut Vec<u8>) -> io::Result<()> {
        let len = len.min(usize::try_from(self.end.saturating_sub(offset)).unwrap_or(usize::MAX));
        into.resize(len, 0);
        platform::read_exact_at(&self.file, offset, into)
    }

    /// The header of an entry, in its first bytes.
    pub(super) fn header(&self, offset: u64, bytes: &[u8]) -> Option<Header> {
        let mut at = 0;
        let mut next = || {
            let byte = bytes.get(at).copied()?;
            at += 1;
            Some(byte)
        };
        let first = next()?;
        let (mut size, mut shift, mut byte) = (u64::from(first & 15), 4, first);
        while byte & 0x80 != 0 {
            byte = next()?;
            size |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
        }
        let made = match first >> 4 & 7 {
            1 => Made::Whole(Type::Commit),
            2 => Made::Whole(Type::Tree),
            3 => Made::Whole(Type::Blob),
            4 => Made::Whole(Type::Tag),
            6 => {
                byte = next()?;
                let mut back = u64::from(byte & 0x7f);
                while byte & 0x80 != 0 {
                    byte = next()?;
                    back = back
                        .checked_add(1)?
                        .checked_mul(128)?
                        .checked_add(u64::from(byte & 0x7f))?;
                }
                Made::Behind(offset.checked_sub(back).filter(|_| back > 0)?)
            }
            7 => {
                let oid = Oid::from_raw(bytes.get(at..at + self.hash.len())?)?;
                at += self.hash.len();
                Made::Named(oid)
            }
            _ => return None,
        };
        Some(Header { made, size, len: at })
    }

    /// One object by its offset, through its whole chain of deltas.
    pub(super) fn object(&self, offset: u64, limit: u64, memory: &mut Memory) -> Result<(Type, Vec<u8>), Unread> {
        let mut chain = Vec::new();
        let mut at = offset;
        let kind = loop {
            self.read(at, HEADER, &mut memory.packed)?;
            let header = self.header(at, &memory.packed).ok_or(Unread::Damaged)?;
            if header.size > LARGEST {
                return Err(Unread::TooLarge(header.size));
            }
            chain.push((at + header.len as u64, header.size));
            if chain.len() > CHAIN {
                return Err(Unread::Damaged);
            }
            at = match header.made {
                Made::Whole(kind) => break kind,
                Made::Behind(base) => base,
                Made::Named(base) => self.find(&base)?.ok_or(Unread::Damaged)?,
            };
        };
        let (mut now, mut next) = (Vec::new(), Vec::new());
        for (n, (data, size)) in chain.into_iter().rev().enumerate() {
            let size = usize::try_from(size).map_err(|_| Unread::Damaged)?;
            // A stream that does not shrink is hardly longer than what it holds.
            self.read(data, size + size / 512 + 64, &mut memory.packed)?;
            if n == 0 {
                memory.inflater.inflate(&memory.packed, size, &mut now)?;
                continue;
            }
            memory.inflater.inflate(&memory.packed, size, &mut memory.delta)?;
            let result = delta::result_size(&memory.delta)?;
            if result > LARGEST {
                return Err(Unread::TooLarge(result));
            }
            delta::apply(&now, &memory.delta, &mut next, &mut memory.edits)?;
            std::mem::swap(&mut now, &mut next);
        }
        if now.len() as u64 > limit {
            return Err(Unread::TooLarge(now.len() as u64));
        }
        Ok((kind, now))
    }
}

/// Which row of a sorted table begins with a name.
fn search(table: &[u8], row: usize, len: usize, oid: &Oid) -> Option<usize> {
    let wanted = oid.raw();
    // The last row may be cut behind its name.
    let count = (table.len() + row - len) / row;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        let name = table.get(middle * row..middle * row + len)?;
        match name.cmp(wanted) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

fn number(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |b| u32::from_be_bytes(*b))
}

/// Opens a plain file and nothing else.
fn plain(path: &Path) -> io::Result<File> {
    let file = platform::open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "not a plain file"))
    }
}
