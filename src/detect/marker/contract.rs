//! Whether a text is a contract, a policy or the terms of a service: its sentences bind parties and say nothing of the text.

use super::place::{Doc, Kind};

/// Bytes that are looked at.
const MOST: usize = 64 << 10;
/// Shorter texts are notices, however legal their words are.
const LEAST: usize = 2000;
/// Different words of law that make a text of law.
const ENOUGH: usize = 5;

const WORDS: [&str; 24] = [
    "agreement",
    "agree",
    "customer",
    "licensee",
    "licensor",
    "subscriber",
    "indemnif",
    "liabilit",
    "governing law",
    "the parties",
    "either party",
    "processor",
    "personal data",
    "personal information",
    "privacy",
    "terms of service",
    "terms of use",
    "terminat",
    "intellectual property",
    "your content",
    "data subject",
    "our services",
    "warrant",
    "data exporter",
];

/// Whether the text is one, by how many different words of law it holds.
pub(super) fn is_one(doc: &Doc<'_>) -> bool {
    doc.kind == Kind::Prose && doc.text.len() >= LEAST && *doc.contract.get_or_init(|| law(doc.text))
}

fn law(text: &[u8]) -> bool {
    let lower = text
        .get(..text.len().min(MOST))
        .unwrap_or_default()
        .to_ascii_lowercase();
    WORDS
        .iter()
        .filter(|w| memchr::memmem::find(&lower, w.as_bytes()).is_some())
        .take(ENOUGH)
        .count()
        == ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contracts_are_told_from_notices() {
        let terms =
            "The Customer agrees to the terms of this Agreement. Neither of the parties is released from liability, \
                     and personal data is processed under the governing law. "
                .repeat(20);
        assert!(is_one(&Doc::new(terms.as_bytes(), "terms.md")));
        let notice =
            "Company Confidential. This document may not be disclosed to a third party without prior written consent. "
                .repeat(30);
        assert!(!is_one(&Doc::new(notice.as_bytes(), "notice.md")));
        assert!(!is_one(&Doc::new(
            b"Customer agreement, liability, privacy, warranty",
            "a.md"
        )));
    }
}
