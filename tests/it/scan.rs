//! Whole trees through the library: hostile entries, large files, one thread and many.

use std::fs;
use std::path::Path;

use spillage::detect::{DetectOptions, Detector};
use spillage::finding::Finding;
use spillage::rule::RuleSet;
use spillage::scan::{self, Excludes, ScanOptions, Scanned};
use spillage::source::expand::Limits;
use spillage::suppress::{Fingerprinter, Key};

use crate::support::Tree;

fn scan_with(root: &Path, threads: usize) -> Scanned {
    let detector = Detector::new(RuleSet::built_in(), DetectOptions::default()).unwrap();
    let fingerprinter = Fingerprinter::new(Key::public());
    let options = ScanOptions {
        threads,
        max_file_size: u64::MAX,
        excludes: Excludes::default(),
        limits: Limits::default(),
        timeout: None,
        floor: 0.1,
        remarks: &[],
        fingerprinter: &fingerprinter,
        progress: None,
    };
    scan::paths(&[root.to_owned()], &detector, &options)
}

/// A token that passes its checksum, fake.
fn token() -> String {
    ["ghp", "_kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi"].concat()
}

fn tokens(s: &Scanned) -> Vec<&Finding> {
    s.findings.iter().filter(|f| f.rule.starts_with("github-")).collect()
}

#[test]
fn hidden_ignored_and_odd_files_are_read_and_placed() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("a/.hidden")).unwrap();
    fs::write(dir.path().join(".gitignore"), ".hidden\n").unwrap();
    fs::write(dir.path().join("a/.hidden/x.txt"), format!("first\n€€ t={}\n", token())).unwrap();
    let utf16: Vec<u8> = format!("\u{feff}ä\n t={}", token())
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(dir.path().join("b.txt"), utf16).unwrap();
    let s = scan_with(dir.path(), 2);
    let found: Vec<_> = tokens(&s)
        .iter()
        .map(|f| {
            (
                f.location.path.clone(),
                f.location.line,
                f.location.column,
                f.location.end_column,
            )
        })
        .collect();
    assert_eq!(
        found,
        [("a/.hidden/x.txt".to_owned(), 2, 6, 46), ("b.txt".to_owned(), 2, 4, 44)]
    );
    assert!((s.coverage.ratio - 1.0).abs() < f64::EPSILON);
}

#[test]
fn a_large_file_gives_what_its_pieces_give() {
    let dir = tempfile::tempdir().unwrap();
    // Tokens at every window border, on one endless line and on lines of their own.
    for (name, filler) in [("line.txt", b'.'), ("lines.txt", b'\n')] {
        let mut bytes = vec![filler; 13 << 20];
        let mut places = Vec::new();
        for border in [4usize << 20, 8 << 20, 12 << 20] {
            for shift in [-60i64, -20, 0, 5000] {
                let at = (border as i64 + shift) as usize + places.len() * 50;
                bytes[at] = b' ';
                bytes[at + 1..at + 41].copy_from_slice(token().as_bytes());
                bytes[at + 41] = b' ';
                places.push(at + 1);
            }
        }
        fs::write(dir.path().join(name), &bytes).unwrap();
        let s = scan_with(&dir.path().join(name), 2);
        let mut found: Vec<(u64, u64)> = tokens(&s)
            .iter()
            .map(|f| (f.location.line, f.location.column))
            .collect();
        found.sort_unstable();
        let mut expected: Vec<(u64, u64)> = places
            .iter()
            .map(|at| {
                let before = &bytes[..*at];
                let lines = before.iter().filter(|b| **b == b'\n').count() as u64;
                let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
                (lines + 1, (at - start) as u64 + 1)
            })
            .collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{name}");
        assert!((s.coverage.ratio - 1.0).abs() < f64::EPSILON);
    }
}

#[test]
fn rows_of_a_large_table_are_counted_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut text = "id,ssn,note\n".to_owned();
    let filler = "n".repeat(260);
    for i in 0..30_000 {
        text.push_str(&format!(
            "{i},{}-{:02}-{:04},{filler}\n",
            100 + i % 500,
            1 + i / 500 % 90,
            1 + i % 9_000
        ));
    }
    fs::write(dir.path().join("staff.csv"), text).unwrap();
    let s = scan_with(dir.path(), 2);
    let found: Vec<_> = s.findings.iter().filter(|f| f.rule.starts_with("personal-")).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].location.line, found[0].location.column), (1, 4));
    assert!(found[0].evidence[0].starts_with("30000 different values"), "{found:?}");
}

