//! Published ways around agents' controls, with the versions that they concern. A bypass that applies turns `blocked`
//! into `weak`.
//!
//! Entries without any version established are listed for `spillage agents` and docs/agents.md, and change nothing:
//! a verdict must not rest on a report that nobody could date.

use super::access::Kind;
use super::verdict::{Channel, Source};
use super::version::Version;

/// One published bypass.
#[derive(Debug, Clone, Copy)]
pub struct Bypass {
    /// Agent.
    pub agent: &'static str,
    /// First version concerned; empty: from the start.
    pub since: &'static str,
    /// First version without it; empty: none known.
    pub fixed: &'static str,
    /// Whether the versions above were established, so that it may count.
    pub counts: bool,
    pub(crate) kind: Kind,
    pub(crate) channels: &'static [Channel],
    /// In words.
    pub what: &'static str,
    /// Issue, advisory or changelog.
    pub source: Source,
}

const fn known(
    agent: &'static str,
    versions: (&'static str, &'static str),
    kind: Kind,
    channels: &'static [Channel],
    what: &'static str,
    source: Source,
) -> Bypass {
    Bypass {
        agent,
        since: versions.0,
        fixed: versions.1,
        counts: true,
        kind,
        channels,
        what,
        source,
    }
}

const fn reported(
    agent: &'static str,
    kind: Kind,
    channels: &'static [Channel],
    what: &'static str,
    source: Source,
) -> Bypass {
    Bypass {
        agent,
        since: "",
        fixed: "",
        counts: false,
        kind,
        channels,
        what,
        source,
    }
}

use Channel::{DotEnv, FileTool, Index, Mention, Shell, ShellReader, Subagent};

const GH: &str = "2026-11";

