//! Confidentiality banners and notices in English: shape, place and company decide, not the word.
//!
//! Two ways lead to a finding. A *notice* is a sentence that says by itself that the text must not spread (`sentence`). A
//! *banner* is a line of its own made of little but a phrase; it counts by position, capitals, ornament and what stands
//! beside it.

mod levels;
mod line;
mod phrase;

use super::place::{Doc, Kind, Line, Notice, Position, capitals, plain, plain_cased};
use super::sentence::{self, ABOUT_NAMES};
use super::words::Words;
use super::{Found, compose, talks_about};
use crate::finding::Severity;
use levels::{alternation, among_levels, labelled_row, lists_levels};
pub(super) use line::bounded;
use line::{is_script, loud, opens_internal, opens_with, place_of, proper, raw_phrase, repeated};
use phrase::PHRASES;

/// What companies put beside a banner.
pub(super) static COMPANION: Words = Words::new(
    r"\bcopyright\b|\(c\)|\xc2\xa9|\ball rights reserved\b|\b(?:inc|llc|ltd|limited|corp|corporation|gmbh|plc|s\.a\.|pty|k\.k\.|n\.v\.|b\.v\.|oy|aktiengesellschaft)\b|\bproperty of\b|\bunauthori[sz]ed\b|\bdisclosure\b|\bprior written\b|\bpermission of\b|\brecipients?\b|\bpage \d+\b",
);

/// What beside a phrase makes a mark of both, though it would be none alone: a ban, or for whom the text is.
static BESIDE: Words = Words::new(
    r"\b(?:do not|don't|not to|must not|may not|not for|never) (?:be )?(?:cop(?:y|ied|ies|ying)|(?:re)?distribut\w*|forward\w*|shar(?:e|ed|ing)|disclos\w*|circulat\w*|reproduc\w*|publish\w*|publication|releas\w*|remov\w+|print\w*|disseminat\w*|discuss\w*|sen[dt]|onward|external\w*|public|leave|pass\w*|show\w*|quot\w+|post(?:ed)?|upload\w*|push|leak\w*)\b|\bno (?:further |onward |external |public )?(?:cop(?:y|ies|ying)|(?:re)?distribution|forwarding|sharing|disclosure|circulation|reproduction|publication|release|printing|dissemination)\b|\bno (?:onward|external)\b|\b(?:directors?|board|management|staff|employees|personnel|addressees?|recipients?|partners|leadership|executives?|named (?:persons|individuals|people))(?: team| members| committee)?(?:'s?)?(?: eyes| use)? only\b|\b(?:internal|company|staff|employee) (?:use|circulation|distribution)(?: only)?\b|^(?:strictly )?(?:internal|restricted|private|secret)(?: only)?$|\bcopy (?:no\.?|number|\d+)(?: \d+)? of \d+\b",
);

/// Labels before a level: `Classification: Confidential`.
static LABEL: Words = Words::new(
    r"^(?:document |data |information |security |content |confidentiality |file |asset )*(?:circulation|classification|sensitivity|confidentiality|security level|protection level|distribution|marking|handling|security|status|access|audience|visibility|level|class|category|label|privacy)(?: level| label| class| marking| status)? ?[:=|\-] ?",
);

/// Phrases that name readers, and what may stand before these.
const WHO: [&str; 5] = [
    "management only",
    "directors only",
    "staff only",
    "employees only",
    "for staff only",
];
const BEFORE_WHO: [&str; 17] = [
    "for",
    "to",
    "by",
    "and",
    "the",
    "our",
    "of",
    "senior",
    "executive",
    "upper",
    "top",
    "company",
    "internal",
    "its",
    "all",
    "board",
    "office",
];

/// Signs between the parts of a line.
const PARTS: [char; 9] = ['.', ';', '|', ':', '(', ')', '/', '-', ','];

/// Words of a sentence; a banner has next to none.
const SENTENCE_WORDS: [&str; 40] = [
    "is", "are", "was", "were", "be", "the", "a", "an", "that", "which", "this", "it", "if", "when", "with", "to",
    "as", "will", "we", "you", "can", "has", "have", "your", "our", "they", "should", "from", "into", "because", "how",
    "what", "then", "than", "or", "by", "some", "any", "also", "its",
];

/// Classes that say what must not be done and name no level.
const BANS: [&str; 2] = ["permission", "no-distribution"];

