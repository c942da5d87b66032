//! Claude Code: two path grammars that look alike, rules that cannot do what they say, a sandbox that covers Bash only.

use super::super::access::Access;
use super::super::common::{call, last};
use super::super::pattern::{Pattern, has_glob};
use super::super::place::{AgentPath, Os, Scope};
use super::super::version::Version;
use super::{Remark, at, texts};
use crate::finding::Severity;

pub(super) fn lint(a: &Access, out: &mut Vec<Remark>) {
    if a.agent != "claude-code" {
        return;
    }
    paths(a, out);
    carve_outs(a, out);
    sandbox(a, out);
    widening(a, out);
}

/// `Read(/etc/…)` is not `/etc`, and `$HOME` is no home.
fn paths(a: &Access, out: &mut Vec<Remark>) {
    const ROOTS: &[&str] = &[
        "etc/", "home/", "Users/", "var/", "root/", "opt/", "usr/", "private/", "Volumes/", "mnt/", "srv/",
    ];
    for list in ["deny", "ask"] {
        for (d, n, rule) in texts(a, &["permissions", list]) {
            let ("Read" | "Edit", Some(path)) = call(rule) else {
                continue;
            };
            let mut say = |confidence, what: String| {
                out.push(at(d, n, "inert-permission-rule", Severity::Medium, confidence, what))
            };
            if path.starts_with("$HOME") || path.starts_with("${HOME}") {
                say(
                    0.85,
                    format!("`{path}`: variables are not expanded; the home folder is written `~/`"),
                );
            } else if let Some(rest) = path.strip_prefix('/').filter(|r| !r.starts_with('/')) {
                let user = d.scope == Scope::User;
                let absolute = ROOTS.iter().any(|r| rest.starts_with(r));
                if absolute {
                    let base = if user { "~/.claude" } else { "the project" };
                    say(
                        0.9,
                        format!(
                            "`/{rest}` means a path below {base}, not below the root of the disk, which is written `//{rest}`"
                        ),
                    );
                } else if user {
                    say(
                        0.8,
                        format!(
                            "`/{rest}` in the user's settings means ~/.claude/{rest}; a path of every project is written `./{rest}` or `{rest}`"
                        ),
                    );
                }
            }
            if path.ends_with('/')
                && a.version
                    .is_some_and(|v| Version::parse("2.1.224").is_some_and(|f| v < f))
            {
                out.push(at(
                    d,
                    n,
                    "inert-permission-rule",
                    Severity::Medium,
                    0.8,
                    format!("`{path}`: before 2.1.224 a trailing slash kept the rule from matching"),
                ));
            }
        }
    }
}

/// An allow rule inside a denied area: deny is looked at first, and nothing carves out of it.
fn carve_outs(a: &Access, out: &mut Vec<Remark>) {
    let project = a.place.project_path();
    let home = a.place.home_path();
    let denied: Vec<(&str, Pattern)> = texts(a, &["permissions", "deny"])
        .into_iter()
        .filter_map(|(d, _, r)| match call(r) {
            ("Read", Some(p)) => {
                let dir = if d.scope == Scope::User {
                    format!("{}/.claude", home.as_deref().unwrap_or_default())
                } else {
                    project.clone()
                };
                Some((r, Pattern::claude_rule(p, &dir, &project, home.as_deref())))
            }
            _ => None,
        })
        .collect();
    for (d, n, rule) in texts(a, &["permissions", "allow"]) {
        let ("Read", Some(p)) = call(rule) else { continue };
        if has_glob(p) || p.starts_with("//") {
            continue;
        }
        let path = AgentPath::new(&a.place, p.trim_start_matches("./").trim_start_matches('/'));
        if let Some((by, _)) = denied.iter().find(|(_, pattern)| pattern.covers(&path)) {
            out.push(at(
                d,
                n,
                "inert-permission-rule",
                Severity::Low,
                0.9,
                format!("`{rule}` cannot carve out of `{by}`: deny is looked at first"),
            ));
        }
    }
}

