//! Single values behind a word that names their kind.

use super::kind::{self, KINDS, Kind};
use super::{BULK, Hit, Recognised, found, weight};

/// Values of one kind behind words that name it.
struct Alone {
    values: Vec<String>,
    words: Vec<String>,
    passed: usize,
    place: (usize, usize),
}

impl Alone {
    const fn at(place: (usize, usize)) -> Self {
        Self {
            values: Vec::new(),
            words: Vec::new(),
            passed: 0,
            place,
        }
    }
}

/// Single values right behind a word that names their kind.
pub(super) fn examine(text: &[u8], path: &str, hits: &[Hit], out: &mut Vec<Recognised<'_>>) {
    let mut seen: Vec<(&'static Kind, Alone)> = Vec::new();
    // How many values stand behind each word, whether they pass or not.
    let mut behind: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for h in hits.iter().take(2000) {
        let Some(word) = text.get(h.pos..h.pos + h.len) else {
            continue;
        };
        if word.starts_with(b"<<") {
            continue;
        }
        let word = kind::normal(&String::from_utf8_lossy(word));
        let Some(tail) = text.get(h.pos + h.len..(h.pos + h.len + 120).min(text.len())) else {
            continue;
        };
        let end = memchr::memchr2(b'\n', b'\r', tail).unwrap_or(tail.len());
        let tail = tail.get(..end).unwrap_or_default();
        let Some((value, at)) = first_value(tail) else { continue };
        *behind.entry(word.clone()).or_default() += 1;
        let Some(k) = KINDS.iter().find(|k| {
            (k.named(&word)
                || k.headers
                    .iter()
                    .any(|h| h.len() >= 4 && (word.contains(h) || h.starts_with(&word) && word.len() >= 4)))
                && longest(&value, k).is_some()
        }) else {
            continue;
        };
        let Some(v) = longest(&value, k) else { continue };
        let place = (h.pos + h.len + at, h.pos + h.len + at + v.len());
        let i = match seen.iter().position(|s| std::ptr::eq(s.0, k)) {
            Some(i) => i,
            None => {
                seen.push((k, Alone::at(place)));
                seen.len() - 1
            }
        };
        let Some((_, s)) = seen.get_mut(i) else { continue };
        s.passed += 1;
        if s.values.len() < 1000 && !s.values.contains(&v) {
            s.values.push(v);
        }
        if !s.words.contains(&word) {
            s.words.push(word);
        }
    }
    let staged = super::staged(path);
    for (k, s) in seen {
        // Where most values behind the word fail the check, those that pass do so by chance.
        let all: usize = s.words.iter().filter_map(|w| behind.get(w)).sum();
        if s.passed * 2 < all || out.iter().any(|f| f.class == k.class) {
            continue;
        }
        let (n, place) = (s.values.len(), s.place);
        let sure: f64 = match (n, k.certain) {
            (1, true) => 0.65,
            (1, false) => 0.45,
            (2, true) => 0.75,
            (2, false) => 0.65,
            (_, true) => 0.9,
            (_, false) => 0.85,
        };
        let confidence = if staged && n < BULK { sure - 0.45 } else { sure };
        let (impact, severity) = weight(n);
        out.push(found(
            k.class,
            place,
            confidence,
            impact,
            severity,
            vec![
                format!("{n} value{} of the kind: {}", if n == 1 { "" } else { "s" }, k.name),
                "named by the word before it".to_owned(),
            ],
        ));
    }
}

/// What stands behind a name and its operator: `: "…"`, `= …`, `</th><td>…`.
fn first_value(tail: &[u8]) -> Option<(String, usize)> {
    let s = String::from_utf8_lossy(tail);
    let mut at = 0;
    let mut letters = 0;
    let mut tag = false;
    for (i, c) in s.char_indices() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            _ if tag => {}
            '0'..='9' => {
                at = i;
                break;
            }
            // The rest of the name (`_number`, ` no.`), or a value that begins with letters.
            'A'..='Z'
                if s.get(i..).is_some_and(|r| {
                    r.chars()
                        .take_while(char::is_ascii_alphanumeric)
                        .any(|c| c.is_ascii_digit())
                }) =>
            {
                at = i;
                break;
            }
            c if c.is_alphabetic() => {
                letters += 1;
                if letters > 14 {
                    return None;
                }
            }
            _ => {}
        }
        at = i;
    }
    let value: String = s
        .get(at..)?
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || " -./()".contains(*c))
        .take(44)
        .collect();
    (value.bytes().filter(u8::is_ascii_digit).count() >= 6).then_some((value, at))
}

/// The longest beginning of the value that passes, cut at separators.
fn longest(value: &str, k: &Kind) -> Option<String> {
    let mut v = value.trim_end_matches([' ', '.', '-', '/', '(']);
    for _ in 0..8 {
        if (k.valid)(v) {
            return Some(v.to_owned());
        }
        v = v
            .rsplit_once([' ', '-', '.', '/'])?
            .0
            .trim_end_matches([' ', '.', '-', '/']);
    }
    None
}
