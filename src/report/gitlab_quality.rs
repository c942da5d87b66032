//! GitLab's Code Quality report, which every tier shows in a merge request.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{RenderOptions, Report, identity, json_text, text, words};
use crate::finding::Severity;

/// Columns of a description.
const LONGEST: usize = 500;

/// Writes the report: an array, worst first. GitLab compares with the target branch by itself, so what is gone is left out.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let ids = identity::of(&report.findings);
    let list: Vec<Value> = words::worst_first(report)
        .into_iter()
        .map(|i| {
            let f = &report.findings[i];
            let state = words::state(report, i).map_or(String::new(), |s| format!("{}: ", s.name()));
            let message = format!("{state}{}", words::message(report, f));
            json!({
                "description": text::shorten(&text::escape(&message), LONGEST),
                "check_name": f.rule,
                "fingerprint": ids[i].digest(),
                "severity": severity(f.severity),
                "location": {
                    "path": words::place(&f.location),
                    "lines": { "begin": f.location.line.max(1) },
                },
            })
        })
        .collect();
    json_text::pretty(&list, out)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
