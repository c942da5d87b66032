//! Which rules the literals of a text call for.
//!
//! Keywords fall into four sets. Most belong to rules whose every match holds a long run of letters and digits
//! ([`crate::rule::run`]): they are looked for near runs that look random and have
//! the shape of the secret ([`crate::rule::kinds`]), and nowhere else. Keywords of rules that hold at
//! certain paths only are looked for in files at such paths. Those that are not ASCII are looked for where bytes are not ASCII
//! either. The rest is looked for in every byte.

use std::sync::{Arc, OnceLock, RwLock};

use super::layers;
use super::literal::{Dense, Region, Run, Seen, Sweep, regions};
use crate::rule::kinds::{ALL, Kinds};
use crate::rule::{self, Rule};

/// Numbers from here on are not rules but encodings that announce themselves.
pub(super) const TRIGGER: u32 = u32::MAX - 64;

/// Literals in order, and for each the rules that have it as a keyword.
#[derive(Debug, Default)]
struct Set {
    literals: Vec<&'static str>,
    rules: Vec<u32>,
    /// Where in `rules` those of a literal begin; one more than literals.
    starts: Vec<u32>,
}

impl Set {
    fn new(mut pairs: Vec<(&'static str, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut set = Self::default();
        for (literal, rule) in pairs {
            if set.literals.last() != Some(&literal) {
                set.literals.push(literal);
                set.starts.push(set.rules.len() as u32);
            }
            set.rules.push(rule);
        }
        set.starts.push(set.rules.len() as u32);
        set
    }

    /// Length of the literal and its rules.
    fn of(&self, literal: u32) -> (u32, &[u32]) {
        let at = literal as usize;
        let range = self.starts[at] as usize..self.starts[at + 1] as usize;
        (self.literals[at].len() as u32, &self.rules[range])
    }
}

/// What the first look at a text noted; memory that is used again.
#[derive(Debug, Default)]
pub(super) struct Marks {
    seen: Vec<Seen>,
    /// Long runs of letters and digits.
    pub(super) runs: Vec<Run>,
    /// Parts that are not ASCII.
    high: Vec<Run>,
}

/// The keywords of all rules.
#[derive(Debug)]
pub(super) struct Keywords {
    everywhere: (Set, Sweep),
    /// Made when a text first asks for them: many runs see no text that does.
    near_runs: OnceLock<(Set, Dense)>,
    near_high: OnceLock<(Set, Dense)>,
    /// Rules whose keywords are looked for at their paths only.
    local: Vec<bool>,
    at_paths: RwLock<Vec<Local>>,
}

/// Rules that hold together at some path, and their keywords.
#[derive(Debug, Clone)]
struct Local {
    rules: Arc<[u32]>,
    keywords: Arc<(Set, Sweep)>,
}

/// So many sets of rules that hold together are kept.
const LOCALS: usize = 64;

/// Where a rule's keywords are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    Everywhere,
    NearRuns,
    AtPaths,
    NearHigh,
}

fn place(rule: &Rule) -> Where {
    if !rule.paths.is_empty() {
        Where::AtPaths
    } else if rule.run >= rule::run::LONG {
        Where::NearRuns
    } else {
        Where::Everywhere
    }
}

fn place_of(rule: &Rule, keyword: &str) -> Where {
    match place(rule) {
        Where::Everywhere | Where::AtPaths if !keyword.is_ascii() => Where::NearHigh,
        place => place,
    }
}

/// The literals that are looked for in every byte, in order.
#[must_use]
pub fn everywhere(rules: &[Rule]) -> Vec<&'static str> {
    set(rules, Where::Everywhere).literals
}

