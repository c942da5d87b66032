//! Repository-supplied risk: what a checked-out tree holds that makes an agent run, send or widen.
//!
//! Agents read their settings, servers, hooks and instructions from the very tree they work on. These recognisers read
//! the same files as the agents do, in their formats, and say where the risky key, command or sentence stands.
//!
//! Entry: [`scan`]. Which classes exist is written in `rules/egress/*.toml` (`recogniser = "egress:<class>"`).

mod address;
mod command;
mod editor;
mod hidden;
mod kind;
mod line;
mod lint;
mod mcp;
mod prose;
mod settings;

use super::{Context, Hit, Recognised};
use crate::agent::doc::{self, Member, Node};
use crate::finding::Severity;
use kind::Kind;

/// One recognised risk; offsets are bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// Class, as in the rule's `recogniser = "egress:<class>"`.
    pub(crate) class: &'static str,
    /// First byte.
    pub(crate) start: usize,
    /// Behind the last byte.
    pub(crate) end: usize,
    /// Probability that it is true, given the rule's own prior.
    pub(crate) confidence: f64,
    /// Instead of the rule's severity.
    pub(crate) severity: Option<Severity>,
    /// Instead of the rule's impact.
    pub(crate) impact: Option<f64>,
    /// What was established; never the value.
    pub(crate) evidence: Vec<String>,
}

/// More than this many in one file say nothing new.
const MAX_FOUND: usize = 200;

/// Collects what is found in one file.
pub(crate) struct Sink {
    found: Vec<Found>,
}

impl Sink {
    /// One more, at a value.
    fn at(&mut self, class: &'static str, node: &Node, confidence: f64, evidence: Vec<String>) -> Option<&mut Found> {
        self.span(class, node.span.start, node.span.end, confidence, evidence)
    }

    /// One more, at a key with its value where that is short, else at the key.
    fn key(&mut self, class: &'static str, m: &Member, confidence: f64, evidence: Vec<String>) -> Option<&mut Found> {
        let end = if m.node.span.end.saturating_sub(m.key_span.start) <= 160 {
            m.node.span.end
        } else {
            m.key_span.end
        };
        self.span(class, m.key_span.start, end.max(m.key_span.end), confidence, evidence)
    }

    fn span(
        &mut self,
        class: &'static str,
        start: usize,
        end: usize,
        confidence: f64,
        evidence: Vec<String>,
    ) -> Option<&mut Found> {
        if self.found.len() >= MAX_FOUND || self.found.iter().any(|f| f.class == class && f.start == start) {
            return None;
        }
        self.found.push(Found {
            class,
            start,
            end,
            confidence,
            severity: None,
            impact: None,
            evidence,
        });
        self.found.last_mut()
    }
}

/// The engine's door to [`scan`].
pub(crate) fn find<'t>(text: &'t [u8], ctx: &Context<'_>, _hits: &[Hit], emit: &mut dyn FnMut(Recognised<'t>)) {
    if ctx.binary || ctx.depth > 0 {
        return;
    }
    for f in scan(text, ctx.path) {
        emit(Recognised {
            class: f.class,
            start: f.start,
            end: f.end,
            value: None,
            confidence: f.confidence,
            impact: f.impact,
            severity: f.severity,
            evidence: f.evidence,
        });
    }
}

/// Everything that this file, by its name, would make an agent do.
pub(crate) fn scan(text: &[u8], path: &str) -> Vec<Found> {
    let Some(kind) = kind::of(path) else { return Vec::new() };
    let Ok(text) = std::str::from_utf8(text) else {
        return Vec::new();
    };
    let mut sink = Sink { found: Vec::new() };
    match kind {
        Kind::Instructions => {
            hidden::scan(text, &mut sink);
            prose::scan(text, &mut sink);
        }
        Kind::InertFile(agent) => lint::inert_file(text, agent, &mut sink),
        Kind::Dotenv => settings::dotenv(text, &mut sink),
        _ => {
            hidden::scan(text, &mut sink);
            if let Ok(root) = doc::parse(path, text) {
                match kind {
                    Kind::Tasks => editor::tasks(&root, &mut sink),
                    Kind::DevContainer => editor::dev_container(&root, &mut sink),
                    Kind::Mcp => mcp::servers(&root, &mut sink),
                    _ => {
                        settings::walk(kind, &root, &mut sink);
                        lint::settings(kind, &root, &mut sink);
                    }
                }
            }
        }
    }
    sink.found.sort_by(|a, b| (a.start, a.class).cmp(&(b.start, b.class)));
    sink.found
}

#[cfg(test)]
pub(crate) fn classes(path: &str, text: &str) -> Vec<&'static str> {
    scan(text.as_bytes(), path).iter().map(|f| f.class).collect()
}
