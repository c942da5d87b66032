//! From byte offsets to lines and columns, in one pass over a text however many findings it has.

/// A position as reports name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// 1-based.
    pub(super) line: u64,
    /// 1-based, in code points.
    pub(super) column: u64,
}

/// What lies before a text in its file: whole lines, and code points of the line that the text continues.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Carry {
    pub(super) lines: u64,
    pub(super) points: u64,
}

impl Carry {
    /// The carry behind `text`.
    pub(super) fn over(self, text: &[u8]) -> Self {
        let lines = memchr::memchr_iter(b'\n', text).count() as u64;
        let tail = memchr::memrchr(b'\n', text).map_or(0, |n| n + 1);
        let before = if lines == 0 { self.points } else { 0 };
        Self {
            lines: self.lines + lines,
            points: before + points(&text[tail..]),
        }
    }
}

/// Walks forward through a text; going back a little (to a finding that begins within another) starts over.
#[derive(Debug)]
pub(super) struct Places<'t> {
    text: &'t [u8],
    carry: Carry,
    at: usize,
    now: Carry,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t [u8], carry: Carry) -> Self {
        Self {
            text,
            carry,
            at: 0,
            now: carry,
        }
    }

    /// The position of an offset; cheapest in ascending order.
    pub(super) fn of(&mut self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        if offset < self.at {
            (self.at, self.now) = (0, self.carry);
        }
        self.now = self.now.over(&self.text[self.at..offset]);
        self.at = offset;
        Position {
            line: self.now.lines + 1,
            column: self.now.points + 1,
        }
    }
}

/// Code points: bytes that do not continue one. The same however a text is cut into pieces; in text that is not UTF-8,
/// bytes of the upper half that look like continuations count nothing.
fn points(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| (**b as i8) >= -0x40).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns() {
        let text = "a\nbé€x\n\nlast".as_bytes();
        let mut p = Places::new(text, Carry::default());
        let x = text.iter().position(|b| *b == b'x').unwrap();
        assert_eq!(p.of(0), Position { line: 1, column: 1 });
        assert_eq!(p.of(x), Position { line: 2, column: 4 });
        assert_eq!(p.of(text.len()), Position { line: 4, column: 5 });
        assert_eq!(p.of(2), Position { line: 2, column: 1 });
    }

    #[test]
    fn a_carry_continues_the_line() {
        let text = "ab\ncdé\nfgh";
        for cut in (0..text.len()).filter(|c| text.is_char_boundary(*c)) {
            let carry = Carry::default().over(&text.as_bytes()[..cut]);
            let mut p = Places::new(&text.as_bytes()[cut..], carry);
            assert_eq!(p.of(text.len() - cut), Position { line: 3, column: 4 }, "cut at {cut}");
        }
    }
}
