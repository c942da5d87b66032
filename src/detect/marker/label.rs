//! Sensitivity labels that office suites and labelling tools write into documents and messages.
//!
//! Microsoft Purview: `MSIP_Label_<GUID>_<Key>` properties (custom document properties, PDF information, message
//! headers) and `LabelInfo.xml`. Other tools: one property with the level as its value. The name of a label decides the
//! tier; where only the GUID is known, the label counts as confidential.

use super::Found;
use super::place::{Doc, Kind};
use super::words::Words;
use crate::finding::Severity;

static MSIP: Words = Words::new(
    r"(?i)MSIP_Label_([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})_(Enabled|Name|SiteId|Method|SetDate|ActionId|ContentBits|Owner|Removed)",
);
static LABEL_INFO: Words =
    Words::new(r#"(?i)<(?:\w+:)?label\b[^>]{0,400}\bid ?= ?"\{?([0-9a-f-]{36})\}?"[^>]{0,400}>"#);
static TOOL: Words = Words::new(
    r"(?i)\b(?:Titus(?:Classification|AWSClassification|CorpClassification|[A-Z]\w*Class\w*)|TITUS(?:Classification|_Classification)|bjDocumentSecurityLabel|bjDocumentLabelXML|bjClsUserRVM|bjHeaderBothDocProperty|bjFooterBothDocProperty|DocumentSecurityLabel|ClassificationContentMarking(?:Header|Footer)Text|Janusseal\w*|x-titus-\w*classification\w*|x-protective-marking|x-classification|x-boldonjames-\w+|x-google-drive-label|GoogleDriveLabel|DocumentClassification|DataClassification|SensitivityLabel|InformationClassification)\b",
);

/// The class of a level that is known by its tier alone.
pub(super) fn class(severity: Severity) -> &'static str {
    if severity == Severity::Low {
        "internal"
    } else {
        "confidential"
    }
}

/// The tier that a label's name says.
pub(crate) fn tier(name: &str) -> (Severity, f64) {
    let n = name.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|w| n.contains(w));
    if any(&[
        "non-confidential",
        "nonconfidential",
        "not confidential",
        "unclassified",
        "non confidential",
    ]) {
        return (Severity::Info, 0.0);
    }
    if any(&[
        "highly",
        "strict",
        "restricted",
        "secret",
        "top ",
        "critical",
        "streng",
        "geheim",
        "strictement",
        "estrictamente",
        "极",
        "绝密",
        "機密",
        "机密",
        "極秘",
        "секрет",
        "riservatissim",
        "ściśle",
    ]) {
        return (Severity::High, 0.5);
    }
    if any(&[
        "confiden",
        "vertraulich",
        "sensitive",
        "sensib",
        "privileged",
        "社外秘",
        "대외비",
        "конфиденц",
        "riservat",
        "poufne",
        "private",
        "privat",
        "proprietary",
        "保密",
        "c3",
        "protected",
    ]) {
        return (Severity::Medium, 0.4);
    }
    if any(&[
        "public",
        "personal",
        "non-business",
        "öffentlich",
        "offen",
        "público",
        "pubblico",
        "公开",
        "公開",
        "공개",
        "открыт",
        "c1",
        "everyone",
    ]) {
        return (Severity::Info, 0.0);
    }
    if any(&[
        "internal",
        "general",
        "intern",
        "interne",
        "interno",
        "社内",
        "内部",
        "내부",
        "внутрен",
        "c2",
        "business",
    ]) {
        return (Severity::Low, 0.2);
    }
    (Severity::Medium, 0.4)
}

/// The value behind a property name: past quotes, tags, colons and brackets to the next end of a value.
fn value_after(text: &[u8], end: usize) -> Option<String> {
    let rest = text.get(end..(end + 300).min(text.len()))?;
    let mut i = 0;
    let mut tag = rest.first().is_some_and(|b| *b == b'"' || *b == b'\'')
        && memchr::memchr(b'>', rest).is_some()
        && memchr::memchr(b'<', rest).is_some();
    while let Some(b) = rest.get(i) {
        match b {
            b'<' => tag = true,
            b'>' if tag => tag = false,
            _ if tag => {}
            b'"' | b'\'' | b':' | b'=' | b'(' | b' ' | b'\t' | b'\r' | b'/' | b'|' | b',' => {}
            b'\n' if i < 3 => {}
            _ => break,
        }
        i += 1;
    }
    let value = rest.get(i..)?;
    let stop = value
        .iter()
        .position(|b| matches!(b, b'<' | b'"' | b'\n' | b'\r' | b';' | b')' | b'>' | b'|'))
        .unwrap_or(value.len());
    let v = String::from_utf8_lossy(value.get(..stop.min(120))?).trim().to_owned();
    (!v.is_empty()).then_some(v)
}

