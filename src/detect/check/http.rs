//! HTTP Basic credentials: `user:password` in base 64, so the password can be looked at.

use data_encoding::{BASE64, BASE64_NOPAD};

use super::{Facts, Verdict, quoted};

/// What tutorials and tests put there instead of a password.
const FILLERS: [&str; 12] = [
    "",
    "password",
    "pass",
    "passwd",
    "pwd",
    "secret",
    "token",
    "test",
    "foo",
    "bar",
    "sesame",
    "x-oauth-basic",
];

/// Decodes to printable text with a colon whose right side is not a filler.
pub(super) fn basic(value: &[u8], _now: i64) -> Verdict {
    let Ok(bytes) = BASE64.decode(value).or_else(|_| BASE64_NOPAD.decode(value)) else {
        return Verdict::Invalid;
    };
    let Some((user, pass)) = std::str::from_utf8(&bytes).ok().and_then(|t| t.split_once(':')) else {
        return Verdict::Invalid;
    };
    if bytes.iter().any(u8::is_ascii_control) {
        return Verdict::Invalid;
    }
    // A key as user name and nothing behind it is how Stripe and others are called.
    let filler = FILLERS.contains(&pass.to_ascii_lowercase().as_str());
    if filler && (user.len() < 20 || user == pass) || pass.starts_with(['$', '<', '{', '%']) {
        return Verdict::Invalid;
    }
    let who = if user.len() < 20 {
        format!("user {}", quoted(user))
    } else {
        "decodes to user and password".to_owned()
    };
    Verdict::Valid(Facts::new(who))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_are_told_from_anything_else() {
        let v = |s: &str| basic(BASE64.encode(s.as_bytes()).as_bytes(), 0);
        assert_eq!(
            v(&["deploy:", "k7Qp3mW9"].concat()),
            Verdict::Valid(Facts::new("user deploy"))
        );
        for bad in ["user:password", "no colon here", "a:\u{1}b", "me:${PASS}", ":"] {
            assert_eq!(v(bad), Verdict::Invalid, "{bad}");
        }
        assert_eq!(basic(b"credentials", 0), Verdict::Invalid);
    }
}
