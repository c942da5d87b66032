//! The scripts of the GitHub action, run for real with the files that a runner gives them.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Ran, Tree, ran};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Where the runner's files are, outside of the scanned tree.
struct Runner {
    files: Tree,
}

impl Runner {
    fn new() -> Self {
        Self {
            files: Tree::new().file("output", "").file("summary", "").file("path", ""),
        }
    }

    /// Runs a script of the action in a tree, with inputs as the action hands them over.
    fn run(&self, script: &str, tree: &Path, inputs: &[(&str, &str)]) -> Ran {
        let own = Path::new(assert_cmd::cargo::cargo_bin!("spillage")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(own.to_owned()).chain(std::env::split_paths(&path))).unwrap();
        let mut c = Command::new(Path::new(ROOT).join("ci").join(script));
        c.current_dir(tree)
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.files.path())
            .env("CI", "true")
            .env("RUNNER_TEMP", self.files.path())
            .env("RUNNER_TOOL_CACHE", self.files.join("tools"))
            .env("GITHUB_OUTPUT", self.files.join("output"))
            .env("GITHUB_STEP_SUMMARY", self.files.join("summary"))
            .env("GITHUB_PATH", self.files.join("path"));
        for (name, value) in inputs {
            c.env(name, value);
        }
        ran(c.output().unwrap())
    }

    fn outputs(&self) -> BTreeMap<String, String> {
        let text = std::fs::read_to_string(self.files.join("output")).unwrap();
        text.lines()
            .map(|l| l.split_once('=').unwrap_or_else(|| panic!("{l:?}")))
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect()
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.files.join(file)).unwrap()
    }
}

/// A release as the workflow lays it down, with a program that says its name.
fn release(target: &str) -> Tree {
    let tree = Tree::new().file("v9.8.7/spillage-9.8.7/spillage", "#!/bin/sh\necho spillage 9.8.7\n");
    let folder = tree.join("v9.8.7");
    let name = format!("spillage-9.8.7-{target}");
    std::fs::rename(folder.join("spillage-9.8.7"), folder.join(&name)).unwrap();
    let sh = |script: &str| {
        let ok = Command::new("sh")
            .args(["-ec", script])
            .current_dir(&folder)
            .status()
            .unwrap();
        assert!(ok.success(), "{script}");
    };
    sh(&format!(
        "chmod 755 {name}/spillage && tar -czf {name}.tar.gz {name} && rm -r {name}"
    ));
    sh("if command -v sha256sum >/dev/null; then sha256sum *.tar.gz; else shasum -a 256 *.tar.gz; fi > SHA256SUMS");
    tree
}

fn target() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("x86_64-unknown-linux-musl"),
        ("linux", "aarch64") => Some("aarch64-unknown-linux-musl"),
        ("macos", "x86_64") => Some("x86_64-apple-darwin"),
        ("macos", "aarch64") => Some("aarch64-apple-darwin"),
        _ => None,
    }
}

#[test]
fn a_release_is_installed_only_with_its_checksum() {
    let Some(target) = target() else { return };
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl here");
        return;
    }
    let tree = release(target);
    let from = format!("file://{}", tree.path().display());
    let inputs = [("INPUT_VERSION", "v9.8.7"), ("SPILLAGE_RELEASES", from.as_str())];
    let runner = Runner::new();
    let r = runner.run("install.sh", tree.path(), &inputs);
    assert_eq!(r.code, 0, "{}{}", r.out, r.err);
    let folder = PathBuf::from(runner.text("path").trim());
    let said = Command::new(folder.join("spillage")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&said.stdout), "spillage 9.8.7\n");
    // Another archive under the same name.
    let archive = tree.join(&format!("v9.8.7/spillage-9.8.7-{target}.tar.gz"));
    let mut bytes = std::fs::read(&archive).unwrap();
    bytes.push(0);
    std::fs::write(&archive, bytes).unwrap();
    let runner = Runner::new();
    let r = runner.run("install.sh", tree.path(), &inputs);
    assert_eq!(r.code, 2, "{}{}", r.out, r.err);
    assert!(
        r.out.contains("checksum") && runner.text("path").is_empty(),
        "{}",
        r.out
    );
    for bad in ["1.2", "1.2.3/../../x", "1.2.3;id", "$(id)"] {
        let r = Runner::new().run("install.sh", tree.path(), &[("INPUT_VERSION", bad)]);
        assert_eq!(r.code, 2, "{bad}: {}", r.out);
    }
}

#[test]
fn the_installed_version_is_that_of_the_action() {
    if target().is_none() {
        return;
    }
    let runner = Runner::new();
    let me = Command::new(Path::new(ROOT).join("ci/install.sh"))
        .arg("--resolve")
        .env("GITHUB_OUTPUT", runner.files.join("output"))
        .env_remove("INPUT_VERSION")
        .env_remove("INPUT_BINARY")
        .status()
        .unwrap();
    assert!(me.success());
    assert_eq!(runner.outputs()["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn every_place_names_this_version() {
    // What users copy installs what they read about.
    let version = env!("CARGO_PKG_VERSION");
    for (file, wanted) in [
        ("ci/azure-pipelines.yml", format!("spillageVersion: {version}")),
        ("ci/circleci.yml", format!("spillage=={version}")),
        ("ci/bitbucket-pipelines.yml", format!("spillage=={version}")),
        ("ci/buildkite.yml", format!("spillage=={version}")),
        ("ci/Jenkinsfile", format!("spillage=={version}")),
        ("ci/github.yml", format!("spillage-dev/spillage@v{version}")),
        ("ci/gitlab.yml", format!("scan@{version}")),
        ("templates/scan/template.yml", format!("default: {version}")),
        ("docs/hooks.md", format!("rev: v{version}")),
        ("docs/hooks.md", format!("spillage=={version}")),
    ] {
        let text = std::fs::read_to_string(Path::new(ROOT).join(file)).unwrap();
        assert!(text.contains(&wanted), "{file} should say {wanted}");
    }
}
