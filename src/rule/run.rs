//! The run of letters and digits that every match of a pattern holds.
//!
//! Nearly every provider's secret is a long run of letters and digits, and text hardly ever has one. So a rule whose
//! matches all hold such a run need not be thought of where none is near. Shared by the build script, which knows the
//! built-in rules, and by the library, which meets those of users.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Class, Hir, HirKind};

/// From this length on a run is worth waiting for.
pub(crate) const LONG: u32 = 12;
/// A match that may end further behind the keyword than this may have its run far from the keyword.
const NEAR: u32 = 400;
/// The furthest that a run may begin behind a keyword that begins the match.
const BEHIND: usize = 300;

/// The surest run in every match of a pattern: how many characters that may be letters or digits stand in a row. Characters
/// that may also be `_` or `-` count three quarters, those that may be `+` or `/` or not every digit a half, those that may be a
/// few other signs a quarter, fixed letters nothing. 0 where the run may stand far from a keyword, and for a pattern that is
/// not one.
pub(crate) fn of_pattern(pattern: &str, keywords: &[&str], window: u32) -> u32 {
    parse(pattern).map_or(0, |hir| {
        let run = walk(&hir).best / 4;
        let near = window <= NEAR || (begins_with(&hir, keywords) && soon(&hir));
        if near { run } else { 0 }
    })
}

/// The surest run of a value that is assigned to a name.
pub(crate) fn of_value(value: &str) -> u32 {
    parse(value).map_or(0, |hir| walk(&hir).best / 4)
}

/// Whether a part of a pattern (or parts in a row) holds a run that is worth waiting for in every match.
pub(super) fn is_long(parts: &[&Hir]) -> bool {
    parts.iter().map(|p| walk(p)).fold(EMPTY, join).best / 4 >= LONG
}

pub(super) fn parse(pattern: &str) -> Option<Hir> {
    ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .ok()
}

/// Whether every match begins with one of the keywords.
fn begins_with(hir: &Hir, keywords: &[&str]) -> bool {
    Extractor::new()
        .limit_class(16)
        .extract(hir)
        .literals()
        .is_some_and(|all| {
            !all.is_empty()
                && all.iter().all(|l| {
                    let begin = l.as_bytes().to_ascii_lowercase();
                    keywords.iter().any(|k| begin.starts_with(k.as_bytes()))
                })
        })
}

/// Whether the first long run begins soon.
fn soon(hir: &Hir) -> bool {
    let mut parts = Vec::new();
    flatten(hir, &mut parts);
    let (mut before, mut row) = (0, EMPTY);
    for part in parts {
        let here = walk(part);
        let most = part.properties().maximum_len();
        row = join(row, here);
        if row.best / 4 >= LONG {
            // The run may begin late in a part that is no plain row.
            let within = if here.start / 4 >= LONG { Some(0) } else { most };
            return within.is_some_and(|n| before + n <= BEHIND);
        }
        match most {
            Some(n) => before += n,
            None => return false,
        }
    }
    false
}

pub(super) fn flatten<'h>(hir: &'h Hir, out: &mut Vec<&'h Hir>) {
    match hir.kind() {
        HirKind::Capture(c) => flatten(&c.sub, out),
        HirKind::Concat(parts) => parts.iter().for_each(|p| flatten(p, out)),
        _ => out.push(hir),
    }
}

/// So many signs in a class of letters and digits stand for what joins the parts of a token.
const FEW: usize = 4;

/// Quarters of characters: at the start, at the end and at best anywhere; `whole` where nothing breaks the run.
#[derive(Clone, Copy)]
struct Part {
    whole: bool,
    start: u32,
    end: u32,
    best: u32,
}

const EMPTY: Part = Part {
    whole: true,
    start: 0,
    end: 0,
    best: 0,
};
const BREAK: Part = Part { whole: false, ..EMPTY };

fn row(quarters: u32) -> Part {
    Part {
        whole: true,
        start: quarters,
        end: quarters,
        best: quarters,
    }
}

fn join(a: Part, b: Part) -> Part {
    Part {
        whole: a.whole && b.whole,
        start: if a.whole { a.start + b.start } else { a.start },
        end: if b.whole { a.end + b.end } else { b.end },
        best: a.best.max(b.best).max(a.end + b.start),
    }
}

