//! Whether a value is what its alphabet promises: whole bytes in hex or base 64, and not one of the shapes that
//! people type as fillers. Passing says little, so that it raises nothing: the verdict is `Unknown`.

use super::crc::looks_typed;
use super::{Facts, Verdict};

/// An even number of hex digits, letters among them in one case only, not typed.
pub(super) fn hex(value: &[u8], _now: i64) -> Verdict {
    let upper = value.iter().any(|b| matches!(b, b'A'..=b'F'));
    let lower = value.iter().any(|b| matches!(b, b'a'..=b'f'));
    let whole = value.len().is_multiple_of(2) && value.iter().all(u8::is_ascii_hexdigit);
    if !whole || looks_typed_hex(value) {
        Verdict::Invalid
    } else if upper && lower {
        Verdict::Doubtful(Facts::none())
    } else {
        Verdict::Unknown
    }
}

/// Has the length and padding of base 64; stray bits in the last character are forgiven, as decoders do.
pub(super) fn base64(value: &[u8], _now: i64) -> Verdict {
    of(value, |b| matches!(b, b'+' | b'/'))
}

/// The same for the variant of base 64 for URLs.
pub(super) fn base64url(value: &[u8], _now: i64) -> Verdict {
    of(value, |b| matches!(b, b'-' | b'_'))
}

/// Upper and lower case occur, and either a digit or more changes of case than words joined by capitals have: what a
/// random base-62 string of twenty and more characters looks like, and an identifier does not.
pub(super) fn mixed(value: &[u8], _now: i64) -> Verdict {
    let upper = value.iter().any(u8::is_ascii_uppercase);
    let lower = value.iter().any(u8::is_ascii_lowercase);
    let digit = value.iter().any(u8::is_ascii_digit);
    let turns = value
        .windows(2)
        .filter(|w| matches!(w, [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && a.is_ascii_uppercase() != b.is_ascii_uppercase()))
        .count();
    if upper && lower && (digit || turns * 5 >= value.len() * 2) && !looks_typed(value) {
        Verdict::Unknown
    } else {
        Verdict::Invalid
    }
}

fn of(value: &[u8], extra: fn(u8) -> bool) -> Verdict {
    let digits = value.iter().rposition(|b| *b != b'=').map_or(0, |i| i + 1);
    let padding = value.len() - digits;
    let whole = digits % 4 != 1 && (padding == 0 || padding <= 2 && value.len().is_multiple_of(4));
    let alphabet = value
        .iter()
        .take(digits)
        .all(|b| b.is_ascii_alphanumeric() || extra(*b));
    if digits > 0 && whole && alphabet && !looks_typed(value) {
        Verdict::Unknown
    } else {
        Verdict::Invalid
    }
}

/// Sixteen symbols only, so fewer may be distinct than in [`looks_typed`].
fn looks_typed_hex(value: &[u8]) -> bool {
    let steps = value
        .windows(2)
        .filter(|w| matches!(w, [a, b] if a == b || b.wrapping_sub(*a) == 1))
        .count();
    let mut seen = [false; 256];
    for b in value {
        if let Some(s) = seen.get_mut(usize::from(*b)) {
            *s = true;
        }
    }
    let distinct = seen.iter().filter(|s| **s).count();
    steps * 2 > value.len() || (value.len() >= 16 && distinct < 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_whole_and_random() {
        assert_eq!(hex(b"9f86d081884c7d659a2feaa0c55ad015", 0), Verdict::Unknown);
        for bad in [
            "9f86d081884c7d659a2feaa0c55ad01",
            "0123456789abcdef0123456789abcdef",
            "deadbeefdeadbeefdeadbeefdeadbeef",
            "zz",
        ] {
            assert_eq!(hex(bad.as_bytes(), 0), Verdict::Invalid, "{bad}");
        }
    }

    #[test]
    fn base64_decodes() {
        assert_eq!(base64(b"kW8vQx+1Zr/0pT5mYc7aHw==", 0), Verdict::Unknown);
        assert_eq!(base64(b"kW8vQx+1Zr/0pT5mYc7aH===", 0), Verdict::Invalid);
        assert_eq!(base64url(b"kW8vQx-1Zr_0pT5mYc7aHw", 0), Verdict::Unknown);
    }

    #[test]
    fn mixed_tells_noise_from_words() {
        assert_eq!(mixed(b"q8Zr4GdTvLnE2mYcJf7a", 0), Verdict::Unknown);
        assert_eq!(mixed(b"qXZrkGdTvLnEbmYcJfHa", 0), Verdict::Unknown);
        assert_eq!(mixed(b"someVariableNameInCode", 0), Verdict::Invalid);
    }
}
