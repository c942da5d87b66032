//! Denials in each agent's own grammar, the strongest first: sandbox, then tool rules, then ignore files.

use toml_edit::{Item, Table, value};

use super::super::doc::edit::quote;
use super::super::pattern::relative;
use super::super::place::{AgentPath, Os, Scope};
use super::super::verdict::Channel::{FileTool, Index, Shell};
use super::super::verdict::{Channel, Verdict};
use super::draft::Draft;
use super::select::{Denial, Selection};
use super::spell::{globs, ignore, literals, plain, reads, spell};

const P: Scope = Scope::Project;
const U: Scope = Scope::User;

/// Files of the home folder that denials are written to; everything else that is written lies in the project.
pub const USER_FILES: &[&str] = &[CODEX, COPILOT, CONTINUE];
const CODEX: &str = ".codex/config.toml";
const COPILOT: &str = ".copilot/settings.json";
const CONTINUE: &str = ".continue/permissions.yaml";

/// Ways of reading that an agent's own files can close.
fn closable(agent: &str) -> &'static [Channel] {
    match agent {
        "codex" | "copilot-cli" | "vscode" => &[Shell],
        "augment" | "tabnine" | "trae" => &[Index],
        _ => &[FileTool, Index],
    }
}

/// Files of the denials that still are read without more ado on a way that the agent's files could close: something
/// more specific, or later, allows them.
pub(crate) fn remaining(agent: &super::super::Agent, s: &Selection, d: &Draft) -> Selection {
    let access = agent.access(&d.place);
    let mut out = Selection::default();
    for (denial, files) in &s.denials {
        for f in files.iter().filter(|_| !matches!(denial, Denial::Home(_))) {
            let path = AgentPath::new(&d.place, f);
            let open = closable(agent.name)
                .iter()
                .any(|c| access.has(*c) && access.judge(&path, *c).verdict < Verdict::Weak);
            if open {
                out.denials
                    .entry(Denial::File(f.clone()))
                    .or_default()
                    .insert(f.clone());
            }
        }
    }
    out
}

