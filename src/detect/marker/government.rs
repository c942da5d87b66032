//! Controlled and classified information: CUI, distribution statements, export control, classification banners and
//! portion marks of the United States, the United Kingdom, NATO, the European Union and some countries.
//!
//! These marks have a fixed form, in capitals, on a line of its own or before a paragraph; nothing else counts.

use super::place::{Doc, Kind, Line, Position, capitals, plain};
use super::words::Words;
use super::{Found, talks_about};
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
static CUI_BANNER: Words = Words::new(
    r"^(?:CUI|CONTROLLED)(?://(?:SP-)?[A-Z]{2,14}(?:/(?:SP-)?[A-Z]{2,14})*)*(?://(?:NOFORN|NF|FED ?ONLY|FEDCON|NOCON|DL ONLY|RELIDO|REL TO [A-Z, ]+|DISPLAY ONLY [A-Z, ]+|ATTORNEY-CLIENT|ATTORNEY-WP|DELIBERATIVE)(?:/(?:NOFORN|FEDCON|NOCON|DELIBERATIVE|ATTORNEY-WP))*)?$",
);
static CUI_PORTION: Words = Words::new(r"(?m)^[ \t#*/>-]*(?:[0-9.a-z]{1,5}[.)] )?\(CUI(?://[A-Z/ -]{2,40})?\) ");
static BLOCK_FIELD: Words = Words::new(
    r"(?im)^[\W]*(?:cui category(?:\(ies\)|ies)?|category|limited dissemination control|distribution/dissemination controls?|dissemination controls?|poc|point of contact) ?:",
);
static US_BLOCK: Words =
    Words::new(r"(?im)^[\W]*(?:classified by|derived from|declassify on|downgrade to|reason) ?: ?\S");
static STATEMENT: Words = Words::new(r"(?i)\bdistribution statement[: ]{1,2}['\x22]?([a-fx])\b");
static STATEMENT_TEXT: Words = Words::new(
    r"distribution (?:is )?(?:authori[sz]ed|limited|unlimited)|approved for public release|further dissemination|u\.?s\.? government agencies|dod (?:components|and)",
);
static NATIONAL: [(&str, Words, Severity, f64); 8] = [
    (
        "nato-classified",
        Words::new(
            r"^(?:COSMIC TOP SECRET(?: BOHEMIA| ATOMAL)?|NATO (?:SECRET|CONFIDENTIAL|RESTRICTED)(?: ATOMAL)?)(?:$|[ /-]{1,3}(?:RELEASABLE|REL) )",
        ),
        Severity::Critical,
        0.75,
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
            r"^(?:UK )?OFFICIAL ?[-:\x96 ]{1,3} ?SENSITIVE(?: ?[-:/ \[(]{1,3}(?:[A-Z][A-Z ]{2,30})[\])]?)?$|^UK EYES ONLY$",
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

fn is_match(r: &std::sync::LazyLock<Option<regex_automata::meta::Regex>>, s: &str) -> bool {
    r.as_ref().is_some_and(|r| r.is_match(s))
}

fn found(
    class: &'static str,
    span: (usize, usize),
    confidence: f64,
    severity: Severity,
    impact: f64,
    evidence: &str,
) -> Found {
    Found {
        class,
        span,
        confidence: confidence.min(0.97),
        impact,
        severity,
        evidence: vec![evidence.to_owned()],
    }
}

/// How many lines of the text are exactly this mark, at most three.
fn copies(doc: &Doc<'_>, bare: &str) -> usize {
    memchr::memmem::find_iter(doc.text, bare.as_bytes())
        .filter(|at| doc.line(*at).is_some_and(|l| l.bare == bare))
        .take(3)
        .count()
}

/// Looks at one line.
pub(super) fn examine(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let bare = line.bare.trim_matches(|c: char| c == '(' || c == ')').trim();
    if line.table {
        return None;
    }
    cui(doc, line, bare, hit)
        .or_else(|| us(doc, line, bare, hit))
        .or_else(|| national(doc, line, bare, hit))
        .or_else(|| statement(doc, line, hit))
        .or_else(|| export(doc, line, hit))
}

fn cui(doc: &Doc<'_>, line: &Line<'_>, bare: &str, hit: (usize, usize)) -> Option<Found> {
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

fn us(doc: &Doc<'_>, line: &Line<'_>, bare: &str, hit: (usize, usize)) -> Option<Found> {
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
        let distinct = ["TOP SECRET//", "\nSECRET//", "CONFIDENTIAL//"]
            .iter()
            .filter(|b| memchr::memmem::find(doc.text, b.as_bytes()).is_some())
            .count();
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
        let c = if n >= 2 { 0.88 } else { 0.7 } - if starts { 0.0 } else { 0.2 } - if quoted { 0.4 } else { 0.0 };
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

fn national(doc: &Doc<'_>, line: &Line<'_>, bare: &str, hit: (usize, usize)) -> Option<Found> {
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

fn statement(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
    let groups = STATEMENT.groups(line.raw)?;
    let letter = groups.get(1).copied().flatten()?.first()?.to_ascii_uppercase();
    let letters: std::collections::BTreeSet<u8> = STATEMENT
        .find_iter(doc.text.get(..doc.text.len().min(256 << 10)).unwrap_or_default())
        .take(20)
        .filter_map(|r| doc.text.get(r)?.last().map(u8::to_ascii_uppercase))
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

fn export(doc: &Doc<'_>, line: &Line<'_>, hit: (usize, usize)) -> Option<Found> {
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
        assert!(US_BANNER.is_some() && US_PORTION.is_some());
        for w in [
            &CUI_BANNER,
            &CUI_PORTION,
            &BLOCK_FIELD,
            &US_BLOCK,
            &STATEMENT,
            &STATEMENT_TEXT,
            &ITAR,
            &ITAR_SAYS,
            &ECCN,
            &EAR,
            &EAR_SAYS,
            &EXPORT_NOISE,
            &EXPORT_BANNER,
            &NATIONAL_NAMES,
        ] {
            assert!(w.compiles(), "{w:?}");
        }
        assert!(NATIONAL.iter().all(|n| n.1.compiles()));
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
        assert!(is_match(&US_BANNER, "TOP SECRET//SI/TK//NOFORN"));
        assert!(is_match(&US_BANNER, "SECRET//REL TO USA, FVEY"));
        assert!(!is_match(&US_BANNER, "SECRET//foo"));
    }
}
