//! Registered content: files that must not leave, known again as copies, whole or in part, renamed or reformatted.
//!
//! A file is a sequence of tokens (`token`); of the hashes of all runs of tokens a few, spread evenly, are kept. A scan
//! looks every run of a text up. The index holds hashes of 32 bits, no text; names of files only where they were asked for.

mod file;
mod token;

use std::collections::HashMap;

pub use file::IndexError;
use token::Token;

/// Tokens of a run, in programs and in prose.
const RUN: [usize; 2] = [34, 10];
/// Different tokens that a run holds at least: getters, lists of numbers and other things that every program holds have fewer.
const RICH: [u16; 2] = [8, 6];
/// Share of a text that the index may take, and what it takes besides the fingerprints.
const BUDGET: f64 = 0.0185;
const HEAD: usize = 10;
/// Documents of so few fingerprints are known by a single one.
const FEW: usize = 4;
/// How often chance may give a single fingerprint, so that it counts.
const CHANCE: f64 = 2e-4;
/// Fewest tokens that are worth registering.
const LEAST: usize = 12;

/// One registered file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Relative path, where names are kept; else empty.
    pub name: String,
    /// Of the exact bytes, 40 bits.
    content: u64,
    size: u32,
    /// Hashes of runs of tokens.
    prints: Vec<u32>,
}

/// Registered files, ready to be looked up.
#[derive(Debug, Default)]
pub struct Index {
    documents: Vec<Document>,
    /// Hash to documents.
    table: HashMap<u32, Vec<u32>>,
    /// One bit for each value of the upper bits of a hash: most look-ups end here.
    filter: Vec<u64>,
    /// Bits of a hash that do not choose a bit of the filter.
    shift: u32,
    /// Fingerprints of the documents that a single one gives away.
    single: usize,
    sizes: HashMap<u32, Vec<u32>>,
}

/// A text that holds a registered file or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    /// Number of the document.
    pub document: usize,
    /// Share of the document that is in the text, 0 to 1.
    pub share: f64,
    /// How many fingerprints match.
    pub prints: usize,
    /// Where the first match begins.
    pub start: usize,
    /// Where the last one begins.
    pub end: usize,
}

/// Bits of the filter for each fingerprint, and how large it is at least and at most (powers of two).
const FILTER: (usize, u32, u32) = (32, 12, 27);
/// Texts up to here are looked at from end to end; of longer ones a window in each stretch is, unless it holds something.
const WHOLE: usize = 32 << 10;
/// Length of a window and of a stretch.
const WINDOW: usize = 2 << 10;
const STRETCH: usize = 4 << 10;

impl Document {
    /// Fingerprints of a file.
    #[must_use]
    pub fn new(name: String, bytes: &[u8], prose: bool) -> Self {
        let mut hashes: Vec<(u16, u32)> = Vec::new();
        runs(bytes, prose, &mut |h, _, distinct| {
            hashes.push((distinct, h));
            true
        });
        let wanted = ((bytes.len() as f64 * BUDGET) as usize).saturating_sub(HEAD) / 4;
        let wanted = wanted.clamp(1, 4000);
        let block = hashes.len().div_ceil(wanted).max(1);
        // The run of each stretch that says most.
        let mut prints: Vec<u32> = hashes
            .chunks(block)
            .filter_map(|c| c.iter().max().map(|(_, h)| *h))
            .collect();
        prints.sort_unstable();
        prints.dedup();
        Self {
            name,
            content: content(bytes),
            size: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            prints,
        }
    }
}

fn content(bytes: &[u8]) -> u64 {
    let h = blake3::hash(bytes);
    h.as_bytes()
        .first_chunk::<8>()
        .map_or(0, |b| u64::from_le_bytes(*b) & ((1 << 40) - 1))
}

