//! Which runs of a text a rule's match may rest on: how long a run is, and whether it is a UUID, hexadecimal or neither.
//!
//! A secret that is assigned to a name is a whole run: its shape says how long that is and which characters it has. So of
//! thousands of providers' names only those need be looked for near a digest or an identifier whose secrets have its shape.
//! Shared by the build script and the library, as [`super::run`] is.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::run::{flatten, is_long, parse};

/// A set of kinds of runs, one bit each.
pub(crate) type Kinds = u16;

/// Any run.
pub(crate) const ALL: Kinds = Kinds::MAX;

const UUID: Kinds = 1;
/// Of 32, 40, 64 hexadecimal digits, and of any other number.
const HEX: [Kinds; 4] = [1 << 1, 1 << 2, 1 << 3, 1 << 4];
/// The first of the kinds of other runs, by length: each up to the length in [`LONGEST`].
const OTHER: u32 = 5;
const LONGEST: [u32; 11] = [16, 21, 23, 24, 31, 32, 39, 40, 63, 64, LAST];
/// Lengths are told apart up to here.
const LAST: u32 = 127;
const DIGITS: usize = 36;
/// Where a UUID has its hyphens.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// The kind of a run of letters, digits and joints, from end to end.
pub(crate) fn of_run(run: &[u8]) -> Kinds {
    // What joins a run to a flag or a scheme is no part of the value: `-u3f9c…`, `//3f9c…`.
    if !run.first().is_some_and(u8::is_ascii_alphanumeric) {
        return ALL;
    }
    // Counted to the end: that takes vectors.
    let digits: usize = run
        .iter()
        .take(LAST as usize + 1)
        .map(|b| usize::from(b.is_ascii_hexdigit()))
        .sum();
    if digits == run.len() {
        return hex(digits);
    }
    let hyphens = || HYPHENS.iter().filter(|i| run.get(**i) == Some(&b'-')).count();
    if run.len() == DIGITS && digits + HYPHENS.len() == DIGITS && hyphens() == HYPHENS.len() {
        return UUID;
    }
    other(run.len())
}

fn hex(len: usize) -> Kinds {
    match len {
        32 => HEX[0],
        40 => HEX[1],
        64 => HEX[2],
        _ => HEX[3],
    }
}

fn other(len: usize) -> Kinds {
    let len = len.min(LAST as usize) as u32;
    let at = LONGEST.iter().position(|most| len <= *most).unwrap_or_default();
    1 << (OTHER + at as u32)
}

/// The kinds of a value that is assigned to a name: nothing of a run stands before or behind it.
pub(crate) fn of_value(value: &str) -> Kinds {
    parse(value).map_or(ALL, |hir| of(&hir, true))
}

/// The kinds of runs that may be part of a pattern's match.
pub(crate) fn of_pattern(pattern: &str) -> Kinds {
    parse(pattern).map_or(ALL, |hir| of(&hir, false))
}

/// The kinds of the long runs in every match; `bare` where nothing of a run stands around a match.
fn of(hir: &Hir, bare: bool) -> Kinds {
    match hir.kind() {
        HirKind::Capture(c) => return of(&c.sub, bare),
        HirKind::Alternation(ways) => return ways.iter().fold(0, |k, way| k | of(way, bare)),
        _ => {}
    }
    let mut parts = Vec::new();
    flatten(hir, &mut parts);
    let parts: Vec<Hir> = parts.iter().flat_map(|p| apart(p)).collect();
    let (mut kinds, mut at) = (0, 0);
    while at < parts.len() {
        let end = at + parts[at..].iter().take_while(|p| plain(p)).count();
        let row: Vec<&Hir> = parts[at..end].iter().collect();
        if is_long(&row) {
            let begins = parts[..at].iter().rev().find_map(|p| edge(p, false)).unwrap_or(bare);
            let stops = parts[end..].iter().find_map(|p| edge(p, true)).unwrap_or(bare);
            kinds |= of_row(&row, begins, stops);
        }
        if parts.get(end).is_some_and(|p| is_long(&[p])) {
            return ALL;
        }
        at = end + 1;
    }
    if kinds == 0 { ALL } else { kinds }
}

/// A part of a pattern, literals byte by byte.
fn apart(part: &Hir) -> Vec<Hir> {
    match part.kind() {
        HirKind::Literal(l) => l.0.iter().map(|b| Hir::literal([*b])).collect(),
        _ => vec![part.clone()],
    }
}

