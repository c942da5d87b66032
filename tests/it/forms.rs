//! The ways people write a password down, each with passwords that people choose, one from a generator, and what only
//! stands for a password. The table is `forms.txt`: `@@ path` and the text below it, `§` for the value; `@- path` for a
//! form that is known not to be recognised yet, so that one that is recognised by now shows.

use spillage::detect::{Context, DetectOptions, Detector, Scratch};
use spillage::finding::Category;
use spillage::rule::RuleSet;

const TABLE: &str = include_str!("forms.txt");
/// Values that must be found in every form.
const CHOSEN: [&str; 4] = ["pepperwinter77", "Kaktus2019", "vR7tk2Lq9ZmX4w", "q8Zt-w3Lm_Xk5"];
/// Values that must not.
const STAND_INS: [&str; 11] = [
    "changeme",
    "CHANGE_ME",
    "<password>",
    "your_password",
    "YOUR_PASSWORD_HERE",
    "xxxxxxxx",
    "********",
    "${PASSWORD}",
    "{{ password }}",
    "%PASSWORD%",
    "[password]",
];

/// A way of writing a password down.
struct Way {
    path: &'static str,
    text: String,
    known: bool,
}

fn ways() -> Vec<Way> {
    let mut out: Vec<Way> = Vec::new();
    for line in TABLE.lines() {
        let head = line.strip_prefix("@@ ").map(|p| (p, true));
        if let Some((path, known)) = head.or_else(|| line.strip_prefix("@- ").map(|p| (p, false))) {
            out.push(Way {
                path,
                text: String::new(),
                known,
            });
        } else if let Some(way) = out.last_mut() {
            way.text += line;
            way.text.push('\n');
        }
    }
    out
}

fn found(detector: &Detector, path: &str, text: &str, value: &str) -> bool {
    let markup = [".xml", ".plist", ".config", ".html"].iter().any(|e| path.ends_with(e));
    let value = if markup && !text.contains("CDATA") {
        value.replace('<', "&lt;").replace('>', "&gt;")
    } else {
        value.to_owned()
    };
    let lines: Vec<usize> = text
        .lines()
        .enumerate()
        .filter(|(_, l)| l.contains('§'))
        .map(|(n, _)| n)
        .collect();
    let text = text.replace('§', &value);
    let ctx = Context {
        path,
        binary: false,
        depth: 0,
    };
    let rules = detector.rules().rules();
    detector
        .scan(text.as_bytes(), &ctx, &mut Scratch::default())
        .iter()
        .filter(|m| rules[m.rule].category == Category::Secret && m.confidence >= 0.5)
        .any(|m| lines.contains(&text.as_bytes()[..m.start].iter().filter(|b| **b == b'\n').count()))
}

#[test]
fn passwords_are_found_in_every_form_and_what_stands_for_one_is_not() {
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let mut wrong = Vec::new();
    let all = ways();
    assert!(all.len() > 300);
    for Way { path, text, known } in &all {
        let shown = text.lines().find(|l| l.contains('§')).unwrap_or_default();
        let hits = CHOSEN.iter().filter(|v| found(&detector, path, text, v)).count();
        if *known && hits < CHOSEN.len() {
            wrong.push(format!("{hits} of {} in {path}: {shown}", CHOSEN.len()));
        }
        if !*known && hits > 0 {
            wrong.push(format!("recognised by now: {path}: {shown}"));
        }
        for v in STAND_INS.iter().filter(|v| found(&detector, path, text, v)) {
            wrong.push(format!("stands for one: {v} in {path}: {shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
