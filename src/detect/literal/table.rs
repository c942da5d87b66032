//! Which literals are filed under a window of a few bytes, and whether they really stand there.

use super::Seen;

/// Folds four bytes.
pub(super) const FOLD: u32 = 0x2020_2020;

/// Open addressing over folded windows; each slot names a run of `entries`.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Keys apart from what they name: most look-ups end at the key. 0 is free (a folded window is never 0).
    keys: Vec<u32>,
    runs: Vec<(u32, u32)>,
    entries: Vec<Entry>,
    /// How far a hash is shifted to become a slot.
    shift: u32,
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

impl Table {
    /// Files `(window, literal, offset of the window in it)`.
    pub(super) fn new(mut filed: Vec<(u32, u32, u8)>, literals: &[Box<[u8]>]) -> Self {
        if filed.is_empty() {
            return Self::default();
        }
        filed.sort_unstable();
        let size = (filed.len() * 3).next_power_of_two().max(2);
        let mut t = Self {
            keys: vec![0; size],
            runs: vec![(0, 0); size],
            entries: Vec::with_capacity(filed.len()),
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
            while t.keys[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            t.keys[at] = run[0].0;
            t.runs[at] = (from, t.entries.len() as u32);
        }
        t
    }

    #[inline]
    fn get(&self, key: u32) -> &[Entry] {
        if self.keys.is_empty() {
            return &[];
        }
        let mut at = self.slot(key);
        loop {
            let k = self.keys[at];
            if k == 0 {
                return &[];
            }
            if k == key {
                let (from, to) = self.runs[at];
                return &self.entries[from as usize..to as usize];
            }
            at = (at + 1) & (self.keys.len() - 1);
        }
    }

    #[inline]
    fn slot(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
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
