//! Luhn's check digit, for numbers that carry one.

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
    if count > 1 && sum > 0 && sum % 10 == 0 {
        Verdict::Valid(Facts::new("check digit valid"))
    } else {
        Verdict::Invalid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_test_number() {
        assert!(matches!(luhn(b"4111 1111 1111 1111", 0), Verdict::Valid(_)));
        assert_eq!(luhn(b"4111111111111112", 0), Verdict::Invalid);
        assert_eq!(luhn(b"0000000000000000", 0), Verdict::Invalid);
    }
}
