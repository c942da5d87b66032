//! From findings to the smallest readable set of denials: names and folders rather than a thousand paths, example
//! files kept readable, and what the build needs said aloud.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::exposure::Coverage;
use crate::finding::{Category, Finding};

/// What is to be denied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denial {
    /// A file name or `*.ext`, anywhere in the project.
    Name(String),
    /// A folder of the project, without a slash at the end.
    Folder(String),
    /// One file of the project.
    File(String),
    /// A file or folder of the home folder, without `~/`.
    Home(String),
}

/// The denials with the files that they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// What to deny, in order; with the concrete files below it that hold findings.
    pub denials: BTreeMap<Denial, BTreeSet<String>>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// Names that hold secrets wherever they stand.
const NAMES: &[&str] = &[
    ".env",
    ".env.local",
    ".env.development",
    ".env.production",
    ".env.staging",
    ".env.test",
    ".envrc",
    ".netrc",
    ".pgpass",
    ".htpasswd",
    ".pypirc",
    ".dockercfg",
    ".git-credentials",
    "credentials",
    "credentials.json",
    "secrets.yml",
    "secrets.yaml",
    "secrets.json",
    "id_rsa",
    "id_ed25519",
    "id_ecdsa",
    "id_dsa",
    "terraform.tfstate",
    "terraform.tfvars",
    "kubeconfig",
    "service-account.json",
    "serviceAccount.json",
];
/// Endings that hold secrets wherever they stand.
const ENDINGS: &[&str] = &[
    "pem", "key", "p12", "pfx", "jks", "keystore", "ppk", "kdbx", "tfstate", "tfvars", "ovpn", "gpg", "asc", "env",
];
/// Files that builds read.
const BUILD: &[&str] = &[
    ".npmrc",
    ".yarnrc",
    ".yarnrc.yml",
    "package.json",
    "Cargo.toml",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "pip.conf",
    "go.mod",
    "pom.xml",
    "settings.xml",
    "build.gradle",
    "build.gradle.kts",
    "gradle.properties",
    "nuget.config",
    "Dockerfile",
    "docker-compose.yml",
    "docker-compose.yaml",
    "compose.yaml",
    "compose.yml",
    "Makefile",
    "Gemfile",
    "composer.json",
    "auth.json",
    "application.properties",
    "application.yml",
    "appsettings.json",
    "web.config",
    "config.toml",
];
/// Endings of source code.
const SOURCE: &[&str] = &[
    "rs", "py", "js", "mjs", "cjs", "ts", "tsx", "jsx", "go", "java", "kt", "c", "h", "cc", "cpp", "cs", "rb", "php",
    "swift", "scala", "sh", "vue", "svelte", "sql", "html", "css", "lua", "pl", "ex", "exs", "dart", "tf",
];
/// Endings that mark a file as a pattern to copy.
const EXAMPLES: &[&str] = &["example", "sample", "template", "dist", "tmpl", "tpl"];

/// Most entries of a folder that are looked at to tell whether it holds source code; a larger one is not denied as a whole.
const MAX_LOOKED_AT: usize = 10_000;

/// Chooses denials for findings inside the project and the home folder. Three files of a folder must hold findings, and at
/// least half of its files, before the folder as a whole is denied; one that holds source code never is.
#[must_use]
pub fn select(findings: &[Finding], coverage: &Coverage, project: &Path) -> Selection {
    let mut files: BTreeSet<&str> = BTreeSet::new();
    let mut home: BTreeSet<&str> = BTreeSet::new();
    let mut examples: BTreeSet<&str> = BTreeSet::new();
    for f in findings
        .iter()
        .filter(|f| f.category != Category::Egress && f.location.commit.is_none())
    {
        let path = f.location.path.as_str();
        if let Some(rest) = path.strip_prefix("~/") {
            home.insert(rest);
        } else if path.is_empty()
            || path == "-"
            || path.starts_with('/')
            || path.starts_with("env:")
            || path.split('/').any(|p| p == "..")
            || path.starts_with(".git/")
        {
            continue;
        } else if is_example(path) {
            examples.insert(path);
        } else {
            files.insert(path);
        }
    }
    let mut out = Selection::default();
    // A name that is not UTF-8 is known by half only.
    files.retain(|f| {
        let whole = !f.contains('\u{fffd}');
        if !whole {
            out.warnings
                .push(format!("{f}: the name is not UTF-8; rename the file, it is not denied"));
        }
        whole
    });
    let folders = folders(&files, coverage, project);
    for path in &files {
        let (denial, name) = (denial(path, &folders), base(path));
        if BUILD.contains(&name) || SOURCE.contains(&ending(name)) {
            let what = if BUILD.contains(&name) {
                "the build reads it"
            } else {
                "it is source code"
            };
            out.warnings.push(format!(
                "{path}: {what}; better take the value out than live with the denial"
            ));
        }
        out.denials.entry(denial).or_default().insert((*path).to_owned());
    }
    for path in home {
        let top = path.split('/').next().unwrap_or(path);
        let whole = matches!(
            top,
            ".ssh" | ".aws" | ".gnupg" | ".kube" | ".docker" | ".azure" | ".terraform.d" | ".password-store"
        );
        let what = if whole { top } else { path };
        if !what.contains('\u{fffd}') {
            out.denials
                .entry(Denial::Home(what.to_owned()))
                .or_default()
                .insert(path.to_owned());
        }
    }
    if !examples.is_empty() {
        let list: Vec<&str> = examples.into_iter().take(5).collect();
        out.warnings.push(format!(
            "example files stay readable: {}; if a value in them is real, take it out",
            list.join(", ")
        ));
    }
    out
}

