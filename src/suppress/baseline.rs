//! The baseline: findings that a project has looked at and accepted, by the fingerprint of their value.
//!
//! A text file that merges well: a header, then one entry a line, sorted, then an end mark. No line numbers, so that
//! entries survive edits and moves; no values, so that it can be committed. A file without its end mark is truncated and
//! an error: half a baseline would report accepted findings as new, or worse, be written back without the other half.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::fingerprint::Key;
use crate::finding::{Finding, Fingerprint};

const TITLE: &str = "# spillage baseline 1";
const END: &str = "# end of baseline";

/// An accepted value. Rule and path are for readers and were true when the entry was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The rule that found it.
    pub rule: String,
    /// The first place where it was found, made printable.
    pub path: String,
    /// Why it is accepted; kept when the file is written again.
    pub reason: String,
}

impl Entry {
    fn of(f: &Finding) -> Self {
        Self {
            rule: printable(&f.rule),
            path: printable(&f.location.path),
            reason: String::new(),
        }
    }

    fn line(&self, print: &Fingerprint) -> String {
        let mut s = format!("{print}\t{}\t{}", self.rule, self.path);
        if !self.reason.is_empty() {
            s.push('\t');
            s.push_str(&self.reason);
        }
        s
    }
}

/// The line that accepts a finding, for a baseline with the key that named it; a reason may follow behind a tab.
#[must_use]
pub fn line(finding: &Finding) -> String {
    Entry::of(finding).line(&finding.fingerprint)
}

/// The header's statement about the key that entries are named with.
#[derive(Debug, Clone, PartialEq, Eq)]
enum KeyLine {
    /// The key itself, made for this project.
    Inline(String),
    /// Only the name of a key that is kept elsewhere.
    Elsewhere(String),
}

/// A baseline file in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    key: KeyLine,
    entries: BTreeMap<Fingerprint, Entry>,
}

/// What is wrong with a baseline file, and in which line (1-based).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineError {
    /// Line of the file.
    pub line: usize,
    /// What was expected.
    pub message: String,
}

impl std::fmt::Display for BaselineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for BaselineError {}

impl Baseline {
    /// An empty baseline with a project key of its own; `random` comes from the operating system.
    #[must_use]
    pub fn with_new_key(random: [u8; 16]) -> Self {
        Self {
            key: KeyLine::Inline(data_encoding::HEXLOWER.encode(&random)),
            entries: BTreeMap::new(),
        }
    }

    /// An empty baseline for a key that is kept elsewhere (environment or configuration).
    #[must_use]
    pub fn for_key(key: &Key) -> Self {
        Self {
            key: KeyLine::Elsewhere(key.id()),
            entries: BTreeMap::new(),
        }
    }

    /// The key in the header, if the header holds one.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        match &self.key {
            KeyLine::Inline(material) => Some(Key::shared(material)),
            KeyLine::Elsewhere(_) => None,
        }
    }

    /// Whether fingerprints made with this key can be compared with the entries.
    #[must_use]
    pub fn fits(&self, key: &Key) -> bool {
        match &self.key {
            KeyLine::Inline(material) => Key::shared(material).id() == key.id(),
            KeyLine::Elsewhere(id) => *id == key.id(),
        }
    }

    /// The accepted values.
    #[must_use]
    pub fn entries(&self) -> &BTreeMap<Fingerprint, Entry> {
        &self.entries
    }

    /// Whether the finding's value is accepted.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        self.entries.contains_key(&finding.fingerprint)
    }

    /// Accepts these findings too. Entries that are there already stay as they are. Gives the number of new ones.
    pub fn add<'a>(&mut self, findings: impl IntoIterator<Item = &'a Finding>) -> usize {
        let before = self.entries.len();
        for f in findings {
            self.entries
                .entry(f.fingerprint.clone())
                .or_insert_with(|| Entry::of(f));
        }
        self.entries.len() - before
    }

    /// Drops entries whose value none of these findings has. Gives the number of dropped ones.
    pub fn prune<'a>(&mut self, findings: impl IntoIterator<Item = &'a Finding>) -> usize {
        let live: std::collections::HashSet<&Fingerprint> = findings.into_iter().map(|f| &f.fingerprint).collect();
        let before = self.entries.len();
        self.entries.retain(|print, _| live.contains(print));
        before - self.entries.len()
    }

    /// Entries whose value none of these findings has.
    #[must_use]
    pub fn unused<'a>(&self, findings: impl IntoIterator<Item = &'a Finding>) -> Vec<(&Fingerprint, &Entry)> {
        let live: std::collections::HashSet<&Fingerprint> = findings.into_iter().map(|f| &f.fingerprint).collect();
        self.entries.iter().filter(|(print, _)| !live.contains(print)).collect()
    }

    /// The file's text.
    #[must_use]
    pub fn render(&self) -> String {
        let mut s = format!("{TITLE}: accepted values, one a line: fingerprint, rule, path, reason (tab between)\n");
        let _ = match &self.key {
            KeyLine::Inline(k) => writeln!(s, "# seed {k}"),
            KeyLine::Elsewhere(id) => writeln!(s, "# seed-id {id}"),
        };
        for (print, e) in &self.entries {
            s.push_str(&e.line(print));
            s.push('\n');
        }
        s.push_str(END);
        s.push('\n');
        s
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// Where the text is not a whole baseline: wrong title, no key, a malformed entry, no end mark.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let fail = |line: usize, message: String| Err(BaselineError { line, message });
        let mut lines = text.lines().enumerate().map(|(i, l)| (i + 1, l.trim_end_matches('\r')));
        match lines.next() {
            Some((_, l)) if l.starts_with(TITLE) => {}
            _ => return fail(1, format!("not a baseline: the first line should start with {TITLE:?}")),
        }
        let key = match lines.next().map(|(_, l)| l) {
            Some(l) if l.strip_prefix("# seed ").is_some_and(is_hex) => {
                KeyLine::Inline(l["# seed ".len()..].to_owned())
            }
            Some(l) if l.strip_prefix("# seed-id ").is_some_and(is_hex) => {
                KeyLine::Elsewhere(l["# seed-id ".len()..].to_owned())
            }
            _ => return fail(2, "expected `# seed HEX` or `# seed-id HEX`".into()),
        };
        let mut entries = BTreeMap::new();
        let mut last = 2;
        while let Some((n, line)) = lines.next() {
            last = n;
            if line == END {
                if let Some((n, l)) = lines.find(|(_, l)| !l.trim().is_empty()) {
                    let what = if l.starts_with(TITLE) {
                        "a second baseline"
                    } else {
                        "text"
                    };
                    return fail(n, format!("{what} behind the end mark: a merge went wrong"));
                }
                return Ok(Self { key, entries });
            }
            if line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>") {
                return fail(
                    n,
                    "a merge conflict: keep the lines of both sides and delete the marks".into(),
                );
            }
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut parts = line.splitn(4, '\t');
            let (Some(print), Some(rule), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
                return fail(n, "expected fingerprint, rule and path with a tab between".into());
            };
            if print.len() != 32 || !is_hex(print) {
                return fail(
                    n,
                    format!(
                        "{:?} is no fingerprint: 32 lower-case hexadecimal digits",
                        printable(print)
                    ),
                );
            }
            let entry = Entry {
                rule: rule.to_owned(),
                path: path.to_owned(),
                reason: parts.next().unwrap_or_default().trim().to_owned(),
            };
            entries.entry(Fingerprint(print.to_owned())).or_insert(entry);
        }
        fail(
            last + 1,
            format!("the file is truncated: it should end with {END:?}. Restore it from version control"),
        )
    }
}

