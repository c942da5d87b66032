//! A text as signs and words, so that renamed identifiers, other formatting and other comments give the same sequences.
//!
//! Programs: the sequence of signs (brackets, operators, quotes) is cheap to get and nearly the same in every copy; what stands
//! between signs is compared by [`detail`] where a sequence of them is known. Comments and strings are passed over as signs.
//! Prose, in comments and elsewhere: words in lower case.

use crate::detect::blocks::{BLOCK, FOLD, bits, block, eight, first, run};

/// Takes what a text is made of.
pub(super) trait Sink {
    /// The signs of a block that begins at `base`, one bit each; a string is one sign, its first quote.
    fn signs(&mut self, block: &[u8; BLOCK], base: usize, signs: u64);
    /// A word of prose.
    fn word(&mut self, word: u64, at: usize);
}

/// A block is prose if it has so many signs at most, so many words at least, and three words for each sign.
const PROSE: (u32, u32) = (3, 3);
/// Strings that are longer are not closed.
const STRING: usize = 400;

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

/// A sign as runs are made of it: both sorts of quotes are the same, for the sort is formatting.
#[inline(always)]
pub(super) fn plain(b: u8) -> u8 {
    if b == b'\'' { b'"' } else { b }
}

/// A number for each sign.
fn sign_of(b: u8) -> u64 {
    let x = (u64::from(plain(b)) + 0x77).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (x ^ x >> 32).wrapping_mul(0xbf58_476d_1ce4_e5b9) | 1
}

/// Signs that may begin a comment or a string.
#[inline(always)]
fn is_special(b: u8) -> bool {
    matches!(b, b'/' | b'#' | b'"' | b'\'')
}

#[inline(always)]
fn is_word(b: u8) -> bool {
    ((b | 0x20).wrapping_sub(b'a') < 26) | (b.wrapping_sub(b'0') < 10) | (b >= 0x80) | (b == b'_') | (b == b'$')
}

/// White space, and what formatters add and drop.
#[inline(always)]
fn is_gap(b: u8) -> bool {
    (b <= b' ') | (b == b',') | (b == b';')
}

/// What is neither.
#[inline(always)]
fn is_sign(b: u8) -> bool {
    !(is_word(b) | is_gap(b))
}

#[derive(Clone, Copy, Default)]
struct Masks {
    words: u64,
    signs: u64,
}

#[inline(always)]
fn masks(text: &[u8], at: usize) -> Masks {
    let block = block(text, at);
    Masks {
        words: bits(&block, is_word),
        signs: bits(&block, is_sign),
    }
}

