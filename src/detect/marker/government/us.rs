//! Classification of the United States: banners, portion marks, the authority block.

use super::{copies, found};
use crate::detect::marker::place::{Doc, Kind, Line, Position, plain};
use crate::detect::marker::words::Words;
use crate::detect::marker::{Found, talks_about};
use crate::finding::Severity;

/// Dissemination controls and compartments that stand behind `//`.
const CONTROLS: &str = r"(?:NOFORN|NF|ORCON|OC|PROPIN|PR|IMCON|RELIDO|FISA|REL(?: TO)? [A-Z, ]+|REL|DISPLAY ONLY [A-Z, ]+|FOUO|FOR OFFICIAL USE ONLY|LES|LIMDIS|EXDIS|NODIS|SBU|SI|TK|HCS|SI-G|G|HCS-[OP]|SAR-[A-Z0-9 -]+|SPECIAL ACCESS REQUIRED-[A-Z0-9 -]+|RD|FRD|CNWDI|FGI [A-Z ]+|TALENT KEYHOLE|COMINT|FVEY|ACGU|NATO|ATOMAL|NOCON|FEDCON|FED ONLY|DL ONLY)";

static US_BANNER: std::sync::LazyLock<Option<regex_automata::meta::Regex>> = std::sync::LazyLock::new(|| {
    regex_automata::meta::Regex::new(&format!(
        r"^(TOP SECRET|SECRET|CONFIDENTIAL|TS|S)//{CONTROLS}(?:[/,-]{{1,2}} ?{CONTROLS})*$"
    ))
    .ok()
});
static US_PORTION: std::sync::LazyLock<Option<regex_automata::meta::Regex>> = std::sync::LazyLock::new(|| {
    regex_automata::meta::Regex::new(&format!(r"\((TS|S|C)//{CONTROLS}(?:[/,-]{{1,2}} ?{CONTROLS})*\)")).ok()
});
static US_BLOCK: Words =
    Words::new(r"(?im)^[\W]*(?:classified by|derived from|declassify on|downgrade to|reason) ?: ?\S");
fn is_match(r: &std::sync::LazyLock<Option<regex_automata::meta::Regex>>, s: &str) -> bool {
    r.as_ref().is_some_and(|r| r.is_match(s))
}

pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, bare: &str, hit: (usize, usize)) -> Option<Found> {
    let rank = |s: &str| match s.as_bytes() {
        [b'T', ..] => ("top-secret", Severity::Critical, 0.9),
        [b'S', ..] => ("secret-classified", Severity::Critical, 0.8),
        _ => ("confidential-classified", Severity::High, 0.65),
    };
    let marks = |bare: &str| {
        let talk = talks_about(&plain(bare)) || line.list;
        let (class, severity, impact) = rank(bare);
        (class, severity, impact, if talk { 0.4 } else { 0.0 })
    };
    if bare.len() <= 120 && is_match(&US_BANNER, bare) && bare.len() > 6 {
        let (class, severity, impact, less) = marks(bare);
        let distinct = *doc.banners.get_or_init(|| {
            let all = ["TOP SECRET//", "\nSECRET//", "CONFIDENTIAL//"];
            let stands = |b: &&str| memchr::memmem::find(doc.text, b.as_bytes()).is_some();
            all.iter().filter(|b| stands(b)).count()
        });
        let c = 0.95
            - less
            - if distinct >= 3 && doc.position(line.start) == Position::Middle {
                0.5
            } else {
                0.0
            };
        return (c >= 0.3).then(|| found(class, hit, c, severity, impact, "classification banner line"));
    }
    if bare.len() > 6 && matches!(bare, "TOP SECRET" | "SECRET" | "TOP SECRET - EYES ONLY") && doc.kind == Kind::Prose
        || bare == "TOP SECRET"
    {
        let edge = doc.position(line.start) != Position::Middle;
        let n = copies(doc, bare);
        let (class, severity, impact, less) = marks(bare);
        let mut c = match (bare, edge) {
            ("SECRET", true) => 0.35,
            ("SECRET", false) => 0.1,
            (_, true) => 0.65,
            (_, false) => 0.4,
        };
        if n >= 2 {
            c += 0.25;
        }
        c -= less;
        return (c >= 0.3).then(|| found(class, hit, c, severity, impact, "classification banner line"));
    }
    if let Some(m) = US_PORTION.as_ref().and_then(|r| r.find(line.raw)) {
        let level = String::from_utf8_lossy(line.raw.get(m.start() + 1..m.end()).unwrap_or_default()).into_owned();
        let n = US_PORTION.as_ref().map_or(0, |r| {
            r.find_iter(doc.text.get(..doc.text.len().min(256 << 10)).unwrap_or_default())
                .take(3)
                .count()
        });
        let starts = line.bare.starts_with('(') || line.bare.starts_with(&level);
        let (class, severity, impact) = rank(&level);
        let quoted = line.raw.contains(&b'`') || line.raw.contains(&b'"') || talks_about(&plain(&line.bare));
        let c = if n >= 2 { 0.88 } else { 0.7 } - if starts { 0.0 } else { 0.3 } - if quoted { 0.4 } else { 0.0 };
        return (c >= 0.3).then(|| {
            found(
                class,
                (line.start + m.start(), line.start + m.end()),
                c,
                severity,
                impact,
                "portion mark",
            )
        });
    }
    let low = plain(bare);
    if low.starts_with("classified by") || low.starts_with("derived from") || low.starts_with("declassify on") {
        let from = line.start.saturating_sub(400);
        let near = doc.text.get(from..(line.start + 600).min(doc.text.len()))?;
        let fields: std::collections::BTreeSet<Vec<u8>> = US_BLOCK
            .find_iter(near)
            .filter_map(|r| near.get(r))
            .map(|f| {
                f.iter()
                    .filter(|b| b.is_ascii_alphabetic())
                    .take(7)
                    .map(u8::to_ascii_lowercase)
                    .collect()
            })
            .collect();
        let both = fields
            .iter()
            .any(|f| f.starts_with(b"classif") || f.starts_with(b"derived"))
            && fields.iter().any(|f| f.starts_with(b"declass"));
        return both.then(|| {
            found(
                "classification-block",
                hit,
                0.9,
                Severity::Critical,
                0.75,
                "classification authority block",
            )
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banners_have_a_fixed_form() {
        assert!(US_BANNER.is_some() && US_PORTION.is_some() && US_BLOCK.compiles());
        assert!(is_match(&US_BANNER, "TOP SECRET//SI/TK//NOFORN"));
        assert!(is_match(&US_BANNER, "SECRET//REL TO USA, FVEY"));
        assert!(!is_match(&US_BANNER, "SECRET//foo"));
    }
}
