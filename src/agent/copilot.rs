//! GitHub Copilot in its three forms: the command line, VS Code's agent mode, and the coding agent on GitHub's machines.
//!
//! Content exclusion is kept on GitHub's servers: no local file shows it, so it is never counted here.

use super::access::{Access, Effect, Gate, Kind, Network, Order};
use super::common::{SHELLS, TOOLS, call, everything_open, last, lists_servers, servers, tool_gate};
use super::doc::Node;
use super::pattern::{Pattern, has_glob};
use super::place::{Os, Place, Scope};
use super::verdict::Channel::{FileTool, Index, Mcp, Mention, Shell, ShellReader, Subagent};
use super::verdict::{Source, Verdict};
use super::version::Version;

const CLI: Source = Source::new("copilot-cli changelog 1.0.78", "2026-11");
const CODE: Source = Source::new("code.visualstudio.com: agent sandbox, approvals", "2026-11");
const CLOUD: Source = Source::new("docs.github.com: coding agent, firewall", "2026-11");

/// Reads Copilot CLI's configuration of a place.
pub(crate) fn load(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("copilot-cli", place);
    a.version = version;
    everything_open(&mut a, CLI);
    for c in [FileTool, Mention, Subagent, ShellReader, Shell] {
        a.base_split(
            c,
            (Verdict::Open, "nothing stops it by default"),
            (
                Verdict::Asks,
                "paths outside the working directory are recognised by their look, and asked for",
            ),
            CLI,
        );
    }
    a.take(place.doc(Scope::User, ".copilot/settings.json"));
    let project = place.doc(Scope::Project, ".github/copilot/settings.json");
    if project
        .as_ref()
        .is_some_and(|d| d.root.get("permissions").is_some() || d.root.get("sandbox").is_some())
    {
        a.notes
            .push(".github/copilot/settings.json: permissions and sandbox are not read there".into());
    }
    if let Some(d) = &project {
        a.files.push(d.label.clone());
    }
    let has = lists_servers(
        place,
        &[
            (Scope::User, ".copilot/mcp-config.json"),
            (Scope::Project, ".mcp.json"),
            (Scope::Project, ".github/mcp.json"),
        ],
    );
    servers(&mut a, has, CLI);
    if let Some(doc) = place.doc(Scope::Managed, "etc/github-copilot/managed-settings.json") {
        for (list, effect) in [("deny", Effect::Deny), ("ask", Effect::Ask)] {
            for rule in doc.root.strs_at(&["permissions", list]) {
                match call(rule) {
                    ("shell", None | Some("*")) => a.gates.push(tool_gate(SHELLS, effect, (&doc.label, rule), CLI)),
                    // A denial of read() refuses every path, and cat walks around it (#2722).
                    ("read" | "view", _) => {
                        let mut g = tool_gate(TOOLS, effect, (&doc.label, rule), CLI);
                        g.around = super::verdict::Channels::of(&[Shell, ShellReader, Mcp]);
                        a.gates.push(g);
                    }
                    _ => {}
                }
            }
        }
        a.files.push(doc.label);
    }
    sandbox(&mut a);
    a
}

/// Preview sandbox of the CLI: literal absolute paths, nothing on Windows.
fn sandbox(a: &mut Access) {
    if last(a, |n| n.bool_at(&["sandbox", "enabled"])) != Some(true) {
        return;
    }
    let mut gate = Gate::new(Kind::Sandbox, Order::DenyWins, SHELLS, &[Mcp], CLI);
    if last(a, |n| n.bool_at(&["sandbox", "allowBypass"])) == Some(true) {
        gate.strength = Verdict::Weak;
        gate.note = "allowBypass lets a command leave the sandbox";
    }
    let home = a.place.home_path();
    let mut notes = Vec::new();
    for doc in &a.docs {
        for text in doc
            .root
            .strs_at(&["sandbox", "userPolicy", "filesystem", "deniedPaths"])
        {
            let literal = !has_glob(text) && (text.starts_with('/') || text.get(1..3) == Some(":\\"));
            let p = if literal && a.place.os != Os::Windows {
                Pattern::subtree(text, "/", home.as_deref())
            } else {
                Pattern::Nothing
            };
            if p.is_nothing() {
                notes.push(format!("{}: `{text}` in deniedPaths does nothing: absolute paths without wildcards only, and not on Windows", doc.label));
            }
            gate.rule(p, Effect::Deny, Some((&doc.label, text)));
        }
    }
    a.notes.extend(notes);
    if last(a, |n| n.bool_at(&["sandbox", "userPolicy", "network", "allowOutbound"])) == Some(false) {
        a.network = Network::Closed;
    }
    a.gates.push(gate);
}

/// Where VS Code keeps the user's settings.
pub(crate) fn code_user(os: Os) -> &'static str {
    match os {
        Os::Linux => ".config/Code/User/settings.json",
        Os::Mac => "Library/Application Support/Code/User/settings.json",
        Os::Windows => "AppData/Roaming/Code/User/settings.json",
    }
}

