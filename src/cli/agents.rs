//! Which agents a run is about and where their configuration lies; `spillage agents`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use spillage::agent::{self, AGENTS, Access, Agent, KNOWN_BYPASSES, Place};
use spillage::report::text::escape;

use super::fail::Failure;
use super::{CLEAN, output};

/// Whose access is judged.
#[derive(Debug, Clone, Args)]
pub(super) struct AgentArgs {
    /// Judge what this agent can reach as it is configured: a name, `detected`, `all`, or a TOML file that describes one; repeats
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = "Agents")]
    pub(super) agent: Vec<String>,
    /// Folder whose agent configuration counts as the project's [default: the scanned one]; --home sets whose settings
    /// are the user's, and leaves this machine's managed settings out
    #[arg(long, value_name = "DIR", help_heading = "Agents")]
    pub(super) config_root: Option<PathBuf>,
}

/// Where configuration is looked for.
#[derive(Debug, Clone, Args)]
pub(super) struct PlaceArgs {
    /// Home folder whose agent configuration counts [default: your own]; another machine's managed settings are not read
    #[arg(long, value_name = "DIR", help_heading = "Agents")]
    pub(super) home: Option<PathBuf>,
    /// Folder whose agent configuration counts as the project's [default: the scanned one]
    #[arg(long, value_name = "DIR", help_heading = "Agents")]
    pub(super) config_root: Option<PathBuf>,
}

impl PlaceArgs {
    /// The place of a run over `root`.
    pub(super) fn place(&self, root: &Path) -> Result<Place, Failure> {
        for dir in [&self.home, &self.config_root].into_iter().flatten() {
            if !dir.is_dir() {
                return Err(Failure::new(format!("{}: not a folder", dir.display())));
            }
        }
        let folder = if root.is_file() {
            root.parent().unwrap_or(root)
        } else {
            root
        };
        let project = self.config_root.clone().unwrap_or_else(|| folder.to_path_buf());
        let project = project.canonicalize().unwrap_or(project);
        let own = || {
            std::env::var_os("HOME")
                .or_else(|| std::env::var_os("USERPROFILE"))
                .map(PathBuf::from)
        };
        let home = self.home.clone().or_else(own);
        let home = home.map(|h| h.canonicalize().unwrap_or(h));
        let machine = self.home.is_none().then(|| PathBuf::from("/"));
        Ok(Place::new(project, home, machine))
    }
}

impl AgentArgs {
    /// The access of each agent that was asked for, in the order of their names.
    pub(super) fn accesses(&self, root: &Path, home: Option<&Path>) -> Result<Vec<Access>, Failure> {
        if self.agent.is_empty() {
            return Ok(Vec::new());
        }
        let places = PlaceArgs {
            home: home.map(Path::to_path_buf),
            config_root: self.config_root.clone(),
        };
        let place = places.place(root)?;
        let mut out: Vec<Access> = choose(&self.agent, &place)?
            .into_iter()
            .map(|a| a.access(&place))
            .collect();
        for file in self.agent.iter().filter(|n| n.ends_with(".toml")) {
            let own = agent::load_custom(Path::new(file), &place).map_err(Failure::new)?;
            out.push(own);
        }
        if out.is_empty() {
            return Err(Failure::new(
                "--agent detected: no agent leaves traces here; name one, or `all`: spillage agents",
            ));
        }
        Ok(out)
    }
}

/// The built-in agents of a list of names; files are left to the caller.
pub(super) fn choose(names: &[String], place: &Place) -> Result<Vec<&'static Agent>, Failure> {
    let mut chosen: Vec<&'static Agent> = Vec::new();
    for name in names.iter().filter(|n| !n.ends_with(".toml")) {
        match name.as_str() {
            "all" => chosen.extend(AGENTS),
            "detected" => chosen.extend(AGENTS.iter().filter(|a| !a.traces(place).is_empty())),
            name => match agent::find(name) {
                Some(a) => chosen.push(a),
                None => {
                    let near = spillage::config::nearest(name, AGENTS.iter().map(|a| a.name));
                    let hint = near.map_or_else(String::new, |n| format!(", did you mean {n:?}?"));
                    return Err(Failure::new(format!(
                        "--agent: {name:?} is no agent{hint}; see spillage agents"
                    )));
                }
            },
        }
    }
    chosen.sort_by_key(|a| a.name);
    chosen.dedup_by_key(|a| a.name);
    Ok(chosen)
}

/// `spillage agents`
#[derive(Debug, Args)]
pub(super) struct AgentsArgs {
    /// Folder of the project
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// How to list
    #[arg(short, long, value_parser = ["table", "json"], default_value = "table")]
    format: String,
    #[command(flatten)]
    places: PlaceArgs,
}

#[derive(Serialize)]
struct Row {
    agent: &'static str,
    title: &'static str,
    about: &'static str,
    version: Option<String>,
    detected_by: Vec<String>,
    reads: Vec<String>,
    network: &'static str,
    notes: Vec<String>,
    bypasses: Vec<Known>,
}

#[derive(Serialize)]
struct Known {
    what: &'static str,
    since: &'static str,
    fixed: &'static str,
    counts: bool,
    source: String,
}

/// Lists agents with what is known of them here.
pub(super) fn run(args: &AgentsArgs) -> Result<u8, Failure> {
    let place = args.places.place(&args.path)?;
    let rows: Vec<Row> = AGENTS.iter().map(|a| row(a, &place)).collect();
    let text = if args.format == "json" {
        serde_json::to_string_pretty(&rows).map_err(Failure::new)? + "\n"
    } else {
        table(&rows)
    };
    output::stdout(text.as_bytes())?;
    Ok(CLEAN)
}

fn row(a: &Agent, place: &Place) -> Row {
    let access = a.access(place);
    let bypasses = KNOWN_BYPASSES
        .iter()
        .filter(|b| b.agent == a.name)
        .map(|b| Known {
            what: b.what,
            since: b.since,
            fixed: b.fixed,
            counts: b.counts,
            source: b.source.to_string(),
        })
        .collect();
    Row {
        agent: a.name,
        title: a.title,
        about: a.about,
        version: access.version.map(|v| v.to_string()),
        detected_by: a.traces(place),
        reads: access.files.clone(),
        network: access.network.name(),
        notes: access.notes.clone(),
        bypasses,
    }
}

fn table(rows: &[Row]) -> String {
    let mut out = String::new();
    for here in [true, false] {
        let mut head = false;
        for r in rows.iter().filter(|r| r.detected_by.is_empty() != here) {
            if !head {
                let title = if here {
                    "Used here"
                } else {
                    "Known, without traces here"
                };
                let _ = writeln!(out, "{title}");
                head = true;
            }
            let version = r.version.as_deref().map_or_else(String::new, |v| format!(" {v}"));
            let _ = writeln!(out, "  {:<22}{}{}: {}", r.agent, r.title, escape(&version), r.about);
            if here {
                let _ = writeln!(out, "  {:<22}seen by {}", "", escape(&r.detected_by.join(", ")));
            }
            if !r.reads.is_empty() {
                let _ = writeln!(out, "  {:<22}reads {}", "", escape(&r.reads.join(", ")));
            }
            for n in &r.notes {
                let _ = writeln!(out, "  {:<22}note: {}", "", escape(n));
            }
        }
        if head && here {
            out.push('\n');
        }
    }
    out.push_str(
        "\nspillage scan --agent NAME says what it can reach here; spillage lint which controls do nothing.\n",
    );
    out
}
