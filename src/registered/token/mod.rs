//! A text as signs and words, so that renamed identifiers, other formatting and other comments give the same sequences.
//!
//! Programs: the sequence of signs (brackets, operators, quotes) is cheap to get and nearly the same in every copy; what stands
//! between signs is compared by [`detail`] where a sequence of them is known. Comments and strings are passed over as signs.
//! Prose, in comments and elsewhere: words in lower case.

mod detail;
mod special;
mod words;

pub(super) use detail::{Token, detail};
use special::Special;
use words::{Words, words};

use crate::detect::blocks::{BLOCK, Look, set, whole};

/// Takes what a text is made of.
pub(super) trait Sink {
    /// The signs of a block that begins at `base`, one bit each; a string is one sign, its first quote.
    fn signs(&mut self, block: &[u8; BLOCK], base: usize, signs: u64);
    /// A word of prose; none where not `is`.
    fn word(&mut self, word: u64, at: usize, is: bool);
    /// Makes room for the signs and words of a block.
    #[inline(always)]
    fn room(&mut self) {}
}

/// A block is prose if it has so many signs at most, so many words at least, and three words for each sign.
const PROSE: (u32, u32) = (3, 3);

/// A sign as runs are made of it: both sorts of quotes are the same, for the sort is formatting.
#[inline(always)]
pub(super) fn plain(b: u8) -> u8 {
    if b == b'\'' { b'"' } else { b }
}

/// Signs that may begin a comment or a string.
#[inline(always)]
const fn is_special(b: u8) -> bool {
    matches!(b, b'/' | b'#' | b'"' | b'\'')
}

#[inline(always)]
const fn is_word(b: u8) -> bool {
    ((b | 0x20).wrapping_sub(b'a') < 26) | (b.wrapping_sub(b'0') < 10) | (b >= 0x80) | (b == b'_') | (b == b'$')
}

/// White space, and what formatters add and drop.
#[inline(always)]
const fn is_gap(b: u8) -> bool {
    (b <= b' ') | (b == b',') | (b == b';')
}

/// What is neither.
#[inline(always)]
const fn is_sign(b: u8) -> bool {
    !(is_word(b) | is_gap(b))
}

/// Bits of a block from this place on.
#[inline(always)]
fn from(at: usize, base: usize) -> u64 {
    u64::MAX.checked_shl(at.saturating_sub(base) as u32).unwrap_or(0)
}

/// Words of prose.
#[inline(always)]
pub(super) fn prose(look: impl Look, text: &[u8], sink: &mut impl Sink) {
    words(look, text, 0, text.len(), sink);
}

