//! The part of the report for people that compares agents: a table side by side, and for each finding what every
//! channel says.

use super::text::{escape, shorten, shorten_middle, width};
use super::{RenderOptions, Report};
use crate::agent::{Channel, Verdict};
use crate::finding::Category;

/// Findings in the matrix without `-v`.
const SHOWN: usize = 12;

/// Heading letters of the channels.
const LETTERS: [(Channel, &str); 9] = [
    (Channel::FileTool, "file"),
    (Channel::ShellReader, "cat"),
    (Channel::Shell, "shell"),
    (Channel::Mcp, "mcp"),
    (Channel::Mention, "@"),
    (Channel::Index, "index"),
    (Channel::Subagent, "sub"),
    (Channel::Environment, "env"),
    (Channel::DotEnv, ".env"),
];

/// Lines of the section; none where no agent was asked for.
pub(super) fn lines(report: &Report, options: &RenderOptions, columns: usize) -> Vec<String> {
    let agents = &report.exposure.agents;
    if agents.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let wide = agents.iter().map(|a| width(&a.agent)).max().unwrap_or(5).max(5);
    out.push(format!(
        "  {:<wide$}  score   open   asks   weak  blocked  network  version",
        "agent"
    ));
    for a in agents {
        let name = escape(&a.agent);
        let pad = " ".repeat(wide.saturating_sub(width(&name)));
        let version = a.version.as_deref().unwrap_or("–");
        out.push(format!(
            "  {name}{pad}  {:>5}  {:>5}  {:>5}  {:>5}  {:>7}  {:<7}  {}",
            a.score,
            a.open,
            a.asks,
            a.weak,
            a.blocked,
            a.network,
            escape(version)
        ));
    }
    for a in agents {
        for n in a.notes.iter().take(if options.verbose > 0 { 50 } else { 3 }) {
            out.push(shorten(&format!("  {}: {}", escape(&a.agent), escape(n)), columns).into_owned());
        }
    }
    for a in agents.iter().filter(|_| agents.len() <= 3 || options.verbose > 0) {
        out.push(String::new());
        matrix(report, &a.agent, options, columns, &mut out);
    }
    out
}

fn matrix(report: &Report, agent: &str, options: &RenderOptions, columns: usize, out: &mut Vec<String>) {
    let mut rows: Vec<_> = report
        .findings
        .iter()
        .zip(&report.access)
        .filter(|(f, _)| f.category != Category::Egress)
        .filter_map(|(f, a)| Some((f, a.get(agent)?)))
        .collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by(|(f, a), (g, b)| {
        a.verdict
            .cmp(&b.verdict)
            .then(g.severity.cmp(&f.severity))
            .then(f.location.cmp(&g.location))
    });
    let used: Vec<&(Channel, &str)> = LETTERS
        .iter()
        .filter(|(c, _)| rows.iter().any(|(_, a)| a.channels.contains_key(c)))
        .collect();
    let cells = used.len() * 8;
    let room = columns.saturating_sub(cells + 4).clamp(16, 60);
    let heads: String = used.iter().map(|(_, l)| format!("{l:<8}")).collect();
    out.push(format!(
        "  {:<room$}  {heads}",
        shorten(&format!("{agent} can reach"), room)
    ));
    let all = rows.len();
    let limit = if options.verbose > 0 { all } else { SHOWN };
    let mut last = None;
    for (f, a) in rows.into_iter().take(limit) {
        let line = if f.location.line > 0 {
            format!(":{}", f.location.line)
        } else {
            String::new()
        };
        let place = format!("{}{line}", f.location.path);
        let place = escape(&place).into_owned();
        let place = shorten_middle(&place, room);
        let pad = " ".repeat(room.saturating_sub(width(&place)));
        let cells: String = used
            .iter()
            .map(|(c, _)| format!("{:<8}", a.channels.get(c).map_or("", |v: &Verdict| v.name())))
            .collect();
        out.push(format!("  {place}{pad}  {}", cells.trim_end()));
        if options.verbose > 0 && last != Some(&a.reason) {
            out.push(
                shorten(
                    &format!("      {}: {} ({})", a.channel, escape(&a.reason), escape(&a.source)),
                    columns.max(60),
                )
                .into_owned(),
            );
            last = Some(&a.reason);
        }
    }
    if all > limit {
        out.push(format!("  and {} more; -v shows them", all - limit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{Place, find, remaining};

    #[test]
    fn agents_stand_side_by_side() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(dir.path(), None, None);
        let mut report = super::super::sample::report();
        remaining::apply(
            &mut report,
            &[
                find("codex").unwrap().access(&place),
                find("gemini-cli").unwrap().access(&place),
            ],
        );
        let text = lines(&report, &RenderOptions::default(), 100).join("\n");
        assert!(
            text.contains("codex") && text.contains("closed") && text.contains("gemini-cli can reach"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'), "hostile names are escaped");
    }
}
