//! Files marked in many ways and languages, through the production scanner: `tests/data/marked.txt`.

use spillage::detect::{Context, DetectOptions, Detector, Scratch};
use spillage::finding::Category;
use spillage::rule::RuleSet;

struct Marked<'a> {
    path: &'a str,
    /// One of them must be found.
    rules: Vec<&'a str>,
    severity: &'a str,
    text: String,
}

fn marked() -> Vec<Marked<'static>> {
    let mut out: Vec<Marked<'static>> = Vec::new();
    for line in include_str!("../data/marked.txt").lines().skip(1) {
        if let Some(head) = line.strip_prefix("=== ") {
            let fields: Vec<&'static str> = head.split(" | ").collect();
            let [path, rules, severity] = fields[..] else {
                panic!("{head}: expected path | rules | severity");
            };
            out.push(Marked {
                path,
                rules: rules.split('|').collect(),
                severity,
                text: String::new(),
            });
        } else if let Some(last) = out.last_mut() {
            last.text.push_str(line);
            last.text.push('\n');
        }
    }
    out
}

/// Rules that find a marker in a text at 0.5 and over, with the severity.
fn found(detector: &Detector, path: &str, text: &str) -> Vec<(String, &'static str)> {
    let ctx = Context {
        path,
        binary: false,
        depth: 0,
    };
    detector
        .scan(text.as_bytes(), &ctx, &mut Scratch::default())
        .into_iter()
        .filter(|f| f.confidence >= 0.5)
        .map(|f| (&detector.rules().rules()[f.rule], f.severity))
        .filter(|(r, _)| r.category == Category::Marker)
        .map(|(r, s)| (r.id.to_string(), s.name()))
        .collect()
}

#[test]
fn texts_that_speak_of_marks_bear_none() {
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let texts: Vec<(&str, String)> = include_str!("../data/unmarked.txt")
        .split("\n=== ")
        .skip(1)
        .filter_map(|t| t.split_once('\n'))
        .map(|(path, text)| (path, format!("{text}\n")))
        .collect();
    assert!(texts.len() >= 150, "{}", texts.len());
    let wrong: Vec<String> = texts
        .iter()
        .map(|(path, text)| (path, found(&detector, path, text)))
        .filter(|(_, found)| !found.is_empty())
        .map(|(path, found)| format!("{path}: {found:?}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        texts.len(),
        wrong.join("\n")
    );
}

#[test]
fn marked_files_are_found_with_their_tier() {
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let all = marked();
    assert!(all.len() >= 150, "{}", all.len());
    let mut wrong = Vec::new();
    for m in &all {
        let found = found(&detector, m.path, &m.text);
        let tiers: Vec<&str> = m.severity.split('|').collect();
        if !found
            .iter()
            .any(|(r, s)| m.rules.contains(&r.as_str()) && tiers.contains(s))
        {
            wrong.push(format!("{}: {:?} {}, not {found:?}", m.path, m.rules, m.severity));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n")
    );
}
