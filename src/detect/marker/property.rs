//! Levels in the properties of office documents: `<cp:keywords>Confidential</cp:keywords>`.

use super::place::Doc;
use super::settings::LEVEL;
use super::{Found, label};

/// Longest value of a property.
const LONGEST: usize = 200;

/// Whether a part of a document holds its properties.
pub(super) fn is_part(path: &str) -> bool {
    path.ends_with("docProps/core.xml") || path == "meta.xml"
}

/// The level that a property around `hit` is, alone or in a list of keywords.
pub(super) fn examine(doc: &Doc<'_>, hit: (usize, usize)) -> Option<Found> {
    let before = doc.text.get(hit.0.saturating_sub(LONGEST)..hit.0)?;
    let after = doc.text.get(hit.1..doc.text.len().min(hit.1 + LONGEST))?;
    let from = hit.0 - before.len() + memchr::memrchr(b'>', before)? + 1;
    let to = hit.1 + memchr::memchr(b'<', after)?;
    let text = String::from_utf8_lossy(doc.text.get(from..to)?).to_lowercase();
    let level = text.split([',', ';']).map(str::trim).find(|v| LEVEL.is_match(v))?;
    let (severity, impact) = label::tier(level);
    Some(Found {
        class: label::class(severity),
        span: hit,
        confidence: 0.75,
        impact,
        severity,
        evidence: vec!["level in the document's properties".to_owned()],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn a_property_is_a_level_or_is_not() {
        let run = |value: &str| {
            let text = format!("<p><dc:subject>{value}</dc:subject></p>");
            let at = text.to_lowercase().find("confidential")?;
            let doc = Doc::new(text.as_bytes(), "docProps/core.xml");
            examine(&doc, (at, at + "confidential".len())).map(|f| f.severity)
        };
        assert_eq!(run("Company Confidential"), Some(Severity::Medium));
        assert_eq!(run("pumps; strictly confidential"), Some(Severity::High));
        assert_eq!(run("Confidential computing"), None);
        assert_eq!(run("How to mark what is confidential"), None);
    }
}
