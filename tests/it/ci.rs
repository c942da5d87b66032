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

#[test]
fn the_action_reports_and_sets_outputs() {
    let tree = Tree::new()
        .git(&["init", "-q"])
        .file("src/a.py", "password = 'kT7vQz2<+>mWx9Rb4LpYs'\n")
        .file("b.env", "API_SECRET=hG4wNc8<+>vJq2Zt6MdKs\n")
        // Names that would speak to the runner, if they were printed as they are.
        .file(
            "x\n::set-output name=score::0\n.env",
            "DB_PASSWORD=bN5rXe3<+>pUy8Kd7HfVz\n",
        )
        .file("::add-mask::a, b=%0A.env", "DB_PASSWORD=zL9sWf6<+>kQa2Gj4TmBx\n");
    let runner = Runner::new();
    let r = runner.run("action.sh", tree.path(), &[]);
    assert_eq!(r.code, 1, "{}{}", r.out, r.err);
    let outputs = runner.outputs();
    let keys: Vec<&str> = outputs.keys().map(String::as_str).collect();
    assert_eq!(keys, ["band", "findings", "report-file", "sarif-file", "score"]);
    let json: serde_json::Value = {
        let folder = Path::new(&outputs["report-file"]).parent().unwrap();
        serde_json::from_str(&std::fs::read_to_string(folder.join("spillage.json")).unwrap()).unwrap()
    };
    assert_eq!(outputs["score"], json["exposure"]["score"].to_string());
    assert_eq!(outputs["band"], json["exposure"]["band"].as_str().unwrap());
    assert_eq!(
        outputs["findings"],
        json["findings"].as_array().unwrap().len().to_string()
    );
    assert!(json["findings"].as_array().unwrap().len() >= 4);
    let sarif: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&outputs["sarif-file"]).unwrap()).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert!(
        std::fs::read_to_string(&outputs["report-file"])
            .unwrap()
            .contains("<html")
    );
    assert!(runner.text("summary").contains(&outputs["score"]));
    // Annotations, and no line that is another command.
    assert!(r.out.contains("::error "), "{}", r.out);
    for line in r.out.lines().filter(|l| l.trim_start().starts_with("::")) {
        let command = line
            .trim_start()
            .trim_start_matches(':')
            .split([' ', ':'])
            .next()
            .unwrap();
        assert!(
            ["error", "warning", "notice", "group", "endgroup"].contains(&command),
            "{line:?}"
        );
    }
    for text in [&r.out, &r.err, &runner.text("summary"), &runner.text("output")] {
        assert!(!text.contains("mWx9Rb4LpYs") && !text.contains("pUy8Kd7HfVz"), "{text}");
    }
}

#[test]
fn inputs_reach_the_program_and_no_shell() {
    let tree = Tree::new()
        .file("in/a.env", "DB_PASSWORD=kT7vQz2<+>mWx9Rb4LpYs\n")
        .file("out/b.env", "DB_PASSWORD=hG4wNc8<+>vJq2Zt6MdKs\n")
        .file("ok.txt", "nothing\n");
    let findings = |inputs: &[(&str, &str)]| {
        let runner = Runner::new();
        let r = runner.run("action.sh", tree.path(), inputs);
        (
            r.code,
            runner.outputs().get("findings").cloned().unwrap_or_default(),
            r.out + &r.err,
        )
    };
    let all = findings(&[]);
    let one = findings(&[("INPUT_PATH", "in\n")]);
    assert!(one.0 == 1 && one.1 != all.1, "{one:?} {all:?}");
    assert_eq!(findings(&[("INPUT_PATH", "ok.txt")]).0, 0);
    assert_eq!(findings(&[("INPUT_FAIL_ON", "never")]).0, 0);
    assert_eq!(findings(&[("INPUT_ARGS", "--exclude\n*.env\r\n")]).0, 0);
    assert_eq!(findings(&[("INPUT_PATH", "ok.txt"), ("INPUT_ISOLATED", "true")]).0, 0);
    for bad in [
        ("INPUT_PATH", "$(touch pwned)"),
        ("INPUT_PATH", "`touch pwned`; touch pwned"),
        ("INPUT_PATH", "--exit-zero"),
        ("INPUT_FAIL_ON", "high; touch pwned"),
        ("INPUT_HISTORY", "yes"),
        ("INPUT_ARGS", "--no-such-flag"),
    ] {
        let (code, outputs, said) = findings(&[bad]);
        assert_eq!((code, outputs.as_str()), (2, ""), "{bad:?}: {said}");
    }
    assert!(!tree.join("pwned").exists());
}

