//! Which parts of a tree stand under a public licence, so that open text is never called proprietary.

pub(crate) mod text;
