//! What remains of findings under an agent: each finding's verdict on every channel, and the score of what is left.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::place::AgentPath;
use super::verdict::{Channel, Decision, Source, Verdict};
use crate::exposure::{AgentExposure, score_of};
use crate::finding::{Category, Finding, Status};
use crate::report::Report;

/// What one agent can do with one finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingAccess {
    /// The most exposing verdict.
    pub verdict: Verdict,
    /// The channel that it holds for.
    pub channel: Channel,
    /// Why.
    pub reason: String,
    /// File and rule that decided; absent where a default did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<DecidedBy>,
    /// Who says that the control works like this, and when.
    pub source: String,
    /// The verdict on every channel that the agent has for this place.
    pub channels: BTreeMap<Channel, Verdict>,
}

/// A rule and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedBy {
    /// File.
    pub file: String,
    /// Its rule.
    pub rule: String,
}

const GIT: Source = Source::new("git: committed content stays in the object store", "2026-11");
const CHECKOUT: Source = Source::new("docs.github.com: coding agent", "2026-11");

/// The verdicts on one finding.
#[must_use]
pub fn of_finding(access: &Access, finding: &Finding) -> FindingAccess {
    let mut decisions: Vec<(Channel, Decision)> = Vec::new();
    if finding.location.commit.is_some() {
        // History is read by commands, out of the object store, wherever the file lies now.
        let store = AgentPath::new(&access.place, ".git/objects/pack");
        for c in [Channel::Shell, Channel::Mcp] {
            if access.has(c) {
                decisions.push((c, access.judge(&store, c)));
            }
        }
    } else {
        let path = AgentPath::new(&access.place, &finding.location.path);
        decisions.extend(access.channels(&path).map(|c| (c, access.judge(&path, c))));
        committed(access, finding, &mut decisions);
    }
    if access.checkout_only && finding.status != Status::Tracked && finding.status != Status::History {
        for (_, d) in &mut decisions {
            *d = Decision {
                verdict: Verdict::Blocked,
                reason: "it is not checked in, so that the agent's machine does not have it".into(),
                decided_by: None,
                source: CHECKOUT,
            };
        }
    }
    let channels = decisions.iter().map(|(c, d)| (*c, d.verdict)).collect();
    let worst = decisions.into_iter().min_by_key(|(c, d)| (d.verdict, *c));
    let (channel, d) = worst.unwrap_or_else(|| {
        let path = AgentPath::new(&access.place, &finding.location.path);
        (Channel::FileTool, access.judge(&path, Channel::FileTool))
    });
    FindingAccess {
        verdict: d.verdict,
        channel,
        reason: d.reason,
        decided_by: d.decided_by.map(|(file, rule)| DecidedBy { file, rule }),
        source: d.source.to_string(),
        channels,
    }
}

/// A committed file that is denied can still be had with `git show`, unless the store is denied too.
fn committed(access: &Access, finding: &Finding, decisions: &mut [(Channel, Decision)]) {
    if finding.status != Status::Tracked {
        return;
    }
    let store = access.judge(&AgentPath::new(&access.place, ".git/objects/pack"), Channel::Shell);
    for (c, d) in decisions {
        if *c == Channel::Shell && d.verdict == Verdict::Blocked && store.verdict < Verdict::Blocked {
            d.verdict = Verdict::Weak;
            d.reason = format!("{}; but it is committed, and git shows it from its own store", d.reason);
            d.source = GIT;
        }
    }
}

/// A finding with the reach that an agent has. Risks that the repository brings do not go away by denying paths.
fn under(finding: &Finding, access: &FindingAccess) -> Finding {
    let mut f = finding.clone();
    if f.category != Category::Egress {
        f.reach *= access.verdict.reach();
    }
    f
}

