//! Fingerprints: hashes of runs of signs, with what stands between them, and of runs of words.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::token::{self, Sink, Token};
use crate::detect::blocks::{BLOCK, Look, Plain};

/// Signs and words of a run.
pub(super) const SIGNS: usize = 14;
pub(super) const WORDS: usize = 8;
/// Bits of a print: those of the signs alone, which decide whether the rest is looked at, those of what stands between them but
/// names, those of the names, and one that says that it is enough by itself where the names are the same too.
pub(super) const OUTER: u32 = 23;
const INNER: u32 = 17;
const NAMES: u32 = 7;
const BITS: u32 = OUTER + INNER + NAMES + 1;
/// How much a run says at least about where it is from: getters, lists of numbers and other things that every program holds
/// say less.
const SAYS: f64 = 20.0;
/// How much it says if it is enough by itself.
pub(super) const TELLS: f64 = 45.0;
/// And with its names.
const NAMED: f64 = 62.0;
/// Different signs, and different words, of a run at least.
const KINDS: usize = 5;
/// How much a word says.
const WORD: f64 = 6.0;
/// Signs among the words of a run at most.
const AMONG: usize = 3;
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
    token::code(Plain, IDIOMS.as_bytes(), &mut all);
    all.out.iter().map(|c| bare(c.print)).collect()
});

/// A fingerprint.
pub(super) type Print = u64;

/// A fingerprint that a file could be known by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) at: u32,
    /// Behind the first byte of the last sign; 0 for words.
    pub(super) to: u32,
    pub(super) print: Print,
    pub(super) says: f64,
}

impl Candidate {
    /// The names in it, each once.
    pub(super) fn names(&self, text: &[u8]) -> Vec<u32> {
        let mut names = Vec::new();
        token::detail(Plain, text, self.at as usize, self.to as usize, &mut |t| {
            names.extend(t.name.map(|n| n as u32));
        });
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Notes what the names say about where it is from, beside the rest.
    pub(super) fn with_names(&mut self, say: f64) {
        if self.to > 0 && self.says + say >= NAMED {
            self.print |= 1;
        }
    }
}

/// Whether the names of two prints are the same.
pub(super) fn same_names(a: Print, b: Print) -> bool {
    (a ^ b) >> 1 & ((1 << NAMES) - 1) == 0
}

/// Whether a print is enough by itself where the names are the same.
pub(super) fn is_named(print: Print) -> bool {
    print & 1 == 1
}

/// A print without names and what they are worth.
pub(super) fn bare(print: Print) -> Print {
    print >> (NAMES + 1)
}

/// The outer bits of a print.
pub(super) fn outer(print: Print) -> u64 {
    print >> (BITS - OUTER)
}

/// Bits of a print on the disk.
pub(super) const PRINT_BITS: u32 = BITS;
/// How many of them keep two runs apart whatever the names.
pub(super) const APART: f64 = (OUTER + INNER) as f64;

/// What a run of signs holds.
pub(super) struct Inside {
    /// But names.
    all: u64,
    names: u64,
}

impl Inside {
    #[inline(always)]
    pub(super) fn of(look: impl Look, text: &[u8], from: usize, to: usize, mut each: impl FnMut(&Token)) -> Self {
        let mut names = 0u64;
        let all = token::detail(look, text, from, to, &mut |t| {
            if let Some(name) = t.name {
                names = (names.rotate_left(5) ^ name).wrapping_mul(BASE);
            }
            each(&t);
        });
        Self { all, names }
    }

    /// And how many bits it says about where it is from.
    pub(super) fn weighed(text: &[u8], from: usize, to: usize) -> (Self, f64) {
        let mut tokens: Vec<(u64, f64)> = Vec::new();
        let inside = Self::of(Plain, text, from, to, |t| tokens.push((t.hash, t.says)));
        // What comes again says less.
        tokens.sort_unstable_by_key(|t| t.0);
        let says = tokens
            .chunk_by(|a, b| a.0 == b.0)
            .flat_map(|same| same.iter().zip([1.0, 0.3].into_iter().chain(std::iter::repeat(0.1))))
            .map(|(t, worth)| t.1 * worth)
            .sum();
        (inside, says)
    }

