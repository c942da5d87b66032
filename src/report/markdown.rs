//! Markdown for the comment on a pull request and for the summary of a step. What does not fit is counted.

use std::io::{self, Write};

use super::{RenderOptions, Report, text, words};
use crate::finding::Finding;

/// GitHub refuses a comment of more than 65,536 characters.
const COMMENT: usize = 65_000;
/// Kept free for what stands below the findings.
const TAIL: usize = 12_000;
/// Columns of a place.
const PLACE: usize = 160;
/// Rows of lists that are not findings.
const ROWS: usize = 20;

/// Writes the report as a comment.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(page(report, COMMENT).as_bytes())
}

/// The report in at most `limit` bytes, where that is not less than the tail and a few lines.
pub(super) fn page(report: &Report, limit: usize) -> String {
    let mut s = String::new();
    let e = &report.exposure;
    s.push_str(&format!(
        "### Agent exposure: {} of 100, {}\n\n**Verdict: {}.** {}\n\n",
        e.score,
        words::band(e.band),
        words::verdict(e.verdict),
        plain(&words::sentence(report)),
    ));
    if let Some(c) = &report.comparison {
        s.push_str(&format!("**{}**\n\n", words::moved(report, c)));
    }
    findings(report, limit.saturating_sub(TAIL), &mut s);
    gone(report, &mut s);
    reductions(report, &mut s);
    agents(report, &mut s);
    rest(report, &mut s);
    s
}

fn findings(report: &Report, room: usize, s: &mut String) {
    let compared = report.comparison.is_some();
    let order = words::worst_new(report);
    if order.is_empty() {
        if compared {
            s.push_str("No new finding.\n\n");
        }
        return;
    }
    let heading = if compared { "New findings" } else { "Findings" };
    s.push_str(&format!(
        "#### {heading}\n\n| severity | what | where | value | sure |\n|---|---|---|---|---:|\n"
    ));
    for (n, i) in order.iter().enumerate() {
        let row = row(report, &report.findings[*i]);
        if s.len() + row.len() > room {
            let left = words::count((order.len() - n) as u64, "finding");
            s.push_str(&format!("\n… and {left} more, less severe.\n"));
            break;
        }
        s.push_str(&row);
    }
    s.push('\n');
}

fn row(report: &Report, f: &Finding) -> String {
    format!(
        "| {} | {} | {} | {} | {}% |\n",
        f.severity,
        plain(&text::shorten(words::title(report, f), PLACE)),
        code(&place(f)),
        code(&f.secret.redacted()),
        (f.confidence * 100.0).round()
    )
}

fn place(f: &Finding) -> String {
    let place = words::place(&f.location);
    match f.location.line {
        0 => place,
        line => format!("{place}:{line}"),
    }
}

fn gone(report: &Report, s: &mut String) {
    let list = report.comparison.as_ref().map_or(&[][..], |c| &c.gone);
    if list.is_empty() {
        return;
    }
    s.push_str("#### Gone\n\n| severity | what | where |\n|---|---|---|\n");
    for f in list.iter().take(ROWS) {
        let title = plain(&text::shorten(words::title(report, f), PLACE));
        s.push_str(&format!("| {} | {title} | {} |\n", f.severity, code(&place(f))));
    }
    more(list.len(), s);
}

fn reductions(report: &Report, s: &mut String) {
    let list = &report.exposure.reductions;
    if list.is_empty() {
        return;
    }
    s.push_str(
        "#### What lowers the score most\n\n| deny | score with those before it | findings |\n|---|---:|---:|\n",
    );
    for r in list.iter().take(ROWS) {
        s.push_str(&format!("| {} | {} | {} |\n", code(&r.deny), r.score_after, r.findings));
    }
    s.push('\n');
}

fn agents(report: &Report, s: &mut String) {
    let list = &report.exposure.agents;
    if list.is_empty() {
        return;
    }
    s.push_str("#### As each agent is configured here\n\n| agent | score | open | asks | weak | blocked | network |\n");
    s.push_str("|---|---:|---:|---:|---:|---:|---|\n");
    for a in list.iter().take(ROWS) {
        s.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            plain(&a.agent),
            a.score,
            a.open,
            a.asks,
            a.weak,
            a.blocked,
            plain(&a.network)
        ));
    }
    s.push('\n');
}

fn rest(report: &Report, s: &mut String) {
    s.push_str(&format!("Coverage: {}.", plain(&words::coverage(report))));
    if let Some(left_out) = words::left_out(report) {
        s.push_str(&format!(" Left out: {}.", plain(&left_out)));
    }
    s.push_str("\n\n");
    let skipped = &report.coverage.skipped;
    if !skipped.is_empty() {
        let n = words::count(skipped.len() as u64, "thing");
        s.push_str(&format!(
            "<details><summary>{n} not examined</summary>\n\n| where | why |\n|---|---|\n"
        ));
        for x in skipped.iter().take(ROWS) {
            let reason = plain(&text::shorten(&x.reason, PLACE));
            s.push_str(&format!("| {} | {reason} |\n", code(&x.path)));
        }
        more(skipped.len(), s);
        s.push_str("</details>\n\n");
    }
}

fn more(all: usize, s: &mut String) {
    if all > ROWS {
        s.push_str(&format!("\n… and {} more.\n", words::thousands((all - ROWS) as u64)));
    }
    s.push('\n');
}

/// Text that is nothing but text: what Markdown acts on is written as an entity.
pub(super) fn plain(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in text::escape(raw).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '@' | '#' | ':' | '$' => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            '.' if out.ends_with("www") => out.push_str("&#46;"),
            c => out.push(c),
        }
    }
    out
}

/// A name or value as code, cut in the middle; fit for a cell of a table.
pub(super) fn code(raw: &str) -> String {
    if raw.is_empty() {
        return String::new();
    }
    let safe = text::escape(raw).replace('|', "\\u{7c}");
    let safe = text::shorten_middle(&safe, PLACE);
    let mut fence = "`".to_owned();
    while safe.contains(&fence) {
        fence.push('`');
    }
    let pad = if safe.starts_with(['`', ' ']) || safe.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{safe}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, HOSTILE};
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn names_are_code_and_titles_are_text() {
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code("a|b\\|c"), "`a\\u{7c}b\\\\u{7c}c`");
        assert_eq!(
            plain("<b>*x*</b> [y](http://z) @me www.x"),
            "&#60;b&#62;&#42;x&#42;&#60;/b&#62; &#91;y&#93;(http&#58;//z) &#64;me www&#46;x"
        );
        for s in [code(HOSTILE), plain(HOSTILE)] {
            assert!(!s.contains(['\n', '\u{1b}', '\u{202e}', '|']), "{s}");
        }
        assert!(!plain(HOSTILE).contains('<'));
        assert!(code(&"x".repeat(9999)).len() < 200);
    }

    #[test]
    fn fits_and_counts_what_does_not() {
        let mut report = sample::report();
        for n in 0..600 {
            let path = format!("{}{n}", "deep/".repeat(60));
            report.findings.push(sample::finding(
                "password",
                Severity::High,
                "correct-horse-battery",
                &path,
                1,
            ));
        }
        let page = page(&report, COMMENT);
        assert!(page.len() <= COMMENT && page.len() > COMMENT / 2, "{}", page.len());
        assert!(page.contains("more, less severe") && page.contains("What lowers the score most"));
        assert!(page.contains("| critical |"), "the worst is among those shown");
    }
}
