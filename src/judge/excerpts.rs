//! The second mask over excerpts: a value that was found anywhere is shown nowhere.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::finding::{Category, Finding};

/// Shorter values are words that stand everywhere, in bytes.
const SHORTEST: usize = 4;
/// Of longer values the beginning is looked for, in bytes.
const LONGEST: usize = 48;
/// With more values than this there are no excerpts at all.
const MOST: usize = 20_000;

/// Takes values of all these findings out of the excerpts of `kept`.
pub(super) fn mask(kept: &mut [Finding], others: [&[Finding]; 3]) {
    if kept.iter().all(|f| f.excerpt.is_none()) {
        return;
    }
    let values: BTreeSet<&[u8]> = kept
        .iter()
        .chain(others.into_iter().flatten())
        .filter(|f| matches!(f.category, Category::Secret | Category::Personal))
        .map(|f| f.secret.reveal().trim().as_bytes())
        .filter(|v| v.len() >= SHORTEST)
        .map(|v| v.get(..LONGEST).unwrap_or(v))
        .take(MOST + 1)
        .collect();
    let search = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&values)
        .ok()
        .filter(|_| values.len() <= MOST);
    for f in kept {
        let Some(search) = &search else {
            f.excerpt = None;
            continue;
        };
        if let Some(e) = &mut f.excerpt {
            for text in [&mut e.before, &mut e.after] {
                if search.is_match(text.as_bytes()) {
                    *text = masked(search, text);
                }
            }
        }
    }
}

/// The text with `…` for each value, up to the end of its word: only its beginning was looked for.
fn masked(search: &AhoCorasick, text: &str) -> String {
    let mut out = Vec::new();
    let mut at = 0;
    for m in search.find_iter(text.as_bytes()) {
        if m.start() < at {
            continue;
        }
        out.extend_from_slice(&text.as_bytes()[at..m.start()]);
        out.extend_from_slice("…".as_bytes());
        let rest = &text.as_bytes()[m.end()..];
        at = m.end()
            + rest
                .iter()
                .position(|b| b.is_ascii_whitespace() || b"\"'".contains(b))
                .unwrap_or(rest.len());
    }
    out.extend_from_slice(&text.as_bytes()[at..]);
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Excerpt, Severity};
    use crate::report::sample::finding;

    fn with(before: &str) -> Vec<Finding> {
        let mut f = finding("password", Severity::High, "correct-horse-battery", "a.txt", 1);
        f.excerpt = Some(Excerpt {
            before: before.into(),
            after: String::new(),
        });
        vec![f]
    }

    #[test]
    fn a_value_of_another_place_is_masked_to_the_end_of_its_word() {
        let long = format!("opens{}", "e".repeat(80));
        let other = [
            finding("password", Severity::High, "swordfish", "b.txt", 1),
            finding("password", Severity::High, &long, "b.txt", 2),
        ];
        let mut kept = with(&format!("a='swordfish1' b={long} correct-horse-battery password = "));
        mask(&mut kept, [&[], &other, &[]]);
        assert_eq!(kept[0].excerpt.as_ref().unwrap().before, "a='…' b=… … password = ");
    }

    #[test]
    fn too_many_values_leave_no_excerpt() {
        let one = with("").remove(0);
        let other: Vec<Finding> = (0..=MOST)
            .map(|n| Finding {
                secret: crate::finding::Secret::new(format!("value-{n}").as_bytes()),
                ..one.clone()
            })
            .collect();
        let mut kept = with("password = ");
        mask(&mut kept, [&other, &[], &[]]);
        assert_eq!(kept[0].excerpt, None);
    }
}
