//! git: what it says about files of a work tree, what of `.git` is plain text, and everything in its object stores.
//!
//! [`Repository`] answers one question without a git binary, lazily and only for files that have findings: tracked,
//! untracked or ignored? [`history()`] and [`Staged`] read objects out of the stores; what holds them, git's own plumbing
//! says (docs/beyond-the-tree.md says why). Nested repositories, submodules and linked work trees are judged by their own index. Everything under `.git` is
//! hostile input: sizes are bounded, nothing is followed that is not a plain file, and a file that makes no sense means
//! "untracked", never a panic.

mod dot_git;
mod history;
mod ignored;
mod index;
mod merge;
mod objects;
mod oid;
mod plumbing;
mod staged;
mod store;
mod stores;
mod trace;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

pub use dot_git::dot_git_items;
pub use history::{Past, Selection, Traced, check, history};
pub use merge::Merger;
#[cfg(any(test, fuzzing))]
pub(crate) use objects::fuzz;
pub use objects::{Edits, Memory};
pub use staged::Staged;
pub(crate) use stores::is_bare;
pub use trace::{Held, Kind, Trace};

use crate::finding::Status;
use store::Store;

/// The git repositories that a scan root lies in and those that lie in it.
#[derive(Debug)]
pub struct Repository {
    root: PathBuf,
    outer: Option<(Arc<Store>, String)>,
    nested: Mutex<HashMap<String, Option<Arc<Store>>>>,
    excludes: Option<PathBuf>,
}

impl Repository {
    /// Looks for the repository that holds `root`, upwards. Where there is none, every file is untracked unless it lies
    /// in a nested repository.
    #[must_use]
    pub fn discover(root: &Path) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let outer = root.ancestors().find_map(|dir| {
            let store = Store::open(dir)?;
            let prefix = root.strip_prefix(dir).ok()?;
            Some((Arc::new(store), slashed(prefix)))
        });
        Self {
            root,
            outer,
            nested: Mutex::default(),
            excludes: None,
        }
    }

    /// Adds the user's own ignore file (`core.excludesFile`), which only the caller may know.
    #[must_use]
    pub fn with_excludes_file(mut self, file: PathBuf) -> Self {
        self.excludes = Some(file);
        self
    }

    /// Whether the root itself lies in a repository.
    #[must_use]
    pub fn is_repository(&self) -> bool {
        self.outer.is_some()
    }

    /// The git directory of the repository that holds the root.
    #[must_use]
    pub fn git_dir(&self) -> Option<&Path> {
        self.outer.as_ref().map(|(s, _)| s.git_dir.as_path())
    }

    /// How a file relates to version control. `rel_path` is relative to the root, with `/`.
    #[must_use]
    pub fn status(&self, rel_path: &str) -> Status {
        let parts: Vec<&str> = rel_path.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
        if parts.is_empty() || parts.iter().any(|p| *p == ".." || *p == ".git") {
            return Status::Untracked;
        }
        for depth in (1..parts.len()).rev() {
            let Some(dir) = parts.get(..depth) else { continue };
            if let Some(store) = self.nested(&dir.join("/")) {
                return store.status(
                    &parts.get(depth..).unwrap_or_default().join("/"),
                    self.excludes.as_deref(),
                );
            }
        }
        match &self.outer {
            Some((store, prefix)) if prefix.is_empty() => store.status(&parts.join("/"), self.excludes.as_deref()),
            Some((store, prefix)) => store.status(&format!("{prefix}/{}", parts.join("/")), self.excludes.as_deref()),
            None => Status::Untracked,
        }
    }

    fn nested(&self, dir: &str) -> Option<Arc<Store>> {
        let mut known = self.nested.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(dir) {
            return found.clone();
        }
        let found = Store::open(&self.root.join(dir)).map(Arc::new);
        known.insert(dir.to_owned(), found.clone());
        found
    }
}

/// The git directory around a folder, and the folder's own path within the work tree (empty, or ends in `/`).
fn around(root: &Path) -> Option<(PathBuf, String)> {
    let root = root.canonicalize().ok()?;
    root.ancestors().find_map(|dir| {
        let inner = slashed(root.strip_prefix(dir).ok()?);
        Some((
            store::git_dir_of(dir)?,
            if inner.is_empty() { inner } else { inner + "/" },
        ))
    })
}

