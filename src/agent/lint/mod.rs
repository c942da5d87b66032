//! Controls that do not do what their owner thinks: read from the merged configuration of each agent.
//!
//! What one file shows by itself is found by the recognisers of `crate::detect::egress`, here applied to the user's and
//! the machine's files too; what takes several files stands in `claude` and `others`. Each remark names a place and
//! what is true of it, not what somebody may have meant.

mod claude;
mod others;

use serde::Serialize;

use super::Agent;
use super::access::Access;
use super::doc::{self, Node};
use super::place::{Doc, Place, Scope};
use crate::detect::egress;
use crate::finding::Severity;
use crate::rule;

/// One control that is not what it seems.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Remark {
    /// The rule that explains it (`spillage explain`).
    pub rule: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: f64,
    /// File as reports name it.
    pub file: String,
    /// 1-based.
    pub line: u64,
    /// 1-based, in code points.
    pub column: u64,
    /// What is true of it.
    pub what: String,
}

/// Classes of single-file recognisers that concern controls.
const CLASSES: &[&str] = &[
    "inert-permission",
    "shadowed-profile",
    "sandbox-fallback",
    "inert-ignore-file",
    "bypass",
    "auto-approve",
    "allow-shell",
    "sandbox-off",
    "trust-mcp",
    "trust-off",
    "network-open",
    "wide-directories",
];

/// Everything to say about these agents in a place, sorted by file and position.
#[must_use]
pub fn lint(place: &Place, agents: &[&Agent]) -> Vec<Remark> {
    let mut out = Vec::new();
    for name in [".claudeignore", ".gooseignore", ".kiloignore"] {
        for scope in [Scope::Project, Scope::User] {
            if let Some((label, text)) = place.text(scope, name) {
                single(&label, &text, &mut out);
            }
        }
    }
    // Files that count for somebody else, or for nobody: the settings of an untrusted project, permissions that are not read.
    for name in [".codex/config.toml", ".github/copilot/settings.json"] {
        if let Some((label, text)) = place.text(Scope::Project, name) {
            single(&label, &text, &mut out);
        }
    }
    for agent in agents {
        let access = agent.access(place);
        for d in &access.docs {
            single(&d.label, &d.text, &mut out);
            if let Some(fault) = &d.fault {
                out.push(Remark {
                    rule: "inert-permission-rule",
                    severity: Severity::Medium,
                    confidence: 0.9,
                    file: d.label.clone(),
                    line: 1,
                    column: 1,
                    what: format!("the file does not parse ({fault}): none of its rules counts"),
                });
            }
        }
        claude::lint(&access, &mut out);
        others::lint(&access, &mut out);
    }
    out.sort_by(|a, b| (&a.file, a.line, a.column, a.rule, &a.what).cmp(&(&b.file, b.line, b.column, b.rule, &b.what)));
    out.dedup_by(|a, b| (&a.file, a.line, a.column, a.rule) == (&b.file, b.line, b.column, b.rule));
    out
}

/// What one file shows by itself. A user's own file is not repository-supplied: what it grants is the user's choice, and
/// said with less weight.
fn single(label: &str, text: &str, out: &mut Vec<Remark>) {
    let own = label.starts_with("~/") || label.starts_with('/');
    for f in egress::scan(text.as_bytes(), label)
        .into_iter()
        .filter(|f| CLASSES.contains(&f.class))
    {
        let Some(r) = rule::built_in()
            .iter()
            .find(|r| matches!(r.how, rule::How::Recogniser(n) if n.strip_prefix("egress:") == Some(f.class)))
        else {
            continue;
        };
        let (line, column) = doc::line_column(text, f.start);
        let lighter = own && !f.class.starts_with("inert") && f.class != "shadowed-profile";
        out.push(Remark {
            rule: r.id.get(),
            severity: if lighter {
                Severity::Low
            } else {
                f.severity.unwrap_or(r.severity)
            },
            confidence: f.confidence,
            file: label.to_owned(),
            line,
            column,
            what: f.evidence.join("; "),
        });
    }
}

/// A remark at a node of a document.
fn at(d: &Doc, node: &Node, rule: &'static str, severity: Severity, confidence: f64, what: String) -> Remark {
    let (line, column) = doc::line_column(&d.text, node.span.start);
    Remark {
        rule,
        severity,
        confidence,
        file: d.label.clone(),
        line,
        column,
        what,
    }
}

