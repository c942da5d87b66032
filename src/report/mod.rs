//! One serialisable value that every format renders.
//!
//! Renderers are pure functions `fn render(&Report, &Options, &mut dyn io::Write) -> io::Result<()>`, one file a format.
//! Everything in a report that came from the scanned tree (paths, members, redacted values, evidence) is untrusted text:
//! each format has one escaping function, and nothing reaches its output around it.

mod access;
pub mod azure;
pub mod badge;
pub mod compact;
pub mod compare;
pub mod csv;
mod explain;
pub mod github;
pub mod gitlab_quality;
pub mod gitlab_secrets;
#[cfg(test)]
mod golden;
pub mod html;
pub mod human;
mod identity;
pub mod import;
pub mod json;
mod json_text;
pub mod jsonl;
pub mod junit;
pub mod markdown;
pub mod rdjson;
#[cfg(test)]
pub(crate) mod sample;
pub mod sarif;
pub mod text;
mod words;

use std::collections::BTreeMap;
use std::io;

use crate::exposure::{Coverage, Exposure};
use crate::finding::Finding;

/// Everything a scan has to say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Version of this program.
    pub version: String,
    /// The score and where it comes from.
    pub exposure: Exposure,
    /// What was read and what was not.
    pub coverage: Coverage,
    /// Findings, in the stable order of [`Finding::sort_key`].
    pub findings: Vec<Finding>,
    /// For each finding, in the same order, what the agents that were asked for can do with it, by agent; empty where
    /// none was asked for.
    pub access: Vec<BTreeMap<String, crate::agent::remaining::FindingAccess>>,
    /// What changed since an earlier report, where one was given.
    pub comparison: Option<compare::Comparison>,
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

/// How a report is rendered. Every format takes the part that concerns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// Values in clear text.
    pub show_secrets: bool,
    /// ANSI colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// 0: what fits; 1: every finding; 2: with evidence, reasons and fixes.
    pub verbose: u8,
    /// Only the score.
    pub quiet: bool,
    /// Each value's share of the score.
    pub explain_score: bool,
    /// When the report was made, in seconds since 1970, for formats that must say so.
    pub now: i64,
}

impl RenderOptions {
    /// When the report was made, in UTC, as `YYYY-MM-DDThh:mm:ss`.
    fn time(&self) -> String {
        jiff::Timestamp::from_second(self.now)
            .unwrap_or_default()
            .strftime("%Y-%m-%dT%H:%M:%S")
            .to_string()
    }
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            show_secrets: false,
            color: false,
            width: 100,
            verbose: 0,
            quiet: false,
            explain_score: false,
            now: 0,
        }
    }
}

macro_rules! formats {
    ($($variant:ident $name:literal $render:path, $help:literal;)*) => {
        /// A format that a report can be written in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Format {
            $(#[doc = $help] $variant,)*
        }

        impl Format {
            /// Every format.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// The name on the command line.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// One line for the help.
            #[must_use]
            pub fn help(self) -> &'static str {
                match self {
                    $(Self::$variant => $help,)*
                }
            }

            /// Writes a report in this format.
            ///
            /// # Errors
            /// Where writing fails.
            pub fn render(self, report: &Report, options: &RenderOptions, out: &mut dyn io::Write) -> io::Result<()> {
                match self {
                    $(Self::$variant => $render(report, options, out),)*
                }
            }
        }
    };
}

// One line a format: variant, name on the command line, renderer, help.
formats! {
    Human "human" human::render, "for people, on a terminal or in a log";
    Json "json" json::render, "for programs; docs/report.schema.json describes it";
    Jsonl "jsonl" jsonl::render, "the same, one object a line, for streams and log shippers";
    Compact "compact" compact::render, "one finding a line, as compilers write them; editors jump to it";
    Sarif "sarif" sarif::render, "for code scanning (GitHub) and editors: SARIF 2.1.0";
    Github "github" github::render, "annotations for GitHub Actions, and the summary of the step where there is one";
    GitlabSecrets "gitlab-secrets" gitlab_secrets::render, "GitLab's secret detection report";
    GitlabQuality "gitlab-quality" gitlab_quality::render, "GitLab's code quality report, for every tier";
    Junit "junit" junit::render, "one failing case a finding, for everything that reads JUnit's XML";
    Rdjson "rdjson" rdjson::render, "for reviewdog";
    Azure "azure" azure::render, "issues of a run in Azure Pipelines";
    Csv "csv" csv::render, "for spreadsheets";
    Markdown "markdown" markdown::render, "for the comment on a pull request";
    Badge "badge" badge::shields, "JSON for a badge of shields.io";
    BadgeSvg "badge-svg" badge::svg, "a badge as a picture";
    Html "html" html::render, "one file for a browser, with filters and a map of the tree";
}
