//! Numbers that carry their own check: Luhn's digit, BitLocker's multiples of eleven.

use super::{Facts, Verdict};

/// Digits with a right check digit; separators are passed over.
pub(super) fn luhn(value: &[u8], _now: i64) -> Verdict {
    let mut sum = 0u32;
    let mut count = 0u32;
    for b in value.iter().rev().filter(|b| !matches!(b, b' ' | b'-')) {
        if !b.is_ascii_digit() {
            return Verdict::Invalid;
        }
        let d = u32::from(b - b'0');
        sum += match (count % 2 == 1, d * 2) {
            (false, _) => d,
            (true, twice) if twice > 9 => twice - 9,
            (true, twice) => twice,
        };
        count += 1;
    }
    if count > 1 && sum > 0 && sum.is_multiple_of(10) {
        Verdict::Valid(Facts::new("check digit valid"))
    } else {
        Verdict::Invalid
    }
}

/// Eight groups of six digits, each a multiple of eleven that fits sixteen bits when divided.
pub(super) fn bitlocker(value: &[u8], _now: i64) -> Verdict {
    let group = |g: &[u8]| std::str::from_utf8(g).ok().and_then(|t| t.parse::<u32>().ok());
    let right = |n: u32| n.is_multiple_of(11) && n < 11 << 16;
    let groups = value.split(|b| *b == b'-');
    if groups.clone().count() == 8
        && groups.clone().all(|g| group(g).is_some_and(right))
        && groups.clone().any(|g| group(g) != Some(0))
    {
        Verdict::Valid(Facts::new("check digits valid"))
    } else {
        Verdict::Invalid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_keys_are_multiples_of_eleven() {
        let key = |n: u32| {
            (0..8)
                .map(|i| format!("{:06}", (n + i * 977) * 11))
                .collect::<Vec<_>>()
                .join("-")
        };
        assert!(matches!(bitlocker(key(4321).as_bytes(), 0), Verdict::Valid(_)));
        assert_eq!(
            bitlocker(key(4321).replacen('4', "5", 1).as_bytes(), 0),
            Verdict::Invalid
        );
        assert_eq!(
            bitlocker(b"000000-000000-000000-000000-000000-000000-000000-000000", 0),
            Verdict::Invalid
        );
    }

    #[test]
    fn the_usual_test_number() {
        assert!(matches!(luhn(b"4111 1111 1111 1111", 0), Verdict::Valid(_)));
        assert_eq!(luhn(b"4111111111111112", 0), Verdict::Invalid);
        assert_eq!(luhn(b"0000000000000000", 0), Verdict::Invalid);
    }
}
