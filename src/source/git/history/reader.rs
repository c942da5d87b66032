//! What git says about a store: commits, and which came with which blob at which path.

use std::collections::HashMap;

use super::super::objects::{Objects, Survey, Type};
use super::super::oid::{Oid, OidMap, OidSet};
use super::super::plumbing::{Git, Logged};
use super::super::store::hash_of;
use super::super::stores::StoreAt;
use super::super::trace::{Held, NONE, Place, Visited};
use super::Selection;
use super::past::{Past, Work};
use crate::source::Skipped;

/// Further paths kept for one blob, and for all of them.
const PATHS_A_BLOB: usize = 8;

const PATHS_IN_ALL: usize = 1 << 20;

/// Learns what references, reflogs and indexes say about a store.
pub(super) struct Reader {
    pub(super) at: StoreAt,
    pub(super) git: Git,
    pub(super) commits: Vec<Visited>,
    pub(super) visited: OidMap<u32>,
    pub(super) paths: Vec<Box<[u8]>>,
    pub(super) path_ids: HashMap<Box<[u8]>, u32>,
    pub(super) places: OidMap<Place>,
    pub(super) also_at: OidMap<Vec<u32>>,
    pub(super) also_count: usize,
    /// Selected commits that only the stash or a reflog holds.
    loose: OidMap<Held>,
}

impl Reader {
    pub(super) fn new(at: StoreAt) -> Self {
        Self {
            git: Git::new(&at.git_dir),
            at,
            commits: Vec::new(),
            visited: OidMap::default(),
            paths: Vec::new(),
            path_ids: HashMap::new(),
            places: OidMap::default(),
            also_at: OidMap::default(),
            also_count: 0,
            loose: OidMap::default(),
        }
    }

    /// The part of the store that is wanted.
    pub(super) fn past(mut self, selection: &Selection, limit: u64, skipped: &mut dyn FnMut(Skipped)) -> Option<Past> {
        let name = format!("{}.git", self.at.prefix);
        let objects = Objects::open(&self.at.common_dir, hash_of(&self.at.common_dir));
        let mut known = true;
        let mut problem = |e: std::io::Error| {
            let reason = if e.kind() == std::io::ErrorKind::NotFound {
                known = false;
                "git is not installed: commits and paths of its objects are not known".to_owned()
            } else {
                format!("git: {e}")
            };
            skipped(Skipped::new(name.clone(), reason));
        };
        let args = match selection {
            Selection::All => None,
            Selection::Since(since) => Some(self.since(since)),
            Selection::Commits(range) => Some(revisions(range)),
        };
        let work = match args {
            None => Work::All(self.everything(objects, &mut problem)),
            Some(Ok(args)) => {
                let ids = self.selected(&args, &mut problem);
                Work::Named(objects, ids)
            }
            Some(Err(e)) => {
                problem(e);
                return None;
            }
        };
        let past = Past {
            from: self,
            work,
            limit,
            known,
        };
        past.tell_closed(&name, skipped);
        Some(past)
    }

    /// Every object, with its place looked up in the log.
    fn everything(&mut self, objects: Objects, problem: &mut dyn FnMut(std::io::Error)) -> Survey {
        let survey = objects.survey();
        let mut commits = OidSet::default();
        survey.each(&mut |oid, kind| {
            if kind == Type::Commit {
                commits.insert(oid);
            }
        });
        if !commits.is_empty() {
            self.log(Held::Reference, &["--exclude=refs/stash", "--all"], None, problem);
            let stash = self.stash();
            let rest: Vec<Oid> = commits
                .iter()
                .copied()
                .filter(|c| !self.visited.contains_key(c))
                .collect();
            if !rest.is_empty() {
                let before = self.commits.len();
                self.log(
                    Held::Reflog,
                    &["--reflog", "--not", "--exclude=refs/stash", "--all"],
                    None,
                    problem,
                );
                for v in self.commits.iter_mut().skip(before).filter(|v| stash.contains(&v.oid)) {
                    v.held = Held::Stash;
                }
                // Blobs were noted as held by a reflog; those that a stash brought in are held by the stash.
                for place in self.places.values_mut().filter(|p| p.held == Held::Reflog) {
                    if let Some(v) = self.commits.get(place.commit as usize) {
                        place.held = v.held;
                    }
                }
                let mut rest: Vec<Oid> = rest.into_iter().filter(|c| !self.visited.contains_key(c)).collect();
                rest.sort_unstable();
                if !rest.is_empty() {
                    let input = rest.iter().map(|c| c.hex() + "\n").collect::<String>().into_bytes();
                    self.log(Held::Nothing, &["--no-walk=sorted", "--stdin"], Some(input), problem);
                }
            }
        }
        self.checked_out(problem);
        survey
    }

    /// Commits of the stash.
    fn stash(&self) -> OidSet {
        oids(
            self.git
                .line(&["rev-list", "--walk-reflogs", "--parents", "refs/stash", "--"]),
        )
    }

