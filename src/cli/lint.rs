//! `spillage lint`: controls of agents that do not do what their owner thinks.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use spillage::agent::lint::{Remark, lint};
use spillage::report::text::escape;

use super::agents::{PlaceArgs, choose};
use super::fail::Failure;
use super::{CLEAN, REACHED, output};

/// Remarks from here on reach the threshold.
const SURE: f64 = 0.5;

/// `spillage lint`
#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// Folder of the project
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Only these agents
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_value = "all")]
    agent: Vec<String>,
    /// How to report
    #[arg(short, long, value_parser = ["human", "json"], default_value = "human")]
    format: String,
    /// Exit with 0 whatever is found
    #[arg(long)]
    exit_zero: bool,
    #[command(flatten)]
    places: PlaceArgs,
}

#[derive(Serialize)]
struct Json<'a> {
    schema_version: &'static str,
    remarks: &'a [Remark],
}

/// Runs the command.
pub(super) fn run(args: &LintArgs) -> Result<u8, Failure> {
    if !args.path.is_dir() {
        return Err(Failure::new(format!("{}: not a folder", args.path.display())));
    }
    let place = args.places.place(&args.path)?;
    let remarks = lint(&place, &choose(&args.agent, &place)?);
    let text = if args.format == "json" {
        let json = Json {
            schema_version: "1",
            remarks: &remarks,
        };
        serde_json::to_string_pretty(&json).map_err(Failure::new)? + "\n"
    } else {
        human(&remarks)
    };
    output::stdout(text.as_bytes())?;
    let reached = remarks.iter().any(|r| r.confidence >= SURE);
    Ok(if reached && !args.exit_zero { REACHED } else { CLEAN })
}

fn human(remarks: &[Remark]) -> String {
    let mut out = String::new();
    for r in remarks {
        let _ = writeln!(
            out,
            "{}:{}:{}  {}  {}\n    {}",
            escape(&r.file),
            r.line,
            r.column,
            r.severity,
            r.rule,
            escape(&r.what)
        );
    }
    match remarks.len() {
        0 => out.push_str("Nothing to say about the agents' controls here.\n"),
        n => {
            let _ = writeln!(
                out,
                "{n} {}; spillage explain RULE says more, spillage guard writes what works.",
                if n == 1 { "remark" } else { "remarks" }
            );
        }
    }
    out
}
