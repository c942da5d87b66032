//! JSON by the contract: private structs, so that the format is versioned apart from the types inside.
//!
//! Sorted, without times or machine names: the same tree gives the same bytes. A saved report can be read back.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

use super::compare::{Comparison, State};
use super::{RenderOptions, Report, RuleInfo, Suppressed, json_text};
use crate::agent::remaining::FindingAccess;
use crate::exposure::{Band, Contribution, Coverage, Exposure, contributions, folders};
use crate::finding::{Category, Excerpt, Finding, Fingerprint, Location, Secret, Severity, Status};

/// Version of the format; a change that could break a reader changes it.
pub const SCHEMA_VERSION: &str = "1";

/// The JSON Schema of the format.
pub const SCHEMA: &str = include_str!("../../docs/report.schema.json");

#[derive(Serialize, Deserialize)]
struct JsonReport {
    schema_version: String,
    tool: Tool,
    exposure: Exposure,
    coverage: Coverage,
    findings: Vec<JsonFinding>,
    suppressed: Suppressed,
    #[serde(default)]
    config: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    rules: BTreeMap<String, RuleInfo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comparison: Option<JsonComparison>,
    /// With `--explain-score`.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    contributions: Option<Vec<Contribution>>,
}

#[derive(Serialize, Deserialize)]
struct Tool {
    name: String,
    version: String,
}

#[derive(Serialize, Deserialize)]
struct JsonComparison {
    score_before: u32,
    band_before: Band,
    #[serde(default)]
    new: u64,
    #[serde(default)]
    unchanged: u64,
    gone: Vec<JsonFinding>,
}

/// A finding by the contract.
#[derive(Serialize, Deserialize)]
pub(super) struct JsonFinding {
    rule: String,
    category: Category,
    severity: Severity,
    confidence: f64,
    path: String,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    member: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    status: Status,
    redacted: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    fingerprint: Fingerprint,
    impact: f64,
    reach: f64,
    evidence: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    excerpt: Option<Excerpt>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    access: BTreeMap<String, FindingAccess>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    compared: Option<State>,
}

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, options: &RenderOptions, out: &mut dyn io::Write) -> io::Result<()> {
    json_text::pretty(&write_report(report, options), out)
}

/// The report without findings and without what was not examined, for formats that list these by themselves.
pub(super) fn head(report: &Report) -> io::Result<serde_json::Value> {
    let bare = Report {
        findings: Vec::new(),
        access: Vec::new(),
        coverage: Coverage {
            skipped: Vec::new(),
            ..report.coverage.clone()
        },
        comparison: report.comparison.clone().map(|c| Comparison { gone: Vec::new(), ..c }),
        ..report.clone()
    };
    let mut value = serde_json::to_value(write_report(&bare, &RenderOptions::default()))?;
    if let Some(all) = value.as_object_mut() {
        all.remove("findings");
        for (name, list) in [("coverage", "skipped"), ("comparison", "gone")] {
            if let Some(part) = all.get_mut(name).and_then(|c| c.as_object_mut()) {
                part.remove(list);
            }
        }
    }
    Ok(value)
}

/// Every finding by the contract, in the order of the report.
pub(super) fn all_findings(report: &Report, show_secrets: bool) -> impl Iterator<Item = JsonFinding> {
    report.findings.iter().enumerate().map(move |(i, f)| JsonFinding {
        access: report.access.get(i).cloned().unwrap_or_default(),
        compared: super::words::state(report, i),
        ..write_finding(f, show_secrets)
    })
}

fn write_report(report: &Report, options: &RenderOptions) -> JsonReport {
    JsonReport {
        schema_version: SCHEMA_VERSION.into(),
        tool: Tool {
            name: "spillage".into(),
            version: report.version.clone(),
        },
        exposure: report.exposure.clone(),
        coverage: Coverage {
            folders: folders::worth_telling(&report.coverage.folders, &report.findings),
            skipped: report.coverage.skipped.clone(),
            ..report.coverage
        },
        findings: all_findings(report, options.show_secrets).collect(),
        suppressed: report.suppressed.clone(),
        config: report.config.clone(),
        notes: report.notes.clone(),
        rules: report.rules.clone(),
        comparison: report.comparison.as_ref().map(|c| JsonComparison {
            score_before: c.score_before,
            band_before: c.band_before,
            new: c.count(State::New) as u64,
            unchanged: c.count(State::Unchanged) as u64,
            gone: c.gone.iter().map(|f| write_finding(f, options.show_secrets)).collect(),
        }),
        contributions: options.explain_score.then(|| contributions(&report.findings)),
    }
}

