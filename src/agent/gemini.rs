//! Gemini CLI, and Qwen Code which grew out of it: ignore files and rules for their own tools, a shell that asks.

use super::access::{Access, Effect, Gate, Kind, Network, Order};
use super::common::{SHELLS, TOOLS, call, everything_open, has_table, ignore_gate, last, servers, tool_gate};
use super::doc::{Node, Value};
use super::pattern::Pattern;
use super::place::{Os, Place, Scope};
use super::verdict::Channel::{DotEnv, Environment, FileTool, Mcp, Mention, Shell, ShellReader, Subagent};
use super::verdict::{Source, Verdict};
use super::version::Version;

const DOCS: Source = Source::new("gemini-cli docs", "2026-08-21");
const QWEN: Source = Source::new("Qwen Code docs", "2026-11");

/// Reads Gemini CLI's configuration of a place.
pub(crate) fn load(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("gemini-cli", place);
    a.version = version;
    everything_open(&mut a, DOCS);
    let machine = match place.os {
        Os::Mac => "Library/Application Support/GeminiCli/settings.json",
        Os::Windows => "ProgramData/gemini-cli/settings.json",
        Os::Linux => "etc/gemini-cli/settings.json",
    };
    a.take(place.doc(Scope::User, ".gemini/settings.json"));
    a.take(place.doc(Scope::Project, ".gemini/settings.json"));
    a.take(place.doc(Scope::Managed, machine));
    let has_servers = has_table(&a, &[&["mcpServers"]]);
    servers(&mut a, has_servers, DOCS);
    if last(&a, |n| n.bool_at(&["advanced", "ignoreLocalEnv"])) != Some(true) {
        a.base(
            DotEnv,
            Verdict::Weak,
            "loaded into the environment: a command that prints it shows it",
            Source::new("gemini-cli docs; google-gemini/gemini-cli #15884", "2026-08-21"),
        );
    }
    if last(&a, |n| {
        n.bool_at(&["security", "environmentVariableRedaction", "enabled"])
    }) == Some(true)
    {
        a.base(
            Environment,
            Verdict::Weak,
            "variables that look like secrets are taken out",
            DOCS,
        );
    }
    file_tools(&mut a, DOCS);
    ignore_files(&mut a, &[".geminiignore"], "respectGeminiIgnore", DOCS);
    built_in(&mut a);
    shell(&mut a);
    policies(&mut a);
    a
}

/// Names that the file tools refuse whatever is configured; seen in 0.61, not documented.
fn built_in(a: &mut Access) {
    if a.version.is_none_or(|v| Version::parse("0.61").is_none_or(|t| v < t)) {
        return;
    }
    let source = Source::new("gemini-cli 0.61.0: hasBlockedPathSegment; run", "2026-11-22");
    let mut gate = Gate::new(
        Kind::Rule,
        Order::DenyWins,
        TOOLS,
        &[Shell, ShellReader, Mcp, DotEnv],
        source,
    );
    for name in [".env", ".git", "node_modules", "gha-creds-*.json"] {
        gate.rule(Pattern::ignore(&a.place.project_path(), name), Effect::Deny, None);
    }
    a.gates.push(gate);
}

/// Reads Qwen Code's configuration of a place.
pub(crate) fn load_qwen(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("qwen-code", place);
    a.version = version;
    everything_open(&mut a, QWEN);
    a.take(place.doc(Scope::User, ".qwen/settings.json"));
    a.take(place.doc(Scope::Project, ".qwen/settings.json"));
    let has_servers = has_table(&a, &[&["mcpServers"]]);
    servers(&mut a, has_servers, QWEN);
    a.base(
        DotEnv,
        Verdict::Weak,
        "loaded into the environment, as by Gemini CLI",
        QWEN,
    );
    file_tools(&mut a, QWEN);
    ignore_files(&mut a, &[".qwenignore"], "respectQwenIgnore", QWEN);
    // Run with 0.15.10: a rule on reading stops `cat .env` too, and a mention reads what it denies.
    let mut gate = Gate::new(
        Kind::Rule,
        Order::DenyWins,
        &[FileTool, ShellReader, Subagent],
        &[Mention, Shell, Mcp, DotEnv],
        Source::new("Qwen Code docs; run with 0.15.10", "2026-11-25"),
    );
    let (project, home) = (place.project_path(), place.home_path());
    let mut more = Vec::new();
    for doc in &a.docs {
        let dir = if doc.scope == Scope::User {
            format!("{}/.qwen", home.clone().unwrap_or_default())
        } else {
            project.clone()
        };
        for (list, effect) in [("deny", Effect::Deny), ("ask", Effect::Ask)] {
            for rule in doc.root.strs_at(&["permissions", list]) {
                let from = (doc.label.as_str(), rule);
                match call(rule) {
                    ("Read" | "ReadFile", None | Some("*" | "**")) => gate.rule(Pattern::All, effect, Some(from)),
                    ("Read" | "ReadFile", Some(p)) => gate.rule(
                        Pattern::claude_rule(p, &dir, &project, home.as_deref()),
                        effect,
                        Some(from),
                    ),
                    ("Bash" | "Shell", None | Some("*")) => more.push(tool_gate(SHELLS, effect, from, QWEN)),
                    _ => {}
                }
            }
        }
    }
    a.gates.push(gate);
    a.gates.extend(more);
    shell(&mut a);
    a
}

