//! What each agent can read, and what its controls really stop.

pub(crate) mod doc;
pub mod version;
