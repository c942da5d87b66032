//! From findings to the smallest readable set of denials: names and folders rather than a thousand paths, example
//! files kept readable, and what the build needs said aloud.

use std::collections::{BTreeMap, BTreeSet};

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

/// Chooses denials for findings inside the project and the home folder. `min_files` of a folder must hold findings, and at
/// least half of its files, before the folder as a whole is denied.
#[must_use]
pub fn select(findings: &[Finding], coverage: &Coverage) -> Selection {
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
            || path.starts_with(['/', '\\'])
            || path.starts_with("env:")
            || path.contains("..")
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
    // Characters that a grammar could read as something else cannot be written safely.
    files.retain(|f| {
        let odd = f.contains(|c: char| {
            c.is_control() || matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '(' | ')' | '!' | '"' | '\\')
        });
        if odd {
            out.warnings.push(format!(
                "{f}: the name holds characters that rules read as wildcards; rename the file, it is not denied"
            ));
        }
        !odd
    });
    let folders = folders(&files, coverage);
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
        if !what.contains(|c: char| c.is_control() || "*?[]{}()!\"\\".contains(c)) {
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
fn folders(files: &BTreeSet<&str>, coverage: &Coverage) -> Vec<String> {
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
        let code = files
            .iter()
            .filter(|f| f.starts_with(folder))
            .any(|f| SOURCE.contains(&ending(base(f))));
        if n >= 3 && all > 0 && n * 2 >= all && !inside && !code {
            out.push(folder.trim_end_matches('/').to_owned());
        }
    }
    out
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
        select(&findings, &coverage)
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
    fn odd_names_are_said_and_left() {
        let s = chosen(&["a/[x].txt", ".npmrc"], &[]);
        assert_eq!(s.denials.len(), 1);
        assert_eq!(s.warnings.len(), 2, "{:?}", s.warnings);
    }
}
