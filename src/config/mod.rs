//! Settings: built in, then a configuration file, then flags; validated once, so that nothing after this asks "was it set?".
//!
//! Each value knows where it came from ([`Source`]), which `config show` prints. A file in the scanned tree is untrusted:
//! what it leaves out is counted, and the report gives the score without it.

mod choice;
mod error;
mod exclude;
mod find;
mod raw;
mod terms;
mod units;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

pub use choice::{Choice, unknown};
pub use error::{ConfigError, nearest};
pub use exclude::{Exclude, Excludes};
pub use find::{FILE_NAME, project_root};
use raw::RawConfig;
pub use units::{parse_duration, parse_size};

use crate::detect::terms::Term;
use crate::ecosystem::Foreign;
use crate::finding::Severity;
use crate::rule::raw::RawRule;

/// The JSON Schema of the configuration file.
pub const SCHEMA: &str = include_str!("../../docs/config.schema.json");

/// A commented configuration file that changes nothing, as `init` writes it.
pub const TEMPLATE: &str = include_str!("template.toml");

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything.
    BuiltIn,
    /// The configuration file, at this line.
    File {
        /// As shown to the user.
        file: String,
        /// 1-based.
        line: usize,
    },
    /// A variable of the environment.
    Environment(&'static str),
    /// A flag.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built in"),
            Self::File { file, line } => write!(f, "{file}:{line}"),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Bounds on what a scan spends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Larger files are skipped (and counted as not read).
    pub max_file_size: u64,
    /// Archives within archives.
    pub max_archive_depth: u8,
    /// Encodings within encodings.
    pub max_decode_depth: u8,
    /// After this the scan stops and says what it did not read; zero for no limit.
    pub timeout: Duration,
    /// Threads; 0 for one a processor.
    pub threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_size: 4 << 30,
            max_archive_depth: 8,
            max_decode_depth: 4,
            timeout: Duration::ZERO,
            threads: 0,
        }
    }
}

/// Validated settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Findings below this confidence are not reported.
    pub min_confidence: f64,
    /// Findings of this severity and above make the exit code 1.
    pub fail_on: Severity,
    /// A score above this makes the exit code 1; 100 never does.
    pub max_score: u32,
    /// The rules that flags ask for: others do not run.
    pub asked: Choice,
    /// The rules that the file asks for: findings of others are left out, but counted.
    pub chosen: Choice,
    /// Not these paths.
    pub excludes: Excludes,
    /// The baseline file, if one was named.
    pub baseline: Option<PathBuf>,
    /// What fingerprints are keyed with, if it was named.
    pub key: Option<KeySetting>,
    /// Remarks of other tools that allow a secret in their line, besides `spillage:allow`.
    pub remarks: Vec<String>,
    /// What files of other tools add.
    pub foreign: Foreign,
    /// Bounds.
    pub limits: Limits,
    /// Severities that differ from the rules' own, by rule id.
    pub severity: BTreeMap<String, Severity>,
    /// The organisation's own words.
    pub terms: Vec<Term>,
    /// Rules that the configuration brings.
    pub rules: Vec<RawRule>,
    /// The file that was read, as shown to the user.
    pub file: Option<String>,
    sources: BTreeMap<&'static str, Source>,
}

/// A fingerprint key and who can read it.
#[derive(Clone, PartialEq, Eq)]
pub enum KeySetting {
    /// From the environment: only its owner has it.
    Private(String),
    /// From the configuration: everybody who reads the configuration has it.
    Shared(String),
}

impl fmt::Debug for KeySetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Private(_) => "Private(…)",
            Self::Shared(_) => "Shared(…)",
        })
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            min_confidence: 0.5,
            fail_on: Severity::High,
            max_score: 100,
            asked: Choice::default(),
            chosen: Choice::default(),
            excludes: Excludes::default(),
            baseline: None,
            key: None,
            remarks: Vec::new(),
            foreign: Foreign::default(),
            limits: Limits::default(),
            severity: BTreeMap::new(),
            terms: Vec::new(),
            rules: Vec::new(),
            file: None,
            sources: BTreeMap::new(),
        }
    }
}