/// Folders in which most files hold findings, shortest first, none within another.
fn folders(files: &BTreeSet<&str>, coverage: &Coverage, project: &Path) -> Vec<String> {
    let mut held: BTreeMap<&str, u64> = BTreeMap::new();
    for path in files {
        for (i, _) in path.match_indices('/') {
            *held.entry(path.get(..=i).unwrap_or("")).or_default() += 1;
        }
    }
    let mut out: Vec<String> = Vec::new();
    for (folder, n) in held {
        let all = coverage.folders.get(folder).map_or(0, |f| f.files);
        let inside = out.iter().any(|f| folder.starts_with(&format!("{f}/")));
        if n >= 3 && all > 0 && n * 2 >= all && !inside && !holds_code(project, folder, files) {
            out.push(folder.trim_end_matches('/').to_owned());
        }
    }
    out
}

/// Whether source code, or what a build reads, lies below a folder.
fn holds_code(project: &Path, folder: &str, files: &BTreeSet<&str>) -> bool {
    let code = |name: &str| SOURCE.contains(&ending(name)) || BUILD.contains(&name);
    if files.iter().any(|f| f.starts_with(folder) && code(base(f))) {
        return true;
    }
    let (mut todo, mut seen) = (vec![project.join(folder)], 0);
    while let Some(dir) = todo.pop() {
        for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            seen += 1;
            if seen > MAX_LOOKED_AT || entry.file_name().to_str().is_some_and(code) {
                return true;
            }
            // Links are not followed.
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                todo.push(entry.path());
            }
        }
    }
    false
}

fn denial(path: &str, folders: &[String]) -> Denial {
    if let Some(f) = folders.iter().find(|f| path.starts_with(&format!("{f}/"))) {
        return Denial::Folder(f.clone());
    }
    let name = base(path);
    if NAMES.contains(&name) {
        return Denial::Name(name.to_owned());
    }
    let ending = ending(name);
    if ENDINGS.contains(&ending) && name != ending {
        return Denial::Name(format!("*.{ending}"));
    }
    Denial::File(path.to_owned())
}

fn is_example(path: &str) -> bool {
    let name = base(path).to_ascii_lowercase();
    name.split('.').any(|p| EXAMPLES.contains(&p)) || name.contains("-example") || name.contains("_example")
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, e)| e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposure::Folder;
    use crate::finding::Severity;
    use crate::report::sample::finding;

    fn chosen(paths: &[&str], folders: &[(&str, u64)]) -> Selection {
        let findings: Vec<Finding> = paths
            .iter()
            .map(|p| finding("r", Severity::High, "some-value-or-other", p, 1))
            .collect();
        let coverage = Coverage {
            folders: folders
                .iter()
                .map(|(f, n)| ((*f).to_owned(), Folder { files: *n, bytes: 0 }))
                .collect(),
            ..Coverage::default()
        };
        select(&findings, &coverage, Path::new("/nonexistent"))
    }

    #[test]
    fn names_folders_and_files() {
        let s = chosen(
            &[
                "a/.env",
                "b/.env",
                "certs/x.pem",
                "vault/1.json",
                "vault/2.json",
                "vault/3.json",
                "src/main.rs",
                "~/.ssh/id_rsa",
                "x/.env.example",
            ],
            &[("vault/", 4), ("src/", 9), ("a/", 9), ("b/", 9)],
        );
        let list: Vec<Denial> = s.denials.keys().cloned().collect();
        assert_eq!(
            list,
            [
                Denial::Name("*.pem".into()),
                Denial::Name(".env".into()),
                Denial::Folder("vault".into()),
                Denial::File("src/main.rs".into()),
                Denial::Home(".ssh".into())
            ]
        );
        assert!(
            s.warnings.iter().any(|w| w.contains("source code"))
                && s.warnings.iter().any(|w| w.contains(".env.example")),
            "{:?}",
            s.warnings
        );
    }

    #[test]
    fn a_folder_with_code_is_not_denied_as_a_whole() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("a/src")).unwrap();
        std::fs::write(dir.path().join("a/src/index.js"), "1").unwrap();
        let files: BTreeSet<&str> = ["a/1.json", "a/2.json", "a/3.json"].into();
        let coverage = Coverage {
            folders: [("a/".to_owned(), Folder { files: 4, bytes: 0 })].into_iter().collect(),
            ..Coverage::default()
        };
        assert_eq!(folders(&files, &coverage, dir.path()), [""; 0]);
        std::fs::remove_file(dir.path().join("a/src/index.js")).unwrap();
        assert_eq!(folders(&files, &coverage, dir.path()), ["a"]);
    }

    #[test]
    fn names_that_are_no_text_are_said_and_left() {
        let s = chosen(&["a/\u{fffd}.txt", ".npmrc", "a/[x]..txt"], &[]);
        assert_eq!(s.denials.len(), 2);
        assert_eq!(s.warnings.len(), 2, "{:?}", s.warnings);
    }
}