    /// Blobs of the current commit and of the indexes of all work trees.
    fn checked_out(&mut self, problem: &mut dyn FnMut(std::io::Error)) {
        let git = self.git.clone();
        if git
            .line(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
            .is_some()
        {
            let args = ["ls-tree", "-r", "-z", "--full-tree", "HEAD"];
            if let Err(e) = git.listing(&args, None, &mut |oid, path| self.note(oid, path, NONE, Held::Head)) {
                problem(e);
            }
        }
        for index in self.at.indexes() {
            let args = ["ls-files", "--stage", "-z"];
            if let Err(e) = git.listing(&args, Some(&index), &mut |oid, path| {
                self.note(oid, path, NONE, Held::Index)
            }) {
                problem(e);
            }
        }
    }

    /// The commits of a selection and what they brought in.
    fn selected(&mut self, args: &[String], problem: &mut dyn FnMut(std::io::Error)) -> Vec<Oid> {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let unheld = ["rev-list", "--not", "--exclude=refs/stash", "--all", "--not"];
        let unheld: OidSet = oids(self.git.line(&[&unheld[..], &args[..]].concat()));
        if !unheld.is_empty() {
            let stash = self.stash();
            let held = |c: &Oid| if stash.contains(c) { Held::Stash } else { Held::Reflog };
            self.loose = unheld.into_iter().map(|c| (c, held(&c))).collect();
        }
        self.log(Held::Reference, &args, None, problem);
        let wanted: OidSet = self.places.keys().copied().collect();
        self.checked_out(problem);
        self.places.retain(|oid, _| wanted.contains(oid));
        let mut ids: Vec<Oid> = wanted.into_iter().chain(self.commits.iter().map(|v| v.oid)).collect();
        ids.sort_unstable();
        ids
    }

    pub(super) fn since(&self, since: &str) -> std::io::Result<Vec<String>> {
        let text = since.trim();
        if text.is_empty() || text.starts_with('-') {
            return Err(std::io::Error::other(format!(
                "{since:?} is neither a revision nor a date"
            )));
        }
        let commit = format!("{text}^{{commit}}");
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        match self.git.line(&args) {
            Some(oid) => Ok(vec!["--all".into(), "--reflog".into(), "--not".into(), oid]),
            // git takes any words for a date and means "now" by those that it does not know.
            None if text.contains(|c: char| c.is_ascii_digit()) || text.contains("yesterday") => {
                Ok(vec![format!("--since={text}"), "--all".into(), "--reflog".into()])
            }
            None => Err(std::io::Error::other(format!(
                "{since:?} is neither a revision nor a date"
            ))),
        }
    }

    /// The date of the commit that a revision names, as git reads dates.
    pub(super) fn date_of(&self, revision: &str) -> Option<String> {
        let commit = format!("{}^{{commit}}", revision.trim());
        let oid = self
            .git
            .line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        self.git
            .line(&["log", "-1", "--no-show-signature", "--format=@%ct", &oid, "--"])
    }

    fn log(&mut self, held: Held, args: &[&str], input: Option<Vec<u8>>, problem: &mut dyn FnMut(std::io::Error)) {
        let git = self.git.clone();
        let usual = held;
        let mut held = held;
        let walked = git.log(args, input, &mut |logged| match logged {
            Logged::Commit(oid, date) => {
                held = self.loose.get(&oid).copied().unwrap_or(usual);
                let at = u32::try_from(self.commits.len()).unwrap_or(NONE);
                self.commits.push(Visited { oid, date, held });
                self.visited.insert(oid, at);
            }
            Logged::Blob(oid, path) => {
                let at = u32::try_from(self.commits.len()).unwrap_or(NONE).saturating_sub(1);
                self.note(oid, path, at, held);
            }
        });
        if let Err(e) = walked {
            problem(e);
        }
    }

    /// A blob lived at a path. Commits come newest first, so the last to name it is the one that brought it in.
    fn note(&mut self, oid: Oid, path: &[u8], commit: u32, held: Held) {
        let id = match self.path_ids.get(path) {
            Some(id) => *id,
            None => {
                let id = u32::try_from(self.paths.len()).unwrap_or(NONE);
                self.paths.push(path.into());
                self.path_ids.insert(path.into(), id);
                id
            }
        };
        let place = self.places.entry(oid).or_insert(Place { commit, path: id, held });
        if place.path != id && self.also_count < PATHS_IN_ALL {
            let others = self.also_at.entry(oid).or_default();
            let other = if commit == NONE { id } else { place.path };
            if others.len() < PATHS_A_BLOB && !others.contains(&other) {
                others.push(other);
                self.also_count += 1;
            }
        }
        if commit != NONE && held <= place.held {
            (place.commit, place.path) = (commit, id);
        }
        // What a reference holds is not merely staged because another work tree has it checked out.
        if !(held == Held::Index && place.held == Held::Reference) {
            place.held = place.held.min(held);
        }
    }
}

fn oids(lines: Option<String>) -> OidSet {
    let lines = lines.unwrap_or_default();
    lines
        .split_whitespace()
        .filter_map(|h| Oid::from_hex(h.as_bytes()))
        .collect()
}

/// Revisions and ranges as a person types them, none of which may be an option.
pub(super) fn revisions(text: &str) -> std::io::Result<Vec<String>> {
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    match words.iter().find(|w| w.starts_with('-')) {
        _ if words.is_empty() => Err(std::io::Error::other("no commits are named")),
        Some(w) => Err(std::io::Error::other(format!("{w:?} is not a revision"))),
        None => Ok(["--end-of-options".to_owned()]
            .into_iter()
            .chain(words)
            .chain(["--".to_owned()])
            .collect()),
    }
}