/// Writes the denials for an agent; `false` where the agent has no grammar that could hold one.
pub(crate) fn write(agent: &str, s: &Selection, d: &mut Draft) -> bool {
    let channels = closable(agent);
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
        "gemini-cli" => gemini(s, d),
        "qwen-code" => {
            d.list(P, ".qwen/settings.json", &["permissions", "deny"], &reads(s));
            d.lines(P, ".qwenignore", &ignore(s));
        }
        "opencode" => opencode(
            &[
                "opencode.json",
                "opencode.jsonc",
                ".opencode/opencode.json",
                ".opencode/opencode.jsonc",
            ],
            "opencode.json",
            s,
            d,
        ),
        "kilo" => {
            opencode(
                &["kilo.json", "kilo.jsonc", ".kilo/kilo.json", ".kilo/kilo.jsonc"],
                "kilo.jsonc",
                s,
                d,
            );
            d.lines(P, ".kilocodeignore", &ignore(s));
        }
        "copilot-cli" => copilot(s, d),
        "vscode" => code(s, d),
        "zed" => zed(s, d),
        "amp" => amp(s, d),
        "windsurf" => d.lines(P, ".codeiumignore", &ignore(s)),
        "cline" => d.lines(P, ".clineignore", &ignore(s)),
        "roo" => d.lines(P, ".rooignore", &ignore(s)),
        "aider" => {
            let file = super::super::ignorers::aider_file(&d.place);
            d.lines(P, &file, &ignore(s));
        }
        "kiro" => d.lines(P, ".kiroignore", &ignore(s)),
        "jetbrains-ai" | "junie" => d.lines(P, ".aiignore", &ignore(s)),
        "crush" => d.lines(P, ".crushignore", &ignore(s)),
        "augment" => d.lines(P, ".augmentignore", &ignore(s)),
        "continue" => {
            d.lines(P, ".continueignore", &ignore(s));
            let rules: Vec<String> = globs(s).iter().map(|g| format!("Read({g})")).collect();
            d.yaml_list(U, CONTINUE, "exclude", &rules);
            d.notes.push("Continue: the rules are those of its command line; its editor extension keeps the files out of the index and no more".into());
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
    let (paths, odd) = plain(literals(&needed("claude-code", whole, d, &[Shell]), "./", "~/"));
    // Wildcards are for names that hold their characters; they work on Linux with sandbox-runtime 0.0.78 and later.
    let odd = odd.iter().map(|p| spell(p));
    let paths: Vec<String> = paths.into_iter().chain(odd).collect();
    d.list(P, file, &["sandbox", "filesystem", "denyRead"], &paths);
    d.notes.push("Claude Code's sandbox needs bubblewrap and socat on Linux; with failIfUnavailable Bash refuses to run without them. It takes literal paths: a new file of a denied name is denied to the tools at once, to Bash after the next `spillage guard --write`".into());
}

fn codex(s: &Selection, d: &mut Draft) {
    // The project's file counts only once the user trusts the project; the user's own always does.
    let access = super::super::codex::load(&d.place, None);
    let project_counts = access.files.iter().any(|f| f == CODEX);
    let (scope, file) = if project_counts || d.place.home.is_none() {
        (P, CODEX)
    } else {
        (U, CODEX)
    };
    let deepest = s
        .denials
        .values()
        .flatten()
        .map(|f| f.split('/').count())
        .max()
        .unwrap_or(1);
    let mut notes = Vec::new();
    if let Some(mode) = d.remark_out(scope, file, "sandbox_mode") {
        notes.push(format!(
            "sandbox_mode = {mode} is made a remark: it would switch permission profiles off"
        ));
    }
    d.toml(scope, file, |doc| {
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
        put(doc.as_table_mut(), "default_permissions", &name);
        let profile = table(doc.as_table_mut(), "permissions", true)?;
        let profile = table(profile, &name, false)?;
        if let Some(parent) = parent {
            let parent = if parent.starts_with(":danger") {
                ":workspace".to_owned()
            } else {
                parent
            };
            put(profile, "extends", &parent);
        }
        let fs = table(profile, "filesystem", false)?;
        let globs = s.denials.keys().any(|d| match d {
            Denial::Name(_) => true,
            Denial::Folder(f) | Denial::File(f) => spell(f) != *f,
            Denial::Home(_) => false,
        });
        let have = fs.get("glob_scan_max_depth").and_then(Item::as_integer).unwrap_or(0);
        let want = i64::try_from(deepest.max(4)).unwrap_or(4);
        if globs && have < want {
            fs.insert("glob_scan_max_depth", value(want));
        }
        for denial in s.denials.keys() {
            if let Denial::Home(h) = denial {
                put(fs, &format!("~/{}", spell(h)), "deny");
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
                    // A literal path covers what lies below; a pattern has to say so.
                    Denial::Folder(f) if spell(f) != *f => format!("{}/**", spell(f)),
                    Denial::Folder(f) | Denial::File(f) => spell(f),
                    Denial::Home(_) => continue,
                };
                put(inside, &path, word);
            }
        }
        Ok(())
    });
    d.notes.extend(notes);
}

/// Sets a text under a key; the remark behind a value that was there stays.
fn put(table: &mut Table, key: &str, text: &str) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = text.into();
            *old.decor_mut() = decor;
        }
        None => {
            table.insert(key, value(text));
        }
    }
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

/// The ignore file, and the switch that makes it count where it was turned off.
fn gemini(s: &Selection, d: &mut Draft) {
    d.lines(P, ".geminiignore", &ignore(s));
    let key = ["context", "fileFiltering", "respectGeminiIgnore"];
    let access = super::super::gemini::load(&d.place, None);
    let off = super::super::common::last(&access, |n| n.bool_at(&key)) == Some(false);
    if off {
        d.set(P, ".gemini/settings.json", &key, "true");
    }
}

