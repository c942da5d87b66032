//! Closing the loop, for every agent with a grammar: denials are written, read back, judged; nothing stays open that the
//! grammar can close, a second run changes nothing, and hand-written parts stay.

use super::super::tests::place;
use super::super::{AGENTS, Verdict, find};
use super::*;
use crate::exposure::Folder;
use crate::finding::{Severity, Status};
use crate::report::sample::finding;

fn findings(paths: &[&str]) -> Vec<Finding> {
    paths
        .iter()
        .map(|p| {
            let mut f = finding(
                "cloud-key",
                Severity::Critical,
                &format!("Zq8vT2mKx0Lr7YbN4cWd{p}"),
                p,
                3,
            );
            f.status = Status::Ignored;
            f
        })
        .collect()
}

const FIVE: [&[&str]; 5] = [
    &[".env"],
    &["a/.env", "b/deep/er/.env.production", "certs/k.pem"],
    &["vault/1.json", "vault/2.json", "vault/3.json"],
    &["src/config.py", ".npmrc", "deploy/prod values.yml"],
    &["x/y/z/terraform.tfstate", "docs/CONFIDENTIAL.txt", ".env.local"],
];

/// Agents whose own tools a file can close: nothing may stay open.
const CLOSABLE: &[&str] = &[
    "aider",
    "amp",
    "claude-code",
    "cline",
    "codex",
    "continue",
    "crush",
    "cursor",
    "gemini-cli",
    "jetbrains-ai",
    "kilo",
    "kiro",
    "opencode",
    "qwen-code",
    "roo",
    "windsurf",
    "zed",
];

fn apply(plan: &Plan) {
    for c in &plan.changes {
        std::fs::create_dir_all(c.path.parent().unwrap()).unwrap();
        std::fs::write(&c.path, &c.after).unwrap();
    }
}

fn coverage() -> Coverage {
    Coverage {
        folders: [("vault/".to_owned(), Folder { files: 3, bytes: 0 })]
            .into_iter()
            .collect(),
        ..Coverage::default()
    }
}

#[test]
fn what_a_grammar_can_close_is_closed_and_a_second_run_changes_nothing() {
    for paths in FIVE {
        for agent in AGENTS {
            let f = findings(paths);
            let p = place("guard", &[]);
            let first = plan(&[agent], &p, &f, &coverage());
            apply(&first);
            let (now, each) = remaining::remaining(&agent.access(&p), &f);
            assert_eq!(now, first.agents[0].after, "{}: judged as planned", agent.name);
            if CLOSABLE.contains(&agent.name) {
                assert_eq!(now.open, 0, "{} {paths:?}: {:?} {each:#?}", agent.name, first.changes);
            }
            assert!(now.score <= first.agents[0].before.score);
            let second = plan(&[agent], &p, &f, &coverage());
            assert!(
                second.changes.is_empty(),
                "{} {paths:?}: {:?}",
                agent.name,
                second.changes
            );
        }
    }
}

#[test]
fn sandboxes_block() {
    for agent in ["claude-code", "codex"] {
        let f = findings(FIVE[1]);
        let p = place("guard-block", &[]);
        let done = plan(&[find(agent).unwrap()], &p, &f, &coverage());
        assert_eq!(done.agents[0].after.blocked, 3, "{agent}: {:?}", done.agents[0].left);
        assert!(done.agents[0].after.score < 20, "{agent}");
    }
}

