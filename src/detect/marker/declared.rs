//! What a text declares about itself: front matter, `<meta>` and metadata elements, headers of messages, labelled lines.
//!
//! A declaration is a label, a separator and a level, and nothing else. It stands at the top of the file and not deeper:
//! the same words inside a configuration describe what the configuration is about.

use super::place::{Doc, Kind};
use super::words::Words;
use super::{Found, label};

/// Labels that are looked for, as they stand in the rules; each ends where the level may begin.
pub(super) const WORDS: [&[u8]; 33] = [
    b"classification: ",
    b"classification=",
    b"classification>",
    b"classification\" content",
    b"classification :",
    b"classification:*",
    b"classification\t",
    b"classification \t",
    b"classification |",
    b"classification**",
    b"confidentiality: ",
    b"confidentiality\" content",
    b"sensitivity\" content",
    b"confidentiality>",
    b"sensitivity: ",
    b"sensitivity>",
    b"security level: ",
    b"protective marking: ",
    b"security_level: ",
    b"confidentiality_level: ",
    b"classification\": \"",
    b"classification = \"",
    b"confidentiality\": \"",
    b"confidentiality = \"",
    b"sensitivity\": \"",
    b"audience: internal",
    b"audience: employees",
    b"audience: staff",
    b"audience = \"internal",
    b"audience\": \"internal",
    b"audience\": \"company",
    b"name=\"classification\"",
    b"security class: ",
];

/// The whole line: where a level is declared, and which.
static DECLARED: Words = Words::new(concat!(
    r#"^[ \t]*(?:#\+|:|//|#|--|;|<!--|\||>)?[ \t]*(?:\*\*|__|\*|_)?(?:<meta +name=['"])?<?\\?"?"#,
    r"(?:(?:document|data|information|security|content|file|asset|info|x)[-_ ]?)?",
    r"(?:classification|confidentiality|sensitivity|security[-_ ](?:level|class)|information[-_ ]class|protective[-_ ]marking)(?:[-_ ]?level)?",
    r#"['"]?(?: +content)?(?:\*\*|__|\*|_)?[ \t]*[:=>{|\t](?:\*\*|__|\*|_)?[ \t]*['"]?"#,
    r"(?:(?:strictly|highly|most|company|acme|business|corporate|commercial[- ]in)[- _]?)?",
    r"(?:confidential|confidencial|confidentielle?|confidentiel|vertraulich|riservat[oa]|restreinte?|restringid[oa]|confidence|restricted|internal|interne|intern[oa]|intern|secret|private|sensitive|proprietary|protected|classified)",
    r"(?:[-_ ](?:use(?:[-_ ]only)?|only|information|restricted|confidential|sensitive))?",
    r#"['"]?[ \t]*[,;}]?[ \t]*(?:/?>|</[a-z:_-]+>|-->|\*/|\||\*\*|\*|_|#.{0,60})?[ \t]*$"#,
));
/// The level behind a label.
static LEVEL: Words = Words::new(r"^[:=>{|\t '\x22*_]*([a-z][a-z _-]{2,40})");

/// `<meta content="Internal use only" name="classification">`.
static TURNED: Words = Words::new(
    r#"^[ \t]*<meta +content=['"]((?:strictly |highly |company |business )?(?:confidential|restricted|internal|secret|proprietary|vertraulich|intern|confidentiel|interne|confidencial|riservato|poufne)(?: use)?(?: only)?)['"] +name=['"](?:document |data |information |security )?(?:classification|confidentiality|sensitivity)['"]"#,
);

/// Lines at the top that may declare something.
const TOP: usize = 40;

/// Looks at the line of a label.
pub(super) fn examine(doc: &Doc<'_>, hit: (usize, usize)) -> Option<Found> {
    let line = doc.line(hit.0)?;
    if line.start > 4096 || line.list {
        return None;
    }
    let above = doc.text.get(..line.start)?;
    if memchr::memchr_iter(b'\n', above).count() > TOP {
        return None;
    }
    let indent = line.raw.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let ext = doc.path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let markup = matches!(&*ext, "xml" | "html" | "htm" | "xhtml" | "tex");
    let speaks = doc.speaks(&line);
    let comment = line.comment && speaks;
    let settings = matches!(&*ext, "yaml" | "yml" | "toml");
    // Programs speak in comments; settings of themselves only where nothing encloses the key.
    let may = if doc.kind == Kind::Prose {
        speaks
    } else {
        comment || markup
    } || settings && indent == 0 && above_is_flat(above);
    if !may || indent > if markup { 12 } else { 3 } {
        return None;
    }
    let raw = element(line.raw, hit.0 - line.start).unwrap_or(line.raw);
    let raw = String::from_utf8_lossy(raw).trim_end().to_lowercase();
    if let Some(groups) = TURNED.groups(raw.as_bytes()) {
        let level = String::from_utf8_lossy(groups.get(1).copied().flatten()?)
            .trim()
            .to_owned();
        return Some(declared(doc, hit, &level, true));
    }
    if raw.len() > 200 {
        return None;
    }
    if !DECLARED.is_match(&raw) {
        let pair = line.pair().filter(|p| DECLARED.is_match(p))?;
        let (_, level) = pair.split_once(": ")?;
        return Some(declared(doc, hit, level, false));
    }
    let rest = doc.text.get(hit.1..line.start + line.raw.len())?;
    let rest = String::from_utf8_lossy(rest).to_lowercase();
    let groups = LEVEL.groups(rest.as_bytes())?;
    let level = String::from_utf8_lossy(groups.get(1).copied().flatten()?)
        .trim()
        .to_owned();
    Some(declared(
        doc,
        hit,
        &level,
        doc.text.starts_with(b"---") || markup || comment,
    ))
}

