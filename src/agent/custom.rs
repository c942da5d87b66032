//! An agent described in a TOML file: for what this program does not know, and for what-if.
//!
//! ```toml
//! name = "house-agent"
//! network = "closed"            # open | limited | closed
//! [channels]
//! file-tool = "open"            # or { inside = "open", outside = "asks" }
//! shell = { inside = "asks", outside = "blocked" }
//! [[gate]]
//! kind = "sandbox"              # sandbox | rule | ignore-file
//! stops = ["file-tool", "shell"]
//! around = ["mcp"]
//! order = "deny-wins"           # deny-wins | first | last | specific
//! deny = ["**/.env", "~/.ssh/**"]
//! allow = ["**/.env.example"]
//! ```

use std::fmt;
use std::path::Path;

use super::access::{Access, Effect, Gate, Kind, Network, Order};
use super::doc::{self, Node};
use super::pattern::Pattern;
use super::place::Place;
use super::verdict::{Channel, Source, Verdict};

/// What is wrong with a custom agent's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomError(pub String);

impl fmt::Display for CustomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CustomError {}

const SOURCE: Source = Source::new("the custom agent's own file", "as read");

/// Reads a custom agent.
///
/// # Errors
/// The file cannot be read, or says something that is not understood: file, line, key and what was expected.
pub fn load(file: &Path, place: &Place) -> Result<Access, CustomError> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|e| CustomError(format!("{name}: {e}")))?;
    parse(&name, &text, place)
}

fn parse(name: &str, text: &str, place: &Place) -> Result<Access, CustomError> {
    let at = |pos: usize, what: &str| {
        let (line, column) = doc::line_column(text, pos);
        CustomError(format!("{name}:{line}:{column}: {what}"))
    };
    let root = doc::toml::parse(text).map_err(|f| at(f.at, &f.what))?;
    let mut a = Access::new(root.str_at(&["name"]).unwrap_or("custom"), place);
    a.files.push(name.to_owned());
    for m in root.members() {
        match m.key.as_str() {
            "name" => {}
            "network" => {
                a.network = match m.node.str() {
                    Some("open") => Network::Open,
                    Some("limited") => Network::Limited,
                    Some("closed") => Network::Closed,
                    _ => return Err(at(m.key_span.start, "`network` wants open, limited or closed")),
                }
            }
            "channels" => {
                for c in m.node.members() {
                    let channel = channel(&c.key)
                        .ok_or_else(|| at(c.key_span.start, &format!("there is no channel {:?}", c.key)))?;
                    let verdict = |n: Option<&Node>| {
                        n.and_then(Node::str)
                            .and_then(|w| Verdict::ALL.into_iter().find(|v| v.name() == w))
                            .ok_or_else(|| at(c.node.span.start, "open, asks, weak or blocked is wanted"))
                    };
                    if c.node.str().is_some() {
                        a.base(channel, verdict(Some(&c.node))?, "the custom file says so", SOURCE);
                    } else {
                        let (i, o) = (verdict(c.node.get("inside"))?, verdict(c.node.get("outside"))?);
                        a.base_split(
                            channel,
                            (i, "the custom file says so"),
                            (o, "the custom file says so"),
                            SOURCE,
                        );
                    }
                }
            }
            "gate" => {
                for g in m.node.items() {
                    let gate = gate(g, name, place, &at)?;
                    a.gates.push(gate);
                }
            }
            other => {
                return Err(at(
                    m.key_span.start,
                    &format!("`{other}` is not a key here: name, network, channels, gate"),
                ));
            }
        }
    }
    Ok(a)
}

fn gate(g: &Node, name: &str, place: &Place, at: &dyn Fn(usize, &str) -> CustomError) -> Result<Gate, CustomError> {
    let here = g.span.start;
    let kind = match g.str_at(&["kind"]) {
        Some("sandbox") => Kind::Sandbox,
        Some("rule") | None => Kind::Rule,
        Some("ignore-file") => Kind::IgnoreFile,
        _ => return Err(at(here, "`kind` wants sandbox, rule or ignore-file")),
    };
    let order = match g.str_at(&["order"]) {
        None | Some("deny-wins") => Order::DenyWins,
        Some("first") => Order::First,
        Some("last") => Order::Last,
        Some("specific") => Order::Specific,
        _ => return Err(at(here, "`order` wants deny-wins, first, last or specific")),
    };
    let list = |key: &str| -> Result<Vec<Channel>, CustomError> {
        g.strs_at(&[key])
            .into_iter()
            .map(|c| channel(c).ok_or_else(|| at(here, &format!("there is no channel {c:?}"))))
            .collect()
    };
    let mut gate = Gate::new(kind, order, &list("stops")?, &list("around")?, SOURCE);
    let (project, home) = (place.project_path(), place.home_path());
    for m in g.members() {
        let effect = match m.key.as_str() {
            "allow" => Effect::Allow,
            "ask" => Effect::Ask,
            "deny" => Effect::Deny,
            "kind" | "order" | "stops" | "around" => continue,
            other => return Err(at(m.key_span.start, &format!("`{other}` is not a key of a gate"))),
        };
        for text in m.node.list().into_iter().filter_map(Node::str) {
            let p = Pattern::glob(text, &project, home.as_deref());
            if p.is_nothing() {
                return Err(at(m.key_span.start, &format!("{text:?} is not a glob")));
            }
            gate.rule(p, effect, Some((name, text)));
        }
    }
    Ok(gate)
}

fn channel(name: &str) -> Option<Channel> {
    Channel::ALL.into_iter().find(|c| c.name() == name)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::*;

    #[test]
    fn a_custom_agent_is_what_its_file_says() {
        let p = place("custom", &[]);
        let t = "name = 'x'\n[channels]\nfile-tool = 'open'\nshell = { inside = 'asks', outside = 'blocked' }\n[[gate]]\nkind = 'sandbox'\nstops = ['shell']\ndeny = ['**/.env']\n";
        let a = parse("a.toml", t, &p).unwrap();
        assert_eq!(
            verdicts(&a, ".env", &[Channel::FileTool, Channel::Shell, Channel::Mcp]),
            "open blocked blocked"
        );
        assert_eq!(verdicts(&a, "src/x", &[Channel::Shell]), "asks");
        let e = parse("a.toml", "\n[channels]\nshel = 'open'\n", &p).unwrap_err();
        assert!(e.0.starts_with("a.toml:3:1:"), "{e}");
    }
}
