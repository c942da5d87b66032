//! Allow-lists over findings: by path, commit, value and words in the value.

use std::collections::BTreeSet;

use regex_automata::meta::Regex;

use crate::finding::Finding;

/// Findings that are left out.
#[derive(Debug, Clone, Default)]
pub struct Allowlist {
    /// Of these rules only; of every rule where there are none.
    pub(super) rules: Option<BTreeSet<String>>,
    pub(super) paths: Vec<Regex>,
    pub(super) commits: Vec<String>,
    pub(super) values: Vec<Regex>,
    /// Lower case.
    pub(super) words: Vec<String>,
    /// Each kind of condition must hold, not just one.
    pub(super) all: bool,
    /// No condition: every finding of the rules.
    pub(super) everything: bool,
}

impl Allowlist {
    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty()
            && self.commits.is_empty()
            && self.values.is_empty()
            && self.words.is_empty()
            && !self.everything
    }

    /// Whether a finding is to be left out.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        if self.rules.as_ref().is_some_and(|r| !r.contains(finding.rule.as_ref())) {
            return false;
        }
        if self.everything {
            return true;
        }
        let value = finding.secret.reveal();
        let mut kinds = [
            (!self.paths.is_empty()).then(|| {
                let path = path(finding);
                self.paths.iter().any(|r| r.is_match(path.as_bytes()))
            }),
            (!self.commits.is_empty()).then(|| {
                let commit = finding.location.commit.as_deref().unwrap_or_default();
                self.commits.iter().any(|c| c.eq_ignore_ascii_case(commit))
            }),
            (!self.values.is_empty()).then(|| self.values.iter().any(|r| r.is_match(value.as_bytes()))),
            (!self.words.is_empty()).then(|| {
                let lower = value.to_lowercase();
                self.words.iter().any(|w| lower.contains(w))
            }),
        ]
        .into_iter()
        .flatten()
        .peekable();
        if self.all {
            kinds.peek().is_some() && kinds.all(|k| k)
        } else {
            kinds.any(|k| k)
        }
    }
}

/// A finding's path as other tools write it.
pub(super) fn path(finding: &Finding) -> String {
    let mut path = finding.location.path.clone();
    for member in &finding.location.member {
        path.push('!');
        path.push_str(member);
    }
    path
}
