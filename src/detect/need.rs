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

/// The bytes that may stand in the first places of every match of a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head(Vec<[u64; 4]>);

/// Places of a head that are kept.
const PLACES: usize = 24;

impl Head {
    pub(super) fn of(hir: &Hir) -> Self {
        let mut head = Self::default();
        head.grow(hir);
        head
    }

    /// Whether a match may begin at `pos`.
    pub(super) fn fits(&self, text: &[u8], pos: usize) -> bool {
        let text = text.get(pos..).unwrap_or_default();
        text.len() >= self.0.len()
            && self
                .0
                .iter()
                .zip(text)
                .all(|(set, b)| set[usize::from(b >> 6)] >> (b & 63) & 1 != 0)
    }

    /// Whether every match surely begins with one of a few words in lower case, whatever the case in the text. `false` where
    /// that is not sure at a glance.
    pub(super) fn is_one_of(&self, words: &[&str]) -> bool {
        let mut begun = vec![Vec::new()];
        for set in &self.0 {
            let bytes = (0..=255u8).filter(|b| set[usize::from(b >> 6)] >> (b & 63) & 1 != 0);
            let mut lower: Vec<u8> = bytes.map(|b| b.to_ascii_lowercase()).collect();
            lower.sort_unstable();
            lower.dedup();
            begun = begun
                .iter()
                .flat_map(|begin: &Vec<u8>| lower.iter().map(move |b| [begin.as_slice(), &[*b]].concat()))
                .collect();
            begun.retain(|begin| !words.iter().any(|w| w.as_bytes() == begin.as_slice()));
            if begun.is_empty() {
                return true;
            }
            if begun.len() > 16 || begun.iter().any(|b| !words.iter().any(|w| w.as_bytes().starts_with(b))) {
                return false;
            }
        }
        false
    }

    /// Adds the places that `hir` settles; `false` where what follows has no certain place any more.
    fn grow(&mut self, hir: &Hir) -> bool {
        if self.0.len() >= PLACES {
            return false;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(l) => {
                for b in l.0.iter() {
                    let mut set = [0; 4];
                    set[usize::from(b >> 6)] = 1 << (b & 63);
                    self.0.push(set);
                }
                true
            }
            HirKind::Class(class) => {
                let Some(set) = members(class) else { return false };
                self.0.push(set);
                true
            }
            HirKind::Capture(c) => self.grow(&c.sub),
            HirKind::Concat(parts) => parts.iter().all(|p| self.grow(p)),
            HirKind::Repetition(r) => (0..r.min.min(PLACES as u32)).all(|_| self.grow(&r.sub)) && r.max == Some(r.min),
            HirKind::Alternation(parts) => {
                let heads: Vec<(Self, bool)> = parts
                    .iter()
                    .map(|p| {
                        let mut head = Self::default();
                        let certain = head.grow(p);
                        (head, certain)
                    })
                    .collect();
                let shortest = heads.iter().map(|(h, _)| h.0.len()).min().unwrap_or(0);
                for i in 0..shortest {
                    self.0.push(heads.iter().fold([0; 4], |mut all, (h, _)| {
                        all.iter_mut().zip(h.0[i]).for_each(|(a, b)| *a |= b);
                        all
                    }));
                }
                heads.iter().all(|(h, certain)| *certain && h.0.len() == shortest)
            }
        }
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
    let Some(members) = members(class) else { return };
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

/// The bytes of a class; `None` where it holds more than bytes.
fn members(class: &Class) -> Option<[u64; 4]> {
    let mut members = [0u64; 4];
    let mut add = |a: u8, b: u8| (a..=b).for_each(|x| members[usize::from(x >> 6)] |= 1 << (x & 63));
    match class {
        Class::Bytes(c) => c.ranges().iter().for_each(|r| add(r.start(), r.end())),
        Class::Unicode(c) => {
            for r in c.ranges() {
                if !r.end().is_ascii() {
                    return None;
                }
                add(r.start() as u8, r.end() as u8);
            }
        }
    }
    Some(members)
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

    #[test]
    fn a_head_settles_the_first_places() {
        let head = |pattern: &str| {
            let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
            Head::of(&parser.parse(pattern).unwrap())
        };
        let h = head(r"\b((?:AKIA|ASIA)[A-Z2-7]{16})\b");
        assert_eq!(h.0.len(), 20);
        assert!(h.fits(b"AKIAQWXJZKVPBTGHMFDL", 0) && !h.fits(b"AKIAQWXJZKVPBTGHMFD", 0));
        assert!(!h.fits(b"AKIAQWXJZKVPBTGHMFDl", 0) && !h.fits(b"akiaQWXJZKVPBTGHMFDL", 0));
        assert!(h.is_one_of(&["akia", "asia"]) && !h.is_one_of(&["akia"]));
        assert!(head(r"(?i)ghp_[a-z]").is_one_of(&["ghp_"]) && !head(r"[a-z]ghp_").is_one_of(&["ghp_"]));
        assert_eq!(head(r"(?i)key-?[0-9]{8}").0.len(), 3);
        assert_eq!(head(r"a(?:bc|d)e").0.len(), 2);
        assert_eq!(head(r"x{2,}y").0.len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn a_head_fits_every_match(text in "[ab0-1]{0,12}") {
            for pattern in ["a[b0]{2}(?:0|1b)a*", "(?:ab|a0|b)[01]", "(a|b0)+1"] {
                let re = crate::detect::matcher::regex(&format!("^(?:{pattern})")).unwrap();
                let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
                let head = Head::of(&parser.parse(pattern).unwrap());
                proptest::prop_assert!(!re.is_match(text.as_bytes()) || head.fits(text.as_bytes(), 0));
            }
        }

        #[test]
        fn a_row_is_met_where_it_stands(text in "[ab ]{0,60}", least in 2usize..6) {
            let n = need(&format!("b?[0-9a]{{{least},}}")).unwrap();
            proptest::prop_assert_eq!(n.least, least);
            proptest::prop_assert_eq!(n.met(text.as_bytes(), 0..text.len()), text.contains(&"a".repeat(least)));
        }
    }
}
