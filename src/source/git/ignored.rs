//! Which files git ignores: nested `.gitignore` files, then `info/exclude`, then the user's own file.
//!
//! Patterns come from the scanned tree, so the size and number of lines that are compiled is bounded; what is beyond the
//! bound does not ignore anything.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::read_plain;

const FILE_LIMIT: u64 = 1 << 18;
const LINE_LIMIT: usize = 4096;

#[derive(Debug)]
pub(super) struct Ignored {
    work_tree: PathBuf,
    exclude_file: PathBuf,
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    files: HashMap<PathBuf, Arc<Gitignore>>,
    folders: HashMap<String, bool>,
}

impl Ignored {
    pub(super) fn new(work_tree: PathBuf, exclude_file: PathBuf) -> Self {
        Self {
            work_tree,
            exclude_file,
            cache: Mutex::default(),
        }
    }

    /// Whether a file, or a folder above it, is ignored.
    pub(super) fn is_ignored(&self, path: &str, excludes: Option<&Path>) -> bool {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        for (at, _) in path.match_indices('/') {
            let folder = path.get(..at).unwrap_or_default();
            let known = cache.folders.get(folder).copied();
            let ignored = known.unwrap_or_else(|| {
                let ignored = self.matches(&mut cache, folder, true, excludes);
                cache.folders.insert(folder.to_owned(), ignored);
                ignored
            });
            if ignored {
                return true;
            }
        }
        self.matches(&mut cache, path, false, excludes)
    }

    /// The deepest file that says something about `path` decides.
    fn matches(&self, cache: &mut Cache, path: &str, is_dir: bool, excludes: Option<&Path>) -> bool {
        let full = self.work_tree.join(path);
        let mut folder = path;
        loop {
            folder = folder.rsplit_once('/').map_or("", |(up, _)| up);
            let dir = self.work_tree.join(folder);
            let file = dir.join(".gitignore");
            match load(cache, &file, &dir).matched(&full, is_dir) {
                Match::None => {}
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
            }
            if folder.is_empty() {
                break;
            }
        }
        for file in [Some(self.exclude_file.as_path()), excludes].into_iter().flatten() {
            match load(cache, file, &self.work_tree).matched(&full, is_dir) {
                Match::None => {}
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
            }
        }
        false
    }
}

fn load(cache: &mut Cache, file: &Path, dir: &Path) -> Arc<Gitignore> {
    if let Some(known) = cache.files.get(file) {
        return Arc::clone(known);
    }
    let built = read_plain(file, FILE_LIMIT).map_or_else(Gitignore::empty, |bytes| {
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = GitignoreBuilder::new(dir);
        for line in text.strip_prefix('\u{feff}').unwrap_or(&text).lines().take(LINE_LIMIT) {
            let _ = builder.add_line(None, line); // a faulty pattern ignores nothing, as in git
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    });
    let built = Arc::new(built);
    cache.files.insert(file.to_owned(), Arc::clone(&built));
    built
}
