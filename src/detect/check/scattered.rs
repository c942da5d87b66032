//! Tells random letters and digits from identifiers: `getUserById2` has its digits together at the end, a key drawn
//! from letters and digits has them all over. For rules whose tokens have no prefix to know them by.

use super::Verdict;
use super::crc::looks_typed;

/// Letters and digits both occur, the digits not only as one run at the end, and nothing of it was typed. Says nothing
/// for a value that passes: a random-looking value is what the rule asked for, not evidence.
pub(super) fn check(value: &[u8], _now: i64) -> Verdict {
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    let runs = value.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let runs = runs.filter(|r| r.first().is_some_and(u8::is_ascii_digit)).count();
    let at_end = value.last().is_some_and(u8::is_ascii_digit);
    if letters && (runs >= 2 || (runs == 1 && !at_end)) && !looks_typed(value) {
        Verdict::Unknown
    } else {
        Verdict::Invalid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_fillers_are_not_scattered() {
        for name in [
            "getConfigurationForUserName",
            "defaultAuthenticationHandler2",
            "20240131",
            "abcdefghij0klmnopqrst",
            "",
        ] {
            assert_eq!(check(name.as_bytes(), 0), Verdict::Invalid, "{name}");
        }
    }

    #[test]
    fn random_keys_are() {
        for key in ["k3vQ9xTzLm2pWc8dRb5y", "q7n2x0vkd8sl4wmzjt1e", "Zr4TqLmWxPcVbNdKsHgJ"] {
            assert_eq!(check(key.as_bytes(), 0), Verdict::Unknown, "{key}");
        }
    }
}
