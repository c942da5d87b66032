//! Rows of a sheet or a database table as lines of text, written so that a value stands beside the name it belongs to.
//!
//! Names come from the columns (`user: alice<tab>password: …`) and, in tables of settings, from the row (`DB_PASSWORD: …`).

use std::fmt::Write;

/// Longest cell that is written whole.
const CELL: usize = 256 << 10;
/// Most empty lines of a table, written to keep line numbers equal to row numbers.
const EMPTY: u64 = 100_000;
/// Longest text: a shared string can stand in every cell.
pub(crate) const TEXT: usize = 16 << 20;

/// A table as it grows.
#[derive(Debug, Default)]
pub(crate) struct Table {
    columns: Vec<String>,
    has_columns: bool,
    text: String,
    lines: u64,
    empty: u64,
    is_cut: bool,
}

impl Table {
    /// A table whose first row may be its column names.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A table whose columns are known.
    pub(crate) fn with_columns(columns: Vec<String>) -> Self {
        Self {
            columns,
            has_columns: true,
            ..Self::default()
        }
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether rows were left out because the text would have become too long.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// How long the text is by now.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// How many more bytes the text may grow by.
    pub(crate) fn room(&self) -> usize {
        TEXT.saturating_sub(self.text.len())
    }

    /// Notes that rows were left out.
    pub(crate) fn cut(&mut self) {
        self.is_cut = true;
    }

    /// Takes the text written so far out; columns stay.
    pub(crate) fn take_text(&mut self) -> String {
        self.lines = 0;
        std::mem::take(&mut self.text)
    }

    /// Writes empty lines until the next row stands on line `number` (1-based), where that is near.
    pub(crate) fn go_to(&mut self, number: u64) {
        let missing = number.saturating_sub(self.lines + 1);
        if self.empty.saturating_add(missing) <= EMPTY {
            self.empty += missing;
            (0..missing).for_each(|_| self.text.push('\n'));
            self.lines += missing;
        }
    }

    /// Writes a row of (column, text) cells.
    pub(crate) fn row(&mut self, cells: &[(usize, &str)]) {
        if self.text.len() > TEXT {
            self.is_cut = true;
            return;
        }
        let filled: Vec<(usize, &str)> = cells
            .iter()
            .copied()
            .filter(|(_, text)| !text.trim().is_empty())
            .collect();
        if !self.has_columns && self.columns.is_empty() && !filled.is_empty() {
            self.learn(&filled);
            // A lone cell above is a title.
            self.has_columns = filled.len() > 1;
            let names: Vec<&str> = filled.iter().map(|(_, text)| *text).collect();
            self.line(&names.join("\t"));
            if let Some((name, value)) = setting(&filled, None) {
                self.append(name, value);
            }
            self.end();
            return;
        }
        for (i, (column, text)) in filled.iter().enumerate() {
            if i > 0 {
                self.text.push('\t');
            }
            match self.columns.get(*column).filter(|name| !name.is_empty()) {
                Some(name) => {
                    let name = name.clone();
                    let _ = write!(self.text, "{name}: ");
                    self.line(text);
                }
                None => self.line(text),
            }
        }
        if let Some((name, value)) = setting(&filled, Some(&self.columns)) {
            self.append(name, value);
        }
        self.end();
    }

    fn append(&mut self, name: &str, value: &str) {
        let _ = write!(self.text, "\t{name}: ");
        self.line(value);
    }

    fn end(&mut self) {
        self.text.push('\n');
        self.lines += 1;
    }

    /// A cell on one line. Line breaks inside would shift every row behind it.
    fn line(&mut self, text: &str) {
        if self.text.len() > TEXT {
            self.is_cut = true;
            return;
        }
        self.is_cut |= text.len() > CELL;
        let end = (0..=text.len().min(CELL))
            .rev()
            .find(|i| text.is_char_boundary(*i))
            .unwrap_or(0);
        self.text.extend(
            text.get(..end)
                .unwrap_or_default()
                .chars()
                .map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }),
        );
    }

    /// Takes the first row for column names if every cell of it could be one.
    fn learn(&mut self, cells: &[(usize, &str)]) {
        if cells.len() < 2 || !cells.iter().all(|(column, text)| *column < 16_384 && is_name(text)) {
            return;
        }
        for (column, text) in cells {
            if self.columns.len() <= *column {
                self.columns.resize(column + 1, String::new());
            }
            if let Some(name) = self.columns.get_mut(*column) {
                *name = text.trim().to_owned();
            }
        }
    }
}

/// The name and value of a row that is a setting: two cells, or columns that are called so.
fn setting<'c>(cells: &[(usize, &'c str)], columns: Option<&[String]>) -> Option<(&'c str, &'c str)> {
    let by_title = |titles: &[&str]| {
        cells.iter().find(|(column, _)| {
            columns
                .and_then(|c| c.get(*column))
                .is_some_and(|name| titles.iter().any(|t| name.eq_ignore_ascii_case(t)))
        })
    };
    let named = by_title(&["name", "key", "variable", "setting", "property", "parameter", "item"])
        .zip(by_title(&["value", "val"]));
    let ((_, name), (_, value)) = match (named, cells) {
        (Some((name, value)), _) => (name, value),
        (None, [name, value]) => (name, value),
        _ => return None,
    };
    is_name(name).then(|| (name.trim(), *value))
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 48
        && text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/' | '(' | ')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[&str]]) -> String {
        let mut table = Table::new();
        for row in rows {
            let cells: Vec<(usize, &str)> = row.iter().copied().enumerate().collect();
            table.row(&cells);
        }
        table.text().to_owned()
    }

    #[test]
    fn values_stand_beside_the_names_of_their_columns() {
        assert_eq!(
            rows(&[
                &["user", "password", "note"],
                &["alice", "x1", ""],
                &["bob", "x2", "two\nlines"]
            ]),
            "user\tpassword\tnote\nuser: alice\tpassword: x1\talice: x1\nuser: bob\tpassword: x2\tnote: two lines\n"
        );
    }

    #[test]
    fn settings_are_named_by_their_row() {
        assert_eq!(rows(&[&["DB_PASSWORD", "x!1"]]), "DB_PASSWORD\tx!1\tDB_PASSWORD: x!1\n");
        assert_eq!(
            rows(&[&["Name", "Env", "Value"], &["DB_PASSWORD", "prod", "x!1"]]),
            "Name\tEnv\tValue\nName: DB_PASSWORD\tEnv: prod\tValue: x!1\tDB_PASSWORD: x!1\n"
        );
    }

    #[test]
    fn lines_are_rows() {
        let mut table = Table::new();
        table.go_to(3);
        table.row(&[(0, "a")]);
        table.go_to(1 << 40);
        table.row(&[(0, "b")]);
        assert_eq!(table.text(), "\n\na\nb\n");
    }
}
