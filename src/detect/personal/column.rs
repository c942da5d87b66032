//! Columns of tables, by their names and by what passes the checks.

use std::collections::{BTreeSet, HashSet};

use super::kind::{self, KINDS, Kind, Role};
use super::table::{Column, Table};
use super::{BULK, Recognised, found, weight};

/// Values that are enough where the column's name says what it holds and every value passes.
const FEW: usize = 5;
/// Digits that a value of a kind has,
pub(super) const DIGITS: usize = 5;
/// if it has not so many letters and digits.
const LETTERED: usize = 9;
/// Rows of people that make contacts or records.
pub(super) const PEOPLE: usize = 25;

/// Whether a column of which the first values are known may hold personal data.
pub(super) fn promises(c: &Column<'_>) -> bool {
    let share = |k: &Kind| c.values.iter().filter(|v| (k.valid)(v)).count() as f64 / c.values.len().max(1) as f64;
    c.role.kinds.iter().any(|k| share(k) > 0.3)
        || c.role
            .about
            .is_some_and(|what| fitting(what, &c.values) * 2 >= c.values.len())
        || c.values.iter().filter(|v| numeric(v.as_bytes())).count() * 2 > c.values.len()
            && KINDS.iter().any(|k| k.certain && share(k) > 0.6)
}

/// Whether a value has the digits that one of any kind has: five, or three among many letters.
pub(super) fn numeric(v: &[u8]) -> bool {
    let count = |f: fn(&u8) -> bool| v.iter().filter(|b| f(b)).count();
    let digits = count(u8::is_ascii_digit);
    digits >= DIGITS || digits >= 3 && count(u8::is_ascii_alphanumeric) >= LETTERED
}

/// How many values fit what the column's name says about people.
fn fitting(what: &str, values: &[&str]) -> usize {
    values.iter().filter(|v| fits(what, v)).count()
}

fn fits(what: &str, v: &str) -> bool {
    let digits = || v.bytes().filter(u8::is_ascii_digit).count();
    let letters = || v.chars().any(char::is_alphabetic);
    match what {
        "e-mail" => kind::email(v),
        "phone" => kind::phone(v),
        "name" => {
            letters()
                && v.len() < 80
                && !v.contains(['/', '_', '{', '=', '$', '<'])
                && (!v.contains('\\') || v.contains("\\u"))
        }
        "date of birth" => digits() >= 6,
        "address" => letters() && (v.contains(' ') || !v.is_ascii()) && v.len() < 160,
        "income" => digits() >= 3,
        _ => true,
    }
}

/// Columns of one table. `people` where it may be one of people, and not only of their numbers.
pub(super) fn examine(t: &Table<'_>, people: bool, out: &mut Vec<Recognised<'_>>) {
    // What the columns say about people, and how many rows say it.
    let mut said: Vec<(&'static str, usize)> = Vec::new();
    let mut contact: Option<((usize, usize), usize, &'static str)> = None;
    let mut first = None;
    for c in &t.columns {
        let place = c.place;
        if c.values.len() >= 3
            && let Some((k, n, share)) = best_kind(&c.role, &c.values)
        {
            let named = c.role.kinds.iter().any(|o| std::ptr::eq(*o, k));
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
            let class = if named { k.class } else { "unnamed" };
            out.push(found(class, place, confidence, impact, severity, evidence));
            if n >= PEOPLE {
                said.push(("number", c.values.len()));
            }
            first.get_or_insert(place);
            continue;
        }
        let Some(what) = c.role.about.filter(|_| people && c.values.len() >= PEOPLE) else {
            continue;
        };
        let good = fitting(what, &c.values);
        let different = distinct(c.values.iter().filter(|v| fits(what, v)).copied());
        // Given names come again and again, addresses of mail do not.
        let least = if matches!(what, "e-mail" | "phone") {
            PEOPLE
        } else {
            BULK
        };
        if good >= PEOPLE && good * 2 >= c.values.len() && different >= least {
            said.push((what, good));
            first.get_or_insert(place);
            if matches!(what, "e-mail" | "phone") && contact.is_none_or(|c| c.1 < different) {
                contact = Some((place, different, what));
            }
        }
    }
    let kinds: BTreeSet<&str> = said.iter().map(|p| p.0).collect();
    if !kinds.contains("name") {
        return;
    }
    let rows = said.iter().map(|p| p.1).max().unwrap_or(0);
    let intimate = ["date of birth", "address", "health", "income", "number"]
        .iter()
        .any(|k| kinds.contains(k));
    if kinds.len() >= 4 && intimate || kinds.len() >= 3 && kinds.contains("date of birth") {
        let (impact, severity) = weight(rows);
        let list = kinds.iter().copied().collect::<Vec<_>>().join(", ");
        out.push(found(
            "records",
            first.unwrap_or_default(),
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
    values.collect::<HashSet<_>>().len()
}

/// The kind that a column holds, how many different values pass, and the share of values that do.
fn best_kind(role: &Role, values: &[&str]) -> Option<(&'static Kind, usize, f64)> {
    let enough = |k: &Kind, least: usize, share: f64| -> Option<(usize, f64)> {
        // Most columns fail within a few values.
        let sample = values.iter().take(24).filter(|v| (k.valid)(v)).count();
        if (sample as f64) < share * 0.7 * values.len().min(24) as f64 {
            return None;
        }
        let good: Vec<&str> = values.iter().filter(|v| (k.valid)(v)).copied().collect();
        let n = distinct(good.iter().copied());
        let passed = good.len() as f64 / values.len() as f64;
        (n >= least && passed >= share && n * 4 >= good.len()).then_some((n, passed))
    };
    for k in &role.kinds {
        let least = if k.certain { 3 } else { BULK };
        // In a short column the name must be borne out by every value.
        if let Some((n, share)) = enough(k, least, 0.8).or_else(|| enough(k, FEW, 1.0)) {
            return Some((k, n, share));
        }
    }
    let likely = values.iter().take(24).filter(|v| numeric(v.as_bytes())).count();
    if role.is_opaque() || (likely as f64) < 0.6 * values.len().min(24) as f64 {
        return None;
    }
    KINDS
        .iter()
        .filter(|k| k.certain && !matches!(k.class, "vehicle-id"))
        .find_map(|k| enough(k, 20, 0.9).map(|(n, share)| (k, n, share)))
}
