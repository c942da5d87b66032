//! `cargo run --release -p xtask -- COMMAND`: trains and judges the classifier (docs/accuracy.md), writes the rule reference.
//!
//! - `words LIST`: the table of words from a word list
//! - `train DIR --words LIST [--note TEXT]`: cross-validates on a corpus in CredData's layout and writes the model
//! - `eval DIR`: scores the whole detector, as it is built, on a corpus
//! - `reference`: writes the rule reference to `docs/`
//! - `candidates DIR`: what the recogniser sees, as JSON lines
//! - `buckets FOLDER…`: where the sweep files its literals, chosen on a sample of text; after changes of keywords
//! - `providers [--seed N] [--each N] [--show N]`: credentials of services in the ways people write them down

mod alarms;
mod boost;
mod buckets;
mod corpus;
mod dump;
mod eval;
mod human;
mod kinds;
mod providers;
mod reference;
mod synth;
mod train;
mod words;

use std::fs;
use std::process::ExitCode;

use corpus::Truth;
use eval::Found;
use rayon::prelude::*;

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/detect/classify/model.bin");
const WORDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/detect/classify/words.bin");

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        args.iter()
            .position(|a| a == name)
            .and_then(|i| args.get(i + 1))
            .cloned()
    };
    let result = match (args.first().map(String::as_str), args.get(1)) {
        (Some("words"), Some(list)) => make_words(list),
        (Some("train"), Some(dir)) => train_model(
            dir,
            option("--words"),
            &option("--note").unwrap_or_default(),
            option("--dump"),
            &args,
        ),
        (Some("eval"), Some(dir)) => evaluate(dir, option("--worst").and_then(|n| n.parse().ok()).unwrap_or(20)),
        (Some("candidates"), Some(dir)) => candidates(dir),
        (Some("alarms"), Some(dir)) => alarms::print(dir),
        (Some("providers"), _) => {
            let number = |name: &str, otherwise| option(name).and_then(|n| n.parse().ok()).unwrap_or(otherwise);
            providers::run(number("--seed", 1) as u64, number("--each", 8), number("--show", 20))
        }
        (Some("reference"), None) => write_reference(),
        (Some("buckets"), Some(_)) => buckets::choose(&args[1..]),
        _ => Err(
            "usage: xtask words LIST | train DIR --words LIST [--note TEXT] | eval DIR [--worst N] | candidates DIR | alarms TREE | reference | providers | buckets FOLDER…"
                .into(),
        ),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(2)
        }
    }
}

fn write_reference() -> Result<(), String> {
    let docs = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs"));
    fs::create_dir_all(docs.join("rules")).map_err(|e| e.to_string())?;
    for (path, text) in reference::pages() {
        fs::write(docs.join(path), text).map_err(|e| e.to_string())?;
    }
    Ok(())
}

fn make_words(list: &str) -> Result<(), String> {
    let words = words::load(list)?;
    let name = list.rsplit('/').next().unwrap_or(list);
    fs::write(WORDS, words::table(&words, &format!("from {name}"))).map_err(|e| e.to_string())
}

fn report(title: &str, s: &eval::Score) {
    println!(
        "{title:<34} T {:5}  TP {:5}  FP {:5}  precision {:.4}  recall {:.4}  F1 {:.4}",
        s.rows,
        s.hit,
        s.false_lines.len(),
        s.precision(),
        s.recall(),
        s.f1()
    );
}

