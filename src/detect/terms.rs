//! The organisation's own words: code names, customers, hosts, people; plain or as keyed hashes.
//!
//! Every word of a text is hashed once; a small filter ends nearly every look-up, so that the number of terms does not
//! matter. Terms of several words are hashes of so many words in a row. A hashed term is stored as 32 bits of the fast hash,
//! which begins with a secret of the key, and 128 bits of a keyed one: the word itself is nowhere, though whoever has the key
//! can try words.

use std::collections::{HashMap, HashSet};

use crate::finding::Severity;

/// Most words in a term.
const WORDS: usize = 8;
/// Bits of the filter for each term, and how large it is at least and at most (powers of two).
const FILTER: (usize, u32, u32) = (64, 12, 26);

/// A term as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The word or words, or what [`hashed`] gave.
    pub what: What,
    /// How bad a mention is.
    pub severity: Severity,
    /// Capitals matter.
    pub case: bool,
}

/// The word of a term, or its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// In clear.
    Plain(String),
    /// `t1-…`, made by [`hashed`].
    Hashed(String),
}

impl Term {
    /// What is wrong with the term, without repeating it.
    ///
    /// # Errors
    /// In words that say what was expected.
    pub fn check(&self) -> Result<(), String> {
        match &self.what {
            What::Plain(word) => {
                let n = of_term(0, word, self.case).1.len();
                if (1..=WORDS).contains(&n) {
                    Ok(())
                } else {
                    Err(format!("expected one to {WORDS} words of letters and digits"))
                }
            }
            What::Hashed(entry) => match parse(entry) {
                Some(_) => Ok(()),
                None => Err("expected an entry made by `spillage terms add`, t1-…".to_owned()),
            },
        }
    }
}

/// Terms ready to be looked for.
pub struct Terms {
    key: [u8; 32],
    seed: u64,
    filter: Vec<u64>,
    /// Bits of a hash that do not choose a bit of the filter.
    shift: u32,
    /// Upper bits of the fast hashes of hashed terms.
    short: HashSet<u32>,
    plain: HashMap<u64, (Severity, usize)>,
    hashed: HashMap<[u8; 16], (Severity, usize)>,
    /// Which numbers of words occur.
    lengths: [bool; WORDS + 1],
    longest: usize,
    any_case: bool,
    count: usize,
}

impl std::fmt::Debug for Terms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Terms({})", self.count)
    }
}

/// A mention of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) severity: Severity,
    /// It came from a hashed entry.
    pub(crate) hashed: bool,
    pub(crate) times: u32,
}

fn key(material: &str) -> [u8; 32] {
    blake3::derive_key("spillage 2026 organisation terms", material.as_bytes())
}

/// Where fast hashes begin: without the key they say nothing about a word.
fn seed(key: &[u8; 32]) -> u64 {
    key.first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b))
}

/// The words of a text with their places: runs of letters, digits and bytes of other scripts.
fn words(text: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut block = 0;
    let (mut mask, mut at) = (0u64, 0u32);
    let mut open = None;
    std::iter::from_fn(move || {
        loop {
            // The next change between word and gap within this block.
            let side = if open.is_some() { !mask } else { mask };
            let rest = side & u64::MAX.checked_shl(at).unwrap_or(0);
            let next = rest.trailing_zeros();
            if next < 64 && block > 0 {
                at = next;
                let place = (block - 1) * 64 + next as usize;
                match open.take() {
                    Some(start) => return Some((start, place.min(text.len()))),
                    None => open = Some(place),
                }
                continue;
            }
            let Some(bytes) = text.get(block * 64..).filter(|b| !b.is_empty()) else {
                return open.take().map(|start| (start, text.len()));
            };
            mask = joined(bytes);
            at = 0;
            block += 1;
        }
    })
}

/// One bit for each of the first 64 bytes: it belongs to a word.
fn joined(bytes: &[u8]) -> u64 {
    let mut block = [0u8; 64];
    let n = bytes.len().min(64);
    if let (Some(to), Some(from)) = (block.get_mut(..n), bytes.get(..n)) {
        to.copy_from_slice(from);
    }
    let mut flags = [0u8; 64];
    for (f, b) in flags.iter_mut().zip(block) {
        let letter = (b | 0x20).wrapping_sub(b'a') < 26;
        *f = u8::from(letter | (b.wrapping_sub(b'0') < 10) | (b >= 0x80));
    }
    flags.chunks_exact(8).enumerate().fold(0, |mask, (i, f)| {
        let eight = f.first_chunk::<8>().map_or(0, |f| u64::from_le_bytes(*f));
        // Eight bytes of 0 or 1 become eight bits.
        mask | (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i)
    })
}

