//! What changed between two reports: new, gone and unchanged, and how the score moved.
//!
//! A finding is the same if its rule, its place and the name of its value are the same, whatever its line. What is left
//! over on both sides is matched once more without the place: a value that moved is not new, a further copy of it is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Report;
use crate::exposure::Band;
use crate::finding::Finding;

/// Whether the earlier report had a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Not in the earlier report.
    New,
    /// In both, perhaps at another place.
    Unchanged,
}

impl State {
    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
        }
    }
}

/// A report seen against an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The earlier score.
    pub score_before: u32,
    /// The earlier band.
    pub band_before: Band,
    /// For each finding of the report, in its order.
    pub states: Vec<State>,
    /// Findings of the earlier report that are not there any more, in its order.
    pub gone: Vec<Finding>,
}

impl Comparison {
    /// How many findings of the report are in this state.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.states.iter().filter(|s| **s == state).count()
    }
}

impl Report {
    /// Compares the report with an earlier one and remembers what changed. Words of rules that only the earlier report
    /// has are taken over; where no value has the same name in both, a note says so.
    pub fn compare(&mut self, old: &Self) {
        let mut states = vec![State::New; self.findings.len()];
        let mut left: Vec<bool> = vec![true; old.findings.len()];
        for exact in [true, false] {
            let mut open: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
            for (i, f) in old.findings.iter().enumerate().rev().filter(|(i, _)| left[*i]) {
                open.entry(key(f, exact)).or_default().push(i);
            }
            for (f, state) in self.findings.iter().zip(&mut states) {
                if *state == State::New
                    && let Some(i) = open.get_mut(&key(f, exact)).and_then(Vec::pop)
                {
                    *state = State::Unchanged;
                    left[i] = false;
                }
            }
        }
        let gone: Vec<Finding> = old
            .findings
            .iter()
            .zip(&left)
            .filter(|(_, l)| **l)
            .map(|(f, _)| f.clone())
            .collect();
        for f in &gone {
            if let Some(words) = old.rules.get(f.rule.as_ref()) {
                self.rules.entry(f.rule.to_string()).or_insert_with(|| words.clone());
            }
        }
        let values = |r: &Self| r.findings.iter().any(|f| !f.secret.is_empty());
        let same = self
            .findings
            .iter()
            .zip(&states)
            .any(|(f, s)| *s == State::Unchanged && !f.secret.is_empty());
        if values(self) && values(old) && !same {
            self.notes.push(
                "no value has the same fingerprint in both reports; if they were made with different keys, everything looks new"
                    .to_owned(),
            );
        }
        self.comparison = Some(Comparison {
            score_before: old.exposure.score,
            band_before: old.exposure.band,
            states,
            gone,
        });
    }

    /// The findings that an earlier report did not have; all of them where nothing was compared.
    pub fn new_findings(&self) -> impl Iterator<Item = &Finding> {
        let states = self.comparison.as_ref().map(|c| &c.states);
        self.findings
            .iter()
            .enumerate()
            .filter(move |(i, _)| states.is_none_or(|s| s.get(*i) != Some(&State::Unchanged)))
            .map(|(_, f)| f)
    }
}

type Key<'f> = (&'f str, &'f str, Option<(&'f str, &'f [String], Option<&'f str>)>);

/// What makes two findings the same; without the place only where there is a value.
fn key(f: &Finding, exact: bool) -> Key<'_> {
    let at = &f.location;
    let place = (at.path.as_str(), at.member.as_slice(), at.commit.as_deref());
    (
        &f.rule,
        &f.fingerprint.0,
        (exact || f.secret.is_empty()).then_some(place),
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, finding};
    use super::*;
    use crate::finding::Severity;

    const A: &str = "correct-horse-battery";
    const B: &str = "Zq8vT2mKx0Lr7YbN4cWd9HsJ";

    fn report(findings: Vec<Finding>) -> Report {
        let mut r = sample::report();
        r.findings = findings;
        r.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        r
    }

    fn at(value: &str, path: &str, line: u64) -> Finding {
        finding("password", Severity::High, value, path, line)
    }

    fn compared(old: Vec<Finding>, new: Vec<Finding>) -> (Vec<&'static str>, usize) {
        let mut new = report(new);
        new.compare(&report(old));
        let c = new.comparison.unwrap();
        (c.states.iter().map(|s| s.name()).collect(), c.gone.len())
    }

    #[test]
    fn lines_and_moves_change_nothing_and_copies_are_new() {
        assert_eq!(
            compared(vec![at(A, "a", 1)], vec![at(A, "a", 9)]),
            (vec!["unchanged"], 0)
        );
        assert_eq!(
            compared(vec![at(A, "a", 1)], vec![at(A, "b", 1)]),
            (vec!["unchanged"], 0)
        );
        assert_eq!(
            compared(vec![at(A, "b", 1)], vec![at(A, "a", 1), at(A, "b", 1)]),
            (vec!["new", "unchanged"], 0)
        );
        assert_eq!(
            compared(vec![at(A, "a", 1), at(A, "a", 2)], vec![at(A, "a", 5)]),
            (vec!["unchanged"], 1)
        );
        assert_eq!(compared(vec![at(A, "a", 1)], vec![at(B, "a", 1)]), (vec!["new"], 1));
        let (mut whole, mut elsewhere) = (at("", "a", 0), at("", "b", 0));
        whole.fingerprint.0 = "1".into();
        elsewhere.fingerprint.0 = "1".into();
        assert_eq!(compared(vec![whole], vec![elsewhere]), (vec!["new"], 1));
    }

    #[test]
    fn keeps_words_and_tells_of_other_keys() {
        let mut new = report(vec![at(B, "b", 1)]);
        new.rules.clear();
        new.compare(&report(vec![at(A, "a", 1)]));
        assert!(new.rules.contains_key("password"));
        assert!(
            new.notes.iter().any(|n| n.contains("different keys")),
            "{:?}",
            new.notes
        );
        assert_eq!(new.new_findings().count(), 1);
        let mut same = report(vec![at(A, "a", 1)]);
        same.compare(&report(vec![at(A, "a", 1)]));
        assert_eq!((same.new_findings().count(), same.notes.len()), (0, 1));
    }
}
