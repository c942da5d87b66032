//! Kinds by the words that name them. Programs have thousands of names, and hardly any holds one.

use std::sync::LazyLock;

use super::{KINDS, Kind};

/// Bytes of a word that are looked up first; shorter ones are known only where they are the whole name.
const BEGINNING: usize = 4;

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let of = |(i, k): (usize, &'static Kind)| k.headers.iter().map(move |h| (*h, i));
    let mut words: Vec<(&str, usize)> = KINDS.iter().enumerate().flat_map(of).collect();
    words.sort_unstable();
    let mut beginnings = vec![0; 1 << 10];
    for beginning in words.iter().filter_map(|(w, _)| w.as_bytes().first_chunk()) {
        let place = place(beginning);
        beginnings[place >> 6] |= 1 << (place & 63);
    }
    Index { words, beginnings }
});

struct Index {
    /// Every word with the number of its kind, in order.
    words: Vec<(&'static str, usize)>,
    /// A bit for each of 65,536 places at which words begin.
    beginnings: Vec<u64>,
}

fn place(beginning: &[u8; BEGINNING]) -> usize {
    (u32::from_le_bytes(*beginning).wrapping_mul(0x9E37_79B1) >> 16) as usize
}

impl Index {
    /// The kinds of which a word is a name.
    fn named(&self, name: &str) -> impl Iterator<Item = usize> {
        let from = self.words.partition_point(|(w, _)| *w < name);
        let rest = self.words.get(from..).unwrap_or_default().iter();
        rest.take_while(move |(w, _)| *w == name).map(|(_, i)| *i)
    }

    /// The kinds of which a word stands in a name (`customer_iban`).
    fn hinted(&self, name: &str) -> impl Iterator<Item = usize> {
        let bytes = name.as_bytes();
        let begins = bytes.windows(BEGINNING).enumerate().filter(|(_, w)| {
            w.first_chunk().is_some_and(|w| {
                let place = place(w);
                self.beginnings[place >> 6] >> (place & 63) & 1 != 0
            })
        });
        begins.flat_map(move |(at, beginning)| {
            let rest = bytes.get(at..).unwrap_or_default();
            let from = self.words.partition_point(|(w, _)| w.as_bytes() < beginning);
            let alike = self.words.get(from..).unwrap_or_default().iter();
            alike
                .take_while(move |(w, _)| w.as_bytes().starts_with(beginning))
                .filter(move |(w, _)| {
                    rest.starts_with(w.as_bytes()) && (w.is_ascii() || w.chars().count() >= BEGINNING)
                })
                .map(|(_, i)| *i)
        })
    }
}

/// The kinds that a column's normalised name says, then those that words of it say.
pub(super) fn kinds(header: &str, words: &[String]) -> Vec<&'static Kind> {
    let mut all: Vec<usize> = INDEX.named(header).collect();
    let named = all.len();
    all.extend(INDEX.hinted(header).chain(words.iter().flat_map(|w| INDEX.named(w))));
    let (first, rest) = all.split_at_mut(named);
    rest.sort_unstable();
    let mut out: Vec<usize> = first.to_vec();
    for i in rest {
        if !out.contains(i) {
            out.push(*i);
        }
    }
    out.into_iter().filter_map(|i| KINDS.get(i)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_kinds_as_a_look_at_every_word_does() {
        let slowly = |header: &str, words: &[String]| -> Vec<&'static str> {
            let named = |k: &Kind, n: &str| k.headers.contains(&n);
            let hinted = |k: &Kind| {
                let long = |h: &str| h.len() >= 4 && (h.is_ascii() || h.chars().count() >= 4);
                k.headers.iter().any(|h| long(h) && header.contains(h)) || words.iter().any(|w| named(k, w))
            };
            let first = KINDS.iter().filter(|k| named(k, header));
            let then = KINDS.iter().filter(|k| !named(k, header) && hinted(k));
            first.chain(then).map(|k| k.name).collect()
        };
        let every = KINDS.iter().flat_map(|k| k.headers).map(ToString::to_string);
        let joined = every.clone().map(|h| format!("customer{h}number"));
        let odd = ["", "a", "interrupts", "numentries", "信用", "x信用卡号y"].map(str::to_owned);
        let mut said = 0;
        for header in every.chain(joined).chain(odd) {
            for words in [&[][..], &["pan".to_owned(), "iban".to_owned(), "dni".to_owned()]] {
                let names: Vec<_> = kinds(&header, words).iter().map(|k| k.name).collect();
                assert_eq!(names, slowly(&header, words), "{header}");
                said += usize::from(!names.is_empty());
            }
        }
        assert!(said > 1000, "{said}");
    }
}
