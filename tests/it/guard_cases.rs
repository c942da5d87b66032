//! Five small repositories that differ in what they hold and in what their owners wrote before a guard came.

use super::support::Tree;

pub(crate) const KEY: &str = "GITHUB_TOKEN=ghp_<+>kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi\n";

fn set_mode(tree: Tree, path: &str, bits: u32) -> Tree {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(tree.join(path), std::fs::Permissions::from_mode(bits)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = (path, bits);
    tree
}

/// One repository and what of it must be found again, character for character, once the guard is written.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) tree: Tree,
    pub(crate) kept: &'static [(&'static str, &'static str)],
    /// Made-up files that hold nothing and must stay readable.
    pub(crate) free: &'static [&'static str],
}

/// Secrets in `.env` files; settings with remarks, and an ignore file that takes a line back.
fn dotenv() -> Case {
    let claude = "{\n  // house rules\n  \"permissions\": {\n    \"deny\": [\n      \"Read(./old)\", // why\n    ],\n    \"allow\": [\"Bash(ls:*)\"], /* keep */\n  },\n}\n";
    let tree = Tree::new()
        .file("app/.env", KEY)
        .file("app/.env.local", KEY)
        .file("app/.env.example", "GITHUB_TOKEN=\n")
        .file(
            "app/src/config.py",
            format!("TOKEN = \"{}\"\n", KEY.trim_end().trim_start_matches("GITHUB_TOKEN=")),
        )
        .file("app/src/main.py", "print('hello')\n")
        .file("app/.claude/settings.json", claude)
        .file("app/.cursorignore", "# ours\n.env\n!.env\n*.log")
        .file("app/.gitignore", ".env\n.env.local\n")
        .file("home/.keep", "")
        .git(&["init", "-q", "app"]);
    Case {
        name: "dotenv",
        tree,
        kept: &[
            ("app/.claude/settings.json", "{\n  // house rules\n"),
            ("app/.claude/settings.json", "\"Read(./old)\", // why\n"),
            ("app/.claude/settings.json", "\"allow\": [\"Bash(ls:*)\"], /* keep */"),
            ("app/.cursorignore", "# ours\n.env\n!.env\n*.log\n"),
        ],
        free: &["src/main.py", ".env.example"],
    }
}

/// Keys in folders, all of it committed; TOML with remarks and a mode that switches profiles off.
fn keys() -> Case {
    let codex = "# mine\r\nmodel = \"x\"   # spaced\r\n# the mode\r\nsandbox_mode = \"workspace-write\"\r\ndefault_permissions = \":workspace\" # default\r\n\r\n[mcp_servers.a]\r\ncommand = \"x\"\r\n";
    let tree = Tree::new()
        .file("app/vault/1.txt", KEY)
        .file("app/vault/2.txt", KEY)
        .file("app/vault/3.txt", KEY)
        .file("app/deploy/key.pem", KEY)
        .file("app/deploy/README.md", "How to deploy.\n")
        .file("app/opencode.json", "{\n  \"permission\": \"allow\"\n}\n")
        .file("home/.codex/config.toml", codex)
        .file(
            "home/.config/zed/settings.json",
            "{\n  // mine\n  \"private_files\": [\"**/.env*\", \"**/own.txt\"]\n}\n",
        )
        .git(&["init", "-q", "app"])
        .git(&["-C", "app", "add", "-A"])
        .git(&["-C", "app", "commit", "-qm", "x"]);
    let tree = set_mode(tree, "home/.codex/config.toml", 0o600);
    Case {
        name: "keys",
        tree,
        kept: &[
            ("home/.codex/config.toml", "# mine\r\nmodel = \"x\"   # spaced\r\n"),
            ("home/.codex/config.toml", "[mcp_servers.a]\r\ncommand = \"x\"\r\n"),
            ("home/.codex/config.toml", "\r\nvault = \"deny\"\r\n"),
            (
                "home/.codex/config.toml",
                "default_permissions = \"guarded\" # default\r\n",
            ),
            (
                "home/.codex/config.toml",
                "# the mode\r\n# sandbox_mode = \"workspace-write\"\r\n",
            ),
            ("app/opencode.json", "\"*\": \"allow\""),
            ("app/.zed/settings.json", "\"**/own.txt\""),
        ],
        free: &["deploy/README.md"],
    }
}

