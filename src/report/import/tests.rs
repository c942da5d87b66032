use super::*;
use crate::finding::Fingerprint;
use crate::report::{Format, RenderOptions};
use crate::suppress::Key;

fn prints() -> Fingerprinter {
    Fingerprinter::new(Key::public())
}

fn token() -> String {
    format!("ghp_{}", "k7Qw2ZpLx6h8RtWqB4LpYsT9mVnC3dFgJ5aE")
}

fn import(text: &str) -> Imported {
    read(text, "/srv/repo", &prints()).unwrap()
}

fn report(text: &str) -> Report {
    let mut r = Report::of_imports();
    r.import("x.json", import(text), 0.5);
    r
}

/// The same finding in the words of each tool that keeps values.
fn every_tool(value: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "gitleaks",
            format!(
                r#"[{{"RuleID":"github-pat","Description":"A token","StartLine":2,"EndLine":2,"StartColumn":15,"EndColumn":54,
                "Match":"{value}","Secret":"{value}","File":"app/.env","SymlinkFile":"","Commit":"","Entropy":4.5,"Tags":[],
                "Fingerprint":"app/.env:github-pat:2"}}]"#
            ),
        ),
        (
            "betterleaks",
            format!(
                r#"{{"schema_version":"1","findings":[{{"rule_id":"github-pat","description":"A token","confidence":"high",
                "match":{{"full":"{value}","value":"{value}"}},"attributes":{{"resource":"fs.content"}},
                "location":{{"path":"./app/.env","start_line":2,"end_line":2,"start_column":14,"end_column":53}}}}],"scan":{{}}}}"#
            ),
        ),
        (
            "kingfisher",
            format!(
                "{}\n{}\n",
                format_args!(
                    r#"{{"rule":{{"name":"A token","id":"kingfisher.github.1"}},"finding":{{"snippet":"{value}","confidence":"high","validation":{{"status":"Not Attempted"}},"line":2,"column_start":13,"column_end":52,"path":"/srv/repo/app/.env","validate_command":"kingfisher validate '{value}'"}}}}"#
                ),
                r#"{"findings":1,"rules_applied":488}"#
            ),
        ),
        (
            "trufflehog",
            format!(
                r#"{{"SourceMetadata":{{"Data":{{"Filesystem":{{"file":"app/.env","line":2}}}}}},"SourceID":1,"DetectorName":"Github","Verified":false,"Raw":"{value}","RawV2":"","Redacted":""}}"#
            ),
        ),
        (
            "tool",
            format!(
                r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"Tool","rules":[{{"id":"github-token","shortDescription":{{"text":"{value} is bad"}}}}]}}}},
                "results":[{{"ruleId":"github-token","level":"error","message":{{"text":"{value}"}},"locations":[{{"physicalLocation":{{
                "artifactLocation":{{"uri":"file:///srv/repo/app/%2Eenv"}},"region":{{"startLine":2,"startColumn":14,"endColumn":54,"snippet":{{"text":"{value}"}}}}}}}}]}},
                {{"ruleId":"sql-injection","message":{{"text":"x"}},"locations":[]}}]}}]}}"#
            ),
        ),
    ]
}

#[test]
fn every_tool_says_the_same() {
    let value = token();
    for (tool, text) in every_tool(&value) {
        let r = report(&text);
        assert_eq!(r.findings.len(), 1, "{tool}");
        let f = &r.findings[0];
        assert!(f.rule.starts_with(&format!("{tool}/")), "{tool}: {}", f.rule);
        assert_eq!((f.location.path.as_str(), f.location.line), ("app/.env", 2), "{tool}");
        assert_eq!(f.fingerprint, prints().of(value.as_bytes()), "{tool}");
        assert_eq!(f.severity, Severity::High, "{tool}");
        if tool != "trufflehog" {
            assert_eq!((f.location.column, f.location.end_column), (14, 54), "{tool}");
        }
        assert!(r.exposure.score > 20, "{tool}: {}", r.exposure.score);
        assert_eq!(r.exposure.reductions.len(), 1, "{tool}");
    }
}

