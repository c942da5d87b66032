//! Property lists. XML ones are rewritten line by line, so that a value stands beside its key and lines stay what they are;
//! binary ones become `key: value` lines.

use std::io;

use super::markup::unescape;
use super::prose::{Prose, is_sentence};
use crate::source::Origin;
use crate::source::OriginKind;
use crate::source::expand::{Walk, clean, cursor, damaged, kind};

/// Containers within containers in one list.
const NESTING: u8 = 64;
/// Objects visited. One object can be shared by many, so the text can be longer than the file.
const OBJECTS: u32 = 1 << 20;
/// Text of a binary list.
const TEXT: usize = 16 << 20;

/// `<key>K</key>` and a `<string>V</string>` behind it become `K: V` on the line of the value.
pub(crate) fn walk_xml(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8]) -> io::Result<()> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memmem::find(rest, b"<key>") {
        let (before, from) = rest.split_at(at);
        out.extend_from_slice(before);
        match pair(from) {
            Some((key, between, value, behind)) if !is_sentence(key, value) => {
                out.extend(between.iter().filter(|b| matches!(b, b'\n' | b'\r')));
                out.extend_from_slice(unescape(key).as_bytes());
                out.extend_from_slice(b": ");
                out.extend_from_slice(unescape(value).as_bytes());
                rest = behind;
            }
            _ => {
                out.extend_from_slice(b"<key>");
                rest = from.get(5..).unwrap_or_default();
            }
        }
    }
    out.extend_from_slice(rest);
    let (out, prose) = apart(&out);
    walk.part(origin.clone(), &out);
    prose.give(walk, origin);
    Ok(())
}

/// Takes sentences out, and leaves the lines that they stand on.
fn apart(text: &[u8]) -> (Vec<u8>, Prose) {
    let (mut out, mut prose) = (Vec::with_capacity(text.len()), Prose::default());
    let (mut rest, mut lines) = (text, 0);
    while let Some(at) = memchr::memmem::find(rest, b"<string>").map(|n| n + 8) {
        let (before, from) = rest.split_at(at);
        out.extend_from_slice(before);
        lines += memchr::memchr_iter(b'\n', before).count();
        let end = memchr::memchr(b'<', from).unwrap_or(from.len());
        let (value, behind) = from.split_at(end);
        rest = behind;
        let held = memchr::memchr_iter(b'\n', value).count();
        if is_sentence(key_before(before), value) {
            prose.add(lines, unescape(value).as_bytes());
            out.extend(std::iter::repeat_n(b'\n', held));
        } else {
            out.extend_from_slice(value);
        }
        lines += held;
    }
    out.extend_from_slice(rest);
    (out, prose)
}

/// The key that stands before a value, if one does.
fn key_before(text: &[u8]) -> &[u8] {
    let before = text.strip_suffix(b"<string>").unwrap_or(text).trim_ascii_end();
    let Some(before) = before.strip_suffix(b"</key>") else {
        return &[];
    };
    before
        .get(memchr::memrchr(b'>', before).map_or(0, |n| n + 1)..)
        .unwrap_or_default()
}

/// Key, what stands between, value, and the rest.
type Pair<'p> = (&'p [u8], &'p [u8], &'p [u8], &'p [u8]);

fn pair(text: &[u8]) -> Option<Pair<'_>> {
    let text = text.strip_prefix(b"<key>")?;
    let end = memchr::memchr(b'<', text)?;
    let (key, rest) = text.split_at(end);
    let rest = rest.strip_prefix(b"</key>")?;
    let value = rest.trim_ascii_start();
    let between = rest.get(..rest.len() - value.len())?;
    let value = value.strip_prefix(b"<string>")?;
    let (value, rest) = value.split_at(memchr::memchr(b'<', value)?);
    Some((key, between, value, rest.strip_prefix(b"</string>")?))
}

/// A binary list as lines of `key: value`.
pub(crate) fn walk_binary(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8], depth: u8) -> io::Result<()> {
    let trailer = bytes
        .len()
        .checked_sub(32)
        .and_then(|at| bytes.get(at..))
        .ok_or_else(|| damaged("property list"))?;
    let number = |at: usize| usize::try_from(be(trailer.get(at..at + 8).unwrap_or_default())).unwrap_or(usize::MAX);
    let list = List {
        bytes,
        offset_size: trailer.get(6).map_or(0, |n| usize::from(*n)),
        ref_size: trailer.get(7).map_or(0, |n| usize::from(*n)),
        count: number(8),
        table: number(24),
    };
    if !(1..=8).contains(&list.offset_size) || !(1..=8).contains(&list.ref_size) {
        return Err(damaged("property list"));
    }
    let mut lines = Lines::default();
    list.object(number(16), "", 0, &mut lines);
    walk.document_part(origin, "values", lines.text.as_bytes());
    for (i, data) in lines.data.iter().enumerate() {
        let inside = origin.inside(clean(&format!("data {}", i + 1)), OriginKind::Document);
        walk.member(inside, &mut cursor(data), Some(data.len() as u64), depth)?;
    }
    if lines.is_cut {
        walk.skipped(
            origin,
            "property list too large or too deep: not all of it was examined",
            0,
        );
    }
    Ok(())
}

#[derive(Default)]
struct Lines<'l> {
    text: String,
    /// Values that are containers themselves.
    data: Vec<&'l [u8]>,
    visited: u32,
    is_cut: bool,
}

