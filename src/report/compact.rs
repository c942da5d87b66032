//! One finding a line, as compilers write them: `path:line:column: severity: title … [rule]`. Editors, `vim -q` and
//! terminals that know the pattern jump to the place. Worst first, then what was not read, then the score.

use std::io::{self, Write};

use super::text::{escape, shorten};
use super::{RenderOptions, Report, words};
use crate::finding::Finding;

/// Columns of a message; the line is for a screen.
const MESSAGE: usize = 300;

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    if !options.quiet {
        for i in words::worst_first(report) {
            let f = &report.findings[i];
            let state = words::state(report, i).map_or(String::new(), |s| format!("{} ", s.name()));
            writeln!(out, "{}: {state}{}: {}", at(f), f.severity, what(report, f))?;
        }
        for f in report.comparison.iter().flat_map(|c| &c.gone) {
            writeln!(out, "{}: gone {}: {}", at(f), f.severity, what(report, f))?;
        }
        for s in &report.coverage.skipped {
            writeln!(out, "{}: not examined: {}", escape(&s.path), escape(&s.reason))?;
        }
    }
    if let Some(c) = &report.comparison {
        writeln!(out, "{}", words::moved(report, c))?;
    }
    writeln!(out, "{}; {}", words::headline(report), words::coverage(report))
}

/// The place as editors read it. The position within a member is not one within the file, so it stands behind the member.
fn at(f: &Finding) -> String {
    let place = escape(&words::place(&f.location)).into_owned();
    match f.location.line {
        0 => format!("{place}:1:1"),
        line => format!("{place}:{line}:{}", f.location.column),
    }
}

fn what(report: &Report, f: &Finding) -> String {
    let text = words::message(report, f);
    format!("{} [{}]", shorten(&escape(&text), MESSAGE), escape(&f.rule))
}
