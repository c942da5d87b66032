//! Whether a text is a contract, a policy or the terms of a service: its sentences bind parties and say nothing of the text.

use super::place::{Doc, Kind};
use super::words::Words;

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

/// Words of law in other languages; three of a language make a text of law.
const ELSEWHERE: [&[&str]; 14] = [
    &[
        "nutzungsbedingungen",
        "haftung",
        "vereinbarung",
        "bestimmungen",
        "vertrag",
        "gerichtsstand",
        "datenschutz",
    ],
    &[
        "conditions d",
        "responsabilit",
        "utilisation acceptable",
        "contraignante",
        "politique",
        "tribunaux",
        "licence",
    ],
    &[
        "condiciones",
        "responsabilidad",
        "contrato",
        "acuerdo",
        "privacidad",
        "garant",
        "licencia",
    ],
    &[
        "termos",
        "responsabilidade",
        "contrato",
        "acordo",
        "privacidade",
        "garantia",
        "licen\u{e7}a",
    ],
    &[
        "condizioni",
        "responsabilit",
        "contratto",
        "accordo",
        "garanzi",
        "trattamento",
        "licenza",
    ],
    &[
        "warunki",
        "odpowiedzialno",
        "umow",
        "postanowieni",
        "prywatno",
        "regulamin",
        "licencj",
    ],
    &[
        "условия",
        "ответственност",
        "соглашени",
        "договор",
        "лицензи",
        "гаранти",
        "положени",
    ],
    &[
        "voorwaarden",
        "aansprakelijk",
        "overeenkomst",
        "beleid",
        "bepalingen",
        "licentie",
        "garantie",
    ],
    &[
        "podm\u{ed}nky",
        "odpov\u{11b}dnost",
        "smlouv",
        "ustanoven",
        "z\u{e1}sady",
        "licenc",
        "z\u{e1}ruk",
    ],
    &[
        "termeni",
        "r\u{103}spundere",
        "acord",
        "condi\u{21b}i",
        "licen\u{21b}",
        "garan\u{21b}i",
        "prevederi",
    ],
    &["条款", "协议", "责任", "隐私", "担保", "许可"],
    &["規約", "契約", "責任", "保証", "プライバシー", "利用者"],
    &["약관", "계약", "책임", "보증", "개인정보", "이용자"],
    &[
        "ko\u{15f}ullar",
        "sorumluluk",
        "s\u{f6}zle\u{15f}me",
        "gizlilik politika",
        "garanti",
        "lisans",
    ],
];

/// Whether the text is one, by how many different words of law it holds.
pub(super) fn is_one(doc: &Doc<'_>) -> bool {
    doc.kind == Kind::Prose
        && *doc
            .contract
            .get_or_init(|| defines(doc.text) || doc.text.len() >= LEAST && law(doc.text))
}

/// `"Confidential Information" means …`: parties who promise something to each other say first what it is.
fn defines(text: &[u8]) -> bool {
    static MEANS: Words = Words::new(
        r#"(?i)\bconfidential information(?:["'*_)]|\xe2\x80\x9d){0,4} (?:means|shall mean|includes|refers to)\b"#,
    );
    MEANS
        .find(text.get(..text.len().min(MOST)).unwrap_or_default())
        .is_some()
}

fn law(text: &[u8]) -> bool {
    let lower = text
        .get(..text.len().min(MOST))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let count = |words: &[&str], enough: usize| {
        let there = words
            .iter()
            .filter(|w| memchr::memmem::find(&lower, w.as_bytes()).is_some());
        there.take(enough).count() == enough
    };
    count(&WORDS, ENOUGH) || ELSEWHERE.iter().any(|words| count(words, words.len().min(3)))
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
        assert!(is_one(&Doc::new(
            b"In this agreement \"Confidential Information\" means what either party tells the other.",
            "nda.md"
        )));
        let german = "Die Nutzungsbedingungen gelten; die Haftung und alle Bestimmungen bleiben. ".repeat(40);
        assert!(is_one(&Doc::new(german.as_bytes(), "agb.md")));
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