/// The kinds of runs that hold what a row of parts matches; `begins` and `stops` where a run has no more before and behind it.
fn of_row(row: &[&Hir], begins: bool, stops: bool) -> Kinds {
    let walk = |from: u128, step: &Step<'_>| row.iter().fold(from, |set, p| ends(p, set, step));
    let lengths = |hex: bool| {
        let mut ends = walk(1, &|set, class| {
            let fits = (0..=255u8).any(|b| class(b) && is_token(b) && (!hex || b.is_ascii_hexdigit()));
            further(if fits { set } else { 0 })
        });
        if !(begins && stops) && ends != 0 {
            ends = u128::MAX << ends.trailing_zeros();
        }
        (0..=LAST as usize).filter(move |n| ends >> n & 1 != 0)
    };
    let hyphens = HYPHENS.iter().fold(0, |m, i| m | 1u128 << i);
    let uuid = walk(if begins { 1 } else { (1 << DIGITS) - 1 }, &|set, class| {
        let fits = (0..=255u8).any(|b| class(b) && b.is_ascii_hexdigit());
        let digits = if fits { set & !hyphens } else { 0 };
        further(digits | if class(b'-') { set & hyphens } else { 0 })
    });
    let whole = if stops { 1 << DIGITS } else { (2 << DIGITS) - 1 };
    let uuid = if uuid & whole == 0 { 0 } else { UUID };
    lengths(false).fold(uuid, |k, n| k | other(n)) | lengths(true).fold(0, |k, n| k | hex(n))
}

/// Whether a run cannot go on into a part, seen from its front or from its back; `None` where the part may be empty and
/// so the next one says it.
fn edge(part: &Hir, front: bool) -> Option<bool> {
    match part.kind() {
        HirKind::Empty => None,
        HirKind::Look(look) => {
            if is_end(*look) {
                Some(true)
            } else {
                None
            }
        }
        HirKind::Literal(l) => (if front { l.0.first() } else { l.0.last() }).map(|b| !is_token(*b)),
        HirKind::Class(c) => Some(!(0..=255u8).any(|b| is_token(b) && holds(c, b))),
        HirKind::Capture(c) => edge(&c.sub, front),
        HirKind::Repetition(r) => match edge(&r.sub, front) {
            Some(true) if r.min == 0 => None,
            sure => sure,
        },
        HirKind::Concat(parts) if front => parts.iter().find_map(|p| edge(p, front)),
        HirKind::Concat(parts) => parts.iter().rev().find_map(|p| edge(p, front)),
        HirKind::Alternation(ways) => ways.iter().map(|w| edge(w, front)).reduce(|a, b| match (a, b) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (None, _) | (_, None) => None,
            _ => Some(true),
        })?,
    }
}

/// Whether the text or a line ends there.
fn is_end(look: Look) -> bool {
    matches!(look, Look::Start | Look::End | Look::StartLF | Look::EndLF)
}

/// Whether all that a part may match are characters of runs.
fn plain(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Look(look) => !is_end(*look),
        HirKind::Literal(l) => l.0.iter().all(|b| is_token(*b)),
        HirKind::Class(c) => (0..=255u8).all(|b| !holds(c, b) || is_token(b)),
        HirKind::Repetition(r) => plain(&r.sub),
        HirKind::Capture(c) => plain(&c.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(plain),
    }
}

fn is_token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'/')
}

fn holds(class: &Class, b: u8) -> bool {
    match class {
        Class::Bytes(c) => c.ranges().iter().any(|r| (r.start()..=r.end()).contains(&b)),
        Class::Unicode(c) => c
            .ranges()
            .iter()
            .any(|r| (r.start()..=r.end()).contains(&char::from(b))),
    }
}

/// Where one character of a class leads from each of a set of places.
type Step<'s> = dyn Fn(u128, &dyn Fn(u8) -> bool) -> u128 + 's;

/// One character more.
fn further(set: u128) -> u128 {
    set << 1 | set & 1 << LAST
}

