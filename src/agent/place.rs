//! Where configuration is looked for: the project, the user's home, the machine. Nothing outside these is read, and
//! what is read is bounded and parsed as hostile.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::doc::{self, Node};

/// Whose rules a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Set by whoever administers the machine.
    Managed,
    /// The user's own.
    User,
    /// Checked in with the project.
    Project,
    /// The user's own for this project.
    Local,
}

/// Operating systems on which controls differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Os {
    /// Linux and what behaves like it.
    Linux,
    /// macOS.
    Mac,
    /// Windows.
    Windows,
}

impl Os {
    /// The system that this program was built for.
    #[must_use]
    pub fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Mac
        } else {
            Self::Linux
        }
    }
}

/// The three places, as folders.
#[derive(Debug, Clone)]
pub struct Place {
    /// Folder whose files are the project's.
    pub project: PathBuf,
    /// Home folder; none when user configuration must not count.
    pub home: Option<PathBuf>,
    /// Prefix of machine-wide configuration (`/`); none when it must not count.
    pub machine: Option<PathBuf>,
    /// System whose rules hold.
    pub os: Os,
    /// Files as they would be: what stands here is read instead of the disk.
    pub overlay: BTreeMap<PathBuf, String>,
}

/// One configuration file as it was found.
#[derive(Debug, Clone)]
pub(crate) struct Doc {
    /// How reports name it: `.claude/settings.json`, `~/.claude/settings.json`, `/etc/…`.
    pub(crate) label: String,
    /// Whose it is.
    pub(crate) scope: Scope,
    /// Its content, for positions.
    pub(crate) text: String,
    /// Its content, parsed; empty for plain text.
    pub(crate) root: Node,
    /// Why it could not be parsed.
    pub(crate) fault: Option<String>,
}

impl Place {
    /// This project, this home, this machine.
    #[must_use]
    pub fn new(project: impl Into<PathBuf>, home: Option<PathBuf>, machine: Option<PathBuf>) -> Self {
        let project = project.into();
        let project = std::path::absolute(&project).unwrap_or(project);
        Self {
            project,
            home,
            machine,
            os: Os::here(),
            overlay: BTreeMap::new(),
        }
    }

    /// Path of the project with `/`.
    pub(crate) fn project_path(&self) -> String {
        slashed(&self.project)
    }

    /// Path of the home folder with `/`.
    pub(crate) fn home_path(&self) -> Option<String> {
        self.home.as_deref().map(slashed)
    }

    /// The root of the git repository that the project lies in; none outside of git.
    pub(crate) fn worktree(&self) -> Option<String> {
        let root = self.project.ancestors().take(64).find(|d| d.join(".git").exists())?;
        Some(slashed(root))
    }

    /// A parsed document at `path` below the folder of its scope.
    pub(crate) fn doc(&self, scope: Scope, path: &str) -> Option<Doc> {
        let (label, text) = self.text(scope, path)?;
        Some(Doc::parse(label, scope, text))
    }

    /// The text of a file at `path` below the folder of its scope, with its name in reports.
    pub(crate) fn text(&self, scope: Scope, path: &str) -> Option<(String, String)> {
        let (file, label) = self.locate(scope, path)?;
        if let Some(text) = self.overlay.get(&file) {
            return Some((label, text.clone()));
        }
        self.read_real(&file).map(|text| (label, text))
    }

