//! Where each agent keeps its transcripts.

use std::path::{Path, PathBuf};

use crate::source::expand::Kind;

/// How a transcript is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON record a line.
    Lines,
    /// One JSON document.
    Document,
    /// Markdown or plain text.
    Text,
    /// Rows of a SQLite database, most of which hold a JSON record.
    Database,
}

/// A file that an agent left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Name of the agent, as on the command line.
    pub agent: &'static str,
    /// The provider that the agent talks to unless it recorded another.
    pub provider: Option<&'static str>,
    /// Where it is.
    pub path: PathBuf,
    /// As reports name it.
    pub shown: String,
    /// How it is written.
    pub format: Format,
    /// How it is packed.
    pub packed: Option<Kind>,
    /// Its size.
    pub len: u64,
    /// When it was last written, in seconds since 1970.
    pub modified: i64,
}

/// Agent, provider, folder or file below the home folder.
type Store = (&'static str, Option<&'static str>, &'static str);

const STORES: &[Store] = &[
    ("claude-code", Some("anthropic"), ".claude/projects"),
    ("claude-code", Some("anthropic"), ".claude/history.jsonl"),
    ("claude-code", Some("anthropic"), ".claude/transcripts"),
    ("claude-code", Some("anthropic"), ".claude/paste-cache"),
    ("claude-code", Some("anthropic"), ".config/claude/projects"),
    ("codex", Some("openai"), ".codex/sessions"),
    ("codex", Some("openai"), ".codex/archived_sessions"),
    ("codex", Some("openai"), ".codex/history.jsonl"),
    ("cursor", None, ".cursor/projects"),
    ("gemini-cli", Some("google"), ".gemini/tmp"),
    ("qwen-code", Some("alibaba"), ".qwen/tmp"),
    ("qwen-code", Some("alibaba"), ".qwen/projects"),
    ("copilot-cli", Some("github"), ".copilot/session-state"),
    ("copilot-cli", Some("github"), ".copilot/history-session-state"),
    ("opencode", None, ".local/share/opencode/storage"),
    ("opencode", None, "AppData/Local/opencode/storage"),
    ("opencode", None, ".local/share/opencode/opencode.db"),
    ("opencode", None, ".local/share/opencode/tool-output"),
    ("cursor", None, ".cursor/chats"),
    ("cline", None, ".cline/data/tasks"),
    ("cline", None, ".cline/data/sessions"),
    ("goose", None, ".local/share/goose/sessions"),
    ("goose", None, ".config/goose/sessions"),
    ("goose", None, "AppData/Roaming/Block/goose/data/sessions"),
    ("goose", None, "Library/Application Support/Block/goose/data/sessions"),
    ("continue", None, ".continue/sessions"),
    ("amp", None, ".local/share/amp/threads"),
    ("aider", None, ".aider.chat.history.md"),
    ("aider", None, ".aider.input.history"),
    ("aider", None, ".aider.llm.history"),
];

/// Extensions of editors that keep tasks of their own.
const EXTENSIONS: &[Store] = &[
    ("cline", None, "saoudrizwan.claude-dev/tasks"),
    ("roo-code", None, "rooveterinaryinc.roo-cline/tasks"),
    ("kilo-code", None, "kilocode.kilo-code/tasks"),
];

const EDITORS: &[&str] = &["Code", "Code - Insiders", "Cursor", "Windsurf", "VSCodium"];
const EDITOR_BASES: &[&str] = &[".config", "Library/Application Support", "AppData/Roaming"];

const FILES: usize = 2_000_000;
const DEPTH: usize = 8;

/// Editors whose own agents keep chats in the editor's state.
const STATES: &[(&str, &str)] = &[
    ("Cursor", "cursor"),
    ("Code", "vscode"),
    ("Code - Insiders", "vscode"),
    ("Windsurf", "windsurf"),
];

/// Every transcript below a home folder, sorted by path.
#[must_use]
pub fn transcripts(home: &Path) -> Vec<Transcript> {
    let mut out = Vec::new();
    for (agent, provider, place) in STORES {
        collect(agent, *provider, &home.join(place), home, DEPTH, &mut out);
    }
    let stores = EDITORS
        .iter()
        .flat_map(|e| EDITOR_BASES.iter().map(move |b| format!("{b}/{e}/User/globalStorage")));
    for storage in stores.chain([".vscode-server/data/User/globalStorage".to_owned()]) {
        for (agent, provider, place) in EXTENSIONS {
            collect(
                agent,
                *provider,
                &home.join(&storage).join(place),
                home,
                DEPTH,
                &mut out,
            );
        }
    }
    for (editor, agent) in STATES {
        for base in EDITOR_BASES {
            let user = home.join(base).join(editor).join("User");
            collect(agent, None, &user.join("globalStorage/state.vscdb"), home, 0, &mut out);
            collect(agent, None, &user.join("workspaceStorage"), home, 3, &mut out);
        }
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out.dedup_by(|a, b| a.path == b.path);
    out
}

/// Transcripts that an agent left in a project folder.
#[must_use]
pub fn in_project(project: &Path, home: &Path) -> Vec<Transcript> {
    let mut out = Vec::new();
    for name in [".aider.chat.history.md", ".aider.input.history", ".aider.llm.history"] {
        collect("aider", None, &project.join(name), home, 0, &mut out);
    }
    out
}

fn collect(
    agent: &'static str,
    provider: Option<&'static str>,
    path: &Path,
    home: &Path,
    depth: usize,
    out: &mut Vec<Transcript>,
) {
    if out.len() >= FILES {
        return;
    }
    let Ok(meta) = std::fs::symlink_metadata(path) else {
        return;
    };
    if meta.is_dir() {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.path())
            .collect();
        entries.sort();
        if depth > 0 {
            for entry in entries {
                collect(agent, provider, &entry, home, depth - 1, out);
            }
        }
        return;
    }
    let Some((format, packed)) = format(path).filter(|_| meta.is_file()) else {
        return;
    };
    let modified = meta
        .modified()
        .ok()
        .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0, |d| d.as_secs());
    let shown = path.strip_prefix(home).map_or_else(
        |_| path.to_string_lossy().into_owned(),
        |p| format!("~/{}", p.to_string_lossy()),
    );
    out.push(Transcript {
        agent,
        provider,
        path: path.to_owned(),
        shown: if cfg!(windows) { shown.replace('\\', "/") } else { shown },
        format,
        packed,
        len: meta.len(),
        modified: i64::try_from(modified).unwrap_or(0),
    });
}

/// How a file of this name is written, and how it is packed: Codex packs sessions that are some days old.
fn format(path: &Path) -> Option<(Format, Option<Kind>)> {
    let name = path.file_name()?.to_str()?;
    let (name, packed) = match name.rsplit_once('.') {
        Some((stem, "zst")) => (stem, Some(Kind::Zst)),
        Some((stem, "gz")) => (stem, Some(Kind::Gz)),
        _ => (name, None),
    };
    let format = match name.rsplit_once('.').map(|(_, ext)| ext) {
        Some("jsonl" | "ndjson") => Format::Lines,
        _ if packed.is_some() => return None,
        Some("json") => Format::Document,
        Some("vscdb" | "db" | "sqlite") => Format::Database,
        Some("md" | "txt" | "history" | "log") => Format::Text,
        None | Some("shell_history") if name == "shell_history" => Format::Text,
        // Results that were too long for a record.
        None if name.starts_with("tool_") => Format::Text,
        _ => return None,
    };
    Some((format, packed))
}
