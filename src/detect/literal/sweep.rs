//! One pass over all bytes: the literals that may matter anywhere, and long runs of letters and digits.
//!
//! Each literal is filed under three bytes of it, in one of sixteen buckets. For each of the three positions a table says which
//! buckets a byte may belong to; where a bucket remains after all three, the literal may stand there. A table has three rows of
//! sixteen places: small letters have two rows of their own, digits and signs share the third, so that a lookup with vectors
//! is exact for letters. What passes is held against a Bloom filter over four bytes, and what is left is looked up exactly.
//! Where in a literal the three bytes are taken and which bucket they go to decides how much passes: `xtask buckets` chooses
//! both, by what it counts in text, and writes `build/buckets.tsv`; literals that are not listed there are filed by the
//! commonness of their letters.

use super::Seen;
use super::filter::{Filed, Filter, Second, folded};
use super::runs::Run;
use super::table::Table;

/// Buckets of literals.
const BUCKETS: usize = 16;
/// Bytes of a literal that are filed.
const WINDOW: usize = 3;
/// Bytes of a step.
pub(crate) const BLOCK: usize = 64;
/// A step looks ahead so far.
pub(crate) const AHEAD: usize = WINDOW - 1;

/// Which buckets a folded byte may belong to: for each position and half of the buckets, by row and low half of the byte.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Masks(pub(crate) [[[[u8; 16]; ROWS]; 2]; WINDOW]);

/// Rows of a table: `` ` `` to `o`, `p` to DEL, and what comes before letters.
pub(crate) const ROWS: usize = 3;

/// Row and place of a folded byte; `None` for what is no ASCII.
fn place(b: u8) -> Option<(usize, usize)> {
    let row = match b >> 4 {
        6 => 0,
        7 => 1,
        2 | 3 => 2,
        _ => return None,
    };
    Some((row, usize::from(b & 15)))
}

/// What a block holds, one bit a byte, the first byte lowest.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bits {
    /// A literal may be filed here.
    pub(crate) literal: u64,
    /// Digits.
    pub(crate) digit: u64,
    /// Upper-case letters.
    pub(crate) upper: u64,
    /// Letters and digits.
    pub(crate) word: u64,
    /// Letters, digits, `_`, `-`, `+` and `/`.
    pub(crate) token: u64,
    /// Not ASCII.
    pub(crate) high: u64,
}

/// The compiled literals.
#[derive(Debug)]
pub(crate) struct Sweep {
    masks: Masks,
    filter: Filter<10>,
    second: Second,
    literals: Vec<Box<[u8]>>,
    /// Windows of four bytes, and of three for what is no longer.
    four: Table,
    three: Table,
    #[cfg(target_arch = "x86_64")]
    vectors: bool,
}

