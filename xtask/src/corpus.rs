//! A labelled corpus in CredData's layout, and the recogniser's candidates with their labels.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use spillage::detect::assigned::{self, Candidate};

/// A label of the corpus.
#[derive(Debug, Clone)]
pub struct Row {
    pub path: String,
    pub first: usize,
    pub last: usize,
    pub truth: char,
    /// Columns of the value in code points, where they are given.
    pub value: Option<(usize, Option<usize>)>,
    pub categories: Vec<String>,
}

/// A file with its labels.
pub struct File {
    pub repo: String,
    pub path: String,
    pub text: Vec<u8>,
    pub lines: Vec<usize>,
    pub rows: Vec<Row>,
}

pub struct Corpus {
    pub files: Vec<File>,
}

/// What the labels say about a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// On a true line, and over the labelled value.
    True,
    /// On a true line, elsewhere.
    Beside,
    /// On a line of an identifier that is labelled true and is no secret.
    Neutral,
    /// Labelled false or undecided.
    False,
    /// No label.
    Unlabelled,
}

pub struct Sample {
    pub candidate: Candidate,
    pub line: usize,
    pub end_line: usize,
    pub truth: Truth,
    pub password: bool,
}

const NO_SECRETS: [&str; 6] = [
    "UUID",
    "AWS S3 Bucket",
    "Firebase Domain",
    "Nonce",
    "Salt",
    "Tencent WeChat API App ID",
];

impl Row {
    /// Whether the row labels an identifier rather than a secret.
    pub fn identifier(&self) -> bool {
        self.categories.iter().all(|c| NO_SECRETS.contains(&c.as_str()))
    }
}

impl File {
    pub fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|l| *l <= at)
    }

    /// Byte offset of a code-point column of a line.
    fn byte(&self, line: usize, column: usize) -> usize {
        let start = self.lines.get(line - 1).copied().unwrap_or(self.text.len());
        let rest = &self.text[start..self.text.len().min(start + 400_000)];
        let mut n = 0;
        for (i, b) in rest.iter().enumerate() {
            if b & 0xC0 != 0x80 {
                if n == column {
                    return start + i;
                }
                n += 1;
            }
        }
        start + rest.len()
    }

    /// The bytes of a labelled value.
    pub fn span(&self, row: &Row) -> Option<(usize, usize)> {
        let (from, to) = row.value?;
        let start = self.byte(row.first, from);
        let end = match to {
            Some(to) => self.byte(row.last, to),
            None => self.lines.get(row.last).map_or(self.text.len(), |l| l - 1),
        };
        (end > start).then_some((start, end))
    }
}

/// Reads a corpus: every file that a label mentions.
pub fn load(dir: &str) -> Result<Corpus, String> {
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let meta = Path::new(dir).join("meta");
    let mut names: Vec<_> = fs::read_dir(&meta)
        .map_err(|e| format!("{}: {e}", meta.display()))?
        .flatten()
        .map(|e| e.path())
        .collect();
    names.sort();
    for name in names {
        let text = fs::read_to_string(&name).map_err(|e| format!("{}: {e}", name.display()))?;
        let mut lines = text.lines();
        let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let column = |n: &str| {
            head.iter()
                .position(|h| *h == n)
                .ok_or_else(|| format!("{}: no column {n}", name.display()))
        };
        let (path, first, last) = (column("FilePath")?, column("LineStart")?, column("LineEnd")?);
        let (truth, from, to, cat) = (
            column("GroundTruth")?,
            column("ValueStart")?,
            column("ValueEnd")?,
            column("Category")?,
        );
        for line in lines {
            let f: Vec<&str> = line.split(',').collect();
            let get = |i: usize| f.get(i).copied().unwrap_or_default();
            let number = |i: usize| get(i).parse::<i64>().ok().and_then(|n| usize::try_from(n).ok());
            let (Some(a), Some(b)) = (number(first), number(last)) else {
                continue;
            };
            let path = get(path).split_once('/').map_or("", |p| p.1).to_owned();
            rows.entry(path.clone()).or_default().push(Row {
                path,
                first: a,
                last: b,
                truth: get(truth).chars().next().unwrap_or('F'),
                value: number(from).map(|n| (n, number(to))),
                categories: get(cat).split(':').map(str::to_owned).collect(),
            });
        }
    }
    let entries: Vec<(String, Vec<Row>)> = rows.into_iter().collect();
    let files = entries
        .into_par_iter()
        .filter_map(|(path, rows)| {
            let raw = fs::read(Path::new(dir).join("data").join(&path)).ok()?;
            // As the labels were made: every kind of line end is one.
            let mut text = Vec::with_capacity(raw.len());
            let mut i = 0;
            while i < raw.len() {
                if raw[i] == b'\r' {
                    text.push(b'\n');
                    i += 1 + usize::from(raw.get(i + 1) == Some(&b'\n'));
                } else {
                    text.push(raw[i]);
                    i += 1;
                }
            }
            let mut lines = vec![0];
            lines.extend(
                text.iter()
                    .enumerate()
                    .filter(|(_, b)| **b == b'\n')
                    .map(|(i, _)| i + 1),
            );
            let repo = path.split('/').next().unwrap_or_default().to_owned();
            Some(File {
                repo,
                path,
                text,
                lines,
                rows,
            })
        })
        .collect();
    Ok(Corpus { files })
}

fn prefilter() -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(assigned::KEYWORDS)
        .expect("keywords are literals")
}

/// The candidates of a text.
pub fn candidates(text: &[u8], path: &str) -> Vec<Candidate> {
    use std::sync::OnceLock;
    static AC: OnceLock<AhoCorasick> = OnceLock::new();
    let ac = AC.get_or_init(prefilter);
    let mut out = Vec::new();
    assigned::candidates(
        text,
        path,
        &mut ac.find_iter(text).map(|m| (m.start(), m.end() - m.start())),
        &mut |c| out.push(c),
    );
    out
}

/// The candidates of a file with their labels.
pub fn samples(file: &File) -> Vec<Sample> {
    let mut by_line: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
    for r in &file.rows {
        for l in r.first..=r.last.min(r.first + 200) {
            by_line.entry(l).or_default().push(r);
        }
    }
    let mut spans: BTreeMap<*const Row, Option<(usize, usize)>> = BTreeMap::new();
    candidates(&file.text, &file.path)
        .into_iter()
        .map(|c| {
            let line = file.line_of(c.start);
            let end_line = file.line_of(c.end.saturating_sub(1).max(c.start));
            let mut truth = Truth::Unlabelled;
            let mut password = false;
            for l in line..=end_line.min(line + 50) {
                for r in by_line.get(&l).into_iter().flatten() {
                    let t = match r.truth {
                        'T' if r.identifier() => Truth::Neutral,
                        'T' => {
                            let span = *spans.entry(std::ptr::from_ref(*r)).or_insert_with(|| file.span(r));
                            let over = span.is_none_or(|(a, b)| a < c.end && c.start < b);
                            if over {
                                password |= r
                                    .categories
                                    .iter()
                                    .any(|c| c.contains("Password") || c == "URL Credentials");
                                Truth::True
                            } else {
                                Truth::Beside
                            }
                        }
                        _ => Truth::False,
                    };
                    truth = truth.min(t);
                }
            }
            Sample {
                candidate: c,
                line,
                end_line,
                truth,
                password,
            }
        })
        .collect()
}
