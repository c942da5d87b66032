//! What an organisation brings, through the program: terms, registered files, licences, labels.

use serde_json::Value;

use crate::support::Tree;

fn rules(tree: &Tree, args: &[&str]) -> Vec<(String, String)> {
    let ran = tree.run(&[&["scan", ".", "--format", "json", "--exit-zero", "--no-progress"], args].concat());
    let v: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {} {}", ran.out, ran.err));
    let text = |f: &Value, k: &str| f[k].as_str().unwrap_or_default().to_owned();
    v["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (text(f, "rule"), text(f, "path")))
        .collect()
}

fn has(found: &[(String, String)], rule: &str, path: &str) -> bool {
    found.iter().any(|(r, p)| r == rule && p == path)
}

#[test]
fn terms_are_added_without_the_word_and_found() {
    let tree = Tree::new()
        .file("a.md", "The Blue Heron launch.\n")
        .file("b.md", "A heron is blue.\n")
        .file("plans/blue-heron.d/one.txt", "one\n")
        .file("plans/blue-heron.d/two.txt", "two\n")
        .git(&["init", "-q"]);
    let ran = tree.run(&["terms", "add", "Blue Heron", "--severity", "high"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let config = std::fs::read_to_string(tree.join(".spillage.toml")).unwrap();
    assert!(!config.to_lowercase().contains("heron"), "{config}");
    let found = rules(&tree, &[]);
    assert!(has(&found, "marker-organisation-term", "a.md"));
    assert!(!has(&found, "marker-organisation-term", "b.md"));
    let folder = |f: &&(String, String)| f.1.starts_with("plans");
    assert_eq!(
        found.iter().filter(folder).map(|f| f.1.as_str()).collect::<Vec<_>>(),
        ["plans/blue-heron.d"]
    );
}

#[test]
fn registered_files_are_found_again() {
    let body: String = (0..60)
        .map(|i| format!("int step_{i}(int a) {{ return a * {} + {}; }}\n", i * 7 + 3, i * i))
        .collect();
    let own = Tree::new().file("secret/core.c", &body);
    let ran = own.run(&["register", "secret", "-o", "index.bin"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let index = own.join("index.bin").to_string_lossy().into_owned();
    let tree = Tree::new()
        .file(
            "copy.c",
            body.replace("step_", "next")
                .replace("int a", "int value")
                .replace("return a", "return value"),
        )
        .file("other.c", "int main(void) { puts(\"hello\"); return 0; }\n".repeat(9));
    let found = rules(&tree, &["--registered", &index]);
    assert!(has(&found, "marker-registered-content", "copy.c"), "{found:?}");
    assert!(!has(&found, "marker-registered-content", "other.c"));
    let ran = tree.run(&["scan", ".", "--registered", "copy.c"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no index"), "{}", ran.err);
}

#[test]
fn what_is_in_an_archive_is_registered() {
    let text = "The launch of the new pump is planned for the second week of March, and until then nobody outside the team may hear \
                of the price, which is set below that of the older model, nor of the supplier in the north who makes the valves.\n";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
    let own = Tree::new().file("secret/memo.txt.gz", packed.finish().unwrap());
    let ran = own.run(&["register", "secret", "-o", "index.bin"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let index = own.join("index.bin").to_string_lossy().into_owned();
    let tree = Tree::new().file("notes.md", format!("# Minutes\n\n> {}", text.replace(", ", ",\n> ")));
    let found = rules(&tree, &["--registered", &index]);
    assert!(has(&found, "marker-registered-content", "notes.md"), "{found:?}");
}

#[test]
fn an_open_licence_clears_what_only_lacks_one() {
    let source =
        "// Copyright 2024 Acme Inc. All rights reserved.\nint a;\n".to_owned() + &"int f(void);\n".repeat(1500);
    let manifest = "{\"name\": \"x\", \"private\": true}\n";
    let open = Tree::new()
        .file(
            "LICENSE",
            "MIT License\n\nPermission is hereby granted, free of charge, to any person\n",
        )
        .file("a.c", &source)
        .file("package.json", manifest);
    let found = rules(&open, &[]);
    assert!(found.iter().all(|(r, _)| !r.starts_with("marker-")), "{found:?}");
    let closed = Tree::new().file("a.c", &source).file("package.json", manifest);
    let found = rules(&closed, &[]);
    for (rule, path) in [
        ("marker-all-rights-reserved", "a.c"),
        ("marker-npm-private", "package.json"),
        ("marker-first-party-share", "."),
    ] {
        assert!(has(&found, rule, path), "{rule}: {found:?}");
    }
}
