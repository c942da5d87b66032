//! The walk through containers within containers: the one place where limits are applied and bytes are handed on.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::rc::Rc;

use super::limits::{RATIO_FLOOR, Size, reason};
use super::{Budget, Kind, Limits, Stop, cursor, kind, not_read};
use crate::source::{Item, Origin, OriginKind, Skipped, container, document};

/// How much of a stream is looked at to tell what it is.
const HEAD: usize = 512;
/// Size of read buffers over files.
const BUFFER: usize = 64 << 10;
/// Names of members are cut here.
const NAME: usize = 1024;
/// A buffer larger than this is not kept for the next member.
const KEEP: usize = 4 << 20;

/// Something one can read and seek in.
pub(crate) trait ReadSeek: Read + Seek {}
impl<T: Read + Seek + ?Sized> ReadSeek for T {}

/// Where a container's bytes are.
pub(crate) enum Source<'s> {
    Memory(&'s [u8]),
    Stream(&'s mut dyn Read),
    Seek(&'s mut dyn ReadSeek, u64),
}

/// One run over an outermost container.
pub(crate) struct Walk<'w> {
    pub(crate) limits: &'w Limits,
    pub(crate) budget: &'w Budget,
    visit: &'w mut dyn FnMut(Item<'_>),
    skip: &'w mut dyn FnMut(Skipped),
    scratch: Vec<u8>,
    said_stop: bool,
}

