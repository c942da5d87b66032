//! What one finding looks like in the JSON of each tool.

use std::borrow::Cow;

use serde_json::Value;

use super::grade::word;
use super::{Claim, Claims, State};
use crate::finding::Severity;

/// A text that must be there and be a text.
fn text<'a>(value: &'a Value, key: &str, at: &str) -> Result<&'a str, String> {
    value
        .get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("{at}.{key}: expected a text"))
}

/// A text that may be missing or null.
fn perhaps<'a>(value: &'a Value, key: &str, at: &str) -> Result<&'a str, String> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(s)) => Ok(s),
        Some(_) => Err(format!("{at}.{key}: expected a text")),
    }
}

/// A count that may be missing or null: then 0.
fn number(value: &Value, key: &str, at: &str) -> Result<u64, String> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(0),
        Some(n) => n
            .as_i64()
            .map(|n| n.clamp(0, i64::from(u32::MAX)) as u64)
            .ok_or_else(|| format!("{at}.{key}: expected a whole number")),
    }
}

/// A finding of whichever tool has this shape; false where none has.
pub(super) fn item<'a>(value: &'a Value, at: &str, claims: &mut Claims<'a>) -> Result<bool, String> {
    let has = |key: &str| value.get(key).is_some();
    if has("RuleID") && has("File") {
        gitleaks(value, at, claims)?;
    } else if has("SourceMetadata") && has("DetectorName") {
        trufflehog(value, at, claims)?;
    } else if has("rule_id") && has("match") && has("location") {
        betterleaks(value, at, claims)?;
    } else if let Some(inner) = value.get("finding") {
        if value.get("rule").is_some_and(Value::is_object) {
            kingfisher(value, at, claims)?;
        } else if inner.get("rule_id").is_some() {
            betterleaks(inner, &format!("{at}.finding"), claims)?;
        } else {
            return Ok(false);
        }
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// What tools write between and behind findings.
pub(super) fn summary(value: &Value) -> bool {
    ["audit", "rules_applied", "scan", "metadata"]
        .iter()
        .any(|k| value.get(k).is_some())
}

/// A column of gitleaks as an editor counts: it counts the line end before all lines but the first.
pub(super) fn behind_line_end(column: u64, line: u64) -> u64 {
    if line > 1 && column > 1 { column - 1 } else { column }
}

fn gitleaks<'a>(value: &'a Value, at: &str, claims: &mut Claims<'a>) -> Result<(), String> {
    claims.tool("gitleaks");
    let (line, end_line) = (number(value, "StartLine", at)?, number(value, "EndLine", at)?);
    let end = number(value, "EndColumn", at)?;
    claims.list.push(Claim {
        tool: "gitleaks".into(),
        rule: text(value, "RuleID", at)?,
        title: perhaps(value, "Description", at)?,
        path: text(value, "File", at)?.into(),
        commit: Some(perhaps(value, "Commit", at)?),
        line,
        column: behind_line_end(number(value, "StartColumn", at)?, line),
        end_line,
        end_column: if end == 0 {
            0
        } else {
            behind_line_end(end, end_line) + 1
        },
        value: perhaps(value, "Secret", at)?,
        ..Claim::default()
    });
    Ok(())
}

fn betterleaks<'a>(value: &'a Value, at: &str, claims: &mut Claims<'a>) -> Result<(), String> {
    claims.tool("betterleaks");
    let place = value.get("location").unwrap_or(&Value::Null);
    let found = value.get("match").unwrap_or(&Value::Null);
    let attributes = value.get("attributes").unwrap_or(&Value::Null);
    let commit = perhaps(attributes, "git.sha", &format!("{at}.attributes"))?;
    let end = number(place, "end_column", &format!("{at}.location"))?;
    let status = value
        .get("validation")
        .and_then(|v| v.get("status"))
        .or_else(|| value.get("status"))
        .and_then(Value::as_str);
    claims.list.push(Claim {
        tool: "betterleaks".into(),
        rule: text(value, "rule_id", at)?,
        title: perhaps(value, "description", at)?,
        path: text(place, "path", &format!("{at}.location"))?.into(),
        commit: Some(commit),
        line: number(place, "start_line", &format!("{at}.location"))?,
        column: number(place, "start_column", &format!("{at}.location"))?,
        end_line: number(place, "end_line", &format!("{at}.location"))?,
        end_column: if end == 0 { 0 } else { end + 1 },
        value: perhaps(found, "value", &format!("{at}.match"))?,
        confidence: word(perhaps(value, "confidence", at)?),
        severity: severity(perhaps(value, "severity", at)?),
        state: match status {
            Some("valid") => State::Live,
            Some("invalid" | "revoked") => State::Dead,
            _ => State::NotAsked,
        },
    });
    // The other half of a pair, such as a secret key beside its id.
    let sets = value.get("component_sets").and_then(Value::as_array);
    for (i, set) in sets.into_iter().flatten().enumerate() {
        let parts = set.get("components").and_then(Value::as_array);
        for (j, part) in parts.into_iter().flatten().enumerate() {
            // Components do not nest: a part with parts of its own is not looked into.
            if part.get("component_sets").is_none() {
                let first = claims.list.len();
                betterleaks(part, &format!("{at}.component_sets[{i}].components[{j}]"), claims)?;
                for c in claims.list.iter_mut().skip(first) {
                    c.commit = Some(commit);
                    c.confidence = word(perhaps(value, "confidence", at)?);
                }
            }
        }
    }
    Ok(())
}

