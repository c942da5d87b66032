//! Which literals are filed under a window of a few bytes, and whether they really stand there.

use super::Seen;

/// Folds four bytes.
pub(super) const FOLD: u32 = 0x2020_2020;

/// Open addressing over folded windows; each slot names a run of `entries`.
#[derive(Debug, Default)]
pub(super) struct Table {
    slots: Vec<Slot>,
    entries: Vec<Entry>,
    /// Places of keys; most of what is looked up is no key.
    known: [u64; 4],
    /// How far a hash is shifted to become a slot.
    shift: u32,
}

/// A window and its run of entries. Key 0 is free (a folded window is never 0).
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u32,
    from: u32,
    to: u32,
}

/// A literal under one of its windows, with its first eight bytes, so that most comparisons touch nothing else.
#[derive(Debug, Clone, Copy)]
struct Entry {
    head: u64,
    /// Which of the eight bytes belong to the literal.
    known: u64,
    /// 0x20 for each letter.
    fold: u64,
    literal: u32,
    offset: u8,
    /// The eight bytes are all of it.
    whole: bool,
}

#[inline]
fn hash(key: u32) -> u32 {
    key.wrapping_mul(0x9E37_79B1)
}

impl Table {
    /// Files `(window, literal, offset of the window in it)`.
    pub(super) fn new(mut filed: Vec<(u32, u32, u8)>, literals: &[Box<[u8]>]) -> Self {
        if filed.is_empty() {
            return Self::default();
        }
        filed.sort_unstable();
        let size = (filed.len() * 2).next_power_of_two().max(2);
        let mut t = Self {
            slots: vec![Slot::default(); size],
            entries: Vec::with_capacity(filed.len()),
            known: [0; 4],
            shift: 32 - size.trailing_zeros(),
        };
        for run in filed.chunk_by(|a, b| a.0 == b.0) {
            let from = t.entries.len() as u32;
            t.entries.extend(run.iter().map(|(_, id, offset)| {
                let lit = &literals[*id as usize];
                let (mut head, mut known, mut fold) = ([0; 8], [0; 8], [0; 8]);
                for (i, b) in lit.iter().take(8).enumerate() {
                    head[i] = *b;
                    known[i] = 0xFF;
                    fold[i] = if b.is_ascii_lowercase() { 0x20 } else { 0 };
                }
                Entry {
                    head: u64::from_le_bytes(head),
                    known: u64::from_le_bytes(known),
                    fold: u64::from_le_bytes(fold),
                    literal: *id,
                    offset: *offset,
                    whole: lit.len() <= 8,
                }
            }));
            let mut at = t.slot(run[0].0);
            while t.slots[at].key != 0 {
                at = (at + 1) & (size - 1);
            }
            let place = hash(run[0].0) >> 24;
            t.known[(place >> 6) as usize] |= 1 << (place & 63);
            t.slots[at] = Slot {
                key: run[0].0,
                from,
                to: t.entries.len() as u32,
            };
        }
        t
    }

    #[inline]
    fn get(&self, key: u32) -> &[Entry] {
        let place = hash(key) >> 24;
        if self.known[(place >> 6) as usize] >> (place & 63) & 1 == 0 {
            return &[];
        }
        let mut at = self.slot(key);
        loop {
            let Slot { key: k, from, to } = self.slots[at];
            if k == key {
                return &self.entries[from as usize..to as usize];
            }
            if k == 0 {
                return &[];
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    #[inline]
    fn slot(&self, key: u32) -> usize {
        (hash(key) >> self.shift) as usize
    }

    /// Appends the literals of which `window` (folded) stands at `at`.
    #[inline]
    pub(super) fn look(&self, window: u32, at: usize, text: &[u8], literals: &[Box<[u8]>], out: &mut Vec<Seen>) {
        for e in self.get(window) {
            let Some(pos) = at.checked_sub(usize::from(e.offset)) else {
                continue;
            };
            if let Some(head) = text.get(pos..pos + 8).and_then(|h| h.try_into().ok()) {
                if (u64::from_le_bytes(head) | e.fold) & e.known != e.head {
                    continue;
                }
                if e.whole {
                    out.push(Seen {
                        pos,
                        literal: e.literal,
                    });
                    continue;
                }
            }
            let lit = &literals[e.literal as usize];
            if text
                .get(pos..pos + lit.len())
                .is_some_and(|t| t.eq_ignore_ascii_case(lit))
            {
                out.push(Seen {
                    pos,
                    literal: e.literal,
                });
            }
        }
    }
}
