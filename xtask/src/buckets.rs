//! Decides where the sweep files its literals: which three bytes of each, in which of sixteen buckets, so that little of
//! ordinary text passes.
//!
//! A bucket lets pass what the halves of its bytes allow in each of the three positions. Literals are placed one by one,
//! the shortest first, where they add least; then each is moved as long as that helps. How much passes is counted over
//! triples of bytes in a sample of text.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use spillage::detect::swept_literals;
use spillage::rule::RuleSet;

const OUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../build/buckets.tsv");
const BUCKETS: usize = 16;
/// Bytes of text taken from each folder, and from each file at most.
const SAMPLE: usize = 8 << 20;
const HEAD: usize = 48 << 10;
/// The commonest triples; the rest is a few per cent of text.
const TRIPLES: usize = 8000;
/// Later offsets in a literal are not tried.
const OFFSETS: usize = 32;
/// What it costs to compare a literal whose triple was found, against what it costs that a position passes.
const COMPARE: f64 = 1.0;

type Triple = [u8; 3];

/// Halves of bytes that a bucket allows, with how many literals need each.
#[derive(Clone)]
struct Bucket {
    low: [[u16; 16]; 3],
    high: [[u16; 16]; 3],
    mass: f64,
}

impl Bucket {
    fn change(&mut self, t: Triple, by: i16) {
        for (i, b) in t.iter().enumerate() {
            let low = &mut self.low[i][usize::from(b & 15)];
            *low = low.saturating_add_signed(by);
            let high = &mut self.high[i][usize::from(b >> 4)];
            *high = high.saturating_add_signed(by);
        }
    }

    fn allows(&self, t: Triple) -> bool {
        t.iter()
            .enumerate()
            .all(|(i, b)| self.low[i][usize::from(b & 15)] > 0 && self.high[i][usize::from(b >> 4)] > 0)
    }

    /// The share of the sample that passes.
    fn weigh(&self, text: &Text) -> f64 {
        let mut allowed = [[false; 256]; 3];
        for (i, row) in allowed.iter_mut().enumerate() {
            for (b, a) in row.iter_mut().enumerate() {
                *a = self.low[i][b & 15] > 0 && self.high[i][b >> 4] > 0;
            }
        }
        text.common
            .iter()
            .filter(|(t, _)| t.iter().zip(&allowed).all(|(b, row)| row[usize::from(*b)]))
            .map(|(_, share)| share)
            .sum()
    }
}

/// How often triples of folded bytes stand in a sample.
struct Text {
    share: HashMap<Triple, f64>,
    common: Vec<(Triple, f64)>,
}

impl Text {
    fn new(folders: &[String]) -> io::Result<Self> {
        let mut counts: HashMap<Triple, u64> = HashMap::new();
        let mut total = 0u64;
        for folder in folders {
            let mut files = Vec::new();
            collect(Path::new(folder), &mut files)?;
            files.sort();
            // Every so-and-so-many-th file, so that the sample is spread over the folder.
            let size: u64 = files
                .iter()
                .map(|f| fs::metadata(f).map_or(0, |m| m.len().min(HEAD as u64)))
                .sum();
            let step = (size as usize / SAMPLE).max(1);
            let mut taken = 0;
            for file in files.iter().step_by(step) {
                let bytes = fs::read(file)?;
                let bytes = &bytes[..bytes.len().min(HEAD)];
                if bytes.contains(&0) {
                    continue;
                }
                for w in bytes.windows(3) {
                    *counts.entry([w[0] | 0x20, w[1] | 0x20, w[2] | 0x20]).or_default() += 1;
                    total += 1;
                }
                taken += bytes.len();
                if taken > SAMPLE {
                    break;
                }
            }
            println!("{folder}: {} files, sampled {taken} bytes", files.len());
        }
        let share: HashMap<Triple, f64> = counts.into_iter().map(|(t, n)| (t, n as f64 / total as f64)).collect();
        let mut common: Vec<(Triple, f64)> = share.iter().map(|(t, s)| (*t, *s)).collect();
        common.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        common.truncate(TRIPLES);
        Ok(Self { share, common })
    }

