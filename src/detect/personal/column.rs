//! Columns of tables, by their names and by what passes the checks.

use super::kind::{self, KINDS, Kind};
use super::table::Table;
use super::{BULK, Recognised, found, weight};

/// Values that are enough where the column's name says what it holds and every value passes.
const FEW: usize = 5;
/// Rows of people that make contacts or records.
const PEOPLE: usize = 25;

/// A generic header asks for a kind that hardly passes by chance; a number of records is none.
const OPAQUE: [&str; 19] = [
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
pub(super) fn may_hold(t: &Table<'_>) -> bool {
    t.names.iter().enumerate().any(|(i, name)| {
        let header = kind::normal(name);
        KINDS.iter().any(|k| k.named(&header) || k.hinted(&header))
            || kind::about_people(&header).is_some_and(|what| what != "name")
            || best_kind(&header, &given(t, i)).is_some()
            || sparse(&header, &given(t, i))
    })
}

/// Whether the few values of a column that is mostly empty are all of a kind that hardly anything passes for.
fn sparse(header: &str, values: &[&str]) -> bool {
    !OPAQUE.contains(&header)
        && (3..BULK * 2).contains(&values.len())
        && KINDS.iter().any(|k| k.certain && values.iter().all(|v| (k.valid)(v)))
}

/// Columns of one table.
pub(super) fn examine(t: &Table<'_>, out: &mut Vec<Recognised<'_>>) {
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
    if OPAQUE.contains(&header) || header.ends_with("imei") {
        return None;
    }
    KINDS
        .iter()
        .filter(|k| k.certain && !matches!(k.class, "vehicle-id"))
        .find_map(|k| Some((k, enough(k, 20, 0.9)?)))
}
