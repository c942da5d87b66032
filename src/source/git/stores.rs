//! Which object stores lie in and around a scan root: the repository that holds it, nested and bare repositories,
//! submodules (checked out or not). Each store once, however many work trees it has.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::store::{common_dir_of, git_dir_of};

/// Folders that are looked into; a tree with more is cut here, not walked forever.
const FOLDER_LIMIT: usize = 2_000_000;
const MODULE_DEPTH: u32 = 6;

/// An object store and where its work tree lies relative to the scan root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoreAt {
    /// The git directory that is given to git.
    pub(super) git_dir: PathBuf,
    /// What is shared by its work trees: objects, references, logs.
    pub(super) common_dir: PathBuf,
    /// Put before paths of the store: empty, or ends in `/`.
    pub(super) prefix: String,
    /// Taken off paths of the store first: the part of the work tree that the scan root lies in.
    pub(super) strip: String,
}

impl StoreAt {
    /// A path of the store as reports name it.
    pub(super) fn path(&self, path: &[u8]) -> String {
        let path = String::from_utf8_lossy(path);
        if self.strip.is_empty() {
            return format!("{}{path}", self.prefix);
        }
        match path.strip_prefix(self.strip.as_str()) {
            Some(inner) => inner.to_owned(),
            None => format!("{}{path}", "../".repeat(self.strip.matches('/').count())),
        }
    }

    /// The indexes of all work trees.
    pub(super) fn indexes(&self) -> Vec<PathBuf> {
        let mut all = vec![self.git_dir.join("index"), self.common_dir.join("index")];
        let trees = std::fs::read_dir(self.common_dir.join("worktrees"));
        all.extend(
            trees
                .into_iter()
                .flatten()
                .flatten()
                .take(10_000)
                .map(|e| e.path().join("index")),
        );
        all.sort();
        all.dedup();
        all.retain(|i| std::fs::symlink_metadata(i).is_ok_and(|m| m.is_file()));
        all
    }
}

/// All stores that belong to a scan root, the one around it first, then by path.
pub(super) fn stores(root: &Path) -> Vec<StoreAt> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |git_dir: PathBuf, prefix: String, strip: String, out: &mut Vec<StoreAt>| {
        let common = common_dir_of(&git_dir);
        let common = common.canonicalize().unwrap_or(common);
        if seen.insert(common.clone()) {
            out.push(StoreAt {
                git_dir,
                common_dir: common,
                prefix,
                strip,
            });
        }
    };
    for dir in root.ancestors() {
        let git_dir = if dir == root && is_bare(dir) {
            Some(dir.to_owned())
        } else {
            git_dir_of(dir)
        };
        if let Some(git_dir) = git_dir {
            let inner = root.strip_prefix(dir).map(slashed).unwrap_or_default();
            let strip = if inner.is_empty() { inner } else { inner + "/" };
            add(git_dir, String::new(), strip, &mut out);
            break;
        }
    }
    let mut todo = vec![root.clone()];
    let mut looked_into = 0;
    while let Some(dir) = todo.pop() {
        looked_into += 1;
        if looked_into > FOLDER_LIMIT {
            break;
        }
        let prefix = dir.strip_prefix(&root).map(slashed).unwrap_or_default();
        let prefix = if prefix.is_empty() { prefix } else { prefix + "/" };
        if !prefix.is_empty() {
            if is_bare(&dir) {
                add(dir, prefix, String::new(), &mut out);
                continue;
            }
            if let Some(git_dir) = git_dir_of(&dir) {
                add(git_dir, prefix, String::new(), &mut out);
            }
        }
        let mut inner: Vec<PathBuf> = std::fs::read_dir(&dir)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|e| e.file_type().is_ok_and(|t| t.is_dir()) && e.file_name() != ".git")
            .map(|e| e.path())
            .collect();
        inner.sort_by(|a, b| b.cmp(a));
        todo.append(&mut inner);
    }
    for at in 0..out.len() {
        let Some(store) = out.get(at).cloned() else { continue };
        modules(&store.common_dir.join("modules"), MODULE_DEPTH, &mut |git_dir| {
            let name = git_dir.strip_prefix(&store.common_dir).map(slashed).unwrap_or_default();
            add(
                git_dir.to_owned(),
                format!("{}.git/{name}/", store.prefix),
                String::new(),
                &mut out,
            );
        });
    }
    out
}

fn modules(dir: &Path, depth: u32, found: &mut dyn FnMut(&Path)) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .take(10_000)
        .map(|e| e.path())
        .collect();
    entries.sort();
    for path in entries
        .iter()
        .filter(|p| p.symlink_metadata().is_ok_and(|m| m.is_dir()))
    {
        if path.join("objects").is_dir() {
            found(path);
            if depth > 0 {
                modules(&path.join("modules"), depth - 1, found);
            }
        } else if depth > 0 {
            modules(path, depth - 1, found);
        }
    }
}

/// Whether a folder is a git directory by what lies in it.
pub(crate) fn is_bare(dir: &Path) -> bool {
    dir.join("HEAD").symlink_metadata().is_ok_and(|m| !m.is_dir())
        && dir.join("objects").is_dir()
        && dir.join("refs").is_dir()
}

fn slashed(path: &Path) -> String {
    path.components()
        .map(|c| c.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}
