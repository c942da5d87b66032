//! Personal data that can be checked offline: cards, accounts, identity numbers with check digits, travel documents.
//!
//! In bulk: columns of tables, with counts. Alone: only right behind a word that names the kind, and never a published
//! test number. E-mail addresses and telephone numbers count in bulk and beside a column of names only.

mod check;
mod kind;
mod table;

use super::{Context, Hit, Recognised};
use crate::finding::Severity;
use kind::{KINDS, Kind};
use table::Table;

/// Rows that a column needs at least.
const BULK: usize = 10;
/// Rows that are enough where the column's name says what it holds and every value passes.
const FEW: usize = 5;
/// Rows of people that make contacts or records.
const PEOPLE: usize = 25;
/// Bytes of a text in which tables are looked for.
const MOST: usize = 8 << 20;

/// The recogniser `personal`.
pub(crate) fn find<'t>(text: &'t [u8], ctx: &Context<'_>, hits: &[Hit], emit: &mut dyn FnMut(Recognised<'t>)) {
    if ctx.binary || ctx.depth > 0 {
        return;
    }
    let cut = text.get(..text.len().min(MOST)).unwrap_or_default();
    let head = match std::str::from_utf8(cut) {
        Ok(s) => s,
        Err(e) => cut
            .get(..e.valid_up_to())
            .and_then(|c| std::str::from_utf8(c).ok())
            .unwrap_or_default(),
    };
    let mut found: Vec<Recognised<'t>> = Vec::new();
    if tabular(ctx.path) || head.lines().take(3).any(|l| l.contains('\t') && l.contains(": ")) {
        let mut tables = table::read(head, ctx.path, table::FIRST);
        if tables.iter().any(|t| t.rows.len() >= table::FIRST && may_hold(t)) {
            tables = table::read(head, ctx.path, table::ROWS);
        }
        tables.iter().for_each(|t| columns(t, &mut found));
    }
    alone(text, ctx.path, hits, &mut found);
    travel_documents(text, hits, &mut found);
    found.into_iter().for_each(emit);
}

fn tabular(path: &str) -> bool {
    let ext = path.rsplit('.').next().unwrap_or_default();
    ["csv", "tsv", "tab", "psv", "jsonl", "ndjson", "sql", "dump", "sqldump"]
        .iter()
        .any(|e| ext.eq_ignore_ascii_case(e))
}

fn found(
    class: &'static str,
    span: (usize, usize),
    confidence: f64,
    impact: f64,
    severity: Severity,
    evidence: Vec<String>,
) -> Recognised<'static> {
    Recognised {
        class,
        start: span.0,
        end: span.1,
        value: None,
        confidence,
        impact: Some(impact),
        severity: Some(severity),
        evidence,
    }
}

/// How bad so many are.
fn weight(n: usize) -> (f64, Severity) {
    match n {
        0..=2 => (0.2, Severity::Low),
        3..=9 => (0.3, Severity::Medium),
        10..=99 => (0.45, Severity::Medium),
        100..=999 => (0.55, Severity::High),
        _ => (0.65, Severity::High),
    }
}

/// The values of a column that are given.
fn given<'t>(t: &'t Table<'_>, column: usize) -> Vec<&'t str> {
    t.rows
        .iter()
        .filter_map(|r| r.get(column))
        .map(|v| v.trim())
        .filter(|v| !v.is_empty() && *v != "NULL" && *v != "\\N")
        .collect()
}

/// Whether a column of the first rows may hold personal data, by its name or by what stands in it.
fn may_hold(t: &Table<'_>) -> bool {
    t.names.iter().enumerate().any(|(i, name)| {
        let header = kind::normal(name);
        KINDS.iter().any(|k| k.named(&header) || k.hinted(&header))
            || kind::about_people(&header).is_some_and(|what| what != "name")
            || best_kind(&header, &given(t, i)).is_some()
    })
}

