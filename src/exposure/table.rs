//! The one table that turns findings into points. docs/score.md explains each number.

use crate::finding::{Category, Severity};
use crate::source::OriginKind;

/// How much of a category's exposure counts towards the score.
#[must_use]
pub fn category_weight(category: Category) -> f64 {
    match category {
        Category::Secret => 1.0,
        Category::Egress => 0.8,
        Category::Personal => 0.7,
        Category::Marker => 0.6,
        Category::Path => 0.5,
    }
}

/// The least score where a finding of this severity is nearly certain (confidence >= 0.8) and in reach: the lower edge
/// of the band of the same rank.
#[must_use]
pub fn floor(severity: Severity) -> f64 {
    match severity {
        Severity::Info => 0.0,
        Severity::Low => 0.20,
        Severity::Medium => 0.40,
        Severity::High => 0.60,
        Severity::Critical => 0.80,
    }
}

/// How easily an unrestricted session reads a place. Ignored and hidden files get no discount: an agent reads them.
#[must_use]
pub fn reach(kind: OriginKind, layers: u8) -> f64 {
    let place = match kind {
        OriginKind::File
        | OriginKind::Stdin
        | OriginKind::Environment
        | OriginKind::Around
        | OriginKind::Transcript => 1.0,
        OriginKind::Archive | OriginKind::Document => 0.9,
        OriginKind::History => 0.8,
    };
    if layers > 0 { f64::min(place, 0.9) } else { place }
}

/// A finding that is nearly certain sets the floor only where a session reads it at least this easily.
pub const FLOOR_REACH: f64 = 0.5;
/// Contributions below this are weak: each further one of the same category counts [`DECAY`] times the one before.
pub const WEAK: f64 = 0.25;
/// See [`WEAK`].
pub const DECAY: f64 = 0.8;
/// Least share of readable bytes that must have been examined for any verdict but `unknown`.
pub const COVERAGE_NEEDED: f64 = 0.95;
