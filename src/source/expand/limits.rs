//! How far containers are opened, and the errors that say why not further.

use std::cell::Cell;
use std::fmt;
use std::io;

/// How far containers are opened. Every cut is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Containers within containers, the outermost counted. A compressed tar is one container. 0 opens nothing.
    pub depth: u8,
    /// Members of one outermost container, nested ones counted.
    pub members: u64,
    /// Bytes of one member; the rest of a larger one is not examined.
    pub member: u64,
    /// Bytes unpacked from one outermost container, at every depth together.
    pub total: u64,
    /// Bytes out per byte in, for one compressed stream that yields more than 16 MiB.
    pub ratio: u64,
    /// Bytes held in memory for one outermost container, all depths together.
    pub memory: u64,
}

/// A stream below this size is never called a bomb.
pub(crate) const RATIO_FLOOR: u64 = 16 << 20;
/// Work on an outermost container that is allowed whatever its size.
const TOTAL_FLOOR: u64 = 64 << 20;
/// Most memory for the dictionary of a decoder: xz -9 and 7z -mx=9 need 64 MiB and a little.
pub(crate) const DICTIONARY_KIB: u32 = 96 << 10;

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 5,
            members: 100_000,
            member: 32 << 20,
            total: 4 << 30,
            ratio: 250,
            memory: 48 << 20,
        }
    }
}

/// What opening one outermost container has used up. One value can serve many containers, one after the other.
#[derive(Debug, Default)]
pub struct Budget {
    outer: Cell<u64>,
    spent: Cell<u64>,
    members: Cell<u64>,
    live: Cell<u64>,
    stopped: Cell<bool>,
}

impl Budget {
    /// Nothing used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins an outermost container of this size.
    pub(crate) fn start(&mut self, len: u64) {
        *self = Self {
            outer: Cell::new(len),
            ..Self::default()
        };
    }

    /// Size of the outermost container.
    pub(crate) fn outer(&self) -> u64 {
        self.outer.get()
    }

    /// Whether a limit for the whole was reached.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    /// Notes `n` unpacked bytes.
    pub(crate) fn spend(&self, n: u64, limits: &Limits) -> io::Result<()> {
        let spent = self.spent.get().saturating_add(n);
        self.spent.set(spent);
        let by_ratio = self.outer.get().saturating_mul(limits.ratio).max(TOTAL_FLOOR);
        if spent > limits.total {
            self.stopped.set(true);
            return Err(Stop::Total(limits.total).into());
        }
        if spent > by_ratio {
            self.stopped.set(true);
            return Err(Stop::Ratio(limits.ratio).into());
        }
        Ok(())
    }

    /// Notes one more member.
    pub(crate) fn member(&self, limits: &Limits) -> io::Result<()> {
        self.members.set(self.members.get() + 1);
        if self.members.get() > limits.members {
            self.stopped.set(true);
            return Err(Stop::Members(limits.members).into());
        }
        Ok(())
    }

    /// How many bytes may still be held.
    pub(crate) fn room(&self, limits: &Limits) -> u64 {
        limits.memory.saturating_sub(self.live.get())
    }

    /// Notes that `n` bytes are held until [`Budget::release`].
    pub(crate) fn hold(&self, n: u64) {
        self.live.set(self.live.get().saturating_add(n));
    }

    /// Notes that `n` bytes are held no more.
    pub(crate) fn release(&self, n: u64) {
        self.live.set(self.live.get().saturating_sub(n));
    }
}

/// Why a container is not read, or not further. Travels inside an [`io::Error`] through decoders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Total(u64),
    Ratio(u64),
    Members(u64),
    Encrypted,
    NotRead(&'static str),
    Damaged(&'static str),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Total(n) => write!(f, "container unpacks to more than {}: the rest was not read", Size(*n)),
            Self::Ratio(n) => write!(f, "unpacks to more than {n} times its size: the rest was not read"),
            Self::Members(n) => write!(f, "container has more than {n} members: the rest was not read"),
            Self::Encrypted => f.write_str("encrypted"),
            Self::NotRead(what) => write!(f, "{what}: not read"),
            Self::Damaged(what) => write!(f, "damaged: {what}"),
        }
    }
}

impl std::error::Error for Stop {}

impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        Self::other(stop)
    }
}

/// A size as people write it.
pub(crate) struct Size(pub(crate) u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            n if n >= 1 << 30 && n % (1 << 30) == 0 => write!(f, "{} GiB", n >> 30),
            n if n >= 1 << 20 => write!(f, "{} MiB", n >> 20),
            n if n >= 1 << 10 => write!(f, "{} KiB", n >> 10),
            n => write!(f, "{n} bytes"),
        }
    }
}

pub(crate) fn damaged(what: &'static str) -> io::Error {
    Stop::Damaged(what).into()
}

pub(crate) fn not_read(what: &'static str) -> io::Error {
    Stop::NotRead(what).into()
}

pub(crate) fn encrypted() -> io::Error {
    Stop::Encrypted.into()
}

/// The words for an error. Foreign error texts are left out: they may quote hostile bytes.
pub(crate) fn reason(error: &io::Error) -> String {
    if let Some(stop) = error.get_ref().and_then(|inner| inner.downcast_ref::<Stop>()) {
        return stop.to_string();
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "truncated".into(),
        io::ErrorKind::OutOfMemory => format!(
            "needs more than {} to unpack: not read",
            Size(u64::from(DICTIONARY_KIB) << 10)
        ),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => "damaged: cannot be unpacked".into(),
    }
}
