//! SARIF 2.1.0 of any tool: the results that are about secrets.

use std::borrow::Cow;

use serde_json::Value;

use super::peers::behind_line_end;
use super::{Claim, Claims};
use crate::finding::Severity;

/// Tools that report nothing but secrets.
const TOOLS: [&str; 13] = [
    "gitleaks",
    "betterleaks",
    "kingfisher",
    "trufflehog",
    "detect-secrets",
    "ggshield",
    "gitguardian",
    "noseyparker",
    "nosey parker",
    "titus",
    "secretlint",
    "ripsecrets",
    "whispers",
];

/// Words in ids, names and tags of the rules that count in results of other tools.
const WORDS: [&str; 7] = [
    "secret",
    "credential",
    "password",
    "token",
    "api-key",
    "apikey",
    "private-key",
];

/// Reads every run.
pub(super) fn read<'a>(runs: &'a [Value], claims: &mut Claims<'a>) -> Result<(), String> {
    for (i, run) in runs.iter().enumerate() {
        let driver = run.get("tool").and_then(|t| t.get("driver")).unwrap_or(&Value::Null);
        let name = driver
            .get("name")
            .and_then(Value::as_str)
            .ok_or_else(|| format!("runs[{i}].tool.driver.name: expected a text"))?;
        let tool = name.to_ascii_lowercase();
        let only_secrets = TOOLS.iter().any(|t| tool.contains(t));
        claims.tool(name);
        let rules = driver
            .get("rules")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let results = match run.get("results") {
            None | Some(Value::Null) => continue,
            Some(r) => r
                .as_array()
                .ok_or_else(|| format!("runs[{i}].results: expected a list"))?,
        };
        let (mut others, mut nowhere) = (0u64, 0u64);
        for (j, result) in results.iter().enumerate() {
            let at = format!("runs[{i}].results[{j}]");
            let (id, rule) = rule_of(result, rules, &at)?;
            if result
                .get("suppressions")
                .and_then(Value::as_array)
                .is_some_and(|s| !s.is_empty())
                || !(only_secrets || about_secrets(id, rule))
            {
                others += 1;
                continue;
            }
            let places = result.get("locations").and_then(Value::as_array);
            let mut any = false;
            for (k, place) in places.into_iter().flatten().enumerate() {
                let at = format!("{at}.locations[{k}]");
                if let Some(claim) = claim(name, id, rule, result, place, &at)? {
                    claims.list.push(claim);
                    any = true;
                }
            }
            nowhere += u64::from(!any);
        }
        let tool = super::short(name, 80);
        if others > 0 {
            claims.notes.push(format!(
                "{others} results of {tool} are suppressed or not about secrets, and were left out"
            ));
        }
        if nowhere > 0 {
            claims
                .notes
                .push(format!("{nowhere} results of {tool} name no file, and were left out"));
        }
    }
    Ok(())
}

/// The rule's id, and what the driver says of it.
fn rule_of<'a>(result: &'a Value, rules: &'a [Value], at: &str) -> Result<(&'a str, &'a Value), String> {
    let inner = result.get("rule").unwrap_or(&Value::Null);
    let index = result
        .get("ruleIndex")
        .or_else(|| inner.get("index"))
        .and_then(Value::as_u64);
    let by_index = index.and_then(|i| rules.get(usize::try_from(i).ok()?));
    let id = result
        .get("ruleId")
        .or_else(|| inner.get("id"))
        .or_else(|| by_index?.get("id"))
        .and_then(Value::as_str)
        .ok_or_else(|| format!("{at}.ruleId: expected a text"))?;
    let rule = by_index
        .or_else(|| rules.iter().find(|r| r.get("id").and_then(Value::as_str) == Some(id)))
        .unwrap_or(&Value::Null);
    Ok((id, rule))
}

fn about_secrets(id: &str, rule: &Value) -> bool {
    let tags = rule
        .get("properties")
        .and_then(|p| p.get("tags"))
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let name = rule.get("name").and_then(Value::as_str);
    std::iter::once(id)
        .chain(name)
        .chain(tags.iter().filter_map(Value::as_str))
        .any(|text| {
            let text = text.to_ascii_lowercase().replace(['_', ' '], "-");
            // CWE-798 is hard-coded credentials, 312 and 321 secrets and keys in clear text.
            WORDS.iter().any(|w| text.contains(w))
                || ["cwe-798", "cwe-312", "cwe-321"].iter().any(|w| text.ends_with(w))
        })
}

