//! An agent as it is configured in one place: what each channel reads by default, the gates in front of it, and the
//! verdict that follows. Pure once it is loaded.

use super::bypass;
use super::pattern::Pattern;
use super::place::{AgentPath, Doc, Place};
use super::verdict::{Channel, Channels, Decision, Source, Verdict};
use super::version::Version;

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Read without a question.
    Allow,
    /// Ask first.
    Ask,
    /// Refuse.
    Deny,
}

/// Which of several matching rules decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Deny over ask over allow, wherever they stand.
    DenyWins,
    /// The last that matches.
    Last,
    /// The first that matches.
    First,
    /// The longest path; deny wins ties.
    Specific,
}

/// How a control is enforced; known bypasses name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A rule that the agent's own tools ask.
    Rule,
    /// An ignore file.
    IgnoreFile,
    /// The operating system.
    Sandbox,
}

/// One rule of a gate.
#[derive(Debug, Clone)]
pub(crate) struct GateRule {
    pub(crate) pattern: Pattern,
    pub(crate) effect: Effect,
    /// File and text, for the report.
    pub(crate) from: Option<(String, String)>,
}

/// A control in front of some channels.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) kind: Kind,
    pub(crate) rules: Vec<GateRule>,
    pub(crate) order: Order,
    /// Channels that the control stops.
    pub(crate) stops: Channels,
    /// Channels that walk around it: there a denial only makes reading a detour.
    pub(crate) around: Channels,
    /// What a denial amounts to on the channels that it stops.
    pub(crate) strength: Verdict,
    /// What to add to the reason.
    pub(crate) note: &'static str,
    pub(crate) source: Source,
}

/// What a channel reads without any rule.
#[derive(Debug, Clone)]
struct Base {
    inside: Decision,
    outside: Decision,
}

/// Whether commands and tools reach the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Everything.
    Open,
    /// Listed hosts, or after a question.
    Limited,
    /// Nothing.
    Closed,
}

impl Network {
    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Limited => "limited",
            Self::Closed => "closed",
        }
    }
}

/// What an agent can read, as it is configured in one place.
#[derive(Debug, Clone)]
pub struct Access {
    /// Name on the command line.
    pub agent: String,
    /// Installed version, where it could be read.
    pub version: Option<Version>,
    /// Whether commands and tools reach the network.
    pub network: Network,
    /// Configuration files that were read.
    pub files: Vec<String>,
    /// What the user should know about this configuration.
    pub notes: Vec<String>,
    /// Only what is checked in reaches the agent.
    pub(crate) checkout_only: bool,
    pub(crate) place: Place,
    pub(crate) docs: Vec<Doc>,
    pub(crate) gates: Vec<Gate>,
    bases: Vec<(Channel, Base)>,
}

impl Access {
    pub(crate) fn new(agent: &str, place: &Place) -> Self {
        Self {
            agent: agent.to_owned(),
            version: None,
            network: Network::Open,
            files: Vec::new(),
            notes: Vec::new(),
            checkout_only: false,
            place: place.clone(),
            docs: Vec::new(),
            gates: Vec::new(),
            bases: Vec::new(),
        }
    }

    /// What a channel reads by default, everywhere.
    pub(crate) fn base(&mut self, channel: Channel, verdict: Verdict, reason: &str, source: Source) {
        self.base_split(channel, (verdict, reason), (verdict, reason), source);
    }

    /// What a channel reads by default inside and outside the project.
    pub(crate) fn base_split(
        &mut self,
        channel: Channel,
        inside: (Verdict, &str),
        outside: (Verdict, &str),
        source: Source,
    ) {
        let d = |(verdict, reason): (Verdict, &str)| Decision {
            verdict,
            reason: reason.to_owned(),
            decided_by: None,
            source,
        };
        self.bases.retain(|(c, _)| *c != channel);
        self.bases.push((
            channel,
            Base {
                inside: d(inside),
                outside: d(outside),
            },
        ));
    }

    /// Takes a channel away that this agent does not have.
    pub(crate) fn without(&mut self, channel: Channel) {
        self.bases.retain(|(c, _)| *c != channel);
    }

    /// Takes in a configuration file: its name, a note where it does not parse.
    pub(crate) fn take(&mut self, doc: Option<Doc>) {
        let Some(doc) = doc else { return };
        if let Some(fault) = &doc.fault {
            self.notes.push(format!(
                "{} could not be read ({fault}); it counts as if it were not there",
                doc.label
            ));
        }
        self.files.push(doc.label.clone());
        self.docs.push(doc);
    }

