//! Traffic Light Protocol 1.0 and 2.0. The strictest mark of a text wins.
//!
//! A mark is a line of its own, a labelled field, or it stands in the head or foot of the text. Files that explain the
//! protocol name most of its levels; such files are silent unless their first lines bear a mark themselves.

use super::place::{Doc, Kind, Line, Position, plain};
use super::words::Words;
use super::{Found, settings, talks_about};
use crate::finding::Severity;

static MARK: Words =
    Words::new(r"(?i)\bTLP ?[:\-_ ] ?(?:V?2\.0 ?[:\-] ?)?(RED|AMBER ?\+ ?STRICT|AMBER|GREEN|CLEAR|WHITE)\b");

/// The label and the level in cells beside each other.
static CELLS: Words = Words::new(
    r"(?i)\bTLP ?(?:</t[dh]>\s{0,4}<t[dh][^<>]{0,60}>|\||\t) ?(RED|AMBER ?\+ ?STRICT|AMBER|GREEN|CLEAR|WHITE)\b",
);
/// The level as the value of a key.
static KEY: Words = Words::new(
    r#"(?i)\btlp["']?\s{0,4}[:=]\s{0,4}["']?(?:tlp:)?(RED|AMBER ?\+ ?STRICT|AMBER|GREEN|CLEAR|WHITE)\b["']?"#,
);
/// What a level may be behind.
const LABELS: [&str; 11] = [
    "classification",
    "marking",
    "sensitivity",
    "distribution",
    "handling",
    "tlp",
    "sharing",
    "dissemination",
    "confidentiality",
    "report",
    "advisory",
];

/// Levels from strict to open: name, class, severity, impact.
const LEVELS: [(&str, &str, Severity, f64); 5] = [
    ("red", "tlp-red", Severity::High, 0.6),
    ("strict", "tlp-amber-strict", Severity::High, 0.5),
    ("amber", "tlp-amber", Severity::Medium, 0.4),
    ("green", "tlp-green", Severity::Low, 0.15),
    ("clear", "tlp-clear", Severity::Info, 0.0),
];

fn level(mark: &[u8]) -> usize {
    let lower = String::from_utf8_lossy(mark).to_ascii_lowercase();
    LEVELS.iter().position(|l| lower.contains(l.0)).unwrap_or(4)
}

/// Level, confidence, span, evidence.
type Mark = (usize, f64, (usize, usize), Vec<String>);

/// All marks of the text at once: the levels that are spoken of decide whether any of them counts.
pub(super) fn examine(doc: &Doc<'_>, hits: &[(usize, usize)], out: &mut Vec<Found>) {
    if hits.is_empty() {
        return;
    }
    let mut spoken = [0usize; 5];
    let mut best: Option<Mark> = None;
    let mut first_mark = None;
    for &(pos, _) in hits.iter().take(400) {
        let low = pos.saturating_sub(1);
        let Some(near) = doc.text.get(low..(pos + 40).min(doc.text.len())) else {
            continue;
        };
        let row = || CELLS.find(near);
        let Some(r) = MARK.find(near).or_else(row).or_else(|| KEY.find(near)) else {
            continue;
        };
        let span = (low + r.start, low + r.end);
        let l = level(near.get(r.clone()).unwrap_or_default());
        if let Some(n) = spoken.get_mut(l) {
            *n += 1;
        }
        let Some(line) = doc.line(pos) else { continue };
        let cells = || {
            CELLS
                .find(near)
                .filter(|_| doc.speaks(&line) && !line.raw.contains(&b'`'))
                .is_some_and(|c| last_cell(near, c.end))
        };
        let row = || {
            (
                if doc.position(pos) == Position::Middle {
                    0.55
                } else {
                    0.9
                },
                vec!["level in the cell beside its label".to_owned()],
            )
        };
        let Some((confidence, evidence)) = worth(doc, &line)
            .or_else(|| cells().then(row))
            .or_else(|| keyed(doc, pos).then(|| (0.7, vec!["level beside the document's title".to_owned()])))
        else {
            continue;
        };
        first_mark.get_or_insert((l, span, line.start));
        let better = best
            .as_ref()
            .is_none_or(|b| confidence >= 0.5 && (b.1 < 0.5 || l < b.0) || confidence > b.1 && b.1 < 0.5);
        if better {
            best = Some((l, confidence, span, evidence));
        }
    }
    let Some((mut l, mut confidence, mut span, mut evidence)) = best else {
        return;
    };
    let levels = spoken.iter().filter(|n| **n > 0).count();
    if levels >= 3 {
        // The protocol is explained here. Only a mark before all else is the text's own.
        let Some((own, at, start)) = first_mark.filter(|(_, _, start)| doc.text.get(..*start).is_some_and(blank))
        else {
            return;
        };
        let _ = start;
        (l, span, confidence) = (own, at, confidence.min(0.75));
        evidence = vec![
            "first line of the text".to_owned(),
            format!("{levels} levels are spoken of further down"),
        ];
    }
    let Some((_, class, severity, impact)) = LEVELS.get(l).copied() else {
        return;
    };
    out.push(Found {
        class,
        span,
        confidence,
        impact,
        severity,
        evidence,
    });
}

