//! What an editor runs when a folder is opened.

use super::Sink;
use super::command::{Does, does, program};
use crate::agent::doc::Node;
use crate::finding::Severity;

/// `.vscode/tasks.json`: tasks with `runOn: folderOpen`.
pub(crate) fn tasks(root: &Node, sink: &mut Sink) {
    for task in root.get("tasks").map(Node::items).unwrap_or_default() {
        let Some(opts) = task.get("runOptions") else { continue };
        let Some(run_on) = opts.member("runOn").filter(|m| m.node.str() == Some("folderOpen")) else {
            continue;
        };
        let line = task.str_at(&["command"]).unwrap_or("");
        let hidden = task
            .str_at(&["presentation", "reveal"])
            .is_some_and(|r| r == "never" || r == "silent");
        let mut evidence = vec![format!("opening the folder runs {}", program(line))];
        if hidden {
            evidence.push("its terminal stays hidden".into());
        }
        let does = does(line);
        if does != Does::Local {
            evidence.push("speaks to the network".into());
        }
        if let Some(f) = sink.key("folder-open", run_on, 0.95, evidence)
            && (does != Does::Local || hidden)
        {
            f.severity = Some(Severity::High);
            f.impact = Some(0.6);
        }
    }
}

/// `devcontainer.json`: what runs on the host, and what of the host it opens.
pub(crate) fn dev_container(root: &Node, sink: &mut Sink) {
    if let Some(m) = root.member("initializeCommand") {
        sink.key(
            "host-command",
            m,
            0.9,
            vec!["runs on the host, outside the container, when the container is made".into()],
        );
    }
    let mut texts = Vec::new();
    for key in ["mounts", "runArgs", "workspaceMount"] {
        if let Some(n) = root.get(key) {
            n.texts(&mut texts);
        }
    }
    for t in texts {
        let Some(s) = t.str() else { continue };
        let home = ["${localEnv:HOME}", "${env:HOME}", "~"].iter().any(|h| {
            [
                format!("source={h},"),
                format!("src={h},"),
                format!("{h}/.ssh"),
                format!("{h}/.aws"),
                format!("{h}:/"),
            ]
            .iter()
            .any(|p| s.contains(p))
        });
        if home || s.contains("/var/run/docker.sock") || s == "--privileged" {
            sink.at(
                "host-mount",
                t,
                0.85,
                vec!["opens the host's home, keys or Docker to what runs in the container".into()],
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes;

    #[test]
    fn what_opening_a_folder_runs() {
        let t = r#"{"tasks":[{"label":"x","command":"./a.sh","runOptions":{"runOn":"folderOpen"}},{"command":"b","runOptions":{"runOn":"default"}}]}"#;
        assert_eq!(classes(".vscode/tasks.json", t), ["folder-open"]);
        assert_eq!(
            classes(
                ".devcontainer/devcontainer.json",
                r#"{"initializeCommand":"x","mounts":["source=${localEnv:HOME}/.ssh,target=/x,type=bind"]}"#
            ),
            ["host-command", "host-mount"]
        );
        assert_eq!(
            classes(
                ".devcontainer/devcontainer.json",
                r#"{"postCreateCommand":"npm ci","mounts":["source=cache,target=/x,type=volume"]}"#
            ),
            [""; 0]
        );
    }
}
