//! Reviewdog Diagnostic Format: comments of a review, wherever reviewdog can write them.
//!
//! Lines only: reviewdog counts columns in bytes of UTF-8, reports count them in code points.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{RenderOptions, Report, json_text, text, words};
use crate::finding::{Finding, Severity};

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let order = words::worst_first(report);
    let worst = report.findings.iter().map(|f| f.severity).max();
    let diagnostics: Vec<Value> = order.into_iter().map(|i| diagnostic(report, i)).collect();
    let result = json!({
        "source": { "name": "spillage", "url": env!("CARGO_PKG_REPOSITORY") },
        "severity": severity(worst.unwrap_or(Severity::Info)),
        "diagnostics": diagnostics,
    });
    json_text::pretty(&result, out)
}

fn diagnostic(report: &Report, i: usize) -> Value {
    let f = &report.findings[i];
    let state = words::state(report, i).map_or(String::new(), |s| format!("{}: ", s.name()));
    let mut code = json!({ "value": f.rule });
    if let Some(url) = words::link(report, f) {
        code["url"] = url.into();
    }
    json!({
        "message": format!("{state}{}", text::escape(&words::message(report, f))),
        "location": location(f),
        "severity": severity(f.severity),
        "code": code,
    })
}

/// A member or an old version has no line in the file as it is.
fn location(f: &Finding) -> Value {
    let at = &f.location;
    if at.line == 0 || !at.member.is_empty() || at.commit.is_some() {
        return json!({ "path": at.path });
    }
    json!({ "path": at.path, "range": { "start": { "line": at.line }, "end": { "line": at.end_line } } })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "ERROR",
        Severity::Medium => "WARNING",
        Severity::Low | Severity::Info => "INFO",
    }
}
