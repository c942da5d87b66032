//! What of a `.git` folder a plain scan reads: configuration (credentials in URLs, headers), hooks, messages, and files
//! that somebody put there. Objects, logs and references are history and belong to `--history`.

use std::path::{Path, PathBuf};

/// git's own bookkeeping at the top of a git directory, which holds no text of people.
const BOOKKEEPING: [&str; 12] = [
    "HEAD",
    "ORIG_HEAD",
    "MERGE_HEAD",
    "CHERRY_PICK_HEAD",
    "REVERT_HEAD",
    "AUTO_MERGE",
    "BISECT_LOG",
    "commondir",
    "gitdir",
    "index",
    "packed-refs",
    "shallow",
];

/// Submodules may be named `a/b/c`; deeper folders of a hostile store are not entered.
const MODULE_DEPTH: u32 = 6;
/// More files than any real store has; the bound is against hostile ones.
const ITEM_LIMIT: usize = 10_000;

/// The plain files of a git directory that belong to a scan of the tree, sorted.
#[must_use]
pub fn dot_git_items(git_dir: &Path) -> Vec<PathBuf> {
    let mut items = Vec::new();
    store(git_dir, MODULE_DEPTH, &mut items);
    items.sort();
    items
}

fn store(git_dir: &Path, depth: u32, items: &mut Vec<PathBuf>) {
    for (path, kind) in entries(git_dir) {
        if items.len() >= ITEM_LIMIT {
            return;
        }
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        if kind.is_file() {
            let shared = name.starts_with("sharedindex.") || name.ends_with(".lock") || name.starts_with("index.");
            if !shared && !BOOKKEEPING.contains(&name.as_str()) {
                items.push(path);
            }
        } else if kind.is_dir() {
            match name.as_str() {
                "hooks" => hooks(&path, 2, items),
                "modules" if depth > 0 => modules(&path, depth - 1, items),
                "worktrees" => {
                    for (tree, kind) in entries(&path) {
                        if kind.is_dir() {
                            store(&tree, 0, items);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn hooks(dir: &Path, depth: u32, items: &mut Vec<PathBuf>) {
    for (path, kind) in entries(dir) {
        if kind.is_file() && path.extension().is_none_or(|e| e != "sample") && items.len() < ITEM_LIMIT {
            items.push(path);
        } else if kind.is_dir() && depth > 0 {
            hooks(&path, depth - 1, items);
        }
    }
}

/// Each submodule's store, whatever slashes its name has.
fn modules(dir: &Path, depth: u32, items: &mut Vec<PathBuf>) {
    for (path, kind) in entries(dir) {
        if !kind.is_dir() {
            continue;
        }
        if path.join("HEAD").is_file() {
            store(&path, depth, items);
        } else if depth > 0 {
            modules(&path, depth - 1, items);
        }
    }
}

fn entries(dir: &Path) -> impl Iterator<Item = (PathBuf, std::fs::FileType)> {
    std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .take(ITEM_LIMIT)
        .filter_map(|e| Some((e.path(), e.file_type().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_hooks_and_strays_are_read_and_objects_are_not() {
        let tmp = tempfile::tempdir().unwrap();
        let git = tmp.path();
        let wanted = [
            "COMMIT_EDITMSG",
            "FETCH_HEAD",
            "config",
            "config.bak",
            "hooks/pre-commit",
            "modules/a/b/config",
            "modules/lib/config",
            "modules/lib/modules/deep/config",
            "worktrees/w/config.worktree",
        ];
        let unwanted = [
            "HEAD",
            "index",
            "packed-refs",
            "hooks/pre-push.sample",
            "logs/HEAD",
            "objects/ab/cd",
            "refs/heads/main",
            "modules/lib/HEAD",
            "modules/a/b/HEAD",
            "modules/lib/modules/deep/HEAD",
            "modules/lib/index",
            "worktrees/w/HEAD",
            "worktrees/w/index",
            "info/exclude",
        ];
        for f in wanted.iter().chain(&unwanted) {
            std::fs::create_dir_all(git.join(f).parent().unwrap()).unwrap();
            std::fs::write(git.join(f), "x").unwrap();
        }
        let got: Vec<String> = dot_git_items(git)
            .iter()
            .map(|p| p.strip_prefix(git).unwrap().to_string_lossy().replace('\\', "/"))
            .collect();
        assert_eq!(got, wanted);
    }
}
