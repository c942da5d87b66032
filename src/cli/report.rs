//! `spillage report`: renders a saved JSON report in any format, without scanning again, compares two, and makes one of
//! other scanners' findings.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use spillage::finding::Severity;
use spillage::report::{Report, import, json};
use spillage::suppress::{Fingerprinter, Key};

use super::args::OutputArgs;
use super::fail::Failure;
use super::gate::GateArgs;
use super::{CLEAN, settings};

/// No report is larger: some two million findings.
const LARGEST: u64 = 2 << 30;

/// No import is larger: its values all stand in memory.
const LARGEST_IMPORT: u64 = 128 << 20;

/// Imported findings below this confidence are not reported, as in a scan.
const MIN_CONFIDENCE: f64 = 0.5;

/// `spillage report FILE`
#[derive(Debug, Args)]
#[command(
    after_help = "A saved report is rendered and the exit code is 0. With --fail-on, --max-score or --fail-on-new it is \
                  judged too, and the codes are those of a scan."
)]
pub(super) struct ReportArgs {
    /// A report written with `--format json`; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "import")]
    file: Option<PathBuf>,
    /// Add the findings of another scanner: JSON of gitleaks, betterleaks, kingfisher, TruffleHog or detect-secrets, or SARIF
    #[arg(long, value_name = "FILE")]
    import: Vec<PathBuf>,
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
    let mut report = match &args.file {
        Some(file) => load(file)?,
        None => Report::of_imports(),
    };
    add(&mut report, &args.import)?;
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

/// Adds the findings of other scanners.
fn add(report: &mut Report, files: &[PathBuf]) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    let key = std::env::var("SPILLAGE_KEY").ok().filter(|k| !k.is_empty());
    let prints = Fingerprinter::new(key.map_or_else(Key::public, |k| Key::private(&k)));
    let root = std::env::current_dir()
        .map(|d| d.to_string_lossy().replace('\\', "/"))
        .unwrap_or_default();
    for path in files {
        let imported = import::read(&text(path, LARGEST_IMPORT)?, &root, &prints)
            .map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        report.import(&name, imported, MIN_CONFIDENCE);
    }
    Ok(())
}

/// A file's text; `-` is standard input.
fn text(path: &Path, largest: u64) -> Result<String, Failure> {
    if path.as_os_str() != "-" {
        return settings::read_up_to(path, largest);
    }
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(largest)
        .read_to_string(&mut text)
        .map_err(|e| Failure::new(format!("standard input: {e}")))?;
    Ok(text)
}

/// A saved report.
pub(super) fn load(path: &Path) -> Result<Report, Failure> {
    let text = text(path, LARGEST)?;
    json::parse(&text).map_err(|e| Failure::new(format!("{}: {e}", path.display())))
}