fn slashed(path: &Path) -> String {
    path.components()
        .map(|c| c.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// Reads a plain file of at most `limit` bytes; anything else (link, FIFO, folder, too large) is `None`.
fn read_plain(path: &Path, limit: u64) -> Option<Vec<u8>> {
    use std::io::Read;
    let meta = std::fs::symlink_metadata(path).ok()?;
    if !meta.is_file() || meta.len() > limit {
        return None;
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .ok()?
        .take(limit)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn git(dir: &Path, args: &[&str]) {
        let out = Command::new("git")
            .arg("-C")
            .arg(dir)
            .args([
                "-c",
                "user.name=T",
                "-c",
                "user.email=t@example.org",
                "-c",
                "protocol.file.allow=always",
            ])
            .args(args)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE")
            .env_remove("GIT_WORK_TREE")
            .output()
            .unwrap();
        assert!(
            out.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
    }

    fn put(root: &Path, path: &str, text: &str) {
        let file = root.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    #[test]
    fn every_index_format_gives_the_same_answers() {
        for (format, version) in [
            ("sha1", "2"),
            ("sha1", "3"),
            ("sha1", "4"),
            ("sha256", "2"),
            ("sha256", "4"),
        ] {
            let tmp = tempfile::tempdir().unwrap();
            let root = tmp.path();
            git(root, &["init", "-q", "--object-format", format]);
            put(root, "a.txt", "1");
            put(root, "dir/long name with spaces.txt", "2");
            put(root, "dir/long name with spaces.txt2", "2");
            put(root, "dir/sub/b.txt", "3");
            put(root, "later.txt", "4");
            put(root, "build/out.log", "5");
            put(root, ".gitignore", "build/\n*.tmp\n!keep.tmp\n");
            put(root, "x.tmp", "");
            put(root, "keep.tmp", "");
            put(root, "dir/.gitignore", "local.*\n");
            put(root, "dir/local.env", "");
            put(root, "local.env", "");
            git(
                root,
                &[
                    "add",
                    "a.txt",
                    "dir/sub",
                    "dir/long name with spaces.txt",
                    "dir/long name with spaces.txt2",
                ],
            );
            if version == "3" {
                git(root, &["add", "-N", "later.txt"]);
            }
            git(root, &["update-index", "--index-version", version]);
            let repo = Repository::discover(root);
            let at = |p: &str| repo.status(p);
            assert_eq!(at("a.txt"), Status::Tracked, "{format} v{version}");
            assert_eq!(at("dir/long name with spaces.txt"), Status::Tracked);
            assert_eq!(at("dir/long name with spaces.txt2"), Status::Tracked);
            assert_eq!(at("dir/sub/b.txt"), Status::Tracked);
            assert_eq!(
                at("later.txt"),
                if version == "3" {
                    Status::Tracked
                } else {
                    Status::Untracked
                }
            );
            assert_eq!(at("build/out.log"), Status::Ignored);
            assert_eq!(at("x.tmp"), Status::Ignored);
            assert_eq!(at("keep.tmp"), Status::Untracked);
            assert_eq!(at("dir/local.env"), Status::Ignored);
            assert_eq!(at("local.env"), Status::Untracked);
            assert_eq!(at(".git/config"), Status::Untracked);
            assert_eq!(at("../a.txt"), Status::Untracked);
            let below = Repository::discover(&root.join("dir"));
            assert_eq!(below.status("sub/b.txt"), Status::Tracked);
            assert_eq!(below.status("local.env"), Status::Ignored);
        }
    }

    #[test]
    fn nested_repositories_worktrees_and_submodules_judge_for_themselves() {
        let tmp = tempfile::tempdir().unwrap();
        let (main, lib) = (tmp.path().join("main"), tmp.path().join("lib"));
        for d in [&main, &lib] {
            std::fs::create_dir_all(d).unwrap();
            git(d, &["init", "-q", "-b", "main"]);
            put(d, "tracked.txt", "1");
            git(d, &["add", "."]);
            git(d, &["commit", "-qm", "one"]);
        }
        git(
            &main,
            &["submodule", "--quiet", "add", lib.to_str().unwrap(), "vendor/lib"],
        );
        put(&main, "vendor/lib/new.txt", "");
        put(&main, "inner/.gitignore", "*.key\n");
        put(&main, "inner/a.key", "");
        git(&main.join("inner"), &["init", "-q"]);
        git(&main.join("inner"), &["add", ".gitignore"]);
        git(&main, &["worktree", "add", "-q", "../second"]);
        put(&main, ".git/info/exclude", "*.local\n");
        put(&main, "x.local", "");
        put(&tmp.path().join("second"), "y.local", "");
        let repo = Repository::discover(&main);
        assert_eq!(repo.status("vendor/lib/tracked.txt"), Status::Tracked);
        assert_eq!(repo.status("vendor/lib/new.txt"), Status::Untracked);
        assert_eq!(repo.status("inner/.gitignore"), Status::Tracked);
        assert_eq!(repo.status("inner/a.key"), Status::Ignored);
        assert_eq!(repo.status("x.local"), Status::Ignored);
        // From above, where there is no repository at all, and from within a linked work tree.
        let above = Repository::discover(tmp.path());
        assert_eq!(above.status("main/tracked.txt"), Status::Tracked);
        assert_eq!(above.status("second/tracked.txt"), Status::Tracked);
        assert_eq!(above.status("second/y.local"), Status::Ignored);
        let second = Repository::discover(&tmp.path().join("second"));
        assert!(second.is_repository());
        assert_eq!(second.status("tracked.txt"), Status::Tracked);
    }

    #[test]
    fn a_split_index_is_tolerated() {
        let tmp = tempfile::tempdir().unwrap();
        let root = tmp.path();
        git(root, &["init", "-q"]);
        put(root, "a.txt", "1");
        git(root, &["add", "."]);
        git(root, &["update-index", "--split-index"]);
        put(root, "b.txt", "1");
        git(root, &["add", "."]);
        let repo = Repository::discover(root);
        assert_eq!(repo.status("a.txt"), Status::Tracked);
        assert_eq!(repo.status("b.txt"), Status::Tracked);
        assert_eq!(repo.status("c.txt"), Status::Untracked);
    }

    #[test]
    fn the_users_own_excludes_come_last() {
        let tmp = tempfile::tempdir().unwrap();
        let root = tmp.path();
        git(root, &["init", "-q"]);
        put(root, ".gitignore", "!wanted.bak\n");
        put(root, "my-excludes", "*.bak\n");
        let repo = Repository::discover(root).with_excludes_file(root.join("my-excludes"));
        assert_eq!(repo.status("x.bak"), Status::Ignored);
        assert_eq!(repo.status("wanted.bak"), Status::Untracked);
    }
}
