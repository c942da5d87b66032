//! Agents whose settings speak about tools more than about paths: Zed, Amp, Augment, Continue, Goose, Crush, JetBrains.

use super::access::{Access, Effect, Gate, Kind, Network, Order};
use super::common::{SHELLS, TOOLS, call, effect, everything_open, has_table, ignore_gate, last, servers, tool_gate};
use super::doc::Node;
use super::pattern::Pattern;
use super::place::{Place, Scope};
use super::verdict::Channel::{FileTool, Index, Mcp, Mention, Shell, ShellReader, Subagent};
use super::verdict::{Source, Verdict};
use super::version::Version;

const ZED: Source = Source::new("Zed docs: private_files, tool permissions", "2026-11");
const AMP: Source = Source::new("Amp manual: permissions", "2026-11");
const AUGMENT: Source = Source::new("Augment docs: tool permissions; augmentcode/auggie #145", "2026-11");
const CONTINUE: Source = Source::new("Continue docs: permissions, ignore files", "2026-11");
const GOOSE: Source = Source::new("Goose docs: permissions; aaif-goose/goose #10343", "2026-07-09");
const CRUSH: Source = Source::new("Crush README and schema", "2026-11");
const JETBRAINS: Source = Source::new("JetBrains AI and Junie docs: .aiignore", "2026-11");
const AROUND: &[super::verdict::Channel] = &[Shell, ShellReader, Mcp];

/// What Zed keeps private unless the list is set.
pub(crate) const ZED_DEFAULT: &[&str] = &[
    "**/.env*",
    "**/*.pem",
    "**/*.key",
    "**/*.cert",
    "**/*.crt",
    "**/.dev.vars",
    "**/secrets.yml",
];

/// Zed: `private_files` globs, with a default.
pub(crate) fn load_zed(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("zed", place);
    a.version = version;
    everything_open(&mut a, ZED);
    a.take(place.doc(Scope::User, ".config/zed/settings.json"));
    a.take(place.doc(Scope::Project, ".zed/settings.json"));
    let has_servers = has_table(&a, &[&["context_servers"]]);
    servers(&mut a, has_servers, ZED);
    let open = last(&a, |n| n.bool_at(&["agent", "always_allow_tool_actions"])) == Some(true)
        || last(&a, |n| n.str_at(&["agent", "tool_permissions", "default"])) == Some("allow");
    if !open {
        a.base(Shell, Verdict::Asks, "terminal commands are asked for", ZED);
        a.base(ShellReader, Verdict::Asks, "terminal commands are asked for", ZED);
    }
    let mut gate = Gate::new(Kind::IgnoreFile, Order::DenyWins, TOOLS, AROUND, ZED);
    gate.note = "external agents in Zed are not covered";
    let set = a.docs.iter().rev().find(|d| d.root.get("private_files").is_some());
    let project = place.project_path();
    match set {
        Some(d) => {
            for g in d.root.strs_at(&["private_files"]) {
                gate.rule(Pattern::glob(g, &project, None), Effect::Deny, Some((&d.label, g)));
            }
        }
        None => ZED_DEFAULT
            .iter()
            .for_each(|g| gate.rule(Pattern::glob(g, &project, None), Effect::Deny, None)),
    }
    a.gates.push(gate);
    a
}

/// Amp: the first matching permission decides.
pub(crate) fn load_amp(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("amp", place);
    a.version = version;
    everything_open(&mut a, AMP);
    a.take(place.doc(Scope::User, ".config/amp/settings.json"));
    a.take(place.doc(Scope::Project, ".amp/settings.json"));
    let has_servers = has_table(&a, &[&["amp", "mcpServers"]]);
    servers(&mut a, has_servers, AMP);
    if last(&a, |n| n.bool_at(&["amp", "dangerouslyAllowAll"])) == Some(true) {
        a.notes
            .push("amp.dangerouslyAllowAll: no permission is consulted".into());
        return a;
    }
    let mut files = Gate::new(Kind::Rule, Order::First, TOOLS, AROUND, AMP);
    let mut shells = Gate::new(Kind::Rule, Order::First, SHELLS, &[], AMP);
    let home = place.home_path();
    for doc in a.docs.iter().rev() {
        for p in doc
            .root
            .at(&["amp", "permissions"])
            .map(Node::items)
            .unwrap_or_default()
        {
            let (Some(tool), Some(e)) = (p.str_at(&["tool"]), p.str_at(&["action"]).and_then(effect)) else {
                continue;
            };
            let paths = p.strs_at(&["matches", "path"]);
            if matches!(tool, "Read" | "*" | "Grep" | "glob") && (tool != "Grep") {
                if paths.is_empty() && p.get("matches").is_none() {
                    files.rule(Pattern::All, e, Some((&doc.label, tool)));
                }
                for t in paths {
                    files.rule(Pattern::wild(t, home.as_deref()), e, Some((&doc.label, t)));
                }
            }
            if matches!(tool, "Bash" | "*") && p.get("matches").is_none() {
                shells.rule(Pattern::All, e, Some((&doc.label, tool)));
            }
        }
    }
    a.gates.push(files);
    a.gates.push(shells);
    a
}

