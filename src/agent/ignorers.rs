//! Agents whose only control over paths is an ignore file, as one table of facts.

use super::access::Access;
use super::common::{everything_open, ignore_gate, lists_servers, servers};
use super::place::{Place, Scope};
use super::verdict::Channel::{DotEnv, FileTool, Index, Mcp, Mention, Shell, ShellReader, Subagent};
use super::verdict::{Channel, Source, Verdict};
use super::version::Version;

/// What one such agent reads, and what its file stops.
struct Facts {
    agent: &'static str,
    files: &'static [(Scope, &'static str)],
    stops: &'static [Channel],
    around: &'static [Channel],
    /// What the agent takes out by `.gitignore`.
    git: &'static [Channel],
    /// The agent sends an index.
    index: bool,
    /// Shell commands are asked for.
    asks: bool,
    servers: &'static [(Scope, &'static str)],
    note: &'static str,
    source: Source,
}

const TABLE: &[Facts] = &[
    Facts {
        agent: "windsurf",
        files: &[
            (Scope::Project, ".codeiumignore"),
            (Scope::Project, ".windsurfignore"),
            (Scope::Project, ".devinignore"),
            (Scope::User, ".codeium/.codeiumignore"),
        ],
        stops: &[FileTool, Mention, Subagent, Index],
        around: &[Shell, ShellReader, Mcp],
        git: &[Index],
        index: true,
        asks: false,
        servers: &[
            (Scope::User, ".codeium/windsurf/mcp_config.json"),
            (Scope::Project, ".devin/mcp_config.json"),
        ],
        note: "",
        source: Source::new("Windsurf docs: ignore files (.devinignore since 3.1.7)", "2026-11"),
    },
    Facts {
        agent: "cline",
        files: &[(Scope::Project, ".clineignore")],
        stops: &[FileTool, Subagent],
        around: &[Mention, Shell, ShellReader, Mcp],
        git: &[],
        index: false,
        asks: false,
        servers: &[(Scope::User, ".cline/data/settings/cline_mcp_settings.json")],
        note: "not a security or access-control boundary, and being deprecated",
        source: Source::new("Cline docs: .clineignore", "2026-08"),
    },
    Facts {
        agent: "roo",
        files: &[(Scope::Project, ".rooignore")],
        stops: &[FileTool, ShellReader, Subagent],
        around: &[Mention, Shell, Mcp],
        git: &[],
        index: false,
        asks: false,
        servers: &[(Scope::Project, ".roo/mcp.json")],
        note: "the shell check covers a fixed list of commands",
        source: Source::new("Roo Code docs: .rooignore (archived at 3.54)", "2026-11"),
    },
    Facts {
        agent: "aider",
        files: &[],
        stops: &[FileTool, Mention],
        around: &[Shell, ShellReader, DotEnv],
        git: &[FileTool, Mention],
        index: false,
        asks: true,
        servers: &[],
        note: "",
        source: Source::new("aider.chat docs: .aiderignore, .env", "2026-11"),
    },
    Facts {
        agent: "trae",
        files: &[(Scope::Project, ".trae/.ignore")],
        stops: &[Index],
        around: &[],
        git: &[Index],
        index: true,
        asks: false,
        servers: &[(Scope::Project, ".trae/mcp.json")],
        note: "thin evidence",
        source: Source::new("Trae docs: ignore file, sandbox", "2026-11"),
    },
    Facts {
        agent: "tabnine",
        files: &[(Scope::Project, ".tabnineignore")],
        stops: &[Index],
        around: &[],
        git: &[],
        index: true,
        asks: false,
        servers: &[(Scope::Project, ".tabnine/mcp_servers.json")],
        note: "thin evidence",
        source: Source::new("Tabnine docs: .tabnineignore", "2026-11"),
    },
];

fn load(agent: &str, place: &Place, version: Option<Version>) -> Access {
    let mut a = Access::new(agent, place);
    a.version = version;
    let Some(f) = TABLE.iter().find(|f| f.agent == agent) else {
        return a;
    };
    everything_open(&mut a, f.source);
    if f.index {
        a.base(Index, Verdict::Open, "the index reads what is not ignored", f.source);
    }
    if f.asks {
        a.base(Shell, Verdict::Asks, "commands are asked for", f.source);
        a.base(ShellReader, Verdict::Asks, "commands are asked for", f.source);
    }
    servers(&mut a, lists_servers(place, f.servers), f.source);
    if let Some(mut g) = ignore_gate(&mut a, f.files, f.stops, f.around, f.source) {
        g.note = f.note;
        a.gates.push(g);
    }
    if !f.git.is_empty()
        && let Some(g) = ignore_gate(
            &mut a,
            &[(Scope::Project, ".gitignore")],
            f.git,
            if f.git.contains(&FileTool) { f.around } else { &[] },
            f.source,
        )
    {
        a.gates.push(g);
    }
    a
}