/// Signs of a program, and words of its comments and of whatever else in it is prose.
#[inline(always)]
pub(super) fn code(look: impl Look, text: &[u8], sink: &mut impl Sink) {
    let (mut base, mut done) = (0, 0);
    let mut pad = [b' '; BLOCK];
    'blocks: while base < text.len() {
        let here = whole(text, base, &mut pad);
        let all = look.bits(here, is_sign, set!(is_sign));
        let mut signs = all & from(done, base);
        let mut specials = look.bits(here, is_special, set!(is_special)) & signs;
        sink.room();
        while specials != 0 {
            let bit = specials.trailing_zeros() & 63;
            let at = base + bit as usize;
            let before = (1 << bit) - 1;
            match Special::at(look, text, at, here[bit as usize]) {
                Special::Sign(end) => {
                    done = end;
                    signs &= before | 1 << bit | from(end, base);
                }
                Special::Comment { from: first, to, end } => {
                    sink.signs(here, base, signs & before);
                    words(look, text, first, to, sink);
                    done = end;
                    if end >= base + BLOCK {
                        base = end & !(BLOCK - 1);
                        continue 'blocks;
                    }
                    signs &= from(end, base);
                }
            }
            specials &= from(done, base);
        }
        sink.signs(here, base, signs);
        // Texts within strings of several lines, and comments whose beginning is not here.
        let count = all.count_ones();
        let least = PROSE.1.max(2 * count);
        let words = Words::at(look, text, base);
        if (count <= PROSE.0) & (words.maybe().count_ones() >= least) {
            let next = words.behind(look, text);
            let starts = words.starts(next) & from(done, base);
            if starts.count_ones() >= least {
                words.tell(next, text, starts, sink);
            }
        }
        base += BLOCK;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::blocks::{Job, Plain, with_vectors};

    #[derive(Default, Debug, PartialEq)]
    struct All {
        signs: Vec<u64>,
        words: Vec<(u64, usize)>,
    }

    impl Sink for All {
        fn signs(&mut self, block: &[u8; BLOCK], _: usize, mut signs: u64) {
            while signs != 0 {
                self.signs
                    .push(u64::from(plain(block[signs.trailing_zeros() as usize])));
                signs &= signs - 1;
            }
        }

        fn word(&mut self, word: u64, at: usize, is: bool) {
            self.words.extend(is.then_some((word, at)));
        }
    }

    fn all(text: &str) -> All {
        let mut all = All::default();
        code(Plain, text.as_bytes(), &mut all);
        all
    }

    fn whole(text: &str) -> u64 {
        detail(Plain, text.as_bytes(), 0, text.len(), &mut |_| {})
    }

    #[test]
    fn names_formatting_and_comments_do_not_matter() {
        let a = "int f(int count) {\n  // add\n  return count + 41; /* x */\n}\n";
        let b = "int  g( int n )\n{ return n+41; }\n";
        assert_eq!(all(a).signs, all(b).signs);
        assert_eq!(whole(a), whole(b));
        assert_ne!(all(a).signs, all("int g(int n) { return n - 41; }").signs);
        assert_ne!(whole(a), whole("int g(int n) { return n + 42; }"));
        assert_ne!(whole("f(\"north\")"), whole("f(\"south\")"));
        assert_eq!(whole("f(\"north\")"), whole("g('north')"));
        assert_ne!(whole("f(\"a long one, north\")"), whole("f(\"a long one, south\")"));
    }

    #[test]
    fn words_are_those_of_comments_and_of_texts() {
        let words = |t: &str| all(t).words.iter().map(|w| w.0).collect::<Vec<_>>();
        let prose = |t: &str| {
            let mut all = All::default();
            super::prose(Plain, t.as_bytes(), &mut all);
            all.words.iter().map(|w| w.0).collect::<Vec<_>>()
        };
        assert_eq!(words("f(a); // Add one to it\ng(b);"), prose("add ONE to it"));
        assert_eq!(words("/* Add one\n * to it */ g(b);"), prose("add one to it"));
        assert!(words("f(a, b); g(c.d);").is_empty());
        let long = "nothing else than plain words that go on and on for a while without a sign ".repeat(5);
        assert!(words(&format!("x = (\"\"\"\n{long}\n\"\"\")")).len() > 20);
    }

    /// Of a text, as [`code`] and as [`super::prose`], and its [`detail`].
    struct Both<'t>(&'t [u8]);

    impl Job for Both<'_> {
        type Out = ([All; 2], u64);

        fn run(self, look: impl Look) -> ([All; 2], u64) {
            let mut both = [All::default(), All::default()];
            code(look, self.0, &mut both[0]);
            super::prose(look, self.0, &mut both[1]);
            (both, detail(look, self.0, 0, self.0.len(), &mut |_| {}))
        }
    }

    proptest::proptest! {
        #[test]
        fn vectors_change_nothing(text in "([\"'\\\\/*#a-z\n é(.]|/\\*|\\*/|//|# |word|[a-z]{4,30} |東京都の文書){0,200}") {
            proptest::prop_assert_eq!(with_vectors(Both(text.as_bytes())), Both(text.as_bytes()).run(Plain));
        }

        #[test]
        fn hostile_text_is_survived(text in "[\"'\\\\/*#a-z\\n é(.]{0,300}", from in 0usize..300, to in 0usize..320) {
            let _ = all(&text);
            let _ = detail(Plain, text.as_bytes(), from, to, &mut |_| {});
        }
    }
}
