//! The facts that the judgement rests on, one a row, each with the place that shows it. `docs/agents-facts.md` lists
//! them beside the documents they are from; a test keeps the two alike.

use super::tests::place;
use super::verdict::Channel;
use super::version::Version;
use super::{AgentPath, Os, find};

/// One fact: files of a place, a path, and what follows for it.
struct Fact {
    /// Name in `docs/agents-facts.md`.
    id: &'static str,
    agent: &'static str,
    version: &'static str,
    os: Os,
    files: &'static [(&'static str, &'static str)],
    path: &'static str,
    /// `CHANNEL VERDICT`, parted by commas; `none` for a channel that the agent does not have; `network WORD`.
    want: &'static str,
}

const fn fact(
    id: &'static str,
    agent: &'static str,
    files: &'static [(&'static str, &'static str)],
    path: &'static str,
    want: &'static str,
) -> Fact {
    Fact {
        id,
        agent,
        version: "",
        os: Os::Linux,
        files,
        path,
        want,
    }
}

const fn on(os: Os, mut f: Fact) -> Fact {
    f.os = os;
    f
}

const fn of(version: &'static str, mut f: Fact) -> Fact {
    f.version = version;
    f
}

const CLAUDE: &str = ".claude/settings.json";
const CLAUDE_BOX: &str = r#"{"sandbox":{"enabled":true,"failIfUnavailable":true,"allowUnsandboxedCommands":false,"filesystem":{"denyRead":["./.env"]}}}"#;
const PROFILE: &str = "default_permissions = \"s\"\n[permissions.s]\nextends = \":workspace\"\n[permissions.s.filesystem.\":workspace_roots\"]\n\".env\" = \"deny\"\n";

