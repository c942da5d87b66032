//! `spillage guard`: denials from actual findings, as a diff; applied whole with backups, taken back byte for byte.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use spillage::agent::guard::{Change, Denial, Plan, USER_FILES, plan, unified};
use spillage::agent::{Agent, Place};
use spillage::exposure::AgentExposure;
use spillage::judge::judge;
use spillage::report::text::escape;

use super::agents::{PlaceArgs, choose};
use super::args::{BeyondArgs, SettingsArgs};
use super::fail::Failure;
use super::scan::gather;
use super::settings::Settings;
use super::{CLEAN, REACHED, output};

/// Where backups lie in a git repository, else in the project.
const STORES: [&str; 2] = [".git/spillage-guard", ".spillage-guard"];

/// `spillage guard`
#[derive(Debug, Args)]
#[command(
    after_help = "Without a flag: shows what would be written, and the score after it. Backups lie in .git/spillage-guard, or in\n\
                  .spillage-guard where there is no repository; --undo restores every byte."
)]
pub(super) struct GuardArgs {
    /// Folder of the project
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Agents to guard against: names, `detected`, `all`
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_value = "detected")]
    agent: Vec<String>,
    /// Write the files
    #[arg(long, conflicts_with_all = ["undo", "check"])]
    write: bool,
    /// Restore the files as they were before the first --write
    #[arg(long, conflicts_with = "check")]
    undo: bool,
    /// Exit with 1 where the guard is out of date
    #[arg(long)]
    check: bool,
    /// How to report
    #[arg(short, long, value_parser = ["human", "json"], default_value = "human")]
    format: String,
    #[command(flatten)]
    places: PlaceArgs,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
pub(super) fn run(args: &GuardArgs) -> Result<u8, Failure> {
    if !args.path.is_dir() {
        return Err(Failure::new(format!("{}: not a folder", args.path.display())));
    }
    let place = args.places.place(&args.path)?;
    if args.undo {
        return undo(&place);
    }
    let agents: Vec<&'static Agent> = choose(&args.agent, &place)?;
    if agents.is_empty() {
        return Err(Failure::new(
            "no agent leaves traces here; name one with --agent, or --agent all: spillage agents",
        ));
    }
    let settings = Settings::load(&args.settings, args.settings.overrides(), &args.path, false)?;
    let (evidence, rules) = gather(
        std::slice::from_ref(&args.path),
        &BeyondArgs::default(),
        &settings,
        true,
    )?;
    let baseline = settings.baseline.as_ref().map(|(_, b)| b);
    let report = judge(evidence, &settings.config, baseline, rules).report;
    let plan = plan(&agents, &place, &report.findings, &report.coverage);
    if args.write {
        apply(&place, &plan.changes)?;
    }
    let text = if args.format == "json" {
        json(&plan)? + "\n"
    } else {
        human(&plan, args)
    };
    output::stdout(text.as_bytes())?;
    Ok(if args.check && !plan.changes.is_empty() {
        REACHED
    } else {
        CLEAN
    })
}

#[derive(Serialize)]
struct Json<'a> {
    schema_version: &'static str,
    denials: Vec<String>,
    warnings: &'a [String],
    changes: Vec<JsonChange<'a>>,
    agents: Vec<JsonAgent<'a>>,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    path: &'a str,
    diff: String,
}

#[derive(Serialize)]
struct JsonAgent<'a> {
    agent: &'a str,
    has_grammar: bool,
    before: &'a AgentExposure,
    after: &'a AgentExposure,
    left: Vec<JsonLeft<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct JsonLeft<'a> {
    verdict: &'a str,
    why: &'a str,
    findings: u64,
    example: &'a str,
}

fn json(plan: &Plan) -> Result<String, Failure> {
    let agents = plan
        .agents
        .iter()
        .map(|g| JsonAgent {
            agent: g.agent,
            has_grammar: g.has_grammar,
            before: &g.before,
            after: &g.after,
            left: g
                .left
                .iter()
                .map(|l| JsonLeft {
                    verdict: l.verdict.name(),
                    why: &l.why,
                    findings: l.findings,
                    example: &l.example,
                })
                .collect(),
            notes: &g.notes,
        })
        .collect();
    let json = Json {
        schema_version: "1",
        denials: plan.selection.denials.keys().map(shown).collect(),
        warnings: &plan.selection.warnings,
        changes: plan
            .changes
            .iter()
            .map(|c| JsonChange {
                path: &c.label,
                diff: unified(c.before.as_deref(), &c.after, &c.label),
            })
            .collect(),
        agents,
    };
    serde_json::to_string_pretty(&json).map_err(Failure::new)
}

