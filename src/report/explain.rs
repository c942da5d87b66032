//! Where the score comes from, line by line, so that anybody can add it up again.

use super::Report;
use super::text::{escape, shorten, shorten_middle};
use crate::exposure::{FLOOR_REACH, category_weight, contributions, floor};
use crate::finding::{Category, Finding};

/// The lines of the explanation, at most `width` columns wide; `most` assets.
pub(super) fn lines(report: &Report, width: usize, most: usize) -> Vec<String> {
    let assets = contributions(&report.findings);
    let mut out = vec![
        "An asset is a value, however many places hold it. Its share is p·I·R·d: confidence, impact, reach, decay."
            .to_owned(),
        String::new(),
        format!(
            "{:>6}  {:>5} {:>5} {:>5} {:>5}  {:<8} {:>6}  asset",
            "share", "p", "I", "R", "d", "category", "places"
        ),
    ];
    for a in assets.iter().take(most) {
        let places = report
            .findings
            .iter()
            .filter(|f| f.category == a.category && f.fingerprint.0 == a.fingerprint);
        let first = places
            .min_by(|x, y| x.sort_key().cmp(&y.sort_key()))
            .map_or_else(String::new, at);
        let room = width.saturating_sub(50).max(20);
        let what = format!("{} {}", escape(&a.rule), first);
        out.push(format!(
            "{:>6.4}  {:>5.3} {:>5.3} {:>5.3} {:>5.3}  {:<8} {:>6}  {}",
            a.c,
            a.p,
            a.i,
            a.r,
            a.d,
            a.category.name(),
            a.places,
            shorten_middle(&what, room)
        ));
    }
    if assets.len() > most {
        out.push(format!("and {} weaker assets (-v shows them)", assets.len() - most));
    }
    out.push(String::new());
    let mut kept = 1.0;
    for category in Category::ALL {
        let e = 1.0
            - assets
                .iter()
                .filter(|a| a.category == category)
                .fold(1.0, |k, a| k * (1.0 - a.c));
        let w = category_weight(category);
        kept *= 1.0 - w * e;
        if e > 0.0 {
            out.push(format!(
                "{:<8}  E = 1 − Π(1 − share) = {e:.4}, weight {w:.2}",
                category.name()
            ));
        }
    }
    let sum = 100.0 * (1.0 - kept);
    out.push(format!("together  100·(1 − Π(1 − weight·E)) = {sum:.1}"));
    let strongest = report
        .findings
        .iter()
        .filter(|f| f.confidence >= 0.8 && f.reach >= FLOOR_REACH)
        .max_by(|a, b| {
            floor(a.severity)
                .total_cmp(&floor(b.severity))
                .then(b.sort_key().cmp(&a.sort_key()))
        });
    if let Some(f) = strongest {
        let line = format!(
            "floor     {:.0}, the lower edge of severity {} ({} {}, confidence {:.2})",
            100.0 * floor(f.severity),
            f.severity,
            escape(&f.rule),
            at(f),
            f.confidence
        );
        out.push(shorten(&line, width).into_owned());
    }
    out.push(format!("score     {}, the larger of the two", report.exposure.score));
    out
}

fn at(f: &Finding) -> String {
    let path = escape(&f.location.path);
    if f.location.line == 0 {
        path.into_owned()
    } else {
        format!("{path}:{}", f.location.line)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::exposure::{Coverage, assess};

    #[test]
    fn adds_up_to_the_score() {
        let mut report = sample::report();
        report.exposure = assess(
            &report.findings,
            &Coverage {
                ratio: 1.0,
                ..Coverage::default()
            },
            0.5,
        );
        let text = lines(&report, 100, 10).join("\n");
        assert!(text.contains("cloud-key config/prod.env:3"), "{text}");
        assert!(text.contains(&format!("score     {}", report.exposure.score)), "{text}");
        let number = |prefix: &str, at: &str| -> f64 {
            let line = text.lines().find(|l| l.starts_with(prefix)).unwrap();
            let rest = line.split(at).nth(1).unwrap().trim();
            rest.split(|c: char| !c.is_ascii_digit() && c != '.')
                .next()
                .unwrap()
                .parse()
                .unwrap()
        };
        let sum = number("together", "=");
        let edge = number("floor", "floor");
        assert_eq!(sum.max(edge).round() as u32, report.exposure.score, "{text}");
        assert!(
            !text.contains('\u{1b}') && text.lines().all(|l| super::super::text::width(l) <= 108),
            "{text}"
        );
    }
}
