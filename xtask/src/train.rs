//! Samples from a corpus and from generated files, cross-validation by repository, the final model.

use rayon::prelude::*;
use spillage::detect::assigned::{self, Candidate, Class, Form, Kind};
use spillage::detect::classify::feature::{Lines, Place, Sheet, extract};
use spillage::detect::classify::tree::Model;

use crate::boost::{self, Row, Settings};
use crate::corpus::{self, Corpus, File, Truth};
use crate::human::{Human, Rng, hash};
use crate::kinds::{self, Near};
use crate::synth;

/// A labelled candidate with its features, on the text as it is and on humanised texts.
pub struct Example {
    pub file: usize,
    pub line: usize,
    pub end_line: usize,
    pub candidate: Candidate,
    pub truth: Truth,
    pub password: bool,
    pub fold: usize,
    /// Candidates of the same repository and label.
    pub peers: usize,
    pub x: Vec<f32>,
    /// With passwords made from the training half of the words.
    pub human: Vec<Vec<f32>>,
    /// With passwords made from what stands around.
    pub near: Vec<Vec<f32>>,
    /// With a password made from the other half.
    pub held: Option<Vec<f32>>,
    /// One of each of [`kinds::KINDS`].
    pub kinds: Vec<Vec<f32>>,
    /// Where the value is made of words: with another one that people may have taken in its place.
    pub alike: Option<Vec<f32>>,
}

pub const FOLDS: usize = 6;

fn features(text: &[u8], path: &str, kind: Kind, c: &Candidate) -> Vec<f32> {
    let mut sheet = Sheet::new(None);
    extract(text, &Place::of(path, kind), &Lines::default(), c, &mut sheet);
    sheet.values[..sheet.count].to_vec()
}

/// The candidate's surroundings with another value.
fn replaced(file: &File, c: &Candidate, value: &str) -> (Vec<u8>, Candidate) {
    let from = file.text[..c.key.0.min(c.start).saturating_sub(4000)]
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |n| n + 1);
    let to = (c.end + 4000).min(file.text.len());
    let mut text = file.text[from..c.start].to_vec();
    text.extend_from_slice(value.as_bytes());
    text.extend_from_slice(&file.text[c.end..to]);
    // What stands behind the value moves by the difference of lengths.
    let shift = |p: usize| {
        let by = if p >= c.end { value.len() } else { c.end - c.start };
        (p + by).saturating_sub(from + (c.end - c.start))
    };
    let mut d = *c;
    d.key = (shift(c.key.0), shift(c.key.1));
    d.wrapper = (shift(c.wrapper.0), shift(c.wrapper.1));
    d.start = shift(c.start);
    d.end = d.start + value.len();
    (text, d)
}

/// Whether a value consists of words and is none of those that everybody knows: one that the corpus replaced.
fn wordy(v: &[u8]) -> bool {
    use spillage::detect::classify::feature::about;
    let (covered, stock, exact) = about(v);
    covered >= 0.6 && stock < 1.0 && exact == 0.0
}

