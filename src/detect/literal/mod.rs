//! Where literals stand in a text, ASCII case folded: the first look at every byte.
//!
//! [`Sweep`] looks for those that may matter anywhere, and for runs of letters and digits, in one pass over all bytes.
//! [`Dense`] looks for the names and prefixes of providers, but only near such runs.

mod dense;
mod filter;
mod runs;
pub(crate) mod sweep;
mod table;

pub(crate) use dense::Dense;
pub(crate) use runs::{Region, Run, regions};
pub(crate) use sweep::{Sweep, commonness};

/// One literal seen in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// Offset of its first byte.
    pub(crate) pos: usize,
    /// Which literal.
    pub(crate) literal: u32,
}

/// Every occurrence, byte by byte: what the searches are held against.
#[cfg(test)]
fn naive(literals: &[String], text: &[u8]) -> Vec<Seen> {
    let mut out = Vec::new();
    for pos in 0..text.len() {
        for (i, l) in literals.iter().enumerate() {
            if text[pos..].len() >= l.len() && text[pos..pos + l.len()].eq_ignore_ascii_case(l.as_bytes()) {
                out.push(Seen { pos, literal: i as u32 });
            }
        }
    }
    out
}
