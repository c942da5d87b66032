//! The findings, worst first: one line each, and behind it the place, the reason, the way out and how to accept it.

use std::collections::HashMap;

use super::super::compare::State;
use super::super::words::{count, place, state, thousands, title, worst_first};
use super::super::{RenderOptions, Report};
use super::escape::{Text, address, name};
use super::put;
use super::{agents, head};
use crate::finding::{Category, Finding, Severity, Status};
use crate::suppress::baseline;

/// Findings in the page.
const MOST: usize = 5000;
/// Findings that are gone, in the page.
const GONE: usize = 500;
/// Pieces of evidence of one finding.
const EVIDENCE: usize = 20;

/// The section.
pub(super) fn write(page: &mut String, report: &Report, options: &RenderOptions) {
    let mut order = worst_first(report);
    let all = order.len();
    order.truncate(MOST);
    put!(
        page,
        "<section id=\"findings\" aria-labelledby=\"h-findings\">\n<h2 id=\"h-findings\">Findings</h2>\n"
    );
    if all == 0 {
        put!(page, "<p>None.</p>\n");
        gone(page, report);
        put!(page, "</section>\n");
        return;
    }
    if all > MOST {
        put!(
            page,
            "<p class=\"alarm\" role=\"note\">The {} worst of {} findings; {} less severe ones stand in the JSON report only.</p>\n",
            thousands(MOST as u64),
            thousands(all as u64),
            thousands((all - MOST) as u64)
        );
    }
    let shown: Vec<&Finding> = order.iter().map(|i| &report.findings[*i]).collect();
    let states: Vec<Option<State>> = order.iter().map(|i| state(report, *i)).collect();
    filters(page, &shown, &states);
    put!(
        page,
        "<p id=\"shown\" role=\"status\">{}, worst first</p>\n<ol id=\"list\" class=\"list\">\n",
        count(shown.len() as u64, "finding")
    );
    let mut names: HashMap<String, u32> = HashMap::new();
    for i in order {
        let f = &report.findings[i];
        let mut id = name(&f.fingerprint.0);
        let seen = names.entry(id.clone()).or_default();
        *seen += 1;
        if *seen > 1 {
            put!(&mut id, "-{seen}");
        }
        one(page, report, options, i, &id);
    }
    put!(
        page,
        "</ol>\n<p id=\"rest\" hidden><button type=\"button\" id=\"more\">Show more</button> <button type=\"button\" id=\"everything\">Show all</button></p>\n<p class=\"note\">A line for the baseline fits a baseline with the key of this scan; where there is none yet, <code>spillage baseline --write</code> makes one.</p>\n"
    );
    gone(page, report);
    put!(page, "</section>\n");
}

/// What narrows the list; shown by the script, which makes it work.
fn filters(page: &mut String, shown: &[&Finding], states: &[Option<State>]) {
    put!(
        page,
        "<div id=\"filters\" class=\"filters\" role=\"search\" aria-label=\"Findings\" hidden>\n"
    );
    let number = |keep: &dyn Fn(&Finding) -> bool| shown.iter().filter(|f| keep(f)).count();
    let severities: Vec<_> = Severity::ALL
        .into_iter()
        .rev()
        .map(|s| (s.name(), s.name(), number(&|f| f.severity == s)))
        .collect();
    let categories: Vec<_> = Category::ALL
        .into_iter()
        .map(|c| (c.name(), head::kind(c), number(&|f| f.category == c)))
        .collect();
    let statuses: Vec<_> = [
        Status::Tracked,
        Status::Untracked,
        Status::Ignored,
        Status::History,
        Status::Outside,
    ]
    .into_iter()
    .map(|s| (s.name(), tag(s), number(&|f| f.status == s)))
    .collect();
    let compared: Vec<_> = [State::New, State::Unchanged]
        .into_iter()
        .map(|s| {
            let n = states.iter().filter(|x| **x == Some(s)).count();
            (s.name(), s.name(), n)
        })
        .collect();
    for (key, legend, choices) in [
        ("severity", "Severity", severities),
        ("category", "Kind", categories),
        ("status", "In git", statuses),
        ("compared", "Compared", compared),
    ] {
        if choices.iter().all(|(_, _, n)| *n == 0) {
            continue;
        }
        put!(page, "<fieldset><legend>{legend}</legend>");
        for (value, label, n) in choices.iter().filter(|(_, _, n)| *n > 0) {
            put!(
                page,
                "<label><input type=\"checkbox\" name=\"{key}\" value=\"{value}\"> {label} <span>{}</span></label>",
                thousands(*n as u64)
            );
        }
        put!(page, "</fieldset>\n");
    }
    put!(
        page,
        "<div class=\"row\"><label class=\"grow\">Search <input type=\"search\" name=\"q\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"path, title, rule, evidence\"></label>\n\
         <label>Sort by <select name=\"sort\"><option value=\"\">Severity</option><option value=\"path\">Path</option><option value=\"rule\">Rule</option><option value=\"confidence\">Confidence</option><option value=\"status\">In git</option></select></label>\n\
         <button type=\"button\" id=\"clear\">Clear</button> <button type=\"button\" id=\"unfold\">Open all shown</button> <button type=\"button\" id=\"link\">Copy link to this view</button></div>\n\
         <p id=\"within\" hidden>Only within <code class=\"path\"></code> <button type=\"button\">Everywhere</button></p>\n</div>\n"
    );
}

/// The state as the filter wants it.
fn compared(state: Option<State>) -> String {
    state.map_or_else(String::new, |s| format!(" data-compared=\"{}\"", s.name()))
}

