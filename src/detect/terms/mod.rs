//! The organisation's own words: code names, customers, hosts, people; plain or as keyed hashes.
//!
//! A term is filed under its longest word. Every word of a text that can be such a one costs one hash of its first eight bytes
//! and one look into a filter that stays in the processor's cache, whatever the number of terms; the words around it are
//! compared only where the filter and the table behind it say that a term may stand there. A hashed term is stored as 128 bits
//! of a keyed hash of all its words and, hidden by the same key, 32 bits of the fast hash of that word: the words themselves are
//! nowhere, though whoever has the key can try words.

mod name;
mod search;

pub use name::hashed;
pub(crate) use search::Mention;
pub use search::Terms;

use crate::finding::Severity;

/// Most words in a term.
const WORDS: usize = 8;

/// What an entry should be.
const WANTED: &str = "expected an entry made by `spillage terms add`, t3-…";

/// A term as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The word or words, or what [`hashed`] gave.
    pub what: What,
    /// How bad a mention is.
    pub severity: Severity,
    /// Capitals matter.
    pub case: bool,
}

/// The word of a term, or its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// In clear.
    Plain(String),
    /// `t3-…`, made by [`hashed`].
    Hashed(String),
}

impl Term {
    /// What is wrong with the term, without repeating it.
    ///
    /// # Errors
    /// In words that say what was expected.
    pub fn check(&self) -> Result<(), String> {
        match &self.what {
            What::Plain(word) => match name::words(word.as_bytes()).count() {
                1..=WORDS => Ok(()),
                _ => Err(format!("expected one to {WORDS} words of letters and digits")),
            },
            What::Hashed(entry) => match name::Entry::parse(entry) {
                Some(_) => Ok(()),
                None => Err(if entry.starts_with("t1-") || entry.starts_with("t2-") {
                    "entries of this form are not read any more: make it anew with `spillage terms add`".to_owned()
                } else {
                    WANTED.to_owned()
                }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(word: &str, case: bool) -> Term {
        Term {
            what: What::Plain(word.into()),
            severity: Severity::Medium,
            case,
        }
    }

    fn found(terms: &[Term], text: &str) -> Vec<String> {
        Terms::new(terms, "k")
            .unwrap()
            .find(text.as_bytes())
            .iter()
            .map(|m| text[m.start..m.end].to_owned())
            .collect()
    }

    #[test]
    fn whole_words_and_runs_of_words() {
        let t = [
            plain("nightjar", false),
            plain("Blue Heron Nine", false),
            plain("ACME", true),
            plain("Größe", false),
        ];
        assert_eq!(found(&t, "The NightJar team; nightjars; a.nightjar_b"), ["NightJar"]);
        assert_eq!(
            found(&t, "x blue-heron\n  nine, blue heron ten"),
            ["blue-heron\n  nine"]
        );
        assert_eq!(found(&t, "acme Acme ACME"), ["ACME"]);
        assert_eq!(found(&t, "GRÖSSE GRÖßE größe"), ["GRÖßE"]);
        assert!(found(&[], "anything").is_empty());
    }

    #[test]
    fn hashed_terms_do_not_hold_the_word() {
        let entry = hashed("Blue Heron", false, "k").unwrap();
        assert!(!entry.to_lowercase().contains("heron"));
        assert_ne!(entry, hashed("Blue Heron", false, "other").unwrap());
        let t = [Term {
            what: What::Hashed(entry),
            severity: Severity::High,
            case: false,
        }];
        assert_eq!(found(&t, "about BLUE HERON and blue herons"), ["BLUE HERON"]);
        assert!(Terms::new(&t, "other").unwrap().find(b"blue heron").is_empty());
        let many: Vec<Term> = (0..200)
            .map(|i| Term {
                what: What::Hashed(hashed(&format!("project {i}"), false, "k").unwrap()),
                severity: Severity::Low,
                case: false,
            })
            .collect();
        assert_eq!(Terms::new(&many, "k").unwrap().strangers(), 0);
        let others = Terms::new(&many, "other").unwrap();
        assert!(others.strangers() > 190, "{}", others.strangers());
        assert!(others.find(b"project 7, project 8").is_empty());
        let old = What::Hashed("t2-10il-280c4a58-45d7d3a756d3d5bd87c88ef208c87a6d".into());
        let old = Term {
            what: old,
            severity: Severity::Low,
            case: false,
        };
        assert!(old.check().unwrap_err().contains("anew"));
        assert!(
            Terms::new(
                &[Term {
                    what: What::Hashed("t3-x".into()),
                    severity: Severity::Low,
                    case: false
                }],
                "k"
            )
            .is_err()
        );
        assert!(hashed("--", false, "k").is_err());
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        let terms = [
            plain("nightjar", false),
            plain("heron blue", false),
            plain("ox", false),
            plain("a b c d e f g heronry", true),
            plain("жаворонок", false),
        ];
        for before in 0..140 {
            for (word, times) in [
                ("Nightjar", 1),
                ("HERON Blue", 1),
                ("ox", 1),
                ("a-b c_d e,f.g\nheronry", 1),
                ("ЖАВОРОНОК", 1),
                ("nightjars", 0),
                ("heron         blue", 0),
                ("A b c d e f g heronry", 0),
            ] {
                for (left, right) in [(" ", " "), ("", ""), ("x ", "-y")] {
                    let text = format!("{}{left}{word}{right}", ".".repeat(before));
                    let got = found(&terms, &text);
                    assert_eq!(got.len(), times, "{text:?}");
                    assert!(got.iter().all(|g| g == word), "{text:?} {got:?}");
                }
            }
        }
        assert!(found(&terms, &format!("x{}", "nightjar".repeat(40))).is_empty());
        let long = "x".repeat(90);
        let terms = [plain(&long, false)];
        assert_eq!(found(&terms, &format!("{long} {long}y y{long}")), [long.as_str()]);
    }

    #[test]
    fn one_text_mentions_several_terms_under_one_word() {
        let t = [
            plain("Project Nightjar", false),
            plain("nightjar", false),
            plain("Nightjar", true),
        ];
        let all = Terms::new(&t, "k")
            .unwrap()
            .find(b"project nightjar, Nightjar and NIGHTJAR");
        let counts: Vec<(usize, u32)> = all.iter().map(|m| (m.start, m.times)).collect();
        assert_eq!(counts, [(0, 1), (8, 3), (18, 1)]);
    }

    #[test]
    fn many_terms_find_only_themselves() {
        let terms: Vec<Term> = (0..20_000).map(|i| plain(&format!("codename{i}x"), false)).collect();
        assert_eq!(
            found(&terms, "codename7x codename20001x codename19999x plain words"),
            ["codename7x", "codename19999x"]
        );
    }
}
