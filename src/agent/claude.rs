//! Claude Code: permission rules for its own tools and for the readers that it recognises in Bash, a sandbox for the rest
//! of Bash, and two path grammars that look alike.

use super::access::{Access, Effect, Gate, Kind, Network, Order};
use super::common::{SHELLS, call, everything_open, last, lists_servers, servers, tool_gate};
use super::pattern::{Pattern, has_glob};
use super::place::{Doc, Os, Place, Scope};
use super::verdict::Channel::{DotEnv, Environment, FileTool, Mcp, Mention, Shell, ShellReader, Subagent};
use super::verdict::{Source, Verdict};
use super::version::Version;

const DOCS: Source = Source::new("Claude Code docs: permissions, sandboxing", "2026-11");
const SANDBOX: Source = Source::new("Claude Code docs: sandboxing", "2026-11");
const CHANGES: Source = Source::new("Claude Code changelog to 2.1.319", "2026-11");

/// Reads the configuration of a place.
pub(crate) fn load(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("claude-code", place);
    a.version = version;
    everything_open(&mut a, DOCS);
    take_files(&mut a);
    outside(&mut a);
    if version.is_some_and(|v| Version::parse("2.0.64").is_some_and(|f| v < f)) {
        a.base(
            DotEnv,
            Verdict::Weak,
            "this version loads .env into its environment",
            Source::new("anthropics/claude-code #5616", "2026-11"),
        );
    }
    let local = [
        (Scope::Project, ".mcp.json"),
        (Scope::User, ".claude.json"),
        (Scope::User, ".mcp.json"),
    ];
    let configured = lists_servers(place, &local) || !place.list(Scope::User, ".claude/plugins/cache").is_empty();
    servers(&mut a, configured, DOCS);
    let rules = permission_gate(&mut a);
    a.gates.push(rules);
    sandbox(&mut a);
    environment(&mut a);
    a
}

fn take_files(a: &mut Access) {
    let p = a.place.clone();
    a.take(p.doc(Scope::User, ".claude/settings.json"));
    a.take(p.doc(Scope::Project, ".claude/settings.json"));
    a.take(p.doc(Scope::Local, ".claude/settings.local.json"));
    let dir = if p.os == Os::Mac {
        "Library/Application Support/ClaudeCode"
    } else {
        "etc/claude-code"
    };
    a.take(p.doc(Scope::Managed, &format!("{dir}/managed-settings.json")));
    for name in p.list(Scope::Managed, &format!("{dir}/managed-settings.d")) {
        if name.ends_with(".json") {
            a.take(p.doc(Scope::Managed, &format!("{dir}/managed-settings.d/{name}")));
        }
    }
}

/// The Read tool asks outside the working directory; Bash does not.
fn outside(a: &mut Access) {
    let mode = last(a, |n| n.str_at(&["permissions", "defaultMode"]))
        .unwrap_or("default")
        .to_owned();
    let bypass = mode == "bypassPermissions"
        && last(a, |n| n.str_at(&["permissions", "disableBypassPermissionsMode"])) != Some("disable");
    if bypass {
        a.notes.push("bypassPermissions: nothing is asked".into());
        return;
    }
    for c in [FileTool, Mention, Subagent] {
        a.base_split(
            c,
            (Verdict::Open, "nothing stops it by default"),
            (Verdict::Asks, "reading outside the working directory is asked for"),
            DOCS,
        );
    }
    if last(a, |n| {
        n.bool_at(&["permissions", "blockReadsOutsideWorkingDirectories"])
    }) == Some(true)
    {
        let yes = (Verdict::Blocked, "blockReadsOutsideWorkingDirectories");
        for c in [FileTool, Mention, Subagent, ShellReader] {
            a.base_split(c, (Verdict::Open, "nothing stops it by default"), yes, CHANGES);
        }
        a.base_split(
            Shell,
            (Verdict::Open, "nothing stops it by default"),
            (
                Verdict::Weak,
                "blockReadsOutsideWorkingDirectories, which an unrecognised command walks around",
            ),
            CHANGES,
        );
    }
}

/// Folder that `/x` is relative to in this file.
fn source_dir(place: &Place, scope: Scope) -> String {
    match scope {
        Scope::User => format!("{}/.claude", place.home_path().unwrap_or_default()),
        Scope::Project | Scope::Local => place.project_path(),
        Scope::Managed => "/etc/claude-code".into(),
    }
}

