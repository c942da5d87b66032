//! Readers of documents: what a reader of the document would see, and what it hides, as plain text parts.
//!
//! Each reader is written here, over bytes in memory, because none may fail on damaged input: a document that is broken in the
//! middle still shows its first half to whoever opens it. What a reader cannot make sense of is handed on as it is.

pub(crate) mod markup;
pub(crate) mod office;
pub(crate) mod table;
