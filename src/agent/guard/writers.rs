//! Denials in each agent's own grammar, the strongest first: sandbox, then tool rules, then ignore files.

use toml_edit::{Item, Table, value};

use super::super::doc::edit::quote;
use super::super::place::{AgentPath, Os, Scope};
use super::super::verdict::Channel::{FileTool, Index, Shell};
use super::super::verdict::{Channel, Verdict};
use super::draft::Draft;
use super::select::{Denial, Selection};

const P: Scope = Scope::Project;
const U: Scope = Scope::User;

/// Writes the denials for an agent; `false` where the agent has no grammar that could hold one.
pub(crate) fn write(agent: &str, s: &Selection, d: &mut Draft) -> bool {
    let channels: &[Channel] = match agent {
        "codex" | "copilot-cli" | "vscode" => &[Shell],
        "augment" | "continue" | "tabnine" | "trae" => &[Index],
        _ => &[FileTool, Index],
    };
    let whole = s;
    let s = &needed(agent, s, d, channels);
    if s.denials.is_empty() && agent != "claude-code" {
        return super::super::find(agent).is_some()
            && !matches!(agent, "goose" | "copilot-coding-agent" | "unrestricted");
    }
    match agent {
        "claude-code" => claude(s, whole, d),
        "codex" => codex(s, d),
        "cursor" => cursor(s, d),
        "gemini-cli" => d.lines(P, ".geminiignore", &ignore(s)),
        "qwen-code" => {
            d.list(P, ".qwen/settings.json", &["permissions", "deny"], &reads(s));
            d.lines(P, ".qwenignore", &ignore(s));
        }
        "opencode" => opencode("opencode.json", "opencode.jsonc", s, d),
        "kilo" => {
            opencode("kilo.jsonc", "kilo.json", s, d);
            d.lines(P, ".kilocodeignore", &ignore(s));
        }
        "copilot-cli" => copilot(s, d),
        "vscode" => code(s, d),
        "zed" => zed(s, d),
        "amp" => amp(s, d),
        "windsurf" => d.lines(P, ".codeiumignore", &ignore(s)),
        "cline" => d.lines(P, ".clineignore", &ignore(s)),
        "roo" => d.lines(P, ".rooignore", &ignore(s)),
        "aider" => d.lines(P, ".aiderignore", &ignore(s)),
        "kiro" => d.lines(P, ".kiroignore", &ignore(s)),
        "jetbrains-ai" | "junie" => d.lines(P, ".aiignore", &ignore(s)),
        "crush" => d.lines(P, ".crushignore", &ignore(s)),
        "augment" => d.lines(P, ".augmentignore", &ignore(s)),
        "continue" => {
            d.lines(P, ".continueignore", &ignore(s));
            d.notes.push("Continue's ignore file is about the index; its command line takes `exclude: [Read(…)]` in ~/.continue/permissions.yaml, which is yours to write".into());
        }
        "tabnine" => d.lines(P, ".tabnineignore", &ignore(s)),
        "trae" => d.lines(P, ".trae/.ignore", &ignore(s)),
        _ => return false,
    }
    true
}

/// The denials that this agent does not have yet, in whatever words.
fn needed(agent: &str, s: &Selection, d: &Draft, channels: &[Channel]) -> Selection {
    let Some(agent) = super::super::find(agent) else {
        return s.clone();
    };
    let access = agent.access(&d.place);
    let mut out = s.clone();
    out.denials.retain(|denial, files| {
        files.iter().any(|f| {
            let path = if matches!(denial, Denial::Home(_)) {
                format!("~/{f}")
            } else {
                f.clone()
            };
            let path = AgentPath::new(&d.place, &path);
            channels
                .iter()
                .any(|c| access.judge(&path, *c).verdict < Verdict::Blocked)
        })
    });
    out
}

/// Gitignore lines.
fn ignore(s: &Selection) -> Vec<String> {
    s.denials
        .keys()
        .filter_map(|d| match d {
            Denial::Name(n) => Some(n.clone()),
            Denial::Folder(f) => Some(format!("/{f}/")),
            Denial::File(f) => Some(format!("/{f}")),
            Denial::Home(_) => None,
        })
        .collect()
}

/// `Read(…)` rules as Claude Code and Qwen Code read them.
fn reads(s: &Selection) -> Vec<String> {
    s.denials
        .keys()
        .map(|d| match d {
            Denial::Name(n) => format!("Read(**/{n})"),
            Denial::Folder(f) => format!("Read(./{f}/**)"),
            Denial::File(f) => format!("Read(./{f})"),
            Denial::Home(h) => format!("Read(~/{h})"),
        })
        .collect()
}

/// Globs with `**`, relative to the project.
fn globs(s: &Selection) -> Vec<String> {
    s.denials
        .keys()
        .map(|d| match d {
            Denial::Name(n) => format!("**/{n}"),
            Denial::Folder(f) => format!("{f}/**"),
            Denial::File(f) => f.clone(),
            Denial::Home(h) => format!("~/{h}"),
        })
        .collect()
}

