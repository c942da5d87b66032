//! `spillage explain RULE`: why it matters and how to fix it, in words for the person who got the finding.

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use spillage::config::unknown;
use spillage::rule::{Rule, RuleSet};

use super::args::SettingsArgs;
use super::fail::Failure;
use super::settings::Settings;
use super::{CLEAN, output};

/// `spillage explain RULE`
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The id of a rule, as reports name it
    #[arg(value_name = "RULE")]
    rule: String,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
pub(super) fn run(args: &ExplainArgs) -> Result<u8, Failure> {
    let mut rules = RuleSet::built_in();
    if rules.get(&args.rule).is_none() {
        // Perhaps one of the configuration's own.
        rules = Settings::load(&args.settings, args.settings.overrides(), Path::new("."), false)?.rules;
    }
    let rule = rules
        .get(&args.rule)
        .ok_or_else(|| Failure::new(unknown(&args.rule, rules.rules())))?;
    output::stdout(text(rule).as_bytes())?;
    Ok(CLEAN)
}

fn text(rule: &Rule) -> String {
    let mut s = format!("{}\n{}: {}, {}\n", rule.title, rule.id, rule.category, rule.severity);
    let mut part = |name: &str, body: &str| {
        let lines = spillage::report::text::wrap(body, 88);
        let _ = write!(s, "\n{name}\n  {}\n", lines.join("\n  "));
    };
    part("Why it matters", rule.why.get());
    part("How to fix it", rule.fix.get());
    part(
        "If it is none",
        &format!(
            "Write `spillage:allow[{0}] reason` in a comment on the line or the line above; or accept the value with \
             `spillage baseline --update`; or leave the rule out with `ignore = [\"{0}\"]` in .spillage.toml.",
            rule.id
        ),
    );
    if !rule.references.is_empty() {
        s.push_str("\nMore\n");
        for r in rule.references.iter() {
            let _ = writeln!(s, "  {r}");
        }
    }
    s
}
