//! Encoded text within text: base64, hex, percent, HTML entities, backslash escapes, quoted-printable, within each other.
//!
//! Runs of base64 or hex are long runs, which the sweep notes; the other encodings announce themselves by an escaped quote or
//! operator, which the sweep sees. What decodes to readable text is scanned as a text of its own, and what is found
//! there stands at the place of the encoded run. Depth and bytes are bounded by a budget for the whole text.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};

use super::literal::Run;
use super::{Context, Detector, Here, Match, Scratch};

/// Escapes that make a neighbourhood worth decoding, and which encoding they belong to.
pub(super) const TRIGGERS: [(&str, Escape); 22] = [
    ("%3d", Escape::Percent),
    ("%3a", Escape::Percent),
    ("%22", Escape::Percent),
    ("%40", Escape::Percent),
    ("%2b", Escape::Percent),
    ("%2f", Escape::Percent),
    ("&quot;", Escape::Entity),
    ("&#34;", Escape::Entity),
    ("&#39;", Escape::Entity),
    ("&#61;", Escape::Entity),
    ("&apos;", Escape::Entity),
    ("&#x22;", Escape::Entity),
    ("&#x3d;", Escape::Entity),
    ("\\u0022", Escape::Backslash),
    ("\\u003d", Escape::Backslash),
    ("\\u003a", Escape::Backslash),
    ("\\u0026", Escape::Backslash),
    ("\\u0027", Escape::Backslash),
    ("\\x3d", Escape::Backslash),
    ("\\x22", Escape::Backslash),
    ("=3d", Escape::QuotedPrintable),
    ("=40", Escape::QuotedPrintable),
];

/// An encoding that escapes single characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Escape {
    Percent,
    Entity,
    Backslash,
    QuotedPrintable,
}

