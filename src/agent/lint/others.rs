//! The other agents: keys in files that are not consulted, defaults that a setting removes, wildcards where only literal
//! paths work.

use super::super::access::Access;
use super::super::common::last;
use super::super::doc::Node;
use super::super::pattern::{has_glob, wild};
use super::super::place::{Os, Scope};
use super::{Remark, at, texts};
use crate::finding::Severity;

const INERT: &str = "inert-permission-rule";

pub(super) fn lint(a: &Access, out: &mut Vec<Remark>) {
    match a.agent.as_str() {
        "codex" => codex(a, out),
        "copilot-cli" => copilot(a, out),
        "vscode" => code(a, out),
        "gemini-cli" => gemini(a, out),
        "opencode" | "kilo" => opencode(a, out),
        "zed" => zed(a, out),
        "cursor" => cursor(a, out),
        _ => {}
    }
}

fn codex(a: &Access, out: &mut Vec<Remark>) {
    let mode = a.docs.iter().find(|d| d.root.get("sandbox_mode").is_some());
    let chosen = a.docs.iter().any(|d| d.root.get("default_permissions").is_some());
    for d in &a.docs {
        if let Some(n) = d.root.member("permissions")
            && !chosen
        {
            let node = Node {
                span: n.key_span.clone(),
                value: n.node.value.clone(),
            };
            let what = "profiles are defined and none is chosen: Codex wants default_permissions and refuses to start"
                .to_owned();
            out.push(at(d, &node, INERT, Severity::Medium, 0.85, what));
        }
        if let (Some(mode), Some(n)) = (mode, d.root.member("default_permissions"))
            && mode.label != d.label
        {
            let what = format!(
                "permission profiles are ignored without a word: sandbox_mode is set in {}",
                mode.label
            );
            let mut r = at(d, &n.node, "shadowed-permission-profile", Severity::High, 0.95, what);
            r.column = 1;
            out.push(r);
        }
        for p in d.root.get("permissions").map(Node::members).unwrap_or_default() {
            let fs = p.node.get("filesystem");
            let has = |key: &str| fs.and_then(|f| f.member(key));
            if let (Some(old), Some(_)) = (has(":project_roots"), has(":workspace_roots")) {
                let node = Node {
                    span: old.key_span.clone(),
                    value: old.node.value.clone(),
                };
                let what = "both generations in one profile: `:project_roots` with \"none\" is the older one; write `:workspace_roots` with \"deny\"".to_owned();
                out.push(at(d, &node, INERT, Severity::Medium, 0.85, what));
            }
        }
    }
}

fn copilot(a: &Access, out: &mut Vec<Remark>) {
    for d in &a.docs {
        if let Some(n) = d.root.get("permissions") {
            let what = "Copilot CLI honours permissions in managed settings only".to_owned();
            out.push(at(d, n, INERT, Severity::Medium, 0.9, what));
        }
    }
    for (d, n, text) in texts(a, &["sandbox", "userPolicy", "filesystem", "deniedPaths"]) {
        let absolute = text.starts_with('/') || text.get(1..3) == Some(":\\");
        if has_glob(text) || !absolute {
            let what = format!("`{text}` in deniedPaths does nothing: only absolute paths without wildcards count");
            out.push(at(d, n, INERT, Severity::Medium, 0.9, what));
        } else if a.place.os == Os::Windows {
            out.push(at(
                d,
                n,
                INERT,
                Severity::Medium,
                0.9,
                "deniedPaths are ignored on Windows".to_owned(),
            ));
        }
    }
}

