//! The selected rules.

use std::borrow::Cow;

use super::Rule;

/// Why rules could not be loaded.
#[derive(Debug)]
pub struct RuleError(pub String);

impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RuleError {}

/// The rules of a run.
#[derive(Debug, Clone)]
pub struct RuleSet {
    pub(super) rules: Cow<'static, [Rule]>,
}

impl RuleSet {
    /// All built-in rules.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            rules: Cow::Borrowed(super::built_in()),
        }
    }

    /// The rules, sorted by id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule handled by this recogniser under this id.
    #[must_use]
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.rules.binary_search_by(|r| r.id.get().cmp(id)).ok()
    }
}
