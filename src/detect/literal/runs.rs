//! Runs of letters, digits and what joins them, and whether they look drawn at random.

use std::ops::Range;

use crate::rule::kinds::{self, Kinds};

/// A row of letters, digits, `_`, `-`, `+` and `/` as long as it goes.
pub(crate) type Run = Range<u32>;

/// How far before a run the name may stand that says whose secret it is.
const BEFORE: usize = 400;
/// How far behind it.
const BEHIND: usize = 192;
/// After so many bytes it is asked anew which kinds of runs are near.
const STALE: usize = 1024;
/// Of a long run only so much is weighed.
const WEIGHED: usize = 256;
/// The shortest part (between joints) that can look random.
const PART: usize = 8;
/// The shortest part of a name that can.
const NAME_PART: usize = 16;

/// A part of a text near runs that look random.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Region {
    pub(crate) bytes: Range<usize>,
    /// What kinds of runs stand there.
    pub(crate) kinds: Kinds,
}

/// Calls `f` with the parts of a text near runs that look random, in order, none overlapping.
pub(crate) fn regions(text: &[u8], runs: &[Run], f: &mut dyn FnMut(Region)) {
    let mut open = Region { bytes: 0..0, kinds: 0 };
    // Where what lies near the last run of each kind ends.
    let mut ends = [0; Kinds::BITS as usize];
    for run in runs {
        let (start, end) = (run.start as usize, run.end as usize);
        let Some(row) = text.get(start..end).filter(|r| random(r)) else {
            continue;
        };
        // At an end of the text the run may go on in what is read next.
        let whole = start > 0 && end < text.len();
        let kinds = if whole { kinds::of_run(row) } else { kinds::ALL };
        let (from, to) = (start.saturating_sub(BEFORE), text.len().min(end + BEHIND));
        let more = kinds & !open.kinds != 0 || from > open.bytes.start + STALE;
        if from > open.bytes.end || more {
            let alive = (0..)
                .zip(&ends)
                .fold(0, |k, (i, end)| k | Kinds::from(*end > from) << i);
            let cut = open.bytes.end.min(from);
            let (from, to) = (from.max(open.bytes.start), to.max(open.bytes.end));
            let next = Region {
                bytes: from..to,
                kinds: alive | kinds,
            };
            let part = std::mem::replace(&mut open, next);
            if part.bytes.start < cut {
                f(Region {
                    bytes: part.bytes.start..cut,
                    ..part
                });
            }
        }
        open.bytes.end = open.bytes.end.max(to);
        for (i, end) in ends.iter_mut().enumerate() {
            *end = if kinds >> i & 1 != 0 { to } else { *end };
        }
    }
    if !open.bytes.is_empty() {
        f(open);
    }
}

/// Whether a part of a run looks drawn at random: about three of twenty characters, and two at least, are a letter beside a
/// digit, a letter behind one that it hardly ever follows in words, or a capital behind one or two small letters. Names of
/// constants and functions (one case, several `_`) need a longer part.
fn random(run: &[u8]) -> bool {
    let run = &run[..run.len().min(WEIGHED)];
    let parts = run.split(|b| KIND[usize::from(*b)] == JOINT);
    parts
        .filter(|part| part.len() >= PART)
        .any(|part| is_odd(part) && (part.len() >= NAME_PART || !is_name(run)))
}

/// Whether so many characters of a part are unusual where they stand.
fn is_odd(part: &[u8]) -> bool {
    let enough = (part.len() * 3).saturating_sub(8).div_ceil(20).max(2);
    // How long small letters have stood in a row.
    let (mut odd, mut small, mut before) = (0, 0, JOINT);
    part.iter().any(|b| {
        let kind = KIND[usize::from(*b)];
        odd += usize::from(STRANGE[usize::from(before & 31)][usize::from(kind & 31)]);
        odd += usize::from(b.is_ascii_uppercase() && (small == 1 || small == 2));
        small = if b.is_ascii_lowercase() { small + 1 } else { 0 };
        before = kind;
        odd >= enough
    })
}

/// Whether a run is made as names of constants and functions are: words of one case between `_`.
fn is_name(run: &[u8]) -> bool {
    let (mut joints, mut upper, mut lower) = (0, false, false);
    for b in run {
        match b {
            b'_' => joints += 1,
            b'-' | b'+' | b'/' => return false,
            _ => {
                upper |= b.is_ascii_uppercase();
                lower |= b.is_ascii_lowercase();
            }
        }
    }
    joints >= 2 && upper != lower
}

/// A digit, and what is neither letter nor digit; letters are 0 to 25.
const DIGIT: u8 = 26;
const JOINT: u8 = 27;
const KIND: [u8; 256] = {
    let mut t = [JOINT; 256];
    let mut i = 0;
    while i < 26 {
        t[b'a' as usize + i] = i as u8;
        t[b'A' as usize + i] = i as u8;
        i += 1;
    }
    let mut i = b'0' as usize;
    while i <= b'9' as usize {
        t[i] = DIGIT;
        i += 1;
    }
    t
};

