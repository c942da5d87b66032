//! The shared strings of a workbook.

use super::super::markup::{Token, tokens, unescape};

/// The shared strings of a workbook, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
    shown: Vec<bool>,
}

impl Strings {
    fn end(&mut self) {
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.shown.push(false);
    }

    fn get(&self, i: usize) -> Option<&str> {
        let start = i
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start as usize..*self.ends.get(i)? as usize)
    }

    /// What stands in the file and in no cell, a line each.
    pub(super) fn not_shown(&self) -> String {
        let left: Vec<&str> = (0..self.ends.len())
            .filter(|i| self.shown.get(*i) == Some(&false))
            .filter_map(|i| self.get(i))
            .collect();
        left.join("\n")
    }

    /// A string that a cell shows.
    pub(super) fn show(&mut self, i: usize) -> Option<&str> {
        *self.shown.get_mut(i)? = true;
        self.get(i)
    }
}

pub(super) fn shared_strings(xml: &[u8]) -> Strings {
    let mut all = Strings::default();
    let (mut in_text, mut is_reading_aid) = (false, false);
    for token in tokens(xml) {
        match token {
            Token::Start {
                name: b"si",
                is_empty: true,
                ..
            }
            | Token::End(b"si") => all.end(),
            Token::Start {
                name: b"rPh",
                is_empty: false,
                ..
            } => is_reading_aid = true,
            Token::End(b"rPh") => is_reading_aid = false,
            Token::Start {
                name: b"t",
                is_empty: false,
                ..
            } => in_text = true,
            Token::End(b"t") => in_text = false,
            Token::Text(text) if in_text && !is_reading_aid => all.text.push_str(&unescape(text)),
            _ => {}
        }
    }
    all
}
