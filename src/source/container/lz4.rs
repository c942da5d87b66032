//! LZ4 frames, written here because the format is a page long: blocks of literals and copies within a 64 KiB window.

use std::io::{self, Read};

use super::{drop_bytes, drop_exact, le32, take};
use crate::source::expand::{damaged, not_read};

const WINDOW: usize = 64 << 10;

/// The unpacked bytes of one or more frames.
pub(crate) struct Frames<R> {
    input: R,
    frame: Option<Frame>,
    /// The window, then the block that is being handed out.
    output: Vec<u8>,
    given: usize,
}

struct Frame {
    block_max: usize,
    block_checksums: bool,
    content_checksum: bool,
}

impl<R: Read> Frames<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            frame: None,
            output: Vec::new(),
            given: 0,
        }
    }

    fn start_frame(&mut self) -> io::Result<bool> {
        let mut magic = Vec::with_capacity(4);
        if self.input.by_ref().take(4).read_to_end(&mut magic)? == 0 {
            return Ok(false);
        }
        match le32(&magic, 0) {
            0x184d_2204 if magic.len() == 4 => {}
            n if n & 0xffff_fff0 == 0x184d_2a50 && magic.len() == 4 => {
                let len = u32::from_le_bytes(take(&mut self.input)?);
                drop_bytes(&mut self.input, u64::from(len))?;
                return Ok(true);
            }
            _ => return Err(damaged("LZ4 frame")),
        }
        let [flags, sizes] = take(&mut self.input)?;
        if flags >> 6 != 1 {
            return Err(damaged("LZ4 frame version"));
        }
        if flags & 1 != 0 {
            return Err(not_read("LZ4 frame with a dictionary of its own"));
        }
        let block_max = match sizes >> 4 & 7 {
            4 => 64 << 10,
            5 => 256 << 10,
            6 => 1 << 20,
            7 => 4 << 20,
            _ => return Err(damaged("LZ4 block size")),
        };
        let size_field = if flags & 8 != 0 { 8 } else { 0 };
        drop_exact(&mut self.input, size_field + 1)?;
        self.output.clear();
        self.given = 0;
        self.frame = Some(Frame {
            block_max,
            block_checksums: flags & 16 != 0,
            content_checksum: flags & 4 != 0,
        });
        Ok(true)
    }

    fn next_block(&mut self, frame: &Frame) -> io::Result<bool> {
        let word = u32::from_le_bytes(take(&mut self.input)?);
        if word == 0 {
            drop_exact(&mut self.input, if frame.content_checksum { 4 } else { 0 })?;
            return Ok(false);
        }
        let len = (word & 0x7fff_ffff) as usize;
        if len > frame.block_max {
            return Err(damaged("LZ4 block length"));
        }
        let mut block = Vec::new();
        if self.input.by_ref().take(len as u64).read_to_end(&mut block)? < len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if frame.block_checksums {
            drop_exact(&mut self.input, 4)?;
        }
        let keep_from = self.output.len().saturating_sub(WINDOW);
        self.output.drain(..keep_from);
        self.given = self.output.len();
        if word >> 31 == 1 {
            self.output.extend_from_slice(&block);
        } else {
            let most = self.output.len() + frame.block_max;
            unpack(&block, &mut self.output, most).ok_or_else(|| damaged("LZ4 block"))?;
        }
        Ok(true)
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.output.len() {
            match self.frame.take() {
                None => {
                    if !self.start_frame()? {
                        return Ok(0);
                    }
                }
                Some(frame) => {
                    if self.next_block(&frame)? {
                        self.frame = Some(frame);
                    }
                }
            }
        }
        let ready = self.output.get(self.given..).unwrap_or_default();
        let n = ready.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..n), ready.get(..n)) {
            to.copy_from_slice(from);
        }
        self.given += n;
        Ok(n)
    }
}

/// One block behind what is in `output`. `None` where it is damaged or larger than `most`.
fn unpack(block: &[u8], output: &mut Vec<u8>, most: usize) -> Option<()> {
    let mut rest = block.iter();
    let long = |rest: &mut std::slice::Iter<'_, u8>, start: u8| -> Option<usize> {
        let mut n = usize::from(start);
        if start == 15 {
            loop {
                let more = *rest.next()?;
                n += usize::from(more);
                if more != 255 {
                    break;
                }
            }
        }
        Some(n)
    };
    loop {
        let token = *rest.next()?;
        let literals = long(&mut rest, token >> 4)?;
        let bytes = rest.as_slice();
        if output.len() + literals > most {
            return None;
        }
        output.extend_from_slice(bytes.get(..literals)?);
        rest = bytes.get(literals..)?.iter();
        if rest.as_slice().is_empty() {
            return Some(());
        }
        let distance = usize::from(*rest.next()?) | usize::from(*rest.next()?) << 8;
        let copy = long(&mut rest, token & 15)? + 4;
        let from = output.len().checked_sub(distance).filter(|_| distance > 0)?;
        if output.len() + copy > most {
            return None;
        }
        if distance >= copy {
            output.extend_from_within(from..from + copy);
        } else {
            for i in from..from + copy {
                let byte = *output.get(i)?;
                output.push(byte);
            }
        }
    }
}
