//! `spillage baseline`: looks at, writes, extends and prunes the file of accepted findings.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use spillage::judge::judge;
use spillage::report::text::escape;
use spillage::suppress::Baseline;

use super::args::{BeyondArgs, SettingsArgs};
use super::fail::Failure;
use super::scan::{first_root, gather};
use super::settings::Settings;
use super::{CLEAN, REACHED, output};

/// `spillage baseline [PATH]`
#[derive(Debug, Args)]
#[command(
    after_help = "Without a flag: says what the baseline covers, what is new and what it no longer needs; exits with 1 where \
                        something is new."
)]
pub(super) struct BaselineArgs {
    /// Files and folders
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Write a new baseline that accepts every finding; an existing one stays as it is
    #[arg(long, conflicts_with_all = ["update", "prune"])]
    write: bool,
    /// Accept new findings too
    #[arg(long)]
    update: bool,
    /// Drop entries that match nothing any more
    #[arg(long)]
    prune: bool,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
pub(super) fn run(args: &BaselineArgs) -> Result<u8, Failure> {
    let mut settings = Settings::load(
        &args.settings,
        args.settings.overrides(),
        first_root(&args.paths),
        args.write,
    )?;
    let path = settings.baseline_path.clone();
    let missing = || {
        Failure::new(format!(
            "{}: there is no baseline yet; make one with: spillage baseline --write",
            path.display()
        ))
    };
    if args.write {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::new(format!(
                "{}: there is a baseline already; add to it with --update, clean it with --prune, or delete it first",
                path.display()
            )));
        }
        let new = if settings.key_is_named {
            Baseline::for_key(&settings.key)
        } else {
            Baseline::with_new_key(random()?)
        };
        settings.key = new.key().unwrap_or(settings.key);
        settings.baseline = Some((path.clone(), new));
    }
    let Some((_, mut baseline)) = settings.baseline.take() else {
        return Err(missing());
    };
    let (evidence, rules) = gather(&args.paths, &BeyondArgs::default(), &settings, true)?;
    if args.prune && !evidence.whole {
        return Err(Failure::new(
            "--prune wants the whole repository and every rule: entries for the rest would be lost",
        ));
    }
    let incomplete = evidence.coverage.skipped.len();
    let everything: Vec<_> = evidence.findings.iter().chain(&evidence.allowed).cloned().collect();
    let judged = judge(evidence, &settings.config, Some(&baseline), rules);
    let unused: Vec<String> = baseline
        .unused(&everything)
        .into_iter()
        .map(|(print, e)| format!("{print}  {}  {}", escape(&e.rule), escape(&e.path)))
        .collect();

    let mut text = String::new();
    let before = baseline.clone();
    if args.write || args.update {
        let added = baseline.add(&judged.report.findings);
        let _ = writeln!(text, "{added} accepted");
    }
    if args.prune {
        if incomplete > 0 {
            return Err(Failure::new(format!(
                "{incomplete} things could not be read, so nobody can say which entries still match; nothing was changed"
            )));
        }
        let dropped = baseline.prune(&everything);
        let _ = writeln!(text, "{dropped} dropped");
    }
    let changes = args.write || args.update || args.prune;
    if args.write {
        output::fresh(&path, baseline.render().as_bytes())?;
    } else if baseline != before {
        output::whole(&path, baseline.render().as_bytes(), false)?;
    }
    let _ = writeln!(text, "{}: {} entries", path.display(), baseline.entries().len());
    if !changes {
        let new = judged.report.findings.len();
        let _ = writeln!(
            text,
            "{} findings covered, {new} new, {} entries match nothing any more",
            judged.accepted.len(),
            unused.len()
        );
        for line in &unused {
            let _ = writeln!(text, "  unused  {line}");
        }
        output::stdout(text.as_bytes())?;
        return Ok(if new > 0 { REACHED } else { CLEAN });
    }
    output::stdout(text.as_bytes())?;
    Ok(CLEAN)
}

/// Sixteen bytes from the operating system.
fn random() -> Result<[u8; 16], Failure> {
    // The standard library seeds its hash maps from the operating system; two of its hashers give 128 bits.
    use std::hash::{BuildHasher, RandomState};
    let mut out = [0; 16];
    for half in out.chunks_mut(8) {
        half.copy_from_slice(&RandomState::new().hash_one(std::process::id()).to_le_bytes());
    }
    Ok(out)
}