/// A repository of packages without git; YAML with remarks, a byte-order mark, files without a last newline.
fn packages() -> Case {
    let tree = Tree::new()
        .file("app/packages/web/.env", KEY)
        .file("app/packages/web/.cursorignore", "dist/\n")
        .file("app/packages/web/src/index.js", "console.log(1);\n")
        .file("app/packages/api/config/prod.yml", KEY.replace('=', ": "))
        .file("app/packages/api/.npmrc", KEY)
        .file("app/packages/a..b/token.txt", KEY)
        .file("app/ops/aider.ignore", "*.log")
        .file("app/.aider.conf.yml", "# house\naiderignore: ops/aider.ignore\n")
        .file(
            "app/.gemini/settings.json",
            "\u{feff}{\n\t\"context\": {\"fileFiltering\": {\"respectGeminiIgnore\": false}} // off\n}",
        )
        .file(
            "home/.continue/permissions.yaml",
            "# mine\nallow:\n  - Read # all\nexclude:\n  - Write # never\n  # end\nask: [Bash]",
        );
    Case {
        name: "packages",
        tree,
        kept: &[
            ("app/.gemini/settings.json", "\u{feff}{\n\t\"context\""),
            ("app/.gemini/settings.json", "\"respectGeminiIgnore\": true}} // off\n}"),
            ("app/ops/aider.ignore", "*.log\n"),
            (
                "home/.continue/permissions.yaml",
                "# mine\nallow:\n  - Read # all\nexclude:\n  - Write # never\n",
            ),
            ("home/.continue/permissions.yaml", "  # end\nask: [Bash]"),
        ],
        free: &["packages/web/src/index.js", "packages/web/.cursorignore"],
    }
}

