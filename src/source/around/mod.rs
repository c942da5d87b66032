//! What lies around a tree and a session reads all the same: the home folder, other places of the machine, the process
//! environment.
//!
//! Names are looked at, not contents: this module lists what is there, bounded in depth and number, follows no link and
//! opens nothing. Whether a name matters is the path rules' business, and the caller decides what is opened.

mod places;

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use places::{CONFIGURATION, ENTERED, MACHINE, PRUNED, USERS};

use super::{Item, Origin, OriginKind, Skipped};
use crate::finding::Status;

/// Names looked at below one start.
const ENTRY_LIMIT: usize = 400_000;
const DEPTH: usize = 9;
/// Small files of a configuration folder are worth reading whatever their name.
const SMALL: u64 = 128 << 10;

/// Something that is there.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// Where it is.
    pub path: PathBuf,
    /// As reports name it: `~/…` or absolute, with `/`.
    pub shown: String,
    /// Its size.
    pub len: u64,
    /// A file that can be opened; anything else (socket, link, device) is judged by its name alone.
    pub is_file: bool,
    /// A small file of a folder of settings, worth reading even where no rule knows its name.
    pub is_setting: bool,
    /// What its type and rights say.
    pub note: Option<&'static str>,
}

/// Lists the stores of a home folder: hidden folders, and those where systems keep what belongs to programs.
/// Project folders are trees of their own and are not entered; `without` names roots that are scanned anyway.
pub fn home(home: &Path, without: &[PathBuf], each: &mut dyn FnMut(Sighting), skipped: &mut dyn FnMut(Skipped)) {
    Walk {
        label: "~",
        home: true,
        without,
        count: 0,
        each,
        skipped,
    }
    .folder(home, "", 0);
}

/// Lists places of the machine below `root` (normally `/`): system configuration, mounted secrets, sockets, other
/// people's home folders as far as they can be read.
pub fn machine(
    root: &Path,
    own_home: &Path,
    without: &[PathBuf],
    each: &mut dyn FnMut(Sighting),
    skipped: &mut dyn FnMut(Skipped),
) {
    for (place, depth) in MACHINE {
        let dir = root.join(place);
        let label = format!("/{place}");
        let Ok(meta) = std::fs::symlink_metadata(&dir) else {
            continue;
        };
        if meta.is_dir() {
            let start = DEPTH.saturating_sub(*depth);
            Walk {
                label: &label,
                home: false,
                without,
                count: 0,
                each,
                skipped,
            }
            .folder(&dir, "", start);
        } else if !meta.is_symlink() {
            each(sighting(dir, label, &meta, false));
        }
    }
    for users in USERS {
        let all = root.join(users);
        let mut homes: Vec<PathBuf> = std::fs::read_dir(&all)
            .into_iter()
            .flatten()
            .flatten()
            .take(1000)
            .map(|e| e.path())
            .collect();
        if *users == "root" {
            homes = vec![all];
        }
        homes.sort();
        let own = own_home.canonicalize().unwrap_or_else(|_| own_home.to_owned());
        for other in homes
            .iter()
            .filter(|h| h.is_dir() && h.canonicalize().is_ok_and(|h| h != own))
        {
            let name = other
                .strip_prefix(root)
                .unwrap_or(other)
                .to_string_lossy()
                .replace('\\', "/");
            let label = format!("/{name}");
            Walk {
                label: &label,
                home: true,
                without,
                count: 0,
                each,
                skipped,
            }
            .folder(other, "", 0);
        }
    }
}

/// The variables of a process as items, one each, so that a rule sees the name beside the value.
pub fn environment(variables: &[(String, String)]) -> impl Iterator<Item = Item<'static>> {
    variables.iter().map(|(name, value)| Item {
        origin: Origin {
            path: format!("env:{name}"),
            member: Vec::new(),
            commit: None,
            status: Status::Outside,
            kind: OriginKind::Environment,
        },
        bytes: format!("{name}={value}").into_bytes().into(),
    })
}

