//! Which parts of a tree stand under a public licence, and how much of the source is the owner's alone.
//!
//! Fed once per file while the scan reads it anyway; answers come when all files were seen. A licence file or a manifest
//! speaks for its folder and everything below, until a nearer one speaks; an open header speaks for its file.

mod language;
mod share;
pub(crate) mod text;

use std::collections::{HashMap, HashSet};

use share::Count;
pub use share::{Amount, Share};

/// What a folder says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    /// A manifest declares a licence that is not public.
    ManifestClosed,
    /// A manifest declares a public licence.
    ManifestOpen,
    /// A licence file holds no public licence.
    FileClosed,
    /// A licence file holds one.
    FileOpen,
}

/// Gathers while a tree is read. Cheap for every file: a look at the name, and for sources at the first kilobytes.
#[derive(Debug, Default)]
pub struct Licences {
    folders: HashMap<String, Word>,
    /// Folders under the licence of another folder.
    carved: HashMap<String, String>,
    /// Folders whose licence file is a link, and where it leads.
    links: HashMap<String, String>,
    /// Public licences in folders for licence texts.
    texts: HashSet<String>,
    sources: HashMap<String, HashMap<&'static str, Count>>,
}

/// Bytes at the head of a source in which its licence is looked for.
const HEAD: usize = 2048;

impl Licences {
    /// Nothing seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A file of the tree with its bytes (or the first of them, with the size of all).
    pub fn see(&mut self, path: &str, bytes: &[u8], size: u64) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if let Some(word) = says(name, bytes) {
            let slot = self.folders.entry(folder.to_owned()).or_insert(word);
            *slot = (*slot).max(word);
            if word == Word::FileOpen {
                let under = |f: &str| {
                    if folder.is_empty() {
                        f.to_owned()
                    } else {
                        format!("{folder}/{f}")
                    }
                };
                if let Some(part) = text::closed_parts(head_of(bytes)) {
                    self.folders.insert(under(&part), Word::FileClosed);
                }
                for (part, home) in text::carved_out(head_of(bytes)) {
                    self.carved.insert(under(&part), under(&home));
                }
            }
        }
        if holds_texts(folder) && text::is_public(head_of(bytes)) {
            self.texts.insert(path.to_owned());
        }
        let Some(language) = language::of(name) else { return };
        if language::vendored(path) || language::generated(name, bytes) {
            return;
        }
        let amount = Amount {
            files: 1,
            bytes: size,
            lines: memchr::memchr_iter(b'\n', bytes).count() as u64,
        };
        let open = text::head_is_open(bytes.get(..bytes.len().min(HEAD)).unwrap_or_default());
        let by_language = match self.sources.get_mut(folder) {
            Some(m) => m,
            None => self.sources.entry(folder.to_owned()).or_default(),
        };
        by_language.entry(language).or_default().add(amount, open);
    }

    /// A link of the tree: `COPYING -> Licenses/gpl-2.0.txt` says what the file says that it leads to.
    pub fn see_link(&mut self, path: &str, target: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let lower = name.to_ascii_lowercase();
        if !["license", "licence", "copying"].iter().any(|w| lower.starts_with(w)) || target.len() > 1024 {
            return;
        }
        let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
        for part in target.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.pop().is_none() => return,
                ".." => {}
                part => parts.push(part),
            }
        }
        if !target.starts_with('/') {
            self.links.insert(folder.to_owned(), parts.join("/"));
        }
    }

    /// Joins what another thread saw.
    pub fn merge(&mut self, other: Self) {
        for (folder, word) in other.folders {
            let slot = self.folders.entry(folder).or_insert(word);
            *slot = (*slot).max(word);
        }
        self.carved.extend(other.carved);
        self.links.extend(other.links);
        self.texts.extend(other.texts);
        for (folder, languages) in other.sources {
            let mine = self.sources.entry(folder).or_default();
            for (language, count) in languages {
                mine.entry(language).or_default().join(count);
            }
        }
    }

    /// Whether the nearest licence above a path is a public one. Paths in vendored trees count as open: they are
    /// somebody else's, and were published.
    #[must_use]
    pub fn is_open(&self, path: &str) -> bool {
        let mut folder = path.rsplit_once('/').map_or("", |(f, _)| f);
        let mut followed = false;
        loop {
            let linked = || {
                self.links
                    .get(folder)
                    .filter(|to| self.texts.contains(*to))
                    .map(|_| &Word::FileOpen)
            };
            let said = self.folders.get(folder).or_else(linked);
            if let (None, Some(home), false) = (said, self.carved.get(folder), followed) {
                followed = true;
                folder = home;
                continue;
            }
            match said {
                Some(Word::FileOpen | Word::ManifestOpen) => return true,
                Some(Word::FileClosed | Word::ManifestClosed) => return false,
                None if folder.is_empty() => return false,
                None => folder = folder.rsplit_once('/').map_or("", |(f, _)| f),
            }
        }
    }

    /// How much of the source is under no public licence.
    #[must_use]
    pub fn share(&self) -> Share {
        share::of(self.sources.iter().map(|(folder, languages)| {
            (
                folder.as_str(),
                self.is_open(&format!("{folder}/x")) || folder.is_empty() && self.is_open("x"),
                languages,
            )
        }))
    }
}

