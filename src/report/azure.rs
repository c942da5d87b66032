//! Azure Pipelines: findings as issues of the run, beside the file and line; of a comparison those that are new.

use std::io::{self, Write};

use super::{RenderOptions, Report, text, words};
use crate::finding::{Finding, Severity};

/// Issues that are written; the page of a run is slow with more.
const MOST: usize = 100;

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let order = words::worst_new(report);
    for i in order.iter().take(MOST) {
        let f = &report.findings[*i];
        let message = format!("{} [{}]", words::message(report, f), f.rule);
        writeln!(out, "##vso[task.logissue {}]{}", properties(f), data(&message))?;
    }
    if order.len() > MOST {
        let rest = words::thousands((order.len() - MOST) as u64);
        writeln!(out, "{rest} less severe findings are not shown here.")?;
    }
    if !report.coverage.skipped.is_empty() {
        let n = words::count(report.coverage.skipped.len() as u64, "thing");
        writeln!(out, "##vso[task.logissue type=warning;]{n} could not be examined")?;
    }
    if let Some(c) = &report.comparison {
        for f in c.gone.iter().take(MOST) {
            let place = words::place(&f.location);
            writeln!(
                out,
                "gone: {}",
                text::escape(&format!("{} in {place}", words::title(report, f)))
            )?;
        }
        writeln!(out, "{}", words::moved(report, c))?;
    }
    writeln!(out, "{}; {}", words::headline(report), words::coverage(report))
}

fn properties(f: &Finding) -> String {
    let at = &f.location;
    let kind = if f.severity >= Severity::High {
        "error"
    } else {
        "warning"
    };
    let mut s = format!("type={kind};sourcepath={};", property(&words::place(at)));
    if at.line > 0 {
        s.push_str(&format!("linenumber={};columnnumber={};", at.line, at.column));
    }
    s.push_str(&format!("code={};", property(&f.rule)));
    s
}

/// The text of an issue.
fn data(raw: &str) -> String {
    let safe = text::shorten(&text::escape(raw), 1000).into_owned();
    safe.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value within the brackets.
fn property(raw: &str) -> String {
    data(raw).replace(']', "%5D").replace(';', "%3B")
}

#[cfg(test)]
mod tests {
    use super::super::sample::HOSTILE;
    use super::*;

    #[test]
    fn values_stay_within_their_brackets() {
        assert_eq!(property("a;b]c%\n"), "a%3Bb%5Dc%AZP25\\n");
        assert_eq!(
            data("x]##vso[task.setvariable variable=y]z"),
            "x]\\u{23}#vso[task.setvariable variable=y]z"
        );
        assert!(!property(HOSTILE).contains(['\n', '\u{1b}', ';', ']']));
    }
}