#[test]
fn one_thread_and_many_agree() {
    let dir = tempfile::tempdir().unwrap();
    for i in 0..200 {
        let sub = dir.path().join(format!("d{}", i % 7));
        fs::create_dir_all(&sub).unwrap();
        fs::write(sub.join(format!("f{i}.env")), format!("A={}\nB={}\n", token(), i)).unwrap();
    }
    let (one, many) = (scan_with(dir.path(), 1), scan_with(dir.path(), 8));
    assert_eq!(one.findings, many.findings);
    assert_eq!(one.coverage, many.coverage);
    assert_eq!(tokens(&one).len(), 200);
}

#[cfg(unix)]
#[test]
fn pipes_links_and_locked_folders_are_reported_and_never_waited_for() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    fs::write(root.join("x\n\u{1b}[31m.txt"), token()).unwrap();
    assert!(
        std::process::Command::new("mkfifo")
            .arg(root.join("pipe"))
            .status()
            .unwrap()
            .success()
    );
    symlink("loop-b", root.join("loop-a")).unwrap();
    symlink("loop-a", root.join("loop-b")).unwrap();
    symlink("/", root.join("everything")).unwrap();
    symlink(".", root.join("self")).unwrap();
    fs::create_dir(root.join("locked")).unwrap();
    fs::write(root.join("locked/f"), token()).unwrap();
    fs::set_permissions(root.join("locked"), fs::Permissions::from_mode(0o000)).unwrap();
    let mut deep = root.to_path_buf();
    for _ in 0..300 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("f"), token()).unwrap();
    let s = scan_with(root, 2);
    fs::set_permissions(root.join("locked"), fs::Permissions::from_mode(0o700)).unwrap();
    let reasons: Vec<(&str, &str)> = s
        .coverage
        .skipped
        .iter()
        .map(|s| (s.path.as_str(), s.reason.as_str()))
        .collect();
    assert!(reasons.contains(&("pipe", "named pipe")), "{reasons:?}");
    assert!(
        reasons.contains(&("everything", "link out of the tree, not followed")),
        "{reasons:?}"
    );
    // Root reads everything; everybody else is told what was locked.
    let locked = reasons.iter().any(|r| r.0 == "locked" && r.1 == "permission denied");
    assert!(locked || tokens(&s).len() == 3, "{reasons:?}");
    assert!(tokens(&s).len() >= 2);
}

#[test]
fn models_are_known_by_how_they_begin_and_by_size() {
    let of = |start: &[u8], n: usize| {
        let mut v = start.to_vec();
        v.resize(n, 0xA5);
        v
    };
    let big = 200 << 10;
    let t = Tree::new()
        .file("weights/net.gguf", of(b"GGUF\x03\0\0\0", big))
        .file("weights/notes.gguf", "GG is not a model\n".repeat(9000))
        .file("weights/tiny.gguf", of(b"GGUF\x03\0\0\0", 900))
        .file("blob.bin", of(b"\x40\0\0\0\0\0\0\0{\"layer\":", big))
        .file("data/rows.parquet", of(b"PAR1\x15\0", big))
        .file("net.pt", of(b"\x80\x02\x8a\n", big))
        .file("other.pt", of(b"just text\n", big));
    let json = t.run(&["scan", "--isolated", "--exit-zero", "-f", "json", "."]).json();
    let mut found: Vec<(String, String)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["category"] == "marker")
        .map(|f| (f["path"].as_str().unwrap().into(), f["rule"].as_str().unwrap().into()))
        .collect();
    found.sort();
    let want = [
        ("blob.bin", "marker-model-safetensors"),
        ("data/rows.parquet", "marker-dataset-parquet"),
        ("net.pt", "marker-model-pytorch"),
        ("weights/net.gguf", "marker-model-gguf"),
    ];
    assert_eq!(found, want.map(|(p, r)| (p.to_owned(), r.to_owned())));
    assert!(json["findings"].to_string().contains("204800 bytes"));
}
