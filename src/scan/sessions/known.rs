//! What transcripts repeat: files that are read again, results that are written for the model and for the record, copies
//! of whole conversations. Of text that was examined before, with the same text before it, nothing is examined again
//! unless something was found there.
//!
//! Text is cut at ends of lines that depend on the lines alone, so that the same lines give the same blocks wherever
//! they stand, and where longer strings of a record begin and end. A block is known by its hash and that of the block
//! before it. Around what is new, 512 bytes on both sides are examined with it, but beyond the ends of a string only what may
//! be its name, so that every place has been seen with what surrounds it.

use std::hash::{BuildHasher, Hasher};
use std::ops::Range;

/// A block has at least so many bytes,
const LEAST: usize = 256;
/// ends with any line from here on,
const ENOUGH: usize = 2 << 10;
/// and wherever it is from here on.
const MOST: usize = 8 << 10;
/// Of ends of lines, one in so many (a power of two) ends a block.
const ONE_IN: u64 = 4;
/// What is examined around new text.
const AROUND: usize = 512;
/// What is examined beyond the ends of a string.
const BESIDE: usize = 96;
/// Blocks remembered, a power of two: some tens of megabytes of text.
const SLOTS: usize = 1 << 17;

/// Blocks that were examined and in which nothing was found. A new one takes the place of another.
#[derive(Debug)]
pub(super) struct Known {
    slots: Vec<u64>,
    /// Seeded at random: nobody can make a text that is taken for another.
    hasher: foldhash::quality::RandomState,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            slots: vec![0; SLOTS],
            hasher: foldhash::quality::RandomState::default(),
        }
    }
}

/// A block of a text, and whether it was known.
#[derive(Debug)]
struct Block {
    end: usize,
    key: u64,
    known: bool,
}

impl Known {
    /// Calls `look` with every part of a text that must be examined, in order; it answers with the places where something
    /// was found.
    pub(super) fn each_new(
        &mut self,
        text: &[u8],
        cuts: &[usize],
        look: &mut dyn FnMut(Range<usize>) -> Vec<Range<usize>>,
    ) {
        let blocks = self.blocks(text, cuts);
        let mut found = Vec::new();
        for part in parts(text, cuts, &blocks, &|b| !b.known) {
            found.append(&mut look(part));
        }
        if found.is_empty() {
            return;
        }
        // What holds something is not known, however often it is said.
        let mut held: Vec<u64> = Vec::new();
        for place in &found {
            let from = blocks.partition_point(|b| b.end + AROUND <= place.start);
            let inner = blocks.get(from..).unwrap_or_default().iter();
            let starts = std::iter::once(0).chain(blocks.iter().map(|b| b.end)).skip(from);
            held.extend(
                inner
                    .zip(starts)
                    .take_while(|(_, start)| *start < place.end + AROUND)
                    .map(|(b, _)| b.key),
            );
        }
        held.sort_unstable();
        held.dedup();
        for key in &held {
            if let Some(slot) = self.slots.get_mut(slot(*key)).filter(|s| **s == *key) {
                *slot = 0;
            }
        }
        // Within this text it may have been said twice before that was noticed.
        for part in parts(text, cuts, &blocks, &|b| b.known && held.binary_search(&b.key).is_ok()) {
            look(part);
        }
    }

    fn blocks(&mut self, text: &[u8], cuts: &[usize]) -> Vec<Block> {
        let mut blocks = Vec::with_capacity(text.len() / 400 + 1);
        let (mut start, mut before) = (0, 0);
        let mut close = |end: usize, start: usize, before: u64| {
            let mut hasher = self.hasher.build_hasher();
            hasher.write(text.get(start..end).unwrap_or_default());
            let own = hasher.finish();
            // Never 0, which is an empty slot.
            let key = (own ^ before.rotate_left(23)) | 1;
            let known = self
                .slots
                .get_mut(slot(key))
                .is_some_and(|s| std::mem::replace(s, key) == key);
            blocks.push(Block { end, key, known });
            own
        };
        for cut in cuts.iter().copied().chain([text.len()]) {
            let string = text.get(start..cut).unwrap_or_default();
            let from = start;
            for line in memchr::memchr_iter(b'\n', string).map(|n| from + n + 1).chain([cut]) {
                while line - start > MOST {
                    before = close(start + MOST, start, before);
                    start += MOST;
                }
                let len = line - start;
                if len >= LEAST && (len >= ENOUGH || ends_block(text.get(..line).unwrap_or_default())) {
                    before = close(line, start, before);
                    start = line;
                }
            }
            if start < cut {
                before = close(cut, start, before);
                start = cut;
            }
        }
        blocks
    }
}

fn slot(key: u64) -> usize {
    (key >> 1) as usize & (SLOTS - 1)
}

/// Whether a line is one of those that end a block, by its last bytes.
fn ends_block(text: &[u8]) -> bool {
    let Some(tail) = text.last_chunk::<8>() else {
        return false;
    };
    (u64::from_le_bytes(*tail).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40).is_multiple_of(ONE_IN)
}

