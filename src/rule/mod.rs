//! Rules are data: TOML under `rules/`, turned into a static table by the build script, so that start-up parses nothing.
//!
//! Raw (what the file says, `raw`) -> [`Rule`] (validated) -> [`RuleSet`] (selected and compiled, regexes lazily).

pub mod examples;
pub(crate) mod kinds;
mod own;
pub mod raw;
pub(crate) mod run;
mod set;
mod text;

pub(crate) use raw::magic;
pub use set::{RuleError, RuleSet};
pub use text::{List, Text};

use crate::finding::{Category, Severity};

/// A validated rule. Rules that a user brings live as long as the process, like the built-in ones.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable id.
    pub id: Text,
    /// A few words.
    pub title: Text,
    /// Service or theme.
    pub provider: Text,
    /// Why it matters.
    pub why: Text,
    /// How to fix it.
    pub fix: Text,
    /// Kind of exposure.
    pub category: Category,
    /// How bad.
    pub severity: Severity,
    /// What it opens, 0 to 1.
    pub impact: f64,
    /// Prior of a match that passes every condition, 0 to 1.
    pub confidence: f64,
    /// Literals that call for the rule, lower case.
    pub keywords: List,
    /// What goes on behind a prefix of this service, see [`raw::Form`].
    pub forms: List,
    /// How matches are made.
    pub how: How,
    /// Globs where the rule holds; empty: everywhere.
    pub paths: List,
    /// Globs where it does not.
    pub not_paths: List,
    /// Structural checks.
    pub checks: List,
    /// Least entropy of the value, bits per character; 0 for none.
    pub entropy: f64,
    /// Regexes that the value must not match.
    pub allow: List,
    /// Regexes that the line must not match.
    pub allow_line: List,
    /// Regexes that must match nearby.
    pub near: List,
    /// Lines around the match in which `near` is looked for.
    pub near_lines: u32,
    /// Letters and digits in a row that every match holds, as its pattern says.
    pub run: u32,
    /// Which kinds of runs that may be, a bit each.
    pub kinds: u16,
    /// Bytes behind the keyword in which a match may end.
    pub window: u32,
    /// Only in the first so many lines; 0: everywhere.
    pub head_lines: u32,
    /// Says nothing where the file's folder stands under an open licence.
    pub open_licence_clears: bool,
    /// Bytes with which the format begins, `OFFSET:HEX`; rules by path only.
    pub magic: List,
    /// The bytes count whatever the file is called.
    pub magic_alone: bool,
    /// Smaller files are hardly meant, in bytes.
    pub least_size: u64,
    /// `(path, text)` that must match.
    pub examples: Examples,
    /// `(path, text)` that must not.
    pub counterexamples: Examples,
    /// Where the format is documented.
    pub references: List,
}

/// Paths and texts, in one string.
#[derive(Debug, Clone, Copy)]
pub struct Examples(Text);

impl Examples {
    /// Each path with its text.
    pub fn iter(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0
            .get()
            .split_terminator(raw::MARKS[1])
            .filter_map(|e| e.split_once(raw::MARKS[0]))
    }

    /// How many.
    #[must_use]
    pub fn count(self) -> usize {
        self.iter().count()
    }
}

/// How a rule finds its matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A regular expression tried around a keyword.
    Pattern(Text),
    /// The shape of a value assigned to a name that holds a keyword.
    Value {
        /// Regex of what may follow the keyword inside the name; empty for any identifier tail.
        name: Text,
        /// Regex of the value.
        value: Text,
    },
    /// A built-in recogniser.
    Recogniser(Text),
    /// The path alone.
    Path,
}

impl How {
    /// The recogniser's name, if there is one.
    #[must_use]
    pub fn recogniser(self) -> Option<&'static str> {
        match self {
            Self::Recogniser(name) => Some(name.get()),
            _ => None,
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The rules that come with the program, sorted by id.
#[must_use]
pub fn built_in() -> &'static [Rule] {
    BUILT_IN
}

/// Literals with the bucket and offset under which the sweep files them, as `xtask buckets` chose them; sorted.
pub(crate) fn buckets() -> impl Iterator<Item = (&'static str, u8, u8)> {
    BUCKETS
        .iter()
        .map(|(literal, bucket, at)| (literal.get(), *bucket, *at))
}
