//! `spillage config show|schema`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use spillage::config::SCHEMA;

use super::args::SettingsArgs;
use super::fail::Failure;
use super::settings::Settings;
use super::{CLEAN, output};

/// `spillage config`
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Show every setting with where it came from
    Show(Box<ShowArgs>),
    /// Print the JSON Schema of .spillage.toml
    Schema,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// The folder that would be scanned
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
pub(super) fn run(args: &ConfigArgs) -> Result<u8, Failure> {
    match &args.command {
        ConfigCommand::Show(a) => show(a),
        ConfigCommand::Schema => {
            output::stdout(SCHEMA.as_bytes())?;
            Ok(CLEAN)
        }
    }
}

fn show(args: &ShowArgs) -> Result<u8, Failure> {
    let settings = Settings::load(&args.settings, args.settings.overrides(), &args.path, false)?;
    let mut text = String::new();
    let shown = settings.config.shown();
    let wide = shown
        .iter()
        .map(|(k, v)| k.len() + v.chars().count() + 3)
        .filter(|n| *n <= 60)
        .max()
        .unwrap_or(0);
    for (key, value) in &shown {
        let pair = format!("{key} = {value}");
        let _ = writeln!(text, "{pair:<wide$}  # {}", settings.config.source(key));
    }
    let baseline = settings.baseline.as_ref().map_or_else(
        || "no baseline".to_owned(),
        |(p, b)| format!("baseline {} with {} entries", p.display(), b.entries().len()),
    );
    let _ = writeln!(text, "# {baseline}");
    output::stdout(text.as_bytes())?;
    Ok(CLEAN)
}
