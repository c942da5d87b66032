//! The report for people: what it means first, then the worst places, then what to do, then what was not read.
//!
//! Plain text unless colours are asked for; never wider than asked where text can be cut; every name, value and evidence
//! line goes through [`escape`].

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::compare::State;
use super::text::{escape, shorten, shorten_middle, width, wrap};
use super::words::{self, count, tag, weight};
use super::{RenderOptions, Report};
use crate::exposure::Band;
use crate::finding::{Category, Finding, Severity};

/// Findings shown without `-v`.
const SHOWN: usize = 20;
/// Findings of one file shown without `-v`.
const SHOWN_OF_FILE: usize = 6;
/// Skipped paths shown without `-v`.
const SHOWN_SKIPPED: usize = 5;

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut p = Page {
        out,
        color: options.color,
        width: options.width.clamp(40, 140),
    };
    head(&mut p, report)?;
    if options.explain_score {
        p.line(&p.bold("Where the score comes from"))?;
        let most = if options.verbose > 0 { usize::MAX } else { SHOWN };
        for line in super::explain::lines(report, p.width - 2, most) {
            p.line(&format!("  {line}"))?;
        }
        p.line("")?;
    }
    if options.quiet {
        return Ok(());
    }
    findings(&mut p, report, options)?;
    gone(&mut p, report, options)?;
    reductions(&mut p, report)?;
    agents(&mut p, report, options)?;
    summary(&mut p, report, options)?;
    Ok(())
}

/// Where lines go and how wide and colourful they may be.
struct Page<'a> {
    out: &'a mut dyn Write,
    color: bool,
    width: usize,
}

impl Page<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.color {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn bold(&self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    fn dim(&self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// A heading and a value beside it, wrapped under itself.
    fn field(&mut self, name: &str, text: &str) -> io::Result<()> {
        let room = self.width.saturating_sub(14);
        for (i, part) in wrap(text, room).iter().enumerate() {
            let label = if i == 0 {
                self.bold(&format!("{name:<12}"))
            } else {
                " ".repeat(12)
            };
            self.line(&format!("{label}{}", shorten(part, room)))?;
        }
        Ok(())
    }
}

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Critical => Style::new().bold().fg_color(Some(AnsiColor::Red.into())),
        Severity::High => Style::new().fg_color(Some(AnsiColor::Red.into())),
        Severity::Medium => Style::new().fg_color(Some(AnsiColor::Yellow.into())),
        Severity::Low => Style::new().fg_color(Some(AnsiColor::Cyan.into())),
        Severity::Info => Style::new().dimmed(),
    }
}

fn band_style(band: Band) -> Style {
    severity_style(match band {
        Band::Critical => Severity::Critical,
        Band::High => Severity::High,
        Band::Medium => Severity::Medium,
        Band::Low => Severity::Low,
        Band::Minimal => return Style::new().bold().fg_color(Some(AnsiColor::Green.into())),
    })
}

fn head(p: &mut Page<'_>, report: &Report) -> io::Result<()> {
    let e = &report.exposure;
    let style = band_style(e.band);
    let cells = 40.min(p.width.saturating_sub(4));
    let full = (cells * e.score.min(100) as usize).div_ceil(100);
    let bar = format!(
        "{}{}",
        p.paint(style, &"█".repeat(full)),
        p.dim(&"░".repeat(cells - full))
    );
    p.line("")?;
    let range = if e.low == e.high {
        String::new()
    } else {
        format!("  (certainly {}, at most {})", e.low, e.high)
    };
    p.line(&format!(
        "  Exposure {} of 100, {}{range}",
        p.paint(style, &e.score.to_string()),
        p.paint(style, words::band(e.band)),
    ))?;
    p.line(&format!("  {bar}"))?;
    p.line(&format!("  Verdict: {}", p.bold(words::verdict(e.verdict))))?;
    for line in wrap(&escape(&words::sentence(report)), p.width - 4) {
        p.line(&format!("  {}", shorten(&line, p.width - 4)))?;
    }
    if let Some(c) = &report.comparison {
        for line in wrap(&words::moved(report, c), p.width - 4) {
            p.line(&format!("  {}", p.bold(&line)))?;
        }
    }
    p.line("")
}

