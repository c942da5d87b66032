//! Formats through the program: files, comparison, exit codes, the summary of a step, and schemas where they are at hand.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use spillage::report::Format;

use crate::support::{Ran, Tree, command, ran};

const ENV: &str = "DB_PASSWORD=kT7vQz2<+>mWx9Rb4LpYs\n";
const OTHER: &str = "SMTP_PASSWORD=zX3<+>nVq8LmKw2TrY6\n";

fn tree() -> Tree {
    Tree::new()
        .file("app/.env", ENV)
        .file(
            "src/main.py",
            format!("import os\n\n\tpassword = \"h8Rt<+>Wq2ZpLx6\"\n# {}\n", "x".repeat(90)),
        )
        .git(&["init", "-q"])
        .git(&["add", "-A"])
        .git(&["commit", "-qm", "x"])
}

fn read(tree: &Tree, name: &str) -> String {
    std::fs::read_to_string(tree.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

#[test]
fn one_scan_writes_every_format() {
    let tree = tree();
    let out = Tree::new();
    let mut args = vec!["scan".to_owned(), ".".to_owned()];
    for f in Format::ALL {
        args.extend([
            "-o".to_owned(),
            format!("{}={}", f.name(), out.join(f.name()).display()),
        ]);
    }
    let r = ran(command(tree.path()).args(&args).output().unwrap());
    assert_eq!(r.code, 1, "{}", r.err);
    for f in Format::ALL {
        let text = read(&out, f.name());
        assert!(text.len() > 40 && text.ends_with('\n'), "{}: {text}", f.name());
        // A saved report says the same.
        let again = out.run(&["report", "json", "-f", f.name()]);
        assert_eq!(again.code, 0, "{}", again.err);
        if !matches!(f.name(), "human" | "gitlab-secrets" | "junit" | "html") {
            assert_eq!(again.out, text, "{}", f.name());
        }
    }
}

/// GitHub's own name of a line is in the report of a tracked file, and nowhere else.
#[test]
fn line_hashes_are_for_tracked_files_alone() {
    let tree = tree().file("untracked.env", OTHER).file("a.zip.txt", "x");
    let json = tree.run(&["-f", "json"]).json();
    let with_hash = |path: &str| {
        json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["path"] == path && f["line"].as_u64() > Some(0))
            .map(|f| f["line_hash"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert!(with_hash("src/main.py").iter().all(Option::is_some) && !with_hash("src/main.py").is_empty());
    assert!(with_hash("untracked.env").iter().all(Option::is_none) && !with_hash("untracked.env").is_empty());
    let sarif: Value = serde_json::from_str(&tree.run(&["-f", "sarif"]).out).unwrap();
    for r in sarif["runs"][0]["results"].as_array().unwrap() {
        let hash = r["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
        let (digits, n) = hash.split_once(':').unwrap();
        assert!(
            u64::from_str_radix(digits, 16).is_ok() && n.parse::<u32>().is_ok(),
            "{hash}"
        );
    }
}

#[test]
fn only_new_findings_fail_where_that_is_asked() {
    let tree = tree();
    let out = Tree::new();
    let old = out.join("old.json").to_str().unwrap().to_owned();
    assert_eq!(tree.run(&["-o", &format!("json={old}")]).code, 1);
    // Nothing new: lines move, the gate is quiet, and without the flag it is not.
    let tree = tree.file("app/.env", format!("# a line above\n{ENV}"));
    let gate = ["--compare", &old, "--fail-on-new"];
    assert_eq!(tree.run(&gate).code, 0, "{}", tree.run(&gate).out);
    assert_eq!(tree.run(&["--compare", &old]).code, 1);
    // Something new.
    let tree = tree.file("new.env", OTHER);
    let r = tree.run(&gate);
    assert_eq!(r.code, 1);
    assert!(
        r.out.contains("new") && r.out.contains("new.env") && !r.out.contains("\napp/.env"),
        "{}",
        r.out
    );
    // The same from saved reports, in every format.
    std::fs::remove_file(tree.join("src/main.py")).unwrap();
    let new = out.join("new.json").to_str().unwrap().to_owned();
    assert_eq!(tree.run(&["-o", &format!("json={new}")]).code, 1);
    let compare = ["report", "--compare", &old, &new];
    let with = |more: &[&str]| out.run(&[&compare[..], more].concat());
    assert_eq!(with(&[]).code, 0);
    assert_eq!(with(&["--fail-on-new"]).code, 1);
    assert_eq!(with(&["--fail-on-new", "--fail-on", "critical"]).code, 0);
    assert_eq!(with(&["--fail-on-new", "--exit-zero"]).code, 0);
    assert_eq!(out.run(&["report", "--compare", &new, &new, "--fail-on-new"]).code, 0);
    assert_eq!(
        out.run(&["report", &new, "--fail-on-new"]).code,
        2,
        "nothing to compare with"
    );
    for f in Format::ALL {
        let r = with(&["-f", f.name()]);
        assert_eq!(r.code, 0, "{}: {}", f.name(), r.err);
        let marks: &[&str] = match f.name() {
            "human" => &["New", "Gone", "main.py"],
            "badge" | "badge-svg" => &["agent exposure"],
            "sarif" => &["\"baselineState\":\"new\"", "goneCount"],
            "junit" => &["<skipped/>", "main.py"],
            "gitlab-quality" | "rdjson" => &["new: ", "unchanged: "],
            "github" | "azure" => &["2 new, 1 gone"],
            "html" => &["new"],
            _ => &["new", "one"],
        };
        for m in marks {
            assert!(r.out.contains(m), "{} lacks {m}\n{}", f.name(), r.out);
        }
    }
}

#[test]
fn the_summary_of_a_step_is_added_to() {
    let tree = tree();
    let out = Tree::new().file("summary.md", "before\n");
    let run = |format: &str, summary: &str| -> Ran {
        let mut c = command(tree.path());
        c.args(["-f", format]).env("GITHUB_STEP_SUMMARY", out.join(summary));
        ran(c.output().unwrap())
    };
    let r = run("github", "summary.md");
    assert!(r.code == 1 && r.out.lines().all(|l| l.starts_with("::")), "{}", r.out);
    let text = read(&out, "summary.md");
    assert!(
        text.starts_with("before\n### Agent exposure") && text.contains("`app/.env:1`"),
        "{text}"
    );
    run("json", "summary.md");
    assert_eq!(read(&out, "summary.md"), text, "only for github");
    let out = out.file("full.md", "x".repeat(895 << 10));
    let mut c = command(tree.path());
    c.args(["-f", "github"]).env("GITHUB_STEP_SUMMARY", out.join("full.md"));
    assert_eq!(ran(c.output().unwrap()).code, 1);
    assert!(read(&out, "full.md").len() <= 900 << 10);
    let mut c = command(tree.path());
    c.args(["-f", "github"])
        .env("GITHUB_STEP_SUMMARY", out.join("no/such/folder.md"));
    assert_eq!(ran(c.output().unwrap()).code, 2);
}

#[test]
fn a_closed_pipe_is_quiet_in_every_format() {
    let mut big = Tree::new();
    for n in 0..400 {
        big = big.file(&format!("d{n}/.env"), ENV.replace("kT7", &format!("k{n}T")));
    }
    for f in Format::ALL {
        let mut child = command(big.path())
            .args(["-f", f.name()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let r = ran(child.wait_with_output().unwrap());
        assert_eq!((r.code, r.err.as_str()), (1, ""), "{}", f.name());
    }
}

#[test]
fn the_time_can_be_fixed() {
    let tree = tree();
    let mut c = command(tree.path());
    c.args(["-f", "gitlab-secrets"]).env("SOURCE_DATE_EPOCH", "1790000000");
    let text = ran(c.output().unwrap()).out;
    assert!(text.contains("\"start_time\": \"2026-09-21T14:13:20\""), "{text}");
}

/// Schemas of others are not part of this project: name a folder with them in SPILLAGE_SCHEMAS.
#[test]
fn schemas_of_others_where_they_are_at_hand() {
    let Some(folder) = std::env::var_os("SPILLAGE_SCHEMAS").map(PathBuf::from) else {
        eprintln!(
            "skipped: SPILLAGE_SCHEMAS names no folder with sarif.json, gitlab-secrets.json, gitlab-quality.json, JUnit.xsd"
        );
        return;
    };
    let tree = tree().file("a\n%<b>&\"'.env", ENV);
    for (format, schema) in [
        ("sarif", "sarif.json"),
        ("gitlab-secrets", "gitlab-secrets.json"),
        ("gitlab-quality", "gitlab-quality.json"),
    ] {
        let schema: Value = serde_json::from_slice(&std::fs::read(folder.join(schema)).unwrap()).unwrap();
        let value: Value = serde_json::from_str(&tree.run(&["-f", format]).out).unwrap();
        let errors: Vec<String> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&value)
            .map(|e| format!("{e} at {}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{format}: {errors:#?}");
    }
    let xml = Tree::new().file("junit.xml", tree.run(&["-f", "junit"]).out);
    let lint = Command::new("xmllint")
        .arg("--noout")
        .arg("--schema")
        .arg(folder.join("JUnit.xsd"))
        .arg(xml.join("junit.xml"))
        .output();
    match lint {
        Ok(o) => assert!(o.status.success(), "{}", ran(o).err),
        Err(_) => eprintln!("skipped: no xmllint"),
    }
}
