//! What formats say in common: titles, places, sentences, and which finding is the worst.
//!
//! Everything here is plain text that may be hostile; the escaping function of the format comes after it.

use std::cmp::Reverse;

use super::Report;
use super::compare::{Comparison, State};
use crate::exposure::{Band, Verdict};
use crate::finding::{Category, Finding, Location, Severity, Status};

/// What a finding adds, roughly: for the order of what is shown.
pub(super) fn weight(f: &Finding) -> f64 {
    f.confidence * f.impact * f.reach
}

/// Positions of findings, worst first; in a comparison new ones before those that were there.
pub(super) fn worst_first(report: &Report) -> Vec<usize> {
    let mut order: Vec<usize> = (0..report.findings.len()).collect();
    let known = |i: usize| state(report, i) == Some(State::Unchanged);
    order.sort_by(|a, b| {
        let (f, g) = (&report.findings[*a], &report.findings[*b]);
        known(*a)
            .cmp(&known(*b))
            .then(g.severity.cmp(&f.severity))
            .then(weight(g).total_cmp(&weight(f)))
            .then(f.sort_key().cmp(&g.sort_key()))
    });
    order
}

/// Positions of findings, worst first; of a comparison only those that are new.
pub(super) fn worst_new(report: &Report) -> Vec<usize> {
    let mut order = worst_first(report);
    order.retain(|i| state(report, *i) != Some(State::Unchanged));
    order
}

/// Whether a finding is new, where the report was compared with an earlier one.
pub(super) fn state(report: &Report, index: usize) -> Option<State> {
    report.comparison.as_ref()?.states.get(index).copied()
}

/// A few words for what was found.
pub(super) fn title<'r>(report: &'r Report, f: &'r Finding) -> &'r str {
    report
        .rules
        .get(f.rule.as_ref())
        .map_or(f.rule.as_ref(), |r| r.title.as_str())
}

/// Path with members and commit: `a.zip!b.txt@0123456789`.
pub(super) fn place(at: &Location) -> String {
    let mut s = at.path.clone();
    for m in &at.member {
        s.push('!');
        s.push_str(m);
    }
    if let Some(c) = &at.commit {
        s.push('@');
        s.push_str(c.get(..10).unwrap_or(c));
    }
    s
}

/// Title, what is shown of the value, how sure it is and what else is known, in one line.
pub(super) fn message(report: &Report, f: &Finding) -> String {
    let mut s = title(report, f).to_owned();
    let value = f.secret.redacted();
    if !value.is_empty() {
        s.push_str(": ");
        s.push_str(&value);
    }
    let mut facts = vec![
        format!("{}% sure", (f.confidence * 100.0).round()),
        tag(f.status).to_owned(),
    ];
    facts.extend(f.evidence.iter().cloned());
    s.push_str(&format!(" ({})", facts.join("; ")));
    s
}

/// How a place relates to version control, for people.
pub(super) fn tag(status: Status) -> &'static str {
    match status {
        Status::Tracked => "tracked",
        Status::Untracked => "untracked",
        Status::Ignored => "ignored by git, readable all the same",
        Status::History => "in the history",
        Status::Outside => "outside the tree",
    }
}

/// The name of a band.
pub(super) fn band(band: Band) -> &'static str {
    match band {
        Band::Minimal => "minimal",
        Band::Low => "low",
        Band::Medium => "medium",
        Band::High => "high",
        Band::Critical => "critical",
    }
}

/// The verdict in words.
pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Grant => "grant",
        Verdict::GrantWithExclusions => "grant with exclusions",
        Verdict::DoNotGrant => "do not grant",
        Verdict::Unknown => "unknown: too little was read to say",
    }
}

/// Score, band and verdict in one line.
pub(super) fn headline(report: &Report) -> String {
    let e = &report.exposure;
    format!("Exposure {} of 100, {}: {}", e.score, band(e.band), verdict(e.verdict))
}

/// The report in one sentence.
pub(super) fn sentence(report: &Report) -> String {
    let worst = report.findings.iter().max_by(|a, b| {
        weight(a)
            .total_cmp(&weight(b))
            .then_with(|| b.sort_key().cmp(&a.sort_key()))
    });
    let Some(worst) = worst else {
        return match report.coverage.files {
            0 => "Nothing was read.".into(),
            n => format!("Nothing that should not leave was found in {}.", count(n, "file")),
        };
    };
    let mut parts = Vec::new();
    for severity in Severity::ALL.into_iter().rev() {
        let n = report.findings.iter().filter(|f| f.severity == severity).count();
        if n > 0 {
            parts.push(format!("{} {severity}", thousands(n as u64)));
        }
    }
    let last = parts.pop().unwrap_or_default();
    let list = if parts.is_empty() {
        last
    } else {
        format!("{} and {last}", parts.join(", "))
    };
    let noun = if report.findings.len() == 1 {
        "finding"
    } else {
        "findings"
    };
    format!(
        "A session started here can read {list} {noun}; the worst is {} in {}.",
        title(report, worst),
        place(&worst.location)
    )
}

