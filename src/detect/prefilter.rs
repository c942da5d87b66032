//! Finds every occurrence of many literals in one pass, ASCII case folded.
//!
//! The work of a scan is to read bytes and reject almost all of them. Each literal is filed under the rarest four bytes
//! in it; a blocked Bloom filter over the four bytes at every position (two bits in one 64-bit word, so one load decides)
//! lets about one position in a hundred pass. What passes is looked up exactly and compared. Folding happens in the
//! window (`| 0x20` per byte), never in the text.

/// Bits of the filter (32 KiB).
const BITS: u32 = 18;
const WORDS: usize = 1 << (BITS - 6);
const FOLD: u32 = 0x2020_2020;
const FOLD8: u64 = 0x2020_2020_2020_2020;

/// One literal seen in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// Offset of its first byte.
    pub(crate) pos: usize,
    /// Which literal.
    pub(crate) literal: u32,
}

/// The compiled set of literals.
#[derive(Debug)]
pub(crate) struct Prefilter {
    filter: Box<[u64; WORDS]>,
    literals: Vec<Box<[u8]>>,
    /// Exact windows, and windows of three known bytes.
    exact: Table,
    first3: Table,
}

/// Open addressing over folded windows; each slot names a run of `entries`.
#[derive(Debug, Default)]
struct Table {
    /// Keys apart from what they name: most look-ups end at the key. 0 is free (a folded window is never 0).
    keys: Vec<u32>,
    runs: Vec<(u32, u32)>,
    entries: Vec<Entry>,
    mask: u32,
}

/// A literal under one of its windows, with its first eight bytes, so that most comparisons touch nothing else.
#[derive(Debug, Clone, Copy)]
struct Entry {
    head: u64,
    known: u64,
    literal: u32,
    offset: u8,
}

fn hash(window: u32) -> u32 {
    let h = window.wrapping_mul(0x9E37_79B1);
    h ^ (h >> 15)
}

impl Table {
    fn new(mut filed: Vec<(u32, u32, u8)>, literals: &[Box<[u8]>]) -> Self {
        if filed.is_empty() {
            return Self::default();
        }
        filed.sort_unstable();
        let size = (filed.len() * 2).next_power_of_two();
        let mut t = Self {
            keys: vec![0; size],
            runs: vec![(0, 0); size],
            entries: Vec::with_capacity(filed.len()),
            mask: size as u32 - 1,
        };
        for run in filed.chunk_by(|a, b| a.0 == b.0) {
            let from = t.entries.len() as u32;
            t.entries.extend(run.iter().map(|(_, id, offset)| {
                let lit = &literals[*id as usize];
                let (mut head, mut known) = ([0; 8], [0; 8]);
                let n = lit.len().min(8);
                head[..n].copy_from_slice(&lit[..n]);
                known[..n].fill(0xFF);
                let (head, known) = (u64::from_le_bytes(head), u64::from_le_bytes(known));
                Entry {
                    head: (head | FOLD8) & known,
                    known,
                    literal: *id,
                    offset: *offset,
                }
            }));
            let mut at = hash(run[0].0) & t.mask;
            while t.keys[at as usize] != 0 {
                at = (at + 1) & t.mask;
            }
            t.keys[at as usize] = run[0].0;
            t.runs[at as usize] = (from, t.entries.len() as u32);
        }
        t
    }

    fn get(&self, key: u32) -> &[Entry] {
        if self.keys.is_empty() {
            return &[];
        }
        let mut at = hash(key) & self.mask;
        loop {
            let k = self.keys[at as usize];
            if k == key {
                let (from, to) = self.runs[at as usize];
                return &self.entries[from as usize..to as usize];
            }
            if k == 0 {
                return &[];
            }
            at = (at + 1) & self.mask;
        }
    }
}

/// How common a byte is in text, roughly; for literals whose rarest window nobody has measured.
fn commonness(b: u8) -> u32 {
    match b | 0x20 {
        b'e' | b't' | b' ' => 10,
        b'a' | b'i' | b'n' | b'o' | b'r' | b's' => 9,
        b'c' | b'd' | b'l' | b'p' | b'u' | b'm' => 7,
        b'f' | b'g' | b'h' | b'b' | 0x7f => 6,
        b'j' | b'q' | b'z' => 2,
        _ => 4,
    }
}

/// The word and the two bits of a window.
#[inline(always)]
fn bits(window: u32) -> (usize, u32, u32) {
    let h = u64::from(window).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    (
        (h >> 20) as usize & (WORDS - 1),
        (h >> 14) as u32 & 63,
        (h >> 8) as u32 & 63,
    )
}