fn claim<'a>(
    tool: &'a str,
    id: &'a str,
    rule: &'a Value,
    result: &'a Value,
    place: &'a Value,
    at: &str,
) -> Result<Option<Claim<'a>>, String> {
    let Some(place) = place.get("physicalLocation") else {
        return Ok(None);
    };
    let Some(uri) = place
        .get("artifactLocation")
        .and_then(|a| a.get("uri"))
        .and_then(Value::as_str)
    else {
        return Ok(None);
    };
    let region = place.get("region").unwrap_or(&Value::Null);
    let number = |key: &str| match region.get(key) {
        None | Some(Value::Null) => Ok(0),
        Some(n) => n
            .as_i64()
            .map(|n| n.clamp(0, i64::from(u32::MAX)) as u64)
            .ok_or_else(|| format!("{at}.physicalLocation.region.{key}: expected a whole number")),
    };
    let (line, end_line) = (number("startLine")?, number("endLine")?);
    let (column, end_column) = columns(tool, (line, number("startColumn")?), (end_line, number("endColumn")?));
    let snippet = region
        .get("snippet")
        .and_then(|s| s.get("text"))
        .and_then(Value::as_str);
    let commit = ["commitSha", "commit"]
        .iter()
        .find_map(|k| result.get("partialFingerprints")?.get(k)?.as_str());
    Ok(Some(Claim {
        tool: tool.into(),
        rule: id,
        title: rule
            .get("shortDescription")
            .and_then(|d| d.get("text"))
            .or_else(|| rule.get("name"))
            .and_then(Value::as_str)
            .unwrap_or_default(),
        path: path(uri),
        commit,
        line,
        column,
        end_line: end_line.max(line),
        end_column,
        value: snippet.unwrap_or_default(),
        confidence: rank(result),
        severity: severity(result, rule),
        ..Claim::default()
    }))
}

/// Columns from 1 with an exclusive end, as SARIF has them, of tools that write others.
fn columns(tool: &str, (line, column): (u64, u64), (end_line, end): (u64, u64)) -> (u64, u64) {
    let past = |last: u64| if last == 0 { 0 } else { last + 1 };
    match tool {
        // The end is the last character.
        "gitleaks" => (behind_line_end(column, line), past(behind_line_end(end, end_line))),
        // From nought, and the end is the last character.
        "kingfisher" if end > 0 => (column + 1, past(end + 1)),
        _ => (column, end),
    }
}

/// `rank` is a priority from 0 to 100, with -1 for none; tools that fill it in mean how sure they are.
fn rank(result: &Value) -> Option<f64> {
    let rank = result.get("rank").and_then(Value::as_f64)?;
    (0.0..=100.0).contains(&rank).then_some(rank / 100.0)
}

/// By `security-severity` (0 to 10, as GitHub reads it), else by a level that was chosen for the result below the usual one.
fn severity(result: &Value, rule: &Value) -> Option<Severity> {
    let number = [result, rule].into_iter().find_map(|v| {
        let s = v.get("properties")?.get("security-severity")?;
        s.as_f64().or_else(|| s.as_str()?.parse().ok())
    });
    if let Some(n) = number {
        return Some(match n {
            n if n >= 9.0 => Severity::Critical,
            n if n >= 7.0 => Severity::High,
            n if n >= 4.0 => Severity::Medium,
            n if n > 0.0 => Severity::Low,
            _ => Severity::Info,
        });
    }
    match result.get("level").and_then(Value::as_str) {
        Some("note") => Some(Severity::Low),
        Some("none") => Some(Severity::Info),
        // `error` and `warning` are what tools write on everything; the table knows more.
        _ => None,
    }
}

/// The path of a URI: without scheme, percent signs undone.
fn path(uri: &str) -> Cow<'_, str> {
    let bare = uri
        .strip_prefix("file://")
        .map_or(uri, |rest| rest.strip_prefix("localhost").unwrap_or(rest));
    if !bare.contains('%') {
        return Cow::Borrowed(bare);
    }
    let bytes = bare.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let code = (b == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        out.push(code.unwrap_or(b));
        at += if code.is_some() { 3 } else { 1 };
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}
