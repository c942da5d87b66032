//! A file that is being registered: what it could be known by, and which of that is chosen.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::run::{self, Candidate, Print, bare};
use super::{BETWEEN, BUDGET, HEAD, PRINTS, SPARE, content};
use crate::detect::Text;

/// A file that is being registered.
#[derive(Debug)]
pub struct Draft {
    pub(super) name: String,
    pub(super) content: u32,
    pub(super) size: u32,
    /// For each stretch of the text, candidates with their names, the best first.
    pub(super) stretches: Vec<Vec<(Candidate, Vec<u32>)>>,
    /// All names.
    pub(super) names: FxHashSet<u32>,
}

impl Draft {
    /// What a file could be known by.
    #[must_use]
    pub fn new(name: String, text: &Text<'_>, prose: bool) -> Self {
        let bytes = &*text.bytes;
        let candidates = if text.binary {
            Vec::new()
        } else {
            run::candidates(bytes, prose)
        };
        let bits = f64::from(run::PRINT_BITS);
        let wanted = ((bytes.len() as f64 * BUDGET - HEAD) * 8.0 / bits) as usize;
        let wanted = wanted.clamp(1, PRINTS).min(candidates.len());
        let best = |n: usize| {
            let stretch = n * candidates.len() / wanted..(n + 1) * candidates.len() / wanted;
            let mut all = candidates.get(stretch).unwrap_or_default().to_vec();
            all.sort_by(|a, b| b.says.total_cmp(&a.says));
            let mut best: Vec<Candidate> = Vec::with_capacity(SPARE);
            for c in all {
                if best.len() < SPARE && best.iter().all(|b| b.at.abs_diff(c.at) >= BETWEEN) {
                    best.push(c);
                }
            }
            best.into_iter().map(|c| (c, c.names(bytes))).collect()
        };
        Self {
            name,
            content: content(bytes),
            size: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            stretches: (0..wanted).map(best).collect(),
            names: run::names(bytes, text.binary),
        }
    }
}

/// What public files hold of files that are being registered.
#[derive(Debug, Default)]
pub struct Public {
    wanted: FxHashSet<Print>,
    held: FxHashSet<Print>,
    contents: FxHashSet<(u32, u32)>,
}

impl Public {
    /// A file of which public ones hold so much is theirs.
    const MOST: f64 = 0.5;

    /// For these files, before any public one is looked at.
    #[must_use]
    pub fn of(drafts: &[Draft]) -> Self {
        let candidates = drafts.iter().flat_map(|d| d.stretches.iter().flatten());
        Self {
            wanted: candidates.map(|c| bare(c.0.print)).collect(),
            ..Self::default()
        }
    }

    /// Notes what a public file holds.
    pub fn add(&mut self, text: &Text<'_>, prose: bool) {
        let bytes = &*text.bytes;
        self.contents
            .insert((content(bytes), u32::try_from(bytes.len()).unwrap_or(u32::MAX)));
        if !text.binary {
            let wanted = &self.wanted;
            let all = run::candidates(bytes, prose).into_iter().map(|c| bare(c.print));
            self.held.extend(all.filter(|p| wanted.contains(p)));
        }
    }

    /// Whether a public file holds a run.
    pub(super) fn holds(&self, print: Print) -> bool {
        self.held.contains(&bare(print))
    }

    /// Whether a file is one of the public ones, or made of them for the most part.
    pub(super) fn is(&self, draft: &Draft) -> bool {
        let all = || draft.stretches.iter().flatten();
        let held = all().filter(|c| self.holds(c.0.print)).count();
        self.contents.contains(&(draft.content, draft.size)) || held as f64 > Self::MOST * all().count() as f64
    }
}

/// What names say: the fewer of the registered files have one, the more.
pub(super) struct Weights {
    often: FxHashMap<u32, u32>,
    files: usize,
}

impl Weights {
    /// Bits that a name says at most.
    const MOST: f64 = 6.0;

    pub(super) fn of(drafts: &[Draft]) -> Self {
        let mut often: FxHashMap<u32, u32> = FxHashMap::default();
        for name in drafts.iter().flat_map(|d| &d.names) {
            *often.entry(*name).or_default() += 1;
        }
        Self {
            often,
            files: drafts.len(),
        }
    }

    pub(super) fn weigh(&self, stretches: &[Vec<(Candidate, Vec<u32>)>]) -> Vec<Vec<Candidate>> {
        let bits = |name: &u32| {
            let often = self.often.get(name).copied().unwrap_or(1);
            ((self.files + 1) as f64 / f64::from(often)).log2().min(Self::MOST)
        };
        let weigh = |(c, names): &(Candidate, Vec<u32>)| {
            let mut c = *c;
            c.with_names(names.iter().map(bits).sum());
            c
        };
        stretches.iter().map(|s| s.iter().map(weigh).collect()).collect()
    }
}

/// The fingerprints of a file while they are chosen.
pub(super) struct Picks {
    pub(super) taken: Vec<Candidate>,
    places: BTreeSet<u32>,
    /// The others, the best last.
    rest: Vec<Candidate>,
}

impl Picks {
    /// One of each stretch; where others have all of a stretch too, the richest of the other stretches.
    pub(super) fn of(stretches: &[Vec<Candidate>], rare: impl Fn(&&Candidate) -> bool) -> Self {
        let taken: Vec<Candidate> = stretches.iter().filter_map(|s| s.iter().find(&rare)).copied().collect();
        let mut rest: Vec<Candidate> = stretches.iter().flatten().filter(&rare).copied().collect();
        rest.sort_by(|a, b| a.says.total_cmp(&b.says));
        let mut picks = Self {
            places: taken.iter().map(|c| c.at).collect(),
            taken,
            rest,
        };
        while picks.taken.len() < stretches.len() && picks.more() {}
        picks
    }

    /// Takes one more, away from the others; `false` where there is none.
    pub(super) fn more(&mut self) -> bool {
        while let Some(c) = self.rest.pop() {
            let near = c.at.saturating_sub(BETWEEN - 1)..c.at.saturating_add(BETWEEN);
            if self.places.range(near).next().is_none() {
                self.places.insert(c.at);
                self.taken.push(c);
                return true;
            }
        }
        false
    }
}