impl<'w> Walk<'w> {
    pub(crate) fn new(
        limits: &'w Limits,
        budget: &'w Budget,
        visit: &'w mut dyn FnMut(Item<'_>),
        skip: &'w mut dyn FnMut(Skipped),
    ) -> Self {
        Self {
            limits,
            budget,
            visit,
            skip,
            scratch: Vec::new(),
            said_stop: false,
        }
    }

    /// Whether a limit of the whole was reached and every loop should end.
    pub(crate) fn is_stopped(&self) -> bool {
        self.budget.is_stopped()
    }

    /// Hands on a part that lies in memory.
    pub(crate) fn part(&mut self, origin: Origin, bytes: &[u8]) {
        if !bytes.is_empty() {
            (self.visit)(Item {
                origin,
                bytes: Cow::Borrowed(bytes),
            });
        }
    }

    /// Hands on a document part under a name of its own.
    pub(crate) fn document_part(&mut self, origin: &Origin, name: &str, bytes: &[u8]) {
        self.part(origin.inside(clean(name), OriginKind::Document), bytes);
    }

    /// Reports something that was not examined.
    pub(crate) fn skipped(&mut self, origin: &Origin, reason: impl Into<String>, bytes: u64) {
        (self.skip)(Skipped {
            path: origin.display(),
            reason: reason.into(),
            bytes,
        });
    }

    /// Reports an error. A limit of the whole is reported once.
    pub(crate) fn failed(&mut self, origin: &Origin, error: &io::Error, bytes: u64) {
        if self.is_stopped() {
            if self.said_stop {
                return;
            }
            self.said_stop = true;
            return self.skipped(origin, reason(error), bytes.max(self.budget.outer()));
        }
        self.skipped(origin, reason(error), bytes);
    }

    /// Opens a container of a known kind at nesting `depth` (0 for the outermost).
    pub(crate) fn open(&mut self, kind: Kind, origin: &Origin, source: Source<'_>, depth: u8) {
        if depth >= self.limits.depth {
            let text = format!("nested deeper than {}: not opened", self.limits.depth);
            let bytes = source.len();
            self.skipped(origin, text, bytes);
            return;
        }
        let len = source.len();
        let result = match kind {
            Kind::Unread(what) => {
                let bytes = source.len();
                self.skipped(origin, format!("{what}: not read"), bytes);
                Ok(())
            }
            Kind::Gz | Kind::Bz2 | Kind::Xz | Kind::Lzma | Kind::Zst | Kind::Lz4 => {
                source.reading(|r| container::compressed::walk(self, kind, origin, r, depth))
            }
            Kind::Tar => source.reading(|r| container::tar::walk(self, origin, r, depth)),
            Kind::Zip => self.seeking(
                origin,
                source,
                |walk, r, len| container::zip::walk(walk, origin, r, len, depth),
                |walk, r| container::zip::walk_stream(walk, origin, r, depth),
            ),
            Kind::Ar => source.reading(|r| container::ar::walk(self, origin, r, depth)),
            Kind::Cpio => source.reading(|r| container::cpio::walk(self, origin, r, depth)),
            Kind::Rpm => source.reading(|r| container::rpm::walk(self, origin, r, depth)),
            Kind::SevenZ => self.seeking(
                origin,
                source,
                |walk, r, len| container::sevenz::walk(walk, origin, r, len, depth),
                |_, _| Err(not_read("7z archive in a container, too large to hold")),
            ),
            Kind::Sqlite => self.seeking(
                origin,
                source,
                |walk, r, len| document::sqlite::walk(walk, origin, r, len, depth),
                |_, _| Err(not_read("database in a container, too large to hold")),
            ),
            Kind::Notebook => self.whole(origin, source, |walk, bytes| {
                document::notebook::walk(walk, origin, bytes)
            }),
            Kind::Values => self.whole(origin, source, |walk, bytes| {
                document::values::walk(walk, origin, bytes, depth)
            }),
            Kind::Mail => self.whole(origin, source, |walk, bytes| {
                document::mail::walk(walk, origin, bytes, depth)
            }),
            Kind::Mbox => self.whole(origin, source, |walk, bytes| {
                document::mail::walk_mbox(walk, origin, bytes, depth)
            }),
            Kind::XmlPlist => self.whole(origin, source, |walk, bytes| {
                document::plist::walk_xml(walk, origin, bytes)
            }),
            Kind::BinaryPlist => self.whole(origin, source, |walk, bytes| {
                document::plist::walk_binary(walk, origin, bytes, depth)
            }),
            Kind::Compound => self.whole(origin, source, |walk, bytes| {
                document::compound::walk(walk, origin, bytes)
            }),
            Kind::Keystore => self.whole(origin, source, |walk, bytes| {
                document::keystore::walk(walk, origin, bytes)
            }),
            Kind::Pdf => self.whole(origin, source, |walk, bytes| {
                document::pdf::walk(walk, origin, bytes, depth)
            }),
        };
        if let Err(e) = result {
            // Of a damaged container, who knows how much was read; of one that is closed or a bomb, next to nothing.
            let is_closed = stop(&e).is_some_and(|stop| !matches!(stop, Stop::Damaged(_)));
            self.failed(origin, &e, if is_closed { len } else { 0 });
        }
    }

    /// One member of a container: opened if it is a container itself, else handed on.
    /// `size` is what the container claims, for reports only.
    pub(crate) fn member(&mut self, origin: Origin, r: &mut dyn Read, size: Option<u64>, depth: u8) -> io::Result<()> {
        self.budget.member(self.limits)?;
        let mut metered = self.metered(r);
        let mut head = Vec::with_capacity(HEAD);
        if let Err(e) = metered.by_ref().take(HEAD as u64).read_to_end(&mut head) {
            self.part(origin.clone(), &head);
            self.failed(&origin, &e, 0);
            return Ok(());
        }
        match kind(origin.name(), &head) {
            Some(kind) if head.len() < HEAD => self.open(kind, &origin, Source::Memory(&head), depth + 1),
            Some(kind) => self.open(
                kind,
                &origin,
                Source::Stream(&mut cursor(&head).chain(metered)),
                depth + 1,
            ),
            None if head.len() < HEAD => self.part(origin, &head),
            None => self.plain(origin, &mut cursor(&head).chain(metered), size),
        }
        Ok(())
    }

    /// A reader whose bytes count against the budget.
    pub(crate) fn metered<'m>(&self, inner: &'m mut dyn Read) -> Metered<'m>
    where
        'w: 'm,
    {
        Metered {
            inner,
            budget: self.budget,
            limits: self.limits,
        }
    }

    /// Hands on what a reader yields, as far as the limits allow.
    pub(crate) fn plain(&mut self, origin: Origin, r: &mut dyn Read, size: Option<u64>) {
        let mut buffer = std::mem::take(&mut self.scratch);
        buffer.clear();
        let cap = self.limits.member.min(self.budget.room(self.limits));
        let result = fill(r, &mut buffer, cap, size);
        buffer.truncate(usize::try_from(cap).unwrap_or(usize::MAX));
        self.part(origin.clone(), &buffer);
        let read = buffer.len() as u64;
        match result {
            Ok(false) => {}
            Ok(true) => {
                let rest = size.map_or(0, |size| size.saturating_sub(read));
                self.skipped(
                    &origin,
                    format!("member larger than {}: the rest was not examined", Size(cap)),
                    rest,
                );
            }
            Err(e) => {
                // Of a bomb that does not say how large it is, at least as much again was not read.
                let is_bomb = matches!(stop(&e), Some(Stop::Ratio(_)));
                let unknown = if is_bomb { read } else { 0 };
                self.failed(&origin, &e, size.map_or(unknown, |size| size.saturating_sub(read)));
            }
        }
        if buffer.capacity() <= KEEP {
            self.scratch = buffer;
        }
    }

    /// Gives a source to a reader that seeks. A stream is held in memory for that; one that is larger than the limits
    /// allow goes to `large` as a stream.
    pub(crate) fn seeking(
        &mut self,
        origin: &Origin,
        source: Source<'_>,
        small: impl FnOnce(&mut Self, &mut dyn ReadSeek, u64) -> io::Result<()>,
        large: impl FnOnce(&mut Self, &mut dyn Read) -> io::Result<()>,
    ) -> io::Result<()> {
        let r = match source {
            Source::Memory(bytes) => return small(self, &mut cursor(bytes), bytes.len() as u64),
            Source::Seek(file, len) => return small(self, &mut BufReader::with_capacity(BUFFER, file), len),
            Source::Stream(r) => r,
        };
        let mut held = Vec::new();
        let cap = self.limits.member.min(self.budget.room(self.limits));
        let filled = fill(r, &mut held, cap, None);
        let len = held.len() as u64;
        self.budget.hold(len);
        let result = match filled {
            Ok(true) => large(self, &mut cursor(&held).chain(r)),
            Ok(false) => small(self, &mut cursor(&held), len),
            Err(e) => {
                // What was read of a broken stream may still say something.
                self.failed(origin, &e, 0);
                if self.is_stopped() {
                    Ok(())
                } else {
                    small(self, &mut cursor(&held), len)
                }
            }
        };
        self.budget.release(len);
        result
    }

    /// Gives a source to a reader that wants it whole. Of one that is too large for that, the first part is handed on as it is.
    pub(crate) fn whole(
        &mut self,
        origin: &Origin,
        source: Source<'_>,
        read: impl FnOnce(&mut Self, &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let (size, r): (Option<u64>, &mut dyn Read) = match source {
            Source::Memory(bytes) => return read(self, bytes),
            Source::Seek(file, len) => (Some(len), &mut BufReader::with_capacity(BUFFER, file)),
            Source::Stream(r) => (None, r),
        };
        let mut held = Vec::new();
        let cap = self.limits.member.min(self.budget.room(self.limits));
        let filled = fill(r, &mut held, cap, size);
        let len = held.len() as u64;
        self.budget.hold(len);
        let result = match filled {
            Ok(false) => read(self, &held),
            Ok(true) => {
                self.part(origin.clone(), &held);
                let text = format!(
                    "document larger than {}: only the first part was examined, as it is",
                    Size(cap)
                );
                self.skipped(origin, text, size.map_or(0, |size| size.saturating_sub(len)));
                Ok(())
            }
            Err(e) => {
                self.failed(origin, &e, 0);
                if self.is_stopped() { Ok(()) } else { read(self, &held) }
            }
        };
        self.budget.release(len);
        result
    }
}

