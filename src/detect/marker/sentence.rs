//! Sentences that say by themselves that a text must not spread; they count wherever they stand in prose or a comment.
//!
//! A sentence speaks of the text that it stands in. What a company says that it does, what two parties promise each other
//! and what a user of a service may do are sentences about something else, however alike the words are.

use super::place::{Doc, Kind, Line, Notice, Position};
use super::words::Words;
use super::{Found, banner, contract, talks_about};
use crate::finding::Severity;

/// A sentence that is a marker by itself.
struct Sentence {
    /// One of these stands in every sentence that the pattern matches: patterns are compiled and tried only then.
    with: &'static [&'static str],
    class: &'static str,
    words: Words,
    confidence: f64,
    severity: Severity,
    impact: f64,
}

const fn sentence(
    with: &'static [&'static str],
    class: &'static str,
    confidence: f64,
    severity: Severity,
    impact: f64,
    words: &'static str,
) -> Sentence {
    Sentence {
        with,
        class,
        words: Words::new(words),
        confidence,
        severity,
        impact,
    }
}

impl Sentence {
    fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.with
            .iter()
            .any(|w| text.contains(w))
            .then(|| self.words.find(text.as_bytes()))
            .flatten()
    }
}

/// Strongest first; the first that matches names the class, later ones add to the evidence.
static SENTENCES: [Sentence; 23] = [
    sentence(
        &["trade secret"],
        "trade-secret",
        0.93,
        Severity::High,
        0.5,
        r"\b(?:contain|constitut|embod|includ|disclos|compris|is|are|as|represent)\w*\b[^\n]{0,60}\btrade secrets?\b[^\n]{0,40}\b(?:of|belonging|owned|and|which|that|may|pursuant|under)\b",
    ),
    sentence(
        &["trade secret"],
        "trade-secret",
        0.9,
        Severity::High,
        0.5,
        r"\b(?:protected (?:by|as|under)|under) (?:\w+,? ){0,6}trade secrets?\b(?: or copyright)?(?: and copyright)?(?: law)?",
    ),
    sentence(
        &["trade secret"],
        "trade-secret",
        0.9,
        Severity::High,
        0.5,
        r"\b(?:valuable|proprietary|confidential)(?:,| and|,? or)? trade secrets?\b|\btrade secrets?(?:,| and|,? or)? (?:confidential|proprietary)\b",
    ),
    sentence(
        &["unpublished"],
        "unpublished",
        0.93,
        Severity::High,
        0.45,
        r"\bunpublished,? (?:and )?(?:(?:proprietary|confidential|licensed|trade secret|source code|copyright)[^\n]{0,60}|works?(?:$|[.,;:]| (?:of|under|protected|containing|and|is|may|which|that|subject)\b))",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.95,
        Severity::High,
        0.5,
        r"\b(?:strictly|highly|most|extremely) (?:private and )?confidential\b[^\n]{0,60}\b(?:information|property|material|document|data|code|intended|do not|may not|not)\b",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.94,
        Severity::Medium,
        0.45,
        r"\b(?:confidential|proprietary)(?: and|,| &|/| or|, and) (?:\w+ )?(?:proprietary|confidential|privileged|trade secret)(?:,? (?:and )?trade secrets?)? (?:information|property|materials?|data|code|content|source code|works?|software|documentation|intellectual property)\b(?: (?:of|to|belonging|owned|and|that|which|is|for)\b)?",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.92,
        Severity::Medium,
        0.45,
        r"\b(?:is|are|remains?|contains?|constitutes?|includes?|considered|deemed|containing) (?:the )?(?:\w+ ){0,4}confidential (?:\w+ )?(?:information|property|materials?|data|information of|work product)\b[^\n]{0,60}\b(?:of|belonging|owned|intended|propriet|solely|may not|must not|shall not|do not|not be)",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.9,
        Severity::Medium,
        0.45,
        r"\b(?:this|the|these|all) (?:\w+ ){0,2}(?:documents?|files?|code|source code|software|presentation|information|materials?|report|pages?|message|e-?mail|communication|content|contents|transmission|module|repository|slides?|memo|memorandum|drawing|specification|design|spreadsheet|workbook)(?: \w+){0,8} (?:is|are|contains?) (?:\w+ ){0,2}(?:strictly |highly |company |legally |private and |proprietary and )?confidential\b(?:[.,;:)]|$| and (?:proprietary|may|must|is|intended|shall|for|should|not|privileged|legally)| to [a-z]| information| property| material| data| within| -| \()",
    ),
    sentence(
        &["confidential"],
        "confidential",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:treat|handle|keep|hold)(?:ed)? (?:this|these|the|it|all|its)(?: (?:enclosed|attached|following|above|entire|contents?|documents?|information|materials?|files?|reports?|code|source|presentation|data|message|e-?mail|memo|report|of|this|these|the|herein|within)){0,5} (?:as )?(?:strictly |company )?confidential\b(?:[.,;:]|$)",
    ),
    sentence(
        &["proprietary"],
        "proprietary",
        0.93,
        Severity::Medium,
        0.4,
        r"\b(?:is|are|remains?|contains?|constitutes?|includes?|containing) (?:the |a |an )?(?:\w+,? ){0,4}proprietary (?:and \w+ |, \w+ )?(?:information|property|materials?|data|source code|code|works?|software|intellectual property|technology|product)\b[^\n]{0,20}\b(?:of|to|belonging|owned|which is|and may|and must|and is|and shall|that may)\b",
    ),
    sentence(
        &["proprietary", "source", "commercial software"],
        "proprietary",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:this|the|these|all) (?:\w+ ){0,2}(?:software|code|source code|source file|files?|program|library|project|module|repository|package|documents?|work|product|script)(?: \w+){0,8} (?:is|are) (?:strictly )?(?:proprietary|closed[- ]source|commercial software|not open[- ]source)\b(?:[.,;:]|$| (?:and|to|software|code|property|-|information|material))",
    ),
    sentence(
        &["property of"],
        "proprietary",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:(?:sole|exclusive|confidential) property|(?:is|are|remains?|constitutes?) (?:the )?(?:\w+ )?intellectual property) of [a-z0-9][^\n]{2,60}|\bthis (?:\w+ )?(?:document|drawing|file|report|design|specification|manual|software|program|algorithm|code|material|print|plan|data)(?: and [^\n]{3,60})? (?:is|are|remains?) the property of [a-z0-9][^\n]{2,60}",
    ),
    sentence(
        &["licen", "agreement"],
        "proprietary",
        0.88,
        Severity::Medium,
        0.35,
        r"\blicensed materials? - property of\b|\b(?:licensed|used|disclosed|provided|supplied|furnished)(?: only| solely)? (?:under|pursuant to|in accordance with|subject to)(?: the terms of)? (?:a |an |the |your |that )?(?:[a-z0-9&]+ ){0,3}(?:separate |written |signed |commercial |proprietary |confidential )+(?:license|licence|agreement)",
    ),
    sentence(
        &["unauthori"],
        "unauthorised-copying",
        0.93,
        Severity::Medium,
        0.4,
        r"\bunauthori[sz]ed (?:copying|cop(?:y|ies)|use|reproduction|disclosure|distribution|duplication|access|dissemination|redistribution|modification|reverse|sharing|transmission|publication|review|viewing|retention|possession|release)\b[^\n]{0,140}\b(?:prohibited|forbidden|not permitted|(?:is|are|be|may) (?:\w+ ){0,2}(?:unlawful|illegal)|infring|constitutes? a|in violation|liable|prosecut|penalt|(?:is|are|be) subject to)",
    ),
    sentence(
        &["prohibited", "forbidden"],
        "unauthorised-copying",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:any |the )?(?:copying|cop(?:y|ies)|use|reproduction|disclosure|distribution|duplication|dissemination|redistribution|sharing|transmission|publication|photocopying|transfer)\b[^\n]{0,120}\b(?:is|are) (?:strictly |expressly |hereby )+(?:prohibited|forbidden)\b",
    ),
    sentence(
        &["without", "except", "unless", "absent"],
        "permission",
        0.92,
        Severity::Medium,
        0.4,
        r"\b(?:may|must|shall|can|should|is|are|will) ?(?:not|only)\b[^\n]{0,80}\b(?:copied|reproduced|disclosed|distributed|disseminated|transmitted|shared|divulged|circulated|forwarded|published|released|redistributed|duplicated|transferred|revealed|communicated|copy|reproduce|disclose|distribute)\b[^\n]{0,140}\b(?:without|except (?:with|as|by|in|under)|unless|absent)\b[^\n]{0,60}\b(?:written|in writing|prior|express|explicit|authori[sz]ed|agreement|license agreement)\b",
    ),
    sentence(
        &["no part of"],
        "permission",
        0.9,
        Severity::Medium,
        0.4,
        r"\bno part of (?:this|the)\b[^\n]{0,80}\b(?:reproduced|copied|disclosed|distributed|transmitted|used|stored)\b[^\n]{0,160}\b(?:permission|consent|authori[sz]ation|approval)\b",
    ),
    sentence(
        &["outside", "beyond", "externally", "third part", "to any"],
        "permission",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:do not|don't|must not|shall not|may not|not to|never|cannot|should not|not) (?:be )?(?:distribut|cop|forward|shar|disclos|reproduc|disseminat|circulat|redistribut|releas|publish|post|transmit|discuss|upload)\w*\b[^\n]{0,60}\b(?:(?:outside|beyond)(?: of)?(?: [a-z0-9&.']+){1,6}|outside|externally|third part(?:y|ies)|to anyone|to any (?:person|party|third))\b",
    ),
    sentence(
        &["intended"],
        "addressee",
        0.85,
        Severity::Low,
        0.25,
        r"\bintended (?:only|solely|exclusively) for (?:the )?(?:use (?:of|by) )?(?:the )?(?:\w+ ){0,3}(?:addressees?|recipients?|individual|person|named|employees|authori[sz]ed (?:person|recipient|user|staff|individual))",
    ),
    sentence(
        &["internal use"],
        "internal",
        0.88,
        Severity::Low,
        0.3,
        r"\b(?:for|restricted to|limited to|intended for)(?: the)?(?: sole| exclusive)? internal use (?:only (?:by|of|within|at|in) (?:the )?[a-z]|(?:by|of|within|at|in) (?:the |our )?(?:company|organi[sz]ation|firm|group|corporation|employees|staff|[a-z0-9&]+(?: [a-z0-9&]+)? (?:inc|corp|corporation|ltd|limited|llc|gmbh|plc|ag|s\.a)\b|[a-z0-9&]+ (?:employees|staff|personnel)))",
    ),
    sentence(
        &["only"],
        "internal",
        0.88,
        Severity::Low,
        0.3,
        r"\b(?:for|restricted to|available to|intended for|visible to|only for|limited to) [a-z0-9&.' -]{0,30}\b(?:employees|personnel|staff|associates)(?: and contractors)? only\b|\b(?:employees|personnel|staff)(?: and contractors)? only - ",
    ),
    sentence(
        &["internal"],
        "internal",
        0.86,
        Severity::Low,
        0.3,
        r"\bthis (?:\w+ ){0,2}(?:document|page|file|report|presentation|repository|wiki|guide|runbook|material|information|dashboard) is (?:strictly )?(?:for )?internal(?: use)?(?: only)?(?:[.,;]| and|$| to [a-z]| - )",
    ),
    sentence(
        &["need", "distribution"],
        "restricted",
        0.88,
        Severity::Medium,
        0.4,
        r"\bon a (?:strict )?(?:need[- ]to[- ]know|need to know) basis\b[^\n]{0,40}\b(?:only|must|shall|document|information)\b|\bdistribution (?:of this \w+ )?is (?:restricted|limited) to [^\n]{3,60}",
    ),
];

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
/// The text itself as the thing that is spoken of.
static THIS_TEXT: Words = Words::new(
    r"\b(?:this|these|the|its|any|attached|enclosed|all)(?: \w+){0,3} (?:documents?|files?|code|software|presentation|information|materials?|reports?|pages?|message|e-?mail|communication|contents?|transmission|module|program|repository|slides?|memo(?:randum)?|drawing|specification|design|spreadsheet|workbook|work|data|publication|manual|paper|proposal|listing|script)\b|\bherein\b|\bhereof\b",
);
/// How even a contract says that it is itself confidential, on its first lines.
const OPENING: [&str; 6] = [
    "this document",
    "this file",
    "this report",
    "this presentation",
    "these materials",
    "this agreement is",
];
/// Whose rules end at the border of an organisation and not at the border of a class or a file.
static ORGANISATION: Words = Words::new(
    r"\b(?:company|organi[sz]ation|firm|team|group|corp(?:oration)?|department|office|agency|enterprise|business|institution|university|committee|board|division|inc|ltd|llc|gmbh|plc)\b|third part|\banyone\b|\bexternally\b|\bany (?:person|party)\b",
);

