//! 7-Zip. The crate bounds memory for headers and decoders; what comes out is bounded here like everything else.
//! Its 7z support here is LZMA, LZMA2, bzip2, BCJ and delta filters; other methods are reported.

use std::io::{self, Read, SeekFrom};

use sevenz_rust2::{ArchiveReader, EntryDecision, Error, Password};

use crate::source::expand::{DICTIONARY_KIB, RATIO_FLOOR, ReadSeek, Stop, Walk, clean, damaged, encrypted, not_read};
use crate::source::{Origin, OriginKind};

/// Walks the members of a 7z archive.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, r: &mut dyn ReadSeek, len: u64, depth: u8) -> io::Result<()> {
    r.seek(SeekFrom::Start(0))?;
    let limit = DICTIONARY_KIB as usize;
    let mut archive = ArchiveReader::new_with_memory_limit(r, Password::empty(), limit).map_err(|e| words(&e))?;
    archive.set_thread_count(1);
    let locked: Vec<bool> = (0..archive.archive().files.len())
        .map(|i| archive.archive().is_file_encrypted(i))
        .collect();
    for (file, _) in archive
        .archive()
        .files
        .iter()
        .zip(&locked)
        .filter(|(file, locked)| **locked && file.has_stream)
    {
        walk.failed(
            &origin.inside(clean(&file.name), OriginKind::Archive),
            &encrypted(),
            file.size,
        );
    }
    if locked.iter().any(|locked| *locked)
        && locked
            .iter()
            .zip(&archive.archive().files)
            .all(|(l, f)| *l || !f.has_stream)
    {
        return Ok(());
    }
    // Bytes come out of solid blocks in one stream, so the ratio is that of the whole.
    let most = len.saturating_mul(walk.limits.ratio).max(RATIO_FLOOR);
    let mut yielded = 0u64;
    let mut stopped = None;
    let result = archive.for_each_entries_with_decision(|entry, data| {
        if !entry.has_stream || entry.is_directory {
            return Ok(EntryDecision::Continue);
        }
        let mut data = Limited {
            inner: data,
            yielded: &mut yielded,
            most,
            ratio: walk.limits.ratio,
        };
        let inside = origin.inside(clean(&entry.name), OriginKind::Archive);
        let result = walk.member(inside, &mut data, Some(entry.size), depth).and_then(|()| {
            // The rest of a member that was cut lies in front of the next one.
            io::copy(&mut walk.metered(&mut data), &mut io::sink()).map(|_| ())
        });
        if let Err(e) = result {
            stopped = Some(e);
            return Ok(EntryDecision::Stop);
        }
        Ok(EntryDecision::Continue)
    });
    if let Some(e) = stopped {
        return Err(e);
    }
    result.map_err(|e| words(&e))
}

/// Ends reading at a number of bytes for the whole archive.
struct Limited<'l> {
    inner: &'l mut dyn Read,
    yielded: &'l mut u64,
    most: u64,
    ratio: u64,
}

impl Read for Limited<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        *self.yielded += n as u64;
        if *self.yielded > self.most {
            Err(Stop::Ratio(self.ratio).into())
        } else {
            Ok(n)
        }
    }
}

fn words(e: &Error) -> io::Error {
    match e {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => encrypted(),
        // Without the password this is what an encrypted header amounts to.
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => encrypted(),
        Error::UnsupportedCompressionMethod(_) | Error::ExternalUnsupported | Error::Unsupported(_) => {
            not_read("7z compression method")
        }
        Error::MaxMemLimited { .. } => io::ErrorKind::OutOfMemory.into(),
        _ => damaged("7z archive"),
    }
}
