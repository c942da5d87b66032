//! Precision, recall, F1 and calibration by line, as the corpus counts them.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::Corpus;

/// A finding: file, first and last line, confidence.
#[derive(Clone, Copy)]
pub struct Found {
    pub file: usize,
    pub line: usize,
    pub end_line: usize,
    pub confidence: f64,
}

#[derive(Default, Clone)]
pub struct Score {
    pub rows: usize,
    pub hit: usize,
    pub false_lines: BTreeSet<(usize, usize)>,
    pub missed: Vec<(usize, usize)>,
    pub categories: BTreeMap<String, (usize, usize)>,
}

impl Score {
    pub fn precision(&self) -> f64 {
        self.hit as f64 / (self.hit + self.false_lines.len()).max(1) as f64
    }
    pub fn recall(&self) -> f64 {
        self.hit as f64 / self.rows.max(1) as f64
    }
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        2.0 * p * r / (p + r).max(1e-9)
    }
}

/// Scores the findings with at least this confidence. `known` limits the true rows to those for which it holds.
pub fn score(corpus: &Corpus, found: &[Found], floor: f64) -> Score {
    let mut s = Score::default();
    let mut by_file: BTreeMap<usize, Vec<&Found>> = BTreeMap::new();
    for f in found.iter().filter(|f| f.confidence >= floor) {
        by_file.entry(f.file).or_default().push(f);
    }
    for (i, file) in corpus.files.iter().enumerate() {
        let here = by_file.get(&i).map(Vec::as_slice).unwrap_or_default();
        let mut good: BTreeSet<usize> = BTreeSet::new();
        for (k, r) in file
            .rows
            .iter()
            .enumerate()
            .filter(|(_, r)| r.truth == 'T' && !r.identifier())
        {
            s.rows += 1;
            let hit = here.iter().any(|f| r.first <= f.end_line && f.line <= r.last);
            s.hit += usize::from(hit);
            if !hit {
                s.missed.push((i, k));
            }
            for c in &r.categories {
                let e = s.categories.entry(c.clone()).or_default();
                e.0 += usize::from(hit);
                e.1 += 1;
            }
            good.extend(r.first..=r.last);
        }
        let neutral = |f: &Found| {
            file.rows
                .iter()
                .any(|r| r.truth == 'T' && r.identifier() && r.first <= f.end_line && f.line <= r.last)
        };
        for f in here {
            if !(f.line..=f.end_line).any(|l| good.contains(&l)) && !neutral(f) {
                s.false_lines.insert((i, f.line));
            }
        }
    }
    s
}

/// Expected calibration error over ten bins, and the table: from, count, share true, mean said.
pub fn calibration(points: &[(f64, bool)]) -> (f64, Vec<(f64, usize, f64, f64)>) {
    let mut bins = [(0usize, 0usize, 0f64); 10];
    for (p, t) in points {
        let b = &mut bins[((p * 10.0) as usize).min(9)];
        b.0 += 1;
        b.1 += usize::from(*t);
        b.2 += p;
    }
    let n = points.len().max(1) as f64;
    let table: Vec<_> = bins
        .iter()
        .enumerate()
        .filter(|(_, b)| b.0 > 0)
        .map(|(i, b)| (i as f64 / 10.0, b.0, b.1 as f64 / b.0 as f64, b.2 / b.0 as f64))
        .collect();
    (table.iter().map(|r| r.1 as f64 / n * (r.2 - r.3).abs()).sum(), table)
}
