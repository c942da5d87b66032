//! One entry for each family of parsers, from bytes that may say anything to what must hold whatever they say.
//!
//! Compiled for tests and for `cargo fuzz` (`fuzz/`) only. A target must return: a panic, a hang or memory that grows
//! without bound is a finding. Where more can be asked than that, the target asserts it.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::agent::{self, Os, Place, doc};
use crate::config::Config;
use crate::detect::{Context, DetectOptions, Detector, Scratch};
use crate::ecosystem::{Foreign, Ignored};
use crate::registered::{Draft, Index, Public};
use crate::report::{import, json};
use crate::rule::RuleSet;
use crate::source::expand::{Budget, Limits, expand, kind};
use crate::source::transcript::{Unescaped, attribute, setting, unescape};
use crate::source::{Item, Origin};
use crate::suppress::{Baseline, Fingerprinter, Key, foreign_allow, inline_allow};

/// What a target is given.
pub type Target = fn(&[u8]);

/// Every target by its name; `fuzz/fuzz_targets` has a file for each.
pub const TARGETS: &[(&str, Target)] = &[
    ("agents", agents),
    ("archives", archives),
    ("config", config),
    ("detect", detect),
    ("documents", documents),
    ("ecosystem", ecosystem),
    ("git", crate::source::git::fuzz),
    ("imports", imports),
    ("registered", registered),
    ("settings", settings),
    ("suppress", suppress),
    ("tables", tables),
    ("transcripts", transcripts),
];

/// The target of a name.
///
/// # Panics
/// Where there is none.
pub fn target(name: &str, data: &[u8]) {
    let (_, run) = TARGETS.iter().find(|(n, _)| *n == name).expect("a target of this name");
    run(data);
}

/// The first byte chooses, the rest is for what was chosen.
fn choose<'a, T>(data: &'a [u8], from: &'a [T]) -> Option<(&'a T, &'a [u8])> {
    let (first, rest) = data.split_first()?;
    Some((from.get(usize::from(*first) % from.len())?, rest))
}

fn detector() -> &'static Detector {
    static DETECTOR: OnceLock<Detector> = OnceLock::new();
    DETECTOR
        .get_or_init(|| Detector::new(RuleSet::built_in(), DetectOptions::default()).expect("built-in rules compile"))
}

fn scan(path: &str, text: &[u8]) {
    let ctx = Context {
        path,
        binary: text.iter().take(1024).any(|b| *b == 0),
        depth: 0,
    };
    let mut scratch = Scratch::default();
    let found = detector().scan(text, &ctx, &mut scratch);
    for m in &found {
        assert!(m.start <= m.end && m.end <= text.len(), "a match outside the text");
        assert!((0.0..=1.0).contains(&m.confidence) && m.impact >= 0.0, "{m:?}");
    }
    assert!(found.is_sorted_by_key(|m| m.start));
    assert_eq!(
        found,
        detector().scan(text, &ctx, &mut scratch),
        "memory that is used again shows"
    );
}

/// Everything that is read off a text: rules, assignments, layers of encoding, markers, what stands alone in a file.
pub fn detect(data: &[u8]) {
    const PATHS: &[&str] = &[
        "a.py",
        "a.yml",
        "a.json",
        ".env",
        "a.md",
        "a.txt",
        "a.tf",
        "a.sh",
        "Dockerfile",
        "a.xml",
        "a.properties",
        "a.ini",
        "a.java",
        "a.js",
        "a.sql",
        "a.toml",
        "a.rb",
        "a.c",
        "a.log",
        ".netrc",
        ".npmrc",
        "passwords.txt",
        "AGENTS.md",
        ".vscode/tasks.json",
    ];
    if let Some((path, text)) = choose(data, PATHS) {
        scan(path, text);
    }
}

/// Records of people in tables.
pub fn tables(data: &[u8]) {
    const PATHS: &[&str] = &[
        "a.csv", "a.tsv", "a.sql", "a.json", "a.jsonl", "a.xml", "a.html", "a.md", "a.ldif", "a.vcf",
    ];
    if let Some((path, text)) = choose(data, PATHS) {
        scan(path, text);
    }
}

