//! `[terms]`: the organisation's own words, plain or hashed.

use super::error::{ConfigError, Place};
use super::raw::{RawTerm, RawTerms};
use super::severity;
use crate::detect::terms::{Term, What};
use crate::finding::Severity;

/// What a mention weighs where nothing is said.
const USUAL: Severity = Severity::Medium;

pub(super) fn take(raw: RawTerms, place: Place<'_>) -> Result<Vec<Term>, ConfigError> {
    let mut out = Vec::with_capacity(raw.words.len() + raw.hashed.len());
    for (list, key, hashed) in [(raw.words, "terms.words", false), (raw.hashed, "terms.hashed", true)] {
        for t in list {
            let span = t.span();
            let (word, level, case) = match t.into_inner() {
                RawTerm::Text(word) => (word, USUAL, false),
                RawTerm::Table(t) => {
                    let level = t
                        .severity
                        .as_deref()
                        .map_or(Ok(USUAL), severity)
                        .map_err(|m| place.error(span.clone(), key, m))?;
                    (t.term, level, t.case)
                }
            };
            let what = if hashed { What::Hashed(word) } else { What::Plain(word) };
            let term = Term {
                what,
                severity: level,
                case,
            };
            term.check().map_err(|m| place.error(span, key, m))?;
            out.push(term);
        }
    }
    Ok(out)
}

/// For `config show`: how many, for the words themselves may be what must not leak.
pub(super) fn counted(terms: &[Term], hashed: bool) -> String {
    let n = terms
        .iter()
        .filter(|t| matches!(t.what, What::Hashed(_)) == hashed)
        .count();
    if n == 0 {
        "[]".to_owned()
    } else {
        format!("{n} term{}", if n == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::finding::Severity;

    #[test]
    fn terms_are_read_and_checked() {
        let c = Config::from_text(
            "f",
            "[terms]\nwords = [\"Blue Heron\", { term = \"ACME\", case = true, severity = \"high\" }]\n",
        )
        .unwrap();
        assert_eq!(c.terms.len(), 2);
        assert_eq!((c.terms[1].severity, c.terms[1].case), (Severity::High, true));
        let shown = c.shown();
        assert!(shown.iter().all(|(_, v)| !v.contains("Heron")));
        for (text, line) in [
            ("[terms]\nwords = [\"--\"]\n", 2),
            ("[terms]\nhashed = [\n  \"t1-no\"]\n", 3),
            ("[terms]\nword = []\n", 2),
            ("[terms]\nwords = [{ term = \"a\", severity = \"x\" }]\n", 2),
        ] {
            let e = Config::from_text("f", text).unwrap_err();
            assert_eq!(e.line, line, "{text}");
        }
    }
}
