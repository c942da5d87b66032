//! Closing the loop: what `guard --write` writes is read back, judged, found up to date, and taken back byte for byte, on
//! five small repositories that differ in what they hold and in what their owners wrote before.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use spillage::agent::{AGENTS, Agent, Os, Place, Verdict, guard, remaining};
use spillage::finding::{Category, Finding};

use super::guard_cases::{Case, KEY, cases, tree};
use super::support::Tree;

/// Every file below a folder with its bytes and its mode, but for the guard's own store.
fn snapshot(dir: &Path) -> BTreeMap<PathBuf, (Option<Vec<u8>>, u32)> {
    walkdir::WalkDir::new(dir)
        .into_iter()
        .flatten()
        .filter(|e| {
            let mut parts = e.path().components().map(|c| c.as_os_str().to_owned());
            !parts.any(|c| c == "spillage-guard" || c == ".spillage-guard")
        })
        .map(|e| (e.path().to_path_buf(), (std::fs::read(e.path()).ok(), mode(e.path()))))
        .collect()
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().map_or(0, |m| m.permissions().mode())
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0
}

/// Ways of reading that no file of this agent closes, whatever is written; written from the agents' documentation, not from the
/// program.
fn cannot_close(agent: &str, path: &str) -> &'static [&'static str] {
    let all: &[&str] = &[
        "file-tool",
        "shell-reader",
        "shell",
        "mcp",
        "mention",
        "index",
        "subagent",
        "dot-env",
    ];
    match agent {
        // No grammar that knows a path.
        "goose" | "unrestricted" | "copilot-coding-agent" => all,
        // Ignore files of the index alone.
        "augment" | "tabnine" | "trae" => &[
            "file-tool",
            "shell-reader",
            "shell",
            "mcp",
            "mention",
            "subagent",
            "dot-env",
        ],
        // Sandboxes of the terminal, with literal paths.
        "copilot-cli" | "vscode" if path.contains(['*', '?', '[', '{']) => all,
        "copilot-cli" | "vscode" => &["file-tool", "mcp", "mention", "index", "subagent", "dot-env"],
        _ => &[],
    }
}

/// What the two runs must agree on, besides risks that the repository itself brings.
fn found(report: &Value) -> BTreeSet<(String, String)> {
    let list = report["findings"].as_array().unwrap();
    list.iter()
        .filter(|f| f["category"] != "egress")
        .map(|f| (f["path"].to_string(), f["rule"].to_string()))
        .collect()
}

