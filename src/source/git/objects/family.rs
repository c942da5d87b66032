//! All objects of a pack, each inflated once: a family is an object that is stored whole and everything that is a delta
//! to it, directly or not. Families are independent of each other, so threads take them one by one.

use std::io;
use std::ops::Range;
use std::rc::Rc;

use super::delta;
use super::pack::{Made, Names, Pack};
use super::{Change, Each, LARGEST, Memory, Type, Unread};
use crate::source::git::oid::Oid;

const NONE: u32 = u32::MAX;
/// Headers are read through a window of this size.
const WINDOW: usize = 64 << 10;
/// A family of this size is a piece of work of its own, smaller ones are put together up to it.
const PIECE: u64 = 256 << 10;
/// Bases held at once. The heaviest child of each is read last, when its base needs no keeping, so that what is held
/// grows with the logarithm of the family; only a hostile pack comes near.
const HELD: usize = 256 << 20;

/// What an entry is a delta to, or why that cannot be had; and what taking it gave.
type Base = (Result<Rc<Vec<u8>>, Unread>, Option<u32>);

#[derive(Debug, Clone, Copy)]
struct Entry {
    offset: u64,
    /// Packed bytes of it and of all deltas to it.
    weight: u64,
    /// Number of its name in the index.
    name: u32,
    child: u32,
    next: u32,
    kind: Option<Type>,
    /// Another pack has it too and is read before this one.
    told: bool,
}

/// The entries of a pack as families.
#[derive(Debug)]
pub(super) struct Families {
    names: Names,
    /// By offset.
    entries: Vec<Entry>,
    /// Entries that are whole and not trees.
    roots: Vec<u32>,
    /// Parts of `roots`.
    pieces: Vec<Range<usize>>,
    /// Entries that cannot be read at all.
    pub(super) lost: u64,
}

impl Families {
    /// Reads the headers of all entries.
    pub(super) fn of(pack: &Pack) -> io::Result<Self> {
        let names = pack.names()?;
        let mut entries: Vec<Entry> = names
            .offsets
            .iter()
            .zip(0..)
            .map(|(offset, name)| Entry {
                offset: *offset,
                weight: 0,
                name,
                child: NONE,
                next: NONE,
                kind: None,
                told: false,
            })
            .collect();
        entries.sort_unstable_by_key(|e| e.offset);
        entries.dedup_by_key(|e| e.offset);
        let mut out = Self {
            names,
            entries,
            roots: Vec::new(),
            pieces: Vec::new(),
            lost: 0,
        };
        out.link(pack)?;
        out.names.offsets = Vec::new();
        out.weigh();
        Ok(out)
    }

    /// Hangs every delta on its base. What hangs on nothing, or on itself, is reached from no root.
    fn link(&mut self, pack: &Pack) -> io::Result<()> {
        let mut by_name: Vec<u32> = Vec::new();
        let (mut window, mut from) = (Vec::new(), 0);
        for at in 0..self.entries.len() {
            let end = self.end(pack, at);
            let Some(&Entry { offset, .. }) = self.entries.get(at) else {
                break;
            };
            if offset >= pack.end {
                continue;
            }
            let seen = |from: u64, window: &Vec<u8>| {
                offset >= from && (offset + 64).min(pack.end) <= from + window.len() as u64
            };
            if !seen(from, &window) {
                from = offset;
                pack.read(from, WINDOW, &mut window)?;
            }
            let header = window
                .get(usize::try_from(offset - from).unwrap_or(usize::MAX)..)
                .and_then(|bytes| pack.header(offset, bytes));
            let base = match header.map(|h| h.made) {
                None => continue,
                Some(Made::Whole(kind)) => {
                    if let Some(e) = self.entries.get_mut(at) {
                        (e.kind, e.weight) = (Some(kind), end - offset);
                    }
                    self.roots.push(at as u32);
                    continue;
                }
                Some(Made::Behind(base)) => self.entries.binary_search_by_key(&base, |e| e.offset).ok(),
                Some(Made::Named(oid)) => self.names.find(&oid).and_then(|name| {
                    if by_name.is_empty() {
                        by_name = vec![NONE; self.names.offsets.len()];
                        for (n, e) in self.entries.iter().enumerate() {
                            if let Some(slot) = by_name.get_mut(e.name as usize) {
                                *slot = n as u32;
                            }
                        }
                    }
                    by_name.get(name).map(|n| *n as usize).filter(|n| *n != NONE as usize)
                }),
            };
            let Some(base) = base.filter(|b| *b != at) else {
                continue;
            };
            let next = self
                .entries
                .get_mut(base)
                .map_or(NONE, |b| std::mem::replace(&mut b.child, at as u32));
            if let Some(e) = self.entries.get_mut(at) {
                (e.next, e.weight) = (next, end - offset);
            }
        }
        Ok(())
    }

