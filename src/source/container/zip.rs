//! zip: the central directory where there is one, the local headers where there is none (truncated, or a stream too large to hold).
//!
//! Members come in the order of the directory. Encrypted members and methods that are not read are reported. The members
//! together may not take up more bytes than the file has: overlapping members are how small files become endless.
//! Office and OpenDocument files are zips; their parts go to `document::office`.

use std::io::{self, BufRead, BufReader, Read, SeekFrom};

use super::{compressed, drop_exact, le16, le32, le64, take};
use crate::source::document::office::Package;
use crate::source::expand::{
    DICTIONARY_KIB, Kind, RATIO_FLOOR, Ratio, ReadSeek, Stop, Walk, clean, damaged, encrypted, not_read,
};
use crate::source::{Origin, OriginKind};

/// The end record and the longest comment.
const END: u64 = 22 + 65_535;
/// Memory for names of members.
const NAMES: usize = 8 << 20;
const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;

/// One line of the directory.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    method: u16,
    flags: u16,
    packed: u64,
    pub(crate) size: u64,
    offset: u64,
}

impl Entry {
    pub(crate) fn is_folder(&self) -> bool {
        self.name.ends_with('/') && self.size == 0
    }

    fn packing(&self) -> Packing {
        Packing {
            method: self.method,
            flags: self.flags,
            size: self.size,
        }
    }

    fn is_encrypted(&self) -> bool {
        self.flags & 1 != 0 || self.method == 99
    }
}

/// Walks the members of a zip that one can seek in.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, r: &mut dyn ReadSeek, len: u64, depth: u8) -> io::Result<()> {
    let directory = match Directory::read(r, len, walk.limits.members) {
        Ok(directory) => directory,
        Err(_) => {
            walk.skipped(
                origin,
                "damaged: no zip directory, members read as far as they stand in order",
                0,
            );
            r.seek(SeekFrom::Start(0))?;
            return walk_stream(walk, origin, r, depth);
        }
    };
    if directory.is_cut {
        walk.skipped(
            origin,
            "zip directory is damaged or too large: not all members are known",
            0,
        );
    }
    let mut package = Package::read(walk, &directory, r);
    if package
        .as_ref()
        .is_some_and(|package| package.is_encrypted(walk, &directory, r))
    {
        let size = directory
            .entries
            .iter()
            .map(|entry| entry.size)
            .fold(0, u64::saturating_add);
        walk.failed(origin, &encrypted(), size);
        return Ok(());
    }
    let mut packed = 0u64;
    for entry in &directory.entries {
        if walk.is_stopped() {
            break;
        }
        if entry.is_folder() {
            continue;
        }
        packed = packed.saturating_add(entry.packed);
        if packed > len {
            walk.skipped(origin, "members of the zip overlap: the rest was not read", len);
            return Ok(());
        }
        let inside = origin.inside(clean(&entry.name), OriginKind::Archive);
        match (directory.open(entry, r, walk.limits.ratio), &mut package) {
            (Ok(mut data), Some(package)) => package.part(walk, origin, entry, &mut data, depth)?,
            (Ok(mut data), None) => walk.member(inside, &mut data, Some(entry.size), depth)?,
            (Err(e), _) => walk.failed(&inside, &e, entry.size),
        }
    }
    if let Some(package) = package {
        package.leftover(walk, origin);
    }
    Ok(())
}

/// The central directory.
pub(crate) struct Directory {
    pub(crate) entries: Vec<Entry>,
    is_cut: bool,
    /// What was put in front of the archive.
    shift: u64,
}

impl Directory {
    pub(crate) fn read(r: &mut dyn ReadSeek, len: u64, most: u64) -> io::Result<Self> {
        let tail_at = len.saturating_sub(END);
        r.seek(SeekFrom::Start(tail_at))?;
        let mut tail = Vec::new();
        r.take(END).read_to_end(&mut tail)?;
        let at = end_record(&tail).ok_or_else(|| damaged("no zip directory"))?;
        let end = tail.get(at..).unwrap_or_default();
        let mut end_at = tail_at + at as u64;
        let (mut size, mut start) = (u64::from(le32(end, 12)), u64::from(le32(end, 16)));
        if let Some(locator) = at.checked_sub(20).and_then(|from| tail.get(from..at))
            && locator.starts_with(b"PK\x06\x07")
        {
            // The locator is right for archives without anything in front; else the record stands just before it.
            for from in [le64(locator, 8), end_at.saturating_sub(76)] {
                r.seek(SeekFrom::Start(from))?;
                let Ok(record) = take::<56>(r) else { continue };
                if record.starts_with(b"PK\x06\x06") {
                    (size, start, end_at) = (le64(&record, 40), le64(&record, 48), from);
                    break;
                }
            }
        }
        let real_start = end_at
            .checked_sub(size)
            .ok_or_else(|| damaged("size of the zip directory"))?;
        let shift = real_start.saturating_sub(start);
        r.seek(SeekFrom::Start(real_start))?;
        let mut directory = Self {
            entries: Vec::new(),
            is_cut: false,
            shift,
        };
        let mut names = 0;
        let mut lines = BufReader::new(r.take(size));
        while !lines.fill_buf()?.is_empty() {
            let Ok(Some(entry)) = read_entry(&mut lines) else {
                directory.is_cut = true;
                break;
            };
            names += entry.name.len();
            if directory.entries.len() as u64 > most || names > NAMES {
                directory.is_cut = true;
                break;
            }
            directory.entries.push(entry);
        }
        if directory.entries.is_empty() && directory.is_cut {
            return Err(damaged("zip directory"));
        }
        Ok(directory)
    }

