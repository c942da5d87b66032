//! What integration tests share: a throw-away tree of files and a way to run the program on it.

#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A temporary folder that is filled file by file and vanishes with the test.
pub(crate) struct Tree(tempfile::TempDir);

impl Tree {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Writes one file, with the folders above it. The mark `<+>` is dropped, so that a test need not hold a token.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let to = self.0.path().join(path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, unmark(content.as_ref())).unwrap();
        self
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// A path inside.
    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Runs the program in this folder.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        run_in(self.path(), args)
    }

    /// Runs git in this folder, without any configuration of the machine.
    pub(crate) fn git(self, args: &[&str]) -> Self {
        let ok = Command::new("git")
            .args([
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "init.defaultBranch=main",
            ])
            .args(args)
            .current_dir(self.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(ok.success(), "git {args:?}");
        self
    }
}

/// Drops the mark that keeps example tokens from looking live.
pub(crate) fn unmark(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some((first, tail)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(b"<+>") {
            rest = after;
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}

/// What a run gave.
pub(crate) struct Ran {
    /// Exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Ran {
    /// The run's JSON report.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}\n{}\n{}", self.out, self.err))
    }
}

/// The program with an environment that does not depend on the machine.
pub(crate) fn command(dir: &Path) -> Command {
    let mut c = Command::new(assert_cmd::cargo::cargo_bin!("spillage"));
    c.current_dir(dir).stdin(Stdio::null());
    for var in [
        "SPILLAGE_CONFIG",
        "SPILLAGE_KEY",
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "CI",
        "GITHUB_STEP_SUMMARY",
        "SOURCE_DATE_EPOCH",
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_WORK_TREE",
    ] {
        c.env_remove(var);
    }
    c
}

/// Runs the program in a folder.
pub(crate) fn run_in(dir: &Path, args: &[&str]) -> Ran {
    ran(command(dir).args(args).output().unwrap())
}

/// Makes an output readable.
pub(crate) fn ran(o: Output) -> Ran {
    Ran {
        code: o.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&o.stdout).into_owned(),
        err: String::from_utf8_lossy(&o.stderr).into_owned(),
    }
}

#[test]
fn the_mark_is_dropped() {
    assert_eq!(unmark(b"gh<+>p_<+"), b"ghp_<+");
}