/// The strongest sentence of the notice's paragraph.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, notice: &Notice) -> Option<Found> {
    let p = &notice.paragraph;
    let first = SENTENCES
        .iter()
        .find(|s| s.find(p).is_some_and(|r| speaks_of_the_text(doc, s.class, notice, &r)))?;
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
        confidence *= 0.6;
    }
    if line.table || line.list && middle {
        confidence *= 0.5;
    }
    if doc.kind == Kind::Prose && middle && more == 0 && !company {
        confidence *= 0.75;
    }
    if talks_about(p) || contract::is_one(doc) && !(place == Position::Head && OPENING.iter().any(|o| p.contains(o))) {
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
fn speaks_of_the_text(doc: &Doc<'_>, class: &str, notice: &Notice, at: &std::ops::Range<usize>) -> bool {
    let paragraph = notice.paragraph.as_str();
    let (Some(before), Some(sentence)) = (paragraph.get(..at.start), paragraph.get(at.clone())) else {
        return false;
    };
    // What stands in backquotes is cited.
    if before.matches('`').count() % 2 == 1 {
        return false;
    }
    // "They will not disclose": who speaks stands before the auxiliary.
    let said_by = before
        .trim_end()
        .rsplit(' ')
        .find(|w| !["will", "would", "do", "does", "did", "can", "could", "to"].contains(w))
        .unwrap_or_default();
    // The sentence up to here, for its subject.
    let subject = before.rsplit(". ").next().unwrap_or(before);
    match class {
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
                    || !sentence.contains("outside") && !sentence.contains("beyond")
                    || ORGANISATION.is_match(sentence)
                    || banner::COMPANION.is_match(&notice.text))
        }
        "proprietary" => !["of others", "of their", "of its respective", "of third"]
            .iter()
            .any(|o| sentence.contains(o)),
        // "Based on unpublished work by somebody" cites.
        "unpublished" => !matches!(
            said_by,
            "on" | "by" | "from" | "in" | "some" | "see" | "his" | "her" | "their"
        ),
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
        assert!(ABOUT_NAMES.compiles() && THIS_TEXT.compiles() && ORGANISATION.compiles());
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
