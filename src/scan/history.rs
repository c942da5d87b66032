//! git's object stores: every selected object once, one finding for each value, told beside the tree's own findings.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::changed::Version;
use super::examine::{Examiner, Memory};
use super::stream::spread;
use super::{Deadline, ScanOptions, Scanned, Tally, examiner, tree};
use crate::detect::{Detector, decode};
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
    tally.finish(detector, options.fingerprinter, options.floor)
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
        let mut taken: Vec<Version> = Vec::new();
        let mut emit = |traced: Traced<'_>| {
            if options.excludes.covers(&traced.item.origin.path) {
                return None;
            }
            let size = traced.item.bytes.len() as u64;
            tally.files += 1;
            tally.readable += size;
            if deadline.passed() {
                tally.cut += size;
                return None;
            }
            tally.examined += size;
            let version = one(&traced, &taken, examiner, options, memory, tally, merged);
            if let Some(p) = options.progress {
                p.files.fetch_add(1, Ordering::Relaxed);
                p.bytes.fetch_add(size, Ordering::Relaxed);
            }
            taken.push(version?);
            u32::try_from(taken.len() - 1).ok()
        };
        past.read(piece, &mut objects, &mut emit, &mut |s| skipped.push(s));
        tally.skipped.append(&mut skipped);
        memory.objects = objects;
    })
}

/// One object; what was found, where it is text. Which licence a version stood under is not known; what an open one would
/// clear is left to the tree's scan.
fn one(
    traced: &Traced<'_>,
    taken: &[Version],
    examiner: Examiner<'_>,
    options: &ScanOptions<'_>,
    memory: &mut Memory,
    tally: &mut Tally,
    merged: &Merged,
) -> Option<Version> {
    let plain = expand::kind(traced.item.origin.name(), &traced.item.bytes).is_none();
    let before = traced.before.filter(|_| plain).and_then(|(base, edits)| {
        let version = taken.get(base as usize)?;
        (Some(version.place) == traced.place).then_some((version, edits))
    });
    if let Some((version, edits)) = before
        && let Some(version) = version.carried(examiner, &traced.item, edits, memory)
    {
        if !version.found.is_empty() {
            let mut merged = merged.lock().unwrap_or_else(PoisonError::into_inner);
            for (_, f) in &version.found {
                merged.0.add(f.clone(), &traced.trace);
            }
        }
        return Some(version);
    }
    tree::contents(examiner, &traced.item, options, memory, tally);
    let found = &mut tally.found;
    let offsets = std::mem::take(&mut found.offsets);
    let placed = found.allowed.is_empty() && found.findings.len() == offsets.len();
    let mut version = traced
        .place
        .filter(|_| plain && placed && (offsets.is_empty() || as_it_is(&traced.item.bytes)))
        .map(|place| Version {
            place,
            found: offsets.into_iter().zip(found.findings.iter().cloned()).collect(),
        });
    let cleared = |f: &Finding| examiner.cleared_by_licence(&f.rule);
    if let Some(version) = &mut version {
        version.found.retain(|(_, f)| !cleared(f));
    }
    found.findings.retain(|f| !cleared(f));
    if found.findings.is_empty() && found.allowed.is_empty() {
        return version;
    }
    let mut merged = merged.lock().unwrap_or_else(PoisonError::into_inner);
    for f in found.findings.drain(..) {
        merged.0.add(f, &traced.trace);
    }
    for f in found.allowed.drain(..) {
        merged.1.add(f, &traced.trace);
    }
    version
}

/// Whether offsets in the text are offsets in the bytes.
fn as_it_is(bytes: &[u8]) -> bool {
    decode(bytes).bytes.as_ptr() == bytes.as_ptr()
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
    tally.finish(detector, options.fingerprinter, options.floor)
}