/// A level that a text says of itself; `front`: in markup or before the text.
fn declared(doc: &Doc<'_>, hit: (usize, usize), level: &str, front: bool) -> Found {
    let (severity, impact) = label::tier(level);
    let class = match severity {
        crate::finding::Severity::Low => "internal",
        _ => "confidential",
    };
    let confidence = if doc.open() {
        0.3
    } else if front {
        0.85
    } else {
        0.75
    };
    Found {
        class,
        span: hit,
        confidence,
        impact,
        severity,
        evidence: vec!["the text declares its own level".to_owned()],
    }
}

/// The `<meta>` element around `at` in a line of several.
fn element(line: &[u8], at: usize) -> Option<&[u8]> {
    let open = memchr::memmem::rfind(line.get(..at)?, b"<meta ")?;
    let rest = line.get(open..)?;
    rest.get(..=memchr::memchr(b'>', rest)?)
}

/// Whether all lines so far are comments, blank or keys of the same depth: the file speaks of itself.
fn above_is_flat(above: &[u8]) -> bool {
    above.split(|b| *b == b'\n').all(|l| {
        let l = l.trim_ascii_end();
        l.is_empty() || !matches!(l.first(), Some(b' ' | b'\t' | b'-' | b'[')) || l.starts_with(b"---")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn run(path: &str, text: &str) -> Option<(&'static str, Severity)> {
        let lower = text.to_lowercase();
        let words = || WORDS.iter().filter_map(|w| std::str::from_utf8(w).ok());
        let hit = words().find_map(|w| lower.find(w).map(|i| (i, i + w.len())))?;
        examine(&Doc::new(text.as_bytes(), path), hit)
            .filter(|f| f.confidence >= 0.5)
            .map(|f| (f.class, f.severity))
    }

    #[test]
    fn a_text_declares_its_own_level() {
        for (path, text, class, severity) in [
            (
                "a.md",
                "---\ntitle: x\nclassification: internal\n---\n",
                "internal",
                Severity::Low,
            ),
            (
                "a.md",
                "---\ndata_classification: \"Confidential\"\n---\n",
                "confidential",
                Severity::Medium,
            ),
            (
                "a.org",
                "#+CLASSIFICATION: Confidential\n",
                "confidential",
                Severity::Medium,
            ),
            (
                "a.html",
                "<meta name=\"classification\" content=\"Restricted\">\n",
                "confidential",
                Severity::High,
            ),
            (
                "b.html",
                "<html><head><title>x</title><meta name=\"classification\" content=\"confidential\"></head>\n",
                "confidential",
                Severity::Medium,
            ),
            (
                "c.html",
                "<html><head>\n<meta content=\"Internal Use Only\" name=\"classification\">\n",
                "internal",
                Severity::Low,
            ),
            (
                "a.xml",
                "<doc>\n  <classification>Company Confidential</classification>\n",
                "confidential",
                Severity::Medium,
            ),
            (
                "a.yaml",
                "# data-classification: confidential\na: 1\n",
                "confidential",
                Severity::Medium,
            ),
            ("a.md", "**Classification:** Internal\n", "internal", Severity::Low),
            (
                "a.docx",
                "Owner \tSecurity \t\nClassification \tRestricted \t\n",
                "confidential",
                Severity::High,
            ),
            (
                "a.eml",
                "Subject: x\nSensitivity: Private\n",
                "confidential",
                Severity::Medium,
            ),
        ] {
            assert_eq!(run(path, text), Some((class, severity)), "{text}");
        }
    }

    #[test]
    fn what_a_text_is_about_is_no_declaration() {
        for (path, text) in [
            ("a.yaml", "metadata:\n  labels:\n    classification: confidential\n"),
            ("a.tf", "tags = {\n  classification = \"restricted\"\n"),
            ("a.md", "Set this header:\n\n```\nClassification: Internal\n```\n"),
            ("a.md", "Sensitivity: private data are masked before upload\n"),
            ("a.py", "# classification: private, then public layers\n"),
            ("a.txt", "Confidentiality: High\nIntegrity: Low\n"),
        ] {
            assert_eq!(run(path, text), None, "{text}");
        }
    }

    #[test]
    fn every_pattern_compiles() {
        assert!(DECLARED.compiles() && LEVEL.compiles() && TURNED.compiles());
    }
}