/// Texts of a list with their document.
fn texts<'a>(a: &'a Access, path: &[&str]) -> Vec<(&'a Doc, &'a Node, &'a str)> {
    a.docs
        .iter()
        .flat_map(|d| {
            d.root
                .at(path)
                .map(Node::list)
                .unwrap_or_default()
                .into_iter()
                .map(move |n| (d, n))
        })
        .filter_map(|(d, n)| n.str().map(|s| (d, n, s)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::place;
    use super::super::{AGENTS, find};
    use super::*;

    fn said(agent: &str, files: &[(&str, &str)]) -> Vec<String> {
        let p = place("lint", files);
        let agents = [find(agent).unwrap()];
        lint(&p, &agents)
            .into_iter()
            .map(|r| format!("{}:{} {}", r.file, r.line, r.rule))
            .collect()
    }

    #[test]
    fn claude_traps() {
        let s = |t: &str| said("claude-code", &[(".claude/settings.json", t)]);
        assert_eq!(
            s("{\"permissions\":{\n\"deny\":[\"Write(.env)\"]}}"),
            [".claude/settings.json:2 inert-permission-rule"]
        );
        assert_eq!(
            s(r#"{"permissions":{"deny":["Read(/etc/passwd)"]}}"#),
            [".claude/settings.json:1 inert-permission-rule"]
        );
        assert_eq!(
            s(r#"{"permissions":{"deny":["Read(**/*.env)"],"allow":["Read(./ok.env)"]}}"#),
            [".claude/settings.json:1 inert-permission-rule"]
        );
        assert_eq!(
            s(
                r#"{"permissions":{"deny":["Read(./secrets/**)","Read(~/.ssh/**)","Read(//etc/passwd)","Bash(curl:*)"],"allow":["Bash(ls:*)"]}}"#
            ),
            [""; 0]
        );
        assert_eq!(
            s(r#"{"sandbox":{"enabled":true,"filesystem":{"denyRead":["./.env"]}}}"#),
            [
                ".claude/settings.json:1 sandbox-fallback",
                ".claude/settings.json:1 inert-permission-rule"
            ]
        );
        assert_eq!(
            said(
                "claude-code",
                &[(
                    "~/.claude/settings.json",
                    r#"{"permissions":{"deny":["Read(/secrets/**)"]}}"#
                )]
            ),
            ["~/.claude/settings.json:1 inert-permission-rule"]
        );
        assert_eq!(
            said("claude-code", &[(".claudeignore", ".env\n")]),
            [".claudeignore:1 inert-ignore-file"]
        );
    }

    #[test]
    fn a_project_that_widens_what_the_user_narrowed() {
        let user = ("~/.claude/settings.json", r#"{"sandbox":{"enabled":true}}"#);
        let s = said(
            "claude-code",
            &[user, (".claude/settings.json", r#"{"sandbox":{"enabled":false}}"#)],
        );
        assert!(
            s.contains(&".claude/settings.json:1 agent-sandbox-off".to_owned()),
            "{s:?}"
        );
        let user = (
            "~/.config/opencode/opencode.json",
            r#"{"permission":{"read":{"secrets/*":"deny"}}}"#,
        );
        let s = said(
            "opencode",
            &[user, ("opencode.json", r#"{"permission":{"read":{"*":"allow"}}}"#)],
        );
        assert_eq!(s, ["opencode.json:1 inert-permission-rule"]);
    }

    #[test]
    fn codex_layers() {
        let profile = "default_permissions = \"s\"\n[permissions.s.filesystem]\n\"~/.ssh\" = \"deny\"\n";
        let s = said(
            "codex",
            &[
                ("~/.codex/config.toml", profile),
                ("/etc/codex/config.toml", "sandbox_mode = \"read-only\"\n"),
            ],
        );
        assert_eq!(s, ["~/.codex/config.toml:1 shadowed-permission-profile"]);
        assert_eq!(said("codex", &[("~/.codex/config.toml", profile)]), [""; 0]);
        let mixed = "default_permissions = \"s\"\n[permissions.s.filesystem.\":project_roots\"]\n\"a\" = \"none\"\n[permissions.s.filesystem.\":workspace_roots\"]\n\"b\" = \"deny\"\n";
        assert_eq!(
            said("codex", &[("~/.codex/config.toml", mixed)]),
            ["~/.codex/config.toml:2 inert-permission-rule"]
        );
    }

    #[test]
    fn others_traps() {
        assert_eq!(
            said(
                "copilot-cli",
                &[("~/.copilot/settings.json", r#"{"permissions":{"deny":["shell"]}}"#)]
            ),
            ["~/.copilot/settings.json:1 inert-permission-rule"]
        );
        assert_eq!(
            said(
                "copilot-cli",
                &[(
                    "~/.copilot/settings.json",
                    r#"{"sandbox":{"enabled":true,"userPolicy":{"filesystem":{"deniedPaths":["**/.env"]}}}}"#
                )]
            ),
            ["~/.copilot/settings.json:1 inert-permission-rule"]
        );
        assert_eq!(
            said(
                "gemini-cli",
                &[
                    (".geminiignore", ".env\n"),
                    (
                        ".gemini/settings.json",
                        r#"{"context":{"fileFiltering":{"respectGeminiIgnore":false}}}"#
                    )
                ]
            ),
            [".gemini/settings.json:1 inert-ignore-file"]
        );
        assert_eq!(
            said(
                "opencode",
                &[("~/.config/opencode/opencode.json", r#"{"permission":{"read":"allow"}}"#)]
            ),
            ["~/.config/opencode/opencode.json:1 inert-permission-rule"]
        );
        let kilo = r#"{"permission":{"*":"ask","read":{"*.env":"deny","*":"allow"},"sudo *":"deny"}}"#;
        assert_eq!(
            said("kilo", &[(".kilo/kilo.json", kilo)]),
            [
                ".kilo/kilo.json:1 inert-permission-rule",
                ".kilo/kilo.json:1 inert-permission-rule"
            ]
        );
        assert_eq!(
            said("zed", &[(".zed/settings.json", r#"{"private_files":["x"]}"#)]),
            [".zed/settings.json:1 inert-permission-rule"]
        );
    }

    #[test]
    fn files_that_count_for_nobody_here_are_read_too() {
        assert_eq!(
            said(
                "claude-code",
                &[(".codex/config.toml", "sandbox_mode = 'read-only'\n[permissions.s]\n")]
            ),
            [".codex/config.toml:2 shadowed-permission-profile"]
        );
    }

    #[test]
    fn nothing_configured_nothing_said() {
        let p = place("lint-none", &[("src/main.rs", "fn main() {}")]);
        let all: Vec<&Agent> = AGENTS.iter().collect();
        assert_eq!(lint(&p, &all), []);
    }
}
