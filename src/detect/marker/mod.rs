//! Signs that a text is not meant for everybody: banners, protocol and classification marks, legal notices.
//!
//! One family a file. Each looks at the line around a keyword and at what stands beside it; the measure is that a lawyer
//! would recognise what is reported. At most one finding of a class is reported for a text, the most certain one.

mod banner;
mod compose;
mod contract;
mod declared;
mod government;
mod hosts;
mod label;
mod language;
mod legal;
mod manifest;
pub(crate) mod place;
mod property;
mod sentence;
mod settings;
mod tlp;
pub(crate) mod words;

use std::sync::OnceLock;

use super::{Context, Hit, Recognised};
use crate::finding::Severity;
use place::{Doc, Kind};
use words::Words;

/// Hits looked at from the start and from the end of a text; what lies between repeats them.
const MOST: usize = 400;

/// Classes whose wordings share a word with company banners.
const OFFICIAL: [&str; 6] = [
    "privilege",
    "eu-classified",
    "nato-classified",
    "national-classified",
    "confidential-classified",
    "uk-classified",
];

/// Whether a public licence over the file contradicts the findings of a recogniser: what people write in words. Labels
/// of tools, fixed forms of governments, manifests and registries say what they say wherever they stand.
pub(crate) fn contradicted(recogniser: &str) -> bool {
    recogniser
        .strip_prefix("marker:")
        .is_some_and(|class| IN_WORDS.contains(&class))
}

/// Classes of marks in words.
const IN_WORDS: [&str; 31] = [
    "confidential",
    "proprietary",
    "trade-secret",
    "unpublished",
    "unauthorised-copying",
    "permission",
    "internal",
    "no-distribution",
    "restricted",
    "addressee",
    "nda",
    "privilege",
    "draft",
    "embargo",
    "inside-information",
    "zh",
    "ja",
    "ko",
    "de",
    "fr",
    "es",
    "pt",
    "ru",
    "it",
    "pl",
    "other",
    "tlp-red",
    "tlp-amber-strict",
    "tlp-amber",
    "tlp-green",
    "tlp-clear",
];

/// A marker before it is handed on.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) class: &'static str,
    pub(crate) span: (usize, usize),
    pub(crate) confidence: f64,
    pub(crate) impact: f64,
    pub(crate) severity: Severity,
    pub(crate) evidence: Vec<String>,
}

/// A text that explains marks instead of bearing them.
static TALK: Words = Words::new(
    r#"\b(?:e\.g\.|marked ['"]|for example|for instance|such as|examples?:|placeholder|regex|regular expression|keywords?|detect(?:s|ed|ion|or)?|taxonom(?:y|ies)|marked (?:as|with)|marks? (?:\w+ ){1,4}as|labell?ed (?:as|with)|tagged (?:as|with)|if (?:the|a|an|your)|if you (?:want|need|use|see|set|find|know|mark|have a)|whether|i (?:confirm|certify|have|agree)|(?:does|do|did|must|should) not (?:\w+ )?(?:contain|include))\b"#,
);

pub(super) fn talks_about(paragraph: &str) -> bool {
    TALK.is_match(paragraph)
}

/// Whoever speaks to a reader of the reader's own things makes a promise about these; the text itself is not meant.
fn promises(paragraph: &str) -> bool {
    language::words::YOURS.iter().any(|y| paragraph.contains(y))
        || ["your ", "you ", "we ", "users "]
            .iter()
            .any(|w| paragraph.starts_with(w))
        || paragraph.contains(" your ")
}

/// A page on security tells how faults are reported.
fn contract_or_policy(doc: &Doc<'_>) -> bool {
    let path = doc.path.to_ascii_lowercase();
    ["security", "contributing", "code_of_conduct", "privacy", "terms"]
        .iter()
        .any(|w| path.contains(w))
        || memchr::memmem::find(doc.text.get(..doc.text.len().min(8192)).unwrap_or_default(), b"ulnerab").is_some()
            && doc.kind == Kind::Prose
}

/// Which family answers to a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Banner,
    Declared,
    Government,
    Host,
    Label,
    Language,
    Legal,
    Tlp,
}

/// Words whose families were told already: there are a few hundred, and the same ones come again and again.
static TOLD: [OnceLock<(Box<[u8]>, Families)>; 1024] = [const { OnceLock::new() }; 1024];

type Families = [Option<Family>; 2];

