//! The published hooks, in the runners themselves: what is staged decides, not what lies in the work tree.
//!
//! Runners are looked for on the PATH and in `SPILLAGE_TEST_TOOLS`; what is missing is skipped with a message.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Ran, Tree, command, ran};

const SECRET: &str = "DB_PASSWORD=kT7vQz2<+>mWx9Rb4LpYs\n";

/// A program among the tools, at least of this version; says why where it is not there.
fn tool(name: &str, least: (u32, u32)) -> Option<PathBuf> {
    for place in places() {
        let program = place.join(name);
        let Some(version) = version(&program) else { continue };
        if version >= least {
            return Some(program);
        }
    }
    eprintln!("skipped: there is no {name} {}.{} or newer here", least.0, least.1);
    None
}

fn places() -> Vec<PathBuf> {
    std::env::var_os("SPILLAGE_TEST_TOOLS")
        .into_iter()
        .chain(std::env::var_os("PATH"))
        .flat_map(|v| std::env::split_paths(&v).collect::<Vec<_>>())
        .collect()
}

fn version(program: &Path) -> Option<(u32, u32)> {
    let arg = if program.ends_with("lefthook") {
        "version"
    } else {
        "--version"
    };
    let out = Command::new(program)
        .arg(arg)
        .output()
        .ok()
        .filter(|o| o.status.success())?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let word = text
        .split_whitespace()
        .find(|w| w.starts_with(|c: char| c.is_ascii_digit()))?;
    let mut parts = word.split('.').map(|p| p.parse().ok());
    Some((parts.next()??, parts.next()??))
}

/// A repository with one clean commit.
fn repository() -> Tree {
    Tree::new()
        .git(&["init", "-q"])
        .file("README.md", "# Nothing\n")
        .git(&["add", "."])
        .git(&["commit", "-qm", "first"])
}