fn title(report: &Report, f: &Finding) -> String {
    escape(words::title(report, f)).into_owned()
}

/// Path with members and commit, safe to print.
fn place(f: &Finding) -> String {
    escape(&words::place(&f.location)).into_owned()
}

/// Everything; of a comparison what is new, and the rest only where everything is asked for.
fn findings(p: &mut Page<'_>, report: &Report, options: &RenderOptions) -> io::Result<()> {
    if report.comparison.is_none() {
        return list(p, report, options, None);
    }
    for (heading, state) in [("New", State::New), ("Unchanged", State::Unchanged)] {
        let any = (0..report.findings.len()).any(|i| words::state(report, i) == Some(state));
        if any && (state == State::New || options.verbose > 0) {
            p.line(&p.bold(heading))?;
            list(p, report, options, Some(state))?;
        }
    }
    Ok(())
}

fn list(p: &mut Page<'_>, report: &Report, options: &RenderOptions, state: Option<State>) -> io::Result<()> {
    let mut groups: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for (i, f) in report.findings.iter().enumerate() {
        if words::state(report, i) == state {
            groups.entry(place(f)).or_default().push(f);
        }
    }
    let mut groups: Vec<(String, Vec<&Finding>)> = groups.into_iter().collect();
    let rank = |list: &[&Finding]| {
        let severity = list.iter().map(|f| f.severity).max();
        (severity, list.iter().map(|f| weight(f)).fold(0.0, f64::max))
    };
    groups.sort_by(|a, b| {
        let ((sa, wa), (sb, wb)) = (rank(&a.1), rank(&b.1));
        sb.cmp(&sa).then(wb.total_cmp(&wa)).then(a.0.cmp(&b.0))
    });
    let (most, of_file) = if options.verbose > 0 {
        (usize::MAX, usize::MAX)
    } else {
        (SHOWN, SHOWN_OF_FILE)
    };
    let mut left = most;
    let (mut hidden, mut hidden_files) = (0, 0);
    for (name, mut list) in groups {
        if left == 0 {
            hidden += list.len();
            hidden_files += 1;
            continue;
        }
        list.sort_by(|a, b| {
            b.severity
                .cmp(&a.severity)
                .then(weight(b).total_cmp(&weight(a)))
                .then(a.sort_key().cmp(&b.sort_key()))
        });
        let tag = list.first().map_or("", |f| tag(f.status));
        let name = shorten_middle(&name, p.width.saturating_sub(4 + width(tag))).into_owned();
        p.line(&format!("{}  {}", p.bold(&name), p.dim(tag)))?;
        let at = list.iter().map(|f| position(f).len()).max().unwrap_or(0).max(6);
        let show = list.len().min(of_file).min(left);
        let show = if list.len() == show + 1 { show + 1 } else { show };
        for f in list.iter().take(show) {
            finding(p, report, f, at, options)?;
        }
        left = left.saturating_sub(show);
        if list.len() > show {
            p.line(&p.dim(&format!("{}and {} more here", " ".repeat(at + 4), list.len() - show)))?;
            hidden += list.len() - show;
        }
        p.line("")?;
    }
    if hidden_files > 0 {
        let text = format!(
            "… and {} more in {} (-v shows all)",
            hidden,
            count(hidden_files, "other file")
        );
        p.line(&p.dim(&text))?;
        p.line("")?;
    } else if hidden > 0 {
        p.line(&p.dim("-v shows all."))?;
        p.line("")?;
    }
    Ok(())
}