/// The families of a keyword as it stands in the text.
fn families(word: &[u8]) -> Families {
    let hash = word.iter().fold(0x811C_9DC5_u32, |h, b| {
        (h ^ u32::from(b | 0x20)).wrapping_mul(0x0100_0193)
    });
    let Some(slot) = TOLD.get((hash >> 22) as usize) else {
        return tell(word);
    };
    let (known, families) = slot.get_or_init(|| (word.into(), tell(word)));
    if known.eq_ignore_ascii_case(word) {
        *families
    } else {
        tell(word)
    }
}

/// Told by the word, so that the rules stay data.
fn tell(word: &[u8]) -> Families {
    use Family::{Banner, Declared, Government, Host, Label, Language, Legal, Tlp};
    let mut lower = [0u8; 64];
    let n = word.len().min(64);
    let (Some(slot), Some(w)) = (lower.get_mut(..n), word.get(..n)) else {
        return [None, None];
    };
    slot.copy_from_slice(w);
    slot.make_ascii_lowercase();
    let w: &[u8] = slot;
    let any = |list: &[&str]| list.iter().any(|l| memchr::memmem::find(w, l.as_bytes()).is_some());
    if w.starts_with(b"tlp") {
        [Some(Tlp), None]
    } else if declared::WORDS.contains(&w) {
        [Some(Declared), None]
    } else if w.starts_with(b"not for ") && any(&[" before", " until", "broadcast"]) {
        [Some(Legal), None]
    } else if w.starts_with(b".") {
        [Some(Host), None]
    } else if any(&[
        "msip_",
        "label",
        "titus",
        "boldonjames",
        "bjcls",
        "bjdoc",
        "bjheader",
        "bjfooter",
        "contentmarking",
        "x-protective",
        "x-classification",
        "documentclassification",
        "dataclassification",
        "informationclassification",
    ]) {
        [Some(Label), None]
    } else if w == b"top secret" {
        [Some(Government), Some(Banner)]
    } else if w == b"confidential draft" {
        [Some(Legal), Some(Banner)]
    } else if w == b"confidential" {
        [Some(Banner), Some(Government)]
    } else if any(&["official use", "diffusion restreinte"]) {
        [Some(Government), Some(Language)]
    } else if any(&["dienstgebrauch"]) {
        [Some(Language), Some(Government)]
    } else if any(&[
        "cui",
        "controlled",
        "secret//",
        "top secret",
        "classified by",
        "derived from",
        "declassify",
        "official",
        "fouo",
        "law enforcement",
        "nato ",
        "eu restr",
        "eu secret",
        "eu conf",
        "cosmic",
        "restreint ue",
        "secret ue",
        "vs-",
        "fense",
        "protected ",
        "protected//",
        "protected\n",
        "protected\r",
        "distribution statement",
        "export",
        "arms",
        "itar",
        "cfr",
        "c.f.r",
        "eccn",
        "munitions",
        "(s//",
        "(ts//",
        "(c//",
        "but unclassified",
        "uk secret",
        "uk eyes",
    ]) {
        [Some(Government), None]
    } else if any(&[
        "non-disclosure",
        "nondisclosure",
        "nda",
        "confidentiality agreement",
        "attorney",
        "privilege",
        "prejudice",
        "counsel",
        "litigation",
        "solicitor",
        "rule 408",
        "fre 408",
        "pat. pend",
        "patent",
        "applied for",
        "draft",
        "decisional",
        "embargo",
        "hold for release",
        "public information",
        "nonpublic",
        "mnpi",
        "inside information",
        "rights reserved",
        "vorbehalten",
        "derechos reservados",
        "direitos reservados",
        "tous droits",
        "diritti riservati",
        "版权所有",
        "版權所有",
    ]) {
        [Some(Legal), None]
    } else if any(&[
        "proprietary",
        "trade secret",
        "internal use",
        "internal only",
        "company internal",
        "internal distribution",
        "not for ",
        "do not ",
        "unpublished",
        "unauthori",
        "prior written",
        "in confidence",
        "in-confidence",
        "eyes only",
        "need to know",
        "need-to-know",
        "recipients only",
        "employees only",
        "personnel only",
        "restricted distribution",
        "distribution of this",
        "limited distribution",
        "limited circulation",
        "commercial licen",
        "not for use or",
        "restricted circulation",
        "closed source",
        "closed-source",
        "licensed ",
        "property of",
        "owned or",
        "intended only",
        "intended solely",
        "is prohibited",
        "is forbidden",
        "written agreement",
        "prior a",
        "prior consent",
        "for distribution within",
        "for circulation within",
        "strictly prohibited",
        "strictly forbidden",
        "expressly prohibited",
        "no part of",
        "written consent",
        "written permission",
        "written authori",
        "outside of",
        "third part",
        "externally",
        "staff only",
        "strictly private",
        "sensitive",
        "company private",
        "not to be ",
        "no further",
        "no onward",
        "internal ",
        "internal\t",
        "outside ",
        "restricted ",
        "directors only",
        "management only",
        "addressee",
        "company use",
        "restricted access",
    ]) {
        [Some(Banner), None]
    } else {
        [Some(Language), None]
    }
}

