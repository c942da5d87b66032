//! `spillage [scan]`: settings, sources, findings, judgement, report, exit code.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use spillage::config::{Config, Overrides};
use spillage::detect::{DetectOptions, Detector, Terms};
use spillage::exposure::Coverage;
use spillage::finding::Category;
use spillage::judge::{Evidence, Judged, judge};
use spillage::scan::{self, Excludes, Progress, ScanOptions};
use spillage::source::{Item, Origin, OriginKind};
use spillage::suppress::Fingerprinter;

use super::args::{BeyondArgs, Reach, ScanArgs};
use super::beyond;
use super::fail::Failure;
use super::progress::Line;
use super::settings::Settings;

/// What standard input may hold, in bytes: it lies in memory as a whole.
const STDIN: u64 = 1 << 30;

/// Candidates below this are not even counted towards the highest score.
const FLOOR: f64 = 0.1;

/// Runs the command.
pub(super) fn run(args: &ScanArgs) -> Result<u8, Failure> {
    args.output.check()?;
    let settings = load(args)?;
    let accesses = args
        .agents
        .accesses(first_root(&args.paths), args.beyond.home.as_deref())?;
    // Before an hour is spent on what would be compared with it.
    let earlier = args.compare.as_deref().map(super::report::load).transpose()?;
    let mut judged = collect(args, &settings)?;
    if !accesses.is_empty() {
        spillage::agent::remaining::apply(&mut judged.report, &accesses);
    }
    let mut report = judged.report;
    if let Some(earlier) = &earlier {
        report.compare(earlier);
    }
    let code = args
        .gate
        .code(&report, settings.config.fail_on, settings.config.max_score);
    args.output.write(&report, args.explain_score, code)
}

/// The settings of a scan, with flags laid over them.
fn load(args: &ScanArgs) -> Result<Settings, Failure> {
    let overrides = Overrides {
        fail_on: args.gate.fail_on,
        max_score: args.gate.max_score,
        ..args.settings.overrides()
    };
    let first = first_root(&args.paths);
    Settings::load(&args.settings, overrides, first, false)
}

/// The path whose repository configures the scan.
pub(super) fn first_root(paths: &[PathBuf]) -> &Path {
    paths
        .iter()
        .find(|p| p.as_os_str() != "-")
        .map_or(Path::new("."), PathBuf::as_path)
}

/// Scans and judges.
fn collect(args: &ScanArgs, settings: &Settings) -> Result<Judged, Failure> {
    let (evidence, rules) = gather(
        &args.paths,
        &args.beyond,
        settings,
        !args.no_progress && !args.output.quiet,
    )?;
    let baseline = settings.baseline.as_ref().map(|(_, b)| b);
    Ok(judge(evidence, &settings.config, baseline, rules))
}

/// Scans paths under settings. Also gives back the rules, for their words.
pub(super) fn gather<'s>(
    paths: &[PathBuf],
    beyond: &BeyondArgs,
    settings: &'s Settings,
    progress_wanted: bool,
) -> Result<(Evidence, &'s spillage::rule::RuleSet), Failure> {
    let config = &settings.config;
    let (stdin, files): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(|p| p.as_os_str() == "-");
    for path in &files {
        if let Err(e) = path.metadata() {
            let known = [
                "scan",
                "sessions",
                "report",
                "rules",
                "explain",
                "baseline",
                "config",
                "init",
                "agents",
                "lint",
                "guard",
                "completions",
                "man",
            ];
            let hint = path
                .to_str()
                .and_then(|p| spillage::config::nearest(p, known.into_iter()))
                .map_or_else(String::new, |c| format!("; did you mean the command `{c}`?"));
            return Err(Failure::new(format!(
                "{}: {}{hint}",
                path.display(),
                super::fail::plain(&e)
            )));
        }
    }
    let detector = detector(settings)?;
    let fingerprinter = settings.fingerprinter();
    let flags: Vec<&str> = config
        .excludes
        .iter()
        .filter(|e| e.flag)
        .map(|e| e.pattern.as_str())
        .collect();
    let progress = Arc::new(Progress::default());
    let options = options(settings, &flags, &fingerprinter, &progress)?;
    let line = Line::follow(&progress, progress_wanted);
    let (base, asked) = seen_from(&settings.root, &files);
    let whole = asked == [""] && config.asked.is_everything() && flags.is_empty() && !beyond.staged;
    let mut evidence = Evidence {
        base,
        asked: if settings.force_exclude { Vec::new() } else { asked },
        whole,
        ..Evidence::default()
    };
    let roots: Vec<PathBuf> = files.into_iter().cloned().collect();
    beyond::check(beyond, &roots)?;
    if beyond.staged {
        beyond::staged(&roots, &detector, &options, &mut evidence);
    } else if !roots.is_empty() {
        let scanned = scan::paths(&roots, &detector, &options);
        (evidence.findings, evidence.allowed, evidence.coverage) =
            (scanned.findings, scanned.allowed, scanned.coverage);
    }
    if !stdin.is_empty() {
        let limit = options.max_file_size.min(STDIN);
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::new(format!("standard input: {e}")))?;
        if bytes.len() as u64 > limit {
            return Err(Failure::new(format!(
                "standard input: more than {limit} bytes; write it to a file and scan that, large files are read in windows"
            )));
        }
        let origin = Origin {
            status: spillage::finding::Status::Outside,
            kind: OriginKind::Stdin,
            ..Origin::file("-")
        };
        let scanned = scan::items(
            [Item {
                origin,
                bytes: bytes.into(),
            }],
            &detector,
            &options,
        );
        evidence.findings.extend(scanned.findings);
        evidence.allowed.extend(scanned.allowed);
        add(&mut evidence.coverage, scanned.coverage);
    }
    beyond::gather(beyond, &roots, &detector, &options, &mut evidence)?;
    drop(line);
    if !flags.is_empty() {
        evidence
            .notes
            .push(format!("not scanned, as asked by --exclude: {}", flags.join(", ")));
    }
    evidence.notes.extend(told(&config.foreign.notes));
    if !roots.is_empty() && !beyond.all {
        let mut outside = Vec::new();
        if !beyond.history && beyond.since.is_none() && beyond.commits.is_none() && settings.root.join(".git").exists()
        {
            outside.push("the git history (spillage --history)");
        }
        if beyond.reach == Reach::Tree {
            outside.push("the home folder (spillage --reach home)");
        }
        if !outside.is_empty() && !beyond.staged {
            evidence.notes.push(format!("not in this scan: {}", outside.join(", ")));
        }
    }
    Ok((evidence, &settings.rules))
}

