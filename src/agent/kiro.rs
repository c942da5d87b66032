//! Kiro and Amazon Q: capability rules, denied over asked over allowed, and ignore files.

use super::access::{Access, Effect, Gate, Kind, Order};
use super::common::{SHELLS, TOOLS, effect, everything_open, ignore_gate, lists_servers, servers, tool_gate};
use super::doc::Node;
use super::pattern::Pattern;
use super::place::{Doc, Place, Scope};
use super::verdict::Channel::{Index, Mcp, Shell, ShellReader};
use super::verdict::{Source, Verdict};
use super::version::Version;

const DOCS: Source = Source::new("Kiro docs: permissions, ignore files, agents", "2026-11");

/// Reads the configuration of a place.
pub(crate) fn load(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("kiro", place);
    a.version = version;
    everything_open(&mut a, DOCS);
    a.base(Index, Verdict::Open, "the index reads what is not ignored", DOCS);
    for c in TOOLS {
        a.base_split(
            *c,
            (Verdict::Open, "fs_read ./** is allowed by default"),
            (Verdict::Asks, "outside the workspace it is asked for"),
            DOCS,
        );
    }
    a.take(place.doc(Scope::User, ".kiro/settings/permissions.yaml"));
    for dir in place.list(Scope::User, ".kiro/workspace-roots") {
        a.take(place.doc(Scope::User, &format!(".kiro/workspace-roots/{dir}/permissions.yaml")));
    }
    for name in place
        .list(Scope::Project, ".kiro/agents")
        .iter()
        .filter(|n| n.ends_with(".json"))
    {
        a.take(place.doc(Scope::Project, &format!(".kiro/agents/{name}")));
    }
    let has = lists_servers(
        place,
        &[
            (Scope::Project, ".kiro/settings/mcp.json"),
            (Scope::User, ".kiro/settings/mcp.json"),
            (Scope::User, ".aws/amazonq/mcp.json"),
        ],
    );
    servers(&mut a, has, DOCS);
    let around = [Shell, ShellReader, Mcp];
    let files = [
        (Scope::Project, ".kiroignore"),
        (Scope::User, ".kiro/settings/kiroignore"),
    ];
    let mut stops = TOOLS.to_vec();
    stops.push(Index);
    if let Some(g) = ignore_gate(&mut a, &files, &stops, &around, DOCS) {
        a.gates.push(g);
    }
    let (mut read, mut more) = (Gate::new(Kind::Rule, Order::DenyWins, TOOLS, &around, DOCS), Vec::new());
    let (project, home) = (place.project_path(), place.home_path());
    for doc in &a.docs {
        if doc.label.ends_with(".json") {
            for key in [
                &["toolsSettings", "read", "deniedPaths"][..],
                &["toolsSettings", "fs_read", "deniedPaths"],
            ] {
                for text in doc.root.strs_at(key) {
                    read.rule(
                        Pattern::glob(text, &project, home.as_deref()),
                        Effect::Deny,
                        Some((&doc.label, text)),
                    );
                }
            }
        } else {
            rules(doc, &project, home.as_deref(), &mut read, &mut more);
        }
    }
    read.note = "a project's agent file holds while that agent is chosen";
    a.gates.push(read);
    a.gates.extend(more);
    a
}

fn rules(doc: &Doc, project: &str, home: Option<&str>, read: &mut Gate, more: &mut Vec<Gate>) {
    let list = if doc.root.items().is_empty() {
        doc.root
            .get("rules")
            .or_else(|| doc.root.get("permissions"))
            .map(Node::items)
            .unwrap_or_default()
    } else {
        doc.root.items()
    };
    for rule in list {
        let Some(what) = rule.str_at(&["effect"]).and_then(effect) else {
            continue;
        };
        let capability = rule.str_at(&["capability"]).unwrap_or("all");
        let globs = rule.strs_at(&["match"]);
        let excluded = rule.get("exclude").is_some();
        if matches!(capability, "fs_read" | "all") {
            if globs.is_empty() {
                read.rule(Pattern::All, what, Some((&doc.label, capability)));
            }
            for g in &globs {
                // With exceptions the rule does not hold everywhere; it is then taken not to deny, to err on the open side.
                if !excluded || what != Effect::Deny {
                    read.rule(Pattern::glob(g, project, home), what, Some((&doc.label, g)));
                }
            }
        }
        let everything = globs.is_empty() || globs.contains(&"*") || globs.contains(&"**");
        if matches!(capability, "shell" | "all") && everything && what != Effect::Allow {
            more.push(tool_gate(SHELLS, what, (&doc.label, "shell"), DOCS));
        }
        if matches!(capability, "mcp" | "all") && everything && what != Effect::Allow {
            more.push(tool_gate(&[Mcp], what, (&doc.label, "mcp"), DOCS));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::super::verdict::Channel::FileTool;
    use super::*;

    #[test]
    fn capabilities_and_ignore_files() {
        let p = place(
            "kiro",
            &[
                (
                    "~/.kiro/settings/permissions.yaml",
                    "- capability: fs_read\n  match: ['**/*.pem']\n  effect: deny\n- capability: shell\n  effect: ask\n",
                ),
                (".kiroignore", "secrets/\n"),
                (
                    ".kiro/agents/a.json",
                    r#"{"toolsSettings":{"read":{"deniedPaths":["vault/**"]}}}"#,
                ),
            ],
        );
        let a = load(&p, None);
        assert_eq!(verdicts(&a, "k/a.pem", &[FileTool, Shell]), "blocked weak");
        assert_eq!(
            verdicts(&a, "secrets/a", &[FileTool, Index, Shell]),
            "blocked blocked weak"
        );
        assert_eq!(verdicts(&a, "vault/a", &[FileTool]), "blocked");
        assert_eq!(verdicts(&a, "src/a", &[FileTool, Shell]), "open asks");
    }
}
