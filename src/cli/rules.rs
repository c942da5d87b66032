//! `spillage rules list|show|test`.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use spillage::config::unknown;
use spillage::rule::{How, Rule, examples};

use super::args::SettingsArgs;
use super::fail::Failure;
use super::scan::detector;
use super::settings::Settings;
use super::{CLEAN, REACHED, output};

/// `spillage rules`
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// List the rules, those of the configuration too
    List(ListArgs),
    /// Show a rule with everything that it says
    Show(ShowArgs),
    /// Run the examples of rules through the scanner
    Test(TestArgs),
}

#[derive(Debug, Args)]
struct ListArgs {
    /// How to list
    #[arg(short, long, value_parser = ["table", "json", "ids"], default_value = "table")]
    format: String,
    #[command(flatten)]
    settings: SettingsArgs,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// The id of a rule
    #[arg(value_name = "RULE")]
    rule: String,
    #[command(flatten)]
    settings: SettingsArgs,
}

#[derive(Debug, Args)]
struct TestArgs {
    #[command(flatten)]
    settings: SettingsArgs,
}

/// What `--format json` says of a rule.
#[derive(Serialize)]
struct JsonRule<'a> {
    id: &'a str,
    title: &'a str,
    provider: &'a str,
    category: &'a str,
    severity: &'a str,
    impact: f64,
    confidence: f64,
    why: &'a str,
    fix: &'a str,
    references: Vec<&'a str>,
}

/// Runs the command.
pub(super) fn run(args: &RulesArgs) -> Result<u8, Failure> {
    match &args.command {
        RulesCommand::List(a) => list(a),
        RulesCommand::Show(a) => show(a),
        RulesCommand::Test(a) => test(a),
    }
}

fn load(args: &SettingsArgs) -> Result<Settings, Failure> {
    Settings::load(args, args.overrides(), std::path::Path::new("."), false)
}

fn list(args: &ListArgs) -> Result<u8, Failure> {
    let settings = load(&args.settings)?;
    let c = &settings.config;
    let keeps = |r: &&Rule| c.asked.keeps(r.id.get(), r.category) && c.chosen.keeps(r.id.get(), r.category);
    let rules: Vec<&Rule> = settings.rules.rules().iter().filter(keeps).collect();
    let text = match args.format.as_str() {
        "json" => {
            let json: Vec<JsonRule<'_>> = rules.iter().map(|r| json(r)).collect();
            serde_json::to_string_pretty(&json).map_err(Failure::new)? + "\n"
        }
        "ids" => rules.iter().fold(String::new(), |s, r| s + r.id.get() + "\n"),
        _ => {
            let mut table = Table::new();
            table
                .load_style(presets::NOTHING)
                .set_content_arrangement(ContentArrangement::Dynamic);
            if table.width().is_none() {
                table.set_width(120);
            }
            table.set_header(["RULE", "CATEGORY", "SEVERITY", "TITLE"]);
            for r in &rules {
                table.add_row([r.id.get(), r.category.name(), r.severity.name(), r.title.get()]);
            }
            let lines: Vec<String> = table.lines().map(|l| l.trim_end().to_owned()).collect();
            format!("{}\n{} rules\n", lines.join("\n"), rules.len())
        }
    };
    output::stdout(text.as_bytes())?;
    Ok(CLEAN)
}

fn json<'a>(r: &'a Rule) -> JsonRule<'a> {
    JsonRule {
        id: r.id.get(),
        title: r.title.get(),
        provider: r.provider.get(),
        category: r.category.name(),
        severity: r.severity.name(),
        impact: r.impact,
        confidence: r.confidence,
        why: r.why.get(),
        fix: r.fix.get(),
        references: r.references.iter().collect(),
    }
}

fn show(args: &ShowArgs) -> Result<u8, Failure> {
    let settings = load(&args.settings)?;
    let rule = settings
        .rules
        .get(&args.rule)
        .ok_or_else(|| Failure::new(unknown(&args.rule, settings.rules.rules())))?;
    output::stdout(all(rule).as_bytes())?;
    Ok(CLEAN)
}

/// Every key of a rule that says something; examples only by number, since they look like the real thing.
fn all(rule: &Rule) -> String {
    let mut s = String::new();
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(s, "{name:<16} {value}");
        }
    };
    put("id", rule.id.into());
    put("title", rule.title.into());
    put("provider", rule.provider.into());
    put("category", rule.category.to_string());
    put("severity", rule.severity.to_string());
    put("impact", rule.impact.to_string());
    put("confidence", rule.confidence.to_string());
    put("why", rule.why.into());
    put("fix", rule.fix.into());
    put("keywords", rule.keywords.join(", "));
    match rule.how {
        How::Pattern(p) => put("pattern", p.into()),
        How::Value { name, value } => {
            put("name", name.into());
            put("value", value.into());
        }
        How::Recogniser(r) => put("recogniser", r.into()),
        How::Path => {}
    }
    put("paths", rule.paths.join(", "));
    put("not_paths", rule.not_paths.join(", "));
    put("checks", rule.checks.join(", "));
    put(
        "entropy",
        if rule.entropy > 0.0 {
            rule.entropy.to_string()
        } else {
            String::new()
        },
    );
    put("allow", rule.allow.join("\n                 "));
    put("allow_line", rule.allow_line.join("\n                 "));
    put("near", rule.near.join("\n                 "));
    put(
        "examples",
        format!(
            "{} that match, {} that do not",
            rule.examples.count(),
            rule.counterexamples.count()
        ),
    );
    put("references", rule.references.join("\n                 "));
    s
}

fn test(args: &TestArgs) -> Result<u8, Failure> {
    let settings = load(&args.settings)?;
    let detector = detector(&settings)?;
    let failures = examples::failures(&detector);
    let mut text = String::new();
    for f in &failures {
        let _ = writeln!(text, "{}: {}", f.rule, f.problem);
    }
    let rules = detector.rules().rules();
    let count: usize = rules
        .iter()
        .map(|r| r.examples.count() + r.counterexamples.count())
        .sum();
    let _ = writeln!(
        text,
        "{} rules, {count} examples, {} wrong",
        rules.len(),
        failures.len()
    );
    output::stdout(text.as_bytes())?;
    Ok(if failures.is_empty() { CLEAN } else { REACHED })
}
