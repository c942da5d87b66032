//! The middle of the chain: read what a session could read, detect, place, and say what was not read.
//!
//! Parallelism lives here and nowhere else. Plain files are examined on the threads that walk the tree; large files and
//! containers wait until the walk is over and are then spread over all threads. One thread and many give the same bytes.

mod around;
mod buffer;
mod changed;
mod examine;
mod excerpt;
mod history;
mod large;
mod line_hash;
mod place;
mod sessions;
mod stream;
mod tree;
mod whole;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::detect::{Detector, PathIndex};
use crate::exposure::{Coverage, Folder};
use crate::finding::{Finding, Status};
use crate::licence::Licences;
use crate::source::expand::Limits;
use crate::source::{Item, Skipped};
use crate::suppress::Fingerprinter;
pub use around::{Around, around, environment};
use examine::{Examiner, Found, Memory};
pub use history::{history, staged};
pub use sessions::{Asset, SessionOptions, Sessions, concerns, sessions};

/// How to scan. Every field has a meaning of its own; nothing is "not set".
#[derive(Debug)]
pub struct ScanOptions<'a> {
    /// Threads; at least one.
    pub threads: usize,
    /// Larger files are skipped and reported, in bytes.
    pub max_file_size: u64,
    /// What is left out of the scan altogether.
    pub excludes: Excludes,
    /// How far containers are opened.
    pub limits: Limits,
    /// The scan stops after this long and reports what it did not reach.
    pub timeout: Option<Duration>,
    /// Candidates below this confidence are dropped; those below the reporting threshold count towards `high` only.
    pub floor: f64,
    /// Remarks of other tools that allow the secrets of their line.
    pub remarks: &'a [String],
    /// Names the values.
    pub fingerprinter: &'a Fingerprinter,
    /// Counts while the scan runs.
    pub progress: Option<&'a Progress>,
}

/// What a scan has done so far; another thread may look.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files.
    pub files: AtomicU64,
    /// Bytes.
    pub bytes: AtomicU64,
    /// The walk is over: only large files and containers are left.
    pub walked: AtomicBool,
}

/// Paths that are left out, in the grammar of ignore files without negation.
#[derive(Debug, Default)]
pub struct Excludes(PathIndex);

impl Excludes {
    /// Compiles patterns: without `/` a name at any depth, with `/` a path from the root; a folder takes what is below it.
    ///
    /// # Errors
    /// What is wrong with a pattern, in words.
    pub fn new<S: AsRef<str>>(patterns: &[S]) -> Result<Self, String> {
        let mut globs = Vec::new();
        for p in patterns {
            let p = p.as_ref().trim_end_matches('/');
            if p.is_empty() || p == "." {
                return Err("an empty exclude pattern would leave out everything".to_owned());
            }
            let rooted = if p.contains('/') {
                p.trim_start_matches("./").trim_start_matches('/').to_owned()
            } else {
                format!("**/{p}")
            };
            globs.push(format!("{rooted}/**"));
            globs.push(rooted);
        }
        PathIndex::new(globs.iter().map(|g| (g.as_str(), 0))).map(Self)
    }

    /// Whether a path (relative, `/`) is left out.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        !self.0.is_empty() && !self.0.matches(path).is_empty()
    }
}

/// What a scan found and what it did not read.
#[derive(Debug, Default)]
pub struct Scanned {
    /// All candidates above the floor, in the order of [`Finding::sort_key`].
    pub findings: Vec<Finding>,
    /// Findings left out by a comment in the file, in the same order.
    pub allowed: Vec<Finding>,
    /// What was read.
    pub coverage: Coverage,
}

/// Adds up what threads did.
#[derive(Debug, Default)]
struct Tally {
    found: Found,
    files: u64,
    readable: u64,
    examined: u64,
    skipped: Vec<Skipped>,
    folders: HashMap<String, Folder>,
    licences: Licences,
    /// Bytes that the time limit cut off.
    cut: u64,
}

