//! Notices by what they are made of, where no phrase is known.
//!
//! Whoever forbids that a text spreads says whose it is, how secret it is, that something is forbidden, what that is and
//! who may allow it. The words for each of these are few in every language; the ways to put them together are not. A
//! sentence that forbids to copy or to show, in a paragraph with at least two more of the parts, is a notice.

mod tongues;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::place::{Doc, Kind, Line, Notice, Position, plain_cased};
use super::sentence::{ABOUT_NAMES, THIS_TEXT};
use super::words::Words;
use super::{Found, banner, contract, talks_about};
use crate::finding::Severity;
use tongues::{TONGUES, Tongue};

/// Longer paragraphs are no notices but texts.
const LONGEST: usize = 900;

impl Tongue {
    fn spaced(&self) -> bool {
        !matches!(self.class, "zh" | "ja" | "ko")
    }

    fn has(&self, words: &str, text: &str) -> bool {
        words.split('|').any(|w| match self.spaced() {
            // Two words with others between.
            true => w.split('+').all(|w| begins(text, w)),
            false => text.contains(w),
        })
    }

    /// Sentences of a paragraph.
    fn sentences<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let spaced = self.spaced();
        text.split(move |c| matches!(c, ';' | '。' | '\n') || !spaced && matches!(c, '.' | '；'))
            .flat_map(move |s| s.split(if spaced { ". " } else { "\u{0}" }))
    }
}

/// Words that forbid and what is forbidden, in all languages but English.
static FORBIDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = TONGUES
        .iter()
        .filter(|t| t.class != "permission")
        .flat_map(|t| [t.ban, t.act]);
    let words = words.flat_map(|w| w.split(['|', '+'])).map(str::trim_end);
    AhoCorasick::new(words.filter(|w| !w.is_ascii() || w.len() > 3)).ok()
});

/// Whether a line may be a part of such a notice: what stands around it is asked for only then.
pub(super) fn may_forbid(doc: &Doc<'_>, line: &Line<'_>, bare: &str) -> bool {
    let middle = doc.kind != Kind::Prose && doc.position(line.start) == Position::Middle;
    !middle && !line.table && FORBIDS.as_ref().is_some_and(|f| f.is_match(bare))
}

/// Whether what must not be done is done to this text.
fn speaks_first(t: &Tongue, sentence: &str) -> bool {
    let this = ["this ", "these "].iter().filter_map(|w| sentence.find(w)).min();
    let act = t.act.split('|').filter_map(|w| sentence.find(w)).min();
    match (this, act) {
        (Some(this), Some(act)) => {
            this < act
                || sentence
                    .get(act..this)
                    .is_some_and(|b| b.split_whitespace().count() <= 4 && !b.contains(" to "))
        }
        _ => true,
    }
}

/// Whether a word of the text begins so.
fn begins(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(i, _)| !text.get(..i).is_some_and(|b| b.ends_with(char::is_alphanumeric)))
}

/// The notice around a line in the language of these classes, if its paragraph is made like one.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, notice: &Notice, english: bool) -> Option<Found> {
    let p = notice.paragraph.as_str();
    let place = doc.position(line.start);
    // The head of a program speaks of all of it; in the middle it is about what stands there.
    let code = doc.kind != Kind::Prose;
    if p.len() > LONGEST || line.table || code && place == Position::Middle {
        return None;
    }
    if english && !["this ", "these ", "herein", "hereof"].iter().any(|w| p.contains(w)) || doc.open() {
        return None;
    }
    let (tongue, parts) = TONGUES
        .iter()
        .filter(|t| (t.class == "permission") == english)
        .filter_map(|t| Some((t, parts(t, p, &notice.text)?)))
        .max_by_key(|(_, n)| *n)?;
    if ABOUT_NAMES.is_match(&notice.text) {
        return None;
    }
    if super::promises(p) || super::contract_or_policy(doc) || talks_about(p) || contract::is_one(doc) {
        return None;
    }
    // What somebody says or a mark in quotation marks is cited.
    let cites = [" says", " said", " reads", " states", "\""];
    if english && cites.iter().any(|w| p.contains(w)) {
        return None;
    }
    let company = banner::COMPANION.is_match(&notice.text);
    let c = 0.55
        + if parts >= 5 { 0.15 } else { 0.0 }
        + if parts >= 6 { 0.05 } else { 0.0 }
        + if place == Position::Middle { 0.0 } else { 0.1 }
        + if company { 0.05 } else { 0.0 }
        - if line.list || line.heading { 0.2 } else { 0.0 };
    let class = match tongue.class {
        "nl" | "sv" => "other",
        class => class,
    };
    Some(Found {
        class,
        span: (0, 0),
        confidence: c,
        impact: 0.4,
        severity: Severity::Medium,
        evidence: vec!["forbids that the text spreads".to_owned()],
    })
}

