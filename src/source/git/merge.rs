//! One finding for each value of history, however many versions of a file held it.
//!
//! The same whatever order findings arrive in: the earliest place is the finding's place, everything else is counted or
//! kept in sorted, bounded sets.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::trace::{Held, Kind, Trace};
use crate::finding::{Category, Finding, Fingerprint};

/// Further paths that evidence names; more are counted.
const PATHS: usize = 5;
/// Paths remembered for one value.
const PATHS_KEPT: usize = 64;

/// Collects findings of history.
#[derive(Debug, Default)]
pub struct Merger {
    values: BTreeMap<(Cow<'static, str>, Fingerprint), Value>,
}

#[derive(Debug)]
struct Value {
    first: Finding,
    trace: Trace,
    paths: BTreeSet<String>,
    versions: u64,
    /// Of a column: how much the version holds that holds most, and what was said of it.
    most: (u64, Vec<String>),
}

/// How many values a column was found to hold, and all that was said of it.
fn amount(f: &Finding) -> (u64, Vec<String>) {
    let counted = || f.evidence.first()?.split(' ').next()?.parse().ok();
    match f.category {
        Category::Personal => (counted().unwrap_or(0), f.evidence.clone()),
        _ => (0, Vec::new()),
    }
}

impl Merger {
    /// Adds a finding with the history of the object that it is in.
    pub fn add(&mut self, finding: Finding, trace: &Trace) {
        let key = (finding.rule.clone(), finding.fingerprint.clone());
        let mut paths: BTreeSet<String> = trace.also_at.iter().cloned().collect();
        paths.insert(finding.location.path.clone());
        let Some(value) = self.values.get_mut(&key) else {
            self.values.insert(
                key,
                Value {
                    most: amount(&finding),
                    first: finding,
                    trace: trace.clone(),
                    paths,
                    versions: 1,
                },
            );
            return;
        };
        value.versions += 1;
        let more = amount(&finding);
        if more.0 > value.most.0 || more.0 == value.most.0 && more.1 < value.most.1 {
            value.most = more;
        }
        value.paths.append(&mut paths);
        while value.paths.len() > PATHS_KEPT {
            value.paths.pop_last();
        }
        let held = value.trace.held.min(trace.held);
        let strongest = |a: &Finding, b: &Finding| {
            (
                a.severity.max(b.severity),
                a.confidence.max(b.confidence),
                a.impact.max(b.impact),
                a.reach.max(b.reach),
            )
        };
        let (severity, confidence, impact, reach) = strongest(&value.first, &finding);
        if order(&finding, trace) < order(&value.first, &value.trace) {
            value.first = finding;
            value.trace = trace.clone();
        }
        value.trace.held = held;
        let f = &mut value.first;
        (f.severity, f.confidence, f.impact, f.reach) = (severity, confidence, impact, reach);
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// One finding for each value, with evidence of where it has been. A value that also stands in `tree` is not a
    /// finding of its own: the finding in the tree says that removing it there is not enough.
    #[must_use]
    pub fn finish(mut self, tree: &mut [Finding]) -> Vec<Finding> {
        let mut told = BTreeSet::new();
        for f in tree
            .iter_mut()
            .filter(|f| f.category != Category::Path && !f.secret.is_empty())
        {
            let key = (f.rule.clone(), f.fingerprint.clone());
            if let Some(value) = self.values.get(&key) {
                f.evidence.push(format!(
                    "also in git history, {}: removing it from the file is not enough",
                    value.since()
                ));
                told.insert(key);
            }
        }
        self.values.retain(|key, _| !told.contains(key));
        self.values
            .into_values()
            .map(|v| {
                let mut evidence = v.evidence();
                let mut finding = v.first;
                if v.most.0 > 0 {
                    finding.evidence = v.most.1;
                }
                finding.evidence.append(&mut evidence);
                finding
            })
            .collect()
    }
}

impl Value {
    fn since(&self) -> String {
        match (&self.trace.commit, day(self.trace.date)) {
            (Some(commit), Some(day)) => format!("first in commit {} of {day}", short(commit)),
            (Some(commit), None) => format!("first in commit {}", short(commit)),
            (None, _) => "in no commit".to_owned(),
        }
    }

