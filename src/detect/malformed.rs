//! Values that begin like a service's token and do not go on like one, or end in a filler: cut short for a document,
//! masked, made up.
//!
//! Only prefixes that one service alone uses, with the length that it documents. Where lengths have grown over the years
//! the upper one is left open, so that a new format is not taken for a mistake.

use crate::finding::Category;
use crate::rule::{How, Rule};

/// What follows a prefix.
#[derive(Clone, Copy)]
enum Of {
    Hex,
    Upper,
    Lower,
    Alnum,
    /// Letters, digits, `_` and `-`.
    Word,
    /// Anything: only the length counts.
    Any,
}

use Of::{Alnum, Any, Hex, Lower, Upper, Word};

/// No documented upper length.
const OPEN: usize = usize::MAX;

/// Prefix, alphabet, least and greatest length of the rest. No prefix is the beginning of another.
const FORMS: &[(&[u8], Of, usize, usize)] = &[
    (b"AGE-SECRET-KEY-1", Upper, 58, 58),
    (b"AIza", Word, 35, 35),
    (b"AKCp", Alnum, 69, 69),
    (b"AKIA", Upper, 16, 16),
    (b"ASIA", Upper, 16, 16),
    (b"ATATT3", Any, 160, OPEN),
    (b"ATBB", Any, 32, 32),
    (b"CCIPAT_", Any, 60, OPEN),
    (b"CFPAT-", Word, 43, 43),
    (b"CLOJARS_", Hex, 60, 60),
    (b"EZAK", Alnum, 54, 54),
    (b"FLWSECK-", Any, 32, OPEN),
    (b"GOCSPX-", Word, 28, 28),
    (b"NRAK-", Upper, 27, 27),
    (b"PMAK-", Any, 59, 59),
    (b"RGAPI-", Any, 36, 36),
    (b"SG.", Any, 66, 66),
    (b"SWMTKN-1-", Any, 76, 76),
    (b"bkua_", Hex, 40, 40),
    (b"dckr_pat_", Word, 27, OPEN),
    (b"dnsimple_a_", Alnum, 32, OPEN),
    (b"dop_v1_", Hex, 64, 64),
    (b"dp.pt.", Any, 40, OPEN),
    (b"dt0c01.", Any, 89, OPEN),
    (b"duffel_live_", Word, 43, 43),
    (b"figd_", Word, 40, OPEN),
    (b"ghp_", Alnum, 36, OPEN),
    (b"gho_", Alnum, 36, OPEN),
    (b"ghu_", Alnum, 36, OPEN),
    (b"github_pat_", Any, 82, 82),
    (b"glpat-", Any, 20, OPEN),
    (b"glsa_", Any, 41, 41),
    (b"gsk_", Alnum, 52, 52),
    (b"hf_", Alnum, 34, 34),
    (b"hvs.", Word, 24, OPEN),
    (b"lin_api_", Alnum, 40, 40),
    (b"npm_", Alnum, 36, 36),
    (b"nvapi-", Word, 64, 64),
    (b"pplx-", Alnum, 48, OPEN),
    (b"pul-", Hex, 40, 40),
    (b"pypi-AgEIcHlwaS5vcmc", Word, 60, OPEN),
    (b"r8_", Alnum, 37, 37),
    (b"rdme_", Lower, 70, 70),
    (b"rubygems_", Hex, 48, 48),
    (b"sbp_", Any, 40, OPEN),
    (b"shpat_", Hex, 32, 32),
    (b"shpca_", Hex, 32, 32),
    (b"shppa_", Hex, 32, 32),
    (b"shpss_", Hex, 32, 32),
    (b"sk-ant-api03-", Word, 80, OPEN),
    (b"sk-or-v1-", Hex, 64, 64),
    (b"sq0atp-", Word, 22, 22),
    (b"sq0csp-", Word, 43, 43),
    (b"tfp_", Any, 50, OPEN),
    (b"tskey-", Any, 24, OPEN),
    (b"xai-", Alnum, 80, 80),
    (b"xapp-", Any, 60, OPEN),
    (b"xkeysib-", Any, 81, 81),
    (b"xoxb-", Any, 40, OPEN),
    (b"xoxp-", Any, 40, OPEN),
];

/// Words that many services begin their keys with; a prefix of these alone belongs to none of them.
const COMMON: [&str; 21] = [
    "access", "api", "app", "auth", "client", "dev", "eyj", "http", "https", "key", "live", "pk", "private", "prod",
    "public", "rk", "sdk", "secret", "sk", "test", "token",
];

