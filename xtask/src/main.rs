//! `cargo run --release -p xtask -- train|eval|candidates DIR`: trains and judges the classifier on a corpus in
//! CredData's layout (`data/<repository>/…`, `meta/<repository>.csv`). See docs/accuracy.md.

mod corpus;

use std::collections::BTreeMap;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["candidates", dir] => candidates(dir),
        _ => {
            eprintln!("usage: xtask train|eval|candidates DIR");
            ExitCode::from(2)
        }
    }
}

/// Prints every candidate as a JSON line, for looking at what the recogniser sees.
fn candidates(dir: &str) -> ExitCode {
    let corpus = match corpus::load(dir) {
        Ok(c) => c,
        Err(e) => {
            eprintln!("{e}");
            return ExitCode::from(2);
        }
    };
    let mut counts: BTreeMap<corpus::Truth, usize> = BTreeMap::new();
    for file in &corpus.files {
        for s in corpus::samples(file) {
            *counts.entry(s.truth).or_default() += 1;
            let text =
                |r: (usize, usize)| String::from_utf8_lossy(file.text.get(r.0..r.1).unwrap_or_default()).into_owned();
            println!(
                "{}",
                serde_json::json!({"path": file.path, "line": s.line, "end_line": s.end_line, "confidence": 1.0, "truth": format!("{:?}", s.truth),
                    "key": text(s.candidate.key), "secret": text((s.candidate.start, s.candidate.end)), "form": format!("{:?}", s.candidate.form),
                    "class": format!("{:?}", s.candidate.class), "quote": format!("{:?}", s.candidate.quote)})
            );
        }
    }
    eprintln!("{counts:?}");
    ExitCode::SUCCESS
}
