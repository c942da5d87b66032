//! Names of terms: the words of a text, their hashes, and entries that stand for a term without holding it.

use std::ops::Range;

use super::super::blocks::{FOLD, eight};
use super::WORDS;

/// Words of so many bytes are long: in most lists of terms every term has one.
pub(super) const LONG: u8 = 4;
/// What entries begin with.
const MARK: &str = "t3-";
/// Bytes of an entry: the keyed hash, bits of the fast hash and the shape.
const NAME: usize = 16;
const REST: usize = 6;

/// What is known of a term besides its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// How many words it has, and which of them it is filed under.
    pub(super) words: u8,
    pub(super) under: u8,
    pub(super) case: bool,
    /// Bytes of the word that it is filed under, [`LONG`] at most.
    pub(super) least: u8,
    /// That word has other letters than ASCII.
    pub(super) wide: bool,
}

impl Shape {
    fn bits(self) -> u16 {
        u16::from(self.words - 1)
            | u16::from(self.under) << 3
            | u16::from(self.case) << 6
            | u16::from(self.wide) << 7
            | u16::from(self.least) << 8
    }

    /// `None` for what [`Shape::bits`] never gives.
    fn of(bits: u16) -> Option<Self> {
        let shape = Self {
            words: (bits & 7) as u8 + 1,
            under: (bits >> 3 & 7) as u8,
            case: bits >> 6 & 1 == 1,
            wide: bits >> 7 & 1 == 1,
            least: (bits >> 8) as u8,
        };
        (shape.under < shape.words && (1..=LONG).contains(&shape.least)).then_some(shape)
    }
}

pub(super) fn key(material: &str) -> [u8; 32] {
    blake3::derive_key("spillage 2026 organisation terms", material.as_bytes())
}

/// Where fast hashes begin: without the key they say nothing about a word.
pub(super) fn seed(key: &[u8; 32]) -> u64 {
    key.first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b))
}

#[inline(always)]
pub(super) const fn is_word(b: u8) -> bool {
    ((b | 0x20).wrapping_sub(b'a') < 26) | (b.wrapping_sub(b'0') < 10) | (b >= 0x80)
}

/// The words of a text: runs of letters, digits and bytes of other scripts.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += text.get(at..)?.iter().position(|b| is_word(*b))?;
        let start = at;
        at = word_end(text, start);
        Some(start..at)
    })
}

pub(super) fn word_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| !is_word(*b)).unwrap_or(rest.len())
}

