//! Where an object of a store has been: commit, date, paths, and by what it is still held.

use super::oid::Oid;

/// What still holds an object, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// The commit that is checked out.
    Head,
    /// The index of a work tree, staged and not committed.
    Index,
    /// A branch, a tag, a note or another reference.
    Reference,
    /// The stash.
    Stash,
    /// Only a reflog: a branch that was deleted, squashed or reset.
    Reflog,
    /// Nothing; it stays until git collects garbage.
    Nothing,
    /// Not known, for want of git.
    Unknown,
}

/// What kind of object it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Content of a file.
    Blob,
    /// Message of a commit.
    Commit,
    /// Message of an annotated tag.
    Tag,
    /// A note attached to a commit.
    Note,
    /// A reflog file.
    Log,
}

/// The history of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What it is.
    pub kind: Kind,
    /// What still holds it.
    pub held: Held,
    /// The commit that brought it in, as far as there is one.
    pub commit: Option<String>,
    /// That commit's author date, in seconds since 1970; 0 where unknown.
    pub date: i64,
    /// Further paths at which the same content lived.
    pub also_at: Vec<String>,
}

/// The commit and path of a blob, kept small because there is one for each blob of a repository.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) commit: u32,
    pub(super) path: u32,
    pub(super) held: Held,
}

/// No commit or path.
pub(super) const NONE: u32 = u32::MAX;

/// A visited commit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visited {
    pub(super) oid: Oid,
    pub(super) date: i64,
    pub(super) held: Held,
}
