//! Everything in an object store: what any reference, stash, reflog, index or nothing at all still holds.
//!
//! Three passes of git: the list of objects, the log (which blob came in with which commit and path), the contents of
//! blobs, commits and tags in the order of the packs. Each object is read once. Memory holds a small entry for each
//! blob and one object at a time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::oid::{Oid, OidMap, OidSet};
use super::plumbing::{Git, Logged, Object, Type};
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
pub struct Traced {
    /// The bytes and where they came from.
    pub item: Item<'static>,
    /// Where they have been.
    pub trace: Trace,
}

/// Further paths kept for one blob, and for all of them.
const PATHS_A_BLOB: usize = 8;
const PATHS_IN_ALL: usize = 1 << 20;
/// Reflogs and other small files.
const LOG_LIMIT: u64 = 16 << 20;
const MESSAGE: &str = "commit message";

/// Hands over every selected object of every store in and around `root`, each once. Blobs above `limit` bytes, missing
/// objects and stores that git cannot read are reported to `skipped`. The order is that of the stores and their packs.
pub fn history(
    root: &Path,
    selection: &Selection,
    limit: u64,
    emit: &mut dyn FnMut(Traced),
    skipped: &mut dyn FnMut(Skipped),
) {
    let mut selection = Cow::Borrowed(selection);
    for (n, at) in stores(root).into_iter().enumerate() {
        let reader = Reader::new(at, limit);
        // Commits are those of the repository around the root; a date holds for submodules too.
        if n > 0 && matches!(&*selection, Selection::Commits(_)) {
            return;
        }
        let date = match &*selection {
            Selection::Since(since) if n == 0 => reader.date_of(since),
            _ => None,
        };
        reader.run(&selection, emit, skipped);
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
    let reader = Reader::new(at, 0);
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

/// Hands over what is staged in the repository around `root`: blobs of its index (or of the index file named) that
/// differ from `HEAD`.
pub fn staged(
    root: &Path,
    index: Option<&Path>,
    limit: u64,
    emit: &mut dyn FnMut(Item<'static>),
    skipped: &mut dyn FnMut(Skipped),
) {
    let Some((git_dir, strip)) = super::around(root) else {
        skipped(Skipped::new(".", "not a git repository: nothing is staged"));
        return;
    };
    let at = StoreAt {
        common_dir: git_dir.clone(),
        git_dir,
        prefix: String::new(),
        strip,
    };
    let git = Git::new(&at.git_dir);
    let index: Option<PathBuf> = index.map(|i| std::path::absolute(i).unwrap_or_else(|_| i.to_owned()));
    let mut files: Vec<(Oid, String)> = Vec::new();
    if let Err(e) = git.staged(index.as_deref(), &mut |oid, path| files.push((oid, at.path(path)))) {
        skipped(Skipped::new(".git/index", e.to_string()));
    }
    let ids: Vec<Oid> = files.iter().map(|f| f.0).collect();
    let mut next = 0;
    let read = git.contents(&ids, limit, &mut |oid, object| {
        let Some((_, path)) = files.get(next).filter(|f| f.0 == oid) else {
            return;
        };
        next += 1;
        let mut origin = Origin::file(path.clone());
        origin.status = Status::Tracked;
        match object {
            Object::Blob(bytes) => emit(Item {
                origin,
                bytes: Cow::Owned(bytes),
            }),
            Object::TooLarge(bytes) => skipped(Skipped {
                bytes,
                ..Skipped::new(path.clone(), "staged file larger than the limit")
            }),
            Object::Missing => skipped(Skipped::new(path.clone(), "staged object is missing from the store")),
            Object::Commit(_) | Object::Tag(_) | Object::Other => {}
        }
    });
    if let Err(e) = read {
        skipped(Skipped::new(".git", e.to_string()));
    }
}

struct Reader {
    at: StoreAt,
    git: Git,
    limit: u64,
    commits: Vec<Visited>,
    visited: OidMap<u32>,
    paths: Vec<Box<[u8]>>,
    path_ids: HashMap<Box<[u8]>, u32>,
    places: OidMap<Place>,
    also_at: OidMap<Vec<u32>>,
    also_count: usize,
}

impl Reader {
    fn new(at: StoreAt, limit: u64) -> Self {
        Self {
            git: Git::new(&at.git_dir),
            at,
            limit,
            commits: Vec::new(),
            visited: OidMap::default(),
            paths: Vec::new(),
            path_ids: HashMap::new(),
            places: OidMap::default(),
            also_at: OidMap::default(),
            also_count: 0,
        }
    }

    fn run(mut self, selection: &Selection, emit: &mut dyn FnMut(Traced), skipped: &mut dyn FnMut(Skipped)) {
        let name = format!("{}.git", self.at.prefix);
        let mut problem = |e: std::io::Error| {
            let reason = if e.kind() == std::io::ErrorKind::NotFound {
                "git is not installed: history was not examined".to_owned()
            } else {
                format!("git: {e}")
            };
            skipped(Skipped::new(name.clone(), reason));
        };
        let ids = match selection {
            Selection::All => self.everything(&mut problem),
            Selection::Since(since) => match self.since(since) {
                Ok(args) => self.selected(&args, &mut problem),
                Err(e) => return problem(e),
            },
            Selection::Commits(range) => match revisions(range) {
                Ok(args) => self.selected(&args, &mut problem),
                Err(e) => return problem(e),
            },
        };
        self.contents(&ids, emit, skipped);
        if *selection == Selection::All {
            self.reflogs(emit);
            let missing = self.places.values().filter(|p| !p.seen).count();
            if missing > 0 {
                let reason =
                    format!("{missing} blobs named by history are not in this store (partial or shallow clone)");
                skipped(Skipped::new(name, reason));
            }
        }
    }

    /// Every object, in the order of the packs, with its place looked up in the log.
    fn everything(&mut self, problem: &mut dyn FnMut(std::io::Error)) -> Vec<Oid> {
        let mut ids = Vec::new();
        let mut commits = OidSet::default();
        let listed = self.git.objects(&mut |oid, kind| {
            ids.push(oid);
            if kind == Type::Commit {
                commits.insert(oid);
            }
        });
        if let Err(e) = listed {
            problem(e);
        }
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
        ids
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
        let place = self.places.entry(oid).or_insert(Place {
            commit,
            path: id,
            held,
            seen: false,
        });
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

    fn contents(&mut self, ids: &[Oid], emit: &mut dyn FnMut(Traced), skipped: &mut dyn FnMut(Skipped)) {
        let git = self.git.clone();
        let limit = self.limit;
        let read = git.contents(ids, limit, &mut |oid, object| match object {
            Object::Blob(bytes) => {
                let (origin, trace) = self.blob(oid);
                emit(Traced {
                    item: Item {
                        origin,
                        bytes: Cow::Owned(bytes),
                    },
                    trace,
                });
            }
            Object::Commit(bytes) => {
                let at = self.visited.get(&oid).and_then(|at| self.commits.get(*at as usize));
                let (held, date) = at.map_or((Held::Nothing, 0), |v| (v.held, v.date));
                self.message(
                    Kind::Commit,
                    MESSAGE.to_owned(),
                    Some(oid.hex()),
                    held,
                    date,
                    &bytes,
                    emit,
                );
            }
            Object::Tag(bytes) => {
                let field = |key: &str| header(&bytes, key).map(|v| String::from_utf8_lossy(v).into_owned());
                let name = format!("message of tag {}", field("tag ").unwrap_or_default());
                self.message(
                    Kind::Tag,
                    name,
                    field("object "),
                    Held::Reference,
                    tag_date(&bytes),
                    &bytes,
                    emit,
                );
            }
            Object::TooLarge(bytes) => {
                let (origin, _) = self.blob(oid);
                let reason = format!("blob {} of history is larger than the limit", short(&oid.hex()));
                skipped(Skipped {
                    bytes,
                    ..Skipped::new(origin.path, reason)
                });
            }
            Object::Missing => {
                let (origin, _) = self.blob(oid);
                skipped(Skipped::new(
                    origin.path,
                    format!("object {} is missing from the store", short(&oid.hex())),
                ));
            }
            Object::Other => {}
        });
        if let Err(e) = read {
            skipped(Skipped::new(
                format!("{}.git", self.at.prefix),
                format!("git: {e}; objects behind it were not examined"),
            ));
        }
    }

    fn blob(&mut self, oid: Oid) -> (Origin, Trace) {
        let Some(place) = self.places.get_mut(&oid) else {
            let path = format!("{}unreachable blob {}", self.at.prefix, short(&oid.hex()));
            let trace = Trace {
                kind: Kind::Blob,
                held: Held::Nothing,
                commit: None,
                date: 0,
                also_at: Vec::new(),
            };
            return (origin(path, None), trace);
        };
        place.seen = true;
        let place = *place;
        let commit = self.commits.get(place.commit as usize);
        let raw: &[u8] = self.paths.get(place.path as usize).map_or(b"", |p| p);
        let noted = note_on(raw);
        let also = self.also_at.get(&oid).map(Vec::as_slice).unwrap_or_default();
        let also_at = also
            .iter()
            .filter(|p| **p != place.path)
            .filter_map(|p| Some(self.at.path(self.paths.get(*p as usize)?)));
        let trace = Trace {
            kind: if noted.is_some() { Kind::Note } else { Kind::Blob },
            held: place.held,
            commit: commit.map(|c| c.oid.hex()),
            date: commit.map_or(0, |c| c.date),
            also_at: also_at.collect(),
        };
        let path = noted.map_or_else(
            || self.at.path(raw),
            |on| format!("{}note on {}", self.at.prefix, short(&on)),
        );
        (origin(path, trace.commit.clone()), trace)
    }

    #[allow(clippy::too_many_arguments)]
    fn message(
        &self,
        kind: Kind,
        name: String,
        commit: Option<String>,
        held: Held,
        date: i64,
        object: &[u8],
        emit: &mut dyn FnMut(Traced),
    ) {
        let Some(text) = memchr::memmem::find(object, b"\n\n").and_then(|n| object.get(n + 2..)) else {
            return;
        };
        if text.trim_ascii().is_empty() {
            return;
        }
        let origin = origin(format!("{}{name}", self.at.prefix), commit.clone());
        let trace = Trace {
            kind,
            held,
            commit,
            date,
            also_at: Vec::new(),
        };
        emit(Traced {
            item: Item {
                origin,
                bytes: Cow::Owned(text.to_vec()),
            },
            trace,
        });
    }

    /// Reflogs are text of their own: messages of commits that are gone, URLs that were cloned from.
    fn reflogs(&self, emit: &mut dyn FnMut(Traced)) {
        let base = self.at.common_dir.join("logs");
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
                        .strip_prefix(&self.at.common_dir)
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
                    let origin = origin(format!("{}.git/{name}", self.at.prefix), None);
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
