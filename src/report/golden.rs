//! Every format over the shared sample: what it looks like is written down, and nothing of it acts or gives a value away.

use std::path::PathBuf;

use super::sample::{self, HOSTILE};
use super::{Format, RenderOptions, Report};
use crate::finding::Severity;

fn text(format: Format, report: &Report) -> String {
    let options = RenderOptions {
        verbose: 2,
        explain_score: true,
        now: 1_790_000_000,
        ..RenderOptions::default()
    };
    let mut out = Vec::new();
    format.render(report, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The sample against an earlier scan: one finding is new, one is gone, the score has risen.
fn compared() -> Report {
    let mut report = sample::report();
    let mut old = sample::report();
    old.exposure.score = 70;
    let new = report
        .findings
        .iter()
        .position(|f| f.severity == Severity::Critical)
        .unwrap();
    old.findings.remove(new);
    let mut gone = sample::finding("token", Severity::High, "a-token-that-was-revoked", HOSTILE, 7);
    gone.evidence.push(HOSTILE.into());
    old.findings.push(gone);
    report.compare(&old);
    report
}

/// With `BLESS` set the files are written instead: look at the difference before it is committed.
#[test]
fn formats_look_as_written_down() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/report/golden");
    let bless = std::env::var_os("BLESS").is_some();
    let mut problems = Vec::new();
    for format in Format::ALL.into_iter().filter(|f| f.name() != "html") {
        for (kind, report) in [("", sample::report()), (".compared", compared())] {
            let path = folder.join(format!("{}{kind}.txt", format.name()));
            let now = text(format, &report);
            if bless {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, now).unwrap();
            } else if std::fs::read_to_string(&path).unwrap_or_default() != now {
                problems.push(format!("{} is not what {format:?} writes now:\n{now}", path.display()));
            }
        }
    }
    assert!(problems.is_empty(), "{}\nBLESS=1 writes them anew", problems.join("\n"));
}

#[test]
fn nothing_acts_and_no_value_gets_out() {
    let mut report = compared();
    for name in [
        "::error::x",
        "=cmd|' /C calc'!A0",
        "##vso[task.setvariable variable=x]y",
        "]]>\u{0}\u{b}\u{ffff}\u{9b}31m",
        "\u{2066}\u{200b}\u{feff}x",
        "--><script>alert(1)</script>",
        &"long/".repeat(1000),
    ] {
        let mut f = sample::finding("password", Severity::Critical, "another-secret-value", name, 1);
        f.evidence.push(name.to_owned());
        report.findings.push(f);
        report.notes.push(name.to_owned());
    }
    report.compare(&sample::report());
    for format in Format::ALL {
        let text = text(format, &report);
        let name = format.name();
        for c in [
            '\u{1b}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{0}', '\u{b}', '\u{ffff}',
        ] {
            assert!(!text.contains(c), "{name} holds {c:?}");
        }
        for f in report.findings.iter().filter(|f| !f.secret.is_empty()) {
            assert!(!text.contains(f.secret.reveal()), "{name} holds a value");
        }
        // Where markup means something.
        if !["human", "compact", "csv", "github", "azure", "markdown"].contains(&name) {
            assert!(!text.contains("<script>alert") && !text.contains("<img"), "{name}");
        }
        let own = ["::error ", "::warning ", "::notice ", "##vso[task.logissue "];
        for line in text.lines() {
            let line = line.trim_start();
            let command = line.starts_with("::") || line.contains("##vso[") || line.contains("##[");
            let known = own.iter().filter(|o| line.starts_with(**o)).count();
            assert!(
                !command || (known == 1 && line.matches("##vso[").count() <= 1) || name == "html",
                "{name}: {line}"
            );
        }
    }
}
