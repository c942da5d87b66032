//! One repository: where its git directory is, what its index holds and what it ignores.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::ignored::Ignored;
use super::index::{Hash, Index};
use super::read_plain;
use crate::finding::Status;

/// No index of a real repository comes near; a larger one is not read.
const INDEX_LIMIT: u64 = 1 << 30;
const SMALL_FILE_LIMIT: u64 = 1 << 20;

#[derive(Debug)]
pub(super) struct Store {
    pub(super) git_dir: PathBuf,
    common_dir: PathBuf,
    index: OnceLock<Index>,
    ignored: Ignored,
}

impl Store {
    /// The repository whose work tree is `dir`, if `dir` holds a `.git` that is one.
    pub(super) fn open(dir: &Path) -> Option<Self> {
        let git_dir = git_dir_of(dir)?;
        let common_dir = common_dir_of(&git_dir);
        let ignored = Ignored::new(dir.to_owned(), common_dir.join("info/exclude"));
        Some(Self {
            git_dir,
            common_dir,
            index: OnceLock::new(),
            ignored,
        })
    }

    pub(super) fn status(&self, path: &str, excludes: Option<&Path>) -> Status {
        if self.index().contains(path) {
            Status::Tracked
        } else if self.ignored.is_ignored(path, excludes) {
            Status::Ignored
        } else {
            Status::Untracked
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let hash = hash_of(&self.common_dir);
            let Some(bytes) = read_plain(&self.git_dir.join("index"), INDEX_LIMIT) else {
                return Index::default();
            };
            let mut index = Index::parse(&bytes, hash);
            if let Some(base) = index.shared.take() {
                let shared = self.git_dir.join(format!("sharedindex.{base}"));
                if let Some(bytes) = read_plain(&shared, INDEX_LIMIT) {
                    index.merge(Index::parse(&bytes, hash));
                }
            }
            index
        })
    }
}

/// The git directory behind `dir/.git`, a folder or a file that says where the folder is.
pub(super) fn git_dir_of(dir: &Path) -> Option<PathBuf> {
    let dot_git = dir.join(".git");
    let meta = std::fs::symlink_metadata(&dot_git).ok()?;
    let git_dir = if meta.is_dir() || meta.is_symlink() {
        dot_git
    } else {
        let text = read_plain(&dot_git, 1 << 16)?;
        let text = String::from_utf8(text).ok()?;
        dir.join(text.strip_prefix("gitdir:")?.trim())
    };
    let sound = git_dir.join("HEAD").symlink_metadata().is_ok() && common_dir_of(&git_dir).join("objects").is_dir();
    sound.then_some(git_dir)
}

/// Where the parts that linked work trees share are kept.
pub(super) fn common_dir_of(git_dir: &Path) -> PathBuf {
    read_plain(&git_dir.join("commondir"), 1 << 16)
        .and_then(|b| String::from_utf8(b).ok())
        .map_or_else(|| git_dir.to_owned(), |text| git_dir.join(text.trim()))
}

/// SHA-1 unless the configuration says `extensions.objectFormat = sha256`, as git writes it.
pub(super) fn hash_of(common_dir: &Path) -> Hash {
    let Some(bytes) = read_plain(&common_dir.join("config"), SMALL_FILE_LIMIT) else {
        return Hash::Sha1;
    };
    let mut in_extensions = false;
    for line in String::from_utf8_lossy(&bytes).lines() {
        let line = line.trim();
        if line.starts_with('[') {
            in_extensions = line.to_ascii_lowercase().starts_with("[extensions]");
        } else if in_extensions
            && let Some((key, value)) = line.split_once('=')
            && key.trim().eq_ignore_ascii_case("objectformat")
            && value.trim().trim_matches('"') == "sha256"
        {
            return Hash::Sha256;
        }
    }
    Hash::Sha1
}
