//! One serialisable value that every format renders.
//!
//! Renderers are pure functions `fn render(&Report, &Options, &mut dyn io::Write) -> io::Result<()>`, one file a format.
//! Everything in a report that came from the scanned tree (paths, members, redacted values, evidence) is untrusted text:
//! each format has one escaping function, and nothing reaches its output around it.

pub mod text;

use std::collections::BTreeMap;

use crate::exposure::{Coverage, Exposure};
use crate::finding::Finding;

/// Everything a scan has to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Version of this program.
    pub version: String,
    /// The score and where it comes from.
    pub exposure: Exposure,
    /// What was read and what was not.
    pub coverage: Coverage,
    /// Findings, in the stable order of [`Finding::sort_key`].
    pub findings: Vec<Finding>,
    /// What the rules of these findings say, by rule id.
    pub rules: BTreeMap<String, RuleInfo>,
    /// What was left out on request.
    pub suppressed: Suppressed,
    /// Which configuration file was used, if any (relative to the root where it lies inside it).
    pub config: Option<String>,
    /// Things the user should know that are not findings ("baseline entry no longer matches", "history not scanned").
    pub notes: Vec<String>,
}

/// The words of a rule, so that a saved report can be rendered without the rules that made it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RuleInfo {
    /// A few words.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// How to fix it.
    pub fix: String,
    /// Where the format is documented.
    pub references: Vec<String>,
}

/// How many findings were left out, by what, and what the score would be with them.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Suppressed {
    /// By a comment in the file.
    pub inline: u64,
    /// By the baseline.
    pub baseline: u64,
    /// By the configuration (excluded paths and rules).
    pub config: u64,
    /// The score over all findings, suppressed ones included.
    pub score_without: u32,
}
