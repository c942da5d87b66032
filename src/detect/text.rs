//! What kind of text bytes are, and UTF-16 turned into UTF-8 with a way back to the outer positions.

use std::borrow::Cow;

/// Text ready for detection.
#[derive(Debug)]
pub struct Text<'a> {
    /// UTF-8 (or unknown single-byte) text.
    pub bytes: Cow<'a, [u8]>,
    /// Not text: only strongly prefixed patterns count.
    pub binary: bool,
}

const SAMPLE: usize = 8 * 1024;

/// Strips a byte-order mark, turns UTF-16 into UTF-8, recognises binary content by NUL bytes.
/// Lines and columns (in code points) are the same before and after.
#[must_use]
pub fn decode(bytes: &[u8]) -> Text<'_> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Text {
            bytes: Cow::Borrowed(rest),
            binary: false,
        },
        [0xFF, 0xFE, 0, 0, ..] => utf32(&bytes[4..], u32::from_le_bytes),
        [0, 0, 0xFE, 0xFF, ..] => utf32(&bytes[4..], u32::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => {
            let head = &bytes[..bytes.len().min(SAMPLE)];
            if memchr::memchr(0, head).is_none() {
                return Text {
                    bytes: Cow::Borrowed(bytes),
                    binary: false,
                };
            }
            // UTF-16 without a mark: nearly every second byte of mostly Latin text is zero.
            let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
            let half = head.len() / 2;
            if half >= 8 && zeros(1) * 10 >= half * 9 && zeros(0) * 20 <= half {
                return utf16(bytes, u16::from_le_bytes);
            }
            if half >= 8 && zeros(0) * 10 >= half * 9 && zeros(1) * 20 <= half {
                return utf16(bytes, u16::from_be_bytes);
            }
            Text {
                bytes: Cow::Borrowed(bytes),
                binary: true,
            }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Text<'static> {
    let units = bytes.chunks_exact(2).map(|p| unit([p[0], p[1]]));
    let text: String = char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Text {
        bytes: Cow::Owned(text.into_bytes()),
        binary: false,
    }
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Text<'static> {
    let text: String = bytes
        .chunks_exact(4)
        .map(|p| char::from_u32(unit([p[0], p[1], p[2], p[3]])).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Text {
        bytes: Cow::Owned(text.into_bytes()),
        binary: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_in_both_orders_with_and_without_a_mark() {
        let text = "password = geheim-äöü\n";
        for mark in [true, false] {
            for big in [true, false] {
                let mut raw = Vec::new();
                let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
                for u in units {
                    raw.extend(if big { u.to_be_bytes() } else { u.to_le_bytes() });
                }
                let t = decode(&raw);
                assert_eq!(t.bytes, text.as_bytes(), "mark {mark} big {big}");
                assert!(!t.binary);
            }
        }
    }

    #[test]
    fn nul_bytes_are_binary() {
        assert!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0").binary);
        assert!(!decode("naïve".as_bytes()).binary);
    }
}
