//! Every target over seeds and over what chance makes of them: the same chance in every run, a few seconds in all.
//!
//! `SPILLAGE_FUZZ=SECONDS` goes on for so long a target, from another place each time; `SPILLAGE_FUZZ_TARGET` names one,
//! `SPILLAGE_FUZZ_SEED` begins where a failure began. An input that fails is written to a file that the message names.
//! `SPILLAGE_FUZZ_CORPUS=DIR` writes the seeds to `DIR/TARGET/`, for `cargo fuzz` to begin with.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::{TARGETS, Target};
use crate::registered::{Draft, Index, Public};

/// Inputs a target where nobody asks for more.
const ROUNDS: u64 = 150;
/// Longest input.
const LONGEST: usize = 64 << 10;
/// No input may take longer than this, in a program that is not optimised.
const SLOW: Duration = Duration::from_secs(20);

/// Numbers drawn at random, the same ones for a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() % n as u64) as usize }
    }
}

const NUMBERS: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\x80",
    b"\xff\xff\xff\x7f",
    b"\x7f\xff\xff\xff",
    b"-1",
    b"0",
    b"99999999999999999999",
    b"1e999",
    b"4294967295",
    b"\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\x80\x80\x80\x80\x80\x80\x01",
];
const WORDS: &[&[u8]] = &[
    b"\n",
    b"\r\n",
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[",
    b"(",
    b"<",
    b">",
    b"/>",
    b"</",
    b":",
    b": ",
    b"=",
    b",",
    b"#",
    b"//",
    b"/*",
    b"*/",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"%00",
    b"../",
    b"/",
    b"\xe2\x80\xae",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"password=",
    b"null",
    b"true",
    b"<<<<<<<",
    b"(?P<a>",
    b"\\Q",
    b"{1000}",
    b"*",
    b"**/",
    b"!",
    b"- ",
    b"  ",
    b"\t",
    b"stream\n",
    b"endobj",
    b"obj",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"&amp;",
    b"&#x110000;",
    b"=\n",
    b"=?utf-8?B?",
    b"--",
    b"boundary=",
    b"Content-Type: ",
];

/// A seed changed in a few places, or two of them joined.
fn mutated(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut data = seeds.get(chance.below(seeds.len())).cloned().unwrap_or_default();
    data.truncate(LONGEST);
    for _ in 0..=chance.below(8) {
        let at = chance.below(data.len() + 1);
        let most = 1 << chance.below(9);
        let len = 1 + chance.below(most);
        let end = (at + len).min(data.len());
        match chance.below(9) {
            0 => {
                if let Some(b) = data.get_mut(at) {
                    *b ^= 1 << chance.below(8);
                }
            }
            1 => {
                if let Some(b) = data.get_mut(at) {
                    *b = chance.next() as u8;
                }
            }
            2 => drop(data.drain(at..end)),
            3 => {
                let piece = data[at..end].to_vec();
                let to = chance.below(data.len() + 1);
                for _ in 0..=chance.below(4) {
                    data.splice(to..to, piece.iter().copied());
                }
            }
            4 => {
                let word = WORDS[chance.below(WORDS.len())];
                data.splice(at..at, word.iter().copied());
            }
            5 => {
                let number = NUMBERS[chance.below(NUMBERS.len())];
                let end = (at + number.len()).min(data.len());
                data.splice(at..end, number.iter().copied());
            }
            6 => data.truncate(at.max(1)),
            7 => {
                // One word many times: nesting, and what grows with its square.
                let word = WORDS[chance.below(WORDS.len())].repeat(1 << chance.below(11));
                data.splice(at..at, word);
            }
            _ => {
                let other = &seeds[chance.below(seeds.len())];
                let from = chance.below(other.len());
                let len = chance.below(other.len() - from + 1).min(4096);
                data.splice(at..end, other[from..from + len].iter().copied());
            }
        }
        data.truncate(LONGEST);
    }
    data
}

fn files(dir: &str, out: &mut Vec<(String, Vec<u8>)>) {
    fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, out)
            } else {
                out.push(path)
            }
        }
    }
    let mut paths = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir), &mut paths);
    paths.sort();
    for path in paths {
        if let Ok(mut bytes) = std::fs::read(&path)
            && bytes.len() <= 1 << 20
        {
            bytes.truncate(LONGEST);
            out.push((path.to_string_lossy().replace('\\', "/"), bytes));
        }
    }
}

/// Files below a folder, each with every byte before it that a target can choose by.
fn chosen(dirs: &[&str], choices: u8) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    dirs.iter().for_each(|d| files(d, &mut all));
    all.into_iter()
        .enumerate()
        .map(|(i, (_, bytes))| [&[(i % usize::from(choices)) as u8], &*bytes].concat())
        .collect()
}

/// Files whose names end in one of these, before each the byte of its place in the list.
fn by_name(dirs: &[&str], names: &[&str]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    dirs.iter().for_each(|d| files(d, &mut all));
    let mut out = Vec::new();
    for (path, bytes) in all {
        let ext = path.rsplit(['.', '/']).next().unwrap_or_default();
        if let Some(i) = names.iter().position(|n| n.trim_start_matches("a.") == ext) {
            out.push([&[i as u8], &*bytes].concat());
        }
    }
    out
}

