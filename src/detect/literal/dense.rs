//! Finds every occurrence of many literals in a part of a text, ASCII case folded.
//!
//! Each literal is filed under the rarest four bytes in it. A table says, for the hash of the four bytes at a position, for which
//! kinds of runs a literal may stand there, so one load decides; near a run of one kind about one position in a hundred
//! passes. What passes is looked up exactly and compared. Folding happens in the window (`| 0x20` per byte), never in the text.

use std::ops::Range;

use super::Seen;
use super::filter::{Filed, Filter, Second, folded};
use super::sweep::commonness;
use super::table::{FOLD, Table};
use crate::rule::kinds::Kinds;

/// Places of the table, as a power of two.
const PLACES: u32 = 14;
/// Positions of a step.
const STEP: usize = 8;
/// Room for positions that wait to be looked up; a power of two.
const ROOM: usize = 256;

/// The compiled set of literals.
#[derive(Debug)]
pub(crate) struct Dense {
    kinds: Box<[Kinds; 1 << PLACES]>,
    filter: Filter<11>,
    second: Second,
    literals: Vec<Box<[u8]>>,
    /// Windows of four bytes, and of three for what is no longer.
    four: Table,
    three: Table,
}

/// Of the last byte three bits count (the factor's lowest byte is a multiple of 32): a literal of three bytes, which any byte
/// may follow, takes up eight places.
#[inline(always)]
fn place(window: u32) -> usize {
    (window.wrapping_mul(0x9E37_79A0) >> (32 - PLACES)) as usize
}

impl Dense {
    /// Compiles literals of three bytes and more, each with the kinds of runs near which it matters. Their order gives the
    /// numbers that [`Seen::literal`] carries.
    pub(crate) fn new<'a>(literals: impl IntoIterator<Item = (&'a str, Kinds)>) -> Self {
        let (literals, near): (Vec<Box<[u8]>>, Vec<Kinds>) = literals
            .into_iter()
            .map(|(l, kinds)| (l.to_ascii_lowercase().into_bytes().into(), kinds))
            .unzip();
        let mut filed = Filed::default();
        for (id, lit) in literals.iter().enumerate() {
            // Offsets fit in a byte: only the first 200 bytes of a literal are considered.
            let at = lit
                .windows(4)
                .take(200)
                .enumerate()
                .min_by_key(|(_, w)| w.iter().map(|b| u32::from(commonness(*b))).sum::<u32>())
                .map_or(0, |(at, _)| at);
            filed.add(id, lit, at as u8);
        }
        let mut kinds: Box<[Kinds; 1 << PLACES]> = Box::new([0; 1 << PLACES]);
        filed.windows(|window, id| kinds[place(window)] |= near[id as usize]);
        Self {
            kinds,
            filter: filed.filter(),
            second: Second::new(&filed, &literals),
            four: Table::new(filed.four, &literals),
            three: Table::new(filed.three, &literals),
            literals,
        }
    }

    /// Appends every occurrence of what matters near runs of these kinds whose filed window begins in `part`, overlapping
    /// ones included.
    pub(crate) fn find(&self, text: &[u8], part: Range<usize>, near: Kinds, out: &mut Vec<Seen>) {
        let kinds = |window: u32| self.kinds[place(window)];
        let mut at = part.start;
        // What passes is noted without a branch: one that is taken for every other step would be mispredicted.
        let (mut waiting, mut count) = ([0; ROOM], 0);
        // Eight positions a step need eleven bytes; the rest is looked at one by one.
        while at + STEP <= part.end
            && let Some(b) = text
                .get(at..at + STEP + 3)
                .and_then(|b| <&[u8; STEP + 3]>::try_from(b).ok())
        {
            let front = u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]);
            let back = u64::from_le_bytes([b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10]]);
            for i in 0..STEP {
                let window = if i < 4 { front >> (8 * i) } else { back >> (8 * (i - 3)) } as u32 | FOLD;
                waiting[count & (ROOM - 1)] = (at + i) as u32;
                count += usize::from(kinds(window) & near != 0);
            }
            if count > ROOM - STEP {
                self.look(&mut waiting[..count.min(ROOM)], text, out);
                count = 0;
            }
            at += STEP;
        }
        self.look(&mut waiting[..count.min(ROOM)], text, out);
        for at in at..part.end.min(text.len()) {
            if kinds(folded(text, at)) & near != 0 {
                self.look(&mut [at as u32], text, out);
            }
        }
    }

    /// Looks up what waits, what the second filter lets pass moved to the front first.
    #[inline(never)]
    fn look(&self, waiting: &mut [u32], text: &[u8], out: &mut Vec<Seen>) {
        let mut left = 0;
        for i in 0..waiting.len() {
            let at = waiting[i];
            waiting[left] = at;
            left += self.filter.passes(folded(text, at as usize)) as usize;
        }
        for at in &waiting[..left] {
            let at = *at as usize;
            if !self.second.passes(text, at) {
                continue;
            }
            let window = folded(text, at);
            self.four.look(window, at, text, &self.literals, out);
            self.three.look(window & 0x00FF_FFFF, at, text, &self.literals, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::naive;
    use super::*;
    use crate::rule::kinds::ALL;
    use proptest::prelude::*;

    #[test]
    fn finds_at_every_offset_and_length() {
        let literals: Vec<String> = ["key", "ghp_", "token", "PASSWORD", "-----begin"]
            .map(String::from)
            .into();
        let p = Dense::new(literals.iter().map(|l| (l.as_str(), ALL)));
        for n in 0..200 {
            for l in &literals {
                for tail in [0, 1, 2, 3, 5, 9, 70] {
                    let mut text = vec![b'.'; n];
                    text.extend_from_slice(l.to_ascii_uppercase().as_bytes());
                    text.extend(std::iter::repeat_n(b'~', tail));
                    let mut out = Vec::new();
                    p.find(&text, 0..text.len(), ALL, &mut out);
                    out.sort_unstable();
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
            let p = Dense::new(literals.iter().map(|l| (l.as_str(), ALL)));
            let mut out = Vec::new();
            p.find(text.as_bytes(), 0..text.len(), ALL, &mut out);
            out.sort_unstable();
            prop_assert_eq!(out, naive(&literals, text.as_bytes()));
        }
    }
}