/// Windsurf, now "Devin Desktop".
pub(crate) fn windsurf(place: &Place, version: Option<Version>) -> Access {
    load("windsurf", place, version)
}

/// Cline.
pub(crate) fn cline(place: &Place, version: Option<Version>) -> Access {
    load("cline", place, version)
}

/// Roo Code and its successor Zoo.
pub(crate) fn roo(place: &Place, version: Option<Version>) -> Access {
    load("roo", place, version)
}

/// Trae.
pub(crate) fn trae(place: &Place, version: Option<Version>) -> Access {
    load("trae", place, version)
}

/// Tabnine.
pub(crate) fn tabnine(place: &Place, version: Option<Version>) -> Access {
    load("tabnine", place, version)
}

/// The ignore file that Aider reads: the one that its configuration names, else `.aiderignore`.
pub(crate) fn aider_file(place: &Place) -> String {
    [Scope::Project, Scope::User]
        .iter()
        .find_map(|s| {
            place
                .doc(*s, ".aider.conf.yml")?
                .root
                .str_at(&["aiderignore"])
                .map(str::to_owned)
        })
        .filter(|p| !p.starts_with(['/', '~']) && !p.split('/').any(|part| part == ".."))
        .unwrap_or_else(|| ".aiderignore".to_owned())
}

/// Aider, which also loads `.env` by itself and may be told of another ignore file.
pub(crate) fn aider(place: &Place, version: Option<Version>) -> Access {
    let mut a = load("aider", place, version);
    a.without(Subagent);
    let source = Source::new("aider.chat docs: .aiderignore, .env", "2026-11");
    a.base(DotEnv, Verdict::Weak, "loaded from the home folder, the git root and the working directory: a command that prints the environment shows it", source);
    for c in [FileTool, Mention] {
        a.base_split(
            c,
            (Verdict::Open, "nothing stops it by default"),
            (Verdict::Asks, "files outside the repository are added by the user"),
            source,
        );
    }
    for (scope, path) in [(Scope::User, ".aider.conf.yml"), (Scope::Project, ".aider.conf.yml")] {
        a.take(place.doc(scope, path));
    }
    let file = aider_file(place);
    if let Some(g) = ignore_gate(
        &mut a,
        &[(Scope::Project, &file)],
        &[FileTool, Mention],
        &[Shell, ShellReader, DotEnv],
        source,
    ) {
        a.gates.push(g);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::super::tests::{place, verdicts};
    use super::*;

    #[test]
    fn what_walks_around_which_file() {
        let files: Vec<(&str, &str)> = [
            ".codeiumignore",
            ".clineignore",
            ".rooignore",
            ".aiderignore",
            ".trae/.ignore",
            ".tabnineignore",
        ]
        .iter()
        .map(|f| (*f, "*.pem\n"))
        .collect();
        let p = place("ignorers", &files);
        let v = |a: Access, c: &[Channel]| verdicts(&a, "k.pem", c);
        assert_eq!(
            v(windsurf(&p, None), &[FileTool, Index, Mention, Shell]),
            "blocked blocked blocked weak"
        );
        assert_eq!(
            v(cline(&p, None), &[FileTool, Mention, ShellReader, Shell]),
            "blocked weak weak weak"
        );
        assert_eq!(
            v(roo(&p, None), &[FileTool, Mention, ShellReader, Shell]),
            "blocked weak blocked weak"
        );
        assert_eq!(v(aider(&p, None), &[FileTool, Shell]), "blocked weak");
        assert_eq!(v(trae(&p, None), &[FileTool, Index, Shell]), "open blocked open");
        assert_eq!(v(tabnine(&p, None), &[FileTool, Index, Shell]), "open blocked open");
    }

    #[test]
    fn aider_reads_the_file_that_it_is_told_of_alone() {
        let p = place(
            "aider-other",
            &[
                (".aider.conf.yml", "aiderignore: ops/aider.ignore\n"),
                ("ops/aider.ignore", "a.pem\n"),
                (".aiderignore", "b.pem\n"),
            ],
        );
        assert_eq!(verdicts(&aider(&p, None), "a.pem", &[FileTool]), "blocked");
        assert_eq!(verdicts(&aider(&p, None), "b.pem", &[FileTool]), "open");
    }

    #[test]
    fn aider_loads_env_files_whatever_is_ignored() {
        let p = place("aider-env", &[(".gitignore", ".env\n")]);
        assert_eq!(
            verdicts(&aider(&p, None), ".env", &[FileTool, DotEnv, Shell]),
            "blocked weak weak"
        );
    }
}
