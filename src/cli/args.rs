//! What scanning commands share. The names of these flags are fixed.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use spillage::config::{Overrides, parse_duration, parse_size};
use spillage::finding::Severity;
use spillage::report::Format;

/// `spillage [scan] [PATH…]`
#[derive(Debug, Clone, Args)]
pub(super) struct ScanArgs {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
    #[command(flatten)]
    pub(super) beyond: BeyondArgs,
    #[command(flatten)]
    pub(super) agents: super::agents::AgentArgs,
    #[command(flatten)]
    pub(super) gate: super::gate::GateArgs,
    /// An earlier report (JSON): say what is new, gone and unchanged since, and how the score moved
    #[arg(long, value_name = "OLD", help_heading = "Output")]
    pub(super) compare: Option<PathBuf>,
    /// Show each value's share of the score
    #[arg(long)]
    pub(super) explain_score: bool,
    /// No progress bar
    #[arg(long)]
    pub(super) no_progress: bool,
}

/// What is read besides the files of the tree.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct BeyondArgs {
    /// Only what is staged: blobs of the index that differ from HEAD, for a pre-commit hook
    #[arg(long, conflicts_with_all = ["history", "since", "commits", "all", "reach", "env"], help_heading = "Beyond the tree")]
    pub(super) staged: bool,
    /// Also everything in git's object stores: branches, stashes, reflogs, notes, tags, dangling objects, submodules
    #[arg(long, help_heading = "Beyond the tree")]
    pub(super) history: bool,
    /// Also what came into git since a revision or a date
    #[arg(long, value_name = "REV|DATE", conflicts_with_all = ["history", "commits", "all"], help_heading = "Beyond the tree")]
    pub(super) since: Option<String>,
    /// Also what came into git with these commits: a range, or several revisions in one argument
    #[arg(long, value_name = "RANGE", conflicts_with_all = ["history", "all"], help_heading = "Beyond the tree")]
    pub(super) commits: Option<String>,
    /// The tree, its history and everything around it: --history --reach machine --env
    #[arg(long, help_heading = "Beyond the tree")]
    pub(super) all: bool,
    /// How far a session could see
    #[arg(long, value_name = "PLACE", value_enum, default_value_t = Reach::Tree, help_heading = "Beyond the tree")]
    pub(super) reach: Reach,
    /// The home folder to look at [default: that of the user]
    #[arg(long, value_name = "DIR", help_heading = "Beyond the tree")]
    pub(super) home: Option<PathBuf>,
    /// Also the variables of this process, which a session inherits
    #[arg(long, help_heading = "Beyond the tree")]
    pub(super) env: bool,
}

/// How far a session could see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Reach {
    /// The scanned paths
    #[default]
    Tree,
    /// And the stores of the home folder
    Home,
    /// And those of the machine: system configuration, mounted secrets, sockets, other homes
    Machine,
}

/// How and where to report.
#[derive(Debug, Clone, Args)]
pub(super) struct OutputArgs {
    /// Format on standard output
    #[arg(short, long, value_parser = formats(), default_value = "human", help_heading = "Output")]
    pub(super) format: Format,
    /// Write a report to a file too; repeats, one scan for many readers
    #[arg(short, long, value_name = "FORMAT=PATH", value_parser = target, help_heading = "Output")]
    pub(super) output: Vec<(Format, PathBuf)>,
    /// Show values in clear text
    #[arg(long, help_heading = "Output")]
    pub(super) show_secrets: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto, help_heading = "Output")]
    pub(super) color: Color,
    /// Only the score
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,
    /// Every finding; twice: with reasons and fixes
    #[arg(short, long, action = clap::ArgAction::Count, help_heading = "Output")]
    pub(super) verbose: u8,
}

