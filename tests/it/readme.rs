//! What README shows is what the program prints.

use std::path::Path;

use crate::support::run_in;

#[test]
fn the_picture_in_the_readme_is_a_real_report() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let block = readme
        .split("```text\n")
        .nth(1)
        .and_then(|r| r.split("```").next())
        .unwrap();
    let r = run_in(root, &["report", "docs/example-report.json"]);
    assert_eq!(r.code, 0, "{}", r.err);
    assert_eq!(
        block.trim(),
        r.out.trim(),
        "paste the output of: spillage report docs/example-report.json"
    );
}

#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in [
        "README.md",
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/score.md",
        "docs/fingerprints.md",
        "docs/formats.md",
    ] {
        let file = root.join(page);
        let text = std::fs::read_to_string(&file).unwrap();
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|r| r.split(')').next())
            .filter(|t| !t.contains("://"))
        {
            assert!(file.parent().unwrap().join(target).exists(), "{page}: {target}");
        }
    }
}