/// Settings that allow what has to be denied, each in the form that its agent lets win.
fn settings() -> Case {
    let codex = "default_permissions = \"safe\" # chosen\n[permissions.safe]\nextends = \":workspace\"\n[permissions.safe.filesystem.\":workspace_roots\"]\n\".env\" = \"read\" # why\n\"docs\" = \"read\"\n";
    let kiro = "*.tmp\r\n!.env\r\n";
    let tree = Tree::new()
        .file("app/.env", KEY)
        .file("app/conf/app.ini", KEY)
        .file("app/.mcp.json", r#"{"mcpServers":{"a":{"command":"x","env":{"TOKEN":"ghp_<+>kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi"}}}}"#)
        .file("app/docs/guide.md", "Read me.\n")
        .file("app/.claude/settings.json", "{\r\n    \"model\": \"x\", // ours\r\n    \"sandbox\": {\"enabled\": false},\r\n    \"env\": {\"A\": \"1\"}\r\n}\r\n")
        .file("app/.qwen/settings.json", "{\"permissions\":{\"allow\":[\"Read(.env)\"],\"deny\":[]}}")
        .file("app/.amp/settings.json", "{\n  \"amp.permissions\": [\n    {\"tool\": \"Read\", \"action\": \"allow\"}, // all\n    {\"tool\": \"Read\", \"action\": \"reject\", \"matches\": {\"path\": \"*.env\"}}\n  ]\n}\n")
        .file("app/kilo.jsonc", "{\n  // ours\n  \"permission\": {\"read\": \"allow\"}\n}\n")
        .file("app/opencode.jsonc", "{\n  \"permission\": {\n    \"read\": {\n      \".env\": \"deny\", // dotenv\n      \"*\": \"allow\"\n    },\n    \"bash\": \"ask\"\n  }\n}\n")
        .file("app/.opencode/opencode.json", "{\"permission\": {\"read\": {\"*\": \"allow\"}}}\n")
        .file("app/.vscode/settings.json", "{\n\t\"editor.tabSize\": 4, // four\n\t\"chat.agent.sandbox.enabled\": \"off\"\n}\n")
        .file("app/.cursor/cli.json", "{\"permissions\":{\"allow\":[\"Read(**)\"],\"deny\":[]}}\n")
        .file("app/.kiroignore", kiro)
        .file("app/.geminiignore", "*.tmp")
        .file("app/.aiignore", "\u{feff}# ours\r\n*.tmp\r\n")
        .file("app/.codex/config.toml", codex)
        .file("home/.keep", "")
        .git(&["init", "-q", "app"]);
    // Only a trusted project's file counts.
    let app = tree.join("app").canonicalize().unwrap();
    let trust = format!("[projects.{:?}]\ntrust_level = \"trusted\"\n", app.to_str().unwrap());
    let tree = tree.file("home/.codex/config.toml", trust);
    let tree = set_mode(tree, "app/.qwen/settings.json", 0o640);
    let tree = set_mode(tree, "app/.geminiignore", 0o755);
    Case {
        name: "settings",
        tree,
        kept: &[
            ("app/.claude/settings.json", "    \"model\": \"x\", // ours\r\n"),
            ("app/.claude/settings.json", "\"env\": {\"A\": \"1\"},\r\n"),
            ("app/.codex/config.toml", "default_permissions = \"safe\" # chosen\n"),
            (
                "app/.codex/config.toml",
                "\".env\" = \"read\" # why\n\"docs\" = \"read\"\n",
            ),
            (
                "app/.amp/settings.json",
                "{\"tool\": \"Read\", \"action\": \"allow\"}, // all\n",
            ),
            ("app/kilo.jsonc", "{\n  // ours\n"),
            (
                "app/opencode.jsonc",
                "\".env\": \"deny\", // dotenv\n      \"*\": \"allow\"\n    },\n    \"bash\": \"ask\"",
            ),
            (
                "app/.vscode/settings.json",
                "\t\"editor.tabSize\": 4, // four\n\t\"chat.agent.sandbox.enabled\": \"on\"",
            ),
            ("app/.kiroignore", "*.tmp\r\n!.env\r\n.env\r\n"),
            ("app/.geminiignore", "*.tmp\n"),
            ("app/.aiignore", "\u{feff}# ours\r\n*.tmp\r\n"),
        ],
        free: &["docs/guide.md"],
    }
}

/// Names with spaces, wildcards, quotes and letters of other alphabets.
fn names() -> Case {
    let mut tree = Tree::new()
        .file("app/with space/my notes.txt", KEY)
        .file("app/ünï/schlüssel.txt", KEY)
        .file("app/#hash.txt", KEY)
        .file("app/!bang.txt", KEY)
        .file("app/a [b] (c)/{d,e}!.txt", KEY)
        .file("app/a [b] (c)/other.txt", "nothing\n")
        .file("app/with space/other notes.txt", "nothing\n")
        .file("home/.keep", "")
        .git(&["init", "-q", "app"]);
    if cfg!(unix) {
        tree = tree
            .file("app/we*ird?.txt", KEY)
            .file("app/quote\".txt", KEY)
            .file("app/back\\slash.txt", KEY)
            .file("app/tail .txt ", KEY)
            .file("app/line\nbreak.txt", KEY);
    }
    Case {
        name: "names",
        tree,
        kept: &[],
        free: &["a [b] (c)/other.txt", "with space/other notes.txt"],
    }
}

pub(crate) fn cases() -> [Case; 5] {
    [dotenv(), keys(), packages(), settings(), names()]
}

/// One secret, ignored by git, and a setting of Claude Code that denies reading it.
pub(crate) fn tree() -> Tree {
    Tree::new()
        .file("app/.env", KEY)
        .file("app/.gitignore", ".env\n")
        .file("home/.keep", "")
        .file(
            "app/.claude/settings.json",
            r#"{ /* team */ "permissions": {"deny": ["Read(.env)"]} }"#,
        )
}
