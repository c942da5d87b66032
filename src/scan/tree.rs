//! The work tree: a parallel walk that reads everything an agent could read, hidden and ignored files included.
//!
//! Links are never followed; what they name is judged by its path. Whatever is not a readable plain file is counted.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use ignore::{DirEntry, WalkBuilder, WalkState};
use rayon::prelude::*;

use super::buffer::Buffer;
use super::examine::{Examiner, Found, Memory};
use super::large::{self, WINDOW};
use super::{Deadline, ScanOptions, Tally};
use crate::exposure::Folder;
use crate::finding::Status;
use crate::platform;
use crate::source::expand::{self, Budget, Kind};
use crate::source::git::{self, Repository, dot_git_items};
use crate::source::{Item, Origin};

/// Bytes that say what a file is that is too large to be read.
const HEAD: u64 = 512;
/// Files up to this size are read whole on the walking thread.
const WHOLE: u64 = 2 * WINDOW;

/// Work that waits until the walk is over.
#[derive(Debug)]
struct Later {
    path: PathBuf,
    origin: Origin,
    len: u64,
    kind: Option<Kind>,
}

/// What the walking threads share.
struct Shared<'a> {
    examiner: Examiner<'a>,
    options: &'a ScanOptions<'a>,
    deadline: Deadline,
    root: &'a Path,
    prefix: Option<&'a str>,
    tally: Mutex<Tally>,
    later: Mutex<Vec<Later>>,
    git_dirs: Mutex<Vec<PathBuf>>,
}

/// Scans one root.
pub(super) fn scan(
    root: &Path,
    prefix: Option<&str>,
    examiner: Examiner<'_>,
    options: &ScanOptions<'_>,
    deadline: Deadline,
) -> Tally {
    // A root that is itself a link was meant; below it, links are not followed.
    let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let shared = Shared {
        examiner,
        options,
        deadline,
        root: &real,
        prefix,
        tally: Mutex::default(),
        later: Mutex::default(),
        git_dirs: Mutex::default(),
    };
    let worker = || Worker {
        shared: &shared,
        memory: Memory::default(),
        buffer: Buffer::default(),
        folder: Default::default(),
        tally: Tally::default(),
        later: Vec::new(),
    };
    let mut walk = WalkBuilder::new(&real);
    walk.standard_filters(false).hidden(false).follow_links(false);
    if real.is_dir() {
        walk.threads(options.threads).build_parallel().run(|| {
            let mut worker = worker();
            Box::new(move |entry| worker.visit(entry))
        });
    } else {
        // Runners of hooks name files by the hundred: starting threads for each costs more than reading it.
        let mut worker = worker();
        for entry in walk.build() {
            worker.visit(entry);
        }
    }
    if let Some(p) = options.progress {
        p.walked.store(true, Ordering::Relaxed);
    }
    let git_dirs = take(&shared.git_dirs);
    let mut tally = take(&shared.tally);
    for dir in &git_dirs {
        let mut worker = worker();
        for path in dot_git_items(dir) {
            worker.file(&path);
        }
        worker.folder_done();
        tally.add(std::mem::take(&mut worker.tally));
    }
    let mut later = take(&shared.later);
    later.sort_by(|a, b| a.path.cmp(&b.path));
    tally.add(rest(&shared, &later));
    statuses(&real, prefix, &mut tally.found);
    tally
}

