//! Words of prose, four bytes and longer.

use super::{Sink, from, is_word};
use crate::detect::blocks::{BLOCK, FOLD, Look, eight, first, run, set, whole};

#[inline(always)]
fn mask(look: impl Look, text: &[u8], at: usize) -> u64 {
    look.bits(whole(text, at, &mut [b' '; BLOCK]), is_word, set!(is_word))
}

#[inline(always)]
fn word_of(start: u64, len: usize) -> u64 {
    ((start | FOLD) & first(len)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// The words of a block, one bit a byte.
#[derive(Clone, Copy)]
pub(super) struct Words {
    base: usize,
    now: u64,
    /// The byte before the block belongs to a word.
    goes_on: bool,
}

impl Words {
    #[inline(always)]
    pub(super) fn at(look: impl Look, text: &[u8], base: usize) -> Self {
        let before = base.checked_sub(1).and_then(|n| text.get(n));
        Self {
            base,
            now: mask(look, text, base),
            goes_on: before.is_some_and(|b| is_word(*b)),
        }
    }

    #[inline(always)]
    pub(super) fn behind(self, look: impl Look, text: &[u8]) -> Self {
        Self {
            base: self.base + BLOCK,
            now: mask(look, text, self.base + BLOCK),
            goes_on: self.now >> 63 != 0,
        }
    }

    /// Bits of which [`Words::starts`] are some.
    #[inline(always)]
    pub(super) fn maybe(self) -> u64 {
        let behind = |n: u32| self.now >> n | u64::MAX << (64 - n);
        self.now & !(self.now << 1) & behind(1) & behind(2) & behind(3)
    }

    /// First bytes of words of four bytes and more; `next` is the block behind.
    #[inline(always)]
    pub(super) fn starts(self, next: Self) -> u64 {
        let behind = |n: u32| self.now >> n | next.now << (64 - n);
        self.now & !(self.now << 1 | u64::from(self.goes_on)) & behind(1) & behind(2) & behind(3)
    }

    /// Hands on the words that begin at these bits; `next` is the block behind.
    #[inline(always)]
    pub(super) fn tell(self, next: Self, text: &[u8], mut starts: u64, sink: &mut impl Sink) {
        while starts != 0 {
            // Four at a time, there or not: a branch that is guessed wrong costs more.
            for _ in 0..4 {
                let is = starts != 0;
                let bit = starts.trailing_zeros() & 63;
                let at = self.base + bit as usize;
                starts &= starts.wrapping_sub(1);
                let len = run(self.now, next.now, bit);
                let start = eight(text, at);
                if start & 0x80 != 0 && len > 12 && is {
                    // Scripts without spaces: every few bytes are a word.
                    for part in (0..len).step_by(6) {
                        sink.word(word_of(eight(text, at + part), (len - part).min(6)), at + part, true);
                    }
                } else {
                    sink.word(word_of(start, len), at, is);
                }
            }
        }
    }
}

/// Words between two places.
#[inline(always)]
pub(super) fn words(look: impl Look, text: &[u8], start: usize, end: usize, sink: &mut impl Sink) {
    let mut words = Words::at(look, text, start & !(BLOCK - 1));
    while words.base < end {
        let within = from(start, words.base) & !from(end, words.base);
        let next = words.behind(look, text);
        sink.room();
        words.tell(next, text, words.starts(next) & within, sink);
        words = next;
    }
}
