//! What has already left: values that stand in transcripts of past sessions, each with when, by which agent and from
//! which file, and whether it still stands there.
//!
//! Files are read in chunks that end with a record, a few files of an agent one after the other on a thread, so that what
//! they repeat is examined once. Memory is bounded by the chunk and by the number of different values found.

mod asset;
mod known;
mod reading;
mod said;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Instant;

use super::examine::Examiner;
use super::stream::stream;
use super::{Deadline, ScanOptions, examiner};
use crate::detect::Detector;
use crate::finding::Category;
use crate::source::Skipped;
use crate::source::transcript::{Transcript, in_project, transcripts};
pub use asset::Asset;
use asset::stands;
use reading::{Held, Reading};

/// Files of one agent that are read one after the other, in bytes. Which are does not depend on the number of threads.
const GROUP: u64 = 16 << 20;

/// Which transcripts are looked at.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions {
    /// The home folder.
    pub home: PathBuf,
    /// Project folders whose own transcripts are read as well.
    pub projects: Vec<PathBuf>,
    /// Nothing before this, in seconds since 1970.
    pub since: Option<i64>,
    /// Findings below this confidence are left out.
    pub min_confidence: f64,
}

/// What past sessions held.
#[derive(Debug, Default)]
pub struct Sessions {
    /// Transcripts read.
    pub transcripts: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What left, what to rotate first before the rest.
    pub assets: Vec<Asset>,
    /// What could not be read.
    pub skipped: Vec<Skipped>,
}

/// Whether what left with a session is told for findings of a category. A detector without the other rules is faster.
#[must_use]
pub fn concerns(category: Category) -> bool {
    matches!(category, Category::Secret | Category::Marker)
}

type Assets = BTreeMap<(String, String), Asset>;

/// What was found, and the folders that sessions worked in.
type Shared = Mutex<(Assets, BTreeSet<String>)>;

/// Reads every transcript and groups what was in them by value.
#[must_use]
pub fn sessions(what: &SessionOptions, detector: &Detector, options: &ScanOptions<'_>) -> Sessions {
    let examiner = examiner(detector, options);
    let mut all = transcripts(&what.home);
    all.extend(what.projects.iter().flat_map(|p| in_project(p, &what.home)));
    let mut done: BTreeSet<PathBuf> = BTreeSet::new();
    let mut assets = Assets::new();
    let mut out = Sessions::default();
    // Folders that sessions worked in may hold transcripts of their own: one more round.
    for _ in 0..2 {
        all.retain(|t| done.insert(t.path.canonicalize().unwrap_or_else(|_| t.path.clone())));
        all.retain(|t| what.since.is_none_or(|s| t.modified >= s));
        let projects = round(&all, what, examiner, options, &mut assets, &mut out);
        all = projects
            .iter()
            .flat_map(|p| in_project(Path::new(p), &what.home))
            .collect();
    }
    out.assets = assets.into_values().collect();
    for asset in &mut out.assets {
        asset.stands = stands(asset);
    }
    // Rotate first: what opens most, then what is surest, still in use, and latest.
    out.assets.sort_by(|a, b| {
        let rank = |x: &Asset| {
            (
                x.finding.severity,
                (x.finding.impact * x.finding.confidence * 1e4) as u64,
                x.stands.is_some(),
                x.last,
            )
        };
        rank(b)
            .cmp(&rank(a))
            .then_with(|| a.finding.sort_key().cmp(&b.finding.sort_key()))
    });
    out.skipped.sort();
    out
}

fn round(
    all: &[Transcript],
    what: &SessionOptions,
    examiner: Examiner<'_>,
    options: &ScanOptions<'_>,
    assets: &mut Assets,
    out: &mut Sessions,
) -> BTreeSet<String> {
    let shared = Shared::new((std::mem::take(assets), BTreeSet::new()));
    let mut tally = stream(
        options,
        Deadline(options.timeout.map(|t| Instant::now() + t)),
        |hand| {
            for group in groups(all) {
                // A batch of its own, so that large ones do not wait behind each other on one thread.
                let size: u64 = group.iter().map(|t| t.len).sum();
                hand(group, usize::try_from(size).unwrap_or(usize::MAX).max(1 << 20));
            }
        },
        |group, memory, tally| {
            let mut held = Held::default();
            for t in group {
                let mut reading = Reading::new(t, examiner, what);
                if let Err(e) = reading.run(&mut held, memory, &options.limits, &mut tally.skipped) {
                    tally.skip(t.shown.clone(), e.to_string(), t.len);
                }
                reading.give(&shared);
            }
        },
    );
    tally.tell_cut("transcripts");
    out.transcripts += all.len() as u64;
    out.bytes += all.iter().map(|t| t.len).sum::<u64>();
    out.skipped.append(&mut tally.skipped);
    let (found, projects) = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    *assets = found;
    projects
}

/// Neighbours of one agent, up to a size.
fn groups(all: &[Transcript]) -> Vec<&[Transcript]> {
    let mut size = 0;
    all.chunk_by(|a, b| {
        size += a.len;
        let together = size + b.len <= GROUP && a.agent == b.agent;
        if !together {
            size = 0;
        }
        together
    })
    .collect()
}

fn add(assets: &mut Assets, key: (String, String), asset: Asset) {
    match assets.entry(key) {
        std::collections::btree_map::Entry::Occupied(mut e) => e.get_mut().merge(asset),
        std::collections::btree_map::Entry::Vacant(e) => {
            e.insert(asset);
        }
    }
}
