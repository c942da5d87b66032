//! git's object stores, read without git: packs, loose objects, alternates, SHA-1 and SHA-256.
//!
//! [`Objects::get`] reads one object by name. [`Objects::survey`] and [`Survey::read`] read everything, each object
//! inflated once. Every byte is hostile: sizes are bounded, offsets are checked, and what makes no sense is [`Unread`].

mod delta;
mod family;
#[cfg(any(test, fuzzing))]
mod fuzz;
mod inflate;
mod loose;
mod pack;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use super::index::Hash;
use super::oid::Oid;
use super::read_plain;
pub use delta::Edits;
use family::Families;
use inflate::Inflater;
use pack::Pack;

#[cfg(any(test, fuzzing))]
pub(crate) use fuzz::fuzz;

/// Larger objects are not read, nor are deltas to them.
pub(super) const LARGEST: u64 = 64 << 20;
/// Alternates of alternates, as git limits them; and how many in all.
const ALTERNATES: usize = 5;
const FOLDERS: usize = 64;
const PACKS: usize = 100_000;
/// Loose objects that make a piece of work.
const LOOSE: usize = 64;
/// Buffers kept for the next object, and how large.
const SPARE: usize = 16;
const SPARE_BYTES: usize = 4 << 20;

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Type {
    Commit,
    Tree,
    Blob,
    Tag,
}

/// Why there is no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It, or what it is a delta to, has so many bytes.
    TooLarge(u64),
    /// It makes no sense, or cannot be read from the disk.
    Damaged,
    /// It is nowhere.
    Missing,
}

impl From<io::Error> for Unread {
    fn from(_: io::Error) -> Self {
        Self::Damaged
    }
}

/// What an object adds to the one that it is stored against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change<'c> {
    /// What taking the base gave.
    pub(super) base: u32,
    /// What is new, and what is not.
    pub(super) edits: &'c Edits,
}

/// What takes each object, or the reason why it cannot be read. What it gives is told again with objects that are stored
/// against this one; nothing, if these must be looked at as a whole.
pub(super) type Each<'e> = dyn FnMut(&Oid, Type, Result<&[u8], Unread>, Option<Change<'_>>) -> Option<u32> + 'e;

/// Buffers that a thread uses again.
#[derive(Debug, Default)]
pub struct Memory {
    inflater: Inflater,
    packed: Vec<u8>,
    delta: Vec<u8>,
    edits: Edits,
    spare: Vec<Vec<u8>>,
}

impl Memory {
    fn keep(&mut self, buffer: Vec<u8>) {
        if self.spare.len() < SPARE && buffer.capacity() <= SPARE_BYTES {
            self.spare.push(buffer);
        }
    }
}

/// All objects that a repository can reach: its own store and those that it borrows from.
#[derive(Debug)]
pub(super) struct Objects {
    folders: Vec<PathBuf>,
    packs: Vec<Pack>,
    hash: Hash,
    /// Packs that cannot be opened, and why.
    pub(super) closed: Vec<(PathBuf, String)>,
}

impl Objects {
    /// Opens the store of a repository. What cannot be opened is left in `closed`.
    pub(super) fn open(common_dir: &Path, hash: Hash) -> Self {
        let mut out = Self {
            folders: Vec::new(),
            packs: Vec::new(),
            hash,
            closed: Vec::new(),
        };
        out.borrow(&common_dir.join("objects"), ALTERNATES);
        for folder in out.folders.clone() {
            let mut indexes: Vec<PathBuf> = std::fs::read_dir(folder.join("pack"))
                .into_iter()
                .flatten()
                .flatten()
                .map(|e| e.path())
                .filter(|p| p.extension().is_some_and(|e| e == "idx"))
                .take(PACKS)
                .collect();
            indexes.sort();
            for idx in indexes {
                match Pack::open(&idx, hash) {
                    Ok(pack) => out.packs.push(pack),
                    Err(e) => out.closed.push((idx.with_extension("pack"), e.to_string())),
                }
            }
        }
        out
    }

    fn borrow(&mut self, folder: &Path, depth: usize) {
        let Ok(folder) = folder.canonicalize() else { return };
        if self.folders.len() >= FOLDERS || self.folders.contains(&folder) {
            return;
        }
        let text = read_plain(&folder.join("info/alternates"), 1 << 16).unwrap_or_default();
        self.folders.push(folder.clone());
        if depth == 0 {
            return;
        }
        for line in String::from_utf8_lossy(&text).lines() {
            let line = line.trim_matches('"');
            if !line.is_empty() && !line.starts_with('#') {
                self.borrow(&folder.join(line), depth - 1);
            }
        }
    }

