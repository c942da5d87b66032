//! `spillage sessions`: what past sessions of agents took with them, grouped by value, what to rotate first on top.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use spillage::finding::Severity;
use spillage::report::text::escape;
use spillage::rule::RuleSet;
use spillage::scan::{self, Asset, Progress, SessionOptions, Sessions};
use spillage::source::transcript::{Part, day_of};

use super::args::{SettingsArgs, severities};
use super::fail::Failure;
use super::scan::{detector_for, first_root, options};
use super::settings::Settings;
use super::{CLEAN, INCOMPLETE, REACHED, output};

/// Values shown in full; the rest is counted.
const SHOWN: usize = 20;

/// `spillage sessions [PATH…]`
#[derive(Debug, Args)]
#[command(
    after_help = "Reads what Claude Code, Codex, Cursor, Gemini CLI, Qwen Code, Copilot CLI, OpenCode, Cline, Goose, Aider and others \
                  wrote down about their sessions below the home folder. Values are never shown without --show-secrets."
)]
pub(super) struct SessionsArgs {
    /// Project folders: their own transcripts are read too, and values that still stand in them are told
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only what left since then: 2026-01-31, 2026-01-31T12:00:00Z, or 12h, 30d, 8w ago
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<i64>,
    /// The home folder to look at [default: that of the user]
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
    /// How to report
    #[arg(short, long, value_parser = ["human", "json"], default_value = "human", help_heading = "Output")]
    format: String,
    /// Every value, with all that is known of it
    #[arg(short, long, help_heading = "Output")]
    verbose: bool,
    /// Show values in clear text (JSON)
    #[arg(long, help_heading = "Output")]
    show_secrets: bool,
    /// Exit with 1 where a value of at least this severity has left
    #[arg(long, value_name = "SEVERITY", value_parser = severities(), help_heading = "Exit code")]
    fail_on: Option<Severity>,
    /// Exit with 0 whatever has left; errors still give 2
    #[arg(long, help_heading = "Exit code")]
    exit_zero: bool,
    /// Do not exit with 3 where something could not be read
    #[arg(long, help_heading = "Exit code")]
    allow_partial: bool,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
pub(super) fn run(args: &SessionsArgs) -> Result<u8, Failure> {
    let mut overrides = args.settings.overrides();
    overrides.fail_on = args.fail_on;
    let settings = Settings::load(&args.settings, overrides, first_root(&args.paths), false)?;
    let home = args.home.clone().or_else(std::env::home_dir);
    let home = home
        .filter(|h| h.is_dir())
        .ok_or_else(|| Failure::new("--home: there is no such folder".to_owned()))?;
    let detector = detector_for(&settings, &scan::concerns)?;
    let names = settings.fingerprinter();
    let progress = Progress::default();
    let how = options(&settings, &[], &names, &progress)?;
    let here = || std::env::current_dir().into_iter().collect();
    let what = SessionOptions {
        home,
        projects: if args.paths.is_empty() {
            here()
        } else {
            args.paths.clone()
        },
        since: args.since,
        min_confidence: settings.config.min_confidence,
    };
    let mut found = scan::sessions(&what, &detector, &how);
    if !args.paths.is_empty() {
        // What the trees hold now, by value.
        let now = scan::paths(&args.paths, &detector, &how);
        for asset in found.assets.iter_mut().filter(|a| a.stands.is_none()) {
            let same = now
                .findings
                .iter()
                .find(|f| f.fingerprint == asset.finding.fingerprint && !f.secret.is_empty());
            asset.stands = same.map(|f| f.location.path.clone());
        }
    }
    let text = match args.format.as_str() {
        "json" => {
            let mut text = serde_json::to_string_pretty(&as_json(&found, args.show_secrets))
                .map_err(|e| Failure::new(format!("JSON: {e}")))?;
            text.push('\n');
            text
        }
        _ => human(&found, &settings.rules, args.verbose),
    };
    let reached = found
        .assets
        .iter()
        .any(|a| a.finding.severity >= settings.config.fail_on);
    output::stdout(text.as_bytes())?;
    Ok(match () {
        () if args.exit_zero => CLEAN,
        () if reached => REACHED,
        () if !found.skipped.is_empty() && !args.allow_partial => INCOMPLETE,
        () => CLEAN,
    })
}

/// Seconds since 1970 of a date, a time, or so long ago.
fn since(text: &str) -> Result<i64, String> {
    if let Ok(t) = text.parse::<jiff::Timestamp>() {
        return Ok(t.as_second());
    }
    if let Ok(d) = text.parse::<jiff::civil::Date>() {
        return d
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map(|z| z.timestamp().as_second())
            .map_err(|e| e.to_string());
    }
    let unit = match text.chars().last() {
        Some('h') => 3600,
        Some('d') => 86_400,
        Some('w') => 7 * 86_400,
        _ => 0,
    };
    let number: Option<i64> = text.get(..text.len().saturating_sub(1)).and_then(|n| n.parse().ok());
    match (number, unit) {
        (Some(n), 1..) if n >= 0 => Ok(jiff::Timestamp::now()
            .as_second()
            .saturating_sub(n.saturating_mul(unit))),
        _ => Err(format!(
            "expected a date such as 2026-01-31, or 12h, 30d, 8w, not {text:?}"
        )),
    }
}

fn human(found: &Sessions, rules: &RuleSet, verbose: bool) -> String {
    let mut out = String::new();
    let agents: BTreeSet<&str> = found
        .assets
        .iter()
        .flat_map(|a| a.agents.iter().map(String::as_str))
        .collect();
    let n = found.assets.len();
    let _ = writeln!(
        out,
        "{} transcripts, {} MiB read.",
        found.transcripts,
        found.bytes >> 20
    );
    if n == 0 {
        let _ = writeln!(out, "No secret and no marked document was found in them.");
    } else {
        let by = agents.into_iter().collect::<Vec<_>>().join(", ");
        let standing = found.assets.iter().filter(|a| a.stands.is_some()).count();
        let _ = writeln!(
            out,
            "{n} values have already left, with {by}; {standing} still stand where they were taken from."
        );
        let _ = writeln!(out, "\nRotate in this order:");
    }
    let shown = if verbose { n } else { SHOWN };
    for (i, asset) in found.assets.iter().take(shown).enumerate() {
        one(&mut out, i + 1, asset, rules, verbose);
    }
    if n > shown {
        let _ = writeln!(out, "\n{} more with --verbose.", n - shown);
    }
    for s in found.skipped.iter().take(if verbose { usize::MAX } else { 5 }) {
        let _ = writeln!(out, "not read: {} ({})", escape(&s.path), escape(&s.reason));
    }
    out
}

fn one(out: &mut String, number: usize, a: &Asset, rules: &RuleSet, verbose: bool) {
    let rule = rules.index_of(&a.finding.rule).and_then(|i| rules.rules().get(i));
    let title = rule.map_or(&*a.finding.rule, |r| r.title.get());
    let _ = writeln!(
        out,
        "\n{number:3}. {:8} {}  {}",
        a.finding.severity.name(),
        escape(title),
        escape(&a.finding.secret.redacted())
    );
    let list = |set: &BTreeSet<String>, most: usize| {
        let named = set
            .iter()
            .take(most)
            .map(|s| escape(s).into_owned())
            .collect::<Vec<_>>()
            .join(", ");
        if set.len() > most {
            format!("{named}, …")
        } else {
            named
        }
    };
    let times = if a.seen == 1 {
        "once".to_owned()
    } else {
        format!("{} times", a.seen)
    };
    let when = if day_of(a.first) == day_of(a.last) {
        day_of(a.first)
    } else {
        format!("{} to {}", day_of(a.first), day_of(a.last))
    };
    let to = if a.providers.is_empty() {
        "a provider that is not recorded".to_owned()
    } else {
        list(&a.providers, 4)
    };
    let _ = write!(out, "     left {times}, {when}, with {} to {to}", list(&a.agents, 4));
    let _ = writeln!(
        out,
        "{}",
        if a.models.is_empty() {
            String::new()
        } else {
            format!(" ({})", list(&a.models, 3))
        }
    );
    let most = if verbose { usize::MAX } else { 2 };
    let parts = a.parts.iter().map(|p| words(*p)).collect::<Vec<_>>().join(", ");
    if !a.sources.is_empty() {
        let _ = writeln!(out, "     from {} ({parts})", list(&a.sources, most));
    } else if !parts.is_empty() {
        let _ = writeln!(out, "     in a {parts}");
    }
    if !a.projects.is_empty() {
        let _ = writeln!(out, "     in sessions at {}", list(&a.projects, most));
    }
    let _ = writeln!(out, "     {}", list(&a.places, most));
    match &a.stands {
        Some(path) => {
            let _ = writeln!(out, "     still stands in {}", escape(path));
        }
        None => {
            let _ = writeln!(out, "     not seen where it was taken from: rotate it all the same");
        }
    }
    if let Some(r) = rule {
        let _ = writeln!(out, "     {}", escape(r.fix.get()));
    }
}

fn words(part: Part) -> &'static str {
    match part {
        Part::ToolResult => "tool result",
        Part::Prompt => "prompt",
        Part::ToolCall => "tool call",
        Part::Answer => "answer of the model",
        Part::Other => "record",
    }
}

fn as_json(found: &Sessions, show_secrets: bool) -> Value {
    let assets: Vec<Value> = found
        .assets
        .iter()
        .map(|a| {
            let f = &a.finding;
            let mut v = json!({
                "rule": f.rule, "category": f.category, "severity": f.severity, "confidence": f.confidence, "impact": f.impact,
                "redacted": f.secret.redacted(), "fingerprint": f.fingerprint, "evidence": f.evidence,
                "seen": a.seen, "first": day_of(a.first), "last": day_of(a.last),
                "agents": a.agents, "providers": a.providers, "models": a.models, "projects": a.projects,
                "parts": a.parts, "sources": a.sources, "places": a.places, "stands": a.stands,
            });
            if show_secrets {
                v["secret"] = json!(f.secret.reveal());
            }
            v
        })
        .collect();
    json!({
        "schema_version": "1",
        "tool": { "name": "spillage", "version": env!("CARGO_PKG_VERSION") },
        "transcripts": found.transcripts,
        "bytes": found.bytes,
        "assets": assets,
        "skipped": found.skipped,
    })
}
