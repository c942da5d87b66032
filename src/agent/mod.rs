//! What each agent can read, and what its controls really stop.
//!
//! An agent's file says how its configuration is found, merged and enforced; [`Access`] is the result for one place,
//! and [`Access::judge`] a pure function of it. Facts about other people's programs carry their source and date.

mod access;
mod bypass;
mod claude;
mod codex;
mod common;
mod copilot;
mod cursor;
mod custom;
pub(crate) mod doc;
mod editors;
#[cfg(test)]
mod facts;
mod gemini;
pub mod guard;
mod ignorers;
mod installed;
mod kiro;
pub mod lint;
mod opencode;
mod pattern;
mod place;
pub mod remaining;
mod verdict;
pub mod version;

pub use access::{Access, Network};
pub use bypass::{Bypass, KNOWN as KNOWN_BYPASSES};
pub use custom::{CustomError, load as load_custom};
pub use place::{AgentPath, Os, Place};
pub use verdict::{Channel, Decision, Source, Verdict};

use place::Scope;
use version::Version;

/// One agent that this program knows.
#[derive(Debug, Clone, Copy)]
pub struct Agent {
    /// Name on the command line.
    pub name: &'static str,
    /// Name in the world.
    pub title: &'static str,
    /// What its controls amount to, in a sentence.
    pub about: &'static str,
    load: fn(&Place, Option<Version>) -> Access,
    /// Files and folders that show that it is used here.
    traces: &'static [(Scope, &'static str)],
    installed: installed::Where,
}

const P: Scope = Scope::Project;
const U: Scope = Scope::User;
const NONE: installed::Where = installed::Where {
    npm: "",
    python: "",
    extension: "",
    other: &[],
};

const fn npm(name: &'static str) -> installed::Where {
    installed::Where { npm: name, ..NONE }
}

const fn extension(name: &'static str) -> installed::Where {
    installed::Where {
        extension: name,
        ..NONE
    }
}

