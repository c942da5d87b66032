//! Words of a text whose candidates stand close together: cut once, and looked up by every window that holds them.

use std::cell::{Cell, RefCell};

use super::{LONG, groups};

/// The text is cut in blocks of so many bytes, and the words of so many blocks are kept.
const BLOCK: usize = 2 << 10;
const KEPT: usize = 32;
/// Windows may ask for so many bytes, and for twice what candidates are apart, before blocks are worth it.
const FREE: usize = 32 << 10;

/// Letters without anything between them: first byte, behind the last, groups of their words.
type Run = (usize, usize, u32);

/// Runs that begin in the last blocks that were asked for, and how much was asked of the text.
#[derive(Debug, Default)]
pub(super) struct Runs {
    blocks: RefCell<Vec<(usize, Vec<Run>)>>,
    asked: Cell<usize>,
    first: Cell<Option<usize>>,
}

fn letter(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(u8::is_ascii_alphabetic)
}

/// The runs that begin in a block. One that is longer than a window is never whole in one, and has no groups.
fn cut(text: &[u8], number: usize, out: &mut Vec<Run>) {
    out.clear();
    let (mut at, end) = (number * BLOCK, ((number + 1) * BLOCK).min(text.len()));
    if at > 0 && letter(text, at - 1) {
        while at < end && letter(text, at) {
            at += 1;
        }
    }
    while at < end {
        if !letter(text, at) {
            at += 1;
            continue;
        }
        let mut to = at + 1;
        while to - at <= LONG && letter(text, to) {
            to += 1;
        }
        let run = text.get(at..to).filter(|r| r.len() <= LONG).unwrap_or_default();
        out.push((at, to, groups(run)));
        at = to;
        while at < end && letter(text, at) {
            at += 1;
        }
    }
}

impl Runs {
    /// The groups of the words of a window, as [`groups`] has them.
    pub(super) fn of(&self, text: &[u8], from: usize, to: usize) -> u32 {
        let to = to.min(from.saturating_add(LONG)).min(text.len());
        let window = text.get(from..to).unwrap_or_default();
        let asked = self.asked.get() + window.len();
        self.asked.set(asked);
        let first = self.first.get().unwrap_or(from);
        self.first.set(Some(first));
        if asked < FREE + 2 * from.saturating_sub(first) {
            return groups(window);
        }
        // What the window cuts is told by the part within it.
        let (mut low, mut high, mut all) = (from, to, 0);
        if from > 0 && letter(text, from - 1) {
            let part = window.iter().position(|b| !b.is_ascii_alphabetic());
            low = from + part.unwrap_or(window.len());
            all |= groups(text.get(from..low).unwrap_or_default());
        }
        if low < high && letter(text, to) {
            let part = window.iter().rposition(|b| !b.is_ascii_alphabetic());
            high = from + part.map_or(0, |n| n + 1);
            all |= groups(text.get(high..to).unwrap_or_default());
        }
        if low < high {
            let mut blocks = self.blocks.borrow_mut();
            blocks.resize_with(KEPT, || (usize::MAX, Vec::new()));
            for number in low / BLOCK..=(high - 1) / BLOCK {
                let Some((known, runs)) = blocks.get_mut(number % KEPT) else {
                    continue;
                };
                if *known != number {
                    cut(text, number, runs);
                    *known = number;
                }
                let begin = runs.partition_point(|r| r.0 < low);
                let within = runs.iter().skip(begin).take_while(|r| r.1 <= high);
                all |= within.fold(0, |all, r| all | r.2);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn windows_have_the_groups_of_their_words(
            words in proptest::collection::vec("(password|User|TEST|getHTTPToken|keY|x)[ _=0]{0,2}", 1..40),
            copies in 1usize..60,
            windows in proptest::collection::vec((0usize..9000, 0usize..1500), 1..40),
        ) {
            let text = words.concat().repeat(copies);
            let runs = Runs::default();
            runs.asked.set(1 << 30);
            for (from, length) in windows {
                let (from, to) = (from.min(text.len()), (from + length).min(text.len()));
                proptest::prop_assert_eq!(runs.of(text.as_bytes(), from, to), groups(&text.as_bytes()[from..to]));
            }
        }
    }
}