struct Walk<'a> {
    label: &'a str,
    home: bool,
    without: &'a [PathBuf],
    count: usize,
    each: &'a mut dyn FnMut(Sighting),
    skipped: &'a mut dyn FnMut(Skipped),
}

impl Walk<'_> {
    /// `rel` is the folder's path below the start, with `/` behind it where it is not empty.
    fn folder(&mut self, dir: &Path, rel: &str, depth: usize) {
        let mut entries: Vec<_> = std::fs::read_dir(dir).into_iter().flatten().flatten().collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            self.count += 1;
            if self.count > ENTRY_LIMIT {
                if self.count == ENTRY_LIMIT + 1 {
                    (self.skipped)(Skipped::new(
                        self.label,
                        format!("more than {ENTRY_LIMIT} entries: the rest was not looked at"),
                    ));
                }
                return;
            }
            let Ok(meta) = entry.metadata() else { continue };
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let inner = format!("{rel}{name}");
            if meta.is_dir() {
                if depth < DEPTH && self.enters(&inner, &name) && !self.without.contains(&path) {
                    self.folder(&path, &(inner + "/"), depth + 1);
                }
                continue;
            }
            let setting = self.home && self.is_setting(&inner, &name, &meta);
            (self.each)(sighting(path, format!("{}/{inner}", self.label), &meta, setting));
        }
    }

    fn enters(&self, inner: &str, name: &str) -> bool {
        if PRUNED
            .iter()
            .any(|p| if p.contains('/') { inner == *p } else { name == *p })
        {
            return false;
        }
        if !self.home {
            return true;
        }
        let top = inner.split('/').next().unwrap_or(inner);
        if top == ".cache" {
            return [".cache", ".cache/huggingface", ".cache/op"]
                .iter()
                .any(|p| inner == *p || inner.starts_with(&format!("{p}/")) && *p != ".cache");
        }
        top.starts_with('.') || ENTERED.contains(&top)
    }

    fn is_setting(&self, inner: &str, name: &str, meta: &Metadata) -> bool {
        meta.is_file()
            && meta.len() <= SMALL
            && inner.starts_with('.')
            && inner.matches('/').count() <= 4
            && name
                .rsplit_once('.')
                .is_none_or(|(stem, ext)| stem.is_empty() || CONFIGURATION.iter().any(|c| ext.eq_ignore_ascii_case(c)))
    }
}

fn sighting(path: PathBuf, shown: String, meta: &Metadata, is_setting: bool) -> Sighting {
    Sighting {
        path,
        shown,
        len: meta.len(),
        is_file: meta.is_file(),
        is_setting,
        note: crate::platform::standing(meta),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_are_listed_and_projects_caches_and_scanned_roots_are_not() {
        let tmp = tempfile::tempdir().unwrap();
        for f in [
            ".aws/credentials",
            ".config/gh/hosts.yml",
            ".cache/pip/http/x",
            ".cache/huggingface/token",
            "src/app/.env",
            "Library/Keychains/login.keychain-db",
            "AppData/Roaming/gcloud/credentials.db",
            ".cargo/registry/src/a/b.pem",
            ".cargo/credentials.toml",
            ".bashrc",
            ".dots/mine/secret",
            "Documents/team.kdbx",
        ] {
            let file = tmp.path().join(f);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "x").unwrap();
        }
        let mut seen = Vec::new();
        home(
            tmp.path(),
            &[tmp.path().join(".dots/mine")],
            &mut |s| seen.push(s.shown),
            &mut |s| panic!("{s:?}"),
        );
        seen.sort();
        assert_eq!(
            seen,
            [
                "~/.aws/credentials",
                "~/.bashrc",
                "~/.cache/huggingface/token",
                "~/.cargo/credentials.toml",
                "~/.config/gh/hosts.yml",
                "~/AppData/Roaming/gcloud/credentials.db",
                "~/Documents/team.kdbx",
                "~/Library/Keychains/login.keychain-db",
            ]
        );
    }
}
