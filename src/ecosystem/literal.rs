//! Texts one of which every match of a pattern holds: what the sweep looks for where a rule names no keyword.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Shorter texts stand everywhere.
const SHORTEST: usize = 3;
/// More texts than this are no filter.
const MOST: usize = 64;

/// What every match holds one of, in lower case, and how long a match may be (`None` for endless).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) literals: Vec<String>,
    pub(super) longest: Option<usize>,
    /// The same of what the first group matches; `None` where there is none too.
    pub(super) first_group: Option<usize>,
}

/// The shape of a pattern that compiles.
pub(super) fn shape(pattern: &str) -> Shape {
    let hir = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern);
    hir.map_or(
        Shape {
            literals: Vec::new(),
            longest: None,
            first_group: None,
        },
        |hir| Shape {
            literals: required(&hir).unwrap_or_default(),
            longest: hir.properties().maximum_len(),
            first_group: first_group(&hir),
        },
    )
}

fn first_group(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Capture(c) if c.index == 1 => c.sub.properties().maximum_len(),
        HirKind::Capture(c) => first_group(&c.sub),
        HirKind::Repetition(r) => first_group(&r.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(first_group),
        _ => None,
    }
}

fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(_) => fixed(hir).and_then(long),
        HirKind::Capture(c) => required(&c.sub),
        HirKind::Repetition(r) if r.min >= 1 => required(&r.sub),
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(required(part)?);
            }
            all.sort();
            all.dedup();
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut best: Option<Vec<String>> = None;
            let mut run = String::new();
            for part in parts {
                if let Some(text) = fixed(part) {
                    run.push_str(&text);
                } else {
                    better(&mut best, long(std::mem::take(&mut run)));
                    better(&mut best, required(part));
                }
            }
            better(&mut best, long(run));
            best
        }
        _ => None,
    }
}

/// The one text that a part matches, whatever its case.
fn fixed(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Literal(l) => {
            let text = std::str::from_utf8(&l.0).ok().filter(|t| t.is_ascii())?;
            Some(text.to_ascii_lowercase())
        }
        HirKind::Capture(c) => fixed(&c.sub),
        HirKind::Concat(parts) => parts.iter().map(fixed).collect(),
        // A letter whose case does not matter.
        HirKind::Class(Class::Bytes(class)) => match class.ranges() {
            [a, b] if a.start() == a.end() && b.start() == b.end() && a.start().to_ascii_lowercase() == b.start() => {
                Some(char::from(b.start()).to_string())
            }
            _ => None,
        },
        _ => None,
    }
}

fn long(text: String) -> Option<Vec<String>> {
    (text.len() >= SHORTEST).then(|| vec![text])
}

/// Keeps the set whose shortest text is longest.
fn better(best: &mut Option<Vec<String>>, new: Option<Vec<String>>) {
    let shortest = |set: &Option<Vec<String>>| set.as_ref().map_or(0, |s| s.iter().map(String::len).min().unwrap_or(0));
    if shortest(&new) > shortest(best) {
        *best = new;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_match_holds() {
        for (pattern, want) in [
            (r"\b(acme_[0-9a-f]{32})\b", &["acme_"][..]),
            (r"(?i)Acme[-_]?key", &["acme"]),
            (r"(?:WXYZ_|abcd-)[A-Z2-7]{16}", &["abcd-", "wxyz_"]),
            (r"[0-9a-f]{32}", &[]),
            (r"(?:ab|longer)[0-9]+", &[]),
            (r"(?:token)?[0-9]+", &[]),
            (r"x(?:yz){2,}-tail", &["-tail"]),
        ] {
            assert_eq!(shape(pattern).literals, want, "{pattern}");
        }
        assert_eq!(shape("abc[0-9]{4,8}").longest, Some(11));
        assert_eq!(shape("(?:a(bc?))(d{9})").first_group, Some(2));
    }
}
