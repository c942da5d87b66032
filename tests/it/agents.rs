//! Agents end to end: what remains of a scan under each of them, the list, the lint.

use super::guard_cases::{KEY, tree};
use super::support::Tree;

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

/// Fixture homes and projects of every agent, with the expected verdicts beside them.
#[test]
fn fixtures_are_judged_as_written_beside_them() {
    use spillage::agent::{AGENTS, AgentPath, Channel, Os, Place};
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/agents");
    let mut wrong = Vec::new();
    for case in ["misconfigured", "tight", "contradictory"] {
        let dir = root.join(case);
        let expected: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(dir.join("expected.json")).unwrap()).unwrap();
        let mut place = Place::new(dir.join("project"), Some(dir.join("home")), None);
        place.os = Os::Linux;
        let path = AgentPath::new(&place, expected["path"].as_str().unwrap());
        assert_eq!(expected["verdicts"].as_object().unwrap().len(), AGENTS.len(), "{case}");
        for agent in AGENTS {
            let want = &expected["verdicts"][agent.name];
            let access = agent.access(&place);
            let tool = access.judge(&path, Channel::FileTool);
            let (channel, worst) = access.worst(&path);
            for (what, d) in [("file-tool", tool), ("worst", worst)] {
                if d.verdict.name() != want[what] {
                    let through = if what == "worst" { channel.name() } else { what };
                    wrong.push(format!(
                        "{case} {} {what}: {} expected, {} through {through}: {}",
                        agent.name, want[what], d.verdict, d.reason
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The table side by side in the documentation is what the program prints on one of those fixtures.
#[test]
fn the_documented_table_is_the_real_one() {
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/agents/tight");
    let mut t = Tree::new().file("project/keys/prod.txt", KEY);
    for e in walkdir::WalkDir::new(&from)
        .into_iter()
        .flatten()
        .filter(|e| e.file_type().is_file())
    {
        let rel = e
            .path()
            .strip_prefix(&from)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        t = t.file(&rel, std::fs::read(e.path()).unwrap());
    }
    let t = t.git(&["init", "-q", "project"]);
    let r = t.run(&["scan", "project", "--agent", "all", "--home", "home", "--exit-zero"]);
    let table = r.out.split("As each agent is configured here").nth(1).unwrap();
    let table = table.split("\n\n").next().unwrap().trim_end();
    let page = include_str!("../../docs/agents.md").replace("\r\n", "\n");
    assert!(
        page.contains(&format!("As each agent is configured here{table}\n")),
        "paste into docs/agents.md:\nAs each agent is configured here{table}"
    );
}

/// The page of facts names tests; each of them is there, and every encoded fact is on the page.
#[test]
fn every_fact_on_the_page_has_its_test() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/agents-facts.md")).unwrap();
    let facts = std::fs::read_to_string(root.join("src/agent/facts.rs")).unwrap();
    let ids: std::collections::BTreeSet<&str> = facts
        .split("fact(")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect();
    assert!(ids.len() > 100, "{}", ids.len());
    let sources: Vec<(String, String)> = walkdir::WalkDir::new(root.join("src"))
        .into_iter()
        .flatten()
        .filter(|e| e.path().extension().is_some_and(|x| x == "rs"))
        .map(|e| {
            let name = e.path().to_string_lossy().replace('\\', "/");
            (name, std::fs::read_to_string(e.path()).unwrap())
        })
        .collect();
    let (mut named, mut missing) = (std::collections::BTreeSet::new(), Vec::new());
    for row in page
        .lines()
        .filter(|l| l.starts_with("| ") && !l.contains("encoded by"))
    {
        let last = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        let mut shown = false;
        for name in last.split('`').skip(1).step_by(2) {
            if let Some((module, test)) = name.split_once("::") {
                let (file, folder) = (format!("/{module}.rs"), format!("/{module}/"));
                let there = sources.iter().any(|(path, text)| {
                    (path.ends_with(&file) || path.contains(&folder)) && text.contains(&format!("fn {test}("))
                });
                if !there {
                    missing.push(name.to_owned());
                }
                shown = true;
            } else if ids.contains(name) {
                named.insert(name);
                shown = true;
            } else if name.contains('-') && !name.starts_with('-') && !name.contains(' ') {
                missing.push(name.to_owned());
            }
        }
        if !shown && !last.contains("not encoded: ") && !last.contains("listed by") {
            missing.push(format!("a test or a reason: {row}"));
        }
    }
    missing.extend(
        ids.iter()
            .filter(|i| !named.contains(*i))
            .map(|i| format!("{i} on the page")),
    );
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
