//! What is staged: blobs of an index that differ from `HEAD`.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::objects::{Memory, Objects, Type, Unread};
use super::oid::Oid;
use super::plumbing::Git;
use super::store::{common_dir_of, hash_of};
use super::stores::StoreAt;
use crate::finding::Status;
use crate::source::{Item, Origin, Skipped};

/// Staged files, read one by one on any number of threads.
#[derive(Debug)]
pub struct Staged {
    objects: Objects,
    files: Vec<(Oid, String)>,
    limit: u64,
}

impl Staged {
    /// What is staged in the repository around `root`, or in the index file named. Files above `limit` bytes will be
    /// reported, not read.
    pub fn of(root: &Path, index: Option<&Path>, limit: u64, skipped: &mut dyn FnMut(Skipped)) -> Option<Self> {
        let Some((git_dir, strip)) = super::around(root) else {
            skipped(Skipped::new(".", "not a git repository: nothing is staged"));
            return None;
        };
        let at = StoreAt {
            common_dir: common_dir_of(&git_dir),
            git_dir,
            prefix: String::new(),
            strip,
        };
        let index: Option<PathBuf> = index.map(|i| std::path::absolute(i).unwrap_or_else(|_| i.to_owned()));
        let mut files = Vec::new();
        let listed = Git::new(&at.git_dir).staged(index.as_deref(), &mut |oid, path| files.push((oid, at.path(path))));
        if let Err(e) = listed {
            skipped(Skipped::new(".git/index", e.to_string()));
        }
        Some(Self {
            objects: Objects::open(&at.common_dir, hash_of(&at.common_dir)),
            files,
            limit,
        })
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether nothing is staged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// One of them, or why it cannot be read.
    ///
    /// # Errors
    /// It is too large, damaged, or not in the store.
    pub fn read(&self, n: usize, memory: &mut Memory) -> Result<Item<'static>, Skipped> {
        let Some((oid, path)) = self.files.get(n) else {
            return Err(Skipped::new(".git/index", "changed while it was read"));
        };
        match self.objects.get(oid, self.limit, memory) {
            Ok((Type::Blob, bytes)) => {
                let mut origin = Origin::file(path.clone());
                origin.status = Status::Tracked;
                Ok(Item {
                    origin,
                    bytes: Cow::Owned(bytes),
                })
            }
            Ok(_) => Err(Skipped::new(path.clone(), "staged object is not a file")),
            Err(Unread::TooLarge(bytes)) => Err(Skipped {
                bytes,
                ..Skipped::new(path.clone(), "staged file larger than the limit")
            }),
            Err(Unread::Damaged) => Err(Skipped::new(path.clone(), "staged object is damaged in the store")),
            Err(Unread::Missing) => Err(Skipped::new(path.clone(), "staged object is missing from the store")),
        }
    }
}