/// A place in a text, with what is left of its block.
struct Cursor<'t> {
    text: &'t [u8],
    base: usize,
    now: Masks,
    next: Masks,
    /// Signs, and first bytes of words, from here on.
    signs: u64,
    starts: u64,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t [u8], at: usize) -> Self {
        let mut cursor = Self {
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

    #[inline(never)]
    fn load(&mut self, base: usize) {
        self.base = base;
        self.now = masks(self.text, base);
        self.next = masks(self.text, base + BLOCK);
        let before = base.checked_sub(1).and_then(|n| self.text.get(n));
        self.begin(before.is_some_and(|b| is_word(*b)));
    }

    #[inline(always)]
    fn begin(&mut self, goes_on: bool) {
        let words = self.now.words;
        self.starts = words & !(words << 1 | u64::from(goes_on));
        self.signs = self.now.signs;
    }

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
        self.next = masks(self.text, self.base + BLOCK);
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

#[inline(always)]
fn word_of(start: u64, len: usize) -> u64 {
    ((start | FOLD) & first(len)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// The words of a block, one bit a byte.
#[derive(Clone, Copy)]
struct Words {
    base: usize,
    now: u64,
    /// The byte before the block belongs to a word.
    goes_on: bool,
}

impl Words {
    #[inline(always)]
    fn at(text: &[u8], base: usize) -> Self {
        let before = base.checked_sub(1).and_then(|n| text.get(n));
        Self {
            base,
            now: bits(&block(text, base), is_word),
            goes_on: before.is_some_and(|b| is_word(*b)),
        }
    }

    #[inline(always)]
    fn behind(self, text: &[u8]) -> Self {
        Self {
            base: self.base + BLOCK,
            now: bits(&block(text, self.base + BLOCK), is_word),
            goes_on: self.now >> 63 != 0,
        }
    }

    /// First bytes of words of four bytes and more; `next` is the block behind.
    #[inline(always)]
    fn starts(self, next: Self) -> u64 {
        let behind = |n: u32| self.now >> n | next.now << (64 - n);
        self.now & !(self.now << 1 | u64::from(self.goes_on)) & behind(1) & behind(2) & behind(3)
    }

    /// Hands on the words that begin at these bits; `next` is the block behind.
    #[inline(always)]
    fn tell(self, next: Self, text: &[u8], mut starts: u64, sink: &mut impl Sink) {
        while starts != 0 {
            let bit = starts.trailing_zeros();
            let at = self.base + bit as usize;
            starts &= starts - 1;
            let len = run(self.now, next.now, bit);
            let start = eight(text, at);
            if start & 0x80 != 0 && len > 12 {
                // Scripts without spaces: every few bytes are a word.
                for part in (0..len).step_by(6) {
                    let start = eight(text, at + part);
                    sink.word(word_of(start, (len - part).min(6)), at + part);
                }
            } else {
                sink.word(word_of(start, len), at);
            }
        }
    }
}

/// Bits of a block from this place on.
#[inline(always)]
fn from(at: usize, base: usize) -> u64 {
    u64::MAX.checked_shl(at.saturating_sub(base) as u32).unwrap_or(0)
}

/// Words between two places.
#[inline(never)]
fn words(text: &[u8], start: usize, end: usize, sink: &mut impl Sink) {
    let mut words = Words::at(text, start & !(BLOCK - 1));
    while words.base < end {
        let within = from(start, words.base) & !from(end, words.base);
        let next = words.behind(text);
        words.tell(next, text, words.starts(next) & within, sink);
        words = next;
    }
}

/// Words of prose.
pub(super) fn prose(text: &[u8], sink: &mut impl Sink) {
    words(text, 0, text.len(), sink);
}

/// Signs of a program, and words of its comments and of whatever else in it is prose.
pub(super) fn code(text: &[u8], sink: &mut impl Sink) {
    let (mut base, mut done) = (0, 0);
    'blocks: while base < text.len() {
        let here = block(text, base);
        let all = bits(&here, is_sign);
        let mut signs = all & from(done, base);
        let mut specials = bits(&here, is_special) & signs;
        while specials != 0 {
            let bit = specials.trailing_zeros() & 63;
            let at = base + bit as usize;
            let before = (1 << bit) - 1;
            match Special::at(text, at, here[bit as usize]) {
                Special::Sign(end) => {
                    done = end;
                    signs &= before | 1 << bit | from(end, base);
                }
                Special::Comment { from: first, to, end } => {
                    sink.signs(&here, base, signs & before);
                    words(text, first, to, sink);
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
        sink.signs(&here, base, signs);
        // Texts within strings of several lines, and comments whose beginning is not here.
        let count = all.count_ones();
        if count <= PROSE.0 {
            let words = Words::at(text, base);
            let next = words.behind(text);
            let starts = words.starts(next) & from(done, base);
            if starts.count_ones() >= PROSE.1.max(2 * count) {
                words.tell(next, text, starts, sink);
            }
        }
        base += BLOCK;
    }
}

#[inline(always)]
fn line_end(text: &[u8], at: usize) -> usize {
    text.get(at..)
        .and_then(|t| memchr::memchr(b'\n', t))
        .map_or(text.len(), |n| at + n)
}

/// What a sign begins that may begin something.
enum Special {
    /// Itself or a string, which ends here.
    Sign(usize),
    /// Where the words of a comment begin and end, and where it ends itself.
    Comment { from: usize, to: usize, end: usize },
}

impl Special {
    #[inline(always)]
    fn at(text: &[u8], at: usize, b: u8) -> Self {
        if matches!(b, b'"' | b'\'') {
            return Self::Sign(quoted(text, at, b).1.min(text.len()));
        }
        Self::comment(text, at, b).unwrap_or(Self::Sign(at + 1))
    }

    fn comment(text: &[u8], at: usize, b: u8) -> Option<Self> {
        let next = text.get(at + 1).copied().unwrap_or(0);
        match (b, next) {
            (b'/', b'/') | (b'#', b' ' | b'!' | b'#' | b'\n' | b'\r') => {
                let end = line_end(text, at);
                Some(Self::Comment {
                    from: at + 1,
                    to: end,
                    end,
                })
            }
            // Alike in every file of a language.
            (b'#', b'i') if text.get(at + 1..).is_some_and(|t| t.starts_with(b"include")) => {
                let end = line_end(text, at);
                Some(Self::Comment {
                    from: end,
                    to: end,
                    end,
                })
            }
            (b'/', b'*') => {
                let rest = text.get(at + 2..)?;
                let to = memchr::memchr_iter(b'/', rest)
                    .find(|n| *n > 0 && rest.get(n - 1) == Some(&b'*'))
                    .map_or(text.len(), |n| at + 2 + n);
                Some(Self::Comment {
                    from: at + 2,
                    to,
                    end: (to + 1).min(text.len()),
                })
            }
            _ => None,
        }
    }
}

/// Length of what stands in a string, and where the string ends. One that is not closed in its line (an apostrophe), and the
/// three quotes around a text of several lines, are signs that hold nothing.
#[inline(always)]
fn quoted(text: &[u8], at: usize, quote: u8) -> (usize, usize) {
    let mut start = at + 1;
    if text.get(start..).is_some_and(|t| t.starts_with(&[quote, quote])) {
        return (0, at + 3);
    }
    'blocks: while start - at <= STRING && start < text.len() {
        let here = block(text, start);
        let mut stops = bits(&here, |b| (b == quote) | (b == b'\\') | (b == b'\n'));
        while stops != 0 {
            let bit = stops.trailing_zeros() & 63;
            let stop = start + bit as usize;
            match here[bit as usize] {
                b'\\' if bit == 63 => {
                    start += BLOCK + 1;
                    continue 'blocks;
                }
                b'\\' => stops &= !(3 << bit),
                b'\n' => return (0, at + 1),
                _ => return (stop - at - 1, stop + 1),
            }
        }
        start += BLOCK;
    }
    (0, at + 1)
}

fn mix(x: u64) -> u64 {
    let x = (x ^ x >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    x ^ x >> 32
}

/// What stands between signs, or one of them.
pub(super) struct Token {
    /// The same for all names.
    pub(super) hash: u64,
    /// How many bits it says about where it is from.
    pub(super) says: f64,
    /// Of a name: which one.
    pub(super) name: Option<u64>,
}

/// Hash of everything between two places but names; `each` gets every token.
pub(super) fn detail(text: &[u8], from: usize, to: usize, each: &mut impl FnMut(Token)) -> u64 {
    let keys = &**KEYS;
    let mut cursor = Cursor::new(text, from);
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
                is_special(b).then(|| Special::comment(text, at, b)).flatten()
            {
                cursor.seek(end);
                continue;
            } else if matches!(b, b'"' | b'\'') {
                let (len, end) = quoted(text, at, b);
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

    #[derive(Default)]
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

        fn word(&mut self, word: u64, at: usize) {
            self.words.push((word, at));
        }
    }

    fn all(text: &str) -> All {
        let mut all = All::default();
        code(text.as_bytes(), &mut all);
        all
    }

    fn whole(text: &str) -> u64 {
        detail(text.as_bytes(), 0, text.len(), &mut |_| {})
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
            super::prose(t.as_bytes(), &mut all);
            all.words.iter().map(|w| w.0).collect::<Vec<_>>()
        };
        assert_eq!(words("f(a); // Add one to it\ng(b);"), prose("add ONE to it"));
        assert_eq!(words("/* Add one\n * to it */ g(b);"), prose("add one to it"));
        assert!(words("f(a, b); g(c.d);").is_empty());
        let long = "nothing else than plain words that go on and on for a while without a sign ".repeat(5);
        assert!(words(&format!("x = (\"\"\"\n{long}\n\"\"\")")).len() > 20);
    }

    #[test]
    fn every_keyword_has_a_place_of_its_own() {
        let places: std::collections::BTreeSet<usize> = KEYWORDS
            .split_whitespace()
            .map(|k| place(eight(k.as_bytes(), 0) & first(k.len()), k.len()))
            .collect();
        assert_eq!(places.len(), KEYWORDS.split_whitespace().count());
    }

    proptest::proptest! {
        #[test]
        fn hostile_text_is_survived(text in "[\"'\\\\/*#a-z\\n é(.]{0,300}", from in 0usize..300, to in 0usize..320) {
            let _ = all(&text);
            let _ = detail(text.as_bytes(), from, to, &mut |_| {});
        }
    }
}
