//! Rows of SQL dumps.

use std::borrow::Cow;

use super::{Builder, COLUMNS, Table, lines};

/// A column's name and where it stands.
type Column<'t> = (Cow<'t, str>, (usize, usize));

/// `INSERT INTO t (a, b) VALUES (…), (…)` and `COPY t (a, b) FROM stdin`.
pub(super) fn tables(text: &str, most: usize) -> Vec<Table<'_>> {
    let mut tables: Vec<(String, Builder<'_>)> = Vec::new();
    let mut copy: Option<usize> = None;
    let mut insert: Option<usize> = None;
    let mut created: std::collections::HashMap<String, Vec<Column<'_>>> = std::collections::HashMap::new();
    let mut creating: Option<String> = None;
    for (at, line) in lines(text) {
        let t = line.trim();
        let word = |w: &str| t.get(..w.len()).is_some_and(|p| p.eq_ignore_ascii_case(w));
        if let Some(i) = copy {
            if t == "\\." {
                copy = None;
            } else if let Some((_, b)) = tables.get_mut(i)
                && b.rows.len() < most
            {
                b.rows.push(line.split('\t').map(Cow::Borrowed).collect());
            }
            continue;
        }
        if word("CREATE TABLE") {
            let name = t
                .get(12..)
                .unwrap_or_default()
                .trim()
                .trim_start_matches("IF NOT EXISTS ")
                .split(['(', ' '])
                .next()
                .unwrap_or_default();
            creating = Some(bare(name).to_owned());
            continue;
        }
        if let Some(name) = &creating {
            if t.starts_with(')') {
                creating = None;
            } else if let Some(column) = t.split_whitespace().next().filter(|c| {
                !["PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "INDEX", "FOREIGN"]
                    .contains(&c.to_ascii_uppercase().as_str())
            }) {
                let start = at + (column.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
                created
                    .entry(name.clone())
                    .or_default()
                    .push((Cow::Borrowed(bare(column)), (start, start + column.len())));
            }
            continue;
        }
        if word("INSERT INTO") || word("COPY ") {
            let is_copy = word("COPY ");
            let rest = t.get(if is_copy { 5 } else { 11 }..).unwrap_or_default().trim_start();
            let name = bare(rest.split(['(', ' ']).next().unwrap_or_default()).to_owned();
            let after = rest
                .get(rest.find(['(', ' ']).unwrap_or(rest.len())..)
                .unwrap_or_default()
                .trim_start();
            let listed: Vec<Column<'_>> = match after
                .strip_prefix('(')
                .and_then(|a| a.split_once(')'))
                .filter(|_| !word("VALUES"))
            {
                Some((columns, _)) => columns
                    .split(',')
                    .map(|c| {
                        let start = at + (c.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
                        (Cow::Borrowed(bare(c)), (start, start + c.len()))
                    })
                    .collect(),
                None => created.get(&name).cloned().unwrap_or_default(),
            };
            let i = match tables.iter().position(|(n, _)| *n == name) {
                Some(i) => i,
                None if tables.len() < 64 => {
                    let mut b = Builder::default();
                    (b.names, b.places) = listed.into_iter().take(COLUMNS).unzip();
                    tables.push((name, b));
                    tables.len() - 1
                }
                None => continue,
            };
            if is_copy {
                copy = Some(i);
                continue;
            }
            insert = Some(i);
            let values = line
                .to_ascii_uppercase()
                .find("VALUES")
                .map_or("", |v| line.get(v + 6..).unwrap_or_default());
            if let Some((_, b)) = tables.get_mut(i) {
                tuples(values, most, &mut b.rows);
            }
            if t.ends_with(';') {
                insert = None;
            }
            continue;
        }
        if let Some((_, b)) = insert.and_then(|i| tables.get_mut(i)) {
            if t.starts_with('(') {
                tuples(t, most, &mut b.rows);
            }
            if t.ends_with(';') {
                insert = None;
            }
        }
    }
    tables.into_iter().filter_map(|(_, b)| b.done()).collect()
}

/// A name without quotes and schema.
fn bare(name: &str) -> &str {
    name.trim()
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .trim_matches(['"', '`', '[', ']', '\'', ' '])
}

/// The values of `(…), (…)`.
fn tuples<'t>(text: &'t str, most: usize, rows: &mut Vec<Vec<Cow<'t, str>>>) {
    let b = text.as_bytes();
    let mut i = 0;
    let mut row: Option<Vec<Cow<'t, str>>> = None;
    let mut start = 0;
    let mut quoted = false;
    while let Some(c) = b.get(i) {
        match c {
            b'\\' if quoted => i += 1,
            b'\'' => quoted = !quoted,
            _ if quoted => {}
            b'(' if row.is_none() => {
                row = Some(Vec::new());
                start = i + 1;
            }
            b',' | b')' => {
                if let Some(r) = &mut row {
                    if r.len() < COLUMNS {
                        let v = text.get(start..i).unwrap_or_default().trim();
                        r.push(Cow::Borrowed(
                            v.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')).unwrap_or(v),
                        ));
                    }
                    start = i + 1;
                    if *c == b')' {
                        rows.extend(row.take());
                        if rows.len() >= most {
                            return;
                        }
                    }
                }
            }
            _ => {}
        }
        i += 1;
    }
}
