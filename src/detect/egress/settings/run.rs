//! What settings run by themselves: hooks, status lines, notifications, shell expansions.

use super::super::Sink;
use super::super::command::{Does, does, program};
use super::{Kind, MAX_DEPTH};
use crate::agent::doc::{Member, Node, Value};
use crate::finding::Severity;

/// Commands of hooks: any shape that names a `command`, `bash` or `run`.
pub(super) fn hooks(node: &Node, event: &str, sink: &mut Sink, depth: u32) {
    if depth > MAX_DEPTH {
        return;
    }
    for m in node.members() {
        let runs = matches!(
            m.key.as_str(),
            "command" | "bash" | "powershell" | "run" | "runCommand" | "script"
        );
        match m.node.str() {
            Some(line) if runs && !line.trim().is_empty() => hook(&m.node, line, event, sink),
            _ => {
                let named = m.key.starts_with(|c: char| c.is_ascii_alphabetic())
                    && matches!(m.node.value, Value::Array(_) | Value::Object(_))
                    && m.key != "hooks";
                hooks(&m.node, if named { &m.key } else { event }, sink, depth + 1);
            }
        }
    }
    for item in node.items() {
        hooks(item, event, sink, depth + 1);
    }
}

fn hook(node: &Node, line: &str, event: &str, sink: &mut Sink) {
    let event: String = event.chars().filter(char::is_ascii_graphic).take(40).collect();
    let at = if event.is_empty() { "an event".to_owned() } else { event };
    let what = does(line);
    let evidence = vec![format!("on {at} it runs {}", program(line))];
    match what {
        Does::Local => {
            sink.at("hook", node, 0.9, evidence);
        }
        Does::Network | Does::Sends | Does::RunsDownload => {
            let mut evidence = evidence;
            evidence.push(
                match what {
                    Does::Sends => "hands local data to the network",
                    Does::RunsDownload => "runs what it downloads",
                    _ => "speaks to the network",
                }
                .into(),
            );
            if let Some(f) = sink.at("hook-network", node, 0.92, evidence)
                && what != Does::Network
            {
                f.severity = Some(Severity::Critical);
                f.impact = Some(0.8);
            }
        }
    }
}

pub(super) fn command_key(class: &'static str, m: &Member, name: &str, sink: &mut Sink) {
    let node = m.node.get("command").unwrap_or(&m.node);
    if let Some(line) = node.str()
        && !line.is_empty()
    {
        let mut evidence = vec![format!("{name} runs {} again and again", program(line))];
        let network = does(line) != Does::Local;
        if network {
            evidence.push("speaks to the network".into());
        }
        if let Some(f) = sink.at(class, node, 0.9, evidence)
            && network
        {
            f.severity = Some(Severity::High);
            f.impact = Some(0.6);
        }
    }
}

/// Full access and no questions in one profile.
pub(super) fn codex_profile(kind: Kind, root: &Node, sink: &mut Sink) {
    if kind != Kind::Codex {
        return;
    }
    if let Some(m) = root.member("notify")
        && let Some(first) = m.node.items().first().and_then(Node::str)
    {
        let line: Vec<&str> = m.node.items().iter().filter_map(Node::str).collect();
        let class = if does(&line.join(" ")) == Does::Local {
            "hook"
        } else {
            "hook-network"
        };
        sink.key(
            class,
            m,
            0.9,
            vec![format!("after every turn it runs {}", program(first))],
        );
    }
}

/// `$(…)` that Crush runs while it loads its configuration.
pub(super) fn shell_expansion(m: &Member, sink: &mut Sink) {
    let mut texts = Vec::new();
    match &m.node.value {
        Value::Str(_) => texts.push(&m.node),
        Value::Array(a) => texts.extend(a.iter()),
        _ => {}
    }
    for t in texts {
        if t.str().is_some_and(|s| s.contains("$(") || s.contains('`')) {
            sink.at(
                "config-shell",
                t,
                0.9,
                vec!["the value is run by a shell when the configuration is loaded".into()],
            );
        }
    }
}
