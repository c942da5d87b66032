//! Lines that name levels without being marked: options of a form, values of a scheme, patterns; and rows of labels.

use super::{LABEL, bounded};
use crate::detect::marker::place::{Doc, Line, plain};

/// Levels of classification; a text that names many of them lists them.
const LEVELS: [&str; 7] = [
    "public",
    "internal",
    "confidential",
    "restricted",
    "secret",
    "unclassified",
    "top secret",
];

/// `Public Internal Confidential`: the options of a form, the values of a scheme.
pub(super) fn lists_levels(bare: &str) -> bool {
    // `Restricted: needs this role. Confidential: needs that one`.
    let explained = |l: &&&str| {
        bounded(bare, l)
            .and_then(|i| bare.get(i + l.len()..))
            .is_some_and(|a| a.starts_with(':'))
    };
    LEVELS.iter().filter(|l| bounded(bare, l).is_some()).count() >= 3 || LEVELS.iter().filter(explained).count() >= 2
}

/// Whether the lines above or below are other levels and nothing else.
pub(super) fn among_levels(doc: &Doc<'_>, line: &Line<'_>, bare: &str) -> bool {
    let level = |l: &Line<'_>| {
        let other = plain(&l.bare);
        let unlabelled = |s: &str| LABEL.find(s.as_bytes()).map_or(0, |r| r.end);
        let other = other.get(unlabelled(&other)..).unwrap_or_default();
        // Words in the order of the alphabet.
        let list = other.get(..4).is_some_and(|o| bare.starts_with(o)) && !other.contains(' ');
        other != bare && list && !bare.contains(' ')
            || other != bare
                && (other.len() < 40 || other.contains(" | "))
                && LEVELS.iter().any(|v| other.starts_with(v) && !bare.contains(v))
    };
    let above = line.start.checked_sub(1).and_then(|at| doc.line(at));
    let below = doc.line(line.start + line.raw.len() + 1);
    let near = [above, below];
    let first = bare.split(" | ").next().unwrap_or(bare);
    near.iter().flatten().any(level) && first.split_whitespace().count() <= 3
}

/// `confidential|internal only`: words with bars right between them.
pub(super) fn alternation(bare: &str) -> bool {
    bare.match_indices('|').any(|(i, _)| {
        bare.get(..i).is_some_and(|b| b.ends_with(char::is_alphanumeric))
            && bare.get(i + 1..).is_some_and(|a| a.starts_with(char::is_alphanumeric))
    })
}

/// `| Audience | Employees only |`: a row of two cells, the first of which is a label.
pub(super) fn labelled_row(line: &Line<'_>) -> Option<String> {
    line.pair().filter(|text| LABEL.is_match(text))
}