/// A command that sees this build of the program first on its PATH, and no settings of the machine.
fn with_program(program: &Path, tree: &Tree) -> Command {
    let own = Path::new(assert_cmd::cargo::cargo_bin!("spillage")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(own.to_owned()).chain(std::env::split_paths(&path))).unwrap();
    let mut c = Command::new(program);
    c.current_dir(tree.path())
        .env("PATH", path)
        .env("PRE_COMMIT_HOME", tree.join(".git/runner"))
        .env("PREK_HOME", tree.join(".git/runner"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("NO_COLOR", "1");
    for (who, value) in [("AUTHOR", "t"), ("COMMITTER", "t")] {
        c.env(format!("GIT_{who}_NAME"), value)
            .env(format!("GIT_{who}_EMAIL"), "t@example.org");
    }
    for var in [
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_WORK_TREE",
        "SKIP",
        "SPILLAGE_CONFIG",
        "SPILLAGE_KEY",
    ] {
        c.env_remove(var);
    }
    c
}

/// The manifest with the programs of this build, since compiling a release takes minutes: entries and options stay as published.
fn manifest() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(root.join(".pre-commit-hooks.yaml"))
        .unwrap()
        .replace("language: rust", "language: system")
}

/// The published hooks as a repository of their own.
fn published() -> Tree {
    Tree::new()
        .git(&["init", "-q"])
        .file(".pre-commit-hooks.yaml", manifest())
        .git(&["add", "."])
        .git(&["commit", "-qm", "hooks"])
}

fn try_repo(runner: &Path, tree: &Tree, hooks: &Tree, more: &[&str]) -> Ran {
    let mut c = with_program(runner, tree);
    c.arg("try-repo").arg(hooks.path()).args(more);
    ran(c.output().unwrap())
}

fn runners() -> Vec<PathBuf> {
    [tool("pre-commit", (3, 2)), tool("prek", (0, 2))]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn staged_blobs_decide_under_pre_commit_and_prek() {
    let hooks = published();
    for runner in runners() {
        for hook in ["spillage", "spillage-system"] {
            // In the work tree but not staged: not this commit's business.
            let tree = repository()
                .file(".env", SECRET)
                .file("a.txt", "hello\n")
                .git(&["add", "a.txt"]);
            let r = try_repo(&runner, &tree, &hooks, &[hook]);
            assert_eq!(r.code, 0, "{} {hook}: {}{}", runner.display(), r.out, r.err);
            // Staged, and taken out of the work tree again: still in the commit.
            let tree = repository()
                .file("b.env", SECRET)
                .git(&["add", "b.env"])
                .file("b.env", "");
            let r = try_repo(&runner, &tree, &hooks, &[hook]);
            assert_eq!(r.code, 1, "{} {hook}: {}{}", runner.display(), r.out, r.err);
            assert!(r.out.contains("b.env") && !r.out.contains("kT7vQz2"), "{}", r.out);
        }
    }
}

#[test]
fn named_files_are_scanned_and_exclusions_hold() {
    let hooks = published();
    for runner in runners() {
        let tree = repository()
            .file("src/a.py", "password = 'kT7vQz2<+>mWx9Rb4LpYs'\n")
            .file("src/b.py", "x = 1\n")
            .git(&["add", "."]);
        let r = try_repo(&runner, &tree, &hooks, &["spillage-files", "--all-files"]);
        assert_eq!(r.code, 1, "{}: {}{}", runner.display(), r.out, r.err);
        assert!(r.out.contains("src/a.py"), "{}", r.out);
        let tree = tree.file(".spillage.toml", "exclude = [\"src/\"]\n");
        let r = try_repo(&runner, &tree, &hooks, &["spillage-files", "--all-files"]);
        assert_eq!(r.code, 0, "{}: {}{}", runner.display(), r.out, r.err);
        // A file whose name is a flag is a file.
        let tree = repository()
            .file("--exit-zero", "nothing\n")
            .file("c.py", "password = 'kT7vQz2<+>mWx9Rb4LpYs'\n")
            .git(&["add", "."]);
        let r = try_repo(&runner, &tree, &hooks, &["spillage-files", "--all-files"]);
        assert_eq!(r.code, 1, "{}: {}{}", runner.display(), r.out, r.err);
    }
}

#[test]
fn a_commit_is_stopped_by_git_with_each_runner_installed() {
    let config = "repos:\n- repo: local\n  hooks:\n  - id: spillage\n    name: spillage\n    entry: spillage scan --staged --no-progress --format compact\n    \
                  language: system\n    pass_filenames: false\n    always_run: true\n";
    for runner in runners() {
        let tree = repository().file(".pre-commit-config.yaml", config).git(&["add", "."]);
        let r = ran(with_program(&runner, &tree).arg("install").output().unwrap());
        assert_eq!(r.code, 0, "{}{}", r.out, r.err);
        stops(&tree);
    }
}

/// That git itself refuses a commit with a secret and takes one without, also where the index is a temporary one.
fn stops(tree: &Tree) {
    let git = |args: &[&str]| ran(with_program(Path::new("git"), tree).args(args).output().unwrap());
    std::fs::write(tree.join("ok.txt"), "fine\n").unwrap();
    assert_eq!(git(&["add", "-A"]).code, 0);
    let r = git(&["commit", "-qm", "clean"]);
    assert_eq!(r.code, 0, "{}{}", r.out, r.err);
    let secret = crate::support::unmark(SECRET.as_bytes());
    std::fs::write(tree.join("ok.txt"), &secret).unwrap();
    std::fs::write(tree.join("README.md"), "# Changed\n").unwrap();
    // `commit FILE` and `commit -a` bring their own index.
    let r = git(&["commit", "-qm", "only the page", "README.md"]);
    assert_eq!(r.code, 0, "{}{}", r.out, r.err);
    let r = git(&["commit", "-qam", "all"]);
    assert_ne!(r.code, 0, "{}{}", r.out, r.err);
    let said = r.out + &r.err;
    assert!(said.contains("ok.txt") && !said.contains("kT7vQz2"), "{said}");
}

#[test]
fn a_plain_hook_stops_a_commit() {
    // What the recipe for no runner at all says.
    let tree = repository().file(
        ".git/hooks/pre-commit",
        "#!/bin/sh\nexec spillage scan --staged --no-progress --format compact\n",
    );
    executable(&tree.join(".git/hooks/pre-commit"));
    stops(&tree);
}

fn executable(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let _ = path;
}

/// The block that a heading of docs/hooks.md shows.
fn recipe(heading: &str) -> String {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hooks.md")).unwrap();
    let part = page
        .split(&format!("\n## {heading}\n"))
        .nth(1)
        .unwrap_or_else(|| panic!("no heading {heading}"));
    let block = part.split("```").nth(1).unwrap();
    block.split_once('\n').unwrap().1.to_owned()
}

#[test]
fn the_lefthook_recipe_stops_a_commit() {
    let Some(lefthook) = tool("lefthook", (1, 0)) else {
        return;
    };
    let tree = repository().file("lefthook.yml", recipe("lefthook"));
    let r = ran(with_program(&lefthook, &tree).arg("install").output().unwrap());
    assert_eq!(r.code, 0, "{}{}", r.out, r.err);
    stops(&tree);
}

#[test]
fn the_husky_recipe_stops_a_commit() {
    // husky takes `--version` for a folder to install into, so it is not asked.
    let husky = places().into_iter().map(|p| p.join("husky")).find(|p| p.is_file());
    let Some(husky) = husky else {
        eprintln!("skipped: there is no husky here");
        return;
    };
    let tree = repository().file(".husky/pre-commit", recipe("husky"));
    let r = ran(with_program(&husky, &tree).output().unwrap());
    assert_eq!(r.code, 0, "{}{}", r.out, r.err);
    stops(&tree);
}

#[test]
fn the_hook_takes_a_relative_index_and_a_linked_work_tree() {
    let tree = repository().file("b.env", SECRET).git(&["add", "b.env"]);
    let r = ran(command(tree.path())
        .args(["scan", "--staged"])
        .env("GIT_INDEX_FILE", ".git/index")
        .output()
        .unwrap());
    assert_eq!(r.code, 1, "{}{}", r.out, r.err);
    let linked = tree
        .git(&["commit", "-qm", "second"])
        .git(&["worktree", "add", "-q", "linked"]);
    std::fs::write(
        linked.join("linked/c.env"),
        crate::support::unmark(SECRET.replace("2", "8").as_bytes()),
    )
    .unwrap();
    let add = Command::new("git")
        .args(["add", "c.env"])
        .current_dir(linked.join("linked"))
        .status()
        .unwrap();
    assert!(add.success());
    let r = ran(command(&linked.join("linked"))
        .args(["scan", "--staged"])
        .output()
        .unwrap());
    assert_eq!(r.code, 1, "{}{}", r.out, r.err);
    assert!(r.out.contains("c.env") && !r.out.contains("b.env"), "{}", r.out);
}
