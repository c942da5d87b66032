//! Closes what is open: denials from actual findings, merged into each agent's own files, judged again as written.
//!
//! Nothing here writes. A [`Plan`] holds files before and after; the command line applies it, atomically and with backups.

mod diff;
mod draft;
mod select;
mod spell;
mod writers;

use std::collections::{BTreeMap, BTreeSet};

pub use diff::unified;
pub use draft::Change;
pub use select::{Denial, Selection, select};
pub use writers::USER_FILES;

use super::Agent;
use super::place::Place;
use super::remaining::{self, FindingAccess};
use super::verdict::Verdict;
use crate::exposure::{AgentExposure, Coverage};
use crate::finding::{Category, Finding};
use draft::Draft;

/// What guarding does.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is denied and why not more.
    pub selection: Selection,
    /// Files to change, by path.
    pub changes: Vec<Change>,
    /// The agents, before and after.
    pub agents: Vec<Guarded>,
}

/// One agent before and after.
#[derive(Debug, Clone)]
pub struct Guarded {
    /// Name.
    pub agent: &'static str,
    /// Whether it has a grammar that holds denials.
    pub has_grammar: bool,
    /// As it is configured now.
    pub before: AgentExposure,
    /// As it would be configured.
    pub after: AgentExposure,
    /// What is not closed, worst first: verdict, why, how many findings, an example.
    pub left: Vec<Left>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// A way that stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// What it amounts to.
    pub verdict: Verdict,
    /// Channel and reason.
    pub why: String,
    /// How many findings.
    pub findings: u64,
    /// One of their paths.
    pub example: String,
}

/// Plans the guard of these agents for these findings.
#[must_use]
pub fn plan(agents: &[&'static Agent], place: &Place, findings: &[Finding], coverage: &Coverage) -> Plan {
    let selection = select(findings, coverage, &place.project);
    let before: Vec<AgentExposure> = agents
        .iter()
        .map(|a| remaining::remaining(&a.access(place), findings).0)
        .collect();
    let mut draft = Draft::new(place);
    let mut written = Vec::new();
    for agent in agents {
        let has = !selection.denials.is_empty() && write(agent, &selection, findings, &mut draft);
        written.push((has, std::mem::take(&mut draft.notes)));
    }
    let changes = changes(place, &draft.place);
    let agents = agents
        .iter()
        .zip(before)
        .zip(written)
        .map(|((agent, before), (has_grammar, notes))| {
            let (after, each) = remaining::remaining(&agent.access(&draft.place), findings);
            Guarded {
                agent: agent.name,
                has_grammar,
                before,
                after,
                left: left(findings, &each),
                notes,
            }
        })
        .collect();
    Plan {
        selection,
        changes,
        agents,
    }
}

/// Writes the denials for one agent; then, file by file, those that something more specific still allows. What makes no
/// verdict better is not written.
fn write(agent: &Agent, selection: &Selection, findings: &[Finding], draft: &mut Draft) -> bool {
    let judged = |d: &Draft| -> Vec<_> {
        let access = agent.access(&d.place);
        let each = findings.iter().map(|f| remaining::of_finding(&access, f).channels);
        each.collect()
    };
    let mut now = judged(draft);
    let mut step = |s: &Selection, draft: &mut Draft| {
        let mut tried = draft.clone();
        let has = writers::write(agent.name, s, &mut tried);
        let then = judged(&tried);
        let better = now
            .iter()
            .zip(&then)
            .any(|(a, b)| a.iter().zip(b).any(|((_, a), (_, b))| b > a));
        if better {
            now = then;
            *draft = tried;
        } else {
            draft.notes = tried.notes;
        }
        has
    };
    let has = step(selection, draft);
    let left = writers::remaining(agent, selection, draft);
    if has && !left.denials.is_empty() {
        step(&left, draft);
        let mut said = BTreeSet::new();
        draft.notes.retain(|n| said.insert(n.clone()));
    }
    has
}

fn changes(place: &Place, drafted: &Place) -> Vec<Change> {
    let mut out = Vec::new();
    for (path, after) in &drafted.overlay {
        let before = place.read_real(path);
        if before.as_deref() == Some(after) {
            continue;
        }
        let label = match (
            path.strip_prefix(&place.project),
            place.home.as_ref().map(|h| path.strip_prefix(h)),
        ) {
            (Ok(rel), _) => rel.to_string_lossy().replace('\\', "/"),
            (_, Some(Ok(rel))) => format!("~/{}", rel.to_string_lossy().replace('\\', "/")),
            _ => path.display().to_string(),
        };
        out.push(Change {
            path: path.clone(),
            label,
            before,
            after: after.clone(),
        });
    }
    out
}

/// What is not blocked, grouped by channel and verdict.
fn left(findings: &[Finding], each: &[FindingAccess]) -> Vec<Left> {
    let mut groups: BTreeMap<(Verdict, String), (u64, String)> = BTreeMap::new();
    for (f, a) in findings.iter().zip(each) {
        if f.category == Category::Egress || a.verdict == Verdict::Blocked {
            continue;
        }
        let committed = a.reason.contains("git shows it");
        let why = match (a.verdict, committed) {
            (_, true) => "it is committed: git shows it from its own store; take it out of the history".to_owned(),
            (Verdict::Weak, _) => format!("{} walks around the denial", a.channel),
            (Verdict::Asks, _) => format!("{} reads it after a question", a.channel),
            _ => format!("{} reads it", a.channel),
        };
        let slot = groups.entry((a.verdict, why)).or_insert((0, f.location.path.clone()));
        slot.0 += 1;
    }
    groups
        .into_iter()
        .map(|((verdict, why), (findings, example))| Left {
            verdict,
            why,
            findings,
            example,
        })
        .collect()
}

#[cfg(test)]
mod tests;
