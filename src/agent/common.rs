//! What several agents share: ignore files, servers, the usual ways of reading.

use super::access::{Access, Effect, Gate, Kind, Order};
use super::doc::Node;
use super::pattern::Pattern;
use super::place::{Place, Scope};
use super::verdict::Channel::{FileTool, Mcp, Mention, Shell, ShellReader, Subagent};
use super::verdict::{Channel, Source, Verdict};

/// File tool, shell, mentions and subagents read whatever the user can read.
pub(crate) fn everything_open(a: &mut Access, source: Source) {
    for c in [FileTool, ShellReader, Shell, Mention, Subagent] {
        a.base(c, Verdict::Open, "nothing stops it by default", source);
    }
    a.base(
        Channel::Environment,
        Verdict::Open,
        "commands inherit the environment of the session",
        source,
    );
}

/// Servers read with the user's rights and ask no rule of the agent: a detour around every denial.
pub(crate) fn servers(a: &mut Access, configured: bool, source: Source) {
    if configured {
        a.base(
            Mcp,
            Verdict::Weak,
            "configured MCP servers run beside the agent's controls",
            source,
        );
    }
}

/// Whether any document has a non-empty table under one of these keys.
pub(crate) fn has_table(a: &Access, keys: &[&[&str]]) -> bool {
    a.docs.iter().any(|d| {
        keys.iter()
            .any(|k| d.root.at(k).is_some_and(|n| !n.members().is_empty()))
    })
}

/// Whether a server list file names a server.
pub(crate) fn lists_servers(place: &Place, files: &[(Scope, &str)]) -> bool {
    files.iter().any(|(scope, path)| {
        place.doc(*scope, path).is_some_and(|d| {
            ["mcpServers", "servers", "mcp_servers"]
                .iter()
                .any(|k| d.root.get(k).is_some_and(|n| !n.members().is_empty()))
        })
    })
}

/// A gate made of ignore files: those of the project relative to it, those of the home folder anywhere in the project.
pub(crate) fn ignore_gate(
    a: &mut Access,
    files: &[(Scope, &str)],
    stops: &[Channel],
    around: &[Channel],
    source: Source,
) -> Option<Gate> {
    let mut gate = Gate::new(Kind::IgnoreFile, Order::DenyWins, stops, around, source);
    for (scope, path) in files {
        let place = a.place.clone();
        let Some((label, text)) = place.text(*scope, path) else {
            continue;
        };
        a.files.push(label.clone());
        add_ignore_lines(&mut gate, &place, &label, &text);
    }
    (!gate.rules.is_empty()).then_some(gate)
}

/// One rule a line, so that a decision can name the line; a later `!line` needs the whole file at once.
fn add_ignore_lines(gate: &mut Gate, place: &Place, label: &str, text: &str) {
    let base = place.project_path();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim_end)
        .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
        .take(5000)
        .collect();
    if lines.iter().any(|l| l.starts_with('!')) || lines.len() > 200 {
        gate.rule(Pattern::ignore(&base, text), Effect::Deny, Some((label, "its lines")));
        return;
    }
    for line in lines {
        gate.rule(Pattern::ignore(&base, line), Effect::Deny, Some((label, line)));
    }
}

/// `allow`, `ask`, `deny` and the words that agents use for them.
pub(crate) fn effect(word: &str) -> Option<Effect> {
    Some(match word {
        "allow" | "always_allow" | "read" | "write" | "auto" => Effect::Allow,
        "ask" | "ask_user" | "prompt" | "ask_before" | "delegate" | "ask-user" => Effect::Ask,
        "deny" | "reject" | "exclude" | "never_allow" | "none" | "block" => Effect::Deny,
        _ => return None,
    })
}

/// `Read(…)`: the tool and what stands in the brackets.
pub(crate) fn call(rule: &str) -> (&str, Option<&str>) {
    match rule.split_once('(') {
        Some((tool, rest)) => (tool.trim(), Some(rest.trim_end().strip_suffix(')').unwrap_or(rest))),
        None => (rule.trim(), None),
    }
}

/// A gate without paths: a whole tool is refused or asked for.
pub(crate) fn tool_gate(channels: &[Channel], effect: Effect, from: (&str, &str), source: Source) -> Gate {
    let mut g = Gate::new(Kind::Rule, Order::DenyWins, channels, &[], source);
    g.rule(Pattern::All, effect, Some(from));
    g
}

/// The value of the strongest scope that sets a key; the order of `docs` is weakest first.
pub(crate) fn last<'a, T>(a: &'a Access, get: impl Fn(&'a Node) -> Option<T>) -> Option<T> {
    a.docs.iter().rev().find_map(|d| get(&d.root))
}

/// Shell commands of both kinds.
pub(crate) const SHELLS: &[Channel] = &[ShellReader, Shell];
/// What the agent reads by its own tools.
pub(crate) const TOOLS: &[Channel] = &[FileTool, Mention, Subagent];
