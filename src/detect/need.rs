//! What a text must hold near a keyword for a pattern to match there, checked before the pattern is compiled.
//!
//! Of all that a pattern requires the most telling row of one class of bytes is taken: 32 hex digits, 8 base64 characters; of
//! alternatives one row each. Looking for such a row takes one probe for as many bytes as it is long. Of the name that a value
//! is assigned to, the words that it must hold.

use std::cell::Cell;
use std::ops::Range;

use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Rows of bytes of which one must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Need(Vec<Row>);

/// A row of bytes of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    members: [u64; 4],
    least: usize,
}

/// More alternatives are not told apart.
const ROWS: usize = 6;

impl Need {
    /// The most telling rows of which every match holds one; `None` where nothing tells anything.
    pub(super) fn of(hir: &Hir) -> Option<Self> {
        best(hir).map(|(_, rows)| Self(rows))
    }

    /// Whether one of the rows stands in a part of a text. Parts that are asked for in order are looked at once, however much they
    /// overlap: `looked` is what is known of this text.
    pub(super) fn met(&self, text: &[u8], part: Range<usize>, looked: &Looked) -> bool {
        let end = part.end.min(text.len());
        let within = text.get(..end).unwrap_or_default();
        self.0.iter().zip(&looked.0).any(|(row, seen)| {
            let (since, next, stands) = seen.get();
            let known = (since..=next).contains(&part.start);
            if known && stands {
                return next + row.least <= end;
            }
            let (at, stands) = row.next(within, if known { next } else { part.start });
            seen.set((if known { since } else { part.start }, at, stands));
            stands
        })
    }
}

/// For each row: no row begins from the first place to the second, and whether one stands there.
#[derive(Debug, Default)]
pub(super) struct Looked([Cell<(usize, usize, bool)>; ROWS]);

impl Row {
    fn has(&self, b: u8) -> bool {
        self.members[usize::from(b >> 6)] >> (b & 63) & 1 != 0
    }

    /// Where the next row begins, and that it does; or before which place none does.
    fn next(&self, text: &[u8], mut from: usize) -> (usize, bool) {
        // Whatever row there is has a byte at `probe`, or begins behind it.
        while let Some(probe) = text.get(from + self.least - 1) {
            if !self.has(*probe) {
                from += self.least;
                continue;
            }
            let row = &text[from..from + self.least];
            match row.iter().rposition(|b| !self.has(*b)) {
                Some(breaks) => from += breaks + 1,
                None => return (from, true),
            }
        }
        (from, false)
    }
}

/// Words of which every match of a pattern holds one, in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words(Vec<Vec<u8>>);

