//! Patterns over normalised notices, compiled when first asked for.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::{Config, Regex};
use regex_automata::util::syntax;

/// A pattern over text in lower case; bytes, not Unicode classes, so that it compiles fast and stays small.
#[derive(Debug)]
pub(crate) struct Words {
    pattern: &'static str,
    cell: OnceLock<Option<Regex>>,
}

impl Words {
    pub(crate) const fn new(pattern: &'static str) -> Self {
        Self {
            pattern,
            cell: OnceLock::new(),
        }
    }

    fn regex(&self) -> Option<&Regex> {
        let build = || {
            let syntax = syntax::Config::new().unicode(false).utf8(false);
            let config = Config::new()
                .utf8_empty(false)
                .nfa_size_limit(Some(4 << 20))
                .hybrid_cache_capacity(1 << 20);
            Regex::builder()
                .configure(config)
                .syntax(syntax)
                .build(self.pattern)
                .ok()
        };
        self.cell.get_or_init(build).as_ref()
    }

    pub(crate) fn find(&self, text: &[u8]) -> Option<Range<usize>> {
        self.regex()?.find(text).map(|m| m.range())
    }

    pub(crate) fn find_iter<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = Range<usize>> + 't {
        self.regex()
            .into_iter()
            .flat_map(move |r| r.find_iter(text).map(|m| m.range()))
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|r| r.is_match(text))
    }

    /// The groups of the first match.
    pub(crate) fn groups<'t>(&self, text: &'t [u8]) -> Option<Vec<Option<&'t [u8]>>> {
        let r = self.regex()?;
        let mut caps = r.create_captures();
        r.captures(text, &mut caps);
        caps.is_match()
            .then(|| caps.iter().map(|g| g.and_then(|g| text.get(g.range()))).collect())
    }

    #[cfg(test)]
    pub(crate) fn compiles(&self) -> bool {
        self.regex().is_some()
    }
}
