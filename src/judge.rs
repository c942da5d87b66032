//! From findings to a report: leave out what was asked to be left out, count it, judge the rest.
//!
//! Pure. What a file of the scanned tree leaves out or calls harmless never changes `score_without`.

mod excerpts;

use std::collections::BTreeMap;

use crate::config::Config;
use crate::exposure::{Coverage, assess, score_of};
use crate::finding::Finding;
use crate::report::{Report, RuleInfo, Suppressed};
use crate::rule::RuleSet;
use crate::suppress::Baseline;

/// What a scan gives to be judged.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Every candidate.
    pub findings: Vec<Finding>,
    /// Candidates that a remark in the file allows.
    pub allowed: Vec<Finding>,
    /// What was read and what was not.
    pub coverage: Coverage,
    /// What the user should know besides.
    pub notes: Vec<String>,
    /// Whether the whole repository was scanned with every rule. A part says nothing about the rest of the baseline.
    pub whole: bool,
    /// What stands before the findings' paths, seen from the folder of the configuration: empty, or ending in `/`.
    pub base: String,
    /// What the user named, seen from there; a folder ends in `/`. An exclusion that covers all of it is not meant.
    pub asked: Vec<String>,
}

/// A report, and the findings that the baseline has to keep its entries for.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What is said.
    pub report: Report,
    /// Findings that the baseline covers.
    pub accepted: Vec<Finding>,
}

/// Judges what a scan found under a configuration and a baseline.
#[must_use]
pub fn judge(evidence: Evidence, config: &Config, baseline: Option<&Baseline>, rules: &RuleSet) -> Judged {
    let Evidence {
        mut findings,
        mut allowed,
        coverage,
        mut notes,
        base,
        asked,
        whole,
    } = evidence;
    findings.retain(|f| !config.foreign.out_of_scope(f));
    allowed.retain(|f| !config.foreign.out_of_scope(f));
    let min = config.min_confidence;
    let score_without = score_of(findings.iter().chain(&allowed).filter(|f| f.confidence >= min));
    let seen = |list: &[Finding]| list.iter().filter(|f| f.confidence >= min).count() as u64;
    let mut suppressed = Suppressed {
        inline: seen(&allowed),
        score_without,
        ..Suppressed::default()
    };

    let (kept, by_config): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(|f| {
        config.chosen.keeps(&f.rule, f.category)
            && !excluded(config, &base, &asked, &f.location.path)
            && !config.foreign.covers(f)
    });
    suppressed.config = seen(&by_config);
    let covered = |f: &Finding| baseline.is_some_and(|b| b.covers(f));
    let (accepted, mut kept): (Vec<Finding>, Vec<Finding>) = kept.into_iter().partition(covered);
    suppressed.baseline = seen(&accepted);
    if let Some(b) = baseline.filter(|_| whole) {
        let live = || accepted.iter().chain(&kept).chain(&by_config).chain(&allowed);
        let unused = b.unused(live()).len();
        if unused > 0 {
            let (noun, verb) = if unused == 1 {
                ("entry", "matches")
            } else {
                ("entries", "match")
            };
            notes.push(format!(
                "{unused} {noun} of the baseline {verb} nothing any more: spillage baseline --prune"
            ));
        }
    }
    excerpts::mask(&mut kept, [&accepted[..], &by_config, &allowed]);
    for f in &mut kept {
        if let Some(severity) = config.severity.get(f.rule.as_ref()) {
            f.severity = *severity;
        }
    }
    kept.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let exposure = assess(&kept, &coverage, min);
    kept.retain(|f| f.confidence >= min);
    let words = words(&kept, rules);
    let report = Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        exposure,
        coverage,
        findings: kept,
        access: Vec::new(),
        comparison: None,
        rules: words,
        suppressed,
        config: config.file.clone(),
        notes,
    };
    Judged { report, accepted }
}

/// Whether the configuration leaves a path out.
fn excluded(config: &Config, base: &str, asked: &[String], path: &str) -> bool {
    if config.excludes.is_empty() {
        return false;
    }
    let full = format!("{base}{path}");
    let covers = |a: &&String| full == **a || ((a.is_empty() || a.ends_with('/')) && full.starts_with(a.as_str()));
    let named: Vec<&String> = asked.iter().filter(covers).collect();
    config
        .excludes
        .iter()
        .any(|e| e.matches(&full) && !named.iter().any(|n| e.matches(n)))
}

