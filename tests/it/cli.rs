//! The command line as users meet it: exit codes, bad input, files that are written whole or not at all.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::{Tree, command, ran};

/// A password that no rule about placeholders takes for one.
const ENV: &str = "DB_PASSWORD=kT7vQz2<+>mWx9Rb4LpYs\n";

#[test]
fn bad_input_gets_one_message_that_says_what_to_do() {
    let tree = Tree::new()
        .file("ok.txt", "nothing\n")
        .file("bad-key.toml", "min_confidense = 1\n")
        .file("bad-type.toml", "\n[limits]\nmax_archive_depth = \"x\"\n")
        .file("bad-rule.toml", "ignore = [\"no-such-rule-at-all\"]\n")
        .file("bad-own.toml", "[[rule]]\nid = \"a\"\ntitle = \"A\"\nwhy = \"w\"\nfix = \"f\"\ncategory = \"secret\"\nseverity = \"high\"\nimpact = 0.5\nconfidence = 0.9\nkeywords = [\"abc\"]\npattern = \"(\"\n")
        .file("cut.baseline", "# spillage baseline 1\n# seed 00ff\n0123")
        .file("not.json", "{\"schema_version\":");
    let cases: &[(&[&str], &[&str])] = &[
        (&["no/such/path"], &["no/such/path: no such file"]),
        (&["scna"], &["scna: no such file", "did you mean the command `scan`?"]),
        (&["--exclude", "[", "."], &["--exclude", "\"[\""]),
        (
            &["--select", "github-personal-acces-token"],
            &["did you mean `github-personal-access-token`?"],
        ),
        (
            &["--ignore", "nonsense-nonsense"],
            &["names no rule", "spillage rules list"],
        ),
        (&["--fail-on", "hihg"], &["--fail-on", "high"]),
        (&["--format", "jsno"], &["jsno", "json"]),
        (&["--min-confidence", "2"], &["number from 0 to 1"]),
        (&["--max-score", "101"], &["101"]),
        (&["--max-file-size", "huge"], &["64MiB"]),
        (&["--timeout", "soon"], &["90s"]),
        (&["-j", "0"], &["1 to 1024"]),
        (&["--no-such-flag"], &["--no-such-flag"]),
        (&["-c", "none.toml"], &["none.toml: no such file"]),
        (&["-c", "."], &["not a plain file"]),
        (
            &["-c", "bad-key.toml"],
            &["bad-key.toml:1:1", "did you mean `min_confidence`?"],
        ),
        (
            &["-c", "bad-type.toml"],
            &["bad-type.toml:3:21", "limits.max_archive_depth", "expected i64"],
        ),
        (&["-c", "bad-rule.toml"], &["bad-rule.toml", "no-such-rule-at-all"]),
        (&["-b", "none.baseline"], &["none.baseline: no such file"]),
        (&["-b", "cut.baseline"], &["cut.baseline: line 3", "fingerprint"]),
        (&["-o", "json"], &["FORMAT=PATH"]),
        (&["-o", "jsno=x"], &["did you mean \"json\"?"]),
        (
            &["-o", "json=no/such/folder/x.json"],
            &["the folder no/such/folder does not exist"],
        ),
        (&["-o", "json=."], &["is a folder"]),
        (&["-o", "json=a.json", "-o", "json=a.json"], &["named by two"]),
        (&["report", "not.json"], &["not.json", "not a JSON report"]),
        (&["explain", "no-such-rule"], &["names no rule"]),
        (&["baseline", "--update"], &["there is no baseline yet", "--write"]),
        (&["baseline", "--write", "--prune"], &["--prune"]),
        (&["man", "no-folder"], &["not a folder"]),
    ];
    for (args, wanted) in cases {
        let r = tree.run(args);
        assert_eq!(r.code, 2, "{args:?}\n{}{}", r.out, r.err);
        assert!(r.out.is_empty(), "{args:?}: {}", r.out);
        for w in *wanted {
            assert!(r.err.contains(w), "{args:?} should say {w:?}, not\n{}", r.err);
        }
        assert!(
            !r.err.contains("panicked") && !r.err.contains("os error"),
            "{args:?}: {}",
            r.err
        );
    }
    let left: Vec<_> = std::fs::read_dir(tree.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 7, "nothing was written: {left:?}");
}