impl Sweep {
    /// Compiles ASCII literals of three bytes and more. Their order gives the numbers that [`Seen::literal`] carries. `known` says
    /// bucket and offset of a literal, where that was chosen beforehand.
    pub(crate) fn new<'a>(
        literals: impl IntoIterator<Item = &'a str>,
        mut known: impl FnMut(&str) -> Option<(u8, u8)>,
    ) -> Self {
        let literals: Vec<Box<[u8]>> = literals
            .into_iter()
            .map(|l| l.to_ascii_lowercase().into_bytes().into())
            .collect();
        let mut masks = Masks::default();
        let mut filed = Filed::default();
        let mut unknown = Vec::new();
        for (id, lit) in literals.iter().enumerate() {
            let place = std::str::from_utf8(lit).ok().and_then(&mut known);
            match place.filter(|(bucket, at)| usize::from(*bucket) < BUCKETS && usize::from(*at) < offsets(lit)) {
                Some((bucket, at)) => {
                    masks.add(usize::from(bucket), window(lit, usize::from(at)));
                    filed.add(id, lit, at);
                }
                None => unknown.push(id),
            }
        }
        if !unknown.is_empty() {
            let mut shares = std::array::from_fn(|bucket| masks.shares(bucket));
            for id in unknown {
                let Some((bucket, at)) = masks.cheapest(&literals[id], &shares) else {
                    continue;
                };
                masks.add(bucket, window(&literals[id], at));
                shares[bucket] = masks.shares(bucket);
                filed.add(id, &literals[id], at as u8);
            }
        }
        Self {
            filter: filed.filter(),
            second: Second::new(&filed, &literals),
            four: Table::new(filed.four, &literals),
            three: Table::new(filed.three, &literals),
            masks,
            literals,
            #[cfg(target_arch = "x86_64")]
            vectors: true,
        }
    }

    /// Appends every occurrence of a literal, in no order, every long run that holds a digit or a capital, in order, and to
    /// `high` the parts of the text around bytes that are not ASCII, in order. Where occurrences are many, `full` takes them away.
    pub(crate) fn find(
        &self,
        text: &[u8],
        seen: &mut Vec<Seen>,
        runs: &mut Vec<Run>,
        high: &mut Vec<Run>,
        full: &mut dyn FnMut(&mut Vec<Seen>),
    ) {
        self.pass::<true>(text, seen, runs, high, full);
    }

    /// Appends every occurrence of a literal, in no order. Where they are many, `full` takes them away.
    pub(crate) fn find_literals(&self, text: &[u8], seen: &mut Vec<Seen>, full: &mut dyn FnMut(&mut Vec<Seen>)) {
        self.pass::<false>(text, seen, &mut Vec::new(), &mut Vec::new(), full);
    }

    fn pass<const RUNS: bool>(
        &self,
        text: &[u8],
        seen: &mut Vec<Seen>,
        runs: &mut Vec<Run>,
        high: &mut Vec<Run>,
        full: &mut dyn FnMut(&mut Vec<Seen>),
    ) {
        let mut pass = Pass::<RUNS> {
            sweep: self,
            text,
            seen,
            runs,
            high,
            full,
            waiting: [0; ROOM],
            count: 0,
            done: 0,
        };
        #[cfg(target_arch = "x86_64")]
        if self.vectors && crate::vector::sweep::run(&self.masks, text, &mut pass) {
            return;
        }
        let masks = self.masks.by_byte();
        run(text, &mut pass, |block| portable(&masks, block));
    }
}

/// The walk over a text in blocks, the last one padded with zeros.
#[inline(always)]
pub(crate) fn run<const RUNS: bool>(
    text: &[u8],
    pass: &mut Pass<'_, RUNS>,
    mut bits: impl FnMut(&[u8; BLOCK + AHEAD]) -> Bits,
) {
    let mut row = Row::default();
    let mut padded;
    let mut at = 0;
    while at < text.len() {
        // One place that calls `bits`, so that it is made part of the loop.
        let block = match text.get(at..at + BLOCK + AHEAD).and_then(|b| b.try_into().ok()) {
            Some(block) => block,
            None => {
                let rest = text.get(at..).unwrap_or_default();
                let rest = rest.get(..BLOCK + AHEAD).unwrap_or(rest);
                padded = [0; BLOCK + AHEAD];
                padded[..rest.len()].copy_from_slice(rest);
                &padded
            }
        };
        let b = bits(block);
        pass.block(at, b, if RUNS { row.step(b) } else { 0 });
        at += BLOCK;
    }
    pass.flush();
}

/// Positions that wait to be looked up, and room for those of one more block; a power of two.
const WAITING: usize = ROOM - BLOCK;
const ROOM: usize = 512;
/// So many occurrences are not kept for the end of the text.
const MANY: usize = 32 << 10;
/// So much around a byte that is not ASCII belongs to its part of the text.
const MARGIN: usize = 64;

/// One text on its way; runs and what is not ASCII are noted where `RUNS` says so.
pub(crate) struct Pass<'p, const RUNS: bool> {
    sweep: &'p Sweep,
    text: &'p [u8],
    seen: &'p mut Vec<Seen>,
    runs: &'p mut Vec<Run>,
    high: &'p mut Vec<Run>,
    full: &'p mut dyn FnMut(&mut Vec<Seen>),
    waiting: [u32; ROOM],
    count: usize,
    /// Behind the last run.
    done: usize,
}