/// What the rules of these findings say.
fn words(findings: &[Finding], rules: &RuleSet) -> BTreeMap<String, RuleInfo> {
    let mut out = BTreeMap::new();
    for f in findings {
        let Some(rule) = rules.get(&f.rule).filter(|_| !out.contains_key(f.rule.as_ref())) else {
            continue;
        };
        let info = RuleInfo {
            title: rule.title.get().to_owned(),
            why: rule.why.get().to_owned(),
            fix: rule.fix.get().to_owned(),
            references: rule.references.iter().map(|r| (*r).to_owned()).collect(),
        };
        out.insert(f.rule.to_string(), info);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;
    use crate::finding::Severity;
    use crate::report::sample::finding;

    fn evidence() -> Evidence {
        let mut weak = finding("weak", Severity::Low, "perhaps-a-password-1", "w.txt", 1);
        weak.confidence = 0.3;
        Evidence {
            findings: vec![
                finding(
                    "cloud-key",
                    Severity::Critical,
                    "Zq8vT2mKx0Lr7YbN4cWd9HsJ",
                    "config/prod.env",
                    3,
                ),
                finding("password", Severity::High, "correct-horse-battery", "vendor/x.txt", 1),
                finding("other", Severity::Low, "some-other-value-here", "o.txt", 1),
                weak,
            ],
            allowed: vec![finding("password", Severity::High, "an-allowed-password-9", "t.txt", 1)],
            coverage: Coverage {
                files: 4,
                ratio: 1.0,
                ..Coverage::default()
            },
            ..Evidence::default()
        }
    }

    fn config(text: &str) -> Config {
        Config::from_text("c", text).unwrap()
    }

    #[test]
    fn what_is_left_out_is_counted_and_scored() {
        let plain = judge(evidence(), &Config::default(), None, &RuleSet::built_in()).report;
        assert_eq!(plain.findings.len(), 3);
        let c =
            config("ignore = [\"other\"]\nexclude = [\"vendor/\", \"config/\"]\n[severity]\n\"cloud-key\" = \"info\"");
        let r = judge(evidence(), &c, None, &RuleSet::built_in()).report;
        assert_eq!((r.findings.len(), r.suppressed.config, r.suppressed.inline), (0, 3, 1));
        assert_eq!(r.exposure.score, 0);
        assert_eq!(r.suppressed.score_without, plain.suppressed.score_without);
        assert!(r.suppressed.score_without >= plain.exposure.score && plain.exposure.score > 0);
    }

    #[test]
    fn exclusions_hold_below_the_configuration_but_not_for_what_was_named() {
        let count = |base: &str, asked: &str, text: &str| {
            let e = Evidence {
                base: base.into(),
                asked: vec![asked.into()],
                ..evidence()
            };
            judge(e, &config(text), None, &RuleSet::built_in())
                .report
                .findings
                .len()
        };
        assert_eq!(count("sub/", "sub/", "exclude = [\"sub/config/\"]"), 2);
        assert_eq!(count("sub/", "sub/", "exclude = [\"sub/\"]"), 3);
        assert_eq!(count("", "", "exclude = [\"config/\"]"), 2);
        assert_eq!(
            count("", "config/prod.env", "exclude = [\"config/\"]"),
            3,
            "a file that was named"
        );
        assert_eq!(
            count("", "config/prod", "exclude = [\"config/\"]"),
            2,
            "not a part of its name"
        );
    }

    #[test]
    fn a_baseline_covers_and_tells_what_it_no_longer_needs() {
        let mut b = Baseline::for_key(&crate::suppress::Key::public());
        b.add(&evidence().findings[..2]);
        b.add([&finding("gone", Severity::Low, "a-value-that-is-gone-now", "g.txt", 1)]);
        let e = Evidence {
            whole: true,
            ..evidence()
        };
        let judged = judge(e, &Config::default(), Some(&b), &RuleSet::built_in());
        assert_eq!(
            (
                judged.report.findings.len(),
                judged.report.suppressed.baseline,
                judged.accepted.len()
            ),
            (1, 2, 2)
        );
        assert!(judged.report.notes[0].starts_with("1 entry of the baseline matches nothing"));
    }

    #[test]
    fn severities_and_confidence_as_configured() {
        let c = config("[severity]\n\"password\" = \"info\"");
        let c = c
            .with(Overrides {
                min_confidence: Some(0.2),
                ..Overrides::default()
            })
            .unwrap();
        let r = judge(evidence(), &c, None, &RuleSet::built_in()).report;
        assert_eq!(r.findings.len(), 4);
        let p = r.findings.iter().find(|f| f.rule == "password").unwrap();
        assert_eq!(p.severity, Severity::Info);
    }
}
