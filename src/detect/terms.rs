//! The organisation's own words: code names, customers, hosts, people; plain or as keyed hashes.
//!
//! Every word of a text is hashed once; a small filter ends nearly every look-up, so that the number of terms does not
//! matter. Terms of several words are hashes of so many words in a row. A hashed term is stored as 20 bits of the fast
//! hash (for the filter) and 128 bits of a keyed one: the word itself is nowhere, though whoever has the key can try words.

use std::collections::HashMap;

use crate::finding::Severity;

/// Most words in a term.
const WORDS: usize = 8;
/// Bits of the filter; a hashed term gives away so many bits of its word.
const FILTER_BITS: u32 = 20;
/// Findings of one term in one text.
const TIMES: u32 = 3;

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
                let n = of_term(word, self.case).1.len();
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
    filter: Vec<u64>,
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

/// The words of a text with their places: letters and digits, `'` and `-` inside dropped as separators are.
fn words(text: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let from = rest.iter().position(|b| joins(*b))?;
        let word = rest.get(from..)?;
        let len = word.iter().position(|b| !joins(*b)).unwrap_or(word.len());
        let start = at + from;
        at = start + len;
        Some((start, at))
    })
}

static JOINS: [bool; 256] = {
    let mut t = [false; 256];
    let mut i = 0;
    while i < 256 {
        let b = i as u8;
        t[i] = b.is_ascii_alphanumeric() || b >= 0x80;
        i += 1;
    }
    t
};

fn joins(b: u8) -> bool {
    JOINS.get(usize::from(b)).copied().unwrap_or(false)
}

/// Fast hash of a word: as it stands, or in lower case (ASCII; other letters by their usual lower case).
fn fast(word: &[u8], case: bool) -> u64 {
    let start = if case {
        0x517c_c1b7_2722_0a95
    } else {
        0xcbf2_9ce4_8422_2325
    };
    let step = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    if case {
        return word.iter().fold(start, |h, b| step(h, *b));
    }
    if word.is_ascii() {
        return word.iter().fold(start, |h, b| step(h, b.to_ascii_lowercase()));
    }
    String::from_utf8_lossy(word)
        .chars()
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .bytes()
        .fold(start, step)
}

fn join(h: u64, word: u64) -> u64 {
    (h.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn finish(h: u64) -> u64 {
    let h = (h ^ (h >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ (h >> 29)
}

fn bit(h: u64) -> u32 {
    (h >> (64 - FILTER_BITS)) as u32
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
fn of_term(term: &str, case: bool) -> (u64, Vec<&[u8]>) {
    let bytes = term.as_bytes();
    let parts: Vec<&[u8]> = words(bytes).filter_map(|(s, e)| bytes.get(s..e)).collect();
    let h = parts.iter().fold(0, |h, p| join(h, fast(p, case)));
    (finish(h), parts)
}

/// The entry that stands for a term without holding it: `t1-<words><case>-<filter bits>-<keyed hash>`.
///
/// # Errors
/// The term has no letters or digits, or too many words.
pub fn hashed(term: &str, case: bool, key_material: &str) -> Result<String, String> {
    let (h, parts) = of_term(term, case);
    if parts.is_empty() || parts.len() > WORDS {
        return Err(format!("a term wants one to {WORDS} words of letters and digits"));
    }
    let name = slow(&key(key_material), &canonical(&parts, case), case);
    Ok(format!(
        "t1-{}{}-{:05x}-{}",
        parts.len(),
        if case { 'c' } else { 'i' },
        bit(h),
        data_encoding::HEXLOWER.encode(&name)
    ))
}

impl Terms {
    /// Makes terms ready.
    ///
    /// # Errors
    /// Which entry is wrong, by its number, and what was expected; the term itself is not repeated.
    pub fn new(terms: &[Term], key_material: &str) -> Result<Self, String> {
        let mut t = Self {
            key: key(key_material),
            filter: vec![0; 1 << (FILTER_BITS - 6)],
            plain: HashMap::new(),
            hashed: HashMap::new(),
            lengths: [false; WORDS + 1],
            longest: 0,
            any_case: false,
            count: terms.len(),
        };
        for (i, term) in terms.iter().enumerate() {
            let wrong = |what: &str| format!("term {}: {what}", i + 1);
            let (bit, length, case) = match &term.what {
                What::Plain(word) => {
                    let (h, parts) = of_term(word, term.case);
                    if parts.is_empty() || parts.len() > WORDS {
                        return Err(wrong("expected one to eight words of letters and digits"));
                    }
                    t.plain.insert(h, (term.severity, parts.len()));
                    (bit(h), parts.len(), term.case)
                }
                What::Hashed(entry) => {
                    let (bit, length, case, name) =
                        parse(entry).ok_or_else(|| wrong("expected an entry made by `spillage terms add`, t1-…"))?;
                    t.hashed.insert(name, (term.severity, length));
                    (bit, length, case)
                }
            };
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

    /// Mentions in a text, at most a few of each term, in order.
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
        // The last words, newest first.
        let mut last = [(0u64, 0usize, 0usize); WORDS];
        let mut known = 0;
        for (start, end) in words(text) {
            let Some(word) = text.get(start..end) else { return };
            // Words do not reach across long gaps.
            if known > 0 && start > last[0].2 + 8 {
                known = 0;
            }
            last.rotate_right(1);
            last[0] = (fast(word, case), start, end);
            known = (known + 1).min(WORDS);
            for n in 1..=self.longest.min(known) {
                if !self.lengths.get(n).copied().unwrap_or(false) {
                    continue;
                }
                let Some(run) = last.get(..n) else { continue };
                let h = finish(run.iter().rev().fold(0, |h, w| join(h, w.0)));
                let b = bit(h);
                if self
                    .filter
                    .get((b >> 6) as usize)
                    .is_none_or(|w| w >> (b & 63) & 1 == 0)
                {
                    continue;
                }
                let first = run.last().map_or(start, |w| w.1);
                if let Some((severity, hashed)) = self.confirm(h, run, text, case) {
                    let place = *seen.entry(h).or_insert(usize::MAX);
                    match out.get_mut(place) {
                        Some(m) if m.times >= TIMES => m.times += 1,
                        Some(m) => {
                            m.times += 1;
                        }
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
        if self.hashed.is_empty() {
            return None;
        }
        let parts: Vec<&[u8]> = run.iter().rev().filter_map(|w| text.get(w.1..w.2)).collect();
        let name = slow(&self.key, &canonical(&parts, case), case);
        self.hashed
            .get(&name)
            .filter(|(_, n)| *n == run.len())
            .map(|(s, _)| (*s, true))
    }
}

/// Filter bits, number of words, case, keyed hash.
fn parse(entry: &str) -> Option<(u32, usize, bool, [u8; 16])> {
    let mut parts = entry.strip_prefix("t1-")?.split('-');
    let (shape, filter, name) = (parts.next()?, parts.next()?, parts.next()?);
    let length: usize = shape.get(..1)?.parse().ok()?;
    let case = match shape.get(1..)? {
        "c" => true,
        "i" => false,
        _ => return None,
    };
    let bit = u32::from_str_radix(filter, 16)
        .ok()
        .filter(|b| filter.len() == 5 && *b < 1 << FILTER_BITS)?;
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
    fn many_terms_find_only_themselves() {
        let terms: Vec<Term> = (0..20_000).map(|i| plain(&format!("codename{i}x"), false)).collect();
        assert_eq!(
            found(&terms, "codename7x codename20001x codename19999x plain words"),
            ["codename7x", "codename19999x"]
        );
    }
}