/// Columns of one table.
fn columns(t: &Table<'_>, out: &mut Vec<Recognised<'_>>) {
    let mut people: Vec<(&'static str, usize)> = Vec::new();
    let mut contact: Option<((usize, usize), usize, &'static str)> = None;
    for (i, name) in t.names.iter().enumerate() {
        let header = kind::normal(name);
        let values = given(t, i);
        let place = t.places.get(i).copied().unwrap_or_default();
        if values.len() >= 3
            && let Some((k, n)) = best_kind(&header, &values)
        {
            let named = k.named(&header) || k.hinted(&header);
            let share = n as f64 / values.len() as f64;
            let confidence = match (named, n) {
                (true, 100..) => 0.97,
                (true, 10..) => 0.95,
                (true, _) => 0.7,
                (false, 50..) => 0.9,
                (false, _) => 0.75,
            };
            let (impact, severity) = weight(n);
            let mut evidence = vec![
                format!("{n} different values of the kind: {}", k.name),
                format!("{:.0} % of the column pass the check", share * 100.0),
            ];
            if named {
                evidence.push("the column's name says so".to_owned());
            }
            out.push(found(
                if named { k.class } else { "unnamed" },
                place,
                confidence,
                impact,
                severity,
                evidence,
            ));
            people.push(("number", n));
            continue;
        }
        let Some(what) = kind::about_people(&header) else {
            continue;
        };
        let good = match what {
            "e-mail" => distinct(values.iter().filter(|v| kind::email(v)).copied()),
            "phone" => distinct(values.iter().filter(|v| kind::phone(v)).copied()),
            "name" => distinct(
                values
                    .iter()
                    .filter(|v| {
                        v.chars().any(char::is_alphabetic) && v.len() < 80 && !v.contains(['/', '\\', '_', '{', '='])
                    })
                    .copied(),
            ),
            "date of birth" => distinct(
                values
                    .iter()
                    .filter(|v| v.bytes().filter(u8::is_ascii_digit).count() >= 6)
                    .copied(),
            ),
            _ => distinct(values.iter().copied()),
        };
        if good >= PEOPLE.min(values.len().max(1)) && good * 2 >= values.len() && good >= PEOPLE {
            people.push((what, good));
            if matches!(what, "e-mail" | "phone") && contact.is_none_or(|c| c.1 < good) {
                contact = Some((place, good, what));
            }
        }
    }
    let kinds: std::collections::BTreeSet<&str> = people.iter().map(|p| p.0).collect();
    if !kinds.contains("name") {
        return;
    }
    let rows = people.iter().map(|p| p.1).max().unwrap_or(0);
    if kinds.len() >= 4
        && (kinds.contains("date of birth")
            || kinds.contains("address")
            || kinds.contains("health")
            || kinds.contains("income")
            || kinds.contains("number"))
    {
        let place = t.places.first().copied().unwrap_or_default();
        let (impact, severity) = weight(rows);
        let list = kinds.iter().copied().collect::<Vec<_>>().join(", ");
        out.push(found(
            "records",
            place,
            0.9,
            impact,
            severity,
            vec![format!("{rows} records of people: {list}")],
        ));
    } else if let Some((place, n, what)) = contact {
        let (impact, severity) = weight(n / 2);
        out.push(found(
            "contacts",
            place,
            0.85,
            impact * 0.8,
            severity,
            vec![format!("{n} different values of {what} beside a column of names")],
        ));
    }
}

fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> usize {
    values.collect::<std::collections::HashSet<_>>().len()
}

/// The kind that a column holds, with how many different values pass.
fn best_kind(header: &str, values: &[&str]) -> Option<(&'static Kind, usize)> {
    let enough = |k: &Kind, least: usize, share: f64| -> Option<usize> {
        // Most columns fail within a few values.
        let sample = values.iter().take(24).filter(|v| (k.valid)(v)).count();
        if (sample as f64) < share * 0.7 * values.len().min(24) as f64 {
            return None;
        }
        let good = values.iter().filter(|v| (k.valid)(v)).count();
        let n = distinct(values.iter().filter(|v| (k.valid)(v)).copied());
        (n >= least && good as f64 >= share * values.len() as f64 && n * 4 >= good).then_some(n)
    };
    let named = KINDS
        .iter()
        .filter(|k| k.named(header))
        .chain(KINDS.iter().filter(|k| !k.named(header) && k.hinted(header)));
    for k in named {
        let least = if k.certain { 3 } else { BULK };
        // In a short column the name must be borne out by every value.
        if let Some(n) = enough(k, least, 0.8).or_else(|| enough(k, FEW, 1.0)) {
            return Some((k, n));
        }
    }
    // A generic header asks for a kind that hardly passes by chance; a number of records is none.
    let opaque = [
        "id",
        "hash",
        "uuid",
        "key",
        "timestamp",
        "time",
        "date",
        "index",
        "offset",
        "size",
        "price",
        "amount",
        "sku",
        "isbn",
        "ean",
        "gtin",
        "imei",
        "barcode",
        "upc",
    ];
    if opaque.contains(&header) || header.ends_with("imei") {
        return None;
    }
    KINDS
        .iter()
        .filter(|k| k.certain && !matches!(k.class, "vehicle-id"))
        .find_map(|k| Some((k, enough(k, 20, 0.9)?)))
}

/// Values of one kind behind words that name it.
struct Alone {
    values: Vec<String>,
    words: Vec<String>,
    passed: usize,
    place: (usize, usize),
}

impl Alone {
    const fn at(place: (usize, usize)) -> Self {
        Self {
            values: Vec::new(),
            words: Vec::new(),
            passed: 0,
            place,
        }
    }
}

/// Single values right behind a word that names their kind.
fn alone(text: &[u8], path: &str, hits: &[Hit], out: &mut Vec<Recognised<'_>>) {
    let mut seen: Vec<(&'static Kind, Alone)> = Vec::new();
    // How many values stand behind each word, whether they pass or not.
    let mut behind: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for h in hits.iter().take(2000) {
        let Some(word) = text.get(h.pos..h.pos + h.len) else {
            continue;
        };
        if word.starts_with(b"<<") {
            continue;
        }
        let word = kind::normal(&String::from_utf8_lossy(word));
        let Some(tail) = text.get(h.pos + h.len..(h.pos + h.len + 120).min(text.len())) else {
            continue;
        };
        let end = memchr::memchr2(b'\n', b'\r', tail).unwrap_or(tail.len());
        let tail = tail.get(..end).unwrap_or_default();
        let Some((value, at)) = first_value(tail) else { continue };
        *behind.entry(word.clone()).or_default() += 1;
        let Some(k) = KINDS.iter().find(|k| {
            (k.named(&word)
                || k.headers
                    .iter()
                    .any(|h| h.len() >= 4 && (word.contains(h) || h.starts_with(&word) && word.len() >= 4)))
                && longest(&value, k).is_some()
        }) else {
            continue;
        };
        let Some(v) = longest(&value, k) else { continue };
        let place = (h.pos + h.len + at, h.pos + h.len + at + v.len());
        let i = match seen.iter().position(|s| std::ptr::eq(s.0, k)) {
            Some(i) => i,
            None => {
                seen.push((k, Alone::at(place)));
                seen.len() - 1
            }
        };
        let Some((_, s)) = seen.get_mut(i) else { continue };
        s.passed += 1;
        if s.values.len() < 1000 && !s.values.contains(&v) {
            s.values.push(v);
        }
        if !s.words.contains(&word) {
            s.words.push(word);
        }
    }
    let lower = path.to_ascii_lowercase();
    let staged = [
        "test", "spec", "example", "fixture", "sample", "mock", "doc", "demo", "seed",
    ]
    .iter()
    .any(|w| lower.contains(w));
    for (k, s) in seen {
        // Where most values behind the word fail the check, those that pass do so by chance.
        let all: usize = s.words.iter().filter_map(|w| behind.get(w)).sum();
        if s.passed * 2 < all || out.iter().any(|f| f.class == k.class) {
            continue;
        }
        let (n, place) = (s.values.len(), s.place);
        let sure: f64 = match (n, k.certain) {
            (1, true) => 0.65,
            (1, false) => 0.5,
            (2, true) => 0.75,
            (2, false) => 0.65,
            (_, true) => 0.9,
            (_, false) => 0.85,
        };
        let confidence = if staged && n < BULK { sure - 0.3 } else { sure };
        let (impact, severity) = weight(n);
        out.push(found(
            k.class,
            place,
            confidence,
            impact,
            severity,
            vec![
                format!("{n} value{} of the kind: {}", if n == 1 { "" } else { "s" }, k.name),
                "named by the word before it".to_owned(),
            ],
        ));
    }
}

/// What stands behind a name and its operator: `: "…"`, `= …`, `</th><td>…`.
fn first_value(tail: &[u8]) -> Option<(String, usize)> {
    let s = String::from_utf8_lossy(tail);
    let mut at = 0;
    let mut letters = 0;
    let mut tag = false;
    for (i, c) in s.char_indices() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            _ if tag => {}
            '0'..='9' => {
                at = i;
                break;
            }
            // The rest of the name (`_number`, ` no.`), or a value that begins with letters.
            'A'..='Z'
                if s.get(i..).is_some_and(|r| {
                    r.chars()
                        .take_while(char::is_ascii_alphanumeric)
                        .any(|c| c.is_ascii_digit())
                }) =>
            {
                at = i;
                break;
            }
            c if c.is_alphabetic() => {
                letters += 1;
                if letters > 14 {
                    return None;
                }
            }
            _ => {}
        }
        at = i;
    }
    let value: String = s
        .get(at..)?
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || " -./()".contains(*c))
        .take(44)
        .collect();
    (value.bytes().filter(u8::is_ascii_digit).count() >= 6).then_some((value, at))
}

/// The longest beginning of the value that passes, cut at separators.
fn longest(value: &str, k: &Kind) -> Option<String> {
    let mut v = value.trim_end_matches([' ', '.', '-', '/', '(']);
    for _ in 0..8 {
        if (k.valid)(v) {
            return Some(v.to_owned());
        }
        v = v
            .rsplit_once([' ', '-', '.', '/'])?
            .0
            .trim_end_matches([' ', '.', '-', '/']);
    }
    None
}

/// Machine-readable zones: lines of capitals, digits and `<`.
fn travel_documents(text: &[u8], hits: &[Hit], out: &mut Vec<Recognised<'_>>) {
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
