//! Finds every occurrence of many literals in a part of a text, ASCII case folded.
//!
//! Each literal is filed under the rarest four bytes in it; a blocked Bloom filter over the four bytes at every position
//! (two bits in one 64-bit word, so one load decides) lets about one position in a hundred pass. What passes is looked up
//! exactly and compared. Folding happens in the window (`| 0x20` per byte), never in the text.

use std::ops::Range;

use super::Seen;
use super::filter::{Filed, Filter, folded};
use super::sweep::commonness;
use super::table::{FOLD, Table};

/// The compiled set of literals.
#[derive(Debug)]
pub(crate) struct Dense {
    filter: Filter<12>,
    literals: Vec<Box<[u8]>>,
    /// Windows of four bytes, and of three for what is no longer.
    four: Table,
    three: Table,
}

impl Dense {
    /// Compiles literals of three bytes and more. Their order gives the numbers that [`Seen::literal`] carries.
    pub(crate) fn new<'a>(literals: impl IntoIterator<Item = &'a str>) -> Self {
        let literals: Vec<Box<[u8]>> = literals
            .into_iter()
            .map(|l| l.to_ascii_lowercase().into_bytes().into())
            .collect();
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
        Self {
            filter: filed.filter(),
            four: Table::new(filed.four, &literals),
            three: Table::new(filed.three, &literals),
            literals,
        }
    }

    /// Appends every occurrence whose filed window begins in `part`, overlapping ones included.
    pub(crate) fn find(&self, text: &[u8], part: Range<usize>, out: &mut Vec<Seen>) {
        let mut at = part.start;
        // Eight positions a step need eleven bytes; the rest is looked at one by one.
        while at + 8 <= part.end
            && let Some(b) = text.get(at..at + 11).and_then(|b| <&[u8; 11]>::try_from(b).ok())
        {
            let w = |i: usize| u32::from_le_bytes([b[i], b[i + 1], b[i + 2], b[i + 3]]) | FOLD;
            let pass = (0..8).fold(0, |p, i| p | self.filter.passes(w(i)));
            if pass != 0 {
                for i in 0..8 {
                    if self.filter.passes(w(i)) != 0 {
                        self.look(w(i), at + i, text, out);
                    }
                }
            }
            at += 8;
        }
        for at in at..part.end.min(text.len()) {
            let window = folded(text, at);
            if self.filter.passes(window) != 0 {
                self.look(window, at, text, out);
            }
        }
    }

    #[inline(never)]
    fn look(&self, window: u32, at: usize, text: &[u8], out: &mut Vec<Seen>) {
        self.four.look(window, at, text, &self.literals, out);
        self.three.look(window & 0x00FF_FFFF, at, text, &self.literals, out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::naive;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_at_every_offset_and_length() {
        let literals: Vec<String> = ["key", "ghp_", "token", "PASSWORD", "-----begin"]
            .map(String::from)
            .into();
        let p = Dense::new(literals.iter().map(String::as_str));
        for n in 0..200 {
            for l in &literals {
                for tail in [0, 1, 2, 3, 5, 9, 70] {
                    let mut text = vec![b'.'; n];
                    text.extend_from_slice(l.to_ascii_uppercase().as_bytes());
                    text.extend(std::iter::repeat_n(b'~', tail));
                    let mut out = Vec::new();
                    p.find(&text, 0..text.len(), &mut out);
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
            let p = Dense::new(literals.iter().map(String::as_str));
            let mut out = Vec::new();
            p.find(text.as_bytes(), 0..text.len(), &mut out);
            out.sort_unstable();
            prop_assert_eq!(out, naive(&literals, text.as_bytes()));
        }
    }
}
