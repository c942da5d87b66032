//! Sentences that say by themselves that a text must not spread; they count wherever they stand in prose or a comment.
//!
//! A sentence speaks of the text that it stands in. What a company says that it does, what two parties promise each other
//! and what a user of a service may do are sentences about something else, however alike the words are.

mod level;
mod table;

use super::place::{Doc, Kind, Line, Notice, Position};
use super::words::Words;
use super::{Found, banner, contract, talks_about};
pub(super) use level::LISTED;
use level::{level_alone, names_somebody};
use table::SENTENCES;

/// What makes a sentence about names, trademarks or warranties and not about secrecy.
pub(super) static ABOUT_NAMES: Words = Words::new(
    r"\b(?:endorse|promot(?:e|ing)|publicity|advertising|trademarks?|redistribution and use|permission is (?:hereby )?granted|free of charge|gnu (?:lesser |library |affero )?general public|apache license|mozilla public|creative commons|open source license|hereby granted)\b",
);

/// Somebody who says of himself what he does, right before the verb: `we do not share your data with third parties`.
const SPEAKERS: [&str; 13] = [
    "we",
    "they",
    "i",
    "he",
    "she",
    "it",
    "who",
    "which",
    "that",
    "currently",
    "also",
    "users",
    "app",
];
/// Verbs between a subject and what it may hold.
const MODALS: [&str; 6] = ["might", "may", "could", "can", "would", "that"];
/// Who is bound by a contract.
const PARTIES: [&str; 11] = [
    "processor",
    "controller",
    "licensee",
    "licensor",
    "supplier",
    "contractor",
    "employee",
    "parties",
    "party shall",
    "provider",
    "customer",
];
/// The text itself as the thing that is spoken of.
pub(super) static THIS_TEXT: Words = Words::new(
    r"\b(?:this|these|the|its|any|attached|enclosed|all)(?: \w+){0,3} (?:documents?|files?|code|software|presentation|information|materials?|reports?|pages?|message|e-?mail|communication|contents?|transmission|module|program|repository|slides?|memo(?:randum)?|drawing|specification|design|spreadsheet|workbook|work|data|publication|manual|paper|proposal|listing|script|crate|gem|plugin|firmware|notebook|playbook|dashboard|application|app|game|engine|component|header|directory|folder|configuration|model|dataset|datasheet|data sheet|handbook|guide|book|catalogue|price list|prices|forecast|transcript|workbook|schema|layout|netlist|schematic|brief|release|package)\b|\bherein\b|\bhereof\b",
);
/// How even a contract says that it is itself confidential, on its first lines.
const OPENING: [&str; 7] = [
    "this document",
    "this file",
    "this report",
    "this presentation",
    "these materials",
    "this agreement is confidential",
    "this agreement is strictly",
];
/// Whose rules end at the border of an organisation and not at the border of a class or a file.
static ORGANISATION: Words = Words::new(
    r"\b(?:company|organi[sz]ation|firm|team|group|corp(?:oration)?|department|office|agency|enterprise|business|institution|university|committee|board|division|inc|ltd|llc|gmbh|plc)\b|third part|\banyone\b|\bexternally\b|\bany (?:person|party)\b",
);

/// Who works for somebody.
const STAFF: [&str; 4] = ["employees", "staff", "personnel", "associates"];

/// The strongest sentence of the notice's paragraph.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, notice: &Notice) -> Option<Found> {
    let p = &notice.paragraph;
    if let Some(found) = level_alone(doc, line, notice) {
        return Some(found);
    }
    let first = SENTENCES.iter().find(|s| {
        s.find(p)
            .is_some_and(|r| speaks_of_the_text(doc, line.start, s.class, notice, &r))
    })?;
    if ABOUT_NAMES.is_match(&notice.text) || doc.open() {
        return None;
    }
    let more = SENTENCES
        .iter()
        .filter(|s| s.class != first.class && s.find(&notice.text).is_some())
        .count();
    let mut confidence = first.confidence;
    let mut evidence = vec!["notice of confidentiality in a sentence".to_owned()];
    if more > 0 {
        confidence = (confidence + 0.03).min(0.97);
        evidence.push(format!(
            "{more} more notice{} beside it",
            if more == 1 { "" } else { "s" }
        ));
    }
    let company = banner::COMPANION.is_match(&notice.text);
    let place = doc.position(line.start);
    let middle = place == Position::Middle;
    if doc.kind != Kind::Prose && middle && !company && more == 0 {
        confidence *= 0.5;
    }
    if line.table || line.list && middle {
        confidence *= 0.5;
    }
    if doc.kind == Kind::Prose && middle && more == 0 && !company {
        confidence *= 0.75;
    }
    // `Please do not disclose this to anyone else`: how to report a fault.
    let policy = doc.path.to_ascii_lowercase().contains("security")
        && memchr::memmem::find(doc.text.get(..doc.text.len().min(8192)).unwrap_or_default(), b"ulnerab").is_some();
    if policy
        || talks_about(p)
        || LISTED.is_match(&notice.text)
        || contract::is_one(doc) && !(place == Position::Head && OPENING.iter().any(|o| p.contains(o)))
    {
        confidence *= 0.4;
    }
    Some(Found {
        class: first.class,
        span: (0, 0),
        confidence,
        impact: first.impact,
        severity: first.severity,
        evidence,
    })
}

