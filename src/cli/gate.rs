//! What a run says to whoever started it: the exit code.

use clap::Args;
use spillage::finding::Severity;
use spillage::report::Report;

use super::args::severities;
use super::{CLEAN, INCOMPLETE, REACHED};

/// Flags that decide the exit code.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct GateArgs {
    /// Exit with 0 whatever is found; errors still give 2
    #[arg(long, help_heading = "Exit code")]
    pub(super) exit_zero: bool,
    /// Do not exit with 3 where something could not be read
    #[arg(long, help_heading = "Exit code")]
    pub(super) allow_partial: bool,
    /// Exit with 1 where a finding has at least this severity [default: high]
    #[arg(long, value_name = "SEVERITY", value_parser = severities(), help_heading = "Exit code")]
    pub(super) fail_on: Option<Severity>,
    /// Exit with 1 where the score is above this
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100), help_heading = "Exit code")]
    pub(super) max_score: Option<u32>,
    /// Let only findings count that the earlier report (--compare) does not have
    #[arg(long, requires = "compare", help_heading = "Exit code")]
    pub(super) fail_on_new: bool,
}

impl GateArgs {
    /// The code for a report under thresholds.
    pub(super) fn code(&self, report: &Report, fail_on: Severity, max_score: u32) -> u8 {
        let severe = if self.fail_on_new {
            report.new_findings().any(|f| f.severity >= fail_on)
        } else {
            report.findings.iter().any(|f| f.severity >= fail_on)
        };
        let reached = severe || report.exposure.score > max_score;
        if self.exit_zero {
            CLEAN
        } else if reached {
            REACHED
        } else if !report.coverage.skipped.is_empty() && !self.allow_partial {
            INCOMPLETE
        } else {
            CLEAN
        }
    }
}