fn texts(list: &[&str]) -> Vec<Vec<u8>> {
    list.iter().map(|t| t.as_bytes().to_vec()).collect()
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    const CONTAINERS: &[&str] = &["tests/data/containers", "tests/data/kinds"];
    let mut out = match target {
        "archives" => by_name(CONTAINERS, super::ARCHIVES),
        "documents" => by_name(CONTAINERS, super::DOCUMENTS),
        "agents" => chosen(&["tests/data/agents"], 20),
        "settings" => chosen(&["tests/data/agents", "fixtures/04-tool-settings"], 16),
        "config" => {
            let mut all = Vec::new();
            files("src/config", &mut all);
            files("docs", &mut all);
            all.retain(|(p, _)| p.ends_with(".toml") || p.ends_with("example-report.json"));
            all.into_iter().map(|f| f.1).collect()
        }
        "detect" => {
            let examples = crate::rule::built_in().iter().flat_map(|r| r.examples.iter());
            examples
                .enumerate()
                .filter(|(i, _)| i % 7 == 0)
                .map(|(i, (_, text))| [&[(i % 24) as u8], text.as_bytes()].concat())
                .collect()
        }
        "tables" => chosen(&["fixtures/06-customer-export"], 10),
        "ecosystem" => texts(&[
            "[extend]\nuseDefault = true\ndisabledRules = [\"a\"]\n[[rules]]\nid = \"x\"\nregex = '''(?i)acme_([a-z]{8,})'''\nsecretGroup = 1\nkeywords = [\"acme\"]\nentropy = 3.1\npath = '''.*\\.p12$'''\n[[rules.allowlists]]\ncondition = \"AND\"\nregexTarget = \"line\"\nregexes = ['''a''']\npaths = ['''b''']\nstopwords = [\"c\"]\n",
            "[[rule]]\nid = \"x\"\ntitle = \"X\"\nwhy = \"w\"\nfix = \"f\"\ncategory = \"secret\"\nseverity = \"low\"\nimpact = 0.1\nconfidence = 0.5\nkeywords = [\"acme_\"]\npattern = 'acme_[0-9a-f]{8}'\n",
            "a/b.txt:rule:12\n0123456789abcdef:src/a.rs:generic-api-key:3\n",
            "{\"results\":{\"a.py\":[{\"hashed_secret\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\",\"is_secret\":false,\"line_number\":1}]}}",
        ]),
        "git" => git_seeds(),
        "imports" => {
            let mut all = Vec::new();
            files("tests/data/reports", &mut all);
            let mut out: Vec<Vec<u8>> = all.into_iter().map(|f| f.1).collect();
            out.extend(texts(&[
                "[{\"RuleID\":\"github-pat\",\"File\":\"a.py\",\"StartLine\":1,\"Secret\":\"x\",\"Match\":\"y\",\"Commit\":\"\",\"Tags\":[]}]",
                "{\"runs\":[{\"tool\":{\"driver\":{\"name\":\"t\",\"rules\":[{\"id\":\"secret-a\"}]}},\"results\":[{\"ruleId\":\"secret-a\",\"message\":{\"text\":\"m\"},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a.txt\"},\"region\":{\"startLine\":3}}}]}]}]}",
            ]));
            out
        }
        "registered" => {
            let mut out = Vec::new();
            for text in [
                "one two three four five six seven eight nine ten ".repeat(30),
                "fn main() { let a = 1; }\n".repeat(40),
            ] {
                let index = Index::of(
                    vec![Draft::new(
                        "a.txt".to_owned(),
                        &crate::detect::decode(text.as_bytes()),
                        true,
                    )],
                    &Public::default(),
                );
                let mut bytes = Vec::new();
                index.write(&mut bytes).unwrap();
                out.extend([bytes, text.into_bytes()]);
            }
            out
        }
        "suppress" => {
            let key = crate::suppress::Key::public();
            let mut text = crate::suppress::Baseline::for_key(&key).render();
            let line = format!("{}\taws-access-key-id\ta/b.txt\twhy\n", "0a".repeat(16));
            let at = text.rfind("# ").unwrap_or(text.len());
            text.insert_str(at, &line);
            vec![
                text.into_bytes(),
                b"x = 1 # spillage:allow aws-access-key\n// nosec\n".to_vec(),
            ]
        }
        "transcripts" => texts(&[
            "{\"type\":\"assistant\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"message\":{\"model\":\"m\",\"content\":[{\"type\":\"tool_result\",\"content\":\"hunter2 \\u00e9 \\\\n\"}]}}\n",
            "{\"payload\":{\"type\":\"function_call\",\"arguments\":\"{\\\"command\\\":[\\\"cat\\\",\\\".env\\\"]}\",\"output\":\"hunter2\"}}\n",
        ]),
        _ => panic!("{target} has no seeds"),
    };
    out.push(vec![0]);
    out
}

