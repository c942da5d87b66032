//! What is found in a tree, with values, for judging by hand.

use std::fs;

use rayon::prelude::*;

/// Secret findings of confidence 0.5 and more in a tree of files, with their values: for judging false alarms by hand.
pub fn print(dir: &str) -> Result<(), String> {
    use spillage::detect::{Context, DetectOptions, Detector, Scratch, decode};
    use spillage::finding::Category;
    use spillage::rule::RuleSet;
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).map_err(|e| e.to_string())?;
    let rules = detector.rules().rules();
    let mut stack = vec![std::path::PathBuf::from(dir)];
    let mut files = Vec::new();
    while let Some(p) = stack.pop() {
        if p.is_symlink() {
            continue;
        }
        if p.is_dir() {
            stack.extend(fs::read_dir(&p).map_err(|e| e.to_string())?.flatten().map(|e| e.path()));
        } else {
            files.push(p);
        }
    }
    files.sort();
    let lines: Vec<Vec<String>> = files
        .par_iter()
        .map(|p| {
            let Ok(raw) = fs::read(p) else { return Vec::new() };
            let text = decode(&raw);
            let path = p.strip_prefix(dir).unwrap_or(p).to_string_lossy().into_owned();
            let ctx = Context {
                path: &path,
                binary: text.binary,
                depth: 0,
            };
            detector
                .scan(&text.bytes, &ctx, &mut Scratch::default())
                .iter()
                .filter(|m| rules[m.rule].category == Category::Secret && m.confidence >= 0.5)
                .map(|m| {
                    let line = text.bytes[..m.start].iter().filter(|b| **b == b'\n').count() + 1;
                    let from = text.bytes[..m.start]
                        .iter()
                        .rposition(|b| *b == b'\n')
                        .map_or(0, |n| n + 1)
                        .max(m.start.saturating_sub(60));
                    let to = (m.end + 20).min(text.bytes.len());
                    let shown = String::from_utf8_lossy(&text.bytes[from..to])
                        .replace('\n', " ")
                        .chars()
                        .take(140)
                        .collect::<String>();
                    format!("{:.2} {} {path}:{line} | {shown}", m.confidence, rules[m.rule].id)
                })
                .collect()
        })
        .collect();
    let all: Vec<String> = lines.into_iter().flatten().collect();
    all.iter().for_each(|l| println!("{l}"));
    println!("{} findings in {} files", all.len(), files.len());
    Ok(())
}
