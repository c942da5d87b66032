//! Text that repeats itself: a candidate that stands as another did some bytes before, with the same surroundings, has its
//! verdict.

use crate::detect::assigned::Candidate;

/// So far to each side of a candidate features look: five lines of at most 2,000 bytes, and values of up to 3,000 bytes away.
const REACH: usize = 12 << 10;
/// Candidates that are remembered.
const KEPT: usize = 8;
/// Looked at before all of it is.
const NEAR: usize = 64;

/// The last candidates of a text, and which part of it is known to be the same as so many bytes before.
#[derive(Debug, Default)]
pub(super) struct Again {
    last: [Option<(Candidate, f64)>; KEPT],
    turn: usize,
    step: usize,
    same: (usize, usize),
    /// Nothing is compared before this place: what was compared in vain last has to pay off first.
    rest: usize,
}

/// Whether a candidate is the other one, `step` bytes on.
fn shifted(old: &Candidate, c: &Candidate, step: usize) -> bool {
    let wrapper = if old.wrapper == (0, 0) {
        old.wrapper
    } else {
        (old.wrapper.0 + step, old.wrapper.1 + step)
    };
    *c == Candidate {
        key: (old.key.0 + step, old.key.1 + step),
        start: old.start + step,
        end: old.end + step,
        wrapper,
        ..*old
    }
}

impl Again {
    /// The verdict on one of the last candidates that cannot be told from this one.
    pub(super) fn verdict(&mut self, text: &[u8], c: &Candidate) -> Option<f64> {
        let (mut low, mut high) = (c.key.0.min(c.start), c.key.1.max(c.end));
        if c.wrapper != (0, 0) {
            (low, high) = (low.min(c.wrapper.0), high.max(c.wrapper.1));
        }
        let (low, high) = (low.checked_sub(REACH)?, high + REACH);
        if high > text.len() || c.start < self.rest {
            return None;
        }
        let found = (1..=KEPT).find_map(|back| {
            let (old, verdict) = self.last[(self.turn + KEPT - back) % KEPT]?;
            let step = c.start.checked_sub(old.start).filter(|step| (1..=low).contains(step))?;
            shifted(&old, c, step).then_some((step, verdict))
        });
        let (step, verdict) = found?;
        self.repeats(text, step, (low, high), c.start).then_some(verdict)
    }

    /// Remembers a verdict.
    pub(super) fn keep(&mut self, c: &Candidate, verdict: f64) {
        self.last[self.turn % KEPT] = Some((*c, verdict));
        self.turn = (self.turn + 1) % KEPT;
    }

    /// Whether a part of the text is the same as `step` bytes before.
    fn repeats(&mut self, text: &[u8], step: usize, (low, high): (usize, usize), place: usize) -> bool {
        let equal = |from: usize, to: usize| text.get(from..to) == text.get(from - step..to - step);
        let known = self.step == step && (self.same.0..=self.same.1).contains(&low);
        let from = if known { self.same.1.min(high) } else { low };
        if !known && !equal(place - NEAR, place + NEAR) {
            return false;
        }
        if equal(from, high) {
            let first = if known { self.same.0 } else { low };
            (self.step, self.same) = (step, (first, high.max(from)));
            return true;
        }
        self.rest = place + REACH / 4;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::classify::{Judge, feature};

    /// Candidates at every `name=value;` of a text.
    fn candidates(text: &str) -> Vec<Candidate> {
        let equals = text.match_indices('=').map(|(at, _)| at);
        equals
            .map(|at| {
                let start = text[..at].rfind(';').map_or(0, |n| n + 1);
                let end = text[at..].find(';').map_or(text.len(), |n| at + n);
                Candidate::sample((start, at), at + 1, end)
            })
            .collect()
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(12))]
        #[test]
        fn verdicts_are_those_of_each_alone(
            unit in proptest::collection::vec("(password|token|user)=[a-z0-9]{3,8};\n?", 1..4),
            copies in 900usize..1500,
            change in proptest::option::of(0usize..40_000),
        ) {
            let mut text = unit.concat().repeat(copies);
            if let Some(at) = change.filter(|at| *at < text.len()) {
                text.replace_range(at..=at, "Q");
            }
            let judge = Judge::new(text.as_bytes(), "a.txt", crate::detect::assigned::Kind::Unknown);
            for c in candidates(&text) {
                proptest::prop_assert_eq!(judge.confidence(&c), judge.alone(&c, &feature::Lines::default()));
            }
        }
    }
}
