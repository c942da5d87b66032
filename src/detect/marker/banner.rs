//! Confidentiality banners and notices in English: shape, place and company decide, not the word.
//!
//! Two ways lead to a finding. A *notice* is a sentence that says by itself that the text must not spread; it counts in
//! prose and comments. A *banner* is a line of its own made of little but a phrase; it counts by position, capitals,
//! ornament and what stands beside it.

use super::place::{Doc, Kind, Line, Notice, Position, capitals, plain};
use super::words::Words;
use super::{Found, talks_about};
use crate::finding::Severity;

/// A sentence that is a marker by itself.
struct Sentence {
    class: &'static str,
    words: Words,
    confidence: f64,
    severity: Severity,
    impact: f64,
}

const fn sentence(
    class: &'static str,
    confidence: f64,
    severity: Severity,
    impact: f64,
    words: &'static str,
) -> Sentence {
    Sentence {
        class,
        words: Words::new(words),
        confidence,
        severity,
        impact,
    }
}

/// Strongest first; the first that matches names the class, later ones add to the evidence.
static SENTENCES: [Sentence; 23] = [
    sentence(
        "trade-secret",
        0.93,
        Severity::High,
        0.5,
        r"\b(?:contain|constitut|embod|includ|disclos|compris|is|are|as|represent)\w*\b[^\n]{0,60}\btrade secrets?\b[^\n]{0,40}\b(?:of|belonging|owned|and|which|that|may|pursuant|under)\b",
    ),
    sentence(
        "trade-secret",
        0.9,
        Severity::High,
        0.5,
        r"\b(?:protected (?:by|as|under)|under) (?:\w+,? ){0,6}trade secrets?\b(?: or copyright)?(?: and copyright)?(?: law)?",
    ),
    sentence(
        "trade-secret",
        0.9,
        Severity::High,
        0.5,
        r"\b(?:valuable|proprietary|confidential)(?:,| and|,? or)? trade secrets?\b|\btrade secrets?(?:,| and|,? or)? (?:confidential|proprietary)\b",
    ),
    sentence(
        "unpublished",
        0.93,
        Severity::High,
        0.45,
        r"\bunpublished,? (?:and )?(?:proprietary|confidential|licensed|trade secret|work|source code|copyright)[^\n]{0,60}",
    ),
    sentence(
        "confidential",
        0.95,
        Severity::High,
        0.5,
        r"\b(?:strictly|highly|most|extremely) (?:private and )?confidential\b[^\n]{0,60}\b(?:information|property|material|document|data|code|intended|do not|may not|not)\b",
    ),
    sentence(
        "confidential",
        0.94,
        Severity::Medium,
        0.45,
        r"\b(?:confidential|proprietary)(?: and|,| &|/| or|, and) (?:\w+ )?(?:proprietary|confidential|privileged|trade secret)(?:,? (?:and )?trade secrets?)? (?:information|property|materials?|data|code|content|source code|works?|software|documentation|intellectual property)\b(?: (?:of|to|belonging|owned|and|that|which|is|for)\b)?",
    ),
    sentence(
        "confidential",
        0.92,
        Severity::Medium,
        0.45,
        r"\b(?:is|are|remains?|contains?|constitutes?|includes?|considered|deemed|containing) (?:the )?(?:\w+ ){0,4}confidential (?:\w+ )?(?:information|property|materials?|data|information of|work product)\b[^\n]{0,60}\b(?:of|belonging|owned|intended|propriet|solely|may not|must not|shall not|do not|not be)",
    ),
    sentence(
        "confidential",
        0.9,
        Severity::Medium,
        0.45,
        r"\b(?:this|the|these|all) (?:\w+ ){0,2}(?:documents?|files?|code|source code|software|presentation|information|materials?|report|pages?|message|e-?mail|communication|content|contents|transmission|module|repository|slides?|memo|memorandum|drawing|specification|design|spreadsheet|workbook)(?: \w+){0,8} (?:is|are|contains?) (?:\w+ ){0,2}(?:strictly |highly |company |legally |private and |proprietary and )?confidential\b(?:[.,;:)]|$| and (?:proprietary|may|must|is|intended|shall|for|should|not|privileged|legally)| to [a-z]| information| property| material| data| within| -| \()",
    ),
    sentence(
        "confidential",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:treat|handle|keep|hold)(?:ed)? (?:this |these |the |it |all )(?:\w+ ){0,3}(?:as )?(?:strictly |company )?confidential\b(?:[.,;:]|$)",
    ),
    sentence(
        "proprietary",
        0.93,
        Severity::Medium,
        0.4,
        r"\b(?:is|are|remains?|contains?|constitutes?|includes?|containing) (?:the |a |an )?(?:\w+,? ){0,4}proprietary (?:and \w+ |, \w+ )?(?:information|property|materials?|data|source code|code|works?|software|intellectual property|technology|product)\b[^\n]{0,20}\b(?:of|to|belonging|owned|which is|and may|and must|and is|and shall|that may)\b",
    ),
    sentence(
        "proprietary",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:this|the|these|all) (?:\w+ ){0,2}(?:software|code|source code|source file|files?|program|library|project|module|repository|package|documents?|work|product|script)(?: \w+){0,8} (?:is|are) (?:strictly )?(?:proprietary|closed[- ]source|commercial software|not open[- ]source)\b(?:[.,;:]|$| (?:and|to|software|code|property|-|information|material))",
    ),
    sentence(
        "proprietary",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:sole|exclusive|intellectual|confidential) property of [a-z0-9][^\n]{2,60}",
    ),
    sentence(
        "proprietary",
        0.88,
        Severity::Medium,
        0.35,
        r"\blicensed materials? - property of\b|\b(?:licensed|used|disclosed|provided|supplied|furnished)(?: only| solely)? (?:under|pursuant to|in accordance with|subject to)(?: the terms of)? (?:a |an |the |your |that )?(?:[a-z0-9&]+ ){0,3}(?:separate |written |signed |commercial |proprietary |confidential )+(?:license|licence|agreement)",
    ),
    sentence(
        "unauthorised-copying",
        0.93,
        Severity::Medium,
        0.4,
        r"\bunauthori[sz]ed (?:copying|cop(?:y|ies)|use|reproduction|disclosure|distribution|duplication|access|dissemination|redistribution|modification|reverse|sharing|transmission|publication|review|viewing|retention|possession|release)\b[^\n]{0,140}\b(?:prohibited|forbidden|unlawful|not permitted|illegal|infring|violation|liable|prosecut|penalt|subject to)",
    ),
    sentence(
        "unauthorised-copying",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:any |the )?(?:copying|cop(?:y|ies)|use|reproduction|disclosure|distribution|duplication|dissemination|redistribution|sharing|transmission|publication|photocopying|transfer)\b[^\n]{0,120}\b(?:is|are) (?:strictly |expressly |hereby )+(?:prohibited|forbidden)\b",
    ),
    sentence(
        "permission",
        0.92,
        Severity::Medium,
        0.4,
        r"\b(?:may|must|shall|can|should|is|are|will) ?(?:not|only)\b[^\n]{0,80}\b(?:copied|reproduced|disclosed|distributed|disseminated|transmitted|shared|divulged|circulated|forwarded|published|released|redistributed|duplicated|transferred|revealed|communicated|copy|reproduce|disclose|distribute)\b[^\n]{0,140}\b(?:without|except (?:with|as|by|in|under)|unless|absent)\b[^\n]{0,60}\b(?:written|prior|express|explicit|authori[sz]ed|agreement|license agreement)\b",
    ),
    sentence(
        "permission",
        0.9,
        Severity::Medium,
        0.4,
        r"\bno part of (?:this|the)\b[^\n]{0,80}\b(?:reproduced|copied|disclosed|distributed|transmitted|used|stored)\b[^\n]{0,160}\b(?:permission|consent|authori[sz]ation|approval)\b",
    ),
    sentence(
        "permission",
        0.9,
        Severity::Medium,
        0.4,
        r"\b(?:do not|don't|must not|shall not|may not|not to|never|cannot|should not|not) (?:be )?(?:distribut|cop|forward|shar|disclos|reproduc|disseminat|circulat|redistribut|releas|publish|post|transmit|discuss|upload)\w*\b[^\n]{0,60}\b(?:outside(?: of)?|beyond|externally|third part(?:y|ies)|to anyone|to any (?:person|party|third))\b",
    ),
    sentence(
        "addressee",
        0.85,
        Severity::Low,
        0.25,
        r"\bintended (?:only|solely|exclusively) for (?:the )?(?:use (?:of|by) )?(?:the )?(?:\w+ ){0,3}(?:addressees?|recipients?|individual|person|named|internal|employees|authori[sz]ed)\b",
    ),
    sentence(
        "internal",
        0.88,
        Severity::Low,
        0.3,
        r"\b(?:for|restricted to|limited to|intended for)(?: the)?(?: sole| exclusive)? internal use (?:only (?:by|of|within|at|in) (?:the )?[a-z]|(?:by|of|within|at|in) (?:the |our )?(?:company|organi[sz]ation|firm|group|corporation|employees|staff|[a-z0-9&]+(?: [a-z0-9&]+)? (?:inc|corp|corporation|ltd|limited|llc|gmbh|plc|ag|s\.a)\b|[a-z0-9&]+ (?:employees|staff|personnel)))",
    ),
    sentence(
        "internal",
        0.88,
        Severity::Low,
        0.3,
        r"\b(?:for|restricted to|available to|intended for|visible to|only for|limited to) [a-z0-9&.' -]{0,30}\b(?:employees|personnel|staff|associates)(?: and contractors)? only\b|\b(?:employees|personnel|staff)(?: and contractors)? only - ",
    ),
    sentence(
        "internal",
        0.86,
        Severity::Low,
        0.3,
        r"\bthis (?:\w+ ){0,2}(?:document|page|file|report|presentation|repository|wiki|guide|runbook|material|information|dashboard) is (?:strictly )?(?:for )?internal(?: use)?(?: only)?(?:[.,;]| and|$| to [a-z]| - )",
    ),
    sentence(
        "restricted",
        0.88,
        Severity::Medium,
        0.4,
        r"\bon a (?:strict )?(?:need[- ]to[- ]know|need to know) basis\b[^\n]{0,40}\b(?:only|must|shall|document|information)\b|\bdistribution (?:of this \w+ )?is (?:restricted|limited) to [^\n]{3,60}",
    ),
];