/// A denial as people write it.
fn shown(d: &Denial) -> String {
    match d {
        Denial::Name(n) => format!("**/{n}"),
        Denial::Folder(f) => format!("{f}/"),
        Denial::File(f) => f.clone(),
        Denial::Home(h) => format!("~/{h}"),
    }
}

fn human(plan: &Plan, args: &GuardArgs) -> String {
    let mut out = String::new();
    if plan.selection.denials.is_empty() {
        out.push_str("No finding here calls for a denial.\n");
    } else {
        out.push_str("Deny\n");
        for (d, files) in &plan.selection.denials {
            let n = files.len();
            let _ = writeln!(
                out,
                "  {:<40} {n} {}",
                escape(&shown(d)),
                if n == 1 { "file" } else { "files" }
            );
        }
    }
    if !plan.selection.warnings.is_empty() {
        out.push_str("\nCareful\n");
        for w in &plan.selection.warnings {
            let _ = writeln!(out, "  {}", escape(w));
        }
    }
    if !args.check {
        for c in &plan.changes {
            out.push('\n');
            for line in unified(c.before.as_deref(), &c.after, &c.label).lines() {
                let _ = writeln!(out, "{}", escape(line));
            }
        }
    }
    let _ = writeln!(out, "\n{:<22}  score           open   asks   weak  blocked", "agent");
    for g in &plan.agents {
        let score = format!("{} → {}", g.before.score, g.after.score);
        let a = &g.after;
        let _ = writeln!(
            out,
            "{:<22}  {score:<12}  {:>6}  {:>5}  {:>5}  {:>7}",
            g.agent, a.open, a.asks, a.weak, a.blocked
        );
    }
    let mut head = false;
    for g in &plan.agents {
        let mut lines: Vec<String> = g
            .left
            .iter()
            .map(|l| {
                format!(
                    "{} ({} {}, such as {})",
                    l.why,
                    l.findings,
                    if l.findings == 1 { "finding" } else { "findings" },
                    l.example
                )
            })
            .collect();
        if !g.has_grammar && g.after.open > 0 {
            lines.insert(
                0,
                "it has no grammar that denies a path: move these files, or do without it".into(),
            );
        }
        lines.extend(g.notes.iter().cloned());
        if !lines.is_empty() && !head {
            out.push_str("\nWhat stays\n");
            head = true;
        }
        for l in lines {
            let _ = writeln!(out, "  {}: {}", g.agent, escape(&l));
        }
    }
    out.push('\n');
    out.push_str(match (plan.changes.is_empty(), args.write, args.check) {
        (true, _, _) => "The guard is up to date.\n",
        (false, true, _) => "Written. `spillage guard --undo` restores every byte.\n",
        (false, _, true) => "The guard is out of date: spillage guard --write\n",
        _ => "Nothing was written: --write applies this, --undo takes it back.\n",
    });
    out
}

#[derive(Serialize, Deserialize, Default)]
struct Manifest {
    version: u32,
    files: Vec<Saved>,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    path: PathBuf,
    /// Name in the store; none for files that were not there.
    backup: Option<String>,
    /// Digest of what was written last.
    written: String,
    /// Folders that were made for it, outermost first.
    made: Vec<PathBuf>,
}

fn store(place: &Place) -> PathBuf {
    let [git, plain] = STORES;
    if place.project.join(".git").is_dir() {
        place.project.join(git)
    } else {
        place.project.join(plain)
    }
}

