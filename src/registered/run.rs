//! Fingerprints: hashes of runs of signs, with what stands between them, and of runs of words.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::Index;
use super::token::{self, Sink};

/// Signs and words of a run.
const SIGNS: usize = 14;
const WORDS: usize = 10;
/// Bits of a print: those of the signs alone, which decide whether the rest is looked at, and all.
const OUTER: u32 = 22;
const BITS: u32 = 40;
/// How much a run says at least about where it is from: getters, lists of numbers and other things that every program holds
/// say less.
const SAYS: f64 = 20.0;
/// How much it says if it is enough by itself.
const TELLS: f64 = 45.0;
/// Different signs, and different words, of a run at least.
const KINDS: usize = 5;
/// How much a word says.
const WORD: f64 = 6.5;
/// Signs among the words of a run at most.
const AMONG: u32 = 3;
/// Words of licences and copyright notices: texts around them stand in many files.
const LICENCE: [&str; 12] = [
    "license",
    "licence",
    "licensed",
    "licenses",
    "sublicense",
    "copyright",
    "copyrights",
    "warranty",
    "warranties",
    "merchantability",
    "redistribution",
    "redistributions",
];

/// What every program of a language holds, whoever wrote it: runs of these say nothing.
const IDIOMS: &str = include_str!("idioms.txt");

/// The prints of all runs of [`IDIOMS`].
static USUAL: LazyLock<FxHashSet<Print>> = LazyLock::new(|| {
    let mut all = Collect::new(IDIOMS.as_bytes(), -1.0);
    token::code(IDIOMS.as_bytes(), &mut all);
    all.out.iter().map(|c| bare(c.print)).collect()
});

/// A fingerprint: bits of a hash; the lowest one says that it is enough by itself.
pub(super) type Print = u64;

/// A fingerprint that a file could be known by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) at: u32,
    pub(super) print: Print,
    pub(super) says: f64,
}

/// Whether a print is enough by itself.
pub(super) fn tells(print: Print) -> bool {
    print & 1 == 1
}

/// A print without what it is worth.
pub(super) fn bare(print: Print) -> Print {
    print >> 1
}

/// The outer bits of a print.
pub(super) fn outer(print: Print) -> u64 {
    print >> (BITS - OUTER)
}

/// Bits of a print on the disk.
pub(super) const PRINT_BITS: u32 = BITS;
/// How many of them keep two runs apart.
pub(super) const APART: f64 = (BITS - 1) as f64;

/// Upper bits of the hash of a run, lower ones of what it holds.
fn print(hash: u64, detail: u64, tells: bool) -> Print {
    let inner = BITS - OUTER - 1;
    ((hash >> (64 - OUTER) << inner | detail >> (64 - inner)) << 1) | u64::from(tells)
}

/// The hash of the last so many tokens.
struct Roll<const N: usize> {
    ring: [u64; 16],
    at: [u32; 16],
    hash: u64,
    count: usize,
    power: u64,
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

impl<const N: usize> Roll<N> {
    fn new() -> Self {
        Self {
            ring: [0; 16],
            at: [0; 16],
            hash: 0,
            count: 0,
            power: (0..N).fold(1, |p: u64, _| p.wrapping_mul(BASE)),
        }
    }

    #[inline(always)]
    fn push(&mut self, token: u64, at: usize) -> u64 {
        let old = self.ring[self.count.wrapping_sub(N) & 15];
        self.ring[self.count & 15] = token;
        self.at[self.count & 15] = at as u32;
        self.count += 1;
        let more = self.hash.wrapping_mul(BASE).wrapping_add(token);
        self.hash = more.wrapping_sub(old.wrapping_mul(self.power));
        let mixed = (self.hash ^ self.hash >> 31).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 32
    }

    fn start(&self) -> u32 {
        self.at[self.count.wrapping_sub(N) & 15]
    }

    fn is_full(&self) -> bool {
        self.count >= N
    }

    fn kinds(&self) -> usize {
        let mut last: Vec<u64> = (self.count - N..self.count).map(|i| self.ring[i & 15]).collect();
        last.sort_unstable();
        last.dedup();
        last.len()
    }
}

/// What a run of words holds besides them is nothing; the other bits of its hash stand for that.
fn words_detail(hash: u64) -> u64 {
    hash.wrapping_mul(BASE)
}

/// All candidates of a text, in order.
pub(super) fn candidates(text: &[u8], prose: bool) -> Vec<Candidate> {
    let mut collect = Collect::new(text, SAYS);
    if prose {
        token::prose(text, &mut collect);
    } else {
        token::code(text, &mut collect);
    }
    collect.end_notice();
    collect.out.retain(|c| !USUAL.contains(&bare(c.print)));
    collect.out.sort_by_key(|c| c.at);
    collect.out
}

/// The last word.
struct One(u64);

impl Sink for One {
    fn sign(&mut self, _: u64, _: usize, _: usize) {}

    fn word(&mut self, word: u64, _: usize) {
        self.0 = word;
    }
}

struct Collect<'t> {
    text: &'t [u8],
    /// How much a run of signs must say.
    least: f64,
    signs: Roll<SIGNS>,
    words: Roll<WORDS>,
    /// How many signs stood before each of the last words.
    among: [u32; 16],
    all_signs: u32,
    licence: [u64; LICENCE.len()],
    /// Where in `out` the words since the last sign begin, and whether they speak of a licence.
    notice: Option<usize>,
    is_licence: bool,
    out: Vec<Candidate>,
}

