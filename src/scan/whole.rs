//! What only the whole tree can say: which findings an open licence clears, and how much of the source is nobody else's.

use std::borrow::Cow;

use super::examine::Found;
use crate::detect::Detector;
use crate::detect::marker::contradicted;
use crate::finding::{Finding, Location, Secret, Severity, Status};
use crate::licence::Licences;
use crate::suppress::Fingerprinter;

/// The recogniser's name of the rule about the share of the source that is under no public licence.
const SHARE: &str = "tree:first-party-share";
/// Confidence of that finding: below what sets a floor, for a missing licence file may be an oversight.
const SURE: f64 = 0.75;

/// What a notice is worth in a folder that the world may read.
const DOUBT: f64 = 0.55;

/// Drops what an open licence clears, doubts what it contradicts and adds what the tree as a whole gives.
pub(super) fn judge(
    found: &mut Found,
    licences: &Licences,
    detector: &Detector,
    fingerprinter: &Fingerprinter,
    floor: f64,
) {
    let rules = detector.rules();
    let cleared = |f: &Finding| {
        rules
            .index_of(&f.rule)
            .and_then(|i| rules.rules().get(i))
            .is_some_and(|r| r.open_licence_clears)
            && licences.is_open(&f.location.path)
    };
    found.findings.retain(|f| !cleared(f));
    found.allowed.retain(|f| !cleared(f));
    for f in &mut found.findings {
        let doubted = rules
            .index_of(&f.rule)
            .and_then(|i| rules.rules().get(i))
            .is_some_and(|r| r.how.recogniser().is_some_and(contradicted));
        if doubted && licences.is_open(&f.location.path) {
            f.confidence = (f.confidence * DOUBT * 1e4).round() / 1e4;
            f.evidence.push("its folder stands under a public licence".to_owned());
        }
    }
    found.findings.retain(|f| f.confidence >= floor);
    let Some(rule) = rules.rules().iter().find(|r| r.how.recogniser() == Some(SHARE)) else {
        return;
    };
    let share = licences.share();
    let impact = share.impact();
    if impact <= 0.0 {
        return;
    }
    let mut evidence = vec![share.sentence()];
    evidence.extend(share.details());
    found.findings.push(Finding {
        rule: Cow::Borrowed(rule.id.get()),
        category: rule.category,
        severity: if share.own.lines < 10_000 {
            Severity::Info
        } else {
            rule.severity
        },
        confidence: SURE,
        location: Location {
            path: ".".to_owned(),
            ..Location::default()
        },
        status: Status::Tracked,
        secret: Secret::default(),
        fingerprint: fingerprinter.of_path(rule.id.get(), "."),
        impact,
        reach: 1.0,
        evidence,
        excerpt: None,
    });
}
