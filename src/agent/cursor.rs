//! Cursor: an ignore file for its tools and its index, a sandbox that knows a boundary and no single path.

use super::access::{Access, Effect, Gate, Kind, Network, Order};
use super::common::{SHELLS, TOOLS, call, everything_open, ignore_gate, last, lists_servers, servers};
use super::pattern::Pattern;
use super::place::{Place, Scope};
use super::verdict::Channel::{FileTool, Index, Mcp, Mention, Shell, ShellReader, Subagent};
use super::verdict::{Source, Verdict};
use super::version::Version;

const DOCS: Source = Source::new("cursor.com/docs: ignore files, CLI permissions, sandbox", "2026-11");
const DEFAULTS: &[&str] = &[".env*", ".git/", "*.lock", "package-lock.json", "pnpm-lock.yaml"];

/// Reads the configuration of a place.
pub(crate) fn load(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("cursor", place);
    a.version = version;
    everything_open(&mut a, DOCS);
    a.base(Index, Verdict::Open, "the index sends what it reads", DOCS);
    for (scope, path) in [
        (Scope::User, ".cursor/cli-config.json"),
        (Scope::Project, ".cursor/cli.json"),
        (Scope::User, ".cursor/sandbox.json"),
        (Scope::Project, ".cursor/sandbox.json"),
    ] {
        a.take(place.doc(scope, path));
    }
    let has = lists_servers(
        place,
        &[(Scope::Project, ".cursor/mcp.json"), (Scope::User, ".cursor/mcp.json")],
    );
    servers(&mut a, has, DOCS);
    let around = [Shell, ShellReader, Mcp];
    if let Some(g) = ignore_gate(
        &mut a,
        &[(Scope::Project, ".cursorignore")],
        &[FileTool, Mention, Subagent, Index],
        &around,
        DOCS,
    ) {
        a.gates.push(g);
    }
    if let Some(g) = ignore_gate(
        &mut a,
        &[(Scope::Project, ".cursorindexingignore")],
        &[Index],
        &[],
        DOCS,
    ) {
        a.gates.push(g);
    }
    if let Some(g) = ignore_gate(
        &mut a,
        &[(Scope::Project, ".gitignore")],
        &[FileTool, Mention, Subagent, Index],
        &around,
        DOCS,
    ) {
        a.gates.push(g);
    }
    let mut defaults = Gate::new(
        Kind::IgnoreFile,
        Order::DenyWins,
        &[FileTool, Mention, Subagent, Index],
        &around,
        DOCS,
    );
    for d in DEFAULTS {
        defaults.rule(Pattern::ignore(&place.project_path(), d), Effect::Deny, None);
    }
    a.gates.push(defaults);
    permissions(&mut a);
    sandbox(&mut a);
    a
}

fn permissions(a: &mut Access) {
    let mut gate = Gate::new(Kind::Rule, Order::DenyWins, TOOLS, &[Shell, ShellReader, Mcp], DOCS);
    let (project, home) = (a.place.project_path(), a.place.home_path());
    for doc in &a.docs {
        for rule in doc.root.strs_at(&["permissions", "deny"]) {
            if let ("Read", Some(glob)) = call(rule) {
                gate.rule(
                    Pattern::glob(glob, &project, home.as_deref()),
                    Effect::Deny,
                    Some((&doc.label, rule)),
                );
            }
        }
    }
    gate.note = "the rules are those of the CLI";
    a.gates.push(gate);
}

fn sandbox(a: &mut Access) {
    let kind = last(a, |n| n.str_at(&["type"]).or_else(|| n.str_at(&["sandbox", "type"])))
        .unwrap_or("")
        .to_owned();
    let boundary = last(a, |n| {
        n.str_at(&["readBoundary"])
            .or_else(|| n.str_at(&["sandbox", "readBoundary"]))
    }) == Some("workspace");
    let label = a
        .docs
        .iter()
        .rev()
        .find(|d| d.label.ends_with("sandbox.json"))
        .map(|d| d.label.clone())
        .unwrap_or_default();
    if kind.starts_with("workspace_") {
        a.network = match last(a, |n| n.str_at(&["networkPolicy", "default"])) {
            Some("allow") => Network::Open,
            Some("deny") => Network::Limited,
            _ => Network::Closed,
        };
    }
    if !boundary || kind == "insecure_none" {
        return;
    }
    // What the boundary grants is the project and the listed paths; nothing inside a grant can be denied.
    let mut gate = Gate::new(Kind::Sandbox, Order::Specific, SHELLS, &[Mcp], DOCS);
    gate.note = "no effect in Run Everything";
    gate.rule(
        Pattern::subtree("/", "/", None),
        Effect::Deny,
        Some((&label, "readBoundary: workspace")),
    );
    let (project, home) = (a.place.project_path(), a.place.home_path());
    gate.rule(Pattern::subtree(&project, "/", None), Effect::Allow, None);
    for doc in &a.docs {
        for key in [
            "additionalReadPaths",
            "additionalReadonlyPaths",
            "additionalReadwritePaths",
        ] {
            for text in doc.root.strs_at(&[key]) {
                gate.rule(
                    Pattern::subtree(text, &project, home.as_deref()),
                    Effect::Allow,
                    Some((&doc.label, text)),
                );
            }
        }
    }
    a.gates.push(gate);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::*;

    #[test]
    fn ignore_files_leave_the_shell() {
        let p = place(
            "cursor-ignore",
            &[
                (".cursorignore", "secrets/\n"),
                (".cursor/mcp.json", r#"{"mcpServers":{"a":{}}}"#),
            ],
        );
        let a = load(&p, None);
        assert_eq!(
            verdicts(&a, "secrets/x", &[FileTool, Index, Shell, Mcp]),
            "blocked blocked weak weak"
        );
        assert_eq!(verdicts(&a, "src/x", &[FileTool, Shell]), "open open");
        assert_eq!(
            verdicts(&a, ".env.local", &[FileTool, Shell]),
            "blocked weak",
            "ignored by default"
        );
    }

    #[test]
    fn the_read_boundary_blocks_outside_only() {
        let p = place(
            "cursor-boundary",
            &[(
                "~/.cursor/sandbox.json",
                r#"{"type":"workspace_readwrite","readBoundary":"workspace","additionalReadPaths":["~/ok"]}"#,
            )],
        );
        let a = load(&p, None);
        assert_eq!(verdicts(&a, "~/.ssh/id", &[Shell, FileTool]), "blocked open");
        assert_eq!(verdicts(&a, "~/ok/x", &[Shell]), "open");
        assert_eq!(verdicts(&a, "src/x", &[Shell]), "open");
        assert_eq!(a.network, Network::Closed);
    }
}
