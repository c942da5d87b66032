//! What is wrong with a configuration: file, line, key, what was expected, and the likely meant word.

use std::fmt;
use std::ops::Range;

/// A configuration that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, as shown to the user; empty for a value that came from the command line.
    pub file: String,
    /// 1-based line; 0 where the whole file is meant.
    pub line: usize,
    /// 1-based column in code points.
    pub column: usize,
    /// The key, dotted (`limits.timeout`); empty where none can be named.
    pub key: String,
    /// What was expected.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if !self.file.is_empty() {
            parts.push(match self.line {
                0 => self.file.clone(),
                l => format!("{}:{l}:{}", self.file, self.column),
            });
        }
        if !self.key.is_empty() {
            parts.push(format!("`{}`", self.key));
        }
        parts.push(self.message.clone());
        f.write_str(&parts.join(": "))
    }
}

impl std::error::Error for ConfigError {}

/// A file's name and text, to say where in it something is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Place<'_> {
    /// 1-based line and column of a byte offset.
    pub(super) fn line_column(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    /// An error at a place in the file.
    pub(super) fn error(&self, span: Range<usize>, key: &str, message: impl Into<String>) -> ConfigError {
        let (line, column) = self.line_column(span.start);
        ConfigError {
            file: self.file.into(),
            line,
            column,
            key: key.into(),
            message: message.into(),
        }
    }

    /// What the TOML reader said, with the key's name and the likely meant one.
    pub(super) fn toml_error(&self, e: &toml::de::Error) -> ConfigError {
        let span = e.span().unwrap_or(0..0);
        let key = self.key_at(&span);
        let mut message = e.message().trim().replace('\n', ", ");
        if let Some(rest) = message.strip_prefix("unknown field `") {
            let mut words = rest.split('`');
            let wrong = words.next().unwrap_or_default().to_owned();
            let known: Vec<String> = words.skip(1).step_by(2).map(str::to_owned).collect();
            message = format!("unknown key{}", expected(&wrong, known.iter().map(String::as_str)));
        }
        self.error(span, &key, message)
    }

    /// The dotted name of the innermost key whose name or value holds the span.
    fn key_at(&self, span: &Range<usize>) -> String {
        let Ok(doc) = toml_edit::Document::parse(self.text) else {
            return String::new();
        };
        let mut name = String::new();
        let mut table: Option<&dyn toml_edit::TableLike> = Some(doc.as_table());
        for _ in 0..8 {
            let Some(here) = table else { break };
            table = None;
            for (key, item) in here.get_key_value_pairs() {
                let on_key = key.span().is_some_and(|s| s.start <= span.start && span.start < s.end);
                let inside = item_holds(item, span);
                if on_key || inside {
                    if !name.is_empty() {
                        name.push('.');
                    }
                    name.push_str(key.get());
                    table = if on_key { None } else { inner(item, span) };
                    break;
                }
            }
        }
        name
    }
}

/// The entries of a table with their keys, which carry spans.
trait Pairs {
    fn get_key_value_pairs(&self) -> Vec<(&toml_edit::Key, &toml_edit::Item)>;
}

impl Pairs for dyn toml_edit::TableLike + '_ {
    fn get_key_value_pairs(&self) -> Vec<(&toml_edit::Key, &toml_edit::Item)> {
        self.iter().filter_map(|(k, _)| self.get_key_value(k)).collect()
    }
}

fn item_holds(item: &toml_edit::Item, span: &Range<usize>) -> bool {
    let holds =
        |s: Option<Range<usize>>| s.is_some_and(|s| s.start <= span.start && span.start < s.end.max(s.start + 1));
    match item {
        toml_edit::Item::ArrayOfTables(a) => a.iter().any(|t| table_holds(t, span)),
        toml_edit::Item::Table(t) => table_holds(t, span),
        other => holds(other.span()),
    }
}

/// A table's own span is its header; its entries lie behind it.
fn table_holds(table: &toml_edit::Table, span: &Range<usize>) -> bool {
    let header = table
        .span()
        .is_some_and(|s| s.start <= span.start && span.start < s.end);
    header
        || table
            .iter()
            .filter_map(|(k, _)| table.get_key_value(k))
            .any(|(key, item)| {
                key.span().is_some_and(|s| s.start <= span.start && span.start < s.end)
                    || item.span().is_some_and(|s| s.start <= span.start && span.start < s.end)
            })
}

fn inner<'a>(item: &'a toml_edit::Item, span: &Range<usize>) -> Option<&'a dyn toml_edit::TableLike> {
    match item {
        toml_edit::Item::ArrayOfTables(a) => a.iter().find(|t| table_holds(t, span)).map(|t| t as _),
        other => other.as_table_like(),
    }
}

/// `, did you mean …?` or `, expected one of …`.
pub(super) fn expected<'a>(wrong: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(wrong, known.clone()) {
        return format!(", did you mean `{near}`?");
    }
    let all: Vec<&str> = known.collect();
    if all.len() > 24 {
        String::new()
    } else {
        format!(", expected one of: {}", all.join(", "))
    }
}

/// The known word that a misspelt one most likely means.
pub fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).max(1);
    known
        .map(|k| (distance(wrong, k), k))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, k)| k)
}

/// Edits (insert, delete, replace, swap neighbours) between two short words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut d = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                d = d.min(rows[i - 2][j - 2] + 1);
            }
            row.push(d);
        }
        rows.push(row);
    }
    rows.last().and_then(|r| r.last()).copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["min_confidence", "fail_on", "max_score"];
        assert_eq!(nearest("min_confidense", known.into_iter()), Some("min_confidence"));
        assert_eq!(nearest("fial_on", known.into_iter()), Some("fail_on"));
        assert_eq!(nearest("verbose", known.into_iter()), None);
        assert_eq!(distance("ab", "ba"), 1);
    }
}
