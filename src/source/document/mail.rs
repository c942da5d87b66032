//! E-mail: single messages, saved web pages (`mht`) and mailboxes.
//!
//! What is readable in the file stays where it stands, so line numbers are those of the file. Parts in base64 or
//! quoted-printable are decoded into parts of their own and blanked in the text; attachments that are containers are opened.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use crate::source::expand::{Walk, clean, cursor, encrypted};
use crate::source::{Origin, OriginKind};

/// Parts within parts.
const NESTING: u8 = 16;
/// Longest header block that is looked at.
const HEADERS: usize = 256 << 10;

/// One message.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8], depth: u8) -> io::Result<()> {
    let mut message = Message {
        bytes,
        text: bytes.to_vec(),
        count: 0,
        depth,
        of: String::new(),
    };
    message.entity(walk, origin, 0..bytes.len(), 0)?;
    walk.part(origin.clone(), &message.text);
    Ok(())
}

/// A mailbox: messages, each behind a line that begins with `From `.
pub(crate) fn walk_mbox(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8], depth: u8) -> io::Result<()> {
    let mut message = Message {
        bytes,
        text: bytes.to_vec(),
        count: 0,
        depth,
        of: String::new(),
    };
    let mut starts: Vec<usize> = memchr::memmem::find_iter(bytes, b"\nFrom ").map(|at| at + 1).collect();
    starts.insert(0, 0);
    starts.push(bytes.len());
    for (i, pair) in starts.windows(2).enumerate() {
        let (Some(start), Some(end)) = (pair.first(), pair.last()) else {
            continue;
        };
        let headers =
            memchr::memchr(b'\n', bytes.get(*start..*end).unwrap_or_default()).map_or(*end, |n| start + n + 1);
        message.count = 0;
        message.of = format!("message {} ", i + 1);
        message.entity(walk, origin, headers..*end, 0)?;
    }
    walk.part(origin.clone(), &message.text);
    Ok(())
}

struct Message<'m> {
    bytes: &'m [u8],
    /// The bytes with decoded parts blanked.
    text: Vec<u8>,
    count: u32,
    depth: u8,
    /// Which message of a mailbox, for names.
    of: String,
}

/// The headers that matter.
#[derive(Debug, Default)]
struct Headers {
    media_type: String,
    boundary: Option<Vec<u8>>,
    charset: Option<String>,
    encoding: String,
    file: Option<String>,
    is_sealed: bool,
    encoded_words: String,
}

impl Message<'_> {
    fn entity(&mut self, walk: &mut Walk<'_>, origin: &Origin, at: Range<usize>, nesting: u8) -> io::Result<()> {
        let bytes = self.bytes.get(at.clone()).unwrap_or_default();
        let body = body_start(bytes);
        let headers = read_headers(bytes.get(..body).unwrap_or_default());
        let (body, end) = (at.start + body, at.end);
        if !headers.encoded_words.is_empty() {
            walk.document_part(origin, &format!("{}headers", self.of), headers.encoded_words.as_bytes());
        }
        if let Some(boundary) = headers
            .boundary
            .as_deref()
            .filter(|_| headers.media_type.starts_with("multipart/"))
        {
            if nesting >= NESTING {
                walk.skipped(
                    origin,
                    format!("parts of a message nested deeper than {NESTING}: not read"),
                    0,
                );
                return Ok(());
            }
            if headers.media_type == "multipart/encrypted" {
                walk.failed(
                    &origin.inside(format!("{}encrypted part", self.of), OriginKind::Document),
                    &encrypted(),
                    0,
                );
            }
            for part in split(self.bytes, body..end, boundary) {
                if walk.is_stopped() {
                    break;
                }
                self.entity(walk, origin, part, nesting + 1)?;
            }
            return Ok(());
        }
        let raw = self.bytes.get(body..end).unwrap_or_default();
        self.count += 1;
        let decoded = match headers.encoding.as_str() {
            "base64" => base64(raw),
            "quoted-printable" => quoted_printable(raw),
            _ if headers.media_type == "message/rfc822" && nesting < NESTING => {
                return self.entity(walk, origin, body..end, nesting + 1);
            }
            _ => return Ok(()),
        };
        // Gone from the text, line breaks kept.
        for byte in self.text.get_mut(body..end).unwrap_or_default() {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        let kind = if headers.media_type.is_empty() {
            "text/plain"
        } else {
            &headers.media_type
        };
        let name = match &headers.file {
            Some(file) => format!("{}{file}", self.of),
            None => format!("{}part {} ({kind})", self.of, self.count),
        };
        let inside = origin.inside(clean(&name), OriginKind::Document);
        if headers.is_sealed {
            walk.failed(&inside, &encrypted(), decoded.len() as u64);
            return Ok(());
        }
        let charset = headers
            .charset
            .as_deref()
            .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
        let text = match charset {
            Some(encoding) if kind.starts_with("text/") => encoding.decode(&decoded).0,
            _ => Cow::Borrowed(""),
        };
        let bytes = if text.is_empty() { &decoded } else { text.as_bytes() };
        walk.budget.hold(decoded.len() as u64);
        let result = walk.member(inside, &mut cursor(bytes), Some(bytes.len() as u64), self.depth);
        walk.budget.release(decoded.len() as u64);
        result
    }
}