fn set(rules: &[Rule], wanted: Where) -> Set {
    let mut pairs: Vec<(&'static str, u32)> = rules
        .iter()
        .enumerate()
        .flat_map(|(i, r)| r.keywords.iter().map(move |k| (k, i as u32, r)))
        .filter(|(k, _, r)| place_of(r, k) == wanted)
        .map(|(k, i, _)| (k, i))
        .collect();
    if wanted == Where::Everywhere {
        let triggers = layers::TRIGGERS.iter().enumerate();
        pairs.extend(triggers.map(|(i, (literal, _))| (*literal, TRIGGER + i as u32)));
    }
    Set::new(pairs)
}

fn dense(rules: &[Rule], wanted: Where) -> (Set, Dense) {
    let set = set(rules, wanted);
    let kinds = |literal: usize| {
        let (_, of) = set.of(literal as u32);
        of.iter().fold(0, |k: Kinds, rule| k | rules[*rule as usize].kinds)
    };
    let dense = Dense::new(set.literals.iter().enumerate().map(|(i, l)| (*l, kinds(i))));
    (set, dense)
}

impl Keywords {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let wide = set(rules, Where::Everywhere);
        // Both are sorted.
        let mut chosen = rule::buckets().peekable();
        let sweep = Sweep::new(wide.literals.iter().copied(), |literal| {
            while chosen.next_if(|(l, _, _)| *l < literal).is_some() {}
            chosen
                .next_if(|(l, _, _)| *l == literal)
                .map(|(_, bucket, at)| (bucket, at))
        });
        Self {
            everywhere: (wide, sweep),
            near_runs: OnceLock::new(),
            at_paths: RwLock::default(),
            near_high: OnceLock::new(),
            local: rules
                .iter()
                .map(|r| place(r) == Where::AtPaths && !r.keywords.is_empty())
                .collect(),
        }
    }

    /// Calls `hit` with each keyword (position, length) and each rule (or trigger) that it calls for, and notes all long
    /// runs. `here` are the rules whose paths match the item.
    pub(super) fn find(
        &self,
        rules: &[Rule],
        text: &[u8],
        here: &[u32],
        marks: &mut Marks,
        mut hit: impl FnMut(usize, u32, u32),
    ) {
        let Marks { seen, runs, high } = marks;
        let mut report = |set: &Set, seen: &mut Vec<Seen>| {
            for s in seen.drain(..) {
                let (len, rules) = set.of(s.literal);
                rules.iter().for_each(|rule| hit(s.pos, len, *rule));
            }
        };
        seen.clear();
        runs.clear();
        high.clear();
        let (set, sweep) = &self.everywhere;
        sweep.find(text, seen, runs, high, &mut |seen| report(set, seen));
        report(set, seen);
        if !high.is_empty() {
            let (set, literals) = self.near_high.get_or_init(|| dense(rules, Where::NearHigh));
            for part in high.iter() {
                literals.find(text, part.start as usize..part.end as usize, ALL, seen);
            }
            report(set, seen);
        }
        let near_runs = || self.near_runs.get_or_init(|| dense(rules, Where::NearRuns));
        regions(text, runs, &mut |part: Region| {
            near_runs().1.find(text, part.bytes, part.kinds, seen)
        });
        if !seen.is_empty() {
            report(&near_runs().0, seen);
        }
        let is_local = |rule: &&u32| self.local.get(**rule as usize) == Some(&true);
        if here.iter().any(|r| is_local(&r)) {
            let local: Vec<u32> = here.iter().filter(is_local).copied().collect();
            let keywords = self.at_path(rules, &local);
            let (set, sweep) = &*keywords;
            sweep.find_literals(text, seen, &mut |seen| report(set, seen));
            report(set, seen);
        }
    }

    /// The keywords of rules that hold together at some path.
    fn at_path(&self, rules: &[Rule], local: &[u32]) -> Arc<(Set, Sweep)> {
        let find = |all: &[Local]| all.iter().find(|l| *l.rules == *local).map(|l| Arc::clone(&l.keywords));
        if let Some(known) = self.at_paths.read().ok().and_then(|all| find(&all)) {
            return known;
        }
        let keywords = local.iter().flat_map(|rule| {
            let of = rules.get(*rule as usize).map(|r| r.keywords.iter());
            of.into_iter().flatten().filter(|k| k.is_ascii()).map(|k| (k, *rule))
        });
        let set = Set::new(keywords.collect());
        let sweep = Sweep::new(set.literals.iter().copied(), |_| None);
        let keywords = Arc::new((set, sweep));
        if let Ok(mut all) = self.at_paths.write() {
            if all.len() == LOCALS {
                all.remove(0);
            }
            all.push(Local {
                rules: local.into(),
                keywords: Arc::clone(&keywords),
            });
        }
        keywords
    }
}