#[test]
fn a_summary_stays_below_what_the_runner_takes() {
    let mut tree = Tree::new();
    for i in 0..40 {
        let name = format!("{}-{i}.env", "long".repeat(50));
        let body: String = (0..60).fold(String::new(), |s, j| {
            s + &format!("DB_PASSWORD_{j}=kT{i}vQz{j}mWx9Rb4LpYs\n")
        });
        tree = tree.file(&name, body);
    }
    let runner = Runner::new();
    let r = runner.run("action.sh", tree.path(), &[("INPUT_FAIL_ON", "never")]);
    assert_eq!(r.code, 0, "{}", r.err);
    let size = runner.text("summary").len();
    assert!(size > 0 && size <= 1 << 20, "{size}");
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

/// The scan of a recipe: from `spillage scan` to the end of its continued lines, as a shell script.
fn scan_of(recipe: &str) -> String {
    let text = std::fs::read_to_string(Path::new(ROOT).join(recipe)).unwrap();
    let at = text.find("scan --no-progress").unwrap();
    let mut script = "spillage ".to_owned();
    for line in text[at..].lines() {
        // What follows the scan in the same line is about its exit code.
        script.push_str(line.split(" || ").next().unwrap().trim().trim_end_matches('\''));
        if !line.ends_with('\\') {
            return script;
        }
        script.pop();
        script.push(' ');
    }
    script
}

#[test]
fn the_scans_of_the_recipes_write_what_the_recipes_take() {
    for (recipe, folder, files) in [
        (
            "ci/azure-pipelines.yml",
            "",
            &["spillage.sarif", "spillage.html", "spillage.junit.xml"][..],
        ),
        (
            "ci/circleci.yml",
            "reports/junit",
            &["reports/spillage.html", "reports/junit/spillage.xml"],
        ),
        (
            "ci/bitbucket-pipelines.yml",
            "test-results",
            &["test-results/spillage.xml", "test-results/spillage.html"],
        ),
        (
            "ci/Jenkinsfile",
            "reports",
            &["reports/spillage.xml", "reports/spillage.html"],
        ),
        ("ci/buildkite.yml", "", &["spillage.html", "spillage.md"]),
        (
            "templates/scan/template.yml",
            "",
            &[
                "gl-secret-detection-report.json",
                "gl-code-quality-report.json",
                "spillage.html",
            ],
        ),
    ] {
        let tree = Tree::new().file("a.env", "DB_PASSWORD=kT7vQz2<+>mWx9Rb4LpYs\n");
        let out = Tree::new();
        if !folder.is_empty() {
            std::fs::create_dir_all(tree.join(folder)).unwrap();
        }
        let script = scan_of(recipe).replace("/tmp/spillage/", &format!("{}/", out.path().display()));
        let run = |extra: &[(&str, &str)]| {
            let own = Path::new(assert_cmd::cargo::cargo_bin!("spillage")).parent().unwrap();
            let mut c = Command::new("/bin/sh");
            c.args(["-c", &format!("set --; {script}")])
                .current_dir(tree.path())
                .env_clear();
            c.env("PATH", own).env("REPORTS", out.path()).env("SPILLAGE_PATH", ".");
            c.env("SPILLAGE_FAIL_ON", "high").env("SPILLAGE_MAX_SCORE", "100");
            c.envs(extra.iter().copied());
            ran(c.output().unwrap())
        };
        let r = run(&[]);
        assert_eq!(r.code, 1, "{recipe}: {script}\n{}{}", r.out, r.err);
        for file in files {
            let made = [tree.join(file), out.join(file)]
                .iter()
                .any(|p| p.metadata().is_ok_and(|m| m.len() > 0));
            assert!(made, "{recipe}: {file}");
        }
        std::fs::write(tree.join("a.env"), "# nothing\n").unwrap();
        let r = run(&[]);
        assert_eq!(
            r.code, 0,
            "{recipe}: the second scan reads no report of the first\n{}{}",
            r.out, r.err
        );
    }
}