/// The recogniser `marker`.
pub(crate) fn find<'t>(text: &'t [u8], ctx: &Context<'_>, hits: &[Hit], emit: &mut dyn FnMut(Recognised<'t>)) {
    let spans: Vec<(usize, usize)> = hits.iter().map(|h| (h.pos, h.len)).collect();
    for f in examine(text, ctx.path, ctx.binary, &spans) {
        emit(Recognised {
            class: f.class,
            start: f.span.0,
            end: f.span.1,
            value: None,
            confidence: f.confidence,
            impact: Some(f.impact),
            severity: Some(f.severity),
            evidence: f.evidence,
        });
    }
}

/// All markers of a text from the keywords seen in it, `(position, length)` in order.
fn examine(text: &[u8], path: &str, binary: bool, hits: &[(usize, usize)]) -> Vec<Found> {
    let mut best: Vec<Found> = Vec::new();
    let (mut tlp, mut host, mut label) = (Vec::new(), Vec::new(), Vec::new());
    let doc = Doc::new(text, path);
    let properties = property::is_part(path);
    // One line is looked at once by each family, however many keywords it holds.
    let mut last = [usize::MAX; 4];
    for (i, &(pos, len)) in hits.iter().enumerate() {
        let Some(word) = text.get(pos..pos + len) else { continue };
        for family in families(word).into_iter().flatten() {
            match family {
                Family::Tlp => tlp.push((pos, len)),
                Family::Host => host.push((pos, len)),
                Family::Label => label.push((pos, len)),
                Family::Banner if properties => {
                    if let Some(found) = property::examine(&doc, (pos, pos + len)) {
                        keep(&mut best, found);
                    }
                }
                Family::Declared => {
                    let hit = (pos, pos + len);
                    if !binary
                        && let Some(found) = declared::examine(&doc, hit).or_else(|| settings::examine(&doc, hit))
                    {
                        keep(&mut best, found);
                    }
                }
                _ if binary || i >= MOST && i + MOST / 4 < hits.len() => {}
                _ => {
                    let Some(line) = doc.line(pos) else { continue };
                    let seen = match family {
                        Family::Banner => last.first_mut(),
                        Family::Language => last.get_mut(1),
                        _ => None,
                    };
                    if let Some(seen) = seen {
                        if *seen == line.start {
                            continue;
                        }
                        *seen = line.start;
                    }
                    if !doc.speaks(&line) {
                        continue;
                    }
                    let hit = (pos, pos + len);
                    let found = match family {
                        Family::Banner => banner::examine(&doc, &line, hit),
                        Family::Government => government::examine(&doc, &line, hit),
                        Family::Legal => legal::examine(&doc, &line, hit),
                        _ => language::examine(&doc, &line, hit),
                    };
                    let Some(found) = found else { continue };
                    // What is reserved is often forbidden in the same breath.
                    if found.class == "all-rights-reserved" {
                        let notice = doc.notice(&line);
                        [true, false]
                            .into_iter()
                            .filter_map(|english| compose::examine(&doc, &line, &notice, english))
                            .for_each(|made| keep(&mut best, Found { span: hit, ..made }));
                    }
                    keep(&mut best, found);
                }
            }
        }
    }
    if !binary {
        tlp::examine(&doc, &tlp, &mut best);
        hosts::examine(&doc, &host, &mut best);
        manifest::examine(text, path, &mut best);
    }
    // The blanks of a form, a letter, a report yet to be written.
    if best.iter().any(|f| f.confidence >= 0.5) && doc.is_template() {
        best.iter_mut().for_each(|f| f.confidence *= 0.5);
    }
    label::examine(&doc, &label, &mut best);
    // `EU CONFIDENTIAL` is a level of classification, not a company's banner.
    let official: Vec<usize> = best
        .iter()
        .filter(|f| OFFICIAL.contains(&f.class) && f.confidence >= 0.5)
        .filter_map(|f| Some(doc.line(f.span.0)?.start))
        .collect();
    best.retain(|f| f.class != "confidential" || doc.line(f.span.0).is_none_or(|l| !official.contains(&l.start)));
    best
}

fn keep(best: &mut Vec<Found>, found: Found) {
    match best.iter_mut().find(|b| b.class == found.class) {
        Some(b) if b.confidence >= found.confidence => {}
        Some(b) => *b = found,
        None => best.push(found),
    }
}