impl Words {
    /// The words with which matches begin; none where they may begin with much, or with a word that says little.
    pub(super) fn of(hir: &Hir) -> Self {
        let mut words: Vec<Vec<u8>> = match Extractor::new().limit_total(32).extract(hir).literals() {
            Some(all) => all.iter().map(|l| l.as_bytes().to_ascii_lowercase()).collect(),
            None => return Self::default(),
        };
        words.iter_mut().for_each(|w| w.truncate(6));
        words.sort_unstable();
        words.dedup_by(|b, a| b.starts_with(a));
        if words.iter().any(|w| w.len() < 3) || words.len() > 8 {
            words.clear();
        }
        Self(words)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of the words stands in a text, whatever its case.
    pub(super) fn stand(&self, text: &[u8]) -> bool {
        self.0.iter().any(|word| {
            let [first, rest @ ..] = word.as_slice() else {
                return false;
            };
            memchr::memchr2_iter(*first, first.to_ascii_uppercase(), text).any(|at| {
                text.get(at + 1..at + 1 + rest.len())
                    .is_some_and(|t| t.eq_ignore_ascii_case(rest))
            })
        })
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

/// The most telling rows, with how much they tell in bits.
fn best(hir: &Hir) -> Option<(f64, Vec<Row>)> {
    let better = |a: Option<(f64, Vec<Row>)>, b: Option<(f64, Vec<Row>)>| match (a, b) {
        (Some(a), Some(b)) if b.0 > a.0 => Some(b),
        (Some(a), _) => Some(a),
        (None, b) => b,
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Literal(_) => None,
        HirKind::Class(class) => row(class, 1),
        HirKind::Capture(c) => best(&c.sub),
        HirKind::Concat(parts) => parts.iter().map(best).fold(None, better),
        HirKind::Repetition(r) if r.min > 0 => match r.sub.kind() {
            HirKind::Class(class) => row(class, r.min),
            _ => best(&r.sub),
        },
        HirKind::Repetition(_) => None,
        HirKind::Alternation(parts) => {
            let mut least = f64::MAX;
            let mut rows = Vec::new();
            for part in parts {
                let (telling, more) = best(part)?;
                least = least.min(telling);
                rows.extend(more);
            }
            rows.dedup();
            (rows.len() <= ROWS).then_some((least, rows))
        }
    }
}

fn row(class: &Class, least: u32) -> Option<(f64, Vec<Row>)> {
    let members = members(class)?;
    let size: u32 = members.iter().map(|m| m.count_ones()).sum();
    let telling = f64::from(least) * (f64::from(256 / size.max(1))).log2();
    // A few letters in a row are everywhere.
    (telling >= 6.0).then(|| {
        let least = least as usize;
        (telling, vec![Row { members, least }])
    })
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
        assert_eq!(n.0[0].least, 32);
        let met = |n: &Need, text: &[u8], part| n.met(text, part, &Looked::default());
        assert!(met(&n, b"x = '3f9c1e07ab5d48c2b6e0914d7f2a8c35'", 0..40));
        assert!(!met(&n, b"x = '3f9c1e07ab5d48c2b6e0914d7f2a8c3'", 0..40));
        assert!(!met(&n, b"x = '3f9c1e07ab5d48c2b6e0914d7f2a8c35'", 0..36));
        assert_eq!(need(r"plink .* -pw (\S+)"), None);
        assert_eq!(need(r"(?:[0-9a-f]{32}|x)"), None);
        let n = need(r"[0-9a-f]{20}|id-[A-Z]{16}").unwrap();
        assert!(met(&n, b"x = 3f9c1e07ab5d48c2b6e0", 0..24) && met(&n, b"id-QWXJZKVPBTGHMFDL", 0..19));
        assert!(!met(&n, b"x = 3f9c1e07ab5d48c2b6e", 0..23));
    }

    #[test]
    fn words_of_a_name() {
        let words = |name: &str| {
            let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
            Words::of(&parser.parse(name).unwrap())
        };
        let w = words(r"(?:gossip|encrypt)\w{0,16}");
        assert!(w.stand(b"nomad_GOSSIP_KEY") && w.stand(b"consul encryption") && !w.stand(b"consul key"));
        assert!(words(r"pass(?:word)?").stand(b"app_Password") && !words(r"pass(?:word)?").stand(b"app_pas"));
        assert!(words(r"\w+secret").is_empty() && words("").is_empty() && words("id|secret").is_empty());
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
        fn what_was_looked_at_is_the_same(text in "[ab ]{0,60}", parts in proptest::collection::vec((0usize..60, 0usize..30), 1..20)) {
            let n = need("[0-9a]{4}|[bc]{5}").unwrap();
            let looked = Looked::default();
            for (from, len) in parts {
                let part = from..from + len;
                let fresh = n.met(text.as_bytes(), part.clone(), &Looked::default());
                proptest::prop_assert_eq!(n.met(text.as_bytes(), part, &looked), fresh);
            }
        }

        #[test]
        fn a_row_is_met_where_it_stands(text in "[ab ]{0,60}", least in 2usize..6) {
            let n = need(&format!("b?[0-9a]{{{least},}}")).unwrap();
            proptest::prop_assert_eq!(n.0[0].least, least);
            proptest::prop_assert_eq!(n.met(text.as_bytes(), 0..text.len(), &Looked::default()), text.contains(&"a".repeat(least)));
        }
    }
}
