//! What could leak: one `Finding` per secret and place, the same type from the detector to the renderer.
//!
//! Invariant: the value of a finding lives in a [`Secret`], which redacts itself wherever it could be
//! printed or serialised. Only [`Secret::reveal`] gives the value out.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of exposure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Something that opens something: key, token, password.
    Secret,
    /// A sign that the content is not meant for everybody: banner, label, licence flag.
    Marker,
    /// Personal data.
    Personal,
    /// A place that usually holds secrets, whatever it holds now.
    Path,
    /// Something in the tree that makes an agent send, run or widen: hooks, servers, hidden text, inert controls.
    Egress,
}

impl Category {
    /// Every category, in the order in which reports list them.
    pub const ALL: [Self; 5] = [Self::Secret, Self::Marker, Self::Personal, Self::Path, Self::Egress];

    /// The name used in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Marker => "marker",
            Self::Personal => "personal",
            Self::Path => "path",
            Self::Egress => "egress",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How bad it would be if the finding is true. Ordered from `Info` to `Critical`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Opens little.
    Low,
    /// Opens one service or a part of one.
    Medium,
    /// Opens production data or a way to publish.
    High,
    /// Opens everything: cloud administration, private keys, an agent's own login.
    Critical,
}

impl Severity {
    /// Every severity, weakest first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The name used in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How the place of a finding relates to version control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// In the git index.
    Tracked,
    /// In the work tree, neither in the index nor ignored (or no repository at all).
    Untracked,
    /// Excluded from version control, and just as readable.
    Ignored,
    /// Only in the object database.
    History,
    /// Not in the scanned tree: home folder, machine, environment, standard input, transcripts.
    Outside,
}

impl Status {
    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tracked => "tracked",
            Self::Untracked => "untracked",
            Self::Ignored => "ignored",
            Self::History => "history",
            Self::Outside => "outside",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A value that must not leak through this program itself.
///
/// `Debug`, `Display` and `Serialize` show [`Secret::redacted`]; the value comes out only through
/// [`Secret::reveal`], so that one search finds every place that can show it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Secret {
    text: String,
    /// The value is gone; `text` is what was left of it.
    gone: bool,
}

impl Secret {
    /// Wraps a value. Bytes that are not UTF-8 are replaced, so that every renderer can hold the value.
    #[must_use]
    pub fn new(value: &[u8]) -> Self {
        Self {
            text: String::from_utf8_lossy(value).into_owned(),
            gone: false,
        }
    }

    /// What a saved report still knows of a value.
    #[must_use]
    pub fn already_redacted(shown: &str) -> Self {
        Self {
            text: shown.to_owned(),
            gone: !shown.is_empty(),
        }
    }

    /// Whether the value itself is still there to be revealed.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.gone && !self.text.is_empty()
    }

    /// The value itself (of a saved report: what was left of it). The only way out; every caller must be behind
    /// `--show-secrets` or keep it inside.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Whether there is no value (findings about a whole file).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// A form that lets its owner recognise the value and nobody else use it: at most four leading and two
    /// trailing characters, together never more than a quarter of it; control characters are left out.
    #[must_use]
    pub fn redacted(&self) -> String {
        if self.text.is_empty() || self.gone {
            return self.text.clone();
        }
        let n = self.text.chars().count();
        let (head, tail) = match n {
            0..=11 => (0, 0),
            12..=15 => (2, 0),
            16..=23 => (4, 0),
            _ => (4, 2),
        };
        let safe = |c: &char| c.is_ascii_graphic();
        let start: String = self.text.chars().take(head).filter(safe).collect();
        let end: String = self.text.chars().skip(n - tail).filter(safe).collect();
        format!("{start}…{end}")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.redacted())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.redacted())
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.redacted())
    }
}

/// Where a finding is. Positions are 1-based; columns count code points and the end is exclusive.
/// `line == 0` means the whole file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Location {
    /// Relative to the scan root, with `/`. For things around the tree: `~/…`, `env:NAME`, an absolute path.
    pub path: String,
    /// Path inside containers, outermost first; empty for plain files.
    pub member: Vec<String>,
    /// The commit (full object name) for findings of git history.
    pub commit: Option<String>,
    /// First line.
    pub line: u64,
    /// First column.
    pub column: u64,
    /// Last line.
    pub end_line: u64,
    /// Column behind the last character.
    pub end_column: u64,
    /// What GitHub calls the line by its text (`hex:occurrence`), for plain files in the git index alone: whoever has the
    /// report could guess at a short value by it, and there he could read it as well.
    pub line_hash: Option<String>,
}

/// A stable name of a finding's value that does not give the value away: keyed, 128 bits, lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One thing that could leak.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule's id.
    pub rule: Cow<'static, str>,
    /// What kind of exposure this is.
    pub category: Category,
    /// How bad it would be.
    pub severity: Severity,
    /// Calibrated probability that the finding is true, 0 to 1.
    pub confidence: f64,
    /// Where it is.
    pub location: Location,
    /// How the place relates to version control.
    pub status: Status,
    /// The value; empty for findings about a whole file.
    pub secret: Secret,
    /// Keyed name of the value (for findings without a value: of rule and path).
    pub fingerprint: Fingerprint,
    /// What the thing opens, 0 to 1.
    pub impact: f64,
    /// How easily the session under judgement reads it, 0 to 1.
    pub reach: f64,
    /// What was established offline: checksum, expiry, account. Never holds the value.
    pub evidence: Vec<String>,
    /// What stands around the value in its line, where that could be shown safely.
    pub excerpt: Option<Excerpt>,
}

/// The line around a value, without the value: every other value that was found, and whatever else looks like one, is `…`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Excerpt {
    /// What stands before the value, at most 80 bytes of the line.
    pub before: String,
    /// What stands behind it, at most 40 bytes of the line.
    pub after: String,
}

impl Finding {
    /// The order of every report: worst place first is the renderer's business; this one is stable and total.
    #[must_use]
    pub fn sort_key(&self) -> (&Location, &str, &str) {
        (&self.location, &self.rule, &self.fingerprint.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_itself_nowhere() {
        let value = format!("{}{}", "hunter2", "hunter2hunter2x");
        let s = Secret::new(value.as_bytes());
        for shown in [format!("{s}"), format!("{s:?}"), serde_json::to_string(&s).unwrap()] {
            assert!(!shown.contains(&value), "{shown}");
            assert!(shown.contains("hunt…"), "{shown}");
        }
        assert_eq!(Secret::new(b"short").redacted(), "…");
    }

    proptest::proptest! {
        #[test]
        fn redaction_shows_at_most_a_quarter(value in "\\PC{1,80}") {
            let s = Secret::new(value.as_bytes());
            let shown = s.redacted().chars().count() - 1;
            proptest::prop_assert!(shown * 4 <= value.chars().count());
        }
    }
}