/// What of a licence is read.
fn head_of(bytes: &[u8]) -> &[u8] {
    bytes.get(..bytes.len().min(16 << 10)).unwrap_or_default()
}

/// Whether a folder is one for the texts of licences.
fn holds_texts(folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    ["licenses", "licences"].iter().any(|n| name.eq_ignore_ascii_case(n))
}

/// What a file says about its folder, if it is a licence or a manifest.
fn says(name: &str, bytes: &[u8]) -> Option<Word> {
    let first = name.as_bytes().first()?.to_ascii_lowercase();
    if !matches!(first, b'l' | b'c' | b'u' | b'm' | b'p' | b's' | b'g' | b'a') && !name.ends_with(".gemspec") {
        return None;
    }
    let head = bytes.get(..bytes.len().min(16 << 10)).unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    let stem = lower.split(['.', '-', '_']).next().unwrap_or_default();
    if matches!(
        stem,
        "license"
            | "licence"
            | "licenses"
            | "copying"
            | "unlicense"
            | "copyright"
            | "copyrights"
            | "mit"
            | "gpl"
            | "apache"
    ) && !lower.contains("third")
        && matches!(
            lower.rsplit_once('.').map_or("", |(_, e)| e),
            "" | "txt"
                | "md"
                | "rst"
                | "html"
                | "adoc"
                | "lesser"
                | "lib"
                | "mit"
                | "apache"
                | "bsd"
                | "gpl"
                | "0"
                | "1"
        )
        || lower == "mit-license"
        || lower.starts_with("license-")
        || lower.starts_with("license.") && !language::is_code(&lower)
    {
        if text::is_public(head) {
            return Some(Word::FileOpen);
        }
        // Pages that list other people's licences, or holders of rights, take nothing away.
        let own = matches!(stem, "license" | "licence" | "copying");
        return (own || text::is_commercial(head)).then_some(Word::FileClosed);
    }
    let declared = match lower.as_str() {
        "package.json" | "cargo.toml" | "pyproject.toml" | "setup.py" | "setup.cfg" | "pom.xml" | "composer.json"
        | "pubspec.yaml" | "meson.build" => text::declared(head)?,
        _ if lower.ends_with(".gemspec") => text::declared(head)?,
        _ => return None,
    };
    Some(if declared {
        Word::ManifestOpen
    } else {
        Word::ManifestClosed
    })
}

