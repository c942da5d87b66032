//! Keys that switch a control off or answer every question with yes.

use super::super::{Kind, Sink};
use crate::agent::doc::Member;

/// Keys that switch a control off or answer every question with yes.
pub(super) fn widening(kind: Kind, m: &Member, path: &str, sink: &mut Sink) {
    let truth = m.node.bool();
    let text = m.node.str().unwrap_or("");
    let hit: Option<(&'static str, f64, &str)> = match (kind, path) {
        (Kind::Claude, "permissions.defaultMode") if text == "bypassPermissions" => {
            Some(("bypass", 0.96, "no permission is asked for at all"))
        }
        (Kind::Claude, "permissions.defaultMode") if text == "acceptEdits" || text == "auto" => {
            Some(("auto-approve", 0.7, "edits and some commands run without a question"))
        }
        (Kind::Claude, "skipDangerousModePermissionPrompt" | "bypassPermissionsModeAccepted")
            if truth == Some(true) =>
        {
            Some(("bypass", 0.95, "the warning before bypass mode is skipped"))
        }
        (Kind::Claude, "sandbox.enabled") if truth == Some(false) => Some((
            "sandbox-off",
            0.8,
            "project settings switch the sandbox off for whoever has it on",
        )),
        (Kind::Claude, "sandbox.enableWeakerNestedSandbox") if truth == Some(true) => {
            Some(("sandbox-off", 0.75, "the sandbox runs in its weaker form"))
        }
        (Kind::Cursor, "type" | "sandbox.type") if text == "insecure_none" => {
            Some(("sandbox-off", 0.95, "commands run without a sandbox"))
        }
        (Kind::Cursor, "networkPolicy.default" | "sandbox.networkPolicy.default") if text == "allow" => {
            Some(("network-open", 0.85, "commands may reach every address"))
        }
        (Kind::Cursor, "approvalMode") if text == "unrestricted" => {
            Some(("bypass", 0.9, "commands run without a question"))
        }
        (Kind::Codex, p) if p.ends_with("sandbox_mode") && text == "danger-full-access" => {
            Some(("sandbox-off", 0.95, "commands run without a sandbox"))
        }
        (Kind::Codex, p) if p.ends_with("approval_policy") && text == "never" => {
            Some(("bypass", 0.85, "nothing is asked before commands run"))
        }
        (Kind::Codex, p) if p.ends_with("sandbox_workspace_write.network_access") && truth == Some(true) => {
            Some(("network-open", 0.9, "the sandbox lets commands reach the network"))
        }
        (Kind::Codex, p) if p.ends_with("default_permissions") && text == ":danger-no-sandbox" => {
            Some(("sandbox-off", 0.95, "commands run without a sandbox"))
        }
        (Kind::Gemini | Kind::Qwen, "tools.autoAccept" | "autoAccept") if truth == Some(true) => {
            Some(("auto-approve", 0.85, "tool calls that only read run without a question"))
        }
        (Kind::Gemini | Kind::Qwen, "tools.approvalMode" | "general.defaultApprovalMode" | "approvalMode")
            if text == "yolo" =>
        {
            Some(("bypass", 0.95, "nothing is asked before tools run"))
        }
        (Kind::Gemini | Kind::Qwen, "security.folderTrust.enabled" | "folderTrust") if truth == Some(false) => Some((
            "trust-off",
            0.85,
            "the folder is trusted unasked, with all that it configures",
        )),
        (Kind::Gemini | Kind::Qwen, "tools.sandbox" | "sandbox") if truth == Some(false) => {
            Some(("sandbox-off", 0.75, "project settings switch the sandbox off"))
        }
        (Kind::OpenCode, "permission.bash" | "permission.*" | "permission") if text == "allow" => {
            Some(("allow-shell", 0.9, "every shell command runs without a question"))
        }
        (Kind::OpenCode, "permission.external_directory") if text == "allow" => Some((
            "wide-directories",
            0.85,
            "files outside the project are read without a question",
        )),
        (Kind::OpenCode, "permission.bash.*" | "permission.bash.**") if text == "allow" => {
            Some(("allow-shell", 0.9, "every shell command runs without a question"))
        }
        (Kind::Amp, "amp.dangerouslyAllowAll") if truth == Some(true) => {
            Some(("bypass", 0.96, "nothing is asked before tools run"))
        }
        (Kind::Crush, "permissions.allowed_tools" | "options.yolo") if truth == Some(true) => {
            Some(("bypass", 0.9, "nothing is asked before tools run"))
        }
        (Kind::Zed, "agent.always_allow_tool_actions") if truth == Some(true) => {
            Some(("bypass", 0.92, "nothing is asked before tools run"))
        }
        (Kind::Zed, "agent.tool_permissions.default") if text == "allow" => {
            Some(("bypass", 0.9, "nothing is asked before tools run"))
        }
        (Kind::Aider, "yes-always" | "yes") if truth == Some(true) => {
            Some(("auto-approve", 0.9, "every question is answered with yes"))
        }
        (Kind::VsCode, p) => vs_code(m, p, truth, text),
        _ => None,
    };
    if let Some((class, confidence, why)) = hit {
        sink.key(class, m, confidence, vec![why.to_owned()]);
    }
}

fn vs_code(m: &Member, path: &str, truth: Option<bool>, text: &str) -> Option<(&'static str, f64, &'static str)> {
    let path = path.strip_prefix("settings.").unwrap_or(path);
    let any_true = || {
        m.node.members().iter().any(|e| {
            matches!(e.key.as_str(), "/.*/" | "**" | "*" | "**/*" | "/^/" | "/.+/") && e.node.bool() == Some(true)
        })
    };
    match path {
        "chat.tools.autoApprove" | "chat.tools.global.autoApprove" | "chat.autopilot.enabled"
            if truth == Some(true) =>
        {
            Some((
                "auto-approve",
                0.95,
                "every tool call runs without a question (CVE-2025-53773)",
            ))
        }
        "chat.tools.terminal.autoApprove"
        | "chat.tools.edits.autoApprove"
        | "chat.tools.urls.autoApprove"
        | "chat.tools.fetchPage.approvedUrls"
            if truth == Some(true) || any_true() =>
        {
            Some(("auto-approve", 0.92, "every call of this kind runs without a question"))
        }
        "chat.agent.sandbox.enabled" if text == "off" || truth == Some(false) => {
            Some(("sandbox-off", 0.75, "workspace settings switch the agent's sandbox off"))
        }
        "security.workspace.trust.enabled" if truth == Some(false) => {
            Some(("trust-off", 0.9, "workspace trust is switched off"))
        }
        "task.allowAutomaticTasks" if text == "on" => {
            Some(("trust-off", 0.85, "tasks run on folder open without a question"))
        }
        "chat.mcp.autostart" if text == "newAndOutdated" || truth == Some(true) => {
            Some(("trust-mcp", 0.7, "servers start by themselves"))
        }
        "claudeCode.allowDangerouslySkipPermissions" if truth == Some(true) => Some((
            "bypass",
            0.85,
            "the mode in which no permission is asked for can be chosen in this workspace",
        )),
        "claudeCode.initialPermissionMode" if text == "bypassPermissions" => {
            Some(("bypass", 0.95, "no permission is asked for at all"))
        }
        "cline.yoloModeToggled" if truth == Some(true) => Some(("bypass", 0.9, "nothing is asked before tools run")),
        _ => None,
    }
}