    /// Kinds go down the families, weights up; then the families become pieces of work.
    fn weigh(&mut self) {
        let mut order: Vec<(u32, u32)> = Vec::with_capacity(self.entries.len());
        let mut stack: Vec<(u32, u32)> = self.roots.iter().map(|r| (*r, NONE)).collect();
        while let Some((at, base)) = stack.pop() {
            order.push((at, base));
            let kind = self.entries.get(at as usize).and_then(|e| e.kind);
            let mut child = self.entries.get(at as usize).map_or(NONE, |e| e.child);
            while let Some(e) = self.entries.get_mut(child as usize) {
                e.kind = kind;
                stack.push((child, at));
                child = e.next;
            }
        }
        for (at, base) in order.iter().rev() {
            let weight = self.entries.get(*at as usize).map_or(0, |e| e.weight);
            if let Some(e) = self.entries.get_mut(*base as usize) {
                e.weight += weight;
            }
        }
        self.lost = (self.entries.len() - order.len()) as u64;
        let entries = &self.entries;
        let weight = |r: &u32| entries.get(*r as usize).map_or(0, |e| e.weight);
        self.roots
            .retain(|r| entries.get(*r as usize).is_some_and(|e| e.kind != Some(Type::Tree)));
        // Large families first, so that no thread is left alone with one; the rest as they lie in the file.
        self.roots
            .sort_by_key(|r| (std::cmp::Reverse(weight(r).max(PIECE)), *r));
        let (mut from, mut sum) = (0, 0);
        for (n, root) in self.roots.iter().enumerate() {
            sum += weight(root);
            if sum >= PIECE || n + 1 == self.roots.len() {
                self.pieces.push(from..n + 1);
                (from, sum) = (n + 1, 0);
            }
        }
    }

    fn end(&self, pack: &Pack, at: usize) -> u64 {
        self.entries.get(at + 1).map_or(pack.end, |e| e.offset.min(pack.end))
    }

    /// Every object that is not a tree and not read elsewhere.
    pub(super) fn each(&self, f: &mut dyn FnMut(Oid, Type)) {
        for e in self.entries.iter().filter(|e| !e.told) {
            if let (Some(kind), Some(oid)) = (e.kind.filter(|k| *k != Type::Tree), self.names.get(e.name as usize)) {
                f(oid, kind);
            }
        }
    }

    /// Leaves out what is read elsewhere.
    pub(super) fn without(&mut self, elsewhere: &dyn Fn(&Oid) -> bool) {
        for e in &mut self.entries {
            e.told = self.names.get(e.name as usize).is_some_and(|oid| elsewhere(&oid));
        }
    }

    pub(super) fn has(&self, oid: &Oid) -> bool {
        self.names.find(oid).is_some()
    }

    pub(super) fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// Packed bytes of a piece.
    pub(super) fn weight(&self, piece: usize) -> u64 {
        let roots = self.pieces.get(piece).and_then(|p| self.roots.get(p.clone()));
        let weights = roots
            .into_iter()
            .flatten()
            .filter_map(|r| self.entries.get(*r as usize));
        weights.map(|e| e.weight).sum()
    }