/// The last match wins: denials go behind what is there, in the file that is read last.
fn opencode(files: &[&str], new: &str, s: &Selection, d: &mut Draft) {
    let file = files.iter().rev().find(|f| d.place.has(P, f)).copied().unwrap_or(new);
    let word = |d: &Draft, path: &[&str]| {
        let doc = d.place.doc(P, file)?;
        doc.root.at(path).and_then(|n| n.str().map(str::to_owned))
    };
    if let Some(word) = word(d, &["permission", "read"]) {
        let table = format!("{{\n      \"*\": {}\n    }}", quote(&word));
        d.set(P, file, &["permission", "read"], &table);
    }
    if let Some(word) = word(d, &["permission"]) {
        let table = format!("{{\n    \"*\": {}\n  }}", quote(&word));
        d.set(P, file, &["permission"], &table);
    }
    let (root, project) = (super::super::opencode::worktree(&d.place), d.place.project_path());
    // Outside of git the rules are held against the path from `/`, which no project's file should spell out.
    let from = |path: &str| match root.as_str() {
        "/" => format!("*/{}", spell(path)),
        root => spell(&relative(&format!("{project}/{path}"), root)),
    };
    for denial in s.denials.keys() {
        let keys = match denial {
            Denial::Name(n) if n.starts_with('*') => vec![n.clone()],
            Denial::Name(n) => vec![n.clone(), format!("*/{n}")],
            Denial::Folder(f) => vec![format!("{}/*", from(f))],
            Denial::File(f) => vec![from(f)],
            Denial::Home(h) => vec![format!("*/{}", spell(h)), format!("*/{}/*", spell(h))],
        };
        for key in keys {
            d.set_last(P, file, &["permission", "read", &key], "\"deny\"");
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
    d.set(U, COPILOT, &["sandbox", "enabled"], "true");
    let (paths, odd) = plain(literals(s, &format!("{project}/"), &format!("{home}/")));
    literal_only("Copilot CLI", &odd, d);
    d.list(
        U,
        COPILOT,
        &["sandbox", "userPolicy", "filesystem", "deniedPaths"],
        &paths,
    );
    d.notes.push("Copilot CLI: the sandbox is a preview and covers commands; for its own reading tools use content exclusion on GitHub".into());
}

/// Says which paths a grammar without wildcards cannot hold.
fn literal_only(who: &str, odd: &[String], d: &mut Draft) {
    if !odd.is_empty() {
        d.notes.push(format!(
            "{who}: its sandbox takes literal paths, and these names hold characters of wildcards: {}; rename the files, commands still read them",
            odd.join(", ")
        ));
    }
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
        let (paths, odd) = plain(literals(s, "./", "~/"));
        literal_only("VS Code", &odd, d);
        paths
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
    // The key replaces the list of a weaker file, and the default: what holds now goes in first.
    let zed = super::super::editors::load_zed(&d.place, None);
    if d.place
        .doc(P, file)
        .is_none_or(|doc| doc.root.get("private_files").is_none())
    {
        match zed
            .docs
            .iter()
            .rev()
            .find(|doc| doc.root.get("private_files").is_some())
        {
            Some(doc) => list.extend(doc.root.strs_at(&["private_files"]).iter().map(|g| (*g).to_owned())),
            None => list.extend(super::super::editors::ZED_DEFAULT.iter().map(|g| (*g).to_owned())),
        }
    }
    list.extend(globs(s).into_iter().filter(|g| !g.starts_with("~/")));
    d.list(P, file, &["private_files"], &list);
}

/// The first match wins: denials go to the front.
fn amp(s: &Selection, d: &mut Draft) {
    let mut rules = Vec::new();
    for denial in s.denials.keys() {
        // Amp's grammar is known for `*` alone.
        let star = |p: &str| spell(p).replace('?', "*");
        let path = match denial {
            Denial::Name(n) if n.starts_with('*') => n.clone(),
            Denial::Name(n) => format!("*{n}"),
            Denial::Folder(f) => format!("*/{}/*", star(f)),
            Denial::File(f) => format!("*/{}", star(f)),
            Denial::Home(h) => format!("*/{}*", star(h)),
        };
        rules.push(format!(
            "{{\"tool\": \"Read\", \"action\": \"reject\", \"matches\": {{\"path\": {}}}}}",
            quote(&path)
        ));
    }
    let denies = |n: &super::super::doc::Node| n.str_at(&["action"]) == Some("reject");
    d.front(P, ".amp/settings.json", &["amp.permissions"], &rules, denies);
}