/// A level as it is said of a text or stands before all else, and not of what a program handles.
static SAID: Words = Words::new(
    r"(?:^|[.;:|] |- |, |\b(?:is|are|and|strictly|highly|company|remains?|contains?|as) )(?:strictly |highly |company |business )*(?:confidential|proprietary|closed[- ]source|trade secrets?|restricted distribution|limited distribution|in confidence|internal)\b(?: and (?:confidential|proprietary|the property))*(?:$|[.,;:!)|]| -| to [a-z0-9]| information| property| and| code| software| source| program| material| algorithm)",
);
/// Whose it is.
static WHOSE: Words = Words::new(
    r"\b(?:property of|owned by|(?:proprietary|confidential) to [a-z0-9]|all rights reserved|copyright)|\(c\)|\xc2\xa9|\b(?:inc|llc|ltd|corp|gmbh|plc|ag|se|s\.a|b\.v|a/s|ab|oy)\b",
);
/// For whom it is.
static READERS: Words = Words::new(
    r"\b(?:team|employees|staff|personnel|licensees|members|group|contractors|recipients?|partners|company|firm|studio|department|nda|board)\b(?: \w+){0,3} only\b|\bonly (?:by|for|to|within|inside) |\b(?:inside|within|outside)(?: of)? (?:the |our )?(?:\w+ ){0,3}(?:group|firm|company|team|studio|organi[sz]ation|network|premises|bank|department)\b|\bunder nda\b",
);
/// Which text it is.
static WHICH: Words = Words::new(
    r"\b(?:this|these) (?:\w+ )?(?:file|code|source|software|program|module|crate|package|script|library|document|information|material|header|design)|\bcontents of this\b",
);

/// The head of a program or of settings in English: a level that is said of the text, and two of what goes with it.
pub(super) fn head(doc: &Doc<'_>, line: &Line<'_>, notice: &Notice) -> Option<Found> {
    let p = notice.paragraph.as_str();
    let head = doc.kind != Kind::Prose && doc.position(line.start) == Position::Head;
    if !head || p.len() > LONGEST || doc.open() || !(SAID.is_match(p) || titled(line)) {
        return None;
    }
    if ABOUT_NAMES.is_match(&notice.text) || talks_about(p) || super::promises(p) {
        return None;
    }
    let [english, ..] = &TONGUES;
    let ban = english
        .sentences(p)
        .any(|s| english.has(english.ban, s) && english.has(english.act, s));
    let first = SAID.find(p.as_bytes()).is_some_and(|r| r.start == 0) || titled(line);
    let parts = [WHOSE.is_match(p), READERS.is_match(p), WHICH.is_match(p), ban, first];
    let n = parts.into_iter().filter(|p| *p).count();
    if n < 2 {
        return None;
    }
    let any = |words: &[&str]| words.iter().any(|w| p.contains(w));
    let (class, severity, impact) = if any(&["trade secret"]) {
        ("trade-secret", Severity::High, 0.5)
    } else if any(&["confidential", "confidence"]) {
        let high = any(&["strictly confidential", "highly confidential"]);
        (
            "confidential",
            if high { Severity::High } else { Severity::Medium },
            0.45,
        )
    } else if any(&["proprietary", "closed"]) {
        ("proprietary", Severity::Medium, 0.35)
    } else if any(&["restricted", "limited"]) {
        ("restricted", Severity::Medium, 0.4)
    } else {
        ("internal", Severity::Low, 0.3)
    };
    // `Internal: do not use outside of this package` is about an interface.
    if class == "internal" && !parts.into_iter().take(2).any(|p| p) {
        return None;
    }
    Some(Found {
        class,
        span: (0, 0),
        confidence: if n > 2 { 0.7 } else { 0.6 },
        impact,
        severity,
        evidence: vec!["level of the text in its head".to_owned()],
    })
}

/// `Acme Robotics proprietary code`: names before the level.
fn titled(line: &Line<'_>) -> bool {
    let cased = plain_cased(&line.bare);
    let Some(at) = ["proprietary", "confidential", "internal"]
        .iter()
        .filter_map(|w| cased.find(&format!(" {w}")))
        .min()
    else {
        return false;
    };
    let names: Vec<&str> = cased.get(..at).unwrap_or_default().split_whitespace().collect();
    (2..=4).contains(&names.len())
        && names
            .iter()
            .all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
}

