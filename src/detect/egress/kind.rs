//! Which agent's file a path is.

/// What a file is to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text that goes into the model's context by itself: rules, skills, commands.
    Instructions,
    /// `.claude/settings.json` and its siblings.
    Claude,
    /// `.codex/config.toml`.
    Codex,
    /// `.cursor/cli.json`, `.cursor/sandbox.json`.
    Cursor,
    /// `.gemini/settings.json`.
    Gemini,
    /// `.gemini/policies/*.toml`.
    GeminiPolicy,
    /// `.qwen/settings.json`.
    Qwen,
    /// `opencode.json`, `kilo.jsonc`.
    OpenCode,
    /// `.amp/settings.json`.
    Amp,
    /// `crush.json`.
    Crush,
    /// `.zed/settings.json`.
    Zed,
    /// `.augment/settings.json`.
    Augment,
    /// `.kiro/agents/*.json`, `.kiro/hooks/*`, `.kiro/settings/*`.
    Kiro,
    /// `.github/copilot/settings.json`, `.github/hooks/*.json`.
    Copilot,
    /// `.aider.conf.yml`.
    Aider,
    /// `hooks.json` of agents that keep hooks in a file of their own.
    Hooks,
    /// A file that lists MCP servers and nothing else.
    Mcp,
    /// `.vscode/settings.json`, `*.code-workspace`.
    VsCode,
    /// `.vscode/tasks.json`.
    Tasks,
    /// `devcontainer.json`.
    DevContainer,
    /// A control file that no version in use reads; with the agent's name.
    InertFile(&'static str),
    /// Environment files that some agents load by themselves.
    Dotenv,
}

/// The kind of a path; `None` for everything that no agent reads by itself.
pub(crate) fn of(path: &str) -> Option<Kind> {
    let lower = path.to_ascii_lowercase();
    let mut parts = lower.rsplit('/');
    let base = parts.next()?;
    let dir = parts.next().unwrap_or("");
    let up = parts.next().unwrap_or("");
    let json = base.ends_with(".json") || base.ends_with(".jsonc");
    let kind = match (up, dir, base) {
        (_, _, ".claudeignore") => Kind::InertFile("Claude Code"),
        (_, _, ".gooseignore") => Kind::InertFile("Goose"),
        (_, _, ".kiloignore") => Kind::InertFile("Kilo Code"),
        (_, ".claude", "settings.json" | "settings.local.json") | (_, _, "managed-settings.json") => Kind::Claude,
        (_, ".codex", "config.toml") => Kind::Codex,
        (_, ".codex" | ".cursor" | ".windsurf" | "windsurf", "hooks.json") | (_, "hooks", "hooks.json") => Kind::Hooks,
        (".github", "hooks", _) if json => Kind::Copilot,
        (".github", "copilot", "settings.json") => Kind::Copilot,
        (_, ".cursor", "cli.json" | "sandbox.json" | "cli-config.json") => Kind::Cursor,
        (_, ".gemini", "settings.json") => Kind::Gemini,
        (".gemini", "policies", _) if base.ends_with(".toml") => Kind::GeminiPolicy,
        (_, ".qwen", "settings.json") => Kind::Qwen,
        (_, _, "opencode.json" | "opencode.jsonc" | "kilo.json" | "kilo.jsonc") => Kind::OpenCode,
        (_, ".amp", "settings.json" | "settings.jsonc") => Kind::Amp,
        (_, _, "crush.json" | ".crush.json") => Kind::Crush,
        (_, ".zed", "settings.json") => Kind::Zed,
        (_, ".augment", "settings.json" | "settings.local.json") => Kind::Augment,
        (".kiro", "settings", "mcp.json") => Kind::Mcp,
        (".kiro" | ".amazonq", "agents" | "hooks" | "cli-agents", _) if json => Kind::Kiro,
        (_, _, ".aider.conf.yml" | ".aider.conf.yaml") => Kind::Aider,
        (_, ".vscode", "settings.json") => Kind::VsCode,
        (_, ".vscode", "tasks.json") => Kind::Tasks,
        (_, _, ".mcp.json" | "mcp.json" | "mcp_config.json" | "mcp-config.json" | "mcp_settings.json") => Kind::Mcp,
        (_, _, "cline_mcp_settings.json") => Kind::Mcp,
        (_, _, "devcontainer.json" | ".devcontainer.json") => Kind::DevContainer,
        _ if base.ends_with(".code-workspace") => Kind::VsCode,
        _ if base == ".env" || base.starts_with(".env.") || base == ".envrc" => Kind::Dotenv,
        _ if instructions(&lower, base, dir) => Kind::Instructions,
        _ => return None,
    };
    Some(kind)
}

fn instructions(path: &str, base: &str, dir: &str) -> bool {
    const NAMES: &[&str] = &[
        "claude.md",
        "claude.local.md",
        "agents.md",
        "agents.override.md",
        "agent.md",
        "gemini.md",
        "qwen.md",
        "crush.md",
        "warp.md",
        "conventions.md",
        "skill.md",
        "copilot-instructions.md",
        "guidelines.md",
        ".cursorrules",
        ".windsurfrules",
        ".clinerules",
        ".roorules",
        ".goosehints",
        ".rules",
        ".github-copilot-instructions.md",
    ];
    const ROOTS: &[&str] = &[
        ".claude/",
        ".cursor/",
        ".clinerules/",
        ".roo/",
        ".kilocode/",
        ".windsurf/",
        ".devin/",
        ".continue/",
        ".kiro/",
        ".amazonq/",
        ".augment/",
        ".opencode/",
        ".codex/",
        ".gemini/",
        ".qwen/",
        ".agents/",
        ".trae/",
        ".tabnine/",
        ".junie/",
        ".github/instructions/",
        ".github/prompts/",
        ".github/agents/",
        ".github/chatmodes/",
        ".github/skills/",
    ];
    if base == "conventions.md" || base == "guidelines.md" || base == "agent.md" {
        return dir.starts_with('.');
    }
    if NAMES.contains(&base) || base.ends_with(".mdc") || base.ends_with(".instructions.md") {
        return true;
    }
    let text = base.ends_with(".md") || base.ends_with(".txt") || base.ends_with(".prompt");
    text && ROOTS
        .iter()
        .any(|r| path.starts_with(r) || path.contains(&format!("/{r}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_say_whose_file_it_is() {
        assert_eq!(of("a/.claude/settings.local.json"), Some(Kind::Claude));
        assert_eq!(of(".cursor/rules/x.mdc"), Some(Kind::Instructions));
        assert_eq!(of("docs/.github/instructions/a.md"), Some(Kind::Instructions));
        assert_eq!(of("sub/AGENTS.md"), Some(Kind::Instructions));
        assert_eq!(of("docs/guidelines.md"), None);
        assert_eq!(of("src/settings.json"), None);
    }
}