fn kingfisher<'a>(value: &'a Value, at: &str, claims: &mut Claims<'a>) -> Result<(), String> {
    claims.tool("kingfisher");
    let (rule, found) = (&value["rule"], &value["finding"]);
    let at = format!("{at}.finding");
    let git = found.get("git_metadata").unwrap_or(&Value::Null);
    let commit = git.get("commit").and_then(|c| c.get("id")).and_then(Value::as_str);
    let in_git = git.get("file").and_then(|f| f.get("path")).and_then(Value::as_str);
    let line = number(found, "line", &at)?;
    // Columns count from nought, and the end is the last character.
    let (start, end) = (number(found, "column_start", &at)?, number(found, "column_end", &at)?);
    let snippet = perhaps(found, "snippet", &at)?;
    let status = found
        .get("validation")
        .and_then(|v| v.get("status"))
        .and_then(Value::as_str);
    claims.list.push(Claim {
        tool: "kingfisher".into(),
        rule: text(rule, "id", "rule").map_err(|e| format!("{at}: {e}"))?,
        title: perhaps(rule, "name", &at)?,
        path: match in_git {
            Some(path) => path,
            None => text(found, "path", &at)?,
        }
        .into(),
        commit,
        line,
        column: start + 1,
        end_line: line + snippet.trim_end().matches('\n').count() as u64,
        end_column: end + 2,
        value: snippet,
        confidence: word(perhaps(found, "confidence", &at)?),
        severity: None,
        state: match status {
            Some("Active Credential") => State::Live,
            Some("Inactive Credential") => State::Dead,
            _ => State::NotAsked,
        },
    });
    Ok(())
}

fn trufflehog<'a>(value: &'a Value, at: &str, claims: &mut Claims<'a>) -> Result<(), String> {
    claims.tool("trufflehog");
    // `Data` holds one object, named after the source: Filesystem, Git, Github, S3, Docker, …
    let data = value.get("SourceMetadata").and_then(|m| m.get("Data"));
    let place = data
        .and_then(Value::as_object)
        .and_then(|map| map.values().find(|v| v.is_object()))
        .unwrap_or(&Value::Null);
    let path = ["file", "path", "key", "filename", "link"]
        .iter()
        .find_map(|k| place.get(k).and_then(Value::as_str).filter(|p| !p.is_empty()))
        .ok_or_else(|| format!("{at}.SourceMetadata.Data: no file named in it"))?;
    let verified = match value.get("Verified") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(b)) => *b,
        Some(_) => return Err(format!("{at}.Verified: expected true or false")),
    };
    let line = number(place, "line", &format!("{at}.SourceMetadata.Data"))?;
    claims.list.push(Claim {
        tool: "trufflehog".into(),
        rule: text(value, "DetectorName", at)?,
        title: perhaps(value, "DetectorDescription", at)?,
        path: path.into(),
        commit: place.get("commit").and_then(Value::as_str),
        line,
        end_line: line,
        value: perhaps(value, "Raw", at)?,
        confidence: Some(0.5),
        state: if verified { State::Live } else { State::NotAsked },
        ..Claim::default()
    });
    Ok(())
}

/// `.secrets.baseline` and the output of `detect-secrets scan`: lists by file name, with SHA-1 for the values.
pub(super) fn detect_secrets<'a>(results: &'a Value, claims: &mut Claims<'a>) -> Result<(), String> {
    claims.tool("detect-secrets");
    let files = results.as_object().ok_or("results: expected an object")?;
    let mut audited = 0;
    for (file, list) in files {
        let at = format!("results[{:?}]", super::short(file, 80));
        let list = list.as_array().ok_or_else(|| format!("{at}: expected a list"))?;
        for (i, value) in list.iter().enumerate() {
            let at = format!("{at}[{i}]");
            if value.get("is_secret").and_then(Value::as_bool) == Some(false) {
                audited += 1;
                continue;
            }
            let line = number(value, "line_number", &at)?;
            claims.list.push(Claim {
                tool: "detect-secrets".into(),
                rule: text(value, "type", &at)?,
                path: Cow::Borrowed(file),
                line,
                end_line: line,
                state: match value.get("is_verified") {
                    Some(Value::Bool(true)) => State::Live,
                    _ => State::NotAsked,
                },
                ..Claim::default()
            });
        }
    }
    if audited > 0 {
        claims.notes.push(format!(
            "{audited} entries that somebody marked as no secrets were left out"
        ));
    }
    Ok(())
}

pub(super) fn severity(word: &str) -> Option<Severity> {
    let word = word.to_ascii_lowercase();
    Severity::ALL.into_iter().find(|s| s.name() == word)
}
