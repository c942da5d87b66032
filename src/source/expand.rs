//! What lies inside files: members of archives and parts of documents, nested, each handed on as an [`Item`] of its own.
//!
//! [`kind()`] decides from the first bytes whether a file is a container; for ordinary files it costs a few comparisons.
//! [`expand`] and [`expand_file`] then own the file: whatever of it is worth examining comes through `visit`, and whatever
//! was left out (encrypted, damaged, over a limit) comes through `skip`. Nothing is written anywhere.
//!
//! Invariant: time and memory are bounded by [`Limits`] whatever the bytes say; sizes in headers are claims, never trusted.

mod kind;
mod limits;
mod walk;

use std::io::{Cursor, Read, Seek};

pub use kind::{Kind, kind};
pub use limits::{Budget, Limits};
pub(crate) use limits::{DICTIONARY_KIB, RATIO_FLOOR, Stop, damaged, encrypted, not_read};
pub(crate) use walk::{Ratio, ReadSeek, Source, Walk, clean};

use super::{Item, Origin, Skipped};

/// Examines what is inside `item`, which [`kind()`] said to be of this kind.
///
/// The order of visits is the order in the container, so it is the same in every run.
pub fn expand(
    item: &Item<'_>,
    kind: Kind,
    limits: &Limits,
    budget: &mut Budget,
    visit: &mut dyn FnMut(Item<'_>),
    skip: &mut dyn FnMut(Skipped),
) {
    budget.start(item.bytes.len() as u64);
    let mut walk = Walk::new(limits, budget, visit, skip);
    walk.open(kind, &item.origin, Source::Memory(&item.bytes), 0);
}

/// Like [`expand`] for a file that one does not want in memory. Archives stream or seek; documents are read whole as far as
/// [`Limits::member`] allows.
pub fn expand_file(
    origin: &Origin,
    file: &mut (impl Read + Seek),
    kind: Kind,
    limits: &Limits,
    budget: &mut Budget,
    visit: &mut dyn FnMut(Item<'_>),
    skip: &mut dyn FnMut(Skipped),
) {
    let len = file
        .seek(std::io::SeekFrom::End(0))
        .and_then(|len| file.rewind().map(|()| len));
    let Ok(len) = len else {
        skip(Skipped::new(origin.display(), "cannot be read"));
        return;
    };
    budget.start(len);
    let mut walk = Walk::new(limits, budget, visit, skip);
    walk.open(kind, origin, Source::Seek(file, len), 0);
}

/// What a compressed stream holds, as far as the limits allow.
///
/// # Errors
/// It is damaged from the start; what follows may be damaged or too much, which reading says.
pub(crate) fn unpacked<'r>(kind: Kind, packed: impl Read + 'r, limits: &Limits) -> std::io::Result<Ratio<'r>> {
    Ratio::over(packed, limits.ratio, |input| {
        super::container::compressed::decoder(kind, input)
    })
}

/// A source over bytes that lie in memory.
pub(crate) fn cursor(bytes: &[u8]) -> Cursor<&[u8]> {
    Cursor::new(bytes)
}

#[cfg(test)]
pub(crate) mod tests;
