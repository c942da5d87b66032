//! Machine-readable zones of travel documents.

use super::{Hit, Recognised, check, found, weight};

/// Bytes around a hit in which its zone lies.
const AROUND: usize = 240;
/// Bytes that may stand between two lines of a zone: quotes, commas, an escaped line end.
const BETWEEN: usize = 40;

/// Machine-readable zones: lines of capitals, digits and `<`, or all of them in one value.
pub(super) fn examine(text: &[u8], hits: &[Hit], out: &mut Vec<Recognised<'_>>) {
    let mut count = 0;
    let mut place = None;
    let mut after = 0;
    for h in hits
        .iter()
        .filter(|h| text.get(h.pos..h.pos + h.len).is_some_and(|w| w.starts_with(b"<<")))
        .take(20_000)
    {
        if h.pos < after {
            continue;
        }
        if let Some((start, end)) = zone(text, h.pos, after) {
            count += 1;
            place.get_or_insert((start, end));
            after = end;
        }
    }
    if let Some(place) = place {
        let (impact, severity) = weight(count.max(3));
        out.push(found(
            "travel-document",
            place,
            if count > 1 { 0.95 } else { 0.9 },
            impact,
            severity,
            vec![format!(
                "{count} machine-readable zone{} with valid check digits",
                if count == 1 { "" } else { "s" }
            )],
        ));
    }
}

/// The zone that a position lies in, where it is none before `from`.
fn zone(text: &[u8], pos: usize, from: usize) -> Option<(usize, usize)> {
    let low = pos.saturating_sub(AROUND).max(from);
    let window = text.get(low..text.len().min(pos + AROUND))?;
    let sign = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'<';
    let mut runs: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while at < window.len() {
        let run = window.get(at..)?.iter().take_while(|b| sign(b)).count();
        if run >= 30 {
            runs.push((at, std::str::from_utf8(window.get(at..at + run)?).ok()?));
        }
        at += run.max(1);
    }
    let i = runs
        .iter()
        .position(|(at, r)| (*at..at + r.len()).contains(&(pos - low)))?;
    let span = |first: (usize, &str), last: (usize, &str)| (low + first.0, low + last.0 + last.1.len());
    let (_, run) = *runs.get(i)?;
    // All lines in one.
    let lines = match run.len() {
        88 | 72 => 2,
        90 => 3,
        _ => 1,
    };
    let parts: Vec<&str> = (0..lines)
        .filter_map(|n| run.get(n * run.len() / lines..(n + 1) * run.len() / lines))
        .collect();
    if lines > 1 && check::mrz(&parts) {
        return Some(span(*runs.get(i)?, *runs.get(i)?));
    }
    // The names stand in the first line, or in the third of a card.
    [i, i.saturating_sub(2)].into_iter().find_map(|first| {
        [2, 3].into_iter().find_map(|n| {
            let lines = runs.get(first..first + n)?;
            let near = lines
                .windows(2)
                .all(|w| matches!(w, [a, b] if b.0 - (a.0 + a.1.len()) <= BETWEEN));
            let zone: Vec<&str> = lines.iter().map(|l| l.1).collect();
            (near && check::mrz(&zone)).then_some(span(*lines.first()?, *lines.last()?))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> Option<String> {
        let hits: Vec<Hit> = text
            .match_indices("<<<<")
            .map(|(pos, w)| Hit {
                pos,
                len: w.len(),
                rule: 0,
            })
            .collect();
        let mut out = Vec::new();
        examine(text.as_bytes(), &hits, &mut out);
        out.first().map(|r| r.evidence.join(""))
    }

    #[test]
    fn zones_are_counted_once_however_their_lines_are_parted() {
        // Dots for the filler, so that no zone stands here.
        let zone = |lines: &str| lines.replace('.', "<");
        let passport = [
            zone("P.GBRNOBODY..ANNE..........................."),
            zone("L898902C36GBR7408122F1204159ZE184226B.....10"),
        ];
        for join in ["\n", "\r\n", "", "\\n", "\",\n  \""] {
            let text = format!("x {} y", passport.join(join));
            assert!(count(&text).is_some_and(|e| e.starts_with("1 ")), "{join:?}");
        }
        let card =
            zone("I.GBRD231458907...............\n7408122F1204159GBR...........6\nNOBODY..ANNE..................\n");
        assert!(count(&card).is_some_and(|e| e.starts_with("1 ")));
        assert!(count(&card.repeat(2)).is_some_and(|e| e.starts_with("2 ")));
        assert_eq!(count(&card.replace("D231458907", "D231458917")), None);
    }
}
