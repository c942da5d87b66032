//! Which version of an agent is installed, from the files that installations leave; nothing is run.

use super::doc;
use super::place::{Place, Scope};
use super::version::Version;

/// Where versions are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Where {
    /// Package of a global npm installation.
    pub(crate) npm: &'static str,
    /// Distribution of a Python installation, as its `.dist-info` folder spells it.
    pub(crate) python: &'static str,
    /// Extension of VS Code and its relatives, `publisher.name`.
    pub(crate) extension: &'static str,
    /// Files and keys.
    pub(crate) other: &'static [(Scope, &'static str, &'static [&'static str])],
}

/// The highest version found.
pub(crate) fn version(w: &Where, place: &Place) -> Option<Version> {
    let mut found = Vec::new();
    if !w.npm.is_empty() {
        npm(w.npm, place, &mut found);
    }
    if !w.python.is_empty() {
        python(w.python, place, &mut found);
    }
    if !w.extension.is_empty() {
        for dir in [
            ".vscode/extensions",
            ".vscode-server/extensions",
            ".cursor/extensions",
            ".windsurf/extensions",
        ] {
            let prefix = format!("{}-", w.extension);
            found.extend(
                place
                    .list(Scope::User, dir)
                    .iter()
                    .filter_map(|n| Version::parse(n.strip_prefix(&prefix)?)),
            );
        }
    }
    if found.is_empty() {
        for (scope, file, keys) in w.other {
            let v = place
                .doc(*scope, file)
                .and_then(|d| d.root.str_at(keys).and_then(Version::parse));
            found.extend(v);
        }
    }
    found.into_iter().max()
}

fn npm(package: &str, place: &Place, found: &mut Vec<Version>) {
    let mut roots: Vec<(Scope, String)> = [
        "usr/lib/node_modules",
        "usr/local/lib/node_modules",
        "opt/homebrew/lib/node_modules",
    ]
    .iter()
    .map(|d| (Scope::Managed, (*d).to_owned()))
    .collect();
    for d in [
        ".npm-global/lib/node_modules",
        ".local/lib/node_modules",
        ".claude/local/node_modules",
        "AppData/Roaming/npm/node_modules",
    ] {
        roots.push((Scope::User, d.to_owned()));
    }
    for node in place.list(Scope::User, ".nvm/versions/node") {
        roots.push((Scope::User, format!(".nvm/versions/node/{node}/lib/node_modules")));
    }
    for (scope, root) in roots {
        if let Some((_, text)) = place.text(scope, &format!("{root}/{package}/package.json")) {
            found.extend(
                doc::json::parse(&text)
                    .ok()
                    .and_then(|n| n.str_at(&["version"]).and_then(Version::parse)),
            );
        }
    }
}

fn python(distribution: &str, place: &Place, found: &mut Vec<Version>) {
    let mut roots = Vec::new();
    for venv in [".local/share/uv/tools", ".local/share/pipx/venvs", ".local"] {
        let tools = if venv == ".local" {
            vec![String::new()]
        } else {
            place.list(Scope::User, venv)
        };
        for t in tools {
            let lib = if t.is_empty() {
                format!("{venv}/lib")
            } else {
                format!("{venv}/{t}/lib")
            };
            for py in place.list(Scope::User, &lib).iter().filter(|n| n.starts_with("python")) {
                roots.push(format!("{lib}/{py}/site-packages"));
            }
        }
    }
    let prefix = format!("{distribution}-");
    for r in roots {
        found.extend(
            place
                .list(Scope::User, &r)
                .iter()
                .filter_map(|n| Version::parse(n.strip_prefix(&prefix)?.strip_suffix(".dist-info")?)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::super::tests::place;

    #[test]
    fn versions_are_read_where_installations_write_them() {
        let v = |agent: &str, files: &[(&str, &str)]| {
            find(agent)
                .unwrap()
                .version(&place("installed", files))
                .map(|v| v.to_string())
        };
        assert_eq!(
            v(
                "codex",
                &[(
                    "/usr/lib/node_modules/@openai/codex/package.json",
                    r#"{"version":"0.130.2"}"#
                )]
            )
            .as_deref(),
            Some("0.130.2")
        );
        assert_eq!(
            v(
                "claude-code",
                &[("~/.claude.json", r#"{"lastReleaseNotesSeen":"2.1.6"}"#)]
            )
            .as_deref(),
            Some("2.1.6")
        );
        assert_eq!(
            v(
                "cline",
                &[("~/.vscode/extensions/saoudrizwan.claude-dev-3.4.5/package.json", "{}")]
            )
            .as_deref(),
            Some("3.4.5")
        );
        assert_eq!(
            v(
                "aider",
                &[(
                    "~/.local/share/uv/tools/aider/lib/python3.12/site-packages/aider_chat-0.86.1.dist-info/METADATA",
                    ""
                )]
            )
            .as_deref(),
            Some("0.86.1")
        );
        assert_eq!(v("codex", &[]), None);
    }
}