fn permission_gate(a: &mut Access) -> Gate {
    let mut gate = Gate::new(
        Kind::Rule,
        Order::DenyWins,
        &[FileTool, ShellReader, Mention, Subagent],
        &[Shell, Mcp, DotEnv],
        DOCS,
    );
    let place = a.place.clone();
    let (cwd, home) = (place.project_path(), place.home_path());
    let mut more = Vec::new();
    for doc in &a.docs {
        let dir = source_dir(&place, doc.scope);
        for (list, effect) in [("deny", Effect::Deny), ("ask", Effect::Ask)] {
            for rule in doc.root.strs_at(&["permissions", list]) {
                let from = (doc.label.as_str(), rule);
                match call(rule) {
                    ("Read", None | Some("*" | "**")) => gate.rule(Pattern::All, effect, Some(from)),
                    ("Read", Some(path)) => {
                        gate.rule(
                            Pattern::claude_rule(path, &dir, &cwd, home.as_deref()),
                            effect,
                            Some(from),
                        );
                    }
                    ("Bash", None | Some("*" | ":*")) => more.push(tool_gate(SHELLS, effect, from, DOCS)),
                    ("mcp__*", None) => more.push(tool_gate(&[Mcp], effect, from, DOCS)),
                    ("Task" | "Agent", None | Some("*")) => more.push(tool_gate(&[Subagent], effect, from, DOCS)),
                    _ => {}
                }
            }
        }
    }
    a.gates.extend(more);
    gate
}

/// How far the sandbox of Bash goes as configured; `None` where it is off or cannot be.
fn strength(a: &Access) -> Option<(Verdict, &'static str)> {
    if last(a, |n| n.bool_at(&["sandbox", "enabled"])) != Some(true) || a.place.os == Os::Windows {
        return None;
    }
    let flag = |key: &str| last(a, |n| n.bool_at(&["sandbox", key]));
    let excluded = a
        .docs
        .iter()
        .any(|d| !d.root.strs_at(&["sandbox", "excludedCommands"]).is_empty());
    Some(if flag("allowUnsandboxedCommands") != Some(false) {
        (
            Verdict::Weak,
            "allowUnsandboxedCommands lets a stopped command run again outside the sandbox",
        )
    } else if flag("failIfUnavailable") != Some(true) {
        (
            Verdict::Weak,
            "without failIfUnavailable commands run unsandboxed where the sandbox cannot start",
        )
    } else if excluded {
        (Verdict::Weak, "excludedCommands run outside the sandbox")
    } else {
        (Verdict::Blocked, "the sandbox covers Bash only")
    })
}

fn sandbox(a: &mut Access) {
    if a.place.os == Os::Windows && last(a, |n| n.bool_at(&["sandbox", "enabled"])) == Some(true) {
        a.notes.push("there is no sandbox on native Windows".into());
    }
    let Some((verdict, note)) = strength(a) else { return };
    let place = a.place.clone();
    // Re-allowed paths win over denied ones, even where a parent is re-allowed (#45570): they come first.
    let mut gate = Gate::new(Kind::Sandbox, Order::First, SHELLS, &[], SANDBOX);
    gate.strength = verdict;
    gate.note = note;
    for (key, effect) in [("allowRead", Effect::Allow), ("denyRead", Effect::Deny)] {
        for doc in &a.docs {
            for text in doc.root.strs_at(&["sandbox", "filesystem", key]) {
                gate.rule(sandbox_path(&place, text), effect, Some((&doc.label, text)));
            }
        }
    }
    for doc in &a.docs {
        credentials(&place, doc, &mut gate);
    }
    a.gates.push(gate);
    let strict = last(a, |n| n.at(&["sandbox", "network", "allowedDomains"]))
        .is_some_and(|n| !n.items().iter().any(|i| i.str() == Some("*")));
    if strict && verdict == Verdict::Blocked {
        a.network = Network::Limited;
    }
}

fn credentials(place: &Place, doc: &Doc, gate: &mut Gate) {
    for f in doc
        .root
        .at(&["sandbox", "credentials", "files"])
        .map(super::doc::Node::items)
        .unwrap_or_default()
    {
        let (Some(path), Some(mode)) = (f.str_at(&["path"]), f.str_at(&["mode"])) else {
            continue;
        };
        let mask_counts = matches!(doc.scope, Scope::User | Scope::Managed);
        if mode == "deny" || (mode == "mask" && mask_counts) {
            gate.rule(sandbox_path(place, path), Effect::Deny, Some((&doc.label, path)));
        }
    }
}

/// A path of the sandbox settings: `/abs` is absolute here, `./` the project root.
fn sandbox_path(place: &Place, text: &str) -> Pattern {
    let home = place.home_path();
    let text = if text.starts_with("//") {
        format!("/{}", text.trim_start_matches('/'))
    } else {
        text.to_owned()
    };
    if has_glob(&text) {
        // Documented for macOS; sandbox-runtime 0.0.78 was run on Linux and honours them too.
        return Pattern::glob(&text, &place.project_path(), home.as_deref());
    }
    Pattern::subtree(&text, &place.project_path(), home.as_deref())
}