/// How many parts of a notice the paragraph has, if one of its sentences forbids to spread the text.
fn parts(t: &Tongue, paragraph: &str, all: &str) -> Option<usize> {
    let (own, secret) = (t.has(t.own, all), t.has(t.secret, paragraph));
    let this = match t.class {
        "permission" => {
            ["this ", "these ", "herein", "hereof"]
                .iter()
                .any(|w| begins(paragraph, w))
                && THIS_TEXT.is_match(paragraph)
        }
        _ => t.has(t.this, paragraph),
    };
    t.sentences(paragraph)
        .filter(|s| t.has(t.ban, s) && t.has(t.act, s))
        // `Do not copy code into this repository`: the text is what is spoken of first, or elsewhere.
        .filter(|s| t.class != "permission" || !s.contains("this ") || speaks_first(t, s))
        .filter_map(|s| {
            let leave = t.has(t.leave, s);
            let all = 2 + [own, secret, this, leave].into_iter().filter(|p| *p).count();
            // Words of programs are secret and internal too.
            let enough = match t.class {
                "permission" => all >= 5 && this && (own || secret),
                _ => all >= 4 && (own || secret && leave),
            };
            enough.then_some(all)
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::marker::place::plain;

    #[test]
    fn every_pattern_compiles() {
        assert!(SAID.compiles() && WHOSE.compiles() && READERS.compiles() && WHICH.compiles());
    }

    #[test]
    fn a_head_says_of_its_text_what_it_is() {
        let class = |text: &str| {
            let doc = Doc::new(text.as_bytes(), "a.go");
            let line = doc.line(0).unwrap();
            head(&doc, &line, &doc.notice(&line)).map(|f| f.class)
        };
        for (text, is) in [
            (
                "// Highly confidential. Pricing model of Beispiel, core team only.\npackage a\n",
                "confidential",
            ),
            (
                "// Beispiel Robotics proprietary code. Sharing it without permission is forbidden.\npackage a\n",
                "proprietary",
            ),
            (
                "// The contents of this file are confidential and the property of Beispiel.\npackage a\n",
                "confidential",
            ),
            (
                "// Beispiel Robotics internal - not to be copied outside the group.\npackage a\n",
                "internal",
            ),
        ] {
            assert_eq!(class(text), Some(is), "{text}");
        }
        for text in [
            "// Package a reads confidential records and copies them to the vault.\npackage a\n",
            "// Do not share confidential data with third parties.\npackage a\n",
            "// Package internal holds helpers. Not to be used outside of the module.\npackage a\n",
            "// Internal helpers for the group package.\npackage a\n",
        ] {
            assert_eq!(class(text), None, "{text}");
        }
    }

    #[test]
    fn words_are_in_normal_form() {
        for t in &TONGUES {
            for w in [t.own, t.secret, t.ban, t.act, t.leave, t.this].join("|").split('|') {
                assert_eq!(plain(w), w.trim_end(), "{w}");
            }
        }
    }

    fn class(path: &str, text: &str) -> Option<&'static str> {
        let doc = Doc::new(text.as_bytes(), path);
        let line = doc.line(0)?;
        let notice = doc.notice(&line);
        [true, false]
            .into_iter()
            .find_map(|english| examine(&doc, &line, &notice, english).filter(|f| f.confidence >= 0.5))
            .map(|f| f.class)
    }

    #[test]
    fn a_notice_is_known_by_its_parts() {
        for (text, class_) in [
            (
                "// Dieses Modul ist Eigentum der Beispiel AG und darf Dritten nur mit schriftlicher Freigabe überlassen werden.\n",
                "de",
            ),
            (
                "// Ce code appartient à Exemple SA ; il ne peut être cédé ni copié sans accord écrit de sa part.\n",
                "fr",
            ),
            (
                "// Этот код принадлежит ООО «Пример», передавать его посторонним нельзя.\n",
                "ru",
            ),
            ("// 本代码归示例公司所有，任何人不得向第三方披露。\n", "zh"),
            (
                "// 本プログラムの著作権は株式会社例に帰属します。事前の承諾なく第三者に提供することを固く禁じます。\n",
                "ja",
            ),
            (
                "// 본 프로그램은 (주)예시의 자산이며 사전 승인 없이 외부에 제공할 수 없습니다.\n",
                "ko",
            ),
        ] {
            assert_eq!(class("a.c", text), Some(class_), "{text}");
        }
    }

    #[test]
    fn what_is_about_something_else_is_not() {
        for text in [
            "// Das Feld darf nur mit gültigem Schlüssel kopiert werden.\n",
            "// Nutzer dürfen ihre Daten nicht an Dritte weitergeben.\n",
            "// 该方法不得在多线程中使用。\n",
            "// このメソッドは許可なく使用しないでください。\n",
            "// The buffer must not be shared without a lock.\n",
            "// Do not copy this value, use the accessor.\n",
        ] {
            assert_eq!(class("a.c", text), None, "{text}");
        }
    }
}
