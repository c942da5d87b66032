//! Paths as other tools write them, as paths of a report: relative, with `/`, members of archives apart.

/// Names of archives that tools write a `!` and a member behind.
const ARCHIVES: [&str; 14] = [
    ".zip", ".jar", ".war", ".ear", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".apk", ".whl",
];

/// The longest path that is kept, in characters.
const LONGEST: usize = 4096;

/// Where a finding is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) member: Vec<String>,
    /// Not below the root.
    pub(super) outside: bool,
}

/// `root` is an absolute path with `/`.
pub(super) fn of(path: &str, root: &str) -> Place {
    let path: String = path.chars().take(LONGEST).collect::<String>().replace('\\', "/");
    let mut parts = path.split('!');
    let mut first = parts.next().unwrap_or_default().to_owned();
    let mut member = Vec::new();
    let mut archive = is_archive(&first);
    for part in parts {
        if archive && !part.is_empty() {
            archive = is_archive(part);
            member.push(part.trim_start_matches('/').to_owned());
        } else {
            let last = member.last_mut().unwrap_or(&mut first);
            last.push('!');
            last.push_str(part);
            archive = is_archive(last);
        }
    }
    let root = root.trim_end_matches('/');
    let inside = first
        .strip_prefix(root)
        .filter(|rest| !root.is_empty() && (rest.is_empty() || rest.starts_with('/')))
        .map(str::to_owned);
    let absolute = first.starts_with('/') || first.as_bytes().get(1) == Some(&b':');
    let outside = inside.is_none() && absolute;
    let shown = tidy(inside.as_deref().unwrap_or(&first));
    Place {
        path: if outside && first.starts_with('/') {
            format!("/{shown}")
        } else {
            shown
        },
        member,
        outside,
    }
}

/// Without `.` and empty parts; `..` stays where nothing stands before it.
fn tidy(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if out.last().is_some_and(|l| *l != "..") => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out.join("/")
}

fn is_archive(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ARCHIVES.iter().any(|a| lower.ends_with(a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_every_manner() {
        for (given, path, member, outside) in [
            ("./a/b.env", "a/b.env", &[][..], false),
            ("a\\b.env", "a/b.env", &[], false),
            ("/srv/repo/a/b.env", "a/b.env", &[], false),
            ("/srv/repository/b.env", "/srv/repository/b.env", &[], true),
            ("C:/x/b.env", "C:/x/b.env", &[], true),
            ("a/../b//c", "b/c", &[], false),
            ("x.zip!in/y.tar.gz!z.env", "x.zip", &["in/y.tar.gz", "z.env"], false),
            ("wow!.env", "wow!.env", &[], false),
        ] {
            let p = of(given, "/srv/repo");
            assert_eq!((p.path.as_str(), p.outside), (path, outside), "{given}");
            assert_eq!(p.member, member, "{given}");
        }
    }
}