#[rustfmt::skip] // One row a fact.
const FACTS: &[Fact] = &[
    // Defaults.
    fact("claude-default", "claude-code", &[(".gitignore", "x\n")], "x", "file-tool open, shell open, network open"),
    fact("claude-default-home", "claude-code", &[], "~/.ssh/id", "file-tool asks, shell open"),
    fact("codex-default", "codex", &[], "~/.ssh/id", "file-tool open, shell open, network closed"),
    fact("cursor-default", "cursor", &[], "~/.ssh/id", "shell open"),
    fact("cursor-default-env", "cursor", &[], ".env.local", "file-tool blocked, index blocked, shell weak"),
    fact("cursor-default-git", "cursor", &[(".gitignore", "x\n")], "x", "file-tool blocked, index blocked, shell weak"),
    fact("gemini-default", "gemini-cli", &[(".gitignore", "x\n")], "x", "file-tool blocked, shell weak, network open"),
    fact("gemini-default-home", "gemini-cli", &[], "~/.ssh/id", "file-tool weak, shell asks"),
    fact("gemini-default-dotenv", "gemini-cli", &[], ".env", "dot-env weak"),
    fact("copilot-default", "copilot-cli", &[], "~/.ssh/id", "file-tool asks, shell asks, network open"),
    fact("vscode-default", "vscode", &[], "x", "file-tool open, shell asks, network open"),
    fact("cloud-default", "copilot-coding-agent", &[], "x", "file-tool open, mention none, index none, network limited"),
    fact("cloud-default-home", "copilot-coding-agent", &[], "~/.ssh/id", "shell blocked"),
    fact("opencode-default", "opencode", &[(".gitignore", "x\n")], "x", "file-tool open, shell open, network open"),
    fact("opencode-default-env", "opencode", &[], "a/.env", "file-tool blocked, shell weak"),
    fact("opencode-default-home", "opencode", &[], "~/.ssh/id", "file-tool asks"),
    fact("kiro-default", "kiro", &[], "x", "file-tool open"),
    fact("kiro-default-home", "kiro", &[], "~/.ssh/id", "file-tool asks"),
    fact("continue-default", "continue", &[(".gitignore", "x\n")], "x", "file-tool open, shell asks, index blocked"),
    fact("goose-default", "goose", &[], "x", "file-tool open, shell open, network open"),
    fact("aider-default", "aider", &[(".gitignore", ".env\n")], ".env", "file-tool blocked, dot-env weak"),
    fact("trae-default", "trae", &[(".gitignore", "x\n")], "x", "index blocked, file-tool open, shell open"),
    fact("trae-default-disk", "trae", &[], "/etc/x", "file-tool open"),
    // Claude Code.
    fact("claude-local-file", "claude-code", &[(".claude/settings.local.json", r#"{"permissions":{"deny":["Read(.env)"]}}"#)], ".env", "file-tool blocked"),
    fact("claude-managed", "claude-code", &[("/etc/claude-code/managed-settings.json", r#"{"permissions":{"deny":["Read(.env)"]}}"#)], ".env", "file-tool blocked"),
    fact("claude-managed-folder", "claude-code", &[("/etc/claude-code/managed-settings.d/10.json", r#"{"permissions":{"deny":["Read(.env)"]}}"#)], ".env", "file-tool blocked"),
    on(Os::Mac, fact("claude-managed-mac", "claude-code", &[("/Library/Application Support/ClaudeCode/managed-settings.json", r#"{"permissions":{"deny":["Read(.env)"]}}"#)], ".env", "file-tool blocked")),
    fact("claude-ask", "claude-code", &[(CLAUDE, r#"{"permissions":{"ask":["Read(.env)"],"allow":["Read(.env)"]}}"#)], ".env", "file-tool asks"),
    fact("claude-deny-first", "claude-code", &[(CLAUDE, r#"{"permissions":{"deny":["Read(**)"]}}"#), ("~/.claude/settings.json", r#"{"permissions":{"allow":["Read(.env)"]}}"#)], ".env", "file-tool blocked"),
    fact("claude-write-rule", "claude-code", &[(CLAUDE, r#"{"permissions":{"deny":["Write(.env)","NotebookEdit(.env)","Glob(.env)"]}}"#)], ".env", "file-tool open"),
    fact("claude-ignore-file", "claude-code", &[(".claudeignore", ".env\n")], ".env", "file-tool open"),
    fact("claude-read-rule", "claude-code", &[(CLAUDE, r#"{"permissions":{"deny":["Read(.env)"]}}"#), (".mcp.json", r#"{"mcpServers":{"a":{}}}"#)], ".env", "file-tool blocked, shell-reader blocked, mention blocked, subagent blocked, shell weak, mcp weak"),
    fact("claude-relative-rule", "claude-code", &[(CLAUDE, r#"{"permissions":{"deny":["Read(.env)"]}}"#)], "~/.env", "file-tool asks"),
    fact("claude-source-rule", "claude-code", &[("~/.claude/settings.json", r#"{"permissions":{"deny":["Read(/x)"]}}"#)], "x", "file-tool open"),
    fact("claude-source-rule-user", "claude-code", &[("~/.claude/settings.json", r#"{"permissions":{"deny":["Read(/x)"]}}"#)], "~/.claude/x", "file-tool blocked"),
    fact("claude-disk-rule", "claude-code", &[(CLAUDE, r#"{"permissions":{"deny":["Read(//**/.env)"]}}"#)], "~/a/.env", "file-tool blocked"),
    fact("claude-sandbox", "claude-code", &[(CLAUDE, CLAUDE_BOX)], ".env", "shell blocked, shell-reader blocked, file-tool open"),
    on(Os::Windows, fact("claude-sandbox-windows", "claude-code", &[(CLAUDE, CLAUDE_BOX)], ".env", "shell open")),
    fact("claude-sandbox-absolute", "claude-code", &[(CLAUDE, r#"{"sandbox":{"enabled":true,"failIfUnavailable":true,"allowUnsandboxedCommands":false,"filesystem":{"denyRead":["/etc"]}}}"#)], "/etc/x", "shell blocked"),
    fact("claude-sandbox-fallback", "claude-code", &[(CLAUDE, r#"{"sandbox":{"enabled":true,"filesystem":{"denyRead":["./.env"]}}}"#)], ".env", "shell weak"),
    fact("claude-sandbox-excluded", "claude-code", &[(CLAUDE, CLAUDE_BOX), ("~/.claude/settings.json", r#"{"sandbox":{"excludedCommands":["docker"]}}"#)], ".env", "shell weak"),
    fact("claude-sandbox-allow", "claude-code", &[(CLAUDE, CLAUDE_BOX), ("~/.claude/settings.json", r#"{"sandbox":{"filesystem":{"allowRead":["./"]}}}"#)], ".env", "shell open"),
    fact("claude-credentials", "claude-code", &[(CLAUDE, r#"{"sandbox":{"enabled":true,"failIfUnavailable":true,"allowUnsandboxedCommands":false,"credentials":{"files":[{"path":"./.env","mode":"deny"}]}}}"#)], ".env", "shell blocked"),
    fact("claude-mask-project", "claude-code", &[(CLAUDE, r#"{"sandbox":{"enabled":true,"failIfUnavailable":true,"allowUnsandboxedCommands":false,"credentials":{"files":[{"path":"./.env","mode":"mask"}]}}}"#)], ".env", "shell open"),
    fact("claude-credential-variable", "claude-code", &[(CLAUDE, r#"{"sandbox":{"enabled":true,"failIfUnavailable":true,"allowUnsandboxedCommands":false,"credentials":{"envVars":[{"name":"T","mode":"deny"}]}}}"#)], "env:T", "environment blocked"),
    fact("claude-scrub", "claude-code", &[(CLAUDE, r#"{"env":{"CLAUDE_CODE_SUBPROCESS_ENV_SCRUB":"1"}}"#)], "env:T", "environment weak"),
    fact("claude-outside", "claude-code", &[(CLAUDE, r#"{"permissions":{"blockReadsOutsideWorkingDirectories":true}}"#)], "~/x", "file-tool blocked, shell weak"),
    fact("claude-bypass-mode", "claude-code", &[(CLAUDE, r#"{"permissions":{"defaultMode":"bypassPermissions"}}"#)], "~/x", "file-tool open"),
    fact("claude-bypass-disabled", "claude-code", &[(CLAUDE, r#"{"permissions":{"defaultMode":"bypassPermissions","disableBypassPermissionsMode":"disable"}}"#)], "~/x", "file-tool asks"),
    of("2.0.60", fact("claude-dotenv", "claude-code", &[], ".env", "dot-env weak")),
    of("2.0.64", fact("claude-dotenv-fixed", "claude-code", &[], ".env", "dot-env none")),
    // Codex.
    fact("codex-profile", "codex", &[("~/.codex/config.toml", PROFILE)], ".env", "file-tool blocked, shell blocked"),
    fact("codex-untrusted", "codex", &[(".codex/config.toml", PROFILE)], ".env", "shell open"),
    fact("codex-machine", "codex", &[("/etc/codex/config.toml", PROFILE)], ".env", "shell blocked"),
    fact("codex-glob", "codex", &[("~/.codex/config.toml", "default_permissions = \"s\"\n[permissions.s]\nextends = \":workspace\"\n[permissions.s.filesystem.\":workspace_roots\"]\n\"**/.env\" = \"deny\"\n\"a/.env\" = \"read\"\n")], "a/.env", "shell blocked"),
    fact("codex-specific", "codex", &[("~/.codex/config.toml", "default_permissions = \"s\"\n[permissions.s]\nextends = \":workspace\"\n[permissions.s.filesystem.\":workspace_roots\"]\n\"a\" = \"deny\"\n\"a/.env\" = \"read\"\n")], "a/.env", "shell open"),
    fact("codex-mode", "codex", &[("~/.codex/config.toml", PROFILE), ("/etc/codex/config.toml", "sandbox_mode = \"read-only\"\n")], ".env", "shell open"),
    fact("codex-requirements", "codex", &[("/etc/codex/requirements.toml", "deny_read = [\"~/.ssh\"]\n")], "~/.ssh/id", "shell blocked"),
    fact("codex-servers", "codex", &[("~/.codex/config.toml", "default_permissions = \"s\"\n[permissions.s]\nextends = \":workspace\"\n[permissions.s.filesystem.\":workspace_roots\"]\n\".env\" = \"deny\"\n[mcp_servers.a]\ncommand = \"x\"\n")], ".env", "shell blocked, mcp weak"),
    fact("codex-domains", "codex", &[("~/.codex/config.toml", "default_permissions = \"s\"\n[permissions.s]\nextends = \":workspace\"\n[permissions.s.network]\nenabled = true\n[permissions.s.network.domains]\n\"a.example\" = \"allow\"\n")], "x", "network open"),
    fact("codex-domains-proxy", "codex", &[("~/.codex/config.toml", "default_permissions = \"s\"\n[features]\nnetwork_proxy = true\n[permissions.s]\nextends = \":workspace\"\n[permissions.s.network]\nenabled = true\n[permissions.s.network.domains]\n\"a.example\" = \"allow\"\n")], "x", "network limited"),
    fact("codex-environment", "codex", &[("~/.codex/config.toml", "[shell_environment_policy]\nexclude = [\"T*\"]\n")], "env:TOKEN", "environment blocked"),
    on(Os::Windows, fact("codex-windows", "codex", &[("~/.codex/config.toml", PROFILE)], ".env", "shell weak")),
    // Cursor.
    fact("cursor-ignore", "cursor", &[(".cursorignore", "x\n"), (".cursor/mcp.json", r#"{"mcpServers":{"a":{}}}"#)], "x", "file-tool blocked, index blocked, mention blocked, shell weak, mcp weak"),
    fact("cursor-indexing", "cursor", &[(".cursorindexingignore", "x\n")], "x", "index blocked, file-tool open"),
    fact("cursor-cli", "cursor", &[("~/.cursor/cli-config.json", r#"{"permissions":{"deny":["Read(x)"],"allow":["Read(**)"]}}"#)], "x", "file-tool blocked, shell weak"),
    fact("cursor-cli-project", "cursor", &[(".cursor/cli.json", r#"{"permissions":{"deny":["Read(x)"]}}"#)], "x", "file-tool blocked, shell weak"),
    fact("cursor-boundary", "cursor", &[(".cursor/sandbox.json", r#"{"type":"workspace_readonly","readBoundary":"workspace","networkPolicy":{"default":"deny","allow":["a.example"]}}"#)], "~/x", "shell blocked, network limited"),
    fact("cursor-boundary-grant", "cursor", &[("~/.cursor/sandbox.json", r#"{"type":"workspace_readwrite","readBoundary":"workspace","additionalReadPaths":["~/ok"]}"#)], "~/ok/x", "shell open"),
    fact("cursor-boundary-inside", "cursor", &[(".cursor/sandbox.json", r#"{"type":"workspace_readwrite","readBoundary":"workspace"}"#)], "x", "shell open"),
    fact("cursor-no-sandbox", "cursor", &[(".cursor/sandbox.json", r#"{"type":"insecure_none","readBoundary":"workspace"}"#)], "~/x", "shell open"),
    // Gemini CLI and Qwen Code.
    fact("gemini-ignore", "gemini-cli", &[(".geminiignore", "x\n")], "x", "file-tool blocked, mention blocked, shell weak"),
    fact("gemini-ignore-off", "gemini-cli", &[(".geminiignore", "x\n"), (".gemini/settings.json", r#"{"context":{"fileFiltering":{"respectGeminiIgnore":false}}}"#)], "x", "file-tool open"),
    fact("gemini-git-off", "gemini-cli", &[(".gitignore", "x\n"), ("~/.gemini/settings.json", r#"{"context":{"fileFiltering":{"respectGitIgnore":false}}}"#)], "x", "file-tool open"),
    fact("gemini-custom-ignore", "gemini-cli", &[("house.ignore", "x\n"), (".gemini/settings.json", r#"{"context":{"fileFiltering":{"customIgnoreFilePaths":["house.ignore"]}}}"#)], "x", "file-tool blocked"),
    fact("gemini-no-shell", "gemini-cli", &[(".gemini/settings.json", r#"{"tools":{"exclude":["run_shell_command"]}}"#)], "x", "shell blocked"),
    fact("gemini-machine", "gemini-cli", &[("/etc/gemini-cli/settings.json", r#"{"tools":{"exclude":["run_shell_command"]}}"#)], "x", "shell blocked"),
    on(Os::Mac, fact("gemini-machine-mac", "gemini-cli", &[("/Library/Application Support/GeminiCli/settings.json", r#"{"tools":{"exclude":["run_shell_command"]}}"#)], "x", "shell blocked")),
    on(Os::Windows, fact("gemini-machine-windows", "gemini-cli", &[("/ProgramData/gemini-cli/settings.json", r#"{"tools":{"exclude":["run_shell_command"]}}"#)], "x", "shell blocked")),
    fact("gemini-container", "gemini-cli", &[("~/.gemini/settings.json", r#"{"tools":{"sandbox":"docker","sandboxAllowedPaths":["~/ok"],"sandboxNetworkAccess":false}}"#)], "~/.ssh/id", "shell blocked, network closed"),
    fact("gemini-container-grant", "gemini-cli", &[("~/.gemini/settings.json", r#"{"tools":{"sandbox":"docker","sandboxAllowedPaths":["~/ok"]}}"#)], "~/ok/x", "shell asks"),
    fact("gemini-no-local-env", "gemini-cli", &[(".gemini/settings.json", r#"{"advanced":{"ignoreLocalEnv":true}}"#)], ".env", "dot-env none"),
    fact("gemini-redaction", "gemini-cli", &[(".gemini/settings.json", r#"{"security":{"environmentVariableRedaction":{"enabled":true}}}"#)], "env:T", "environment weak"),
    fact("gemini-policy", "gemini-cli", &[("~/.gemini/policies/a.toml", "[[rule]]\ntoolName = \"read_file\"\nargsPattern = \"keys/\"\ndecision = \"deny\"\npriority = 100\n")], "keys/x", "file-tool blocked, shell weak"),
    fact("gemini-policy-priority", "gemini-cli", &[("~/.gemini/policies/a.toml", "[[rule]]\ntoolName = \"read_file\"\ndecision = \"deny\"\npriority = 1\n[[rule]]\ntoolName = \"read_file\"\ndecision = \"ask_user\"\npriority = 2\n")], "x", "file-tool asks"),
    fact("gemini-policy-machine", "gemini-cli", &[("/etc/gemini-cli/policies/a.toml", "[[rule]]\ntoolName = \"run_shell_command\"\ndecision = \"deny\"\n")], "x", "shell blocked"),
    fact("gemini-policy-workspace", "gemini-cli", &[(".gemini/policies/a.toml", "[[rule]]\ntoolName = \"read_file\"\ndecision = \"deny\"\n")], "x", "file-tool open"),
    fact("qwen-ignore", "qwen-code", &[(".qwenignore", "x\n")], "x", "file-tool blocked, shell weak"),
    fact("qwen-rules", "qwen-code", &[(".qwen/settings.json", r#"{"permissions":{"deny":["Read(.env)"],"ask":["Bash"]}}"#)], ".env", "file-tool blocked, shell-reader blocked, mention weak, shell weak"),
    fact("qwen-no-shell", "qwen-code", &[(".qwen/settings.json", r#"{"permissions":{"deny":["Bash"]}}"#)], "x", "shell blocked"),
    // Copilot.
    fact("copilot-user-permissions", "copilot-cli", &[("~/.copilot/settings.json", r#"{"permissions":{"deny":["shell"]}}"#)], "x", "shell open"),
    fact("copilot-project-permissions", "copilot-cli", &[(".github/copilot/settings.json", r#"{"permissions":{"deny":["shell"]}}"#)], "x", "shell open"),
    fact("copilot-managed", "copilot-cli", &[("/etc/github-copilot/managed-settings.json", r#"{"permissions":{"deny":["shell"]}}"#)], "x", "shell blocked"),
    fact("copilot-read-denial", "copilot-cli", &[("/etc/github-copilot/managed-settings.json", r#"{"permissions":{"deny":["read(x)"]}}"#)], "y", "file-tool blocked, shell weak"),
    fact("copilot-wildcards", "copilot-cli", &[("~/.copilot/settings.json", r#"{"sandbox":{"enabled":true,"userPolicy":{"filesystem":{"deniedPaths":["/srv/*"]}}}}"#)], "/srv/x", "shell asks"),
    fact("copilot-denied-path", "copilot-cli", &[("~/.copilot/settings.json", r#"{"sandbox":{"enabled":true,"userPolicy":{"filesystem":{"deniedPaths":["/srv"]},"network":{"allowOutbound":false}}}}"#)], "/srv/x", "shell blocked, network closed"),
    fact("copilot-allow-bypass", "copilot-cli", &[("~/.copilot/settings.json", r#"{"sandbox":{"enabled":true,"allowBypass":true,"userPolicy":{"filesystem":{"deniedPaths":["/srv"]}}}}"#)], "/srv/x", "shell weak"),
    on(Os::Windows, fact("copilot-windows", "copilot-cli", &[("~/.copilot/settings.json", r#"{"sandbox":{"enabled":true,"userPolicy":{"filesystem":{"deniedPaths":["/srv"]}}}}"#)], "/srv/x", "shell asks")),
    fact("vscode-sandbox", "vscode", &[(".vscode/settings.json", r#"{"chat.agent.sandbox.enabled":"on","chat.agent.sandbox.fileSystem.linux":{"denyRead":["./x"]}}"#)], "x", "shell blocked, file-tool open, network limited"),
    fact("vscode-allow-network", "vscode", &[(".vscode/settings.json", r#"{"chat.agent.sandbox.enabled":"allowNetwork","chat.agent.sandbox.fileSystem.linux":{"denyRead":["./x"]}}"#)], "x", "shell blocked, network open"),
    fact("vscode-off", "vscode", &[(".vscode/settings.json", r#"{"chat.agent.sandbox.enabled":"off","chat.agent.sandbox.fileSystem.linux":{"denyRead":["./x"]}}"#)], "x", "shell asks"),
    fact("vscode-wildcards", "vscode", &[(".vscode/settings.json", r#"{"chat.agent.sandbox.enabled":"on","chat.agent.sandbox.fileSystem.linux":{"denyRead":["**/x"]}}"#)], "x", "shell asks"),
    on(Os::Mac, fact("vscode-wildcards-mac", "vscode", &[(".vscode/settings.json", r#"{"chat.agent.sandbox.enabled":"on","chat.agent.sandbox.fileSystem.mac":{"denyRead":["**/x"]}}"#)], "x", "shell blocked")),
    fact("vscode-auto-approve", "vscode", &[(".vscode/settings.json", r#"{"chat.tools.terminal.autoApprove":true}"#)], "x", "shell open"),
    // Agents with ignore files.
    fact("windsurf-codeium", "windsurf", &[(".codeiumignore", "x\n")], "x", "file-tool blocked, index blocked, shell weak"),
    fact("windsurf-windsurf", "windsurf", &[(".windsurfignore", "x\n")], "x", "file-tool blocked"),
    fact("windsurf-devin", "windsurf", &[(".devinignore", "x\n")], "x", "file-tool blocked"),
    fact("windsurf-user", "windsurf", &[("~/.codeium/.codeiumignore", "x\n")], "x", "file-tool blocked"),
    fact("cline-ignore", "cline", &[(".clineignore", "x\n")], "x", "file-tool blocked, mention weak, shell weak"),
    fact("roo-ignore", "roo", &[(".rooignore", "x\n")], "x", "file-tool blocked, shell-reader blocked, shell weak, mention weak"),
    fact("roo-ignore-root", "roo", &[("a/.rooignore", "x\n")], "a/x", "file-tool open"),
    fact("kilo-ignore", "kilo", &[(".kilocodeignore", "x\n")], "x", "file-tool blocked, mention weak, shell weak"),
    fact("kilo-wrong-ignore", "kilo", &[(".kiloignore", "x\n")], "x", "file-tool open"),
    fact("kilo-permission", "kilo", &[(".kilo/kilo.jsonc", r#"{"permission":{"read":{"x":"deny"}}}"#)], "x", "file-tool blocked, mention weak"),
    fact("kilo-permission-user", "kilo", &[("~/.config/kilo/kilo.jsonc", r#"{"permission":{"read":{"x":"deny"}},"sandbox":{"enabled":true,"network":false}}"#)], "x", "file-tool blocked, shell weak, network closed"),
    fact("aider-ignore", "aider", &[(".aiderignore", "x\n")], "x", "file-tool blocked, shell weak"),
    fact("continue-ignore", "continue", &[(".continueignore", "x\n")], "x", "index blocked, file-tool open"),
    fact("continue-ignore-user", "continue", &[("~/.continue/.continueignore", "x\n")], "x", "index blocked, file-tool open"),
    fact("continue-rules", "continue", &[("~/.continue/permissions.yaml", "exclude:\n  - Read(x)\nask:\n  - Read(y)\n")], "x", "file-tool blocked, shell weak"),
    fact("continue-ask", "continue", &[("~/.continue/permissions.yaml", "ask:\n  - Read(x)\n")], "x", "file-tool asks"),
    fact("kiro-ignore", "kiro", &[(".kiroignore", "x\n")], "x", "file-tool blocked, index blocked, shell weak"),
    fact("kiro-ignore-user", "kiro", &[("~/.kiro/settings/kiroignore", "x\n")], "x", "file-tool blocked"),
    fact("kiro-rules", "kiro", &[("~/.kiro/settings/permissions.yaml", "- capability: fs_read\n  match: ['**']\n  effect: allow\n- capability: fs_read\n  match: ['x']\n  effect: deny\n")], "x", "file-tool blocked, shell weak"),
    fact("kiro-rules-workspace", "kiro", &[("~/.kiro/workspace-roots/0af1/permissions.yaml", "- capability: all\n  effect: deny\n")], "x", "file-tool blocked, shell blocked"),
    fact("kiro-agent-file", "kiro", &[(".kiro/agents/a.json", r#"{"toolsSettings":{"read":{"deniedPaths":["x"]}}}"#)], "x", "file-tool blocked"),
    fact("jetbrains-ignore", "jetbrains-ai", &[(".aiignore", "x\n")], "x", "file-tool weak, shell weak"),
    fact("jetbrains-noai", "jetbrains-ai", &[(".noai", "")], "x", "file-tool blocked, shell blocked"),
    fact("junie-ignore", "junie", &[(".aiignore", "x\n")], "x", "file-tool asks"),
    fact("junie-outside", "junie", &[], "~/x", "file-tool asks"),
    fact("zed-default", "zed", &[], "a/.env.local", "file-tool blocked, shell weak"),
    fact("zed-private", "zed", &[("~/.config/zed/settings.json", r#"{"private_files":["**/x"]}"#)], ".env", "file-tool open, shell asks"),
    fact("zed-terminal", "zed", &[(".zed/settings.json", r#"{"agent":{"tool_permissions":{"default":"allow"}}}"#)], "x", "shell open"),
    fact("opencode-last", "opencode", &[("opencode.json", r#"{"permission":{"read":{"x":"deny","*":"allow"}}}"#)], "x", "file-tool open"),
    fact("opencode-ask", "opencode", &[("~/.config/opencode/opencode.json", r#"{"permission":{"read":{"x":"ask"},"external_directory":"deny"}}"#)], "x", "file-tool asks"),
    fact("opencode-outside", "opencode", &[("~/.config/opencode/opencode.json", r#"{"permission":{"external_directory":"deny"}}"#)], "~/x", "file-tool blocked"),
    fact("opencode-root", "opencode", &[("opencode.json", r#"{"permission":{"read":{"~/x":"deny"}}}"#)], "~/x", "file-tool asks"),
    fact("opencode-broad", "opencode", &[("~/.config/opencode/opencode.json", r#"{"permission":{"read":"allow"}}"#)], ".env", "file-tool open, shell open"),
    fact("opencode-bash", "opencode", &[("opencode.json", r#"{"permission":{"bash":"deny"}}"#)], "x", "shell blocked"),
    fact("goose-tools", "goose", &[("~/.config/goose/permission.yaml", "user:\n  never_allow:\n    - developer__shell\n  ask_before:\n    - developer__text_editor\n")], "x", "shell blocked, file-tool asks"),
    fact("goose-ignore", "goose", &[(".gooseignore", "x\n")], "x", "file-tool open"),
    fact("amp-first", "amp", &[(".amp/settings.json", r#"{"amp.permissions":[{"tool":"Read","action":"allow","matches":{"path":"*ok"}},{"tool":"Read","action":"reject"},{"tool":"Bash","action":"ask"}]}"#)], "x", "file-tool blocked, shell weak"),
    fact("amp-allow-all", "amp", &[("~/.config/amp/settings.json", r#"{"amp.dangerouslyAllowAll":true,"amp.permissions":[{"tool":"Read","action":"reject"}]}"#)], "x", "file-tool open"),
    fact("augment-ignore", "augment", &[(".augmentignore", "x\n")], "x", "index blocked, file-tool open, shell open"),
    fact("augment-tools", "augment", &[("~/.augment/settings.json", r#"{"toolPermissions":[{"toolName":"view","permission":{"type":"deny"}}]}"#)], "x", "file-tool blocked, shell weak"),
    fact("augment-first", "augment", &[(".augment/settings.json", r#"{"toolPermissions":[{"toolName":"launch-process","permission":{"type":"ask-user"}},{"toolName":"launch-process","permission":{"type":"deny"}}]}"#)], "x", "shell asks"),
    fact("crush-ignore", "crush", &[(".crushignore", "x\n")], "x", "file-tool blocked, subagent weak, shell weak"),
    fact("crush-denied-tool", "crush", &[("crush.json", r#"{"options":{"disabled_tools":["bash"]}}"#)], "x", "shell blocked"),
    fact("trae-ignore", "trae", &[(".trae/.ignore", "x\n")], "x", "index blocked, file-tool open"),
    fact("tabnine-ignore", "tabnine", &[(".tabnineignore", "x\n")], "x", "index blocked, file-tool open"),
];

#[test]
fn every_fact_follows_from_the_files_that_show_it() {
    let mut wrong = Vec::new();
    for f in FACTS {
        let mut p = place("fact", f.files);
        p.os = f.os;
        let agent = find(f.agent).unwrap();
        let access = (agent.load)(&p, Version::parse(f.version));
        let path = AgentPath::new(&p, f.path);
        for want in f.want.split(", ") {
            let (what, verdict) = want.split_once(' ').unwrap();
            let is = if what == "network" {
                access.network.name()
            } else {
                let channel = Channel::ALL.into_iter().find(|c| c.name() == what).unwrap();
                if access.channels(&path).any(|c| c == channel) {
                    access.judge(&path, channel).verdict.name()
                } else {
                    "none"
                }
            };
            if is != verdict {
                wrong.push(format!("{}: {what} is {is}, {verdict} expected", f.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fact_has_a_name_of_its_own() {
    let mut ids: Vec<&str> = FACTS.iter().map(|f| f.id).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|w| w[0] != w[1]), "{ids:?}");
}