/// What flags and the environment say; `None` and empty where they say nothing.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--min-confidence`
    pub min_confidence: Option<f64>,
    /// `--fail-on`
    pub fail_on: Option<Severity>,
    /// `--max-score`
    pub max_score: Option<u32>,
    /// `--select`
    pub select: Vec<String>,
    /// `--ignore`
    pub ignore: Vec<String>,
    /// `--exclude`
    pub exclude: Vec<String>,
    /// `--baseline`
    pub baseline: Option<PathBuf>,
    /// `SPILLAGE_KEY`
    pub key: Option<String>,
    /// `--max-file-size`
    pub max_file_size: Option<u64>,
    /// `--max-archive-depth`
    pub max_archive_depth: Option<u8>,
    /// `--max-decode-depth`
    pub max_decode_depth: Option<u8>,
    /// `--timeout`
    pub timeout: Option<Duration>,
    /// `--threads`
    pub threads: Option<usize>,
}

impl Config {
    /// Built-in settings, changed by a file's text, where there is one.
    ///
    /// # Errors
    /// Where the text is not valid: syntax, unknown key, wrong type, value out of range, bad glob.
    pub fn from_text(file: &str, text: &str) -> Result<Self, ConfigError> {
        let place = error::Place { file, text };
        let raw: RawConfig = toml::from_str(text).map_err(|e| place.toml_error(&e))?;
        let mut config = Self {
            file: Some(file.to_owned()),
            ..Self::default()
        };
        config.take(raw, place)?;
        Ok(config)
    }