/// Every agent, by name.
pub const AGENTS: &[Agent] = &[
    Agent {
        name: "aider",
        title: "Aider",
        about: "ignore file; loads .env by itself",
        load: ignorers::aider,
        traces: &[
            (P, ".aider.conf.yml"),
            (P, ".aiderignore"),
            (P, ".aider.chat.history.md"),
            (U, ".aider.conf.yml"),
        ],
        installed: installed::Where {
            python: "aider_chat",
            ..NONE
        },
    },
    Agent {
        name: "amp",
        title: "Amp",
        about: "permissions by tool and path, first match; no sandbox",
        load: editors::load_amp,
        traces: &[(P, ".amp"), (U, ".config/amp")],
        installed: npm("@sourcegraph/amp"),
    },
    Agent {
        name: "augment",
        title: "Augment",
        about: "ignore file for the index; tools as a whole in its command line",
        load: editors::load_augment,
        traces: &[(P, ".augment"), (P, ".augmentignore"), (U, ".augment")],
        installed: npm("@augmentcode/auggie"),
    },
    Agent {
        name: "claude-code",
        title: "Claude Code",
        about: "permission rules for its tools, a sandbox for Bash",
        load: claude::load,
        traces: &[(P, ".claude"), (P, "CLAUDE.md"), (U, ".claude"), (U, ".claude.json")],
        installed: installed::Where {
            npm: "@anthropic-ai/claude-code",
            other: &[
                (U, ".claude.json", &["lastReleaseNotesSeen"]),
                (U, ".claude.json", &["lastOnboardingVersion"]),
            ],
            ..NONE
        },
    },
    Agent {
        name: "cline",
        title: "Cline",
        about: "ignore file for its tools; mentions and shell walk around",
        load: ignorers::cline,
        traces: &[(P, ".clinerules"), (P, ".clineignore"), (U, ".cline")],
        installed: extension("saoudrizwan.claude-dev"),
    },
    Agent {
        name: "codex",
        title: "Codex",
        about: "one sandbox for everything that reads; profiles with denied paths",
        load: codex::load,
        traces: &[(P, ".codex"), (U, ".codex")],
        installed: npm("@openai/codex"),
    },
    Agent {
        name: "continue",
        title: "Continue",
        about: "ignore file for the index; rules in its command line",
        load: editors::load_continue,
        traces: &[(P, ".continue"), (P, ".continueignore"), (U, ".continue")],
        installed: npm("@continuedev/cli"),
    },
    Agent {
        name: "copilot-cli",
        title: "GitHub Copilot CLI",
        about: "permissions in managed settings only; preview sandbox with literal paths",
        load: copilot::load,
        traces: &[(U, ".copilot"), (P, ".github/copilot")],
        installed: npm("@github/copilot"),
    },
    Agent {
        name: "copilot-coding-agent",
        title: "GitHub Copilot coding agent",
        about: "a machine of its own with the checkout",
        load: copilot::load_cloud,
        traces: &[(P, ".github/workflows/copilot-setup-steps.yml")],
        installed: NONE,
    },
    Agent {
        name: "crush",
        title: "Crush",
        about: "ignore file; tools are asked for; sub-agents are not watched",
        load: editors::load_crush,
        traces: &[
            (P, "crush.json"),
            (P, ".crush.json"),
            (P, ".crush"),
            (U, ".config/crush"),
        ],
        installed: npm("@charmland/crush"),
    },
    Agent {
        name: "cursor",
        title: "Cursor",
        about: "ignore file for its tools and index; a sandbox with a boundary",
        load: cursor::load,
        traces: &[
            (P, ".cursor"),
            (P, ".cursorrules"),
            (P, ".cursorignore"),
            (U, ".cursor"),
        ],
        installed: NONE,
    },
    Agent {
        name: "gemini-cli",
        title: "Gemini CLI",
        about: "ignore files for its tools; commands are asked for; container optional",
        load: gemini::load,
        traces: &[(P, ".gemini"), (P, "GEMINI.md"), (U, ".gemini")],
        installed: npm("@google/gemini-cli"),
    },
    Agent {
        name: "goose",
        title: "Goose",
        about: "tools as a whole; no paths",
        load: editors::load_goose,
        traces: &[(P, ".goosehints"), (U, ".config/goose")],
        installed: NONE,
    },
    Agent {
        name: "jetbrains-ai",
        title: "JetBrains AI Assistant",
        about: "ignore file that may not hold everywhere; .noai switches it off",
        load: editors::load_jetbrains,
        traces: &[(P, ".aiignore"), (P, ".noai"), (P, ".idea")],
        installed: NONE,
    },
    Agent {
        name: "junie",
        title: "Junie",
        about: "asks for ignored files",
        load: editors::load_junie,
        traces: &[(P, ".junie"), (U, ".junie")],
        installed: NONE,
    },
    Agent {
        name: "kilo",
        title: "Kilo Code",
        about: "permissions and ignore file for its tools; mentions walk around",
        load: opencode::load_kilo,
        traces: &[
            (P, ".kilocode"),
            (P, ".kilo"),
            (P, "kilo.jsonc"),
            (P, ".kilocodeignore"),
            (U, ".config/kilo"),
        ],
        installed: installed::Where {
            npm: "@kilocode/cli",
            extension: "kilocode.kilo-code",
            ..NONE
        },
    },
    Agent {
        name: "kiro",
        title: "Kiro, Amazon Q",
        about: "capability rules and ignore files for its tools",
        load: kiro::load,
        traces: &[(P, ".kiro"), (P, ".amazonq"), (U, ".kiro"), (U, ".aws/amazonq")],
        installed: NONE,
    },
    Agent {
        name: "opencode",
        title: "OpenCode",
        about: "permissions by path, last match; .env denied by default",
        load: opencode::load,
        traces: &[
            (P, "opencode.json"),
            (P, "opencode.jsonc"),
            (P, ".opencode"),
            (U, ".config/opencode"),
            (U, ".local/share/opencode"),
        ],
        installed: npm("opencode-ai"),
    },
    Agent {
        name: "qwen-code",
        title: "Qwen Code",
        about: "ignore files and rules for its tools; commands are asked for",
        load: gemini::load_qwen,
        traces: &[(P, ".qwen"), (P, "QWEN.md"), (U, ".qwen")],
        installed: npm("@qwen-code/qwen-code"),
    },
    Agent {
        name: "roo",
        title: "Roo Code, Zoo",
        about: "ignore file for its tools and a list of commands",
        load: ignorers::roo,
        traces: &[(P, ".roo"), (P, ".rooignore"), (P, ".roomodes")],
        installed: extension("rooveterinaryinc.roo-cline"),
    },
    Agent {
        name: "tabnine",
        title: "Tabnine",
        about: "ignore file for the index",
        load: ignorers::tabnine,
        traces: &[(P, ".tabnine"), (P, ".tabnineignore")],
        installed: extension("tabnine.tabnine-vscode"),
    },
    Agent {
        name: "trae",
        title: "Trae",
        about: "ignore file for the index",
        load: ignorers::trae,
        traces: &[(P, ".trae"), (U, ".trae")],
        installed: NONE,
    },
    Agent {
        name: "unrestricted",
        title: "any agent without controls",
        about: "reads what the user can read: what a plain scan assumes",
        load: unrestricted,
        traces: &[],
        installed: NONE,
    },
    Agent {
        name: "vscode",
        title: "VS Code agent mode",
        about: "a sandbox for the terminal; commands are asked for",
        load: copilot::load_code,
        traces: &[
            (P, ".vscode"),
            (P, ".github/copilot-instructions.md"),
            (U, ".config/Code"),
            (U, "Library/Application Support/Code"),
        ],
        installed: NONE,
    },
    Agent {
        name: "windsurf",
        title: "Windsurf",
        about: "ignore files for its tools and index",
        load: ignorers::windsurf,
        traces: &[
            (P, ".windsurf"),
            (P, ".windsurfrules"),
            (P, ".codeiumignore"),
            (P, ".windsurfignore"),
            (P, ".devinignore"),
            (U, ".codeium"),
        ],
        installed: NONE,
    },
    Agent {
        name: "zed",
        title: "Zed",
        about: "private_files for its tools; terminal is asked for",
        load: editors::load_zed,
        traces: &[(P, ".zed"), (U, ".config/zed")],
        installed: NONE,
    },
];

