//! Whether a password is one that somebody chose to keep others out, rather than a word that stands for one.
//!
//! For rules whose surroundings are clear but whose value may be anything: a weak value is left to the recogniser of
//! assigned credentials, which weighs the whole context.

use super::Verdict;
use crate::detect::classify::words;

/// What placeholders and test data are made of.
const WORDS: [&[u8]; 22] = [
    b"pass", b"secret", b"test", b"admin", b"user", b"example", b"sample", b"demo", b"dummy", b"change", b"qwerty",
    b"root", b"guest", b"your", b"xxx", b"todo", b"value", b"param", b"config", b"environ", b"getenv", b"none",
];

/// Six characters and more of two kinds at least, or words joined, none of the usual ones, and not the shape of an
/// expression.
pub(super) fn check(value: &[u8], _now: i64) -> Verdict {
    if strong(value) {
        Verdict::Unknown
    } else {
        Verdict::Invalid
    }
}

/// What the check asks.
pub(crate) fn strong(value: &[u8]) -> bool {
    let expression = |b: &u8| matches!(b, b'(' | b'[' | b'{' | b'<' | b',' | b'\\' | b' ' | 0x80..);
    if value.iter().any(expression) {
        return false;
    }
    let kinds = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit]
        .iter()
        .filter(|kind| value.iter().any(kind))
        .count()
        + usize::from(value.iter().any(|b| !b.is_ascii_alphanumeric()));
    let path = || {
        value
            .iter()
            .all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'.' | b'-'))
    };
    let varied = value.len() >= 6 && kinds >= 2 && !path();
    (varied || joined(value)) && {
        let lower = value.to_ascii_lowercase();
        !WORDS.iter().any(|w| lower.windows(w.len()).any(|x| x == *w))
    }
}

/// Small letters of more than one word: a single word is more often a name in code.
fn joined(value: &[u8]) -> bool {
    value.len() >= 9
        && value.iter().all(u8::is_ascii_lowercase)
        && (words::content(value).longest as usize) < value.len() - 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_told_from_what_stands_for_them() {
        for good in [
            "k7Qp3mW9xT",
            "Summer2019!",
            "harbor12345",
            "p9f3c2e81d7b",
            "tigerlantern",
            "lenarostock",
        ] {
            assert_eq!(check(good.as_bytes(), 0), Verdict::Unknown, "{good}");
        }
        for bad in [
            "bar",
            "gorm",
            "Password!",
            "admin123",
            "password,",
            "db_password",
            "os.environ['X1']",
            "用户密码",
            "test1234",
            "something",
            "connection",
            "my-database",
        ] {
            assert_eq!(check(bad.as_bytes(), 0), Verdict::Invalid, "{bad}");
        }
    }
}