pub fn examples(corpus: &Corpus, train: &Human, held: &Human) -> Vec<Example> {
    let mut all: Vec<Example> = corpus
        .files
        .par_iter()
        .enumerate()
        .map(|(i, file)| {
            let kind = assigned::kind_of(&file.path, &file.text);
            let mut out = Vec::new();
            for s in corpus::samples(file) {
                let c = s.candidate;
                let mut r = Rng::new(hash(&format!("{}:{}", file.path, c.start)));
                let free = c.end - c.start <= 40 && !matches!(c.class, Class::Header) && c.form != Form::List;
                let own = s.truth == Truth::True && s.password && free;
                // Secrets and tokens are made up by people, too, where a configuration asks for any.
                let phrase = s.truth == Truth::True
                    && free
                    && !own
                    && c.end - c.start <= 32
                    && matches!(c.class, Class::Secret | Class::Token | Class::ApiKey);
                let with = |mut p: String| {
                    if c.class == Class::Url {
                        p.retain(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
                    }
                    let (text, d) = replaced(file, &c, &p);
                    features(&text, &file.path, kind, &d)
                };
                let make = |h: &Human, r: &mut Rng| with(h.password(r));
                let near = Near::of(&file.text, &c);
                let x = features(&file.text, &file.path, kind, &c);
                // Judged, never trained with: numbers of their own, so that training stays as it is.
                let mut dice = Rng::new(hash(&format!("kinds {}:{}", file.path, c.start)));
                let made: Vec<Vec<f32>> = (0..if own { kinds::KINDS.len() } else { 0 })
                    .map(|k| with(kinds::make(k, held, &near, &mut dice)))
                    .collect();
                let at_hand: Vec<Vec<f32>> = (0..if own { 2 } else { usize::from(phrase) })
                    .map(|_| with(kinds::at_hand(train, &near, &mut dice)))
                    .collect();
                let alike = (own && wordy(&file.text[c.start..c.end]))
                    .then(|| with(kinds::alike(c.end - c.start, held, &near, &mut dice)));
                out.push(Example {
                    file: i,
                    line: s.line,
                    end_line: s.end_line,
                    candidate: c,
                    truth: s.truth,
                    password: s.password,
                    fold: hash(&file.repo) as usize % FOLDS,
                    peers: 1,
                    x,
                    human: (0..usize::from(own) * 2 + usize::from(phrase))
                        .map(|_| make(train, &mut r))
                        .collect(),
                    held: own.then(|| make(held, &mut r)),
                    near: at_hand,
                    kinds: made,
                    alike,
                });
            }
            out
        })
        .flatten()
        .collect();
    let mut count: std::collections::BTreeMap<(&str, bool), usize> = std::collections::BTreeMap::new();
    for e in &all {
        *count
            .entry((&corpus.files[e.file].repo, e.truth == Truth::True))
            .or_default() += 1;
    }
    for e in &mut all {
        e.peers = count[&(corpus.files[e.file].repo.as_str(), e.truth == Truth::True)];
    }
    all
}

/// Rows from generated files.
pub fn synthetic(human: &Human, rounds: usize, seed: u64) -> (Vec<Row>, usize, usize) {
    let mut rows = Vec::new();
    let (mut found, mut all) = (0, 0);
    for f in synth::files(human, rounds, seed) {
        let kind = assigned::kind_of(&f.path, f.text.as_bytes());
        let mut hit = vec![false; f.secrets.len()];
        for c in corpus::candidates(f.text.as_bytes(), &f.path) {
            let mut y = 0.0;
            for (k, (a, b, _)) in f.secrets.iter().enumerate() {
                if *a < c.end && c.start < *b {
                    hit[k] = true;
                    y = 1.0;
                }
            }
            rows.push(Row {
                x: features(f.text.as_bytes(), &f.path, kind, &c),
                y,
                w: 1.0,
            });
        }
        all += hit.len();
        found += hit.iter().filter(|h| **h).count();
        if seed == 1 {
            for (k, (a, b, _)) in f.secrets.iter().enumerate() {
                if !hit[k] {
                    let from = f.text[..*a].rfind('\n').map_or(0, |n| n + 1);
                    let to = f.text[*b..].find('\n').map_or(f.text.len(), |n| b + n);
                    eprintln!("  no candidate: {}: {}", f.path, &f.text[from..to]);
                }
            }
        }
    }
    (rows, found, all)
}

/// What a fold is trained on.
pub fn rows(examples: &[Example], s: Settings, keep: impl Fn(&Example) -> bool) -> Vec<Row> {
    let mut out = Vec::new();
    for e in examples.iter().filter(|e| keep(e)) {
        let (y, w) = match e.truth {
            Truth::True => (1.0, 1.0),
            Truth::False => (0.0, 1.0),
            Truth::Unlabelled => (0.0, 0.7),
            Truth::Beside | Truth::Neutral => continue,
        };
        let w = w * (40.0 / e.peers as f32).min(1.0).powf(s.balance);
        let own = if e.human.is_empty() { w } else { w * s.own };
        out.push(Row {
            x: e.x.clone(),
            y,
            w: own,
        });
        let twins = e
            .human
            .iter()
            .map(|x| (x, s.human))
            .chain(e.near.iter().map(|x| (x, s.near)));
        for (x, share) in twins {
            out.push(Row {
                x: x.clone(),
                y,
                w: w * share,
            });
        }
    }
    out
}

pub struct Trained {
    /// Log-odds out of fold: on the text as it is, and humanised.
    pub out_of_fold: Vec<(f32, Option<f32>)>,
    /// The same for each kind of password, and for a value in place of a word.
    pub kinds: Vec<(Vec<f32>, Option<f32>)>,
    pub calibration: Vec<(f32, f32)>,
}

/// Cross-validation by repository.
pub fn cross(examples: &[Example], synth: &[Row], s: Settings) -> Trained {
    let models: Vec<Model> = (0..FOLDS)
        .into_par_iter()
        .map(|f| {
            let mut r = rows(examples, s, |e| e.fold != f);
            r.extend(synth.iter().cloned());
            boost::train(&r, s)
        })
        .collect();
    let out_of_fold: Vec<(f32, Option<f32>)> = examples
        .par_iter()
        .map(|e| {
            (
                boost::predict(&models[e.fold], &e.x),
                e.held.as_ref().map(|h| boost::predict(&models[e.fold], h)),
            )
        })
        .collect();
    let kinds = examples
        .par_iter()
        .map(|e| {
            let m = &models[e.fold];
            (
                e.kinds.iter().map(|x| boost::predict(m, x)).collect(),
                e.alike.as_ref().map(|x| boost::predict(m, x)),
            )
        })
        .collect();
    let points = examples
        .iter()
        .zip(&out_of_fold)
        .filter_map(|(e, p)| match e.truth {
            Truth::True => Some((p.0, 1.0, 1.0)),
            Truth::False | Truth::Unlabelled => Some((p.0, 0.0, 1.0)),
            _ => None,
        })
        .collect();
    Trained {
        out_of_fold,
        kinds,
        calibration: boost::calibrate(points),
    }
}

/// The model of everything.
pub fn whole(examples: &[Example], synth: &[Row], s: Settings, calibration: Vec<(f32, f32)>) -> Model {
    let mut r = rows(examples, s, |_| true);
    r.extend(synth.iter().cloned());
    let mut m = boost::train(&r, s);
    m.calibration = calibration;
    m
}
