//! Tokens that end in a checksum: `prefix_` + body + six base-62 digits of the CRC-32 of the body.
//!
//! GitHub introduced the scheme in 2021 and npm and others took it over. A mismatch means that the token was never
//! issued as it stands: typed by hand, altered for a document, or made up for a test.

use super::{Facts, Verdict};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Checks the six last characters against what stands between the last `_` of the prefix and them.
pub(super) fn github(value: &[u8], _now: i64) -> Verdict {
    let Some(body_start) = value.iter().position(|b| *b == b'_').map(|i| i + 1) else {
        return Verdict::Unknown;
    };
    let Some(rest) = value.get(body_start..) else {
        return Verdict::Unknown;
    };
    if rest.len() < 30 || !rest.iter().all(u8::is_ascii_alphanumeric) {
        return Verdict::Unknown;
    }
    let Some((body, sum)) = rest.split_last_chunk::<6>() else {
        return Verdict::Unknown;
    };
    if base62(crc32fast::hash(body)) == *sum {
        Verdict::Valid(Facts::new("checksum valid"))
    } else if looks_typed(body) {
        Verdict::Invalid
    } else {
        Verdict::Mismatch(Facts::new("checksum invalid"))
    }
}

fn base62(mut n: u32) -> [u8; 6] {
    let mut out = [b'0'; 6];
    for slot in out.iter_mut().rev() {
        *slot = BASE62.get((n % 62) as usize).copied().unwrap_or(b'0');
        n /= 62;
    }
    out
}

/// Runs of equal or consecutive characters as in `xxxx…`, `1234…`, `abcd…`.
pub(super) fn looks_typed(body: &[u8]) -> bool {
    let steps = body
        .windows(2)
        .filter(|w| matches!(w, [a, b] if a == b || b.wrapping_sub(*a) == 1))
        .count();
    let mut seen = [false; 256];
    for b in body {
        if let Some(s) = seen.get_mut(usize::from(*b)) {
            *s = true;
        }
    }
    let distinct = seen.iter().filter(|s| **s).count();
    steps * 3 > body.len() || distinct * 4 < body.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(prefix: &str, body: &str) -> String {
        let sum = base62(crc32fast::hash(body.as_bytes()));
        format!("{prefix}{body}{}", std::str::from_utf8(&sum).unwrap())
    }

    #[test]
    fn a_right_checksum_is_valid_and_a_wrong_one_is_a_mismatch() {
        let t = token("ghp_", "kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu");
        assert!(t.ends_with("486wsi"), "{t}");
        assert!(matches!(github(t.as_bytes(), 0), Verdict::Valid(_)));
        let wrong = t.replace("kqW", "kqV");
        assert!(matches!(github(wrong.as_bytes(), 0), Verdict::Mismatch(_)));
    }

    #[test]
    fn typed_fillers_are_invalid() {
        for body in [
            "x".repeat(36),
            "1234567890abcdefghijklmnopqrstuvwxyz".into(),
            "abcabcabcabcabcabcabcabcabcabcabcabc".into(),
        ] {
            assert_eq!(github(format!("ghp_{body}").as_bytes(), 0), Verdict::Invalid, "{body}");
        }
    }
}
