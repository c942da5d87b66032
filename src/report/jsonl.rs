//! JSON by the same contract, one object a line: first the report without its lists, then each finding, each finding that
//! is gone, each thing that was not examined. `type` says which.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{all_findings, head, write_finding};
use super::{RenderOptions, Report, json_text};

/// A line.
#[derive(Serialize)]
struct Line<'v, T> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    content: &'v T,
}

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    put("report", &head(report)?, out)?;
    for f in all_findings(report, options.show_secrets) {
        put("finding", &f, out)?;
    }
    for f in report.comparison.iter().flat_map(|c| &c.gone) {
        put("gone", &write_finding(f, options.show_secrets), out)?;
    }
    for s in &report.coverage.skipped {
        put("skipped", s, out)?;
    }
    Ok(())
}

fn put(kind: &'static str, content: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    json_text::line(&Line { kind, content }, out)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn every_line_is_an_object_and_nothing_is_lost() {
        let mut report = sample::report();
        report.compare(&Report {
            findings: vec![sample::finding(
                "gone-rule",
                crate::finding::Severity::Low,
                "some-value-that-went",
                "x",
                1,
            )],
            ..Report::default()
        });
        let mut out = Vec::new();
        render(&report, &RenderOptions::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let of = |kind: &str| lines.iter().filter(|l| l["type"] == kind).count();
        assert_eq!(
            (of("report"), of("finding"), of("gone"), of("skipped")),
            (1, report.findings.len(), 1, 1)
        );
        assert_eq!(lines[0]["exposure"]["score"], 87);
        assert_eq!(lines[0]["comparison"]["new"], report.findings.len());
        assert_eq!(lines[1]["compared"], "new");
    }
}
