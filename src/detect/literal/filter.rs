//! What turns positions away before a literal is looked up: a blocked Bloom filter over four folded bytes (two bits in one
//! 64-bit word, so one load decides), then one over six, since most literals have more bytes than those they are filed under.

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

/// Bits of a [`Second`], as a power of two.
const PLACES: u32 = 15;
/// Bytes before a position that are looked at.
const BACK: usize = 2;

/// Knows of each literal six bytes, from where it is filed or from two bytes before, or all that a shorter one has.
#[derive(Debug)]
pub(super) struct Second(Box<[u64; 1 << (PLACES - 6)]>);

/// The parts of eight folded bytes (those of a position and the two before it) that may be known.
#[inline(always)]
fn parts(bytes: u64) -> [u64; 4] {
    let four = bytes >> 16 & 0xFFFF_FFFF;
    [bytes >> 16, bytes << 16, four, four & 0x00FF_FFFF | 1 << 63]
}

impl Second {
    /// Knows what is filed.
    pub(super) fn new(filed: &Filed, literals: &[Box<[u8]>]) -> Self {
        let mut second = Self(Box::new([0; 1 << (PLACES - 6)]));
        for (_, id, at) in filed.four.iter().chain(&filed.three) {
            let (literal, at) = (&literals[*id as usize], usize::from(*at));
            let byte = |i: usize| {
                (at + i)
                    .checked_sub(BACK)
                    .and_then(|i| literal.get(i))
                    .map_or(0, |b| b | 0x20)
            };
            let [ahead, behind, four, three] = parts(u64::from_le_bytes(std::array::from_fn(byte)));
            let part = match literal.len() - at {
                6.. => ahead,
                4.. if at >= BACK => behind,
                4.. => four,
                _ => three,
            };
            let place = Self::place(part);
            second.0[place >> 6] |= 1 << (place & 63);
        }
        second
    }

    #[inline(always)]
    fn place(part: u64) -> usize {
        (part.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - PLACES)) as usize
    }

    /// Whether a literal may be filed at a position.
    #[inline(always)]
    pub(super) fn passes(&self, text: &[u8], pos: usize) -> bool {
        let from = pos.wrapping_sub(BACK);
        let bytes = match text.get(from..from.wrapping_add(8)).and_then(|b| b.try_into().ok()) {
            Some(bytes) => u64::from_le_bytes(bytes),
            None => {
                let byte = |i: usize| (pos + i).checked_sub(BACK).and_then(|i| text.get(i)).map_or(0, |b| *b);
                u64::from_le_bytes(std::array::from_fn(byte))
            }
        };
        let known = |part: u64| {
            let place = Self::place(part);
            self.0[place >> 6] >> (place & 63) & 1
        };
        parts(bytes | 0x2020_2020_2020_2020)
            .into_iter()
            .fold(0, |k, part| k | known(part))
            != 0
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
