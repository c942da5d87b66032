//! Runs of letters, digits and what joins them, and whether they look drawn at random.

use std::ops::Range;

/// A row of letters, digits, `_`, `-`, `+` and `/` as long as it goes.
pub(crate) type Run = Range<u32>;

/// How far before a run the name may stand that says whose secret it is, on the same line or one of the lines above it.
const BEFORE: usize = 448;
/// How far before it on any line.
const SURELY_BEFORE: usize = 256;
/// So many lines above.
const LINES: usize = 3;
/// How far behind it, on the same line or the next.
const BEHIND: usize = 192;
/// How far behind it on any line.
const SURELY_BEHIND: usize = 96;
/// Of a long run only so much is weighed.
const WEIGHED: usize = 256;
/// The shortest part (between joints) that can look random.
const PART: usize = 8;
/// The shortest part of a name that can.
const NAME_PART: usize = 16;

/// Calls `f` with the parts of a text near runs that look random, merged, in order.
pub(crate) fn regions(text: &[u8], runs: &[Run], f: &mut dyn FnMut(Range<usize>)) {
    let mut open: Option<Range<usize>> = None;
    for run in runs {
        let (start, end) = (run.start as usize, run.end as usize);
        if !text.get(start..end).is_some_and(random) {
            continue;
        }
        let (from, to) = (before(text, start), behind(text, end));
        match &mut open {
            Some(part) if from <= part.end => part.end = to,
            _ => {
                if let Some(part) = open.replace(from..to) {
                    f(part);
                }
            }
        }
    }
    if let Some(part) = open {
        f(part);
    }
}

fn before(text: &[u8], start: usize) -> usize {
    let far = start.saturating_sub(BEFORE);
    let line = memchr::memrchr_iter(b'\n', &text[far..start])
        .nth(LINES)
        .map_or(far, |n| far + n + 1);
    line.min(start.saturating_sub(SURELY_BEFORE))
}

fn behind(text: &[u8], end: usize) -> usize {
    let far = (end + BEHIND).min(text.len());
    let line = memchr::memchr_iter(b'\n', &text[end..far])
        .nth(1)
        .map_or(far, |n| end + n + 1);
    line.max((end + SURELY_BEHIND).min(text.len()))
}

/// Whether a part of a run looks drawn at random: about three of twenty characters, and two at least, are a letter beside a
/// digit, a letter behind one that it hardly ever follows in words, or a capital behind one or two small letters. Names of
/// constants and functions (one case, several `_`) need a longer part.
fn random(run: &[u8]) -> bool {
    let run = &run[..run.len().min(WEIGHED)];
    let least = if is_name(run) { NAME_PART } else { PART };
    let enough = |odd: usize, len: usize| len >= least && odd >= 2 && odd * 20 + 8 >= len * 3;
    let (mut odd, mut len) = (0, 0);
    // How long small letters have stood in a row.
    let mut small = 0;
    let mut before = JOINT;
    for b in run {
        let kind = KIND[usize::from(*b)];
        if kind == JOINT {
            if enough(odd, len) {
                return true;
            }
            (odd, len, small) = (0, 0, 0);
        } else {
            odd += usize::from(STRANGE[usize::from(before & 31)][usize::from(kind & 31)]);
            odd += usize::from(b.is_ascii_uppercase() && (small == 1 || small == 2));
            small = if b.is_ascii_lowercase() { small + 1 } else { 0 };
            len += 1;
        }
        before = kind;
    }
    enough(odd, len)
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

    #[test]
    fn regions_merge_and_stay_within_the_text() {
        let text = format!(
            "{}3f9c1e07ab5d48c2 3f9c1e07ab5d48c3{}",
            " ".repeat(1000),
            " ".repeat(90)
        );
        let mut out = Vec::new();
        regions(text.as_bytes(), &[1000..1016, 1017..1033], &mut |part| out.push(part));
        assert_eq!((out.len(), out.first()), (1, Some(&(552..text.len()))));
    }
}