/// Literal paths: what grammars without wildcards need. New files of the same name are not covered.
fn literals(s: &Selection, prefix: &str, home: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (d, files) in &s.denials {
        match d {
            Denial::Name(_) => out.extend(files.iter().map(|f| format!("{prefix}{f}"))),
            Denial::Folder(f) | Denial::File(f) => out.push(format!("{prefix}{f}")),
            Denial::Home(h) => out.push(format!("{home}{h}")),
        }
    }
    out
}

fn claude(s: &Selection, whole: &Selection, d: &mut Draft) {
    let file = ".claude/settings.json";
    d.list(P, file, &["permissions", "deny"], &reads(s));
    if d.place.os == Os::Windows {
        d.notes
            .push("Claude Code has no sandbox on native Windows: shell commands still read what the rules deny".into());
        return;
    }
    for (key, value) in [
        ("enabled", "true"),
        ("failIfUnavailable", "true"),
        ("allowUnsandboxedCommands", "false"),
    ] {
        d.set(P, file, &["sandbox", key], value);
    }
    d.list(
        P,
        file,
        &["sandbox", "filesystem", "denyRead"],
        &literals(&needed("claude-code", whole, d, &[Shell]), "./", "~/"),
    );
    d.notes.push("Claude Code's sandbox needs bubblewrap and socat on Linux; with failIfUnavailable Bash refuses to run without them. It takes literal paths: a new file of a denied name is denied to the tools at once, to Bash after the next `spillage guard --write`".into());
}

fn codex(s: &Selection, d: &mut Draft) {
    // The project's file counts only once the user trusts the project; the user's own always does.
    let access = super::super::codex::load(&d.place, None);
    let project_counts = access.files.iter().any(|f| f == ".codex/config.toml");
    let (scope, file) = if project_counts || d.place.home.is_none() {
        (P, ".codex/config.toml")
    } else {
        (U, ".codex/config.toml")
    };
    let deepest = s
        .denials
        .values()
        .flatten()
        .map(|f| f.split('/').count())
        .max()
        .unwrap_or(1);
    let mut notes = Vec::new();
    d.toml(scope, file, |doc| {
        if let Some(mode) = doc.remove("sandbox_mode") {
            let mode = mode.as_str().unwrap_or("?").to_owned();
            notes.push(format!(
                "sandbox_mode = \"{mode}\" is taken out: it would switch permission profiles off"
            ));
        }
        let current = doc
            .get("default_permissions")
            .and_then(Item::as_str)
            .unwrap_or(":workspace")
            .to_owned();
        let (name, parent) = if current.starts_with(':') {
            ("guarded".to_owned(), Some(current))
        } else {
            (current, None)
        };
        if parent.as_deref().is_some_and(|p| p.starts_with(":danger")) {
            notes.push("a profile without a sandbox was the default; the guarded one extends :workspace".into());
        }
        doc.insert("default_permissions", value(&name));
        let profile = table(doc.as_table_mut(), "permissions", true)?;
        let profile = table(profile, &name, false)?;
        if let Some(parent) = parent {
            let parent = if parent.starts_with(":danger") {
                ":workspace".to_owned()
            } else {
                parent
            };
            profile.insert("extends", value(parent));
        }
        let fs = table(profile, "filesystem", false)?;
        let globs = s.denials.keys().any(|d| matches!(d, Denial::Name(_)));
        let have = fs.get("glob_scan_max_depth").and_then(Item::as_integer).unwrap_or(0);
        let want = i64::try_from(deepest.max(4)).unwrap_or(4);
        if globs && have < want {
            fs.insert("glob_scan_max_depth", value(want));
        }
        for denial in s.denials.keys() {
            if let Denial::Home(h) = denial {
                fs.insert(&format!("~/{h}"), value("deny"));
            }
        }
        let roots = if fs.contains_key(":project_roots") {
            ":project_roots"
        } else {
            ":workspace_roots"
        };
        let word = if roots == ":project_roots" { "none" } else { "deny" };
        if !s.denials.keys().all(|d| matches!(d, Denial::Home(_))) {
            let inside = table(fs, roots, false)?;
            for denial in s.denials.keys() {
                let path = match denial {
                    Denial::Name(n) => format!("**/{n}"),
                    Denial::Folder(f) | Denial::File(f) => f.clone(),
                    Denial::Home(_) => continue,
                };
                inside.insert(&path, value(word));
            }
        }
        Ok(())
    });
    d.notes.extend(notes);
}

/// The table under a key, made where it is missing.
fn table<'a>(parent: &'a mut Table, key: &str, implicit: bool) -> Result<&'a mut Table, String> {
    let item = parent.entry(key).or_insert_with(|| {
        let mut t = Table::new();
        t.set_implicit(implicit);
        Item::Table(t)
    });
    if let Item::Value(toml_edit::Value::InlineTable(inline)) = item {
        let own = std::mem::take(inline).into_table();
        *item = Item::Table(own);
    }
    item.as_table_mut().ok_or_else(|| format!("`{key}` is not a table"))
}