/// Whether a sentence is about the text that holds it.
fn speaks_of_the_text(doc: &Doc<'_>, start: usize, class: &str, notice: &Notice, at: &std::ops::Range<usize>) -> bool {
    let paragraph = notice.paragraph.as_str();
    let (Some(before), Some(sentence)) = (paragraph.get(..at.start), paragraph.get(at.clone())) else {
        return false;
    };
    // What stands in backquotes is cited.
    if before.matches('`').count() % 2 == 1 || before.ends_with('"') {
        return false;
    }
    // What stands in parentheses within a sentence is cited.
    if let Some(open) = before
        .rfind('(')
        .filter(|open| !before.get(*open..).unwrap_or_default().contains(')'))
    {
        let lead = before.get(..open).unwrap_or_default();
        let lead = lead.rsplit(['.', ';', ':']).next().unwrap_or(lead);
        if lead.split_whitespace().count() >= 2 && !banner::COMPANION.is_match(lead) {
            return false;
        }
    }
    // "They will not disclose": who speaks stands before the auxiliary.
    let said_by = before
        .trim_end()
        .rsplit(' ')
        .find(|w| !["will", "would", "do", "does", "did", "can", "could", "to"].contains(w))
        .unwrap_or_default();
    // The sentence up to here, for its subject.
    let subject = before.rsplit(". ").next().unwrap_or(before);
    // A promise to the reader about what is the reader's own.
    if subject.contains("your ") && !THIS_TEXT.is_match(subject) && class != "addressee" {
        return false;
    }
    // "We keep what you upload confidential and never share it": a promise, of whatever.
    let promise = subject.trim_start().starts_with("we ") && !subject.contains(" you ");
    let ours = subject.trim_start().starts_with("we ")
        && subject.rsplit(' ').find(|w| matches!(*w, "we" | "you" | "that")) != Some("that");
    if class == "permission" && (promise || ours) && !subject.contains("ask") {
        return false;
    }
    // "The command does not show changes outside of the folder": what something does.
    let auxiliary = before.trim_end().rsplit(' ').next().unwrap_or_default();
    let does =
        matches!(auxiliary, "does" | "did") || matches!(auxiliary, "will" | "would") && !THIS_TEXT.is_match(subject);
    if class == "permission" && does && sentence.starts_with("not ") {
        return false;
    }
    // "The licence says: no part …" cites; "do not show it to anyone" speaks of a thing.
    let cited = ["says:", "reads:", "states:", "said:"]
        .iter()
        .any(|w| before.trim_end().ends_with(w));
    let owned = ["proprietary", "confidential", "owned by", "property of"]
        .iter()
        .any(|w| before.contains(w));
    let thing = [" it to ", " them to "].iter().any(|w| sentence.contains(w))
        && !THIS_TEXT.is_match(paragraph)
        && !(owned && doc.position(start) == Position::Head);
    if class == "permission" && (cited || thing) {
        return false;
    }
    // `Trade secret: information that has value …` says what it is.
    let means = paragraph.get(at.end..).unwrap_or_default().trim_start();
    if class == "trade-secret"
        && sentence.trim_end().ends_with(':')
        && ["information ", "a ", "an ", "any "]
            .iter()
            .any(|w| means.starts_with(w))
    {
        return false;
    }
    // What parties owe each other is about what they exchange.
    if class == "permission"
        && PARTIES.iter().any(|p| subject.contains(p))
        && !THIS_TEXT.is_match(subject)
        && !THIS_TEXT.is_match(sentence)
    {
        return false;
    }
    // "Do not disclose the issue to third parties": how to report a fault.
    let fault = ["issue", "vulnerab", " bug", "flaw", "exploit"]
        .iter()
        .any(|w| sentence.contains(w));
    if class == "permission" && fault && !THIS_TEXT.is_match(sentence) {
        return false;
    }
    // "Reports are kept confidential. The committee must not disclose them": of reports.
    let them = [" them ", " it "].iter().any(|w| sentence.contains(w))
        && [" are kept ", " is kept "].iter().any(|w| paragraph.contains(w));
    if class == "permission" && them {
        return false;
    }
    // "Remove any confidential information first", "access is on a need-to-know basis only".
    let left_out = [
        "remove",
        "redact",
        "exclude",
        "strip ",
        "omit",
        "avoid",
        "not include",
        "not contain",
        "not post",
    ]
    .iter()
    .any(|w| subject.contains(w));
    if left_out && matches!(class, "confidential" | "proprietary" | "trade-secret")
        || class == "restricted" && subject.contains("access")
    {
        return false;
    }
    // "It holds no confidential information of others", "your confidential information".
    let none = ["no", "without", "non", "nor", "not"].contains(&said_by)
        || ["no ", "not ", "nor ", "your ", "their "].iter().any(|w| {
            ["confidential", "proprietary", "trade secret"]
                .iter()
                .any(|c| sentence.contains(&format!("{w}{c}")))
        });
    if none && matches!(class, "confidential" | "proprietary" | "trade-secret") {
        return false;
    }
    match class {
        // "Keep it confidential": of what was spoken of before.
        "confidential"
            if ["treat", "handle", "keep", "hold"]
                .iter()
                .any(|v| sentence.starts_with(v))
                && [" it ", " its ", " all "].iter().any(|w| sentence.contains(w))
                && !THIS_TEXT.is_match(before) =>
        {
            false
        }
        // "Registers that might hold confidential data of", "all passwords are confidential and must not be shared".
        "confidential"
            if MODALS.contains(&said_by)
                || ["is ", "are ", "considered ", "deemed "]
                    .iter()
                    .any(|v| sentence.starts_with(v))
                    && !["of ", "belonging", "owned", "propriet"]
                        .iter()
                        .any(|w| sentence.contains(w)) =>
        {
            ["this ", "these ", "herein", "enclosed", "attached", "following"]
                .iter()
                .any(|w| subject.contains(w))
                || THIS_TEXT.is_match(subject)
        }
        "permission" => {
            !SPEAKERS.contains(&said_by)
                && ![
                    "reproducib",
                    "shareab",
                    "distributab",
                    "copyab",
                    "publishab",
                    "applicable law",
                ]
                .iter()
                .any(|w| sentence.contains(w))
                && (said_by != "you" || THIS_TEXT.is_match(sentence))
                && (doc.kind == Kind::Prose
                    || doc.position(start) == Position::Head
                    || THIS_TEXT.is_match(paragraph)
                    || banner::COMPANION.is_match(&notice.text))
                && (doc.kind == Kind::Prose
                    || !sentence.contains("outside") && !sentence.contains("beyond")
                    || ORGANISATION.is_match(sentence)
                    || banner::COMPANION.is_match(&notice.text))
        }
        // "Fields not to be copied" speaks of fields.
        "no-distribution" => {
            doc.kind == Kind::Prose && (subject.trim().is_empty() || THIS_TEXT.is_match(subject))
                || banner::COMPANION.is_match(&notice.text)
        }
        // "For internal use only by the framework" speaks of an interface.
        "internal" if doc.kind == Kind::Code => {
            let whom = paragraph.get(at.start..).unwrap_or_default();
            let whom = whom.split(['.', ';']).next().unwrap_or(whom);
            ORGANISATION.is_match(whom)
                || names_somebody(doc, start)
                || STAFF.iter().any(|w| whom.contains(w))
                || banner::COMPANION.is_match(&notice.text)
        }
        "proprietary" => !["of others", "of their", "of its respective", "of third"]
            .iter()
            .any(|o| sentence.contains(o)),
        // "Based on unpublished work by somebody" cites.
        // "An unpublished work keeps its protection", "unpublished works are protected": the law.
        "unpublished" => {
            let general = ["works are ", "works is "]
                .iter()
                .any(|w| paragraph.get(at.start..).unwrap_or_default().contains(w))
                || matches!(said_by, "a" | "an" | "any" | "every") && subject.split_whitespace().count() == 1;
            !general
                && !matches!(
                    said_by,
                    "on" | "by" | "from" | "in" | "some" | "see" | "his" | "her" | "their"
                )
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for s in &SENTENCES {
            assert!(s.words.compiles(), "{}", s.class);
        }
        assert!(ABOUT_NAMES.compiles() && THIS_TEXT.compiles() && ORGANISATION.compiles() && LISTED.compiles());
    }

    fn worth(path: &str, text: &str) -> f64 {
        let doc = Doc::new(text.as_bytes(), path);
        let mut best = 0.0f64;
        for (at, _) in text.match_indices('\n') {
            let line = doc.line(at).unwrap();
            if doc.speaks(&line) {
                let notice = doc.notice(&line);
                best = best.max(examine(&doc, &line, &notice).map_or(0.0, |f| f.confidence));
            }
        }
        best
    }

    #[test]
    fn sentences_about_something_else_are_no_notices() {
        for (path, text) in [
            (
                "a.h",
                "/* this pool must not be shared outside of the stage\n * without explicit locking */\nint a;\n",
            ),
            (
                "a.ts",
                "/**\n * The second argument is used to encrypt the key\n * and to keep the passphrase confidential.\n */\n",
            ),
            (
                "a.h",
                "int a;\n// intended only for internal use but defined here for clarity\n",
            ),
            (
                "a.c",
                "int a;\n/* Polynomial approximation based on unpublished work by T. Example\n */\n",
            ),
            (
                "privacy.md",
                "We currently do not disclose your personal information to third parties for their own purposes.\n",
            ),
            (
                "rules.md",
                "You may not use products to disseminate work that uses the intellectual property of others beyond fair use.\n",
            ),
            (
                "use.md",
                "You will not reproduce or copy any portion of the Service without our express written permission.\n",
            ),
            (
                "annex.txt",
                "Annex B may contain business information which they will not disclose to third parties, except by law.\n",
            ),
            (
                "law.md",
                "Measures against alteration, unauthorized disclosure or access, and against all other unlawful forms of processing.\n",
            ),
            (
                "lints.rs",
                "/* To perform the call it has to\n * clear all registers that might contain confidential information\n * and must not be shared */\nfn a() {}\n",
            ),
            (
                "password.md",
                "All passwords are treated as confidential information and should not be shared with anyone.\n",
            ),
            (
                "NOTICE.txt",
                "You may not use this file except in compliance with the Licence. You may obtain a copy of it from us, \
                 unless required by applicable law or agreed to in writing.\n",
            ),
            (
                "FUZZ.md",
                "Some of the issues are not reproducible when built outside of the images.\n",
            ),
            (
                "diff.adoc",
                "If set to true, the command does not show changes outside of the directory\nand shows names relative to it.\n",
            ),
            (
                "faq.md",
                "Yes. We keep all data you upload strictly confidential and never share it with third parties.\n",
            ),
            (
                "a.rs",
                "//! Knows notices (this document contains trade secrets of the company; do not distribute) and counts them.\n",
            ),
            (
                "law.md",
                "An unpublished proprietary file keeps its protection; unpublished works are protected as well.\n",
            ),
            ("a.js", "/**\n * For internal use only by the framework.\n */\nlet a;\n"),
            (
                "PULL.md",
                "- [ ] I confirm that it does not knowingly contain proprietary or confidential code.\n",
            ),
        ] {
            assert!(worth(path, text) < 0.5, "{path} {}", worth(path, text));
        }
    }

    #[test]
    fn sentences_about_the_text_are_notices() {
        for (path, text) in [
            (
                "a.c",
                "/* This file must not be disclosed outside of the company without the prior written consent of Acme.\n */\nint a;\n",
            ),
            (
                "mail.txt",
                "This message may contain confidential information that is intended for its addressee.\n\nbody\n",
            ),
            (
                "valve.txt",
                "This drawing is the property of Acme Pumps. It must not be copied unless Acme has agreed in writing.\n\nbody\n",
            ),
            (
                "rank.py",
                "# Copyright 2023 Acme Ltd. Closed source. Do not share outside Acme Ltd.\nimport os\n",
            ),
            ("note.txt", "Please treat this document as confidential.\n\nbody\n"),
            (
                "a.c",
                "/* This is an unpublished work protected under copyright law.\n */\nint a;\n",
            ),
            (
                "a.rb",
                "# Company internal. Please do not post this file on public sites.\nmodule A\n",
            ),
            (
                "a.c",
                "/* Copyright Acme Inc. (this file contains trade secrets of Acme Inc.) */\nint a;\n",
            ),
            ("memo.txt", "Do not forward this memo outside Acme.\n\nbody\n"),
            (
                "a.py",
                "# This source code is the intellectual property of Acme Ltd. and its affiliates.\nimport os\n",
            ),
        ] {
            assert!(worth(path, text) >= 0.5, "{path} {}", worth(path, text));
        }
    }
}
