//! Tables in text: CSV and its kin, JSON, XML, YAML and logs by the names of their fields, SQL dumps, tables of documents, and
//! rows of `name: value` that sheets and databases yield.
//!
//! One pass, columns by name, values borrowed. A column whose first values rule out personal data is left alone from then on,
//! and a text is left alone once all its columns are.

mod pairs;
mod promise;
mod separated;
mod sql;

pub(super) use promise::{dense, holds_numbers};

use super::column;
use super::kind::Role;

/// Columns that are looked at.
const COLUMNS: usize = 300;
/// Values of a column after which it is decided whether the rest is wanted.
pub(super) const TRIAL: usize = 48;

/// The columns of a table, or of all records of a text that name their fields.
#[derive(Debug, Default)]
pub(super) struct Table<'t> {
    /// In order of appearance.
    pub(super) columns: Vec<Column<'t>>,
}

/// A column: what it is called, and its values.
#[derive(Debug)]
pub(super) struct Column<'t> {
    /// What its name says.
    pub(super) role: Role,
    /// Where the name stands first (of a column without a name: its first value).
    pub(super) place: (usize, usize),
    /// Values that are given, in order.
    pub(super) values: Vec<&'t str>,
    fate: Fate,
}

/// Whether more values of a column are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Not known yet.
    Open,
    Wanted,
    Left,
}

impl<'t> Column<'t> {
    fn new(name: &str, place: (usize, usize)) -> Self {
        let role = Role::of(name);
        Self {
            fate: if role.is_opaque() { Fate::Left } else { Fate::Open },
            role,
            place,
            values: Vec::new(),
        }
    }

    fn put(&mut self, value: &'t str) {
        if self.fate == Fate::Left {
            return;
        }
        // `='…'`: what keeps a spreadsheet from reading a number.
        let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''));
        if value.is_empty() || matches!(value, "NULL" | "\\N" | "null" | "None" | "nil" | "-") {
            return;
        }
        self.values.push(value);
        if self.fate == Fate::Open && self.values.len() == TRIAL {
            self.fate = if column::promises(self) {
                Fate::Wanted
            } else {
                self.values = Vec::new();
                Fate::Left
            };
        }
    }
}

impl<'t> Table<'t> {
    /// The number of a new column, if there may be more.
    fn add(&mut self, name: &str, place: (usize, usize)) -> Option<usize> {
        (self.columns.len() < COLUMNS).then(|| {
            self.columns.push(Column::new(name, place));
            self.columns.len() - 1
        })
    }

    fn put(&mut self, column: usize, value: &'t str) {
        if let Some(c) = self.columns.get_mut(column) {
            c.put(value);
        }
    }

    /// Whether any column still needs values; names alone make no personal data. `unknown` whether a column counts of which
    /// neither its name nor its values say anything yet.
    fn is_open(&self, unknown: bool) -> bool {
        self.columns.iter().any(|c| match c.fate {
            Fate::Left => false,
            Fate::Wanted => !c.role.is_name(),
            Fate::Open => unknown || c.role.says_more_than_a_name(),
        })
    }
}

/// The tables of a text; the path's extension says how they are written. `told` where words of the text name kinds.
pub(super) fn read<'t>(text: &'t str, path: &str, told: bool) -> Vec<Table<'t>> {
    let ext = path.rsplit(['.', '/']).next().unwrap_or_default().to_ascii_lowercase();
    match ext.as_str() {
        "csv" | "tsv" | "tab" | "psv" => separated::tables(text, true),
        "sql" | "dump" | "sqldump" | "pgsql" | "mysql" => sql::tables(text),
        "jsonl" | "ndjson" | "json" | "geojson" | "har" | "xml" | "yml" | "yaml" | "toml" | "ldif" | "vcf" => {
            vec![pairs::table(text, ext == "vcf")]
        }
        "html" | "htm" | "xhtml" => pairs::cells(text),
        "txt" | "log" | "md" | "dat" | "out" | "prn" | "rpt" | "lst" | "rst" => {
            let mut all = separated::tables(text, false);
            all.push(pairs::table(text, false));
            all
        }
        _ if told => {
            let mut all = vec![pairs::table(text, false)];
            if text.lines().take(40).any(|l| l.contains(['\t', '|', ';'])) {
                all.extend(separated::tables(text, false));
            }
            all
        }
        _ => Vec::new(),
    }
}

/// Lines with their offsets, without the line end.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.lines().map(move |l| (l.as_ptr() as usize - base, l))
}

