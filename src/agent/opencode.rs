//! OpenCode, and Kilo Code which grew out of it: `permission` tables in which the last match wins.
//!
//! A rule on reading is held against the path from the root of the repository, or from `/` outside of git, as 1.18.33 was
//! run: `secrets/x` means nothing outside of git, and no `~/…` ever matches.

use super::access::{Access, Effect, Gate, Kind, Network, Order};
use super::common::{SHELLS, TOOLS, effect, everything_open, has_table, ignore_gate, last, servers, tool_gate};
use super::doc::{Node, Value};
use super::pattern::Pattern;
use super::place::{Place, Scope};
use super::verdict::Channel::{FileTool, Index, Mcp, Mention, Shell, ShellReader, Subagent};
use super::verdict::{Source, Verdict};
use super::version::Version;

const DOCS: Source = Source::new("OpenCode docs: permissions", "2026-11");
const KILO: Source = Source::new("Kilo Code docs; Kilo-Org/kilocode #8293", "2026-11");

/// Denied unless the configuration says otherwise; a broad `read: allow` says so.
const DEFAULT_READ: &[(&str, Effect)] = &[
    ("*", Effect::Allow),
    ("*.env", Effect::Deny),
    ("*.env.*", Effect::Deny),
    ("*.env.example", Effect::Allow),
];

/// Reads OpenCode's configuration of a place; the order of the files is that of 1.18.33.
pub(crate) fn load(place: &Place, version: Option<Version>) -> Access {
    let files = [
        (Scope::User, ".config/opencode/opencode.json"),
        (Scope::User, ".config/opencode/opencode.jsonc"),
        (Scope::Project, "opencode.json"),
        (Scope::Project, "opencode.jsonc"),
        (Scope::Project, ".opencode/opencode.json"),
        (Scope::Project, ".opencode/opencode.jsonc"),
    ];
    build("opencode", place, version, &files, DOCS)
}

/// Reads Kilo Code's configuration of a place.
pub(crate) fn load_kilo(place: &Place, version: Option<Version>) -> Access {
    let files = [
        (Scope::User, ".config/kilo/kilo.json"),
        (Scope::User, ".config/kilo/kilo.jsonc"),
        (Scope::Project, "kilo.json"),
        (Scope::Project, "kilo.jsonc"),
        (Scope::Project, ".kilo/kilo.json"),
        (Scope::Project, ".kilo/kilo.jsonc"),
    ];
    let mut a = build("kilo", place, version, &files, KILO);
    a.base(Index, Verdict::Open, "the index reads what is not ignored", KILO);
    // Mentions were read in spite of denials (#8293).
    if let Some(g) = ignore_gate(
        &mut a,
        &[(Scope::Project, ".kilocodeignore")],
        &[FileTool, Subagent, Index],
        &[Mention, Shell, ShellReader, Mcp],
        KILO,
    ) {
        a.gates.push(g);
    }
    for g in &mut a.gates {
        if g.kind == Kind::Rule && g.stops.has(Mention) {
            g.stops = super::verdict::Channels::of(&[FileTool, Subagent]);
            g.around = super::verdict::Channels::of(&[Mention, Shell, ShellReader, Mcp]);
        }
    }
    if last(&a, |n| n.bool_at(&["sandbox", "enabled"])) == Some(true) {
        a.network = if last(&a, |n| n.bool_at(&["sandbox", "network"])) == Some(false) {
            Network::Closed
        } else {
            Network::Limited
        };
        a.notes
            .push("Kilo's sandbox limits writing and the network; reading is not limited".into());
    }
    a
}

fn build(name: &str, place: &Place, version: Option<Version>, files: &[(Scope, &str)], source: Source) -> Access {
    let mut a = Access::new(name, place);
    a.version = version;
    everything_open(&mut a, source);
    for (scope, path) in files {
        a.take(place.doc(*scope, path));
    }
    let has_servers = has_table(&a, &[&["mcp"]]);
    servers(&mut a, has_servers, source);
    let mut read = Gate::new(Kind::Rule, Order::Last, TOOLS, &[Shell, ShellReader, Mcp], source);
    for (glob, e) in DEFAULT_READ {
        read.rule(Pattern::wild(glob, None), *e, None);
    }
    let root = worktree(place);
    for doc in &a.docs {
        if let Some(word) = doc.root.str_at(&["permission"]).and_then(effect) {
            read.rule(Pattern::All, word, Some((&doc.label, "permission")));
        }
        for key in ["*", "read"] {
            let Some(n) = doc.root.at(&["permission", key]) else {
                continue;
            };
            rules(&mut read, n, &doc.label, key, &root);
        }
    }
    a.gates.push(read);
    outside(&mut a, source);
    shell(&mut a, source);
    a
}

