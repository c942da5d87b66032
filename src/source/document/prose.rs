//! Sentences that stand as values in data for programs. A marker is a marker by its place, and a line of JSON or XML is no
//! place for one: sentences are handed on as a part of their own, on the lines where they stand.

use super::super::expand::Walk;
use crate::source::Origin;

/// Words that make a sentence.
const WORDS: usize = 6;
/// Longer values are looked at by their beginning.
const LOOK: usize = 4096;

/// The sentences of a file, each on its line.
#[derive(Debug, Default)]
pub(super) struct Prose {
    text: Vec<u8>,
    lines: usize,
}

impl Prose {
    /// Adds one that begins on a line, counted from 0.
    pub(super) fn add(&mut self, line: usize, sentence: &[u8]) {
        while self.lines < line {
            self.text.push(b'\n');
            self.lines += 1;
        }
        if self.text.last().is_some_and(|b| *b != b'\n') {
            self.text.push(b' ');
        }
        self.text.extend_from_slice(sentence);
        self.lines += memchr::memchr_iter(b'\n', sentence).count();
    }

    /// Hands them on.
    pub(super) fn give(self, walk: &mut Walk<'_>, origin: &Origin) {
        if !self.text.is_empty() {
            walk.document_part(origin, "sentences", &self.text);
        }
    }
}

/// Whether a value under a key is a sentence, and not a pass phrase.
pub(super) fn is_sentence(key: &[u8], value: &[u8]) -> bool {
    let value = value.get(..value.len().min(LOOK)).unwrap_or_default();
    let letters = value
        .iter()
        .filter(|b| b.is_ascii_alphabetic() || !b.is_ascii())
        .count();
    let words = value
        .split(|b| matches!(b, b' ' | b'\n'))
        .filter(|w| w.len() > 1)
        .count();
    words >= WORDS && letters * 10 >= value.len() * 7 && !guards(key)
}

/// Names of values that open something.
fn guards(key: &[u8]) -> bool {
    let key = key.to_ascii_lowercase();
    let names: [&[u8]; 9] = [
        b"pass",
        b"secret",
        b"token",
        b"key",
        b"cred",
        b"pwd",
        b"phrase",
        b"seed",
        b"mnemonic",
    ];
    names.iter().any(|n| memchr::memmem::find(&key, n).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_and_what_is_none() {
        let words = b"Confidential - not for distribution outside of Heron Ltd.";
        assert!(is_sentence(b"note", words));
        for (key, value) in [
            (&b"passphrase"[..], &b"correct horse battery staple lantern moss"[..]),
            (b"note", b"Confidential"),
            (b"sizes", b"12 455 23 90 17 22 84 95"),
            (b"note", b""),
        ] {
            assert!(!is_sentence(key, value));
        }
    }

    #[test]
    fn each_stands_on_its_line() {
        let mut prose = Prose::default();
        prose.add(1, b"one two\nthree");
        prose.add(4, b"four");
        prose.add(4, b"five");
        assert_eq!(prose.text, b"\none two\nthree\n\nfour five");
    }
}
