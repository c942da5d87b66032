//! JSON Web Tokens: header and payload are plain base 64, so a token says who issued it and until when.

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use super::{Facts, Verdict, expiry, quoted};

/// The longest part that is decoded.
const LONGEST: usize = 16 * 1024;

/// Decodes header and payload of `header.payload.signature` (or the header of the five parts of an encrypted token).
pub(super) fn check(value: &[u8], now: i64) -> Verdict {
    let mut parts = value.split(|b| *b == b'.');
    let Some(header) = parts.next().and_then(json) else {
        return Verdict::Invalid;
    };
    let Some(alg) = header.get("alg").and_then(Value::as_str) else {
        return Verdict::Invalid;
    };
    let Some(payload) = parts.next() else {
        return Verdict::Invalid;
    };
    let facts = Facts::new(format!("algorithm {}", quoted(alg)));
    if header.get("enc").is_some() {
        return Verdict::Valid(facts.and("encrypted token"));
    }
    let Some(claims) = json(payload) else {
        return Verdict::Doubtful(facts.and("claims cannot be read"));
    };
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    // The sample that jwt.io shows; it stands in thousands of tests.
    if matches!(text("sub"), Some("1234567890")) && matches!(text("name"), Some("John Doe")) {
        return Verdict::Invalid;
    }
    // The keys that every local Supabase comes with.
    if matches!(text("iss"), Some("supabase-demo")) {
        return Verdict::Invalid;
    }
    let mut facts = facts;
    if let Some(iss) = text("iss").filter(|s| !s.is_empty()) {
        facts = facts.and(format!("issuer {}", quoted(iss)));
    }
    if matches!(text("role"), Some("anon")) {
        facts = facts.and("anonymous role, meant to be public").opens(0.1);
    }
    if alg.eq_ignore_ascii_case("none") {
        facts = facts.and("not signed").opens(0.2);
    }
    match claims
        .get("exp")
        .and_then(|e| e.as_i64().or_else(|| e.as_f64().map(|f| f as i64)))
    {
        Some(at) => facts = expiry(facts, at, now),
        None => facts = facts.and("does not expire"),
    }
    Verdict::Valid(facts)
}

fn json(part: &[u8]) -> Option<Value> {
    let unpadded = part
        .strip_suffix(b"==")
        .or_else(|| part.strip_suffix(b"="))
        .unwrap_or(part);
    if unpadded.len() > LONGEST {
        return None;
    }
    let bytes = BASE64URL_NOPAD.decode(unpadded).ok()?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, payload: &str) -> Vec<u8> {
        format!(
            "{}.{}.c2ln",
            BASE64URL_NOPAD.encode(header.as_bytes()),
            BASE64URL_NOPAD.encode(payload.as_bytes())
        )
        .into_bytes()
    }

    #[test]
    fn claims_become_evidence() {
        let t = token(
            r#"{"alg":"HS256"}"#,
            r#"{"iss":"https://id.example.org","exp":1900000000}"#,
        );
        let Verdict::Valid(f) = check(&t, 1_800_000_000) else {
            panic!()
        };
        assert_eq!(
            f.evidence,
            ["algorithm HS256", "issuer https://id.example.org", "expires 2030-03-17"]
        );
        assert!((f.impact - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn an_old_token_opens_less_and_the_sample_nothing() {
        let t = token(r#"{"alg":"HS256"}"#, r#"{"exp":1500000000}"#);
        let Verdict::Valid(f) = check(&t, 1_800_000_000) else {
            panic!()
        };
        assert!(f.impact < 0.2);
        let sample = token(
            r#"{"alg":"HS256","typ":"JWT"}"#,
            r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#,
        );
        assert_eq!(check(&sample, 0), Verdict::Invalid);
    }

    #[test]
    fn what_is_not_json_is_no_token() {
        assert_eq!(check(b"eyJhbGciOi.x.y", 0), Verdict::Invalid);
        assert!(matches!(
            check(
                &[BASE64URL_NOPAD.encode(b"{\"alg\":\"HS256\"}").as_bytes(), b".eyJ0.x"].concat(),
                0
            ),
            Verdict::Doubtful(_)
        ));
    }
}
