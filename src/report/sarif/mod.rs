//! SARIF 2.1.0 as GitHub's code scanning reads it, valid by the OASIS schema.
//!
//! Limits of GitHub: 25,000 results a run, 10 MB compressed. What is over is left out, least severe first, and told.

mod driver;

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::identity::{self, Identity};
use super::{RenderOptions, Report, json_text, text, words};
use crate::finding::{Finding, Location, Status};
use driver::{descriptors, level, rule};

/// Results of a run that GitHub accepts; it shows the 5,000 most severe.
const RESULTS: usize = 25_000;

/// Compressed bytes that GitHub accepts, less a little.
const BYTES: usize = 9_500_000;

/// Notifications about what was not examined, and findings that are gone, one by one.
const LISTED: usize = 500;

/// Columns of a message.
const MESSAGE: usize = 1_000;

/// Writes the report.
///
/// # Errors
/// Where writing fails.
pub fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&within(report, RESULTS, BYTES)?)
}

/// The log with as many results as two limits allow.
fn within(report: &Report, results: usize, most: usize) -> io::Result<Vec<u8>> {
    let order = words::worst_first(report);
    let ids = identity::of(&report.findings);
    let mut kept = order.len().min(results);
    loop {
        let mut bytes = Vec::new();
        json_text::line(&log(report, &order[..kept], &ids), &mut bytes)?;
        if kept == 0 || compressed(&bytes, most)? <= most {
            return Ok(bytes);
        }
        kept /= 2;
    }
}

/// The size after compression; what is small enough without is not compressed.
fn compressed(bytes: &[u8], most: usize) -> io::Result<usize> {
    if bytes.len() <= most {
        return Ok(bytes.len());
    }
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(bytes)?;
    Ok(gz.finish()?.len())
}

fn log(report: &Report, order: &[usize], ids: &[Identity]) -> Value {
    let rules = words::rules(report);
    let index: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(i, r)| (r.0, i)).collect();
    let mut bases = BTreeMap::from([("%SRCROOT%", "The root of the scanned tree.")]);
    let results: Vec<Value> = order
        .iter()
        .map(|i| result(report, *i, &ids[*i], &index, &mut bases))
        .collect();
    let notifications = notifications(report, order.len(), &mut bases);
    let bases: BTreeMap<&str, Value> = bases
        .into_iter()
        .map(|(id, what)| (id, json!({ "description": { "text": what } })))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "spillage",
                "semanticVersion": report.version,
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().map(|r| rule(report, r)).collect::<Vec<_>>(),
                "notifications": descriptors(),
            } },
            "automationDetails": { "id": "spillage/scan/" },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": bases,
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notifications }],
            "results": results,
            "properties": properties(report),
        }],
    })
}

fn result(
    report: &Report,
    i: usize,
    id: &Identity,
    index: &BTreeMap<&str, usize>,
    bases: &mut BTreeMap<&'static str, &'static str>,
) -> Value {
    let f = &report.findings[i];
    let line = f.location.line_hash.clone().unwrap_or_else(|| id.short());
    let mut value = json!({
        "ruleId": f.rule,
        "ruleIndex": index.get(f.rule.as_ref()),
        "kind": "fail",
        "level": level(f.severity),
        "message": { "text": sentence(&words::message(report, f), MESSAGE) },
        "locations": [location(f, bases)],
        "partialFingerprints": { "primaryLocationLineHash": line, "spillage/v1": id.key() },
        "rank": (words::weight(f) * 1e4).round() / 100.0,
        "properties": {
            "severity": f.severity,
            "category": f.category,
            "status": f.status,
            "confidence": f.confidence,
            "impact": f.impact,
            "reach": f.reach,
            "fingerprint": f.fingerprint,
        },
    });
    if let Some(commit) = &f.location.commit {
        value["properties"]["commit"] = commit.as_str().into();
    }
    if let Some(state) = words::state(report, i) {
        value["baselineState"] = state.name().into();
    }
    value
}

/// A member has its lines in itself, an old version in the past: there the file is named as a whole.
fn location(f: &Finding, bases: &mut BTreeMap<&'static str, &'static str>) -> Value {
    let at = &f.location;
    let region = if at.line == 0 || !at.member.is_empty() || at.commit.is_some() {
        json!({ "startLine": 1 })
    } else {
        json!({
            "startLine": at.line,
            "startColumn": at.column,
            "endLine": at.end_line,
            "endColumn": at.end_column,
        })
    };
    let mut value = json!({
        "physicalLocation": {
            "artifactLocation": artifact(&at.path, f.status == Status::Outside, bases),
            "region": region,
        },
    });
    if let Some(name) = at.member.last() {
        let place = Location {
            commit: None,
            ..at.clone()
        };
        let line = if at.line > 0 {
            format!(":{}", at.line)
        } else {
            String::new()
        };
        value["logicalLocations"] = json!([{
            "name": text::escape(name),
            "fullyQualifiedName": text::escape(&format!("{}{line}", words::place(&place))),
        }]);
    }
    value
}