#[test]
fn no_format_shows_a_value() {
    let value = token();
    for (tool, text) in every_tool(&value) {
        let r = report(&text);
        for format in Format::ALL {
            let mut out = Vec::new();
            let options = RenderOptions {
                verbose: 2,
                ..RenderOptions::default()
            };
            format.render(&r, &options, &mut out).unwrap();
            let out = String::from_utf8_lossy(&out);
            assert!(!out.contains(&value), "{tool} as {}", format.name());
            assert!(!out.contains("/srv/repo"), "{tool} as {}", format.name());
        }
    }
}

#[test]
fn tools_that_agree_count_once() {
    let value = token();
    let mut r = Report::of_imports();
    let mut scores = Vec::new();
    for (_, text) in every_tool(&value) {
        r.import("x.json", import(&text), 0.5);
        scores.push(r.exposure.score);
    }
    assert_eq!(r.findings.len(), 1);
    assert!(scores.is_sorted(), "{scores:?}");
    assert_eq!(scores[1], scores[4], "one asset: {scores:?}");
    assert!(
        r.findings[0].evidence.iter().any(|e| e.starts_with("also found by ")),
        "{:?}",
        r.findings
    );
}

#[test]
fn what_others_read_is_not_known_so_nothing_is_granted() {
    let r = report("[]");
    assert_eq!(r.exposure.verdict, crate::exposure::Verdict::Unknown);
    assert_eq!(r.coverage.skipped.len(), 1);
    assert!(r.coverage.ratio.abs() < 1e-9);
}

#[test]
fn a_saved_report_grows_by_what_another_tool_adds() {
    let mut r = crate::report::sample::report();
    let (n, score) = (r.findings.len(), score_of(&r.findings));
    let skipped = r.coverage.skipped.len();
    r.import("x.json", import(&every_tool(&token())[0].1), 0.5);
    assert_eq!(r.findings.len(), n + 1);
    assert!(r.exposure.score >= score);
    assert_eq!(r.coverage.skipped.len(), skipped);
}

#[test]
fn values_that_were_redacted_stay_apart_by_place() {
    let one =
        |line: u32, value: &str| format!(r#"{{"RuleID":"x-token","StartLine":{line},"Secret":"{value}","File":"a"}}"#);
    let i = import(&format!(
        "[{},{},{}]",
        one(1, "REDACTED"),
        one(2, "REDACTED"),
        one(3, "abc...")
    ));
    let names: HashSet<_> = i.findings.iter().map(|f| &f.fingerprint).collect();
    assert_eq!(names.len(), 3);
    assert!(i.findings.iter().all(|f| !f.secret.is_known()));
}

#[test]
fn a_baseline_of_detect_secrets_is_read_too() {
    let text = r#"{"version":"1.5.0","plugins_used":[],"filters_used":[],"results":{"a.env":[
        {"type":"AWS Access Key","filename":"a.env","hashed_secret":"0f3d","is_verified":false,"line_number":3},
        {"type":"Secret Keyword","filename":"a.env","hashed_secret":"66","is_secret":false,"line_number":5}]}}"#;
    let i = import(text);
    assert_eq!(i.findings.len(), 1);
    assert_eq!(i.findings[0].severity, Severity::Critical);
    assert_eq!(i.notes.len(), 1);
}

#[test]
fn a_document_with_a_summary_behind_it_is_read() {
    let text = every_tool(&token())
        .into_iter()
        .find(|(tool, _)| *tool == "kingfisher")
        .map(|(_, text)| text)
        .unwrap();
    let (finding, summary) = text.split_once('\n').unwrap();
    let i = import(&format!(
        "{{\"findings\":[{finding}],\"audit\":{{}},\"metadata\":{{}}}}\n{summary}"
    ));
    assert_eq!((i.findings.len(), i.notes.len()), (1, 0));
}