/// The prefixes that the rules know: what their patterns begin with, where it ends in a separator and names a service.
#[derive(Debug)]
pub(super) struct Prefixes(Vec<String>);

impl Prefixes {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let of_one_service = |k: &str| {
            k.len() >= 4
                && k.ends_with(['_', '-', '.', ':'])
                && k.split(|c: char| !c.is_ascii_alphanumeric())
                    .any(|w| w.bytes().any(|b| b.is_ascii_alphabetic()) && !COMMON.contains(&w))
        };
        let mut list: Vec<String> = rules
            .iter()
            .filter(|r| matches!(r.how, How::Pattern(_)) && r.category == Category::Secret && r.confidence >= 0.95)
            .flat_map(|r| r.keywords)
            .map(|k| {
                k.trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
                    .to_ascii_lowercase()
            })
            .filter(|k| of_one_service(k))
            .collect();
        list.sort_unstable();
        list.dedup();
        Self(list)
    }

    /// Whether a value begins with one of them.
    pub(super) fn begin(&self, value: &[u8]) -> bool {
        let head = value
            .get(..value.len().min(32))
            .unwrap_or_default()
            .to_ascii_lowercase();
        (4..head.len()).any(|n| {
            head.get(..n)
                .is_some_and(|h| self.0.binary_search_by(|p| p.as_bytes().cmp(h)).is_ok())
        })
    }
}

/// So many equal characters at the end, or three dots, stand for what was left out.
const FILLER: usize = 8;

/// Whether a value has a prefix of the table and not what belongs behind it, or ends in a filler.
pub(super) fn is(value: &[u8]) -> bool {
    if let Some(tail) = value.last_chunk::<FILLER>()
        && (matches!(tail, [a @ (b'x' | b'X' | b'*' | b'#' | b'_'), rest @ ..] if rest.iter().all(|b| b == a))
            || tail.ends_with(b"..."))
    {
        return true;
    }
    let Some((rest, of, least, most)) = FORMS
        .iter()
        .find_map(|(prefix, of, least, most)| Some((value.strip_prefix(*prefix)?, of, least, most)))
    else {
        return false;
    };
    let fits = |b: &u8| match of {
        Hex => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
        Upper => b.is_ascii_uppercase() || b.is_ascii_digit(),
        Lower => b.is_ascii_lowercase() || b.is_ascii_digit(),
        Alnum => b.is_ascii_alphanumeric(),
        Word => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'),
        Any => true,
    };
    !(*least..=*most).contains(&rest.len()) || !rest.iter().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cut_short_or_of_other_letters_are_malformed() {
        let body = "kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu486wsi";
        for right in [
            format!("ghp_{body}"),
            format!("npm_{body}"),
            format!("shpat_{}", "0a1b2c3d".repeat(4)),
        ] {
            assert!(!is(right.as_bytes()), "{right}");
            assert!(is(&right.as_bytes()[..right.len() - 1]), "{right}");
        }
        assert!(is(format!("shpat_{}", "0a1b2c3z".repeat(4)).as_bytes()));
        assert!(is(format!("AKIA{}", "a".repeat(16)).as_bytes()));
        for filler in ["dapixxxxxxxxxxxx", "sk.eyJ1Ijoi...", "LTAI5t************"] {
            assert!(is(filler.as_bytes()), "{filler}");
        }
        for other in ["", "ghx_abc", "sk-whatever", "correct horse battery staple"] {
            assert!(!is(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn prefixes_of_one_service_are_known() {
        let known = Prefixes::new(crate::rule::built_in());
        for begun in ["dp.pt.abc", "PMAK-1234", "bkua_x", "asat_0a1b"] {
            assert!(known.begin(begun.as_bytes()), "{begun}");
        }
        for other in ["", "sk_live_abc", "key-abc", "dp.", "hello-world", "1000.5"] {
            assert!(!known.begin(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn no_prefix_hides_another() {
        for (i, a) in FORMS.iter().enumerate() {
            assert!(a.2 <= a.3, "{}", a.0.escape_ascii());
            for b in FORMS.iter().skip(i + 1) {
                assert!(!b.0.starts_with(a.0) && !a.0.starts_with(b.0), "{}", b.0.escape_ascii());
            }
        }
    }
}