    /// A run of words holds nothing besides them; other bits of its hash stand for that.
    pub(super) fn of_words(hash: u64) -> Self {
        let all = hash.wrapping_mul(BASE);
        Self {
            all,
            names: all << INNER,
        }
    }
}

/// Upper bits of the hash of a run, and of what it holds.
pub(super) fn print(hash: u64, inside: &Inside) -> Print {
    let structure = hash >> (64 - OUTER) << INNER | inside.all >> (64 - INNER);
    (structure << NAMES | inside.names >> (64 - NAMES)) << 1
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Hash of a run of signs; only the upper bits are good.
#[inline(always)]
pub(super) fn signs_hash(run: &[u8; SIGNS]) -> u64 {
    let eight = |at: usize| {
        run.get(at..)
            .and_then(|r| r.first_chunk::<8>())
            .map_or(0, |c| u64::from_le_bytes(*c))
    };
    (eight(0).wrapping_mul(BASE) ^ eight(SIGNS - 8)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// Hash of a run of words, from the hash of the one before, the word that is new and the one that is left.
#[inline(always)]
pub(super) fn words_hash(before: u64, new: u64, left: u64) -> u64 {
    const POWER: u64 = BASE.wrapping_pow(WORDS as u32);
    let more = before.wrapping_mul(BASE).wrapping_add(new);
    more.wrapping_sub(left.wrapping_mul(POWER))
}

/// A hash of words whose upper bits are good.
#[inline(always)]
pub(super) fn mixed(hash: u64) -> u64 {
    (hash ^ hash >> 31).wrapping_mul(0x94d0_49bb_1331_11eb)
}

/// How many different ones there are.
pub(super) fn kinds<T: Copy + Ord>(run: &[T]) -> usize {
    let mut run = run.to_vec();
    run.sort_unstable();
    run.chunk_by(|a, b| a == b).count()
}

/// How much a run of so many different words says.
pub(super) fn words_say(kinds: usize) -> f64 {
    WORD * kinds as f64
}

/// The last signs or words and where they stand, the newest last.
struct Last<T, const N: usize> {
    what: [T; N],
    at: [u32; N],
    count: usize,
}

impl<T: Copy + Default + Ord, const N: usize> Last<T, N> {
    fn new() -> Self {
        Self {
            what: [T::default(); N],
            at: [0; N],
            count: 0,
        }
    }

    /// Takes one more; what is left for it.
    fn push(&mut self, what: T, at: usize) -> T {
        let left = self.what[0];
        self.what.copy_within(1.., 0);
        self.at.copy_within(1.., 0);
        self.what[N - 1] = what;
        self.at[N - 1] = at as u32;
        self.count += 1;
        left
    }

    fn is_full(&self) -> bool {
        self.count >= N
    }
}

/// All candidates of a text, in order.
pub(super) fn candidates(text: &[u8], prose: bool) -> Vec<Candidate> {
    let mut collect = Collect::new(text, SAYS);
    if prose {
        token::prose(Plain, text, &mut collect);
    } else {
        token::code(Plain, text, &mut collect);
    }
    collect.end_notice();
    collect.out.retain(|c| !USUAL.contains(&bare(c.print)));
    collect.out.sort_by_key(|c| c.at);
    collect.out
}

/// All names of a text.
pub(super) fn names(text: &[u8], binary: bool) -> FxHashSet<u32> {
    let mut names = FxHashSet::default();
    if !binary {
        token::detail(Plain, text, 0, text.len(), &mut |t| {
            names.extend(t.name.map(|n| n as u32))
        });
    }
    names
}

/// The last word.
struct One(u64);

impl Sink for One {
    fn signs(&mut self, _: &[u8; BLOCK], _: usize, _: u64) {}

    fn word(&mut self, word: u64, _: usize, is: bool) {
        if is {
            self.0 = word;
        }
    }
}

/// Whether one of these lines says what else a program needs, as every file of a language does.
fn imports(text: &[u8], from: usize, to: usize) -> bool {
    let from = text
        .get(..from)
        .and_then(|t| memchr::memrchr(b'\n', t))
        .map_or(0, |n| n + 1);
    let mut lines = text.get(from..to).unwrap_or_default().split(|b| *b == b'\n');
    lines.any(|l| {
        ["import ", "package ", "using ", "from "]
            .iter()
            .any(|w| l.starts_with(w.as_bytes()))
    })
}

struct Collect<'t> {
    text: &'t [u8],
    /// How much a run of signs must say.
    least: f64,
    signs: Last<u8, SIGNS>,
    words: Last<u64, WORDS>,
    hash: u64,
    /// How many signs stood before each of the last words.
    among: Last<usize, WORDS>,
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
            signs: Last::new(),
            words: Last::new(),
            hash: 0,
            among: Last::new(),
            licence: LICENCE.map(|w| {
                let mut one = One(0);
                token::prose(Plain, w.as_bytes(), &mut one);
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
            self.words = Last::new();
            self.hash = 0;
        }
        self.is_licence = false;
    }

    fn sign(&mut self, sign: u8, at: usize) {
        self.signs.push(sign, at);
        self.end_notice();
        if !self.signs.is_full() || self.least > 0.0 && kinds(&self.signs.what) < KINDS {
            return;
        }
        let start = self.signs.at[0];
        let (inside, says) = Inside::weighed(self.text, start as usize, at + 1);
        if says >= self.least && !imports(self.text, start as usize, at) {
            self.out.push(Candidate {
                at: start,
                to: at as u32 + 1,
                print: print(signs_hash(&self.signs.what), &inside),
                says,
            });
        }
    }
}

impl Sink for Collect<'_> {
    fn signs(&mut self, block: &[u8; BLOCK], base: usize, mut signs: u64) {
        while signs != 0 {
            let bit = signs.trailing_zeros() as usize & (BLOCK - 1);
            signs &= signs - 1;
            self.sign(token::plain(block[bit]), base + bit);
        }
    }

    fn word(&mut self, word: u64, at: usize, is: bool) {
        if !is {
            return;
        }
        let left = self.words.push(word, at);
        self.hash = words_hash(self.hash, word, left);
        self.among.push(self.signs.count, at);
        self.notice.get_or_insert(self.out.len());
        self.is_licence |= self.licence.contains(&word);
        if !self.words.is_full() || self.signs.count - self.among.what[0] > AMONG {
            return;
        }
        let kinds = kinds(&self.words.what);
        if kinds > KINDS {
            let says = words_say(kinds);
            let hash = mixed(self.hash);
            self.out.push(Candidate {
                at: self.words.at[0],
                to: 0,
                print: print(hash, &Inside::of_words(hash)),
                says,
            });
        }
    }
}