/// `"tlp": "AMBER"` beside the title of a document, `tlp = "amber"` in what a detection rule says of itself.
fn keyed(doc: &Doc<'_>, pos: usize) -> bool {
    let Some(near) = doc.text.get(pos..(pos + 40).min(doc.text.len())) else {
        return false;
    };
    // The key, and not a value `tlp:red`: quoted, or the first word of its line.
    let line = memchr::memrchr(b'\n', doc.text.get(..pos).unwrap_or_default()).map_or(0, |n| n + 1);
    let first = doc.text.get(line..pos).is_some_and(|b| b.trim_ascii().is_empty());
    let quoted = matches!(near.get(3), Some(b'"' | b'\''));
    if KEY.find(near).is_none_or(|r| r.start > 0) || !first && !quoted {
        return false;
    }
    let path = doc.path.to_ascii_lowercase();
    if [".yar", ".yara"].iter().any(|e| path.ends_with(e)) {
        let above = doc.text.get(pos.saturating_sub(2048)..pos).unwrap_or_default();
        let meta = memchr::memmem::rfind(above, b"meta:");
        return meta.is_some_and(|m| memchr::memmem::find(above.get(m..).unwrap_or_default(), b"strings:").is_none());
    }
    settings::place(doc, pos).is_some_and(|p| p.named)
}

/// Whether a row ends after its second cell.
fn last_cell(near: &[u8], end: usize) -> bool {
    let rest = near.get(end..).unwrap_or_default();
    let rest = rest
        .get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))
        .unwrap_or_default();
    let rest = rest.trim_ascii();
    rest.is_empty()
        || rest == b"|"
        || rest.starts_with(b"</td></tr")
        || rest.starts_with(b"</td> </tr")
        || rest == b"</td>"
}

/// Nothing but white space, comment signs and front matter fences.
fn blank(bytes: &[u8]) -> bool {
    bytes.len() < 400
        && bytes.iter().all(|b| {
            b.is_ascii_whitespace() || matches!(b, b'#' | b'/' | b'*' | b'-' | b'<' | b'!' | b'=' | b';' | b'+' | b'|')
        })
}

fn worth(doc: &Doc<'_>, line: &Line<'_>) -> Option<(f64, Vec<String>)> {
    if !doc.speaks(line) {
        return None;
    }
    let bare = match line.pair() {
        Some(pair) if pair.starts_with("tlp: ") || LABELS.iter().any(|l| pair.starts_with(l)) => pair,
        _ if line.table => return None,
        _ => plain(&line.bare),
    };
    let words = bare.split_whitespace().count();
    if words > 16
        || MARK.find_iter(bare.as_bytes()).count() > 1
        || bare.contains('`')
        || line.raw.contains(&b'`')
        || bare.contains("&quot;")
        || bare.contains("\": \"")
    {
        return None;
    }
    let r = MARK.find(bare.as_bytes())?;
    // `TLP:RED<tab>for nobody else` says what it means.
    if r.start == 0
        && line.pair().is_some()
        && doc
            .line(line.start + line.raw.len() + 1)
            .into_iter()
            .chain(line.start.checked_sub(1).and_then(|at| doc.line(at)))
            .any(|l| MARK.find(l.bare.as_bytes()).is_some_and(|m| m.start == 0))
    {
        return None;
    }
    let before = bare.get(..r.start)?.trim_end_matches([' ', ':', '-', '|', '(', '[']);
    let after = bare.get(r.end..)?.trim_start();
    let place = doc.position(line.start);
    let alone = before.is_empty() && (after.is_empty() || after.starts_with([')', ']']) && after.len() < 3);
    let label = LABELS.iter().any(|w| before.ends_with(w));
    let says = [
        "this document is",
        "this report is",
        "this advisory is",
        "this file is",
        "this information is",
        "this message is",
        "this document is marked",
        "document is",
        "marked",
    ]
    .iter()
    .any(|w| before.ends_with(w));
    let explained = after.starts_with(['-', '=', ':', '|', ',']) && after.split_whitespace().count() > 1;
    // Machine tags are written small; people write the mark in capitals.
    let tag = bare_mark_is_small(&line.bare) && !line.table;
    let mut evidence = Vec::new();
    let mut c: f64 = if alone && tag {
        0.1
    } else if alone {
        evidence.push("line of its own".to_owned());
        0.65
    } else if label || says {
        evidence.push("level behind a label".to_owned());
        0.7
    } else if before.len() > 12 && after.split_whitespace().count() > 3 {
        // Within a sentence it is spoken of.
        0.2
    } else if words <= 9 {
        0.45
    } else {
        0.3
    };
    match place {
        Position::Head => {
            c += 0.25;
            evidence.push("in the head of the text".to_owned());
        }
        Position::Foot => {
            c += 0.2;
            evidence.push("in the foot of the text".to_owned());
        }
        Position::Middle if doc.kind != Kind::Prose => c -= 0.4,
        Position::Middle => c -= if alone { 0.0 } else { 0.15 },
    }
    if line.list {
        c -= 0.4;
    }
    if explained && place == Position::Middle {
        c -= 0.2;
    }
    if line.heading && place == Position::Middle {
        c -= 0.2;
    }
    let opens = before.is_empty() && place == Position::Head && !tag;
    if talks_about(&bare) && !says && !opens {
        c -= 0.3;
    }
    (c >= 0.3).then_some((c.min(0.97), evidence))
}