fn finding(p: &mut Page<'_>, report: &Report, f: &Finding, at: usize, options: &RenderOptions) -> io::Result<()> {
    let value = if options.show_secrets && f.secret.is_known() {
        escape(f.secret.reveal()).into_owned()
    } else {
        escape(&f.secret.redacted()).into_owned()
    };
    let value_room = if options.show_secrets { 60 } else { 14 };
    let value = shorten(&value, value_room).into_owned();
    let fixed = at + 22 + 14.max(width(&value));
    let room = p.width.saturating_sub(fixed).clamp(12, 48);
    let title = shorten(&title(report, f), room).into_owned();
    p.line(&format!(
        "  {:>at$}  {}  {title}{}  {value}{}  {:>3}%",
        position(f),
        p.paint(severity_style(f.severity), &format!("{:<8}", f.severity.name())),
        " ".repeat(room - width(&title)),
        " ".repeat(14usize.saturating_sub(width(&value))),
        (f.confidence * 100.0).round()
    ))?;
    let indent = " ".repeat(at + 4);
    let inner = p.width.saturating_sub(at + 6);
    if options.verbose > 0 {
        let mut facts = vec![f.rule.to_string()];
        facts.extend(f.evidence.iter().map(|e| escape(e).into_owned()));
        for line in wrap(&facts.join("; "), inner) {
            p.line(&p.dim(&format!("{indent}{}", shorten(&line, inner))))?;
        }
    }
    if options.verbose > 1 {
        if let Some(info) = report.rules.get(f.rule.as_ref()) {
            for (label, text) in [("why", &info.why), ("fix", &info.fix)] {
                for line in wrap(&format!("{label}: {}", escape(text)), inner) {
                    p.line(&format!("{indent}{}", shorten(&line, inner)))?;
                }
            }
        }
        p.line(&p.dim(&format!("{indent}fingerprint {}", escape(&f.fingerprint.0))))?;
    }
    Ok(())
}

/// What the earlier report had and this one has not.
fn gone(p: &mut Page<'_>, report: &Report, options: &RenderOptions) -> io::Result<()> {
    let list = report.comparison.as_ref().map_or(&[][..], |c| &c.gone);
    if list.is_empty() {
        return Ok(());
    }
    p.line(&p.bold("Gone"))?;
    let most = if options.verbose > 0 { usize::MAX } else { SHOWN };
    for f in list.iter().take(most) {
        let title = title(report, f);
        let room = p.width.saturating_sub(14 + width(&title)).max(16);
        let name = format!("{}:{}", place(f), position(f));
        p.line(&format!(
            "  {}  {title}  {}",
            p.paint(severity_style(f.severity), &format!("{:<8}", f.severity.name())),
            shorten_middle(&name, room)
        ))?;
    }
    if list.len() > most {
        p.line(&p.dim(&format!("  and {} more (-v)", list.len() - most)))?;
    }
    p.line("")
}

/// `line:column`, or that the whole file is meant.
fn position(f: &Finding) -> String {
    if f.location.line == 0 {
        "file".into()
    } else {
        format!("{}:{}", f.location.line, f.location.column)
    }
}

fn reductions(p: &mut Page<'_>, report: &Report) -> io::Result<()> {
    let list = &report.exposure.reductions;
    if list.is_empty() {
        return Ok(());
    }
    p.line(&p.bold("What lowers the score most (each with those before it)"))?;
    let mut before = report.exposure.score;
    for r in list {
        let name = escape(&r.deny);
        let room = p.width.saturating_sub(40).clamp(16, 60);
        let name = shorten_middle(&name, room).into_owned();
        let pad = " ".repeat(room.saturating_sub(width(&name)));
        let step = format!("{before:>3} → {:<3}", r.score_after);
        p.line(&format!(
            "  deny {name}{pad}  {}  {}",
            p.bold(&step),
            p.dim(&count(r.findings, "finding"))
        ))?;
        before = r.score_after;
    }
    p.line("")
}

fn agents(p: &mut Page<'_>, report: &Report, options: &RenderOptions) -> io::Result<()> {
    let lines = super::access::lines(report, options, p.width);
    if lines.is_empty() {
        return Ok(());
    }
    p.line(&p.bold("As each agent is configured here"))?;
    for line in &lines {
        p.line(line)?;
    }
    p.line("")
}

