//! Azure shared access signatures: a query string that says what it opens and until when.

use super::{Facts, Verdict, expiry, quoted};

/// Reads permissions and expiry out of `…se=2027-01-01T00%3A00%3A00Z&…&sig=…` (storage) or `…&se=1790000000&…` (bus).
pub(super) fn sas(value: &[u8], now: i64) -> Verdict {
    let Ok(text) = std::str::from_utf8(value) else {
        return Verdict::Unknown;
    };
    let field = |name: &str| {
        text.split(['?', '&', ' ', ';']).find_map(|p| {
            p.strip_prefix("amp;")
                .unwrap_or(p)
                .strip_prefix(name)?
                .strip_prefix('=')
        })
    };
    let mut facts = Facts::none();
    if let Some(p) = field("sp").filter(|p| p.len() <= 16 && p.bytes().all(|b| b.is_ascii_lowercase())) {
        facts = facts.and(format!("permissions {}", quoted(p)));
    }
    let Some(end) = field("se") else {
        return if facts.evidence.is_empty() {
            Verdict::Unknown
        } else {
            Verdict::Valid(facts)
        };
    };
    let at = match end.parse::<i64>() {
        Ok(seconds) => Some(seconds),
        Err(_) => iso_day(end),
    };
    match at {
        Some(at) => Verdict::Valid(expiry(facts, at, now)),
        None => Verdict::Unknown,
    }
}

/// Seconds of the end of the day `YYYY-MM-DD…`.
fn iso_day(text: &str) -> Option<i64> {
    let day: jiff::civil::Date = text.get(..10)?.parse().ok()?;
    let midnight = day
        .tomorrow()
        .ok()?
        .at(0, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .ok()?;
    Some(midnight.timestamp().as_second() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_and_permissions_are_read() {
        let v = sas(b"sv=2022-11-02&sp=rwdl&se=2027-03-01T10%3A00%3A00Z&sig=abc", 0);
        assert_eq!(
            v,
            Verdict::Valid(Facts::new("permissions rwdl").and("expires 2027-03-01"))
        );
        let Verdict::Valid(f) = sas(b"SharedAccessSignature sr=x&sig=abc&se=1600000000&skn=n", 1_800_000_000) else {
            panic!()
        };
        assert_eq!((f.evidence, f.impact), (vec!["expired 2020-09-13".to_owned()], 0.1));
    }
}
