//! What the organisation brings to a scan: its terms and its registered files. Nothing runs where nothing was brought.

use super::terms::{Mention, Terms};
use super::{Context, Match, is_prose};
use crate::finding::Severity;
use crate::registered::Index;
use crate::rule::RuleSet;

/// Confidence of a mention: the word is there, whether it means the project is another question.
const MENTION: f64 = 0.9;

/// Terms and registered files with the rules that speak for them.
#[derive(Debug, Default)]
pub(super) struct Own {
    terms: Option<(usize, Terms)>,
    registered: Option<(usize, Index)>,
}

fn rule(rules: &RuleSet, class: &'static str) -> Option<usize> {
    rules.rules().iter().position(|r| r.how.recogniser() == Some(class))
}

impl Own {
    pub(super) fn set_terms(&mut self, rules: &RuleSet, terms: Terms) {
        self.terms = rule(rules, "own:term")
            .filter(|_| !terms.is_empty())
            .map(|r| (r, terms));
    }

    pub(super) fn set_registered(&mut self, rules: &RuleSet, index: Index) {
        self.registered = rule(rules, "own:registered").map(|r| (r, index));
    }

    pub(super) fn has_registered(&self) -> bool {
        self.registered.is_some()
    }

    /// Terms in a path: the rule, how bad a mention is, and where the name ends that holds it.
    pub(super) fn in_path(&self, path: &str) -> Vec<(usize, Severity, usize)> {
        let Some((rule, terms)) = &self.terms else {
            return Vec::new();
        };
        let within = |m: &Mention| {
            let behind = path.get(m.end..)?;
            let end = m.end + behind.find('/').unwrap_or(behind.len());
            (!path.get(m.start..m.end)?.contains('/')).then_some((*rule, m.severity, end))
        };
        terms.find(path.as_bytes()).iter().filter_map(within).collect()
    }

    pub(super) fn find(&self, rules: &RuleSet, text: &[u8], ctx: &Context<'_>, out: &mut Vec<Match>) {
        if let Some((index, terms)) = &self.terms
            && let Some(data) = rules.rules().get(*index)
        {
            for m in terms.find(text) {
                out.push(Match {
                    rule: *index,
                    start: m.start,
                    end: m.end,
                    value: None,
                    confidence: MENTION,
                    impact: data.impact,
                    severity: m.severity,
                    evidence: vec![if m.times == 1 {
                        "mentioned once".to_owned()
                    } else {
                        format!("mentioned {} times", m.times)
                    }],
                    layers: 0,
                });
            }
        }
        if let Some((index, registered)) = &self.registered
            && ctx.depth == 0
            && let Some(data) = rules.rules().get(*index)
        {
            // The tokens of what is no text mean nothing.
            let copies = if ctx.binary {
                registered.exact(text).into_iter().collect()
            } else {
                registered.copies(text, is_prose(ctx.path))
            };
            let before = out.len();
            for c in copies.into_iter().take(3) {
                let held = format!(
                    "{:.0} % of the registered file {}",
                    (c.share * 100.0).max(1.0),
                    registered.title(c.document)
                );
                let start = c.start.min(text.len());
                let line =
                    memchr::memchr(b'\n', text.get(start..).unwrap_or_default()).map_or(text.len(), |n| start + n);
                let same = |m: &&mut Match| m.start < line && start < m.end;
                if let Some(m) = out.get_mut(before..).unwrap_or_default().iter_mut().find(same) {
                    m.evidence.push(held);
                    continue;
                }
                out.push(Match {
                    rule: *index,
                    start,
                    end: line.max(start),
                    value: Some(registered.title(c.document).into_bytes()),
                    confidence: if c.share >= 0.99 {
                        0.98
                    } else {
                        (0.7 + c.share * 0.25).min(0.95)
                    },
                    impact: data.impact * (0.4 + 0.6 * c.share),
                    severity: data.severity,
                    evidence: vec![held],
                    layers: 0,
                });
            }
        }
    }
}
