//! The changes that lower the score most.

use super::super::Report;
use super::super::words::count;
use super::escape::Text;
use super::head::bar;
use super::put;

pub(super) fn write(page: &mut String, report: &Report) {
    let list = &report.exposure.reductions;
    if list.is_empty() {
        return;
    }
    put!(
        page,
        "<section id=\"changes\" aria-labelledby=\"h-changes\">\n<h2 id=\"h-changes\">What lowers the score most</h2>\n\
         <p class=\"note\">Each score holds with the denials above it made too. <code>spillage guard</code> writes them in the agents’ own configuration.</p>\n\
         <div class=\"wide\" role=\"region\" aria-label=\"Changes\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Deny</th><th scope=\"col\" class=\"num\">Takes away</th><th scope=\"col\" class=\"num\">Score</th><th scope=\"col\" class=\"barred\"><span class=\"hidden\">Score as a bar</span></th></tr></thead>\n<tbody>\n"
    );
    let mut before = report.exposure.score;
    for r in list {
        put!(
            page,
            "<tr><th scope=\"row\"><code class=\"path\">{}</code></th><td class=\"num\">{}</td><td class=\"num\">{before} → <b>{}</b></td><td class=\"barred\">",
            Text(&r.deny),
            count(r.findings, "finding"),
            r.score_after
        );
        bar(page, f64::from(r.score_after.min(100)) / 100.0);
        put!(page, "</td></tr>\n");
        before = r.score_after;
    }
    put!(page, "</tbody></table></div>\n</section>\n");
}