/// The score that remains for an agent, and the verdicts behind it.
#[must_use]
pub fn remaining(access: &Access, findings: &[Finding]) -> (AgentExposure, Vec<FindingAccess>) {
    let each: Vec<FindingAccess> = findings.iter().map(|f| of_finding(access, f)).collect();
    let left: Vec<Finding> = findings.iter().zip(&each).map(|(f, a)| under(f, a)).collect();
    let count = |v: Verdict| {
        findings
            .iter()
            .zip(&each)
            .filter(|(f, a)| f.category != Category::Egress && a.verdict == v)
            .count() as u64
    };
    let exposure = AgentExposure {
        agent: access.agent.clone(),
        score: score_of(&left),
        open: count(Verdict::Open),
        asks: count(Verdict::Asks),
        weak: count(Verdict::Weak),
        blocked: count(Verdict::Blocked),
        version: access.version.map(|v| v.to_string()),
        network: access.network.name().to_owned(),
        files: access.files.clone(),
        notes: access.notes.clone(),
    };
    (exposure, each)
}

/// Adds agents to a report: their scores, and to each finding what they can do with it.
pub fn apply(report: &mut Report, accesses: &[Access]) {
    report.access = vec![BTreeMap::new(); report.findings.len()];
    for access in accesses {
        let (exposure, each) = remaining(access, &report.findings);
        report.exposure.agents.push(exposure);
        for (slot, a) in report.access.iter_mut().zip(each) {
            slot.insert(access.agent.clone(), a);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::super::tests::place;
    use super::*;
    use crate::finding::Severity;
    use crate::report::sample::finding;

    fn ignored(path: &str) -> Finding {
        let mut f = finding(
            "cloud-key",
            Severity::Critical,
            &format!("Zq8vT2mKx0Lr7YbN4cWd9{path}"),
            path,
            3,
        );
        f.status = Status::Ignored;
        f
    }

    const TIGHT: &str = r#"{"permissions":{"deny":["Read(.env)"]},"sandbox":{"enabled":true,"failIfUnavailable":true,"allowUnsandboxedCommands":false,"filesystem":{"denyRead":["./.env"]}}}"#;

    #[test]
    fn the_score_falls_with_the_verdict() {
        let f = vec![ignored(".env")];
        let score = |files: &[(&str, &str)]| {
            let p = place("remaining", files);
            let (e, each) = remaining(&find("claude-code").unwrap().access(&p), &f);
            (e.score, each[0].verdict)
        };
        let open = score(&[]);
        let weak = score(&[(".claude/settings.json", r#"{"permissions":{"deny":["Read(.env)"]}}"#)]);
        let blocked = score(&[(".claude/settings.json", TIGHT)]);
        assert_eq!(
            (open.1, weak.1, blocked.1),
            (Verdict::Open, Verdict::Weak, Verdict::Blocked)
        );
        assert!(
            open.0 >= weak.0 && weak.0 > blocked.0 && blocked.0 < 20,
            "{open:?} {weak:?} {blocked:?}"
        );
    }

    #[test]
    fn what_is_committed_is_in_gits_store_too() {
        let p = place("tracked", &[(".claude/settings.json", TIGHT)]);
        let mut f = ignored(".env");
        f.status = Status::Tracked;
        let a = of_finding(&find("claude-code").unwrap().access(&p), &f);
        assert_eq!((a.verdict, a.channel), (Verdict::Weak, Channel::Shell));
        assert!(a.reason.contains("git shows it"), "{}", a.reason);
    }

    #[test]
    fn the_coding_agent_has_what_is_checked_in() {
        let p = place("cloud-status", &[]);
        let a = find("copilot-coding-agent").unwrap().access(&p);
        assert_eq!(of_finding(&a, &ignored(".env")).verdict, Verdict::Blocked);
        let mut f = ignored(".env");
        f.status = Status::Tracked;
        assert_eq!(of_finding(&a, &f).verdict, Verdict::Open);
    }

    #[test]
    fn a_report_gets_scores_and_verdicts() {
        let p = place("apply", &[]);
        let mut report = crate::report::sample::report();
        apply(
            &mut report,
            &[
                find("codex").unwrap().access(&p),
                find("unrestricted").unwrap().access(&p),
            ],
        );
        assert_eq!(report.exposure.agents.len(), 2);
        assert!(
            report
                .access
                .iter()
                .all(|m| m.contains_key("codex") && m.contains_key("unrestricted"))
        );
    }
}