/// Which settings to use.
#[derive(Debug, Clone, Args)]
pub(super) struct SettingsArgs {
    /// Configuration file [default: SPILLAGE_CONFIG, then .spillage.toml at the root of the repository]
    #[arg(short, long, value_name = "FILE", help_heading = "Settings")]
    pub(super) config: Option<PathBuf>,
    /// Ignore configuration and baseline of the scanned tree
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    pub(super) isolated: bool,
    /// Baseline of accepted findings [default: .spillage-baseline at the root of the repository]
    #[arg(short, long, value_name = "FILE", help_heading = "Settings")]
    pub(super) baseline: Option<PathBuf>,
    /// Report findings of at least this confidence, 0 to 1 [default: 0.5]
    #[arg(long, value_name = "P", value_parser = unit, help_heading = "Settings")]
    pub(super) min_confidence: Option<f64>,
    /// Also find copies of registered files; `spillage register` makes the index
    #[arg(long, value_name = "INDEX", help_heading = "Settings")]
    pub(super) registered: Option<PathBuf>,
    /// Only these rules: ids, `prefix-*`, categories
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Settings")]
    pub(super) select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Settings")]
    pub(super) ignore: Vec<String>,
    /// Not these paths, in the manner of ignore files
    #[arg(long, value_name = "GLOB", help_heading = "Settings")]
    pub(super) exclude: Vec<String>,
    /// Leave out what the configuration excludes even where it is named as PATH, as hook runners do
    #[arg(long, help_heading = "Settings")]
    pub(super) force_exclude: bool,
    /// Rules besides the built-in ones: [[rule]] tables as in .spillage.toml, or the configuration of gitleaks or betterleaks
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(super) rules: Vec<PathBuf>,
    /// Leave out what was looked at with another tool: .gitleaksignore, or .secrets.baseline of detect-secrets
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(super) ignore_file: Vec<PathBuf>,
    /// Threads [default: one a processor]
    #[arg(short = 'j', long, value_name = "N", value_parser = threads, help_heading = "Limits")]
    pub(super) threads: Option<usize>,
    /// Skip larger files, and say so [default: 4GiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size, help_heading = "Limits")]
    pub(super) max_file_size: Option<u64>,
    /// Archives within archives [default: 8]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=64), help_heading = "Limits")]
    pub(super) max_archive_depth: Option<u8>,
    /// Encodings within encodings [default: 4]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=16), help_heading = "Limits")]
    pub(super) max_decode_depth: Option<u8>,
    /// Stop after this long, and say what was not read [default: never]
    #[arg(long, value_name = "TIME", value_parser = parse_duration, help_heading = "Limits")]
    pub(super) timeout: Option<Duration>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal that can; NO_COLOR and CLICOLOR_FORCE have their say
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl SettingsArgs {
    /// What the flags say about the settings.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            min_confidence: self.min_confidence,
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            exclude: self.exclude.clone(),
            baseline: self.baseline.clone(),
            max_file_size: self.max_file_size,
            max_archive_depth: self.max_archive_depth,
            max_decode_depth: self.max_decode_depth,
            timeout: self.timeout,
            threads: self.threads,
            ..Overrides::default()
        }
    }
}

pub(super) fn severities() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(|s| PossibleValue::new(s.name())))
        .try_map(|name| spillage::config::severity(&name))
}

fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(|f| PossibleValue::new(f.name()).help(f.help())))
        .try_map(|name| format(&name))
}

fn format(name: &str) -> Result<Format, String> {
    Format::ALL.into_iter().find(|f| f.name() == name).ok_or_else(|| {
        let known = Format::ALL.map(Format::name);
        match spillage::config::nearest(name, known.into_iter()) {
            Some(near) => format!("{name:?} is no format, did you mean {near:?}?"),
            None => format!("{name:?} is no format: {}", known.join(", ")),
        }
    })
}

fn target(text: &str) -> Result<(Format, PathBuf), String> {
    let (name, path) = text
        .split_once('=')
        .ok_or("expected FORMAT=PATH, such as json=report.json")?;
    if path.is_empty() || path == "-" {
        return Err("expected a file behind the `=`; standard output is what --format is for".into());
    }
    Ok((format(name)?, path.into()))
}

fn unit(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|v| (0.0..=1.0).contains(v))
        .ok_or_else(|| "expected a number from 0 to 1".into())
}

fn threads(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| (1..=1024).contains(n))
        .ok_or_else(|| "expected a whole number from 1 to 1024".into())
}
