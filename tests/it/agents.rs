//! Agents end to end: what remains of a scan under each of them, the list, the lint.

use super::support::Tree;

const KEY: &str = "GITHUB_TOKEN=ghp_<+>kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi\n";

fn tree() -> Tree {
    Tree::new()
        .file("app/.env", KEY)
        .file("app/.gitignore", ".env\n")
        .file("home/.keep", "")
        .file(
            "app/.claude/settings.json",
            r#"{ /* team */ "permissions": {"deny": ["Read(.env)"]} }"#,
        )
}

#[test]
fn every_agent_stands_in_the_report() {
    let t = tree();
    let r = t.run(&[
        "scan",
        "app",
        "--agent",
        "all",
        "--home",
        "home",
        "-f",
        "json",
        "--exit-zero",
    ]);
    assert_eq!(r.code, 0, "{}", r.err);
    let json = r.json();
    let agents = json["exposure"]["agents"].as_array().unwrap();
    assert!(agents.len() >= 26, "{}", agents.len());
    let of = |name: &str| agents.iter().find(|a| a["agent"] == name).unwrap();
    assert_eq!(of("unrestricted")["score"], json["exposure"]["score"]);
    assert!(of("claude-code")["weak"].as_u64() > Some(0) && of("claude-code")["open"] == 0);
    assert!(of("claude-code")["score"].as_u64() < of("unrestricted")["score"].as_u64());
    let key = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["path"] == ".env" && f["category"] == "secret")
        .unwrap();
    let access = &key["access"]["claude-code"];
    assert_eq!(access["verdict"], "weak");
    assert_eq!(access["channels"]["file-tool"], "blocked");
    assert_eq!(access["channels"]["shell"], "weak");
    assert_eq!(access["decided_by"]["file"], ".claude/settings.json");
    assert!(access["source"].as_str().unwrap().contains("2026"));
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../docs/report.schema.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&json));
    let human = t.run(&["scan", "app", "--agent", "all", "--home", "home", "--exit-zero"]);
    assert!(
        human.out.contains("As each agent is configured here") && human.out.contains("copilot-coding-agent"),
        "{}",
        human.out
    );
}

#[test]
fn another_projects_configuration_can_be_judged() {
    let t = tree().file("other/opencode.json", r#"{"permission":{"read":"allow"}}"#);
    let r = t.run(&[
        "scan",
        "app",
        "--agent",
        "opencode",
        "--home",
        "home",
        "--config-root",
        "other",
        "-f",
        "json",
        "--exit-zero",
    ]);
    assert_eq!(r.json()["exposure"]["agents"][0]["weak"], 0);
    let r = t.run(&[
        "scan",
        "app",
        "--agent",
        "opencode",
        "--home",
        "home",
        "-f",
        "json",
        "--exit-zero",
    ]);
    assert!(r.json()["exposure"]["agents"][0]["weak"].as_u64() > Some(0));
}

#[test]
fn detected_custom_and_misspelt_agents() {
    let t = tree().file(
        "own.toml",
        "name = 'house'\n[channels]\nfile-tool = 'open'\n[[gate]]\nstops = ['file-tool']\ndeny = ['**/.env']\n",
    );
    let names = |r: &super::support::Ran| -> Vec<String> {
        r.json()["exposure"]["agents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| a["agent"].as_str().unwrap().to_owned())
            .collect()
    };
    let r = t.run(&[
        "scan",
        "app",
        "--agent",
        "detected,own.toml",
        "--home",
        "home",
        "-f",
        "json",
        "--exit-zero",
    ]);
    assert_eq!(names(&r), ["claude-code", "house"]);
    let r = t.run(&["scan", "app", "--agent", "claude-cod", "--home", "home"]);
    assert_eq!(r.code, 2);
    assert!(r.err.contains("did you mean \"claude-code\""), "{}", r.err);
}

#[test]
fn lint_says_what_does_nothing() {
    let t = tree().file("app/.claudeignore", ".env\n");
    let r = t.run(&["lint", "app", "--home", "home"]);
    assert_eq!(r.code, 1);
    assert!(
        r.out.contains(".claudeignore:1:1") && r.out.contains("inert-ignore-file"),
        "{}",
        r.out
    );
    let r = Tree::new()
        .file("app/a.txt", "x")
        .file("home/x", "")
        .run(&["lint", "app", "--home", "home", "-f", "json"]);
    assert_eq!((r.code, r.json()["remarks"].as_array().map(Vec::len)), (0, Some(0)));
}

#[test]
fn the_list_names_what_is_used_here() {
    let t = tree();
    let r = t.run(&["agents", "app", "--home", "home"]);
    assert!(r.out.starts_with("Used here\n  claude-code"), "{}", r.out);
    let r = t.run(&["agents", "app", "--home", "home", "-f", "json"]);
    let rows = r.json();
    let claude = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["agent"] == "claude-code")
        .unwrap();
    assert!(claude["bypasses"].as_array().unwrap().len() > 5);
}

/// Every file below a folder with its bytes, but for the guard's own store.
fn snapshot(dir: &std::path::Path) -> std::collections::BTreeMap<std::path::PathBuf, Option<Vec<u8>>> {
    walkdir::WalkDir::new(dir)
        .into_iter()
        .flatten()
        .map(|e| (e.path().to_path_buf(), std::fs::read(e.path()).ok()))
        .filter(|(p, _)| !p.components().any(|c| c.as_os_str() == "spillage-guard"))
        .collect()
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

/// Fixture homes and projects with the expected verdicts beside them.
#[test]
fn fixtures_are_judged_as_written_beside_them() {
    use spillage::agent::{AgentPath, Os, Place, find};
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/agents");
    let mut wrong = Vec::new();
    for case in ["misconfigured", "tight", "contradictory"] {
        let dir = root.join(case);
        let expected: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(dir.join("expected.json")).unwrap()).unwrap();
        let mut place = Place::new(dir.join("project"), Some(dir.join("home")), None);
        place.os = Os::Linux;
        let path = AgentPath::new(&place, expected["path"].as_str().unwrap());
        let list = expected["worst"].as_object().unwrap();
        assert!(list.len() >= 5);
        for (name, want) in list {
            let (channel, d) = find(name).unwrap().access(&place).worst(&path);
            if d.verdict.name() != want {
                wrong.push(format!(
                    "{case} {name}: {want} expected, {} through {channel}: {}",
                    d.verdict, d.reason
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