/// What makes a sentence about names, trademarks or warranties and not about secrecy.
static ABOUT_NAMES: Words = Words::new(
    r"\b(?:endorse|promot(?:e|ing)|publicity|advertising|trademarks?|redistribution and use|permission is (?:hereby )?granted|free of charge|gnu (?:lesser |library |affero )?general public|apache license|mozilla public|creative commons|open source license|hereby granted)\b",
);

/// A phrase that makes a banner where a line holds little else.
struct Phrase {
    class: &'static str,
    text: &'static str,
    /// Worth of the line alone: 0.55 for phrases that are no English sentence part, less for common words.
    base: f64,
    severity: Severity,
    impact: f64,
}

const fn phrase(class: &'static str, text: &'static str, base: f64, severity: Severity, impact: f64) -> Phrase {
    Phrase {
        class,
        text,
        base,
        severity,
        impact,
    }
}

/// Longer phrases first: the first that stands in the line names it.
static PHRASES: [Phrase; 68] = [
    phrase("trade-secret", "trade secrets", 0.4, Severity::High, 0.5),
    phrase("trade-secret", "trade secret", 0.45, Severity::High, 0.5),
    phrase(
        "confidential",
        "strictly private and confidential",
        0.7,
        Severity::High,
        0.5,
    ),
    phrase("confidential", "private and confidential", 0.6, Severity::Medium, 0.45),
    phrase("confidential", "private & confidential", 0.6, Severity::Medium, 0.45),
    phrase("confidential", "strictly confidential", 0.65, Severity::High, 0.5),
    phrase("confidential", "highly confidential", 0.6, Severity::High, 0.5),
    phrase("confidential", "top confidential", 0.55, Severity::High, 0.5),
    phrase("confidential", "most confidential", 0.5, Severity::High, 0.5),
    phrase(
        "confidential",
        "proprietary and confidential",
        0.65,
        Severity::Medium,
        0.45,
    ),
    phrase(
        "confidential",
        "proprietary & confidential",
        0.65,
        Severity::Medium,
        0.45,
    ),
    phrase(
        "confidential",
        "confidential and proprietary",
        0.65,
        Severity::Medium,
        0.45,
    ),
    phrase(
        "confidential",
        "confidential & proprietary",
        0.65,
        Severity::Medium,
        0.45,
    ),
    phrase("confidential", "confidential/proprietary", 0.65, Severity::Medium, 0.45),
    phrase("confidential", "proprietary/confidential", 0.65, Severity::Medium, 0.45),
    phrase("confidential", "company confidential", 0.65, Severity::Medium, 0.45),
    phrase("confidential", "business confidential", 0.6, Severity::Medium, 0.45),
    phrase("confidential", "client confidential", 0.6, Severity::Medium, 0.45),
    phrase("confidential", "customer confidential", 0.6, Severity::Medium, 0.45),
    phrase("confidential", "corporate confidential", 0.6, Severity::Medium, 0.45),
    phrase("confidential", "commercially confidential", 0.6, Severity::Medium, 0.45),
    phrase("confidential", "commercial-in-confidence", 0.65, Severity::Medium, 0.45),
    phrase("confidential", "commercial in confidence", 0.65, Severity::Medium, 0.45),
    phrase("confidential", "in confidence", 0.3, Severity::Medium, 0.4),
    phrase(
        "confidential",
        "contains confidential information",
        0.6,
        Severity::Medium,
        0.45,
    ),
    phrase("confidential", "confidential information", 0.4, Severity::Medium, 0.45),
    phrase("confidential", "confidential", 0.4, Severity::Medium, 0.4),
    phrase("proprietary", "proprietary information", 0.4, Severity::Medium, 0.4),
    phrase("proprietary", "company proprietary", 0.6, Severity::Medium, 0.4),
    phrase("proprietary", "proprietary source code", 0.5, Severity::Medium, 0.4),
    phrase("proprietary", "proprietary", 0.35, Severity::Medium, 0.35),
    phrase(
        "no-distribution",
        "not for public distribution",
        0.6,
        Severity::Medium,
        0.4,
    ),
    phrase(
        "no-distribution",
        "not for external distribution",
        0.6,
        Severity::Medium,
        0.4,
    ),
    phrase(
        "no-distribution",
        "not for redistribution",
        0.55,
        Severity::Medium,
        0.35,
    ),
    phrase("no-distribution", "not for distribution", 0.6, Severity::Medium, 0.4),
    phrase(
        "no-distribution",
        "not for further distribution",
        0.6,
        Severity::Medium,
        0.4,
    ),
    phrase("no-distribution", "not for circulation", 0.6, Severity::Medium, 0.4),
    phrase("no-distribution", "not for public release", 0.6, Severity::Medium, 0.4),
    phrase(
        "no-distribution",
        "not for external release",
        0.6,
        Severity::Medium,
        0.4,
    ),
    phrase("no-distribution", "not for external use", 0.55, Severity::Medium, 0.35),
    phrase("no-distribution", "not for publication", 0.5, Severity::Medium, 0.35),
    phrase("no-distribution", "not for release", 0.5, Severity::Medium, 0.35),
    phrase("no-distribution", "do not distribute", 0.5, Severity::Medium, 0.35),
    phrase("no-distribution", "do not redistribute", 0.45, Severity::Medium, 0.35),
    phrase("no-distribution", "do not forward", 0.4, Severity::Medium, 0.35),
    phrase("no-distribution", "do not circulate", 0.5, Severity::Medium, 0.35),
    phrase(
        "no-distribution",
        "do not copy or distribute",
        0.6,
        Severity::Medium,
        0.4,
    ),
    phrase("no-distribution", "do not copy", 0.3, Severity::Medium, 0.3),
    phrase("no-distribution", "do not share", 0.35, Severity::Medium, 0.35),
    phrase("no-distribution", "do not disclose", 0.45, Severity::Medium, 0.4),
    phrase("internal", "for company internal use only", 0.65, Severity::Low, 0.3),
    phrase("internal", "company internal use only", 0.65, Severity::Low, 0.3),
    phrase("internal", "for internal use only", 0.5, Severity::Low, 0.3),
    phrase("internal", "internal use only", 0.5, Severity::Low, 0.3),
    phrase("internal", "for internal use", 0.35, Severity::Low, 0.25),
    phrase("internal", "for internal distribution only", 0.6, Severity::Low, 0.3),
    phrase("internal", "internal distribution only", 0.55, Severity::Low, 0.3),
    phrase("internal", "company internal", 0.5, Severity::Low, 0.3),
    phrase("internal", "internal only", 0.4, Severity::Low, 0.3),
    phrase("internal", "employees only", 0.45, Severity::Low, 0.3),
    phrase("restricted", "restricted distribution", 0.5, Severity::Medium, 0.4),
    phrase("restricted", "limited distribution", 0.45, Severity::Medium, 0.4),
    phrase("restricted", "restricted circulation", 0.5, Severity::Medium, 0.4),
    phrase("restricted", "need to know only", 0.5, Severity::Medium, 0.4),
    phrase("restricted", "need-to-know", 0.4, Severity::Medium, 0.4),
    phrase("restricted", "eyes only", 0.45, Severity::Medium, 0.4),
    phrase("restricted", "named recipients only", 0.55, Severity::Medium, 0.4),
    phrase("restricted", "restricted access", 0.35, Severity::Medium, 0.35),
];

