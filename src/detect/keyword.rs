//! Which rules the literals of a text call for.
//!
//! Keywords fall into four sets. Most belong to rules whose every match holds a long run of letters and digits
//! ([`crate::rule::run`]): they are looked for near runs that look random, and nowhere else. Keywords of rules that hold at
//! certain paths only are looked for in files at such paths. Those that are not ASCII are looked for where bytes are not ASCII
//! either. The rest is looked for in every byte.

use std::ops::Range;
use std::sync::OnceLock;

use super::layers;
use super::literal::{Dense, Run, Seen, Sweep, regions};
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
    at_paths: OnceLock<(Set, Dense)>,
    near_high: OnceLock<(Set, Dense)>,
    /// Rules whose keywords are looked for at their paths only.
    local: Vec<bool>,
}

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
        Where::Everywhere if !keyword.is_ascii() => Where::NearHigh,
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
        .flat_map(|(i, r)| r.keywords.iter().map(move |k| (*k, i as u32, r)))
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
    let dense = Dense::new(set.literals.iter().copied());
    (set, dense)
}

impl Keywords {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let wide = set(rules, Where::Everywhere);
        // Both are sorted.
        let mut chosen = rule::buckets().iter().peekable();
        let sweep = Sweep::new(wide.literals.iter().copied(), |literal| {
            while chosen.next_if(|(l, _, _)| *l < literal).is_some() {}
            chosen
                .next_if(|(l, _, _)| *l == literal)
                .map(|(_, bucket, at)| (*bucket, *at))
        });
        Self {
            everywhere: (wide, sweep),
            near_runs: OnceLock::new(),
            at_paths: OnceLock::new(),
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
        sweep.find(text, seen, runs, high);
        report(set, seen);
        if !high.is_empty() {
            let (set, literals) = self.near_high.get_or_init(|| dense(rules, Where::NearHigh));
            for part in high.iter() {
                literals.find(text, part.start as usize..part.end as usize, seen);
            }
            report(set, seen);
        }
        let near_runs = || self.near_runs.get_or_init(|| dense(rules, Where::NearRuns));
        regions(text, runs, &mut |part: Range<usize>| {
            near_runs().1.find(text, part, seen)
        });
        if !seen.is_empty() {
            report(&near_runs().0, seen);
        }
        if here.iter().any(|r| self.local.get(*r as usize) == Some(&true)) {
            let (set, literals) = self.at_paths.get_or_init(|| dense(rules, Where::AtPaths));
            literals.find(text, 0..text.len(), seen);
            report(set, seen);
        }
    }
}
