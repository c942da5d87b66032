//! Codex: one sandbox for everything that reads, in two generations of configuration that exclude each other.

use super::access::{Access, Effect, Gate, Kind, Network, Order};
use super::common::{effect, everything_open, has_table, last, servers};
use super::doc::{Node, Value};
use super::pattern::{Pattern, has_glob};
use super::place::{Os, Place, Scope};
use super::verdict::Channel::{Environment, FileTool, Mcp, Mention, Shell, ShellReader, Subagent};
use super::verdict::{Channel, Source, Verdict};
use super::version::Version;

const DOCS: Source = Source::new("Codex docs: permissions (0.138 and later)", "2026-11");
const RUN: Source = Source::new("Codex docs, and run with `codex sandbox` of 0.169", "2026-11");
const SANDBOXED: &[Channel] = &[FileTool, ShellReader, Shell, Mention, Subagent];

/// Reads the configuration of a place.
pub(crate) fn load(place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new("codex", place);
    a.version = version;
    everything_open(&mut a, DOCS);
    a.network = Network::Closed;
    a.take(place.doc(Scope::Managed, "etc/codex/config.toml"));
    a.take(place.doc(Scope::User, ".codex/config.toml"));
    if place.has(Scope::Project, ".codex/config.toml") {
        if trusted(&a) {
            a.take(place.doc(Scope::Project, ".codex/config.toml"));
        } else {
            a.notes.push(
                ".codex/config.toml counts in trusted repositories only; this one is not marked as trusted".into(),
            );
        }
    }
    let has_servers = has_table(&a, &[&["mcp_servers"]]);
    servers(&mut a, has_servers, DOCS);
    requirements(&mut a);
    environment(&mut a);
    let mode = last(&a, |n| n.str_at(&["sandbox_mode"])).map(str::to_owned);
    match mode {
        Some(mode) if !profile_holds(&a) => legacy(&mut a, &mode),
        Some(_) => {
            a.notes.push("sandbox_mode stands beside the permission profile; this version still enforced the profile when it was tried, against its documentation".into());
            profile(&mut a);
        }
        None => profile(&mut a),
    }
    a
}

/// Whether a profile is enforced although `sandbox_mode` is set. The documentation says never; 0.169 was run and does so unless
/// `sandbox_mode` stands in a stronger layer than the profile.
fn profile_holds(a: &Access) -> bool {
    let layer = |key: &str| a.docs.iter().rposition(|d| d.root.get(key).is_some());
    let tried = a
        .version
        .is_some_and(|v| Version::parse("0.169").is_some_and(|t| v >= t));
    match (layer("default_permissions"), layer("sandbox_mode")) {
        (Some(profile), Some(mode)) => tried && profile >= mode,
        _ => false,
    }
}

/// The older `sandbox_mode`: broad reading in every mode.
fn legacy(a: &mut Access, mode: &str) {
    if last(a, |n| n.str_at(&["default_permissions"])).is_some() {
        a.notes
            .push("permission profiles are ignored: sandbox_mode is set".into());
    }
    if mode == "danger-full-access" {
        a.network = Network::Open;
        a.notes.push("danger-full-access: there is no sandbox".into());
    }
    if last(a, |n| n.bool_at(&["sandbox_workspace_write", "network_access"])) == Some(true) {
        a.network = Network::Open;
    }
}

/// `[projects."<path>"] trust_level = "trusted"` in the user's file.
fn trusted(a: &Access) -> bool {
    let project = a.place.project_path();
    last(a, |n| n.get("projects")).is_some_and(|p| {
        p.members().iter().any(|m| {
            m.node.str_at(&["trust_level"]) == Some("trusted")
                && (m.key == project || super::place::below(&project, &m.key).is_some())
        })
    })
}

fn requirements(a: &mut Access) {
    let Some(doc) = a.place.doc(Scope::Managed, "etc/codex/requirements.toml") else {
        return;
    };
    let mut gate = sandbox_gate(&a.place);
    let home = a.place.home_path();
    let mut paths = doc.root.strs_at(&["deny_read"]);
    paths.extend(doc.root.strs_at(&["permissions", "filesystem", "deny_read"]));
    for text in paths {
        let p = path_pattern(text, &a.place.project_path(), home.as_deref(), None);
        gate.rule(p, Effect::Deny, Some((&doc.label, text)));
    }
    a.files.push(doc.label.clone());
    a.gates.push(gate);
}

fn sandbox_gate(place: &Place) -> Gate {
    let mut gate = Gate::new(Kind::Sandbox, Order::Specific, SANDBOXED, &[Mcp], RUN);
    if place.os == Os::Windows {
        gate.strength = Verdict::Weak;
        gate.note = "deny-read was reported to have no effect on Windows (#31265)";
    }
    gate
}

