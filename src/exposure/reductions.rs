//! Which few denials lower the score most: a greedy choice among files and small folders, each scored exactly.

use std::collections::BTreeMap;

use super::score::{raw, score_of};
use super::table::category_weight;
use super::{Coverage, Reduction};
use crate::finding::Finding;

/// How many denials are proposed.
const MOST: usize = 5;
/// Candidates of a round that are scored exactly; the estimate that picks them is nearly right already.
const EXACT: usize = 12;
/// A folder is worth denying whole only where this share of its files holds findings.
const DENSE: f64 = 0.3;

/// The denials in the order in which they should be made; each score supposes the ones before it.
pub(super) fn best(findings: &[&Finding], coverage: &Coverage) -> Vec<Reduction> {
    let mut left: Vec<&Finding> = findings.to_vec();
    let mut out = Vec::new();
    while out.len() < MOST {
        let (now, now_free) = raw(left.iter().copied());
        let mut candidates: Vec<(f64, String)> = estimates(&left, coverage);
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        candidates.truncate(EXACT);
        let best = candidates
            .into_iter()
            .map(|(weight, deny)| {
                let after = raw(left.iter().copied().filter(|f| !covers(&deny, f)));
                (after.0, after.1, weight, deny)
            })
            .min_by(|a, b| {
                a.0.total_cmp(&b.0)
                    .then(a.1.total_cmp(&b.1))
                    .then(b.2.total_cmp(&a.2))
                    .then_with(|| a.3.cmp(&b.3))
            });
        let Some((after, after_free, _, deny)) = best else {
            break;
        };
        if after >= now && after_free >= now_free - 1e-3 {
            break;
        }
        let before = left.len();
        left.retain(|f| !covers(&deny, f));
        out.push(Reduction {
            score_after: score_of(left.iter().copied()),
            findings: (before - left.len()) as u64,
            deny,
        });
    }
    out
}

/// Whether a denial keeps a session from a finding.
fn covers(deny: &str, finding: &Finding) -> bool {
    let path = &finding.location.path;
    path == deny || (deny.ends_with('/') && path.starts_with(deny))
}

/// Each file with findings and each folder dense with them, with roughly how much of the exposure lies there.
fn estimates(findings: &[&Finding], coverage: &Coverage) -> Vec<(f64, String)> {
    let mut files: BTreeMap<&str, f64> = BTreeMap::new();
    for f in findings {
        let c = category_weight(f.category) * f.confidence * f.impact * f.reach;
        // What is said of the whole tree is not denied by denying a path.
        if f.location.path == "." {
            continue;
        }
        *files.entry(&f.location.path).or_default() += -(1.0 - c.clamp(0.0, 0.999)).ln();
    }
    let mut folders: BTreeMap<&str, (f64, u64, f64)> = BTreeMap::new();
    for (path, weight) in &files {
        for (at, _) in path.match_indices('/') {
            let entry = folders.entry(&path[..=at]).or_default();
            entry.0 += weight;
            entry.1 += 1;
            entry.2 = entry.2.max(*weight);
        }
    }
    let mut out: Vec<(f64, String)> = files.iter().map(|(p, w)| (*w, (*p).to_owned())).collect();
    for (folder, (weight, with, _)) in folders {
        let all = coverage.folders.get(folder).map_or(u64::MAX, |f| f.files).max(with);
        if with >= 2 && with as f64 >= DENSE * all as f64 {
            out.push((weight, folder.to_owned()));
        }
    }
    out
}
