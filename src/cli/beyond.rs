//! What a scan reads besides the files of the tree: the index, history, the home folder, the machine, the environment.

use std::path::PathBuf;

use spillage::detect::Detector;
use spillage::judge::Evidence;
use spillage::scan::{self, Around, ScanOptions, Scanned};
use spillage::source::git::{self, Repository, Selection};

use super::args::{BeyondArgs, Reach};
use super::fail::Failure;
use super::scan::add;

impl BeyondArgs {
    fn selection(&self) -> Option<Selection> {
        match (&self.since, &self.commits) {
            (Some(since), _) => Some(Selection::Since(since.clone())),
            (_, Some(commits)) => Some(Selection::Commits(commits.clone())),
            _ => (self.history || self.all).then_some(Selection::All),
        }
    }

    fn around(&self) -> Result<Option<Around>, Failure> {
        let reach = if self.all { Reach::Machine } else { self.reach };
        if reach == Reach::Tree {
            return Ok(None);
        }
        let home = self.home.clone().or_else(std::env::home_dir);
        let home =
            home.ok_or_else(|| Failure::new("there is no home folder here; name one with --home DIR".to_owned()))?;
        if !home.is_dir() {
            return Err(Failure::new(format!(
                "{}: not a folder; --home wants one",
                home.display()
            )));
        }
        Ok(Some(match reach {
            Reach::Machine => Around::Machine(home, PathBuf::from(if cfg!(windows) { "C:/" } else { "/" })),
            _ => Around::Home(home),
        }))
    }
}

/// Only what is staged in the repository around the paths.
pub(super) fn staged(paths: &[PathBuf], detector: &Detector, options: &ScanOptions<'_>, evidence: &mut Evidence) {
    let index = std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from);
    for root in folders(paths) {
        take(evidence, scan::staged(&root, index.as_deref(), detector, options));
    }
}

/// That git understands what is asked for, before an hour is spent on the tree.
pub(super) fn check(args: &BeyondArgs, paths: &[PathBuf]) -> Result<(), Failure> {
    args.around()?;
    let Some(selection) = args.selection() else {
        return Ok(());
    };
    // A range belongs to one repository; it is enough that one of them knows it.
    let mut unknown = None;
    for root in folders(paths) {
        match git::check(&root, &selection) {
            Ok(()) => return Ok(()),
            Err(e) => unknown = Some(e),
        }
    }
    unknown.map_or(Ok(()), |e| Err(Failure::new(e)))
}

/// Everything that was asked for beyond the tree, behind the tree's own findings.
pub(super) fn gather(
    args: &BeyondArgs,
    paths: &[PathBuf],
    detector: &Detector,
    options: &ScanOptions<'_>,
    evidence: &mut Evidence,
) -> Result<(), Failure> {
    let around = args.around()?;
    if let Some(selection) = args.selection() {
        for root in folders(paths) {
            let scanned = scan::history(&root, &selection, &mut evidence.findings, detector, options);
            if scanned.coverage.files == 0 && scanned.coverage.skipped.is_empty() {
                evidence
                    .notes
                    .push(format!("{}: git has nothing to read here", root.display()));
            }
            take(evidence, scanned);
        }
    }
    if let Some(place) = around {
        take(evidence, scan::around(&place, paths, detector, options));
    }
    if args.env || args.all {
        let text = |s: std::ffi::OsString| s.to_string_lossy().into_owned();
        let variables: Vec<(String, String)> = std::env::vars_os().map(|(k, v)| (text(k), text(v))).collect();
        take(evidence, scan::environment(&variables, detector, options));
    }
    Ok(())
}

fn take(evidence: &mut Evidence, scanned: Scanned) {
    evidence.findings.extend(scanned.findings);
    evidence.allowed.extend(scanned.allowed);
    add(&mut evidence.coverage, scanned.coverage);
}

/// The folders of the paths, each repository once.
fn folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut seen = Vec::new();
    let mut out = Vec::new();
    for path in paths {
        let up = || {
            path.parent()
                .filter(|p| !p.as_os_str().is_empty())
                .map_or_else(|| PathBuf::from("."), PathBuf::from)
        };
        let folder = if path.is_dir() { path.clone() } else { up() };
        let store = Repository::discover(&folder)
            .git_dir()
            .and_then(|d| d.canonicalize().ok());
        if store.is_none() || !seen.contains(&store) {
            seen.push(store);
            out.push(folder);
        }
    }
    out
}
