//! Registered content: files that must not leave, known again as copies, whole or in part, renamed or reformatted.
//!
//! A file is a sequence of signs and words (`token`); of the hashes of all runs of them a few, spread evenly, are kept
//! (`run`). A scan looks every run of a text up. The index holds bits of hashes, no text; names of files only where
//! they were asked for.

mod draft;
mod file;
mod run;
mod search;
mod token;

use rustc_hash::{FxHashMap, FxHashSet};

pub use draft::{Draft, Public};
use draft::{Picks, Weights};
pub use file::IndexError;
use run::{Candidate, Print, TELLS, bare, is_named, same_names};
use search::Search;

/// Files of fewer fingerprints get what others leave of the budget.
const SMALL: usize = 16;
/// Share of a text that the index may take, and bytes that it takes besides the fingerprints.
const BUDGET: f64 = 0.0195;
const HEAD: f64 = 3.0;
/// Most fingerprints of a file.
const PRINTS: usize = 4000;
/// Candidates that are kept for each fingerprint, in case that other files have the first one too.
const SPARE: usize = 6;
/// Bytes between two fingerprints of a file, so that each is evidence of its own.
const BETWEEN: u32 = 40;
/// Runs that more registered files have in common say little.
const COMMON: u32 = 3;
/// Documents of so few fingerprints are known by a single one.
const FEW: usize = 4;
/// Documents of so many are known as exact copies by them alone.
const PLENTY: usize = 4;
/// Fingerprints that have to be met otherwise, the share of all, and how much they have to say; or so many, whatever the share.
const LEAST: usize = 2;
const SHARE: f64 = 0.10;
const SAY: f64 = 60.0;
/// What the same names say.
const SAME: f64 = 12.0;
const MANY: usize = 12;
/// Share of all that has to be met if one of the fingerprints is enough by itself.
const LITTLE: f64 = 0.02;
/// How often chance may give what was met.
const CHANCE: f64 = 1e-4;

/// One registered file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Relative path, where names are kept; else empty.
    pub name: String,
    /// Hash and number of the exact bytes, where there are few fingerprints.
    exact: Option<(u32, u32)>,
    /// Fingerprints, sorted.
    prints: Vec<Print>,
}

/// Registered files, ready to be looked up.
#[derive(Debug, Default)]
pub struct Index {
    documents: Vec<Document>,
    /// Fingerprint without names to documents, and the whole one of each.
    table: FxHashMap<Print, Vec<(u32, Print)>>,
    /// What prints begin with and one, each in the first free place from where it belongs; half are free.
    outer: Vec<u32>,
    /// Three bits in one of these numbers for each of that: most look-ups end here.
    filter: Vec<u64>,
    shift: u32,
    sizes: FxHashMap<u32, Vec<u32>>,
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
const FILTER: (usize, u32, u32) = (8, 12, run::OUTER);

/// The three bits of a hash within its number of the filter, from the lower ones of its upper bits.
#[inline(always)]
fn places(hash: u64) -> [u64; 3] {
    let low = hash >> (64 - run::OUTER);
    let (a, b) = (low & 63, low >> 6 & 63);
    [a, b, (a + 3 * b) & 63]
}

fn content(bytes: &[u8]) -> u32 {
    blake3::hash(bytes)
        .as_bytes()
        .first_chunk::<4>()
        .map_or(0, |b| u32::from_le_bytes(*b))
}

impl Index {
    /// An index over files: of each stretch of each the run that says most, if few other files have it and no public one.
    /// Files that are public themselves are left out.
    #[must_use]
    pub fn of(mut drafts: Vec<Draft>, public: &Public) -> Self {
        drafts.retain(|d| !public.is(d));
        let mut often: FxHashMap<Print, u32> = FxHashMap::default();
        for d in &drafts {
            let own: FxHashSet<Print> = d.stretches.iter().flatten().map(|c| bare(c.0.print)).collect();
            own.into_iter().for_each(|p| *often.entry(p).or_default() += 1);
        }
        let rare = |c: &&Candidate| often.get(&bare(c.print)).is_none_or(|n| *n <= COMMON) && !public.holds(c.print);
        let weights = Weights::of(&drafts);
        let mut picks: Vec<Picks> = drafts
            .iter()
            .map(|d| Picks::of(&weights.weigh(&d.stretches), rare))
            .collect();
        // What files without so many rich runs leave of the budget goes to those with few fingerprints.
        let text: f64 = drafts.iter().map(|d| f64::from(d.size)).sum();
        let each = f64::from(run::PRINT_BITS) / 8.0;
        let spent: f64 = picks.iter().map(|p| HEAD + p.taken.len() as f64 * each).sum();
        let mut left = ((text * BUDGET - spent) / each).max(0.0) as usize;
        for most in 1..=SMALL {
            for p in picks.iter_mut().filter(|p| p.taken.len() < most) {
                if left > 0 && p.more() {
                    left -= 1;
                }
            }
        }
        let documents = drafts
            .iter()
            .zip(picks)
            .map(|(d, p)| {
                let mut prints: Vec<Print> = p.taken.iter().map(|c| c.print).collect();
                prints.sort_unstable();
                prints.dedup();
                Document {
                    name: d.name.clone(),
                    exact: (prints.len() < PLENTY).then_some((d.content, d.size)),
                    prints,
                }
            })
            .collect();
        Self::new(documents)
    }