#[test]
fn every_agent_is_closed_as_far_as_its_grammar_goes_and_all_of_it_is_taken_back() {
    for case in cases() {
        let (name, t) = (case.name, &case.tree);
        let run = |command: &str, more: &[&str]| {
            let mut args = vec![command, "app", "--home", "home", "--agent", "all"];
            args.extend(more);
            t.run(&args)
        };
        let scan = || run("scan", &["-f", "json", "--exit-zero"]).json();
        let (before, report) = (snapshot(t.path()), scan());
        assert!(!found(&report).is_empty(), "{name}: there is something to find");
        let lint = |()| run("lint", &["-f", "json"]).json()["remarks"].as_array().unwrap().len();
        let remarks = lint(());

        assert_eq!(run("guard", &["--check"]).code, 1, "{name}: the guard is not there yet");
        let written = run("guard", &["--write", "-f", "json"]);
        assert_eq!(written.code, 0, "{name}: {}", written.err);
        let after = scan();
        assert_eq!(found(&after), found(&report), "{name}: the guard itself leaks nothing");
        for f in after["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["category"] != "egress")
        {
            let path = f["path"].as_str().unwrap();
            for (agent, access) in f["access"].as_object().unwrap() {
                for (channel, verdict) in access["channels"].as_object().unwrap() {
                    let closes = !cannot_close(agent, path).contains(&channel.as_str());
                    assert!(
                        !closes || verdict != "open",
                        "{name} {agent} {channel} {path}: {access:#}"
                    );
                }
            }
        }
        // What stays open is said, finding by finding.
        let json = written.json();
        for a in json["agents"].as_array().unwrap() {
            let left = a["left"].as_array().unwrap().iter();
            let open: u64 = left
                .filter(|l| l["verdict"] == "open")
                .map(|l| l["findings"].as_u64().unwrap())
                .sum();
            assert_eq!(Some(open), a["after"]["open"].as_u64(), "{name}: {a:#}");
            let notes: Vec<&str> = a["notes"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let once: BTreeSet<&str> = notes.iter().copied().collect();
            assert_eq!(notes.len(), once.len(), "{name}: each note once: {a:#}");
            let seen = after["exposure"]["agents"]
                .as_array()
                .unwrap()
                .iter()
                .find(|e| e["agent"] == a["agent"]);
            assert_eq!(seen.unwrap()["open"], a["after"]["open"], "{name}: judged as planned");
        }
        assert!(lint(()) <= remarks, "{name}: nothing that is written is inert");

        for (file, text) in case.kept {
            let now = std::fs::read_to_string(t.join(file)).unwrap();
            assert!(now.contains(text), "{name} {file}: {text:?} in {now}");
        }
        let once = snapshot(t.path());
        assert_eq!(run("guard", &["--check"]).code, 0, "{name}: {}", run("guard", &[]).out);
        let again = run("guard", &["--write"]);
        assert!(again.out.contains("up to date"), "{name}: {}", again.out);
        assert_eq!(snapshot(t.path()), once, "{name}: twice is once");

        let undone = run("guard", &["--undo"]);
        assert_eq!(undone.code, 0, "{name}: {}", undone.err);
        assert_eq!(snapshot(t.path()), before, "{name}: every byte is back");
        assert!(!t.join("app/.spillage-guard").exists() && !t.join("app/.git/spillage-guard").exists());
        assert_eq!(run("guard", &["--check"]).code, 1);
        assert_eq!(run("guard", &["--undo"]).code, 2, "{name}: there is nothing to undo");
    }
}

/// Each agent by itself: none may owe its verdict to a file that was written for another one.
#[test]
fn each_agent_alone_is_closed_too_and_what_holds_nothing_stays_readable() {
    for case in cases() {
        let t = &case.tree;
        let r = t.run(&["scan", "app", "--home", "home", "-f", "json", "--exit-zero"]);
        let report = spillage::report::json::parse(&r.out).unwrap();
        let (app, home) = (
            t.join("app").canonicalize().unwrap(),
            t.join("home").canonicalize().unwrap(),
        );
        let mut place = Place::new(app, Some(home), None);
        place.os = Os::Linux;
        for agent in AGENTS {
            alone(&case, agent, &place, &report);
        }
    }
}

fn alone(case: &Case, agent: &'static Agent, place: &Place, report: &spillage::report::Report) {
    let plan = guard::plan(&[agent], place, &report.findings, &report.coverage);
    let written = |changes: &[guard::Change]| {
        let mut then = place.clone();
        then.overlay
            .extend(changes.iter().map(|c| (c.path.clone(), c.after.clone())));
        then
    };
    let then = written(&plan.changes);
    let access = agent.access(&then);
    let (exposure, each) = remaining::remaining(&access, &report.findings);
    assert_eq!(exposure, plan.agents[0].after, "{} {}", case.name, agent.name);
    let leaks = |f: &Finding| f.category != Category::Egress;
    for (f, a) in report.findings.iter().zip(&each).filter(|(f, _)| leaks(f)) {
        let path = f.location.path.as_str();
        for (channel, verdict) in &a.channels {
            let closes = !cannot_close(agent.name, path).contains(&channel.name());
            assert!(
                !closes || *verdict != Verdict::Open,
                "{} {} {channel} {path}: {}",
                case.name,
                agent.name,
                a.reason
            );
        }
    }
    for path in case.free {
        let (was, is) = (agent.access(place), &access);
        let path = spillage::agent::AgentPath::new(place, path);
        for channel in was.channels(&path) {
            let (was, is) = (was.judge(&path, channel), is.judge(&path, channel));
            assert!(
                is.verdict == was.verdict,
                "{} {} {channel} {path:?}: {} instead of {}: {}",
                case.name,
                agent.name,
                is.verdict,
                was.verdict,
                is.reason
            );
        }
    }
}

/// Where a repository links to, nothing is written.
#[cfg(unix)]
#[test]
fn links_of_the_repository_are_left_alone() {
    let t = Tree::new()
        .file("app/deploy/token.txt", KEY)
        .file("elsewhere/rc", "# mine\n")
        .file("elsewhere/folder/settings.json", "{}\n");
    std::os::unix::fs::symlink(t.join("elsewhere/rc"), t.join("app/.cursorignore")).unwrap();
    std::os::unix::fs::symlink(t.join("elsewhere/folder"), t.join("app/.claude")).unwrap();
    let before = snapshot(&t.join("elsewhere"));
    let r = t.run(&[
        "guard",
        "app",
        "--home",
        "app",
        "--agent",
        "cursor,claude-code",
        "--write",
    ]);
    assert_eq!(r.code, 0, "{}", r.err);
    assert_eq!(snapshot(&t.join("elsewhere")), before);
    assert!(r.out.contains(".cursorignore is a link"), "{}", r.out);
}

/// A store that came with the project cannot make `--undo` write elsewhere.
#[test]
fn a_store_from_elsewhere_is_refused() {
    let t = Tree::new().file("app/.env", KEY).file("victim.txt", "mine\n");
    let victim = t.join("victim.txt").canonicalize().unwrap();
    for (path, backup) in [(victim.clone(), "0.bak"), (t.join("app/.env"), "../../victim.txt")] {
        let manifest = serde_json::json!({"version": 1, "files": [{
            "path": path, "backup": backup, "made": [],
            "written": blake3::hash(b"mine\n").to_hex().to_string(),
        }]});
        let t = &t;
        std::fs::create_dir_all(t.join("app/.spillage-guard")).unwrap();
        std::fs::write(t.join("app/.spillage-guard/0.bak"), "theirs\n").unwrap();
        std::fs::write(t.join("app/.spillage-guard/manifest.json"), manifest.to_string()).unwrap();
        let r = t.run(&["guard", "app", "--home", "app", "--undo"]);
        assert_eq!(r.code, 2, "{}", r.out);
        assert!(r.err.contains("no guard of this project"), "{}", r.err);
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "mine\n");
    }
}

#[test]
fn guard_writes_proves_and_takes_back() {
    let t = tree()
        .file(
            "home/.codex/config.toml",
            "# mine\nsandbox_mode = \"workspace-write\"\n",
        )
        .git(&["init", "-q", "app"]);
    let before = snapshot(t.path());
    let args = |more: &[&str]| {
        let mut a = vec![
            "guard",
            "app",
            "--home",
            "home",
            "--agent",
            "claude-code,codex,cursor,opencode,qwen-code,gemini-cli",
        ];
        a.extend(more);
        t.run(&a)
    };
    let shown = args(&[]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    assert!(
        shown.out.contains("+++ b/.claude/settings.json") && shown.out.contains("Nothing was written"),
        "{}",
        shown.out
    );
    assert_eq!(snapshot(t.path()), before, "a preview writes nothing");
    assert_eq!(args(&["--check"]).code, 1);

    let written = args(&["--write", "-f", "json"]);
    assert_eq!(written.code, 0, "{}", written.err);
    let json = written.json();
    for a in json["agents"].as_array().unwrap() {
        assert_eq!(a["after"]["open"], 0, "{a}");
    }
    let settings = std::fs::read_to_string(t.join("app/.claude/settings.json")).unwrap();
    assert!(
        settings.contains("/* team */") && settings.contains("denyRead"),
        "{settings}"
    );
    assert_eq!(args(&["--check"]).code, 0);
    let once = snapshot(t.path());
    assert_eq!(args(&["--write"]).code, 0);
    assert_eq!(snapshot(t.path()), once, "twice is once");

    let scan = t.run(&[
        "scan",
        "app",
        "--agent",
        "claude-code,codex",
        "--home",
        "home",
        "-f",
        "json",
        "--exit-zero",
    ]);
    for a in scan.json()["exposure"]["agents"].as_array().unwrap() {
        assert_eq!((&a["open"], &a["weak"]), (&0.into(), &0.into()), "{a}");
    }

    let undone = args(&["--undo"]);
    assert_eq!(undone.code, 0, "{}", undone.err);
    assert_eq!(snapshot(t.path()), before, "every byte is back");
    assert_eq!(args(&["--undo"]).code, 2);
}

#[test]
fn undo_refuses_what_was_changed_since() {
    let t = tree().file("app/deploy/key.txt", KEY);
    let args = ["guard", "app", "--home", "home", "--agent", "cursor"];
    assert_eq!(t.run(&[&args[..], &["--write"]].concat()).code, 0);
    std::fs::write(t.join("app/.cursorignore"), "mine\n").unwrap();
    let r = t.run(&[&args[..], &["--undo"]].concat());
    assert_eq!(r.code, 2);
    assert!(r.err.contains("changed since"), "{}", r.err);
    assert_eq!(std::fs::read_to_string(t.join("app/.cursorignore")).unwrap(), "mine\n");
}