    fn share(&self, t: Triple) -> f64 {
        self.share.get(&t).copied().unwrap_or(0.0)
    }
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&entry.path(), out)?;
        } else if kind.is_file() {
            out.push(entry.path());
        }
    }
    Ok(())
}

/// Chooses for the literals of the built-in rules and writes `build/buckets.tsv`.
pub(crate) fn choose(folders: &[String]) -> Result<(), String> {
    let text = Text::new(folders).map_err(|e| e.to_string())?;
    let literals: Vec<Vec<u8>> = swept_literals(RuleSet::built_in().rules())
        .into_iter()
        .map(|l| l.to_ascii_lowercase().into_bytes())
        .collect();
    let triples = |l: &[u8]| -> Vec<Triple> {
        // Four bytes must follow, where the literal has so many.
        l.windows(3)
            .take(l.len().saturating_sub(3).clamp(1, OFFSETS))
            .map(|w| [w[0] | 0x20, w[1] | 0x20, w[2] | 0x20])
            .collect()
    };
    let mut order: Vec<usize> = (0..literals.len()).collect();
    order.sort_by(|a, b| {
        let key = |i: usize| (literals[i].len(), -(text.share(triples(&literals[i])[0]) * 1e12) as i64);
        key(*a).cmp(&key(*b))
    });
    let empty = Bucket {
        low: [[0; 16]; 3],
        high: [[0; 16]; 3],
        mass: 0.0,
    };
    let mut buckets = vec![empty; BUCKETS];
    let mut places: Vec<(usize, usize)> = vec![(0, 0); literals.len()];
    let best = |buckets: &[Bucket], literal: &[u8]| {
        let mut best = (f64::MAX, 0, 0, 0.0);
        for (at, t) in triples(literal).into_iter().enumerate() {
            let compare = COMPARE * text.share(t);
            if compare >= best.0 {
                continue;
            }
            for (i, b) in buckets.iter().enumerate() {
                let mass = if b.allows(t) {
                    b.mass
                } else {
                    let mut with = b.clone();
                    with.change(t, 1);
                    with.weigh(&text)
                };
                let more = mass - b.mass + compare;
                if more < best.0 {
                    best = (more, i, at, mass);
                }
            }
        }
        best
    };
    for &i in &order {
        let (_, bucket, at, mass) = best(&buckets, &literals[i]);
        buckets[bucket].change(triples(&literals[i])[at], 1);
        buckets[bucket].mass = mass;
        places[i] = (bucket, at);
    }
    for round in 0..6 {
        let mut moved = 0;
        for &i in &order {
            let (from, at) = places[i];
            let t = triples(&literals[i])[at];
            buckets[from].change(t, -1);
            buckets[from].mass = buckets[from].weigh(&text);
            let (_, bucket, at, mass) = best(&buckets, &literals[i]);
            buckets[bucket].change(triples(&literals[i])[at], 1);
            buckets[bucket].mass = mass;
            moved += usize::from(places[i] != (bucket, at));
            places[i] = (bucket, at);
        }
        let passes: f64 = buckets.iter().map(|b| b.mass).sum();
        println!(
            "round {round}: {moved} moved, {:.2} % of positions pass",
            passes * 100.0
        );
        if moved == 0 {
            break;
        }
    }
    let mut out = String::from("# bucket, offset, literal: made by `xtask buckets`, read by build.rs\n");
    for (literal, (bucket, at)) in literals.iter().zip(&places) {
        let text = String::from_utf8_lossy(literal);
        let text = text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n");
        writeln!(out, "{bucket}\t{at}\t{text}").map_err(|e| e.to_string())?;
    }
    let mut costly: Vec<(f64, &[u8])> = literals
        .iter()
        .zip(&places)
        .map(|(l, (_, at))| (text.share(triples(l)[*at]), l.as_slice()))
        .collect();
    costly.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("{} literals; compared most often:", literals.len());
    for (share, l) in costly.iter().take(30) {
        println!("  {:.4} %  {:?}", share * 100.0, String::from_utf8_lossy(l));
    }
    fs::write(OUT, out).map_err(|e| e.to_string())
}
