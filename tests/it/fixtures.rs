//! The ladder of small repositories under `fixtures/`: each must get its band and the findings that stand beside it, and
//! no secret of any of them may get out in any format.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use spillage::report::Format;

use crate::support::{Ran, Tree, command, ran, unmark};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    band: String,
    exit: i32,
    #[serde(default)]
    finding: Vec<Wanted>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Without it any rule of the category will do.
    rule: Option<String>,
    category: String,
    path: String,
    #[serde(default)]
    member: Vec<String>,
    line: u64,
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut dirs: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.join("input").is_dir())
        .collect();
    dirs.sort();
    assert!(dirs.len() >= 9, "{dirs:?}");
    dirs
}

/// The case's tree as it would be in real life: without the marks in its tokens.
fn materialise(case: &Path) -> Tree {
    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for e in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
            let (source, target) = (e.path(), to.join(e.file_name()));
            if source.is_dir() {
                copy(&source, &target);
            } else {
                std::fs::write(target, unmark(&std::fs::read(source).unwrap())).unwrap();
            }
        }
    }
    let tree = Tree::new();
    copy(&case.join("input"), tree.path());
    tree
}

/// One scan, every format in a file, JSON with values on standard output.
fn scan(tree: &Tree, reports: &Path) -> Ran {
    let mut c = command(tree.path());
    c.args(["scan", "--isolated", "-f", "json", "--show-secrets", "."]);
    let open = ran(c.output().unwrap());
    let mut c = command(tree.path());
    c.args(["scan", "--isolated", "-vv", "--explain-score", "--min-confidence", "0"]);
    for f in Format::ALL {
        c.arg("-o")
            .arg(format!("{}={}", f.name(), reports.join(f.name()).display()));
    }
    let closed = ran(c.output().unwrap());
    std::fs::write(reports.join("stdout"), &closed.out).unwrap();
    std::fs::write(reports.join("stderr"), &closed.err).unwrap();
    open
}

/// What looks like an e-mail address.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let of_name = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    text.split(move |c: char| !of_name(c) && c != '@').filter(|w| {
        w.split_once('@').is_some_and(|(user, host)| {
            user.len() > 1
                && host
                    .split_once('.')
                    .is_some_and(|(h, top)| h.len() > 1 && top.len() > 1)
        })
    })
}

#[test]
fn bands_findings_and_no_secret_gets_out() {
    let mut problems = Vec::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let expected: Expected = toml::from_str(&std::fs::read_to_string(case.join("expected.toml")).unwrap()).unwrap();
        let tree = materialise(&case);
        let reports = Tree::new();
        let open = scan(&tree, reports.path());
        let json = open.json();
        if json["exposure"]["band"] != expected.band.as_str() || open.code != expected.exit {
            problems.push(format!(
                "{name}: band {} and exit {}, not {} and {}",
                json["exposure"]["band"], open.code, expected.band, expected.exit
            ));
        }
        let findings = json["findings"].as_array().unwrap();
        for w in &expected.finding {
            let found = findings.iter().any(|f| {
                let member: Vec<&str> = f["member"]
                    .as_array()
                    .map(|m| m.iter().filter_map(|s| s.as_str()).collect())
                    .unwrap_or_default();
                f["category"] == w.category.as_str()
                    && f["path"] == w.path.as_str()
                    && f["line"] == w.line
                    && member == w.member
                    && w.rule.as_ref().is_none_or(|r| f["rule"] == r.as_str())
            });
            if !found {
                problems.push(format!("{name}: missing {w:?}"));
            }
        }
        if expected.finding.is_empty() && !findings.is_empty() {
            problems.push(format!("{name}: should be clean, not {findings:#?}"));
        }
        let values: Vec<&str> = findings
            .iter()
            .filter(|f| f["category"] == "secret" || f["category"] == "personal")
            .filter_map(|f| f["secret"].as_str())
            .filter(|v| v.len() >= 8)
            .collect();
        // Where the tree and its user are is nobody's business either.
        let places = [tree.path(), reports.path()].map(|p| p.to_string_lossy().into_owned());
        let home = std::env::home_dir().map(|h| h.to_string_lossy().into_owned());
        let places: Vec<String> = places.into_iter().chain(home.filter(|h| h.len() > 4)).collect();
        if expected.finding.iter().any(|w| w.category == "secret") && values.is_empty() {
            problems.push(format!("{name}: nothing to look for"));
        }
        for report in std::fs::read_dir(reports.path()).unwrap().map(|e| e.unwrap().path()) {
            let text = String::from_utf8_lossy(&std::fs::read(&report).unwrap()).into_owned();
            for p in &places {
                if text.contains(p.as_str()) {
                    problems.push(format!("{name}: {p} stands in {}", report.display()));
                }
            }
            if let Some(mail) = addresses(&text).next() {
                problems.push(format!(
                    "{name}: the e-mail address {mail} stands in {}",
                    report.display()
                ));
            }
            for v in &values {
                for line in v
                    .lines()
                    .map(str::trim)
                    .filter(|l| l.len() >= 8 && !l.contains("-----"))
                {
                    if text.contains(line) {
                        problems.push(format!("{name}: a value stands in {}", report.display()));
                    }
                }
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn the_worst_case_fails_from_a_fresh_clone() {
    let worst = cases().pop().unwrap();
    let mut c = command(Path::new(env!("CARGO_MANIFEST_DIR")));
    c.args(["scan"]).arg(worst.join("input"));
    let r = ran(c.output().unwrap());
    assert_eq!(r.code, 1, "{}{}", r.out, r.err);
    assert!(
        r.out.contains("critical") && r.out.contains("do not grant"),
        "{}",
        r.out
    );
}
