//! Tables in text: CSV and its kin, JSON lines, SQL dumps, and rows of `name: value` that documents and databases yield.
//!
//! One pass, columns by name; values are borrowed where they can be and at most so many rows are looked at.

mod sql;

use std::borrow::Cow;

/// Rows that are looked at first: where no column of them may hold personal data, the rest is left alone.
pub(super) const FIRST: usize = 256;
/// Rows that are looked at.
pub(super) const ROWS: usize = 20_000;
/// Columns that are looked at.
const COLUMNS: usize = 200;

/// A column and how its values fare.
#[derive(Debug)]
pub(super) struct Table<'t> {
    /// Names as they stand in the text.
    pub(super) names: Vec<Cow<'t, str>>,
    /// Offsets of the names, for the place of a finding.
    pub(super) places: Vec<(usize, usize)>,
    /// Rows of cells; short rows are padded by nothing.
    pub(super) rows: Vec<Vec<Cow<'t, str>>>,
}

/// The tables of a text, so many rows of each, from all over it (of SQL, the first); the extension says where to begin.
pub(super) fn read<'t>(text: &'t str, path: &str, most: usize) -> Vec<Table<'t>> {
    let ext = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ext.as_str() {
        "csv" | "tsv" | "tab" | "psv" => separated(text, most).into_iter().collect(),
        "jsonl" | "ndjson" | "json" => json_lines(text, most).into_iter().collect(),
        "sql" | "dump" | "sqldump" => sql::tables(text, most),
        _ => named_rows(text, most).into_iter().collect(),
    }
}

/// How many lines further the next row is taken from, so that so many rows stand for all of a text.
fn stride(text: &str, most: usize) -> usize {
    (memchr::memchr_iter(b'\n', text.as_bytes()).count() / most.max(1)).max(1)
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.lines().map(move |l| (l.as_ptr() as usize - base, l))
}

fn separated(text: &str, most: usize) -> Option<Table<'_>> {
    let (at, header) = lines(text).find(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))?;
    let sign = [',', ';', '\t', '|']
        .into_iter()
        .max_by_key(|s| header.matches(*s).count())?;
    let base = text.as_ptr() as usize;
    let first = cells(header, sign);
    let mut places = Vec::new();
    for c in &first {
        let start = match c {
            Cow::Borrowed(b) => (b.as_ptr() as usize).saturating_sub(base),
            Cow::Owned(_) => at,
        };
        places.push((start, start + c.len()));
    }
    let rows = text
        .get(at + header.len()..)?
        .lines()
        .filter(|l| !l.trim().is_empty())
        .step_by(stride(text, most))
        .take(most)
        .map(|l| cells(l, sign))
        .collect();
    Some(Table {
        names: first,
        places,
        rows,
    })
}

/// Cells of a line; quotes may hold the sign, not line ends.
fn cells(line: &str, sign: char) -> Vec<Cow<'_, str>> {
    let mut out = Vec::new();
    let mut rest = line.trim_end_matches('\r');
    while out.len() < COLUMNS {
        if let Some(t) = rest.trim_start_matches(' ').strip_prefix('"') {
            let mut end = 0;
            let mut doubled = false;
            loop {
                match t.get(end..).and_then(|r| r.find('"')) {
                    Some(i) if t.get(end + i + 1..).is_some_and(|a| a.starts_with('"')) => {
                        doubled = true;
                        end += i + 2;
                    }
                    Some(i) => {
                        end += i;
                        break;
                    }
                    None => {
                        end = t.len();
                        break;
                    }
                }
            }
            let value = t.get(..end).unwrap_or_default();
            out.push(if doubled {
                Cow::Owned(value.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(value)
            });
            let after = t.get(end + 1..).unwrap_or_default();
            match after.find(sign) {
                Some(i) => rest = after.get(i + sign.len_utf8()..).unwrap_or_default(),
                None => return out,
            }
        } else {
            match rest.find(sign) {
                Some(i) => {
                    out.push(Cow::Borrowed(rest.get(..i).unwrap_or_default().trim()));
                    rest = rest.get(i + sign.len_utf8()..).unwrap_or_default();
                }
                None => {
                    out.push(Cow::Borrowed(rest.trim()));
                    return out;
                }
            }
        }
    }
    out
}

/// Puts `(name, value)` pairs of many records into one table.
#[derive(Default)]
struct Builder<'t> {
    names: Vec<Cow<'t, str>>,
    places: Vec<(usize, usize)>,
    index: std::collections::HashMap<String, usize>,
    rows: Vec<Vec<Cow<'t, str>>>,
}

impl<'t> Builder<'t> {
    /// `place` is asked for a name's first value.
    fn put(
        &mut self,
        row: &mut Vec<Cow<'t, str>>,
        name: Cow<'t, str>,
        place: impl FnOnce() -> (usize, usize),
        value: Cow<'t, str>,
    ) {
        let i = match self.index.get(&*name) {
            Some(i) => *i,
            None if self.names.len() < COLUMNS => {
                self.index.insert(name.to_string(), self.names.len());
                self.names.push(name);
                self.places.push(place());
                self.names.len() - 1
            }
            None => return,
        };
        while row.len() <= i {
            row.push(Cow::Borrowed(""));
        }
        if let Some(slot) = row.get_mut(i) {
            *slot = value;
        }
    }