fn walk(hir: &Hir) -> Part {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => EMPTY,
        HirKind::Literal(l) if l.0.iter().all(u8::is_ascii_alphanumeric) => EMPTY,
        HirKind::Literal(_) => BREAK,
        HirKind::Class(class) => one(class),
        HirKind::Capture(c) => walk(&c.sub),
        HirKind::Concat(parts) => parts.iter().map(walk).fold(EMPTY, join),
        HirKind::Alternation(parts) => parts
            .iter()
            .map(walk)
            .reduce(|a, b| Part {
                whole: a.whole && b.whole,
                start: a.start.min(b.start),
                end: a.end.min(b.end),
                best: a.best.min(b.best),
            })
            .unwrap_or(EMPTY),
        HirKind::Repetition(r) => {
            let inner = walk(&r.sub);
            let least = (0..r.min.min(256)).fold(EMPTY, |sum, _| join(sum, inner));
            // More of the same may follow: that breaks the row only where one of it does.
            if inner.whole || r.max == Some(r.min) {
                least
            } else {
                join(least, BREAK)
            }
        }
    }
}

fn one(class: &Class) -> Part {
    let mut members = [false; 256];
    match class {
        Class::Bytes(c) => {
            for r in c.ranges() {
                (r.start()..=r.end()).for_each(|b| members[usize::from(b)] = true);
            }
        }
        Class::Unicode(c) => {
            for r in c.ranges() {
                if !r.end().is_ascii() {
                    return BREAK;
                }
                (r.start() as u8..=r.end() as u8).for_each(|b| members[usize::from(b)] = true);
            }
        }
    }
    let count = |f: fn(u8) -> bool| (0..=255u8).filter(|b| members[usize::from(*b)] && f(*b)).count();
    let digits = count(|b| b.is_ascii_digit());
    let letters = count(|b| b.is_ascii_alphabetic());
    let joints = count(|b| b == b'_' || b == b'-');
    let slashes = count(|b| b == b'+' || b == b'/');
    let others = count(|b| !b.is_ascii_alphanumeric() && !b"_-+/".contains(&b));
    let plain = joints + slashes + others == 0;
    // What cannot be told from a word or a number is not waited for.
    if digits < 6 || letters < 6 {
        return if plain { EMPTY } else { BREAK };
    }
    match (joints, slashes) {
        _ if others > FEW => BREAK,
        _ if others > 0 => row(1),
        (0, 0) if digits == 10 => row(4),
        (_, 0) if digits == 10 => row(3),
        _ => row(2),
    }
}

#[cfg(test)]
mod tests {
    use super::{of_pattern, of_value};

    #[test]
    fn runs_are_counted_as_text_must_hold_them() {
        for (pattern, run) in [
            (r"\bghp_[0-9A-Za-z]{36}\b", 36),
            (r"(?:AKIA|ASIA)[A-Z2-7]{16}", 8),
            (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{12}", 12),
            (r"[0-9A-Za-z_-]{40}", 30),
            (r"[A-Za-z0-9+/]{40}={0,2}", 20),
            (r"[a-z0-9]{20,40}", 20),
            (r"(?:[a-f0-9]{32}|[a-f0-9]{16})", 16),
            (r"(?:[a-f0-9]{32})?", 0),
            (r"[A-Z]{20}", 0),
            (r"\d{30}", 0),
            (r"[^\s]{40}", 0),
            (r#"password\s*=\s*"[^"]+""#, 0),
            (r"[a-f0-9]{6}[A-F0-9]{6}", 12),
            (r"([a-f0-9]{6}\.)*[a-f0-9]{8}", 8),
            (r"[A-Za-z0-9._-]{60}", 15),
            ("(", 0),
        ] {
            assert_eq!(of_value(pattern), run, "{pattern}");
            assert_eq!(of_pattern(pattern, &["x"], 400), run, "{pattern}");
        }
    }

    #[test]
    fn a_run_far_from_the_keyword_does_not_count() {
        let of = |pattern: &str, window| of_pattern(pattern, &["abc_"], window);
        assert_eq!(of(r"\babc_([a-z0-9]{40,2000})", 2000), 40);
        assert_eq!(of(r"\b(?i:abc_)[^\n]{0,100}([a-z0-9]{40,2000})", 2000), 40);
        assert_eq!(of(r"\babc_[^\n]{0,600}([a-z0-9]{40})", 2000), 0);
        assert_eq!(of(r"\b([a-z0-9]{40})", 2000), 0);
        assert_eq!(of(r"\b([a-z0-9]{40})", 400), 40);
    }
}