    /// Whether the agent has this way of reading at all.
    #[must_use]
    pub fn has(&self, channel: Channel) -> bool {
        self.bases.iter().any(|(c, _)| *c == channel)
    }

    /// The channels through which a path could be read.
    pub fn channels<'a>(&'a self, path: &'a AgentPath) -> impl Iterator<Item = Channel> + 'a {
        Channel::ALL
            .into_iter()
            .filter(move |c| self.has(*c) && applies(*c, path))
    }

    /// The verdict on a path and a channel. A channel that the agent does not have is blocked.
    #[must_use]
    pub fn judge(&self, path: &AgentPath, channel: Channel) -> Decision {
        let Some((_, base)) = self.bases.iter().find(|(c, _)| *c == channel) else {
            return Decision {
                verdict: Verdict::Blocked,
                reason: "the agent has no such way of reading, as it is configured".into(),
                decided_by: None,
                source: Source::new("configuration", ""),
            };
        };
        let mut best = if path.inside.is_some() || path.variable.is_some() {
            &base.inside
        } else {
            &base.outside
        }
        .clone();
        for gate in &self.gates {
            if let Some(d) = gate.decide(path, channel, self)
                && d.verdict > best.verdict
            {
                best = d;
            }
        }
        best
    }

    /// The most exposing decision over the channels of a path: what the finding amounts to under this agent.
    #[must_use]
    pub fn worst(&self, path: &AgentPath) -> (Channel, Decision) {
        let mut worst: Option<(Channel, Decision)> = None;
        for c in self.channels(path) {
            let d = self.judge(path, c);
            if worst.as_ref().is_none_or(|(_, w)| d.verdict < w.verdict) {
                worst = Some((c, d));
            }
        }
        worst.unwrap_or_else(|| (Channel::FileTool, self.judge(path, Channel::FileTool)))
    }
}

/// Variables come through the environment only, files through everything else; `.env` files alone are loaded.
fn applies(channel: Channel, path: &AgentPath) -> bool {
    match channel {
        Channel::Environment => path.variable.is_some(),
        Channel::DotEnv => path.variable.is_none() && path.name() == ".env",
        _ => path.variable.is_none(),
    }
}

impl Gate {
    /// A gate without rules yet.
    pub(crate) fn new(kind: Kind, order: Order, stops: &[Channel], around: &[Channel], source: Source) -> Self {
        Self {
            kind,
            rules: Vec::new(),
            order,
            stops: Channels::of(stops),
            around: Channels::of(around),
            strength: Verdict::Blocked,
            note: "",
            source,
        }
    }

    /// One more rule.
    pub(crate) fn rule(&mut self, pattern: Pattern, effect: Effect, from: Option<(&str, &str)>) {
        let from = from.map(|(f, t)| (f.to_owned(), t.chars().take(200).collect()));
        self.rules.push(GateRule { pattern, effect, from });
    }

    /// The rule that decides about a path.
    pub(crate) fn deciding(&self, path: &AgentPath) -> Option<&GateRule> {
        let mut hits = self.rules.iter().filter(|r| r.pattern.covers(path));
        match self.order {
            Order::First => hits.next(),
            Order::Last => hits.next_back(),
            Order::DenyWins => hits.max_by_key(|r| r.effect as u8),
            Order::Specific => hits.max_by_key(|r| (r.pattern.weight(path), r.effect as u8)),
        }
    }

    fn decide(&self, path: &AgentPath, channel: Channel, access: &Access) -> Option<Decision> {
        let stops = self.stops.has(channel);
        if !stops && !self.around.has(channel) {
            return None;
        }
        let rule = self.deciding(path)?;
        let by = |what: &str| {
            let note = if self.note.is_empty() {
                String::new()
            } else {
                format!("; {}", self.note)
            };
            match &rule.from {
                Some((file, text)) => format!("{what} by `{text}` in {file}{note}"),
                None => format!("{what} by default{note}"),
            }
        };
        let (mut verdict, mut reason) = match (rule.effect, stops) {
            (Effect::Allow, _) | (Effect::Ask, false) => return None,
            (Effect::Ask, true) => (Verdict::Asks, by("asked for")),
            (Effect::Deny, true) => (self.strength, by("denied")),
            (Effect::Deny, false) => (Verdict::Weak, format!("{}, which {channel} walks around", by("denied"))),
        };
        let mut source = self.source;
        if let Some(known) = bypass::applying(&access.agent, access.version, self.kind, channel)
            && verdict == Verdict::Blocked
        {
            verdict = Verdict::Weak;
            reason = format!("{reason}; but {}", known.what);
            source = known.source;
        }
        Some(Decision {
            verdict,
            reason,
            decided_by: rule.from.clone(),
            source,
        })
    }
}
