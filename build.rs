//! Turns `rules/**/*.toml` into a static table, so that a start parses nothing and a faulty rule fails the build.

#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "src/rule/raw.rs"]
mod raw;

#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "src/rule/run.rs"]
mod run;

#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "src/rule/kinds.rs"]
mod kinds;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/rule/raw.rs");
    println!("cargo::rerun-if-changed=src/rule/run.rs");
    println!("cargo::rerun-if-changed=src/rule/kinds.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    toml_files(Path::new("rules"), &mut files);
    files.sort();
    let mut rules = Vec::new();
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let parsed: raw::RawFile = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        for rule in parsed.rule {
            if let Some(p) = rule.problem() {
                panic!("{}: rule {}: {p}", file.display(), rule.id);
            }
            if let Some(other) = seen.insert(rule.id.clone(), file.clone()) {
                panic!(
                    "{}: rule {} also stands in {}",
                    file.display(),
                    rule.id,
                    other.display()
                );
            }
            rules.push(rule);
        }
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let mut out = String::from("static BUILT_IN: &[Rule] = &[\n");
    for r in &rules {
        emit(&mut out, r);
    }
    out.push_str("];\n");
    buckets(&mut out);
    let dest = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("rules.rs");
    fs::write(dest, out).expect("OUT_DIR can be written");
}

/// Where `xtask buckets` decided to file literals: bucket, offset, literal, sorted by literal.
fn buckets(out: &mut String) {
    println!("cargo::rerun-if-changed=build/buckets.tsv");
    let file = fs::read_to_string("build/buckets.tsv").expect("build/buckets.tsv is part of the package");
    let mut rows: Vec<(String, &str, &str)> = file
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| {
            let mut parts = l.splitn(3, '\t');
            let (bucket, at) = (parts.next()?, parts.next()?);
            Some((unescaped(parts.next()?), bucket, at))
        })
        .collect();
    rows.sort_unstable();
    out.push_str("static BUCKETS: &[(&str, u8, u8)] = &[\n");
    for (literal, bucket, at) in rows {
        writeln!(out, "({literal:?}, {bucket}, {at}),").expect("writing to a string");
    }
    out.push_str("];\n");
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match (c, if c == '\\' { chars.next() } else { None }) {
            (_, Some('t')) => '\t',
            (_, Some('n')) => '\n',
            (_, Some(other)) => other,
            _ => c,
        });
    }
    out
}

fn toml_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir)
        .unwrap_or_else(|e| panic!("{}: {e}", dir.display()))
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            toml_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "toml") {
            out.push(path);
        }
    }
}

fn emit(out: &mut String, r: &raw::RawRule) {
    let how = match (&r.pattern, &r.value, &r.recogniser) {
        (Some(p), _, _) => format!("How::Pattern({p:?})"),
        (_, Some(v), _) => format!(
            "How::Value {{ name: {:?}, value: {v:?} }}",
            r.name.as_deref().unwrap_or("")
        ),
        (_, _, Some(n)) => format!("How::Recogniser({n:?})"),
        _ => "How::Path".into(),
    };
    let keywords = r.spellings();
    let keys: Vec<&str> = keywords.iter().map(String::as_str).collect();
    let (run, kinds) = match (&r.pattern, &r.value) {
        (Some(p), _) => (run::of_pattern(p, &keys, r.window.unwrap_or(400)), kinds::of_pattern(p)),
        (_, Some(v)) => (run::of_value(v), kinds::of_value(v)),
        _ => (0, kinds::ALL),
    };
    writeln!(
        out,
        "Rule {{ id: {:?}, title: {:?}, provider: {:?}, why: {:?}, fix: {:?}, category: Category::{}, severity: Severity::{}, \
         impact: {:?}, confidence: {:?}, keywords: &{:?}, forms: &{:?}, how: {how}, paths: &{:?}, not_paths: &{:?}, checks: &{:?}, entropy: {:?}, \
         allow: &{:?}, allow_line: &{:?}, near: &{:?}, near_lines: {}, run: {run}, kinds: {kinds}, window: {}, head_lines: {}, open_licence_clears: {}, magic: &{:?}, \
         magic_alone: {}, least_size: {}, examples: Examples({:?}), \
         counterexamples: Examples({:?}), references: &{:?} }},",
        r.id,
        r.title,
        r.provider,
        r.why,
        r.fix,
        capital(&r.category),
        capital(&r.severity),
        r.impact,
        r.confidence,
        keywords,
        r.forms,
        r.paths,
        r.not_paths,
        r.checks,
        r.entropy.unwrap_or(0.0),
        r.allow,
        r.allow_line,
        r.near,
        r.near_lines.unwrap_or(8),
        r.window.unwrap_or(400),
        r.head_lines.unwrap_or(0),
        r.open_licence_clears,
        r.magic,
        r.magic_alone,
        r.least_size.unwrap_or(0),
        raw::packed(&r.examples),
        raw::packed(&r.counterexamples),
        r.references,
    )
    .expect("writing to a string");
}

fn capital(word: &str) -> String {
    let mut c = word.chars();
    c.next()
        .map(|f| f.to_ascii_uppercase().to_string() + c.as_str())
        .unwrap_or_default()
}