#[test]
fn exit_codes() {
    let tree = Tree::new().file("bad/.env", ENV).file("good/a.txt", "nothing\n");
    std::os::unix::fs::symlink("/nowhere", tree.join("good/link")).ok();
    let cases: &[(&[&str], i32)] = &[
        (&["good"], 0),
        (&["scan", "good", "--max-score", "0"], 0),
        (&["bad"], 1),
        (&["bad", "--exit-zero"], 0),
        (&["bad", "--fail-on", "critical"], 0),
        (&["bad", "--fail-on", "critical", "--max-score", "10"], 1),
        (&["bad", "--exclude", ".env"], 0),
        (&["bad", "-q"], 1),
        (&["good", "--max-file-size", "1"], 3),
        (&["good", "--max-file-size", "1", "--allow-partial"], 0),
        (&["good", "--max-file-size", "1", "--exit-zero"], 0),
    ];
    for (args, code) in cases {
        let r = tree.run(args);
        assert_eq!(r.code, *code, "{args:?}\n{}{}", r.out, r.err);
    }
}

#[test]
fn standard_input_and_several_formats_at_once() {
    let tree = Tree::new();
    let mut child = command(tree.path())
        .args(["-", "-f", "json", "-o", "human=report.txt", "-o", "json=report.json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(&crate::support::unmark(ENV.as_bytes()))
        .unwrap();
    let r = ran(child.wait_with_output().unwrap());
    assert_eq!(r.code, 1, "{}", r.err);
    assert_eq!(r.json()["findings"][0]["path"], "-");
    assert_eq!(r.json()["findings"][0]["status"], "outside");
    assert_eq!(std::fs::read_to_string(tree.join("report.json")).unwrap(), r.out);
    let human = std::fs::read_to_string(tree.join("report.txt")).unwrap();
    assert!(human.contains("Exposure") && !human.contains('\u{1b}'));
    let again = tree.run(&["report", "report.json", "-f", "json"]);
    assert_eq!(again.out, r.out);
}

#[test]
fn a_closed_pipe_is_quiet_and_a_full_disk_is_not() {
    let tree = Tree::new().file(".env", ENV);
    let mut child = command(tree.path())
        .args(["-f", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let r = ran(child.wait_with_output().unwrap());
    assert_eq!((r.code, r.err.as_str()), (1, ""));
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let r = ran(command(tree.path()).stdout(full).output().unwrap());
        assert_eq!(r.code, 2);
        assert!(r.err.contains("standard output: no space left"), "{}", r.err);
        let r = tree.run(&["-o", "json=/dev/full"]);
        assert_eq!(r.code, 2);
        assert!(r.err.contains("/dev/full: no space left"), "{}", r.err);
    }
}

#[cfg(unix)]
#[test]
fn output_files_stay_whole() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new().file(".env", ENV).file("locked/old.json", "old\n");
    // As root every folder can be written; then there is nothing to see.
    std::fs::set_permissions(tree.join("locked"), std::fs::Permissions::from_mode(0o555)).unwrap();
    let r = tree.run(&["-o", "json=locked/old.json"]);
    let root = std::fs::write(tree.join("locked/probe"), "").is_ok();
    std::fs::set_permissions(tree.join("locked"), std::fs::Permissions::from_mode(0o755)).unwrap();
    if !root {
        assert_eq!(r.code, 2, "{}", r.err);
        assert_eq!(std::fs::read_to_string(tree.join("locked/old.json")).unwrap(), "old\n");
    }
    let r = tree.run(&["-o", "json=open.json", "--show-secrets"]);
    assert_eq!(r.code, 1, "{}", r.err);
    let mode = std::fs::metadata(tree.join("open.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "values in clear text are for their owner alone");
}

#[test]
fn configuration_is_found_counted_and_can_be_ignored() {
    let tree = Tree::new()
        .file("bad/.env", ENV)
        .file("other.toml", "fail_on = \"critical\"\n")
        .file(
            ".spillage.toml",
            "exclude = [{ path = \"bad/\", reason = \"a test\" }]\n",
        )
        .git(&["init", "-q"]);
    let r = tree.run(&["-f", "json"]);
    assert_eq!(r.code, 0, "{}{}", r.out, r.err);
    let json = r.json();
    assert_eq!(json["config"], ".spillage.toml");
    assert!(json["suppressed"]["config"].as_u64().unwrap() > 0, "{json}");
    assert!(json["suppressed"]["score_without"].as_u64().unwrap() > json["exposure"]["score"].as_u64().unwrap());
    assert_eq!(tree.run(&["--isolated"]).code, 1);
    assert_eq!(tree.run(&["bad"]).code, 1, "who names a path means it");
    assert_eq!(tree.run(&["-c", "other.toml"]).code, 0);
    let r = ran(command(tree.path())
        .env("SPILLAGE_CONFIG", "other.toml")
        .args(["config", "show"])
        .output()
        .unwrap());
    assert!(
        r.out.contains("fail_on = \"critical\"") && r.out.contains("# other.toml:1"),
        "{}",
        r.out
    );
    let r = tree.run(&["config", "show", "--min-confidence", "0.7"]);
    assert!(
        r.out.contains("# --min-confidence") && r.out.contains("# .spillage.toml:1"),
        "{}",
        r.out
    );
}

#[test]
fn a_baseline_accepts_values_wherever_they_move() {
    let tree = Tree::new().file("a/.env", ENV).git(&["init", "-q"]);
    assert_eq!(tree.run(&[]).code, 1);
    let r = tree.run(&["baseline", "--write"]);
    assert_eq!(r.code, 0, "{}", r.err);
    let first = std::fs::read_to_string(tree.join(".spillage-baseline")).unwrap();
    assert!(!first.contains("kT7vQz2"), "{first}");
    let r = tree.run(&["-f", "json", "--select", "secret"]);
    assert_eq!(
        (r.code, r.json()["suppressed"]["baseline"].as_u64()),
        (0, Some(1)),
        "{}",
        r.out
    );
    // Again: there is one already, and it stays as it is.
    assert_eq!(tree.run(&["baseline", "--write"]).code, 2);
    // Moved to another line and file: still accepted, as far as it is about the value.
    std::fs::create_dir(tree.join("b")).unwrap();
    std::fs::rename(tree.join("a/.env"), tree.join("b/.env")).unwrap();
    std::fs::write(
        tree.join("b/.env"),
        [
            "# moved\n\n",
            &String::from_utf8(crate::support::unmark(ENV.as_bytes())).unwrap(),
        ]
        .concat(),
    )
    .unwrap();
    assert_eq!(tree.run(&["--select", "secret"]).code, 0);
    // Something new is new.
    let tree = tree.file("b/new.env", "API_PASSWORD=zX3<+>nVq8LmKw2TrY6\n");
    assert_eq!(tree.run(&[]).code, 1);
    assert_eq!(tree.run(&["baseline"]).code, 1);
    assert_eq!(tree.run(&["baseline", "--update"]).code, 0);
    assert_eq!(tree.run(&[]).code, 0);
    // What is gone is told, then dropped.
    std::fs::remove_file(tree.join("b/.env")).unwrap();
    let r = tree.run(&[]);
    assert!(r.out.contains("nothing any more"), "{}", r.out);
    let r = tree.run(&["baseline", "--prune"]);
    assert!(r.code == 0 && r.out.contains("dropped"), "{}{}", r.out, r.err);
    assert!(!tree.run(&[]).out.contains("nothing any more"));
    // Another key would make every entry match nothing: an error, not silence.
    let r = ran(command(tree.path())
        .env("SPILLAGE_KEY", "a key of my own")
        .output()
        .unwrap());
    assert!(r.code == 2 && r.err.contains("another fingerprint key"), "{}", r.err);
}

#[test]
fn remarks_in_files_are_counted() {
    let tree = Tree::new().file(
        "app.py",
        "# spillage:allow a test\npassword = \"kT7vQz2<+>mWx9Rb4LpYs\"\n",
    );
    let r = tree.run(&["-f", "json"]);
    assert_eq!(
        (r.code, r.json()["suppressed"]["inline"].as_u64()),
        (0, Some(1)),
        "{}",
        r.out
    );
    assert!(r.json()["suppressed"]["score_without"].as_u64().unwrap() > 0);
}

#[test]
fn helpers_do_what_they_say() {
    let tree = Tree::new().git(&["init", "-q"]);
    let r = tree.run(&["init"]);
    assert!(r.code == 0 && r.out.contains("Next:"), "{}", r.err);
    assert_eq!(tree.run(&["init"]).code, 2, "never overwrites");
    assert_eq!(tree.run(&[]).code, 0, "and what it wrote is valid");
    std::fs::create_dir(tree.join("man")).unwrap();
    assert_eq!(tree.run(&["man", "man"]).code, 0);
    assert!(std::fs::read_dir(tree.join("man")).unwrap().count() > 5);
    for (args, wanted) in [
        (&["man"][..], ".TH spillage"),
        (&["completions", "bash"], "_spillage"),
        (&["explain", "github-personal-access-token"], "How to fix it"),
        (&["rules", "show", "github-personal-access-token"], "ghp_"),
        (&["rules", "list"], "github-personal-access-token"),
        (
            &["rules", "list", "--select", "github-*", "-f", "ids"],
            "github-personal-access-token\n",
        ),
        (&["config", "schema"], "\"min_confidence\""),
        (&["--help"], "--show-secrets"),
        (&["--version"], "spillage 0"),
    ] {
        let r = tree.run(args);
        assert_eq!(r.code, 0, "{args:?}: {}", r.err);
        assert!(r.out.contains(wanted), "{args:?}: {}", r.out);
    }
    let r = tree.run(&["rules", "list", "-f", "json"]);
    assert!(r.json().as_array().unwrap().len() > 20);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let tree = Tree::new().file(".env", ENV);
    let run = |vars: &[(&str, &str)], args: &[&str]| {
        let r = ran(command(tree.path())
            .args(args)
            .envs(vars.iter().copied())
            .output()
            .unwrap());
        r.out.contains('\u{1b}')
    };
    assert!(!run(&[], &[]), "no terminal");
    assert!(run(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!run(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(run(&[], &["--color", "always"]));
    assert!(!run(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let mut tree = Tree::new();
    for n in 0..40 {
        tree = tree.file(&format!("d{}/f{n}.env", n % 7), ENV.replace("kT7", &format!("kT{n}")));
    }
    let one = tree.run(&["-f", "json", "-j", "1"]);
    for _ in 0..2 {
        assert_eq!(tree.run(&["-f", "json", "-j", "8"]).out, one.out);
    }
    assert!(one.json()["findings"].as_array().unwrap().len() >= 40);
}

#[test]
fn standard_input_beyond_the_limit_is_refused_not_read_in_part() {
    let tree = Tree::new().file("in.txt", "abcdefghij".repeat(10));
    let r = ran(command(tree.path())
        .args(["-", "--max-file-size", "50"])
        .stdin(std::fs::File::open(tree.join("in.txt")).unwrap())
        .output()
        .unwrap());
    assert_eq!(r.code, 2, "{}", r.out);
    assert!(r.err.contains("more than 50 bytes") && r.out.is_empty(), "{}", r.err);
}
