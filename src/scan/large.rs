//! Large files in overlapping windows: bounded memory, all threads, the same findings as in one piece.
//!
//! Each window answers for the bytes between its own start and the next window's; it sees a little before and more behind,
//! so that a match across the border is seen whole by exactly one window. Lines are counted in a first, cheap pass.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use rayon::prelude::*;

use super::buffer::Buffer;
use super::examine::{Examiner, Found, Memory, Part};
use super::place::Carry;
use crate::detect::decode;
use crate::finding::{Category, Finding};
use crate::platform;
use crate::source::Origin;

/// Bytes that a window answers for.
pub(super) const WINDOW: u64 = 4 << 20;
/// Bytes seen before and behind; a match longer than what lies behind is cut.
const BEFORE: u64 = 4 << 10;
const BEHIND: u64 = 64 << 10;

/// Bytes of a file whose tables are counted in one piece.
const COUNTED: u64 = 32 << 20;

/// How a file's first bytes say it is encoded; every window is decoded alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Bytes { binary: bool },
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    fn of(head: &[u8]) -> Self {
        match head {
            [0xFF, 0xFE, rest @ ..] if !rest.starts_with(&[0, 0]) => Self::Utf16Le,
            [0xFE, 0xFF, ..] => Self::Utf16Be,
            _ => {
                let text = decode(head);
                // Text that had to be turned into UTF-8 without a mark.
                if matches!(text.bytes, std::borrow::Cow::Owned(_)) {
                    return if head.first() == Some(&0) {
                        Self::Utf16Be
                    } else {
                        Self::Utf16Le
                    };
                }
                Self::Bytes { binary: text.binary }
            }
        }
    }

    fn decode(self, bytes: &[u8]) -> std::borrow::Cow<'_, [u8]> {
        let mark: [u8; 2] = match self {
            Self::Bytes { .. } => return bytes.into(),
            Self::Utf16Le => [0xFF, 0xFE],
            Self::Utf16Be => [0xFE, 0xFF],
        };
        if bytes.starts_with(&mark) {
            return decode(bytes).bytes.into_owned().into();
        }
        decode(&[&mark, bytes].concat()).bytes.into_owned().into()
    }
}

/// Examines a large file on all threads of the current pool. Returns the findings and the bytes that were examined.
pub(super) fn examine(
    examiner: Examiner<'_>,
    origin: &Origin,
    path: &Path,
    len: u64,
    progress: &(dyn Fn(u64) + Sync),
) -> io::Result<(Found, u64)> {
    let mut head = Vec::new();
    platform::open(path)?.take(8 << 10).read_to_end(&mut head)?;
    let encoding = Encoding::of(&head);
    let starts: Vec<u64> = (0..len.div_ceil(WINDOW)).map(|i| i * WINDOW).collect();
    // What each window holds is read twice at most: lines are counted only where something was found.
    let results: Vec<io::Result<(Found, u64)>> = starts
        .par_iter()
        .map_init(<(Memory, Buffer)>::default, |(memory, buffer), start| {
            let from = start.saturating_sub(BEFORE);
            let (bytes, from) = read(path, from, start + WINDOW + BEHIND, *start, buffer)?;
            let own = (bytes.len() - from).min(WINDOW as usize);
            let before = encoding.decode(&bytes[..from]);
            let middle = encoding.decode(&bytes[from..from + own]);
            let behind = encoding.decode(&bytes[from + own..]);
            let mut found = Found::default();
            let part = Part {
                from: before.len(),
                to: before.len() + middle.len(),
                carry: Carry::default(),
                first: *start == 0,
            };
            let binary = encoding == (Encoding::Bytes { binary: true });
            if let Encoding::Bytes { .. } = encoding {
                examiner.text(origin, bytes, binary, part, memory, &mut found);
            } else {
                let text = [&before[..], &middle[..], &behind[..]].concat();
                examiner.text(origin, &text, binary, part, memory, &mut found);
            }
            progress(own as u64);
            Ok((found, own as u64))
        })
        .collect();
    let mut all = Found::default();
    let mut examined = 0;
    let mut carries: Option<Vec<Carry>> = None;
    let mut tables = false;
    for (start, result) in starts.iter().zip(results) {
        let (mut found, own) = result?;
        examined += own;
        if *start > 0 && !(found.findings.is_empty() && found.allowed.is_empty()) {
            let carries = match &carries {
                Some(c) => c,
                None => carries.insert(count(path, &starts, encoding)?),
            };
            let carry = carries.get((start / WINDOW) as usize).copied().unwrap_or_default();
            for f in found.findings.iter_mut().chain(&mut found.allowed) {
                shift(&mut f.location.line, &mut f.location.column, carry);
                shift(&mut f.location.end_line, &mut f.location.end_column, carry);
            }
        }
        if start + WINDOW <= COUNTED {
            tables |= found.findings.iter().any(is_personal);
            found.findings.retain(|f| !is_personal(f));
        }
        all.findings.append(&mut found.findings);
        all.allowed.append(&mut found.allowed);
    }
    if tables {
        all.findings
            .append(&mut counted(examiner, origin, path, len, encoding)?);
    }
    Ok((all, examined))
}

