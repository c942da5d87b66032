//! `spillage report`: renders a saved JSON report in any format, without scanning again.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use spillage::report::json;

use super::args::OutputArgs;
use super::fail::Failure;
use super::{CLEAN, settings};

/// `spillage report FILE`
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// A report written with `--format json`; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Show each value's share of the score
    #[arg(long)]
    explain_score: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs the command.
pub(super) fn run(args: &ReportArgs) -> Result<u8, Failure> {
    args.output.check()?;
    let text = if args.file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .read_to_string(&mut text)
            .map_err(|e| Failure::new(format!("standard input: {e}")))?;
        text
    } else {
        settings::read(&args.file)?
    };
    let report = json::parse(&text).map_err(|e| Failure::new(format!("{}: {e}", args.file.display())))?;
    args.output.write(&report, args.explain_score)?;
    Ok(CLEAN)
}
