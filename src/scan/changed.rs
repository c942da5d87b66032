//! Versions of a file one after the other: of one that differs a little from another, only what is new is looked at.

use std::borrow::Cow;
use std::ops::Range;

use super::examine::{Examiner, Memory};
use super::place::{Carry, Places};
use crate::detect::{Context, decode};
use crate::finding::{Category, Finding};
use crate::source::Item;
use crate::source::git::Edits;

/// What is seen before and behind a new part, up to the ends of lines.
const AROUND: usize = 512;
/// Lines longer than this are cut.
const LINE: usize = 4 << 10;

/// A version of a file at a path, and what was found in it and where.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) place: u32,
    pub(super) found: Vec<(usize, Finding)>,
}

impl Version {
    /// The next version, where nothing may be found in what is new and everything that was found lies, with what surrounds
    /// it, in what is not. Otherwise the whole must be examined.
    pub(super) fn carried(
        &self,
        examiner: Examiner<'_>,
        item: &Item<'_>,
        edits: &Edits,
        memory: &mut Memory,
    ) -> Option<Self> {
        let mut found = Vec::with_capacity(self.found.len());
        // Counts of a table are those of a version.
        if self.found.iter().any(|(_, f)| f.category == Category::Personal) {
            return None;
        }
        for (at, finding) in &self.found {
            found.push((moved(*at, finding, edits, item.bytes.len())?, finding.clone()));
        }
        if holds(examiner, item, &edits.new, memory) {
            return None;
        }
        if !found.is_empty() {
            found.sort_by_key(|(at, _)| *at);
            let mut places = Places::new(&item.bytes, Carry::default());
            for (at, f) in &mut found {
                let start = places.of(*at);
                let l = &mut f.location;
                if l.end_line == l.line {
                    l.end_column = start.column + (l.end_column - l.column);
                }
                l.end_line = start.line + (l.end_line - l.line);
                (l.line, l.column) = (start.line, start.column);
                l.path.clone_from(&item.origin.path);
                l.commit.clone_from(&item.origin.commit);
            }
        }
        Some(Self {
            place: self.place,
            found,
        })
    }
}

/// Where a finding is now, if it and what surrounds it are in one piece.
fn moved(at: usize, finding: &Finding, edits: &Edits, size: usize) -> Option<usize> {
    let end = at + finding.secret.reveal().len() + AROUND;
    let start = at.saturating_sub(AROUND);
    edits.old.iter().find_map(|(from, piece)| {
        let to = from + piece.len();
        // At the ends of a file nothing surrounds it.
        let begins = *from <= start && (start > 0 || piece.start == 0);
        let ends = end <= to || to == edits.base && piece.end == size;
        (begins && ends && at <= to).then(|| piece.start + (at - from))
    })
}

/// Whether something may be found in the new parts of a text and around them. Where it may, or where the parts are most of
/// the text, the whole must be examined.
fn holds(examiner: Examiner<'_>, item: &Item<'_>, new: &[Range<usize>], memory: &mut Memory) -> bool {
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
    // A new row may be the one that makes a table of people.
    let row = |part: &Range<usize>| crate::detect::may_be_row(ctx.path, text.get(part.clone()).unwrap_or_default());
    parts.iter().any(row)
        || parts.into_iter().any(|part| {
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
    fn what_was_found_moves_with_what_surrounds_it() {
        // 2,000 bytes; the first 1,500 stand 100 later, the rest 300.
        let edits = |first: usize| Edits {
            new: vec![0..first, first + 1500..first + 1700],
            old: vec![(0, first..first + 1500), (1500, first + 1700..first + 2200)],
            base: 2000,
        };
        let finding = Finding {
            rule: "a-rule".into(),
            category: crate::finding::Category::Secret,
            severity: crate::finding::Severity::High,
            confidence: 0.9,
            location: crate::finding::Location::default(),
            status: crate::finding::Status::History,
            secret: crate::finding::Secret::new(b"0123456789"),
            fingerprint: crate::finding::Fingerprint(String::new()),
            impact: 0.5,
            reach: 0.8,
            evidence: Vec::new(),
            excerpt: None,
        };
        let at = |n, first| moved(n, &finding, &edits(first), first + 2200);
        assert_eq!(at(700, 100), Some(800));
        assert_eq!(at(10, 100), None, "there is something before it now");
        assert_eq!(at(10, 0), Some(10));
        assert_eq!(at(1200, 100), None, "too near to what is new");
        assert_eq!(at(1600, 100), None);
        let end = Edits {
            new: std::iter::once(0..50).collect(),
            old: vec![(0, 50..2050)],
            base: 2000,
        };
        assert_eq!(moved(1980, &finding, &end, 2050), Some(2030));
        assert_eq!(moved(1980, &finding, &end, 2051), None);
    }

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