/// Settings, servers, hooks and instructions that a tree brings for agents.
pub fn settings(data: &[u8]) {
    const PATHS: &[&str] = &[
        ".claude/settings.json",
        ".codex/config.toml",
        ".gemini/settings.json",
        ".cursor/mcp.json",
        ".mcp.json",
        ".vscode/settings.json",
        ".devcontainer/devcontainer.json",
        "opencode.jsonc",
        ".aider.conf.yml",
        "CLAUDE.md",
        ".cursor/rules/a.mdc",
        ".github/copilot-instructions.md",
        "crush.json",
        ".zed/settings.json",
        ".env",
        ".amp/settings.json",
    ];
    let Some((path, rest)) = choose(data, PATHS) else {
        return;
    };
    scan(path, rest);
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let Ok(root) = doc::parse(path, text) else { return };
    let mut texts = Vec::new();
    root.texts(&mut texts);
    for node in texts {
        assert!(text.get(node.span.clone()).is_some(), "a value outside the text");
        doc::line_column(text, node.span.start);
    }
    if !path.ends_with("json") && !path.ends_with("jsonc") {
        return;
    }
    // What an edit writes can be read, and says what it was to say.
    let item = "Read(./.env)".to_owned();
    if let Ok(after) = doc::edit::add_to_list(text, &["permissions", "deny"], std::slice::from_ref(&item)) {
        let root = doc::parse(path, &after).expect("an edit leaves JSON");
        assert!(root.strs_at(&["permissions", "deny"]).contains(&item.as_str()));
    }
    if let Ok(after) = doc::edit::set(text, &["sandbox", "enabled"], "true") {
        let root = doc::parse(path, &after).expect("an edit leaves JSON");
        assert_eq!(root.bool_at(&["sandbox", "enabled"]), Some(true));
    }
}

/// What each agent could read as it is configured.
pub fn agents(data: &[u8]) {
    const FILES: &[&str] = &[
        ".claude/settings.json",
        ".codex/config.toml",
        ".gemini/settings.json",
        ".geminiignore",
        ".cursorignore",
        ".cursor/cli.json",
        ".aiderignore",
        ".aider.conf.yml",
        "opencode.json",
        ".vscode/settings.json",
        ".clineignore",
        ".rooignore",
        ".zed/settings.json",
        ".kiro/settings/cli.json",
        ".qwen/settings.json",
        "crush.json",
        ".aiexclude",
        ".codeiumignore",
        ".amp/settings.json",
        ".copilot/config.json",
    ];
    let Some((file, text)) = choose(data, FILES) else {
        return;
    };
    let project = PathBuf::from("/nowhere");
    let place = Place {
        overlay: BTreeMap::from([(project.join(file), String::from_utf8_lossy(text).into_owned())]),
        project,
        home: None,
        machine: None,
        os: Os::Linux,
    };
    for agent in agent::AGENTS {
        let access = agent.access(&place);
        for path in ["/nowhere/.env", "/nowhere/config/prod/key.pem"] {
            let path = agent::AgentPath::new(&place, path);
            for channel in agent::Channel::ALL {
                let _ = access.judge(&path, channel);
            }
        }
    }
}

/// So little that a target is quick, so much that every limit can be reached.
fn limits() -> Limits {
    Limits {
        depth: 3,
        members: 500,
        member: 1 << 20,
        total: 16 << 20,
        ratio: 100,
        memory: 4 << 20,
    }
}

fn open(name: &str, bytes: &[u8]) {
    let Some(kind) = kind(name, bytes.get(..bytes.len().min(512)).unwrap_or_default()) else {
        return;
    };
    let limits = limits();
    let item = Item {
        origin: Origin::file(name),
        bytes: bytes.into(),
    };
    let (mut held, mut members) = (0u64, 0u64);
    expand(
        &item,
        kind,
        &limits,
        &mut Budget::new(),
        &mut |item| {
            held += item.bytes.len() as u64;
            members += 1;
        },
        &mut |skipped| assert!(!skipped.reason.is_empty()),
    );
    // Text made of what is unpacked may be larger than it, not by orders.
    assert!(held <= 16 * limits.total, "{held} bytes out of {}", bytes.len());
    assert!(members <= 64 * limits.members, "{members} members");
}