struct List<'l> {
    bytes: &'l [u8],
    offset_size: usize,
    ref_size: usize,
    count: usize,
    table: usize,
}

impl<'l> List<'l> {
    fn object(&self, index: usize, key: &str, nesting: u8, lines: &mut Lines<'l>) {
        lines.visited += 1;
        if nesting > NESTING || lines.visited > OBJECTS || lines.text.len() > TEXT {
            lines.is_cut = true;
            return;
        }
        let Some((marker, rest)) = self.at(index) else { return };
        let (len, rest) = match marker & 0x0f {
            15 if marker >> 4 >= 4 => long_len(rest),
            n => (usize::from(n), rest),
        };
        let mut line = |text: &str| {
            if !key.is_empty() {
                lines.text.push_str(key);
                lines.text.push_str(": ");
            }
            lines.text.push_str(text);
            lines.text.push('\n');
        };
        match marker >> 4 {
            1 => line(&be(rest.get(..1 << (marker & 7).min(3)).unwrap_or_default()).to_string()),
            4 => {
                let data = rest.get(..len).unwrap_or(rest);
                if kind("-", data).is_some() {
                    lines.data.push(data);
                } else {
                    line(&super::readable(data));
                }
            }
            5 => line(&String::from_utf8_lossy(rest.get(..len).unwrap_or(rest))),
            6 => line(
                &encoding_rs::UTF_16BE
                    .decode_without_bom_handling(rest.get(..len.saturating_mul(2)).unwrap_or(rest))
                    .0,
            ),
            0xa..=0xc => {
                for i in 0..len.min(rest.len()) {
                    self.object(self.reference(rest, i), key, nesting + 1, lines);
                }
            }
            0xd => {
                for i in 0..len.min(rest.len()) {
                    let name = self.string(self.reference(rest, i)).unwrap_or_default();
                    self.object(self.reference(rest, len.saturating_add(i)), &name, nesting + 1, lines);
                }
            }
            _ => {}
        }
    }

    /// An object's marker and what follows it.
    fn at(&self, index: usize) -> Option<(u8, &'l [u8])> {
        let from = self.table.checked_add(index.checked_mul(self.offset_size)?)?;
        let offset = self
            .bytes
            .get(from..from.checked_add(self.offset_size)?)
            .filter(|_| index < self.count)
            .map(be)?;
        let (marker, rest) = self.bytes.get(usize::try_from(offset).ok()?..)?.split_first()?;
        Some((*marker, rest))
    }

    fn reference(&self, rest: &[u8], i: usize) -> usize {
        let from = i.saturating_mul(self.ref_size);
        let bytes = rest.get(from..from.saturating_add(self.ref_size));
        bytes
            .map(be)
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(usize::MAX)
    }

    fn string(&self, index: usize) -> Option<String> {
        let (marker, rest) = self.at(index)?;
        let (len, rest) = if marker & 15 == 15 {
            long_len(rest)
        } else {
            (usize::from(marker & 15), rest)
        };
        match marker >> 4 {
            5 => Some(String::from_utf8_lossy(rest.get(..len.min(256))?).into_owned()),
            6 => Some(
                encoding_rs::UTF_16BE
                    .decode_without_bom_handling(rest.get(..len.min(256) * 2)?)
                    .0
                    .into_owned(),
            ),
            _ => None,
        }
    }
}

/// A length that does not fit the marker: an integer object.
fn long_len(rest: &[u8]) -> (usize, &[u8]) {
    let size = rest.first().map_or(1, |marker| 1usize << (marker & 3));
    let len = be(rest.get(1..1 + size).unwrap_or_default());
    (
        usize::try_from(len).unwrap_or(usize::MAX),
        rest.get(1 + size..).unwrap_or_default(),
    )
}

fn be(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b))
}

#[cfg(test)]
mod tests {
    use crate::source::expand::tests::{open, open_file};

    #[test]
    fn a_value_stands_beside_its_key_on_its_own_line() {
        let xml = "<?xml version=\"1.0\"?>\n<plist>\n<dict>\n\t<key>password</key>\n\t<string>a&amp;b</string>\n\t<key>n</key><integer>1</integer>\n</dict>\n";
        let opened = open("a.plist", xml.as_bytes());
        let lines: Vec<&str> = opened.text("").lines().collect();
        assert_eq!(lines.len(), xml.lines().count());
        assert_eq!(lines[4], "password: a&b");
        assert_eq!(lines[5], "\t<key>n</key><integer>1</integer>");
    }

    #[test]
    fn binary_lists() {
        let list = open_file("heron.plist");
        let lines: Vec<&str> = list.text("values").lines().collect();
        assert!(lines.contains(&"password: lantern-moss-4417"), "{lines:?}");
        assert!(lines.contains(&"note: Héron, internal use only"), "{lines:?}");
        assert!(
            list.text("data 1!conf/app.ini").contains("lantern-moss-4417"),
            "{:?}",
            list.names()
        );
    }

    #[test]
    fn a_list_that_holds_itself_ends() {
        // One array of two references to itself.
        let mut bytes = b"bplist00\xa2\0\0".to_vec();
        bytes.push(8);
        bytes.extend([0, 0, 0, 0, 0, 0, 1, 1]);
        bytes.extend(1u64.to_be_bytes());
        bytes.extend(0u64.to_be_bytes());
        bytes.extend(11u64.to_be_bytes());
        let opened = open("a.plist", &bytes);
        assert!(opened.skipped[0].contains("too deep"), "{:?}", opened.skipped);
    }
}
