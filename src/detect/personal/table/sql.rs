//! Rows of SQL dumps.

use std::collections::HashMap;

use super::{COLUMNS, Table, lines, span};

/// Bytes between `INSERT` and `VALUES`.
const HEAD: usize = 8 << 10;

/// The tables of a dump by their names.
struct Dump<'t> {
    text: &'t str,
    tables: Vec<(String, Table<'t>)>,
    created: HashMap<String, Vec<&'t str>>,
}

/// `INSERT INTO t (a, b) VALUES (…), (…)` and `COPY t (a, b) FROM stdin`; columns that are not listed are those of `CREATE TABLE`.
pub(super) fn tables(text: &str) -> Vec<Table<'_>> {
    let mut dump = Dump {
        text,
        tables: Vec::new(),
        created: HashMap::new(),
    };
    let mut copy: Option<usize> = None;
    let mut creating: Option<String> = None;
    // Lines within values that were read already.
    let mut behind = 0;
    for (at, line) in lines(text) {
        if at < behind {
            continue;
        }
        if let Some(i) = copy {
            if line == "\\." {
                copy = None;
            } else if let Some((_, t)) = dump.tables.get_mut(i) {
                line.split('\t').enumerate().for_each(|(c, v)| t.put(c, v));
            }
            continue;
        }
        let t = line.trim();
        let word = |w: &str| t.get(..w.len()).is_some_and(|p| p.eq_ignore_ascii_case(w));
        if let Some(name) = &creating {
            if t.starts_with(')') {
                creating = None;
            } else if let Some(column) = column(t) {
                dump.created.entry(name.clone()).or_default().push(bare(column));
            }
        } else if word("CREATE TABLE") {
            let rest = t.get(12..).unwrap_or_default().trim();
            let rest = rest.strip_prefix("IF NOT EXISTS ").unwrap_or(rest);
            let known = bare(name(rest));
            // All in one line.
            match rest.split_once('(').filter(|(_, list)| !list.trim().is_empty()) {
                Some((_, list)) => {
                    let columns = list.split(',').filter_map(column).map(bare).collect();
                    dump.created.insert(known.to_owned(), columns);
                    if !t.ends_with(';') {
                        creating = Some(known.to_owned());
                    }
                }
                None => creating = Some(known.to_owned()),
            }
        } else if word("COPY ") {
            copy = dump.table(t.get(5..).unwrap_or_default());
        } else if word("INSERT ") || word("REPLACE INTO ") {
            behind = dump.insert(at).unwrap_or(0);
        }
    }
    dump.tables.into_iter().map(|(_, t)| t).collect()
}