fn code(a: &Access, out: &mut Vec<Remark>) {
    for d in &a.docs {
        for (key, list) in [("linux", "denyRead"), ("linux", "allowRead"), ("linux", "denyWrite")] {
            let Some(fs) = d.root.at(&["chat", "agent", "sandbox", "fileSystem", key]) else {
                continue;
            };
            for n in fs.get(list).map(Node::list).unwrap_or_default() {
                if n.str().is_some_and(has_glob) {
                    let what = "wildcards in the sandbox's paths work on macOS only".to_owned();
                    out.push(at(d, n, INERT, Severity::Medium, 0.88, what));
                }
            }
        }
        let off = d
            .root
            .at(&["chat", "agent", "sandbox", "enabled"])
            .is_none_or(|n| n.str() == Some("off") || n.bool() == Some(false));
        let anywhere = a.docs.iter().any(|o| {
            o.root
                .at(&["chat", "agent", "sandbox", "enabled"])
                .is_some_and(|n| n.str() != Some("off") && n.bool() != Some(false))
        });
        if off
            && !anywhere
            && let Some(n) = d
                .root
                .get("chat.agent.sandbox.fileSystem.linux")
                .or_else(|| d.root.get("chat.agent.sandbox.fileSystem.mac"))
        {
            out.push(at(
                d,
                n,
                INERT,
                Severity::Medium,
                0.85,
                "the sandbox is off: its paths do nothing".to_owned(),
            ));
        }
    }
}

fn gemini(a: &Access, out: &mut Vec<Remark>) {
    if !a.place.has(Scope::Project, ".geminiignore") {
        return;
    }
    for d in &a.docs {
        if let Some(n) = d.root.at(&["context", "fileFiltering", "respectGeminiIgnore"])
            && n.bool() == Some(false)
        {
            let what = ".geminiignore is there, and this setting switches it off".to_owned();
            out.push(at(d, n, "inert-ignore-file", Severity::Medium, 0.93, what));
        }
    }
}

/// A broad `allow` behind denials: the last match wins, and the default denial of `.env` is a match like any other.
fn opencode(a: &Access, out: &mut Vec<Remark>) {
    let mut denied: Vec<(String, String)> = vec![("*.env".into(), "the default".into())];
    for d in &a.docs {
        for m in d.root.get("permission").map(Node::members).unwrap_or_default() {
            if m.key.contains(' ') {
                let node = Node {
                    span: m.key_span.clone(),
                    value: m.node.value.clone(),
                };
                let what = format!(
                    "`{}` is held against names of tools, and no tool is called that; patterns of commands go below `bash`",
                    m.key
                );
                out.push(at(d, &node, INERT, Severity::Medium, 0.85, what));
            }
        }
        let Some(read) = d.root.at(&["permission", "read"]) else {
            continue;
        };
        if read.str() == Some("allow") {
            let (glob, by) = denied.last().cloned().unwrap_or_default();
            let what = format!(
                "`read: allow` comes after the denial of `{glob}` in {by} and takes it away: the last match wins"
            );
            out.push(at(d, read, INERT, Severity::Medium, 0.85, what));
        }
        for m in read.members() {
            match m.node.str() {
                Some("deny") => denied.push((m.key.clone(), d.label.clone())),
                Some("allow") => {
                    let own = |(glob, by): &&(String, String)| {
                        *glob != m.key && wild(m.key.as_bytes(), glob.as_bytes()) && by != "the default"
                    };
                    // The usual form starts with a broad allow and denies behind it; only what stood before is lost.
                    if let Some((glob, by)) = denied.iter().rev().find(own) {
                        let what = format!(
                            "`{}: allow` comes after the denial of `{glob}` in {by} and takes it away: the last match wins",
                            m.key
                        );
                        out.push(at(d, &m.node, INERT, Severity::Medium, 0.85, what));
                    }
                }
                _ => {}
            }
        }
    }
}

fn zed(a: &Access, out: &mut Vec<Remark>) {
    let Some(d) = a.docs.iter().rev().find(|d| d.root.get("private_files").is_some()) else {
        return;
    };
    let Some(n) = d.root.get("private_files") else { return };
    if !n.list().iter().filter_map(|n| n.str()).any(|g| g.contains(".env")) {
        let what = "private_files replaces the default list, and .env files are not in it".to_owned();
        out.push(at(d, n, INERT, Severity::Low, 0.75, what));
    }
}

fn cursor(a: &Access, out: &mut Vec<Remark>) {
    let kind = last(a, |n| n.str_at(&["type"]));
    for d in &a.docs {
        if let Some(n) = d.root.get("readBoundary")
            && kind == Some("insecure_none")
        {
            out.push(at(
                d,
                n,
                INERT,
                Severity::Medium,
                0.85,
                "readBoundary does nothing while the sandbox type is insecure_none".to_owned(),
            ));
        }
    }
}