    /// The unpacked bytes of a member.
    pub(crate) fn open<'r>(
        &self,
        entry: &Entry,
        r: &'r mut dyn ReadSeek,
        ratio: u64,
    ) -> io::Result<Box<dyn Read + 'r>> {
        if entry.is_encrypted() {
            return Err(encrypted());
        }
        r.seek(SeekFrom::Start(entry.offset.saturating_add(self.shift)))?;
        let header: [u8; 30] = take(r)?;
        if le32(&header, 0) != LOCAL {
            return Err(damaged("a zip member is not where the directory says"));
        }
        drop_exact(r, u64::from(le16(&header, 26)) + u64::from(le16(&header, 28)))?;
        unpack(entry.packing(), r.take(entry.packed), ratio)
    }
}

/// Where the end record is: the last one whose comment fits.
fn end_record(tail: &[u8]) -> Option<usize> {
    memchr::memmem::rfind_iter(tail, b"PK\x05\x06").find(|at| {
        tail.get(*at..)
            .is_some_and(|end| end.len() >= 22 && end.len() >= 22 + usize::from(le16(end, 20)))
    })
}

fn read_entry(r: &mut impl Read) -> io::Result<Option<Entry>> {
    let header: [u8; 46] = take(r)?;
    if le32(&header, 0) != CENTRAL {
        return Ok(None);
    }
    let name = bytes(r, le16(&header, 28))?;
    let extra = bytes(r, le16(&header, 30))?;
    drop_exact(r, u64::from(le16(&header, 32)))?;
    let mut entry = Entry {
        name: String::from_utf8_lossy(&name).into_owned(),
        flags: le16(&header, 8),
        method: le16(&header, 10),
        packed: u64::from(le32(&header, 20)),
        size: u64::from(le32(&header, 24)),
        offset: u64::from(le32(&header, 42)),
    };
    large_sizes(&extra, &mut entry);
    Ok(Some(entry))
}

/// zip64: numbers that do not fit stand in an extra field, in this order and only where they did not fit.
fn large_sizes(extra: &[u8], entry: &mut Entry) {
    let mut rest = extra;
    while rest.len() >= 4 {
        let len = usize::from(le16(rest, 2));
        let Some(field) = rest.get(4..4 + len) else { return };
        if le16(rest, 0) == 1 {
            let mut at = 0;
            for number in [&mut entry.size, &mut entry.packed, &mut entry.offset] {
                if *number == u64::from(u32::MAX) && field.len() >= at + 8 {
                    *number = le64(field, at);
                    at += 8;
                }
            }
        }
        rest = rest.get(4 + len..).unwrap_or_default();
    }
}

fn bytes(r: &mut impl Read, len: u16) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if r.take(u64::from(len)).read_to_end(&mut bytes)? < usize::from(len) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// What is needed to unpack one member.
#[derive(Debug, Clone, Copy)]
struct Packing {
    method: u16,
    flags: u16,
    size: u64,
}

fn unpack<'r>(how: Packing, packed: impl Read + 'r, ratio: u64) -> io::Result<Box<dyn Read + 'r>> {
    let format = match how.method {
        0 => return Ok(Box::new(packed)),
        8 => {
            let inflate = |r| Ok(Box::new(flate2::bufread::DeflateDecoder::new(r)) as Box<dyn Read + 'r>);
            return Ok(Box::new(Ratio::over(packed, ratio, inflate)?));
        }
        12 => Kind::Bz2,
        93 => Kind::Zst,
        95 => Kind::Xz,
        14 => return Ok(Box::new(Ratio::over(packed, ratio, |r| lzma(how, r))?)),
        9 => return Err(not_read("zip method deflate64")),
        98 => return Err(not_read("zip method PPMd")),
        _ => return Err(not_read("unknown zip method")),
    };
    Ok(Box::new(Ratio::over(packed, ratio, |r| {
        compressed::decoder(format, r)
    })?))
}