    fn done(self) -> Option<Table<'t>> {
        (!self.rows.is_empty()).then_some(Table {
            names: self.names,
            places: self.places,
            rows: self.rows,
        })
    }
}

fn json_lines(text: &str, most: usize) -> Option<Table<'_>> {
    let mut b = Builder::default();
    for (at, line) in lines(text).step_by(stride(text, most)) {
        let t = line.trim().trim_end_matches(',');
        if b.rows.len() >= most {
            break;
        }
        if !t.starts_with('{') || t.len() > 64 << 10 {
            continue;
        }
        let Ok(serde_json::Value::Object(map)) = serde_json::from_str(t) else {
            continue;
        };
        let mut row = Vec::new();
        flat(&map, 0, &mut |k, v| {
            let place = || {
                line.find(k)
                    .map_or((at, at + line.len()), |i| (at + i, at + i + k.len()))
            };
            b.put(&mut row, Cow::Owned(k.to_owned()), place, Cow::Owned(v));
        });
        b.rows.push(row);
    }
    b.done()
}

/// Names and values of an object and the objects within it.
fn flat(map: &serde_json::Map<String, serde_json::Value>, depth: u8, put: &mut dyn FnMut(&str, String)) {
    for (k, v) in map {
        match v {
            serde_json::Value::String(s) => put(k, s.clone()),
            serde_json::Value::Number(n) => put(k, n.to_string()),
            serde_json::Value::Object(m) if depth < 3 => flat(m, depth + 1, put),
            _ => {}
        }
    }
}

/// Rows `name: value<tab>name: value`.
fn named_rows(text: &str, most: usize) -> Option<Table<'_>> {
    let mut b = Builder::default();
    for (at, line) in lines(text).step_by(stride(text, most)) {
        if b.rows.len() >= most {
            break;
        }
        if !line.contains('\t') || !line.contains(": ") {
            continue;
        }
        let mut row = Vec::new();
        for cell in line.split('\t').take(COLUMNS) {
            let Some((name, value)) = cell.split_once(": ") else {
                continue;
            };
            if name.len() <= 60 {
                let start = at + (cell.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
                b.put(
                    &mut row,
                    Cow::Borrowed(name),
                    || (start, start + name.len()),
                    Cow::Borrowed(value.trim()),
                );
            }
        }
        b.rows.push(row);
    }
    b.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(t: &Table<'_>, name: &str) -> Vec<String> {
        let i = t.names.iter().position(|n| n == name).unwrap();
        t.rows
            .iter()
            .map(|r| r.get(i).map(ToString::to_string).unwrap_or_default())
            .collect()
    }

    #[test]
    fn tables_of_every_kind() {
        let csv = "id;name;note\n1;\"A; B\";x\n2;C;\"say \"\"hi\"\"\"\n";
        let t = read(csv, "a.csv", ROWS);
        assert_eq!(column(&t[0], "name"), ["A; B", "C"]);
        assert_eq!(column(&t[0], "note"), ["x", "say \"hi\""]);
        assert_eq!(&csv[t[0].places[1].0..t[0].places[1].1], "name");
        let t = read("{\"a\": 1, \"p\": {\"iban\": \"x\"}}\n{\"a\": 2}\n", "a.jsonl", ROWS);
        assert_eq!(column(&t[0], "iban"), ["x", ""]);
        let t = read("name: A\tiban: B\nname: C\tiban: D\n", "Customers", ROWS);
        assert_eq!(column(&t[0], "iban"), ["B", "D"]);
        assert_eq!(read(&"name: A\tiban: B\n".repeat(9), "Customers", 4)[0].rows.len(), 4);
        let late = format!("id,x\n{}{}", "1,\n".repeat(500), "2,late\n".repeat(500));
        assert!(column(&read(&late, "a.csv", 100)[0], "x").contains(&"late".to_owned()));
        let t = read(
            "INSERT INTO `c` (`id`, `n`) VALUES (1,'a, b'),(2,'c\\'d');\nINSERT INTO c VALUES (3,'e');\n",
            "d.sql",
            ROWS,
        );
        assert_eq!(column(&t[0], "n"), ["a, b", "c\\'d", "e"]);
        let t = read("COPY public.c (id, n) FROM stdin;\n1\ta\n2\tb\n\\.\nx\n", "d.sql", ROWS);
        assert_eq!(column(&t[0], "n"), ["a", "b"]);
        let t = read(
            "CREATE TABLE c (\n  id int,\n  n text\n);\nINSERT INTO c VALUES (1,'q');\n",
            "d.sql",
            ROWS,
        );
        assert_eq!(column(&t[0], "n"), ["q"]);
    }

    #[test]
    fn odd_input_is_survived() {
        for t in [
            "",
            "\"",
            "a,\"b",
            "INSERT INTO",
            "INSERT INTO x VALUES ((",
            "COPY",
            "CREATE TABLE",
            "{\n{",
            "\t: \t",
        ] {
            for p in ["a.csv", "a.jsonl", "a.sql", "a"] {
                let _ = read(t, p, ROWS);
            }
        }
    }
}
