//! The command line: what the user typed, one file a subcommand. Nothing outside of here sees clap, the environment, the
//! standard streams or exit codes.

mod agents;
mod args;
mod baseline;
mod beyond;
mod config;
mod explain;
mod fail;
mod gate;
mod guard;
mod init;
mod lint;
mod output;
mod progress;
mod register;
mod report;
mod rules;
mod scan;
mod sessions;
mod settings;
mod shell;
mod terms;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use args::ScanArgs;
use fail::Failure;

/// Below every threshold.
const CLEAN: u8 = 0;
/// A threshold is reached.
const REACHED: u8 = 1;
/// Wrong usage, or something that keeps the program from working.
const ERROR: u8 = 2;
/// Below every threshold, but not everything was read.
const INCOMPLETE: u8 = 3;

/// Says what a coding agent could leak from here, how bad that would be, and which few changes shrink it.
#[derive(Debug, Parser)]
#[command(
    name = "spillage",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    after_help = "Exit codes: 0 below the threshold, 1 threshold reached, 2 usage or error, 3 below it but not everything was read.\n\
                  `spillage PATH` is `spillage scan PATH`; a file named like a command is `./name`."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    scan: ScanArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Scan files and folders (the default command)
    Scan(ScanArgs),
    /// Say which values have already left in past sessions of agents, and what to rotate first
    Sessions(sessions::SessionsArgs),
    /// Render a saved JSON report again
    Report(report::ReportArgs),
    /// List, show and test rules
    Rules(rules::RulesArgs),
    /// Say why a rule matters and how to fix what it finds
    Explain(explain::ExplainArgs),
    /// Accept findings, so that only new ones are reported
    Baseline(baseline::BaselineArgs),
    /// Show the settings in use, or their JSON Schema
    Config(config::ConfigArgs),
    /// Write a commented .spillage.toml
    Init(init::InitArgs),
    /// List the agents that are known, and what is known of them here
    Agents(agents::AgentsArgs),
    /// Write denials for what was found into agents' own files: a diff first
    Guard(guard::GuardArgs),
    /// Check agents' configuration for controls that do nothing
    Lint(lint::LintArgs),
    /// Make an index of files that must not leave, for scan --registered
    Register(register::RegisterArgs),
    /// Add words of the organisation to the settings without storing them
    Terms(terms::TermsArgs),
    /// Print a completion script for a shell
    Completions(shell::CompletionsArgs),
    /// Print the manual page, or write all of them to a folder
    Man(shell::ManArgs),
}

/// Runs the program.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            // Help and version are no errors; a closed pipe is none either.
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { ERROR } else { CLEAN });
        }
    };
    match dispatch(cli) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.report(),
    }
}

fn dispatch(cli: Cli) -> Result<u8, Failure> {
    match cli.command {
        None => scan::run(&cli.scan),
        Some(Command::Scan(args)) => scan::run(&args),
        Some(Command::Sessions(args)) => sessions::run(&args),
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Baseline(args)) => baseline::run(&args),
        Some(Command::Config(args)) => config::run(&args),
        Some(Command::Init(args)) => init::run(&args),
        Some(Command::Agents(args)) => agents::run(&args),
        Some(Command::Guard(args)) => guard::run(&args),
        Some(Command::Lint(args)) => lint::run(&args),
        Some(Command::Register(args)) => register::run(&args),
        Some(Command::Terms(args)) => terms::run(&args),
        Some(Command::Completions(args)) => shell::completions(&args),
        Some(Command::Man(args)) => shell::man(&args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn bare_paths_are_a_scan() {
        let cli = Cli::try_parse_from(["spillage", "src", "-f", "json"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.scan.paths.len(), 1);
    }
}