impl Prefilter {
    /// Compiles literals of three bytes and more, each with the offset of its rarest four bytes where that is known. Their
    /// order gives the numbers that [`Seen::literal`] carries.
    pub(crate) fn new<'a>(literals: impl IntoIterator<Item = (&'a str, Option<u8>)>) -> Self {
        let (literals, rarest): (Vec<Box<[u8]>>, Vec<Option<u8>>) = literals
            .into_iter()
            .map(|(l, at)| (l.to_ascii_lowercase().into_bytes().into(), at))
            .unzip();
        let mut filter: Box<[u64; WORDS]> = Box::new([0; WORDS]);
        let mut set = |window: u32| {
            let (word, a, b) = bits(window);
            filter[word] |= 1 << a | 1 << b;
        };
        let (mut exact, mut first3) = (Vec::with_capacity(literals.len()), Vec::new());
        for (id, (lit, rarest)) in literals.iter().zip(rarest).enumerate() {
            let id = id as u32;
            if let [a, b, c] = lit[..] {
                let w = u32::from_le_bytes([a, b, c, 0]) | FOLD & 0x00FF_FFFF;
                (0..=255u8)
                    .filter(|d| d & 0x20 != 0)
                    .for_each(|d| set(w | u32::from(d) << 24));
                first3.push((w, id, 0));
            } else {
                // Offsets fit in a byte: only the first 200 bytes of a literal are considered.
                let guess = || {
                    let cost = |w: &[u8]| w.iter().map(|b| commonness(*b)).sum::<u32>();
                    lit.windows(4)
                        .take(200)
                        .enumerate()
                        .min_by_key(|(_, w)| cost(w))
                        .map_or(0, |(at, _)| at)
                };
                let at = rarest.map_or_else(guess, usize::from);
                if let Some(&[a, b, c, d]) = lit.get(at..at + 4) {
                    let w = u32::from_le_bytes([a, b, c, d]) | FOLD;
                    set(w);
                    exact.push((w, id, at as u8));
                }
            }
        }
        let (exact, first3) = (Table::new(exact, &literals), Table::new(first3, &literals));
        Self {
            filter,
            literals,
            exact,
            first3,
        }
    }

    /// Appends every occurrence, overlapping ones included, in order of position and then of literal.
    pub(crate) fn find(&self, text: &[u8], out: &mut Vec<Seen>) {
        let from = out.len();
        // Eight positions a step need eleven bytes; the rest is looked at in a padded copy.
        let mut at = 0;
        while let Some(block) = text.get(at..at + 11) {
            let Ok(b) = <&[u8; 11]>::try_from(block) else { break };
            let w = |i: usize| u32::from_le_bytes([b[i], b[i + 1], b[i + 2], b[i + 3]]) | FOLD;
            let pass = self.pass(w(0))
                | self.pass(w(1))
                | self.pass(w(2))
                | self.pass(w(3))
                | self.pass(w(4))
                | self.pass(w(5))
                | self.pass(w(6))
                | self.pass(w(7));
            if pass & 1 != 0 {
                let mut which = (0..8).fold(0u32, |m, i| m | ((self.pass(w(i)) & 1) as u32) << i);
                while which != 0 {
                    let i = which.trailing_zeros() as usize;
                    which &= which - 1;
                    self.look(w(i), at + i, text, out);
                }
            }
            at += 8;
        }
        let rest = &text[at.min(text.len())..];
        let mut tail = [0u8; 16];
        tail[..rest.len()].copy_from_slice(rest);
        for i in 0..rest.len() {
            let w = u32::from_le_bytes([tail[i], tail[i + 1], tail[i + 2], tail[i + 3]]) | FOLD;
            if self.pass(w) & 1 != 0 {
                self.look(w, at + i, text, out);
            }
        }
        if let Some(found) = out.get_mut(from..) {
            found.sort_unstable();
        }
    }

    /// The lowest bit says whether a window may be filed.
    #[inline(always)]
    fn pass(&self, window: u32) -> u64 {
        let (word, a, b) = bits(window);
        let word = self.filter[word];
        (word >> a) & (word >> b)
    }

    #[inline(never)]
    fn look(&self, window: u32, at: usize, text: &[u8], out: &mut Vec<Seen>) {
        for e in self
            .exact
            .get(window)
            .iter()
            .chain(self.first3.get(window & 0x00FF_FFFF))
        {
            let Some(pos) = at.checked_sub(usize::from(e.offset)) else {
                continue;
            };
            if let Some(head) = text.get(pos..pos + 8).and_then(|h| h.try_into().ok())
                && (u64::from_le_bytes(head) | FOLD8) & e.known != e.head
            {
                continue;
            }
            let lit = &self.literals[e.literal as usize];
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(literals: &[String], text: &[u8]) -> Vec<Seen> {
        let mut out = Vec::new();
        for pos in 0..text.len() {
            for (i, l) in literals.iter().enumerate() {
                if text[pos..].len() >= l.len() && text[pos..pos + l.len()].eq_ignore_ascii_case(l.as_bytes()) {
                    out.push(Seen { pos, literal: i as u32 });
                }
            }
        }
        out
    }

    #[test]
    fn finds_at_every_offset_and_length() {
        let literals: Vec<String> = ["key", "ghp_", "token", "PASSWORD", "-----begin"]
            .map(String::from)
            .into();
        let p = Prefilter::new(literals.iter().map(|l| (l.as_str(), None)));
        for n in 0..200 {
            for l in &literals {
                for tail in [0, 1, 2, 3, 5, 9, 70] {
                    let mut text = vec![b'.'; n];
                    text.extend_from_slice(l.to_ascii_uppercase().as_bytes());
                    text.extend(std::iter::repeat_n(b'~', tail));
                    let mut out = Vec::new();
                    p.find(&text, &mut out);
                    assert_eq!(out, naive(&literals, &text), "{l} at {n} with {tail} behind");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_naive_search(
            literals in prop::collection::vec("[a-c_=]{3,7}", 1..12),
            text in "[A-Ca-c_=]{0,300}",
        ) {
            let p = Prefilter::new(literals.iter().map(|l| (l.as_str(), None)));
            let mut out = Vec::new();
            p.find(text.as_bytes(), &mut out);
            prop_assert_eq!(out, naive(&literals, text.as_bytes()));
        }
    }
}