impl Tally {
    fn add(&mut self, mut other: Self) {
        self.found.findings.append(&mut other.found.findings);
        self.found.allowed.append(&mut other.found.allowed);
        self.files += other.files;
        self.readable += other.readable;
        self.examined += other.examined;
        self.skipped.append(&mut other.skipped);
        self.cut += other.cut;
        for (k, v) in other.folders {
            self.folders.entry(k).or_default().add(v);
        }
        self.licences.merge(other.licences);
    }

    fn skip(&mut self, path: impl Into<String>, reason: impl Into<String>, bytes: u64) {
        self.skipped.push(Skipped {
            bytes,
            ..Skipped::new(path, reason)
        });
    }

    /// One line for everything that the time limit cut off.
    fn tell_cut(&mut self, what: &str) {
        if self.cut > 0 {
            self.skip(what, "time limit reached", self.cut);
            self.cut = 0;
        }
    }

    fn finish(mut self, detector: &Detector, fingerprinter: &Fingerprinter, floor: f64) -> Scanned {
        whole::judge(&mut self.found, &self.licences, detector, fingerprinter, floor);
        let Self {
            found: Found {
                mut findings,
                mut allowed,
                ..
            },
            files,
            readable,
            examined,
            mut skipped,
            folders,
            ..
        } = self;
        for list in [&mut findings, &mut allowed] {
            list.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
            list.dedup_by(|a, b| a.sort_key() == b.sort_key());
        }
        skipped.sort();
        skipped.dedup();
        let ratio = if readable == 0 {
            if skipped.is_empty() { 1.0 } else { 0.0 }
        } else {
            examined as f64 / readable as f64
        };
        let coverage = Coverage {
            files,
            bytes_readable: readable,
            bytes_examined: examined,
            ratio: (ratio.min(1.0) * 1e6).floor() / 1e6,
            skipped,
            folders,
        };
        Scanned {
            findings,
            allowed,
            coverage,
        }
    }
}

/// When to stop.
#[derive(Debug, Clone, Copy)]
struct Deadline(Option<Instant>);

impl Deadline {
    fn passed(self) -> bool {
        self.0.is_some_and(|at| Instant::now() >= at)
    }
}

/// Scans files and folders. A single root gives the paths below it; several are named as they were given.
#[must_use]
pub fn paths(roots: &[PathBuf], detector: &Detector, options: &ScanOptions<'_>) -> Scanned {
    let deadline = Deadline(options.timeout.map(|t| Instant::now() + t));
    let examiner = examiner(detector, options);
    let mut tally = Tally::default();
    for root in roots {
        let prefix = if roots.len() > 1 || root.is_file() {
            Some(crate::platform::relative(std::path::Path::new(""), root))
        } else {
            None
        };
        tally.add(tree::scan(root, prefix.as_deref(), examiner, options, deadline));
    }
    tally.finish(detector, options.fingerprinter, options.floor)
}

/// Scans items that were read already (standard input, environment, index blobs).
#[must_use]
pub fn items<'i>(items: impl IntoIterator<Item = Item<'i>>, detector: &Detector, options: &ScanOptions<'_>) -> Scanned {
    let examiner = examiner(detector, options);
    let mut memory = Memory::default();
    let mut tally = Tally::default();
    for item in items {
        tally.files += 1;
        tally.readable += item.bytes.len() as u64;
        tally.examined += item.bytes.len() as u64;
        if item.origin.status != Status::Outside || item.origin.path != "-" {
            examiner.path(
                &item.origin,
                Some((&*item.bytes, item.bytes.len() as u64)),
                &mut tally.found,
            );
        }
        tree::contents(examiner, &item, options, &mut memory, &mut tally);
        if let Some(p) = options.progress {
            p.files.fetch_add(1, Ordering::Relaxed);
            p.bytes.fetch_add(item.bytes.len() as u64, Ordering::Relaxed);
        }
    }
    tally.finish(detector, options.fingerprinter, options.floor)
}

fn examiner<'a>(detector: &'a Detector, options: &ScanOptions<'a>) -> Examiner<'a> {
    Examiner {
        detector,
        fingerprinter: options.fingerprinter,
        floor: options.floor,
        remarks: options.remarks,
    }
}