impl<const RUNS: bool> Pass<'_, RUNS> {
    /// Notes where literals may stand and which runs end in a block. Positions are written eight at a time whether there are
    /// so many or not, and looked up later: a loop that ends after none, one or seven would be mispredicted in most blocks.
    #[inline(always)]
    fn block(&mut self, at: usize, bits: Bits, mut ends: u64) {
        let mut literal = bits.literal;
        if RUNS && bits.high != 0 {
            self.note_high(at);
        }
        if let Some(slots) = self.waiting.get_mut(self.count..self.count + BLOCK) {
            let count = literal.count_ones() as usize;
            for slot in slots.iter_mut().take(8) {
                *slot = (at as u32).wrapping_add(literal.trailing_zeros());
                literal &= literal.wrapping_sub(1);
            }
            if count > 8 {
                for slot in slots.iter_mut().take(count).skip(8) {
                    *slot = (at as u32).wrapping_add(literal.trailing_zeros());
                    literal &= literal.wrapping_sub(1);
                }
            }
            self.count += count;
        }
        if self.count >= WAITING {
            self.flush();
        }
        while ends != 0 {
            let pos = at + ends.trailing_zeros() as usize;
            ends &= ends - 1;
            if pos >= self.done {
                self.run(pos);
            }
        }
    }

    /// Looks up what waits. What the filter lets pass is moved to the front first, without a branch.
    #[inline(never)]
    fn flush(&mut self) {
        let Sweep {
            filter,
            second,
            four,
            three,
            literals,
            ..
        } = self.sweep;
        let mut kept = [0; ROOM];
        let mut left = 0;
        for pos in &self.waiting[..self.count.min(ROOM)] {
            kept[left & (ROOM - 1)] = *pos;
            left += filter.passes(self.window(*pos as usize)) as usize;
        }
        for pos in &kept[..left.min(ROOM)] {
            let pos = *pos as usize;
            if !second.passes(self.text, pos) {
                continue;
            }
            let window = self.window(pos);
            four.look(window, pos, self.text, literals, self.seen);
            three.look(window & 0x00FF_FFFF, pos, self.text, literals, self.seen);
        }
        self.count = 0;
        if self.seen.len() >= MANY {
            (self.full)(self.seen);
        }
    }

    /// A block holds bytes that are not ASCII.
    #[inline(never)]
    fn note_high(&mut self, at: usize) {
        let (from, to) = (
            at.saturating_sub(MARGIN) as u32,
            (at + BLOCK + MARGIN).min(self.text.len()) as u32,
        );
        match self.high.last_mut() {
            Some(part) if from <= part.end => part.end = to,
            _ => self.high.push(from..to),
        }
    }

    /// The folded four bytes at a position, zeros behind the end.
    #[inline]
    fn window(&self, pos: usize) -> u32 {
        folded(self.text, pos)
    }

    /// The whole run around a byte of it.
    #[inline(never)]
    fn run(&mut self, pos: usize) {
        if pos >= self.text.len() {
            return;
        }
        let start = self.text[..pos]
            .iter()
            .rposition(|b| !TOKEN[usize::from(*b)])
            .map_or(0, |n| n + 1);
        let end = self.text[pos..]
            .iter()
            .position(|b| !TOKEN[usize::from(*b)])
            .map_or(self.text.len(), |n| pos + n);
        self.runs.push(start as u32..end as u32);
        self.done = end;
    }
}

/// What the block before says about rows that go on: values before and after each doubling.
#[derive(Debug, Default)]
struct Row {
    token: [u64; 4],
    word: [u64; 4],
    rest: Signs,
    /// The block before, where its signs were not looked at.
    before: Option<(Bits, u64)>,
}