const ARCHIVES: &[&str] = &[
    "a.zip", "a.jar", "a.whl", "a.tar", "a.gz", "a.bz2", "a.xz", "a.lzma", "a.zst", "a.lz4", "a.7z", "a.a", "a.cpio",
    "a.rpm", "a.deb",
];

/// Archives and compressed streams.
pub fn archives(data: &[u8]) {
    if let Some((name, bytes)) = choose(data, ARCHIVES) {
        open(name, bytes);
    }
}

const DOCUMENTS: &[&str] = &[
    "a.pdf",
    "a.docx",
    "a.xlsx",
    "a.pptx",
    "a.odt",
    "a.ods",
    "a.odp",
    "a.doc",
    "a.msg",
    "a.sqlite",
    "a.eml",
    "a.mbox",
    "a.plist",
    "a.ipynb",
    "a.p12",
    "a.jks",
    "a.jceks",
    "a.kdbx",
    "a.parquet",
    "a.arrow",
    "a.pcap",
];

/// Documents, databases, mail and key stores.
pub fn documents(data: &[u8]) {
    if let Some((name, bytes)) = choose(data, DOCUMENTS) {
        open(name, bytes);
    }
}

/// The program's own configuration, and reports that it wrote.
pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Config::from_text(".spillage.toml", text) {
        Ok(config) => drop(config.shown()),
        Err(e) => assert!(!e.to_string().is_empty()),
    }
    let _ = json::parse(text);
}

/// Baselines and remarks.
pub fn suppress(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(baseline) = Baseline::parse(&text) {
        let again = Baseline::parse(&baseline.render()).expect("a baseline that was written can be read");
        assert_eq!(again.entries(), baseline.entries());
    }
    let (line, before) = data.split_at(data.len() / 2);
    let _ = inline_allow(line, before, "aws-access-key");
    let _ = foreign_allow(line, before, &["nosec".to_owned(), "NOLINT".to_owned()]);
}

/// Rules, allow-lists and looked-at findings of other tools.
pub fn ecosystem(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut foreign = Foreign::default();
    // Rules in this program's own form are taken as they are, and checked when the detector is made.
    let own = toml::from_str::<toml::Table>(text).is_ok_and(|t| t.contains_key("rule"));
    if foreign.read_rules("rules.toml", text, &|_| false).is_ok() && !own {
        for rule in &foreign.rules {
            if let Some(pattern) = &rule.pattern {
                // Too large is an answer; what was converted must be in this program's syntax.
                if let Err(e) = crate::detect::regex(pattern) {
                    assert!(e.syntax_error().is_none(), "{pattern}: {e}");
                }
            }
        }
    }
    let _ = Ignored::default().read(text);
}

/// Findings of other tools.
pub fn imports(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(imported) = import::read(text, "/root", &Fingerprinter::new(Key::public())) {
        for f in &imported.findings {
            assert!((0.0..=1.0).contains(&f.confidence) && (0.0..=1.0).contains(&f.impact));
        }
    }
}

/// An index of registered files, and a text held against it.
pub fn registered(data: &[u8]) {
    if let Ok(index) = Index::read(&mut &*data) {
        let mut out = Vec::new();
        index.write(&mut out).expect("memory takes everything");
        let _ = index.exact(data);
        let _ = index.copies(data, true);
    }
    let own = Index::of(
        vec![Draft::new("a.txt".to_owned(), &crate::detect::decode(data), true)],
        &Public::default(),
    );
    let mut out = Vec::new();
    own.write(&mut out).expect("memory takes everything");
    assert_eq!(
        Index::read(&mut &*out).expect("it was just written").documents().len(),
        own.documents().len()
    );
    let _ = own.copies(data, false);
}

/// Transcripts of sessions: escapes undone, and who said what.
pub fn transcripts(data: &[u8]) {
    let mut plain = Unescaped::default();
    unescape(data, &mut plain);
    assert!(plain.text.len() <= data.len() + plain.records.len());
    for offset in [0, plain.text.len() / 2, plain.text.len()] {
        let (_, raw) = plain.record(offset);
        assert!(raw <= data.len());
    }
    for line in data.split(|b| *b == b'\n') {
        if let Ok(record) = serde_json::from_slice(line) {
            let _ = attribute(&record, "hunter2");
            let _ = setting(&record);
        }
    }
}
