//! The rules against their own examples, through the production scanner.

use spillage::detect::{DetectOptions, Detector};
use spillage::rule::{How, RuleSet, built_in, examples};

#[test]
fn every_example_does_what_its_rule_says() {
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let failures = examples::failures(&detector);
    let shown: Vec<String> = failures.iter().map(|f| format!("{}: {}", f.rule, f.problem)).collect();
    assert!(shown.is_empty(), "{} failures:\n{}", shown.len(), shown.join("\n"));
}

#[test]
fn every_rule_carries_its_own_proof() {
    for r in built_in() {
        // A statement about a whole tree has no example of one file; `scan` tests it.
        if matches!(r.how, How::Recogniser(name) if name.starts_with("tree:") || name.starts_with("own:")) {
            continue;
        }
        assert!(r.examples.len() >= 2, "{}: two examples are needed", r.id);
        assert!(r.counterexamples.len() >= 2, "{}: two counterexamples are needed", r.id);
        assert!(
            r.why.len() >= 20 && r.fix.len() >= 10,
            "{}: `why` and `fix` want a sentence",
            r.id
        );
    }
}
