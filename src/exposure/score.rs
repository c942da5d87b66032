//! From findings to the score: assets combine as independent chances, so that one critical asset cannot be averaged away
//! and a thousand weak ones cannot shout it down.
//!
//! Tested properties: bounded, monotone, independent of order, not inflated by duplicates.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::table::{COVERAGE_NEEDED, DECAY, FLOOR_REACH, WEAK, category_weight, floor};
use super::{Band, Coverage, Exposure, Verdict, reductions};
use crate::finding::{Category, Finding};

/// One asset's share of the score: `c = p * I * R * d`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The asset's fingerprint.
    pub fingerprint: String,
    /// The rule of its strongest finding.
    pub rule: Cow<'static, str>,
    /// Its category.
    pub category: Category,
    /// How many places hold it.
    pub places: u64,
    /// Confidence.
    pub p: f64,
    /// Impact.
    pub i: f64,
    /// Reach.
    pub r: f64,
    /// Decay for many weak findings of one category.
    pub d: f64,
    /// The product.
    pub c: f64,
}

/// Assets with what each contributes, strongest first.
#[must_use]
pub fn contributions<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Contribution> {
    let mut assets: BTreeMap<(Category, &str), Contribution> = BTreeMap::new();
    for f in findings {
        let c = unit(f.confidence) * unit(f.impact) * unit(f.reach);
        let new = || Contribution {
            fingerprint: f.fingerprint.0.clone(),
            rule: f.rule.clone(),
            category: f.category,
            places: 0,
            p: unit(f.confidence),
            i: unit(f.impact),
            r: unit(f.reach),
            d: 1.0,
            c,
        };
        let asset = assets.entry((f.category, &f.fingerprint.0)).or_insert_with(new);
        let better = (c, &*f.rule) > (asset.c, &*asset.rule);
        let places = asset.places + 1;
        if better {
            *asset = new();
        }
        asset.places = places;
    }
    let mut all: Vec<Contribution> = assets.into_values().collect();
    all.sort_by(|a, b| {
        b.c.total_cmp(&a.c)
            .then_with(|| (&a.rule, &a.fingerprint).cmp(&(&b.rule, &b.fingerprint)))
    });
    // By category, not by rule: an asset that a second rule also names would change its rank, and with it the score of
    // others, so that another finding could lower the whole.
    let mut weak: BTreeMap<Category, i32> = BTreeMap::new();
    for a in all.iter_mut().filter(|a| a.c < WEAK) {
        let rank = weak.entry(a.category).or_default();
        a.d = DECAY.powi(*rank);
        a.c *= a.d;
        *rank += 1;
    }
    all.sort_by(|a, b| {
        b.c.total_cmp(&a.c)
            .then_with(|| (&a.rule, &a.fingerprint).cmp(&(&b.rule, &b.fingerprint)))
    });
    all
}

fn unit(x: f64) -> f64 {
    if x.is_finite() { x.clamp(0.0, 1.0) } else { 0.0 }
}

/// Exposure of each category, 0 to 1.
fn categories(assets: &[Contribution]) -> BTreeMap<Category, f64> {
    let mut kept: BTreeMap<Category, f64> = Category::ALL.into_iter().map(|c| (c, 1.0)).collect();
    for a in assets {
        *kept.entry(a.category).or_insert(1.0) *= 1.0 - a.c;
    }
    kept.values_mut().for_each(|k| *k = 1.0 - *k);
    kept
}

/// The score of a set of findings before rounding, 0 to 1: with the floor, and without it (for ranking denials).
pub(super) fn raw<'a>(findings: impl IntoIterator<Item = &'a Finding> + Clone) -> (f64, f64) {
    let all = categories(&contributions(findings.clone()));
    let free = all
        .iter()
        .fold(1.0, |kept, (c, e)| kept * (1.0 - category_weight(*c) * e));
    let floor = findings
        .into_iter()
        .filter(|f| f.confidence >= 0.8 && f.reach >= FLOOR_REACH)
        .map(|f| floor(f.severity))
        .fold(0.0, f64::max);
    (f64::max(floor, 1.0 - free), 1.0 - free)
}

/// The score of a set of findings, 0 to 100.
#[must_use]
pub fn score_of<'a>(findings: impl IntoIterator<Item = &'a Finding> + Clone) -> u32 {
    round(raw(findings).0)
}

fn round(x: f64) -> u32 {
    (100.0 * x).round().clamp(0.0, 100.0) as u32
}