/// After how many characters of a run (one bit each) a match may end that began after those in `from`.
fn ends(hir: &Hir, from: u128, step: &Step<'_>) -> u128 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => from,
        HirKind::Literal(l) => l.0.iter().fold(from, |set, b| step(set, &|c| c == *b)),
        HirKind::Class(c) => step(from, &|b| holds(c, b)),
        HirKind::Capture(c) => ends(&c.sub, from, step),
        HirKind::Concat(parts) => parts.iter().fold(from, |set, p| ends(p, set, step)),
        HirKind::Alternation(parts) => parts.iter().fold(0, |set, p| set | ends(p, from, step)),
        HirKind::Repetition(r) => {
            let least = (0..r.min.min(LAST)).fold(from, |set, _| ends(&r.sub, set, step));
            let more = r.max.map_or(LAST, |max| max - r.min).min(LAST);
            let (mut all, mut last) = (least, least);
            for _ in 0..more {
                last = ends(&r.sub, last, step);
                if all | last == all {
                    break;
                }
                all |= last;
            }
            all
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX32: &str = "3f9c1e07ab5d48c2b6e0914d7f2a8c35";

    #[test]
    fn runs_have_one_kind() {
        assert_eq!(of_run(b"550e8400-e29b-41d4-a716-446655440000"), UUID);
        assert_eq!(of_run(HEX32.as_bytes()), HEX[0]);
        assert_eq!(of_run(HEX32.to_uppercase().as_bytes()), HEX[0]);
        assert_eq!(of_run(&HEX32.as_bytes()[1..]), HEX[3]);
        assert_eq!(of_run(b"550e8400-e29b-41d4-a716-44665544000g"), other(36));
        assert_eq!(of_run(b"-u3f9c1e07ab5d48c2b6e0914d7f2a8c35"), ALL);
        assert_eq!(of_run(&[b'g'; 4000]), other(127));
        assert_eq!(of_run(b""), ALL);
    }

    #[test]
    fn values_ask_for_runs_of_their_length() {
        let uuid = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}";
        for (value, kinds) in [
            (uuid, UUID | other(36)),
            ("[0-9a-f]{32}", HEX[0] | other(32)),
            ("[g-z0-9]{40}", HEX[1] | other(40)),
            ("[A-Za-z0-9]{32}|[0-9a-f]{40}", HEX[0] | HEX[1] | other(32) | other(40)),
            ("[A-Za-z0-9+/]{86}==", HEX[3] | other(86)),
            ("[A-Za-z0-9_-]{36}", HEX[3] | UUID | other(36)),
            ("[a-z0-9]{62,}", HEX[2] | HEX[3] | other(62) | other(64) | other(127)),
            ("[a-z0-9]{500}", HEX[3] | other(127)),
            ("[a-z0-9.]{80}", ALL),
            (r"[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}", HEX[0] | other(32)),
            (
                r"[0-9a-f]{13}\.[0-9a-f]{40}|sk_[a-z0-9]{20}",
                HEX[1] | HEX[3] | other(13) | other(40) | other(23),
            ),
            ("(", ALL),
        ] {
            assert_eq!(of_value(value), kinds, "{value}");
        }
    }

    #[test]
    fn of_patterns_the_rows_count_that_every_match_holds() {
        let least = |n: usize| (n..=127).fold(0, |k, n| k | other(n));
        let digits = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
        for (pattern, kinds) in [
            (r"\b(ghp_[0-9A-Za-z]{36})\b", least(40)),
            (r"\b(key-[0-9a-f]{32})\b", least(36)),
            (r"\b(AC[0-9a-f]{32})\b", least(34) | HEX[1] | HEX[2] | HEX[3]),
            (r"\bkey ([0-9a-f]{32})(?:[^\w+/=\-]|\z)", HEX[0] | other(32)),
            (r"\bkey=([0-9a-f]{40}){0,2}@", ALL),
            (r"\bkey[0-9a-f]{40}@", least(43)),
            (r#"["'](yc[0-9a-z]{30})["']"#, other(32)),
            (
                r"(https://[0-9a-f]{32}:[0-9a-f]{32}@[a-z0-9.-]+)",
                HEX[0] | other(32) | other(34),
            ),
            (r"\b([A-Za-z0-9]{64}_[A-Za-z0-9]{4}_[0-9a-f-]{36})\b", least(106)),
            (r"\b([0-9a-f-]{25})us", least(27)),
            (
                r"\b([0-9a-f-]{25})\b",
                least(25) | HEX[0] | HEX[1] | HEX[2] | HEX[3] | UUID,
            ),
            (&format!("x({digits})={{0,2}} "), least(37)),
            (&format!("x.({digits})={{0,2}} "), UUID | least(36)),
            (&format!("x:({digits})={{0,2}} "), UUID | other(36)),
            (r"x [a-z0-9.]{80} [0-9a-f]{32}", ALL),
            ("(", ALL),
        ] {
            let is = of_pattern(pattern);
            assert_eq!(is, kinds, "{pattern}: {is:b}, not {kinds:b}");
        }
    }
}
