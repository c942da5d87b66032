//! The rules against their own examples, through the production scanner.

use spillage::detect::{Context, DetectOptions, Detector, Scratch};
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
        assert!(r.examples.count() >= 2, "{}: two examples are needed", r.id);
        assert!(
            r.counterexamples.count() >= 2,
            "{}: two counterexamples are needed",
            r.id
        );
        assert!(
            r.why.len() >= 20 && r.fix.len() >= 10,
            "{}: `why` and `fix` want a sentence",
            r.id
        );
    }
}

/// The highest confidence that any rule gives to a text.
fn likeliest(detector: &Detector, text: &str) -> f64 {
    let ctx = Context {
        path: "src/settings.py",
        binary: false,
        depth: 0,
    };
    let found = detector.scan(text.as_bytes(), &ctx, &mut Scratch::default());
    found.iter().map(|m| m.confidence).fold(0.0, f64::max)
}

#[test]
fn a_token_with_a_wrong_checksum_is_unlikely_whatever_names_it() {
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let right = concat!("ghp_", "kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi");
    let wrong = right.replace("kqW", "kqV");
    for line in ["GITHUB_TOKEN={}", "github_token = \"{}\"", "see {}"] {
        assert!(likeliest(&detector, &line.replace("{}", right)) > 0.9, "{line}");
        assert!(likeliest(&detector, &line.replace("{}", &wrong)) < 0.5, "{line}");
    }
}

#[test]
fn a_hash_or_an_id_beside_a_service_is_no_key() {
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let (hex, id) = (
        "6f002180e7b61e6283b4d230df7479ea",
        "a8eaf876-c749-446d-8169-2e976c451dd5",
    );
    for line in [
        format!("azure_openai_md5: {hex}"),
        format!("\"mistral_etag\": \"{hex}\""),
        format!("\"elevenlabsCorrelationId\": \"{hex}\""),
        format!("COINMARKETCAP_PROJECT_ID={id}"),
        format!("circleci_revision = \"{hex}a1b2c3d4\""),
        format!("\"deeplRequestId\": \"{id}\""),
    ] {
        assert!(likeliest(&detector, &line) < 0.5, "{line}");
    }
    assert!(likeliest(&detector, &format!("ELEVENLABS_API_KEY={hex}")) > 0.8);
}