fn summary(p: &mut Page<'_>, report: &Report, options: &RenderOptions) -> io::Result<()> {
    let e = &report.exposure;
    let shares: Vec<String> = Category::ALL
        .iter()
        .filter_map(|c| e.categories.get(c.name()).map(|v| (c, *v)))
        .map(|(c, v)| format!("{c} {v:.2}"))
        .collect();
    if !shares.is_empty() {
        p.field("Categories", &shares.join("   "))?;
    }
    let c = &report.coverage;
    p.field(
        "Coverage",
        &format!(
            "{}{}",
            words::coverage(report),
            if c.skipped.is_empty() {
                String::new()
            } else {
                format!("; {} not examined:", count(c.skipped.len() as u64, "thing"))
            }
        ),
    )?;
    let most = if options.verbose > 0 { usize::MAX } else { SHOWN_SKIPPED };
    for s in c.skipped.iter().take(most) {
        let reason = escape(&s.reason).into_owned();
        let room = p.width.saturating_sub(18 + width(&reason)).max(16);
        p.line(&format!(
            "              {}  {}",
            shorten_middle(&escape(&s.path), room),
            p.dim(&reason)
        ))?;
    }
    if c.skipped.len() > most {
        p.line(&p.dim(&format!("              and {} more (-v)", c.skipped.len() - most)))?;
    }
    if let Some(text) = words::left_out(report) {
        p.field("Left out", &text)?;
    }
    if let Some(file) = &report.config {
        p.field("Settings", &escape(file))?;
    }
    for note in &report.notes {
        p.field("Note", &escape(note))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn shown(report: &Report, options: RenderOptions) -> String {
        let mut out = Vec::new();
        render(report, &options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn says_the_main_things_in_order() {
        let text = shown(&sample::report(), RenderOptions::default());
        let mut at = 0;
        for part in [
            "Exposure 87 of 100, critical",
            "do not grant",
            "config/prod.env",
            "deny config/prod.env",
            "Coverage",
            "permission denied",
            "Left out",
        ] {
            let here = text[at..]
                .find(part)
                .unwrap_or_else(|| panic!("{part} is missing or too early in\n{text}"));
            at += here;
        }
    }

    #[test]
    fn plain_unless_asked_and_never_hostile() {
        for verbose in 0..3 {
            let options = RenderOptions {
                verbose,
                ..RenderOptions::default()
            };
            let text = shown(&sample::report(), options);
            assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
            let colourful = shown(&sample::report(), RenderOptions { color: true, ..options });
            assert!(colourful.contains('\u{1b}'));
            assert!(!colourful.contains("\u{1b}[31mb") && !colourful.contains('\u{202e}'));
        }
    }

    #[test]
    fn keeps_values_to_itself() {
        let report = sample::report();
        let text = shown(
            &report,
            RenderOptions {
                verbose: 2,
                ..RenderOptions::default()
            },
        );
        let open = shown(
            &report,
            RenderOptions {
                show_secrets: true,
                width: 140,
                ..RenderOptions::default()
            },
        );
        for v in report
            .findings
            .iter()
            .map(|f| f.secret.reveal())
            .filter(|v| !v.is_empty())
        {
            assert!(!text.contains(v));
            assert!(open.contains(v));
        }
    }

    #[test]
    fn fits_the_width() {
        let mut report = sample::report();
        for n in 0..60 {
            let path = format!("a/very/long/path/to/some/place/文件{n}/in/the/tree/of/the/project/file.txt");
            report.findings.push(sample::finding(
                "password",
                Severity::High,
                "correct-horse-battery",
                &path,
                1_000_000,
            ));
        }
        for columns in [60, 80, 100, 140] {
            let text = shown(
                &report,
                RenderOptions {
                    width: columns,
                    ..RenderOptions::default()
                },
            );
            for line in text.lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
            assert!(text.lines().count() < 90, "{text}");
            assert!(text.contains("more in 4"), "{text}");
        }
    }

    #[test]
    fn quiet_is_the_head_alone() {
        let text = shown(
            &sample::report(),
            RenderOptions {
                quiet: true,
                ..RenderOptions::default()
            },
        );
        assert!(
            text.contains("87") && !text.contains("prod.env:") && text.lines().count() <= 8,
            "{text}"
        );
    }
}