fn is_hex(s: &str) -> bool {
    !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Control and format characters become `\u{…}`, so that a name from the tree cannot break the file's lines.
fn printable(name: &str) -> String {
    crate::report::text::escape(name).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Category, Location, Secret, Severity, Status};
    use crate::suppress::fingerprint::Fingerprinter;

    fn finding(value: &str, path: &str) -> Finding {
        Finding {
            rule: "some-rule".into(),
            category: Category::Secret,
            severity: Severity::High,
            confidence: 0.9,
            location: Location {
                path: path.into(),
                ..Location::default()
            },
            status: Status::Tracked,
            secret: Secret::new(value.as_bytes()),
            fingerprint: Fingerprinter::new(Key::shared("00ff")).of(value.as_bytes()),
            impact: 0.5,
            reach: 1.0,
            evidence: Vec::new(),
            excerpt: None,
        }
    }

    fn baseline() -> Baseline {
        Baseline::parse(&format!("{TITLE}\n# seed 00ff\n{END}\n")).unwrap()
    }

    #[test]
    fn survives_moves_and_round_trips() {
        let mut b = baseline();
        assert_eq!(
            b.add([
                &finding("one", "a.txt"),
                &finding("two", "b\nc\u{202e}.txt"),
                &finding("one", "z.txt")
            ]),
            2
        );
        let text = b.render();
        assert_eq!(text.lines().count(), 5, "{text}");
        assert_eq!(Baseline::parse(&text).unwrap(), b);
        assert!(b.covers(&finding("one", "moved/elsewhere.txt")));
        assert!(!b.covers(&finding("three", "a.txt")));
        assert_eq!(b.unused([&finding("one", "x")]).len(), 1);
        assert_eq!(b.prune([&finding("one", "x")]), 1);
        assert!(b.fits(&b.key().unwrap()));
        assert!(!b.fits(&Key::public()));
    }

    #[test]
    fn reasons_stay() {
        let mut b = baseline();
        b.add([&finding("one", "a.txt")]);
        let text = b.render().replace("a.txt", "a.txt\ttest vector of RFC 1");
        let mut again = Baseline::parse(&text).unwrap();
        again.add([&finding("one", "b.txt")]);
        assert_eq!(again.render(), text);
    }

    #[test]
    fn broken_files_say_where() {
        let mut b = baseline();
        b.add([&finding("one", "a.txt"), &finding("two", "b.txt")]);
        let good = b.render();
        for cut in 0..good.trim_end().len() {
            assert!(Baseline::parse(&good[..cut]).is_err(), "cut at {cut}");
        }
        let line = |text: &str| Baseline::parse(text).unwrap_err().line;
        assert_eq!(line(&good.replace("# seed", "# sede")), 2);
        assert_eq!(line(&good.replace('\t', " ")), 3);
        assert_eq!(line(&good.replace(END, "<<<<<<< ours")), 5);
        assert_eq!(line(&format!("{good}{good}")), 6);
        assert!(Baseline::parse(&good.replace('\n', "\r\n")).is_ok());
    }
}
