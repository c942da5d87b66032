//! What was scanned and what was not.

use super::super::Report;
use super::super::words::{bytes, count, left_out, percent, thousands, title};
use super::escape::Text;
use super::put;

/// Skipped things that are listed one by one.
const SHOWN: usize = 1000;
/// Of so many, the list is open at once.
const OPEN: usize = 12;

pub(super) fn write(page: &mut String, report: &Report) {
    put!(
        page,
        "<section id=\"scope\" aria-labelledby=\"h-scope\">\n<h2 id=\"h-scope\">What was scanned, and what was not</h2>\n<dl class=\"facts\">\n"
    );
    let c = &report.coverage;
    put!(
        page,
        "<div><dt>Examined</dt><dd>{}; {} of {} readable bytes ({})</dd></div>\n",
        count(c.files, "file"),
        bytes(c.bytes_examined),
        bytes(c.bytes_readable),
        percent(c.ratio)
    );
    put!(
        page,
        "<div><dt>Not examined</dt><dd>{}</dd></div>\n",
        match c.skipped.len() {
            0 => "nothing".to_owned(),
            n => format!("{}, listed below", count(n as u64, "thing")),
        }
    );
    // What is said of the tree as a whole, such as how much of the source is nobody else's.
    for f in report.findings.iter().filter(|f| f.location.path == ".") {
        put!(page, "<div><dt>{}</dt><dd>", Text(title(report, f)));
        for (i, e) in f.evidence.iter().enumerate() {
            put!(page, "{}{}", if i > 0 { "; " } else { "" }, Text(e));
        }
        put!(page, "</dd></div>\n");
    }
    if let Some(sentence) = left_out(report) {
        put!(page, "<div><dt>Left out on request</dt><dd>{sentence}</dd></div>\n");
    }
    put!(
        page,
        "<div><dt>Configuration</dt><dd>{}</dd></div>\n",
        match &report.config {
            Some(file) => format!("<code class=\"path\">{}</code>", Text(file)),
            None => "none but what is built in".to_owned(),
        }
    );
    for note in &report.notes {
        put!(page, "<div><dt>Note</dt><dd>{}</dd></div>\n", Text(note));
    }
    put!(page, "</dl>\n");
    skipped(page, report);
    put!(page, "</section>\n");
}

fn skipped(page: &mut String, report: &Report) {
    let list = &report.coverage.skipped;
    if list.is_empty() {
        return;
    }
    put!(
        page,
        "<details class=\"box\"{}><summary>Not examined: {}</summary>\n<div class=\"wide tall\" role=\"region\" aria-label=\"Not examined\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Path</th><th scope=\"col\">Why</th><th scope=\"col\" class=\"num\">Bytes</th></tr></thead>\n<tbody>\n",
        if list.len() <= OPEN { " open" } else { "" },
        count(list.len() as u64, "thing")
    );
    for s in list.iter().take(SHOWN) {
        let size = if s.bytes == 0 { "–".to_owned() } else { bytes(s.bytes) };
        put!(
            page,
            "<tr><th scope=\"row\"><code class=\"path\">{}</code></th><td>{}</td><td class=\"num\">{size}</td></tr>\n",
            Text(&s.path),
            Text(&s.reason)
        );
    }
    put!(page, "</tbody></table></div>\n");
    if list.len() > SHOWN {
        put!(
            page,
            "<p class=\"note\">{} more stand in the JSON report.</p>\n",
            thousands((list.len() - SHOWN) as u64)
        );
    }
    put!(page, "</details>\n");
}