fn cursor(s: &Selection, d: &mut Draft) {
    d.lines(P, ".cursorignore", &ignore(s));
    let rules: Vec<String> = globs(s).into_iter().map(|g| format!("Read({g})")).collect();
    d.list(P, ".cursor/cli.json", &["permissions", "deny"], &rules);
}

/// The last match wins: denials go behind what is there.
fn opencode(name: &str, other: &str, s: &Selection, d: &mut Draft) {
    let file = if !d.place.has(P, name) && d.place.has(P, other) {
        other
    } else {
        name
    };
    let broad = d.place.doc(P, file).and_then(|doc| {
        let read = doc.root.at(&["permission", "read"])?.str()?.to_owned();
        Some(read)
    });
    if let Some(word) = broad {
        d.set(
            P,
            file,
            &["permission", "read"],
            &format!("{{\n      \"*\": {}\n    }}", quote(&word)),
        );
    }
    let word = d
        .place
        .doc(P, file)
        .and_then(|doc| doc.root.get("permission").and_then(|n| n.str().map(str::to_owned)));
    if let Some(word) = word {
        d.set(
            P,
            file,
            &["permission"],
            &format!("{{\n    \"*\": {}\n  }}", quote(&word)),
        );
    }
    for denial in s.denials.keys() {
        let keys = match denial {
            Denial::Name(n) if n.starts_with('*') => vec![n.clone()],
            Denial::Name(n) => vec![n.clone(), format!("*/{n}")],
            Denial::Folder(f) => vec![format!("{f}/*")],
            Denial::File(f) => vec![f.clone()],
            Denial::Home(h) => vec![format!("~/{h}"), format!("~/{h}/*")],
        };
        for key in keys {
            d.set(P, file, &["permission", "read", &key], "\"deny\"");
        }
    }
}

fn copilot(s: &Selection, d: &mut Draft) {
    let (project, home) = (d.place.project_path(), d.place.home_path().unwrap_or_default());
    if d.place.home.is_none() || d.place.os == Os::Windows {
        d.notes
            .push("Copilot CLI: denied paths need the user's settings, and have no effect on Windows".into());
        return;
    }
    d.set(U, ".copilot/settings.json", &["sandbox", "enabled"], "true");
    let paths = literals(s, &format!("{project}/"), &format!("{home}/"));
    d.list(
        U,
        ".copilot/settings.json",
        &["sandbox", "userPolicy", "filesystem", "deniedPaths"],
        &paths,
    );
    d.notes.push("Copilot CLI: the sandbox is a preview and covers commands; for its own reading tools use content exclusion on GitHub".into());
}

fn code(s: &Selection, d: &mut Draft) {
    let key = match d.place.os {
        Os::Linux => "linux",
        Os::Mac => "mac",
        Os::Windows => {
            d.notes.push("VS Code has no agent sandbox on Windows".into());
            return;
        }
    };
    let file = ".vscode/settings.json";
    d.set(P, file, &["chat.agent.sandbox.enabled"], "\"on\"");
    let paths = if d.place.os == Os::Mac {
        globs(s)
    } else {
        literals(s, "./", "~/")
    };
    d.list(
        P,
        file,
        &[&format!("chat.agent.sandbox.fileSystem.{key}"), "denyRead"],
        &paths,
    );
    d.notes
        .push("VS Code: the sandbox covers the terminal; its own reading tools take no denials from a file".into());
}

fn zed(s: &Selection, d: &mut Draft) {
    let file = ".zed/settings.json";
    let mut list = Vec::new();
    // The key replaces the default list, so that the default goes in first.
    if super::super::editors::load_zed(&d.place, None)
        .docs
        .iter()
        .all(|doc| doc.root.get("private_files").is_none())
    {
        list.extend(super::super::editors::ZED_DEFAULT.iter().map(|g| (*g).to_owned()));
    }
    list.extend(globs(s).into_iter().filter(|g| !g.starts_with("~/")));
    d.list(P, file, &["private_files"], &list);
}

/// The first match wins: denials go to the front.
fn amp(s: &Selection, d: &mut Draft) {
    let mut rules = Vec::new();
    for denial in s.denials.keys() {
        let path = match denial {
            Denial::Name(n) if n.starts_with('*') => n.clone(),
            Denial::Name(n) => format!("*{n}"),
            Denial::Folder(f) => format!("*/{f}/*"),
            Denial::File(f) => format!("*/{f}"),
            Denial::Home(h) => format!("*/{h}*"),
        };
        rules.push(format!(
            "{{\"tool\": \"Read\", \"action\": \"reject\", \"matches\": {{\"path\": {}}}}}",
            quote(&path)
        ));
    }
    d.front(P, ".amp/settings.json", &["amp.permissions"], &rules);
}
