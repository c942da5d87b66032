//! What agents wrote down about their sessions: which files there are, their text with the escapes undone, and who said
//! what when.
//!
//! Every format here is JSON by lines, one JSON document, or Markdown. Text is unescaped in one pass and given to the
//! detector; only records in which something was found are parsed, so that folders of many gigabytes stream.

mod attribute;
mod list;
mod opaque;
mod unescape;

/// The name under which detection sees text of sessions; no file can have it.
pub(crate) const TEXT: &str = "\0session.log";

pub use attribute::{Attribution, Part, Setting, attribute, day_of, setting, source};
pub use list::{Format, Transcript, in_project, transcripts};
pub use unescape::{Unescaped, unescape};