/// What the earlier report had and this one has not.
fn gone(page: &mut String, report: &Report) {
    let list = report.comparison.as_ref().map_or(&[][..], |c| &c.gone);
    if list.is_empty() {
        return;
    }
    put!(
        page,
        "<details class=\"box\" id=\"gone\"><summary>Gone since the earlier report: {}</summary>\n<ul>\n",
        count(list.len() as u64, "finding")
    );
    for f in list.iter().take(GONE) {
        put!(
            page,
            "<li><span class=\"s-{s}\">{s}</span> {} <code class=\"path\">{}</code></li>\n",
            Text(title(report, f)),
            Text(&place(&f.location)),
            s = f.severity
        );
    }
    if list.len() > GONE {
        put!(page, "<li>and {} more</li>\n", thousands((list.len() - GONE) as u64));
    }
    put!(page, "</ul>\n</details>\n");
}

fn tag(status: Status) -> &'static str {
    match status {
        Status::Tracked => "tracked",
        Status::Untracked => "untracked",
        Status::Ignored => "ignored",
        Status::History => "only in history",
        Status::Outside => "outside",
    }
}

fn one(page: &mut String, report: &Report, options: &RenderOptions, at: usize, id: &str) {
    let f = &report.findings[at];
    let s = f.severity;
    put!(
        page,
        "<li id=\"f-{id}\" data-severity=\"{s}\" data-category=\"{}\" data-status=\"{}\" data-rule=\"{}\" data-p=\"{:.4}\"{}><details><summary><span class=\"sev s-{s}\">{s}</span><span class=\"what\">{}</span><span class=\"where\"><code class=\"path\">{}</code>",
        f.category.name(),
        f.status.name(),
        Text(&f.rule),
        f.confidence,
        compared(state(report, at)),
        Text(title(report, f)),
        Text(&place(&f.location))
    );
    if f.location.line > 0 {
        put!(
            page,
            "<span class=\"pos\">:{}:{}</span>",
            f.location.line,
            f.location.column
        );
    }
    let value = value(f, options);
    put!(page, "</span>");
    if value.is_empty() {
        put!(page, "<span class=\"val\"></span>");
    } else {
        put!(page, "<code class=\"val\">{}</code>", Text(&value));
    }
    put!(
        page,
        "<span class=\"meta\">{}{} · {:.0}%</span></summary>\n<div class=\"more\">\n",
        if state(report, at) == Some(State::New) {
            "<b>new</b> · "
        } else {
            ""
        },
        tag(f.status),
        (f.confidence * 100.0).round()
    );
    context(page, f, &value);
    put!(page, "<dl>\n");
    if let Some(rule) = report.rules.get(f.rule.as_ref()) {
        put!(
            page,
            "<div><dt>Why</dt><dd>{}</dd></div>\n<div><dt>How to fix</dt><dd>{}</dd></div>\n",
            Text(&rule.why),
            Text(&rule.fix)
        );
        let pages: Vec<Text<'_>> = rule.references.iter().filter_map(|r| address(r)).collect();
        if !pages.is_empty() {
            put!(page, "<div><dt>Documented at</dt><dd>");
            for url in pages {
                put!(page, "<a href=\"{url}\" rel=\"noreferrer noopener\">{url}</a> ");
            }
            put!(page, "</dd></div>\n");
        }
    }
    if !f.evidence.is_empty() {
        put!(page, "<div><dt>Evidence</dt><dd class=\"ev\">");
        for (i, e) in f.evidence.iter().take(EVIDENCE).enumerate() {
            put!(page, "{}{}", if i > 0 { "; " } else { "" }, Text(e));
        }
        put!(page, "</dd></div>\n");
    }
    put!(
        page,
        "<div><dt>Weighs</dt><dd>confidence {:.2} × impact {:.2} × reach {:.2}; rule <code>{}</code></dd></div>\n",
        f.confidence,
        f.impact,
        f.reach,
        Text(&f.rule)
    );
    if let Some(access) = report.access.get(at).filter(|a| !a.is_empty()) {
        put!(page, "<div><dt>Agents</dt><dd>");
        agents::of_finding(page, access);
        put!(page, "</dd></div>\n");
    }
    accept(page, f);
    put!(page, "</dl>\n</div></details></li>\n");
}

/// What is shown of the value.
fn value(f: &Finding, options: &RenderOptions) -> String {
    if options.show_secrets && f.secret.is_known() {
        f.secret.reveal().to_owned()
    } else {
        f.secret.redacted()
    }
}

/// The line around the value.
fn context(page: &mut String, f: &Finding, value: &str) {
    if let Some(e) = &f.excerpt {
        put!(
            page,
            "<pre class=\"ctx\"><span class=\"pos\">{}</span> {}<mark>{}</mark>{}</pre>\n",
            f.location.line,
            Text(&e.before),
            Text(value),
            Text(&e.after)
        );
    }
}

/// How to have it left out, for those who know that it may stay.
fn accept(page: &mut String, f: &Finding) {
    put!(page, "<div><dt>To accept it</dt><dd>");
    let l = &f.location;
    if l.line > 0 && l.member.is_empty() && l.commit.is_none() && f.status != Status::Outside {
        put!(
            page,
            "<div>a remark in the line: <code class=\"copy\">spillage:allow[{}] say why</code></div>",
            Text(&f.rule)
        );
    }
    // The tabs are the line's own; everything between them is made printable where the line is made.
    let line = baseline::line(f);
    let parts: Vec<String> = line.split('\t').map(|p| Text(p).to_string()).collect();
    put!(
        page,
        "<div>a line in the baseline: <code class=\"copy\">{}\tsay why</code></div></dd></div>\n",
        parts.join("\t")
    );
}
