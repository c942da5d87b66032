//! Versions of a file one after the other: of one that differs a little from a clean one, only what is new is looked at.

use std::borrow::Cow;
use std::ops::Range;

use super::examine::{Examiner, Memory};
use crate::detect::{Context, decode};
use crate::source::Item;

/// What is seen before and behind a new part, up to the ends of lines.
const AROUND: usize = 512;
/// Lines longer than this are cut.
const LINE: usize = 4 << 10;

/// Whether something may be found in the new parts of a text and around them. Where it may, or where the parts are most of
/// the text, the whole must be examined.
pub(super) fn holds(examiner: Examiner<'_>, item: &Item<'_>, new: &[Range<usize>], memory: &mut Memory) -> bool {
    let text = decode(&item.bytes);
    let (Cow::Borrowed(text), false) = (text.bytes, text.binary || examiner.detector.judges_wholes()) else {
        return true;
    };
    // A mark of UTF-8 that is not part of the text.
    let shift = item.bytes.len() - text.len();
    let mut parts: Vec<Range<usize>> = Vec::new();
    for part in new {
        let part = around(text, part.start.saturating_sub(shift)..part.end.saturating_sub(shift));
        match parts.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => parts.push(part),
        }
    }
    let bytes: usize = parts.iter().map(Range::len).sum();
    if bytes * 4 > text.len() * 3 {
        return true;
    }
    let ctx = Context {
        path: item.origin.name(),
        binary: false,
        depth: 0,
    };
    parts.into_iter().any(|part| {
        let matches = examiner
            .detector
            .scan(text.get(part).unwrap_or_default(), &ctx, &mut memory.scratch);
        matches.iter().any(|m| m.confidence >= examiner.floor)
    })
}

/// A part with the lines around it.
fn around(text: &[u8], part: Range<usize>) -> Range<usize> {
    let from = part.start.min(text.len()).saturating_sub(AROUND);
    let low = from.saturating_sub(LINE);
    let start = text
        .get(low..from)
        .and_then(|t| memchr::memrchr(b'\n', t))
        .map_or(low, |n| low + n + 1);
    let to = part.end.saturating_add(AROUND).min(text.len());
    let high = (to + LINE).min(text.len());
    let end = text
        .get(to..high)
        .and_then(|t| memchr::memchr(b'\n', t))
        .map_or(high, |n| to + n + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_end_with_lines_and_stay_within_the_text() {
        let text = "0123456789\n".repeat(1000);
        let part = around(text.as_bytes(), 5000..5002);
        assert!(part.start.is_multiple_of(11) && part.end.is_multiple_of(11), "{part:?}");
        assert!(part.start <= 5000 - AROUND && part.end >= 5002 + AROUND, "{part:?}");
        assert_eq!(around(text.as_bytes(), 0..0).start, 0);
        assert_eq!(around(text.as_bytes(), 20_000..30_000).end, text.len());
        let line = "x".repeat(20_000);
        assert!(around(line.as_bytes(), 9000..9001).len() <= 2 * (AROUND + LINE) + 1);
    }
}
