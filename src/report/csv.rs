//! Comma-separated values (RFC 4180) for spreadsheets: one finding a row, worst first.
//!
//! Text that a spreadsheet would take for a formula gets a `'` before it.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{RenderOptions, Report, text, words};
use crate::finding::Finding;

const COLUMNS: &str = "severity,rule,category,title,path,line,column,status,confidence,impact,reach,redacted,\
                       fingerprint,evidence,fix,compared";

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{COLUMNS}\r\n")?;
    for i in words::worst_first(report) {
        let state = words::state(report, i).map_or("", |s| s.name());
        row(report, &report.findings[i], state, out)?;
    }
    for f in report.comparison.iter().flat_map(|c| &c.gone) {
        row(report, f, "gone", out)?;
    }
    Ok(())
}

fn row(report: &Report, f: &Finding, state: &str, out: &mut dyn Write) -> io::Result<()> {
    let fix = report.rules.get(f.rule.as_ref()).map_or("", |r| r.fix.as_str());
    let fields: [Cow<'_, str>; 16] = [
        f.severity.name().into(),
        f.rule.clone(),
        f.category.name().into(),
        words::title(report, f).into(),
        words::place(&f.location).into(),
        f.location.line.to_string().into(),
        f.location.column.to_string().into(),
        f.status.name().into(),
        f.confidence.to_string().into(),
        f.impact.to_string().into(),
        f.reach.to_string().into(),
        f.secret.redacted().into(),
        f.fingerprint.0.as_str().into(),
        f.evidence.join("; ").into(),
        fix.into(),
        state.into(),
    ];
    let cells: Vec<String> = fields.iter().map(|c| cell(c)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell: nothing that moves a cursor, starts a row or is computed.
fn cell(raw: &str) -> String {
    let safe = text::escape(raw);
    let formula = safe
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guard = if formula && safe.parse::<f64>().is_err() {
        "'"
    } else {
        ""
    };
    if guard.is_empty() && !safe.contains([',', '"', ';', '\'']) && safe.trim() == safe {
        return safe.into_owned();
    }
    format!("\"{guard}{}\"", safe.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::super::sample::HOSTILE;
    use super::*;

    #[test]
    fn cells_are_text() {
        assert_eq!(cell("a/b.txt"), "a/b.txt");
        assert_eq!(cell("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
        assert_eq!(cell(" @SUM(1)"), "\"' @SUM(1)\"");
        assert_eq!(cell("-1.5"), "-1.5");
        assert_eq!(cell("-1+cmd"), "\"'-1+cmd\"");
        assert_eq!(cell("say \"hi\", then"), "\"say \"\"hi\"\", then\"");
        assert_eq!(cell("a;b"), "\"a;b\"");
        // A newline is written out, so that it starts no row.
        assert_eq!(cell("a\r\n=b"), "a\\r\\n=b");
        assert_eq!(cell("\u{1b}[31m"), "\\u{1b}[31m");
        assert!(!cell(HOSTILE).contains(['\n', '\u{1b}', '\u{202e}']));
    }
}