    /// Hands over every object of a piece of work, or why it cannot be read.
    pub(super) fn read(&self, pack: &Pack, piece: usize, limit: u64, memory: &mut Memory, each: &mut Each<'_>) {
        let Some(roots) = self.pieces.get(piece).and_then(|p| self.roots.get(p.clone())) else {
            return;
        };
        for root in roots {
            self.family(pack, *root, limit, memory, each);
        }
    }

    fn family(&self, pack: &Pack, root: u32, limit: u64, memory: &mut Memory, each: &mut Each<'_>) {
        let mut stack: Vec<(u32, Base)> = vec![(root, (Ok(Rc::new(Vec::new())), None))];
        let mut children: Vec<(u64, u32)> = Vec::new();
        let mut held = 0;
        while let Some((at, (base, taken))) = stack.pop() {
            let Some(entry) = self.entries.get(at as usize) else {
                continue;
            };
            let (Some(kind), Some(oid)) = (entry.kind, self.names.get(entry.name as usize)) else {
                continue;
            };
            let mut bytes = memory.spare.pop().unwrap_or_default();
            let read = base.and_then(|base| {
                let read = self.one(pack, at as usize, &base, memory, &mut bytes);
                if let Ok(used) = Rc::try_unwrap(base) {
                    held -= used.len();
                    memory.keep(used);
                }
                read
            });
            let mut seen = None;
            if !entry.told {
                let size = bytes.len() as u64;
                let tell = read.and_then(|()| {
                    if size > limit {
                        Err(Unread::TooLarge(size))
                    } else {
                        Ok(&bytes[..])
                    }
                });
                let change = taken.map(|base| Change {
                    base,
                    edits: &memory.edits,
                });
                seen = each(&oid, kind, tell, change);
            }
            let mut child = entry.child;
            children.clear();
            while let Some(e) = self.entries.get(child as usize) {
                children.push((e.weight, child));
                child = e.next;
            }
            if children.is_empty() {
                memory.keep(bytes);
                continue;
            }
            children.sort_unstable_by_key(|c| std::cmp::Reverse(*c));
            held += bytes.len();
            let base = match read {
                Ok(()) if held > HELD => Err(Unread::TooLarge(bytes.len() as u64)),
                Ok(()) => Ok(Rc::new(bytes)),
                Err(e) => Err(e),
            };
            if base.is_err() {
                held = stack
                    .iter()
                    .filter_map(|(_, b)| b.0.as_ref().ok())
                    .map(|b| b.len())
                    .sum();
            }
            stack.extend(children.iter().map(|(_, child)| (*child, (base.clone(), seen))));
        }
    }

    /// One object out of its base, which is empty for one that is stored whole.
    fn one(&self, pack: &Pack, at: usize, base: &[u8], memory: &mut Memory, out: &mut Vec<u8>) -> Result<(), Unread> {
        out.clear();
        let offset = self.entries.get(at).map_or(0, |e| e.offset);
        let span = self.end(pack, at).saturating_sub(offset);
        if span > LARGEST + (1 << 20) {
            return Err(Unread::TooLarge(span));
        }
        pack.read(offset, usize::try_from(span).unwrap_or(0), &mut memory.packed)?;
        let header = pack.header(offset, &memory.packed).ok_or(Unread::Damaged)?;
        if header.size > LARGEST {
            return Err(Unread::TooLarge(header.size));
        }
        let size = usize::try_from(header.size).map_err(|_| Unread::Damaged)?;
        let data = memory.packed.get(header.len..).unwrap_or_default();
        if let Made::Whole(_) = header.made {
            return memory.inflater.inflate(data, size, out);
        }
        memory.inflater.inflate(data, size, &mut memory.delta)?;
        let result = delta::result_size(&memory.delta)?;
        if result > LARGEST {
            return Err(Unread::TooLarge(result));
        }
        delta::apply(base, &memory.delta, out, &mut memory.edits)
    }
}