/// All labels of a text; one finding for each kind.
pub(super) fn examine(doc: &Doc<'_>, hits: &[(usize, usize)], out: &mut Vec<Found>) {
    let text = doc.text;
    let mut purview: Option<(usize, usize)> = None;
    let mut name = None;
    let mut off = false;
    for &(pos, _) in hits.iter().take(200) {
        let low = pos.saturating_sub(8);
        let Some(near) = text.get(low..(pos + 700).min(text.len())) else {
            continue;
        };
        // A sample in a page of documentation.
        if doc.kind == Kind::Prose
            && (text.get(pos.saturating_sub(1)) == Some(&b'`') || doc.line(pos).is_some_and(|l| !doc.speaks(&l)))
        {
            continue;
        }
        if let Some(r) = MSIP.find(near).filter(|r| r.start <= 8) {
            let key = near.get(r.clone()).unwrap_or_default();
            let (start, end) = (low + r.start, low + r.end);
            let value = value_after(text, end);
            if key.ends_with(b"_Name") {
                name = value.filter(|v| !v.contains("MSIP_Label")).or(name);
            } else if key.ends_with(b"_Enabled")
                && value
                    .as_deref()
                    .is_some_and(|v| v.eq_ignore_ascii_case("false") || v == "0")
                || key.ends_with(b"_Removed") && value.as_deref().is_some_and(|v| v.eq_ignore_ascii_case("true"))
            {
                off = true;
            }
            purview.get_or_insert((start, end));
        } else if let Some(r) = LABEL_INFO
            .find(near)
            .filter(|_| memchr::memmem::find(text, b"label").is_some())
        {
            let tag = near.get(r.clone()).unwrap_or_default();
            let has = |w: &[u8]| memchr::memmem::find(tag, w).is_some();
            if has(b"enabled=\"0\"")
                || has(b"removed=\"1\"")
                || has(b"enabled=\"false\"")
                || !has(b"siteId") && !has(b"enabled") && !has(b"method")
            {
                continue;
            }
            keep(
                out,
                Found {
                    class: "sensitivity-label",
                    span: (low + r.start, low + r.end),
                    confidence: 0.96,
                    impact: 0.4,
                    severity: Severity::Medium,
                    evidence: vec!["label part of an office document".into()],
                },
            );
        } else if let Some(r) = TOOL.find(near).filter(|r| r.start <= 8 + "name=\"".len()) {
            let Some(mut value) = value_after(text, low + r.end) else {
                continue;
            };
            // The Australian header holds fields: `VER=2018.6, NS=gov.au, SEC=PROTECTED, ORIGIN=…`.
            if let Some((_, level)) = value.split_once("SEC=") {
                value = level.split(',').next().unwrap_or_default().trim().to_owned();
            }
            // An assignment or a call in a program is no property of a document.
            if value.len() > 60
                || value.starts_with(['{', '[', '$', '@', '%', '.', '_'])
                || !value.chars().any(char::is_alphabetic)
            {
                continue;
            }
            let levels = [
                "public",
                "internal",
                "confiden",
                "secret",
                "restrict",
                "sensitive",
                "official",
                "protected",
                "proprietary",
                "privat",
                "vertraulich",
                "intern",
                "general",
                "classified",
                "tlp",
                "riservat",
                "poufne",
                "机密",
                "社外秘",
                "대외비",
                "конфиденц",
            ];
            if !levels.iter().any(|l| value.to_lowercase().contains(l)) {
                continue;
            }
            let (severity, impact) = tier(&value);
            let property = near
                .get(low_tag(near, r.start)..r.start)
                .is_some_and(|b| memchr::memmem::find(b, b"name=\"").is_some());
            // Programs that read or write such headers name them, with a level for an example.
            let confidence = if property {
                0.95
            } else if doc.kind == Kind::Code {
                0.4
            } else {
                0.6
            };
            keep(
                out,
                Found {
                    class: "classification-property",
                    span: (low + r.start, low + r.end),
                    confidence,
                    impact,
                    severity,
                    evidence: vec!["classification property of a labelling tool".into()],
                },
            );
        }
    }
    if let Some(span) = purview.filter(|_| !off) {
        let (severity, impact) = name.as_deref().map_or((Severity::Medium, 0.4), tier);
        let what = if name.is_some() {
            "named sensitivity label"
        } else {
            "sensitivity label known by its number only"
        };
        keep(
            out,
            Found {
                class: "sensitivity-label",
                span,
                confidence: 0.97,
                impact,
                severity,
                evidence: vec![what.into()],
            },
        );
    }
}