/// Reads a saved report.
///
/// # Errors
/// Where the text is no report of a version that this program knows, in words.
pub fn parse(text: &str) -> Result<Report, String> {
    #[derive(Deserialize)]
    struct Version {
        schema_version: String,
    }
    let version: Version = serde_json::from_str(text).map_err(|e| format!("not a JSON report of spillage: {e}"))?;
    if version.schema_version != SCHEMA_VERSION {
        return Err(format!(
            "the report has schema_version {:?}; this program reads {SCHEMA_VERSION:?}",
            version.schema_version
        ));
    }
    let json: JsonReport = serde_json::from_str(text).map_err(|e| format!("not a whole JSON report: {e}"))?;
    let access: Vec<_> = json.findings.iter().map(|f| f.access.clone()).collect();
    let comparison = json.comparison.map(|c| Comparison {
        score_before: c.score_before,
        band_before: c.band_before,
        states: json.findings.iter().map(|f| f.compared.unwrap_or(State::New)).collect(),
        gone: c.gone.into_iter().map(read_finding).collect(),
    });
    Ok(Report {
        access: if access.iter().all(BTreeMap::is_empty) {
            Vec::new()
        } else {
            access
        },
        comparison,
        version: json.tool.version,
        exposure: json.exposure,
        coverage: json.coverage,
        findings: json.findings.into_iter().map(read_finding).collect(),
        rules: json.rules,
        suppressed: json.suppressed,
        config: json.config,
        notes: json.notes,
    })
}

/// A finding by the contract, by itself.
pub(super) fn write_finding(f: &Finding, show_secrets: bool) -> JsonFinding {
    JsonFinding {
        rule: f.rule.to_string(),
        category: f.category,
        severity: f.severity,
        confidence: round(f.confidence),
        path: f.location.path.clone(),
        line: f.location.line,
        column: f.location.column,
        end_line: f.location.end_line,
        end_column: f.location.end_column,
        member: f.location.member.clone(),
        commit: f.location.commit.clone(),
        status: f.status,
        redacted: f.secret.redacted(),
        secret: (show_secrets && f.secret.is_known()).then(|| f.secret.reveal().to_owned()),
        fingerprint: f.fingerprint.clone(),
        impact: round(f.impact),
        reach: round(f.reach),
        evidence: f.evidence.clone(),
        excerpt: f.excerpt.clone(),
        access: BTreeMap::new(),
        line_hash: f.location.line_hash.clone(),
        compared: None,
    }
}

fn read_finding(f: JsonFinding) -> Finding {
    let secret = match f.secret {
        Some(value) => Secret::new(value.as_bytes()),
        None => Secret::already_redacted(&f.redacted),
    };
    Finding {
        rule: f.rule.into(),
        category: f.category,
        severity: f.severity,
        confidence: f.confidence,
        location: Location {
            path: f.path,
            member: f.member,
            commit: f.commit,
            line: f.line,
            column: f.column,
            end_line: f.end_line,
            end_column: f.end_column,
            line_hash: f.line_hash,
        },
        status: f.status,
        secret,
        fingerprint: f.fingerprint,
        impact: f.impact,
        reach: f.reach,
        evidence: f.evidence,
        excerpt: f.excerpt,
    }
}

/// Four digits: more would be noise.
fn round(x: f64) -> f64 {
    (x * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn json(report: &Report, show_secrets: bool) -> String {
        let mut out = Vec::new();
        render(
            report,
            &RenderOptions {
                show_secrets,
                ..RenderOptions::default()
            },
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn fits_its_schema_and_reads_back() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for show in [false, true] {
            let text = json(&sample::report(), show);
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&value)
                .map(|e| format!("{} at {}", e, e.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{errors:?}");
            let again = parse(&text).unwrap();
            assert_eq!(json(&again, show), text);
        }
        let mut compared = sample::report();
        compared.findings[0].location.line_hash = Some("271789c17abda88f:1".into());
        compared.compare(&Report {
            findings: vec![sample::finding("gone", Severity::Low, "a-value-that-went-away", "x", 1)],
            ..sample::report()
        });
        let text = json(&compared, false);
        assert!(validator.is_valid(&serde_json::from_str(&text).unwrap()), "{text}");
        assert_eq!(json(&parse(&text).unwrap(), false), text);
        assert!(
            text.contains("\"score_before\": 87") && text.contains("\"compared\": \"new\""),
            "{text}"
        );
        let text = json(&Report::default(), false);
        assert!(validator.is_valid(&serde_json::from_str(&text).unwrap()));
    }

    #[test]
    fn secrets_only_on_request() {
        let report = sample::report();
        let values: Vec<&str> = report
            .findings
            .iter()
            .map(|f| f.secret.reveal())
            .filter(|v| !v.is_empty())
            .collect();
        assert!(!values.is_empty());
        let (closed, open) = (json(&report, false), json(&report, true));
        for v in values {
            assert!(!closed.contains(v));
            assert!(open.contains(v));
        }
        let reread = parse(&closed).unwrap();
        assert_eq!(json(&reread, true), closed, "a redacted report has nothing to show");
    }

    #[test]
    fn other_files_are_refused_in_words() {
        assert!(parse("{}").unwrap_err().contains("not a JSON report"));
        assert!(parse("{\"schema_version\":\"9\"}").unwrap_err().contains("\"9\""));
        let half = json(&sample::report(), false);
        assert!(parse(&half[..half.len() / 2]).is_err());
    }
}
