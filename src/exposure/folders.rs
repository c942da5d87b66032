//! What the folders of the tree hold, and which of them a report tells of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Severity, Status};

/// Folders that a report tells of because they are large.
const LARGE: usize = 300;
/// Folders that a report tells of because something was found in them.
const FOUND: usize = 300;

/// What a folder holds, itself and below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Folder {
    /// Files.
    pub files: u64,
    /// Bytes that a session could read.
    pub bytes: u64,
}

impl Folder {
    /// Adds what another thread or file brings.
    pub fn add(&mut self, more: Self) {
        self.files += more.files;
        self.bytes += more.bytes;
    }
}

/// What was found in a folder, itself and below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Found {
    /// The worst of it.
    pub worst: Option<Severity>,
    /// How many findings.
    pub findings: u64,
}

/// Whether a finding lies in a file of the tree, so that a folder holds it.
#[must_use]
pub fn in_tree(f: &Finding) -> bool {
    f.location.path != "." && !matches!(f.status, Status::History | Status::Outside)
}

/// What was found in each folder that holds anything, by path (`a/b/`; the root is the empty path).
#[must_use]
pub fn found<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> HashMap<&'a str, Found> {
    let mut out: HashMap<&str, Found> = HashMap::new();
    for f in findings.into_iter().filter(|f| in_tree(f)) {
        let path = f.location.path.as_str();
        for end in std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1)) {
            let here = out.entry(&path[..end]).or_default();
            here.worst = here.worst.max(Some(f.severity));
            here.findings += 1;
        }
    }
    out
}

/// The largest folders and those with the worst findings, each with every folder that it lies in. The same again when it is
/// asked about its own answer, so that a saved report loses nothing.
#[must_use]
pub fn worth_telling(all: &HashMap<String, Folder>, findings: &[Finding]) -> HashMap<String, Folder> {
    if all.len() <= LARGE {
        return all.clone();
    }
    let found = found(findings);
    // A folder is at least as large and as bad as what lies in it, and shorter: the best of both orders hold their parents.
    let mut large: Vec<(&String, &Folder)> = all.iter().collect();
    large.sort_by(|a, b| {
        b.1.bytes
            .cmp(&a.1.bytes)
            .then(a.0.len().cmp(&b.0.len()))
            .then(a.0.cmp(b.0))
    });
    let mut bad: Vec<(&str, Found)> = found.into_iter().filter(|(path, _)| all.contains_key(*path)).collect();
    bad.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.len().cmp(&b.0.len())).then(a.0.cmp(b.0)));
    let large = large.into_iter().take(LARGE).map(|(path, _)| path.as_str());
    let bad = bad.into_iter().take(FOUND).map(|(path, _)| path);
    let chosen: BTreeSet<&str> = large.chain(bad).collect();
    chosen
        .into_iter()
        .filter_map(|path| Some((path.to_owned(), *all.get(path)?)))
        .collect()
}

/// The folders in a report: a sorted list, the root as `.`.
pub(super) mod as_list {
    use serde::{Deserializer, Serializer};

    use super::{BTreeMap, Deserialize, Folder, HashMap, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Entry {
        path: String,
        #[serde(flatten)]
        holds: Folder,
    }

    pub(in crate::exposure) fn serialize<S: Serializer>(
        folders: &HashMap<String, Folder>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let sorted: BTreeMap<&String, &Folder> = folders.iter().collect();
        to.collect_seq(sorted.into_iter().map(|(path, holds)| Entry {
            path: if path.is_empty() { ".".to_owned() } else { path.clone() },
            holds: *holds,
        }))
    }

    pub(in crate::exposure) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<HashMap<String, Folder>, D::Error> {
        let list = Vec::<Entry>::deserialize(from)?;
        let entry = |e: Entry| (if e.path == "." { String::new() } else { e.path }, e.holds);
        Ok(list.into_iter().map(entry).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::finding;

    fn many() -> HashMap<String, Folder> {
        let mut all = HashMap::new();
        let mut root = Folder::default();
        for a in 0..40u64 {
            let mut outer = Folder::default();
            for b in 0..20u64 {
                let inner = Folder {
                    files: 1,
                    bytes: a * 100 + b,
                };
                all.insert(format!("d{a}/e{b}/"), inner);
                outer.add(inner);
            }
            all.insert(format!("d{a}/"), outer);
            root.add(outer);
        }
        all.insert(String::new(), root);
        all
    }

    #[test]
    fn small_folders_with_findings_are_told_and_parents_never_miss() {
        let all = many();
        let f = [finding(
            "r",
            Severity::Critical,
            "some-value-or-other",
            "d0/e0/x.env",
            1,
        )];
        let told = worth_telling(&all, &f);
        assert!(told.len() <= LARGE + FOUND && told.len() < all.len());
        assert!(told.contains_key("d0/e0/") && told.contains_key(""));
        for path in told.keys().filter(|p| p.matches('/').count() == 2) {
            let parent = &path[..=path.find('/').unwrap()];
            assert!(told.contains_key(parent), "{path}");
        }
        assert_eq!(worth_telling(&told, &f), told);
    }

    #[test]
    fn a_folder_has_the_worst_of_what_lies_below() {
        let list = [
            finding("r", Severity::Low, "some-value-or-other", "a/b/x", 1),
            finding("r", Severity::High, "some-value-or-else", "a/y", 1),
        ];
        let found = found(&list);
        let of = |p: &str| (found[p].worst, found[p].findings);
        assert_eq!(of(""), (Some(Severity::High), 2));
        assert_eq!(of("a/"), (Some(Severity::High), 2));
        assert_eq!(of("a/b/"), (Some(Severity::Low), 1));
    }
}
