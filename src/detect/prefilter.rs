//! Finds every occurrence of many literals in one pass, ASCII case folded.
//!
//! The work of a scan is to read bytes and reject almost all of them, so this looks at every second position only: each
//! literal is filed under two adjacent four-byte windows, one of which falls on an even offset wherever the literal stands.
//! A bitmap over hashed windows rejects; what passes is looked up exactly and compared. Folding happens in the
//! window (`| 0x20` per byte), never in the text.

/// Bits of the window bitmap (32 KiB: stays in the first-level cache).
const BITS: u32 = 18;
const WORDS: usize = 1 << (BITS - 6);
const FOLD: u32 = 0x2020_2020;

/// One literal seen in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// Offset of its first byte.
    pub(crate) pos: usize,
    /// Which literal.
    pub(crate) literal: u32,
}

/// The compiled set of literals.
#[derive(Debug)]
pub(crate) struct Prefilter {
    bitmap: Box<[u64; WORDS]>,
    literals: Vec<Box<[u8]>>,
    /// Exact windows, and windows of three known bytes (first three, last three of the four).
    exact: Table,
    first3: Table,
    last3: Table,
}

/// Open addressing over folded windows; each slot names a run of `entries`.
#[derive(Debug, Default)]
struct Table {
    slots: Vec<(u32, u32, u32)>,
    entries: Vec<(u32, i8)>,
    mask: u32,
}

fn hash(window: u32) -> u32 {
    window.wrapping_mul(0x9E37_79B1)
}

impl Table {
    fn new(mut filed: Vec<(u32, u32, i8)>) -> Self {
        if filed.is_empty() {
            return Self::default();
        }
        filed.sort_unstable();
        let size = (filed.len() * 2).next_power_of_two();
        let mut t = Self {
            slots: vec![(0, 0, 0); size],
            entries: Vec::with_capacity(filed.len()),
            mask: size as u32 - 1,
        };
        let mut i = 0;
        while i < filed.len() {
            let key = filed[i].0;
            let from = t.entries.len() as u32;
            while i < filed.len() && filed[i].0 == key {
                t.entries.push((filed[i].1, filed[i].2));
                i += 1;
            }
            let mut at = (hash(key) >> 12) & t.mask;
            while t.slots[at as usize].2 != 0 {
                at = (at + 1) & t.mask;
            }
            t.slots[at as usize] = (key, from, t.entries.len() as u32);
        }
        t
    }

    fn get(&self, key: u32) -> &[(u32, i8)] {
        if self.slots.is_empty() {
            return &[];
        }
        let mut at = (hash(key) >> 12) & self.mask;
        loop {
            let (k, from, to) = self.slots[at as usize];
            if to == 0 {
                return &[];
            }
            if k == key {
                return &self.entries[from as usize..to as usize];
            }
            at = (at + 1) & self.mask;
        }
    }
}

/// How often a folded byte occurs in source text, roughly: the rarer the bytes of a window, the better it rejects.
fn commonness(b: u8) -> u32 {
    match b {
        b'e' | b't' | b' ' => 10,
        b'a' | b'i' | b'n' | b'o' | b'r' | b's' => 9,
        b'c' | b'd' | b'l' | b'p' | b'u' | b'm' => 7,
        b'f' | b'g' | b'h' | b'b' | b'_' | 0x7f => 6,
        b'k' | b'v' | b'w' | b'x' | b'y' | b'0'..=b'9' => 4,
        b'=' | b':' | b'-' | b'.' | b'/' => 5,
        b'j' | b'q' | b'z' => 2,
        _ => 3,
    }
}