/// The chosen profile with what it extends, weakest first.
fn profile(a: &mut Access) {
    let Some(mut name) = last(a, |n| n.str_at(&["default_permissions"])).map(str::to_owned) else {
        return;
    };
    let mut chain = Vec::new();
    while !name.starts_with(':') && chain.len() < 8 {
        let Some((label, node)) = a
            .docs
            .iter()
            .rev()
            .find_map(|d| d.root.at(&["permissions", &name]).map(|n| (d.label.clone(), n.clone())))
        else {
            a.notes.push(format!("there is no permission profile {name:?}"));
            return;
        };
        let next = node.str_at(&["extends"]).unwrap_or(":nothing").to_owned();
        chain.push((label, node));
        name = next;
    }
    if name == ":danger-no-sandbox" || name == ":danger-full-access" {
        a.network = Network::Open;
        a.notes.push(format!("{name}: there is no sandbox"));
        return;
    }
    let mut gate = sandbox_gate(&a.place);
    if name == ":nothing"
        && let Some((label, _)) = chain.last()
    {
        // A profile that extends nothing grants what it lists (0.169, run).
        gate.rule(
            Pattern::subtree("/", "/", None),
            Effect::Deny,
            Some((label, "a profile that extends nothing")),
        );
    }
    for (label, node) in chain.iter().rev() {
        if let Some(fs) = node.get("filesystem") {
            let depth = fs.get("glob_scan_max_depth").and_then(|n| match &n.value {
                Value::Bare(b) => b.parse().ok(),
                _ => None,
            });
            filesystem(&mut gate, &a.place, label, fs, None, depth);
        }
        if node.bool_at(&["network", "enabled"]) == Some(true) {
            let proxied = last(a, |n| n.bool_at(&["features", "network_proxy"])) == Some(true);
            a.network = if proxied && node.at(&["network", "domains"]).is_some() {
                Network::Limited
            } else {
                Network::Open
            };
        }
    }
    a.gates.push(gate);
}

fn filesystem(gate: &mut Gate, place: &Place, label: &str, fs: &Node, under: Option<&str>, depth: Option<usize>) {
    let (project, home) = (place.project_path(), place.home_path());
    for m in fs.members() {
        if !m.node.members().is_empty() && under.is_none() {
            filesystem(gate, place, label, &m.node, Some(&m.key), depth);
            continue;
        }
        let Some(word) = m.node.str() else { continue };
        let Some(what) = effect(word) else { continue };
        let limit = if place.os == Os::Mac { None } else { depth };
        let pattern = match (under, m.key.as_str()) {
            (None, ":root") => Pattern::subtree("/", "/", None),
            (None, ":workspace_roots" | ":project_roots") => Pattern::subtree(&project, "/", None),
            (None, ":tmpdir" | ":slash_tmp") => Pattern::subtree("/tmp", "/", None),
            (None, ":minimal") => Pattern::Nothing,
            (None | Some(":workspace_roots" | ":project_roots"), text) => {
                path_pattern(text, &project, home.as_deref(), limit)
            }
            (Some(base), text) => {
                let joined = format!("{}/{text}", base.trim_end_matches('/'));
                path_pattern(&joined, &project, home.as_deref(), limit)
            }
        };
        gate.rule(pattern, what, Some((label, &m.key)));
    }
}

/// Literal paths cover what lies below; globs are expanded when the sandbox starts, on Linux to a depth. Run with 0.169: a denied
/// glob holds against a literal path that is allowed beside it.
fn path_pattern(text: &str, project: &str, home: Option<&str>, depth: Option<usize>) -> Pattern {
    if !has_glob(text) {
        return Pattern::subtree(text, project, home);
    }
    let glob = match (depth, text.strip_prefix("**/")) {
        (Some(depth), Some(rest)) => {
            let levels: Vec<String> = (0..depth.min(32))
                .map(|n| format!("{}{rest}", "*/".repeat(n)))
                .collect();
            let joined = format!("{{{}}}", levels.join(","));
            Pattern::glob(&joined, project, home)
        }
        _ => Pattern::glob(text, project, home),
    };
    Pattern::Expanded(Box::new(glob))
}

