//! Rules that a user brings, made into the same type as the built-in ones.
//!
//! They live as long as the process: they are read once, before anything runs.

use super::raw::{RawRule, packed};
use super::{Examples, How, List, Rule, RuleError, RuleSet, Text};
use crate::finding::{Category, Severity};

impl Rule {
    /// The rule that a raw one describes.
    ///
    /// # Errors
    /// Where the raw rule is not valid.
    pub fn from_raw(raw: &RawRule) -> Result<Self, RuleError> {
        if let Some(p) = raw.problem() {
            return Err(RuleError(format!("rule {:?}: {p}", raw.id)));
        }
        if let Some(p) = syntax(raw) {
            return Err(RuleError(format!("rule {:?}: {p}", raw.id)));
        }
        let category = Category::ALL.into_iter().find(|c| c.name() == raw.category);
        let severity = Severity::ALL.into_iter().find(|s| s.name() == raw.severity);
        let (Some(category), Some(severity)) = (category, severity) else {
            return Err(RuleError(format!("rule {:?}: unknown category or severity", raw.id)));
        };
        let how = match (&raw.pattern, &raw.value, &raw.recogniser) {
            (Some(p), _, _) => How::Pattern(Text::kept(p)),
            (_, Some(v), _) => How::Value {
                name: Text::kept(raw.name.as_deref().unwrap_or("")),
                value: Text::kept(v),
            },
            (_, _, Some(r)) => How::Recogniser(Text::kept(r)),
            _ => How::Path,
        };
        let keywords = raw.spellings();
        let keys: Vec<&str> = keywords.iter().map(String::as_str).collect();
        Ok(Self {
            id: Text::kept(&raw.id),
            title: Text::kept(&raw.title),
            provider: Text::kept(&raw.provider),
            why: Text::kept(&raw.why),
            fix: Text::kept(&raw.fix),
            category,
            severity,
            impact: raw.impact,
            confidence: raw.confidence,
            keywords: List::kept(&keywords),
            forms: List::kept(&raw.forms),
            how,
            paths: List::kept(&raw.paths),
            not_paths: List::kept(&raw.not_paths),
            checks: List::kept(&raw.checks),
            entropy: raw.entropy.unwrap_or(0.0),
            allow: List::kept(&raw.allow),
            allow_line: List::kept(&raw.allow_line),
            near: List::kept(&raw.near),
            near_lines: raw.near_lines.unwrap_or(8),
            run: match how {
                How::Pattern(pattern) => super::run::of_pattern(pattern.get(), &keys, raw.window.unwrap_or(400)),
                How::Value { value, .. } => super::run::of_value(value.get()),
                How::Recogniser(_) | How::Path => 0,
            },
            kinds: match how {
                How::Pattern(pattern) => super::kinds::of_pattern(pattern.get()),
                How::Value { value, .. } => super::kinds::of_value(value.get()),
                How::Recogniser(_) | How::Path => super::kinds::ALL,
            },
            window: raw.window.unwrap_or(400),
            head_lines: raw.head_lines.unwrap_or(0),
            open_licence_clears: raw.open_licence_clears,
            magic: List::kept(&raw.magic),
            magic_alone: raw.magic_alone,
            least_size: raw.least_size.unwrap_or(0),
            examples: Examples(Text::kept(&packed(&raw.examples))),
            counterexamples: Examples(Text::kept(&packed(&raw.counterexamples))),
            references: List::kept(&raw.references),
        })
    }
}

impl RuleSet {
    /// The set with rules that a user brings.
    ///
    /// # Errors
    /// Where a rule is not valid or its id is taken.
    pub fn with_own(self, own: &[RawRule]) -> Result<Self, RuleError> {
        if own.is_empty() {
            return Ok(self);
        }
        let mut rules = self.rules.into_owned();
        for raw in own {
            if rules.iter().any(|r| r.id.get() == raw.id) {
                return Err(RuleError(format!(
                    "rule {:?}: there is a rule of this id already",
                    raw.id
                )));
            }
            rules.push(Rule::from_raw(raw)?);
        }
        rules.sort_by_key(|r| r.id);
        Ok(Self { rules: rules.into() })
    }

    /// Drops the rules that `keep` does not want.
    #[must_use]
    pub fn filtered(mut self, keep: impl Fn(&Rule) -> bool) -> Self {
        if !self.rules.iter().all(&keep) {
            self.rules.to_mut().retain(keep);
        }
        self
    }

    /// The rule with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.index_of(id).and_then(|i| self.rules.get(i))
    }
}

/// The first regular expression that is none, with its key: such a rule would match nothing, and nobody would know.
fn syntax(raw: &RawRule) -> Option<String> {
    let lists: [(&str, &[String]); 6] = [
        ("pattern", raw.pattern.as_slice()),
        ("value", raw.value.as_slice()),
        ("name", raw.name.as_slice()),
        ("allow", &raw.allow),
        ("allow_line", &raw.allow_line),
        ("near", &raw.near),
    ];
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
    lists.iter().find_map(|(key, list)| {
        let error = list.iter().find_map(|p| parser.parse(p).err())?.to_string();
        Some(format!("`{key}`: {}", error.lines().last().unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const OWN: &str = r#"
        [[rule]]
        id = "acme-token"
        title = "ACME token"
        why = "Opens ACME."
        fix = "Revoke it."
        category = "secret"
        severity = "high"
        impact = 0.6
        confidence = 0.9
        keywords = ["ACME_"]
        pattern = '\b(acme_[0-9a-f]{32})\b'
    "#;

    #[test]
    fn own_rules_join_the_built_in_ones() {
        let own = Config::from_text("c", OWN).unwrap().rules;
        let set = RuleSet::built_in().with_own(&own).unwrap();
        let rule = set.get("acme-token").unwrap();
        assert_eq!((rule.keywords.get(0), rule.window), (Some("acme_"), 400));
        assert!(set.rules().is_sorted_by_key(|r| r.id));
        assert!(set.with_own(&own).unwrap_err().to_string().contains("already"));
    }

    #[test]
    fn a_service_may_be_a_section_of_its_own() {
        let mut rule = Config::from_text("c", OWN).unwrap().rules[0].clone();
        rule.keywords = vec![
            "acme_api_key".to_owned(),
            "acme.example".to_owned(),
            "api_key".to_owned(),
        ];
        assert_eq!(rule.spellings(), rule.keywords);
        rule.value = rule.pattern.take();
        let spelled = rule.spellings();
        for k in ["acme_api_key", "\"acme\"", "[acme]", "\nacme:", "acmeapikey"] {
            assert!(spelled.iter().any(|s| s == k), "{k} {spelled:?}");
        }
        assert!(!spelled.iter().any(|s| s == "\"api\""));
    }

    #[test]
    fn a_rule_that_could_match_nothing_is_refused() {
        let own = Config::from_text("c", OWN).unwrap().rules;
        let refused = |change: &dyn Fn(&mut RawRule)| {
            let mut own = own.clone();
            change(&mut own[0]);
            RuleSet::built_in().with_own(&own).unwrap_err().to_string()
        };
        let message = refused(&|r| r.pattern = Some("acme_[0-9a-f]{D}".to_owned()));
        assert!(message.starts_with("rule \"acme-token\": `pattern`: "), "{message}");
        let message = refused(&|r| r.allow_line = vec!["fine".to_owned(), "(".to_owned()]);
        assert!(message.starts_with("rule \"acme-token\": `allow_line`: "), "{message}");
    }
}