    fn evidence(&self) -> Vec<String> {
        let mut out = vec![self.since()];
        let others: Vec<&String> = self.paths.iter().filter(|p| **p != self.first.location.path).collect();
        if !others.is_empty() {
            let mut named = others
                .iter()
                .take(PATHS)
                .map(|p| p.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            if others.len() > PATHS {
                named = format!("{named} and {} more", others.len() - PATHS);
            }
            out.push(format!("also at {named}"));
        }
        if self.versions > 1 {
            out.push(format!("in {} objects", self.versions));
        }
        out.push(self.held().to_owned());
        out.push(self.purge());
        out
    }

    fn held(&self) -> &'static str {
        match (self.trace.kind, self.trace.held) {
            (_, Held::Head) => "still in HEAD",
            (_, Held::Index) => "staged, not committed",
            (Kind::Commit | Kind::Tag | Kind::Note | Kind::Log, Held::Reference) => "not in a file",
            (_, Held::Reference) => "no longer in HEAD",
            (_, Held::Stash) => "held by the stash only",
            (Kind::Log, Held::Reflog) => "in the text of a reflog",
            (_, Held::Reflog) => "held by a reflog only: deleted, squashed or reset away",
            (_, Held::Nothing) => "held by no reference and no reflog: dangling until git collects garbage",
            (_, Held::Unknown) => "what holds it is not known",
        }
    }

    fn purge(&self) -> String {
        let how = match (self.trace.kind, self.trace.held) {
            (_, Held::Index) => "take it out of the index with `git rm --cached`",
            (_, Held::Stash) => "`git stash drop`, then `git gc --prune=now`",
            (_, Held::Reflog) => "`git reflog expire --expire=now --all`, then `git gc --prune=now`",
            (_, Held::Nothing) => "`git gc --prune=now`",
            (Kind::Tag, _) => "delete the tag here and on every remote, then `git gc --prune=now`",
            (Kind::Note, _) => "`git notes remove`, then expire reflogs and `git gc --prune=now`",
            (Kind::Commit, _) => "rewrite messages with `git filter-repo --replace-message`",
            (Kind::Blob | Kind::Log, _) => "rewrite history with `git filter-repo --replace-text`",
        };
        format!("to purge, after rotating it: {how}; clones and forks keep their copies")
    }
}

/// Earliest first; without a date last.
fn order<'a>(f: &'a Finding, t: &'a Trace) -> impl Ord + 'a {
    (t.commit.is_none(), t.date == 0, t.date, &f.location, &t.commit)
}

fn day(seconds: i64) -> Option<String> {
    (seconds != 0).then(|| {
        jiff::Timestamp::from_second(seconds)
            .ok()
            .map(|t| t.strftime("%Y-%m-%d").to_string())
    })?
}

fn short(hex: &str) -> &str {
    hex.get(..12).unwrap_or(hex)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Location, Secret, Severity, Status};

    fn finding(path: &str, value: &str) -> Finding {
        Finding {
            rule: Cow::Borrowed("a-rule"),
            category: Category::Secret,
            severity: Severity::High,
            confidence: 0.9,
            location: Location {
                path: path.to_owned(),
                line: 1,
                ..Location::default()
            },
            status: Status::History,
            secret: Secret::new(value.as_bytes()),
            fingerprint: Fingerprint(value.to_owned()),
            impact: 0.5,
            reach: 0.8,
            evidence: Vec::new(),
            excerpt: None,
        }
    }

    fn trace(commit: &str, date: i64, held: Held) -> Trace {
        Trace {
            kind: Kind::Blob,
            held,
            commit: Some(commit.repeat(40)),
            date,
            also_at: Vec::new(),
        }
    }

    #[test]
    fn the_earliest_place_wins_in_any_order() {
        let all = [
            (finding("b.txt", "x"), trace("b", 2_000_000, Held::Reference)),
            (finding("a.txt", "x"), trace("a", 1_000_000, Held::Reflog)),
            (finding("c.txt", "x"), trace("c", 3_000_000, Held::Head)),
        ];
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]] {
            let mut m = Merger::default();
            for i in order {
                m.add(all[i].0.clone(), &all[i].1);
            }
            let out = m.finish(&mut []);
            assert_eq!(out.len(), 1);
            assert_eq!(out[0].location.path, "a.txt");
            let evidence = out[0].evidence.join("\n");
            for part in [
                "commit aaaaaaaaaaaa of 1970-01-12",
                "also at b.txt, c.txt",
                "in 3 objects",
                "still in HEAD",
            ] {
                assert!(evidence.contains(part), "{part} in {evidence}");
            }
        }
    }

    #[test]
    fn a_value_of_the_tree_is_told_there_and_not_again() {
        let mut m = Merger::default();
        m.add(finding("old.txt", "x"), &trace("a", 1_000_000, Held::Reference));
        m.add(finding("old.txt", "y"), &trace("a", 1_000_000, Held::Reference));
        let mut tree = [finding("new.txt", "x")];
        let out = m.finish(&mut tree);
        assert_eq!(out.len(), 1);
        assert_eq!(out[0].secret.reveal(), "y");
        assert!(tree[0].evidence[0].contains("also in git history, first in commit aaaaaaaaaaaa"));
    }
}
