//! The search for terms: one pass over the words of a text.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::blocks::{BLOCK, Job, Look, Plain, bits, block, set, whole, with_vectors};
use super::name::{Entry, LONG, Shape, canonical, fast, fast_wide, file, is_word, key, seed, slow, word_end, words};
use super::{Term, WANTED, What};
use crate::finding::Severity;

/// Words do not reach across longer gaps.
const GAP: usize = 8;
/// Bits of the filter for each term, and how large it is at least and at most (powers of two).
const FILTER: (usize, u32, u32) = (16, 12, 26);

/// Terms ready to be looked for.
pub struct Terms {
    key: [u8; 32],
    seed: u64,
    /// Two bits in one of these numbers for each term.
    filter: Vec<u64>,
    /// Bits of a hash that do not choose a number of the filter.
    shift: u32,
    /// The first term under a fast hash.
    table: FxHashMap<u32, u32>,
    terms: Vec<Known>,
    /// Bytes that words have at least that terms are filed under, [`LONG`] at most.
    least: u8,
    /// Some term is filed under a word with other letters than ASCII.
    wide: bool,
    /// Entries that were made with another key.
    strangers: usize,
}

/// A term ready to be compared.
struct Known {
    /// The next one under the same hash, by its number.
    next: Option<u32>,
    name: Name,
    shape: Shape,
    severity: Severity,
}

enum Name {
    /// As [`canonical`] gives it.
    Plain(Box<str>),
    Hashed([u8; 16]),
}

impl std::fmt::Debug for Terms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Terms({})", self.terms.len())
    }
}

/// A mention of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) severity: Severity,
    pub(crate) times: u32,
}

/// The word that ends before `at`, a gap away at most.
fn word_before(text: &[u8], at: usize) -> Option<Range<usize>> {
    let before = text.get(..at)?;
    let end = before.iter().rposition(|b| is_word(*b))? + 1;
    let start = before
        .get(..end)?
        .iter()
        .rposition(|b| !is_word(*b))
        .map_or(0, |n| n + 1);
    (at - end <= GAP).then_some(start..end)
}

/// The word that begins behind `at`, a gap away at most.
fn word_behind(text: &[u8], at: usize) -> Option<Range<usize>> {
    let reach = text.get(at..text.len().min(at + GAP + 1))?;
    let start = at + reach.iter().position(|b| is_word(*b))?;
    Some(start..word_end(text, start))
}

/// The two bits of a hash within its number of the filter.
fn pair(h: u64) -> u64 {
    1 << (h >> 32 & 63) | 1 << (h >> 38 & 63)
}

/// Whether both are set.
#[inline(always)]
fn both(word: u64, h: u64) -> bool {
    (word >> (h >> 32 & 63)) & (word >> (h >> 38 & 63)) & 1 == 1
}

impl Terms {
    /// Makes terms ready.
    ///
    /// # Errors
    /// Which entry is wrong, by its number, and what was expected; the term itself is not repeated.
    pub fn new(terms: &[Term], key_material: &str) -> Result<Self, String> {
        let key = key(key_material);
        let (each, least, most) = FILTER;
        let bits = (terms.len().max(1) * each)
            .next_power_of_two()
            .ilog2()
            .clamp(least, most);
        let mut t = Self {
            key,
            seed: seed(&key),
            filter: vec![0; 1 << (bits - 6)],
            shift: 64 - (bits - 6),
            table: FxHashMap::with_capacity_and_hasher(terms.len(), rustc_hash::FxBuildHasher),
            terms: Vec::with_capacity(terms.len()),
            least: LONG,
            wide: false,
            strangers: 0,
        };
        for (i, term) in terms.iter().enumerate() {
            let wrong = |what: &str| format!("term {}: {what}", i + 1);
            let (shape, fast, name) = match &term.what {
                What::Plain(word) => {
                    let text = word.as_bytes();
                    let parts: Vec<Range<usize>> = words(text).collect();
                    let (shape, fast) = file(t.seed, text, &parts, term.case)
                        .ok_or_else(|| wrong("expected one to eight words of letters and digits"))?;
                    let name = canonical(text, &parts, term.case);
                    (shape, fast, Name::Plain(name.into()))
                }
                What::Hashed(entry) => {
                    let entry = Entry::parse(entry).ok_or_else(|| wrong(WANTED))?;
                    let Some((shape, fast, name)) = entry.open(&key) else {
                        t.strangers += 1;
                        continue;
                    };
                    (shape, fast, Name::Hashed(name))
                }
            };
            let wide = u64::from(fast) << 32;
            if let Some(w) = t.filter.get_mut((wide >> t.shift) as usize) {
                *w |= pair(wide);
            }
            let number = t.terms.len() as u32;
            t.terms.push(Known {
                next: t.table.insert(fast, number),
                name,
                shape,
                severity: term.severity,
            });
            t.least = t.least.min(shape.least);
            t.wide |= shape.wide;
        }
        Ok(t)
    }

    /// How many terms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// How many entries were made with another key, and are not looked for. One in a hundred of such goes unnoticed.
    #[must_use]
    pub fn strangers(&self) -> usize {
        self.strangers
    }

    /// Terms that a text mentions, each once with how often, in order.
    pub(crate) fn find(&self, text: &[u8]) -> Vec<Mention> {
        let mut pass = Pass {
            terms: self,
            text,
            seen: FxHashMap::default(),
            out: Vec::new(),
        };
        if !self.is_empty() {
            with_vectors(&mut pass);
        }
        let mut out = pass.out;
        out.sort_by_key(|m| (m.start, m.end));
        out
    }

