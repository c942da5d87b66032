//! GitHub Actions: annotations of the run, and the summary of the step.

use std::io::{self, Write};

use super::{RenderOptions, Report, markdown, text, words};
use crate::finding::{Finding, Severity, Status};

/// A step shows so many annotations of a kind.
const SHOWN: usize = 10;

/// Writes annotations for the worst findings (of a comparison, for the worst that are new) and one for the whole.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let order = words::worst_new(report);
    for i in order.iter().take(SHOWN) {
        let f = &report.findings[*i];
        let message = data(&format!("{} [{}]", words::message(report, f), f.rule));
        writeln!(out, "::{} {}::{message}", level(f.severity), properties(report, f))?;
    }
    let mut total = format!("{}; {}.", words::headline(report), words::coverage(report));
    if let Some(c) = &report.comparison {
        total.push_str(&format!(" {}", words::moved(report, c)));
    }
    if order.len() > SHOWN {
        let left = words::thousands((order.len() - SHOWN) as u64);
        total.push_str(&format!(
            " The worst {SHOWN} findings are annotated, {left} more are in the report."
        ));
    }
    if !report.coverage.skipped.is_empty() {
        let n = words::count(report.coverage.skipped.len() as u64, "thing");
        total.push_str(&format!(" {n} could not be examined."));
    }
    writeln!(out, "::notice title=spillage::{}", data(&total))
}

/// The summary of the step, in Markdown, in at most `limit` bytes.
#[must_use]
pub fn summary(report: &Report, limit: usize) -> String {
    markdown::page(report, limit)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    }
}

/// The file only where it is one of the repository, lines only where they are of the file as it is.
fn properties(report: &Report, f: &Finding) -> String {
    let at = &f.location;
    let mut s = String::new();
    if f.status != Status::Outside {
        s.push_str(&format!("file={},", property(&at.path)));
    }
    if f.status != Status::Outside && at.line > 0 && at.member.is_empty() && at.commit.is_none() {
        s.push_str(&format!("line={},endLine={},", at.line, at.end_line));
        if at.line == at.end_line {
            let last = at.end_column.saturating_sub(1).max(at.column);
            s.push_str(&format!("col={},endColumn={last},", at.column));
        }
    }
    format!("{s}title={}", property(words::title(report, f)))
}

/// The text of an annotation.
fn data(raw: &str) -> String {
    let safe = text::shorten(&text::escape(raw), 1000).into_owned();
    safe.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value of a property.
fn property(raw: &str) -> String {
    data(raw).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, HOSTILE};
    use super::*;

    fn shown(report: &Report) -> String {
        sample::shown(render, report)
    }

    #[test]
    fn values_stay_values() {
        assert_eq!(property("a,b:c%\r\n"), "a%2Cb%3Ac%25\\r\\n");
        assert_eq!(
            data("50%::error::x"),
            "50%25::error::x",
            "not at the beginning of a line"
        );
        assert!(!property(HOSTILE).contains(['\n', '\u{1b}', ',', ':']));
    }

    #[test]
    fn ten_and_a_notice() {
        let mut report = sample::report();
        assert_eq!(shown(&report).lines().count(), report.findings.len() + 1);
        for n in 0..40 {
            report.findings.push(sample::finding(
                "password",
                Severity::Low,
                "correct-horse-battery",
                "x",
                n,
            ));
        }
        let text = shown(&report);
        let errors = text.lines().filter(|l| l.starts_with("::error ")).count();
        assert_eq!((text.lines().count(), errors), (11, 2), "{text}");
        assert!(text.lines().all(|l| l.starts_with("::")), "{text}");
        assert!(text.contains("34 more are in the report"), "{text}");
        assert!(
            text.contains("file=config/prod.env,line=3,endLine=3,col=5,endColumn=28,title="),
            "{text}"
        );
        // Nothing new: nothing but the notice.
        let old = report.clone();
        report.compare(&old);
        assert_eq!(shown(&report).lines().count(), 1);
    }

    #[test]
    fn the_summary_keeps_its_limit() {
        let mut report = sample::report();
        for n in 0..600 {
            let path = format!("{}{n}", "deep/".repeat(30));
            report.findings.push(sample::finding(
                "password",
                Severity::High,
                "correct-horse-battery",
                &path,
                1,
            ));
        }
        let text = summary(&report, 100_000);
        assert!(text.len() <= 100_000 && text.len() > 80_000, "{}", text.len());
    }
}
