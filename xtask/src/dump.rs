//! Rows of features for experiments outside this program: `PREFIX.f32` and `PREFIX.jsonl`.

use std::fs;

use crate::boost::Row;
use crate::corpus::Corpus;
use crate::train::Example;

/// Writes every row: the examples as they are, humanised and held out, then generated ones.
pub fn rows(prefix: &str, corpus: &Corpus, examples: &[Example], sets: &[(&str, &[Row])]) -> Result<(), String> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut lines = String::new();
    let mut put = |x: &[f32], about: serde_json::Value| {
        x.iter().for_each(|v| bytes.extend_from_slice(&v.to_le_bytes()));
        lines += &about.to_string();
        lines.push('\n');
    };
    for (i, e) in examples.iter().enumerate() {
        let file = &corpus.files[e.file];
        let text = |r: (usize, usize)| String::from_utf8_lossy(&file.text[r.0..r.1]).into_owned();
        let about = |set: &str| {
            serde_json::json!({"set": set, "e": i, "truth": format!("{:?}", e.truth), "fold": e.fold, "repo": file.repo, "peers": e.peers,
            "path": file.path, "line": e.line, "end_line": e.end_line, "password": e.password, "start": e.candidate.start,
            "key": text(e.candidate.key), "secret": text((e.candidate.start, e.candidate.end)), "class": format!("{:?}", e.candidate.class), "form": format!("{:?}", e.candidate.form)})
        };
        put(&e.x, about("own"));
        for h in &e.human {
            put(h, about("human"));
        }
        for h in &e.near {
            put(h, about("near"));
        }
        if let Some(h) = &e.held {
            put(h, about("held"));
        }
        for (k, h) in e.kinds.iter().enumerate() {
            put(h, about(&format!("kind{k}")));
        }
        if let Some(h) = &e.alike {
            put(h, about("alike"));
        }
    }
    for (name, set) in sets {
        for r in *set {
            put(&r.x, serde_json::json!({"set": name, "y": r.y, "w": r.w}));
        }
    }
    fs::write(format!("{prefix}.f32"), bytes).map_err(|e| e.to_string())?;
    fs::write(format!("{prefix}.jsonl"), lines).map_err(|e| e.to_string())
}
