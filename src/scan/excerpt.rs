//! The line around a value, shown so that its owner knows the place, and so that nobody learns another value from it.
//!
//! Every match of the text is masked, whatever became of it, and so is every word that may be one: with digits, with `@`, a
//! path, an address, very long. [`crate::judge`] masks once more what was found as a value anywhere else.

use crate::detect::Match;
use crate::finding::{Category, Excerpt};

/// Bytes of the line shown before a value.
const BEFORE: usize = 80;
/// Bytes of the line shown behind a value.
const BEHIND: usize = 40;
/// A word with a digit in it is shown up to this length, in bytes.
const NUMBERED: usize = 5;
/// A word is shown up to this length, in bytes.
const LONG: usize = 40;

/// What must not be shown of a text: the places of all its matches, merged and sorted.
#[derive(Debug)]
pub(super) struct Masks(Vec<(usize, usize)>);

impl Masks {
    pub(super) fn of(matches: &[Match]) -> Self {
        let mut all: Vec<(usize, usize)> = matches.iter().map(|m| (m.start, m.end)).collect();
        all.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::with_capacity(all.len());
        for (start, end) in all {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        Self(merged)
    }

    /// What may be shown around a match: of secrets and settings that stand in the text as they are. What stands beside a
    /// confidentiality marker or personal data is itself not for everybody.
    pub(super) fn around(&self, text: &[u8], m: &Match, category: Category) -> Option<Excerpt> {
        if m.layers > 0 || !matches!(category, Category::Secret | Category::Egress) || m.end > text.len() {
            return None;
        }
        let low = m.start.saturating_sub(BEFORE);
        let high = (m.end + BEHIND).min(text.len());
        let mut from = memchr::memrchr(b'\n', &text[low..m.start]).map_or(low, |n| low + n + 1);
        let mut to = memchr::memchr(b'\n', &text[m.end..high]).map_or(high, |n| m.end + n);
        let (mut cut_before, mut cut_behind) = (false, false);
        // A word that is cut could be the end of a longer one: it is not shown.
        if from == low && low > 0 && text[low - 1] != b'\n' {
            from = (from..m.start).find(|i| delimits(text[*i])).unwrap_or(m.start);
            cut_before = true;
        }
        if to == high && high < text.len() && text[high] != b'\n' {
            to = (m.end..to).rev().find(|i| delimits(text[*i])).map_or(m.end, |i| i + 1);
            cut_behind = true;
        }
        let mut before = self.shown(text, from, m.start);
        let mut after = self.shown(text, m.end, to);
        if cut_before && !before.starts_with('…') {
            before.insert(0, '…');
        }
        if cut_behind && !after.ends_with('…') {
            after.push('…');
        }
        let excerpt = Excerpt {
            before: before.trim_start().to_owned(),
            after: after.trim_end().to_owned(),
        };
        Some(excerpt).filter(|e| *e != Excerpt::default())
    }

    /// The text from `from` to `to` without what must not be shown.
    fn shown(&self, text: &[u8], from: usize, to: usize) -> String {
        let mut out = String::new();
        let mut at = from;
        let first = self.0.partition_point(|r| r.1 <= from);
        for (start, end) in self.0.get(first..).unwrap_or_default() {
            if *start >= to {
                break;
            }
            words(&text[at..(*start).max(at)], &mut out);
            mask(&mut out);
            at = (*end).min(to).max(at);
        }
        words(&text[at..to], &mut out);
        out
    }
}

fn mask(out: &mut String) {
    if !out.ends_with('…') {
        out.push('…');
    }
}

/// Words and what stands between them; words that may be values become `…`.
fn words(bytes: &[u8], out: &mut String) {
    let mut at = 0;
    for part in bytes.chunk_by(|a, b| !delimits(*a) && !delimits(*b)) {
        at += part.len();
        if part.first().is_some_and(|b| delimits(*b)) {
            out.push(char::from(part[0]));
        } else if telling(part) && !names(part, bytes.get(at)) {
            mask(out);
        } else {
            out.push_str(&String::from_utf8_lossy(part));
        }
    }
}

fn delimits(b: u8) -> bool {
    b.is_ascii_whitespace() || b"\"'`=,;()[]{}<>|&".contains(&b)
}

/// Whether a word is what a value is assigned to: parts of letters or of few digits, then `=` or `:`.
fn names(word: &[u8], next: Option<&u8>) -> bool {
    let name = word.strip_suffix(b":").unwrap_or(word);
    let part = |p: &[u8]| p.iter().all(u8::is_ascii_alphabetic) || (p.len() <= 4 && p.iter().all(u8::is_ascii_digit));
    (name.len() < word.len() || next == Some(&b'='))
        && name.len() <= LONG
        && name.split(|b| b"_-.".contains(b)).all(part)
}

/// Whether a word may be a value, an address or a place on a machine.
fn telling(word: &[u8]) -> bool {
    let count = |c: &dyn Fn(u8) -> bool| word.iter().filter(|b| c(**b)).count();
    word.len() > LONG
        || word.contains(&b'@')
        || (word.len() > NUMBERED && word.iter().any(u8::is_ascii_digit))
        || count(&|b| b == b'/' || b == b'\\') >= 2
        || std::str::from_utf8(word).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn at(text: &str, value: &str) -> Match {
        let start = text.find(value).unwrap();
        Match {
            rule: 0,
            start,
            end: start + value.len(),
            value: None,
            confidence: 1.0,
            impact: 1.0,
            severity: Severity::High,
            evidence: Vec::new(),
            layers: 0,
        }
    }

    fn shown(text: &str, values: &[&str]) -> (String, String) {
        let matches: Vec<Match> = values.iter().map(|v| at(text, v)).collect();
        let e = Masks::of(&matches)
            .around(text.as_bytes(), &matches[0], Category::Secret)
            .unwrap();
        (e.before, e.after)
    }

    fn pair(a: &str, b: &str) -> (String, String) {
        (a.to_owned(), b.to_owned())
    }

    #[test]
    fn names_stay_and_other_values_go() {
        assert_eq!(
            shown("x\n  db_password = \"hunter\"  # of the shop\ny", &["hunter"]),
            pair("db_password = \"", "\"  # of the shop")
        );
        assert_eq!(
            shown("a=hunter b=swordfish", &["hunter", "swordfish"]),
            pair("a=", " b=…")
        );
        assert_eq!(
            shown("a=hunter b=swordfish", &["swordfish", "hunter"]),
            pair("a=… b=", "")
        );
        assert_eq!(
            shown("SERVICE_40_PASSWORD=hunter", &["hunter"]),
            pair("SERVICE_40_PASSWORD=", "")
        );
        assert_eq!(shown("key-2: hunter", &["hunter"]), pair("key-2: ", ""));
        for unfound in [
            "k=Zx81kq0w v=",
            "who=ada@example.org v=",
            "in=/home/ada/x v=",
            "in=C:\\Users\\ada v=",
            "u=https://host/x v=",
        ] {
            let (before, _) = shown(&format!("{unfound}hunter"), &["hunter"]);
            assert!(before.ends_with("=… v="), "{before}");
        }
    }

    #[test]
    fn long_lines_are_cut_between_words() {
        let text = format!("{}Secretword k=hunter {}", "x".repeat(200), "y".repeat(200));
        assert_eq!(shown(&text, &["hunter"]), pair("… k=", " …"));
    }

    #[test]
    fn what_is_not_for_everybody_has_no_excerpt() {
        let m = at("a=hunter", "hunter");
        let masks = Masks::of(std::slice::from_ref(&m));
        for c in [Category::Marker, Category::Personal, Category::Path] {
            assert_eq!(masks.around(b"a=hunter", &m, c), None);
        }
        let m = Match { layers: 1, ..m };
        assert_eq!(masks.around(b"a=hunter", &m, Category::Secret), None);
    }

    proptest::proptest! {
        #[test]
        fn never_a_value_whatever_the_bytes(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400), starts in proptest::collection::vec((0usize..400, 1usize..30), 1..8)) {
            let matches: Vec<Match> = starts
                .iter()
                .map(|(s, n)| (*s.min(&bytes.len()), (s + n).min(bytes.len())))
                .map(|(start, end)| Match { start, end, ..at("x", "x") })
                .collect();
            let masks = Masks::of(&matches);
            for m in &matches {
                let e = masks.around(&bytes, m, Category::Secret).unwrap_or_default();
                proptest::prop_assert!(e.before.len() <= 3 * BEFORE + 3 && e.after.len() <= 3 * BEHIND + 3);
                proptest::prop_assert!(!e.before.contains('\n') && !e.after.contains('\n'));
            }
        }
    }
}
