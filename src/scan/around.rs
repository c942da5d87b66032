//! What lies around the tree: stores recognised by their path, small settings and text stores read for secrets, the
//! environment of the process.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::examine::Found;
use super::stream::stream;
use super::{Deadline, ScanOptions, Scanned, examiner, tree};
use crate::detect::Detector;
use crate::finding::{Category, Finding, Status};
use crate::platform;
use crate::source::around::{self, Sighting};
use crate::source::{Item, Origin, OriginKind, Skipped};

/// How far a session under judgement can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Around {
    /// The home folder.
    Home(PathBuf),
    /// The home folder and the machine below a root, normally `/`.
    Machine(PathBuf, PathBuf),
}

/// Larger text stores are recognised by path only.
const TEXT_LIMIT: u64 = 16 << 20;
/// More files of one rule than this below one folder become one finding about the folder.
const ALIKE: usize = 8;

/// Themes whose stores are recognised and never opened: their content is somebody's private life, is encrypted, or (for
/// transcripts) is the business of another command.
const CLOSED: [&str; 11] = [
    "Browsers",
    "Messengers",
    "Mail",
    "Wallets",
    "Password managers",
    "KeePass",
    "Key rings",
    "pass",
    "Authenticators",
    "NSS",
    "Agent transcripts",
];

/// Looks around: path findings for every store that is there, secrets from those that are plain text.
/// `without` names the roots that are scanned as trees.
#[must_use]
pub fn around(place: &Around, without: &[PathBuf], detector: &Detector, options: &ScanOptions<'_>) -> Scanned {
    let examiner = examiner(detector, options);
    let without: Vec<PathBuf> = without.iter().filter_map(|p| p.canonicalize().ok()).collect();
    let mut skipped: Vec<Skipped> = Vec::new();
    let mut paths = Found::default();
    let mut tally = stream(
        options,
        Deadline(options.timeout.map(|t| Instant::now() + t)),
        |hand| {
            let mut each = |s: Sighting| {
                if options.excludes.covers(s.shown.trim_start_matches(['~', '/'])) {
                    return;
                }
                let rules: Vec<usize> = detector.scan_path(&s.shown).collect();
                let closed = rules.iter().any(|i| {
                    detector
                        .rules()
                        .rules()
                        .get(*i)
                        .is_some_and(|r| CLOSED.contains(&r.provider.get()))
                });
                let wanted = !closed && s.is_file && s.len <= TEXT_LIMIT && (s.is_setting || !rules.is_empty());
                let bytes = if wanted { read(&s.path) } else { None };
                // What this user cannot open, a session of this user cannot read.
                if wanted && bytes.is_none() {
                    return;
                }
                if !rules.is_empty() {
                    let before = paths.findings.len();
                    examiner.path(&origin(&s.shown), None, &mut paths);
                    for f in paths.findings.iter_mut().skip(before) {
                        f.evidence.extend(s.note.map(str::to_owned));
                        if closed {
                            f.evidence.push("recognised by its path, not opened".to_owned());
                        }
                    }
                }
                if let Some(bytes) = bytes {
                    let size = bytes.len();
                    hand(
                        Item {
                            origin: origin(&s.shown),
                            bytes: bytes.into(),
                        },
                        size,
                    );
                }
            };
            let mut skip = |s| skipped.push(s);
            match place {
                Around::Home(home) => around::home(home, &without, &mut each, &mut skip),
                Around::Machine(home, root) => {
                    around::home(home, &without, &mut each, &mut skip);
                    around::machine(root, home, &without, &mut each, &mut skip);
                }
            }
        },
        |item: Item<'static>, memory, tally| {
            let mut own = super::Tally::default();
            tree::contents(examiner, &item, options, memory, &mut own);
            tally.found.findings.extend(
                own.found
                    .findings
                    .into_iter()
                    .filter(|f| f.category == Category::Secret),
            );
            tally.found.allowed.append(&mut own.found.allowed);
            tally.skipped.append(&mut own.skipped);
        },
    );
    tally.found.findings.append(&mut collapse(paths.findings));
    tally.skipped.append(&mut skipped);
    tally.tell_cut("~");
    tally.finish(detector, options.fingerprinter, options.floor)
}

/// Scans the variables of a process, which the caller hands over.
#[must_use]
pub fn environment(variables: &[(String, String)], detector: &Detector, options: &ScanOptions<'_>) -> Scanned {
    let mut scanned = super::items(around::environment(variables), detector, options);
    scanned.findings.retain(|f| f.category == Category::Secret);
    scanned.coverage.files = 0;
    scanned
}

fn origin(shown: &str) -> Origin {
    Origin {
        path: shown.to_owned(),
        member: Vec::new(),
        commit: None,
        status: Status::Outside,
        kind: OriginKind::Around,
    }
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    platform::open(path)
        .ok()?
        .take(TEXT_LIMIT)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}

/// Many files of one rule become one finding about the folder that holds them all.
fn collapse(findings: Vec<Finding>) -> Vec<Finding> {
    let mut groups: BTreeMap<(String, String), Vec<Finding>> = BTreeMap::new();
    for f in findings {
        // `~/.claude`, `/etc/ssl`, `~/.config/Slack`: the store, by its first parts.
        let parts = if f.location.path.starts_with("~/.config/") || f.location.path.starts_with("~/Library/") {
            3
        } else {
            2
        };
        let store: Vec<&str> = f
            .location
            .path
            .split('/')
            .take(parts + usize::from(f.location.path.starts_with('/')))
            .collect();
        groups.entry((f.rule.to_string(), store.join("/"))).or_default().push(f);
    }
    let mut out = Vec::new();
    for (_, mut group) in groups {
        if group.len() <= ALIKE {
            out.append(&mut group);
            continue;
        }
        group.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let (a, b) = (&first.location.path, &last.location.path);
        let common = a
            .char_indices()
            .zip(b.chars())
            .take_while(|((_, x), y)| x == y)
            .last()
            .map_or(0, |((n, x), _)| n + x.len_utf8());
        let folder = a
            .get(..common)
            .and_then(|c| c.rfind('/'))
            .and_then(|n| a.get(..=n))
            .unwrap_or(a)
            .to_owned();
        let mut one = first.clone();
        one.location.path = folder;
        one.evidence
            .insert(0, format!("{} files below this folder", group.len()));
        out.push(one);
    }
    out
}