fn train_model(
    dir: &str,
    list: Option<String>,
    note: &str,
    dump: Option<String>,
    extra: &[String],
) -> Result<(), String> {
    let corpus = corpus::load(dir)?;
    let list = words::load(&list.ok_or("train wants --words LIST")?)?;
    let (ours, held) = (human::Human::new(&list, 0), human::Human::new(&list, 1));
    let mut settings = boost::Settings::default();
    let number = |name: &str| {
        extra
            .iter()
            .position(|a| a == name)
            .and_then(|i| extra.get(i + 1))
            .and_then(|n| n.parse::<f32>().ok())
    };
    settings.trees = number("--trees").map_or(settings.trees, |n| n as usize);
    settings.depth = number("--depth").map_or(settings.depth, |n| n as usize);
    settings.rate = number("--rate").unwrap_or(settings.rate);
    settings.lambda = number("--lambda").unwrap_or(settings.lambda);
    settings.least = number("--least").unwrap_or(settings.least);
    settings.balance = number("--balance").unwrap_or(settings.balance);
    settings.own = number("--own").unwrap_or(settings.own);
    settings.human = number("--human").unwrap_or(settings.human);
    settings.near = number("--near").unwrap_or(settings.near);
    let examples = train::examples(&corpus, &ours, &held);
    let count = |t: Truth| examples.iter().filter(|e| e.truth == t).count();
    println!(
        "candidates: {} true, {} false, {} unlabelled",
        count(Truth::True),
        count(Truth::False),
        count(Truth::Unlabelled)
    );
    let (mut synth, found, all) = train::synthetic(&ours, 8, 1);
    println!(
        "generated files: {found} of {all} secrets are candidates, {} rows",
        synth.len()
    );
    for r in &mut synth {
        r.w = number("--made").unwrap_or(0.2);
    }
    if let Some(prefix) = extra.iter().position(|a| a == "--rows").and_then(|i| extra.get(i + 1)) {
        let (fresh, _, _) = train::synthetic(&held, 3, 77);
        let mut names = Vec::new();
        let mut sheet = spillage::detect::classify::feature::Sheet::new(Some(&mut names));
        let place = spillage::detect::classify::feature::Place::of("a.yml", spillage::detect::assigned::Kind::Yaml);
        if let Some(e) = examples.first() {
            spillage::detect::classify::feature::extract(
                &corpus.files[e.file].text,
                &place,
                &spillage::detect::classify::feature::Lines::default(),
                &e.candidate,
                &mut sheet,
            );
        }
        fs::write(format!("{prefix}.names"), names.join("\n")).map_err(|e| e.to_string())?;
        dump::rows(prefix, &corpus, &examples, &[("synth", &synth), ("fresh", &fresh)])?;
        let specific = specific(&corpus)?;
        let mut out = String::new();
        for f in &specific {
            out += &serde_json::json!({"path": corpus.files[f.file].path, "line": f.line, "end_line": f.end_line, "confidence": f.confidence}).to_string();
            out.push('\n');
        }
        fs::write(format!("{prefix}.specific"), out).map_err(|e| e.to_string())?;
        if extra.iter().any(|a| a == "--only-rows") {
            return Ok(());
        }
    }
    let t = train::cross(&examples, &synth, settings);
    let model = train::whole(&examples, &synth, settings, t.calibration.clone());
    let found = |human: bool| -> Vec<Found> {
        examples
            .iter()
            .zip(&t.out_of_fold)
            .map(|(e, p)| Found {
                file: e.file,
                line: e.line,
                end_line: e.end_line,
                confidence: model.probability(if human { p.1.unwrap_or(p.0) } else { p.0 }),
            })
            .collect()
    };
    let (plain, human) = (found(false), found(true));
    println!("out of fold, generic candidates alone:");
    report("  as it is", &eval::score(&corpus, &plain, 0.5));
    report("  passwords humanised", &eval::score(&corpus, &human, 0.5));
    let specific = specific(&corpus)?;
    println!("whole detector, generic candidates out of fold:");
    for (name, f) in [("  as it is", &plain), ("  passwords humanised", &human)] {
        let all: Vec<Found> = f.iter().chain(&specific).copied().collect();
        report(name, &eval::score(&corpus, &all, 0.5));
    }
    report("  rules with a format alone", &eval::score(&corpus, &specific, 0.5));
    for (name, f) in [("  as it is", &plain), ("  humanised", &human)] {
        let s: Vec<_> = examples
            .iter()
            .zip(f.iter())
            .filter(|(e, _)| e.truth == Truth::True && e.held.is_some())
            .collect();
        let hit = s.iter().filter(|(_, f)| f.confidence >= 0.5).count();
        println!("{name}: {hit} of {} human-chosen candidates kept", s.len());
    }
    let alike: Vec<Found> = plain
        .iter()
        .zip(&t.kinds)
        .map(|(f, k)| Found {
            confidence: k.1.map_or(f.confidence, |o| model.probability(o)),
            ..*f
        })
        .collect();
    println!(
        "{} values made of words replaced by what people may have taken in their place:",
        examples.iter().filter(|e| e.alike.is_some()).count()
    );
    let all: Vec<Found> = alike.iter().chain(&specific).copied().collect();
    report("  whole detector", &eval::score(&corpus, &all, 0.5));
    let kept = |f: &[Found]| {
        let on: Vec<_> = examples.iter().zip(f).filter(|(e, _)| e.alike.is_some()).collect();
        on.iter().filter(|(_, f)| f.confidence >= 0.5).count()
    };
    println!("  kept: {} before, {} after", kept(&plain), kept(&alike));
    for (i, name) in kinds::KINDS.iter().enumerate() {
        let all: Vec<f64> = t
            .kinds
            .iter()
            .filter_map(|k| k.0.get(i))
            .map(|o| model.probability(*o))
            .collect();
        let hit = all.iter().filter(|p| **p >= 0.5).count();
        println!(
            "  kind {name:<26} {hit} of {} kept, {:.3}",
            all.len(),
            hit as f64 / all.len().max(1) as f64
        );
    }
    let points: Vec<(f64, bool)> = examples
        .iter()
        .zip(&plain)
        .filter_map(|(e, f)| match e.truth {
            Truth::True => Some((f.confidence, true)),
            Truth::False | Truth::Unlabelled => Some((f.confidence, false)),
            _ => None,
        })
        .filter(|p| p.0 >= 0.05)
        .collect();
    let (ece, table) = eval::calibration(&points);
    println!("expected calibration error {ece:.4}");
    for (from, n, is, said) in table {
        println!("  {from:.1}+  n {n:5}  true {is:.3}  said {said:.3}");
    }
    let (fresh, _, _) = train::synthetic(&held, 3, 77);
    let score = |y: f32| {
        let of: Vec<_> = fresh.iter().filter(|r| r.y == y).collect();
        let hit = of
            .iter()
            .filter(|r| model.probability(boost::predict(&model, &r.x)) >= 0.5)
            .count();
        (hit, of.len())
    };
    let ((a, b), (c, d)) = (score(1.0), score(0.0));
    println!("generated files with other words: {a} of {b} secrets kept, {c} of {d} others kept");
    let mut names = Vec::new();
    let mut sheet = spillage::detect::classify::feature::Sheet::new(Some(&mut names));
    if let Some(e) = examples.first() {
        let f = &corpus.files[e.file];
        let place = spillage::detect::classify::feature::Place::of(
            &f.path,
            spillage::detect::assigned::kind_of(&f.path, &f.text),
        );
        spillage::detect::classify::feature::extract(
            &f.text,
            &place,
            &spillage::detect::classify::feature::Lines::default(),
            &e.candidate,
            &mut sheet,
        );
    }
    let mut used = vec![0usize; names.len()];
    for (f, b) in &model.nodes {
        if *b != 255 {
            used[usize::from(*f)] += 1;
        }
    }
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(used[*i]));
    let most: Vec<String> = order
        .iter()
        .take(25)
        .map(|i| format!("{} {}", names[*i], used[*i]))
        .collect();
    println!("most used: {}", most.join(", "));
    let s = eval::score(&corpus, &plain, 0.5);
    let about = format!(
        "corpus: {} files of {} repositories in CredData's layout; {note}; out of fold by repository, generic candidates alone: precision {:.3} recall {:.3} F1 {:.3}, ECE {ece:.3}",
        corpus.files.len(),
        corpus
            .files
            .iter()
            .map(|f| &f.repo)
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        s.precision(),
        s.recall(),
        s.f1()
    );
    fs::write(MODEL, model.write(&about)).map_err(|e| e.to_string())?;
    if let Some(to) = dump {
        let mut out = String::new();
        for ((e, f), h) in examples.iter().zip(&plain).zip(&human) {
            let file = &corpus.files[e.file];
            let text = |r: (usize, usize)| String::from_utf8_lossy(&file.text[r.0..r.1]).into_owned();
            out += &serde_json::json!({"path": file.path, "line": e.line, "end_line": e.end_line, "confidence": f.confidence, "human": h.confidence,
                "truth": format!("{:?}", e.truth), "password": e.password, "key": text(e.candidate.key), "secret": text((e.candidate.start, e.candidate.end)),
                "form": format!("{:?}", e.candidate.form), "class": format!("{:?}", e.candidate.class), "start": e.candidate.start, "end": e.candidate.end})
            .to_string();
            out.push('\n');
        }
        fs::write(to, out).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// What the rules with a format of their own find.
fn specific(corpus: &corpus::Corpus) -> Result<Vec<Found>, String> {
    use spillage::rule::How;
    let (tagged, rules) = scan(corpus)?;
    Ok(tagged
        .into_iter()
        .filter(|t| !matches!(rules[t.1].how, How::Recogniser(name) if name.starts_with("assigned:")))
        .map(|t| t.0)
        .collect())
}

/// Secret findings of every file, with their rules.
fn scan(corpus: &corpus::Corpus) -> Result<(Vec<(Found, usize)>, Vec<spillage::rule::Rule>), String> {
    use spillage::detect::{Context, DetectOptions, Detector, Scratch};
    use spillage::finding::Category;
    use spillage::rule::RuleSet;
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).map_err(|e| e.to_string())?;
    let rules = detector.rules().rules();
    let per_file: Vec<Vec<(Found, usize)>> = corpus
        .files
        .par_iter()
        .enumerate()
        .map(|(i, file)| {
            let ctx = Context {
                path: &file.path,
                binary: false,
                depth: 0,
            };
            detector
                .scan(&file.text, &ctx, &mut Scratch::default())
                .iter()
                .filter(|m| rules[m.rule].category == Category::Secret)
                .map(|m| {
                    let end = m.end.saturating_sub(1).max(m.start);
                    (
                        Found {
                            file: i,
                            line: file.line_of(m.start),
                            end_line: file.line_of(end),
                            confidence: m.confidence,
                        },
                        m.rule,
                    )
                })
                .collect()
        })
        .collect();
    Ok((per_file.into_iter().flatten().collect(), rules.to_vec()))
}