fn take<T: Default>(m: &Mutex<T>) -> T {
    std::mem::take(&mut *m.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Large files and containers, on all threads.
fn rest(shared: &Shared<'_>, later: &[Later]) -> Tally {
    if later.is_empty() {
        return Tally::default();
    }
    let Ok(pool) = rayon::ThreadPoolBuilder::new()
        .num_threads(shared.options.threads.max(1))
        .build()
    else {
        let mut memory = Memory::default();
        return later
            .iter()
            .map(|l| one(shared, l, &mut memory))
            .fold(Tally::default(), |mut a, b| {
                a.add(b);
                a
            });
    };
    pool.install(|| {
        let tallies: Vec<Tally> = later
            .par_iter()
            .map_init(Memory::default, |memory, l| one(shared, l, memory))
            .collect();
        tallies.into_iter().fold(Tally::default(), |mut a, b| {
            a.add(b);
            a
        })
    })
}

fn one(shared: &Shared<'_>, later: &Later, memory: &mut Memory) -> Tally {
    let mut tally = Tally {
        readable: later.len,
        ..Tally::default()
    };
    if shared.deadline.passed() {
        tally.skip(later.origin.display(), "time limit reached", later.len);
        return tally;
    }
    let advance = |n: u64| {
        if let Some(p) = shared.options.progress {
            p.bytes.fetch_add(n, Ordering::Relaxed);
        }
    };
    if let Some(kind) = later.kind {
        match platform::open(&later.path) {
            Ok(mut file) => {
                open_container(
                    shared.examiner,
                    &later.origin,
                    kind,
                    Source::File(&mut file),
                    shared.options,
                    memory,
                    &mut tally,
                );
                // What a container kept to itself (encrypted, over a limit) was not examined.
                let lost = tally.skipped.iter().map(|s| s.bytes).fold(0, u64::saturating_add);
                tally.examined += later.len.saturating_sub(lost);
                advance(later.len);
            }
            Err(e) => tally.skip(later.origin.display(), reason(&e), later.len),
        }
        return tally;
    }
    match large::examine(shared.examiner, &later.origin, &later.path, later.len, &advance) {
        Ok((mut found, examined)) => {
            tally.found.findings.append(&mut found.findings);
            tally.found.allowed.append(&mut found.allowed);
            tally.examined = examined.min(later.len);
            if examined < later.len {
                tally.skip(later.origin.display(), "shrank while it was read", later.len - examined);
            }
        }
        Err(e) => tally.skip(later.origin.display(), reason(&e), later.len),
    }
    tally
}

enum Source<'a> {
    File(&'a mut File),
    Memory(&'a Item<'a>),
}

fn open_container(
    examiner: Examiner<'_>,
    origin: &Origin,
    kind: Kind,
    source: Source<'_>,
    options: &ScanOptions<'_>,
    memory: &mut Memory,
    tally: &mut Tally,
) {
    let mut found = Found::default();
    let mut skipped = Vec::new();
    let mut visit = |item: Item<'_>| {
        examiner.path(&item.origin, Some((&*item.bytes, item.bytes.len() as u64)), &mut found);
        examiner.bytes(&item.origin, &item.bytes, memory, &mut found);
    };
    let mut budget = Budget::new();
    let mut skip = |s| skipped.push(s);
    match source {
        Source::File(file) => {
            expand::expand_file(origin, file, kind, &options.limits, &mut budget, &mut visit, &mut skip)
        }
        Source::Memory(item) => expand::expand(item, kind, &options.limits, &mut budget, &mut visit, &mut skip),
    }
    tally.found.findings.append(&mut found.findings);
    tally.found.allowed.append(&mut found.allowed);
    tally.skipped.append(&mut skipped);
}

/// The bytes of an item that lies in memory, opened where it is a container.
pub(super) fn contents(
    examiner: Examiner<'_>,
    item: &Item<'_>,
    options: &ScanOptions<'_>,
    memory: &mut Memory,
    tally: &mut Tally,
) {
    match expand::kind(item.origin.name(), &item.bytes) {
        Some(kind) => open_container(
            examiner,
            &item.origin,
            kind,
            Source::Memory(item),
            options,
            memory,
            tally,
        ),
        None => examiner.bytes(&item.origin, &item.bytes, memory, &mut tally.found),
    }
}

/// One walking thread.
struct Worker<'a> {
    shared: &'a Shared<'a>,
    memory: Memory,
    buffer: Buffer,
    /// The folder of the last file, and what the files in a row that were in it come to.
    folder: (String, Folder),
    tally: Tally,
    later: Vec<Later>,
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        self.folder_done();
        let lock = |m: &Mutex<Tally>, t: Tally| m.lock().unwrap_or_else(std::sync::PoisonError::into_inner).add(t);
        lock(&self.shared.tally, std::mem::take(&mut self.tally));
        self.shared
            .later
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .append(&mut self.later);
    }
}