/// The name of a column that is declared; keys and constraints are none.
fn column(declared: &str) -> Option<&str> {
    const KEYS: [&str; 7] = ["PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "INDEX", "FOREIGN", "CHECK"];
    let name = declared.split_whitespace().next()?;
    (!KEYS.iter().any(|k| name.eq_ignore_ascii_case(k))).then_some(name)
}

impl<'t> Dump<'t> {
    /// The number of the table that a statement's rest begins with.
    fn table(&mut self, rest: &'t str) -> Option<usize> {
        let rest = rest.trim_start();
        let full = name(rest);
        let known = bare(full).to_owned();
        if let Some(i) = self.tables.iter().position(|(n, _)| *n == known) {
            return Some(i);
        }
        if self.tables.len() >= 256 {
            return None;
        }
        let listed = rest
            .get(full.len()..)?
            .trim_start()
            .strip_prefix('(')
            .and_then(|r| Some(r.split_once(')')?.0));
        let columns: Vec<&'t str> = match listed {
            Some(l) => l.split(',').map(bare).collect(),
            None => self.created.get(&known).cloned().unwrap_or_else(|| vec![""; 40]),
        };
        let mut t = Table::default();
        columns.iter().take(COLUMNS).for_each(|c| {
            t.add(c, span(self.text, c));
        });
        // A column without a name stands where its table is named.
        t.columns
            .iter_mut()
            .filter(|c| c.place.0 == c.place.1)
            .for_each(|c| c.place = span(self.text, full));
        self.tables.push((known, t));
        Some(self.tables.len() - 1)
    }

    /// Reads the statement at an offset; where its values end.
    fn insert(&mut self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let mut cut = HEAD.min(rest.len());
        while !rest.is_char_boundary(cut) {
            cut -= 1;
        }
        let head = rest.get(..cut)?;
        let values = memchr::memchr2_iter(b'v', b'V', head.as_bytes())
            .find(|i| head.get(*i..i + 6).is_some_and(|w| w.eq_ignore_ascii_case("values")))?;
        let mut named = head.get(..values)?;
        while let Some((first, more)) = named.split_once(char::is_whitespace) {
            named = more.trim_start();
            let begins = |words: &[&str], t: &str| {
                let t = t.split_whitespace().next().unwrap_or_default();
                words.iter().any(|w| t.eq_ignore_ascii_case(w))
            };
            let more = [
                "into",
                "ignore",
                "or",
                "replace",
                "delayed",
                "low_priority",
                "overwrite",
                "table",
            ];
            if begins(&["into"], first) || !begins(&more, named) {
                break;
            }
        }
        let i = self.table(named)?;
        let (_, table) = self.tables.get_mut(i)?;
        Some(at + values + 6 + tuples(rest.get(values + 6..)?, table))
    }
}

/// The name at the beginning, with schema and quotes.
fn name(rest: &str) -> &str {
    rest.split(['(', ' ', '\n']).next().unwrap_or_default()
}

/// A name without quotes and schema.
fn bare(name: &str) -> &str {
    let plain = |n: &'_ str| n.trim_matches(['"', '`', '[', ']', '\'', ' ', '\n', '\r', '\t']).len();
    let name = name.trim();
    let last = match name.rfind("].[").or_else(|| name.rfind(['.'])) {
        Some(i) if plain(name.get(i + 1..).unwrap_or_default()) > 0 => name.get(i + 1..).unwrap_or_default(),
        _ => name,
    };
    last.trim_matches(['.', '"', '`', '[', ']', '\'', ' ', '\n', '\r', '\t'])
}

/// Puts the values of `(…), (…)` into a table; where they end.
fn tuples<'t>(text: &'t str, table: &mut Table<'t>) -> usize {
    let b = text.as_bytes();
    let (mut i, mut start, mut column, mut depth) = (0, 0, 0, 0u32);
    let mut put = |column: usize, from: usize, to: usize| {
        let v = text.get(from..to).unwrap_or_default().trim();
        let v = v.strip_prefix(['N', 'E']).filter(|r| r.starts_with('\'')).unwrap_or(v);
        table.put(
            column,
            v.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')).unwrap_or(v),
        );
    };
    while let Some(c) = b.get(i) {
        match c {
            b'\'' => {
                // To the closing quote; doubled ones open and close twice.
                i += 1;
                while let Some(n) = b.get(i..).and_then(|r| memchr::memchr2(b'\'', b'\\', r)) {
                    i += n;
                    if b.get(i) == Some(&b'\'') {
                        break;
                    }
                    i += 2;
                }
                if i >= b.len() {
                    break;
                }
            }
            b'(' => {
                depth += 1;
                if depth == 1 {
                    (start, column) = (i + 1, 0);
                }
            }
            b',' if depth == 1 => {
                put(column, start, i);
                (start, column) = (i + 1, column + 1);
            }
            b')' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    put(column, start, i);
                }
            }
            b';' if depth == 0 => return i + 1,
            b',' | b' ' | b'\n' | b'\r' | b'\t' => {}
            // Another statement.
            _ if depth == 0 => return i,
            _ => {}
        }
        i += 1;
    }
    i.min(b.len())
}
