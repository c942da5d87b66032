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

/// Every page of the documentation.
fn pages() -> Vec<std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out: Vec<_> = ["README.md", "CONTRIBUTING.md"].map(|p| root.join(p)).into();
    for folder in ["docs", "docs/rules", "benches"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap().flatten() {
            if entry.path().extension().is_some_and(|e| e == "md") {
                out.push(entry.path());
            }
        }
    }
    out.sort();
    out
}

/// The anchors that headings get.
fn anchors(text: &str) -> Vec<String> {
    let slug = |h: &str| {
        let kept = h
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
            .collect::<String>();
        kept.trim().replace(' ', "-")
    };
    text.lines()
        .filter(|l| l.starts_with('#'))
        .map(|l| slug(l.trim_start_matches('#')))
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let repository = "https://github.com/spillage-dev/spillage/blob/main/";
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for target in text.split("](").skip(1).filter_map(|r| r.split(')').next()) {
            let (target, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = match target.strip_prefix(repository) {
                Some(own) => root.join(own),
                None if target.contains("://") => continue,
                None if target.is_empty() => page.clone(),
                None => page.parent().unwrap().join(target),
            };
            assert!(file.exists(), "{}: {target}", page.display());
            if !anchor.is_empty() {
                let there = anchors(&std::fs::read_to_string(&file).unwrap());
                assert!(
                    there.iter().any(|a| a == anchor),
                    "{}: {target}#{anchor}",
                    page.display()
                );
            }
        }
    }
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let summary = std::fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    for page in pages().iter().filter_map(|p| p.strip_prefix(&docs).ok()) {
        let name = page.to_str().unwrap();
        assert!(
            name == "SUMMARY.md" || summary.contains(&format!("]({name})")),
            "{name} is not in docs/SUMMARY.md"
        );
    }
}

#[test]
fn flags_in_the_documentation_exist() {
    // Every `spillage …` line of a shell block names commands and flags that the program has.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut helps: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    let mut checked = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for block in text.split("```sh\n").skip(1).filter_map(|b| b.split("```").next()) {
            for line in block.lines() {
                let line = line.split(" #").next().unwrap().trim();
                let line = line.strip_prefix("exec ").unwrap_or(line);
                let Some(rest) = line
                    .strip_prefix("spillage")
                    .filter(|r| r.is_empty() || r.starts_with(' '))
                else {
                    continue;
                };
                let mut words = rest.split_whitespace().peekable();
                let command = words
                    .next_if(|w| w.chars().all(|c| c.is_ascii_lowercase()))
                    .unwrap_or("scan");
                let help = helps
                    .entry(command.to_owned())
                    .or_insert_with(|| run_in(root, &[command, "--help"]).out);
                assert!(
                    help.contains("Usage:"),
                    "{}: `{command}` is no command: {line}",
                    page.display()
                );
                for flag in words.filter(|w| w.starts_with("--") && *w != "--") {
                    let flag = flag.split('=').next().unwrap();
                    assert!(help.contains(flag), "{}: {flag} in: {line}", page.display());
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 5, "only {checked} flags: the blocks were not found");
}
