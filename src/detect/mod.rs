//! From bytes to matches: a literal prefilter, rules tried only around a literal that was seen, recognisers for what
//! patterns cannot say, structural checks for evidence.
//!
//! Pure: no I/O, no global state. The same bytes and context give the same matches.

pub(crate) mod check;

use std::borrow::Cow;

/// What a detector may know about the bytes besides the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Path of the item with `/` (innermost member for containers); the file's kind is read off it.
    pub path: &'a str,
    /// The bytes are not text (NUL or invalid sequences in the first block): only patterns with a strong prefix count.
    pub binary: bool,
    /// 0 for the item itself, 1 and more for decoded layers within it.
    pub depth: u8,
}

/// A match before it has a place in a report. Offsets are bytes in the examined text.
#[derive(Debug, Clone, PartialEq)]
pub struct Match<'a> {
    /// Index into the rule set.
    pub rule: usize,
    /// First byte of the value.
    pub start: usize,
    /// Behind the last byte of the value.
    pub end: usize,
    /// The value, where it is not simply the bytes `start..end` (decoded, unescaped, joined).
    pub value: Option<Cow<'a, [u8]>>,
    /// Probability that it is true.
    pub confidence: f64,
    /// What it opens, after evidence.
    pub impact: f64,
    /// What was established; never the value.
    pub evidence: Vec<String>,
}
