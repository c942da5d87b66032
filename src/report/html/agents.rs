//! Agents side by side, and what each can do with the worst findings.

use std::collections::BTreeMap;

use super::super::Report;
use super::super::words::{place, title, weight};
use super::escape::Text;
use super::put;
use crate::agent::Verdict;
use crate::agent::remaining::FindingAccess;
use crate::finding::{Category, Finding};

/// Findings in the matrix.
const ROWS: usize = 20;

pub(super) fn write(page: &mut String, report: &Report) {
    let agents = &report.exposure.agents;
    if agents.is_empty() {
        return;
    }
    put!(
        page,
        "<section id=\"agents\" aria-labelledby=\"h-agents\">\n<h2 id=\"h-agents\">As each agent is configured here</h2>\n\
         <div class=\"wide tall\" role=\"region\" aria-label=\"Agents side by side\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Agent</th><th scope=\"col\" class=\"num\">Score</th>\
         <th scope=\"col\" class=\"num\">Open</th><th scope=\"col\" class=\"num\">Asks first</th><th scope=\"col\" class=\"num\">Weakly stopped</th><th scope=\"col\" class=\"num\">Blocked</th><th scope=\"col\">Network</th><th scope=\"col\">Version</th></tr></thead>\n<tbody>\n"
    );
    for a in agents {
        put!(
            page,
            "<tr><th scope=\"row\">{}</th><td class=\"num\"><b>{}</b></td><td class=\"num\">{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td><td>{}</td><td>{}</td></tr>\n",
            Text(&a.agent),
            a.score,
            a.open,
            a.asks,
            a.weak,
            a.blocked,
            Text(&a.network),
            a.version.as_deref().map_or(Text("–"), Text)
        );
    }
    put!(
        page,
        "</tbody></table></div>\n<p class=\"note\">Open: read without a question. Asks first: read after a person said yes. Weakly stopped: by a rule that a shell command walks around. Blocked: really stopped.</p>\n"
    );
    matrix(page, report);
    notes(page, report);
    put!(page, "</section>\n");
}

/// The worst findings against every agent.
fn matrix(page: &mut String, report: &Report) {
    let mut rows: Vec<(&Finding, &BTreeMap<String, FindingAccess>)> = report
        .findings
        .iter()
        .zip(&report.access)
        .filter(|(f, a)| f.category != Category::Egress && !a.is_empty())
        .collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by(|(a, _), (b, _)| {
        b.severity
            .cmp(&a.severity)
            .then(weight(b).total_cmp(&weight(a)))
            .then(a.sort_key().cmp(&b.sort_key()))
    });
    put!(
        page,
        "<h3>The worst findings, agent by agent</h3>\n<div class=\"wide tall\" role=\"region\" aria-label=\"Findings by agent\" tabindex=\"0\"><table class=\"matrix\">\n<thead><tr><th scope=\"col\">Finding</th>"
    );
    let columns = alike(report, &rows);
    for names in &columns {
        put!(page, "<th scope=\"col\">{}</th>", Text(&names.join(", ")));
    }
    put!(page, "</tr></thead>\n<tbody>\n");
    for (f, access) in rows.iter().take(ROWS) {
        put!(
            page,
            "<tr><th scope=\"row\">{} <code class=\"path\">{}</code></th>",
            Text(title(report, f)),
            Text(&place(&f.location))
        );
        for names in &columns {
            match names.first().and_then(|n| access.get(*n)) {
                Some(x) => {
                    put!(page, "<td class=\"v-{}\">{}</td>", x.verdict.name(), x.verdict.name());
                }
                None => {
                    put!(page, "<td>–</td>");
                }
            }
        }
        put!(page, "</tr>\n");
    }
    put!(page, "</tbody></table></div>\n");
    if rows.len() > ROWS {
        put!(
            page,
            "<p class=\"note\">{ROWS} of {} findings; the others say it in their details.</p>\n",
            rows.len()
        );
    }
}

/// Agents that can do the same with every finding share a column.
fn alike<'r>(report: &'r Report, rows: &[(&Finding, &BTreeMap<String, FindingAccess>)]) -> Vec<Vec<&'r str>> {
    let mut columns: Vec<(Vec<Option<Verdict>>, Vec<&str>)> = Vec::new();
    for a in &report.exposure.agents {
        let verdicts: Vec<Option<Verdict>> = rows
            .iter()
            .map(|(_, access)| access.get(&a.agent).map(|x| x.verdict))
            .collect();
        match columns.iter_mut().find(|(v, _)| *v == verdicts) {
            Some((_, names)) => names.push(&a.agent),
            None => columns.push((verdicts, vec![&a.agent])),
        }
    }
    columns.into_iter().map(|(_, names)| names).collect()
}

fn notes(page: &mut String, report: &Report) {
    let odd = || {
        let agents = report.exposure.agents.iter();
        agents.flat_map(|a| a.notes.iter().map(move |n| (&a.agent, n)))
    };
    if odd().next().is_none() {
        return;
    }
    put!(page, "<h3>What is odd about these configurations</h3>\n<ul>\n");
    for (agent, note) in odd() {
        put!(page, "<li><b>{}</b>: {}</li>\n", Text(agent), Text(note));
    }
    put!(page, "</ul>\n");
}

/// What agents can do with one finding: agents with the same answer share a line.
pub(super) fn of_finding(page: &mut String, access: &BTreeMap<String, FindingAccess>) {
    let mut groups: Vec<(&FindingAccess, Vec<&str>)> = Vec::new();
    for (agent, a) in access {
        match groups
            .iter_mut()
            .find(|(b, _)| b.verdict == a.verdict && b.channel == a.channel && b.reason == a.reason)
        {
            Some((_, names)) => names.push(agent),
            None => groups.push((a, vec![agent])),
        }
    }
    groups.sort_by_key(|(a, _)| a.verdict);
    for (a, names) in groups {
        put!(
            page,
            "<div><span class=\"v-{}\">{}</span> {}: {}, {}</div>",
            a.verdict.name(),
            a.verdict.name(),
            Text(&names.join(", ")),
            a.channel,
            Text(&a.reason)
        );
    }
}
