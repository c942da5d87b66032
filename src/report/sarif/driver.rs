//! What SARIF says of the tool: its rules and the kinds of its notifications.

use serde_json::{Value, json};

use super::super::{Report, markdown, text, words};
use super::{sentence, uri};
use crate::finding::{Finding, Severity};

/// Characters of a description that GitHub keeps.
const DESCRIPTION: usize = 1_000;

pub(super) fn rule(report: &Report, (id, severity, confidence, example): &(&str, Severity, f64, &Finding)) -> Value {
    let title = sentence(words::title(report, example), DESCRIPTION);
    let info = report.rules.get(*id);
    let why = info.map_or("", |r| r.why.as_str());
    let fix = info.map_or("", |r| r.fix.as_str());
    let help = format!("{why} {fix} More: spillage explain {id}");
    let links: Vec<&String> = info
        .into_iter()
        .flat_map(|r| &r.references)
        .filter(|r| words::is_link(r))
        .collect();
    let mut page = format!(
        "**Why:** {}\n\n**How to fix it:** {}\n\nMore: `spillage explain {id}`\n",
        markdown::plain(why),
        markdown::plain(fix)
    );
    for link in &links {
        page.push_str(&format!("\n- <{}>", uri(link, b":/?#=&%+,;@!$'()*[]")));
    }
    let mut value = json!({
        "id": id,
        "name": name(id),
        "shortDescription": { "text": title },
        "fullDescription": { "text": if why.is_empty() { title.clone() } else { sentence(why, DESCRIPTION) } },
        "help": { "text": text::escape(&help), "markdown": page },
        "defaultConfiguration": { "level": level(*severity) },
        "properties": {
            "tags": ["security", example.category.name(), format!("external/cwe/cwe-{}", words::cwe(example.category))],
            "precision": precision(*confidence),
            "problem.severity": problem(*severity),
            "security-severity": security_severity(*severity),
        },
    });
    if let Some(link) = links.first() {
        value["helpUri"] = uri(link, b":/?#=&%+,;@!$'()*[]").into();
    }
    value
}

pub(super) fn descriptors() -> Value {
    let one = |id: &str, what: &str| {
        json!({
            "id": id,
            "name": name(id),
            "shortDescription": { "text": what },
            "fullDescription": { "text": what },
            "help": { "text": what },
        })
    };
    json!([
        one("not-examined", "Something could not be examined."),
        one(
            "not-listed",
            "Results were left out to stay within the limits of readers."
        ),
        one("left-out", "Findings were left out on request."),
        one("since-earlier-report", "What changed since an earlier report."),
        one("scan-note", "Something to know about the scan."),
    ])
}

/// `aws-access-key` as `AwsAccessKey`; never the id itself in other letters, which readers warn of.
pub(super) fn name(id: &str) -> String {
    let name: String = id
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(|w| {
            let mut c = w.chars();
            Some(c.next()?.to_ascii_uppercase().to_string() + c.as_str())
        })
        .collect();
    if name.eq_ignore_ascii_case(id) {
        name + "Rule"
    } else {
        name
    }
}

pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "recommendation",
    }
}

/// Within GitHub's bands: above 9 critical, from 7 high, from 4 medium, below low.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.5",
        Severity::Info => "0.5",
    }
}

fn precision(confidence: f64) -> &'static str {
    match confidence {
        p if p >= 0.95 => "very-high",
        p if p >= 0.8 => "high",
        p if p >= 0.5 => "medium",
        _ => "low",
    }
}