impl Worker<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        if self.shared.deadline.passed() {
            let reason = "time limit reached";
            if !self.tally.skipped.iter().any(|s| s.reason == reason && s.path == ".") {
                self.tally.skip(".", reason, 0);
            }
            return WalkState::Quit;
        }
        let entry = match entry {
            Ok(e) => e,
            Err(e) => {
                self.unreadable(&e);
                return WalkState::Continue;
            }
        };
        let path = entry.path();
        let Some(kind) = entry.file_type() else {
            return WalkState::Continue;
        };
        if entry.depth() > 0
            && !self.shared.options.excludes.0.is_empty()
            && self.shared.options.excludes.covers(&self.name(path))
        {
            return WalkState::Skip;
        }
        if kind.is_dir() {
            if path.file_name().is_some_and(|n| n == ".git") && entry.depth() > 0 {
                self.shared
                    .git_dirs
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .push(path.to_owned());
                return WalkState::Skip;
            }
            // Objects of a bare repository are history, as those below `.git` are.
            if path.file_name().is_some_and(|n| n == "objects") && path.parent().is_some_and(git::is_bare) {
                return WalkState::Skip;
            }
        } else if kind.is_file() {
            self.file(path);
        } else if kind.is_symlink() {
            self.link(path);
        } else {
            let what = platform::special(kind).unwrap_or("special file");
            let name = self.name(path);
            self.shared
                .examiner
                .path(&Origin::file(&*name), None, &mut self.tally.found);
            self.tally.skip(name, what, 0);
        }
        WalkState::Continue
    }

    /// Adds to every folder that a path lies in. Files of a folder come in a row, so nearly all cost one comparison.
    fn folders(&mut self, path: &str, files: u64, bytes: u64) {
        let folder = path.rsplit_once('/').map_or("", |(f, _)| f);
        if self.folder.0 != folder {
            self.folder_done();
            folder.clone_into(&mut self.folder.0);
        }
        self.folder.1.add(Folder { files, bytes });
    }

    fn folder_done(&mut self) {
        let (folder, more) = std::mem::take(&mut self.folder);
        if more == Folder::default() {
            return;
        }
        let path = if folder.is_empty() { folder } else { folder + "/" };
        for end in std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1)) {
            self.tally.folders.entry(path[..end].to_owned()).or_default().add(more);
        }
    }

    /// The path in reports.
    fn name(&self, path: &Path) -> String {
        let rel = platform::relative(self.shared.root, path);
        match self.shared.prefix {
            Some(p) if rel.is_empty() => p.to_owned(),
            Some(p) => format!("{}/{rel}", p.trim_end_matches('/')),
            None => rel,
        }
    }

    fn unreadable(&mut self, error: &ignore::Error) {
        let (mut path, mut inner) = (None, error);
        loop {
            inner = match inner {
                ignore::Error::WithPath { path: p, err } => {
                    path = Some(p.clone());
                    err
                }
                ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
                _ => break,
            };
        }
        let name = path.map_or_else(|| ".".to_owned(), |p| self.name(&p));
        let why = match inner {
            ignore::Error::Io(e) => reason(e),
            ignore::Error::Loop { .. } => "a loop of links".to_owned(),
            _ => "cannot be read".to_owned(),
        };
        self.tally
            .skip(if name.is_empty() { ".".to_owned() } else { name }, why, 0);
    }

    /// A link is judged by what it names: something sensitive by its path, something outside the tree by not being read.
    fn link(&mut self, path: &Path) {
        let name = self.name(path);
        let Ok(target) = std::fs::read_link(path) else {
            self.tally.skip(name, "link that cannot be read", 0);
            return;
        };
        if let Some(target) = target.to_str() {
            self.tally.licences.see_link(&name, target);
        }
        let from = self.tally.found.findings.len();
        let full = path.parent().unwrap_or(self.shared.root).join(&target);
        let origin = Origin::file(platform::relative(Path::new("/"), &full));
        self.shared.examiner.path(&origin, None, &mut self.tally.found);
        for f in self.tally.found.findings.iter_mut().skip(from) {
            f.location.path.clone_from(&name);
            f.fingerprint = self.shared.examiner.fingerprinter.of_path(&f.rule, &name);
            f.evidence.push("symbolic link to such a place".to_owned());
        }
        match full.canonicalize() {
            Ok(real) if real.starts_with(self.shared.root) => {}
            Ok(_) => self.tally.skip(name, "link out of the tree, not followed", 0),
            Err(_) => {}
        }
    }

    fn readable(&mut self, path: &str, bytes: u64) {
        self.tally.readable += bytes;
        self.folders(path, 0, bytes);
    }

    fn file(&mut self, path: &Path) {
        let name = self.name(path);
        let origin = Origin::file(name);
        self.tally.files += 1;
        self.folders(&origin.path, 1, 0);
        let examiner = self.shared.examiner;
        let opened = platform::open(path).and_then(|f| f.metadata().map(|m| (f, m)));
        let (mut file, meta) = match opened {
            Ok(o) => o,
            Err(e) => {
                examiner.path(&origin, None, &mut self.tally.found);
                return self.tally.skip(origin.path, reason(&e), 0);
            }
        };
        if !meta.is_file() {
            examiner.path(&origin, None, &mut self.tally.found);
            return self
                .tally
                .skip(origin.path, "changed into something else while it was read", 0);
        }
        let len = meta.len();
        if len > self.shared.options.max_file_size {
            self.readable(&origin.path, len);
            // What it is can be said all the same.
            let mut head = Vec::new();
            let _ = (&mut file).take(HEAD).read_to_end(&mut head);
            examiner.path(&origin, Some((&*head, len)), &mut self.tally.found);
            return self.tally.skip(origin.path, "larger than --max-file-size", len);
        }
        // Files that say they are empty may hold something all the same (`/proc`), and files grow: read to the end, as far as
        // one piece goes.
        // A byte more than one piece, to see that there is more.
        let filled = match self.buffer.fill(&mut file, len, WHOLE as usize + 1) {
            Ok(filled) => filled,
            Err(e) => {
                examiner.path(&origin, None, &mut self.tally.found);
                self.readable(&origin.path, len);
                return self.tally.skip(origin.path, reason(&e), len);
            }
        };
        let whole = len.max(filled as u64);
        self.folders(&origin.path, 0, whole);
        let bytes = self.buffer.first(filled);
        examiner.path(&origin, Some((bytes, whole)), &mut self.tally.found);
        self.tally
            .licences
            .see(&origin.path, bytes, len.max(bytes.len() as u64));
        let kind = expand::kind(&origin.path, bytes);
        if kind.is_some() || bytes.len() as u64 > WHOLE {
            let len = len.max(bytes.len() as u64);
            self.later.push(Later {
                path: path.to_owned(),
                origin,
                len,
                kind,
            });
        } else {
            let n = bytes.len() as u64;
            self.tally.readable += n;
            self.tally.examined += n;
            self.shared
                .examiner
                .bytes(&origin, bytes, &mut self.memory, &mut self.tally.found);
            if let Some(p) = self.shared.options.progress {
                p.bytes.fetch_add(n, Ordering::Relaxed);
            }
        }
        if let Some(p) = self.shared.options.progress {
            p.files.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Whether the places of findings are tracked; asked only where there is a finding.
fn statuses(root: &Path, prefix: Option<&str>, found: &mut Found) {
    if found.findings.is_empty() && found.allowed.is_empty() {
        return;
    }
    let repository = Repository::discover(root);
    let mut known: std::collections::HashMap<String, Status> = std::collections::HashMap::new();
    for f in found.findings.iter_mut().chain(&mut found.allowed) {
        let path = &f.location.path;
        let status = known.entry(path.clone()).or_insert_with(|| {
            let below = prefix.map_or(path.as_str(), |p| {
                path.strip_prefix(p).unwrap_or(path).trim_start_matches('/')
            });
            repository.status(below)
        });
        f.status = *status;
        if f.status != Status::Tracked {
            f.location.line_hash = None;
        }
    }
}

/// An I/O error in words; the path stands beside it.
fn reason(e: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match e.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::NotFound => "vanished before it was read".to_owned(),
        ErrorKind::IsADirectory => "is a folder".to_owned(),
        _ if e.raw_os_error() == Some(40) || e.raw_os_error() == Some(62) => {
            "became a link while it was read".to_owned()
        }
        kind => kind.to_string(),
    }
}