/// Augment: whole tools, and only in its command line; the ignore file is about the index.
pub(crate) fn load_augment(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("augment", place);
    a.version = version;
    everything_open(&mut a, AUGMENT);
    a.base(Index, Verdict::Open, "the index sends what it reads", AUGMENT);
    a.take(place.doc(Scope::User, ".augment/settings.json"));
    a.take(place.doc(Scope::Project, ".augment/settings.json"));
    let has_servers = has_table(&a, &[&["mcpServers"]]);
    servers(&mut a, has_servers, AUGMENT);
    if let Some(g) = ignore_gate(
        &mut a,
        &[(Scope::Project, ".augmentignore"), (Scope::Project, ".gitignore")],
        &[Index],
        &[],
        AUGMENT,
    ) {
        a.gates.push(g);
    }
    let (mut files, mut shells) = (
        Gate::new(Kind::Rule, Order::First, TOOLS, AROUND, AUGMENT),
        Gate::new(Kind::Rule, Order::First, SHELLS, &[], AUGMENT),
    );
    for doc in a.docs.iter().rev() {
        for p in doc.root.get("toolPermissions").map(Node::items).unwrap_or_default() {
            let (Some(tool), Some(e)) = (
                p.str_at(&["toolName"]),
                p.str_at(&["permission", "type"]).and_then(effect),
            ) else {
                continue;
            };
            match tool {
                "view" | "read-file" => files.rule(Pattern::All, e, Some((&doc.label, tool))),
                "launch-process" if p.get("shellInputRegex").is_none() => {
                    shells.rule(Pattern::All, e, Some((&doc.label, tool)))
                }
                _ => {}
            }
        }
    }
    a.gates.push(files);
    a.gates.push(shells);
    a
}

/// Continue: rules for its command line; the ignore file is about the index.
pub(crate) fn load_continue(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("continue", place);
    a.version = version;
    everything_open(&mut a, CONTINUE);
    a.base(Index, Verdict::Open, "the index reads what is not ignored", CONTINUE);
    a.base(Shell, Verdict::Asks, "Bash is asked for", CONTINUE);
    a.base(ShellReader, Verdict::Asks, "Bash is asked for", CONTINUE);
    let files = [
        (Scope::Project, ".continueignore"),
        (Scope::User, ".continue/.continueignore"),
        (Scope::Project, ".gitignore"),
    ];
    if let Some(g) = ignore_gate(&mut a, &files, &[Index], &[], CONTINUE) {
        a.gates.push(g);
    }
    a.take(place.doc(Scope::User, ".continue/permissions.yaml"));
    let mut gate = Gate::new(Kind::Rule, Order::DenyWins, TOOLS, AROUND, CONTINUE);
    gate.note = "the rules are those of the command line";
    let (project, home) = (place.project_path(), place.home_path());
    let mut more = Vec::new();
    for doc in &a.docs {
        for (list, e) in [("exclude", Effect::Deny), ("ask", Effect::Ask)] {
            for rule in doc.root.strs_at(&[list]) {
                match call(rule) {
                    ("Read", Some(g)) if g != "*" && g != "**" => {
                        gate.rule(Pattern::glob(g, &project, home.as_deref()), e, Some((&doc.label, rule)))
                    }
                    ("Read", _) => gate.rule(Pattern::All, e, Some((&doc.label, rule))),
                    ("Bash", None | Some("*")) => more.push(tool_gate(SHELLS, e, (&doc.label, rule), CONTINUE)),
                    _ => {}
                }
            }
        }
    }
    a.gates.push(gate);
    a.gates.extend(more);
    a
}

