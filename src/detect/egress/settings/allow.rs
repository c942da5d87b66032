//! Lists of what runs unasked and of folders that a session may work in.

use super::super::{Kind, Sink};
use crate::agent::doc::Member;

/// Rules that let any shell command, or any tool, run unasked.
pub(super) fn allow_list(kind: Kind, m: &Member, path: &str, sink: &mut Sink) {
    if kind == Kind::VsCode || path.contains("network") || path.contains("deny") {
        return;
    }
    for item in m.node.list() {
        let Some(rule) = item.str() else { continue };
        let squeezed: String = rule.chars().filter(|c| !c.is_whitespace()).collect();
        let any_shell = matches!(
            squeezed.as_str(),
            "Bash"
                | "Bash(*)"
                | "Bash(:*)"
                | "Bash(**)"
                | "Bash(*:*)"
                | "Shell(*)"
                | "Shell(**)"
                | "Shell"
                | "PowerShell"
                | "PowerShell(*)"
                | "run_shell_command"
                | "ShellTool"
                | "run_shell_command(*)"
                | "ShellTool(*)"
                | "execute_bash"
                | "*"
                | "shell"
                | "shell(*)"
        );
        let interpreter = squeezed
            .strip_prefix("Bash(")
            .or_else(|| squeezed.strip_prefix("Shell("))
            .and_then(|r| r.strip_suffix(')'))
            .map(|r| r.trim_end_matches([':', '*']))
            .is_some_and(|p| {
                squeezed.contains('*')
                    && matches!(
                        p,
                        "sh" | "bash"
                            | "bash-c"
                            | "sh-c"
                            | "zsh"
                            | "python"
                            | "python3"
                            | "node"
                            | "node-e"
                            | "python-c"
                            | "python3-c"
                            | "sudo"
                            | "eval"
                            | "ssh"
                            | "curl"
                            | "wget"
                            | "nc"
                            | "perl"
                            | "ruby"
                            | "xargs"
                            | "env"
                    )
            });
        let anywhere = matches!(squeezed.as_str(), "WebFetch" | "WebFetch(*)" | "WebFetch(domain:*)");
        if any_shell {
            sink.at(
                "allow-shell",
                item,
                0.93,
                vec!["every shell command runs without a question".into()],
            );
        } else if interpreter {
            sink.at(
                "allow-shell",
                item,
                0.8,
                vec!["an interpreter or network client with any arguments is as good as every command".into()],
            );
        } else if anywhere {
            sink.at(
                "network-open",
                item,
                0.7,
                vec!["any address may be fetched without a question".into()],
            );
        }
    }
}

pub(super) fn wide_dirs(m: &Member, sink: &mut Sink) {
    for item in m.node.list() {
        let Some(dir) = item.str() else { continue };
        let d = dir.trim_end_matches('/');
        let home_root = matches!(
            d,
            "" | "~" | "$HOME" | "${HOME}" | "/home" | "/Users" | "/root" | "/etc" | "C:\\" | "C:"
        );
        let secret = [".ssh", ".aws", ".gnupg", ".kube", ".config", ".docker", ".azure"]
            .iter()
            .any(|s| d.ends_with(&format!("/{s}")));
        if home_root || secret {
            sink.at(
                "wide-directories",
                item,
                0.85,
                vec!["the session may work in a folder full of other people's or other projects' secrets".into()],
            );
        }
    }
}
