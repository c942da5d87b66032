//! Paths that are left out, with the reason for it: globs in the manner of ignore files.
//!
//! `name` matches at any depth, `a/b` from the root, `a/` a folder; whatever lies below a match is matched too.

use globset::{GlobBuilder, GlobMatcher};

/// One exclusion.
#[derive(Debug, Clone)]
pub struct Exclude {
    /// As it was written.
    pub pattern: String,
    /// Why; empty where nobody said.
    pub reason: String,
    /// From a flag: the user asked for it. Otherwise from a file in a tree that may not be trusted.
    pub flag: bool,
    here: GlobMatcher,
    below: GlobMatcher,
}

impl Exclude {
    /// Whether a path relative to the root, with `/`, is left out.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.here.is_match(path)
            || self.below.is_match(path)
            || (!path.is_empty() && self.below.is_match(format!("{path}/x")))
    }
}

/// All exclusions of a run.
#[derive(Debug, Clone, Default)]
pub struct Excludes(Vec<Exclude>);

impl Excludes {
    /// Adds a glob.
    ///
    /// # Errors
    /// Where it is no valid glob, in words.
    pub fn add(&mut self, pattern: &str, reason: &str, flag: bool) -> Result<(), String> {
        let path = pattern.trim_start_matches("./");
        let anchored = path.trim_end_matches('/').contains('/');
        let folder = path.ends_with('/');
        let core = path.trim_matches('/');
        if core.is_empty() {
            return Err(format!(
                "{pattern:?} is no glob: expected something like vendor/ or **/*.lock"
            ));
        }
        let core = if anchored {
            core.to_owned()
        } else {
            format!("**/{core}")
        };
        let build = |glob: &str| {
            GlobBuilder::new(glob)
                .literal_separator(true)
                .backslash_escape(true)
                .build()
                .map(|g| g.compile_matcher())
                .map_err(|e| format!("{pattern:?} is no valid glob: {}", e.kind()))
        };
        let below = build(&format!("{core}/**"))?;
        let here = if folder { below.clone() } else { build(&core)? };
        self.0.push(Exclude {
            pattern: pattern.to_owned(),
            reason: reason.to_owned(),
            flag,
            here,
            below,
        });
        Ok(())
    }

    /// The first exclusion that matches a path relative to the root, with `/`.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&Exclude> {
        self.0.iter().find(|e| e.matches(path))
    }

    /// The exclusions in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &Exclude> {
        self.0.iter()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_like_an_ignore_file() {
        let cases = [
            ("vendor/", "vendor/a/b.rs", true),
            ("vendor/", "x/vendor/b.rs", true),
            ("vendor/", "vendor", true),
            ("vendor/*.c", "vendor", false),
            ("vendor", "x/vendor", true),
            ("vendor", "x/vendor/y", true),
            ("*.lock", "a/b/Cargo.lock", true),
            ("docs/*.md", "docs/a.md", true),
            ("docs/*.md", "docs/a/b.md", false),
            ("docs/**", "docs/a/b.md", true),
            ("/docs/", "docs/a", true),
            ("/docs/", "x/docs/a", false),
            ("./config/prod.env", "config/prod.env", true),
            ("{a,b}/c", "b/c", true),
        ];
        for (glob, path, want) in cases {
            let mut e = Excludes::default();
            e.add(glob, "", false).unwrap();
            assert_eq!(e.find(path).is_some(), want, "{glob} {path}");
        }
        for bad in ["[", "{a", "", "/"] {
            assert!(Excludes::default().add(bad, "", false).is_err(), "{bad}");
        }
    }
}