impl Source<'_> {
    fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Stream(_) => 0,
            Self::Seek(_, len) => *len,
        }
    }

    fn reading<T>(self, f: impl FnOnce(&mut dyn Read) -> T) -> T {
        match self {
            Self::Memory(bytes) => f(&mut cursor(bytes)),
            Self::Stream(r) => f(r),
            Self::Seek(file, _) => f(&mut BufReader::with_capacity(BUFFER, file)),
        }
    }
}

/// The limit that an error stands for, if it does.
fn stop(error: &io::Error) -> Option<&Stop> {
    error.get_ref().and_then(|e| e.downcast_ref())
}

/// Reads up to `cap` bytes. Says whether there are more; then the first of them is in the buffer too. Memory grows with what was read, never with what was claimed.
pub(crate) fn fill(r: &mut dyn Read, buffer: &mut Vec<u8>, cap: u64, size: Option<u64>) -> io::Result<bool> {
    let cap = usize::try_from(cap).unwrap_or(usize::MAX);
    let claimed = size.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    buffer.reserve_exact(claimed.min(cap).clamp(HEAD, 1 << 20));
    loop {
        if buffer.len() >= cap {
            return Ok(r.take(1).read_to_end(buffer)? > 0);
        }
        if buffer.len() == buffer.capacity() {
            buffer.reserve_exact(buffer.len().min(cap - buffer.len()).max(HEAD));
        }
        let room = (buffer.capacity() - buffer.len()).min(cap - buffer.len());
        match r.take(room as u64).read_to_end(buffer)? {
            n if n < room => return Ok(false),
            _ => {}
        }
    }
}

