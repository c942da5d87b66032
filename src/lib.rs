//! What could a coding agent with full file-system access leak from this code base, how bad would that be, and which few
//! changes shrink it?
//!
//! Every run is one line: arguments, configuration, rules, sources, detection, suppression, exposure, report.
//! The library never prints, exits or reads the environment; the binary does.

pub mod agent;
pub mod config;
pub mod detect;
pub mod ecosystem;
pub mod exposure;
pub mod finding;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod judge;
pub mod licence;
pub(crate) mod platform;
pub mod registered;
pub mod report;
pub mod rule;
pub mod scan;
pub mod source;
pub mod suppress;
#[cfg(target_arch = "x86_64")]
pub(crate) mod vector;