fn evaluate(dir: &str, worst: usize) -> Result<(), String> {
    let corpus = corpus::load(dir)?;
    let (tagged, rules) = scan(&corpus)?;
    let found: Vec<Found> = tagged.iter().map(|t| t.0).collect();
    let s = eval::score(&corpus, &found, 0.5);
    report("whole detector, confidence >= 0.5", &s);
    println!("(the generic rules were trained on this corpus if it is the one that model.bin names)");
    println!("\n{:<34} {:>6} {:>6} {:>7}", "category", "T", "found", "recall");
    let mut cats: Vec<_> = s.categories.iter().collect();
    cats.sort_by_key(|c| std::cmp::Reverse(c.1.1));
    for (name, (hit, all)) in cats {
        println!("{name:<34} {all:>6} {hit:>6} {:>7.3}", *hit as f64 / *all as f64);
    }
    let wrong = eval::score(&corpus, &found, 0.0).false_lines;
    let mut by_rule: std::collections::BTreeMap<&str, (usize, usize)> = std::collections::BTreeMap::new();
    for (f, r) in tagged.iter().filter(|t| t.0.confidence >= 0.5) {
        let e = by_rule.entry(rules[*r].id.get()).or_default();
        if wrong.contains(&(f.file, f.line)) {
            e.1 += 1
        } else {
            e.0 += 1
        }
    }
    println!("\n{:<44} {:>6} {:>6}", "rule", "right", "wrong");
    let mut order: Vec<_> = by_rule.into_iter().collect();
    order.sort_by_key(|r| std::cmp::Reverse(r.1.1));
    for (id, (right, wrong)) in order {
        println!("{id:<44} {right:>6} {wrong:>6}");
    }
    let points: Vec<(f64, bool)> = found
        .iter()
        .map(|f| (f.confidence, !wrong.contains(&(f.file, f.line))))
        .collect();
    let (ece, table) = eval::calibration(&points);
    println!("\nexpected calibration error {ece:.4}");
    for (from, n, is, said) in table {
        println!("  {from:.1}+  n {n:5}  true {is:.3}  said {said:.3}");
    }
    println!("\nworst false alarms (values left out)");
    let mut alarms: Vec<&(Found, usize)> = tagged
        .iter()
        .filter(|t| wrong.contains(&(t.0.file, t.0.line)))
        .collect();
    alarms.sort_by(|a, b| b.0.confidence.total_cmp(&a.0.confidence));
    for (f, r) in alarms.iter().take(worst) {
        println!(
            "  {:.2} {} {}:{}",
            f.confidence, rules[*r].id, corpus.files[f.file].path, f.line
        );
    }
    println!("\nmisses (values left out)");
    for (f, r) in s.missed.iter().take(worst) {
        let row = &corpus.files[*f].rows[*r];
        println!("  {} {}:{}", row.categories.join(":"), row.path, row.first);
    }
    Ok(())
}

/// Every candidate as a JSON line, for looking at what the recogniser sees.
fn candidates(dir: &str) -> Result<(), String> {
    let corpus = corpus::load(dir)?;
    for file in &corpus.files {
        for s in corpus::samples(file) {
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
    Ok(())
}
