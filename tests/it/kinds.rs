//! One file of every kind of container and document, written by the usual tools of that kind (`tests/data/kinds/make.py`):
//! what is opened shows its secret and its marker, what is not opened is said.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::Tree;

const VALUE: &str = "lantern-moss-4417";

/// Archives, packages and documents: a secret and a marker in each.
const OPENED: &[&str] = &[
    "a.zip",
    "a.jar",
    "a.war",
    "a.apk",
    "heron-1.0-py3-none-any.whl",
    "heron.1.0.0.nupkg",
    "a.vsix",
    "a.xpi",
    "a.tar",
    "a.tar.gz",
    "a.tar.bz2",
    "a.tar.xz",
    "a.tar.zst",
    "README.md.gz",
    "README.md.bz2",
    "README.md.xz",
    "README.md.zst",
    "a.7z",
    "heron.deb",
    "docker.tar",
    "oci.tar",
    "nested.zip",
    "python.docx",
    "python.xlsx",
    "python.pptx",
    "office.docx",
    "office.xlsx",
    "office.pptx",
    "office.odt",
    "office.ods",
    "office.odp",
    "office.doc",
    "office.pdf",
    "page.html",
    "book.ipynb",
    "mail.eml",
    "mail.mbox",
    "data.sqlite",
    "binary.plist",
    "xml.plist",
    "calls.har",
    "terraform.tfstate",
    "insomnia.json",
    "heron.postman_collection.json",
];

/// Known by name, with the rule that says so.
const NAMED: &[(&str, &str)] = &[
    ("calls.har", "path-http-archive"),
    ("heron.postman_collection.json", "path-api-client-store"),
    ("insomnia.json", "path-api-client-store"),
    ("terraform.tfstate", "path-terraform-state"),
    ("keys.p12", "path-pkcs12"),
    ("keys.jks", "path-java-keystore"),
    ("keys.jceks", "path-java-keystore"),
    ("one.pcap", "path-packet-capture"),
];

/// Not opened, and why.
const CLOSED: &[(&str, &str)] = &[
    ("closed.7z", "encrypted"),
    ("closed.zip", "encrypted"),
    ("rows.parquet", "Parquet file: not read"),
    ("rows.arrow", "Arrow file: not read"),
];

fn kinds() -> Tree {
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/kinds");
    let mut tree = Tree::new();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name != "make.py" {
            tree = tree.file(&name, std::fs::read(entry.path()).unwrap());
        }
    }
    tree
}

#[test]
fn every_kind_is_opened_or_reported() {
    let tree = kinds();
    let report = tree
        .run(&["scan", "-f", "json", "--show-secrets", "--isolated", "--exit-zero"])
        .json();
    let mut found: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for f in report["findings"].as_array().unwrap() {
        found.entry(f["path"].as_str().unwrap()).or_default().push(f);
    }
    let is = |file: &str, what: &dyn Fn(&Value) -> bool| found.get(file).is_some_and(|all| all.iter().any(|f| what(f)));
    let secret = |f: &Value| f["category"] == "secret" && f["secret"].as_str().is_some_and(|s| s.contains(VALUE));
    for file in OPENED {
        assert!(is(file, &secret), "{file}: its secret, among {:?}", found.get(file));
    }
    for file in OPENED {
        assert!(
            is(file, &|f| f["category"] == "marker"),
            "{file}: its marker, among {:?}",
            found.get(file)
        );
    }
    for (file, rule) in NAMED {
        assert!(
            is(file, &|f| f["rule"] == *rule),
            "{file}: {rule}, among {:?}",
            found.get(file)
        );
    }
    let skipped = report["coverage"]["skipped"].as_array().unwrap();
    for (file, why) in CLOSED {
        let said =
            |s: &&Value| s["path"].as_str().unwrap().starts_with(file) && s["reason"].as_str().unwrap().contains(why);
        assert!(skipped.iter().any(|s| said(&s)), "{file}: {why}, in {skipped:?}");
    }
    let deep = found["nested.zip"].iter().find(|f| secret(f)).unwrap();
    assert_eq!(
        deep["member"],
        serde_json::json!(["middle.tar", "inner.tgz", "deep.docx", "word/document.xml"])
    );
}