fn is_personal(f: &Finding) -> bool {
    f.category == Category::Personal
}

/// Personal data of a file whose windows hold some: counts are those of whole tables, not of windows.
fn counted(
    examiner: Examiner<'_>,
    origin: &Origin,
    path: &Path,
    len: u64,
    encoding: Encoding,
) -> io::Result<Vec<Finding>> {
    let mut buffer = Buffer::default();
    let (bytes, _) = read(path, 0, COUNTED.min(len), 0, &mut buffer)?;
    let mut found = Found::default();
    let binary = encoding == (Encoding::Bytes { binary: true });
    let mut memory = Memory::default();
    examiner.text(
        origin,
        &encoding.decode(bytes),
        binary,
        Part::WHOLE,
        &mut memory,
        &mut found,
    );
    found.findings.retain(is_personal);
    if len > COUNTED {
        let remark = format!("counted in the first {} MiB of {}", COUNTED >> 20, len >> 20);
        found.findings.iter_mut().for_each(|f| f.evidence.push(remark.clone()));
    }
    Ok(found.findings)
}

/// Positions within a window's text become positions within the file.
fn shift(line: &mut u64, column: &mut u64, carry: Carry) {
    if *line == 1 {
        *column += carry.points;
    }
    *line += carry.lines;
}

/// What lies before each window's text (which begins `BEFORE` bytes ahead of the window).
fn count(path: &Path, starts: &[u64], encoding: Encoding) -> io::Result<Vec<Carry>> {
    let each: Vec<io::Result<(Carry, Carry)>> = starts
        .par_iter()
        .map_init(Buffer::default, |buffer, start| {
            let (bytes, _) = read(path, *start, start + WINDOW, *start, buffer)?;
            let cut = bytes.len().saturating_sub(BEFORE as usize).min(bytes.len());
            let whole = bytes.len() as u64 == WINDOW;
            let (first, second) = bytes.split_at(if whole { cut } else { bytes.len() });
            let (first, second) = (encoding.decode(first), encoding.decode(second));
            Ok((Carry::default().over(&first), Carry::default().over(&second)))
        })
        .collect();
    let mut out = vec![Carry::default()];
    let mut total = Carry::default();
    for parts in each {
        let (first, second) = parts?;
        total = join(total, first);
        out.push(total);
        total = join(total, second);
    }
    Ok(out)
}

fn join(a: Carry, b: Carry) -> Carry {
    Carry {
        lines: a.lines + b.lines,
        points: if b.lines == 0 { a.points + b.points } else { b.points },
    }
}

/// Reads `from..to` of a file as far as it has them; also the offset of `mark` within what was read.
fn read<'b>(path: &Path, from: u64, to: u64, mark: u64, buffer: &'b mut Buffer) -> io::Result<(&'b [u8], usize)> {
    let mut file = platform::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let count = buffer.fill(&mut file, to - from, (to - from) as usize)?;
    let bytes = buffer.first(count);
    Ok((bytes, ((mark - from) as usize).min(bytes.len())))
}