/// A relative, percent-encoded address and what it is relative to. Only places outside the tree are relative to others.
fn artifact(path: &str, outside: bool, bases: &mut BTreeMap<&'static str, &'static str>) -> Value {
    let (base, what, rest) = match path {
        p if outside && p.starts_with("~/") => ("%HOME%", "The home folder of the user.", &p[2..]),
        p if outside && p.starts_with("env:") => ("%ENVIRONMENT%", "The variables of the process.", &p[4..]),
        p if p.starts_with('/') => (
            "%MACHINE%",
            "The root of the machine's file system.",
            p.trim_start_matches('/'),
        ),
        p => ("%SRCROOT%", "The root of the scanned tree.", p),
    };
    bases.insert(base, what);
    let rest = if rest.is_empty() { "." } else { rest };
    json!({ "uri": uri(rest, b"/"), "uriBaseId": base })
}

/// Percent-encodes everything but what is never special and what is kept.
fn uri(path: &str, keep: &[u8]) -> String {
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) || keep.contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

fn notifications(report: &Report, kept: usize, bases: &mut BTreeMap<&'static str, &'static str>) -> Vec<Value> {
    let note = |id: &str, level: &str, message: &str| {
        json!({
            "descriptor": { "id": id },
            "level": level,
            "message": { "text": sentence(message, MESSAGE) },
        })
    };
    let mut out = Vec::new();
    let all = report.findings.len();
    if kept < all {
        let left = words::thousands((all - kept) as u64);
        let (all, kept) = (words::thousands(all as u64), words::thousands(kept as u64));
        out.push(note(
            "not-listed",
            "warning",
            &format!("{left} of {all} findings are not listed, the {kept} most severe are; the JSON report has all"),
        ));
    }
    if let Some(c) = &report.comparison {
        out.push(note("since-earlier-report", "note", &words::moved(report, c)));
    }
    if let Some(left_out) = words::left_out(report) {
        out.push(note("left-out", "note", &format!("Left out: {left_out}")));
    }
    out.extend(report.notes.iter().map(|n| note("scan-note", "note", n)));
    let skipped = &report.coverage.skipped;
    for s in skipped.iter().take(LISTED) {
        let path = text::shorten_middle(&s.path, 300).into_owned();
        let mut value = note(
            "not-examined",
            "warning",
            &format!("Not examined: {path}: {}", s.reason),
        );
        let artifact = artifact(&s.path, s.path.starts_with("~/"), bases);
        value["locations"] = json!([{ "physicalLocation": { "artifactLocation": artifact } }]);
        out.push(value);
    }
    if skipped.len() > LISTED {
        let more = words::thousands((skipped.len() - LISTED) as u64);
        out.push(note(
            "not-examined",
            "warning",
            &format!("Not examined: {more} more things"),
        ));
    }
    out
}

fn properties(report: &Report) -> Value {
    let e = &report.exposure;
    let mut value = json!({
        "score": e.score,
        "low": e.low,
        "high": e.high,
        "band": e.band,
        "verdict": e.verdict,
        "coverage": report.coverage.ratio,
    });
    if let Some(c) = &report.comparison {
        let gone: Vec<Value> = c
            .gone
            .iter()
            .take(LISTED)
            .map(|f| json!({ "ruleId": f.rule, "severity": f.severity, "place": text::escape(&words::place(&f.location)) }))
            .collect();
        value["comparison"] = json!({ "scoreBefore": c.score_before, "goneCount": c.gone.len(), "gone": gone });
    }
    value
}