fn sandbox(a: &Access, out: &mut Vec<Remark>) {
    let denies = texts(a, &["sandbox", "filesystem", "denyRead"]);
    if denies.is_empty() {
        return;
    }
    let on = last(a, |n| n.bool_at(&["sandbox", "enabled"])) == Some(true);
    for (d, n, text) in &denies {
        let mut say = |what: String| out.push(at(d, n, "inert-permission-rule", Severity::Medium, 0.88, what));
        if !on {
            say(format!(
                "`{text}` in denyRead does nothing while sandbox.enabled is not true"
            ));
        } else if a.place.os == Os::Windows {
            say(format!("`{text}` in denyRead: there is no sandbox on native Windows"));
        } else if !has_glob(text) && partly_covered(a, text) {
            let what = format!(
                "`{text}` in denyRead stops Bash only; for the Read tool permissions.deny holds some of what lies below"
            );
            out.push(at(d, n, "inert-permission-rule", Severity::Low, 0.5, what));
        } else if !has_glob(text) && !covered_by_rules(a, text) {
            say(format!(
                "`{text}` in denyRead stops Bash only; the Read tool still reads it: add `Read({})` to permissions.deny",
                rule_for(text)
            ));
        }
    }
    if on && let Some((d, n, _)) = denies.first() {
        let unset = |key: &str| last(a, |n| n.bool_at(&["sandbox", key])).is_none();
        if unset("allowUnsandboxedCommands") || unset("failIfUnavailable") {
            let s = d.root.get("sandbox").unwrap_or(n);
            let what = "the sandbox steps aside: set failIfUnavailable to true and allowUnsandboxedCommands to false"
                .to_owned();
            out.push(at(d, s, "sandbox-fallback", Severity::Medium, 0.8, what));
        }
    }
}

/// Whether the permission rules deny the same place to the Read tool.
fn covered_by_rules(a: &Access, text: &str) -> bool {
    let sandboxed = Pattern::subtree(text, &a.place.project_path(), a.place.home_path().as_deref());
    let Pattern::Subtree(abs) = sandboxed else { return false };
    let path = AgentPath::new(&a.place, &abs);
    let below = AgentPath::new(&a.place, &format!("{abs}/x"));
    a.gates.iter().any(|g| {
        g.stops.has(super::super::Channel::FileTool) && (g.deciding(&path).is_some() || g.deciding(&below).is_some())
    })
}

/// Whether the permission rules name something below the place, and not the place itself.
fn partly_covered(a: &Access, text: &str) -> bool {
    let below = format!("{}/", rule_for(text).trim_end_matches('/'));
    let names = |r: &str| matches!(call(r), ("Read", Some(p)) if p.starts_with(&below));
    !covered_by_rules(a, text) && texts(a, &["permissions", "deny"]).iter().any(|(_, _, r)| names(r))
}

/// The same path in the grammar of permission rules.
fn rule_for(text: &str) -> String {
    if text.starts_with("~/") || text.starts_with("./") {
        text.to_owned()
    } else if text.starts_with('/') {
        format!("/{text}")
    } else {
        format!("./{text}")
    }
}

/// What the project's file takes back of the user's.
fn widening(a: &Access, out: &mut Vec<Remark>) {
    let of = |scope: Scope| a.docs.iter().find(|d| d.scope == scope);
    let (Some(user), Some(project)) = (of(Scope::User), of(Scope::Project)) else {
        return;
    };
    for (path, narrow) in [
        (&["sandbox", "enabled"][..], true),
        (&["sandbox", "failIfUnavailable"], true),
        (&["sandbox", "allowUnsandboxedCommands"], false),
        (&["permissions", "blockReadsOutsideWorkingDirectories"], true),
    ] {
        if user.root.bool_at(path) == Some(narrow)
            && let Some(n) = project.root.at(path)
            && n.bool() == Some(!narrow)
        {
            let what = format!(
                "the project sets {} to {}, against the user's own settings",
                path.join("."),
                !narrow
            );
            out.push(at(project, n, "agent-sandbox-off", Severity::High, 0.9, what));
        }
    }
}