    fn take(&mut self, raw: RawConfig, place: error::Place<'_>) -> Result<(), ConfigError> {
        let mut from = |key: &'static str, at: usize| {
            let line = place.line_column(at).0;
            self.sources.insert(
                key,
                Source::File {
                    file: place.file.to_owned(),
                    line,
                },
            );
        };
        if let Some(v) = raw.min_confidence {
            from("min_confidence", v.span().start);
            if !(0.0..=1.0).contains(v.get_ref()) {
                return Err(place.error(v.span(), "min_confidence", "expected a number from 0 to 1"));
            }
            self.min_confidence = v.into_inner();
        }
        if let Some(v) = raw.fail_on {
            from("fail_on", v.span().start);
            self.fail_on = severity(v.get_ref()).map_err(|m| place.error(v.span(), "fail_on", m))?;
        }
        if let Some(v) = raw.max_score {
            from("max_score", v.span().start);
            self.max_score = small(*v.get_ref(), 100).map_err(|m| place.error(v.span(), "max_score", m))?;
        }
        if let Some(v) = raw.select {
            from("select", v.span().start);
            self.chosen.select = v.into_inner().into_iter().map(toml::Spanned::into_inner).collect();
        }
        if let Some(v) = raw.ignore {
            from("ignore", v.span().start);
            self.chosen.ignore = v.into_inner().into_iter().map(toml::Spanned::into_inner).collect();
        }
        if let Some(v) = raw.exclude {
            from("exclude", v.span().start);
            for e in v.into_inner() {
                let (span, e) = (e.span(), e.into_inner());
                self.excludes
                    .add(&e.path, &e.reason, false)
                    .map_err(|m| place.error(span, "exclude", m))?;
            }
        }
        if let Some(v) = raw.baseline {
            from("baseline", v.span().start);
            if v.get_ref().is_empty() {
                return Err(place.error(v.span(), "baseline", "expected the path of a file"));
            }
            self.baseline = Some(v.into_inner().into());
        }
        if let Some(v) = raw.fingerprint_key {
            from("fingerprint_key", v.span().start);
            if v.get_ref().chars().count() < 16 {
                return Err(place.error(v.span(), "fingerprint_key", "expected at least 16 characters"));
            }
            self.key = Some(KeySetting::Shared(v.into_inner()));
        }
        if let Some(v) = raw.suppress.remarks {
            from("suppress.remarks", v.span().start);
            // A shorter one stands in too many lines that nobody meant.
            if v.get_ref().iter().any(|r| r.trim().len() < 6) {
                return Err(place.error(v.span(), "suppress.remarks", "expected texts of at least 6 characters"));
            }
            self.remarks = v.into_inner().into_iter().map(|r| r.trim().to_owned()).collect();
        }
        let limits = raw.limits;
        if let Some(v) = limits.max_file_size {
            from("limits.max_file_size", v.span().start);
            self.limits.max_file_size =
                parse_size(&v.get_ref().0).map_err(|m| place.error(v.span(), "limits.max_file_size", m))?;
        }
        if let Some(v) = limits.max_archive_depth {
            from("limits.max_archive_depth", v.span().start);
            let n = small(*v.get_ref(), 64).map_err(|m| place.error(v.span(), "limits.max_archive_depth", m))?;
            self.limits.max_archive_depth = n as u8;
        }
        if let Some(v) = limits.max_decode_depth {
            from("limits.max_decode_depth", v.span().start);
            let n = small(*v.get_ref(), 16).map_err(|m| place.error(v.span(), "limits.max_decode_depth", m))?;
            self.limits.max_decode_depth = n as u8;
        }
        if let Some(v) = limits.timeout {
            from("limits.timeout", v.span().start);
            self.limits.timeout =
                parse_duration(&v.get_ref().0).map_err(|m| place.error(v.span(), "limits.timeout", m))?;
        }
        if let Some(v) = limits.threads {
            from("limits.threads", v.span().start);
            let n = small(*v.get_ref(), 1024).map_err(|m| place.error(v.span(), "limits.threads", m))?;
            self.limits.threads = n as usize;
        }
        for (id, v) in raw.severity {
            from("severity", id.span().start);
            let level =
                severity(v.get_ref()).map_err(|m| place.error(v.span(), &format!("severity.{}", id.get_ref()), m))?;
            self.severity.insert(id.into_inner(), level);
        }
        self.terms = terms::take(raw.terms, place)?;
        for r in raw.rule {
            from("rule", r.span().start);
            if let Some(p) = r.get_ref().problem() {
                return Err(place.error(r.span(), &format!("rule.{}", r.get_ref().id), p));
            }
            self.rules.push(r.into_inner());
        }
        Ok(())
    }

    /// Lays flags and the environment over the settings. `select` is replaced; `ignore` and `exclude` grow.
    ///
    /// # Errors
    /// Where a glob is not valid.
    pub fn with(mut self, o: Overrides) -> Result<Self, ConfigError> {
        let sources = &mut self.sources;
        let mut put = |key: &'static str, flag: &'static str| {
            sources.insert(key, Source::Flag(flag));
        };
        if let Some(v) = o.min_confidence {
            put("min_confidence", "--min-confidence");
            self.min_confidence = v;
        }
        if let Some(v) = o.fail_on {
            put("fail_on", "--fail-on");
            self.fail_on = v;
        }
        if let Some(v) = o.max_score {
            put("max_score", "--max-score");
            self.max_score = v;
        }
        if !o.select.is_empty() {
            put("select", "--select");
            self.chosen.select.clear();
            self.asked.select = o.select;
        }
        if !o.ignore.is_empty() {
            put("ignore", "--ignore");
            self.asked.ignore = o.ignore;
        }
        for glob in &o.exclude {
            put("exclude", "--exclude");
            self.excludes.add(glob, "", true).map_err(|message| ConfigError {
                file: String::new(),
                line: 0,
                column: 0,
                key: "--exclude".into(),
                message,
            })?;
        }
        if let Some(v) = o.baseline {
            put("baseline", "--baseline");
            self.baseline = Some(v);
        }
        if let Some(v) = o.max_file_size {
            put("limits.max_file_size", "--max-file-size");
            self.limits.max_file_size = v;
        }
        if let Some(v) = o.max_archive_depth {
            put("limits.max_archive_depth", "--max-archive-depth");
            self.limits.max_archive_depth = v;
        }
        if let Some(v) = o.max_decode_depth {
            put("limits.max_decode_depth", "--max-decode-depth");
            self.limits.max_decode_depth = v;
        }
        if let Some(v) = o.timeout {
            put("limits.timeout", "--timeout");
            self.limits.timeout = v;
        }
        if let Some(v) = o.threads {
            put("limits.threads", "--threads");
            self.limits.threads = v;
        }
        if let Some(v) = o.key {
            sources.insert("fingerprint_key", Source::Environment("SPILLAGE_KEY"));
            self.key = Some(KeySetting::Private(v));
        }
        Ok(self)
    }

    /// Where a key's value came from (`limits.timeout`).
    #[must_use]
    pub fn source(&self, key: &str) -> Source {
        self.sources.get(key).cloned().unwrap_or(Source::BuiltIn)
    }

    /// Every key with its value as TOML, for `config show`. The fingerprint key is not shown.
    #[must_use]
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        let list = |items: &[String]| format!("[{}]", items.iter().map(|i| quoted(i)).collect::<Vec<_>>().join(", "));
        let globs: Vec<String> = self.excludes.iter().map(|e| e.pattern.clone()).collect();
        let levels: Vec<String> = self
            .severity
            .iter()
            .map(|(k, v)| format!("{} = {}", quoted(k), quoted(v.name())))
            .collect();
        let ids: Vec<String> = self.rules.iter().map(|r| r.id.clone()).collect();
        let baseline = self
            .baseline
            .as_ref()
            .map_or_else(|| "none".into(), |p| quoted(&p.to_string_lossy()));
        vec![
            ("min_confidence", self.min_confidence.to_string()),
            ("fail_on", quoted(self.fail_on.name())),
            ("max_score", self.max_score.to_string()),
            ("select", list(&[&self.chosen.select[..], &self.asked.select].concat())),
            ("ignore", list(&[&self.chosen.ignore[..], &self.asked.ignore].concat())),
            ("exclude", list(&globs)),
            ("baseline", baseline),
            (
                "fingerprint_key",
                if self.key.is_some() {
                    "set".into()
                } else {
                    "public".into()
                },
            ),
            ("suppress.remarks", list(&self.remarks)),
            ("limits.max_file_size", self.limits.max_file_size.to_string()),
            ("limits.max_archive_depth", self.limits.max_archive_depth.to_string()),
            ("limits.max_decode_depth", self.limits.max_decode_depth.to_string()),
            ("limits.timeout", format!("\"{}s\"", self.limits.timeout.as_secs_f64())),
            ("limits.threads", self.limits.threads.to_string()),
            ("severity", format!("{{ {} }}", levels.join(", ")).replace("{  }", "{}")),
            ("terms.words", terms::counted(&self.terms, false)),
            ("terms.hashed", terms::counted(&self.terms, true)),
            ("rule", list(&ids)),
        ]
    }
}

