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
const TRIPLES: usize = 6000;
/// Later offsets in a literal are not tried.
const OFFSETS: usize = 32;
/// What it costs to compare a literal whose triple was found, against what it costs that a position passes.
const COMPARE: f64 = 1.0;
/// How often a part is placed anew.
const ROUNDS: usize = 30;

type Triple = [u8; 3];

/// Where a byte stands in the tables of a position: small letters by two rows, then digits and signs, of which two share a
/// place. `None` for what the sweep never files.
fn code(b: u8) -> Option<usize> {
    match b >> 4 {
        6 => Some(usize::from(b & 15)),
        7 => Some(16 + usize::from(b & 15)),
        2 | 3 => Some(32 + usize::from(b & 15)),
        _ => None,
    }
}

/// Codes that a bucket allows, with how many literals need each.
#[derive(Clone)]
struct Bucket {
    codes: [[u16; 48]; 3],
    mass: f64,
}

impl Bucket {
    fn change(&mut self, t: Triple, by: i16) {
        for (row, b) in self.codes.iter_mut().zip(t) {
            if let Some(c) = code(b) {
                row[c] = row[c].saturating_add_signed(by);
            }
        }
    }

    fn allows(&self, t: Triple) -> bool {
        self.codes
            .iter()
            .zip(t)
            .all(|(row, b)| code(b).is_some_and(|c| row[c] > 0))
    }

    /// The share of the sample that passes.
    fn weigh(&self, text: &Text) -> f64 {
        let mut allowed = [[false; 256]; 3];
        for (i, row) in allowed.iter_mut().enumerate() {
            for (b, a) in row.iter_mut().enumerate() {
                *a = code(b as u8).is_some_and(|c| self.codes[i][c] > 0);
            }
        }
        text.common
            .iter()
            .filter(|(t, _)| t.iter().zip(&allowed).all(|(b, row)| row[usize::from(*b)]))
            .map(|(_, share)| share)
            .sum()
    }
}

/// Where the literals are.
#[derive(Clone)]
struct State {
    buckets: Vec<Bucket>,
    places: Vec<Option<(usize, usize)>>,
}

impl State {
    fn passes(&self) -> f64 {
        self.buckets.iter().map(|b| b.mass).sum()
    }
}

/// Xorshift: the same choice every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % n
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
        codes: [[0; 48]; 3],
        mass: 0.0,
    };
    let buckets = vec![empty; BUCKETS];
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
    let mut state = State {
        buckets,
        places: vec![None; literals.len()],
    };
    let place = |state: &mut State, i: usize| {
        let (_, bucket, at, mass) = best(&state.buckets, &literals[i]);
        state.buckets[bucket].change(triples(&literals[i])[at], 1);
        state.buckets[bucket].mass = mass;
        state.places[i] = Some((bucket, at));
    };
    let lift = |state: &mut State, i: usize| {
        if let Some((bucket, at)) = state.places[i].take() {
            state.buckets[bucket].change(triples(&literals[i])[at], -1);
        }
    };
    order.iter().for_each(|i| place(&mut state, *i));
    println!("at first {:.2} % of positions pass", state.passes() * 100.0);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for round in 0..ROUNDS {
        // A whole bucket and a few of the others are placed anew, in another order.
        let mut with = state.clone();
        let emptied = random.below(BUCKETS);
        let mut lifted: Vec<usize> = (0..literals.len())
            .filter(|i| with.places[*i].is_some_and(|p| p.0 == emptied) || random.below(25) == 0)
            .collect();
        lifted.iter().for_each(|i| lift(&mut with, *i));
        with.buckets.iter_mut().for_each(|b| b.mass = b.weigh(&text));
        for n in (1..lifted.len()).rev() {
            lifted.swap(n, random.below(n + 1));
        }
        lifted.iter().for_each(|i| place(&mut with, *i));
        if with.passes() < state.passes() {
            state = with;
        }
        if round % 10 == 9 {
            println!("round {}: {:.2} % of positions pass", round + 1, state.passes() * 100.0);
        }
    }
    let places: Vec<(usize, usize)> = state.places.into_iter().map(Option::unwrap_or_default).collect();
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
