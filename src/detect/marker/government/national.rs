//! Classification of NATO, the European Union, the United Kingdom and some countries.

use super::{copies, found};
use crate::detect::marker::Found;
use crate::detect::marker::place::{Doc, Kind, Line, Position};
use crate::detect::marker::words::Words;
use crate::finding::Severity;

static NATIONAL: [(&str, Words, Severity, f64); 9] = [
    (
        "nato-classified",
        Words::new(
            r"^(?:COSMIC TOP SECRET(?: BOHEMIA| ATOMAL)?|NATO (?:SECRET|CONFIDENTIAL)(?: ATOMAL)?)(?:$|[ /-]{1,3}(?:RELEASABLE|REL) )",
        ),
        Severity::Critical,
        0.75,
    ),
    (
        "nato-classified",
        Words::new(r"^NATO RESTRICTED(?:$|[ /-]{1,3}(?:RELEASABLE|REL) )"),
        Severity::High,
        0.6,
    ),
    (
        "eu-classified",
        Words::new(
            r"^(?:(?:TR\xc3\x88S SECRET UE|SECRET UE|CONFIDENTIEL UE|RESTREINT UE)(?: ?/ ?EU (?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED))?|EU (?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED))$",
        ),
        Severity::High,
        0.65,
    ),
    (
        "uk-classified",
        Words::new(
            r"^(?:UK )?OFFICIAL ?(?:[-:\x96 ]|\xe2\x80\x93){1,3} ?SENSITIVE(?: ?[-:/ \[(]{1,3}(?:[A-Z][A-Z ]{2,30})[\])]?)?$|^UK EYES ONLY$",
        ),
        Severity::High,
        0.55,
    ),
    (
        "uk-classified",
        Words::new(r"^UK (?:TOP )?SECRET(?: ?[-/] ?[A-Z ]+)?$"),
        Severity::Critical,
        0.75,
    ),
    (
        "uk-classified",
        Words::new(r"^OFFICIAL: ?Sensitive(?:[ /-]+\w+){0,4}$"),
        Severity::High,
        0.55,
    ),
    (
        "national-classified",
        Words::new(
            r"^VS ?[-\xe2\x80\x93 ]{1,4} ?(?:NUR F(?:\xc3\x9c|UE)R DEN DIENSTGEBRAUCH|Nur f(?:\xc3\xbc|ue)r den Dienstgebrauch|NfD|VERTRAULICH|Vertraulich)$",
        ),
        Severity::High,
        0.6,
    ),
    (
        "national-classified",
        Words::new(
            r"^(?:SECRET|CONFIDENTIEL|TR(?:\xc3\x88|E)S SECRET)[- ]D(?:\xc3\x89|E)FENSE(?:[ /-]+[A-Z \xc3\x89]+)?$",
        ),
        Severity::Critical,
        0.75,
    ),
    (
        "national-classified",
        Words::new(
            r"^PROTECTED ?(?:[ABC]|//[A-Z: -]{3,40})(?: ?/ ?PROT\xc3\x89G\xc3\x89 [ABC])?$|^PROT\xc3\x89G\xc3\x89 [ABC]$",
        ),
        Severity::High,
        0.55,
    ),
];

pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, bare: &str, hit: (usize, usize)) -> Option<Found> {
    if bare.len() > 90 {
        return None;
    }
    let bare = [
        "Classification: ",
        "CLASSIFICATION: ",
        "Classification - ",
        "Protective marking: ",
    ]
    .iter()
    .find_map(|p| bare.strip_prefix(p))
    .unwrap_or(bare);
    // The bare word of the Australian and Canadian schemes is one of a programming language too: it frames the text.
    if bare == "PROTECTED" && doc.kind == Kind::Prose && copies(doc, bare) >= 2 && !line.list && !line.heading {
        return Some(found(
            "national-classified",
            hit,
            0.7,
            Severity::High,
            0.55,
            "the same mark above and below the text",
        ));
    }
    let (class, _, severity, impact) = NATIONAL.iter().find(|n| n.1.is_match(bare))?;
    let edge = doc.position(line.start) != Position::Middle;
    let n = copies(doc, bare);
    let mut c: f64 = if edge { 0.93 } else { 0.55 };
    if n >= 2 {
        c += 0.1;
    }
    if bare.len() <= 11 && !edge {
        c -= 0.2;
    }
    if line.list || line.heading && !edge {
        c -= 0.45;
    }
    if doc.kind != Kind::Prose && !edge {
        c -= 0.2;
    }
    // The levels of a scheme one after another: a description.
    let others = NATIONAL.iter().filter(|o| o.0 != *class).count();
    let near = doc.notice(line);
    if others > 0 && NATIONAL_NAMES.find_iter(near.text.as_bytes()).count() >= 4 {
        c -= 0.5;
    }
    (c >= 0.3).then(|| found(class, hit, c, *severity, *impact, "classification banner line"))
}

static NATIONAL_NAMES: Words = Words::new(r"\b(?:nato|eu|uk|restreint|cosmic|official|secret|restricted|protected)\b");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert!(NATIONAL_NAMES.compiles());
        assert!(NATIONAL.iter().all(|n| n.1.compiles()));
    }
}
