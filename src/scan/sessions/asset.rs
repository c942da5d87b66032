//! One value that left, wherever it was seen.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use crate::finding::Finding;
use crate::platform;
use crate::source::transcript::Part;

/// Examples kept of each list.
const KEPT: usize = 16;

/// One value that was in a session.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The finding at the place where it was first seen.
    pub finding: Finding,
    /// How often it was seen.
    pub seen: u64,
    /// First and last time, in seconds since 1970; from the file's date where records have none.
    pub first: i64,
    /// See `first`.
    pub last: i64,
    /// Agents.
    pub agents: BTreeSet<String>,
    /// Providers and base URLs that received it.
    pub providers: BTreeSet<String>,
    /// Models.
    pub models: BTreeSet<String>,
    /// Folders that sessions worked in.
    pub projects: BTreeSet<String>,
    /// Parts of sessions that held it.
    pub parts: BTreeSet<Part>,
    /// Files and commands that it came from, as recorded.
    pub sources: BTreeSet<String>,
    /// Transcripts, as `path:line`.
    pub places: BTreeSet<String>,
    /// Where it still stands, as far as the recorded files can be read.
    pub stands: Option<String>,
}

impl Asset {
    pub(super) fn merge(&mut self, other: Self) {
        self.seen += other.seen;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        if other.finding.sort_key() < self.finding.sort_key() {
            let (severity, confidence) = (self.finding.severity, self.finding.confidence);
            self.finding = other.finding;
            self.finding.severity = self.finding.severity.max(severity);
            self.finding.confidence = self.finding.confidence.max(confidence);
        }
        self.parts.extend(other.parts);
        for (mine, more) in [
            (&mut self.agents, other.agents),
            (&mut self.providers, other.providers),
            (&mut self.models, other.models),
            (&mut self.projects, other.projects),
            (&mut self.sources, other.sources),
            (&mut self.places, other.places),
        ] {
            mine.extend(more);
            // The smallest stay, whatever the order of arrival.
            while mine.len() > KEPT {
                mine.pop_last();
            }
        }
    }
}

/// Whether the value still stands in a file that a session took it from.
pub(super) fn stands(asset: &Asset) -> Option<String> {
    let value = asset.finding.secret.reveal().as_bytes();
    let holds = |path: &Path| -> bool {
        let Ok(file) = platform::open(path) else { return false };
        let mut bytes = Vec::new();
        file.take(16 << 20).read_to_end(&mut bytes).is_ok() && memchr::memmem::find(&bytes, value).is_some()
    };
    for source in &asset.sources {
        // A path as it is, or each word of a command that is one; relative ones below the session's folders.
        for word in std::iter::once(source.as_str()).chain(source.split_whitespace()) {
            let word = word.trim_matches(['"', '\'', ';']);
            if word.is_empty() || word.starts_with('-') {
                continue;
            }
            let path = Path::new(word);
            let candidates = if path.is_absolute() {
                vec![path.to_owned()]
            } else {
                asset.projects.iter().map(|p| Path::new(p).join(path)).collect()
            };
            if let Some(found) = candidates
                .iter()
                .find(|p| std::fs::symlink_metadata(p).is_ok_and(|m| m.is_file()) && holds(p))
            {
                return Some(found.to_string_lossy().into_owned());
            }
        }
    }
    None
}