/// The file tools stay in the workspace.
fn file_tools(a: &mut Access, source: Source) {
    for c in [FileTool, Mention, Subagent] {
        a.base_split(
            c,
            (Verdict::Open, "nothing stops it by default"),
            (
                Verdict::Weak,
                "the file tools stay in the workspace; the shell does not",
            ),
            source,
        );
    }
}

fn ignore_files(a: &mut Access, own: &[&str], key: &str, source: Source) {
    let respected = |key: &str| last(a, |n| n.bool_at(&["context", "fileFiltering", key])) != Some(false);
    let (own_on, git_on) = (respected(key), respected("respectGitIgnore"));
    let mut names: Vec<(Scope, String)> = Vec::new();
    if own_on {
        names.extend(own.iter().map(|n| (Scope::Project, (*n).to_owned())));
        let custom = last(a, |n| n.at(&["context", "fileFiltering", "customIgnoreFilePaths"]));
        names.extend(
            custom
                .map(Node::list)
                .unwrap_or_default()
                .into_iter()
                .filter_map(Node::str)
                .filter(|s| !s.starts_with('/') && !s.contains(".."))
                .map(|s| (Scope::Project, s.to_owned())),
        );
    }
    if git_on {
        names.push((Scope::Project, ".gitignore".into()));
    }
    let files: Vec<(Scope, &str)> = names.iter().map(|(s, n)| (*s, n.as_str())).collect();
    if let Some(g) = ignore_gate(a, &files, TOOLS, &[Shell, ShellReader, Mcp, DotEnv], source) {
        a.gates.push(g);
    }
}

/// The shell asks unless the mode says otherwise; a container keeps it in the project.
fn shell(a: &mut Access) {
    let source = if a.agent == "qwen-code" { QWEN } else { DOCS };
    let yolo = last(a, |n| {
        n.str_at(&["general", "defaultApprovalMode"])
            .or_else(|| n.str_at(&["tools", "approvalMode"]))
    }) == Some("yolo");
    if !yolo {
        a.base(Shell, Verdict::Asks, "commands are asked for", source);
        a.base(ShellReader, Verdict::Asks, "commands are asked for", source);
    }
    let off = |d: &super::place::Doc| {
        ["exclude"].iter().any(|k| {
            d.root
                .strs_at(&["tools", k])
                .iter()
                .any(|t| matches!(call(t), ("run_shell_command" | "ShellTool", None)))
        })
    };
    if let Some(label) = a.docs.iter().find(|d| off(d)).map(|d| d.label.clone()) {
        a.gates.push(tool_gate(
            SHELLS,
            Effect::Deny,
            (&label, "tools.exclude: run_shell_command"),
            source,
        ));
    }
    let sandbox = last(a, |n| n.at(&["tools", "sandbox"]).or_else(|| n.get("sandbox"))).cloned();
    let on = sandbox.as_ref().is_some_and(|n| {
        matches!(&n.value, Value::Bare(b) if b == "true")
            || n.str()
                .is_some_and(|s| matches!(s, "docker" | "podman" | "runsc" | "lxc"))
    });
    if on && a.place.os == Os::Linux {
        let mut gate = Gate::new(
            Kind::Sandbox,
            Order::Specific,
            &[Shell, ShellReader, FileTool, Subagent, Mcp],
            &[],
            source,
        );
        gate.rule(
            Pattern::subtree("/", "/", None),
            Effect::Deny,
            Some(("settings.json", "tools.sandbox")),
        );
        gate.rule(
            Pattern::subtree(&a.place.project_path(), "/", None),
            Effect::Allow,
            None,
        );
        let home = a.place.home_path();
        for doc in &a.docs {
            for p in doc.root.strs_at(&["tools", "sandboxAllowedPaths"]) {
                gate.rule(
                    Pattern::subtree(p, "/", home.as_deref()),
                    Effect::Allow,
                    Some((&doc.label, p)),
                );
            }
        }
        a.gates.push(gate);
        if last(a, |n| n.bool_at(&["tools", "sandboxNetworkAccess"])) == Some(false) {
            a.network = Network::Closed;
        }
    }
}

