//! Readers of documents: what a reader of the document would see, and what it hides, as plain text parts.
//!
//! Each reader is written here, over bytes in memory, because none may fail on damaged input: a document that is broken in the
//! middle still shows its first half to whoever opens it. What a reader cannot make sense of is handed on as it is.

pub(crate) mod compound;
pub(crate) mod keystore;
pub(crate) mod mail;
pub(crate) mod markup;
pub(crate) mod notebook;
pub(crate) mod office;
pub(crate) mod pdf;
pub(crate) mod plist;
mod prose;
pub(crate) mod sqlite;
pub(crate) mod table;
pub(crate) mod values;
mod workbook;

use std::borrow::Cow;

/// Bytes as text: as they are if they are text, else what stands in them as runs of printable ASCII.
fn readable(bytes: &[u8]) -> Cow<'_, str> {
    const RUN: usize = 6;
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let runs = bytes
        .split(|b| !(b.is_ascii_graphic() || *b == b' '))
        .filter(|run| run.len() >= RUN);
    let runs: Vec<&str> = runs.filter_map(|run| std::str::from_utf8(run).ok()).collect();
    Cow::Owned(runs.join(" "))
}
