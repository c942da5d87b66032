//! Findings that other scanners made, as a report: one score over what a team already has.
//!
//! Formats are told by their shape, never by a file's name. Everything in such a file is untrusted; a value is turned into a
//! [`Secret`] and a keyed fingerprint at once, and no other text of the file that could hold it is kept.

mod grade;
mod peers;
mod place;
mod sarif;

pub(crate) use grade::{usual, word};

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::{Report, RuleInfo};
use crate::exposure::{assess, reach, score_of};
use crate::finding::{Category, Finding, Location, Secret, Severity, Status};
use crate::source::{OriginKind, Skipped};
use crate::suppress::Fingerprinter;

/// Rule ids and titles are cut to so many characters.
const WORDS: usize = 120;

/// So many findings of a line are compared with a further one.
const COMPARED: usize = 64;

/// What the findings of one file come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// The tools whose findings these are.
    pub tools: Vec<String>,
    /// The findings, in the order of the file.
    pub findings: Vec<Finding>,
    /// What the tools say of their rules, by id with the tool's name before it (`gitleaks/github-pat`).
    pub rules: BTreeMap<String, RuleInfo>,
    /// What of the file did not become a finding.
    pub notes: Vec<String>,
}

/// What a tool says of one value, before it is graded.
#[derive(Debug, Clone, Default)]
struct Claim<'a> {
    tool: Cow<'a, str>,
    rule: &'a str,
    title: &'a str,
    path: Cow<'a, str>,
    commit: Option<&'a str>,
    /// 1-based; 0: the whole file.
    line: u64,
    /// 1-based; 0: not known.
    column: u64,
    end_line: u64,
    /// Behind the last character; 0: not known.
    end_column: u64,
    value: &'a str,
    confidence: Option<f64>,
    severity: Option<Severity>,
    state: State,
}

/// What a tool that asks the service was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// It did not ask.
    #[default]
    NotAsked,
    /// The service accepts the value.
    Live,
    /// The service refuses it.
    Dead,
}

/// Findings and what is to be said besides, while a file is read.
#[derive(Debug, Default)]
struct Claims<'a> {
    list: Vec<Claim<'a>>,
    tools: Vec<String>,
    notes: Vec<String>,
}

impl Claims<'_> {
    fn tool(&mut self, name: &str) {
        if !self.tools.iter().any(|t| t == name) {
            self.tools.push(name.to_owned());
        }
    }
}

/// Reads the findings of gitleaks, betterleaks, kingfisher, TruffleHog, detect-secrets, or any tool that writes SARIF.
///
/// `root` is the folder that absolute paths are made relative to.
///
/// # Errors
/// Where the text is none of these formats, or a value is not what its key needs; the message names the key.
pub fn read(text: &str, root: &str, prints: &Fingerprinter) -> Result<Imported, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err("the file is empty".to_owned());
    }
    let values: Vec<Value>;
    let whole: Value;
    let mut claims = Claims::default();
    match serde_json::from_str::<Value>(text) {
        Ok(value) => {
            whole = value;
            if !document(&whole, &mut claims)? {
                return Err(unknown(&whole));
            }
        }
        Err(e) if !text.starts_with('{') || e.is_eof() && !text.contains('\n') => {
            return Err(format!("not JSON: {e}"));
        }
        Err(_) => {
            let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
            values = lines
                .iter()
                .map(|line| serde_json::from_str(line).unwrap_or(Value::Null))
                .collect();
            let (mut known, mut strange) = (0u64, 0u64);
            for (i, value) in values.iter().enumerate() {
                // Of kingfisher, a whole document is a line too, with a summary behind it.
                let read = document(value, &mut claims).map_err(|e| format!("line {}: {e}", i + 1))?;
                if read || peers::summary(value) {
                    known += 1;
                } else {
                    strange += 1;
                }
            }
            if known == 0 {
                return Err(unknown(values.first().unwrap_or(&Value::Null)));
            }
            if strange > 0 {
                claims
                    .notes
                    .push(format!("{strange} lines are no findings and were left out"));
            }
        }
    }
    Ok(graded(claims, root, prints))
}

