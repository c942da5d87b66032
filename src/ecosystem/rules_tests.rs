use super::*;
use crate::detect::{Context, DetectOptions, Detector, Scratch};
use crate::finding::{Category, Severity};
use crate::report::sample::finding;
use crate::rule::RuleSet;

const FILE: &str = r#"
title = "team"
[extend]
useDefault = true
disabledRules = ["github-no-such-rule"]
path = "base.toml"

[[rules]]
id = "Acme_Token"
description = "ACME token"
regex = '''(?i)(acme)[-_]?key\s*[:=]\s*['"]?([0-9a-z]{20})\b'''
secretGroup = 2
entropy = 3
keywords = ["acme"]
tags = ["x"]
  [[rules.allowlists]]
  regexTarget = "line"
  regexes = ['''fixture''']
  [[rules.allowlists]]
  stopwords = ["q9stop"]

[[rules]]
id = "no-keyword"
regex = '''\bzeta_[0-9a-z]{16}\b'''
path = '''\.conf$'''

[[rules]]
id = "no-text"
regex = '''[0-9a-f]{32}'''

[[rules]]
id = "bad"
regex = '''(a'''
keywords = ["aaa"]

[[rules]]
id = "keystore-file"
path = '''(?i)(?:^|/)[^/]+\.p(?:12x|fxy)$'''

[[rules]]
id = "near-another"
regex = '''\btheta_[0-9a-z]{16}\b'''
keywords = ["theta_"]
[[rules.required]]
id = "x"

[allowlist]
paths = ['''^vendor/''']
"#;

fn foreign(text: &str) -> Result<Foreign, String> {
    let mut f = Foreign::default();
    let known = RuleSet::built_in();
    f.read_rules(".gitleaks.toml", text, &|id| known.get(id).is_some())?;
    Ok(f)
}

/// Rule and value of each match at a path.
fn found(f: &Foreign, path: &str, text: &str) -> Vec<(String, String)> {
    let ids: Vec<&str> = f.rules.iter().map(|r| r.id.as_str()).collect();
    let set = RuleSet::built_in()
        .with_own(&f.rules)
        .unwrap()
        .filtered(|r| ids.contains(&r.id.get()));
    let detector = Detector::new(set, DetectOptions::default()).unwrap();
    let context = Context {
        path,
        binary: false,
        depth: 0,
    };
    detector
        .scan(text.as_bytes(), &context, &mut Scratch::default())
        .into_iter()
        .map(|m| {
            let rule = detector.rules().rules()[m.rule].id.get().to_owned();
            (rule, text[m.start..m.end].to_owned())
        })
        .collect()
}

#[test]
fn rules_of_gitleaks_find_what_they_say() {
    let f = foreign(FILE).unwrap();
    let value = "k7qw2zplx6h8rtwqb4lp";
    assert_eq!(
        found(&f, "a.py", &format!("ACME_KEY = '{value}'\n")),
        [("acme-token".to_owned(), value.to_owned())]
    );
    assert!(found(&f, "a.py", &format!("acme_key = '{value}' # fixture\n")).is_empty());
    assert!(
        found(&f, "a.py", "acme_key = 'aaaaaaaaaaaaaaaaaaab'\n").is_empty(),
        "entropy"
    );
    let short = foreign("[[rules]]\nid = \"s\"\nregex = '''zk_(live|test)_[0-9a-z]{20}'''\n").unwrap();
    let key = format!("zk_live_{value}");
    assert_eq!(
        found(&short, "a.py", &format!("x = '{key}'\n")),
        [("s".to_owned(), key.clone())]
    );
    let zeta = "zeta_q7w2zplx6h8rtwqb";
    assert_eq!(
        found(&f, "a.conf", &format!("x {zeta}\n")),
        [("no-keyword".to_owned(), zeta.to_owned())]
    );
}

#[test]
fn a_regex_without_any_text_is_tried_on_everything() {
    let rules = r#"
[[rules]]
id = "address"
regex = '''[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}'''
[rules.allowlist]
regexTarget = "match"
regexes = ['''^(127|10)\.''']
"#;
    let f = foreign(rules).unwrap();
    let filler = "nothing here ".repeat(2000);
    let text = format!("198.51.100.7 {filler}\n10.0.0.1 203.0.113.9 127.0.0.1\n{filler}192.0.2.200");
    let values: Vec<String> = found(&f, "a.txt", &text).into_iter().map(|f| f.1).collect();
    assert_eq!(values, ["198.51.100.7", "203.0.113.9", "192.0.2.200"]);
}

