//! Controls that do nothing, as far as one file shows it by itself. What takes several files is `agent::lint`.

use super::{Kind, Sink};
use crate::agent::doc::{Member, Node};

/// A file that no version in use reads.
pub(crate) fn inert_file(text: &str, agent: &str, sink: &mut Sink) {
    let used = text
        .lines()
        .any(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'));
    if used {
        let (start, end) = first_rule(text);
        let why = match agent {
            "Goose" => "Goose removed .gooseignore on 2026-07-09 (aaif-goose/goose #10343)",
            "Kilo Code" => "Kilo Code reads .kilocodeignore, not .kiloignore",
            _ => "Claude Code reads no .claudeignore; it wants permissions.deny and sandbox.filesystem.denyRead",
        };
        sink.span("inert-ignore-file", start, end, 0.95, vec![why.to_owned()]);
    }
}

fn first_rule(text: &str) -> (usize, usize) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim();
        if !body.is_empty() && !body.starts_with('#') {
            let start = at + line.len() - line.trim_start().len();
            return (start, start + body.len());
        }
        at += line.len();
    }
    (0, 0)
}

/// Keys that are never consulted where they stand.
pub(crate) fn settings(kind: Kind, root: &Node, sink: &mut Sink) {
    match kind {
        Kind::Claude => claude(root, sink),
        Kind::Codex => codex(root, sink),
        Kind::GeminiPolicy => {
            if let Some(m) = root.member("rule") {
                sink.key(
                    "inert-permission",
                    m,
                    0.9,
                    vec!["Gemini CLI does not apply policies of the workspace (google-gemini/gemini-cli #18186); put them into ~/.gemini/policies".into()],
                );
            }
        }
        Kind::Copilot => {
            for key in ["permissions", "sandbox"] {
                if let Some(m) = root.member(key) {
                    let why = format!(
                        "Copilot CLI ignores {key} in a repository's settings; permissions count only in managed settings"
                    );
                    sink.key("inert-permission", m, 0.9, vec![why]);
                }
            }
        }
        _ => {}
    }
}

fn claude(root: &Node, sink: &mut Sink) {
    for list in ["deny", "ask"] {
        for item in root.at(&["permissions", list]).map(Node::items).unwrap_or_default() {
            let Some(rule) = item.str() else { continue };
            let tool = ["Write(", "NotebookEdit(", "Glob("]
                .iter()
                .find(|t| rule.starts_with(**t));
            if let Some(tool) = tool {
                let better = if *tool == "Glob(" { "Read(…)" } else { "Edit(…)" };
                sink.at(
                    "inert-permission",
                    item,
                    0.93,
                    vec![format!(
                        "{tool}…) rules with a path are never consulted; {better} covers the tool"
                    )],
                );
            }
        }
    }
    // The wrong shape: rules at the top level, or a plain object in place of lists.
    for key in ["deny", "ignorePatterns", "denyRead"] {
        if let Some(m) = root.member(key) {
            shape(m, sink);
        }
    }
    if let Some(m) = root
        .get("permissions")
        .and_then(|p| p.member("deny"))
        .filter(|m| m.node.items().is_empty() && m.node.str().is_some())
    {
        shape(m, sink);
    }
    let sandboxed = root.bool_at(&["sandbox", "enabled"]) == Some(true);
    let denies = root
        .at(&["sandbox", "filesystem", "denyRead"])
        .is_some_and(|n| !n.items().is_empty());
    if sandboxed && let Some(s) = root.get("sandbox") {
        if denies && s.bool_at(&["failIfUnavailable"]) == Some(false) {
            fallback(
                s,
                "failIfUnavailable",
                "without its dependencies the sandbox is left out and commands run unsandboxed",
                sink,
            );
        }
        if denies && s.bool_at(&["allowUnsandboxedCommands"]) == Some(true) {
            fallback(
                s,
                "allowUnsandboxedCommands",
                "a command that the sandbox stops may be run again outside it",
                sink,
            );
        }
    }
}

fn fallback(s: &Node, key: &str, why: &str, sink: &mut Sink) {
    if let Some(m) = s.member(key) {
        sink.key("sandbox-fallback", m, 0.85, vec![why.to_owned()]);
    }
}

fn shape(m: &Member, sink: &mut Sink) {
    let why = format!(
        "`{}` is not a key that Claude Code reads here; rules go into the list permissions.deny",
        m.key
    );
    sink.key("inert-permission", m, 0.85, vec![why]);
}

fn codex(root: &Node, sink: &mut Sink) {
    if root.member("sandbox_mode").is_some()
        && let Some(profile) = root
            .member("default_permissions")
            .or_else(|| root.member("permissions"))
    {
        sink.key(
            "shadowed-profile",
            profile,
            0.95,
            vec!["permission profiles are ignored without a word while sandbox_mode is set".into()],
        );
    }
    let proxy = root.bool_at(&["features", "network_proxy"]) == Some(true);
    for p in root.get("permissions").map(Node::members).unwrap_or_default() {
        if !proxy && let Some(d) = p.node.get("network").and_then(|n| n.member("domains")) {
            sink.key(
                "inert-permission",
                d,
                0.9,
                vec!["network domains bind only with features.network_proxy = true".into()],
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes;

    #[test]
    fn controls_that_do_nothing() {
        assert_eq!(classes(".claudeignore", "# x\n.env\n"), ["inert-ignore-file"]);
        assert_eq!(classes(".claudeignore", "# nothing\n"), [""; 0]);
        assert_eq!(
            classes(
                ".claude/settings.json",
                r#"{"permissions":{"deny":["Write(.env)","Read(.env)"]}}"#
            ),
            ["inert-permission"]
        );
        assert_eq!(
            classes(
                ".codex/config.toml",
                "sandbox_mode='read-only'\ndefault_permissions='safe'\n"
            ),
            ["shadowed-profile"]
        );
        assert_eq!(
            classes(
                ".codex/config.toml",
                "[permissions.s.network.domains]\n'a.example'='allow'\n"
            ),
            ["inert-permission"]
        );
        assert_eq!(
            classes(
                ".codex/config.toml",
                "[features]\nnetwork_proxy=true\n[permissions.s.network.domains]\n'a.example'='allow'\n"
            ),
            [""; 0]
        );
        assert_eq!(
            classes(".gemini/policies/a.toml", "[[rule]]\ntoolName='x'\ndecision='deny'\n"),
            ["inert-permission"]
        );
        assert_eq!(
            classes(".github/copilot/settings.json", r#"{"permissions":{"deny":["shell"]}}"#),
            ["inert-permission"]
        );
    }
}
