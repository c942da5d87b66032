//! What stands between two places of a program: keywords, numbers and texts as they are, names as one class.

use super::special::{Special, quoted};
use super::{is_sign, is_special, is_word, plain};
use crate::detect::blocks::{BLOCK, Look, eight, first, run, set, whole};

const NAME: u64 = 0x9e37_79b9_7f4a_7c15;

/// Words that programming languages have made their own; all others are names.
const KEYWORDS: &str = "
    if in do as is or fn go of for int let var new try def del and not mut pub use mod end nil map val fun else case enum char
    void long this null true self from pass elif with type func goto impl loop auto bool then None True while break const class
    short float union throw catch super yield await async match where trait false False raise begin until local final return
    switch struct static sizeof double signed extern import export public except lambda global assert select string object
    default typedef private finally package extends virtual boolean defer range chan continue unsigned volatile register
    function template typename operator override abstract require elsif unless namespace interface protected undefined
    implements instanceof synchronized using
";

/// A keyword by its first eight bytes and its length: no two have the same place.
static KEYS: std::sync::LazyLock<Box<[(u64, usize); 1024]>> = std::sync::LazyLock::new(|| {
    let mut keys = Box::new([(0, 0); 1024]);
    for word in KEYWORDS.split_whitespace() {
        let start = eight(word.as_bytes(), 0) & first(word.len());
        if let Some(slot) = keys.get_mut(place(start, word.len())) {
            *slot = (start, word.len());
        }
    }
    keys
});

fn place(start: u64, len: usize) -> usize {
    (start.wrapping_add(len as u64).wrapping_mul(0xcf2a_e85a_b106_7489) >> 54) as usize
}

/// A number for each sign.
fn sign_of(b: u8) -> u64 {
    let x = (u64::from(plain(b)) + 0x77).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (x ^ x >> 32).wrapping_mul(0xbf58_476d_1ce4_e5b9) | 1
}

#[derive(Clone, Copy, Default)]
struct Masks {
    words: u64,
    signs: u64,
}

#[inline(always)]
fn masks(look: impl Look, text: &[u8], at: usize) -> Masks {
    let mut pad = [b' '; BLOCK];
    let block = whole(text, at, &mut pad);
    Masks {
        words: look.bits(block, is_word, set!(is_word)),
        signs: look.bits(block, is_sign, set!(is_sign)),
    }
}

/// A place in a text, with what is left of its block.
struct Cursor<'t, L> {
    look: L,
    text: &'t [u8],
    base: usize,
    now: Masks,
    next: Masks,
    /// Signs, and first bytes of words, from here on.
    signs: u64,
    starts: u64,
}

impl<'t, L: Look> Cursor<'t, L> {
    #[inline(always)]
    fn new(look: L, text: &'t [u8], at: usize) -> Self {
        let mut cursor = Self {
            look,
            text,
            base: 0,
            now: Masks::default(),
            next: Masks::default(),
            signs: 0,
            starts: 0,
        };
        cursor.load(at & !(BLOCK - 1));
        cursor.cut(at);
        cursor
    }

    #[inline(always)]
    fn load(&mut self, base: usize) {
        self.base = base;
        self.now = masks(self.look, self.text, base);
        self.next = masks(self.look, self.text, base + BLOCK);
        let before = base.checked_sub(1).and_then(|n| self.text.get(n));
        self.begin(before.is_some_and(|b| is_word(*b)));
    }

    #[inline(always)]
    fn begin(&mut self, goes_on: bool) {
        let words = self.now.words;
        self.starts = words & !(words << 1 | u64::from(goes_on));
        self.signs = self.now.signs;
    }

    #[inline(always)]
    fn cut(&mut self, at: usize) {
        self.starts &= u64::MAX << (at & (BLOCK - 1));
        self.signs &= u64::MAX << (at & (BLOCK - 1));
    }