#[test]
fn what_cannot_be_taken_over_is_named() {
    let f = foreign(FILE).unwrap();
    let notes = f.notes.join("\n");
    for want in [
        "rule \"no-text\": has no keyword",
        "rule \"bad\": does not run: `regex`: ",
        "rule \"near-another\": `required` not supported",
        "`extend.path` is not supported",
        "`disabledRules`: there is no rule \"github-no-such-rule\" here",
        "`useDefault`",
    ] {
        assert!(notes.contains(want), "{want}\n{notes}");
    }
    assert_eq!(f.notes.len(), 6, "{notes}");
}

#[test]
fn allow_lists_and_paths_hold_for_their_findings() {
    let f = foreign(FILE).unwrap();
    let at = |rule: &'static str, value: &str, path: &str| finding(rule, Severity::High, value, path, 1);
    assert!(f.covers(&at("any-rule", "k7qw2zplx6h8rtwq", "vendor/x.py")));
    assert!(!f.covers(&at("any-rule", "k7qw2zplx6h8rtwq", "src/vendor/x.py")));
    assert!(f.covers(&at("acme-token", "k7qw2-Q9STOP-x6h8", "a.py")));
    assert!(!f.covers(&at("other", "k7qw2-Q9STOP-x6h8", "a.py")));
    assert!(f.out_of_scope(&at("no-keyword", "x", "a.py")));
    assert!(!f.out_of_scope(&at("no-keyword", "x", "b/a.conf")));
    let mut marker = at("any-rule", "k7qw2zplx6h8rtwq", "vendor/x.py");
    marker.category = Category::Marker;
    assert!(!f.covers(&marker), "allow-lists for secrets");
    let keystore = f.rules.iter().find(|r| r.id == "keystore-file").unwrap();
    assert_eq!(keystore.paths, ["**/*.p12x", "**/*.pfxy"]);
}

#[test]
fn conditions_that_must_all_hold() {
    let f = foreign("[[allowlists]]\ncondition = \"AND\"\npaths = ['''\\.md$''']\nregexes = ['''^demo''']\n").unwrap();
    let at = |value: &str, path: &str| finding("r", Severity::High, value, path, 1);
    assert!(f.covers(&at("demo-4711", "a.md")));
    assert!(!f.covers(&at("demo-4711", "a.py")));
    assert!(!f.covers(&at("live-4711", "a.md")));
}

#[test]
fn own_rules_are_told_by_their_shape() {
    let own = r#"
        [[rule]]
        id = "own-token"
        title = "Own token"
        why = "Opens it."
        fix = "Revoke it."
        category = "secret"
        severity = "high"
        impact = 0.6
        confidence = 0.9
        keywords = ["own_"]
        pattern = '\b(own_[0-9a-f]{32})\b'
    "#;
    assert_eq!(foreign(own).unwrap().rules[0].id, "own-token");
    assert!(
        foreign(&own.replace("impact = 0.6", "impact = 6.0"))
            .unwrap_err()
            .contains("`impact`")
    );
    assert!(foreign("x = 1").unwrap_err().contains("no rules"));
    assert!(foreign("rules = 1").unwrap_err().contains("rules: expected"));
    assert!(foreign("[[rules]]\nid = 7").unwrap_err().contains("rules[0]: "));
}

#[test]
fn an_id_that_is_taken_gets_another() {
    let id = RuleSet::built_in().rules()[0].id;
    let rule = format!("[[rules]]\nid = \"{id}\"\nregex = '''mine_[a-z]{{9}}'''\n");
    let f = foreign(&format!("{rule}{rule}")).unwrap();
    let ids: Vec<&String> = f.rules.iter().map(|r| &r.id).collect();
    assert_eq!(ids, [&format!("gitleaks-{id}"), &format!("gitleaks-{id}-2")]);
    assert!(RuleSet::built_in().with_own(&f.rules).is_ok());
}

proptest::proptest! {
    #[test]
    fn hostile_files_never_panic(
        id in "\\PC{0,20}", regex in r"([\[\](){}\\?*+|a-z-]|\PC){0,30}", path in r"(\\|\.|[a-z$^()|/-]){0,20}",
        group in 0u32..4, keyword in "\\PC{0,5}", tail in "\\PC{0,40}",
    ) {
        let quote = |s: &str| toml::Value::from(s).to_string();
        let text = format!(
            "[[rules]]\nid = {}\nregex = {}\npath = {}\nsecretGroup = {group}\nkeywords = [{}]\n[[rules]]\nid = \"p\"\npath = {}\n\
             [[rules.allowlists]]\npaths = [{}]\nregexes = [{}]\n",
            quote(&id), quote(&regex), quote(&path), quote(&keyword), quote(&path), quote(&regex), quote(&path)
        );
        let f = foreign(&text).unwrap();
        proptest::prop_assert!(RuleSet::built_in().with_own(&f.rules).is_ok(), "{:?}", f.rules);
        let _ = foreign(&format!("{text}{tail}"));
    }
}