/// `[[rule]]` of the user's and the machine's policies; those of the workspace do nothing (#18186).
fn policies(a: &mut Access) {
    let place = a.place.clone();
    let mut rules: Vec<(i64, String, Node)> = Vec::new();
    for (scope, dir, tier) in [
        (Scope::User, ".gemini/policies", 0),
        (Scope::Managed, "etc/gemini-cli/policies", 1_000_000),
    ] {
        for name in place.list(scope, dir).iter().filter(|n| n.ends_with(".toml")) {
            let Some(doc) = place.doc(scope, &format!("{dir}/{name}")) else {
                continue;
            };
            a.files.push(doc.label.clone());
            for rule in doc.root.get("rule").map(Node::items).unwrap_or_default() {
                let priority = rule
                    .get("priority")
                    .and_then(|n| {
                        if let Value::Bare(b) = &n.value {
                            b.parse().ok()
                        } else {
                            None
                        }
                    })
                    .unwrap_or(0);
                rules.push((tier + priority, doc.label.clone(), rule.clone()));
            }
        }
    }
    rules.sort_by_key(|(p, _, _)| std::cmp::Reverse(*p));
    let mut files = Gate::new(
        Kind::Rule,
        Order::First,
        TOOLS,
        &[Shell, ShellReader, Mcp, DotEnv],
        DOCS,
    );
    let mut shells = Gate::new(Kind::Rule, Order::First, SHELLS, &[], DOCS);
    for (_, label, rule) in &rules {
        let Some(effect) = rule.str_at(&["decision"]).and_then(super::common::effect) else {
            continue;
        };
        let tools = rule.strs_at(&["toolName"]);
        let names = |list: &[&str]| tools.is_empty() || tools.iter().any(|t| *t == "*" || list.contains(t));
        let args = rule.str_at(&["argsPattern"]);
        let pattern = args.map_or(Pattern::All, Pattern::arguments);
        if names(&["read_file", "read_many_files"]) && rule.get("commandPrefix").is_none() {
            files.rule(pattern.clone(), effect, Some((label, args.unwrap_or("read_file"))));
        }
        if names(&["run_shell_command"]) && args.is_none() && rule.get("commandPrefix").is_none() {
            shells.rule(Pattern::All, effect, Some((label, "run_shell_command")));
        }
    }
    a.gates.push(files);
    a.gates.push(shells);
    if !place.list(Scope::Project, ".gemini/policies").is_empty() {
        a.notes
            .push(".gemini/policies in the project does nothing (google-gemini/gemini-cli #18186)".into());
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::*;

    #[test]
    fn ignore_files_and_the_env_file() {
        let p = place(
            "gemini-ignore",
            &[(".geminiignore", "*.pem\n"), (".gitignore", ".env\n")],
        );
        let a = load(&p, None);
        assert_eq!(
            verdicts(&a, "a/k.pem", &[FileTool, Mention, Shell]),
            "blocked blocked weak"
        );
        assert_eq!(verdicts(&a, ".env", &[FileTool, Shell, DotEnv]), "blocked weak weak");
        assert_eq!(verdicts(&a, "src/x", &[FileTool, Shell]), "open asks");
        assert_eq!(verdicts(&a, "~/.ssh/id", &[FileTool, Shell]), "weak asks");
    }

    #[test]
    fn some_names_are_refused_by_newer_versions() {
        let p = place("gemini-built-in", &[]);
        assert_eq!(
            verdicts(&load(&p, Version::parse("0.61.0")), "a/.env", &[FileTool, Shell]),
            "blocked weak"
        );
        assert_eq!(verdicts(&load(&p, None), "a/.env", &[FileTool]), "open");
    }

    #[test]
    fn git_ignore_can_be_switched_off_and_policies_need_the_home() {
        let p = place(
            "gemini-policy",
            &[
                (".gitignore", ".env\n"),
                (
                    ".gemini/settings.json",
                    r#"{"context":{"fileFiltering":{"respectGitIgnore":false}},"tools":{"exclude":["run_shell_command"]}}"#,
                ),
                (
                    "~/.gemini/policies/a.toml",
                    "[[rule]]\ntoolName = \"read_file\"\nargsPattern = '\\.pem\"'\ndecision = \"deny\"\npriority = 10\n",
                ),
                (
                    ".gemini/policies/b.toml",
                    "[[rule]]\ntoolName = \"read_file\"\ndecision = \"deny\"\n",
                ),
            ],
        );
        let a = load(&p, None);
        assert_eq!(verdicts(&a, ".env", &[FileTool]), "open");
        assert_eq!(verdicts(&a, "k.pem", &[FileTool, Shell]), "blocked blocked");
        assert!(a.notes.iter().any(|n| n.contains("18186")));
    }

    #[test]
    fn a_container_keeps_commands_in_the_project() {
        let p = place(
            "gemini-docker",
            &[("~/.gemini/settings.json", r#"{"tools":{"sandbox":"docker"}}"#)],
        );
        assert_eq!(
            verdicts(&load(&p, None), "~/.ssh/id", &[Shell, FileTool]),
            "blocked blocked"
        );
    }

    #[test]
    fn qwen_has_rules() {
        let p = place(
            "qwen",
            &[
                (".qwen/settings.json", r#"{"permissions":{"deny":["Read(.env)"]}}"#),
                (".qwenignore", "x.key\n"),
            ],
        );
        let a = load_qwen(&p, None);
        assert_eq!(verdicts(&a, "a/.env", &[FileTool, Shell]), "blocked weak");
        assert_eq!(verdicts(&a, "x.key", &[FileTool, Shell]), "blocked weak");
    }
}
