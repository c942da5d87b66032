//! Where the configuration of a tree stands.

use std::path::{Path, PathBuf};

/// The name looked for at the root of the repository.
pub const FILE_NAME: &str = ".spillage.toml";

/// The root of the repository that a path lies in (the nearest folder above with a `.git`), else the path's own folder.
#[must_use]
pub fn project_root(path: &Path) -> PathBuf {
    let start = if path.is_dir() {
        path
    } else {
        path.parent().unwrap_or(path)
    };
    let start = if start.as_os_str().is_empty() {
        Path::new(".")
    } else {
        start
    };
    let full = start.canonicalize().unwrap_or_else(|_| start.to_path_buf());
    full.ancestors()
        .find(|a| a.join(".git").exists())
        .map_or(full.clone(), Path::to_path_buf)
}
