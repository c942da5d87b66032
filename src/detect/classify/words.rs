//! How much a text looks like words: letter trigrams and a set of words, both small tables made from a word list.
//!
//! `words.bin` is made by `cargo run --release -p xtask -- words LIST`; its first line says from what. The set is a
//! Bloom filter, so that a stray syllable can pass for a word, which the classifier has seen in training too.

/// The table that comes with the program.
static TABLE: &[u8] = include_bytes!("words.bin");

/// Letters, and one symbol for an edge.
pub const ALPHABET: usize = 27;
/// Bits of the word set.
pub const BITS: usize = 1 << 20;
/// Hashes per word.
pub const HASHES: u32 = 6;
/// Shortest and longest words in the set.
pub const WORD: (usize, usize) = (4, 12);

fn body() -> &'static [u8] {
    let head = memchr::memchr(b'\n', TABLE).map_or(TABLE.len(), |n| n + 1);
    TABLE.get(head..).unwrap_or_default()
}

fn symbol(b: u8) -> usize {
    if b.is_ascii_alphabetic() {
        usize::from(b.to_ascii_lowercase() - b'a') + 1
    } else {
        0
    }
}

/// Place of three symbols in the trigram table.
#[must_use]
pub fn trigram(a: u8, b: u8, c: u8) -> usize {
    (symbol(a) * ALPHABET + symbol(b)) * ALPHABET + symbol(c)
}

/// Places of a word's bits.
pub fn bits(word: &[u8]) -> impl Iterator<Item = usize> {
    let h = word.iter().fold(EMPTY, |h, b| hashed(h, *b));
    places(h)
}

/// Places that a hash names.
fn places(h: u64) -> impl Iterator<Item = usize> {
    let step = (h >> 32) | 1;
    (0..u64::from(HASHES)).map(move |i| (h.wrapping_add(i.wrapping_mul(step)) ^ (h >> 29)) as usize % BITS)
}

/// A hash with another letter behind it.
fn hashed(h: u64, b: u8) -> u64 {
    (h ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
}

/// The hash of nothing.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// What there is of words in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Content {
    /// Mean cost of a letter trigram, in units of the table (0 common, 255 unseen).
    pub(crate) cost: f32,
    /// Highest cost of one.
    pub(crate) worst: f32,
    /// Letters in words.
    pub(crate) covered: u32,
    /// Letters.
    pub(crate) letters: u32,
    /// The longest word.
    pub(crate) longest: u32,
    /// How many words.
    pub(crate) words: u32,
}

/// Looks at the first 128 bytes.
pub(crate) fn content(v: &[u8]) -> Content {
    let v = v.get(..128).unwrap_or(v);
    let table = body();
    let (grams, set) = table
        .split_at_checked(ALPHABET * ALPHABET * ALPHABET)
        .unwrap_or((&[], &[]));
    let mut c = Content::default();
    let (mut sum, mut n) = (0u32, 0u32);
    let mut i = 0;
    while i < v.len() {
        if !v.get(i).is_some_and(u8::is_ascii_alphabetic) {
            i += 1;
            continue;
        }
        let mut end = i;
        while v.get(end).is_some_and(u8::is_ascii_alphabetic) {
            end += 1;
        }
        let run = v.get(i..end).unwrap_or_default();
        c.letters += run.len() as u32;
        if run.len() >= 3 {
            for w in run.windows(3) {
                if let [a, b, d] = w {
                    let cost = u32::from(grams.get(trigram(*a, *b, *d)).copied().unwrap_or(255));
                    sum += cost;
                    n += 1;
                    c.worst = c.worst.max(cost as f32);
                }
            }
        }
        let mut at = 0;
        while at + WORD.0 <= run.len() {
            // The hashes of the words of all lengths that begin here.
            let mut hashes = [EMPTY; WORD.1 + 1];
            let (mut h, mut most) = (EMPTY, 0);
            for (to, b) in hashes.iter_mut().skip(1).zip(run.get(at..).unwrap_or_default()) {
                h = hashed(h, *b);
                (*to, most) = (h, most + 1);
            }
            let found = (WORD.0..=most)
                .rev()
                .find(|l| hashes.get(*l).is_some_and(|h| places(*h).all(|b| has(set, b))));
            match found {
                Some(l) => {
                    c.covered += l as u32;
                    c.words += 1;
                    c.longest = c.longest.max(l as u32);
                    at += l;
                }
                None => at += 1,
            }
        }
        i = end;
    }
    c.cost = if n == 0 { -1.0 } else { sum as f32 / n as f32 };
    c
}

fn has(set: &[u8], bit: usize) -> bool {
    set.get(bit / 8).is_some_and(|b| b >> (bit % 8) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_noise() {
        let word = content(b"mountain");
        assert_eq!((word.covered, word.longest), (8, 8));
        let noise = content(b"xqzvkjwp");
        assert!(noise.cost > word.cost + 20.0, "{noise:?} {word:?}");
        assert_eq!(noise.covered, 0);
    }
}
