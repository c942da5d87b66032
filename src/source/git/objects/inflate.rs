//! zlib streams of a known size, with memory used again.

use flate2::{Decompress, FlushDecompress, Status};

use super::Unread;

/// An inflater that is reset instead of built anew.
#[derive(Debug)]
pub(super) struct Inflater(Decompress);

impl Default for Inflater {
    fn default() -> Self {
        Self(Decompress::new(true))
    }
}

impl Inflater {
    /// Fills `out` with exactly `size` bytes. What follows the stream in `packed` is left alone.
    pub(super) fn inflate(&mut self, packed: &[u8], size: usize, out: &mut Vec<u8>) -> Result<(), Unread> {
        self.0.reset(true);
        out.clear();
        // One byte more than it should be, so that a longer stream is noticed.
        out.reserve(size + 1);
        match self.0.decompress_vec(packed, out, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) if out.len() == size => Ok(()),
            _ => Err(Unread::Damaged),
        }
    }

    /// The first bytes of a stream, as many as `out` has room for.
    pub(super) fn begin(&mut self, packed: &[u8], out: &mut Vec<u8>) -> Result<(), Unread> {
        self.0.reset(true);
        self.0
            .decompress_vec(packed, out, FlushDecompress::None)
            .map_or(Err(Unread::Damaged), |_| Ok(()))
    }
}