    #[inline(always)]
    fn maybe(&self, h: u64) -> bool {
        self.filter.get((h >> self.shift) as usize).is_some_and(|w| both(*w, h))
    }
}

/// What is read of a text from the begin of a block: the block, the one behind, and eight bytes from where a word begins.
const REACH: usize = 2 * BLOCK + 8;

/// One text on its way.
struct Pass<'p> {
    terms: &'p Terms,
    text: &'p [u8],
    seen: FxHashMap<u32, usize>,
    out: Vec<Mention>,
}

impl Job for &mut Pass<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self, look: impl Look) {
        let (at, goes_on) = self.blocks(look, self.text, 0, 0);
        // The rest with spaces behind it.
        let mut rest = [b' '; 3 * BLOCK + REACH];
        let end = self.text.get(at..).unwrap_or_default();
        rest.iter_mut().zip(end).for_each(|(to, from)| *to = *from);
        self.blocks(Plain, &rest, at, goes_on);
        if self.terms.wide {
            self.wide();
        }
    }
}

impl Pass<'_> {
    /// Looks at the words that begin in the blocks of a part, as far as it reaches beyond them; `base` is where the part begins, and
    /// `goes_on` is 1 if the byte before it belongs to a word. Says how far it came, and the same of there.
    #[inline(always)]
    fn blocks(&mut self, look: impl Look, part: &[u8], base: usize, mut goes_on: u64) -> (usize, u64) {
        let Terms { seed, least, shift, .. } = *self.terms;
        let filter = &*self.terms.filter;
        let mut pad = [b' '; BLOCK];
        let mut next = look.bits(whole(part, 0, &mut pad), is_word, set!(is_word));
        let mut at = 0;
        while let Some(bytes) = part.get(at..).and_then(|r| r.first_chunk::<REACH>()) {
            let now = next;
            next = look.bits(whole(part, at + BLOCK, &mut pad), is_word, set!(is_word));
            let mut starts = now & !(now << 1 | goes_on);
            goes_on = now >> 63;
            for n in 1..u32::from(least) {
                starts &= now >> n | next << (64 - n);
            }
            let (gaps, later) = (!now, !next);
            while starts != 0 {
                // Four at a time, there or not: a branch that is guessed wrong costs more.
                for _ in 0..4 {
                    let is = starts != 0;
                    let bit = starts.trailing_zeros() & 63;
                    starts &= starts.wrapping_sub(1);
                    let start = bytes.get(bit as usize..).and_then(|b| b.first_chunk::<8>());
                    let ends = gaps >> bit | later << 1 << (63 - bit);
                    let len = (ends | 0x100).trailing_zeros().max(1);
                    let h = fast(seed, start.map_or(0, |b| u64::from_le_bytes(*b)), len);
                    if filter.get((h >> shift) as usize).is_some_and(|w| both(*w, h)) & is {
                        self.confirm((h >> 32) as u32, base + at + bit as usize);
                    }
                }
            }
            at += BLOCK;
        }
        (at, goes_on)
    }

    /// Looks at the words with other letters than ASCII.
    fn wide(&mut self) {
        let mut done = 0;
        while done < self.text.len() {
            let high = bits(&block(self.text, done), |b| b >= 0x80);
            if high == 0 {
                done += BLOCK;
                continue;
            }
            let pos = done + high.trailing_zeros() as usize;
            let before = self.text.get(..pos).unwrap_or_default();
            let start = before.iter().rposition(|b| !is_word(*b)).map_or(0, |n| n + 1);
            done = word_end(self.text, pos);
            let word = self.text.get(start..done).unwrap_or_default();
            let h = fast_wide(self.terms.seed, word);
            if self.terms.maybe(h) {
                self.confirm((h >> 32) as u32, start);
            }
        }
    }

    /// Notes every term that is filed under the word at `pos` and has its other words around it.
    #[cold]
    fn confirm(&mut self, h: u32, pos: usize) {
        let mut next = self.terms.table.get(&h).copied();
        while let Some((number, term)) = next.and_then(|n| Some((n, self.terms.terms.get(n as usize)?))) {
            next = term.next;
            let Some(parts) = around(self.text, pos, term.shape) else {
                continue;
            };
            let canonical = canonical(self.text, &parts, term.shape.case);
            let same = match &term.name {
                Name::Plain(name) => **name == *canonical,
                Name::Hashed(name) => *name == slow(&self.terms.key, &canonical, term.shape.case),
            };
            let (Some(first), Some(last), true) = (parts.first(), parts.last(), same) else {
                continue;
            };
            let place = *self.seen.entry(number).or_insert(self.out.len());
            match self.out.get_mut(place) {
                Some(m) => m.times += 1,
                None => self.out.push(Mention {
                    start: first.start,
                    end: last.end,
                    severity: term.severity,
                    times: 1,
                }),
            }
        }
    }
}

/// The words of a text that a term of this shape has, if the one that it is filed under begins at `pos`.
fn around(text: &[u8], pos: usize, shape: Shape) -> Option<Vec<Range<usize>>> {
    let mut parts = Vec::with_capacity(shape.words.into());
    parts.push(pos..word_end(text, pos));
    for _ in 0..shape.under {
        parts.insert(0, word_before(text, parts.first()?.start)?);
    }
    while parts.len() < usize::from(shape.words) {
        parts.push(word_behind(text, parts.last()?.end)?);
    }
    Some(parts)
}