impl<'t> Collect<'t> {
    fn new(text: &'t [u8], least: f64) -> Self {
        Self {
            text,
            least,
            signs: Roll::new(),
            words: Roll::new(),
            among: [0; 16],
            all_signs: 0,
            licence: LICENCE.map(|w| {
                let mut one = One(0);
                token::prose(w.as_bytes(), &mut one);
                one.0
            }),
            notice: None,
            is_licence: false,
            out: Vec::new(),
        }
    }

    fn end_notice(&mut self) {
        if let Some(from) = self.notice.take()
            && self.is_licence
        {
            self.out.truncate(from);
            // Nor does what follows begin with words of it.
            self.words = Roll::new();
        }
        self.is_licence = false;
    }
}

impl Sink for Collect<'_> {
    fn sign(&mut self, sign: u64, at: usize, end: usize) {
        let hash = self.signs.push(sign, at);
        self.all_signs += 1;
        self.end_notice();
        if !self.signs.is_full() || self.least > 0.0 && self.signs.kinds() < KINDS {
            return;
        }
        let start = self.signs.start();
        let mut tokens: Vec<(u64, f64)> = Vec::new();
        let detail = token::detail(self.text, start as usize, end, &mut |t, w| tokens.push((t, w)));
        // What comes again says less.
        tokens.sort_unstable_by_key(|t| t.0);
        let says: f64 = tokens
            .chunk_by(|a, b| a.0 == b.0)
            .flat_map(|same| same.iter().zip([1.0, 0.3].into_iter().chain(std::iter::repeat(0.1))))
            .map(|(t, worth)| t.1 * worth)
            .sum();
        if says >= self.least {
            self.out.push(Candidate {
                at: start,
                print: print(hash, detail, says >= TELLS),
                says,
            });
        }
    }

    fn word(&mut self, word: u64, at: usize) {
        let hash = self.words.push(word, at);
        self.among[(self.words.count - 1) & 15] = self.all_signs;
        self.notice.get_or_insert(self.out.len());
        self.is_licence |= self.licence.contains(&word);
        let before = self.among[self.words.count.wrapping_sub(WORDS) & 15];
        if !self.words.is_full() || self.all_signs - before > AMONG {
            return;
        }
        let kinds = self.words.kinds();
        if kinds > KINDS {
            let says = WORD * kinds as f64;
            self.out.push(Candidate {
                at: self.words.start(),
                print: print(hash, words_detail(hash), says >= TELLS),
                says,
            });
        }
    }
}

/// Runs that wait to be looked up.
const WAITING: usize = 512;

/// A search for the prints of an index in a text.
pub(super) struct Search<'i, 't, F> {
    index: &'i Index,
    text: &'t [u8],
    signs: Roll<SIGNS>,
    words: Roll<WORDS>,
    /// Hash, first byte, end (0 for words).
    waiting: [(u64, u32, u32); WAITING],
    count: usize,
    /// Takes each print of the index that is met, with its place.
    met: F,
}

impl<'i, 't, F: FnMut(Print, u32)> Search<'i, 't, F> {
    /// Looks at a text; how many runs were looked up.
    pub(super) fn run(index: &'i Index, text: &'t [u8], prose: bool, met: F) -> usize {
        let mut search = Self {
            index,
            text,
            signs: Roll::new(),
            words: Roll::new(),
            waiting: [(0, 0, 0); WAITING],
            count: 0,
            met,
        };
        if prose {
            token::prose(text, &mut search);
        } else {
            token::code(text, &mut search);
        }
        search.flush();
        search.signs.count + search.words.count
    }

    /// Notes a run, to be looked up later with many others.
    #[inline(always)]
    fn note(&mut self, hash: u64, start: u32, end: u32) {
        if let Some(slot) = self.waiting.get_mut(self.count) {
            *slot = (hash, start, end);
        }
        self.count += 1;
        if self.count >= WAITING {
            self.flush();
        }
    }

    /// Looks up what waits. What the filter lets pass is moved to the front first.
    #[inline(never)]
    fn flush(&mut self) {
        let mut left = 0;
        for i in 0..self.count.min(WAITING) {
            let run = self.waiting[i];
            self.waiting[left.min(i)] = run;
            left += usize::from(self.index.maybe(run.0 >> (64 - OUTER)));
        }
        self.count = 0;
        for i in 0..left {
            let (hash, start, end) = self.waiting[i];
            if !self.index.has_outer(hash >> (64 - OUTER)) {
                continue;
            }
            let detail = if end == 0 {
                words_detail(hash)
            } else {
                token::detail(self.text, start as usize, end as usize, &mut |_, _| {})
            };
            (self.met)(print(hash, detail, false), start);
        }
    }
}

impl<F: FnMut(Print, u32)> Sink for Search<'_, '_, F> {
    #[inline(always)]
    fn sign(&mut self, sign: u64, at: usize, end: usize) {
        let hash = self.signs.push(sign, at);
        let start = self.signs.start();
        self.note(hash, start, end as u32);
    }

    #[inline(always)]
    fn word(&mut self, word: u64, at: usize) {
        let hash = self.words.push(word, at);
        let start = self.words.start();
        self.note(hash, start, 0);
    }
}
