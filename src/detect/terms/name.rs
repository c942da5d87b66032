//! Names of terms: the words of a text, their hashes, and entries that stand for a term without holding it.

use std::ops::Range;

use super::super::blocks::{FOLD, eight, first};
use super::WORDS;

/// Words of so many bytes are long: in most lists of terms every term has one.
const LONG: usize = 4;

/// What is known of a term besides its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// How many words it has, and which of them it is filed under.
    pub(super) words: u8,
    pub(super) under: u8,
    pub(super) case: bool,
    pub(super) kind: Kind,
}

/// The word that a term is filed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Long,
    Short,
    /// With other letters than ASCII.
    Wide,
}

pub(super) fn key(material: &str) -> [u8; 32] {
    blake3::derive_key("spillage 2026 organisation terms", material.as_bytes())
}

/// Where fast hashes begin: without the key they say nothing about a word.
pub(super) fn seed(key: &[u8; 32]) -> u64 {
    key.first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b))
}

pub(super) fn is_word(b: u8) -> bool {
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

/// Fast hash of a word, capitals folded: its first eight bytes and its length. `len` is at most 64.
#[inline(always)]
pub(super) fn fast(seed: u64, text: &[u8], at: usize, len: usize) -> u64 {
    let start = (eight(text, at) | FOLD) & first(len);
    step(seed ^ (len as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15), start)
}

/// [`fast`] of a word with other letters than ASCII, by the usual small ones.
#[cold]
pub(super) fn fast_wide(seed: u64, word: &[u8]) -> u64 {
    let lower: String = String::from_utf8_lossy(word)
        .chars()
        .flat_map(char::to_lowercase)
        .collect();
    lower.as_bytes().chunks(8).fold(seed, |h, part| step(h, eight(part, 0)))
}

#[inline(always)]
fn step(h: u64, x: u64) -> u64 {
    let h = (h ^ x).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ h >> 32
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

pub(super) fn slow(key: &[u8; 32], canonical: &str, case: bool) -> [u8; 16] {
    let mut h = blake3::Hasher::new_keyed(key);
    h.update(&[u8::from(case)]);
    h.update(canonical.as_bytes());
    let mut out = [0; 16];
    out.copy_from_slice(h.finalize().as_bytes().first_chunk::<16>().unwrap_or(&[0; 16]));
    out
}

/// A hashed term taken apart.
pub(super) struct Filed {
    pub(super) shape: Shape,
    /// Upper bits of the fast hash of the word that it is filed under.
    pub(super) fast: u32,
    pub(super) name: [u8; 16],
}

/// Where a term of these words is filed, with all bits of the fast hash.
pub(super) fn file(seed: u64, text: &[u8], parts: &[Range<usize>], case: bool) -> Option<(Shape, u64)> {
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
    let (kind, hash) = if !word.is_ascii() {
        (Kind::Wide, fast_wide(seed, word))
    } else {
        let kind = if word.len() < LONG { Kind::Short } else { Kind::Long };
        (kind, fast(seed, word, 0, word.len().min(64)))
    };
    let shape = Shape {
        words: parts.len() as u8,
        under: under as u8,
        case,
        kind,
    };
    Some((shape, hash))
}

/// The entry that stands for a term without holding it: `t2-<number of words><which one it is filed under><case><kind of
/// that word>-<bits of the fast hash>-<keyed hash>`.
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
    Ok(format!(
        "t2-{}{}{}{}-{:08x}-{}",
        shape.words,
        shape.under,
        if case { 'c' } else { 'i' },
        match shape.kind {
            Kind::Long => 'l',
            Kind::Short => 's',
            Kind::Wide => 'w',
        },
        fast >> 32,
        data_encoding::HEXLOWER.encode(&name)
    ))
}

impl Filed {
    pub(super) fn parse(entry: &str) -> Option<Self> {
        let mut parts = entry.strip_prefix("t2-")?.split('-');
        let (shape, fast, name) = (parts.next()?, parts.next()?, parts.next()?);
        let [words, under, case, kind] = *shape.as_bytes() else {
            return None;
        };
        let shape = Shape {
            words: words.wrapping_sub(b'0'),
            under: under.wrapping_sub(b'0'),
            case: match case {
                b'c' => true,
                b'i' => false,
                _ => return None,
            },
            kind: match kind {
                b'l' => Kind::Long,
                b's' => Kind::Short,
                b'w' => Kind::Wide,
                _ => return None,
            },
        };
        let sound = (1..=WORDS as u8).contains(&shape.words) && shape.under < shape.words && parts.next().is_none();
        let bits = u32::from_str_radix(fast, 16).ok().filter(|_| fast.len() == 8)?;
        let mut bytes = [0; 16];
        let wrote = (name.len() == 32)
            .then(|| data_encoding::HEXLOWER.decode_mut(name.as_bytes(), &mut bytes))?
            .ok()?;
        (sound && wrote == 16).then_some(Self {
            shape,
            fast: bits,
            name: bytes,
        })
    }
}