/// Indexes, objects and packs that git wrote; where there is no git, only what chance makes.
fn git_seeds() -> Vec<Vec<u8>> {
    let mut out = vec![
        b"\x00DIRC\0\0\0\x02\0\0\0\x01".to_vec(),
        b"\x01aaaabbbb\x04\x08\x90\x04\x04bbbb".to_vec(),
    ];
    let tmp = tempfile::tempdir().unwrap();
    let dir = tmp.path();
    let git = |args: &[&str]| {
        Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "gc.auto=0"])
            .args(args)
            .current_dir(dir)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", "@1700000000 +0000")
            .env("GIT_COMMITTER_DATE", "@1700000000 +0000")
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE")
            .output()
            .is_ok_and(|o| o.status.success())
    };
    if !git(&["init", "-q"]) {
        eprintln!("skipped: git is not installed, so there are no packs to begin with");
        return out;
    }
    for n in 0..4 {
        let text: String = (0..40)
            .map(|l| format!("line {l} of {}\n", if l % 4 <= n { n } else { 0 }))
            .collect();
        std::fs::write(dir.join("a.txt"), text).unwrap();
        assert!(git(&["add", "-A"]) && git(&["commit", "-qm", &format!("version {n}")]));
    }
    let mut all = Vec::new();
    let read = |path: &Path| std::fs::read(path).unwrap_or_default();
    out.push([&[0], &*read(&dir.join(".git/index"))].concat());
    let objects = dir.join(".git/objects");
    for folder in std::fs::read_dir(&objects).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            all.push(file.path());
        }
    }
    all.sort();
    out.extend(all.iter().take(6).map(|p| [&[2], &*read(p)].concat()));
    assert!(git(&["repack", "-adq", "-f", "--depth=10", "--window=10"]));
    for file in std::fs::read_dir(objects.join("pack")).into_iter().flatten().flatten() {
        let idx = file.path();
        if idx.extension().is_some_and(|e| e == "idx") {
            let names = read(&idx);
            out.push(
                [
                    &[3],
                    &(names.len() as u32).to_le_bytes()[..],
                    &names,
                    &read(&idx.with_extension("pack")),
                ]
                .concat(),
            );
        }
    }
    out
}

fn run(name: &str, target: Target, data: &[u8], seed: u64) -> Duration {
    let began = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| target(data)));
    let took = began.elapsed();
    if outcome.is_err() || took > SLOW {
        let at = std::env::temp_dir().join(format!("spillage-fuzz-{name}-{seed}"));
        std::fs::write(&at, data).unwrap();
        let what = if outcome.is_err() { "panics" } else { "takes too long" };
        panic!("{name} {what} after {took:?} on {}", at.display());
    }
    took
}

fn all(name: &str) {
    let target = TARGETS.iter().find(|(n, _)| *n == name).expect("a target").1;
    if std::env::var("SPILLAGE_FUZZ_TARGET").is_ok_and(|only| only != name) {
        return;
    }
    let more: Option<u64> = std::env::var("SPILLAGE_FUZZ").ok().and_then(|s| s.parse().ok());
    let first: u64 = std::env::var("SPILLAGE_FUZZ_SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(0);
    let seeds = seeds(name);
    if let Some(dir) = std::env::var_os("SPILLAGE_FUZZ_CORPUS") {
        let dir = Path::new(&dir).join(name);
        std::fs::create_dir_all(&dir).unwrap();
        for (i, seed) in seeds.iter().enumerate() {
            std::fs::write(dir.join(format!("seed-{i:04}")), seed).unwrap();
        }
        return;
    }
    for (i, seed) in seeds.iter().enumerate() {
        run(name, target, seed, i as u64);
    }
    let began = Instant::now();
    let (mut seed, mut slowest) = (first, (Duration::ZERO, 0));
    loop {
        let done = match more {
            Some(seconds) => began.elapsed() > Duration::from_secs(seconds),
            None => seed >= first + ROUNDS,
        };
        if done {
            break;
        }
        let took = run(name, target, &mutated(&seeds, &mut Chance(seed)), seed);
        slowest = slowest.max((took, seed));
        seed += 1;
    }
    if more.is_some() {
        eprintln!(
            "{name}: {} inputs from {} seeds, slowest {:?} (seed {})",
            seed - first,
            seeds.len(),
            slowest.0,
            slowest.1
        );
    }
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                all(stringify!($name));
            }
        )*

        #[test]
        fn every_target_has_a_test_and_a_file() {
            let tested = [$(stringify!($name)),*];
            let named: Vec<&str> = TARGETS.iter().map(|t| t.0).collect();
            assert_eq!(named, tested);
            for name in named {
                let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/fuzz_targets/{name}.rs"));
                let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
                assert!(text.contains(&format!("fuzzing::target({name:?}")), "{name}: {text}");
            }
        }
    };
}

targets! { agents archives config detect documents ecosystem git imports registered settings suppress tables transcripts }
