//! Strings and comments.

use crate::detect::blocks::{BLOCK, Look, set, whole};

/// Strings that are longer are not closed.
const STRING: usize = 400;

const fn stops_double(b: u8) -> bool {
    (b == b'"') | (b == b'\\') | (b == b'\n')
}

const fn stops_single(b: u8) -> bool {
    (b == b'\'') | (b == b'\\') | (b == b'\n')
}

#[inline(always)]
fn line_end(look: impl Look, text: &[u8], at: usize) -> usize {
    let mut pad = [b' '; BLOCK];
    for base in (at..text.len()).step_by(BLOCK) {
        let ends = look.byte(whole(text, base, &mut pad), b'\n');
        if ends != 0 {
            return base + ends.trailing_zeros() as usize;
        }
    }
    text.len()
}

/// The place of the `/` of the first `*/`, or the end.
#[inline(always)]
fn closing(look: impl Look, text: &[u8], at: usize) -> usize {
    let mut pad = [b' '; BLOCK];
    let mut star_before = 0;
    for base in (at..text.len()).step_by(BLOCK) {
        let here = whole(text, base, &mut pad);
        let stars = look.byte(here, b'*');
        let closes = look.byte(here, b'/') & (stars << 1 | star_before);
        if closes != 0 {
            return base + closes.trailing_zeros() as usize;
        }
        star_before = stars >> 63;
    }
    text.len()
}

/// What a sign begins that may begin something.
pub(super) enum Special {
    /// Itself or a string, which ends here.
    Sign(usize),
    /// Where the words of a comment begin and end, and where it ends itself.
    Comment { from: usize, to: usize, end: usize },
}

impl Special {
    #[inline(always)]
    pub(super) fn at(look: impl Look, text: &[u8], at: usize, b: u8) -> Self {
        if matches!(b, b'"' | b'\'') {
            return Self::Sign(quoted(look, text, at, b).1.min(text.len()));
        }
        Self::comment(look, text, at, b).unwrap_or(Self::Sign(at + 1))
    }

    #[inline(always)]
    pub(super) fn comment(look: impl Look, text: &[u8], at: usize, b: u8) -> Option<Self> {
        let next = text.get(at + 1).copied().unwrap_or(0);
        match (b, next) {
            (b'/', b'/') | (b'#', b' ' | b'!' | b'#' | b'\n' | b'\r') => {
                let end = line_end(look, text, at);
                Some(Self::Comment {
                    from: at + 1,
                    to: end,
                    end,
                })
            }
            // Alike in every file of a language.
            (b'#', b'i') if text.get(at + 1..).is_some_and(|t| t.starts_with(b"include")) => {
                let end = line_end(look, text, at);
                Some(Self::Comment {
                    from: end,
                    to: end,
                    end,
                })
            }
            (b'/', b'*') => {
                let to = closing(look, text, at + 2);
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
pub(super) fn quoted(look: impl Look, text: &[u8], at: usize, quote: u8) -> (usize, usize) {
    let mut start = at + 1;
    let mut pad = [b' '; BLOCK];
    if text.get(start..).is_some_and(|t| t.starts_with(&[quote, quote])) {
        return (0, at + 3);
    }
    'blocks: while start - at <= STRING && start < text.len() {
        let here = whole(text, start, &mut pad);
        let mut stops = if quote == b'"' {
            look.bits(here, stops_double, set!(stops_double))
        } else {
            look.bits(here, stops_single, set!(stops_single))
        };
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
