//! Everything in an object store: what any reference, stash, reflog, index or nothing at all still holds.
//!
//! git's log says which blob came in with which commit and path; contents of blobs, commits and tags are read out of the
//! store without git, each once, in pieces that threads share. Memory holds a small entry for each object and, for each
//! thread, one object and what it is stored against.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use super::objects::{Memory, Objects, Survey, Type, Unread};
use super::oid::{Oid, OidMap, OidSet};
use super::plumbing::{Git, Logged};
use super::store::hash_of;
use super::stores::{StoreAt, stores};
use super::trace::{Held, Kind, NONE, Place, Trace, Visited};
use crate::finding::Status;
use crate::source::{Item, Origin, OriginKind, Skipped};

/// Which part of history is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Every object in the store, reachable or not.
    All,
    /// What came in since a revision or a date.
    Since(String),
    /// What came in with these commits: a range or several, as `git log` takes them.
    Commits(String),
}

/// An object's content with its history.
#[derive(Debug)]
pub struct Traced<'a> {
    /// The bytes and where they came from.
    pub item: Item<'a>,
    /// Where they have been.
    pub trace: Trace,
}

/// Further paths kept for one blob, and for all of them.
const PATHS_A_BLOB: usize = 8;
const PATHS_IN_ALL: usize = 1 << 20;
/// Reflogs and other small files.
const LOG_LIMIT: u64 = 16 << 20;
const MESSAGE: &str = "commit message";
/// Named objects that make a piece of work.
const NAMED: usize = 64;

/// Opens every store in and around `root` and hands each over, ready to be read. What stands in the way is reported to
/// `skipped`. The order is that of the stores.
pub fn history(
    root: &Path,
    selection: &Selection,
    limit: u64,
    each: &mut dyn FnMut(&Past),
    skipped: &mut dyn FnMut(Skipped),
) {
    let mut selection = Cow::Borrowed(selection);
    for (n, at) in stores(root).into_iter().enumerate() {
        // Commits are those of the repository around the root; a date holds for submodules too.
        if n > 0 && matches!(&*selection, Selection::Commits(_)) {
            return;
        }
        let reader = Reader::new(at);
        let date = match &*selection {
            Selection::Since(since) if n == 0 => reader.date_of(since),
            _ => None,
        };
        if let Some(past) = reader.past(&selection, limit, skipped) {
            each(&past);
        }
        if let Some(date) = date {
            selection = Cow::Owned(Selection::Since(date));
        }
    }
}

/// Whether git knows the revisions or the date of a selection in the repository around `root`.
///
/// # Errors
/// What it does not know, in words.
pub fn check(root: &Path, selection: &Selection) -> Result<(), String> {
    let Some((git_dir, strip)) = super::around(root) else {
        return Ok(());
    };
    let at = StoreAt {
        common_dir: git_dir.clone(),
        git_dir,
        prefix: String::new(),
        strip,
    };
    let reader = Reader::new(at);
    let args = match selection {
        Selection::All => return Ok(()),
        Selection::Since(since) => reader.since(since),
        Selection::Commits(range) => revisions(range),
    };
    let args = args.map_err(|e| e.to_string())?;
    let args: Vec<&str> = ["rev-list", "--max-count=1"]
        .into_iter()
        .chain(args.iter().map(String::as_str))
        .collect();
    match (reader.git.line(&args), selection) {
        (None, Selection::Commits(range)) => Err(format!("git knows no commits {range:?}")),
        _ => Ok(()),
    }
}

/// Learns what references, reflogs and indexes say about a store.
struct Reader {
    at: StoreAt,
    git: Git,
    commits: Vec<Visited>,
    visited: OidMap<u32>,
    paths: Vec<Box<[u8]>>,
    path_ids: HashMap<Box<[u8]>, u32>,
    places: OidMap<Place>,
    also_at: OidMap<Vec<u32>>,
    also_count: usize,
}