    fn new(documents: Vec<Document>) -> Self {
        let prints: usize = documents.iter().map(|d| d.prints.len()).sum();
        let (each, least, most) = FILTER;
        let bits = (prints.max(1) * each).next_power_of_two().ilog2().clamp(least, most);
        let mut index = Self {
            outer: vec![0; (2 * prints.max(1)).next_power_of_two()],
            filter: vec![0; 1 << (bits - 6)],
            shift: 64 - (bits - 6),
            ..Self::default()
        };
        for (i, d) in documents.iter().enumerate() {
            for p in &d.prints {
                index.table.entry(bare(*p)).or_default().push((i as u32, *p));
                let outer = run::outer(*p) as u32 + 1;
                let mut at = index.place(outer);
                while index.outer.get(at).is_some_and(|o| *o != 0 && *o != outer) {
                    at = (at + 1) & (index.outer.len() - 1);
                }
                if let Some(free) = index.outer.get_mut(at) {
                    *free = outer;
                }
                let hash = run::outer(*p) << (64 - run::OUTER);
                if let Some(w) = index.filter.get_mut((hash >> index.shift) as usize) {
                    let [a, b, c] = places(hash);
                    *w |= 1 << a | 1 << b | 1 << c;
                }
            }
            if let Some((_, size)) = d.exact {
                index.sizes.entry(size).or_default().push(i as u32);
            }
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
        self.documents
            .get(document)
            .map_or_else(String::new, |d| match (d.exact, d.prints.first()) {
                _ if !d.name.is_empty() => d.name.clone(),
                (Some((content, size)), _) => format!("{content:08x}{size:08x}"),
                (None, first) => format!("{:016x}", first.map_or(0, |p| *p)),
            })
    }

    /// Whether a print may begin with the upper bits of a hash.
    #[inline(always)]
    fn maybe(&self, hash: u64) -> bool {
        let [a, b, c] = places(hash);
        self.filter
            .get((hash >> self.shift) as usize)
            .is_some_and(|w| (w >> a) & (w >> b) & (w >> c) & 1 == 1)
    }

    /// Where to look for one of `outer` first.
    #[inline(always)]
    fn place(&self, outer: u32) -> usize {
        (u64::from(outer).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & self.outer.len().wrapping_sub(1)
    }

    #[inline(always)]
    fn has_outer(&self, outer: u64) -> bool {
        let outer = outer as u32 + 1;
        let mut at = self.place(outer);
        loop {
            match self.outer.get(at) {
                Some(o) if *o == outer => return true,
                None | Some(0) => return false,
                Some(_) => at = (at + 1) & self.outer.len().wrapping_sub(1),
            }
        }
    }

    fn has(&self, print: Print) -> bool {
        self.table.contains_key(&bare(print))
    }

    /// A registered file with exactly these bytes.
    #[must_use]
    pub fn exact(&self, text: &[u8]) -> Option<Copy> {
        let same = self.sizes.get(&u32::try_from(text.len()).ok()?)?;
        let c = content(text);
        let i = *same.iter().find(|i| {
            self.documents
                .get(**i as usize)
                .is_some_and(|d| d.exact.is_some_and(|e| e.0 == c))
        })? as usize;
        Some(Copy {
            document: i,
            share: 1.0,
            prints: self.documents.get(i).map_or(0, |d| d.prints.len()),
            start: 0,
            end: text.len(),
        })
    }

    /// Registered files that the text holds, the most complete first. Prose is looked at as words and as code.
    #[must_use]
    pub fn copies(&self, text: &[u8], prose: bool) -> Vec<Copy> {
        if let Some(copy) = self.exact(text) {
            return vec![copy];
        }
        let mut met: FxHashMap<u32, Met> = FxHashMap::default();
        let mut runs = 0;
        for words in [false, true] {
            if words && !prose {
                continue;
            }
            runs += Search::run(self, text, words, |print, says, at| {
                let Some(list) = self.table.get(&bare(print)) else {
                    return;
                };
                for (d, known) in list {
                    let m = met.entry(*d).or_insert_with(|| Met::at(at));
                    let same = same_names(*known, print);
                    m.tells |= says >= TELLS || same && is_named(*known);
                    if m.prints.insert(bare(print)) {
                        m.says += says + if same { SAME } else { 0.0 };
                    }
                    m.last = at;
                }
            });
        }
        let mut out: Vec<Copy> = met
            .into_iter()
            .filter_map(|(d, met)| self.judge(d as usize, &met, runs))
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

    /// Whether what was met of a document in so many runs is a copy.
    fn judge(&self, document: usize, met: &Met, runs: usize) -> Option<Copy> {
        let known = &self.documents.get(document)?.prints;
        let (n, all) = (met.prints.len(), known.len().max(1));
        let share = n as f64 / all as f64;
        // So many prints of one of the documents by chance.
        let each = runs as f64 * all as f64 / run::APART.exp2();
        let chance = (1..=n).fold(self.documents.len() as f64, |c, i| c * each / i as f64);
        let enough =
            all <= FEW || n >= LEAST && share >= SHARE && met.says >= SAY || n >= MANY || share >= LITTLE && met.tells;
        (enough && chance < CHANCE).then_some(Copy {
            document,
            share,
            prints: n,
            start: met.first as usize,
            end: met.last as usize,
        })
    }
}

/// What was met of a document: its prints, and where.
struct Met {
    prints: FxHashSet<Print>,
    /// One of them is enough by itself.
    tells: bool,
    /// How much all say.
    says: f64,
    first: u32,
    last: u32,
}

impl Met {
    fn at(at: u32) -> Self {
        Self {
            prints: FxHashSet::default(),
            tells: false,
            says: 0.0,
            first: at,
            last: at,
        }
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
    use crate::detect::decode;

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
        let index = Index::of(
            files
                .iter()
                .enumerate()
                .map(|(i, t)| Draft::new(format!("f{i}.c"), &decode(t.as_bytes()), false))
                .collect(),
            &Public::default(),
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
        let drafts = vec![Draft::new(String::new(), &decode(text.as_bytes()), true)];
        let index = Index::of(drafts, &Public::default());
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

    #[test]
    fn what_is_public_is_not_registered() {
        let (own, public) = (program(1, 6), program(2, 6));
        let mixed = format!("{}{}{}", program(3, 4), program(2, 2), program(4, 4));
        let drafts: Vec<Draft> = [&own, &public, &changed(&public), &mixed]
            .iter()
            .enumerate()
            .map(|(i, t)| Draft::new(i.to_string(), &decode(t.as_bytes()), false))
            .collect();
        let mut known = Public::of(&drafts);
        known.add(&decode(public.as_bytes()), false);
        let index = Index::of(drafts, &known);
        let names: Vec<&str> = index.documents().iter().map(|d| d.name.as_str()).collect();
        assert_eq!(names, ["0", "3"]);
        assert!(index.copies(public.as_bytes(), false).is_empty());
        assert!(!index.copies(own.as_bytes(), false).is_empty());
        assert!(!index.copies(mixed.as_bytes(), false).is_empty());
    }
}
