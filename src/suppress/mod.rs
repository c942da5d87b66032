//! What is left out on request, without ever being out of sight: inline remarks and the baseline.
//!
//! Everything left out is counted, and the report gives the score with it. Fingerprints, which the baseline rests on,
//! are made here too.

pub mod baseline;
pub mod fingerprint;
mod inline;

pub use baseline::{Baseline, BaselineError};
pub use fingerprint::{Fingerprinter, Key};
pub use inline::{foreign_allow, inline_allow};
