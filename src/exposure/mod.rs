//! How much is exposed: a pure function of findings and coverage over one visible table.

pub mod folders;
mod reductions;
mod score;
mod table;

use serde::{Deserialize, Serialize};

pub use folders::Folder;
pub use score::{Contribution, assess, contributions, score_of};
pub use table::{COVERAGE_NEEDED, DECAY, FLOOR_REACH, WEAK, category_weight, floor, reach};

use crate::source::Skipped;

/// The score with everything it is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Exposure {
    /// 0 to 100.
    pub score: u32,
    /// Only findings with confidence >= 0.8.
    pub low: u32,
    /// Every candidate down to the lowest confidence.
    pub high: u32,
    /// minimal < 20, low < 40, medium < 60, high < 80, critical.
    pub band: Band,
    /// What to do.
    pub verdict: Verdict,
    /// Exposure of each category, 0 to 1.
    pub categories: std::collections::BTreeMap<String, f64>,
    /// The denials that lower the score most, best first.
    pub reductions: Vec<Reduction>,
    /// The score for each agent that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<AgentExposure>,
}

/// A part of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// Below 20.
    #[default]
    Minimal,
    /// Below 40.
    Low,
    /// Below 60.
    Medium,
    /// Below 80.
    High,
    /// 80 and above.
    Critical,
}

/// What the score advises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum Verdict {
    /// Nothing that would keep an agent out.
    #[serde(rename = "grant")]
    Grant,
    /// After the listed denials.
    #[serde(rename = "grant with exclusions")]
    GrantWithExclusions,
    /// Not as it is.
    #[serde(rename = "do not grant")]
    DoNotGrant,
    /// Too little was read to say.
    #[default]
    #[serde(rename = "unknown")]
    Unknown,
}

/// What denying one path or folder would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduction {
    /// Path or folder (folders end in `/`), relative to the root.
    pub deny: String,
    /// The score that a scan would give with it denied, and all reductions listed before it denied too.
    pub score_after: u32,
    /// How many findings it takes away.
    pub findings: u64,
}

/// The score that remains for one agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentExposure {
    /// Name on the command line.
    pub agent: String,
    /// Score under this agent's controls.
    pub score: u32,
    /// Findings that nothing stops.
    pub open: u64,
    /// Findings stopped only by what a shell command walks around.
    pub weak: u64,
    /// Findings that are really blocked.
    pub blocked: u64,
    /// Findings that a person is asked about first.
    #[serde(default)]
    pub asks: u64,
    /// Installed version, where it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whether commands reach the network: open, limited, closed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub network: String,
    /// Configuration files that were read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// What is odd about this configuration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What could be read, what was, and what was not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Coverage {
    /// Files looked at.
    pub files: u64,
    /// Bytes that a session could read.
    pub bytes_readable: u64,
    /// Bytes that were examined.
    pub bytes_examined: u64,
    /// `bytes_examined / bytes_readable`; 1 where nothing is readable.
    pub ratio: f64,
    /// What was not examined, sorted.
    pub skipped: Vec<Skipped>,
    /// What each folder of the tree holds, itself and below, by path (`a/b/`; the root is the empty path). A saved report
    /// has the part that [`folders::worth_telling`] picks.
    #[serde(
        default,
        with = "folders::as_list",
        skip_serializing_if = "std::collections::HashMap::is_empty"
    )]
    pub folders: std::collections::HashMap<String, Folder>,
}
