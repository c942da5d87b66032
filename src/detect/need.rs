//! What a text must hold near a keyword for a pattern to match there, checked before the pattern is compiled.
//!
//! Of all that a pattern requires the most telling row of one class of bytes is taken: 32 hex digits, 8 base64 characters.
//! Looking for such a row takes one probe for as many bytes as it is long.

use std::ops::Range;

use regex_syntax::hir::{Class, Hir, HirKind};

/// A row of bytes of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Need {
    members: [u64; 4],
    least: usize,
}

impl Need {
    /// The most telling row that every match holds; `None` where nothing tells anything.
    pub(super) fn of(hir: &Hir) -> Option<Self> {
        let mut best: Option<(f64, Self)> = None;
        collect(hir, &mut best);
        best.map(|(_, need)| need)
    }

    fn has(&self, b: u8) -> bool {
        self.members[usize::from(b >> 6)] >> (b & 63) & 1 != 0
    }

    /// Whether such a row stands in a part of a text.
    pub(super) fn met(&self, text: &[u8], part: Range<usize>) -> bool {
        let text = text.get(..part.end.min(text.len())).unwrap_or_default();
        // Whatever row there is has a byte at `probe`, or begins behind it.
        let mut from = part.start;
        while let Some(probe) = text.get(from + self.least - 1) {
            if !self.has(*probe) {
                from += self.least;
                continue;
            }
            let row = &text[from..from + self.least];
            match row.iter().rposition(|b| !self.has(*b)) {
                Some(breaks) => from += breaks + 1,
                None => return true,
            }
        }
        false
    }
}

/// Looks at every part of which each match holds at least one.
fn collect(hir: &Hir, best: &mut Option<(f64, Need)>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Literal(_) | HirKind::Alternation(_) => {}
        HirKind::Class(class) => offer(class, 1, best),
        HirKind::Capture(c) => collect(&c.sub, best),
        HirKind::Concat(parts) => parts.iter().for_each(|p| collect(p, best)),
        HirKind::Repetition(r) if r.min > 0 => match r.sub.kind() {
            HirKind::Class(class) => offer(class, r.min, best),
            _ => collect(&r.sub, best),
        },
        HirKind::Repetition(_) => {}
    }
}

fn offer(class: &Class, least: u32, best: &mut Option<(f64, Need)>) {
    let mut members = [0u64; 4];
    let mut add = |a: u8, b: u8| (a..=b).for_each(|x| members[usize::from(x >> 6)] |= 1 << (x & 63));
    match class {
        Class::Bytes(c) => c.ranges().iter().for_each(|r| add(r.start(), r.end())),
        Class::Unicode(c) => {
            for r in c.ranges() {
                if !r.end().is_ascii() {
                    return;
                }
                add(r.start() as u8, r.end() as u8);
            }
        }
    }
    let size: u32 = members.iter().map(|m| m.count_ones()).sum();
    let telling = f64::from(least) * (f64::from(256 / size.max(1))).log2();
    // A few letters in a row are everywhere.
    if telling >= 6.0 && best.as_ref().is_none_or(|b| telling > b.0) {
        *best = Some((
            telling,
            Need {
                members,
                least: least as usize,
            },
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(pattern: &str) -> Option<Need> {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        Need::of(&parser.parse(pattern).unwrap())
    }

    #[test]
    fn the_most_telling_row_is_taken() {
        let n = need(r"(?i)acme[\w .]{0,20}['\x22]([0-9a-f]{32})\b").unwrap();
        assert_eq!(n.least, 32);
        assert!(n.met(b"x = '3f9c1e07ab5d48c2b6e0914d7f2a8c35'", 0..40));
        assert!(!n.met(b"x = '3f9c1e07ab5d48c2b6e0914d7f2a8c3'", 0..40));
        assert!(!n.met(b"x = '3f9c1e07ab5d48c2b6e0914d7f2a8c35'", 0..36));
        assert_eq!(need(r"plink .* -pw (\S+)"), None);
        assert_eq!(need(r"(?:[0-9a-f]{32}|x)"), None);
    }

    proptest::proptest! {
        #[test]
        fn a_row_is_met_where_it_stands(text in "[ab ]{0,60}", least in 2usize..6) {
            let n = need(&format!("b?[0-9a]{{{least},}}")).unwrap();
            proptest::prop_assert_eq!(n.least, least);
            proptest::prop_assert_eq!(n.met(text.as_bytes(), 0..text.len()), text.contains(&"a".repeat(least)));
        }
    }
}