/// Looks at the notice around one line.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let notice = doc.notice(line);
    let by_sentence = sentence::examine(doc, line, &notice);
    let by_shape = shape(doc, line, &notice);
    let by_parts = || compose::examine(doc, line, &notice, true).or_else(|| compose::head(doc, line, &notice));
    let mut best = match (by_sentence, by_shape) {
        (a, b) if a.iter().chain(&b).all(|f| f.confidence < 0.5) => by_parts().or(a).or(b)?,
        // The sentence says what it is; the shape of the line says how loudly.
        // What is internal must not be shown outside: the ban says nothing more.
        (Some(said), Some(mut shown))
            if shown.class == "internal" && shown.confidence >= 0.5 && BANS.contains(&said.class) =>
        {
            shown.confidence = shown.confidence.max(said.confidence);
            shown.evidence.extend(said.evidence);
            shown
        }
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
    let bare = plain(&line.bare);
    if BANS.contains(&best.class) && best.severity <= Severity::Medium {
        // What is internal, or a draft, must not go out: the level is what the line opens with.
        let class = if opens_internal(&bare) {
            Some("internal")
        } else if bare
            .strip_prefix("draft")
            .is_some_and(|r| !r.starts_with(char::is_alphanumeric))
        {
            Some("draft")
        } else {
            None
        };
        if let Some(class) = class {
            (best.class, best.severity, best.impact) = (class, Severity::Low, 0.3);
        }
    }
    best.span = hit;
    Some(best)
}