/// Every bypass known to this version, by agent.
pub const KNOWN: &[Bypass] = &[
    known(
        "claude-code",
        ("", "2.1.7"),
        Kind::Rule,
        &[FileTool, Subagent],
        "a symbolic link leads around deny rules",
        Source::new("CVE-2026-25724", GH),
    ),
    known(
        "claude-code",
        ("", "2.1.2"),
        Kind::Sandbox,
        &[Shell, ShellReader],
        "a sandboxed command can create settings.json and leave the sandbox",
        Source::new("CVE-2026-25725", GH),
    ),
    known(
        "claude-code",
        ("", "2.1.90"),
        Kind::Rule,
        &[ShellReader],
        "a command of more than 50 parts is not checked",
        Source::new("Claude Code changelog 2.1.90", GH),
    ),
    known(
        "claude-code",
        ("", "2.1.162"),
        Kind::Rule,
        &[FileTool, Subagent],
        "Grep and Glob show what Read may not",
        Source::new("Claude Code changelog 2.1.162", GH),
    ),
    known(
        "claude-code",
        ("", "2.1.268"),
        Kind::Rule,
        &[FileTool],
        "rules are not compared with the real path behind a link",
        Source::new("Claude Code changelog 2.1.268", GH),
    ),
    known(
        "claude-code",
        ("2.1.241", "2.1.242"),
        Kind::Rule,
        &[ShellReader],
        "`$(cat file)` is not recognised as reading",
        Source::new("anthropics/claude-code #89055", GH),
    ),
    known(
        "claude-code",
        ("", "2.1.128"),
        Kind::Sandbox,
        &[Shell, ShellReader],
        "a world-readable file passes on what was read",
        Source::new("CVE-2026-46406", GH),
    ),
    known(
        "claude-code",
        ("", "2.0.64"),
        Kind::Rule,
        &[DotEnv],
        ".env is loaded in spite of rules",
        Source::new("anthropics/claude-code #5616", GH),
    ),
    reported(
        "claude-code",
        Kind::Sandbox,
        &[Shell],
        "a symbolic link leads out of the sandbox",
        Source::new("CVE-2026-39861", GH),
    ),
    reported(
        "claude-code",
        Kind::Rule,
        &[FileTool],
        "path prefixes are compared as text",
        Source::new("CVE-2025-54794", GH),
    ),
    reported(
        "claude-code",
        Kind::Rule,
        &[ShellReader],
        "a crafted echo runs without a question",
        Source::new("CVE-2025-54795", GH),
    ),
    reported(
        "claude-code",
        Kind::Rule,
        &[FileTool],
        "deny rules were reported as not enforced",
        Source::new("anthropics/claude-code #6631, #4570, #24846", GH),
    ),
    reported(
        "claude-code",
        Kind::Rule,
        &[Subagent],
        "subagents were reported to read what is denied",
        Source::new("anthropics/claude-code #25000, #57068, #73380, #87216", GH),
    ),
    reported(
        "claude-code",
        Kind::Sandbox,
        &[Shell],
        "an allowRead of a parent folder beats denyRead",
        Source::new("anthropics/claude-code #45570", GH),
    ),
    known(
        "codex",
        ("0.130", "0.131"),
        Kind::Sandbox,
        &[Shell, ShellReader, FileTool, Subagent],
        "deny globs do nothing",
        Source::new("openai/codex #22179", GH),
    ),
    reported(
        "codex",
        Kind::Sandbox,
        &[Shell],
        "deny-read has no effect on Windows (seen with 0.142.5)",
        Source::new("openai/codex #31265", GH),
    ),
    reported(
        "codex",
        Kind::Rule,
        &[Shell],
        "a repository's configuration ran commands",
        Source::new("CVE-2025-61260", GH),
    ),
    reported(
        "cursor",
        Kind::IgnoreFile,
        &[FileTool],
        "protected files could be written through differing letter case",
        Source::new("CVE-2025-59944", GH),
    ),
    reported(
        "cursor",
        Kind::Rule,
        &[Shell],
        "an MCP configuration written by the agent ran at once (CurXecute), or changed after approval (MCPoison)",
        Source::new("CVE-2025-54135, CVE-2025-54136", GH),
    ),
    reported(
        "gemini-cli",
        Kind::IgnoreFile,
        &[FileTool],
        ".geminiignore was reported as not honoured",
        Source::new("google-gemini/gemini-cli #16941, #2493", GH),
    ),
    reported(
        "gemini-cli",
        Kind::IgnoreFile,
        &[DotEnv],
        ".env is loaded although git ignores it",
        Source::new("google-gemini/gemini-cli #15884", GH),
    ),
    reported(
        "copilot-cli",
        Kind::Rule,
        &[FileTool],
        "a deny of read() blocks everything and cat walks around it",
        Source::new("github/copilot-cli #2722, #3785, #3860, #4871", GH),
    ),
    reported(
        "vscode",
        Kind::Rule,
        &[FileTool],
        "the agent could write its own autoApprove setting",
        Source::new("CVE-2025-53773", GH),
    ),
    reported(
        "kilo",
        Kind::Rule,
        &[Mention],
        "@.env is read in spite of a denial",
        Source::new("Kilo-Org/kilocode #8293", GH),
    ),
    reported(
        "opencode",
        Kind::Rule,
        &[ShellReader],
        "a variable assignment in front of a command walks around its rule",
        Source::new("anomalyco/opencode #26042", GH),
    ),
    reported(
        "augment",
        Kind::Rule,
        &[FileTool],
        "with one tool denied the agent uses another",
        Source::new("augmentcode/auggie #145", GH),
    ),
    reported(
        "augment",
        Kind::IgnoreFile,
        &[Index],
        "the ignore file is about the index",
        Source::new("augmentcode/auggie #145", GH),
    ),
    reported(
        "goose",
        Kind::IgnoreFile,
        &[FileTool],
        "the ignore file was removed",
        Source::new("aaif-goose/goose #10343, #10221, #11091", GH),
    ),
];

/// The bypass that concerns this control in this version. An unknown version is taken to be current: what has a fix
/// does not count, what has none does.
pub(crate) fn applying(agent: &str, version: Option<Version>, kind: Kind, channel: Channel) -> Option<&'static Bypass> {
    KNOWN.iter().find(|b| {
        b.counts
            && b.agent == agent
            && b.kind == kind
            && b.channels.contains(&channel)
            && match version {
                Some(v) => {
                    Version::parse(b.since).is_none_or(|s| v >= s) && Version::parse(b.fixed).is_none_or(|f| v < f)
                }
                None => b.fixed.is_empty(),
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_decide() {
        let v = Version::parse;
        let hit = |version| applying("claude-code", version, Kind::Rule, FileTool).map(|b| b.source.what);
        assert_eq!(hit(v("2.1.6")), Some("CVE-2026-25724"));
        assert_eq!(hit(v("2.1.319")), None);
        assert_eq!(hit(None), None);
        assert!(applying("claude-code", v("2.1.241"), Kind::Rule, ShellReader).is_some());
        assert!(applying("codex", v("0.130.4"), Kind::Sandbox, Shell).is_some());
    }

    #[test]
    fn every_entry_is_dated() {
        assert!(
            KNOWN
                .iter()
                .all(|b| !b.source.date.is_empty() && !b.what.is_empty() && !b.channels.is_empty())
        );
    }
}