#[test]
fn hand_written_files_keep_everything() {
    let claude = "{\n  // house rules\n  \"model\": \"x\", /* keep */\n  \"permissions\": {\n    \"allow\": [\"Bash(ls:*)\"],\n    \"deny\": [\n      \"Read(./old)\", // why\n    ],\n  },\n}\n";
    let codex =
        "# mine\nmodel = \"x\"   # spaced\nsandbox_mode = \"workspace-write\"\n\n[mcp_servers.a]\ncommand = \"x\"\n";
    let p = place(
        "guard-keep",
        &[
            (".claude/settings.json", claude),
            ("~/.codex/config.toml", codex),
            (".cursorignore", "# ours\nbuild/"),
            ("opencode.json", "{\n  \"permission\": {\"read\": \"allow\"}\n}\n"),
        ],
    );
    let agents: Vec<&'static Agent> = ["claude-code", "codex", "cursor", "opencode"]
        .iter()
        .map(|a| find(a).unwrap())
        .collect();
    let done = plan(&agents, &p, &findings(FIVE[1]), &coverage());
    apply(&done);
    let text = |rel: &str| std::fs::read_to_string(p.project.join(rel)).unwrap();
    let after = text(".claude/settings.json");
    for kept in [
        "// house rules",
        "\"model\": \"x\", /* keep */",
        "\"allow\": [\"Bash(ls:*)\"],",
        "\"Read(./old)\",",
        "// why",
    ] {
        assert!(after.contains(kept), "{kept}: {after}");
    }
    let codex = std::fs::read_to_string(p.home.as_ref().unwrap().join(".codex/config.toml")).unwrap();
    assert!(
        codex.contains("# mine\nmodel = \"x\"   # spaced\n")
            && codex.contains("[mcp_servers.a]\ncommand = \"x\"\n")
            && codex.contains("\n# sandbox_mode = \"workspace-write\"\n"),
        "{codex}"
    );
    assert!(codex.contains("\"**/*.pem\" = \"deny\""), "{codex}");
    assert!(text(".cursorignore").starts_with("# ours\nbuild/\n"));
    for g in &done.agents {
        assert_eq!(g.after.open, 0, "{}: {:?}", g.agent, g.left);
    }
    assert!(plan(&agents, &p, &findings(FIVE[1]), &coverage()).changes.is_empty());
}

#[test]
fn what_cannot_be_closed_is_said() {
    let p = place(
        "guard-left",
        &[(".cursor/mcp.json", r#"{"mcpServers":{"a":{"command":"x"}}}"#)],
    );
    let done = plan(
        &[find("cursor").unwrap(), find("goose").unwrap()],
        &p,
        &findings(&[".env", "secrets.json"]),
        &coverage(),
    );
    let cursor = &done.agents[0];
    assert!(
        cursor.left.iter().all(|l| l.verdict == Verdict::Weak) && cursor.left[0].why.contains("walks around"),
        "{:?}",
        cursor.left
    );
    assert!(!done.agents[1].has_grammar && done.agents[1].after.open == 2);
}

#[test]
fn a_file_that_does_not_parse_is_left_alone() {
    let p = place("guard-broken", &[(".claude/settings.json", "{ not json")]);
    let done = plan(&[find("claude-code").unwrap()], &p, &findings(&[".env"]), &coverage());
    assert!(
        done.changes.is_empty() && done.agents[0].notes.iter().any(|n| n.contains("left alone")),
        "{:?}",
        done.agents[0].notes
    );
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(32))]

    /// Whatever a file is called: every grammar denies it, and a second run finds it denied.
    #[test]
    fn any_name_is_denied(folder in "[abü !#$%&'()*+,;=@\\[\\]{}?^\"\\\\-]{1,6}", name in "[abü !#$%&'()*+,;=@\\[\\]{}?^.\"\\\\\n-]{1,8}") {
        proptest::prop_assume!(!matches!(name.as_str(), "." | ".."));
        let path = format!("{folder}/{name}");
        let f = findings(&[&path]);
        let mut p = Place::new("/nonexistent/app", Some("/nonexistent/home".into()), None);
        p.os = super::super::Os::Linux;
        for agent in CLOSABLE.iter().filter_map(|a| find(a)) {
            let done = plan(&[agent], &p, &f, &Coverage::default());
            let mut then = p.clone();
            then.overlay.extend(done.changes.iter().map(|c| (c.path.clone(), c.after.clone())));
            let (now, each) = remaining::remaining(&agent.access(&then), &f);
            proptest::prop_assert_eq!(now.open, 0, "{} {:?}: {:?} {:#?}", agent.name, path, done.changes, each);
            let again = plan(&[agent], &then, &f, &Coverage::default());
            for c in &again.changes {
                proptest::prop_assert_eq!(then.overlay.get(&c.path), Some(&c.after), "{} {:?}", agent.name, path);
            }
        }
    }
}