fn low_tag(near: &[u8], at: usize) -> usize {
    near.get(..at).and_then(|b| memchr::memrchr(b'<', b)).unwrap_or(0)
}

fn keep(out: &mut Vec<Found>, found: Found) {
    match out.iter_mut().find(|f| f.class == found.class) {
        Some(f) if f.severity >= found.severity => {}
        Some(f) => *f = found,
        None => out.push(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Vec<(&'static str, Severity)> {
        let hits: Vec<(usize, usize)> = [
            "MSIP_Label_",
            "<clbl:label",
            "ClassificationContentMarking",
            "bjDocumentSecurityLabel",
            "x-classification",
            "TitusClassification",
            "X-Protective-Marking",
            "name=\"DocumentClassification",
        ]
        .iter()
        .flat_map(|k| text.match_indices(k).map(|(i, s)| (i, s.len())).collect::<Vec<_>>())
        .collect();
        let mut out = Vec::new();
        examine(&Doc::new(text.as_bytes(), "mail.eml"), &hits, &mut out);
        out.into_iter().map(|f| (f.class, f.severity)).collect()
    }

    #[test]
    fn purview_labels_are_read_from_properties() {
        let id = "a1b2c3d4-0000-4000-8000-1234567890ab";
        let xml = format!(
            "<property fmtid=\"x\" pid=\"2\" name=\"MSIP_Label_{id}_Enabled\"><vt:lpwstr>true</vt:lpwstr></property>\
             <property fmtid=\"x\" pid=\"4\" name=\"MSIP_Label_{id}_Name\"><vt:lpwstr>Highly Confidential</vt:lpwstr></property>"
        );
        assert_eq!(run(&xml), [("sensitivity-label", Severity::High)]);
        assert_eq!(
            run(&format!("MSIP_Label_{id}_Name: Internal\n")),
            [("sensitivity-label", Severity::Low)]
        );
        assert_eq!(
            run(&format!(
                "msip_labels: MSIP_Label_{id}_Enabled=True; MSIP_Label_{id}_Name=Public;"
            )),
            [("sensitivity-label", Severity::Info)]
        );
        assert_eq!(
            run(&format!("/MSIP_Label_{id}_Name (Confidential)")),
            [("sensitivity-label", Severity::Medium)]
        );
        assert!(run(&format!("MSIP_Label_{id}_Enabled: false\n")).is_empty());
        assert!(run("name = 'MSIP_Label_' + guid").is_empty());
    }

    #[test]
    fn label_parts_and_other_tools() {
        let part = r#"<clbl:labelList xmlns:clbl="x"><clbl:label id="{a1b2c3d4-0000-4000-8000-1234567890ab}" enabled="1" method="Privileged" siteId="{11111111-2222-4333-8444-555555555555}" removed="0"/></clbl:labelList>"#;
        assert_eq!(run(part), [("sensitivity-label", Severity::Medium)]);
        assert!(run(&part.replace("removed=\"0\"", "removed=\"1\"")).is_empty());
        assert_eq!(
            run("<property name=\"bjDocumentSecurityLabel\"><vt:lpwstr>Strictly Confidential</vt:lpwstr>"),
            [("classification-property", Severity::High)]
        );
        assert_eq!(
            run("X-Protective-Marking: VER=2018.6, NS=gov.au, SEC=OFFICIAL:Sensitive, ORIGIN=a@acme.example\n"),
            [("classification-property", Severity::Medium)]
        );
        assert_eq!(
            run("<property pid=\"2\" name=\"DocumentClassification\"><vt:lpwstr>Internal</vt:lpwstr>"),
            [("classification-property", Severity::Low)]
        );
        assert_eq!(
            run("X\nx-classification: Internal\n"),
            [("classification-property", Severity::Low)]
        );
    }
}