    /// Moves to the next block; `false` at the end of the text.
    #[inline(always)]
    fn step(&mut self) -> bool {
        let goes_on = self.now.words >> 63 != 0;
        self.base += BLOCK;
        self.now = self.next;
        self.next = masks(self.look, self.text, self.base + BLOCK);
        self.begin(goes_on);
        self.base < self.text.len()
    }

    /// Moves on to a place.
    #[inline(always)]
    fn seek(&mut self, at: usize) {
        if at >= self.base + 2 * BLOCK {
            self.load(at & !(BLOCK - 1));
        } else if at >= self.base + BLOCK {
            self.step();
        }
        self.cut(at);
    }

    /// Length of the word at a place of this block, at most 64.
    #[inline(always)]
    fn length(&self, at: usize) -> usize {
        run(self.now.words, self.next.words, (at & (BLOCK - 1)) as u32)
    }
}

fn mix(x: u64) -> u64 {
    let x = (x ^ x >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    x ^ x >> 32
}

/// What stands between signs, or one of them.
pub(in super::super) struct Token {
    /// The same for all names.
    pub(in super::super) hash: u64,
    /// How many bits it says about where it is from.
    pub(in super::super) says: f64,
    /// Of a name: which one.
    pub(in super::super) name: Option<u64>,
}

/// Hash of everything between two places but names; `each` gets every token.
#[inline(always)]
pub(in super::super) fn detail(
    look: impl Look,
    text: &[u8],
    from: usize,
    to: usize,
    each: &mut impl FnMut(Token),
) -> u64 {
    let keys = &**KEYS;
    let mut cursor = Cursor::new(look, text, from);
    let mut hash = 7u64;
    loop {
        loop {
            let all = cursor.signs | cursor.starts;
            let at = cursor.base + all.trailing_zeros() as usize;
            let Some(&b) = text.get(at).filter(|_| all != 0 && at < to) else {
                break;
            };
            let low = all & all.wrapping_neg();
            let is_word = cursor.starts & low != 0;
            cursor.signs &= !low;
            cursor.starts &= !low;
            let mut name = None;
            let (token, says) = if is_word {
                let len = cursor.length(at);
                let start = eight(text, at) & first(len);
                if b.is_ascii_digit() {
                    (start ^ (len as u64) << 56, if len > 1 { 7.0 } else { 3.0 })
                } else if keys.get(place(start, len)) == Some(&(start, len)) {
                    (start, 3.0)
                } else {
                    name = Some(mix(start ^ (len as u64) << 56));
                    (NAME, 0.5)
                }
            } else if let Some(Special::Comment { end, .. }) =
                is_special(b).then(|| Special::comment(look, text, at, b)).flatten()
            {
                cursor.seek(end);
                continue;
            } else if matches!(b, b'"' | b'\'') {
                let (len, end) = quoted(look, text, at, b);
                cursor.seek(end);
                let start = eight(text, at + 1) & first(len);
                let tail = eight(text, (at + 1 + len).saturating_sub(8)) & first(len);
                let says = if len < 2 { 3.0 } else { 10.0 };
                (mix(start ^ (len as u64) << 56) ^ if len > 8 { tail } else { 3 }, says)
            } else {
                let usual = matches!(b, b'(' | b')' | b'.' | b'{' | b'}' | b'=' | b'[' | b']' | b':');
                (sign_of(b), if usual { 1.5 } else { 4.0 })
            };
            hash = (hash.rotate_left(5) ^ token).wrapping_mul(NAME);
            each(Token {
                hash: token,
                says,
                name,
            });
        }
        if cursor.base + BLOCK >= to || !cursor.step() {
            return mix(hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_has_a_place_of_its_own() {
        let places: std::collections::BTreeSet<usize> = KEYWORDS
            .split_whitespace()
            .map(|k| place(eight(k.as_bytes(), 0) & first(k.len()), k.len()))
            .collect();
        assert_eq!(places.len(), KEYWORDS.split_whitespace().count());
    }
}