/// A file that is one JSON value; false where its shape is not known.
fn document<'a>(value: &'a Value, claims: &mut Claims<'a>) -> Result<bool, String> {
    if let Some(runs) = value.get("runs").and_then(Value::as_array) {
        sarif::read(runs, claims)?;
        return Ok(true);
    }
    if value.get("tool").is_some() && value.get("exposure").is_some() {
        return Err("a report of spillage itself: give it as FILE, without --import".to_owned());
    }
    if let Some(results) = value.get("results").filter(|_| value.get("plugins_used").is_some()) {
        peers::detect_secrets(results, claims)?;
        return Ok(true);
    }
    let (list, key) = match (value, value.get("findings")) {
        (Value::Array(list), _) => (list, ""),
        (_, Some(Value::Array(list))) => (list, "findings"),
        _ => return peers::item(value, "the object", claims),
    };
    for (i, value) in list.iter().enumerate() {
        let at = format!("{key}[{i}]");
        if !peers::item(value, &at, claims)? && !peers::summary(value) {
            return Err(format!("{at}: not a finding of a known tool ({})", keys(value)));
        }
    }
    // A list without findings tells neither its tool nor that it is a list of findings.
    if list.is_empty()
        && !matches!(value, Value::Array(_))
        && value.get("scan").is_none()
        && value.get("metadata").is_none()
    {
        return Ok(false);
    }
    Ok(true)
}

fn unknown(value: &Value) -> String {
    format!(
        "neither gitleaks, betterleaks, kingfisher, TruffleHog, detect-secrets nor SARIF ({})",
        keys(value)
    )
}

/// The first keys of an object, to say what was met. Never a value.
fn keys(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let names: Vec<String> = map.keys().take(4).map(|k| format!("{:?}", short(k, 40))).collect();
            format!(
                "an object with {}",
                if names.is_empty() {
                    "no keys".to_owned()
                } else {
                    names.join(", ")
                }
            )
        }
        Value::Array(_) => "a list".to_owned(),
        Value::Null => "not JSON".to_owned(),
        _ => "a bare value".to_owned(),
    }
}

/// Claims as findings: graded by the table, values redacted and named.
fn graded(claims: Claims<'_>, root: &str, prints: &Fingerprinter) -> Imported {
    let mut out = Imported {
        tools: claims.tools.iter().map(|t| short(t, WORDS)).collect(),
        notes: claims.notes,
        ..Imported::default()
    };
    for claim in &claims.list {
        let finding = finding(claim, root, prints);
        let id = finding.rule.to_string();
        out.rules.entry(id).or_insert_with(|| {
            let tool = short(&claim.tool, WORDS);
            let title = short(claim.title, WORDS);
            // Some tools write the value into their message.
            let clean = !title.is_empty() && (claim.value.is_empty() || !claim.title.contains(claim.value));
            RuleInfo {
                title: if clean { title } else { short(claim.rule, WORDS) },
                why: format!("{tool} reports it as a secret."),
                fix: "Revoke it at the service that it opens, and take it out of the file.".to_owned(),
                references: Vec::new(),
            }
        });
        out.findings.push(finding);
    }
    out
}

fn finding(claim: &Claim<'_>, root: &str, prints: &Fingerprinter) -> Finding {
    let rule = format!("{}/{}", id(&claim.tool), id(claim.rule));
    let place = place::of(&claim.path, root);
    let grade = grade::of(claim);
    let line = claim.line;
    let end_line = claim.end_line.max(line);
    let column = if line == 0 { 0 } else { claim.column.max(1) };
    let location = Location {
        line,
        column,
        end_line,
        end_column: if end_line == line {
            claim.end_column.max(column)
        } else {
            claim.end_column
        },
        commit: claim.commit.filter(|c| !c.is_empty()).map(id),
        path: place.path,
        member: place.member,
        line_hash: None,
    };
    let known = !redacted(claim.value);
    let (secret, fingerprint) = if known {
        (Secret::new(claim.value.as_bytes()), prints.of(claim.value.as_bytes()))
    } else {
        // Nothing tells such values apart but their places.
        let at = format!("{}:{}:{}", location.path, location.line, location.column);
        (Secret::already_redacted("…"), prints.of_path(&rule, &at))
    };
    let (kind, status) = match (&location.commit, location.member.is_empty(), place.outside) {
        (Some(_), _, _) => (OriginKind::History, Status::History),
        (None, false, _) => (OriginKind::Archive, Status::Untracked),
        (None, true, true) => (OriginKind::Around, Status::Outside),
        (None, true, false) => (OriginKind::File, Status::Untracked),
    };
    let mut evidence = Vec::new();
    match claim.state {
        State::Live => evidence.push("the service accepts it, says the tool".to_owned()),
        State::Dead => evidence.push("the service refuses it, says the tool".to_owned()),
        State::NotAsked => {}
    }
    if !known {
        evidence.push("the value was redacted before it was imported".to_owned());
    }
    Finding {
        rule: rule.into(),
        category: Category::Secret,
        severity: grade.severity,
        confidence: grade.confidence,
        location,
        status,
        secret,
        fingerprint,
        impact: grade.impact,
        reach: reach(kind, 0),
        evidence,
        excerpt: None,
    }
}

