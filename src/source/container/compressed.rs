//! One compressed stream: gzip, bzip2, xz, lzma, Zstandard, LZ4. A tar inside is walked as if it were not compressed.

use std::io::{self, Read};

use super::{drop_bytes, le32, lz4, take, tar};
use crate::source::expand::{DICTIONARY_KIB, Kind, Ratio, Walk, clean, damaged, kind, not_read};
use crate::source::{Origin, OriginKind};

/// How much of the unpacked stream is looked at.
const HEAD: u64 = 512;
/// Largest Zstandard window; `zstd -19` uses 8 MiB.
const ZST_WINDOW: u64 = 64 << 20;

/// Walks what a compressed stream holds.
pub(crate) fn walk(walk: &mut Walk<'_>, format: Kind, origin: &Origin, r: &mut dyn Read, depth: u8) -> io::Result<()> {
    let name = inner_name(origin.name());
    let mut unpacked = Ratio::over(r, walk.limits.ratio, |input| decoder(format, input))?;
    let mut head = Vec::new();
    let read = unpacked.by_ref().take(HEAD).read_to_end(&mut head);
    if head.is_empty() {
        return read.map(|_| ());
    }
    let is_tar = matches!(kind("-", &head), Some(Kind::Tar)) || tar::is_header(&head);
    let mut whole = head.as_slice().chain(&mut unpacked as &mut dyn Read);
    if is_tar {
        return tar::walk(walk, origin, &mut walk.metered(&mut whole), depth);
    }
    walk.member(
        origin.inside(clean(&name), OriginKind::Archive),
        &mut whole,
        None,
        depth,
    )
}

/// A decoder whose memory is bounded.
pub(crate) fn decoder<'d>(format: Kind, input: impl io::BufRead + 'd) -> io::Result<Box<dyn Read + 'd>> {
    Ok(match format {
        Kind::Gz => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
        Kind::Bz2 => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
        Kind::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(input, true, DICTIONARY_KIB)),
        Kind::Lzma => Box::new(lzma_rust2::LzmaReader::new_mem_limit(input, DICTIONARY_KIB, None)?),
        Kind::Zst => Box::new(Zst::new(input)),
        _ => Box::new(lz4::Frames::new(input)),
    })
}

/// The name that the unpacked file would have.
fn inner_name(outer: &str) -> String {
    let file = outer.rsplit('/').next().unwrap_or(outer);
    if let Some((stem, ext)) = file.rsplit_once('.')
        && !stem.is_empty()
    {
        match ext.to_ascii_lowercase().as_str() {
            "tgz" | "tbz" | "tbz2" | "txz" | "tzst" | "tlz" => return format!("{stem}.tar"),
            "svgz" => return format!("{stem}.svg"),
            "gz" | "bz2" | "xz" | "zst" | "lz4" | "lzma" | "gzip" | "zstd" => return stem.to_owned(),
            _ => {}
        }
    }
    "data".into()
}

/// Zstandard frames one after the other, with skippable ones between.
struct Zst<R> {
    input: R,
    decoder: ruzstd::decoding::FrameDecoder,
    in_frame: bool,
}

impl<R: Read> Zst<R> {
    fn new(input: R) -> Self {
        let mut decoder = ruzstd::decoding::FrameDecoder::new();
        decoder.set_max_window_size(ZST_WINDOW);
        Self {
            input,
            decoder,
            in_frame: false,
        }
    }

    /// Whether there is a frame.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            let mut magic = Vec::with_capacity(4);
            if self.input.by_ref().take(4).read_to_end(&mut magic)? == 0 {
                return Ok(false);
            }
            match le32(&magic, 0) {
                n if n & 0xffff_fff0 == 0x184d_2a50 && magic.len() == 4 => {
                    let len = u32::from_le_bytes(take(&mut self.input)?);
                    drop_bytes(&mut self.input, u64::from(len))?;
                }
                _ => {
                    use ruzstd::decoding::errors::FrameDecoderError as E;
                    return match self.decoder.reset(magic.as_slice().chain(&mut self.input)) {
                        Ok(()) => Ok(true),
                        Err(E::WindowSizeTooBig { .. }) => Err(not_read("Zstandard window larger than 64 MiB")),
                        Err(E::DictNotProvided { .. }) => Err(not_read("Zstandard frame with a dictionary of its own")),
                        Err(_) => Err(damaged("Zstandard frame")),
                    };
                }
            }
        }
    }
}

impl<R: Read> Read for Zst<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.in_frame && self.decoder.can_collect() > 0 {
                return self.decoder.read(buf);
            }
            if !self.in_frame || self.decoder.is_finished() {
                self.in_frame = self.next_frame()?;
                if !self.in_frame {
                    return Ok(0);
                }
                continue;
            }
            let one = ruzstd::decoding::BlockDecodingStrategy::UptoBlocks(1);
            self.decoder
                .decode_blocks(&mut self.input, one)
                .map_err(|_| damaged("Zstandard block, or truncated"))?;
        }
    }
}
