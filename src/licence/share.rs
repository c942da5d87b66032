//! First-party share: the part of the source that no public licence covers.

use std::collections::{BTreeMap, HashMap};

/// Files, bytes and lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
    /// Lines.
    pub lines: u64,
}

impl Amount {
    fn plus(&mut self, o: Self) {
        self.files += o.files;
        self.bytes += o.bytes;
        self.lines += o.lines;
    }
}

/// Of one folder and language: all sources, and those with an open header of their own.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    all: Amount,
    open: Amount,
}

impl Count {
    pub(super) fn add(&mut self, amount: Amount, open: bool) {
        self.all.plus(amount);
        if open {
            self.open.plus(amount);
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        self.all.plus(other.all);
        self.open.plus(other.open);
    }

    /// What is under no public licence, given what the folder says.
    fn own(&self, folder_open: bool) -> Amount {
        if folder_open {
            return Amount::default();
        }
        Amount {
            files: self.all.files - self.open.files,
            bytes: self.all.bytes - self.open.bytes,
            lines: self.all.lines - self.open.lines,
        }
    }
}

/// How much of the source is under no public licence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// Sources that are neither vendored nor generated.
    pub all: Amount,
    /// Of these, what is under no public licence.
    pub own: Amount,
    /// The same by language, most lines first.
    pub languages: Vec<(&'static str, Amount)>,
    /// The same by first folder (`.` for files of the root), most lines first.
    pub folders: Vec<(String, Amount)>,
}

pub(super) fn of<'a>(sources: impl Iterator<Item = (&'a str, bool, &'a HashMap<&'static str, Count>)>) -> Share {
    let mut share = Share::default();
    let mut languages: BTreeMap<&'static str, Amount> = BTreeMap::new();
    let mut folders: BTreeMap<&str, Amount> = BTreeMap::new();
    for (folder, open, counts) in sources {
        let top = folder.split('/').next().filter(|f| !f.is_empty()).unwrap_or(".");
        for (language, count) in counts {
            share.all.plus(count.all);
            let own = count.own(open);
            if own.files > 0 {
                share.own.plus(own);
                languages.entry(language).or_default().plus(own);
                folders.entry(top).or_default().plus(own);
            }
        }
    }
    share.languages = languages.into_iter().collect();
    share
        .languages
        .sort_by(|a, b| b.1.lines.cmp(&a.1.lines).then(a.0.cmp(b.0)));
    share.folders = folders.into_iter().map(|(f, a)| (f.to_owned(), a)).collect();
    share
        .folders
        .sort_by(|a, b| b.1.lines.cmp(&a.1.lines).then_with(|| a.0.cmp(&b.0)));
    share
}

impl Share {
    /// The share by lines, 0 to 1; 0 where there is no source.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.all.lines == 0 {
            0.0
        } else {
            self.own.lines as f64 / self.all.lines as f64
        }
    }

    /// One sentence for the report.
    #[must_use]
    pub fn sentence(&self) -> String {
        let percent = (self.ratio() * 100.0).round();
        format!(
            "{percent} % of the source, {} lines, is under no public licence",
            many(self.own.lines)
        )
    }

    /// Where it lies, for the evidence: the three largest languages and folders.
    #[must_use]
    pub fn details(&self) -> Vec<String> {
        let list = |items: Vec<(String, u64)>| {
            items
                .iter()
                .take(3)
                .map(|(n, l)| format!("{n} {}", many(*l)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let mut out = Vec::new();
        if !self.languages.is_empty() {
            out.push(format!(
                "lines by language: {}",
                list(self.languages.iter().map(|(n, a)| ((*n).to_owned(), a.lines)).collect())
            ));
        }
        if self.folders.len() > 1 {
            out.push(format!(
                "lines by folder: {}",
                list(self.folders.iter().map(|(n, a)| (n.clone(), a.lines)).collect())
            ));
        }
        out
    }

    /// What losing it would mean, in steps, so that a few denied files do not move it: 0 below a thousand lines.
    #[must_use]
    pub fn impact(&self) -> f64 {
        let size = match self.own.lines {
            0..1_000 => return 0.0,
            1_000..10_000 => 0.03,
            10_000..100_000 => 0.06,
            100_000..1_000_000 => 0.12,
            _ => 0.2,
        };
        if self.ratio() >= 0.1 { size } else { size / 2.0 }
    }
}

/// `1.2 million`, `34,500`, `870`.
fn many(n: u64) -> String {
    match n {
        0..1_000 => n.to_string(),
        1_000..1_000_000 => {
            let n = if n >= 10_000 { n / 100 * 100 } else { n };
            format!("{},{:03}", n / 1000, n % 1000)
        }
        _ => format!("{:.1} million", n as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        assert_eq!(
            [many(870), many(1_234), many(34_567), many(1_234_567)],
            ["870", "1,234", "34,500", "1.2 million"]
        );
    }

    #[test]
    fn the_sentence_names_share_and_lines() {
        let amount = |lines| Amount {
            files: 1,
            bytes: 1,
            lines,
        };
        let s = Share {
            all: amount(1_428_571),
            own: amount(1_200_000),
            ..Share::default()
        };
        assert_eq!(
            s.sentence(),
            "84 % of the source, 1.2 million lines, is under no public licence"
        );
    }
}
