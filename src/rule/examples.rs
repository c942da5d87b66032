//! Every rule's own examples, run through the scanner that users run.

use crate::detect::{Context, Detector, Scratch, decode};

/// An example that does not do what its rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The rule.
    pub rule: &'static str,
    /// What is wrong, without the example's value.
    pub problem: String,
}

/// Runs the examples of every rule of a detector; empty means that all is well.
#[must_use]
pub fn failures(detector: &Detector) -> Vec<Failure> {
    let mut out = Vec::new();
    let mut scratch = Scratch::default();
    for (index, rule) in detector.rules().rules().iter().enumerate() {
        let fail = |problem: String| Failure {
            rule: rule.id.get(),
            problem,
        };
        if let Err(e) = detector.check_patterns(index) {
            out.push(fail(e));
            continue;
        }
        for (n, (path, text)) in rule.examples.iter().enumerate() {
            let found = found(detector, path, text.as_bytes(), &mut scratch);
            if !found.contains(&index) {
                let ids: Vec<_> = found
                    .iter()
                    .filter_map(|i| detector.rules().rules().get(*i))
                    .map(|r| r.id)
                    .collect();
                out.push(fail(format!(
                    "example {} does not match (found instead: {ids:?})",
                    n + 1
                )));
            }
        }
        for (n, (path, text)) in rule.counterexamples.iter().enumerate() {
            if found(detector, path, text.as_bytes(), &mut scratch).contains(&index) {
                out.push(fail(format!("counterexample {} matches", n + 1)));
            }
        }
    }
    out
}

/// Rules with findings of confidence 0.5 and over, or of what the rule says of itself where that is less.
fn found(detector: &Detector, path: &str, bytes: &[u8], scratch: &mut Scratch) -> Vec<usize> {
    let text = decode(bytes);
    let ctx = Context {
        path,
        binary: text.binary,
        depth: 0,
    };
    let mut out: Vec<usize> = detector.scan_path(path).collect();
    out.extend(
        detector
            .scan(&text.bytes, &ctx, scratch)
            .into_iter()
            .filter(|m| m.confidence >= 0.5_f64.min(detector.rules().rules()[m.rule].confidence))
            .map(|m| m.rule),
    );
    out
}