    /// One object by its name.
    pub(super) fn get(&self, oid: &Oid, limit: u64, memory: &mut Memory) -> Result<(Type, Vec<u8>), Unread> {
        let mut worst = Unread::Missing;
        for folder in &self.folders {
            let path = loose::path(folder, oid);
            if path.symlink_metadata().is_err() {
                continue;
            }
            let mut bytes = Vec::new();
            match loose::read(&path, limit, memory, &mut bytes) {
                Ok(kind) => return Ok((kind, bytes)),
                Err(e) => worst = e,
            }
        }
        for pack in &self.packs {
            match pack.find(oid) {
                Ok(None) => {}
                Ok(Some(offset)) => match pack.object(offset, limit, memory) {
                    Ok(object) => return Ok(object),
                    Err(e) => worst = e,
                },
                Err(_) => worst = Unread::Damaged,
            }
        }
        Err(worst)
    }

    /// Looks at every object without reading it.
    pub(super) fn survey(mut self) -> Survey {
        let mut families: Vec<(Pack, Families)> = Vec::new();
        for pack in self.packs {
            match Families::of(&pack) {
                Ok(mut new) => {
                    if !families.is_empty() {
                        new.without(&|oid| families.iter().any(|(_, f)| f.has(oid)));
                    }
                    families.push((pack, new));
                }
                Err(e) => self.closed.push((pack.path, e.to_string())),
            }
        }
        let mut loose = Vec::new();
        let mut memory = Memory::default();
        for folder in &self.folders {
            for oid in loose::list(folder, self.hash) {
                let path = loose::path(folder, &oid);
                let kind = loose::kind(&path, &mut memory).ok();
                if kind != Some(Type::Tree) && !families.iter().any(|(_, f)| f.has(&oid)) {
                    loose.push((oid, kind, path));
                }
            }
        }
        loose.sort();
        loose.dedup_by(|a, b| a.0 == b.0);
        let packed = families.iter().enumerate();
        let mut pieces: Vec<Piece> = packed
            .flat_map(|(n, (_, f))| (0..f.pieces()).map(move |piece| Piece::Packed(n, piece)))
            .collect();
        pieces.extend((0..loose.len()).step_by(LOOSE).map(Piece::Loose));
        Survey {
            families,
            loose,
            pieces,
            closed: self.closed,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Piece {
    Packed(usize, usize),
    Loose(usize),
}

/// Every object of a store that is not a tree, each once, in pieces of work.
#[derive(Debug)]
pub(super) struct Survey {
    families: Vec<(Pack, Families)>,
    /// Of what kind they are, where that can be read.
    loose: Vec<(Oid, Option<Type>, PathBuf)>,
    pieces: Vec<Piece>,
    /// Packs that cannot be read, and why.
    pub(super) closed: Vec<(PathBuf, String)>,
}

impl Survey {
    /// Every object.
    pub(super) fn each(&self, f: &mut dyn FnMut(Oid, Type)) {
        for (_, families) in &self.families {
            families.each(f);
        }
        for (oid, kind, _) in &self.loose {
            f(*oid, kind.unwrap_or(Type::Blob));
        }
    }

    /// Entries of packs whose base is not there.
    pub(super) fn lost(&self) -> u64 {
        self.families.iter().map(|(_, f)| f.lost).sum()
    }

    pub(super) fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// About how many bytes a piece has on the disk.
    pub(super) fn weight(&self, piece: usize) -> u64 {
        match self.pieces.get(piece) {
            Some(Piece::Packed(n, piece)) => self.families.get(*n).map_or(0, |(_, f)| f.weight(*piece)),
            Some(Piece::Loose(_)) => LOOSE as u64 * 1024,
            None => 0,
        }
    }

    /// Hands over every object of a piece, or why it cannot be read.
    pub(super) fn read(&self, piece: usize, limit: u64, memory: &mut Memory, each: &mut Each<'_>) {
        match self.pieces.get(piece) {
            Some(Piece::Packed(n, piece)) => {
                if let Some((pack, families)) = self.families.get(*n) {
                    families.read(pack, *piece, limit, memory, each);
                }
            }
            Some(Piece::Loose(from)) => {
                let mut bytes = Vec::new();
                for (oid, kind, path) in self.loose.iter().skip(*from).take(LOOSE) {
                    match loose::read(path, limit, memory, &mut bytes) {
                        Ok(kind) => each(oid, kind, Ok(&bytes), None),
                        Err(e) => each(oid, kind.unwrap_or(Type::Blob), Err(e), None),
                    };
                }
            }
            None => {}
        }
    }
}
