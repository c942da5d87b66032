//! What an agent can do with one path through one way of reading, and who says so.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How far a control goes, most exposing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Read without a question.
    Open,
    /// Read after a person said yes.
    Asks,
    /// Stopped by a rule that another way of reading walks around.
    Weak,
    /// Stopped.
    Blocked,
}

impl Verdict {
    /// Every verdict, most exposing first.
    pub const ALL: [Self; 4] = [Self::Open, Self::Asks, Self::Weak, Self::Blocked];

    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Asks => "asks",
            Self::Weak => "weak",
            Self::Blocked => "blocked",
        }
    }

    /// The factor that a verdict puts on a finding's reach. A question is answered with yes so often that it takes
    /// little away; a tool-level rule is walked around by the next shell command; a sandbox has to be broken.
    #[must_use]
    pub fn reach(self) -> f64 {
        match self {
            Self::Open => 1.0,
            Self::Asks => 0.85,
            Self::Weak => 0.7,
            Self::Blocked => 0.1,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A way in which content gets into a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// The agent's own tool for reading files.
    FileTool,
    /// Shell commands that the agent recognises as readers (`cat`, `head`, `sed`).
    ShellReader,
    /// Any other shell command (`grep -r`, an interpreter, a build).
    Shell,
    /// Servers that run beside the agent.
    Mcp,
    /// Files that the user names with `@`.
    Mention,
    /// Content sent to build an index.
    Index,
    /// Agents that the agent starts.
    Subagent,
    /// Variables that the session inherits.
    Environment,
    /// `.env` files that the agent loads by itself.
    DotEnv,
}

impl Channel {
    /// Every channel, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::FileTool,
        Self::ShellReader,
        Self::Shell,
        Self::Mcp,
        Self::Mention,
        Self::Index,
        Self::Subagent,
        Self::Environment,
        Self::DotEnv,
    ];

    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FileTool => "file-tool",
            Self::ShellReader => "shell-reader",
            Self::Shell => "shell",
            Self::Mcp => "mcp",
            Self::Mention => "mention",
            Self::Index => "index",
            Self::Subagent => "subagent",
            Self::Environment => "environment",
            Self::DotEnv => "dot-env",
        }
    }

    pub(crate) fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A set of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Channels(pub(crate) u16);

impl Channels {
    pub(crate) fn of(list: &[Channel]) -> Self {
        Self(list.iter().fold(0, |set, c| set | c.bit()))
    }

    pub(crate) fn has(self, c: Channel) -> bool {
        self.0 & c.bit() != 0
    }
}

/// Who established a fact, and when: facts about other people's programs age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Source {
    /// Document, issue, advisory, changelog.
    pub what: &'static str,
    /// When it was read, or the date it carries.
    pub date: &'static str,
}

impl Source {
    pub(crate) const fn new(what: &'static str, date: &'static str) -> Self {
        Self { what, date }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.what, self.date)
    }
}

/// The verdict on a path and a channel with everything that led to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// How far the control goes.
    pub verdict: Verdict,
    /// Why, in words.
    pub reason: String,
    /// The file and the rule that decided; none where a default did.
    pub decided_by: Option<(String, String)>,
    /// Who says that it works like this.
    pub source: Source,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reach_falls_as_controls_tighten() {
        let r: Vec<f64> = Verdict::ALL.iter().map(|v| v.reach()).collect();
        assert!(r.windows(2).all(|w| w[0] > w[1]), "{r:?}");
        assert!(Verdict::Open < Verdict::Asks && Verdict::Weak < Verdict::Blocked);
    }
}