/// How the score moved and what changed, in one sentence.
pub(super) fn moved(report: &Report, c: &Comparison) -> String {
    let (before, now) = (c.score_before, report.exposure.score);
    let step = i64::from(now) - i64::from(before);
    let score = match step {
        0 => format!("The score is still {now}"),
        _ => format!("The score moved from {before} to {now} ({step:+})"),
    };
    format!(
        "{score}: {} new, {} gone, {} unchanged.",
        thousands(c.count(State::New) as u64),
        thousands(c.gone.len() as u64),
        thousands(c.count(State::Unchanged) as u64)
    )
}

/// What was read, in one line.
pub(super) fn coverage(report: &Report) -> String {
    let c = &report.coverage;
    format!(
        "{}, {} of {} read ({})",
        count(c.files, "file"),
        bytes(c.bytes_examined),
        bytes(c.bytes_readable),
        percent(c.ratio)
    )
}

/// What was left out on request; nothing where nothing was.
pub(super) fn left_out(report: &Report) -> Option<String> {
    let s = &report.suppressed;
    (s.inline + s.baseline + s.config > 0).then(|| {
        format!(
            "{} by remarks in files, {} by the baseline, {} by the configuration; with them the score would be {}",
            s.inline, s.baseline, s.config, s.score_without
        )
    })
}

/// Rules that have findings, each with the severity and confidence of its strongest.
pub(super) fn rules(report: &Report) -> Vec<(&str, Severity, f64, &Finding)> {
    let mut out: std::collections::BTreeMap<&str, (Severity, f64, &Finding)> = std::collections::BTreeMap::new();
    for f in &report.findings {
        let entry = out.entry(f.rule.as_ref()).or_insert((f.severity, f.confidence, f));
        entry.0 = entry.0.max(f.severity);
        entry.1 = entry.1.max(f.confidence);
    }
    let mut list: Vec<_> = out.into_iter().map(|(id, (s, p, f))| (id, s, p, f)).collect();
    list.sort_by_key(|(id, severity, ..)| (Reverse(*severity), *id));
    list
}

/// The weakness that findings of a category are, by the number of MITRE's list.
pub(super) fn cwe(category: Category) -> u32 {
    match category {
        // Use of hard-coded credentials.
        Category::Secret => 798,
        // Exposure of sensitive information to an unauthorised actor.
        Category::Marker => 200,
        // Exposure of private personal information.
        Category::Personal => 359,
        // Insertion of sensitive information into an accessible file or directory.
        Category::Path => 538,
        // Inclusion of functionality from an untrusted place.
        Category::Egress => 829,
    }
}

/// Where the format of a finding is documented.
pub(super) fn link<'r>(report: &'r Report, f: &Finding) -> Option<&'r str> {
    let rule = report.rules.get(f.rule.as_ref())?;
    rule.references.iter().map(String::as_str).find(|r| is_link(r))
}

/// Whether a reference can be followed: an address of the web without anything that could end it.
pub(super) fn is_link(reference: &str) -> bool {
    (reference.starts_with("https://") || reference.starts_with("http://"))
        && reference
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\\' | '`'))
}

/// A number and its noun.
pub(super) fn count(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(n), if n == 1 { "" } else { "s" })
}

/// Digits in groups.
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A size.
pub(super) fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = n as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{n} B")
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}

/// Never 100 % unless it is all.
pub(super) fn percent(ratio: f64) -> String {
    if ratio >= 1.0 {
        "100%".into()
    } else {
        format!("{:.2}%", (ratio * 10_000.0).floor() / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(bytes(1536), "1.5 KiB");
        assert_eq!(percent(0.99999), "99.99%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(count(1, "file"), "1 file");
    }

    #[test]
    fn the_worst_comes_first() {
        let report = sample::report();
        let order = worst_first(&report);
        let severities: Vec<Severity> = order.iter().map(|i| report.findings[*i].severity).collect();
        assert!(severities.is_sorted_by(|a, b| a >= b), "{severities:?}");
        assert!(
            sentence(&report)
                .starts_with("A session started here can read 1 critical, 1 high, 1 medium and 1 low findings")
        );
    }
}
