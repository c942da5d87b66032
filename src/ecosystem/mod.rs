//! What other tools' files say: rules and allow-lists of gitleaks and betterleaks, ignored findings, audited baselines.
//!
//! Everything is converted to this program's own types when it is loaded. What cannot be converted is named, never dropped
//! in silence, and what such files leave out is counted like what the configuration leaves out.

mod allow;
mod ignored;
mod literal;
mod rules;
mod syntax;

pub use allow::Allowlist;
pub use ignored::Ignored;

use regex_automata::meta::Regex;

use crate::finding::{Category, Finding};
use crate::rule::raw::RawRule;

/// What files of other tools add to a run.
#[derive(Debug, Clone, Default)]
pub struct Foreign {
    /// Rules, converted.
    pub rules: Vec<RawRule>,
    /// Findings that are left out.
    pub allow: Vec<Allowlist>,
    /// Findings that somebody looked at with another tool.
    pub ignored: Ignored,
    /// What could not be taken over, one line each.
    pub notes: Vec<String>,
    /// Rules that hold at paths of this form only.
    scopes: Vec<(String, Regex)>,
}

impl Foreign {
    /// Reads a rule file: `.gitleaks.toml`, a betterleaks configuration, or rules in this program's own form.
    /// `taken` says whether an id is in use.
    ///
    /// # Errors
    /// Where the text is no such file, in words that name the key.
    pub fn read_rules(&mut self, file: &str, text: &str, taken: &dyn Fn(&str) -> bool) -> Result<(), String> {
        rules::read(self, file, text, taken)
    }

    /// Whether a finding lies where its rule does not hold.
    #[must_use]
    pub fn out_of_scope(&self, finding: &Finding) -> bool {
        self.scopes
            .iter()
            .any(|(rule, path)| finding.rule == rule.as_str() && !path.is_match(allow::path(finding).as_bytes()))
    }

    /// Whether a finding is to be left out.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        matches!(finding.category, Category::Secret | Category::Path)
            && (self.allow.iter().any(|a| a.covers(finding)) || self.ignored.covers(finding))
    }
}
