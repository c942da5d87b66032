//! Controlled and classified information: CUI, distribution statements, export control, classification banners and
//! portion marks of the United States, the United Kingdom, NATO, the European Union and some countries.
//!
//! These marks have a fixed form, in capitals, on a line of its own or before a paragraph; nothing else counts.

mod cui;
mod export;
mod national;
mod us;

use super::Found;
use super::place::{Doc, Line};
use crate::finding::Severity;

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
    cui::examine(doc, line, bare, hit)
        .or_else(|| us::examine(doc, line, bare, hit))
        .or_else(|| national::examine(doc, line, bare, hit))
        .or_else(|| export::statement(doc, line, hit))
        .or_else(|| export::export(doc, line, hit))
}
