//! A blocked Bloom filter over four folded bytes: two bits in one 64-bit word, so one load decides.

use super::table::FOLD;

/// A filter of `2^WORDS` words.
#[derive(Debug)]
pub(super) struct Filter<const WORDS: u32> {
    words: Vec<u64>,
    /// 1 where every window passes that ends in a byte that is not ASCII.
    high: u32,
}

/// Literals under a window of four bytes, or of three where they are no longer: `(window, literal, offset)`.
#[derive(Debug, Default)]
pub(super) struct Filed {
    pub(super) four: Vec<(u32, u32, u8)>,
    pub(super) three: Vec<(u32, u32, u8)>,
}

impl Filed {
    /// Files a literal under the window at an offset.
    pub(super) fn add(&mut self, id: usize, literal: &[u8], at: u8) {
        match *literal.get(usize::from(at)..).unwrap_or_default() {
            [a, b, c, d, ..] => self.four.push((u32::from_le_bytes([a, b, c, d]) | FOLD, id as u32, at)),
            [a, b, c] => self
                .three
                .push((u32::from_le_bytes([a, b, c, 0]) | FOLD & 0x00FF_FFFF, id as u32, at)),
            _ => {}
        }
    }

    /// Calls `f` with each window of four folded bytes and its literal: of shorter ones with whatever may follow.
    pub(super) fn windows(&self, mut f: impl FnMut(u32, u32)) {
        self.four.iter().for_each(|(w, id, _)| f(*w, *id));
        for (w, id, _) in &self.three {
            (0..0x100)
                .filter(|d| d & 0x20 != 0 || *d == 0)
                .for_each(|d| f(w | d << 24, *id));
        }
    }

    /// Lets pass what is filed.
    pub(super) fn filter<const WORDS: u32>(&self) -> Filter<WORDS> {
        let mut filter = Filter {
            words: vec![0; 1 << WORDS],
            high: self.three.iter().any(|(w, _, _)| w.to_le_bytes().is_ascii()).into(),
        };
        // Of what is no ASCII there is so much that it would fill the filter.
        self.windows(|w, _| {
            if filter.high & w >> 31 == 0 {
                filter.set(w);
            }
        });
        filter
    }
}

impl<const WORDS: u32> Filter<WORDS> {
    /// The word and the two bits of a window.
    #[inline(always)]
    fn bits(window: u32) -> (usize, u32, u32) {
        let h = u64::from(window).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        (
            (h >> 20) as usize & ((1 << WORDS) - 1),
            (h >> 14) as u32 & 63,
            (h >> 8) as u32 & 63,
        )
    }

    fn set(&mut self, window: u32) {
        let (word, a, b) = Self::bits(window);
        self.words[word] |= 1 << a | 1 << b;
    }

    /// 1 where a folded window may be filed, 0 where it is not.
    #[inline(always)]
    pub(super) fn passes(&self, window: u32) -> u64 {
        let (word, a, b) = Self::bits(window);
        let word = self.words[word];
        (word >> a) & (word >> b) & 1 | u64::from(window >> 31 & self.high)
    }
}

/// The folded four bytes at a position, zeros behind the end of the text.
#[inline]
pub(super) fn folded(text: &[u8], pos: usize) -> u32 {
    match text.get(pos..pos + 4).and_then(|w| <[u8; 4]>::try_from(w).ok()) {
        Some(w) => u32::from_le_bytes(w) | FOLD,
        None => {
            let byte = |i: usize| text.get(pos + i).map_or(0, |b| b | 0x20);
            u32::from_le_bytes([byte(0), byte(1), byte(2), byte(3)])
        }
    }
}
