//! Versions as agents write them: numbers separated by dots.

use std::fmt;

/// A version; what is missing counts as zero, what follows `-` or `+` is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version([u64; 3]);

impl Version {
    /// Reads `1.2.3`, `v1.2`, `2025.9.25-beta.1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', '^', '~', '=']);
        let core = text.split(['-', '+', ' ']).next()?;
        let mut out = [0; 3];
        let mut parts = core.split('.');
        for slot in &mut out {
            match parts.next() {
                Some(p) => *slot = p.parse().ok()?,
                None => break,
            }
        }
        Some(Self(out))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0[0], self.0[1], self.0[2])
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_compare_by_number() {
        let v = |t| Version::parse(t).unwrap();
        assert!(v("2.1.9") < v("v2.1.10") && v("0.1.16-rc.1") == v("0.1.16") && v("2") < v("2.0.1"));
        assert_eq!(Version::parse("latest"), None);
    }
}
