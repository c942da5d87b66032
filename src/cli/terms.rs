//! `spillage terms add`: a word becomes an entry of the settings that does not hold the word.

use std::io::Read;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use spillage::config::{Config, FILE_NAME, KeySetting, project_root};
use spillage::detect::terms::hashed;
use spillage::finding::Severity;

use super::args::severities;
use super::fail::Failure;
use super::{CLEAN, output};

/// Most bytes of standard input.
const LARGEST: u64 = 64 << 20;

/// `spillage terms`
#[derive(Debug, Args)]
pub(super) struct TermsArgs {
    #[command(subcommand)]
    command: TermsCommand,
}

#[derive(Debug, Subcommand)]
enum TermsCommand {
    /// Hash terms and put them under [terms] in the settings
    Add(AddArgs),
}

/// `spillage terms add`
#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// Terms of one to eight words; none: one a line from standard input, which keeps them out of the shell's history
    #[arg(value_name = "TERM")]
    terms: Vec<String>,
    /// Capitals matter
    #[arg(long)]
    case: bool,
    /// How bad a mention is [default: medium]
    #[arg(long, value_name = "SEVERITY", value_parser = severities())]
    severity: Option<Severity>,
    /// Settings to change [default: .spillage.toml at the root of the repository]
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print the entries instead of changing the settings
    #[arg(long)]
    print: bool,
}

/// What terms are keyed with: the fingerprint key where one is named.
pub(super) fn material(config: &Config) -> &str {
    match &config.key {
        Some(KeySetting::Private(m) | KeySetting::Shared(m)) => m,
        None => "",
    }
}

/// Runs the command.
pub(super) fn run(args: &TermsArgs) -> Result<u8, Failure> {
    let TermsCommand::Add(args) = &args.command;
    let file = args
        .config
        .clone()
        .unwrap_or_else(|| project_root(std::path::Path::new(".")).join(FILE_NAME));
    let text = match std::fs::read_to_string(&file) {
        Ok(t) => t,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && args.config.is_none() => String::new(),
        Err(e) => return Err(Failure::file(&file, &e)),
    };
    let mut config = Config::from_text(&file.to_string_lossy(), &text).map_err(Failure::new)?;
    if let Some(k) = std::env::var("SPILLAGE_KEY").ok().filter(|k| !k.is_empty()) {
        config.key = Some(KeySetting::Private(k));
    }
    let mut entries = Vec::new();
    for (i, term) in words(args)?.iter().enumerate() {
        entries.push(
            hashed(term, args.case, material(&config)).map_err(|m| Failure::new(format!("term {}: {m}", i + 1)))?,
        );
    }
    if entries.is_empty() {
        return Err(Failure::new(
            "no terms: name them, or give one a line on standard input",
        ));
    }
    if args.print {
        output::stdout(entries.iter().map(|e| format!("{e}\n")).collect::<String>().as_bytes())?;
        return Ok(CLEAN);
    }
    let mut doc: toml_edit::DocumentMut = text
        .parse()
        .map_err(|e| Failure::new(format!("{}: {e}", file.display())))?;
    let table = doc.entry("terms").or_insert_with(toml_edit::table);
    let list = table
        .as_table_like_mut()
        .and_then(|t| {
            t.entry("hashed")
                .or_insert_with(|| toml_edit::value(toml_edit::Array::new()))
                .as_array_mut()
        })
        .ok_or_else(|| Failure::new(format!("{}: `terms.hashed` is no list", file.display())))?;
    let mut added = 0;
    let mut there: std::collections::HashSet<String> = list
        .iter()
        .filter_map(|v| {
            v.as_str()
                .or_else(|| v.as_inline_table().and_then(|t| t.get("term")).and_then(|v| v.as_str()))
        })
        .map(str::to_owned)
        .collect();
    for e in entries {
        if !there.insert(e.clone()) {
            continue;
        }
        added += 1;
        match args.severity {
            Some(s) => {
                let mut t = toml_edit::InlineTable::new();
                t.insert("term", e.into());
                t.insert("severity", s.name().into());
                list.push(t);
            }
            None => list.push(e),
        }
    }
    // One entry a line merges well.
    for v in list.iter_mut() {
        v.decor_mut().set_prefix("\n  ");
    }
    list.set_trailing("\n");
    list.set_trailing_comma(true);
    output::whole(&file, doc.to_string().as_bytes(), false)?;
    output::stdout(
        format!(
            "{}: {added} term{} added\n",
            file.display(),
            if added == 1 { "" } else { "s" }
        )
        .as_bytes(),
    )?;
    Ok(CLEAN)
}

fn words(args: &AddArgs) -> Result<Vec<String>, Failure> {
    if !args.terms.is_empty() {
        return Ok(args.terms.clone());
    }
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(LARGEST)
        .read_to_string(&mut text)
        .map_err(|e| Failure::new(format!("standard input: {e}")))?;
    Ok(text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(str::to_owned)
        .collect())
}
