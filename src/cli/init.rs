//! `spillage init`: a commented configuration file, and what to do next.

use std::path::PathBuf;

use clap::Args;
use spillage::config::{FILE_NAME, TEMPLATE, project_root};

use super::fail::Failure;
use super::{CLEAN, output};

/// `spillage init [PATH]`
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// A folder of the repository
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
}

/// Runs the command.
pub(super) fn run(args: &InitArgs) -> Result<u8, Failure> {
    let meta = args.path.metadata().map_err(|e| Failure::file(&args.path, &e))?;
    if !meta.is_dir() {
        return Err(Failure::new(format!("{}: not a folder", args.path.display())));
    }
    let file = project_root(&args.path).join(FILE_NAME);
    if file.symlink_metadata().is_ok() {
        return Err(Failure::new(format!(
            "{}: is there already; nothing was changed",
            file.display()
        )));
    }
    output::fresh(&file, TEMPLATE.as_bytes())?;
    let text = format!(
        "wrote {}\n\nNext:\n  spillage                     what a session here could leak\n  \
         spillage explain RULE        why a finding matters and how to fix it\n  \
         spillage baseline --write    accept what is there now, so that only new findings are reported\n  \
         spillage config show         the settings in use, and where each comes from\n",
        file.display()
    );
    output::stdout(text.as_bytes())?;
    Ok(CLEAN)
}
