//! Distribution statements and export control.

use super::found;
use crate::detect::marker::place::{Doc, Line, Position, capitals, plain};
use crate::detect::marker::words::Words;
use crate::detect::marker::{Found, talks_about};
use crate::finding::Severity;

static STATEMENT: Words =
    Words::new(r"(?im)\bdistribution statement[: ]{1,2}['\x22]?([a-fx])\b(?: *[.:(,;\x22'-]| *\r?$| +(?-i:[A-Z]))");
static STATEMENT_TEXT: Words = Words::new(
    r"distribution (?:is )?(?:authori[sz]ed|limited|unlimited)|approved for public release|further dissemination|u\.?s\.? government agencies|dod (?:components|and)",
);
pub(super) fn statement(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let groups = STATEMENT.groups(line.raw)?;
    let letter = groups.get(1).copied().flatten()?.first()?.to_ascii_uppercase();
    let letters: std::collections::BTreeSet<u8> = STATEMENT
        .find_iter(doc.text.get(..doc.text.len().min(256 << 10)).unwrap_or_default())
        .take(20)
        .filter_map(|r| {
            let said = doc.text.get(r.start + "distribution statement".len()..r.end)?;
            said.iter()
                .find(|b| b.is_ascii_alphabetic())
                .map(u8::to_ascii_uppercase)
        })
        .collect();
    let notice = doc.notice(line);
    let mut c: f64 = if STATEMENT_TEXT.is_match(&notice.paragraph) {
        0.93
    } else {
        0.65
    };
    if letters.len() >= 3 || line.raw.contains(&b'`') {
        c -= 0.6;
    }
    let evidence = format!("distribution statement {}", char::from(letter));
    let (class, severity, impact) = if letter == b'A' {
        ("distribution-public", Severity::Info, 0.0)
    } else {
        ("distribution-limited", Severity::High, 0.5)
    };
    (c >= 0.3).then(|| found(class, hit, c, severity, impact, &evidence))
}

static ITAR: Words = Words::new(
    r"\barms export control act\b|\binternational traffic in arms\b|\bitar\b|\b22 ?c\.?f\.?r\.?,? ?(?:parts? |\xc2\xa7 ?)?1[23]\d\b|\bu\.?s\.? munitions list\b",
);
static ITAR_SAYS: Words = Words::new(
    r"\bwarning\b|\btechnical data\b|\bexport[- ]controlled\b|\b(?:is|are|be) (?:subject to|controlled|restricted|regulated|governed)|\b(?:may|must|shall) not be\b[^\n]{0,50}\b(?:export|foreign|disclos|transfer|releas)|\bitar[- ](?:controlled|restricted|protected|data|technical|regulated)\b|\bcontains? (?:\w+ ){0,4}itar\b|\bnon-?u\.?s\.? persons?\b|\bforeign (?:persons?|nationals?)\b",
);
static ECCN: Words = Words::new(r"\beccn(?: (?:no\.?|number|code|is|of))?[:#= ]{1,3}(?:is )?([0-9][a-e][0-9]{3})\b");
static EAR: Words = Words::new(
    r"\bexport administration regulations\b|\b15 ?c\.?f\.?r\.?,? ?(?:parts? |\xc2\xa7 ?)?7[3-7]\d\b|\bsubject to the ear\b|\bear[- ]controlled\b",
);
static EAR_SAYS: Words = Words::new(
    r"\b(?:this|these|the) (?:\w+ ){0,3}(?:document|information|technical data|technology|file|drawing|item|commodit|software|data|material|source code|technical information)\w*[^\n]{0,80}\b(?:subject to|controlled|restricted|governed)\b|\bexport[- ]controlled\b|\bdiversion contrary to\b|\bmay not be (?:exported|released|transferred)\b|\bear[- ]controlled\b",
);
/// Terms of a licence or a service, and the standard note of public cryptographic software.
static EXPORT_NOISE: Words = Words::new(
    r"\blicense exception\b|\btsu\b|\b740\.13\b|\b5d002\b|\bpublicly available\b|\bcryptographic software\b|\byou (?:agree|represent|may not|shall|must|will|are responsible|acknowledge)\b|\blicensee\b|\bthe user\b|\bear99\b|\bcustomer (?:shall|agrees)\b|\byou (?:upload|store|provide|use|export|are)\b|\bend users\b|\bmay be subject to\b|\bcan be used to\b",
);
static EXPORT_BANNER: Words = Words::new(
    r"^(?:warning ?[-:] ?)?(?:this \w+ contains )?export[- ](?:controlled|restricted)(?: (?:information|data|technical data|material|document|content|item))?(?: ?[-:,.(] ?.{0,60})?$",
);

pub(super) fn export(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let word = plain(&String::from_utf8_lossy(doc.text.get(hit.0..hit.1)?));
    if !["export", "arms", "itar", "cfr", "c.f.r", "eccn", "munitions", "ear"]
        .iter()
        .any(|w| word.contains(w))
    {
        return None;
    }
    let notice = doc.notice(line);
    let p = &notice.paragraph;
    if talks_about(p) && !p.starts_with("warning") {
        return None;
    }
    let noise = EXPORT_NOISE.is_match(p) || doc.open();
    if ITAR.is_match(p) && ITAR_SAYS.is_match(p) {
        let c = if noise {
            0.35
        } else if p.contains("warning") || p.contains("technical data") {
            0.95
        } else {
            0.8
        };
        return Some(found("itar", hit, c, Severity::High, 0.6, "ITAR warning"));
    }
    if let Some(g) = ECCN.groups(p.as_bytes()) {
        let number = String::from_utf8_lossy(g.get(1).copied().flatten().unwrap_or_default()).to_ascii_uppercase();
        let public = matches!(number.as_str(), "5D002" | "5D992");
        let c = if noise || public { 0.35 } else { 0.8 };
        return Some(found(
            "ear",
            hit,
            c,
            Severity::Medium,
            0.4,
            &format!("export control classification number {number}"),
        ));
    }
    if EAR.is_match(p) && EAR_SAYS.is_match(p) {
        return Some(found(
            "ear",
            hit,
            if noise { 0.35 } else { 0.85 },
            Severity::Medium,
            0.4,
            "EAR notice",
        ));
    }
    let bare = plain(&line.bare);
    if EXPORT_BANNER.is_match(&bare) && !line.list {
        let caps = capitals(&line.bare);
        let edge = doc.position(line.start) != Position::Middle;
        let c = 0.45 + if caps { 0.25 } else { 0.0 } + if edge { 0.2 } else { 0.0 }
            - if noise || line.heading { 0.4 } else { 0.0 };
        return (c >= 0.3).then(|| {
            found(
                "export-controlled",
                hit,
                c,
                Severity::High,
                0.5,
                "export control banner",
            )
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for w in [
            &STATEMENT,
            &STATEMENT_TEXT,
            &ITAR,
            &ITAR_SAYS,
            &ECCN,
            &EAR,
            &EAR_SAYS,
            &EXPORT_NOISE,
            &EXPORT_BANNER,
        ] {
            assert!(w.compiles(), "{w:?}");
        }
    }
}