/// What of other tools' files could not be taken over; not more of it than a reader of a report would read.
fn told(notes: &[String]) -> Vec<String> {
    const MOST: usize = 50;
    let mut out: Vec<String> = notes.iter().take(MOST).cloned().collect();
    if notes.len() > MOST {
        out.push(format!(
            "{} more parts of rule files are not supported",
            notes.len() - MOST
        ));
    }
    out
}

/// Where findings' paths begin, and what was named, both seen from the folder of the configuration.
fn seen_from(home: &Path, named: &[&PathBuf]) -> (String, Vec<String>) {
    let relative = |p: &Path| -> String {
        let full = p.canonicalize().unwrap_or_else(|_| p.to_path_buf());
        let rel = full
            .strip_prefix(home)
            .map(|r| r.to_string_lossy().replace('\\', "/"))
            .unwrap_or_default();
        if rel.is_empty() || full.is_file() {
            rel
        } else {
            rel + "/"
        }
    };
    let asked = named.iter().map(|p| relative(p)).collect();
    let base = match named {
        [one] if one.is_dir() => relative(one),
        _ => relative(Path::new(".")),
    };
    (base, asked)
}

/// How to scan under settings.
pub(super) fn options<'a>(
    settings: &'a Settings,
    excludes: &[&str],
    fingerprinter: &'a Fingerprinter,
    progress: &'a Progress,
) -> Result<ScanOptions<'a>, Failure> {
    let config = &settings.config;
    Ok(ScanOptions {
        threads: threads(config),
        max_file_size: config.limits.max_file_size,
        excludes: Excludes::new(excludes).map_err(|e| Failure::new(format!("--exclude: {e}")))?,
        limits: spillage::source::expand::Limits {
            depth: config.limits.max_archive_depth,
            ..Default::default()
        },
        timeout: Some(config.limits.timeout).filter(|t| *t > Duration::ZERO),
        floor: FLOOR.min(config.min_confidence),
        remarks: &config.remarks,
        fingerprinter,
        progress: Some(progress),
    })
}

/// Two coverages as one.
pub(super) fn add(to: &mut Coverage, more: Coverage) {
    if to.files == 0 && to.skipped.is_empty() {
        *to = more;
        return;
    }
    to.files += more.files;
    to.bytes_readable += more.bytes_readable;
    to.bytes_examined += more.bytes_examined;
    to.skipped.extend(more.skipped);
    to.skipped.sort();
    to.ratio = if to.bytes_readable == 0 {
        1.0
    } else {
        to.bytes_examined as f64 / to.bytes_readable as f64
    };
}

/// The rules that flags ask for, ready to run.
pub(super) fn detector(settings: &Settings) -> Result<Detector, Failure> {
    detector_for(settings, &|_| true)
}

/// With the rules of some categories only.
pub(super) fn detector_for(settings: &Settings, wanted: &dyn Fn(Category) -> bool) -> Result<Detector, Failure> {
    let config = &settings.config;
    let rules = settings
        .rules
        .clone()
        .filtered(|r| config.asked.keeps(r.id.get(), r.category) && wanted(r.category));
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs() as i64);
    let options = DetectOptions {
        decode_depth: config.limits.max_decode_depth,
        now,
    };
    let mut detector = Detector::new(rules, options).map_err(Failure::new)?;
    if !config.terms.is_empty() {
        let terms = Terms::new(&config.terms, super::terms::material(config)).map_err(Failure::new)?;
        if let n @ 1.. = terms.strangers() {
            let _ = writeln!(
                std::io::stderr().lock(),
                "spillage: hashed terms that were made with another key are not looked for: {n} of {} or a few more; \
                 set SPILLAGE_KEY, or make them anew with `spillage terms add`",
                config.terms.len()
            );
        }
        detector = detector.with_terms(terms);
    }
    if let Some(path) = &settings.registered {
        detector = detector.with_registered(super::register::load(path)?);
    }
    Ok(detector)
}

fn threads(config: &Config) -> usize {
    match config.limits.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        n => n,
    }
}
