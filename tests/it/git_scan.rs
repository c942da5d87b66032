//! History through the detector: the ten places again, as findings of a report.

use spillage::detect::{DetectOptions, Detector};
use spillage::finding::{Finding, Status};
use spillage::rule::RuleSet;
use spillage::scan::{self, Excludes, ScanOptions};
use spillage::source::git::Selection;
use spillage::suppress::{Fingerprinter, Key};

use crate::git_history::{ten_places, token};

fn options(names: &Fingerprinter, threads: usize) -> ScanOptions<'_> {
    ScanOptions {
        threads,
        max_file_size: 1 << 30,
        excludes: Excludes::default(),
        limits: spillage::source::expand::Limits::default(),
        timeout: None,
        floor: 0.5,
        remarks: &[],
        fingerprinter: names,
        progress: None,
    }
}

fn with_value(findings: &[Finding], n: usize) -> Vec<&Finding> {
    let token = token(n);
    findings.iter().filter(|f| f.secret.reveal().contains(&token)).collect()
}

#[test]
fn tree_and_history_together_name_each_secret_once() {
    let tree = ten_places("sha1");
    let root = tree.join("main");
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let names = Fingerprinter::new(Key::public());
    let mut runs = Vec::new();
    for threads in [1, 4] {
        let options = options(&names, threads);
        let mut all = scan::paths(std::slice::from_ref(&root), &detector, &options).findings;
        all.retain(|f| !f.secret.is_empty());
        for n in [1, 2, 3, 4, 5, 8, 9] {
            assert!(with_value(&all, n).is_empty(), "{n} is not in the tree");
        }
        let past = scan::history(&root, &Selection::All, &mut all, &detector, &options);
        assert!(past.coverage.skipped.is_empty(), "{:?}", past.coverage.skipped);
        assert!(past.findings.iter().all(|f| f.status == Status::History));
        all.extend(past.findings);
        for n in 0..10 {
            assert_eq!(with_value(&all, n).len(), 1, "{n}");
        }
        let said = |n: usize, what: &str| {
            let evidence = &with_value(&all, n)[0].evidence;
            assert!(evidence.iter().any(|e| e.contains(what)), "{n}: {what} in {evidence:?}");
        };
        said(0, "also in git history");
        said(1, "no longer in HEAD");
        said(2, "held by a reflog only");
        said(3, "held by the stash only");
        said(4, "dangling");
        said(5, "delete the tag");
        // The last message also lies in `.git/COMMIT_EDITMSG`, which a plain scan reads.
        said(6, "also in git history");
        said(7, "also in git history");
        said(8, "first in commit");
        said(9, "--replace-text");
        assert!(with_value(&all, 1)[0].location.commit.is_some());
        runs.push(all);
    }
    assert_eq!(runs[0], runs[1], "one thread and many agree");
}

#[test]
fn flags_that_git_does_not_understand_are_errors() {
    let tree = crate::support::Tree::new()
        .git(&["init", "-q"])
        .file("a", "1")
        .git(&["add", "."])
        .git(&["commit", "-qm", "a"]);
    for bad in [
        ["--commits", "nowhere..HEAD"],
        ["--since", "the other day"],
        ["--commits", "--output=x"],
    ] {
        let ran = tree.run(&["scan", &format!("{}={}", bad[0], bad[1])]);
        assert_eq!(ran.code, 2, "{bad:?}: {} {}", ran.out, ran.err);
    }
    assert_eq!(tree.run(&["scan", "--commits", "HEAD"]).code, 0);
    assert_eq!(tree.run(&["scan", "--staged"]).code, 0);
    assert_eq!(
        tree.run(&["scan", "--history", "--since", "HEAD"]).code,
        2,
        "one selection at a time"
    );
}

#[test]
fn without_git_every_object_is_examined_and_its_commit_is_said_to_be_unknown() {
    let tree = ten_places("sha1");
    let ran = crate::support::ran(
        crate::support::command(&tree.join("main"))
            .args([
                "scan",
                "--history",
                "-f",
                "json",
                "--show-secrets",
                "--isolated",
                "--exit-zero",
            ])
            .env("PATH", tree.join("nothing"))
            .output()
            .unwrap(),
    );
    let report = ran.json();
    for n in 0..10 {
        assert!(report["findings"].to_string().contains(&token(n)), "{n}: {}", ran.err);
    }
    let skipped = report["coverage"]["skipped"].to_string();
    assert!(skipped.contains("git is not installed"), "{skipped}");
    assert!(!ran.out.contains("unreachable"), "nobody knows that");
}