/// What tells a row from words: digits and capitals.
#[derive(Debug, Default)]
struct Signs {
    sign: [u64; 4],
    digit: [u64; 3],
    mixed: [u64; 4],
}

#[inline(always)]
fn shift(before: &mut [u64], i: usize, k: u32, x: u64) -> u64 {
    let shifted = x << k | before[i] >> (64 - k);
    before[i] = x;
    shifted
}

impl Row {
    /// The last bytes of rows of 16 of a token that hold the end of 8 letters and digits with a digit, and of 12 letters and
    /// digits with a digit or capital.
    #[inline(always)]
    fn step(&mut self, b: Bits) -> u64 {
        let and = |before: &mut [u64], i: usize, k: u32, x: u64| x & shift(before, i, k, x);
        let t = and(&mut self.token, 0, 1, b.token);
        let t = and(&mut self.token, 1, 2, t);
        let t = and(&mut self.token, 2, 4, t);
        let t = and(&mut self.token, 3, 8, t);
        let w = and(&mut self.word, 0, 1, b.word);
        let w = and(&mut self.word, 1, 2, w);
        let eight = and(&mut self.word, 2, 4, w);
        let w = and(&mut self.word, 3, 4, eight);
        if t | w == 0 {
            self.before = Some((b, eight));
            return 0;
        }
        // No sign reaches over more than one block.
        if let Some((b, eight)) = self.before.take() {
            self.rest.step(b, eight);
        }
        let (mixed, sign) = self.rest.step(b, eight);
        t & mixed | w & sign
    }
}

impl Signs {
    /// Where 8 letters and digits with a digit ended in the last 16 bytes, and where one of the last 12 is a digit or capital.
    #[inline(always)]
    fn step(&mut self, b: Bits, eight: u64) -> (u64, u64) {
        let or = |before: &mut [u64], i: usize, k: u32, x: u64| x | shift(before, i, k, x);
        let d = or(&mut self.digit, 0, 1, b.digit);
        let d = or(&mut self.digit, 1, 2, d);
        let d = or(&mut self.digit, 2, 4, d);
        let m = or(&mut self.mixed, 0, 1, eight & d);
        let m = or(&mut self.mixed, 1, 2, m);
        let m = or(&mut self.mixed, 2, 4, m);
        let m = or(&mut self.mixed, 3, 8, m);
        let s = or(&mut self.sign, 0, 1, b.digit | b.upper);
        let s = or(&mut self.sign, 1, 2, s);
        let s = or(&mut self.sign, 2, 4, s);
        let s = or(&mut self.sign, 3, 4, s);
        (m, s)
    }
}

const TOKEN: [bool; 256] = {
    let mut t = [false; 256];
    let mut b = 0;
    while b < 256 {
        t[b] = (b as u8).is_ascii_alphanumeric() || matches!(b as u8, b'_' | b'-' | b'+' | b'/');
        b += 1;
    }
    t
};

fn window(literal: &[u8], at: usize) -> [u8; WINDOW] {
    let mut w = [0; WINDOW];
    for (to, from) in w.iter_mut().zip(literal.iter().skip(at)) {
        *to = from | 0x20;
    }
    w
}

/// Folded bytes that can be filed.
fn folded_ascii() -> impl Iterator<Item = u8> {
    (0x20..0x40).chain(0x60..0x80)
}

/// Roughly the share of a byte among those.
fn weight(b: u8) -> f32 {
    f32::from(commonness(b)) / 325.0
}

/// How many offsets of a literal can be filed: four bytes must follow, where it has so many.
fn offsets(literal: &[u8]) -> usize {
    (literal.len().saturating_sub(WINDOW))
        .max(1)
        .min(literal.len().saturating_sub(AHEAD))
}

impl Masks {
    fn add(&mut self, bucket: usize, window: [u8; WINDOW]) {
        for (position, b) in self.0.iter_mut().zip(window) {
            if let Some((row, at)) = place(b) {
                position[bucket / 8][row][at] |= 1 << (bucket % 8);
            }
        }
    }