#[test]
fn errors_name_the_key() {
    for (text, want) in [
        ("", "empty"),
        ("{\"RuleID\":", "not JSON"),
        (r#"{"a":1}"#, "an object with \"a\""),
        (
            r#"[{"RuleID":"x","File":"a","StartLine":"two"}]"#,
            "[0].StartLine: expected a whole number",
        ),
        (
            r#"{"findings":[{"rule":{"id":7},"finding":{"path":"a"}}]}"#,
            "rule.id: expected a text",
        ),
        (
            r#"{"runs":[{"tool":{"driver":{}}}]}"#,
            "runs[0].tool.driver.name: expected a text",
        ),
        (r#"{"tool":{},"exposure":{}}"#, "without --import"),
        ("{\"x\":1}\n{\"y\":2}", "neither gitleaks"),
        (r#"[{"z":1}]"#, "[0]: not a finding"),
    ] {
        let e = read(text, "", &prints()).unwrap_err();
        assert!(e.contains(want), "{text}: {e}");
    }
}

/// JSON made of the keys that the readers look at.
fn json() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::*;
    static KEYS: [&str; 40] = [
        "RuleID",
        "File",
        "Secret",
        "StartLine",
        "EndLine",
        "StartColumn",
        "EndColumn",
        "Commit",
        "SourceMetadata",
        "Data",
        "Git",
        "file",
        "line",
        "DetectorName",
        "Raw",
        "Verified",
        "rule_id",
        "match",
        "value",
        "location",
        "path",
        "start_line",
        "finding",
        "rule",
        "id",
        "snippet",
        "runs",
        "tool",
        "driver",
        "name",
        "results",
        "ruleId",
        "locations",
        "physicalLocation",
        "artifactLocation",
        "uri",
        "region",
        "findings",
        "plugins_used",
        "component_sets",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "(\\.\\./|/|%|!|a\\.zip|\\PC){0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(8, 64, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((proptest::sample::select(&KEYS[..]), inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

proptest::proptest! {
    #[test]
    fn whatever_the_file_says_nothing_breaks(value in json(), junk in "\\PC{0,60}") {
        for text in [value.to_string(), format!("{value}\n{value}\n"), format!("{value}{junk}"), junk] {
            if let Ok(i) = read(&text, "/srv", &prints()) {
                let mut r = Report::of_imports();
                r.import("x", i, 0.0);
                let mut out = Vec::new();
                Format::Json.render(&r, &RenderOptions::default(), &mut out).unwrap();
            }
        }
    }
}

/// Reports that the tools themselves wrote about one tree; see `tests/data/reports/make.py`.
#[test]
fn reports_of_the_tools_themselves_agree_on_every_place() {
    let read = |name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/reports")
            .join(name);
        std::fs::read_to_string(path).unwrap().replace("<+>", "")
    };
    let of = |name: &str| -> BTreeMap<(String, u64), (u64, u64, Fingerprint)> {
        import(&read(name))
            .findings
            .iter()
            .map(|f| {
                let at = &f.location;
                (
                    (at.path.clone(), at.line),
                    (at.column, at.end_column, f.fingerprint.clone()),
                )
            })
            .collect()
    };
    let token = prints().of(concat!("ghp", "_26auCJp8cHzlQEWht8NC1Wd3N52OWt3Wgcs9").as_bytes());
    let all = of("betterleaks.json");
    assert_eq!(all[&("conf/app.env".to_owned(), 2)], (14, 54, token));
    assert!(all.len() >= 6, "{all:?}");
    for name in [
        "betterleaks.jsonl",
        "gitleaks.json",
        "gitleaks.sarif",
        "kingfisher.json",
        "kingfisher.jsonl",
        "kingfisher.sarif",
    ] {
        let found = of(name);
        let shared: Vec<_> = found.iter().filter(|(place, _)| all.contains_key(place)).collect();
        assert!(shared.len() >= 5, "{name}: {found:?}");
        for (place, what) in shared {
            // gitleaks names a whole assignment where its rule is a generic one.
            if what.2 == all[place].2 && !(name.starts_with("gitleaks") && place.1 == 4 && place.0 == "conf/app.env") {
                assert_eq!(what, &all[place], "{name}: {place:?}");
            }
        }
    }
    let places: Vec<u64> = import(&read("detect-secrets.json"))
        .findings
        .iter()
        .map(|f| f.location.line)
        .collect();
    assert!(places.len() >= 6, "{places:?}");
}
