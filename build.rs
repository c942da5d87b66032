//! Turns `rules/**/*.toml` into a static table, so that a start parses nothing and a faulty rule fails the build.

#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "src/rule/raw.rs"]
mod raw;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/rule/raw.rs");
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
    windows(&rules, &mut out);
    let dest = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("rules.rs");
    fs::write(dest, out).expect("OUT_DIR can be written");
}

/// A rule's keywords, lower case. Three bytes are costly to look for, so those that the pattern continues with a class of
/// characters become one keyword of four bytes for each character.
fn keywords(r: &raw::RawRule) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for k in &r.keywords {
        let longer = if k.len() == 3 {
            r.pattern.as_deref().and_then(|p| continued(p, k))
        } else {
            None
        };
        all.extend(longer.unwrap_or_else(|| vec![k.to_ascii_lowercase()]));
    }
    all.sort();
    all.dedup();
    all
}

/// `k` with each character of the class that follows it everywhere in the pattern; `None` where something else follows.
fn continued(pattern: &str, k: &str) -> Option<Vec<String>> {
    let lead = k
        .chars()
        .next()
        .filter(|c| !c.is_ascii_alphanumeric())
        .map_or("", |_| &k[..1]);
    let plain = pattern.replace("\\.", ".").replace("\\+", "+").replace("\\-", "-");
    let (pattern, plain_k) = (plain.to_ascii_lowercase(), k.to_ascii_lowercase());
    let body = plain_k.strip_prefix(lead).filter(|b| b.len() >= 2)?;
    let mut out = Vec::new();
    let mut seen = 0;
    for (at, _) in pattern.match_indices(body) {
        seen += 1;
        let class = pattern[at + body.len()..].strip_prefix('[')?.split_once(']')?.0;
        if class.starts_with('^') || class.contains('\\') {
            return None;
        }
        let bytes = class.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            let to = if bytes.get(i + 1) == Some(&b'-') && i + 2 < bytes.len() {
                bytes[i + 2]
            } else {
                bytes[i]
            };
            out.extend((bytes[i]..=to).map(|c| format!("{plain_k}{}", c as char)));
            i += if to == bytes[i] { 1 } else { 3 };
        }
    }
    (seen > 0 && out.len() <= 100).then_some(out)
}

/// For each keyword, which four bytes of it are the rarest in text: the prefilter looks for those. The data file holds the
/// 24,000 commonest windows, most common first, case folded, measured on C, Python, JavaScript, Rust, JSON,
/// configuration and documentation in equal shares.
fn windows(rules: &[raw::RawRule], out: &mut String) {
    println!("cargo::rerun-if-changed=build/common-windows.bin");
    let data = fs::read("build/common-windows.bin").expect("build/common-windows.bin is part of the package");
    let rank: HashMap<&[u8], usize> = data.chunks_exact(4).enumerate().map(|(i, w)| (w, i)).collect();
    let mut keywords: Vec<String> = rules.iter().flat_map(keywords).collect();
    keywords.sort();
    keywords.dedup();
    out.push_str("static WINDOWS: &[(&str, u8)] = &[\n");
    for k in keywords.iter().filter(|k| k.len() > 4) {
        let folded: Vec<u8> = k.bytes().map(|b| b | 0x20).collect();
        // The rarest; of several that are not even listed, the last, because beginnings are shared more often than ends.
        let best = folded
            .windows(4)
            .take(200)
            .enumerate()
            .max_by_key(|(_, w)| rank.get(w).copied().unwrap_or(usize::MAX));
        writeln!(out, "({k:?}, {}),", best.map_or(0, |(at, _)| at)).expect("writing to a string");
    }
    out.push_str("];\n");
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
    let keywords = keywords(r);
    let pairs = |list: &[raw::RawExample]| list.iter().map(raw::RawExample::parts).collect::<Vec<_>>();
    writeln!(
        out,
        "Rule {{ id: {:?}, title: {:?}, provider: {:?}, why: {:?}, fix: {:?}, category: Category::{}, severity: Severity::{}, \
         impact: {:?}, confidence: {:?}, keywords: &{:?}, how: {how}, paths: &{:?}, not_paths: &{:?}, checks: &{:?}, entropy: {:?}, \
         allow: &{:?}, allow_line: &{:?}, near: &{:?}, near_lines: {}, window: {}, head_lines: {}, open_licence_clears: {}, examples: &{:?}, \
         counterexamples: &{:?}, references: &{:?} }},",
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
        pairs(&r.examples),
        pairs(&r.counterexamples),
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
