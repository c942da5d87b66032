//! Where literals stand in a text, ASCII case folded: the first look at every byte.
//!
//! [`Sweep`] looks for those that may matter anywhere, and for runs of letters and digits, in one pass over all bytes.
//! [`Dense`] looks for the names and prefixes of providers, but only near such runs.

mod dense;
mod filter;
mod runs;
#[allow(
    unsafe_code,
    reason = "vector loads and the call into code for a feature that was detected; see the module"
)]
#[cfg(target_arch = "x86_64")]
mod simd;
mod sweep;
mod table;

pub(crate) use dense::Dense;
pub(crate) use runs::{Run, regions};
pub(crate) use sweep::Sweep;

/// One literal seen in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// Offset of its first byte.
    pub(crate) pos: usize,
    /// Which literal.
    pub(crate) literal: u32,
}