/// Fast hash of a word: as it stands, or in lower case (ASCII; other letters by their usual lower case).
fn fast(seed: u64, word: &[u8], case: bool) -> u64 {
    if case || word.is_ascii() {
        return hash(seed ^ u64::from(case), word, !case);
    }
    let lower: String = String::from_utf8_lossy(word)
        .chars()
        .flat_map(char::to_lowercase)
        .collect();
    hash(seed, lower.as_bytes(), true)
}

/// [`fast`] of a word that stands in a text with eight bytes from its start: most words, in one step.
fn fast_in(seed: u64, text: &[u8], start: usize, end: usize, case: bool) -> u64 {
    let n = end - start;
    if let Some(eight) = text.get(start..).and_then(|t| t.first_chunk::<8>())
        && (1..=8).contains(&n)
    {
        let mask = u64::MAX >> (64 - 8 * n);
        let x = u64::from_le_bytes(*eight) & mask;
        if case || x & 0x8080_8080_8080_8080 == 0 {
            let bit = if case { 0 } else { 0x2020_2020_2020_2020 };
            return step(start_of(seed ^ u64::from(case), n), x | bit & mask);
        }
    }
    fast(seed, text.get(start..end).unwrap_or_default(), case)
}

fn start_of(seed: u64, len: usize) -> u64 {
    seed ^ (len as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn step(h: u64, x: u64) -> u64 {
    let h = (h ^ x).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ h >> 32
}

/// Eight bytes at a time; `fold` sets the bit that parts capitals from small letters, which digits have set anyway.
fn hash(seed: u64, word: &[u8], fold: bool) -> u64 {
    let bit = if fold { 0x2020_2020_2020_2020 } else { 0 };
    let mut h = start_of(seed, word.len());
    for part in word.chunks(8) {
        let x = match part.first_chunk::<8>() {
            Some(whole) => u64::from_le_bytes(*whole) | bit,
            None => part.iter().rev().fold(0, |x, b| x << 8 | u64::from(*b)) | bit >> (64 - 8 * part.len()),
        };
        h = step(h, x);
    }
    h
}

fn join(h: u64, word: u64) -> u64 {
    (h.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn finish(h: u64) -> u64 {
    let h = (h ^ (h >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ (h >> 29)
}

/// The bits that a hashed term keeps of its fast hash.
fn short(h: u64) -> u32 {
    (h >> 32) as u32
}

/// The words of a term joined by single spaces, for the keyed hash.
fn canonical(parts: &[&[u8]], case: bool) -> String {
    let text = parts
        .iter()
        .map(|p| String::from_utf8_lossy(p))
        .collect::<Vec<_>>()
        .join(" ");
    if case {
        text
    } else {
        text.chars().flat_map(char::to_lowercase).collect()
    }
}

fn slow(key: &[u8; 32], canonical: &str, case: bool) -> [u8; 16] {
    let mut h = blake3::Hasher::new_keyed(key);
    h.update(&[u8::from(case)]);
    h.update(canonical.as_bytes());
    let mut out = [0; 16];
    out.copy_from_slice(h.finalize().as_bytes().first_chunk::<16>().unwrap_or(&[0; 16]));
    out
}

/// Hash of the words of a term, and how many they are.
fn of_term(seed: u64, term: &str, case: bool) -> (u64, Vec<&[u8]>) {
    let bytes = term.as_bytes();
    let parts: Vec<&[u8]> = words(bytes).filter_map(|(s, e)| bytes.get(s..e)).collect();
    let h = parts.iter().fold(0, |h, p| join(h, fast(seed, p, case)));
    (finish(h), parts)
}

/// The entry that stands for a term without holding it: `t1-<words><case>-<bits of the fast hash>-<keyed hash>`.
///
/// # Errors
/// The term has no letters or digits, or too many words.
pub fn hashed(term: &str, case: bool, key_material: &str) -> Result<String, String> {
    let key = key(key_material);
    let (h, parts) = of_term(seed(&key), term, case);
    if parts.is_empty() || parts.len() > WORDS {
        return Err(format!("a term wants one to {WORDS} words of letters and digits"));
    }
    let name = slow(&key, &canonical(&parts, case), case);
    Ok(format!(
        "t1-{}{}-{:08x}-{}",
        parts.len(),
        if case { 'c' } else { 'i' },
        short(h),
        data_encoding::HEXLOWER.encode(&name)
    ))
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
            shift: 32 - bits,
            short: HashSet::new(),
            plain: HashMap::new(),
            hashed: HashMap::new(),
            lengths: [false; WORDS + 1],
            longest: 0,
            any_case: false,
            count: terms.len(),
        };
        for (i, term) in terms.iter().enumerate() {
            let wrong = |what: &str| format!("term {}: {what}", i + 1);
            let (short, length, case) = match &term.what {
                What::Plain(word) => {
                    let (h, parts) = of_term(t.seed, word, term.case);
                    if parts.is_empty() || parts.len() > WORDS {
                        return Err(wrong("expected one to eight words of letters and digits"));
                    }
                    t.plain.insert(h, (term.severity, parts.len()));
                    (short(h), parts.len(), term.case)
                }
                What::Hashed(entry) => {
                    let (short, length, case, name) =
                        parse(entry).ok_or_else(|| wrong("expected an entry made by `spillage terms add`, t1-…"))?;
                    t.hashed.insert(name, (term.severity, length));
                    t.short.insert(short);
                    (short, length, case)
                }
            };
            let bit = short >> t.shift;
            if let Some(w) = t.filter.get_mut((bit >> 6) as usize) {
                *w |= 1 << (bit & 63);
            }
            if let Some(l) = t.lengths.get_mut(length) {
                *l = true;
            }
            t.longest = t.longest.max(length);
            t.any_case |= case;
        }
        Ok(t)
    }

    /// How many terms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Terms that a text mentions, each once with how often, in order.
    pub(crate) fn find(&self, text: &[u8]) -> Vec<Mention> {
        let mut out = Vec::new();
        if self.is_empty() {
            return out;
        }
        let mut seen: HashMap<u64, usize> = HashMap::new();
        self.pass(text, false, &mut seen, &mut out);
        if self.any_case {
            self.pass(text, true, &mut seen, &mut out);
        }
        out.sort_by_key(|m| (m.start, m.end));
        out
    }

    fn pass(&self, text: &[u8], case: bool, seen: &mut HashMap<u64, usize>, out: &mut Vec<Mention>) {
        // The last words, in turn.
        let mut ring = [(0u64, 0usize, 0usize); WORDS];
        let (mut count, mut known) = (0, 0);
        for (start, end) in words(text) {
            // Words do not reach across long gaps.
            if known > 0 && start > ring[(count + WORDS - 1) % WORDS].2 + 8 {
                known = 0;
            }
            ring[count % WORDS] = (fast_in(self.seed, text, start, end, case), start, end);
            count += 1;
            known = (known + 1).min(WORDS);
            for n in 1..=self.longest.min(known) {
                if !self.lengths.get(n).copied().unwrap_or(false) {
                    continue;
                }
                let run = || (count - n..count).map(|i| ring[i % WORDS]);
                let h = finish(run().fold(0, |h, w| join(h, w.0)));
                let b = short(h) >> self.shift;
                if self
                    .filter
                    .get((b >> 6) as usize)
                    .is_none_or(|w| w >> (b & 63) & 1 == 0)
                {
                    continue;
                }
                let run: Vec<(u64, usize, usize)> = run().collect();
                let first = run.first().map_or(start, |w| w.1);
                if let Some((severity, hashed)) = self.confirm(h, &run, text, case) {
                    let place = *seen.entry(h).or_insert(usize::MAX);
                    match out.get_mut(place) {
                        Some(m) => m.times += 1,
                        None => {
                            seen.insert(h, out.len());
                            out.push(Mention {
                                start: first,
                                end,
                                severity,
                                hashed,
                                times: 1,
                            });
                        }
                    }
                }
            }
        }
    }

    fn confirm(&self, h: u64, run: &[(u64, usize, usize)], text: &[u8], case: bool) -> Option<(Severity, bool)> {
        if let Some((severity, n)) = self.plain.get(&h)
            && *n == run.len()
        {
            return Some((*severity, false));
        }
        if !self.short.contains(&short(h)) {
            return None;
        }
        let parts: Vec<&[u8]> = run.iter().filter_map(|w| text.get(w.1..w.2)).collect();
        let name = slow(&self.key, &canonical(&parts, case), case);
        self.hashed
            .get(&name)
            .filter(|(_, n)| *n == run.len())
            .map(|(s, _)| (*s, true))
    }
}

/// Bits of the fast hash, number of words, case, keyed hash.
fn parse(entry: &str) -> Option<(u32, usize, bool, [u8; 16])> {
    let mut parts = entry.strip_prefix("t1-")?.split('-');
    let (shape, filter, name) = (parts.next()?, parts.next()?, parts.next()?);
    let length: usize = shape.get(..1)?.parse().ok()?;
    let case = match shape.get(1..)? {
        "c" => true,
        "i" => false,
        _ => return None,
    };
    let bit = u32::from_str_radix(filter, 16).ok().filter(|_| filter.len() == 8)?;
    let bytes = data_encoding::HEXLOWER.decode(name.as_bytes()).ok()?;
    (parts.next().is_none() && (1..=WORDS).contains(&length)).then_some(())?;
    Some((bit, length, case, bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(word: &str, case: bool) -> Term {
        Term {
            what: What::Plain(word.into()),
            severity: Severity::Medium,
            case,
        }
    }

    fn found(terms: &[Term], text: &str) -> Vec<String> {
        Terms::new(terms, "k")
            .unwrap()
            .find(text.as_bytes())
            .iter()
            .map(|m| text[m.start..m.end].to_owned())
            .collect()
    }

    #[test]
    fn whole_words_and_runs_of_words() {
        let t = [
            plain("nightjar", false),
            plain("Blue Heron Nine", false),
            plain("ACME", true),
            plain("Größe", false),
        ];
        assert_eq!(found(&t, "The NightJar team; nightjars; a.nightjar_b"), ["NightJar"]);
        assert_eq!(
            found(&t, "x blue-heron\n  nine, blue heron ten"),
            ["blue-heron\n  nine"]
        );
        assert_eq!(found(&t, "acme Acme ACME"), ["ACME"]);
        assert_eq!(found(&t, "GRÖSSE GRÖßE größe"), ["GRÖßE"]);
        assert!(found(&[], "anything").is_empty());
    }

    #[test]
    fn hashed_terms_do_not_hold_the_word() {
        let entry = hashed("Blue Heron", false, "k").unwrap();
        assert!(!entry.to_lowercase().contains("heron"));
        assert_ne!(entry, hashed("Blue Heron", false, "other").unwrap());
        let t = [Term {
            what: What::Hashed(entry),
            severity: Severity::High,
            case: false,
        }];
        assert_eq!(found(&t, "about BLUE HERON and blue herons"), ["BLUE HERON"]);
        assert!(Terms::new(&t, "other").unwrap().find(b"blue heron").is_empty());
        assert!(
            Terms::new(
                &[Term {
                    what: What::Hashed("t1-x".into()),
                    severity: Severity::Low,
                    case: false
                }],
                "k"
            )
            .is_err()
        );
        assert!(hashed("--", false, "k").is_err());
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        let long = "x".repeat(200);
        for text in [
            "",
            "a",
            " a ",
            "ab-cd_ef",
            &format!("{long} {long}"),
            &format!("{} b", " ".repeat(63)),
            "é1 zz",
        ] {
            let want: Vec<(usize, usize)> = {
                let b = text.as_bytes();
                let is = |i: usize| b.get(i).is_some_and(|c| c.is_ascii_alphanumeric() || *c >= 0x80);
                (0..b.len())
                    .filter(|i| is(*i) && (*i == 0 || !is(*i - 1)))
                    .map(|s| (s, (s..=b.len()).find(|i| !is(*i)).unwrap()))
                    .collect()
            };
            assert_eq!(words(text.as_bytes()).collect::<Vec<_>>(), want, "{text:?}");
        }
    }

    #[test]
    fn many_terms_find_only_themselves() {
        let terms: Vec<Term> = (0..20_000).map(|i| plain(&format!("codename{i}x"), false)).collect();
        assert_eq!(
            found(&terms, "codename7x codename20001x codename19999x plain words"),
            ["codename7x", "codename19999x"]
        );
    }
}