    /// How much of a text each position of a bucket lets pass, roughly.
    fn shares(&self, bucket: usize) -> [f32; WINDOW] {
        std::array::from_fn(|i| {
            let (rows, bit) = (&self.0[i][bucket / 8], 1 << (bucket % 8));
            let allowed = |b: &u8| place(*b).is_some_and(|(row, at)| rows[row][at] & bit != 0);
            folded_ascii().filter(allowed).map(weight).sum()
        })
    }

    /// The bucket and offset that let least more pass, by the shares of all buckets.
    fn cheapest(&self, literal: &[u8], shares: &[[f32; WINDOW]; BUCKETS]) -> Option<(usize, usize)> {
        let mut best: Option<(f32, usize, usize)> = None;
        for at in 0..offsets(literal).min(64) {
            let window = window(literal, at);
            for (bucket, before) in shares.iter().enumerate() {
                let after = (0..WINDOW).map(|i| {
                    let known = place(window[i])
                        .is_some_and(|(row, at)| self.0[i][bucket / 8][row][at] & 1 << (bucket % 8) != 0);
                    before[i] + if known { 0.0 } else { weight(window[i]) }
                });
                let more = after.product::<f32>() - before.iter().product::<f32>();
                if best.is_none_or(|b| more < b.0) {
                    best = Some((more, bucket, at));
                }
            }
        }
        best.map(|(_, bucket, at)| (bucket, at))
    }

    /// For each position and byte, the buckets.
    fn by_byte(&self) -> Box<[[u16; 256]; WINDOW]> {
        let mut out = Box::new([[0; 256]; WINDOW]);
        for (i, row) in out.iter_mut().enumerate() {
            for (byte, buckets) in row.iter_mut().enumerate() {
                if let Some((r, at)) = place(byte as u8 | 0x20) {
                    *buckets = u16::from(self.0[i][0][r][at]) | u16::from(self.0[i][1][r][at]) << 8;
                }
            }
        }
        out
    }
}

/// The bits of a block, without vectors.
fn portable(masks: &[[u16; 256]; WINDOW], block: &[u8; BLOCK + AHEAD]) -> Bits {
    let mut out = Bits::default();
    for (i, w) in block.windows(WINDOW).enumerate() {
        let may = masks
            .iter()
            .zip(w)
            .fold(u16::MAX, |m, (row, b)| m & row[usize::from(*b)]);
        let (bit, b) = (1u64 << i, w[0]);
        out.literal |= if may != 0 { bit } else { 0 };
        out.digit |= if b.is_ascii_digit() { bit } else { 0 };
        out.upper |= if b.is_ascii_uppercase() { bit } else { 0 };
        out.word |= if b.is_ascii_alphanumeric() { bit } else { 0 };
        out.token |= if TOKEN[usize::from(b)] { bit } else { 0 };
        out.high |= if b.is_ascii() { 0 } else { bit };
    }
    out
}