/// Where the body begins: behind the first empty line.
fn body_start(bytes: &[u8]) -> usize {
    let mut at = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        at += line.len();
        if line.trim_ascii().is_empty() {
            return at;
        }
    }
    bytes.len()
}

fn read_headers(bytes: &[u8]) -> Headers {
    let mut headers = Headers::default();
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(HEADERS)).unwrap_or_default());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let mut value = value.trim().to_owned();
        while let Some(more) = lines.next_if(|next| next.starts_with([' ', '\t'])) {
            value.push(' ');
            value.push_str(more.trim());
        }
        if value.contains("=?")
            && let Some(decoded) = encoded_words(&value)
        {
            headers.encoded_words.push_str(&format!("{name}: {decoded}\n"));
        }
        match name.to_ascii_lowercase().as_str() {
            "content-type" => {
                headers.media_type = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
                headers.boundary = parameter(&value, "boundary")
                    .filter(|b| !b.is_empty())
                    .map(String::into_bytes);
                headers.charset = parameter(&value, "charset");
                headers.file = headers.file.or_else(|| parameter(&value, "name"));
                headers.is_sealed = matches!(
                    headers.media_type.as_str(),
                    "application/pkcs7-mime" | "application/x-pkcs7-mime"
                ) && parameter(&value, "smime-type").is_none_or(|kind| kind.contains("enveloped"));
            }
            "content-transfer-encoding" => headers.encoding = value.trim().to_ascii_lowercase(),
            "content-disposition" => headers.file = parameter(&value, "filename").or(headers.file),
            "content-location" if headers.file.is_none() && value.len() < 200 => headers.file = Some(value),
            _ => {}
        }
    }
    headers.file = headers
        .file
        .map(|file| encoded_words(&file).unwrap_or(file))
        .filter(|file| !file.is_empty());
    headers
}

/// A parameter of a header value, quoted or not, also in its `name*=` form.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).enumerate().find_map(|(i, piece)| {
        let (key, text) = piece.split_once('=')?;
        let key = key.trim();
        let extended = key.strip_suffix('*');
        if !extended.unwrap_or(key).eq_ignore_ascii_case(name) {
            return None;
        }
        let text = text.trim();
        if extended.is_some() {
            let encoded = text.rsplit('\'').next().unwrap_or(text);
            return Some(String::from_utf8_lossy(&quoted_printable(encoded.replace('%', "=").as_bytes())).into_owned());
        }
        if text.starts_with('"') {
            // A quoted value may hold a semicolon: take it from the whole.
            let from = value.split(';').take(i + 1).map(|p| p.len() + 1).sum::<usize>() + piece.find('"')? + 1;
            let rest = value.get(from..)?;
            return Some(rest.get(..rest.find('"').unwrap_or(rest.len()))?.to_owned());
        }
        Some(text.to_owned())
    })
}

/// `=?charset?B?…?=` and `=?charset?Q?…?=` decoded, if there are any.
fn encoded_words(value: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = value;
    let mut found = false;
    while let Some(at) = rest.find("=?") {
        let mut pieces = rest.get(at + 2..)?.splitn(4, '?');
        let (charset, how, text, behind) = (pieces.next()?, pieces.next()?, pieces.next(), pieces.next());
        let (Some(text), Some(behind)) = (text, behind.and_then(|b| b.strip_prefix('='))) else {
            break;
        };
        let bytes = match how {
            "B" | "b" => base64(text.as_bytes()),
            _ => quoted_printable(text.replace('_', " ").as_bytes()),
        };
        let encoding = encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap_or(encoding_rs::UTF_8);
        let before = rest.get(..at)?;
        if !(found && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&encoding.decode(&bytes).0);
        found = true;
        rest = behind;
    }
    out.push_str(rest);
    found.then_some(out)
}