/// The blocks that are wanted with what surrounds them, merged.
fn parts(text: &[u8], cuts: &[usize], blocks: &[Block], wanted: &dyn Fn(&Block) -> bool) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for block in blocks {
        let part = start..block.end;
        start = block.end;
        if !wanted(block) {
            continue;
        }
        let part = around(text, cuts, part);
        match out.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => out.push(part),
        }
    }
    out
}

/// A part with what surrounds it, from a blank, a quote or an end of a line to another, and not far beyond the string that it
/// is in: nothing begins or ends in the middle of a word.
fn around(text: &[u8], cuts: &[usize], part: Range<usize>) -> Range<usize> {
    let edge = |b: &u8| matches!(b, b'\n' | b' ' | b'"');
    let begins = cuts
        .get(..cuts.partition_point(|c| *c <= part.start))
        .and_then(<[_]>::last);
    let from = part.start.saturating_sub(AROUND);
    let from = from.max(begins.map_or(0, |c| c.saturating_sub(BESIDE)));
    let low = from.saturating_sub(AROUND);
    let before = text.get(low..from).and_then(|t| t.iter().rposition(edge));
    let ends = cuts.get(cuts.partition_point(|c| *c < part.end));
    // Behind a string, its quote.
    let to = (part.end + AROUND)
        .min(ends.map_or(text.len(), |c| c + 1))
        .min(text.len());
    let high = (to + AROUND).min(text.len());
    let behind = text.get(to..high).and_then(|t| t.iter().position(edge));
    before.map_or(low, |n| low + n + 1)..behind.map_or(high, |n| to + n)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distinct lines.
    fn lines(range: Range<usize>) -> String {
        range
            .map(|n| format!("line {n} of {} says {:x}\n", n % 7, n.wrapping_mul(2_654_435_761)))
            .collect()
    }

    /// The bytes that are looked at; `X` is what is looked for.
    fn looked(known: &mut Known, text: &str) -> (usize, Vec<usize>) {
        let (mut bytes, mut at) = (0, Vec::new());
        known.each_new(text.as_bytes(), &[], &mut |part| {
            bytes += part.len();
            let here: Vec<usize> = text[part.clone()]
                .match_indices('X')
                .map(|(n, _)| part.start + n)
                .collect();
            at.extend(&here);
            here.into_iter().map(|n| n..n + 1).collect()
        });
        (bytes, at)
    }

    #[test]
    fn what_was_seen_is_not_looked_at_again_wherever_it_stands() {
        let mut known = Known::default();
        let text = lines(0..2000);
        assert_eq!(looked(&mut known, &text).0, text.len());
        // Two blocks may share a slot, and then neither is known again: the hash differs from one process to the next.
        let (bytes, _) = looked(&mut known, &text);
        assert!(bytes < text.len() / 4, "{bytes} of {}", text.len());
        let moved = format!("{}{}{}", lines(5000..5010), lines(300..1700), lines(6000..6010));
        let (bytes, _) = looked(&mut known, &moved);
        assert!(bytes > 600 && bytes < moved.len() / 2, "{bytes} of {}", moved.len());
        assert_eq!(looked(&mut Known::default(), &text).0, text.len());
    }

    #[test]
    fn what_was_found_is_found_every_time() {
        let mut known = Known::default();
        let text = format!("{}key X\n{}", lines(0..1000), lines(1000..2000));
        for _ in 0..3 {
            let (_, at) = looked(&mut known, &text);
            assert_eq!(at, [text.find('X').unwrap()]);
        }
        // Twice in a text that was never seen.
        let twice = format!("{}{}", text.replace("line", "LINE"), text.replace("line", "LINE"));
        let (_, mut at) = looked(&mut known, &twice);
        at.dedup();
        assert_eq!(at, twice.match_indices('X').map(|(n, _)| n).collect::<Vec<_>>());
    }

    proptest::proptest! {
        /// Whatever is put together out of the same pieces: nothing is missed.
        #[test]
        fn nothing_is_missed(pieces in proptest::collection::vec((0..6usize, 0..400usize, proptest::bool::ANY), 1..20), cut in 0..5usize) {
            let mut known = Known::default();
            let mut text = String::new();
            for (from, len, holds) in pieces {
                text.push_str(&lines(from * 100..from * 100 + len));
                if holds {
                    text.push_str("the X is here\n");
                }
            }
            let parts = text.len() / (cut + 1);
            for part in text.as_bytes().chunks(parts.max(1)) {
                let part = std::str::from_utf8(part).unwrap();
                let (_, mut at) = looked(&mut known, part);
                at.sort_unstable();
                at.dedup();
                proptest::prop_assert_eq!(at, part.match_indices('X').map(|(n, _)| n).collect::<Vec<_>>());
            }
        }

        #[test]
        fn any_bytes(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..20_000), mut cuts in proptest::collection::vec(0..20_000usize, 0..9)) {
            cuts.retain(|c| *c <= bytes.len());
            cuts.sort_unstable();
            let mut known = Known::default();
            let mut end = 0;
            known.each_new(&bytes, &cuts, &mut |part| { end = part.end; Vec::new() });
            proptest::prop_assert_eq!(end, bytes.len());
        }
    }
}