/// Reads VS Code's configuration of a place.
pub(crate) fn load_code(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("vscode", place);
    a.version = version;
    everything_open(&mut a, CODE);
    a.base(Index, Verdict::Open, "the workspace index reads what is open", CODE);
    a.take(place.doc(Scope::User, code_user(place.os)));
    a.take(place.doc(Scope::Project, ".vscode/settings.json"));
    let has = lists_servers(
        place,
        &[
            (Scope::Project, ".vscode/mcp.json"),
            (Scope::User, ".config/Code/User/mcp.json"),
        ],
    );
    servers(&mut a, has, CODE);
    let auto = last(&a, |n| n.at(&["chat", "tools", "terminal", "autoApprove"])).is_some_and(|n| {
        n.bool() == Some(true)
            || n.members()
                .iter()
                .any(|m| m.node.bool() == Some(true) && m.key.contains(".*"))
    }) || last(&a, |n| n.bool_at(&["chat", "tools", "global", "autoApprove"])) == Some(true);
    if !auto {
        a.base(Shell, Verdict::Asks, "commands are asked for", CODE);
        a.base(ShellReader, Verdict::Asks, "commands are asked for", CODE);
    }
    let enabled = last(&a, |n| n.at(&["chat", "agent", "sandbox", "enabled"])).map(|n| {
        n.str()
            .unwrap_or(if n.bool() == Some(true) { "on" } else { "off" })
            .to_owned()
    });
    let enabled = enabled.filter(|e| e != "off");
    if place.os == Os::Windows || enabled.is_none() {
        return a;
    }
    if enabled.as_deref() == Some("on") {
        a.network = Network::Limited;
    }
    let key = if place.os == Os::Mac { "mac" } else { "linux" };
    let mut gate = Gate::new(Kind::Sandbox, Order::Specific, SHELLS, &[], CODE);
    gate.note = "the sandbox covers the terminal only";
    let (project, home) = (place.project_path(), place.home_path());
    let mut notes = Vec::new();
    for doc in &a.docs {
        let Some(fs) = doc.root.at(&["chat", "agent", "sandbox", "fileSystem", key]) else {
            continue;
        };
        for (list, effect) in [("allowRead", Effect::Allow), ("denyRead", Effect::Deny)] {
            for text in fs
                .get(list)
                .map(Node::list)
                .unwrap_or_default()
                .into_iter()
                .filter_map(Node::str)
            {
                let p = match (has_glob(text), place.os) {
                    (true, Os::Mac) => Pattern::glob(text, &project, home.as_deref()),
                    (true, _) => Pattern::Nothing,
                    (false, _) => Pattern::subtree(text, &project, home.as_deref()),
                };
                if p.is_nothing() {
                    notes.push(format!(
                        "{}: `{text}` does nothing: wildcards work on macOS only",
                        doc.label
                    ));
                }
                gate.rule(p, effect, Some((&doc.label, text)));
            }
        }
    }
    a.notes.extend(notes);
    a.gates.push(gate);
    a
}

/// The coding agent sees the checkout in its own machine and nothing else of this one.
pub(crate) fn load_cloud(place: &Place, _version: Option<Version>) -> Access {
    let mut a = Access::new("copilot-coding-agent", place);
    a.network = Network::Limited;
    let (here, there) = (
        (Verdict::Open, "it is part of the checkout"),
        (Verdict::Blocked, "the agent's machine holds the checkout only"),
    );
    for c in [FileTool, ShellReader, Shell, Subagent] {
        a.base_split(c, here, there, CLOUD);
    }
    a.base_split(
        Mcp,
        (Verdict::Open, "servers run in the same machine, outside its firewall"),
        there,
        CLOUD,
    );
    a.checkout_only = true;
    a
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::*;

    #[test]
    fn only_managed_permissions_count_for_the_cli() {
        let p = place(
            "copilot-user",
            &[("~/.copilot/settings.json", r#"{"permissions":{"deny":["shell"]}}"#)],
        );
        assert_eq!(verdicts(&load(&p, None), ".env", &[FileTool, Shell]), "open open");
        let p = place(
            "copilot-managed",
            &[(
                "/etc/github-copilot/managed-settings.json",
                r#"{"permissions":{"deny":["shell"]}}"#,
            )],
        );
        assert_eq!(verdicts(&load(&p, None), ".env", &[FileTool, Shell]), "open blocked");
    }

    #[test]
    fn denied_paths_are_literal() {
        let p = place("copilot-sandbox", &[]);
        let dir = p.project_path();
        let t = format!(
            r#"{{"sandbox":{{"enabled":true,"userPolicy":{{"filesystem":{{"deniedPaths":["{dir}/secrets","**/.env"]}}}}}}}}"#
        );
        std::fs::create_dir_all(p.home.as_ref().unwrap().join(".copilot")).unwrap();
        std::fs::write(p.home.as_ref().unwrap().join(".copilot/settings.json"), t).unwrap();
        let a = load(&p, None);
        assert_eq!(verdicts(&a, "secrets/x", &[Shell, FileTool]), "blocked open");
        assert_eq!(verdicts(&a, ".env", &[Shell]), "open");
        assert_eq!(a.notes.len(), 1, "{:?}", a.notes);
    }

    #[test]
    fn vs_code_globs_work_on_macos_only() {
        let t = r#"{"chat.agent.sandbox.enabled":"on","chat.agent.sandbox.fileSystem.linux":{"denyRead":["./secrets","**/.env"]},"chat.agent.sandbox.fileSystem.mac":{"denyRead":["**/.env"]}}"#;
        let mut p = place("vscode", &[(".vscode/settings.json", t)]);
        p.os = Os::Linux;
        let a = load_code(&p, None);
        assert_eq!(verdicts(&a, "secrets/x", &[Shell, FileTool]), "blocked open");
        assert_eq!(verdicts(&a, ".env", &[Shell]), "asks");
        p.os = Os::Mac;
        assert_eq!(verdicts(&load_code(&p, None), "a/.env", &[Shell]), "blocked");
    }

    #[test]
    fn the_cloud_sees_the_checkout() {
        let p = place("cloud", &[]);
        assert_eq!(verdicts(&load_cloud(&p, None), "~/.ssh/id", &[Shell]), "blocked");
        assert_eq!(verdicts(&load_cloud(&p, None), ".env", &[Shell]), "open");
    }
}
