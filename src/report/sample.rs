//! A report for the tests of every format: one finding of each kind, hostile names, a hostile evidence line.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{RenderOptions, Report, RuleInfo, Suppressed};
use crate::exposure::{Band, Coverage, Exposure, Folder, Reduction, Verdict};
use crate::finding::{Category, Excerpt, Finding, Location, Secret, Severity, Status};
use crate::source::Skipped;
use crate::suppress::{Fingerprinter, Key};

/// A name that breaks every format that does not escape.
pub(crate) const HOSTILE: &str = "a\nb\u{1b}[31m\u{202e}%,:<img src=x onerror=alert(1)></script>|`$(x)`.txt";

/// What a format makes of a report.
pub(crate) fn shown(render: fn(&Report, &RenderOptions, &mut dyn Write) -> io::Result<()>, report: &Report) -> String {
    let mut out = Vec::new();
    render(report, &RenderOptions::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A finding with this value at this place.
pub(crate) fn finding(rule: &'static str, severity: Severity, value: &str, path: &str, line: u64) -> Finding {
    let prints = Fingerprinter::new(Key::public());
    let width = value.chars().count() as u64;
    Finding {
        rule: rule.into(),
        category: Category::Secret,
        severity,
        confidence: 0.95,
        location: Location {
            path: path.into(),
            line,
            column: 5,
            end_line: line,
            end_column: 5 + width,
            ..Location::default()
        },
        status: Status::Tracked,
        secret: Secret::new(value.as_bytes()),
        fingerprint: prints.of(value.as_bytes()),
        impact: 0.8,
        reach: 1.0,
        evidence: vec!["checksum valid".into()],
        excerpt: None,
    }
}

/// The report.
pub(crate) fn report() -> Report {
    let mut hidden = finding(
        "cloud-key",
        Severity::Critical,
        "Zq8vT2mKx0Lr7YbN4cWd9HsJ",
        "config/prod.env",
        3,
    );
    hidden.status = Status::Ignored;
    hidden.excerpt = Some(Excerpt {
        before: format!("KEY{HOSTILE} = \""),
        after: "\"</script>".into(),
    });
    let mut member = finding("password", Severity::High, "correct-horse-battery", "backup.zip", 12);
    member.location.member = vec!["inner.tar".into(), HOSTILE.into()];
    let mut old = finding("password", Severity::Medium, "Tr0ub4dor-and-3-more", "old.txt", 1);
    old.location.commit = Some("0123456789abcdef0123456789abcdef01234567".into());
    old.status = Status::History;
    let mut whole = finding("ssh-folder", Severity::Low, "", HOSTILE, 0);
    whole.category = Category::Path;
    whole.evidence = vec![format!("link to {HOSTILE}")];
    (whole.location.column, whole.location.end_column) = (0, 0);
    let mut findings = vec![hidden, member, old, whole];
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let rules: BTreeMap<String, RuleInfo> = findings
        .iter()
        .map(|f| {
            let info = RuleInfo {
                title: format!("Title of {}", f.rule),
                why: "Opens the house.".into(),
                fix: "Change the lock.".into(),
                references: vec!["https://example.org/locks".into()],
            };
            (f.rule.to_string(), info)
        })
        .collect();
    Report {
        version: "0.0.0".into(),
        exposure: Exposure {
            score: 87,
            low: 80,
            high: 91,
            band: Band::Critical,
            verdict: Verdict::DoNotGrant,
            categories: BTreeMap::from([("secret".into(), 0.91), ("path".into(), 0.1)]),
            reductions: vec![
                Reduction {
                    deny: "config/prod.env".into(),
                    score_after: 34,
                    findings: 1,
                },
                Reduction {
                    deny: HOSTILE.into(),
                    score_after: 20,
                    findings: 1,
                },
            ],
            ..Exposure::default()
        },
        coverage: Coverage {
            files: 1234,
            bytes_readable: 10_000,
            bytes_examined: 9_900,
            ratio: 0.99,
            skipped: vec![Skipped {
                path: HOSTILE.into(),
                reason: "permission denied".into(),
                bytes: 100,
            }],
            folders: [
                ("", 1234, 10_000),
                ("config/", 2, 300),
                ("src/", 1000, 9_000),
                ("src/deep/", 400, 5_000),
            ]
            .map(|(path, files, bytes)| (path.to_owned(), Folder { files, bytes }))
            .into(),
        },
        findings,
        access: Vec::new(),
        comparison: None,
        rules,
        suppressed: Suppressed {
            inline: 1,
            baseline: 2,
            config: 3,
            score_without: 90,
        },
        config: Some(".spillage.toml".into()),
        notes: vec![format!("a note on {HOSTILE}")],
    }
}