/// A severity by its name.
///
/// # Errors
/// With what was expected.
pub fn severity(name: &str) -> Result<Severity, String> {
    let known = Severity::ALL.iter().map(|s| s.name());
    Severity::ALL
        .into_iter()
        .find(|s| s.name() == name)
        .ok_or_else(|| format!("{} is no severity{}", quoted(name), error::expected(name, known)))
}

fn small(value: i64, max: u32) -> Result<u32, String> {
    u32::try_from(value)
        .ok()
        .filter(|v| *v <= max)
        .ok_or_else(|| format!("expected a whole number from 0 to {max}"))
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        Config::from_text("c.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn mistakes_name_line_key_and_expectation() {
        let cases = [
            (
                "min_confidense = 1",
                "c.toml:1:1: `min_confidense`: unknown key, did you mean `min_confidence`?",
            ),
            (
                "\nmin_confidence = \"x\"",
                "c.toml:2:18: `min_confidence`: invalid type: string \"x\", expected f64",
            ),
            (
                "min_confidence = 7",
                "c.toml:1:18: `min_confidence`: expected a number from 0 to 1",
            ),
            (
                "fail_on = \"hihg\"",
                "c.toml:1:11: `fail_on`: \"hihg\" is no severity, did you mean `high`?",
            ),
            (
                "max_score = 101",
                "c.toml:1:13: `max_score`: expected a whole number from 0 to 100",
            ),
            (
                "[limits]\ntimeout = \"soon\"",
                "c.toml:2:11: `limits.timeout`: expected",
            ),
            (
                "[limits]\nmax_fiel_size = 1",
                "c.toml:2:1: `limits.max_fiel_size`: unknown key, did you mean `max_file_size`?",
            ),
            ("exclude = [\"a\", \"[\"]", "c.toml:1:17: `exclude`: "),
            (
                "exclude = [{ path = \"a\", raeson = \"b\" }]",
                "`exclude`: unknown key, did you mean `reason`?",
            ),
            (
                "exclude = [3]",
                "`exclude`: invalid type: integer `3`, expected a glob, or a table",
            ),
            (
                "[severity]\nx = \"bad\"",
                "c.toml:2:5: `severity.x`: \"bad\" is no severity, expected one of: info, low",
            ),
            ("fail_on = ", "c.toml:1:"),
            ("[[rule]]\nid = \"a\"", "c.toml:1:1: `rule`: missing field"),
            (
                "[[rule]]\nid = \"a\"\ntitel = 1",
                "c.toml:3:1: `rule.titel`: unknown key, did you mean `title`?",
            ),
            ("fingerprint_key = \"short\"", "expected at least 16 characters"),
        ];
        for (text, want) in cases {
            let got = wrong(text);
            assert!(got.contains(want), "{text}\n got: {got}\nwant: {want}");
        }
    }

    #[test]
    fn values_know_where_they_came_from() {
        let c = Config::from_text(
            "c.toml",
            "# x\nfail_on = \"low\"\nmin_confidence = 0\nignore = [\"a\"]\n",
        )
        .unwrap();
        let flags = Overrides {
            min_confidence: Some(0.9),
            ignore: vec!["b".into()],
            ..Overrides::default()
        };
        let c = c.with(flags).unwrap();
        assert_eq!(c.source("fail_on").to_string(), "c.toml:2");
        assert_eq!(c.source("min_confidence").to_string(), "--min-confidence");
        assert_eq!(c.source("max_score").to_string(), "built in");
        assert_eq!(
            (
                c.fail_on,
                c.min_confidence,
                (c.chosen.ignore.len(), c.asked.ignore.len())
            ),
            (Severity::Low, 0.9, (1, 1))
        );
    }

    #[test]
    fn the_template_changes_nothing() {
        let c = Config::from_text("t", TEMPLATE).unwrap();
        assert_eq!(c.shown(), Config::default().shown());
        // And everything that it offers is valid.
        let offered: String = TEMPLATE
            .lines()
            .map(|l| {
                l.strip_prefix("# ")
                    .filter(|r| r.contains('=') || r.starts_with('['))
                    .unwrap_or("")
            })
            .fold(String::new(), |s, l| s + l + "\n");
        Config::from_text("t", &offered).unwrap();
    }

    #[test]
    fn the_schema_knows_every_key_of_a_rule() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let in_schema: std::collections::BTreeSet<&str> = schema["properties"]["rule"]["items"]["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let e = toml::from_str::<crate::rule::raw::RawFile>("[[rule]]\nnot-a-key = 1").unwrap_err();
        let known: std::collections::BTreeSet<&str> = e.message().split('`').skip(3).step_by(2).collect();
        assert_eq!(in_schema, known);
    }

    #[test]
    fn the_schema_knows_every_key_and_no_other() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let mut keys = Vec::new();
        for (name, sub) in schema["properties"].as_object().unwrap() {
            if matches!(name.as_str(), "limits" | "suppress" | "terms") {
                keys.extend(
                    sub["properties"]
                        .as_object()
                        .unwrap()
                        .keys()
                        .map(|k| format!("{name}.{k}")),
                );
            } else {
                keys.push(name.clone());
            }
        }
        let mut shown: Vec<String> = Config::default()
            .shown()
            .into_iter()
            .map(|(k, _)| k.to_owned())
            .collect();
        keys.sort();
        shown.sort();
        assert_eq!(keys, shown);
    }
}
