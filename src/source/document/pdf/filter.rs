//! What PDF streams are encoded with. Pictures and encryption are left alone.

use std::io::Read;

use crate::source::expand::{Ratio, Walk};

/// Largest decoded stream.
pub(crate) const STREAM: usize = 16 << 20;
/// Filters one after the other.
const FILTERS: usize = 4;

/// The bytes behind all filters; `None` where one is not read. A damaged stream gives what could be decoded.
pub(crate) fn decode(walk: &Walk<'_>, data: &[u8], filters: &[String]) -> Option<Vec<u8>> {
    if filters.len() > FILTERS {
        return None;
    }
    let mut bytes = data.to_vec();
    for filter in filters {
        bytes = match filter.as_str() {
            "FlateDecode" | "Fl" => inflate(walk, &bytes)?,
            "ASCIIHexDecode" | "AHx" => hexadecimal(&bytes),
            "ASCII85Decode" | "A85" => ascii85(&bytes),
            "LZWDecode" | "LZW" => lzw(&bytes),
            "RunLengthDecode" | "RL" => run_length(&bytes),
            _ => return None,
        };
    }
    bytes.truncate(STREAM);
    Some(bytes)
}

fn inflate(walk: &Walk<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    let zlib = |r| Ok(Box::new(flate2::bufread::ZlibDecoder::new(r)) as Box<dyn Read + '_>);
    let mut decoder = Ratio::over(bytes, walk.limits.ratio, zlib).ok()?;
    let mut out = Vec::new();
    // What came before an error is still text.
    let _ = walk.metered(&mut decoder).take(STREAM as u64).read_to_end(&mut out);
    if walk.is_stopped() { None } else { Some(out) }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let mut digits = bytes
        .iter()
        .take_while(|b| **b != b'>')
        .filter_map(|b| (*b as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len() / 2);
    while let Some(high) = digits.next() {
        out.push((high << 4 | digits.next().unwrap_or(0)) as u8);
    }
    out
}

fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 5 * 4);
    let (mut group, mut n) = (0u32, 0);
    let mut push = |group: u32, n: usize| out.extend(group.to_be_bytes().iter().take(n));
    for byte in bytes.strip_prefix(b"<~").unwrap_or(bytes) {
        match byte {
            b'z' if n == 0 => push(0, 4),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                n += 1;
                if n == 5 {
                    push(group, 4);
                    (group, n) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if n > 1 {
        for _ in n..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        push(group, n - 1);
    }
    out
}

fn run_length(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some((n, behind)) = rest.split_first() {
        let n = usize::from(*n);
        if n < 128 {
            let (run, behind) = behind.split_at((n + 1).min(behind.len()));
            out.extend_from_slice(run);
            rest = behind;
        } else if n > 128 {
            let Some((byte, behind)) = behind.split_first() else {
                break;
            };
            out.extend(std::iter::repeat_n(*byte, 257 - n));
            rest = behind;
        } else {
            break;
        }
        if out.len() > STREAM {
            break;
        }
    }
    out
}

/// LZW with the early change that PDF uses.
fn lzw(bytes: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    // Each code stands for a place in the output.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    let (mut bits, mut have, mut width) = (0u32, 0u32, 9u32);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        have += 8;
        if have < width {
            continue;
        }
        have -= width;
        let code = (bits >> have) & ((1 << width) - 1);
        bits &= (1 << have) - 1;
        let start = out.len();
        match code {
            256 => {
                table.clear();
                last = None;
                width = 9;
                continue;
            }
            257 => break,
            0..=255 => out.push(code as u8),
            _ => match (table.get(code as usize - 258).copied(), last) {
                (Some((from, len)), _) => copy(&mut out, from, len),
                (None, Some((from, len))) if code as usize - 258 == table.len() => {
                    copy(&mut out, from, len);
                    copy(&mut out, from, 1);
                }
                _ => break,
            },
        }
        if let Some((from, len)) = last
            && table.len() < 4096 - 258
        {
            table.push((from, len + 1));
        }
        last = Some((start, out.len() - start));
        // The entry that this code and the next will make is counted already: the early change.
        width = match table.len() + 258 + 2 {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
        if out.len() > STREAM {
            break;
        }
    }
    out
}

fn copy(out: &mut Vec<u8>, from: usize, len: usize) {
    for i in from..from + len {
        if let Some(byte) = out.get(i).copied() {
            out.push(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_the_pdf_reference() {
        assert_eq!(hexadecimal(b"68 65\n6C6c 7>"), b"hellp");
        assert_eq!(ascii85(b"<~87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(ascii85(b"zz!!~>"), [0; 9]);
        assert_eq!(run_length(b"\x02abc\xfex\x80zz"), b"abcxxx");
        // The example of the PDF reference, 7.4.4.2.
        assert_eq!(
            lzw(&[0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01]),
            b"-----A---B"
        );
    }
}
