//! Machine-readable zones of travel documents.

use super::{Hit, Recognised, check, found, weight};

/// Machine-readable zones: lines of capitals, digits and `<`.
pub(super) fn examine(text: &[u8], hits: &[Hit], out: &mut Vec<Recognised<'_>>) {
    let mut count = 0;
    let mut place = None;
    let mut after = 0;
    for h in hits
        .iter()
        .filter(|h| text.get(h.pos..h.pos + h.len).is_some_and(|w| w.starts_with(b"<<")))
        .take(5000)
    {
        if h.pos < after {
            continue;
        }
        let low = h.pos.saturating_sub(64);
        let start = text
            .get(low..h.pos)
            .and_then(|b| memchr::memrchr(b'\n', b))
            .map_or(low, |i| low + i + 1);
        let Some(block) = text.get(start..(start + 200).min(text.len())) else {
            continue;
        };
        let block = String::from_utf8_lossy(block);
        let lines: Vec<&str> = block
            .lines()
            .map(|l| l.trim_matches([' ', '\t', '"', '\'', ',', '*', '#', '/', '\r']))
            .collect();
        // The names stand in the first line, or in the third of a card.
        let third = || {
            let from = text.get(..start)?.strip_suffix(b"\n")?;
            let s2 = memchr::memrchr(b'\n', from).map_or(0, |i| i + 1);
            let s1 = memchr::memrchr(b'\n', from.get(..s2.checked_sub(1)?)?).map_or(0, |i| i + 1);
            let card = String::from_utf8_lossy(text.get(s1..(start + 40).min(text.len()))?).into_owned();
            let l: Vec<&str> = card.lines().map(str::trim).collect();
            Some(check::mrz(&l))
        };
        if check::mrz(&lines) || third().unwrap_or(false) {
            count += 1;
            place.get_or_insert((start, h.pos + h.len));
            after = start + lines.iter().take(2).map(|l| l.len() + 1).sum::<usize>();
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