/// Goose: tools are allowed or not; paths have no say, and the ignore file is gone.
pub(crate) fn load_goose(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("goose", place);
    a.version = version;
    everything_open(&mut a, GOOSE);
    servers(&mut a, true, GOOSE);
    a.take(place.doc(Scope::User, ".config/goose/permission.yaml"));
    if place.has(Scope::Project, ".gooseignore") {
        a.notes
            .push(".gooseignore is not read any more (aaif-goose/goose #10343)".into());
    }
    let mut more = Vec::new();
    for doc in &a.docs {
        for (list, e) in [("never_allow", Effect::Deny), ("ask_before", Effect::Ask)] {
            let mut tools = doc.root.strs_at(&[list]);
            tools.extend(doc.root.strs_at(&["user", list]));
            for tool in tools {
                match tool {
                    "developer__shell" => more.push(tool_gate(SHELLS, e, (&doc.label, tool), GOOSE)),
                    "developer__text_editor" | "developer__read" => {
                        more.push(tool_gate(TOOLS, e, (&doc.label, tool), GOOSE))
                    }
                    _ => {}
                }
            }
        }
    }
    a.gates.extend(more);
    a
}

/// Crush: an ignore file, tools that are asked for, and sub-agents that nothing watches.
pub(crate) fn load_crush(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("crush", place);
    a.version = version;
    everything_open(&mut a, CRUSH);
    a.take(place.doc(Scope::User, ".config/crush/crush.json"));
    for f in ["crush.json", ".crush.json"] {
        a.take(place.doc(Scope::Project, f));
    }
    let has_servers = has_table(&a, &[&["mcp"]]);
    servers(&mut a, has_servers, CRUSH);
    let allowed = a
        .docs
        .iter()
        .any(|d| d.root.strs_at(&["permissions", "allowed_tools"]).contains(&"bash"));
    if !allowed {
        a.base(Shell, Verdict::Asks, "commands are asked for", CRUSH);
        a.base(ShellReader, Verdict::Asks, "commands are asked for", CRUSH);
    }
    let files = [(Scope::Project, ".crushignore"), (Scope::Project, ".gitignore")];
    if let Some(g) = ignore_gate(
        &mut a,
        &files,
        &[FileTool, Mention],
        &[Shell, ShellReader, Mcp, Subagent],
        CRUSH,
    ) {
        a.gates.push(g);
    }
    let mut more = Vec::new();
    for doc in &a.docs {
        let mut off = doc.root.strs_at(&["options", "disabled_tools"]);
        off.extend(doc.root.strs_at(&["permissions", "deny"]));
        for tool in off {
            match tool {
                "bash" => more.push(tool_gate(SHELLS, Effect::Deny, (&doc.label, tool), CRUSH)),
                "view" => more.push(tool_gate(&[FileTool], Effect::Deny, (&doc.label, tool), CRUSH)),
                _ => {}
            }
        }
    }
    a.gates.extend(more);
    a
}

/// JetBrains AI Assistant: an ignore file that may not hold everywhere, and a switch.
pub(crate) fn load_jetbrains(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("jetbrains-ai", place);
    a.version = version;
    everything_open(&mut a, JETBRAINS);
    a.base(Index, Verdict::Open, "the index reads what is not ignored", JETBRAINS);
    if let Some(mut g) = ignore_gate(
        &mut a,
        &[(Scope::Project, ".aiignore")],
        &[FileTool, Mention, Subagent, Index],
        AROUND,
        JETBRAINS,
    ) {
        g.strength = Verdict::Weak;
        g.note = "in some cases ignored files may still be processed";
        a.gates.push(g);
    }
    if place
        .text(Scope::Project, ".noai")
        .is_some_and(|(_, t)| t.trim().is_empty())
    {
        let mut g = tool_gate(
            &[FileTool, ShellReader, Shell, Mention, Subagent, Index, Mcp],
            Effect::Deny,
            (".noai", "an empty .noai"),
            JETBRAINS,
        );
        g.note = "AI Assistant is off in this project";
        a.gates.push(g);
    }
    a
}

