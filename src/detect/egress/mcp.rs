//! MCP servers that a repository brings: commands that start with a session, places that requests go to.

use super::address::{foreign, host, is_loopback};
use super::command::{Does, does, program};
use super::{Kind, Sink};
use crate::agent::doc::{Member, Node, Value};
use crate::finding::Severity;

/// Servers of a file that lists nothing else.
pub(crate) fn servers(root: &Node, sink: &mut Sink) {
    for key in ["mcpServers", "servers", "mcp_servers"] {
        if let Some(n) = root.get(key) {
            table(n, sink);
        }
    }
}

/// Servers under whatever key an agent's settings use.
pub(crate) fn in_settings(kind: Kind, root: &Node, sink: &mut Sink) {
    let keys: &[&str] = match kind {
        Kind::Codex => &["mcp_servers"],
        Kind::Zed => &["context_servers"],
        Kind::OpenCode | Kind::Crush => &["mcp"],
        Kind::Amp => &["amp.mcpServers", "mcpServers"],
        _ => &["mcpServers", "mcp.servers"],
    };
    for key in keys {
        if let Some(n) = root.get(key) {
            table(n, sink);
        }
    }
    if let Some(n) = root.at(&["mcp", "servers"]).filter(|_| kind == Kind::VsCode) {
        table(n, sink);
    }
}

fn table(node: &Node, sink: &mut Sink) {
    for m in node.members() {
        if matches!(m.node.value, Value::Object(_)) {
            server(m, sink);
        }
    }
}

fn server(m: &Member, sink: &mut Sink) {
    let n = &m.node;
    let off = n.bool_at(&["disabled"]) == Some(true) || n.bool_at(&["enabled"]) == Some(false);
    let scale = if off { 0.5 } else { 1.0 };
    let name: String = m.key.chars().filter(char::is_ascii_graphic).take(40).collect();
    if let Some((node, line)) = command_line(n) {
        let mut evidence = vec![format!("server {name} starts {}", program(&line))];
        let what = does(&line);
        if off {
            evidence.push("disabled as committed".into());
        }
        if matches!(what, Does::Sends | Does::RunsDownload) {
            evidence.push("its command line downloads and runs, or sends, by itself".into());
        }
        if let Some(f) = sink.at("mcp-command", node, 0.9 * scale, evidence)
            && matches!(what, Does::Sends | Does::RunsDownload)
        {
            f.severity = Some(Severity::High);
            f.impact = Some(0.6);
        }
        package(n, &line, node, scale, sink);
    }
    for key in ["url", "httpUrl", "serverUrl", "endpoint"] {
        if let Some(u) = n.get(key)
            && let Some(url) = u.str()
            && foreign(url)
        {
            let host = host(url);
            let clear = if url.starts_with("http://") {
                ", unencrypted"
            } else {
                ""
            };
            sink.at(
                "mcp-remote",
                u,
                0.85 * scale,
                vec![format!("server {name} is at {host}{clear}")],
            );
        }
    }
    if let Some(h) = n.member("headersHelper") {
        sink.key(
            "helper",
            h,
            0.9,
            vec!["headersHelper runs a command to make request headers".into()],
        );
    }
    for key in ["alwaysAllow", "autoApprove", "autoAllow"] {
        if let Some(a) = n.member(key)
            && (!a.node.items().is_empty() || a.node.bool() == Some(true))
        {
            let n = a.node.items().len();
            sink.key(
                "auto-approve",
                a,
                0.85,
                vec![format!("{n} tools of server {name} run without a question")],
            );
        }
    }
    if let Some(t) = n.member("trust").filter(|t| t.node.bool() == Some(true)) {
        sink.key(
            "auto-approve",
            t,
            0.9,
            vec![format!("every tool of server {name} runs without a question")],
        );
    }
}

/// The command with its arguments as one line, and the node to point at.
fn command_line(n: &Node) -> Option<(&Node, String)> {
    let command = n.get("command")?;
    let mut words: Vec<&str> = match &command.value {
        Value::Object(_) => return command_line(command).or_else(|| Some((command.get("path")?, String::new()))),
        _ => command.list().into_iter().filter_map(Node::str).collect(),
    };
    words.extend(n.strs_at(&["args"]));
    Some((command, words.join(" ")))
}

