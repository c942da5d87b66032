//! Everything in an object store: what any reference, stash, reflog, index or nothing at all still holds.
//!
//! git's log says which blob came in with which commit and path; contents of blobs, commits and tags are read out of the
//! store without git, each once, in pieces that threads share. Memory holds a small entry for each object and, for each
//! thread, one object and what it is stored against.

mod past;
mod reader;

use std::borrow::Cow;
use std::path::Path;

use super::objects::Edits;
use super::stores::{StoreAt, stores};
use super::trace::Trace;
use crate::source::{Item, Skipped};

pub use past::Past;
use reader::{Reader, revisions};

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
    /// Number of its path, if git knows one.
    pub place: Option<u32>,
    /// What was made of the object that it is stored against, and how it differs from that.
    pub before: Option<(u32, &'a Edits)>,
}

/// Takes an object. A number that it gives for it is told again with objects that are stored against this one.
type Emit<'e> = dyn FnMut(Traced<'_>) -> Option<u32> + 'e;

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
