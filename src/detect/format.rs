//! Formats that announce themselves: models and data sets by their first bytes, and by their size.

use crate::rule::{Rule, magic};

/// The first bytes that rules ask for.
#[derive(Debug, Default)]
pub(super) struct Formats(Vec<Format>);

#[derive(Debug)]
struct Format {
    rule: usize,
    at: usize,
    bytes: Vec<u8>,
    alone: bool,
}

impl Format {
    fn begins(&self, head: &[u8]) -> bool {
        head.get(self.at..).is_some_and(|h| h.starts_with(&self.bytes))
    }
}

impl Formats {
    pub(super) fn new(rules: &[Rule]) -> Self {
        Self(
            rules
                .iter()
                .enumerate()
                .flat_map(|(rule, r)| r.magic.iter().map(move |m| (rule, r.magic_alone, m)))
                .filter_map(|(rule, alone, m)| {
                    let (at, bytes) = magic(m)?;
                    Some(Format { rule, at, bytes, alone })
                })
                .collect(),
        )
    }

    /// Whether a file begins as a rule wants it; nothing where the rule wants nothing.
    pub(super) fn fits(&self, rule: usize, head: &[u8]) -> Option<bool> {
        let mut wants = self.0.iter().filter(|f| f.rule == rule).peekable();
        wants.peek()?;
        Some(wants.any(|f| f.begins(head)))
    }

    /// Rules whose bytes the file begins with, whatever its name. A text may begin with any letters.
    pub(super) fn alone<'f>(&'f self, head: &'f [u8]) -> impl Iterator<Item = usize> + 'f {
        let binary = || head.iter().take(64).any(|b| matches!(b, 0..=8 | 14..=31 | 127));
        self.0
            .iter()
            .filter(move |f| f.alone && f.begins(head) && binary())
            .map(|f| f.rule)
    }
}