/// Whether the second kind is unusual behind the first in words.
const STRANGE: [[bool; 32]; 32] = {
    let mut t = [[false; 32]; 32];
    let mut a = 0;
    while a < 26 {
        let mut b = 0;
        while b < 26 {
            t[a][b] = RARE[a] >> b & 1 != 0;
            b += 1;
        }
        t[a][DIGIT as usize] = true;
        t[DIGIT as usize][a] = true;
        a += 1;
    }
    t
};

/// For each letter, which letters follow it in fewer than one of 250 pairs that it begins, counted over an English word list
/// and the identifiers of C, JavaScript and Python sources.
const RARE: [u32; 26] = [
    0x0201_4211,
    0x02E1_04A0,
    0x02E1_224A,
    0x0281_0600,
    0x0200_0680,
    0x02E1_9682,
    0x02E1_0602,
    0x02A1_06C0,
    0x0151_0380,
    0x03E3_3AEE,
    0x02A1_0200,
    0x02C3_02C0,
    0x02E3_06E0,
    0x02C1_0280,
    0x0201_0280,
    0x02E1_2642,
    0x03E1_46E2,
    0x02C1_0280,
    0x02A0_0240,
    0x02A1_0642,
    0x03F1_0680,
    0x02E9_B6E0,
    0x03E1_0240,
    0x0241_2240,
    0x03A1_0200,
    0x00E3_866E,
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_drawn_at_random_is_told_from_words() {
        for run in [
            "kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu",
            "3f9c1e07ab5d48c2b6e0914d7f2a8c35",
            "ghp_kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu",
            "AKIAQWXJZKVPBTGHMFDL",
            "550e8400-e29b-41d4-a716-446655440000",
            "69388367409d6012",
            "xAlsoiWrNcbAirsU",
            concat!("sk_live", "_kqWBp8ZbXr4GdTvLnE2m"),
            concat!("sk_test", "_3f9c1e07ab5d48c2b6e0"),
            "wJalrXUt/nFEMI+K7MDENG/bPxRfiCYkq",
        ] {
            assert!(random(run.as_bytes()), "{run}");
        }
        for run in [
            "getElementsByTagName",
            "CONFIGURATION_MANAGER_DEFAULT",
            "MLX5_CMD_OP_QUERY_HCA_CAP",
            "DCIOUNIPHY0_UNIPHYX7_MACRO_CNTL",
            "dcn32_smu13_clk_mgr_v2",
            "interpolateTransformSvg",
            "0x00000000000000000000",
            "12345678901234567890",
            "a-very-long-name-with-many-words",
        ] {
            assert!(!random(run.as_bytes()), "{run}");
        }
    }

    fn parts(text: &[u8], runs: &[Run]) -> Vec<Region> {
        let mut out = Vec::new();
        regions(text, runs, &mut |part| out.push(part));
        out
    }

    #[test]
    fn regions_merge_and_stay_within_the_text() {
        let text = format!(
            "{}3f9c1e07ab5d48c2 3f9c1e07ab5d48c3{}",
            " ".repeat(1000),
            " ".repeat(90)
        );
        let bytes: Vec<_> = parts(text.as_bytes(), &[1000..1016, 1017..1033])
            .into_iter()
            .map(|p| p.bytes)
            .collect();
        assert_eq!(bytes, vec![600..text.len()]);
    }

    proptest! {
        #[test]
        fn every_run_is_near_its_region(
            pieces in prop::collection::vec(
                ("[ \n]{0,300}", "3f9c1e07ab5d48c2|550e8400-e29b-41d4-a716-446655440000|[0-9a-f]{40}|a"), 0..12,
            ),
        ) {
            let (mut text, mut runs) = (String::new(), Vec::new());
            for (space, run) in &pieces {
                text.push_str(space);
                text.push(' ');
                runs.push(text.len() as u32..(text.len() + run.len()) as u32);
                text.push_str(run);
            }
            text.push(' ');
            let text = text.as_bytes();
            let parts = parts(text, &runs);
            prop_assert!(parts.windows(2).all(|w| w[0].bytes.end <= w[1].bytes.start));
            for run in runs {
                let (start, end) = (run.start as usize, run.end as usize);
                if random(&text[start..end]) {
                    let kind = kinds::of_run(&text[start..end]);
                    for at in start.saturating_sub(BEFORE)..text.len().min(end + BEHIND) {
                        prop_assert!(parts.iter().any(|p| p.bytes.contains(&at) && p.kinds & kind == kind), "{at} {parts:?}");
                    }
                }
            }
        }
    }
}