fn bare_mark_is_small(bare: &str) -> bool {
    MARK.find(bare.as_bytes())
        .and_then(|r| bare.get(r))
        .is_some_and(|m| !m.chars().any(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(path: &str, text: &str) -> Vec<(&'static str, bool)> {
        let doc = Doc::new(text.as_bytes(), path);
        let lower = text.to_ascii_lowercase();
        let hits: Vec<(usize, usize)> = lower.match_indices("tlp").map(|(i, s)| (i, s.len())).collect();
        let mut out = Vec::new();
        examine(&doc, &hits, &mut out);
        out.into_iter().map(|f| (f.class, f.confidence >= 0.5)).collect()
    }

    #[test]
    fn the_strictest_mark_wins() {
        let text = "TLP:GREEN\n\nReport on an incident\n\nTLP:AMBER+STRICT\n\nbody\n";
        assert_eq!(run("report.md", text), [("tlp-amber-strict", true)]);
        assert_eq!(run("r.txt", "Threat report - TLP: RED\n\nbody\n"), [("tlp-red", true)]);
        assert_eq!(run("r.txt", "body\nClassification: TLP:WHITE\n"), [("tlp-clear", true)]);
        assert_eq!(run("ioc.py", "# TLP:AMBER\nimport x\n"), [("tlp-amber", true)]);
    }

    #[test]
    fn a_level_in_the_cell_beside() {
        let page = "<html><body><table><tr><td>TLP</td><td>RED</td></tr></table><h1>Report</h1></body></html>\n";
        assert_eq!(run("a.html", page), [("tlp-red", true)]);
        assert_eq!(
            run("a.md", "# Report\n\n| TLP | AMBER |\n|---|---|\n"),
            [("tlp-amber", true)]
        );
        assert!(run("a.md", "A row of two cells (`<tr><td>TLP</td><td>RED</td></tr>`)\n").is_empty());
        let levels = "| TLP | RED | nobody |\n|---|---|---|\n| TLP | GREEN | all |\n";
        assert!(run("a.md", levels).iter().all(|(_, sure)| !sure));
    }

    #[test]
    fn speaking_of_the_protocol_is_silent() {
        let taxonomy =
            "# TLP\n\nTLP:RED\n: not for disclosure\n\nTLP:AMBER\n: limited\n\nTLP:GREEN\n: community\n\nTLP:CLEAR\n";
        assert!(run("docs/tlp.md", taxonomy).iter().all(|(_, sure)| !sure));
        assert!(run("tlp.json", r#"{"name": "tlp:red", "level": 1}"#).is_empty());
        assert!(run("tlp.py", "x = 'TLP:RED'\n").is_empty());
        assert!(run("notes.md", "- `TLP:RED` is for named people\n").is_empty());
        assert!(
            run("tags.txt", "tlp:amber\nTraffic Light Protocol\n")
                .iter()
                .all(|(_, sure)| !sure)
        );
    }
}
