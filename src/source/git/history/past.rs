//! Contents of a store, read without git, each with where it has been.

use std::borrow::Cow;

use super::super::objects::{Change, Memory, Objects, Survey, Type, Unread};
use super::super::oid::Oid;
use super::super::trace::{Held, Kind, Trace};
use super::reader::Reader;
use super::{Emit, Traced};
use crate::finding::Status;
use crate::source::{Item, Origin, OriginKind, Skipped};

/// Reflogs and other small files.
const LOG_LIMIT: u64 = 16 << 20;

const MESSAGE: &str = "commit message";

/// Named objects that make a piece of work.
const NAMED: usize = 64;

/// One store's past, read in pieces on any number of threads.
pub struct Past {
    pub(super) from: Reader,
    pub(super) work: Work,
    pub(super) limit: u64,
    /// Whether git could say what holds what.
    pub(super) known: bool,
}

pub(super) enum Work {
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
    pub fn read(&self, piece: usize, memory: &mut Memory, emit: &mut Emit<'_>, skipped: &mut dyn FnMut(Skipped)) {
        match &self.work {
            Work::All(survey) if piece >= survey.pieces() => self.reflogs(emit),
            Work::All(survey) => survey.read(piece, self.limit, memory, &mut |oid, kind, read, change| match read {
                Ok(bytes) => self.object(oid, kind, bytes, change, emit),
                Err(why) => {
                    skipped(self.unread(oid, why));
                    None
                }
            }),
            Work::Named(objects, ids) => {
                for oid in ids.iter().skip(piece * NAMED).take(NAMED) {
                    match objects.get(oid, self.limit, memory) {
                        Ok((kind, bytes)) => {
                            self.object(oid, kind, &bytes, None, emit);
                        }
                        Err(why) => skipped(self.unread(oid, why)),
                    }
                }
            }
        }
    }

    /// What of the store cannot be read whatever one asks for.
    pub(super) fn tell_closed(&self, name: &str, skipped: &mut dyn FnMut(Skipped)) {
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
        if self.from.at.common_dir.join("shallow").is_file() {
            skipped(Skipped::new(name, "shallow clone: older commits are not in this store"));
        }
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

    /// Hands an object on. Gives what is to be told with objects that are stored against it.
    fn object(
        &self,
        oid: &Oid,
        kind: Type,
        bytes: &[u8],
        change: Option<Change<'_>>,
        emit: &mut Emit<'_>,
    ) -> Option<u32> {
        match kind {
            Type::Blob => {
                let (origin, trace) = self.blob(oid);
                return emit(Traced {
                    item: Item {
                        origin,
                        bytes: Cow::Borrowed(bytes),
                    },
                    trace,
                    place: self.from.places.get(oid).map(|p| p.path),
                    before: change.map(|c| (c.base, c.edits)),
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
        None
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

    fn message(&self, name: &str, trace: Trace, object: &[u8], emit: &mut Emit<'_>) {
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
            place: None,
            before: None,
        });
    }

    /// Reflogs are text of their own: messages of commits that are gone, URLs that were cloned from.
    fn reflogs(&self, emit: &mut Emit<'_>) {
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
                } else if let Some(bytes) = super::super::read_plain(&entry.path(), LOG_LIMIT) {
                    let name = entry.path();
                    let name = name
                        .strip_prefix(&self.from.at.common_dir)
                        .unwrap_or(&name)
                        .to_string_lossy()
                        .replace('\\', "/");
                    self.reflog(format!("{}.git/{name}", self.from.at.prefix), &bytes, emit);
                }
            }
        }
        // Where references are kept in tables, git reads the logs out of them.
        if self.from.at.common_dir.join("reftable").is_dir() {
            let args = [
                "log",
                "--walk-reflogs",
                "--all",
                "--no-show-signature",
                "--no-notes",
                "--format=%gD %gs",
            ];
            if let Ok(text) = self.from.git.text(&args, LOG_LIMIT) {
                self.reflog(format!("{}.git/reftable", self.from.at.prefix), &text, emit);
            }
        }
    }

    fn reflog(&self, path: String, text: &[u8], emit: &mut Emit<'_>) {
        emit(Traced {
            item: Item {
                origin: origin(path, None),
                bytes: Cow::Borrowed(text),
            },
            trace: Trace {
                kind: Kind::Log,
                held: Held::Reflog,
                commit: None,
                date: 0,
                also_at: Vec::new(),
            },
            place: None,
            before: None,
        });
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