#[test]
fn the_objects_of_a_bare_repository_are_history_not_files() {
    let tree = ten_places("sha1").git(&["clone", "-q", "--bare", "main", "bare.git"]);
    let plain = tree
        .run(&["scan", "bare.git", "-f", "json", "--isolated", "--exit-zero"])
        .json();
    let files = plain["coverage"]["files"].as_u64().unwrap();
    assert!(files < 40, "{files} files: hooks and settings, no objects");
    let past = tree
        .run(&[
            "scan",
            "bare.git",
            "--history",
            "-f",
            "json",
            "--show-secrets",
            "--isolated",
            "--exit-zero",
        ])
        .json();
    let found = past["findings"].to_string();
    for n in [0, 1, 5, 6, 9] {
        assert!(found.contains(&token(n)), "{n}");
    }
}

#[test]
fn versions_of_a_long_file_are_looked_at_where_they_change() {
    let mut tree = crate::support::Tree::new().git(&["init", "-q"]);
    for version in 0..14 {
        let mut lines: Vec<String> = (0..600)
            .map(|n| format!("step_{n}(first, {});", n * 7919 % 1000))
            .collect();
        lines[300] = format!("release({version});");
        // One comes and goes, one comes at the beginning, one takes the place of an innocent value within a line.
        if (3..6).contains(&version) {
            lines.insert(100, format!("token = \"{}\"", token(0)));
        }
        if version == 7 {
            lines.insert(0, format!("token = \"{}\"", token(1)));
        }
        let value = if version == 9 { token(2) } else { "none".to_owned() };
        lines[450] = format!("api_token = \"{value}\"");
        // And one stands there for a long time.
        if version > 10 {
            lines.insert(500, format!("token = \"{}\"", token(3)));
        }
        tree = tree.file("long.py", lines.join("\n")).git(&["add", "-A"]).git(&[
            "commit",
            "-qm",
            &format!("version {version}"),
        ]);
    }
    let tree = tree.git(&["repack", "-adfq", "--depth=50"]);
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let names = Fingerprinter::new(Key::public());
    let past = scan::history(tree.path(), &Selection::All, &mut [], &detector, &options(&names, 1));
    for n in 0..4 {
        assert_eq!(with_value(&past.findings, n).len(), 1, "{n}");
    }
    let evidence = &with_value(&past.findings, 3)[0].evidence;
    assert!(
        evidence.iter().all(|e| !e.contains("no longer in HEAD")),
        "{evidence:?}"
    );
    let evidence = &with_value(&past.findings, 0)[0].evidence;
    assert!(evidence.iter().any(|e| e.contains("no longer in HEAD")), "{evidence:?}");
}

#[test]
fn a_table_that_grew_by_a_row_is_counted_anew() {
    // Nine rows say little by the rules; the tenth comes in a version of its own, and others behind it.
    let mut tree = crate::support::Tree::new().git(&["init", "-q"]);
    let padding = (0..400)
        .map(|n| format!("# {n}: {}\n", n * 7919 % 1000))
        .collect::<String>();
    for rows in 4..14 {
        let ssn = |n: usize| format!("{}-{}-{}\n", 412 + n * 7, 31 + n, 2048 + n * 379);
        let text = format!("{padding}ssn\n{}", (0..rows).map(ssn).collect::<String>());
        tree = tree
            .file("staff.csv", text)
            .git(&["add", "-A"])
            .git(&["commit", "-qm", "a row"]);
    }
    let tree = tree.git(&["rm", "-q", "staff.csv"]).git(&["commit", "-qm", "gone"]);
    let tree = tree.git(&["repack", "-adfq", "--depth=50"]);
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let names = Fingerprinter::new(Key::public());
    let past = scan::history(tree.path(), &Selection::All, &mut [], &detector, &options(&names, 1));
    let found: Vec<_> = past
        .findings
        .iter()
        .filter(|f| f.rule.starts_with("personal-"))
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].confidence > 0.9, "{found:?}");
    assert!(found[0].evidence[0].starts_with("13 different values"), "{found:?}");
}
