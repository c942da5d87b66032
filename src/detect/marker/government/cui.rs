//! Controlled Unclassified Information and the banners that it replaced.

use super::{copies, found};
use crate::detect::marker::Found;
use crate::detect::marker::place::{Doc, Kind, Line, Position, capitals, plain};
use crate::detect::marker::words::Words;
use crate::finding::Severity;

static CUI_BANNER: Words = Words::new(
    r"^(?:CUI|CONTROLLED)(?://(?:SP-)?[A-Z]{2,14}(?:/(?:SP-)?[A-Z]{2,14})*)*(?://(?:NOFORN|NF|FED ?ONLY|FEDCON|NOCON|DL ONLY|RELIDO|REL TO [A-Z, ]+|DISPLAY ONLY [A-Z, ]+|ATTORNEY-CLIENT|ATTORNEY-WP|DELIBERATIVE)(?:/(?:NOFORN|FEDCON|NOCON|DELIBERATIVE|ATTORNEY-WP))*)?$",
);
static CUI_PORTION: Words = Words::new(r"(?m)^[ \t#*/>-]*(?:[0-9.a-z]{1,5}[.)] )?\(CUI(?://[A-Z/ -]{2,40})?\) ");
static BLOCK_FIELD: Words = Words::new(
    r"(?im)^[\W]*(?:cui category(?:\(ies\)|ies)?|category|limited dissemination control|distribution/dissemination controls?|dissemination controls?|poc|point of contact) ?:",
);
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, bare: &str, hit: (usize, usize)) -> Option<Found> {
    let place = doc.position(line.start);
    let edge = place != Position::Middle;
    if bare.len() <= 120 && CUI_BANNER.is_match(bare) {
        let specified = bare.contains("//SP-") || bare.contains("/SP-");
        let n = copies(doc, bare);
        let block = BLOCK_FIELD
            .find_iter(doc.text.get(..doc.text.len().min(8192)).unwrap_or_default())
            .take(2)
            .count();
        let categories = bare.contains("//");
        let mut c: f64 = match (categories, edge) {
            (true, _) => 0.9,
            (false, true) if bare == "CUI" => 0.55,
            (false, _) => 0.2,
        };
        if n > 1 {
            c += 0.2;
        }
        if block > 0 {
            c += 0.2;
        }
        if line.list
            || line.heading && !edge
            || categories && !edge && n < 2 && doc.kind == Kind::Prose && many_banners(doc)
        {
            c -= 0.5;
        }
        let what = if specified {
            "CUI Specified banner line"
        } else {
            "CUI banner line"
        };
        return (c >= 0.3).then(|| found("cui", hit, c, Severity::High, if specified { 0.65 } else { 0.6 }, what));
    }
    let low = plain(bare);
    if low == "controlled unclassified information" && (capitals(bare) || edge) && !line.list {
        let c = if capitals(bare) && edge {
            0.85
        } else if edge && !line.heading {
            0.6
        } else {
            0.4
        };
        return Some(found("cui", hit, c, Severity::High, 0.6, "CUI banner in words"));
    }
    if low.starts_with("contains controlled unclassified information")
        || low.starts_with("this document contains controlled unclassified information")
        || low.starts_with("this file contains controlled unclassified information")
    {
        return Some(found("cui", hit, 0.9, Severity::High, 0.6, "says that it holds CUI"));
    }
    if low.starts_with("controlled by") {
        let notice = doc.text.get(line.start..(line.start + 800).min(doc.text.len()))?;
        let fields = BLOCK_FIELD.find_iter(notice).take(3).count();
        let names_cui = memchr::memmem::find(notice, b"CUI").is_some();
        return (fields >= 2 && names_cui).then(|| {
            found(
                "cui-designation",
                hit,
                0.93,
                Severity::High,
                0.6,
                "CUI designation indicator block",
            )
        });
    }
    if CUI_PORTION.find(line.raw).is_some() {
        let n = CUI_PORTION.find_iter(doc.text).take(3).count();
        return (n >= 2 || n == 1 && !line.list).then(|| {
            found(
                "cui",
                hit,
                if n >= 2 { 0.88 } else { 0.55 },
                Severity::High,
                0.6,
                "CUI portion marks",
            )
        });
    }
    let fouo = [
        "unclassified//fouo",
        "unclassified//for official use only",
        "u//fouo",
        "for official use only",
        "fouo",
        "sensitive but unclassified",
        "law enforcement sensitive",
    ];
    if fouo.contains(&low.as_str()) && (capitals(bare) || edge) && !line.list {
        let c = if low.contains("//") || copies(doc, bare) > 1 {
            0.9
        } else if edge && capitals(bare) {
            0.8
        } else {
            0.4
        };
        return Some(found(
            "official-use",
            hit,
            c,
            Severity::Medium,
            0.5,
            "legacy banner of controlled information",
        ));
    }
    if low.starts_with("(u//fouo)") {
        return Some(found("official-use", hit, 0.85, Severity::Medium, 0.5, "portion mark"));
    }
    None
}

/// A text with many different banners explains them.
fn many_banners(doc: &Doc<'_>) -> bool {
    memchr::memmem::find_iter(doc.text, b"CUI//")
        .take(40)
        .filter_map(|at| doc.text.get(at..(at + 14).min(doc.text.len())))
        .collect::<std::collections::BTreeSet<_>>()
        .len()
        >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for w in [&CUI_BANNER, &CUI_PORTION, &BLOCK_FIELD] {
            assert!(w.compiles(), "{w:?}");
        }
    }

    #[test]
    fn banners_have_a_fixed_form() {
        for yes in [
            "CUI",
            "CUI//SP-CTI//NOFORN",
            "CUI//SP-EXPT/SP-CTI//FED ONLY",
            "CONTROLLED//PRVCY",
            "CUI//NOFORN",
        ] {
            assert!(CUI_BANNER.is_match(yes), "{yes}");
        }
        for no in ["CUI text", "cui", "CUI/", "CONTROLLED by"] {
            assert!(!CUI_BANNER.is_match(no), "{no}");
        }
    }
}