/// Folder that rules on reading are relative to.
pub(crate) fn worktree(place: &Place) -> String {
    place.worktree().unwrap_or_else(|| "/".to_owned())
}

fn rules(gate: &mut Gate, node: &Node, label: &str, key: &str, root: &str) {
    match &node.value {
        Value::Str(word) => {
            if let Some(e) = effect(word) {
                gate.rule(Pattern::All, e, Some((label, &format!("permission.{key}: {word}"))));
            }
        }
        Value::Object(members) => {
            for m in members {
                if let Some(e) = m.node.str().and_then(effect) {
                    let pattern = Pattern::WildFrom(root.to_owned(), m.key.clone());
                    gate.rule(pattern, e, Some((label, &m.key)));
                }
            }
        }
        _ => {}
    }
}

fn outside(a: &mut Access, source: Source) {
    let word = last(a, |n| n.str_at(&["permission", "external_directory"]))
        .and_then(effect)
        .unwrap_or(Effect::Ask);
    let v = match word {
        Effect::Allow => Verdict::Open,
        Effect::Ask => Verdict::Asks,
        Effect::Deny => Verdict::Blocked,
    };
    for c in [FileTool, Mention, Subagent] {
        a.base_split(
            c,
            (Verdict::Open, "nothing stops it by default"),
            (v, "external_directory"),
            source,
        );
    }
}

fn shell(a: &mut Access, source: Source) {
    let found = a.docs.iter().rev().find_map(|d| {
        let n = d.root.at(&["permission", "bash"])?;
        let word = n.str().or_else(|| n.str_at(&["*"]))?;
        Some((d.label.clone(), effect(word)?))
    });
    if let Some((label, e)) = found
        && e != Effect::Allow
    {
        a.gates.push(tool_gate(SHELLS, e, (&label, "permission.bash"), source));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::*;

    #[test]
    fn the_last_match_wins() {
        let p = place("opencode-default", &[]);
        let a = load(&p, None);
        assert_eq!(verdicts(&a, "a/.env", &[FileTool, Shell]), "blocked weak");
        assert_eq!(verdicts(&a, "a/.env.example", &[FileTool]), "open");
        assert_eq!(verdicts(&a, "~/.ssh/id", &[FileTool, Shell]), "asks open");
        let p = place(
            "opencode-broad",
            &[("~/.config/opencode/opencode.json", r#"{"permission":{"read":"allow"}}"#)],
        );
        assert_eq!(
            verdicts(&load(&p, None), ".env", &[FileTool]),
            "open",
            "a broad allow removes the default denial"
        );
        let p = place(
            "opencode-own",
            &[(
                "opencode.json",
                r#"{"permission":{"read":{"secrets/*":"deny"},"bash":"ask"}}"#,
            )],
        );
        assert_eq!(
            verdicts(&load(&p, None), "secrets/a/b", &[FileTool, Shell]),
            "blocked weak"
        );
        assert_eq!(verdicts(&load(&p, None), "src/x", &[FileTool, Shell]), "open asks");
    }

    #[test]
    fn rules_are_relative_to_the_repository() {
        let rule = r#"{"permission":{"read":{"a/x":"deny","~/.ssh/*":"deny","*/y":"deny"}}}"#;
        let p = place("opencode-root", &[("opencode.json", rule)]);
        let v = |p: &Place, path: &str| verdicts(&load(p, None), path, &[FileTool]);
        assert_eq!([v(&p, "a/x"), v(&p, "y"), v(&p, "a/y")], ["blocked", "open", "blocked"]);
        assert_eq!([v(&p, "~/.ssh/id"), v(&p, "~/y")], ["asks", "blocked"]);
        let mut outside = p.clone();
        outside.project = "/nonexistent/app".into();
        let file = outside.project.join("opencode.json");
        outside.overlay.insert(file, rule.to_owned());
        assert_eq!([v(&outside, "a/x"), v(&outside, "a/y")], ["open", "blocked"], "no git");
    }

    #[test]
    fn kilo_reads_its_own_ignore_file_and_mentions_walk_around() {
        let p = place("kilo", &[(".kilocodeignore", "a.key\n"), (".kiloignore", "b.key\n")]);
        let a = load_kilo(&p, None);
        assert_eq!(verdicts(&a, "a.key", &[FileTool, Mention, Shell]), "blocked weak weak");
        assert_eq!(verdicts(&a, "b.key", &[FileTool]), "open");
    }
}
