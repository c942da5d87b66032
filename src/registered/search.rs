//! The search for the prints of an index: signs and words of a text are packed, and their runs looked up many at a time.

use super::Index;
use super::run::{Inside, OUTER, Print, SIGNS, WORDS, kinds, mixed, print, signs_hash, words_hash, words_say};
use super::token::{self, Sink};
use crate::detect::blocks::{BLOCK, Job, Look, with_vectors};

/// Signs, and words, that are looked up together: a power of two.
const MANY: usize = 512;

/// What was met of a text and is not looked up yet.
struct Waiting<T> {
    what: [T; MANY],
    at: [u32; MANY],
    count: usize,
}

impl<T: Copy + Default> Waiting<T> {
    fn new() -> Self {
        Self {
            what: [T::default(); MANY],
            at: [0; MANY],
            count: 0,
        }
    }

    /// Drops all but the last `keep`, which begin the next runs.
    fn drop_but(&mut self, keep: usize) {
        let from = self.count.saturating_sub(keep);
        self.what.copy_within(from..self.count, 0);
        self.at.copy_within(from..self.count, 0);
        self.count -= from;
    }
}

/// A search for the prints of an index in a text.
pub(super) struct Search<'i, 't, F> {
    index: &'i Index,
    text: &'t [u8],
    signs: Waiting<u8>,
    words: Waiting<u64>,
    /// How many runs were looked up.
    runs: usize,
    /// Takes each print of the index that is met, how much it says, and its place.
    met: F,
}

impl<'i, 't, F: FnMut(Print, f64, u32)> Search<'i, 't, F> {
    /// Looks at a text; how many runs were looked up.
    pub(super) fn run(index: &'i Index, text: &'t [u8], prose: bool, met: F) -> usize {
        let mut search = Self {
            index,
            text,
            signs: Waiting::new(),
            words: Waiting::new(),
            runs: 0,
            met,
        };
        if prose {
            with_vectors(Prose(&mut search));
        } else {
            with_vectors(Code(&mut search));
        }
        search.look_up_signs();
        search.look_up_words();
        search.runs
    }

    /// What the filter lets pass is put together first, without a branch.
    fn look_up_signs(&mut self) {
        with_vectors(LookUp(self));
    }

    /// [`Search::look_up_signs`] by [`LookUp`].
    #[inline(always)]
    fn signs_with(&mut self, look: impl Look) {
        let waiting = self.signs.what.get_mut(..self.signs.count).unwrap_or_default();
        waiting.iter_mut().for_each(|b| *b = token::plain(*b));
        let mut left = [0u16; MANY];
        let mut count = 0;
        for (i, run) in waiting.windows(SIGNS).enumerate() {
            let Some(run) = run.first_chunk() else { continue };
            left[count & (MANY - 1)] = i as u16;
            count += usize::from(self.index.maybe(signs_hash(run)));
        }
        self.runs += waiting.len().saturating_sub(SIGNS - 1);
        for i in left.iter().take(count).map(|i| usize::from(*i)) {
            let Some(run) = waiting.get(i..).and_then(|w| w.first_chunk()) else {
                continue;
            };
            let hash = signs_hash(run);
            let (Some(start), Some(last)) = (self.signs.at.get(i), self.signs.at.get(i + SIGNS - 1)) else {
                continue;
            };
            if self.index.has_outer(hash >> (64 - OUTER)) {
                let (from, to) = (*start as usize, *last as usize + 1);
                let print = print(hash, &Inside::of(look, self.text, from, to, |_| {}));
                if self.index.has(print) {
                    (self.met)(print, Inside::weighed(self.text, from, to).1, *start);
                }
            }
        }
        self.signs.drop_but(SIGNS - 1);
    }

    #[inline(never)]
    fn look_up_words(&mut self) {
        let Waiting { what, at, count } = &self.words;
        let (what, at) = (
            what.get(..*count).unwrap_or_default(),
            at.get(..*count).unwrap_or_default(),
        );
        let mut hash = what.iter().take(WORDS - 1).fold(0, |h, w| words_hash(h, *w, 0));
        let mut left = 0;
        for (run, at) in what.windows(WORDS).zip(at) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else {
                continue;
            };
            hash = words_hash(hash, *last, left);
            left = *first;
            let upper = mixed(hash);
            if self.index.maybe(upper) && self.index.has_outer(upper >> (64 - OUTER)) {
                let print = print(upper, &Inside::of_words(upper));
                if self.index.has(print) {
                    (self.met)(print, words_say(kinds(run)), *at);
                }
            }
        }
        self.runs += what.len().saturating_sub(WORDS - 1);
        self.words.drop_but(WORDS - 1);
    }
}

/// The look at the signs that wait.
struct LookUp<'s, 'i, 't, F>(&'s mut Search<'i, 't, F>);

impl<F: FnMut(Print, f64, u32)> Job for LookUp<'_, '_, '_, F> {
    type Out = ();

    #[inline(always)]
    fn run(self, look: impl Look) {
        self.0.signs_with(look);
    }
}

/// A search over a program.
struct Code<'s, 'i, 't, F>(&'s mut Search<'i, 't, F>);

impl<F: FnMut(Print, f64, u32)> Job for Code<'_, '_, '_, F> {
    type Out = ();

    #[inline(always)]
    fn run(self, look: impl Look) {
        token::code(look, self.0.text, self.0);
    }
}

/// A search over prose.
struct Prose<'s, 'i, 't, F>(&'s mut Search<'i, 't, F>);

impl<F: FnMut(Print, f64, u32)> Job for Prose<'_, '_, '_, F> {
    type Out = ();

    #[inline(always)]
    fn run(self, look: impl Look) {
        token::prose(look, self.0.text, self.0);
    }
}

impl<F: FnMut(Print, f64, u32)> Sink for Search<'_, '_, F> {
    #[inline(always)]
    fn room(&mut self) {
        // What is put down may reach as far again behind what counts.
        if self.signs.count + 2 * BLOCK > MANY {
            self.look_up_signs();
        }
        if self.words.count + 2 * BLOCK > MANY {
            self.look_up_words();
        }
    }

    #[inline(always)]
    fn signs(&mut self, block: &[u8; BLOCK], base: usize, mut signs: u64) {
        let many = signs.count_ones() as usize;
        let here = self.signs.count..self.signs.count + BLOCK;
        let (Some(what), Some(at)) = (self.signs.what.get_mut(here.clone()), self.signs.at.get_mut(here)) else {
            return;
        };
        let (Some(what), Some(at)) = (what.first_chunk_mut::<BLOCK>(), at.first_chunk_mut::<BLOCK>()) else {
            return;
        };
        // Eight at a time, wanted or not: a branch that is guessed wrong costs more.
        let mut done = 0;
        while done < many {
            for _ in 0..8 {
                let bit = signs.trailing_zeros() as usize & (BLOCK - 1);
                signs &= signs.wrapping_sub(1);
                what[done & (BLOCK - 1)] = block[bit];
                at[done & (BLOCK - 1)] = (base + bit) as u32;
                done += 1;
            }
        }
        self.signs.count += many;
    }

    #[inline(always)]
    fn word(&mut self, word: u64, at: usize, is: bool) {
        if let (Some(w), Some(p)) = (
            self.words.what.get_mut(self.words.count),
            self.words.at.get_mut(self.words.count),
        ) {
            (*w, *p) = (word, at as u32);
            self.words.count += usize::from(is);
        }
    }
}