/// The agent of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Agent> {
    AGENTS.iter().find(|a| a.name == name)
}

impl Agent {
    /// The agent as it is configured in a place.
    #[must_use]
    pub fn access(&self, place: &Place) -> Access {
        (self.load)(place, self.version(place))
    }

    /// The installed version, read from what the installation left on disk; nothing is run.
    #[must_use]
    pub fn version(&self, place: &Place) -> Option<Version> {
        installed::version(&self.installed, place)
    }

    /// What shows that the agent is used here; empty when nothing does.
    #[must_use]
    pub fn traces(&self, place: &Place) -> Vec<String> {
        self.traces
            .iter()
            .filter(|(s, p)| place.has(*s, p))
            .filter_map(|(s, p)| place.locate(*s, p))
            .map(|(_, label)| label)
            .collect()
    }
}

/// Nothing stops anything.
fn unrestricted(place: &Place, _version: Option<Version>) -> Access {
    let mut a = Access::new("unrestricted", place);
    let source = Source::new("by definition", "2026-11");
    common::everything_open(&mut a, source);
    a.base(Channel::Mcp, Verdict::Open, "by definition", source);
    a
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    thread_local! {
        /// Folders of the running test; they go with its thread.
        static FOLDERS: std::cell::RefCell<Vec<tempfile::TempDir>> = const { std::cell::RefCell::new(Vec::new()) };
    }

    /// A place in a fresh folder, as a git repository: project files by relative path, `~/…` in its home, `/…` on its machine.
    pub(crate) fn place(name: &str, files: &[(&str, &str)]) -> Place {
        let folder = tempfile::Builder::new()
            .prefix(&format!("spillage-{name}-"))
            .tempdir()
            .unwrap();
        let dir = folder.path().to_path_buf();
        FOLDERS.with_borrow_mut(|all| all.push(folder));
        let (project, home, machine) = (dir.join("project"), dir.join("home"), dir.join("machine"));
        for d in [&project.join(".git"), &home, &machine] {
            std::fs::create_dir_all(d).unwrap();
        }
        for (path, text) in files {
            let to = match path.strip_prefix("~/") {
                Some(rest) => home.join(rest),
                None if path.starts_with('/') => machine.join(path.trim_start_matches('/')),
                None => project.join(path),
            };
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, text).unwrap();
        }
        Place {
            project,
            home: Some(home),
            machine: Some(machine),
            os: Os::Linux,
            overlay: std::collections::BTreeMap::new(),
        }
    }

    /// Verdicts of a path on these channels, in words.
    pub(crate) fn verdicts(a: &Access, path: &str, channels: &[Channel]) -> String {
        let path = AgentPath::new(&a.place, path);
        channels
            .iter()
            .map(|c| a.judge(&path, *c).verdict.name())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn agents_are_sorted_and_every_decision_is_sourced() {
        assert!(AGENTS.windows(2).all(|w| w[0].name < w[1].name));
        let p = place("all", &[(".gitignore", ".env\n")]);
        for agent in AGENTS {
            let a = agent.access(&p);
            assert_eq!(a.agent, agent.name);
            for path in [".env", "src/x", "~/.ssh/id", "env:TOKEN"] {
                let path = AgentPath::new(&p, path);
                for c in a.channels(&path) {
                    let d = a.judge(&path, c);
                    assert!(
                        !d.source.what.is_empty() && !d.source.date.is_empty() && !d.reason.is_empty(),
                        "{} {c}: {d:?}",
                        agent.name
                    );
                }
            }
        }
    }

    #[test]
    fn unrestricted_is_open_everywhere() {
        let p = place("unrestricted", &[]);
        let a = find("unrestricted").unwrap().access(&p);
        assert_eq!(
            verdicts(&a, "~/.ssh/id", &[Channel::FileTool, Channel::Shell, Channel::Mcp]),
            "open open open"
        );
    }
}