/// The parts between the boundary's lines.
fn split(bytes: &[u8], body: Range<usize>, boundary: &[u8]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = body.start;
    for line in bytes
        .get(body.clone())
        .unwrap_or_default()
        .split_inclusive(|b| *b == b'\n')
    {
        let behind = line
            .strip_prefix(b"--")
            .and_then(|line| line.strip_prefix(boundary))
            .map(<[u8]>::trim_ascii_end);
        let next = at + line.len();
        if let Some(behind) = behind.filter(|rest| rest.is_empty() || *rest == b"--") {
            if let Some(start) = start.take() {
                parts.push(start..at);
            }
            if behind.is_empty() {
                start = Some(next);
            }
        }
        at = next;
    }
    if let Some(start) = start {
        parts.push(start..body.end);
    }
    parts
}

/// Lenient: whatever is not of the alphabet is passed over, and the text ends at the first `=`.
pub(crate) fn base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut n) = (0u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        n += 6;
        if n >= 8 {
            n -= 8;
            out.push((bits >> n) as u8);
            bits &= (1 << n) - 1;
        }
    }
    out
}

fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'=', rest) {
        let (plain, escape) = rest.split_at(at);
        out.extend_from_slice(plain);
        match escape {
            [b'=', b'\r', b'\n', behind @ ..] | [b'=', b'\n', behind @ ..] => rest = behind,
            [b'=', high, low, behind @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |b: &u8| (*b as char).to_digit(16).unwrap_or(0) as u8;
                out.push(digit(high) << 4 | digit(low));
                rest = behind;
            }
            _ => {
                out.push(b'=');
                rest = escape.get(1..).unwrap_or_default();
            }
        }
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::expand::tests::{open, open_file};

    #[test]
    fn a_message_with_every_kind_of_part() {
        let mail = open_file("heron.eml");
        assert_eq!(mail.text("headers"), "Subject: Zugänge für Heron\n");
        assert!(
            mail.text("part 2 (text/html)").contains("lantern-moss-4417"),
            "{:?}",
            mail.names()
        );
        assert!(mail.text("app.ini").contains("db_password = \"lantern-moss-4417\""));
        assert!(mail.text("keys.zip!conf/app.ini").contains("lantern-moss-4417"));
        let raw = String::from_utf8(crate::source::expand::tests::data("heron.eml")).unwrap();
        let text = mail.text("");
        assert_eq!(raw.lines().count(), text.lines().count());
        assert!(
            text.lines()
                .nth(raw.lines().position(|l| l.contains("internal use only")).unwrap())
                .unwrap()
                .contains("internal use only")
        );
        assert!(mail.skipped.is_empty(), "{:?}", mail.skipped);
    }

    #[test]
    fn a_mailbox_of_messages() {
        let mbox = open_file("heron.mbox");
        assert!(
            mbox.text("message 2 app.ini").contains("lantern-moss-4417"),
            "{:?}",
            mbox.names()
        );
    }

    #[test]
    fn odd_and_broken_messages() {
        let nested: String = (0..40)
            .map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"))
            .collect();
        assert!(open("a.eml", nested.as_bytes()).skipped[0].contains("nested deeper"));
        let sealed = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIB\n";
        assert_eq!(open("a.eml", sealed.as_bytes()).skipped, ["a.eml!smime.p7m: encrypted"]);
        assert_eq!(open("a.eml", b"no headers at all").text(""), "no headers at all");
        assert_eq!(parameter("x; name=\"a;b\"; c=d", "name").as_deref(), Some("a;b"));
        assert_eq!(
            parameter("x; filename*=utf-8''a%20b", "filename").as_deref(),
            Some("a b")
        );
        assert_eq!(quoted_printable(b"a=3Db=\r\nc=zz="), b"a=bc=zz=");
        assert_eq!(base64(b"aGVs\r\nbG8="), b"hello");
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in "(Content-Type: (multipart/mixed; boundary=b|text/plain; charset=utf-7)|Content-Transfer-Encoding: base64|--b|--b--|=\\?utf-8\\?[BQ]\\?x\\?=|From |;|\"|\n){0,40}") {
            open("a.eml", text.as_bytes());
            open("a.mbox", format!("From {text}").as_bytes());
        }
    }
}
