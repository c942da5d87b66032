//! How many bytes a second: detection alone on text without and with candidates, and a whole scan of a tree.
//!
//! `cargo bench` prints the median of several rounds. Figures that were measured, with machine and date, stand in
//! `benches/README.md`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops where it cannot go on"
)]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use spillage::detect::{Context, DetectOptions, Detector, Scratch};
use spillage::rule::RuleSet;
use spillage::scan::{self, Excludes, ScanOptions};
use spillage::source::expand::Limits;
use spillage::suppress::{Fingerprinter, Key};

const ROUNDS: usize = 9;
const TEXT: usize = 8 << 20;

/// Runs `f`, which works on `bytes` bytes, and prints the median rate.
fn report(name: &str, bytes: usize, mut f: impl FnMut()) {
    f();
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            f();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let median = times[ROUNDS / 2];
    println!(
        "{name:<44} {:>9.1} MB/s {:>8.3} ns/byte",
        bytes as f64 / median / 1e6,
        median * 1e9 / bytes as f64
    );
}

/// Text made of `parts` in turn, up to `TEXT` bytes.
fn text(parts: &[&str]) -> Vec<u8> {
    parts.iter().cycle().flat_map(|p| p.bytes()).take(TEXT).collect()
}

fn main() {
    let start = Instant::now();
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    println!(
        "{:<44} {:>9.2} ms",
        "start: compile the rules",
        start.elapsed().as_secs_f64() * 1e3
    );

    let ctx = Context {
        path: "src/main.c",
        binary: false,
        depth: 0,
    };
    let mut scratch = Scratch::default();
    let source = text(&[
        "static int copy_range(struct file *in, loff_t pos, size_t len)\n{\n\tif (pos < 0 || len > MAX_RW_COUNT)\n\t\treturn -EINVAL;\n",
        "\t/* The caller holds the lock, so that nobody else can move the end of the file. */\n\treturn do_splice(in, &pos, len, 0);\n}\n\n",
    ]);
    let keys = text(&[
        "\tstruct key *key = find_key(keyring, token->id);\n",
        "password = getenv(\"PASSWORD\");\n",
    ]);
    let one = text(&["password="]);
    let cases = [
        ("detect: source without candidates", &source),
        ("detect: credential words in code", &keys),
        ("detect: nothing but password=", &one),
    ];
    for (name, text) in cases {
        report(name, text.len(), || {
            black_box(detector.scan(black_box(text), &ctx, &mut scratch));
        });
    }

    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules");
    let bytes: u64 = walkdir::WalkDir::new(&root)
        .into_iter()
        .flatten()
        .filter_map(|e| e.metadata().ok())
        .filter(|m| m.is_file())
        .map(|m| m.len())
        .sum();
    let fingerprinter = Fingerprinter::new(Key::public());
    for threads in [1, std::thread::available_parallelism().map_or(1, usize::from)] {
        let options = ScanOptions {
            threads,
            max_file_size: u64::MAX,
            excludes: Excludes::default(),
            limits: Limits::default(),
            timeout: None,
            floor: 0.1,
            remarks: &[],
            fingerprinter: &fingerprinter,
            progress: None,
        };
        report(
            &format!("scan: the folder rules/, {threads} threads"),
            bytes as usize,
            || {
                black_box(scan::paths(std::slice::from_ref(&root), &detector, &options));
            },
        );
    }
}