/// What companies put beside a banner.
static COMPANION: Words = Words::new(
    r"\bcopyright\b|\(c\)|\xc2\xa9|\ball rights reserved\b|\b(?:inc|llc|ltd|limited|corp|corporation|gmbh|plc|s\.a\.|pty|k\.k\.|n\.v\.|b\.v\.|oy|aktiengesellschaft)\b|\bproperty of\b|\bunauthori[sz]ed\b|\bdisclosure\b|\bprior written\b|\bpermission of\b|\brecipients?\b|\bpage \d+\b",
);

/// Labels before a level: `Classification: Confidential`.
static LABEL: Words = Words::new(
    r"^(?:document |data |information |security |content |confidentiality |file |asset )*(?:classification|sensitivity|confidentiality|security level|protection level|distribution|marking|handling|security|status|access|audience|visibility|level|class|category|label|privacy)(?: level| label| class| marking| status)? ?[:=|\-] ?",
);

/// Words of a sentence; a banner has next to none.
const SENTENCE_WORDS: [&str; 40] = [
    "is", "are", "was", "were", "be", "the", "a", "an", "that", "which", "this", "it", "if", "when", "with", "to",
    "as", "will", "we", "you", "can", "has", "have", "your", "our", "they", "should", "from", "into", "because", "how",
    "what", "then", "than", "or", "by", "some", "any", "also", "its",
];