impl Reader {
    fn new(at: StoreAt) -> Self {
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
        }
    }

    /// The part of the store that is wanted.
    fn past(mut self, selection: &Selection, limit: u64, skipped: &mut dyn FnMut(Skipped)) -> Option<Past> {
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
            let stash: OidSet = self
                .git
                .line(&["rev-list", "--walk-reflogs", "--parents", "refs/stash", "--"])
                .map(|text| {
                    text.split_whitespace()
                        .filter_map(|h| Oid::from_hex(h.as_bytes()))
                        .collect()
                })
                .unwrap_or_default();
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
        self.log(Held::Reference, &args, None, problem);
        let wanted: OidSet = self.places.keys().copied().collect();
        self.checked_out(problem);
        self.places.retain(|oid, _| wanted.contains(oid));
        let mut ids: Vec<Oid> = wanted.into_iter().chain(self.commits.iter().map(|v| v.oid)).collect();
        ids.sort_unstable();
        ids
    }

    fn since(&self, since: &str) -> std::io::Result<Vec<String>> {
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
    fn date_of(&self, revision: &str) -> Option<String> {
        let commit = format!("{}^{{commit}}", revision.trim());
        let oid = self
            .git
            .line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        self.git
            .line(&["log", "-1", "--no-show-signature", "--format=@%ct", &oid, "--"])
    }

    fn log(&mut self, held: Held, args: &[&str], input: Option<Vec<u8>>, problem: &mut dyn FnMut(std::io::Error)) {
        let git = self.git.clone();
        let walked = git.log(args, input, &mut |logged| match logged {
            Logged::Commit(oid, date) => {
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

/// One store's past, read in pieces on any number of threads.
pub struct Past {
    from: Reader,
    work: Work,
    limit: u64,
    /// Whether git could say what holds what.
    known: bool,
}

enum Work {
    All(Survey),
    Named(Objects, Vec<Oid>),
}

impl Past {
    /// How many pieces of work there are.
    #[must_use]
    pub fn pieces(&self) -> usize {
        match &self.work {
            // The last one is the text of reflogs.
            Work::All(survey) => survey.pieces() + 1,
            Work::Named(_, ids) => ids.len().div_ceil(NAMED),
        }
    }

    /// About how many bytes of the disk a piece stands for.
    #[must_use]
    pub fn weight(&self, piece: usize) -> u64 {
        match &self.work {
            Work::All(survey) => survey.weight(piece),
            Work::Named(..) => NAMED as u64 * 1024,
        }
    }

    /// Reads a piece: every object once, with where it has been. Objects above the limit and those that are missing or
    /// make no sense are reported to `skipped`.
    pub fn read(
        &self,
        piece: usize,
        memory: &mut Memory,
        emit: &mut dyn FnMut(Traced<'_>),
        skipped: &mut dyn FnMut(Skipped),
    ) {
        match &self.work {
            Work::All(survey) if piece >= survey.pieces() => self.reflogs(emit),
            Work::All(survey) => survey.read(piece, self.limit, memory, &mut |oid, kind, read| match read {
                Ok(bytes) => self.object(oid, kind, bytes, emit),
                Err(why) => skipped(self.unread(oid, why)),
            }),
            Work::Named(objects, ids) => {
                for oid in ids.iter().skip(piece * NAMED).take(NAMED) {
                    match objects.get(oid, self.limit, memory) {
                        Ok((kind, bytes)) => self.object(oid, kind, &bytes, emit),
                        Err(why) => skipped(self.unread(oid, why)),
                    }
                }
            }
        }
    }

    /// What of the store cannot be read whatever one asks for.
    fn tell_closed(&self, name: &str, skipped: &mut dyn FnMut(Skipped)) {
        let closed = match &self.work {
            Work::All(survey) => &survey.closed,
            Work::Named(objects, _) => &objects.closed,
        };
        for (path, why) in closed {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let bytes = path.metadata().map_or(0, |m| m.len());
            skipped(Skipped {
                bytes,
                ..Skipped::new(format!("{name}/objects/pack/{file}"), format!("pack not read: {why}"))
            });
        }
        let Work::All(survey) = &self.work else { return };
        if survey.lost() > 0 {
            let reason = format!(
                "{} objects cannot be read: what they are stored against is not there",
                survey.lost()
            );
            skipped(Skipped::new(name, reason));
        }
        let mut there = 0;
        survey.each(&mut |oid, _| there += usize::from(self.from.places.contains_key(&oid)));
        let missing = self.from.places.len() - there;
        if missing > 0 {
            let reason = format!("{missing} blobs named by history are not in this store (partial or shallow clone)");
            skipped(Skipped::new(name, reason));
        }
    }

    fn unread(&self, oid: &Oid, why: Unread) -> Skipped {
        let path = self.blob(oid).0.path;
        let id = short(&oid.hex()).to_owned();
        match why {
            Unread::TooLarge(bytes) => Skipped {
                bytes,
                ..Skipped::new(
                    path,
                    format!("object {id} of history, or what it is stored against, is larger than the limit"),
                )
            },
            Unread::Damaged => Skipped::new(path, format!("object {id} is damaged in the store")),
            Unread::Missing => Skipped::new(path, format!("object {id} is missing from the store")),
        }
    }

    fn object(&self, oid: &Oid, kind: Type, bytes: &[u8], emit: &mut dyn FnMut(Traced<'_>)) {
        match kind {
            Type::Blob => {
                let (origin, trace) = self.blob(oid);
                let bytes = Cow::Borrowed(bytes);
                emit(Traced {
                    item: Item { origin, bytes },
                    trace,
                });
            }
            Type::Commit => {
                let from = &self.from;
                let at = from.visited.get(oid).and_then(|at| from.commits.get(*at as usize));
                let trace = Trace {
                    kind: Kind::Commit,
                    held: at.map_or(self.nothing(), |v| v.held),
                    commit: Some(oid.hex()),
                    date: at.map_or(0, |v| v.date),
                    also_at: Vec::new(),
                };
                self.message(MESSAGE, trace, bytes, emit);
            }
            Type::Tag => {
                let field = |key: &str| header(bytes, key).map(|v| String::from_utf8_lossy(v).into_owned());
                let name = format!("message of tag {}", field("tag ").unwrap_or_default());
                let trace = Trace {
                    kind: Kind::Tag,
                    held: Held::Reference,
                    commit: field("object "),
                    date: tag_date(bytes),
                    also_at: Vec::new(),
                };
                self.message(&name, trace, bytes, emit);
            }
            Type::Tree => {}
        }
    }

    /// What holds an object that git does not name.
    fn nothing(&self) -> Held {
        if self.known { Held::Nothing } else { Held::Unknown }
    }

    fn blob(&self, oid: &Oid) -> (Origin, Trace) {
        let from = &self.from;
        let Some(place) = from.places.get(oid) else {
            let what = if self.known { "unreachable blob" } else { "blob" };
            let path = format!("{}{what} {}", from.at.prefix, short(&oid.hex()));
            let trace = Trace {
                kind: Kind::Blob,
                held: self.nothing(),
                commit: None,
                date: 0,
                also_at: Vec::new(),
            };
            return (origin(path, None), trace);
        };
        let commit = from.commits.get(place.commit as usize);
        let raw: &[u8] = from.paths.get(place.path as usize).map_or(b"", |p| p);
        let noted = note_on(raw);
        let also = from.also_at.get(oid).map(Vec::as_slice).unwrap_or_default();
        let also_at = also
            .iter()
            .filter(|p| **p != place.path)
            .filter_map(|p| Some(from.at.path(from.paths.get(*p as usize)?)));
        let trace = Trace {
            kind: if noted.is_some() { Kind::Note } else { Kind::Blob },
            held: place.held,
            commit: commit.map(|c| c.oid.hex()),
            date: commit.map_or(0, |c| c.date),
            also_at: also_at.collect(),
        };
        let path = noted.map_or_else(
            || from.at.path(raw),
            |on| format!("{}note on {}", from.at.prefix, short(&on)),
        );
        (origin(path, trace.commit.clone()), trace)
    }

    fn message(&self, name: &str, trace: Trace, object: &[u8], emit: &mut dyn FnMut(Traced<'_>)) {
        let Some(text) = memchr::memmem::find(object, b"\n\n").and_then(|n| object.get(n + 2..)) else {
            return;
        };
        if text.trim_ascii().is_empty() {
            return;
        }
        let origin = origin(format!("{}{name}", self.from.at.prefix), trace.commit.clone());
        let bytes = Cow::Borrowed(text);
        emit(Traced {
            item: Item { origin, bytes },
            trace,
        });
    }

    /// Reflogs are text of their own: messages of commits that are gone, URLs that were cloned from.
    fn reflogs(&self, emit: &mut dyn FnMut(Traced<'_>)) {
        let base = self.from.at.common_dir.join("logs");
        let mut todo = vec![base];
        let mut count = 0;
        while let Some(dir) = todo.pop() {
            let mut entries: Vec<_> = std::fs::read_dir(&dir)
                .into_iter()
                .flatten()
                .flatten()
                .take(100_000)
                .collect();
            entries.sort_by_key(std::fs::DirEntry::path);
            for entry in entries {
                count += 1;
                let Ok(kind) = entry.file_type() else { continue };
                if kind.is_dir() && count < 1_000_000 {
                    todo.push(entry.path());
                } else if let Some(bytes) = super::read_plain(&entry.path(), LOG_LIMIT) {
                    let name = entry.path();
                    let name = name
                        .strip_prefix(&self.from.at.common_dir)
                        .unwrap_or(&name)
                        .to_string_lossy()
                        .replace('\\', "/");
                    let trace = Trace {
                        kind: Kind::Log,
                        held: Held::Reflog,
                        commit: None,
                        date: 0,
                        also_at: Vec::new(),
                    };
                    let origin = origin(format!("{}.git/{name}", self.from.at.prefix), None);
                    emit(Traced {
                        item: Item {
                            origin,
                            bytes: Cow::Owned(bytes),
                        },
                        trace,
                    });
                }
            }
        }
    }
}

fn origin(path: String, commit: Option<String>) -> Origin {
    Origin {
        path,
        member: Vec::new(),
        commit,
        status: Status::History,
        kind: OriginKind::History,
    }
}

/// Revisions and ranges as a person types them, none of which may be an option.
fn revisions(text: &str) -> std::io::Result<Vec<String>> {
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

/// Notes are blobs named by the object that they are attached to, with or without folders between.
fn note_on(path: &[u8]) -> Option<String> {
    let hex: Vec<u8> = path.iter().copied().filter(|b| *b != b'/').collect();
    Oid::from_hex(&hex).map(|o| o.hex())
}

fn header<'a>(object: &'a [u8], key: &str) -> Option<&'a [u8]> {
    let head = object.get(..memchr::memmem::find(object, b"\n\n")?)?;
    head.split(|b| *b == b'\n').find_map(|l| l.strip_prefix(key.as_bytes()))
}

/// `tagger Name <mail> 1700000000 +0000`
fn tag_date(object: &[u8]) -> i64 {
    let seconds = header(object, "tagger ").and_then(|l| l.rsplit(|b| *b == b' ').nth(1));
    seconds
        .and_then(|s| std::str::from_utf8(s).ok()?.parse().ok())
        .unwrap_or(0)
}

fn short(hex: &str) -> &str {
    hex.get(..12).unwrap_or(hex)
}
