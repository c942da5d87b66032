//! Decides how probable it is that a candidate is a secret: features, boosted trees, calibration.
//!
//! The weights are data (`model.bin`, `words.bin`), made by the commands of `xtask`; docs/accuracy.md says from what and
//! with which figures. Deterministic: the same text and path give the same number on every machine.

mod again;
pub mod feature;
mod group;
pub mod tree;
pub mod words;

use std::cell::RefCell;
use std::sync::OnceLock;

use super::assigned::{Candidate, Kind};
use again::Again;
use feature::{Lines, MOST, Place, Sheet};
use tree::Model;

static MODEL: &[u8] = include_bytes!("model.bin");

/// The model that comes with the program, read when the first candidate turns up.
fn built_in() -> &'static Model {
    static READ: OnceLock<Model> = OnceLock::new();
    READ.get_or_init(|| Model::read(MODEL).unwrap_or_default())
}

/// Judges the candidates of one text.
pub struct Judge<'t> {
    text: &'t [u8],
    place: Place,
    lines: Lines,
    again: RefCell<Again>,
}

impl<'t> Judge<'t> {
    /// A judge for the text of this kind at this path.
    #[must_use]
    pub fn new(text: &'t [u8], path: &str, kind: Kind) -> Self {
        Self {
            text,
            place: Place::of(path, kind),
            lines: Lines::default(),
            again: RefCell::default(),
        }
    }

    /// The probability that the candidate is a secret.
    #[must_use]
    pub fn confidence(&self, c: &Candidate) -> f64 {
        let mut again = self.again.borrow_mut();
        let verdict = again
            .verdict(self.text, c)
            .unwrap_or_else(|| self.alone(c, &self.lines));
        again.keep(c, verdict);
        verdict
    }

    /// The same, from the text itself.
    fn alone(&self, c: &Candidate, lines: &Lines) -> f64 {
        let model = built_in();
        let mut sheet = Sheet::new(None);
        feature::extract(self.text, &self.place, lines, c, &mut sheet);
        let mut bins = [0u8; MOST];
        model.bins(&sheet.values, &mut bins);
        model.probability(model.log_odds(&bins))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_fits_the_features() {
        let mut names = Vec::new();
        let mut sheet = Sheet::new(Some(&mut names));
        let c = Candidate::sample((0, 8), 10, 20);
        feature::extract(
            b"password: hunter2-xyz\n",
            &Place::of("a.yml", Kind::Yaml),
            &Lines::default(),
            &c,
            &mut sheet,
        );
        assert_eq!(built_in().cuts.len(), names.len());
        assert!(names.len() <= MOST && built_in().leaves.len() > 32);
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
    }
}