fn environment(a: &mut Access) {
    let policy = last(a, |n| n.get("shell_environment_policy")).cloned();
    let Some(policy) = policy else { return };
    let label = a
        .docs
        .iter()
        .rev()
        .find(|d| d.root.get("shell_environment_policy").is_some())
        .map(|d| d.label.clone())
        .unwrap_or_default();
    let mut gate = Gate::new(Kind::Sandbox, Order::DenyWins, &[Environment], &[Mcp], DOCS);
    if policy.str_at(&["inherit"]) == Some("none") || policy.str_at(&["inherit"]) == Some("core") {
        gate.rule(
            Pattern::All,
            Effect::Deny,
            Some((&label, "shell_environment_policy.inherit")),
        );
    }
    for text in policy.strs_at(&["exclude"]) {
        gate.rule(
            Pattern::wild(&format!("env:{text}"), None),
            Effect::Deny,
            Some((&label, text)),
        );
    }
    if policy.bool_at(&["ignore_default_excludes"]) == Some(false) {
        for text in ["*KEY*", "*SECRET*", "*TOKEN*"] {
            gate.rule(
                Pattern::wild(&format!("env:{text}"), None),
                Effect::Deny,
                Some((&label, "ignore_default_excludes = false")),
            );
        }
    }
    a.gates.push(gate);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::*;
    use crate::agent::place::AgentPath;

    const SAFE: &str = "default_permissions = \"safe\"\n[permissions.safe]\nextends = \":workspace\"\n[permissions.safe.filesystem]\nglob_scan_max_depth = 3\n\"~/.ssh\" = \"deny\"\n[permissions.safe.filesystem.\":workspace_roots\"]\n\"**/*.env\" = \"deny\"\n";

    #[test]
    fn a_profile_blocks_to_its_depth() {
        let p = place("codex-profile", &[("~/.codex/config.toml", SAFE)]);
        let a = load(&p, None);
        assert_eq!(verdicts(&a, ".env", &[FileTool, Shell]), "blocked blocked");
        assert_eq!(verdicts(&a, "a/b/x.env", &[Shell]), "blocked");
        assert_eq!(
            verdicts(&a, "a/b/c/d/x.env", &[Shell]),
            "open",
            "deeper than glob_scan_max_depth"
        );
        assert_eq!(verdicts(&a, "~/.ssh/id_rsa", &[Shell]), "blocked");
        assert_eq!(a.network, Network::Closed);
    }

    #[test]
    fn sandbox_mode_switches_profiles_off() {
        let p = place(
            "codex-shadow",
            &[(
                "~/.codex/config.toml",
                &format!("sandbox_mode = \"workspace-write\"\n{SAFE}"),
            )],
        );
        let a = load(&p, None);
        assert_eq!(a.worst(&AgentPath::new(&p, ".env")).1.verdict, Verdict::Open);
        assert!(a.notes.iter().any(|n| n.contains("ignored")));
    }

    #[test]
    fn a_version_that_was_tried_keeps_the_profile_unless_a_stronger_layer_speaks() {
        let v = Version::parse("0.169.0");
        let both = format!("sandbox_mode = \"workspace-write\"\n{SAFE}");
        let p = place("codex-tried", &[("~/.codex/config.toml", &both)]);
        assert_eq!(verdicts(&load(&p, v), ".env", &[Shell]), "blocked");
        assert_eq!(verdicts(&load(&p, None), ".env", &[Shell]), "open");
        let p = place(
            "codex-stronger",
            &[
                ("/etc/codex/config.toml", SAFE),
                ("~/.codex/config.toml", "sandbox_mode = \"workspace-write\"\n"),
            ],
        );
        assert_eq!(verdicts(&load(&p, v), ".env", &[Shell]), "open");
    }

    #[test]
    fn a_profile_that_extends_nothing_grants_what_it_lists() {
        let t = "default_permissions = \"s\"\n[permissions.s.filesystem.\":workspace_roots\"]\n\".\" = \"write\"\n\".env\" = \"deny\"\n";
        let p = place("codex-alone", &[("~/.codex/config.toml", t)]);
        let a = load(&p, None);
        assert_eq!(verdicts(&a, ".env", &[Shell]), "blocked");
        assert_eq!(verdicts(&a, "src/x", &[Shell]), "open");
        assert_eq!(verdicts(&a, "~/.ssh/id", &[Shell]), "blocked");
    }

    #[test]
    fn the_older_generation_is_read_too_and_projects_need_trust() {
        let old =
            "default_permissions = \"s\"\n[permissions.s.filesystem.\":project_roots\"]\n\"secrets\" = \"none\"\n";
        let p = place("codex-old", &[("~/.codex/config.toml", old)]);
        assert_eq!(verdicts(&load(&p, None), "secrets/a", &[Shell]), "blocked");
        let p = place("codex-project", &[(".codex/config.toml", SAFE)]);
        assert_eq!(verdicts(&load(&p, None), ".env", &[Shell]), "open");
        let trust = format!("[projects.\"{}\"]\ntrust_level = \"trusted\"\n", p.project_path());
        std::fs::create_dir_all(p.home.as_ref().unwrap().join(".codex")).unwrap();
        std::fs::write(p.home.as_ref().unwrap().join(".codex/config.toml"), trust).unwrap();
        assert_eq!(verdicts(&load(&p, None), ".env", &[Shell]), "blocked");
    }

    #[test]
    fn variables_and_requirements() {
        let p = place(
            "codex-env",
            &[
                (
                    "~/.codex/config.toml",
                    "[shell_environment_policy]\nexclude = [\"AWS_*\"]\n",
                ),
                ("/etc/codex/requirements.toml", "deny_read = [\"~/.aws\"]\n"),
            ],
        );
        let a = load(&p, None);
        assert_eq!(verdicts(&a, "env:AWS_KEY", &[Environment]), "blocked");
        assert_eq!(verdicts(&a, "env:HOME", &[Environment]), "open");
        assert_eq!(verdicts(&a, "~/.aws/credentials", &[Shell]), "blocked");
    }
}