/// How common a byte is in text, roughly; for literals whose windows nobody has counted.
pub(crate) fn commonness(b: u8) -> u8 {
    match b | 0x20 {
        b'e' | b't' | b' ' => 10,
        b'a' | b'i' | b'n' | b'o' | b'r' | b's' => 9,
        b'c' | b'd' | b'l' | b'p' | b'u' | b'm' => 7,
        b'f' | b'g' | b'h' | b'b' | 0x7f => 6,
        b'j' | b'q' | b'z' => 2,
        0x80.. => 1,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::super::naive;
    use super::*;
    use proptest::prelude::*;

    fn sweep(literals: &[String]) -> Sweep {
        Sweep::new(literals.iter().map(String::as_str), |_| None)
    }

    fn found(s: &Sweep, text: &[u8]) -> (Vec<Seen>, Vec<Run>) {
        let (mut seen, mut runs) = (Vec::new(), Vec::new());
        s.find(text, &mut seen, &mut runs, &mut Vec::new(), &mut |_| {});
        seen.sort_unstable();
        (seen, runs)
    }

    fn high(s: &Sweep, text: &[u8]) -> Vec<Run> {
        let mut high = Vec::new();
        s.find(text, &mut Vec::new(), &mut Vec::new(), &mut high, &mut |_| {});
        high
    }

    /// Runs as they are defined, byte by byte.
    fn naive_runs(text: &[u8]) -> Vec<Run> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = text[at..]
                .iter()
                .position(|b| !TOKEN[usize::from(*b)])
                .map_or(text.len(), |n| at + n);
            let run = &text[at..end];
            let mixed = |w: &[u8]| w.iter().all(u8::is_ascii_alphanumeric) && w.iter().any(u8::is_ascii_digit);
            let long = (16..=run.len()).any(|to| {
                // One of the last sixteen bytes ends eight letters and digits with a digit.
                (to - 15..=to).any(|end| end >= 8 && run.get(end - 8..end).is_some_and(mixed))
            });
            let plain = run.windows(12).any(|w| {
                w.iter().all(u8::is_ascii_alphanumeric)
                    && w.iter().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
            });
            if long || plain {
                out.push(at as u32..end as u32);
            }
            at = end + 1;
        }
        out
    }

    #[test]
    fn finds_at_every_offset_and_length() {
        let literals: Vec<String> = ["key", "ghp_", "token", "password", "-----begin", "k_y"]
            .map(String::from)
            .into();
        let s = sweep(&literals);
        for n in 0..200 {
            for l in &literals {
                for tail in [0, 1, 2, 3, 5, 9, 70] {
                    let mut text = vec![b'.'; n];
                    text.extend_from_slice(l.to_ascii_uppercase().as_bytes());
                    text.extend(std::iter::repeat_n(b'~', tail));
                    assert_eq!(
                        found(&s, &text).0,
                        naive(&literals, &text),
                        "{l} at {n} with {tail} behind"
                    );
                }
            }
        }
    }

    #[test]
    fn runs_go_across_blocks() {
        let s = sweep(&[]);
        for lead in 0..140 {
            let text = [
                " ".repeat(lead),
                "abc_def_ghi_jkl0x".into(),
                " ".into(),
                "x".repeat(200),
                "Y".into(),
            ]
            .concat();
            assert_eq!(found(&s, text.as_bytes()).1, naive_runs(text.as_bytes()), "{lead}");
        }
    }

    #[test]
    fn parts_around_what_is_not_ascii() {
        let text = [" ".repeat(1000), "é".into(), " ".repeat(1000)].concat();
        assert_eq!(high(&sweep(&[]), text.as_bytes()), vec![896..1088]);
        assert_eq!(high(&sweep(&[]), "é".as_bytes()), vec![0..2]);
        assert_eq!(high(&sweep(&[]), b"e"), Vec::<Run>::new());
    }

    proptest! {
        #[test]
        fn agrees_with_the_naive_search(
            literals in prop::collection::vec("[a-c_=]{3,7}", 1..12),
            text in "[A-Ca-c_=]{0,300}",
        ) {
            prop_assert_eq!(found(&sweep(&literals), text.as_bytes()).0, naive(&literals, text.as_bytes()));
        }

        #[test]
        fn runs_are_all_found(text in "[A-C0-1a-z_ /\\-]{0,400}") {
            prop_assert_eq!(found(&sweep(&[]), text.as_bytes()).1, naive_runs(text.as_bytes()));
        }

        #[cfg(target_arch = "x86_64")]
        #[test]
        fn vectors_agree_with_the_portable_twin(
            literals in prop::collection::vec("[ -~]{3,9}", 1..40),
            bytes in prop::collection::vec(any::<u8>(), 0..500),
        ) {
            let mut s = sweep(&literals);
            let fast = (found(&s, &bytes), high(&s, &bytes));
            s.vectors = false;
            prop_assert_eq!(fast, (found(&s, &bytes), high(&s, &bytes)));
        }
    }
}