/// Whether a tool left only a mark of the value.
fn redacted(value: &str) -> bool {
    value.trim().is_empty()
        || value.contains("REDACTED")
        || value.ends_with("...")
        || value.contains("****")
        || value.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.' | '…'))
}

/// Letters, digits and what joins them, so that an id can stand in every format and on a command line.
fn id(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(WORDS) {
        match c {
            'a'..='z' | '0'..='9' | '.' | '_' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            _ => {}
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() {
        "unnamed".to_owned()
    } else {
        out.to_owned()
    }
}

fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

impl Report {
    /// A report over nothing but imported findings. What the other tools read is not known, so such a report never advises
    /// to grant: its coverage is nought, and each file stands among what was not examined.
    #[must_use]
    pub fn of_imports() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..Self::default()
        }
    }

    /// Adds imported findings. One value at one place is one finding, however many tools report it; `file` is what the notes
    /// call the import, `min_confidence` what the report keeps.
    pub fn import(&mut self, file: &str, imported: Imported, min_confidence: f64) {
        let tools = if imported.tools.is_empty() {
            "a tool that found nothing".to_owned()
        } else {
            imported.tools.join(", ")
        };
        if self.coverage.files == 0 && self.coverage.bytes_examined == 0 {
            self.coverage.skipped.push(Skipped {
                path: file.to_owned(),
                reason: format!("findings of {tools}; what it read, and what it did not, is not known"),
                bytes: 0,
            });
            self.coverage.skipped.sort();
            self.coverage.ratio = 0.0;
        }
        let mut places: HashMap<(String, u64), Vec<usize>> = HashMap::new();
        for (i, f) in self.findings.iter().enumerate() {
            places
                .entry((f.location.path.clone(), f.location.line))
                .or_default()
                .push(i);
        }
        let (mut taken, mut known, mut weak) = (0u64, 0u64, 0u64);
        for finding in imported.findings {
            if finding.confidence < min_confidence {
                weak += 1;
                continue;
            }
            let here = places
                .entry((finding.location.path.clone(), finding.location.line))
                .or_default();
            // A line with thousands of findings is not worth comparing each with each.
            let same = here
                .iter()
                .rev()
                .take(COMPARED)
                .copied()
                .find(|i| self.findings.get(*i).is_some_and(|f| same_place(f, &finding)));
            if let Some(same) = same.and_then(|i| self.findings.get_mut(i)) {
                known += 1;
                same.confidence = same.confidence.max(finding.confidence);
                let also = format!("also found by {}", finding.rule);
                if same.rule != finding.rule && same.evidence.len() < COMPARED && !same.evidence.contains(&also) {
                    same.evidence.push(also);
                }
                continue;
            }
            taken += 1;
            here.push(self.findings.len());
            self.findings.push(finding);
        }
        if !self.access.is_empty() || !self.exposure.agents.is_empty() {
            self.access.clear();
            self.exposure.agents.clear();
            self.notes
                .push("what agents can do is left out: it is not known of imported findings".to_owned());
        }
        self.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        let used: HashSet<&str> = self.findings.iter().map(|f| f.rule.as_ref()).collect();
        for (id, info) in imported.rules {
            if used.contains(id.as_str()) {
                self.rules.entry(id).or_insert(info);
            }
        }
        let mut note = format!("{file}: {taken} findings of {tools} imported");
        if known > 0 {
            note.push_str(&format!(", {known} known already at the same place"));
        }
        if weak > 0 {
            note.push_str(&format!(", {weak} below the least confidence of {min_confidence}"));
        }
        self.notes.push(note);
        self.notes
            .extend(imported.notes.into_iter().map(|n| format!("{file}: {n}")));
        // What is in a report was found likely enough; what was not is in its upper bound alone.
        let high = self.exposure.high;
        self.exposure = assess(&self.findings, &self.coverage, 0.0);
        self.exposure.high = self.exposure.high.max(high);
        self.suppressed.score_without = self.suppressed.score_without.max(score_of(&self.findings));
    }
}

/// Whether two tools mean the same value: by its name, or by columns that overlap where the name is made with another key
/// or the value was redacted.
fn same_place(a: &Finding, b: &Finding) -> bool {
    let (x, y) = (&a.location, &b.location);
    a.category == b.category
        && x.path == y.path
        && x.line == y.line
        && x.member == y.member
        && x.commit == y.commit
        && (a.fingerprint == b.fingerprint
            || (x.column < y.end_column && y.column < x.end_column && x.end_line == y.end_line))
}

#[cfg(test)]
mod tests;
