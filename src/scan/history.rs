//! git's object stores: every selected object once, one finding for each value, told beside the tree's own findings.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::changed;
use super::examine::{Examiner, Memory};
use super::stream::spread;
use super::{Deadline, ScanOptions, Scanned, Tally, examiner, tree};
use crate::detect::Detector;
use crate::finding::Finding;
use crate::source::Skipped;
use crate::source::expand;
use crate::source::git::{self, Merger, Past, Selection, Staged, Traced};

/// Larger blobs of history are skipped and reported: several are held at once.
const BLOB_LIMIT: u64 = 64 << 20;

/// Findings of history, and those that a comment allows.
type Merged = Mutex<(Merger, Merger)>;

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
    let deadline = Deadline(options.timeout.map(|t| Instant::now() + t));
    let merged = Merged::default();
    let mut skipped: Vec<Skipped> = Vec::new();
    let mut tally = Tally::default();
    let limit = options.max_file_size.min(BLOB_LIMIT);
    git::history(
        root,
        selection,
        limit,
        &mut |past| tally.add(store(past, examiner, options, deadline, &merged)),
        &mut |s| skipped.push(s),
    );
    let (found, allowed) = merged.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.found.findings = found.finish(tree);
    tally.found.allowed = allowed.finish(&mut []);
    tally.skipped.append(&mut skipped);
    tally.tell_cut("history");
    tally.finish(detector, options.fingerprinter)
}

fn store(past: &Past, examiner: Examiner<'_>, options: &ScanOptions<'_>, deadline: Deadline, merged: &Merged) -> Tally {
    spread(options, past.pieces(), |piece, memory, tally| {
        if deadline.passed() {
            tally.readable += past.weight(piece);
            tally.cut += past.weight(piece);
            return;
        }
        let Memory { objects, .. } = memory;
        let mut objects = std::mem::take(objects);
        let mut skipped = Vec::new();
        let mut emit = |traced: Traced<'_>| {
            if options.excludes.covers(&traced.item.origin.path) {
                return false;
            }
            let size = traced.item.bytes.len() as u64;
            tally.files += 1;
            tally.readable += size;
            if deadline.passed() {
                tally.cut += size;
                return false;
            }
            tally.examined += size;
            let clean = one(&traced, examiner, options, memory, tally, merged);
            if let Some(p) = options.progress {
                p.files.fetch_add(1, Ordering::Relaxed);
                p.bytes.fetch_add(size, Ordering::Relaxed);
            }
            clean
        };
        past.read(piece, &mut objects, &mut emit, &mut |s| skipped.push(s));
        tally.skipped.append(&mut skipped);
        memory.objects = objects;
    })
}

/// One object; whether it is text in which nothing was found. Which licence a version stood under is not known; what an open
/// one would clear is left to the tree's scan.
fn one(
    traced: &Traced<'_>,
    examiner: Examiner<'_>,
    options: &ScanOptions<'_>,
    memory: &mut Memory,
    tally: &mut Tally,
    merged: &Merged,
) -> bool {
    let plain = expand::kind(traced.item.origin.name(), &traced.item.bytes).is_none();
    if plain
        && let Some(new) = traced.new
        && !changed::holds(examiner, &traced.item, new, memory)
    {
        return true;
    }
    tree::contents(examiner, &traced.item, options, memory, tally);
    let found = &mut tally.found;
    let clean = plain && found.findings.is_empty() && found.allowed.is_empty();
    found.offsets.clear();
    found.findings.retain(|f| !examiner.cleared_by_licence(&f.rule));
    if found.findings.is_empty() && found.allowed.is_empty() {
        return clean;
    }
    let mut merged = merged.lock().unwrap_or_else(PoisonError::into_inner);
    for f in found.findings.drain(..) {
        merged.0.add(f, &traced.trace);
    }
    for f in found.allowed.drain(..) {
        merged.1.add(f, &traced.trace);
    }
    clean
}

/// Scans what is staged: blobs of the index (or of the index file named) that differ from `HEAD`.
#[must_use]
pub fn staged(root: &Path, index: Option<&Path>, detector: &Detector, options: &ScanOptions<'_>) -> Scanned {
    let examiner = examiner(detector, options);
    let deadline = Deadline(options.timeout.map(|t| Instant::now() + t));
    let mut skipped: Vec<Skipped> = Vec::new();
    let limit = options.max_file_size.min(BLOB_LIMIT);
    let files = Staged::of(root, index, limit, &mut |s| skipped.push(s));
    let count = files.as_ref().map_or(0, Staged::len);
    let mut tally = spread(options, count, |n, memory, tally| {
        let Some(files) = &files else { return };
        let item = match files.read(n, &mut memory.objects) {
            Ok(item) => item,
            Err(s) => return tally.skipped.push(s),
        };
        if options.excludes.covers(&item.origin.path) {
            return;
        }
        let size = item.bytes.len() as u64;
        tally.files += 1;
        tally.readable += size;
        if deadline.passed() {
            tally.cut += size;
            return;
        }
        tally.examined += size;
        examiner.path(
            &item.origin,
            Some((&*item.bytes, item.bytes.len() as u64)),
            &mut tally.found,
        );
        tree::contents(examiner, &item, options, memory, tally);
    });
    tally.skipped.append(&mut skipped);
    tally.tell_cut("the index");
    tally.finish(detector, options.fingerprinter)
}
