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
    let mut texts = Texts::default();
    // What every start reads stands together.
    let keywords: Vec<Vec<String>> = rules.iter().map(raw::RawRule::spellings).collect();
    for (rule, keywords) in rules.iter().zip(&keywords) {
        texts.list(keywords);
        texts.list(&rule.paths);
    }
    let mut out = String::from("static BUILT_IN: &[Rule] = &[\n");
    for (rule, keywords) in rules.iter().zip(&keywords) {
        emit(&mut out, &mut texts, rule, keywords);
    }
    out.push_str("];\n");
    buckets(&mut out, &mut texts);
    texts.write(&mut out);
    let dest = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("rules.rs");
    fs::write(dest, out).expect("OUT_DIR can be written");
}

/// All texts of the table in one, each once, and lists of them by their places.
#[derive(Default)]
struct Texts {
    all: String,
    places: HashMap<String, (usize, usize)>,
    lists: Vec<(usize, usize)>,
    runs: HashMap<Vec<String>, (usize, usize)>,
}

impl Texts {
    fn place(&mut self, text: &str) -> (usize, usize) {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = (self.all.len(), text.len());
        self.all.push_str(text);
        self.places.insert(text.to_owned(), place);
        place
    }

    fn text(&mut self, text: &str) -> String {
        let (at, len) = self.place(text);
        format!("Text::at({at}, {len})")
    }

    fn list(&mut self, list: &[String]) -> String {
        let place = match self.runs.get(list) {
            Some(place) => *place,
            None => {
                let places: Vec<_> = list.iter().map(|t| self.place(t)).collect();
                let place = (self.lists.len(), places.len());
                self.lists.extend(places);
                self.runs.insert(list.to_vec(), place);
                place
            }
        };
        format!("List::at({}, {})", place.0, place.1)
    }

    fn write(&self, out: &mut String) {
        writeln!(out, "static TEXTS: &str = {:?};", self.all).expect("writing to a string");
        writeln!(out, "static LISTS: &[(u32, u32)] = &{:?};", self.lists).expect("writing to a string");
    }
}

/// Where `xtask buckets` decided to file literals: bucket, offset, literal, sorted by literal.
fn buckets(out: &mut String, texts: &mut Texts) {
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
    out.push_str("static BUCKETS: &[(Text, u8, u8)] = &[\n");
    for (literal, bucket, at) in rows {
        let literal = texts.text(&literal);
        writeln!(out, "({literal}, {bucket}, {at}),").expect("writing to a string");
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

fn emit(out: &mut String, texts: &mut Texts, r: &raw::RawRule, keywords: &[String]) {
    let how = match (&r.pattern, &r.value, &r.recogniser) {
        (Some(p), _, _) => format!("How::Pattern({})", texts.text(p)),
        (_, Some(v), _) => {
            let (name, value) = (texts.text(r.name.as_deref().unwrap_or("")), texts.text(v));
            format!("How::Value {{ name: {name}, value: {value} }}")
        }
        (_, _, Some(n)) => format!("How::Recogniser({})", texts.text(n)),
        _ => "How::Path".into(),
    };
    let keys: Vec<&str> = keywords.iter().map(String::as_str).collect();
    let (run, kinds) = match (&r.pattern, &r.value) {
        (Some(p), _) => (run::of_pattern(p, &keys, r.window.unwrap_or(400)), kinds::of_pattern(p)),
        (_, Some(v)) => (run::of_value(v), kinds::of_value(v)),
        _ => (0, kinds::ALL),
    };
    writeln!(
        out,
        "Rule {{ id: {}, title: {}, provider: {}, why: {}, fix: {}, category: Category::{}, severity: Severity::{}, \
         impact: {:?}, confidence: {:?}, keywords: {}, forms: {}, how: {how}, paths: {}, not_paths: {}, checks: {}, entropy: {:?}, \
         allow: {}, allow_line: {}, near: {}, near_lines: {}, run: {run}, kinds: {kinds}, window: {}, head_lines: {}, open_licence_clears: {}, magic: {}, \
         magic_alone: {}, least_size: {}, examples: Examples({}), \
         counterexamples: Examples({}), references: {} }},",
        texts.text(&r.id),
        texts.text(&r.title),
        texts.text(&r.provider),
        texts.text(&r.why),
        texts.text(&r.fix),
        capital(&r.category),
        capital(&r.severity),
        r.impact,
        r.confidence,
        texts.list(keywords),
        texts.list(&r.forms),
        texts.list(&r.paths),
        texts.list(&r.not_paths),
        texts.list(&r.checks),
        r.entropy.unwrap_or(0.0),
        texts.list(&r.allow),
        texts.list(&r.allow_line),
        texts.list(&r.near),
        r.near_lines.unwrap_or(8),
        r.window.unwrap_or(400),
        r.head_lines.unwrap_or(0),
        r.open_licence_clears,
        texts.list(&r.magic),
        r.magic_alone,
        r.least_size.unwrap_or(0),
        texts.text(&raw::packed(&r.examples)),
        texts.text(&raw::packed(&r.counterexamples)),
        texts.list(&r.references),
    )
    .expect("writing to a string");
}

fn capital(word: &str) -> String {
    let mut c = word.chars();
    c.next()
        .map(|f| f.to_ascii_uppercase().to_string() + c.as_str())
        .unwrap_or_default()
}