/// Whether a source was neither taken from others (`vendor/`, `third_party/`, …) nor made by a program; `path` is relative.
#[must_use]
pub fn is_own(path: &str, bytes: &[u8]) -> bool {
    !language::vendored(path) && !language::generated(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Licences {
        let mut l = Licences::new();
        for (p, t) in files {
            l.see(p, t.as_bytes(), t.len() as u64);
        }
        l
    }

    #[test]
    fn the_nearest_licence_speaks() {
        let l = tree(&[
            ("LICENSE", "MIT License\n\nPermission is hereby granted, free of charge"),
            ("ee/LICENSE", "Acme Enterprise Edition. All rights reserved."),
            ("ee/open/COPYING", "GNU GENERAL PUBLIC LICENSE"),
        ]);
        assert!(l.is_open("src/a.c"));
        assert!(!l.is_open("ee/src/a.c"));
        assert!(l.is_open("ee/open/b.c"));
        assert!(!tree(&[]).is_open("a.c"));
    }

    #[test]
    fn folders_that_the_licence_takes_out() {
        let root = "All content under the \"ee/\" and \"web/ee/\" directories is licensed under the license defined in \"ee/LICENSE\".\n\
                    Permission is hereby granted, free of charge, to any person\n";
        let l = tree(&[
            ("LICENSE", root),
            (
                "ee/LICENSE",
                "Acme Enterprise License. May only be used, if you agreed to pay. Outside: MIT license.",
            ),
        ]);
        assert!(l.is_open("web/a.ts") && !l.is_open("web/ee/x/a.ts") && !l.is_open("ee/a.ts"));
    }

    #[test]
    fn folders_whose_code_is_licensed_otherwise() {
        let root = "The default licence is the GNU Affero General Public License. Acme Licensed code is found only in the\n\
                    /acme_license directory.\n";
        let l = tree(&[("LICENSE.txt", root)]);
        assert!(l.is_open("src/a.cs") && !l.is_open("acme_license/src/a.cs"));
    }

    #[test]
    fn a_link_says_what_its_target_says() {
        let gpl = "GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991\n";
        let mut l = tree(&[
            ("Licenses/GPL.txt", gpl),
            ("Licenses/own.txt", "Acme. All rights reserved."),
        ]);
        assert!(!l.is_open("src/a.c"));
        l.see_link("src/x/COPYING", "../../Licenses/own.txt");
        assert!(!l.is_open("src/x/a.c"));
        l.see_link("COPYING", "Licenses/GPL.txt");
        assert!(l.is_open("src/a.c"));
        l.see_link("LICENSE", "../../../etc/passwd");
        l.see_link("LICENSE", "/etc/passwd");
        assert!(l.is_open("src/a.c"));
    }

    #[test]
    fn manifests_speak_where_no_licence_file_does() {
        let l = tree(&[
            ("a/package.json", "{\"license\": \"Apache-2.0\"}"),
            ("b/package.json", "{\"license\": \"UNLICENSED\"}"),
            (
                "c/Cargo.toml",
                "[package]\nname = \"x\"\nlicense = \"MIT OR Apache-2.0\"\n",
            ),
            ("d/package.json", "{\"license\": \"MIT\"}"),
            ("d/LICENSE.txt", "Copyright Acme. All rights reserved."),
        ]);
        assert!(l.is_open("a/x.js") && l.is_open("c/src/lib.rs"));
        assert!(!l.is_open("b/x.js") && !l.is_open("d/x.js"));
    }

    #[test]
    fn the_share_counts_what_is_nobody_elses() {
        let body = "int a;\n".repeat(100);
        let open = format!("// SPDX-License-Identifier: MIT\n{body}");
        let l = tree(&[
            ("src/own.c", &body),
            ("src/open.c", &open),
            ("vendor/x/y.c", &body),
            ("src/gen.pb.go", &body),
            ("README.md", "text\n"),
        ]);
        let s = l.share();
        assert_eq!((s.own.files, s.own.lines, s.all.files), (1, 100, 2));
        assert!((s.ratio() - 0.5).abs() < 0.02);
    }

    #[test]
    fn threads_join() {
        let mut a = tree(&[("a.c", "x\n")]);
        a.merge(tree(&[("a.c", "x\n"), ("LICENSE", "nothing")]));
        assert_eq!(a.share().own.files, 2);
    }
}
