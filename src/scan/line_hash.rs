//! The name that GitHub's code scanning gives to a line by its text, so that an alert stays the same when lines move.
//!
//! A rolling hash over the 100 UTF-16 units that begin with the line (base 37, modulo 2^64), without spaces and tabs; CR and
//! CRLF count as LF; the file ends in 65535 and then zeros. Lines with the same hash are told apart by a number.

/// Units that a hash covers.
const BLOCK: usize = 100;
const BASE: u64 = 37;
/// What leaves the window is subtracted with this weight: `BASE` to the power of `BLOCK`.
const OUT: u64 = BASE.wrapping_pow(BLOCK as u32);
const END: u16 = u16::MAX;

/// The names (`hex:occurrence`) of the lines that begin at these offsets, which ascend. Reads no further than the last of
/// these lines and what its hash covers.
pub(super) fn line_hashes(text: &[u8], starts: &[usize]) -> Vec<Option<String>> {
    let mut lines = Lines::new(starts);
    let mut at = 0;
    'all: for chunk in text.utf8_chunks() {
        for (i, c) in chunk.valid().char_indices() {
            lines.next_char(c, at + i + c.len_utf8());
            if lines.done() {
                break 'all;
            }
        }
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            at += chunk.invalid().len();
            lines.next_char(char::REPLACEMENT_CHARACTER, at);
        }
    }
    lines.finish()
}

struct Lines<'s> {
    window: [u16; BLOCK],
    /// Whether a line begins at this place of the window.
    begins: [bool; BLOCK],
    index: usize,
    hash: u64,
    line_start: bool,
    after_cr: bool,
    /// Where the line that is about to begin begins.
    from: usize,
    /// Lines that have begun.
    begun: usize,
    /// Hashes of lines, in order.
    hashes: Vec<u64>,
    wanted: &'s [usize],
    /// The ordinals of the wanted lines that have begun.
    ordinals: Vec<usize>,
}

impl<'s> Lines<'s> {
    fn new(wanted: &'s [usize]) -> Self {
        Self {
            window: [0; BLOCK],
            begins: [false; BLOCK],
            index: 0,
            hash: 0,
            line_start: true,
            after_cr: false,
            from: 0,
            begun: 0,
            hashes: Vec::new(),
            wanted,
            ordinals: Vec::new(),
        }
    }

    /// Every wanted line has its hash.
    fn done(&self) -> bool {
        self.ordinals.len() == self.wanted.len() && self.ordinals.last().is_none_or(|last| self.hashes.len() > *last)
    }

    fn next_char(&mut self, c: char, end: usize) {
        match c {
            ' ' | '\t' => self.after_cr = false,
            '\n' if self.after_cr => {
                self.after_cr = false;
                self.from = end;
            }
            '\n' | '\r' => {
                self.after_cr = c == '\r';
                self.unit(u16::from(b'\n'));
                self.line_start = true;
                self.from = end;
            }
            _ => {
                self.after_cr = false;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    self.unit(*unit);
                }
            }
        }
    }

    fn unit(&mut self, unit: u16) {
        self.emit();
        if self.line_start {
            self.line_start = false;
            self.begins[self.index] = true;
            while self.wanted.get(self.ordinals.len()).is_some_and(|w| *w <= self.from) {
                self.ordinals.push(self.begun);
            }
            self.begun += 1;
        }
        self.push(unit);
    }

    /// A line that began a whole window ago is complete.
    fn emit(&mut self) {
        if std::mem::take(&mut self.begins[self.index]) {
            self.hashes.push(self.hash);
        }
    }

    fn push(&mut self, unit: u16) {
        let gone = std::mem::replace(&mut self.window[self.index], unit);
        self.hash = self
            .hash
            .wrapping_mul(BASE)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(OUT.wrapping_mul(u64::from(gone)));
        self.index = (self.index + 1) % BLOCK;
    }

    fn finish(mut self) -> Vec<Option<String>> {
        if !self.done() {
            self.unit(END);
            for _ in 0..BLOCK {
                self.emit();
                self.push(0);
            }
        }
        let hash = |ordinal: &usize| self.hashes.get(*ordinal).copied();
        let mut counts: std::collections::HashMap<u64, u32> =
            self.ordinals.iter().filter_map(hash).map(|h| (h, 0)).collect();
        let mut names = vec![None; self.wanted.len()];
        let mut next = 0;
        for (line, h) in self.hashes.iter().enumerate() {
            let Some(n) = counts.get_mut(h) else { continue };
            *n += 1;
            while self.ordinals.get(next) == Some(&line) {
                names[next] = Some(format!("{h:x}:{n}"));
                next += 1;
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of all lines.
    fn all(text: &str) -> Vec<String> {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        starts.extend((0..bytes.len()).filter(|i| bytes[*i] == b'\n').map(|i| i + 1));
        line_hashes(bytes, &starts).into_iter().map(Option::unwrap).collect()
    }

    #[test]
    fn vectors() {
        assert_eq!(all(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            all(" a\nb\n  \t\tc\n d"),
            [
                "271789c17abda88f:1",
                "54703d4cd895b18:1",
                "180aee12dab6264:1",
                "a23a3dc5e078b07b:1"
            ]
        );
    }

    #[test]
    fn line_ends_and_blanks_do_not_matter() {
        assert_eq!(all(" a\r\nb\r\n  \t\tc\r\n d"), all("a\nb\nc\nd"));
        let mac = line_hashes(b"a\rb", &[0]);
        assert_eq!(mac[0].as_ref(), all("a\nb").first());
    }

    #[test]
    fn equal_lines_are_counted() {
        let long = format!("{}\n", "x".repeat(200)).repeat(3);
        let names = all(&long);
        assert!(names[0].ends_with(":1") && names[1].ends_with(":2"), "{names:?}");
        assert_eq!(names[0].split(':').next(), names[1].split(':').next());
    }

    #[test]
    fn a_part_of_the_lines_costs_no_more_than_it_needs() {
        let text = format!("{}\n", "word ".repeat(40)).repeat(50);
        let every = all(&text);
        let starts = [201 * 3, 201 * 3, 201 * 7];
        let some: Vec<String> = line_hashes(text.as_bytes(), &starts).into_iter().flatten().collect();
        assert_eq!(some, [every[3].as_str(), &every[3], &every[7]]);
        // What is not UTF-8 is one replacement character, as it is for GitHub.
        assert_eq!(
            line_hashes(b"a\xffb\n", &[0]),
            line_hashes("a\u{fffd}b\n".as_bytes(), &[0])
        );
    }

    proptest::proptest! {
        #[test]
        fn every_line_of_any_text_has_a_name(text in "[ a\\t\\r\\né😀]{0,300}") {
            proptest::prop_assert_eq!(all(&text).len(), text.matches('\n').count() + 1);
        }
    }
}
