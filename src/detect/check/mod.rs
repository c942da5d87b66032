//! Structural checks: what a value says about itself without asking anybody.
//!
//! A rule names them in `checks`; [`by_name`] is the one table. Each family has its own file. Checks are pure: the
//! clock is an argument, and a value that cannot be decoded is a verdict, never a panic.

mod aws;
mod azure;
mod base58;
mod bech32;
mod chosen;
mod crc;
mod digits;
mod encoding;
mod http;
mod jwt;
mod nkey;
mod pem;
mod scattered;
mod strong;

pub(crate) use chosen::likely;
pub(crate) use strong::strong;

/// What a check established.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    /// The structure holds; it hardly does by chance where there is a checksum.
    Valid(Facts),
    /// The shape is right, but something that a real one would have is missing: unlikely, not impossible.
    Doubtful(Facts),
    /// The shape is right and its checksum is not: nobody issued it as it stands.
    Mismatch(Facts),
    /// No real value looks like this.
    Invalid,
    /// Nothing could be established.
    Unknown,
}

/// What is worth telling about a value, without the value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Facts {
    /// Short lines for the report.
    pub(crate) evidence: Vec<String>,
    /// Multiplies what the rule says a match opens: expired, test mode, behind a passphrase.
    pub(crate) impact: f64,
}

impl Facts {
    fn new(evidence: impl Into<String>) -> Self {
        Self {
            evidence: vec![evidence.into()],
            impact: 1.0,
        }
    }

    fn none() -> Self {
        Self {
            evidence: Vec::new(),
            impact: 1.0,
        }
    }

    fn and(mut self, evidence: impl Into<String>) -> Self {
        self.evidence.push(evidence.into());
        self
    }

    fn opens(mut self, factor: f64) -> Self {
        self.impact *= factor;
        self
    }
}

/// A check: the value and the time in seconds since 1970 (0: not known, nothing is called expired).
pub(crate) type Check = fn(value: &[u8], now: i64) -> Verdict;

/// Every check by the name that rules use, sorted.
const CHECKS: &[(&str, Check)] = &[
    ("aws-account", aws::account),
    ("azure-sas", azure::sas),
    ("base58check", base58::check),
    ("base64", encoding::base64),
    ("base64url", encoding::base64url),
    ("basic-auth", http::basic),
    ("bech32", bech32::check),
    ("bitlocker", digits::bitlocker),
    ("chosen", chosen::check),
    ("github-crc", crc::github),
    ("hex", encoding::hex),
    ("jwt", jwt::check),
    ("luhn", digits::luhn),
    ("mixed", encoding::mixed),
    ("nkey-seed", nkey::seed),
    ("private-key", pem::check),
    ("scattered", scattered::check),
    ("stellar-seed", nkey::stellar),
    ("strong", strong::check),
];

/// The check of this name.
pub(crate) fn by_name(name: &str) -> Option<Check> {
    CHECKS
        .binary_search_by(|(n, _)| n.cmp(&name))
        .ok()
        .and_then(|i| CHECKS.get(i))
        .map(|(_, c)| *c)
}

/// `2027-01-31`, for evidence.
fn date(seconds: i64) -> Option<String> {
    jiff::Timestamp::from_second(seconds)
        .ok()
        .map(|t| t.strftime("%Y-%m-%d").to_string())
}

/// Notes when a value ends to be of use: the date, and that it is over where the time is known.
fn expiry(facts: Facts, at: i64, now: i64) -> Facts {
    let Some(day) = date(at) else { return facts };
    if now > 0 && at < now {
        facts.and(format!("expired {day}")).opens(0.1)
    } else {
        facts.and(format!("expires {day}"))
    }
}

/// Text of the scanned tree, made fit for a line of evidence.
fn quoted(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(CHECKS.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(CHECKS.iter().all(|(n, _)| by_name(n).is_some()));
        assert!(by_name("no-such-check").is_none());
    }

    #[test]
    fn every_check_survives_anything() {
        let mut junk: Vec<Vec<u8>> = vec![
            Vec::new(),
            vec![0],
            vec![0xff; 70],
            b"....".to_vec(),
            b"eyJ.eyJ.".to_vec(),
            vec![b'1'; 4000],
        ];
        junk.extend((0u8..=255).map(|b| vec![b, b'_', b.wrapping_mul(7), b'.', b'=', b'A']));
        for (_, check) in CHECKS {
            for j in &junk {
                let _ = check(j, 1_800_000_000);
            }
        }
    }

    #[test]
    fn the_time_decides_between_expires_and_expired() {
        let f = expiry(Facts::none(), 1_700_000_000, 0);
        assert_eq!(f.evidence, ["expires 2023-11-14"]);
        let f = expiry(Facts::none(), 1_700_000_000, 1_800_000_000);
        assert_eq!((f.evidence, f.impact), (vec!["expired 2023-11-14".to_owned()], 0.1));
    }
}