/// Method 14: version, length of properties, properties, then LZMA without its usual header.
fn lzma<'r>(how: Packing, mut r: Box<dyn BufRead + 'r>) -> io::Result<Box<dyn Read + 'r>> {
    let header: [u8; 9] = take(&mut *r)?;
    let dictionary = le32(&header, 5);
    if le16(&header, 2) != 5 || dictionary >> 10 > DICTIONARY_KIB {
        return Err(not_read("zip member with unusual LZMA properties"));
    }
    let size = if how.flags & 2 != 0 { u64::MAX } else { how.size };
    let [_, _, _, _, props, ..] = header;
    Ok(Box::new(lzma_rust2::LzmaReader::new_with_props(
        r, size, props, dictionary, None,
    )?))
}

/// Walks members by their local headers: what a truncated zip still holds, or a zip too large to seek in.
pub(crate) fn walk_stream(
    walk: &mut Walk<'_>,
    origin: &Origin,
    r: &mut (impl Read + ?Sized),
    depth: u8,
) -> io::Result<()> {
    let mut r = BufReader::with_capacity(64 << 10, r);
    while !walk.is_stopped() {
        let mut magic = Vec::with_capacity(4);
        r.by_ref().take(4).read_to_end(&mut magic)?;
        match le32(&magic, 0) {
            LOCAL => {}
            // A split archive begins so; anything else is the directory or the end.
            DESCRIPTOR => continue,
            CENTRAL | 0x0605_4b50 | 0x0606_4b50 => return Ok(()),
            _ if magic.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            _ => return Err(damaged("bytes between zip members")),
        }
        let header: [u8; 26] = take(&mut r)?;
        let name = bytes(&mut r, le16(&header, 22))?;
        let extra = bytes(&mut r, le16(&header, 24))?;
        let mut entry = Entry {
            name: String::from_utf8_lossy(&name).into_owned(),
            flags: le16(&header, 2),
            method: le16(&header, 4),
            packed: u64::from(le32(&header, 14)),
            size: u64::from(le32(&header, 18)),
            offset: 0,
        };
        large_sizes(&extra, &mut entry);
        let inside = origin.inside(clean(&entry.name), OriginKind::Archive);
        let size_follows = entry.flags & 8 != 0 && entry.packed == 0;
        if size_follows {
            if entry.is_encrypted() || entry.method != 8 {
                return Err(not_read("zip member of unknown length, without a directory"));
            }
            // Only the decoder knows where this one ends; it consumes no byte behind it.
            let mut data = Inflate {
                decoder: flate2::bufread::DeflateDecoder::new(&mut r),
                limit: walk.limits.ratio,
            };
            walk.member(inside, &mut data, None, depth)?;
            io::copy(&mut walk.metered(&mut data), &mut io::sink())?;
            skip_descriptor(&mut r)?;
            continue;
        }
        let mut packed = r.by_ref().take(entry.packed);
        if entry.is_encrypted() {
            walk.failed(&inside, &encrypted(), entry.size);
        } else if !entry.is_folder() {
            match unpack(entry.packing(), &mut packed, walk.limits.ratio) {
                Ok(mut data) => walk.member(inside, &mut data, Some(entry.size), depth)?,
                Err(e) => walk.failed(&inside, &e, entry.size),
            }
        }
        let left = packed.limit();
        drop_exact(&mut r, left)?;
    }
    Ok(())
}

/// Inflation that reads exactly to its end, held to the ratio.
struct Inflate<R> {
    decoder: flate2::bufread::DeflateDecoder<R>,
    limit: u64,
}

impl<R: BufRead> Read for Inflate<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.decoder.read(buf)?;
        if self.decoder.total_out() > RATIO_FLOOR
            && self.decoder.total_out() > self.decoder.total_in().saturating_mul(self.limit)
        {
            return Err(Stop::Ratio(self.limit).into());
        }
        Ok(n)
    }
}

/// Behind a member of unknown length: a signature perhaps, a checksum, and two sizes of four or eight bytes.
fn skip_descriptor(r: &mut impl BufRead) -> io::Result<()> {
    let first: [u8; 4] = take(r)?;
    drop_exact(r, if le32(&first, 0) == DESCRIPTOR { 12 } else { 8 })?;
    if r.fill_buf()?.first() != Some(&b'P') {
        drop_exact(r, 8)?;
    }
    Ok(())
}
