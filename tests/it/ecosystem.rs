//! What other tools leave, through the program.

use serde_json::Value;

use crate::support::Tree;

const TOKEN: &str = "k7Qw2<+>ZpLx6h8RtWqB4LpYs";

fn json(out: &str) -> Value {
    serde_json::from_str(out).unwrap_or_else(|e| panic!("{e}: {out}"))
}

#[test]
fn findings_of_others_become_one_score() {
    let tree = Tree::new()
        .file(
            "gl.json",
            format!(
                r#"[{{"RuleID":"aws-access-token","Description":"AWS","StartLine":3,"EndLine":3,"StartColumn":5,"EndColumn":28,
                "Secret":"{TOKEN}","File":"app/x.env","Commit":""}}]"#
            ),
        )
        .file(
            "th.jsonl",
            format!(
                r#"{{"SourceMetadata":{{"Data":{{"Filesystem":{{"file":"app/x.env","line":3}}}}}},"DetectorName":"AWS","Verified":true,"Raw":"{TOKEN}"}}"#
            ),
        )
        .file("bad.json", r#"[{"RuleID":"x","File":"a","StartLine":"3"}]"#);
    let ran = tree.run(&["report", "--import", "gl.json", "--import", "th.jsonl", "-f", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let report = json(&ran.out);
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    assert_eq!(report["findings"][0]["rule"], "gitleaks/aws-access-token");
    assert!(report["exposure"]["score"].as_u64().unwrap() >= 80);
    assert!(!ran.out.contains("k7Qw2Z"), "{}", ran.out);
    let schema = json(include_str!("../../docs/report.schema.json"));
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&report));

    let ran = tree.run(&["report", "--import", "gl.json", "--fail-on", "critical"]);
    assert_eq!(ran.code, 1);
    let ran = tree.run(&["report", "--import", "bad.json"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("bad.json: [0].StartLine: expected a whole number"),
        "{}",
        ran.err
    );
    assert_eq!(tree.run(&["report"]).code, 2);
}

#[test]
fn rules_allow_lists_and_remarks_of_others_hold() {
    let tree = Tree::new()
        .file(
            "team.toml",
            "[[rules]]\nid = \"acme\"\nregex = '''acme_[0-9A-Za-z]{22,24}'''\n[[rules]]\nid = \"odd\"\nregex = '''[a-f]+'''\n\
             [allowlist]\npaths = ['''^old/''']\n",
        )
        .file("src/a.txt", format!("x acme_{TOKEN}\n"))
        .file("old/a.txt", format!("x acme_{TOKEN}9\n"))
        .file("src/b.txt", format!("x acme_9{TOKEN} gitleaks:allow\n"))
        .file("ignore", "src/a.txt:acme:1\n")
        .file(".spillage.toml", "[suppress]\nremarks = [\"gitleaks:allow\"]\n");
    let scan = |more: &[&str]| {
        let mut args = vec![
            "scan",
            ".",
            "-f",
            "json",
            "--exit-zero",
            "--select",
            "acme",
            "--rules",
            "team.toml",
        ];
        args.extend(more);
        let ran = tree.run(&args);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(
            ran.err.contains("team.toml: rule \"odd\": has no keyword"),
            "{}",
            ran.err
        );
        let report = json(&ran.out);
        let n = report["findings"].as_array().unwrap().len();
        (
            n,
            report["suppressed"]["inline"].clone(),
            report["suppressed"]["config"].clone(),
            ran.out,
        )
    };
    let (n, inline, config, out) = scan(&[]);
    assert_eq!((n, inline, config), (1, 1.into(), 1.into()), "{out}");
    assert!(out.contains("has no keyword"), "in the notes too: {out}");
    let (n, inline, config, out) = scan(&["--ignore-file", "ignore"]);
    assert_eq!((n, inline, config), (0, 1.into(), 2.into()), "{out}");
}