/// Fast hash of a word, capitals folded, of its first eight bytes; `start` are eight from where it begins, and `len` is 1 to 8.
/// Only the upper half is good.
#[inline(always)]
pub(super) fn fast(seed: u64, start: u64, len: u32) -> u64 {
    let word = (start | FOLD) & (u64::MAX >> (64 - 8 * len));
    (seed ^ word).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// [`fast`] of a word with other letters than ASCII, by the usual small ones.
#[cold]
pub(super) fn fast_wide(seed: u64, word: &[u8]) -> u64 {
    let lower: String = String::from_utf8_lossy(word)
        .chars()
        .flat_map(char::to_lowercase)
        .collect();
    lower.as_bytes().chunks(8).fold(seed, |h, part| {
        let h = (h ^ eight(part, 0)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        h ^ h >> 32
    })
}

/// The words of a term joined by single spaces.
pub(super) fn canonical(text: &[u8], parts: &[Range<usize>], case: bool) -> String {
    let parts: Vec<_> = parts
        .iter()
        .map(|p| String::from_utf8_lossy(text.get(p.clone()).unwrap_or_default()))
        .collect();
    let joined = parts.join(" ");
    if case {
        joined
    } else if joined.is_ascii() {
        joined.to_ascii_lowercase()
    } else {
        joined.chars().flat_map(char::to_lowercase).collect()
    }
}

/// Keyed hash of [`canonical`].
pub(super) fn slow(key: &[u8; 32], canonical: &str, case: bool) -> [u8; NAME] {
    let mut h = blake3::Hasher::new_keyed(key);
    h.update(&[u8::from(case)]);
    h.update(canonical.as_bytes());
    h.finalize().as_bytes().first_chunk().copied().unwrap_or_default()
}

/// Where a term of these words is filed, with the fast hash.
pub(super) fn file(seed: u64, text: &[u8], parts: &[Range<usize>], case: bool) -> Option<(Shape, u32)> {
    if parts.is_empty() || parts.len() > WORDS {
        return None;
    }
    let (under, place) = parts
        .iter()
        .enumerate()
        .rev()
        .max_by_key(|(_, p)| p.len())
        .map(|(i, p)| (i, p.clone()))?;
    let word = text.get(place)?;
    let wide = !word.is_ascii();
    let hash = if wide {
        fast_wide(seed, word)
    } else {
        fast(seed, eight(word, 0), word.len().min(8) as u32)
    };
    let shape = Shape {
        words: parts.len() as u8,
        under: under as u8,
        case,
        least: word.len().min(LONG.into()) as u8,
        wide,
    };
    Some((shape, (hash >> 32) as u32))
}

/// What hides the rest of an entry from whoever does not have the key.
fn pad(key: &[u8; 32], name: &[u8; NAME]) -> [u8; REST] {
    let mut h = blake3::Hasher::new_keyed(key);
    // Names begin with 0 or 1.
    h.update(&[2]);
    h.update(name);
    h.finalize().as_bytes().first_chunk().copied().unwrap_or_default()
}

/// The entry that stands for a term without holding it: `t3-` and, in hexadecimal, a keyed hash of the term, 32 bits of the fast
/// hash of the word that it is filed under, and its shape; the last two XORed with a keyed hash of the first.
///
/// # Errors
/// The term has no letters or digits, or too many words.
pub fn hashed(term: &str, case: bool, key_material: &str) -> Result<String, String> {
    let key = key(key_material);
    let text = term.as_bytes();
    let parts: Vec<Range<usize>> = words(text).collect();
    let Some((shape, fast)) = file(seed(&key), text, &parts, case) else {
        return Err(format!("a term wants one to {WORDS} words of letters and digits"));
    };
    let name = slow(&key, &canonical(text, &parts, case), case);
    let rest = fast.to_le_bytes().into_iter().chain(shape.bits().to_le_bytes());
    let rest = rest.zip(pad(&key, &name)).map(|(b, p)| b ^ p);
    let all: Vec<u8> = name.into_iter().chain(rest).collect();
    Ok(format!("{MARK}{}", data_encoding::HEXLOWER.encode(&all)))
}

/// An entry as it is written.
pub(super) struct Entry {
    name: [u8; NAME],
    rest: [u8; REST],
}

impl Entry {
    pub(super) fn parse(entry: &str) -> Option<Self> {
        let hex = entry.strip_prefix(MARK)?;
        let mut bytes = [0; NAME + REST];
        let decoded = (hex.len() == 2 * bytes.len())
            .then(|| data_encoding::HEXLOWER.decode_mut(hex.as_bytes(), &mut bytes))?
            .ok()?;
        (decoded == bytes.len()).then_some(Self {
            name: *bytes.first_chunk()?,
            rest: *bytes.last_chunk()?,
        })
    }

    /// Shape, fast hash and name; `None` for nearly every entry that was made with another key.
    pub(super) fn open(&self, key: &[u8; 32]) -> Option<(Shape, u32, [u8; NAME])> {
        let mut rest = self.rest;
        rest.iter_mut().zip(pad(key, &self.name)).for_each(|(b, p)| *b ^= p);
        let fast = u32::from_le_bytes(*rest.first_chunk()?);
        let shape = Shape::of(u16::from_le_bytes(*rest.last_chunk()?))?;
        Some((shape, fast, self.name))
    }
}
