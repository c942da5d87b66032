//! `spillage report`: renders a saved JSON report in any format, without scanning again, and compares two.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use spillage::finding::Severity;
use spillage::report::{Report, json};

use super::args::OutputArgs;
use super::fail::Failure;
use super::gate::GateArgs;
use super::{CLEAN, settings};

/// No report is larger: some two million findings.
const LARGEST: u64 = 2 << 30;

/// `spillage report FILE`
#[derive(Debug, Args)]
#[command(
    after_help = "A saved report is rendered and the exit code is 0. With --fail-on, --max-score or --fail-on-new it is \
                  judged too, and the codes are those of a scan."
)]
pub(super) struct ReportArgs {
    /// A report written with `--format json`; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// An earlier report: say what is new, gone and unchanged, and how the score moved
    #[arg(long, value_name = "OLD")]
    compare: Option<PathBuf>,
    /// Show each value's share of the score
    #[arg(long)]
    explain_score: bool,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    gate: GateArgs,
}

/// Runs the command.
pub(super) fn run(args: &ReportArgs) -> Result<u8, Failure> {
    args.output.check()?;
    let mut report = load(&args.file)?;
    if let Some(old) = &args.compare {
        report.compare(&load(old)?);
    }
    let gate = &args.gate;
    let judged = gate.fail_on.is_some() || gate.max_score.is_some() || gate.fail_on_new;
    let code = if judged {
        gate.code(
            &report,
            gate.fail_on.unwrap_or(Severity::High),
            gate.max_score.unwrap_or(100),
        )
    } else {
        CLEAN
    };
    args.output.write(&report, args.explain_score, code)
}

/// A saved report.
pub(super) fn load(path: &Path) -> Result<Report, Failure> {
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .read_to_string(&mut text)
            .map_err(|e| Failure::new(format!("standard input: {e}")))?;
        text
    } else {
        settings::read_up_to(path, LARGEST)?
    };
    json::parse(&text).map_err(|e| Failure::new(format!("{}: {e}", path.display())))
}