/// Looks at the notice around one line.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let notice = doc.notice(line);
    let by_sentence = sentences(doc, line, &notice);
    let by_shape = shape(doc, line, &notice);
    let mut best = match (by_sentence, by_shape) {
        // The sentence says what it is; the shape of the line says how loudly.
        (Some(mut said), Some(mut shown)) if said.confidence >= 0.5 => {
            if shown.severity > said.severity && shown.confidence >= 0.6 {
                said.severity = shown.severity;
                said.impact = said.impact.max(shown.impact);
            }
            said.confidence = said.confidence.max(shown.confidence);
            said.evidence.append(&mut shown.evidence);
            said
        }
        (Some(said), Some(shown)) => {
            if said.confidence >= shown.confidence {
                said
            } else {
                shown
            }
        }
        (a, b) => a.or(b)?,
    };
    best.span = hit;
    Some(best)
}

fn sentences(doc: &Doc<'_>, line: &Line<'_>, notice: &Notice) -> Option<Found> {
    let first = SENTENCES.iter().find(|s| s.words.is_match(&notice.paragraph))?;
    if ABOUT_NAMES.is_match(&notice.text) || doc.open() {
        return None;
    }
    let more = SENTENCES
        .iter()
        .filter(|s| s.class != first.class && s.words.is_match(&notice.text))
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
    let company = COMPANION.is_match(&notice.text);
    let place = doc.position(line.start);
    if doc.kind != Kind::Prose && place == Position::Middle && !company && more == 0 {
        confidence *= 0.6;
    }
    if line.table || line.list && place == Position::Middle {
        confidence *= 0.5;
    }
    if doc.kind == Kind::Prose && place == Position::Middle && more == 0 && !company {
        confidence *= 0.75;
    }
    if talks_about(&notice.paragraph) {
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

fn shape(doc: &Doc<'_>, line: &Line<'_>, notice: &Notice) -> Option<Found> {
    let bare = plain(&line.bare);
    let words = bare.split_whitespace().count();
    if words > 14 || bare.len() > 140 || line.table {
        return None;
    }
    let label = LABEL.find(bare.as_bytes()).map_or(0, |r| r.end);
    let (found, at) = PHRASES.iter().find_map(|p| Some((p, bounded(&bare, p.text)?)))?;
    let end = at + found.text.len();
    let before = bare.get(..at)?.trim_end();
    let after = bare.get(end..)?.trim_start();
    // A level beside a second phrase: `ACME CONFIDENTIAL - DO NOT DISTRIBUTE`.
    let second = PHRASES
        .iter()
        .any(|p| p.class != found.class && (bounded(before, p.text).is_some() || bounded(after, p.text).is_some()));
    let mut rest = SENTENCE_WORDS
        .iter()
        .filter(|w| bounded(before, w).is_some() || bounded(after, w).is_some())
        .count();
    if label > 0 && label <= at {
        rest = 0;
    }
    let loose_end = |s: &str| s.is_empty() || s.starts_with(|c: char| !c.is_alphanumeric());
    let closed = loose_end(after)
        || after.starts_with("information")
        || after.starts_with("document")
        || after.starts_with("material")
        || second;
    let caps = capitals(line.raw_phrase(&line.bare, at, end));
    if !closed && !caps || rest > 1 || rest == 1 && !caps && !second {
        return None;
    }
    let place = doc.position(line.start);
    let code = doc.kind != Kind::Prose;
    let alone = before.is_empty() && after.is_empty();
    let company = COMPANION.is_match(&bare) || COMPANION.is_match(&notice.text);
    let named = !before.is_empty()
        && before.split_whitespace().count() <= 6
        && !before.ends_with(',')
        && proper(&line.bare, before.len());
    let mut c = found.base;
    let mut evidence = Vec::new();
    let mut add = |yes: bool, worth: f64, what: &str| {
        if yes {
            c += worth;
            evidence.push(what.to_owned());
        }
    };
    add(label > 0 && label <= at, 0.3, "level behind a label");
    add(second, 0.25, "two marker phrases in one line");
    add(caps, if code { 0.15 } else { 0.2 }, "capitals");
    add(line.ornate, 0.1, "set off by ornament");
    add(
        place != Position::Middle,
        if code { 0.1 } else { 0.15 },
        if place == Position::Head {
            "in the head of the file"
        } else {
            "in the foot of the file"
        },
    );
    add(company, 0.15, "company or copyright beside it");
    add(named && !alone, 0.1, "a name before it");
    add(
        doc.kind == Kind::Prose && !caps && repeated(doc, line),
        0.2,
        "the same line again elsewhere in the file",
    );
    // In programs, `internal use only` and its kin speak of interfaces unless the head of the file says it.
    if code && place == Position::Middle {
        c -= if company && caps { 0.2 } else { 0.4 };
    }
    if code && !caps && !company && !second {
        c -= 0.25;
    }
    if line.heading && !caps {
        c -= 0.25;
    }
    if line.list && !caps {
        c -= 0.3;
    }
    if doc.kind == Kind::Prose && place == Position::Middle && !caps && !second && label == 0 {
        c -= 0.2;
    }
    if talks_about(&notice.paragraph) {
        c -= 0.3;
    }
    if doc.open() {
        c -= if caps && (company || second) { 0.25 } else { 0.5 };
    }
    if ABOUT_NAMES.is_match(&notice.text) {
        c -= 0.4;
    }
    (c >= 0.3).then(|| Found {
        class: found.class,
        span: (0, 0),
        confidence: c.min(0.96),
        impact: found.impact,
        severity: found.severity,
        evidence,
    })
}

/// Where a phrase stands in the text with no letter or digit on either side.
pub(super) fn bounded(text: &str, phrase: &str) -> Option<usize> {
    let joint = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(phrase)
        .find(|(i, _)| {
            !text.get(..*i).is_some_and(|b| b.ends_with(joint))
                && !text.get(i + phrase.len()..).is_some_and(|a| a.starts_with(joint))
        })
        .map(|(i, _)| i)
}

/// Whether every word before the phrase is written like a name.
fn proper(bare: &str, len: usize) -> bool {
    let Some(head) = bare.get(..len) else { return false };
    head.split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.len() > 3)
        .all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
}

/// Whether the same bare line stands at least once more (running headers and footers in extracted text).
fn repeated(doc: &Doc<'_>, line: &Line<'_>) -> bool {
    let key = line.raw.trim_ascii();
    key.len() >= 10 && memchr::memmem::find_iter(doc.text, key).take(2).count() == 2
}

impl Line<'_> {
    /// The part of the bare line under a phrase found in its lower-case form, or all of it where lengths differ.
    fn raw_phrase<'b>(&self, bare: &'b str, at: usize, end: usize) -> &'b str {
        bare.get(at..end)
            .filter(|_| plain(bare).len() == bare.len())
            .unwrap_or(bare)
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
        assert!(ABOUT_NAMES.compiles() && COMPANION.compiles() && LABEL.compiles());
    }

    #[test]
    fn phrases_want_word_bounds() {
        assert_eq!(bounded("the agenda", "nda"), None);
        assert_eq!(bounded("an nda, signed", "nda"), Some(3));
        assert_eq!(bounded("confidentiality", "confidential"), None);
    }
}