/// Junie asks for ignored files instead of refusing them.
pub(crate) fn load_junie(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("junie", place);
    a.version = version;
    everything_open(&mut a, JETBRAINS);
    a.base(Shell, Verdict::Asks, "commands are asked for", JETBRAINS);
    a.base(ShellReader, Verdict::Asks, "commands are asked for", JETBRAINS);
    for c in TOOLS {
        a.base_split(
            *c,
            (Verdict::Open, "nothing stops it by default"),
            (Verdict::Asks, "readOutsideProject is asked for"),
            JETBRAINS,
        );
    }
    if let Some(mut g) = ignore_gate(&mut a, &[(Scope::Project, ".aiignore")], TOOLS, &[], JETBRAINS) {
        g.strength = Verdict::Asks;
        g.note = "Junie asks; in brave mode it does not";
        a.gates.push(g);
    }
    a.take(place.doc(Scope::User, ".junie/allowlist.json"));
    a.network = Network::Open;
    a
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::*;

    #[test]
    fn zed_has_private_files_by_default_until_they_are_set() {
        let p = place("zed-default", &[]);
        assert_eq!(
            verdicts(&load_zed(&p, None), ".env", &[FileTool, Shell]),
            "blocked weak"
        );
        let p = place("zed-set", &[(".zed/settings.json", r#"{"private_files":["x/**"]}"#)]);
        assert_eq!(verdicts(&load_zed(&p, None), ".env", &[FileTool, Shell]), "open asks");
    }

    #[test]
    fn amp_takes_the_first_match() {
        let t = r#"{"amp.permissions":[{"tool":"Read","action":"allow","matches":{"path":"*ok.env"}},{"tool":"Read","action":"reject","matches":{"path":"*.env"}},{"tool":"Bash","action":"ask"}]}"#;
        let p = place("amp", &[(".amp/settings.json", t)]);
        assert_eq!(
            verdicts(&load_amp(&p, None), "a/.env", &[FileTool, Shell]),
            "blocked weak"
        );
        assert_eq!(
            verdicts(&load_amp(&p, None), "a/ok.env", &[FileTool, Shell]),
            "open asks"
        );
    }

    #[test]
    fn ignore_files_of_indexers_stop_the_index_only() {
        let p = place(
            "augment",
            &[(".augmentignore", ".env\n"), (".continueignore", ".env\n")],
        );
        assert_eq!(
            verdicts(&load_augment(&p, None), ".env", &[Index, FileTool, Shell]),
            "blocked open open"
        );
        assert_eq!(
            verdicts(&load_continue(&p, None), ".env", &[Index, FileTool, Shell]),
            "blocked open asks"
        );
    }

    #[test]
    fn continue_rules_and_goose_tools() {
        let p = place(
            "continue",
            &[("~/.continue/permissions.yaml", "exclude:\n  - Read(**/.env)\n")],
        );
        assert_eq!(
            verdicts(&load_continue(&p, None), ".env", &[FileTool, Shell]),
            "blocked weak"
        );
        let p = place(
            "goose",
            &[
                (
                    "~/.config/goose/permission.yaml",
                    "user:\n  never_allow:\n    - developer__shell\n",
                ),
                (".gooseignore", ".env\n"),
            ],
        );
        let a = load_goose(&p, None);
        assert_eq!(verdicts(&a, ".env", &[FileTool, Shell, Mcp]), "open blocked weak");
        assert!(a.notes[0].contains("not read any more"));
    }

    #[test]
    fn crush_and_jetbrains() {
        let p = place("crush", &[(".crushignore", ".env\n")]);
        assert_eq!(
            verdicts(&load_crush(&p, None), ".env", &[FileTool, Subagent, Shell]),
            "blocked weak weak"
        );
        let p = place("jetbrains", &[(".aiignore", ".env\n")]);
        assert_eq!(
            verdicts(&load_jetbrains(&p, None), ".env", &[FileTool, Shell]),
            "weak weak"
        );
        assert_eq!(verdicts(&load_junie(&p, None), ".env", &[FileTool, Shell]), "asks asks");
        let p = place("noai", &[(".noai", "")]);
        assert_eq!(
            verdicts(&load_jetbrains(&p, None), "x", &[FileTool, Shell]),
            "blocked blocked"
        );
    }
}