impl Prefilter {
    /// Compiles literals of three bytes and more. Their order gives the numbers that [`Seen::literal`] carries.
    pub(crate) fn new<'a>(literals: impl IntoIterator<Item = &'a str>) -> Self {
        let literals: Vec<Box<[u8]>> = literals
            .into_iter()
            .map(|l| l.to_ascii_lowercase().into_bytes().into())
            .collect();
        let mut bitmap: Box<[u64; WORDS]> = Box::new([0; WORDS]);
        let mut set = |w: u32| {
            let h = hash(w) >> (32 - BITS);
            bitmap[(h >> 6) as usize & (WORDS - 1)] |= 1 << (h & 63);
        };
        let (mut exact, mut first3, mut last3) = (Vec::new(), Vec::new(), Vec::new());
        for (id, lit) in literals.iter().enumerate() {
            let id = id as u32;
            let folded: Vec<u8> = lit.iter().map(|b| b | 0x20).collect();
            let window = |at: usize| u32::from_le_bytes([folded[at], folded[at + 1], folded[at + 2], folded[at + 3]]);
            match folded.len() {
                0..=2 => {}
                3 => {
                    let w = u32::from_le_bytes([folded[0], folded[1], folded[2], 0]);
                    for b in (0..=255u8).filter(|b| b & 0x20 != 0) {
                        set(w | u32::from(b) << 24);
                        set(w << 8 | u32::from(b));
                    }
                    first3.push((w, id, 0));
                    last3.push((w << 8, id, -1));
                }
                4 => {
                    let w = window(0);
                    set(w);
                    exact.push((w, id, 0));
                    for b in (0..=255u8).filter(|b| b & 0x20 != 0) {
                        set(w >> 8 | u32::from(b) << 24);
                    }
                    first3.push((w >> 8, id, 1));
                }
                n => {
                    // Offsets fit in `i8`: only the first 100 bytes of a literal are considered.
                    let last = (n - 5).min(95);
                    let cost = |at: usize| folded[at..at + 5].iter().map(|b| commonness(*b)).sum::<u32>();
                    let best = (0..=last).min_by_key(|at| cost(*at)).unwrap_or(0);
                    for at in [best, best + 1] {
                        set(window(at));
                        exact.push((window(at), id, at as i8));
                    }
                }
            }
        }
        Self {
            bitmap,
            literals,
            exact: Table::new(exact),
            first3: Table::new(first3),
            last3: Table::new(last3),
        }
    }

    /// Appends every occurrence, overlapping ones included, in order of position and then of literal.
    pub(crate) fn find(&self, text: &[u8], out: &mut Vec<Seen>) {
        let from = out.len();
        // The last windows hang over the end of the text: they are looked at in a padded copy.
        let body = text.len().saturating_sub(8) & !7;
        if body > 0 {
            self.sweep(&text[..body + 8], text, out);
        }
        let rest = text.len() - body;
        let mut tail = [0u8; 32];
        tail[..rest].copy_from_slice(&text[body..]);
        for at in (0..rest).step_by(2) {
            let w = u32::from_le_bytes([tail[at], tail[at + 1], tail[at + 2], tail[at + 3]]) | FOLD;
            if self.bit(w) & 1 != 0 {
                self.look(w, body + at, text, out);
            }
        }
        if let Some(found) = out.get_mut(from..) {
            found.sort_unstable();
        }
        let mut keep = from;
        for i in from..out.len() {
            if i == from || out[i] != out[keep - 1] {
                out[keep] = out[i];
                keep += 1;
            }
        }
        out.truncate(keep);
    }

    /// Even positions of `text[..len - 8]`, eight bytes a step.
    fn sweep(&self, body: &[u8], text: &[u8], out: &mut Vec<Seen>) {
        let mut at = 0;
        let mut previous: Option<u64> = None;
        for chunk in body.chunks_exact(8) {
            let mut word = [0u8; 8];
            word.copy_from_slice(chunk);
            let next = u64::from_le_bytes(word) | (u64::from(FOLD) << 32 | u64::from(FOLD));
            if let Some(now) = previous {
                let w = [
                    now as u32,
                    (now >> 16) as u32,
                    (now >> 32) as u32,
                    (now >> 48) as u32 | (next as u32) << 16,
                ];
                let hit = self.bit(w[0]) | self.bit(w[1]) | self.bit(w[2]) | self.bit(w[3]);
                if hit & 1 != 0 {
                    for (i, w) in w.into_iter().enumerate() {
                        if self.bit(w) & 1 != 0 {
                            self.look(w, at + 2 * i, text, out);
                        }
                    }
                }
                at += 8;
            }
            previous = Some(next);
        }
    }

    #[inline(always)]
    fn bit(&self, window: u32) -> u64 {
        let h = hash(window) >> (32 - BITS);
        self.bitmap[(h >> 6) as usize & (WORDS - 1)] >> (h & 63)
    }

    #[inline(never)]
    fn look(&self, window: u32, at: usize, text: &[u8], out: &mut Vec<Seen>) {
        let filed = [
            self.exact.get(window),
            self.first3.get(window & 0x00FF_FFFF),
            self.last3.get(window & 0xFFFF_FF00),
        ];
        for (literal, offset) in filed.into_iter().flatten() {
            let Some(pos) = at.checked_add_signed(-isize::from(*offset)) else {
                continue;
            };
            let lit = &self.literals[*literal as usize];
            if text
                .get(pos..pos + lit.len())
                .is_some_and(|t| t.eq_ignore_ascii_case(lit))
            {
                out.push(Seen { pos, literal: *literal });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(literals: &[String], text: &[u8]) -> Vec<Seen> {
        let mut out = Vec::new();
        for pos in 0..text.len() {
            for (i, l) in literals.iter().enumerate() {
                if text[pos..].len() >= l.len() && text[pos..pos + l.len()].eq_ignore_ascii_case(l.as_bytes()) {
                    out.push(Seen { pos, literal: i as u32 });
                }
            }
        }
        out
    }

    #[test]
    fn finds_at_every_offset_and_length() {
        let literals: Vec<String> = ["key", "ghp_", "token", "PASSWORD", "-----begin"]
            .map(String::from)
            .into();
        let p = Prefilter::new(literals.iter().map(String::as_str));
        for n in 0..200 {
            for l in &literals {
                for tail in [0, 1, 2, 3, 5, 9, 70] {
                    let mut text = vec![b'.'; n];
                    text.extend_from_slice(l.to_ascii_uppercase().as_bytes());
                    text.extend(std::iter::repeat_n(b'~', tail));
                    let mut out = Vec::new();
                    p.find(&text, &mut out);
                    assert_eq!(out, naive(&literals, &text), "{l} at {n} with {tail} behind");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_naive_search(
            literals in prop::collection::vec("[a-c_=]{3,7}", 1..12),
            text in "[A-Ca-c_=]{0,300}",
        ) {
            let p = Prefilter::new(literals.iter().map(String::as_str));
            let mut out = Vec::new();
            p.find(text.as_bytes(), &mut out);
            prop_assert_eq!(out, naive(&literals, text.as_bytes()));
        }
    }
}
