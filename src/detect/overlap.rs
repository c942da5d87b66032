//! One finding per secret and place: where matches of a category overlap, the most specific stays.

use super::Match;
use crate::rule::{How, Rule};

/// How much a rule says about what it found: a provider's own format over a named value or a format that several share
/// over a generic assignment.
fn specificity(rule: &Rule) -> u8 {
    match rule.how {
        How::Pattern(_) if rule.confidence >= FIRM => 3,
        How::Pattern(_) | How::Value { .. } => 2,
        How::Recogniser(_) => 1,
        How::Path => 0,
    }
}

/// Candidates of the classifier less probable than this are no findings.
const LEAST: f64 = 0.05;
/// Formats with a prior below this say little by themselves: what a person may have chosen fits them too.
const FIRM: f64 = 0.9;

/// Where the classifier speaks of the same value as a weak format, its doubt counts; where a firm format says that its
/// own value is wrong, the classifier has nothing to add.
fn rescore(rules: &[Rule], matches: &mut [Match]) {
    let generic = |m: &Match| matches!(rules[m.rule].how, How::Recogniser(name) if name.starts_with("assigned:"));
    let mut wrong: Vec<(usize, usize, f64)> = matches
        .iter()
        .filter(|m| {
            matches!(rules[m.rule].how, How::Pattern(_)) && rules[m.rule].confidence >= FIRM && m.confidence < 0.5
        })
        .map(|m| (m.start, m.end, m.confidence))
        .collect();
    wrong.sort_by_key(|w| w.0);
    for m in matches.iter_mut().filter(|m| generic(m)) {
        let at = wrong.partition_point(|w| w.0 + 4 < m.start);
        let near = wrong
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|w| w.0 <= m.start + 4);
        for (_, end, confidence) in near {
            if end.abs_diff(m.end) <= 4 {
                m.confidence = m.confidence.min(*confidence);
            }
        }
    }
    let mut judged: Vec<(usize, usize, f64)> = matches
        .iter()
        .filter(|m| generic(m))
        .map(|m| (m.start, m.end, m.confidence))
        .collect();
    if judged.is_empty() {
        return;
    }
    judged.sort_by_key(|j| j.0);
    // What a structural check has passed, or holds more than the value in question, needs no second opinion.
    let weak = |r: &Rule| matches!(r.how, How::Pattern(_)) && r.confidence < FIRM && r.checks.is_empty();
    for m in matches.iter_mut().filter(|m| weak(&rules[m.rule])) {
        let at = judged.partition_point(|j| j.0 + 4 < m.start);
        for (start, end, confidence) in judged
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|j| j.0 <= m.start + 4)
        {
            if *start < m.end && m.start < *end && end.abs_diff(m.end) <= 8 {
                m.confidence = m.confidence.min(*confidence);
            }
        }
    }
}

/// Sorts by position and drops what a better match covers.
pub(super) fn resolve(rules: &[Rule], matches: &mut Vec<Match>) {
    rescore(rules, matches);
    matches.retain(|m| {
        m.confidence >= LEAST || !matches!(rules[m.rule].how, How::Recogniser(name) if name.starts_with("assigned:"))
    });
    let rank = |m: &Match| {
        let r = &rules[m.rule];
        let likely = m.confidence >= 0.5;
        (likely, specificity(r), m.confidence, m.end - m.start)
    };
    let mut order: Vec<usize> = (0..matches.len()).collect();
    order.sort_by(|a, b| {
        let (x, y) = (rank(&matches[*a]), rank(&matches[*b]));
        y.0.cmp(&x.0)
            .then(y.1.cmp(&x.1))
            .then(y.2.total_cmp(&x.2))
            .then(y.3.cmp(&x.3))
            .then(matches[*a].start.cmp(&matches[*b].start))
            .then(rules[matches[*a].rule].id.cmp(&rules[matches[*b].rule].id))
    });
    // Kept spans per category, sorted by start; they do not overlap, so that a neighbour decides.
    let mut kept: [std::collections::BTreeMap<usize, usize>; 5] = Default::default();
    let mut keep = vec![false; matches.len()];
    for i in order {
        let m = &matches[i];
        let spans = &mut kept[rules[m.rule].category as usize];
        let end = m.end.max(m.start + 1);
        let clash = spans.range(..end).next_back().is_some_and(|(_, e)| *e > m.start);
        if !clash {
            spans.insert(m.start, end);
            keep[i] = true;
        }
    }
    let mut i = 0;
    matches.retain(|_| {
        i += 1;
        keep[i - 1]
    });
    matches.sort_by(|a, b| (a.start, a.end, rules[a.rule].id).cmp(&(b.start, b.end, rules[b.rule].id)));
}