    /// The text of a file on the disk, whatever the overlay says.
    pub(crate) fn read_real(&self, file: &Path) -> Option<String> {
        let mut text = Vec::new();
        let handle = std::fs::File::open(file).ok()?;
        if !handle.metadata().ok()?.is_file() {
            return None;
        }
        handle.take(doc::MAX_BYTES as u64 + 1).read_to_end(&mut text).ok()?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    /// Where a file of a scope lies, and how reports name it.
    pub(crate) fn locate(&self, scope: Scope, path: &str) -> Option<(PathBuf, String)> {
        Some(match scope {
            Scope::Project | Scope::Local => (self.project.join(path), path.to_owned()),
            Scope::User => (self.home.as_ref()?.join(path), format!("~/{path}")),
            Scope::Managed => (
                self.machine.as_ref()?.join(path.trim_start_matches('/')),
                format!("/{}", path.trim_start_matches('/')),
            ),
        })
    }

    /// Whether a file or folder is there.
    pub(crate) fn has(&self, scope: Scope, path: &str) -> bool {
        self.locate(scope, path)
            .is_some_and(|(p, _)| self.overlay.contains_key(&p) || p.exists())
    }

    /// Names in a folder, sorted; bounded.
    pub(crate) fn list(&self, scope: Scope, path: &str) -> Vec<String> {
        let Some((dir, _)) = self.locate(scope, path) else {
            return Vec::new();
        };
        let Ok(entries) = std::fs::read_dir(dir) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .flatten()
            .take(1000)
            .filter_map(|e| e.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }
}

impl Doc {
    pub(crate) fn parse(label: String, scope: Scope, text: String) -> Self {
        match doc::parse(&label, &text) {
            Ok(root) => Self {
                label,
                scope,
                text,
                root,
                fault: None,
            },
            Err(f) => {
                let (line, column) = doc::line_column(&text, f.at);
                let fault = Some(format!("{line}:{column}: {}", f.what));
                Self {
                    label,
                    scope,
                    text,
                    root: Node::empty(),
                    fault,
                }
            }
        }
    }
}

fn slashed(path: &Path) -> String {
    normal(&path.to_string_lossy().replace('\\', "/"))
}

/// A path without `.`, `..` and doubled separators.
pub(crate) fn normal(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for p in path.split('/') {
        match p {
            "" | "." => {}
            ".." if parts.last().is_some_and(|l| *l != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            p => parts.push(p),
        }
    }
    format!("{}{}", if absolute { "/" } else { "" }, parts.join("/"))
}

/// A path under judgement: absolute, and relative to the project where it lies inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentPath {
    pub(crate) abs: String,
    pub(crate) inside: Option<String>,
    pub(crate) variable: Option<String>,
}

impl AgentPath {
    /// From a finding's path: relative to the project, `~/…`, absolute, or `env:NAME`.
    #[must_use]
    pub fn new(place: &Place, path: &str) -> Self {
        if let Some(name) = path.strip_prefix("env:") {
            return Self {
                abs: path.to_owned(),
                inside: None,
                variable: Some(name.to_owned()),
            };
        }
        let project = place.project_path();
        let abs = match path.strip_prefix("~/") {
            Some(rest) => normal(&format!(
                "{}/{rest}",
                place.home_path().unwrap_or_else(|| "/home/user".into())
            )),
            None if path.starts_with('/') || path.get(1..3) == Some(":/") => normal(path),
            None => normal(&format!("{project}/{path}")),
        };
        let inside = below(&abs, &project).map(str::to_owned);
        Self {
            abs,
            inside,
            variable: None,
        }
    }

    /// The last component.
    pub(crate) fn name(&self) -> &str {
        self.abs.rsplit('/').next().unwrap_or(&self.abs)
    }
}

/// The part of a path below a folder.
pub(crate) fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let folder = folder.trim_end_matches('/');
    path.strip_prefix(folder)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_findings_become_absolute() {
        let place = Place {
            project: "/w/app".into(),
            home: Some("/home/u".into()),
            machine: None,
            os: Os::Linux,
            overlay: BTreeMap::new(),
        };
        let p = |s| AgentPath::new(&place, s);
        assert_eq!(
            (p("a/../.env").abs.as_str(), p(".env").inside.as_deref()),
            ("/w/app/.env", Some(".env"))
        );
        assert_eq!(
            (p("~/.ssh/id").abs.as_str(), p("~/.ssh/id").inside),
            ("/home/u/.ssh/id", None)
        );
        assert_eq!(p("env:TOKEN").variable.as_deref(), Some("TOKEN"));
        assert_eq!(p("/w/application/x").inside, None);
    }
}