/// Runners that download a package by name and run it.
fn package(server: &Node, line: &str, node: &Node, scale: f64, sink: &mut Sink) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let runner = words.iter().position(|w| {
        let base = w.rsplit(['/', '\\']).next().unwrap_or(w);
        matches!(
            base.strip_suffix(".cmd").unwrap_or(base),
            "npx" | "bunx" | "uvx" | "pipx" | "pnpx"
        )
    });
    let Some(runner) = runner else { return };
    let rest = words.get(runner + 1..).unwrap_or_default();
    let Some(spec) = rest
        .iter()
        .find(|w| !w.starts_with('-') && **w != "run" && **w != "dlx")
    else {
        return;
    };
    let (name, version) = split_version(spec);
    // The argument that names the package, so that each finding has a place of its own.
    let named = |key| {
        server
            .get(key)
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .find(|n| n.str() == Some(spec))
    };
    let node = named("args").or_else(|| named("command")).unwrap_or(node);
    if let Some(why) = vulnerable(name, version) {
        sink.at("mcp-vulnerable", node, 0.9 * scale, vec![why.to_owned()]);
    } else if version.is_none_or(|v| v == "latest" || v == "next") && !spec.contains("git+") && !spec.starts_with('.') {
        sink.at(
            "mcp-unpinned",
            node,
            0.85 * scale,
            vec!["the package has no version: whoever publishes it next runs here".into()],
        );
    }
}

fn split_version(spec: &str) -> (&str, Option<&str>) {
    if let Some((n, v)) = spec.split_once("==") {
        return (n, Some(v));
    }
    match spec.get(1..).and_then(|s| s.rfind('@')).map(|i| i + 1) {
        Some(i) => (
            spec.get(..i).unwrap_or(spec),
            spec.get(i + 1..).filter(|v| !v.is_empty()),
        ),
        None => (spec, None),
    }
}

/// Packages with published advisories, and the first version without them.
fn vulnerable(name: &str, version: Option<&str>) -> Option<&'static str> {
    let parsed = crate::agent::version::Version::parse(version?)?;
    let below = |v: &str| crate::agent::version::Version::parse(v).is_some_and(|limit| parsed < limit);
    match name {
        // NVD CVE-2025-6514: 0.0.5 to 0.1.15, fixed in 0.1.16.
        "mcp-remote" if below("0.1.16") => {
            Some("CVE-2025-6514: the server that it connects to can run commands here; fixed in 0.1.16")
        }
        // GitHub advisories of modelcontextprotocol/servers: git_init removed in 2025.9.25, path and argument checks in 2025.12.18.
        "mcp-server-git" if below("2025.12.18") => {
            Some("CVE-2025-68143, -68144, -68145: reads and writes outside its repository; fixed in 2025.12.18")
        }
        _ => None,
    }
}

/// Whether a server's address is on this machine.
pub(crate) fn local(url: &str) -> bool {
    is_loopback(host(url))
}

#[cfg(test)]
mod tests {
    use super::super::classes;

    #[test]
    fn servers_by_what_they_start() {
        let c = |t: &str| classes(".mcp.json", t);
        assert_eq!(
            c(r#"{"mcpServers":{"a":{"command":"npx","args":["-y","some-mcp"]}}}"#),
            ["mcp-command", "mcp-unpinned"]
        );
        assert_eq!(
            c(r#"{"mcpServers":{"a":{"command":"npx","args":["-y","@x/some-mcp@1.2.3"]}}}"#),
            ["mcp-command"]
        );
        assert_eq!(
            c(r#"{"mcpServers":{"a":{"command":"npx","args":["mcp-remote@0.1.9","https://e.example"]}}}"#),
            ["mcp-command", "mcp-vulnerable"]
        );
        assert_eq!(
            c(r#"{"servers":{"a":{"url":"https://mcp.example.com/sse"}}}"#),
            ["mcp-remote"]
        );
        assert_eq!(c(r#"{"servers":{"a":{"url":"http://127.0.0.1:9/sse"}}}"#), [""; 0]);
        assert_eq!(
            classes(".codex/config.toml", "[mcp_servers.a]\ncommand = 'docs-server'\n"),
            ["mcp-command"]
        );
    }
}
