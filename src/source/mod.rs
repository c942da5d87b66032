//! What can be read, and where it came from.
//!
//! A source yields [`Item`]s: bytes with an [`Origin`]. Whatever could not be read becomes [`Skipped`], which is
//! data like any other and stands in every report.

pub mod around;
mod container;
mod document;
pub mod expand;
pub mod git;
pub mod transcript;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::finding::Status;

/// Where bytes came from and how a session would reach them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Path in the report: relative to the scan root with `/`; `~/…` for the home folder; `-` for standard input.
    pub path: String,
    /// Path inside containers, outermost first.
    pub member: Vec<String>,
    /// Full object name of the commit, for history.
    pub commit: Option<String>,
    /// How the place relates to version control.
    pub status: Status,
    /// What kind of place it is.
    pub kind: OriginKind,
}

/// The kind of place that bytes came from; decides the reach of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// A plain file.
    File,
    /// A member of an archive.
    Archive,
    /// A part of a document (sheet, comment, property, cell, row).
    Document,
    /// An object of a git store that is not in the work tree.
    History,
    /// What an agent's session left.
    Transcript,
    /// Standard input.
    Stdin,
    /// A variable of the process environment.
    Environment,
    /// A file around the tree: home folder or machine.
    Around,
}

impl Origin {
    /// A plain file at this path.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            member: Vec::new(),
            commit: None,
            status: Status::Untracked,
            kind: OriginKind::File,
        }
    }

    /// The same place, one container deeper.
    #[must_use]
    pub fn inside(&self, member: impl Into<String>, kind: OriginKind) -> Self {
        let mut inner = self.clone();
        inner.member.push(member.into());
        inner.kind = kind;
        inner
    }

    /// The name that says what kind of file this is: the innermost member, else the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.member.last().unwrap_or(&self.path)
    }

    /// Path with members, for messages: `a.zip!b.tar!c`.
    #[must_use]
    pub fn display(&self) -> String {
        let mut s = self.path.clone();
        for m in &self.member {
            s.push('!');
            s.push_str(m);
        }
        s
    }
}

/// Bytes with their origin.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// Where they came from.
    pub origin: Origin,
    /// The bytes as an agent would see them.
    pub bytes: Cow<'a, [u8]>,
}

/// Something that could be read by a session and was not examined, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Skipped {
    /// As in [`Origin::display`].
    pub path: String,
    /// In words that a user understands ("permission denied", "encrypted archive", "member larger than 64 MiB").
    pub reason: String,
    /// How many readable bytes were not examined, where that is known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bytes: u64,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl Skipped {
    /// Without a known size.
    #[must_use]
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
            bytes: 0,
        }
    }
}
