//! What a text declares about itself: front matter, `<meta>` and metadata elements, headers of messages, labelled lines.
//!
//! A declaration is a label, a separator and a level, and nothing else. It stands at the top of the file and not deeper:
//! the same words inside a configuration describe what the configuration is about.

use super::place::{Doc, Kind, plain};
use super::words::Words;
use super::{Found, label};

/// Labels that are looked for, as they stand in the rules; each ends where the level may begin.
pub(super) const WORDS: [&[u8]; 14] = [
    b"classification: ",
    b"classification=",
    b"classification>",
    b"classification\" content",
    b"classification :",
    b"-classification:",
    b"confidentiality: ",
    b"confidentiality>",
    b"sensitivity: ",
    b"sensitivity>",
    b"security level: ",
    b"protective marking: ",
    b"security_level: ",
    b"confidentiality_level: ",
];

/// The whole line: where a level is declared, and which.
static DECLARED: Words = Words::new(concat!(
    r#"^[ \t]*(?:#\+|:|//|#|--|;|<!--|\*)?[ \t]*(?:<meta +name=['"])?<?\\?"?"#,
    r"(?:(?:document|data|information|security|content|file|asset|info|x)[-_ ]?)?",
    r"(?:classification|confidentiality|sensitivity|security[-_ ]level|protective[-_ ]marking)(?:[-_ ]?level)?",
    r#"['"]?(?: +content)?[ \t]*[:=>{][ \t]*['"]?"#,
    r"(?:(?:strictly|highly|most|company|acme|business|corporate|commercial[- ]in)[- _]?)?",
    r"(?:confidential|confidence|restricted|internal|secret|private|sensitive|proprietary|protected|classified)",
    r"(?:[-_ ](?:use(?:[-_ ]only)?|only|information|restricted|confidential|sensitive))?",
    r#"['"]?[ \t]*[,;}]?[ \t]*(?:/?>|</[a-z:_-]+>|-->|\*/|#.{0,60})?[ \t]*$"#,
));
/// A level within a declaration.
static LEVEL: Words = Words::new(r"[:=>{][ \t]*['\x22]?([a-z][a-z _-]{2,40})");

/// Lines at the top that may declare something.
const TOP: usize = 40;

/// Looks at the line of a label.
pub(super) fn examine(doc: &Doc<'_>, hit: (usize, usize)) -> Option<Found> {
    let line = doc.line(hit.0)?;
    if line.start > 4096 || line.table || line.list {
        return None;
    }
    let above = doc.text.get(..line.start)?;
    if memchr::memchr_iter(b'\n', above).count() > TOP {
        return None;
    }
    let indent = line.raw.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let ext = doc.path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let markup = matches!(&*ext, "xml" | "html" | "htm" | "xhtml" | "tex");
    let comment = line.comment;
    let settings = matches!(&*ext, "yaml" | "yml" | "toml");
    // Programs speak in comments; settings of themselves only where nothing encloses the key.
    let may = comment || doc.kind == Kind::Prose || markup || settings && indent == 0 && above_is_flat(above);
    if !may || indent > if markup { 12 } else { 3 } {
        return None;
    }
    let raw = plain(&String::from_utf8_lossy(line.raw));
    if raw.len() > 200 || !DECLARED.is_match(&raw) {
        return None;
    }
    let groups = LEVEL.groups(raw.as_bytes())?;
    let level = String::from_utf8_lossy(groups.get(1).copied().flatten()?)
        .trim()
        .to_owned();
    let (severity, impact) = label::tier(&level);
    let class = match severity {
        crate::finding::Severity::Low => "internal",
        _ => "confidential",
    };
    let front = doc.text.starts_with(b"---") || markup || comment;
    let confidence = if doc.open() {
        0.3
    } else if front {
        0.85
    } else {
        0.75
    };
    Some(Found {
        class,
        span: hit,
        confidence,
        impact,
        severity,
        evidence: vec!["the text declares its own level".to_owned()],
    })
}

/// Whether all lines so far are comments, blank or keys of the same depth: the file speaks of itself.
fn above_is_flat(above: &[u8]) -> bool {
    above.split(|b| *b == b'\n').all(|l| {
        let l = l.trim_ascii_end();
        l.is_empty() || !matches!(l.first(), Some(b' ' | b'\t' | b'-' | b'[')) || l.starts_with(b"---")
    })
}
