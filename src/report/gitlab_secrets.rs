//! GitLab's secret detection report, schema 15.2.1. It never holds `raw_source_code_extract`, which would be the secret.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{RenderOptions, Report, identity, json_text, text, words};
use crate::finding::{Finding, Severity};

/// The version of GitLab's schema.
const SCHEMA: &str = "15.2.1";
/// What GitLab's own scanners write where there is no commit to name.
const NO_COMMIT: &str = "0000000";
/// Messages about what was not examined.
const MESSAGES: usize = 100;

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let version = if report.version.is_empty() {
        "0"
    } else {
        &report.version
    };
    let tool = json!({
        "id": "spillage",
        "name": "spillage",
        "url": env!("CARGO_PKG_REPOSITORY"),
        "vendor": { "name": "spillage" },
        "version": version,
    });
    let ids = identity::of(&report.findings);
    let list: Vec<Value> = words::worst_first(report)
        .into_iter()
        .map(|i| vulnerability(report, i, ids[i].uuid()))
        .collect();
    let value = json!({
        "version": SCHEMA,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "secret_detection",
            "start_time": options.time(),
            "end_time": options.time(),
            "status": "success",
            "messages": messages(report),
        },
        "vulnerabilities": list,
    });
    json_text::pretty(&value, out)
}

fn vulnerability(report: &Report, i: usize, id: String) -> Value {
    let f = &report.findings[i];
    let title = words::title(report, f);
    let rule = report.rules.get(f.rule.as_ref());
    let why = rule.map_or("", |r| r.why.as_str());
    let mut identifiers = vec![json!({
        "type": "spillage_rule",
        "name": format!("spillage rule {}", f.rule),
        "value": f.rule,
    })];
    let cwe = words::cwe(f.category);
    identifiers.push(json!({
        "type": "cwe",
        "name": format!("CWE-{cwe}"),
        "value": cwe.to_string(),
        "url": format!("https://cwe.mitre.org/data/definitions/{cwe}.html"),
    }));
    let mut value = json!({
        "id": id,
        "name": text::shorten(&text::escape(title), 250),
        "description": text::shorten(&text::escape(&format!("{}. {why}", words::message(report, f))), 5000),
        "severity": severity(f.severity),
        "identifiers": identifiers,
        "location": location(f),
    });
    if let Some(fix) = rule.map(|r| text::escape(&r.fix)).filter(|fix| !fix.is_empty()) {
        value["solution"] = text::shorten(&fix, 5000).into();
    }
    let links: Vec<Value> = rule
        .into_iter()
        .flat_map(|r| &r.references)
        .filter(|r| words::is_link(r))
        .map(|r| json!({ "url": r }))
        .collect();
    if !links.is_empty() {
        value["links"] = links.into();
    }
    if let Some(state) = words::state(report, i) {
        value["details"] = json!({
            "compared": { "type": "text", "name": "Since the earlier report", "value": state.name() },
        });
    }
    value
}

fn location(f: &Finding) -> Value {
    let at = &f.location;
    let file = if at.member.is_empty() {
        at.path.clone()
    } else {
        format!("{}!{}", at.path, at.member.join("!"))
    };
    let mut value = json!({
        "file": file,
        "start_line": at.line.max(1),
        "commit": { "sha": at.commit.as_deref().unwrap_or(NO_COMMIT) },
    });
    if at.end_line > at.line {
        value["end_line"] = at.end_line.into();
    }
    value
}

fn messages(report: &Report) -> Vec<Value> {
    let info = |text: String| json!({ "level": "info", "value": text::escape(&text) });
    let mut out = vec![info(format!(
        "{}; {}",
        words::headline(report),
        words::coverage(report)
    ))];
    if let Some(c) = &report.comparison {
        out.push(info(words::moved(report, c)));
        out.extend(c.gone.iter().take(MESSAGES).map(|f| {
            let place = words::place(&f.location);
            info(format!(
                "gone: {} in {}",
                words::title(report, f),
                text::shorten_middle(&place, 300)
            ))
        }));
    }
    let skipped = &report.coverage.skipped;
    let warn = |text: String| json!({ "level": "warn", "value": text::escape(&text) });
    out.extend(skipped.iter().take(MESSAGES).map(|s| {
        warn(format!(
            "not examined: {}: {}",
            text::shorten_middle(&s.path, 300),
            s.reason
        ))
    }));
    if skipped.len() > MESSAGES {
        let more = words::thousands((skipped.len() - MESSAGES) as u64);
        out.push(warn(format!("not examined: {more} more")));
    }
    out
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Info => "Info",
    }
}