/// Hashes of the runs of tokens that say something, with their offsets and how many different tokens they hold; of all tokens
/// where there are fewer than make a run. Ends when `put` says so.
fn runs(text: &[u8], prose: bool, put: &mut impl FnMut(u32, u32, u16) -> bool) {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let which = usize::from(prose);
    let (k, rich) = (RUN[which], RICH[which]);
    let power = (0..k).fold(1u64, |p, _| p.wrapping_mul(BASE));
    let mut ring: [Token; 64] = [(0, 0); 64];
    let (mut h, mut n) = (0u64, 0usize);
    // How often a token of each sort stands in the run, and how many sorts there are.
    let (mut times, mut distinct) = ([0u8; 256], 0u16);
    let mut stopped = false;
    let finish = |h: u64| ((h ^ (h >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 32) as u32;
    let mut next = |(token, at): Token| {
        let t = (token ^ (token >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        h = h.wrapping_mul(BASE).wrapping_add(t);
        if n >= k {
            let old = ring[(n - k) & 63].0;
            h = h.wrapping_sub(power.wrapping_mul(old));
            let gone = &mut times[(old >> 56) as usize];
            *gone -= 1;
            distinct -= u16::from(*gone == 0);
        }
        let come = &mut times[(t >> 56) as usize];
        distinct += u16::from(*come == 0);
        *come += 1;
        ring[n & 63] = (t, at);
        n += 1;
        if n >= k && distinct >= rich {
            stopped = !put(finish(h), ring[(n - k) & 63].1, distinct);
        }
        !stopped
    };
    if prose {
        token::prose(text, &mut next);
    } else {
        token::code(text, &mut next);
    }
    if (LEAST..k).contains(&n) && !stopped && distinct >= rich.min(6) {
        put(finish(h), ring[0].1, distinct);
    }
}

impl Index {
    /// An index over documents. Runs that several of them share say little and are left out.
    #[must_use]
    pub fn new(mut documents: Vec<Document>) -> Self {
        let mut often: HashMap<u32, u32> = HashMap::new();
        for d in &documents {
            for p in &d.prints {
                *often.entry(*p).or_default() += 1;
            }
        }
        for d in &mut documents {
            let rare: Vec<u32> = d
                .prints
                .iter()
                .copied()
                .filter(|p| often.get(p).is_none_or(|n| *n <= 3))
                .collect();
            if !rare.is_empty() {
                d.prints = rare;
            }
        }
        let prints: usize = documents.iter().map(|d| d.prints.len()).sum();
        let (each, least, most) = FILTER;
        let bits = (prints * each).next_power_of_two().ilog2().clamp(least, most);
        let mut index = Self {
            filter: vec![0; 1 << (bits - 6)],
            shift: 32 - bits,
            ..Self::default()
        };
        for (i, d) in documents.iter().enumerate() {
            for p in &d.prints {
                index.table.entry(*p).or_default().push(i as u32);
                let bit = p >> index.shift;
                if let Some(w) = index.filter.get_mut((bit >> 6) as usize) {
                    *w |= 1 << (bit & 63);
                }
            }
            if d.prints.len() <= FEW {
                index.single += d.prints.len();
            }
            index.sizes.entry(d.size).or_default().push(i as u32);
        }
        index.documents = documents;
        index
    }

    /// The registered files.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// What a report calls a document: its name, or a number that does not depend on the order.
    #[must_use]
    pub fn title(&self, document: usize) -> String {
        self.documents.get(document).map_or_else(String::new, |d| {
            if d.name.is_empty() {
                format!("{:016x}", d.content)
            } else {
                d.name.clone()
            }
        })
    }

    fn maybe(&self, print: u32) -> bool {
        let bit = print >> self.shift;
        self.filter
            .get((bit >> 6) as usize)
            .is_some_and(|w| w >> (bit & 63) & 1 == 1)
    }

    /// A registered file with exactly these bytes.
    #[must_use]
    pub fn exact(&self, text: &[u8]) -> Option<Copy> {
        let same = self.sizes.get(&u32::try_from(text.len()).ok()?)?;
        let c = content(text);
        let i = *same
            .iter()
            .find(|i| self.documents.get(**i as usize).is_some_and(|d| d.content == c))? as usize;
        Some(Copy {
            document: i,
            share: 1.0,
            prints: self.documents.get(i).map_or(0, |d| d.prints.len()),
            start: 0,
            end: text.len(),
        })
    }

    /// Whether the text is worth looking at from end to end: it is short, or one of its windows holds a registered run.
    fn promises(&self, text: &[u8], prose: bool) -> bool {
        text.len() <= WHOLE
            || text.chunks(STRETCH).any(|stretch| {
                let mut met = false;
                runs(stretch.get(..WINDOW).unwrap_or(stretch), prose, &mut |h, _, _| {
                    met = self.maybe(h) && self.table.contains_key(&h);
                    !met
                });
                met
            })
    }

    /// Registered files that the text holds, the most complete first. Prose is looked at as words and as code.
    #[must_use]
    pub fn copies(&self, text: &[u8], prose: bool) -> Vec<Copy> {
        if let Some(copy) = self.exact(text) {
            return vec![copy];
        }
        // Per document: the fingerprints that were met, and where.
        let mut met: HashMap<u32, (std::collections::HashSet<u32>, u32, u32)> = HashMap::new();
        let mut count = 0usize;
        for words in [false, true] {
            if words && !prose || !self.promises(text, words) {
                continue;
            }
            runs(text, words, &mut |h, at, _| {
                count += 1;
                if self.maybe(h)
                    && let Some(list) = self.table.get(&h)
                {
                    for d in list {
                        let m = met
                            .entry(*d)
                            .or_insert_with(|| (std::collections::HashSet::new(), at, at));
                        m.0.insert(h);
                        m.2 = at;
                    }
                }
                true
            });
        }
        let by_chance = self.single as f64 * count as f64 / 2f64.powi(32);
        let mut out: Vec<Copy> = met
            .into_iter()
            .filter_map(|(d, (prints, from, to))| {
                let all = self.documents.get(d as usize)?.prints.len().max(1);
                let (n, share) = (prints.len(), prints.len() as f64 / all as f64);
                let enough = match all {
                    1..=FEW => n >= 2 || by_chance < CHANCE,
                    5..=14 => n >= 2 && share >= 0.12,
                    _ => n >= 4 && share >= 0.05 || n >= 12,
                };
                enough.then_some(Copy {
                    document: d as usize,
                    share,
                    prints: n,
                    start: from as usize,
                    end: to as usize,
                })
            })
            .collect();
        out.sort_by(|a, b| {
            b.share
                .total_cmp(&a.share)
                .then(b.prints.cmp(&a.prints))
                .then(a.document.cmp(&b.document))
        });
        out.truncate(5);
        out
    }
}

/// Whether a file is looked at as prose, by its name.
#[must_use]
pub fn is_prose(path: &str) -> bool {
    crate::detect::is_prose(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A made-up program, different for each seed.
    fn program(seed: u64, functions: usize) -> String {
        let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = |n: u64| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            (x >> 20) % n
        };
        let mut out = String::new();
        for f in 0..functions {
            out.push_str(&format!("static int handle_{f}(struct request *req, int flags)\n{{\n"));
            for s in 0..8 + next(8) {
                match next(5) {
                    0 => out.push_str(&format!(
                        "\tif (req->field_{s} > {}) {{\n\t\treturn -{};\n\t}}\n",
                        next(900),
                        next(40)
                    )),
                    1 => out.push_str(&format!(
                        "\tfor (i = 0; i < {}; i++) {{ table[i] = flags & {}; }}\n",
                        next(99),
                        next(255)
                    )),
                    2 => out.push_str(&format!(
                        "\treq->state = lookup(req, \"name{}\", {});\n",
                        next(500),
                        next(9)
                    )),
                    3 => out.push_str(&format!(
                        "\twhile (flags--) sum += req->weight[{}] * {};\n",
                        next(64),
                        next(1000)
                    )),
                    _ => out.push_str(&format!("\tlog_event(req, {}, flags << {});\n", next(77), next(31))),
                }
            }
            out.push_str("\treturn 0;\n}\n\n");
        }
        out
    }

    fn changed(text: &str) -> String {
        text.replace("handle_", "process")
            .replace("req", "r")
            .replace("flags", "options")
            .replace("\n\t", "\n        ")
            .replace("{\n", "\n{ // begin\n")
    }

    #[test]
    fn copies_are_found_and_others_are_not() {
        let files: Vec<String> = (0..60).map(|s| program(s, 6)).collect();
        let index = Index::new(
            files
                .iter()
                .enumerate()
                .map(|(i, t)| Document::new(format!("f{i}.c"), t.as_bytes(), false))
                .collect(),
        );
        let total: usize = files.iter().map(String::len).sum();
        let mut saved = Vec::new();
        index.write(&mut saved).unwrap();
        assert!(saved.len() as f64 <= 0.025 * total as f64, "{} of {total}", saved.len());
        let (mut renamed, mut part) = (0, 0);
        for (i, t) in files.iter().enumerate() {
            let found = index.copies(t.as_bytes(), false);
            assert_eq!(found.first().map(|c| (c.document, c.share)), Some((i, 1.0)));
            renamed += usize::from(
                index
                    .copies(changed(t).as_bytes(), false)
                    .first()
                    .is_some_and(|c| c.document == i && c.share > 0.8),
            );
            let third = &t[t.len() / 3..2 * t.len() / 3];
            let host = format!(
                "{}\n{third}\n{}",
                program(9000 + i as u64, 4),
                program(8000 + i as u64, 4)
            );
            part += usize::from(index.copies(host.as_bytes(), false).iter().any(|c| c.document == i));
        }
        assert!(renamed >= 57, "{renamed} of 60 renamed");
        assert!(part >= 54, "{part} of 60 parts");
        let wrong = (1000..1400)
            .filter(|s| !index.copies(program(*s, 6).as_bytes(), false).is_empty())
            .count();
        assert_eq!(wrong, 0);
    }

    #[test]
    fn prose_is_known_by_its_words() {
        let text = "The launch of the new pump is planned for the second week of March, and until then nobody outside the team may hear of the price, \
                    which is set below that of the older model, nor of the supplier in the north who makes the valves for us at cost. \
                    Each region gets its own figures on the first of the month, and the board decides on the budget for the stands.";
        let index = Index::new(vec![Document::new(String::new(), text.as_bytes(), true)]);
        let copy = format!("Minutes\n\n> {}\n", text.replace(", ", ",\n> ").to_uppercase());
        assert!(!index.copies(copy.as_bytes(), true).is_empty());
        assert!(
            index
                .copies(
                    b"The launch of the old pump was planned, and everybody heard of the price at once.",
                    true
                )
                .is_empty()
        );
    }
}
