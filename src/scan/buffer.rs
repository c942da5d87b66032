//! Memory to read files into, used again for each.

use std::io::{self, Read};

/// Where what is read begins: some processors copy eight times slower to the start of an allocation of many pages, which the
/// allocator puts sixteen bytes into a page (measured on AMD Zen 3: 2.4 instead of 18 GB/s).
const ALIGN: usize = 64;

/// Grows, and is not cleared for every file.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    from: usize,
}

impl Buffer {
    /// Room for `len` bytes; the first `kept` stay.
    fn room(&mut self, len: usize, kept: usize) -> &mut [u8] {
        if self.bytes.len() < self.from + len {
            // Twice as much as before, so that a little more does not take new pages every time.
            let mut bytes = vec![0; len.max(2 * self.bytes.len()) + ALIGN];
            let from = bytes.as_ptr().align_offset(ALIGN).min(ALIGN);
            bytes[from..from + kept].copy_from_slice(&self.bytes[self.from..self.from + kept]);
            *self = Self { bytes, from };
        }
        &mut self.bytes[self.from..self.from + len]
    }

    /// Reads a file to its end, up to `limit` bytes. `expected` bytes take one call: where no more come, that was all.
    /// Returns how many there are.
    pub(super) fn fill(&mut self, file: &mut impl Read, expected: u64, limit: usize) -> io::Result<usize> {
        let mut filled = 0;
        let mut room = (expected as usize).saturating_add(1).min(limit);
        loop {
            match file.read(&mut self.room(room, filled)[filled..]) {
                Ok(n) => {
                    filled += n;
                    // Network and user-space file systems may give less than asked for in the middle too, and `/proc` says 0
                    // and gives what it likes: only what was expected and no more, or nothing, is the end.
                    let all = expected > 0 && filled as u64 >= expected && filled < room;
                    if n == 0 || all || filled >= limit {
                        break;
                    }
                    room = (room * 2).max(64 << 10).min(limit);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(filled)
    }

    /// The first bytes of what was read.
    pub(super) fn first(&self, count: usize) -> &[u8] {
        self.bytes.get(self.from..self.from + count).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes a call, as a network file system may.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(buffer.len());
            let (now, later) = self.0.split_at(n);
            buffer[..n].copy_from_slice(now);
            self.0 = later;
            Ok(n)
        }
    }

    #[test]
    fn short_reads_are_not_the_end() {
        let text: Vec<u8> = (0..200_000u32).map(|i| i as u8).collect();
        // As large as said, larger (it grew), smaller (it shrank), and of no size (`/proc`).
        for expected in [200_000, 1000, 300_000, 0] {
            let mut buffer = Buffer::default();
            let count = buffer.fill(&mut Slow(&text, 777), expected, 1 << 20).unwrap();
            let got = buffer.first(count);
            let least = if expected == 1000 { 1000 } else { text.len() };
            assert!(
                got.len() >= least && *got == text[..got.len()],
                "{expected}: {}",
                got.len()
            );
        }
        assert_eq!(
            Buffer::default().fill(&mut Slow(&text, 777), 300_000, 5000).unwrap(),
            5000
        );
    }

    #[test]
    fn what_is_read_is_aligned() {
        let text = vec![7; 9 << 20];
        for n in [1, 100, 5000, 300_000, 9 << 20] {
            let mut buffer = Buffer::default();
            let count = buffer
                .fill(&mut Slow(&text[..n], usize::MAX), n as u64, 16 << 20)
                .unwrap();
            let got = buffer.first(count);
            assert_eq!((got.len(), got.as_ptr().align_offset(ALIGN)), (n, 0));
        }
    }
}