/// Text for people: nothing that acts, no link (`[text](address)`), one period at its end.
fn sentence(raw: &str, most: usize) -> String {
    let safe = text::escape(raw.trim()).replace("](", "] (");
    let safe = text::shorten(&safe, most);
    if safe.ends_with(['.', '!', '?', '…']) {
        safe.trim_end_matches('…').trim_end_matches('.').to_owned() + "."
    } else {
        format!("{safe}.")
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, HOSTILE};
    use super::driver::name;
    use super::*;
    use crate::finding::Severity;

    fn run_within(report: &Report, results: usize, most: usize) -> (Value, usize) {
        let out = within(report, results, most).unwrap();
        let size = compressed(&out, most).unwrap();
        (serde_json::from_slice::<Value>(&out).unwrap()["runs"][0].take(), size)
    }

    fn run(report: &Report) -> Value {
        run_within(report, RESULTS, BYTES).0
    }

    #[test]
    fn addresses_are_relative_and_encoded() {
        assert_eq!(uri("a b/ü%:#?.txt", b"/"), "a%20b/%C3%BC%25%3A%23%3F.txt");
        let mut bases = BTreeMap::new();
        let of = |path: &str, outside, bases: &mut BTreeMap<_, _>| {
            let a = artifact(path, outside, bases);
            format!("{} {}", a["uriBaseId"].as_str().unwrap(), a["uri"].as_str().unwrap())
        };
        assert_eq!(of("c:/x", false, &mut bases), "%SRCROOT% c%3A/x");
        assert_eq!(of("~/x", false, &mut bases), "%SRCROOT% ~/x");
        assert_eq!(of("~/.aws/credentials", true, &mut bases), "%HOME% .aws/credentials");
        assert_eq!(of("/etc/shadow", true, &mut bases), "%MACHINE% etc/shadow");
        assert_eq!(of("env:TOKEN", true, &mut bases), "%ENVIRONMENT% TOKEN");
        assert!(!of(HOSTILE, false, &mut bases).contains(['\n', '<', '\u{1b}']));
    }

    #[test]
    fn what_github_needs_is_there() {
        let mut report = sample::report();
        report.findings[1].location.line_hash = Some("271789c17abda88f:1".into());
        let run = run(&report);
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 4);
        for r in results {
            let rule = &run["tool"]["driver"]["rules"][r["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], r["ruleId"]);
            assert!(rule["help"]["text"].as_str().is_some_and(|h| !h.is_empty()));
            let severity: f64 = rule["properties"]["security-severity"]
                .as_str()
                .unwrap()
                .parse()
                .unwrap();
            assert!(severity > 0.0 && severity <= 10.0);
            let hash = r["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
            assert!(hash.contains(':') && r["partialFingerprints"]["spillage/v1"].is_string());
            assert!(
                r["locations"][0]["physicalLocation"]["region"]["startLine"]
                    .as_u64()
                    .unwrap()
                    > 0
            );
            assert!(r["message"]["text"].as_str().unwrap().ends_with('.'));
        }
        let hashes = results
            .iter()
            .filter(|r| r["partialFingerprints"]["primaryLocationLineHash"] == "271789c17abda88f:1");
        assert_eq!(hashes.count(), 1);
        let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
        assert!(
            notes.iter().any(|n| n["descriptor"]["id"] == "not-examined"),
            "{notes:?}"
        );
    }

    #[test]
    fn too_many_findings_cost_the_least_severe() {
        let mut report = sample::report();
        for n in 0..300 {
            let path = format!("src/{n}/file.txt");
            report.findings.push(sample::finding(
                "password",
                Severity::Medium,
                "correct-horse-battery",
                &path,
                1,
            ));
        }
        let (run, _) = run_within(&report, 250, BYTES);
        assert_eq!(run["results"].as_array().unwrap().len(), 250);
        assert_eq!(run["results"][0]["properties"]["severity"], "critical");
        let note = &run["invocations"][0]["toolExecutionNotifications"][0];
        assert!(
            note["message"]["text"]
                .as_str()
                .unwrap()
                .starts_with("54 of 304 findings are not listed"),
            "{note}"
        );
    }

    #[test]
    fn long_names_cost_results_before_they_cost_the_upload() {
        let mut report = sample::report();
        let mut seed = 1u64;
        for _ in 0..200 {
            // Names that do not compress.
            let name: String = (0..1000)
                .map(|_| {
                    seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    char::from(b'0' + (seed >> 33) as u8 % 75)
                })
                .collect();
            report.findings.push(sample::finding(
                "password",
                Severity::Medium,
                "correct-horse-battery",
                &name,
                1,
            ));
        }
        let (run, size) = run_within(&report, RESULTS, 100_000);
        let listed = run["results"].as_array().unwrap().len();
        assert!(size <= 100_000 && listed < 200 && listed > 20, "{size} {listed}");
    }

    #[test]
    fn a_comparison_says_what_is_new() {
        let mut report = sample::report();
        let mut old = report.clone();
        old.findings.remove(0);
        old.findings
            .push(sample::finding("gone", Severity::Low, "a-value-that-went", "x", 1));
        report.compare(&old);
        let run = run(&report);
        let states: Vec<&str> = run["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["baselineState"].as_str().unwrap())
            .collect();
        assert_eq!(states, ["new", "unchanged", "unchanged", "unchanged"]);
        assert_eq!(run["properties"]["comparison"]["gone"][0]["ruleId"], "gone");
    }

    #[test]
    fn messages_hold_no_links() {
        assert_eq!(sentence("see [this](http://x)", 99), "see [this] (http://x).");
        assert_eq!(sentence("done.", 99), "done.");
        assert_eq!(
            (name("aws-access-key"), name("token")),
            ("AwsAccessKey".into(), "TokenRule".into())
        );
    }
}
