//! The HTML report in a real browser, where one is there: hostile names and contents stay text, the policy holds, everything
//! works by keyboard and without script, and 5,000 findings are fluid.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Tree;

/// Folder with `node_modules` that holds playwright-core and axe-core; a message where something is missing.
fn modules() -> Result<PathBuf, String> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let folder = std::env::var_os("SPILLAGE_NODE_MODULES").map_or(beside, PathBuf::from);
    let browser = std::env::var_os("SPILLAGE_CHROMIUM").map_or("/usr/bin/chromium".into(), PathBuf::from);
    if Command::new("node").arg("--version").output().is_err() {
        return Err("node is not installed".into());
    }
    if !browser.exists() {
        return Err(format!(
            "{} is not there; SPILLAGE_CHROMIUM may name another",
            browser.display()
        ));
    }
    for module in ["playwright-core", "axe-core"] {
        if !folder.join("node_modules").join(module).is_dir() {
            return Err(format!(
                "{module} is not in {}; SPILLAGE_NODE_MODULES names the folder",
                folder.display()
            ));
        }
    }
    Ok(folder)
}

/// What the browser saw.
fn look(modules: &Path, page: &Path) -> serde_json::Value {
    let out = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/report.mjs"))
        .arg(page)
        .args(std::env::var_os("SPILLAGE_SCREENSHOTS"))
        .env("SPILLAGE_NODE_MODULES", modules)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}\n{}", String::from_utf8_lossy(&out.stderr)))
}

fn check(seen: &serde_json::Value) {
    for nothing in ["console", "dialogs", "requests"] {
        assert_eq!(seen[nothing], serde_json::json!([]), "{nothing}: {seen:#}");
    }
    for (view, violations) in seen["axe"].as_object().unwrap() {
        assert_eq!(*violations, serde_json::json!([]), "{view}");
    }
    let steps = &seen["steps"];
    for (step, want) in [
        ("skip", serde_json::json!("skip")),
        ("skipped_to", serde_json::json!("main")),
        ("filtered", true.into()),
        ("nothing", 0.into()),
        ("shared", true.into()),
        ("addressed", true.into()),
        ("plain_opens", true.into()),
        ("plain_filters", false.into()),
        ("foreign", 0.into()),
        ("scripts", 1.into()),
        ("overflow_light", 0.into()),
        ("overflow_dark", 0.into()),
        ("overflow_phone", 0.into()),
    ] {
        assert_eq!(steps[step], want, "{step}: {seen:#}");
    }
    assert_eq!(steps["plain_rows"], steps["rows"]);
    assert!(
        steps["copied"].as_str().unwrap().contains("spillage:allow["),
        "{seen:#}"
    );
    assert!(steps["state"].as_str().unwrap().starts_with("#severity="), "{seen:#}");
}

const HOSTILE: &str = "</script><img src=x onerror=alert(1)>";

/// A rule whose words are hostile, for values that are.
fn rule() -> String {
    format!(
        "[[rule]]\nid = \"house-token\"\ntitle = \"{HOSTILE}\"\nwhy = \"{HOSTILE}\"\nfix = \"{HOSTILE}\"\ncategory = \"secret\"\nseverity = \"critical\"\nimpact = 0.5\nconfidence = 0.9\nkeywords = [\"house-\"]\npattern = 'house-(\\S+)'\nexamples = [\"house-abcdefgh12345678\"]\nreferences = [\"javascript:alert(1)\"]\n"
    )
}

#[test]
fn hostile_trees_stay_text_in_a_browser() {
    let modules = match modules() {
        Ok(m) => m,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    let tree = Tree::new()
        .file(".spillage.toml", rule())
        .file(
            "src/<img src=x onerror=alert(1)>",
            format!("a = house-Q7x{}k9Zt2 # {HOSTILE}\n", HOSTILE.replace(' ', "\u{a0}")),
        )
        .file("src/\"><svg onload=alert(1)>.env", "DB_PASSWORD=kit<+>tenParade7\n")
        .file("config/prod.env", "SMTP_PASSWORD=lemon<+>Tree2018\n")
        .git(&["init", "-q"])
        .git(&["add", "-A"]);
    for flags in [&[][..], &["--show-secrets", "--agent", "all"]] {
        let out = tree.join("report.html");
        let target = format!("html={}", out.display());
        let ran = tree.run(
            &[
                &["scan", ".", "--exit-zero", "--exclude", "report.html", "-o", &target],
                flags,
            ]
            .concat(),
        );
        assert_eq!(ran.code, 0, "{}", ran.err);
        let page = std::fs::read_to_string(&out).unwrap();
        assert!(
            page.contains("&lt;/script&gt;&lt;img"),
            "the hostile rule found its value"
        );
        check(&look(&modules, &out));
    }
}

#[test]
fn five_thousand_findings_are_fluid_in_a_browser() {
    let modules = match modules() {
        Ok(m) => m,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    let mut tree = Tree::new();
    for n in 0..52 {
        let mut text = String::new();
        for i in 0..100 {
            let _ = writeln!(
                text,
                "SERVICE_{i}_PASSWORD=Kt{}q{}Zr{}",
                n * 7919 % 997,
                i * 6151 % 991,
                (n * 100 + i) * 104_729 % 999_983
            );
        }
        tree = tree.file(&format!("services/s{n}/prod.env"), text);
    }
    let out = tree.join("report.html");
    let ran = tree.run(&[
        "scan",
        ".",
        "--exit-zero",
        "--exclude",
        "report.html",
        "-o",
        &format!("html={}", out.display()),
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let seen = look(&modules, &out);
    eprintln!(
        "{} bytes; {:#}\n{:#}",
        std::fs::metadata(&out).unwrap().len(),
        seen["times"],
        seen["steps"]
    );
    check(&seen);
    assert_eq!(seen["steps"]["rows"], 5000);
    // Generous: other work may run beside it. A person notices about a quarter of a second.
    for (what, ms) in seen["times"].as_object().unwrap() {
        let most = if what == "load" { 10_000 } else { 2_000 };
        assert!(ms.as_u64().unwrap() < most, "{what}: {seen:#}");
    }
}