/// The whole judgement. `findings` are all candidates; those below `min_confidence` count towards `high` only.
#[must_use]
pub fn assess(findings: &[Finding], coverage: &Coverage, min_confidence: f64) -> Exposure {
    let reported: Vec<&Finding> = findings.iter().filter(|f| f.confidence >= min_confidence).collect();
    let score = score_of(reported.iter().copied());
    let low = score_of(reported.iter().copied().filter(|f| f.confidence >= 0.8));
    let high = score_of(findings);
    let band = Band::of(score);
    let verdict = match band {
        // Too little was read to call it harmless; what was found is bad enough to say no all the same.
        Band::Minimal | Band::Low | Band::Medium if coverage.ratio < COVERAGE_NEEDED => Verdict::Unknown,
        Band::Minimal => Verdict::Grant,
        Band::Low | Band::Medium => Verdict::GrantWithExclusions,
        Band::High | Band::Critical => Verdict::DoNotGrant,
    };
    Exposure {
        score,
        low: low.min(score),
        high: high.max(score),
        band,
        verdict,
        categories: categories(&contributions(reported.iter().copied()))
            .into_iter()
            .map(|(c, e)| (c.name().to_owned(), (e * 1e4).round() / 1e4))
            .collect(),
        reductions: reductions::best(&reported, coverage),
        agents: Vec::new(),
    }
}

impl Band {
    /// The band of a score.
    #[must_use]
    pub fn of(score: u32) -> Self {
        match score {
            0..=19 => Self::Minimal,
            20..=39 => Self::Low,
            40..=59 => Self::Medium,
            60..=79 => Self::High,
            _ => Self::Critical,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Fingerprint, Location, Secret, Severity, Status};
    use proptest::prelude::*;

    fn finding() -> impl Strategy<Value = Finding> {
        let category = prop::sample::select(Category::ALL.to_vec());
        let severity = prop::sample::select(Severity::ALL.to_vec());
        (
            category,
            severity,
            0.0..=1.0f64,
            0.0..=1.0f64,
            0.0..=1.0f64,
            0..40u8,
            0..6u8,
            0..8u8,
        )
            .prop_map(|(category, severity, p, i, r, value, rule, file)| Finding {
                rule: format!("rule-{rule}").into(),
                category,
                severity,
                confidence: p,
                location: Location {
                    path: format!("d{}/f{file}", file % 3),
                    line: 1,
                    ..Location::default()
                },
                status: Status::Tracked,
                secret: Secret::default(),
                fingerprint: Fingerprint(format!("{value:032x}")),
                impact: i,
                reach: r,
                evidence: Vec::new(),
                excerpt: None,
            })
    }

    fn full() -> Coverage {
        Coverage {
            ratio: 1.0,
            ..Coverage::default()
        }
    }

    proptest! {
        #[test]
        fn bounded_and_ordered(fs in prop::collection::vec(finding(), 0..40)) {
            let e = assess(&fs, &full(), 0.5);
            prop_assert!(e.low <= e.score && e.score <= e.high && e.high <= 100);
            prop_assert!(e.categories.values().all(|c| (0.0..=1.0).contains(c)));
        }

        #[test]
        fn another_finding_never_lowers_it(fs in prop::collection::vec(finding(), 0..40), extra in finding()) {
            let before = raw(&fs).0;
            let mut more = fs.clone();
            more.push(extra);
            prop_assert!(raw(&more).0 >= before - 1e-12);
        }

        #[test]
        fn order_does_not_matter(fs in prop::collection::vec(finding(), 0..40)) {
            let mut back = fs.clone();
            back.reverse();
            prop_assert_eq!(assess(&fs, &full(), 0.5), assess(&back, &full(), 0.5));
        }

        #[test]
        fn duplicates_do_not_inflate(fs in prop::collection::vec(finding(), 1..40)) {
            let twice: Vec<Finding> = fs.iter().chain(&fs).cloned().collect();
            prop_assert!((raw(&fs).0 - raw(&twice).0).abs() < 1e-12);
        }

        #[test]
        fn a_reduction_is_what_a_scan_without_it_gives(fs in prop::collection::vec(finding(), 0..40)) {
            let e = assess(&fs, &full(), 0.5);
            let mut left = fs;
            for r in &e.reductions {
                let before = left.len();
                left.retain(|f| !(f.location.path == r.deny || (r.deny.ends_with('/') && f.location.path.starts_with(&r.deny))));
                prop_assert!(left.len() < before);
                prop_assert_eq!(assess(&left, &full(), 0.5).score, r.score_after);
            }
        }
    }

    #[test]
    fn too_little_read_is_never_a_grant() {
        let e = assess(
            &[],
            &Coverage {
                ratio: 0.5,
                ..Coverage::default()
            },
            0.5,
        );
        assert_eq!(e.verdict, Verdict::Unknown);
        assert_eq!(assess(&[], &full(), 0.5).verdict, Verdict::Grant);
    }
}