fn shape(doc: &Doc<'_>, line: &Line<'_>, notice: &Notice) -> Option<Found> {
    let bare = match line.table {
        true => labelled_row(line)?,
        false => plain(&line.bare),
    };
    // The same with its capitals; places in one are places in the other.
    let cased = match line.table {
        true => line.bare.clone(),
        false => plain_cased(&line.bare),
    };
    let words = bare.split_whitespace().count();
    // In a short part of the line: a long one is a sentence about something.
    let beside = bare
        .split(PARTS)
        .any(|s| s.split_whitespace().count() <= 9 && BESIDE.is_match(s.trim()));
    let (most, long) = if beside {
        (22, 180)
    } else if loud(&line.bare) {
        (30, 260)
    } else {
        (14, 140)
    };
    if words > most || bare.len() > long || lists_levels(&bare) || among_levels(doc, line, &bare) {
        return None;
    }
    let label = LABEL.find(bare.as_bytes()).map_or(0, |r| r.end);
    let (found, at) = PHRASES.iter().find_map(|p| Some((p, bounded(&bare, p.text)?)))?;
    let end = at + found.text.len();
    // `Attack surface management only`: what is done, and not who may read.
    let head = bare.get(..at).unwrap_or_default();
    let lower = |w: &str| cased.contains(w) && w.starts_with(char::is_lowercase);
    if WHO.contains(&found.text)
        && !capitals(raw_phrase(&cased, at, end))
        && head
            .trim_end()
            .rsplit(' ')
            .next()
            .is_some_and(|w| lower(w) && w.ends_with(char::is_alphanumeric) && !BEFORE_WHO.contains(&w))
    {
        return None;
    }
    // In capitals it is a government's.
    let shouted = bare.get(end..).is_some_and(|a| a.starts_with('!'));
    if found.text == "top secret" && (shouted || capitals(raw_phrase(&cased, at, end))) {
        return None;
    }
    let before = bare.get(..at)?.trim_end();
    let after = bare.get(end..)?.trim_start();
    let caps = capitals(raw_phrase(&cased, at, end));
    // A level beside a second phrase: `ACME CONFIDENTIAL - DO NOT DISTRIBUTE`.
    let others = PHRASES.iter().filter(|p| {
        (caps || p.base >= 0.3)
            && p.class != found.class
            && (bounded(before, p.text).is_some() || bounded(after, p.text).is_some())
    });
    let severity = others.clone().map(|p| p.severity).fold(found.severity, Ord::max);
    // `Strictly private & confidential` holds two phrases of one class.
    let severity = match found.class {
        "confidential" if severity < Severity::High && bounded(&bare, "strictly private").is_some() => Severity::High,
        _ => severity,
    };
    // `Internal - do not distribute`: the level is what the line names, the ban follows from it.
    let internal = found.class == "no-distribution"
        && others
            .clone()
            .any(|p| p.class == "internal" && (p.base >= 0.35 || opens_with(&bare, p.text)))
        && others.clone().all(|p| p.class == "internal");
    let (class, severity, impact) = match internal {
        true => ("internal", Severity::Low, 0.3),
        false => (found.class, severity, found.impact),
    };
    // Small letters on both sides of a comma may be a sentence about data.
    let segment = |at: usize| {
        let sign = |c: char| matches!(c, '-' | '|' | ';' | ':' | '.' | ',' | '(' | ')' | '/' | '[' | ']');
        let begin = bare.get(..at).and_then(|b| b.rfind(sign)).map_or(0, |i| i + 1);
        let all = bare.get(begin..).unwrap_or_default().trim_start();
        all.split(sign).next().unwrap_or(all).split_whitespace().count()
    };
    let short = caps || segment(at) <= 5 + found.text.split(' ').count();
    let second = short
        && others
            .clone()
            .any(|p| caps || bare.find(p.text).is_some_and(|i| segment(i) <= 5))
        || beside
            && [before, after].iter().any(|s| {
                let level = |s: &str| {
                    found.text.contains("internal") && s == "internal"
                        || doc.kind == Kind::Code && matches!(s, "secret" | "private")
                };
                s.split(PARTS).map(str::trim).any(|s| BESIDE.is_match(s) && !level(s))
            });
    // What is behind a full stop is another sentence; behind capitals and a colon stands what they mean.
    let own = match after.strip_prefix("until ") {
        Some(_) => "",
        None => after.split(['.', ';']).next().unwrap_or(after),
    };
    // `Keep it confidential`: of what was spoken of before.
    if [
        " keep it",
        " keep them",
        " kept",
        " stay",
        " stays",
        " remain",
        " remains",
    ]
    .iter()
    .any(|w| before.ends_with(w))
    {
        return None;
    }
    let explained = before.is_empty() && caps && after.starts_with([':', '-', '.']);
    let said = match words > 14 {
        true => before,
        false => before.rsplit(". ").next().unwrap_or(before),
    };
    let own = own.replace("need-to-know", "");
    let own = own.as_str();
    // `Not for disclosure to third parties`: to whom a ban is about.
    let others_too = [
        "to third parties",
        "to any third party",
        "to others",
        "to anyone",
        "outside",
    ];
    let own = match BANS
        .contains(&found.class)
        .then(|| others_too.iter().find_map(|w| own.strip_prefix(w)))
    {
        Some(Some(rest)) => rest,
        _ => own,
    };
    let holds = |part: &str, word: &str| {
        part.split_whitespace()
            .any(|w| w.trim_matches(|c: char| !c.is_alphanumeric()) == word)
    };
    let spoken = |part: &str| SENTENCE_WORDS.iter().filter(|w| holds(part, w)).count();
    // `Not for release to customers or partners`: whom a ban is about.
    let whom = match second && !caps && doc.position(line.start) != Position::Middle {
        true => spoken(own).min(2),
        false => 0,
    };
    let either = |w: &&&str| holds(said, w) || holds(own, w);
    let mut rest = SENTENCE_WORDS.iter().filter(either).count().saturating_sub(whom);
    // `For the committee's eyes only` names an audience.
    let audience = before.starts_with("for the ") && found.class == "restricted";
    // `Confidential - for the addressees only`: what opens the line is its level, and then who may read it.
    let opens = before.is_empty()
        && place_of(doc, line) != Position::Middle
        && !line.heading
        && cased.starts_with(char::is_uppercase)
        && after.starts_with('-')
        && (beside
            || after.contains(" only")
            || ["- this page", "- this document"].iter().any(|w| after.starts_with(w)));
    if label > 0 && label <= at || explained || audience || opens {
        rest = 0;
    }
    let loose_end = |s: &str| s.is_empty() || s.starts_with(|c: char| !c.is_alphanumeric());
    let closed = loose_end(after)
        || after.starts_with("until ")
        || after.starts_with("information")
        || after.starts_with("document")
        || after.starts_with("material")
        || after.starts_with("source")
        || after.starts_with("report")
        || after.starts_with("basis")
        || !after.is_empty() && after.len() < 4 && after.bytes().all(|b| b.is_ascii_digit())
        || after.starts_with("only")
        // `Veltman Group Confidential Page 3 of 9`, where the layout is lost.
        || after.strip_prefix("page ").is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()))
        || second;
    // `INTERNAL ONLY helper` is about a function, `confidential|internal only` a pattern.
    // `X.CONFIDENTIAL`, `CONFIDENTIAL = …`; in a row, the level is what its cell begins with.
    if ["tags", "keywords", "categories", "topics"]
        .iter()
        .any(|k| before.starts_with(k))
    {
        return None;
    }
    let member = bare
        .get(..at)?
        .strip_suffix('.')
        .is_some_and(|b| b.ends_with(char::is_alphanumeric));
    if member || after.starts_with('=') || line.table && label != at {
        return None;
    }
    let place = doc.position(line.start);
    // A row of its own above a table is a heading of it, and no comment of a program.
    let code = doc.kind != Kind::Prose && !doc.is_title_row(line);
    if code && found.class == "internal" && !closed || label == 0 && alternation(&bare) {
        return None;
    }
    let most = if caps && second { 3 } else { 1 };
    if !closed && (!caps || code && rest > 0) || rest > most || rest == 1 && !caps && !second {
        return None;
    }
    // `@internal For internal use only`: an interface.
    let api = ["@internal", "@private", "@protected", "@hide"];
    let start = line.raw.trim_ascii_start();
    if code && found.class == "internal" && api.iter().any(|t| memchr::memmem::find(start, t.as_bytes()).is_some()) {
        return None;
    }
    // `/* private: internal use only */` tells a documentation tool about members.
    let tag = bare.get(..at)?.trim_end().strip_suffix(':');
    if !caps && tag.is_some_and(|t| matches!(t, "private" | "protected" | "public")) {
        return None;
    }
    // `drop-proprietary-attributes` is a name.
    let compound = bare
        .get(end..)?
        .strip_prefix('-')
        .is_some_and(|a| a.starts_with(char::is_alphanumeric));
    if compound && !caps {
        return None;
    }
    let alone = before.is_empty() && after.is_empty();
    // `Do not post proprietary code`: of what must not be put here.
    let mut words = before
        .rsplit(' ')
        .filter(|w| !matches!(*w, "any" | "your" | "our" | "the"));
    if !caps && words.next().is_some() && words.next().is_some_and(|w| matches!(w, "not" | "don't" | "never")) {
        return None;
    }
    // `Secrets are confidential. Do not copy them`: of something else.
    let said_of = [" is", " are"].iter().any(|w| before.ends_with(w));
    if said_of
        && !caps
        && !["this ", "these ", "document", "file", "page", "report"]
            .iter()
            .any(|w| before.contains(w))
    {
        return None;
    }
    // `Client type: confidential` is a field of something; `Proprietary<tab>owned by somebody` says what a word means.
    let small = |s: &str| s.trim_start().starts_with(char::is_lowercase);
    let field = label == 0 && before.ends_with(':') && small(raw_phrase(&cased, at, end));
    let means = before.is_empty() && line.pair().is_some() && cased.split_once('|').is_some_and(|(_, m)| small(m));
    if !caps && !second && (field || means) {
        return None;
    }
    let sign = |c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '"' | ',' | '_');
    // `Meridian Optics | For internal use only | 14`
    let apart = !alone
        && (before.is_empty() || before.ends_with(sign))
        && (after.is_empty() || after.starts_with(sign))
        && before.split_whitespace().count() <= 6;
    // `Knows notices (this contains trade secrets …)` cites as well.
    let open = bare
        .get(..at)?
        .rfind('(')
        .filter(|o| !bare.get(*o..at).unwrap_or_default().contains(')'));
    let lead = open
        .and_then(|o| bare.get(..o))
        .map_or(0, |l| l.split_whitespace().count());
    if !caps && lead >= 2 && !line.list && doc.kind == Kind::Code {
        return None;
    }
    // `contains "Strictly confidential" or …` cites.
    let quotes = bare.get(..at)?.matches('"').count();
    if quotes % 2 == 1 && !bare.starts_with('"') {
        return None;
    }
    let company = COMPANION.is_match(&bare) || COMPANION.is_match(&notice.text);
    let named = !before.is_empty()
        && !line.list
        && before.split_whitespace().count() <= 6
        && !before.ends_with([',', ';'])
        && proper(&cased, before.len());
    // `@confidential` in a documentation comment, alone.
    let tagged = code
        && alone
        && line
            .raw
            .trim_ascii_end()
            .strip_suffix(line.bare.as_bytes())
            .is_some_and(|r| r.ends_with(b"@"));
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
    add(alone && found.text == "in confidence", 0.1, "line of its own");
    add(tagged, 0.4, "tag of a documentation comment");
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
    add(apart && !code && !line.list, 0.1, "set apart from the rest of the line");
    add(
        doc.kind == Kind::Prose && !caps && repeated(doc, line),
        0.2,
        "the same line again elsewhere in the file",
    );
    // In programs, `internal use only` and its kin speak of interfaces unless the head of the file says it.
    if code && place == Position::Middle {
        c -= if company && caps { 0.2 } else { 0.4 };
    }
    // `Harrow Life Assurance - internal use only`: somebody's name beside it in the head of a program.
    let whose = place == Position::Head
        && apart
        && (named && before.split_whitespace().count() >= 3
            || cased
                .get(end..)
                .is_some_and(|a| proper(a, a.len()) && a.split_whitespace().count() >= 3));
    // `Acme Confidential`, both written like names; `Internal use only` before all else of a script.
    let parted = after.is_empty() || after.starts_with(['.', '-', ';', ',', '(']);
    let written = cased.get(at..).is_some_and(|p| p.starts_with(char::is_uppercase));
    let titled = place == Position::Head
        && found.class == "confidential"
        && bare.split_whitespace().count() <= 8
        && parted
        && (named && (written || before.split_whitespace().count() >= 2)
            || before.is_empty() && !after.is_empty() && written && !small(after.trim_start_matches(['.', '-', ' '])));
    let script =
        place == Position::Head && found.class == "internal" && (alone || apart || named) && is_script(doc.path);
    if script {
        c += 0.05;
    }
    if code && !caps && !company && !whose && !titled && !script {
        c -= 0.25;
    }
    let entitled =
        before.is_empty() && after.starts_with('-') && proper(cased.get(end..).unwrap_or_default(), after.len());
    if line.heading && !caps && !entitled {
        c -= 0.25;
    }
    // A numbered heading of a contract, too: `8. PROPRIETARY RIGHTS`.
    if line.list && (!caps || !after.is_empty() && !second) {
        c -= if caps { 0.3 } else { 0.5 };
    }
    if doc.kind == Kind::Prose && place == Position::Middle && !caps && !second && label == 0 {
        c -= 0.2;
    }
    // `a few phases only meant for internal use`: the end of a sentence about something else.
    let goes_before = !before.is_empty() && before.split_whitespace().count() >= 3;
    if goes_before
        && !second
        && (!apart || !before.ends_with('.'))
        && !caps
        && !named
        && !audience
        && !company
        && label == 0
    {
        c -= 0.2;
    }
    if talks_about(&notice.paragraph) {
        c -= 0.3;
    }
    if sentence::LISTED.is_match(&notice.text) {
        c -= 0.4;
    }
    if doc.open() {
        c -= if caps && (company || second) { 0.25 } else { 0.5 };
    }
    if ABOUT_NAMES.is_match(&notice.text) {
        c -= 0.4;
    }
    (c >= 0.3).then(|| Found {
        class,
        span: (0, 0),
        confidence: c.min(0.96),
        impact,
        severity,
        evidence,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert!(COMPANION.compiles() && LABEL.compiles());
    }

    #[test]
    fn an_item_of_a_list_of_classes_is_no_banner() {
        let worth = |text: &str| {
            let doc = Doc::new(text.as_bytes(), "policies/classes.md");
            let at = text.find("Confidential").unwrap();
            examine(&doc, &doc.line(at).unwrap(), (at, at + 12)).map_or(0.0, |f| f.confidence)
        };
        let page = "i. Restricted\n\n    1. Two persons of the company must be present.\n\n";
        assert!(
            worth(&format!(
                "{page}    i. Confidential\n\n    1. No recipients but those on page 1.\n"
            )) < 0.5
        );
        assert!(worth(&format!("Acme Inc. - Confidential\n\n{page}")) >= 0.5);
        assert!(worth("    r'Confidential|Internal only|not for distribution',\n") < 0.5);
        assert!(worth("Classification|Confidential\n\nbody\n") >= 0.5);
        assert!(worth("| Classification | Confidential |\n\nbody\n") >= 0.5);
        assert!(worth("| Protection level | Say what it is, Confidential or not |\n\nbody\n") < 0.5);
        assert!(worth("Veltman Group\tConfidential\tPage 3 of 9\n") >= 0.5);
        assert!(worth("Level: Confidential\tCount: 4\n\nbody\n") < 0.5);
        assert!(worth("    Confidential = \"x\"\n\nbody\n") < 0.5);
        assert!(worth("    Level.Confidential: {\n\nbody\n") < 0.5);
    }

    #[test]
    fn phrases_want_word_bounds() {
        assert_eq!(bounded("the agenda", "nda"), None);
        assert_eq!(bounded("an nda, signed", "nda"), Some(3));
        assert_eq!(bounded("confidentiality", "confidential"), None);
    }
}
