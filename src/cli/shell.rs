//! `spillage completions` and `spillage man`.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::fail::Failure;
use super::{CLEAN, Cli, output};

/// `spillage completions SHELL`
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// For this shell
    #[arg(value_enum)]
    shell: Shell,
}

/// `spillage man [DIR]`
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write one page a command into this folder
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints a completion script.
pub(super) fn completions(args: &CompletionsArgs) -> Result<u8, Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "spillage", &mut bytes);
    output::stdout(&bytes)?;
    Ok(CLEAN)
}

/// Prints or writes manual pages.
pub(super) fn man(args: &ManArgs) -> Result<u8, Failure> {
    let command = Cli::command();
    match &args.dir {
        Some(dir) if !dir.is_dir() => return Err(Failure::new(format!("{}: not a folder", dir.display()))),
        Some(dir) => clap_mangen::generate_to(command, dir).map_err(|e| Failure::file(dir, &e))?,
        None => {
            let mut bytes = Vec::new();
            clap_mangen::Man::new(command)
                .render(&mut bytes)
                .map_err(|e| Failure::stdout(&e))?;
            output::stdout(&bytes)?;
        }
    }
    Ok(CLEAN)
}
