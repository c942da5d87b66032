//! Levels in sentences: alone beside a copyright, one after another, of somebody.

use super::ABOUT_NAMES;
use crate::detect::marker::place::{Doc, Kind, Line, Notice, Position};
use crate::detect::marker::words::Words;
use crate::detect::marker::{Found, banner, contract, talks_about};
use crate::finding::Severity;

/// A sentence that is nothing but a level, beside a copyright: `© Acme. All rights reserved. Confidential. Not for …`.
pub(super) fn level_alone(doc: &Doc<'_>, line: &Line<'_>, notice: &Notice) -> Option<Found> {
    let p = notice.paragraph.as_str();
    if !p.contains("confidential") || line.table || doc.open() || ABOUT_NAMES.is_match(&notice.text) {
        return None;
    }
    let level = p
        .split([';', '\n'])
        .flat_map(|s| s.split(". "))
        .map(|s| s.trim_matches(['.', ' ', '!']))
        .find(|s| {
            matches!(
                *s,
                "confidential"
                    | "strictly confidential"
                    | "company confidential"
                    | "highly confidential"
                    | "proprietary and confidential"
                    | "confidential and proprietary"
                    | "private and confidential"
            )
        })?;
    let sentences = p.split(". ").count();
    if sentences < 2
        || !banner::COMPANION.is_match(p)
        || doc.kind != Kind::Prose && doc.position(line.start) == Position::Middle
    {
        return None;
    }
    let high = level.starts_with("strictly") || level.starts_with("highly");
    Some(Found {
        class: "confidential",
        span: (0, 0),
        confidence: if contract::is_one(doc) || talks_about(p) {
            0.35
        } else {
            0.8
        },
        impact: if high { 0.5 } else { 0.45 },
        severity: if high { Severity::High } else { Severity::Medium },
        evidence: vec!["level beside a copyright".to_owned()],
    })
}

/// Levels one after another: `public, internal, confidential or secret`.
pub(in crate::detect::marker) static LISTED: Words = Words::new(
    r"\b(?:public|internal|confidential|restricted|secret)(?:,? and |,? or |, |/)(?:(?:strictly|highly|top) )?(?:public|internal|confidential|restricted|secret)(?:,? and |,? or |, |/)(?:(?:strictly|highly|top) )?(?:public|internal|confidential|restricted|secret)\b",
);

/// `For internal use at Meridew Bank only`: what stands behind the preposition is written like a name.
pub(super) fn names_somebody(doc: &Doc<'_>, start: usize) -> bool {
    let Some(line) = doc.line(start) else { return false };
    let after = line
        .bare
        .find("nternal use ")
        .and_then(|i| line.bare.get(i + 12..))
        .unwrap_or_default();
    let after = after.strip_prefix("only ").unwrap_or(after);
    let mut words = after.split_whitespace();
    let at = words
        .next()
        .is_some_and(|w| ["at", "by", "of", "within", "in", "inside"].contains(&w));
    at && words.next().is_some_and(|w| w.starts_with(char::is_uppercase))
}