impl Escape {
    fn name(self) -> &'static str {
        match self {
            Self::Percent => "percent-encoded",
            Self::Entity => "in HTML entities",
            Self::Backslash => "in escapes",
            Self::QuotedPrintable => "quoted-printable",
        }
    }

    /// What the escape at the start of `at` stands for, and its length.
    fn undo(self, at: &[u8]) -> Option<(char, usize)> {
        let hex = |from: usize, n: usize| {
            let digits = at.get(from..from + n)?;
            if !digits.iter().all(u8::is_ascii_hexdigit) {
                return None;
            }
            u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
        };
        let ascii = |code: u32| char::from_u32(code).filter(|c| c.is_ascii() && *c != '\0');
        match (self, at.first()?) {
            (Self::Percent, b'%') | (Self::QuotedPrintable, b'=') => {
                if self == Self::QuotedPrintable && at.starts_with(b"=\n") {
                    return Some(('\u{200B}', 2));
                }
                if self == Self::QuotedPrintable && at.starts_with(b"=\r\n") {
                    return Some(('\u{200B}', 3));
                }
                ascii(hex(1, 2)?).map(|c| (c, 3))
            }
            (Self::Entity, b'&') => {
                let end = at.iter().take(10).position(|b| *b == b';')?;
                let c = match at.get(1..end)? {
                    b"quot" => '"',
                    b"apos" => '\'',
                    b"amp" => '&',
                    b"lt" => '<',
                    b"gt" => '>',
                    [b'#', b'x' | b'X', digits @ ..] => {
                        ascii(u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?)?
                    }
                    [b'#', digits @ ..] => ascii(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
                    _ => return None,
                };
                Some((c, end + 1))
            }
            (Self::Backslash, b'\\') => match at.get(1)? {
                b'u' => ascii(hex(2, 4)?).map(|c| (c, 6)),
                b'x' => ascii(hex(2, 2)?).map(|c| (c, 4)),
                b'"' => Some(('"', 2)),
                b'\'' => Some(('\'', 2)),
                b'/' => Some(('/', 2)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Bytes that one neighbourhood may span to each side of the escape that announced it.
const NEIGHBOURHOOD: usize = 2048;
/// The shortest encoded run worth decoding: 24 characters of base64 hold 18 bytes.
const SHORTEST: usize = 24;

/// Decodes what is encoded in `text` and adds what is found in it, at the place where it is encoded.
#[expect(
    clippy::too_many_arguments,
    reason = "one call site; a struct would only rename the same things"
)]
pub(super) fn scan(
    detector: &Detector,
    text: &[u8],
    ctx: &Context<'_>,
    here: &Here,
    (triggers, runs): (&[(Escape, usize)], &[Run]),
    budget: &mut usize,
    scratch: &mut Scratch,
    out: &mut Vec<Match>,
) {
    if !ctx.binary {
        escapes(detector, text, ctx, here, triggers, budget, scratch, out);
    }
    for run in runs {
        let (start, end) = (run.start as usize, run.end as usize);
        if end - start < SHORTEST {
            continue;
        }
        if *budget < end - start {
            continue;
        }
        let Some((decoded, how)) = decode_run(&text[start..end]) else {
            continue;
        };
        *budget -= end - start;
        let mut inner = Vec::new();
        let ctx = Context {
            path: ctx.path,
            binary: false,
            depth: ctx.depth + 1,
        };
        detector.scan_all(&decoded, &ctx, here, budget, scratch, &mut inner);
        for mut m in inner {
            let value = m
                .value
                .take()
                .unwrap_or_else(|| decoded.get(m.start..m.end).unwrap_or_default().to_vec());
            m.evidence.push(format!("encoded as {how}"));
            out.push(Match {
                start,
                end,
                value: Some(value),
                layers: m.layers.saturating_add(1),
                ..m
            });
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "private part of `scan`")]
fn escapes(
    detector: &Detector,
    text: &[u8],
    ctx: &Context<'_>,
    here: &Here,
    triggers: &[(Escape, usize)],
    budget: &mut usize,
    scratch: &mut Scratch,
    out: &mut Vec<Match>,
) {
    let mut done: [usize; 4] = [0; 4];
    for &(escape, pos) in triggers {
        if pos < done[escape as usize] {
            continue;
        }
        let from = pos.saturating_sub(NEIGHBOURHOOD).max(done[escape as usize]);
        let to = (pos + NEIGHBOURHOOD).min(text.len());
        let start = memchr::memrchr2(b'\n', b'\0', &text[from..pos]).map_or(from, |n| from + n + 1);
        let end = if escape == Escape::QuotedPrintable {
            to
        } else {
            memchr::memchr(b'\n', &text[pos..to]).map_or(to, |n| pos + n)
        };
        done[escape as usize] = end;
        if *budget < end - start {
            return;
        }
        *budget -= end - start;
        let (decoded, map) = unescape(escape, &text[start..end]);
        let mut inner = Vec::new();
        let ctx = Context {
            path: ctx.path,
            binary: false,
            depth: ctx.depth + 1,
        };
        detector.scan_all(&decoded, &ctx, here, budget, scratch, &mut inner);
        for mut m in inner {
            let (Some(a), Some(b)) = (map.get(m.start), map.get(m.end)) else {
                continue;
            };
            let (a, b) = (start + *a as usize, start + *b as usize);
            // Not touched by the encoding: the outer pass has seen it.
            if m.value.is_none()
                && decoded.get(m.start..m.end) == text.get(a..b)
                && touched_nowhere(&map, m.start, m.end)
            {
                continue;
            }
            let value = m
                .value
                .take()
                .unwrap_or_else(|| decoded.get(m.start..m.end).unwrap_or_default().to_vec());
            m.evidence.push(escape.name().to_owned());
            out.push(Match {
                start: a,
                end: b,
                value: Some(value),
                layers: m.layers.saturating_add(1),
                ..m
            });
        }
    }
}

/// Whether no escape was undone from 32 bytes before a match to its end.
fn touched_nowhere(map: &[u32], start: usize, end: usize) -> bool {
    let from = start.saturating_sub(32);
    match (map.get(from), map.get(end)) {
        (Some(a), Some(b)) => (*b - *a) as usize == end - from,
        _ => false,
    }
}

/// The text with the escapes undone, and for each byte of it (and for its end) the offset it came from.
fn unescape(escape: Escape, text: &[u8]) -> (Vec<u8>, Vec<u32>) {
    let mut out = Vec::with_capacity(text.len());
    let mut map = Vec::with_capacity(text.len() + 1);
    let mut i = 0;
    while i < text.len() {
        match escape.undo(&text[i..]) {
            Some((c, n)) => {
                if c != '\u{200B}' {
                    out.push(c as u8);
                    map.push(i as u32);
                }
                i += n;
            }
            None => {
                out.push(text[i]);
                map.push(i as u32);
                i += 1;
            }
        }
    }
    map.push(text.len() as u32);
    (out, map)
}

/// Decodes a run that is base64 (either alphabet) or hex of readable text.
fn decode_run(run: &[u8]) -> Option<(Vec<u8>, &'static str)> {
    if run.len() >= 2 * SHORTEST - 8 && run.len().is_multiple_of(2) && run[..16].iter().all(u8::is_ascii_hexdigit) {
        if is_readable_hex(run)
            && let Ok(d) = HEXLOWER_PERMISSIVE.decode(run)
            && readable(&d)
        {
            return Some((d, "hex"));
        }
        return None;
    }
    let (mut upper, mut lower) = (false, false);
    for b in &run[..run.len().min(64)] {
        upper |= b.is_ascii_uppercase();
        lower |= b.is_ascii_lowercase();
    }
    if !(upper && lower) {
        return None;
    }
    let url = run.contains(&b'-') || run.contains(&b'_');
    let coding = if url { &BASE64URL_NOPAD } else { &BASE64_NOPAD };
    // A look at the beginning settles nearly every identifier and path.
    let mut head = [0; 12];
    if coding.decode_mut(&run[..16], &mut head).is_err() || !readable(&head) {
        return None;
    }
    let whole = run.len() - if run.len() % 4 == 1 { 1 } else { 0 };
    let mut permissive = data_encoding::Specification::new();
    let decoded = match coding.decode(&run[..whole]) {
        Ok(d) => d,
        // Trailing bits that are not zero.
        Err(_) => {
            permissive.symbols.push_str(if url {
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            } else {
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            });
            permissive.check_trailing_bits = false;
            permissive.encoding().ok()?.decode(&run[..whole]).ok()?
        }
    };
    readable(&decoded).then_some((decoded, if url { "base64url" } else { "base64" }))
}

/// Whether hexadecimal digits spell text; a digest is settled by its first bytes.
fn is_readable_hex(run: &[u8]) -> bool {
    let digit = |b: u8| char::from(b).to_digit(16).unwrap_or_default() as u8;
    let mut odd = 0;
    run.chunks_exact(2).all(|pair| {
        odd += strange(&[digit(pair[0]) << 4 | digit(pair[1])]);
        odd * 40 <= run.len()
    })
}

/// Text that somebody could have written: printable ASCII and UTF-8, hardly any control characters.
fn readable(bytes: &[u8]) -> bool {
    strange(bytes) * 20 <= bytes.len() && !bytes.is_empty()
}

fn strange(bytes: &[u8]) -> usize {
    let plain = |b: &u8| b.is_ascii_graphic() || matches!(b, b' ' | b'\n' | b'\r' | b'\t');
    bytes.iter().filter(|b| !plain(b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_text_and_leaves_noise() {
        let plain = b"user: admin, password: geheim1234";
        let (d, how) = decode_run(data_encoding::BASE64_NOPAD.encode(plain).as_bytes()).unwrap();
        assert_eq!((d.as_slice(), how), (plain.as_slice(), "base64"));
        let (d, how) = decode_run(data_encoding::HEXLOWER.encode(plain).as_bytes()).unwrap();
        assert_eq!((d.as_slice(), how), (plain.as_slice(), "hex"));
        assert!(decode_run(b"someLongIdentifierInCamelCase1").is_none());
        // A few bytes that nobody writes, at the front, of a long text.
        let framed = [b"\0\x01\x02".as_slice(), &plain.repeat(3)].concat();
        assert!(decode_run(data_encoding::HEXLOWER.encode(&framed).as_bytes()).is_some());
    }

    #[test]
    fn escapes_map_back() {
        let (d, map) = unescape(Escape::Percent, b"a%3Db%20c%zz");
        assert_eq!(d, b"a=b c%zz");
        assert_eq!(map, [0, 1, 4, 5, 8, 9, 10, 11, 12]);
        assert_eq!(unescape(Escape::Entity, b"x=&quot;y&quot;").0, b"x=\"y\"");
        assert_eq!(
            unescape(Escape::Backslash, br#"\u0022p\u0022\x3d\"q\""#).0,
            br#""p"="q""#
        );
        assert_eq!(unescape(Escape::QuotedPrintable, b"pass=3Dab=\ncd").0, b"pass=abcd");
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            for e in [Escape::Percent, Escape::Entity, Escape::Backslash, Escape::QuotedPrintable] {
                let (d, map) = unescape(e, &bytes);
                proptest::prop_assert_eq!(d.len() + 1, map.len());
            }
            if bytes.len() >= SHORTEST {
                let _ = decode_run(&bytes);
            }
        }
    }
}