fn manifest(store: &Path) -> Result<Manifest, Failure> {
    let path = store.join("manifest.json");
    match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).map_err(|e| Failure::new(format!("{}: {e}", path.display()))),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Manifest {
            version: 1,
            files: Vec::new(),
        }),
        Err(e) => Err(Failure::file(&path, &e)),
    }
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Backs up, notes what will be written, then writes; a run that is cut short can be undone.
fn apply(place: &Place, changes: &[Change]) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let store = store(place);
    fs::create_dir_all(&store).map_err(|e| Failure::file(&store, &e))?;
    let mut m = manifest(&store)?;
    for c in changes {
        let made = missing(&c.path);
        let written = digest(c.after.as_bytes());
        if let Some(old) = m.files.iter_mut().find(|f| f.path == c.path) {
            old.written = written;
            continue;
        }
        let backup = match &c.before {
            Some(_) => {
                let name = format!("{}.bak", m.files.len());
                let bytes = fs::read(&c.path).map_err(|e| Failure::file(&c.path, &e))?;
                output::whole(&store.join(&name), &bytes, true)?;
                Some(name)
            }
            None => None,
        };
        m.files.push(Saved {
            path: c.path.clone(),
            backup,
            written,
            made,
        });
    }
    save(&store, &m)?;
    for c in changes {
        if let Some(dir) = c.path.parent() {
            fs::create_dir_all(dir).map_err(|e| Failure::file(dir, &e))?;
        }
        output::whole(&c.path, c.after.as_bytes(), false)?;
    }
    Ok(())
}

fn save(store: &Path, m: &Manifest) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(m).map_err(Failure::new)?;
    output::whole(&store.join("manifest.json"), text.as_bytes(), true)
}

/// Folders above a file that are not there yet, outermost first.
fn missing(path: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = path
        .ancestors()
        .skip(1)
        .take_while(|p| !p.exists())
        .map(Path::to_path_buf)
        .collect();
    out.reverse();
    out
}

/// Refuses an entry that no guard of this place writes: the store lies in the project, and a project may come with one.
fn own(place: &Place, f: &Saved) -> Result<(), Failure> {
    let inside = f.path.strip_prefix(&place.project).is_ok_and(|rel| {
        let mut at = place.project.clone();
        rel.components().all(|c| {
            at.push(c);
            matches!(c, std::path::Component::Normal(_)) && !at.is_symlink()
        })
    });
    let home = place.home.as_ref();
    let users = home.is_some_and(|h| USER_FILES.iter().any(|u| h.join(u) == f.path));
    let named = f
        .backup
        .as_ref()
        .is_none_or(|b| b.strip_suffix(".bak").is_some_and(|n| n.parse::<u32>().is_ok()));
    if (inside || users) && named {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{}: no guard of this project writes there; nothing is undone",
        escape(&f.path.display().to_string())
    )))
}

/// Puts every file back; refuses as a whole where one was changed since.
fn undo(place: &Place) -> Result<u8, Failure> {
    let store = store(place);
    let m = manifest(&store)?;
    if m.files.is_empty() {
        return Err(Failure::new("there is nothing to undo: no guard was written here"));
    }
    let mut plans = Vec::new();
    for f in &m.files {
        own(place, f)?;
        let now = fs::read(&f.path).ok();
        let back = match &f.backup {
            Some(name) => {
                let from = store.join(name);
                Some(fs::read(&from).map_err(|e| Failure::file(&from, &e))?)
            }
            None => None,
        };
        let untouched = now.as_deref().map(digest).as_deref() == Some(f.written.as_str());
        if !untouched && now != back {
            return Err(Failure::new(format!(
                "{}: changed since the guard was written; nothing is undone. What it was lies in {}",
                f.path.display(),
                f.backup.as_ref().map_or_else(
                    || "no file: delete it by hand".to_owned(),
                    |b| store.join(b).display().to_string()
                )
            )));
        }
        plans.push((f, back));
    }
    for (f, back) in plans {
        match back {
            Some(bytes) => output::whole(&f.path, &bytes, false)?,
            None if f.path.symlink_metadata().is_ok() => {
                fs::remove_file(&f.path).map_err(|e| Failure::file(&f.path, &e))?;
            }
            None => {}
        }
        for dir in f.made.iter().rev().filter(|d| f.path.starts_with(d)) {
            // Only what is empty goes.
            let _ = fs::remove_dir(dir);
        }
    }
    let n = m.files.len();
    fs::remove_dir_all(&store).map_err(|e| Failure::file(&store, &e))?;
    output::stdout(
        format!(
            "{n} {} as before the guard.\n",
            if n == 1 { "file is" } else { "files are" }
        )
        .as_bytes(),
    )?;
    Ok(CLEAN)
}
