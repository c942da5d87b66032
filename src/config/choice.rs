//! Which rules take part: words that name a rule (`github-personal-access-token`), a group (`github-*`) or a category
//! (`marker`).

use super::error::nearest;
use crate::finding::Category;
use crate::rule::{Rule, RuleSet};

/// Rules to take and rules to leave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only these; empty for all.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
}

impl Choice {
    /// Whether a rule takes part.
    #[must_use]
    pub fn keeps(&self, id: &str, category: Category) -> bool {
        let named = |list: &[String]| list.iter().any(|w| names(w, id, category));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }

    /// Whether every rule takes part.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.select.is_empty() && self.ignore.is_empty()
    }

    /// That every word names something.
    ///
    /// # Errors
    /// With the word that does not, and what was probably meant.
    pub fn check(&self, rules: &RuleSet) -> Result<(), String> {
        for word in self.select.iter().chain(&self.ignore) {
            if !rules.rules().iter().any(|r| names(word, r.id.get(), r.category)) {
                return Err(unknown(word, rules.rules()));
            }
        }
        Ok(())
    }
}

/// What to say about a word that names no rule.
#[must_use]
pub fn unknown(word: &str, rules: &[Rule]) -> String {
    let ids = rules.iter().map(|r| r.id.get());
    match nearest(word, ids.chain(Category::ALL.iter().map(|c| c.name()))) {
        Some(near) => format!("{word:?} names no rule, did you mean `{near}`?"),
        None => format!("{word:?} names no rule; `spillage rules list` shows them all"),
    }
}

fn names(word: &str, id: &str, category: Category) -> bool {
    match word.strip_suffix('*') {
        Some(prefix) => id.starts_with(prefix),
        None => id == word || category.name() == word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_rules_groups_and_categories() {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let c = Choice {
            select: list(&["github-*", "marker"]),
            ignore: list(&["github-old"]),
        };
        assert!(c.keeps("github-new", Category::Secret));
        assert!(!c.keeps("github-old", Category::Secret));
        assert!(c.keeps("tlp-red", Category::Marker));
        assert!(!c.keeps("aws-key", Category::Secret));
        assert!(Choice::default().keeps("anything", Category::Path));
    }

    #[test]
    fn a_word_that_names_nothing_is_an_error() {
        let rules = RuleSet::built_in();
        let c = Choice {
            select: vec!["github-personal-acces-token".into()],
            ignore: Vec::new(),
        };
        assert!(
            c.check(&rules)
                .unwrap_err()
                .contains("did you mean `github-personal-access-token`")
        );
        let c = Choice {
            select: vec!["secret".into(), "github-*".into()],
            ignore: Vec::new(),
        };
        assert_eq!(c.check(&rules), Ok(()));
    }
}