/// Counts what comes out of a member against the budget.
pub(crate) struct Metered<'m> {
    inner: &'m mut dyn Read,
    budget: &'m Budget,
    limits: &'m Limits,
}

impl Read for Metered<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.budget.spend(n as u64, self.limits)?;
        Ok(n)
    }
}

/// Ends a decoder that yields too much for what it was given.
pub(crate) struct Ratio<'d> {
    decoder: Box<dyn Read + 'd>,
    given: Rc<Cell<u64>>,
    yielded: u64,
    limit: u64,
}

impl<'d> Ratio<'d> {
    /// The decoder that `make` builds over `packed`.
    pub(crate) fn over(
        packed: impl Read + 'd,
        limit: u64,
        make: impl FnOnce(Box<dyn BufRead + 'd>) -> io::Result<Box<dyn Read + 'd>>,
    ) -> io::Result<Self> {
        let given = Rc::new(Cell::new(0));
        let counted = Counted {
            inner: packed,
            count: Rc::clone(&given),
        };
        let decoder = make(Box::new(BufReader::with_capacity(32 << 10, counted)))?;
        Ok(Self {
            decoder,
            given,
            yielded: 0,
            limit,
        })
    }
}

impl Read for Ratio<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.decoder.read(buf)?;
        self.yielded += n as u64;
        if self.yielded > RATIO_FLOOR && self.yielded > self.given.get().saturating_mul(self.limit) {
            return Err(Stop::Ratio(self.limit).into());
        }
        Ok(n)
    }
}

/// Counts bytes that go into a decoder.
struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// A member's name as it goes into reports: valid text of bounded length. Escaping is each format's own business.
pub(crate) fn clean(name: &str) -> Cow<'_, str> {
    if name.len() <= NAME {
        return Cow::Borrowed(name);
    }
    let mut end = NAME;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default()))
}
