//! AWS access key ids: base 32, and since about 2019 the account's number is inside.

use super::crc::looks_typed;
use super::{Facts, Verdict};

/// Reads the account out of an `AKIA…`, `ASIA…` or similar id.
pub(super) fn account(value: &[u8], _now: i64) -> Verdict {
    let Some(body) = value.get(4..) else {
        return Verdict::Invalid;
    };
    if body.ends_with(b"EXAMPLE") || looks_typed(body) {
        return Verdict::Invalid;
    }
    let mut bits: u64 = 0;
    for b in body.iter().take(12) {
        let five = match b {
            b'A'..=b'Z' => b - b'A',
            b'2'..=b'7' => b - b'2' + 26,
            // The digits 0, 1, 8 and 9 are no base 32: AWS never issued it.
            _ => return Verdict::Doubtful(Facts::new("not base 32")),
        };
        bits = bits << 5 | u64::from(five);
    }
    if body.len() < 12 {
        return Verdict::Unknown;
    }
    // 60 bits read: the first of them marks the newer form, the next 40 are the account.
    if bits >> 59 & 1 == 0 {
        return Verdict::Unknown;
    }
    let account = bits >> 19 & 0xff_ffff_ffff;
    if account >= 1_000_000_000_000 {
        return Verdict::Doubtful(Facts::new("account number out of range"));
    }
    Verdict::Valid(Facts::new(format!("account {account:012}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_read() {
        // The id that AWS's own write-ups of the encoding decode.
        let id = ["ASIAQNZGKIQ", "Y56JQ7WML"].concat();
        assert_eq!(
            account(id.as_bytes(), 0),
            Verdict::Valid(Facts::new("account 029608264753"))
        );
    }

    #[test]
    fn documentation_values_are_invalid_and_old_ids_say_nothing() {
        assert_eq!(
            account(["AKIAIOSFODNN7", "EXAMPLE"].concat().as_bytes(), 0),
            Verdict::Invalid
        );
        assert_eq!(
            account(["AKIAJ5QD", "UBX3KWVRZMTC"].concat().as_bytes(), 0),
            Verdict::Unknown
        );
        assert!(matches!(
            account(["AKIAQ0QD", "UBX3KWVRZMTC"].concat().as_bytes(), 0),
            Verdict::Doubtful(_)
        ));
    }
}
