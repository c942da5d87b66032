//! What an imported finding weighs: a table over words in the names of rules.
//!
//! Names of rules differ from tool to tool, and so does what "high" means; the words in them (`aws`, `private`, `generic`)
//! hardly do. The confidences are the tools' own words in numbers, not measured like those of this program's rules.

use super::{Claim, State};
use crate::finding::Severity::{self, Critical, High, Low, Medium};

/// Severity, impact and confidence of a finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grade {
    pub(super) severity: Severity,
    pub(super) impact: f64,
    pub(super) confidence: f64,
}

/// The first row one of whose words is a part of the rule's name decides: severity, impact, confidence where the tool gives
/// none.
const ROWS: &[(&[&str], Severity, f64, f64)] = &[
    (&["publishable", "public", "sentry-dsn"], Low, 0.05, 0.6),
    (
        &["private", "kubeconfig", "keystore", "wallet", "ssh"],
        Critical,
        0.9,
        0.8,
    ),
    (
        &["generic", "entropy", "keyword", "password-in", "nonspecific"],
        Medium,
        0.5,
        0.5,
    ),
    (
        &[
            "aws",
            "amazon",
            "gcp",
            "google-cloud",
            "service-account",
            "azure",
            "alibaba",
            "digitalocean",
            "vault",
        ],
        Critical,
        0.9,
        0.7,
    ),
    (
        &[
            "postgres",
            "mysql",
            "mongo",
            "redis",
            "jdbc",
            "database",
            "credential-uri",
            "uri",
            "basic-auth",
        ],
        High,
        0.8,
        0.6,
    ),
    (
        &["npm", "pypi", "rubygems", "nuget", "cargo", "docker", "artifactory"],
        High,
        0.8,
        0.7,
    ),
    (&["jwt", "json-web-token", "bearer"], Medium, 0.4, 0.5),
];

/// Everything else: a token of some service.
const OTHERS: (Severity, f64, f64) = (High, 0.6, 0.7);

/// Severity, impact and confidence that a rule of this name usually has.
pub(crate) fn usual(rule: &str) -> (Severity, f64, f64) {
    let name = super::id(rule);
    let has = |word: &&str| {
        let plain = word.replace('-', "");
        word.contains('-') && (name.contains(*word) || name.contains(&plain))
            || name.split(['-', '.', '_']).any(|part| part.starts_with(*word))
    };
    ROWS.iter()
        .find(|(words, ..)| words.iter().any(has))
        .map_or(OTHERS, |(_, s, i, c)| (*s, *i, *c))
}

pub(super) fn of(claim: &Claim<'_>) -> Grade {
    let (mut severity, mut impact, usual) = usual(claim.rule);
    // What the tool says of the severity goes before the table, and moves the impact where they differ.
    if let Some(said) = claim.severity {
        if said < severity {
            impact = f64::min(impact, usual_impact(said));
        } else if said > severity {
            impact = f64::max(impact, usual_impact(said));
        }
        severity = said;
    }
    let mut confidence = claim.confidence.unwrap_or(usual).clamp(0.0, 1.0);
    match claim.state {
        State::Live => confidence = 0.99,
        State::Dead => {
            impact *= 0.1;
            severity = severity.min(Low);
        }
        State::NotAsked => {}
    }
    Grade {
        severity,
        impact,
        confidence,
    }
}

fn usual_impact(severity: Severity) -> f64 {
    match severity {
        Critical => 0.9,
        High => 0.6,
        Medium => 0.4,
        Low => 0.1,
        Severity::Info => 0.05,
    }
}

/// `high`, `medium`, `low` as tools say it of their confidence.
pub(crate) fn word(confidence: &str) -> Option<f64> {
    match confidence.to_ascii_lowercase().as_str() {
        "high" => Some(0.85),
        "medium" => Some(0.6),
        "low" => Some(0.3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(rule: &str) -> Grade {
        of(&Claim {
            rule,
            ..Claim::default()
        })
    }

    #[test]
    fn names_of_every_tool_fall_into_the_same_row() {
        for (rules, severity) in [
            (
                &[
                    "aws-access-token",
                    "AWS",
                    "betterleaks.aws-access-token",
                    "AWS Access Key",
                ][..],
                Critical,
            ),
            (&["private-key", "PrivateKey", "Private Key"], Critical),
            (
                &["generic-api-key", "Hex High Entropy String", "Secret Keyword"],
                Medium,
            ),
            (&["postgres", "Basic Auth Credentials"], High),
            (&["github-pat", "Github", "slack-bot-token", "GitHub Token"], High),
            (&["jwt", "JSON Web Token"], Medium),
        ] {
            for rule in rules {
                assert_eq!(graded(rule).severity, severity, "{rule}");
            }
        }
    }

    #[test]
    fn what_the_service_said_counts() {
        let with = |state| {
            of(&Claim {
                rule: "aws-access-token",
                state,
                confidence: Some(0.3),
                ..Claim::default()
            })
        };
        assert_eq!(with(State::Live).confidence, 0.99);
        assert!(with(State::Dead).impact < 0.1 && with(State::Dead).severity == Low);
    }
}
