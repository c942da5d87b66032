//! git's object stores: every selected object once, one finding for each value, told beside the tree's own findings.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::stream::stream;
use super::{Deadline, ScanOptions, Scanned, examiner, tree};
use crate::detect::Detector;
use crate::finding::Finding;
use crate::source::git::{self, Merger, Selection, Traced};
use crate::source::{Item, Skipped};

/// Larger blobs of history are skipped and reported: several are held at once.
const BLOB_LIMIT: u64 = 64 << 20;

/// Scans the object stores in and around a root. A value that also stands in `tree` is told there, by evidence, and is
/// not a finding of its own.
#[must_use]
pub fn history(
    root: &Path,
    selection: &Selection,
    tree: &mut [Finding],
    detector: &Detector,
    options: &ScanOptions<'_>,
) -> Scanned {
    let examiner = examiner(detector, options);
    let merged = Mutex::new((Merger::default(), Merger::default()));
    let mut skipped: Vec<Skipped> = Vec::new();
    let mut tally = stream(
        options,
        Deadline(options.timeout.map(|t| Instant::now() + t)),
        |hand| {
            let mut emit = |t: Traced| {
                if !options.excludes.covers(&t.item.origin.path) {
                    let size = t.item.bytes.len();
                    hand(t, size);
                }
            };
            git::history(
                root,
                selection,
                options.max_file_size.min(BLOB_LIMIT),
                &mut emit,
                &mut |s| skipped.push(s),
            );
        },
        |traced, memory, tally| {
            tree::contents(examiner, &traced.item, options, memory, tally);
            // Which licence a version stood under is not known; what an open one would clear is left to the tree's scan.
            let (mut found, allowed) = (
                std::mem::take(&mut tally.found.findings),
                std::mem::take(&mut tally.found.allowed),
            );
            found.retain(|f| !examiner.cleared_by_licence(&f.rule));
            if found.is_empty() && allowed.is_empty() {
                return;
            }
            let mut merged = merged.lock().unwrap_or_else(PoisonError::into_inner);
            for f in found {
                merged.0.add(f, &traced.trace);
            }
            for f in allowed {
                merged.1.add(f, &traced.trace);
            }
        },
    );
    let (found, allowed) = merged.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.found.findings = found.finish(tree);
    tally.found.allowed = allowed.finish(&mut []);
    tally.skipped.append(&mut skipped);
    tally.tell_cut("history");
    tally.finish(detector, options.fingerprinter)
}

/// Scans what is staged: blobs of the index (or of the index file named) that differ from `HEAD`.
#[must_use]
pub fn staged(root: &Path, index: Option<&Path>, detector: &Detector, options: &ScanOptions<'_>) -> Scanned {
    let examiner = examiner(detector, options);
    let mut skipped: Vec<Skipped> = Vec::new();
    let mut tally = stream(
        options,
        Deadline(options.timeout.map(|t| Instant::now() + t)),
        |hand| {
            let mut emit = |item: Item<'static>| {
                if !options.excludes.covers(&item.origin.path) {
                    let size = item.bytes.len();
                    hand(item, size);
                }
            };
            git::staged(
                root,
                index,
                options.max_file_size.min(BLOB_LIMIT),
                &mut emit,
                &mut |s| skipped.push(s),
            );
        },
        |item, memory, tally| {
            examiner.path(
                &item.origin,
                Some((&*item.bytes, item.bytes.len() as u64)),
                &mut tally.found,
            );
            tree::contents(examiner, &item, options, memory, tally);
        },
    );
    tally.skipped.append(&mut skipped);
    tally.tell_cut("the index");
    tally.finish(detector, options.fingerprinter)
}