fn environment(a: &mut Access) {
    let scrub = last(a, |n| n.str_at(&["env", "CLAUDE_CODE_SUBPROCESS_ENV_SCRUB"])) == Some("1");
    let mut gate = Gate::new(Kind::Sandbox, Order::DenyWins, &[Environment], &[], SANDBOX);
    let strong = strength(a).map(|(v, _)| v);
    for doc in &a.docs {
        for v in doc
            .root
            .at(&["sandbox", "credentials", "envVars"])
            .map(super::doc::Node::items)
            .unwrap_or_default()
        {
            if let (Some(name), Some("deny" | "mask")) = (v.str_at(&["name"]), v.str_at(&["mode"])) {
                gate.rule(
                    Pattern::wild(&format!("env:{name}"), None),
                    Effect::Deny,
                    Some((&doc.label, name)),
                );
            }
        }
    }
    if let Some(verdict) = strong {
        gate.strength = verdict;
        a.gates.push(gate);
    }
    if scrub {
        a.base(
            Environment,
            Verdict::Weak,
            "CLAUDE_CODE_SUBPROCESS_ENV_SCRUB takes the provider's and cloud credentials out",
            CHANGES,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::*;
    use crate::agent::place::AgentPath;

    #[test]
    fn nothing_configured_is_open() {
        let p = place("claude-none", &[]);
        let a = load(&p, None);
        assert_eq!(a.worst(&AgentPath::new(&p, ".env")).1.verdict, Verdict::Open);
    }

    #[test]
    fn a_read_rule_stops_the_tool_and_not_grep() {
        let p = place(
            "claude-rule",
            &[(".claude/settings.json", r#"{"permissions":{"deny":["Read(.env)"]}}"#)],
        );
        let a = load(&p, None);
        assert_eq!(
            verdicts(&a, ".env", &[FileTool, ShellReader, Shell]),
            "blocked blocked weak"
        );
        assert_eq!(verdicts(&a, "~/.env", &[FileTool, Shell]), "asks open");
    }

    #[test]
    fn denying_in_the_sandbox_alone_leaves_the_read_tool() {
        let t = r#"{"sandbox":{"enabled":true,"failIfUnavailable":true,"allowUnsandboxedCommands":false,"filesystem":{"denyRead":["./.env","~/.aws"]}}}"#;
        let p = place("claude-sandbox", &[(".claude/settings.json", t)]);
        let a = load(&p, None);
        assert_eq!(
            verdicts(&a, ".env", &[FileTool, ShellReader, Shell]),
            "open blocked blocked"
        );
        assert_eq!(verdicts(&a, "~/.aws/credentials", &[FileTool, Shell]), "asks blocked");
    }

    #[test]
    fn both_together_block() {
        let t = r#"{"permissions":{"deny":["Read(./.env)"]},"sandbox":{"enabled":true,"failIfUnavailable":true,"allowUnsandboxedCommands":false,"filesystem":{"denyRead":["./.env"]}}}"#;
        let p = place("claude-both", &[(".claude/settings.json", t)]);
        let a = load(&p, None);
        assert_eq!(a.worst(&AgentPath::new(&p, ".env")).1.verdict, Verdict::Blocked);
        let b = load(&p, Version::parse("2.1.1"));
        let d = b.judge(&AgentPath::new(&p, ".env"), FileTool);
        assert_eq!(d.verdict, Verdict::Weak);
        assert!(d.source.what.contains("CVE-2026-25724"), "{d:?}");
    }

    #[test]
    fn a_sandbox_with_a_way_out_is_weak() {
        let t = r#"{"sandbox":{"enabled":true,"filesystem":{"denyRead":["./.env"]}}}"#;
        let p = place("claude-weak", &[(".claude/settings.json", t)]);
        assert_eq!(verdicts(&load(&p, None), ".env", &[Shell]), "weak");
    }

    #[test]
    fn an_allow_rule_carves_nothing_out_and_the_sandbox_knows_wildcards() {
        let t = r#"{"permissions":{"deny":["Read(**/*.env)"],"allow":["Read(ok.env)"]},"sandbox":{"enabled":true,"failIfUnavailable":true,"allowUnsandboxedCommands":false,"filesystem":{"denyRead":["./**/k.pem"]}}}"#;
        let p = place("claude-allow", &[(".claude/settings.json", t)]);
        let a = load(&p, None);
        assert_eq!(verdicts(&a, "ok.env", &[FileTool, Shell]), "blocked weak");
        assert_eq!(verdicts(&a, "a/b/k.pem", &[FileTool, Shell]), "open blocked");
    }

    #[test]
    fn servers_are_a_detour() {
        let p = place(
            "claude-mcp",
            &[(".mcp.json", r#"{"mcpServers":{"a":{"command":"x"}}}"#)],
        );
        assert_eq!(verdicts(&load(&p, None), ".env", &[Mcp]), "weak");
    }
}