/// Where a part of a text stands in it.
fn span(text: &str, part: &str) -> (usize, usize) {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    (start, start + part.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(path: &str, text: &str, name: &str) -> Vec<String> {
        let at = |t: &Table<'_>| {
            t.columns
                .iter()
                .position(|c| text.get(c.place.0..c.place.1) == Some(name))
        };
        let tables = read(text, path, true);
        let Some((t, i)) = tables.iter().find_map(|t| Some((t, at(t)?))) else {
            panic!("no column {name} in {path}: {tables:?}");
        };
        t.columns[i].values.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn tables_of_every_kind() {
        let csv = "no;name;note\n1;\"A; B\";x\n2;C;\"two\nlines\"\n3;D;y\n";
        assert_eq!(column("a.csv", csv, "name"), ["A; B", "C", "D"]);
        assert_eq!(column("a.csv", csv, "note"), ["x", "two\nlines", "y"]);
        assert_eq!(column("a.csv", "iban\nA1\nB2\nC3\n", "iban"), ["A1", "B2", "C3"]);
        let late = format!("Report of May\nmade at 10:00, by hand\n\n{csv}\nsku,iban\n1,X\n2,Y\n3,Z\n");
        assert_eq!(column("a.csv", &late, "name"), ["A; B", "C", "D"]);
        assert_eq!(column("a.csv", &late, "iban"), ["X", "Y", "Z"]);
        assert_eq!(column("a.csv", "'no';'iban'\n'1';'X'\n'2';'Y'\n", "'iban'"), ["X", "Y"]);
        let grid = "+--+-----+\n|no|iban |\n+==+=====+\n|1 |X5500|\n+--+-----+\n|2 |Y55001|\n+--+-----+\n";
        assert_eq!(column("a.rst", grid, "iban"), ["X5500", "Y55001"]);
        let md = "# T\n\n| no | iban |\n|---|---|\n| 1 | X55001 |\n| 2 | Y |\n| 3 | Z |\n";
        assert_eq!(column("a.md", md, "iban"), ["X55001", "Y", "Z"]);
        let fixed = "REPORT   PAGE 1\n\nno    iban   who\n----  -----  ---\n1     X10005  a b\n2     Y2     c\n3     Z3     d\n";
        assert_eq!(column("a.txt", fixed, "iban"), ["X10005", "Y2", "Z3"]);
        let html =
            "<table><tr><th>no<th>iban</tr>\n<tr><td>1</td><td>X</td></tr><tr><td>2</td><td><b>Y</b></td></tr></table>";
        assert_eq!(column("a.html", html, "iban"), ["X", "Y"]);
    }

    #[test]
    fn fields_by_their_names() {
        let json = "[{\"a\": 1, \"p\": {\"iban\": \"x\"}},\n {\"a\": 2, \"p\": {\"iban\": \"y\"}}]";
        assert_eq!(column("a.json", json, "iban"), ["x", "y"]);
        assert_eq!(
            column("Customers", "name: A\tiban: B\nname: C\tiban: D\n", "iban"),
            ["B", "D"]
        );
        assert_eq!(
            column(
                "a.log",
                "10:00:01 saved no=1 iban=X ok\n10:00:02 saved no=2 iban=\"Y Z\"\n",
                "iban"
            ),
            ["X", "Y Z"]
        );
        assert_eq!(
            column("a.xml", "<c><iban>X</iban><no>1</no></c><c><iban>Y</iban></c>", "iban"),
            ["X", "Y"]
        );
        assert_eq!(
            column("a.xml", "<c iban=\"X\" no=\"1\"/><c iban=\"Y\"/>", "iban"),
            ["X", "Y"]
        );
        assert_eq!(
            column("a.yml", "c:\n  - iban: \"X\"\n    no: 1\n  - iban: Y\n", "iban"),
            ["X", "Y"]
        );
        assert_eq!(
            column("a.vcf", "FN:Ann\nEMAIL;TYPE=HOME:a@b.c\nFN:Bob\n", "FN"),
            ["Ann", "Bob"]
        );
        assert_eq!(
            column("seed.ts", "[{ iban: 'X', no: 1 }, { iban: 'Y' }]", "iban"),
            ["X", "Y"]
        );
        // Whoever wrote a package is named for everybody to see.
        let authors = "{\"authors\": [{\"mail\": \"x\"}], \"people\": [{\"mail\": \"y\"}]}";
        assert_eq!(column("composer.json", authors, "mail"), ["y"]);
    }

    #[test]
    fn dumps() {
        let d = "INSERT INTO `c` (`id`, `n`) VALUES (1,'a, b'),(2,'c\\'d');\nINSERT INTO c VALUES (3,'e');\n";
        assert_eq!(column("d.sql", d, "n"), ["a, b", "c\\'d", "e"]);
        let d = "COPY public.c (id, n) FROM stdin;\n1\ta\n2\tb\n\\.\nx\n";
        assert_eq!(column("d.sql", d, "n"), ["a", "b"]);
        let d = "CREATE TABLE c (\n  id int,\n  n text\n);\nINSERT INTO c VALUES (1,'q');\n";
        assert_eq!(column("d.sql", d, "n"), ["q"]);
        let d =
            "INSERT [dbo].[C] ([Id], [n]) VALUES (1, N'q')\nGO\nINSERT [dbo].[C] ([Id], [n]) VALUES (2, N'r')\nGO\n";
        assert_eq!(column("d.sql", d, "n"), ["q", "r"]);
        let d = "insert into c\n  (id, n)\nvalues\n  (1, 'q'),\n  (2, null),\n  (3, 'r');\n";
        assert_eq!(column("d.sql", d, "n"), ["q", "r"]);
    }

    #[test]
    fn odd_input_is_survived() {
        for t in [
            "",
            "\"",
            "a,\"b",
            "a,b\n\"",
            "INSERT INTO",
            "INSERT INTO x VALUES ((",
            "COPY",
            "CREATE TABLE",
            "{\n{",
            "\t: \t",
            "=",
            ">",
            "<",
            ":\"",
            "é:é=é>é",
            "<tr",
            "<tr><td",
            "|\n|\n|\n",
            "a  b\n \n",
            "\\:\\\"",
            "insert é (é) values (é",
        ] {
            for p in ["a.csv", "a.jsonl", "a.sql", "a", "a.txt", "a.html", "a.vcf"] {
                let _ = read(t, p, true);
            }
        }
    }
}
