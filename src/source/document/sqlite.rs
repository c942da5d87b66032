//! SQLite databases: the rows of every table as text, read from the b-trees; nothing of the library is needed for that.
//!
//! Every page is visited at most once, whatever pointers say, so the work is bounded by the file. Free pages are left alone:
//! what was deleted there is not readable to a session that asks the database. A write-ahead log is a file of its own beside it.

use std::borrow::Cow;
use std::io::{self, SeekFrom};

use super::table::Table;
use crate::source::expand::{ReadSeek, Walk, clean, cursor, damaged, kind};
use crate::source::{Origin, OriginKind};

/// Text of one table is handed on in pieces of about this size.
const PIECE: usize = 4 << 20;
/// Longest value that is looked at.
const VALUE: usize = 1 << 20;
/// Most tables.
const TABLES: usize = 10_000;

/// Hands on the schema and every table.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, r: &mut dyn ReadSeek, len: u64, depth: u8) -> io::Result<()> {
    let mut file = File::open(r, len)?;
    let mut schema = Vec::new();
    let mut sql_text = String::new();
    let whole = file.rows(1, &mut |_, values| {
        let text = |i: usize| values.get(i).map(Value::text).unwrap_or_default();
        if schema.len() < TABLES && sql_text.len() < PIECE {
            sql_text.push_str(&text(4));
            sql_text.push_str(";\n");
            if let (b"table", Some(Value::Integer(root))) = (text(0).as_bytes(), values.get(3))
                && let Ok(root) = u32::try_from(*root)
                && root > 1
            {
                schema.push((text(1).into_owned(), root, text(4).into_owned()));
            }
        }
        Ok(())
    });
    walk.document_part(origin, "schema", sql_text.as_bytes());
    report(walk, origin, "schema", whole);
    for (name, root, sql) in schema {
        if walk.is_stopped() {
            break;
        }
        let whole = one_table(walk, origin, &mut file, &name, root, &sql, depth);
        report(walk, origin, &name, whole);
    }
    Ok(())
}

fn report(walk: &mut Walk<'_>, origin: &Origin, table: &str, result: io::Result<bool>) {
    let inside = origin.inside(clean(table), OriginKind::Document);
    match result {
        Ok(true) => {}
        Ok(false) => walk.failed(&inside, &damaged("pages of the table are missing or wrong"), 0),
        Err(e) => walk.failed(&inside, &e, 0),
    }
}

fn one_table(
    walk: &mut Walk<'_>,
    origin: &Origin,
    file: &mut File<'_>,
    name: &str,
    root: u32,
    sql: &str,
    depth: u8,
) -> io::Result<bool> {
    // Rows of a table without row ids stand in another order than its columns.
    let is_by_key = sql.to_ascii_uppercase().contains("WITHOUT ROWID");
    let columns = if is_by_key { Vec::new() } else { column_names(sql) };
    let mut table = Table::with_columns(columns);
    let (mut row, mut first) = (0u64, 1u64);
    let result = file.rows(root, &mut |row_id, values| {
        row += 1;
        let mut texts = Vec::with_capacity(values.len());
        for (i, value) in values.iter().enumerate() {
            match value {
                Value::Blob(bytes) if kind("-", bytes).is_some() => {
                    let inside = origin.inside(
                        clean(&format!("{name} row {row_id} column {}", i + 1)),
                        OriginKind::Document,
                    );
                    walk.member(inside, &mut cursor(bytes), Some(bytes.len() as u64), depth)?;
                }
                value => texts.push((i, value.text())),
            }
        }
        let cells: Vec<(usize, &str)> = texts.iter().map(|(i, text)| (*i, text.as_ref())).collect();
        table.row(&cells);
        if table.len() > PIECE {
            piece(walk, origin, name, &mut table, first);
            first = row + 1;
        }
        if walk.is_stopped() {
            Err(damaged("stopped"))
        } else {
            Ok(())
        }
    });
    piece(walk, origin, name, &mut table, first);
    result
}

fn piece(walk: &mut Walk<'_>, origin: &Origin, name: &str, table: &mut Table, first: u64) {
    let text = table.take_text();
    let name = if first == 1 {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("{name} (from row {first})"))
    };
    walk.document_part(origin, &name, text.as_bytes());
}

enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Value {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Integer(n) => Cow::Owned(n.to_string()),
            Self::Real(n) => Cow::Owned(n.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Blob(bytes) => super::readable(bytes),
        }
    }
}

struct File<'f> {
    r: &'f mut dyn ReadSeek,
    page_size: usize,
    /// Bytes of a page that are used.
    usable: usize,
    pages: u32,
    seen: Vec<u64>,
    encoding: &'static encoding_rs::Encoding,
    /// Whether a page was asked for that is not there, or was there before.
    is_damaged: bool,
}

type OnRow<'r> = dyn FnMut(i64, &[Value]) -> io::Result<()> + 'r;

impl<'f> File<'f> {
    fn open(r: &'f mut dyn ReadSeek, len: u64) -> io::Result<Self> {
        let mut head = [0; 100];
        r.seek(SeekFrom::Start(0))?;
        r.read_exact(&mut head)?;
        let page_size = match be(&head, 16, 2) as usize {
            1 => 65_536,
            n if n >= 512 && n.is_power_of_two() => n,
            _ => return Err(damaged("page size of the database")),
        };
        let usable = page_size - head.get(20).map_or(0, |n| usize::from(*n));
        if usable < 480 {
            return Err(damaged("page size of the database"));
        }
        let encoding = match be(&head, 56, 4) {
            2 => encoding_rs::UTF_16LE,
            3 => encoding_rs::UTF_16BE,
            _ => encoding_rs::UTF_8,
        };
        let pages = u32::try_from(len.div_ceil(page_size as u64)).unwrap_or(u32::MAX);
        let seen = vec![0; (pages as usize / 64) + 1];
        Ok(Self {
            r,
            page_size,
            usable,
            pages,
            seen,
            encoding,
            is_damaged: false,
        })
    }

    /// Whether the page exists and was not taken before; takes it.
    fn take(&mut self, page: u32) -> bool {
        let (word, bit) = (page as usize / 64, 1u64 << (page % 64));
        match self.seen.get_mut(word).filter(|_| page >= 1 && page <= self.pages) {
            Some(word) if *word & bit == 0 => {
                *word |= bit;
                true
            }
            _ => {
                self.is_damaged = true;
                false
            }
        }
    }

    fn page(&mut self, number: u32) -> io::Result<Vec<u8>> {
        let mut page = vec![0; self.page_size];
        self.r
            .seek(SeekFrom::Start(u64::from(number - 1) * self.page_size as u64))?;
        self.r.read_exact(&mut page)?;
        Ok(page)
    }

    /// Every row below a root page, in the order of the tree. Says whether all pages were right.
    fn rows(&mut self, root: u32, on_row: &mut OnRow<'_>) -> io::Result<bool> {
        self.is_damaged = false;
        let mut stack = Vec::new();
        if self.take(root) {
            stack.push(root);
        }
        while let Some(number) = stack.pop() {
            let Ok(page) = self.page(number) else {
                self.is_damaged = true;
                continue;
            };
            let head = if number == 1 { 100 } else { 0 };
            let kind = page.get(head).copied().unwrap_or(0);
            let is_inner = matches!(kind, 2 | 5);
            if !matches!(kind, 2 | 5 | 10 | 13) {
                self.is_damaged = true;
                continue;
            }
            let cells = be(&page, head + 3, 2) as usize;
            let pointers = head + if is_inner { 12 } else { 8 };
            let mut children = Vec::new();
            for i in 0..cells.min(self.page_size / 2) {
                let mut at = be(&page, pointers + 2 * i, 2) as usize;
                if is_inner {
                    children.push(be(&page, at, 4) as u32);
                    at += 4;
                }
                if kind != 5 {
                    self.cell(&page, at, kind, on_row)?;
                }
            }
            if is_inner {
                children.push(be(&page, head + 8, 4) as u32);
                for child in children.into_iter().rev() {
                    if self.take(child) {
                        stack.push(child);
                    }
                }
            }
        }
        Ok(!self.is_damaged)
    }

    /// One row: its length, its id in tables, its bytes here and on overflow pages.
    fn cell(&mut self, page: &[u8], at: usize, kind: u8, on_row: &mut OnRow<'_>) -> io::Result<()> {
        let mut rest = page.get(at..self.usable).unwrap_or_default();
        let (Some(len), row_id) = (varint(&mut rest), if kind == 13 { varint(&mut rest) } else { Some(0) }) else {
            self.is_damaged = true;
            return Ok(());
        };
        let (len, row_id) = (usize::try_from(len).unwrap_or(usize::MAX), row_id.unwrap_or(0));
        let most = if kind == 13 {
            self.usable - 35
        } else {
            (self.usable - 12) * 64 / 255 - 23
        };
        let mut payload = Vec::new();
        if len <= most {
            payload.extend_from_slice(rest.get(..len).unwrap_or(rest));
        } else {
            let least = (self.usable - 12) * 32 / 255 - 23;
            let local = least + (len - least) % (self.usable - 4);
            let local = if local <= most { local } else { least };
            payload.extend_from_slice(rest.get(..local).unwrap_or(rest));
            let mut next = be(rest, local, 4) as u32;
            while next != 0 && payload.len() < len && self.take(next) {
                let Ok(page) = self.page(next) else {
                    self.is_damaged = true;
                    break;
                };
                next = be(&page, 0, 4) as u32;
                // A row longer than that is read no further; its pages count as seen.
                let want = (len - payload.len()).min(self.usable - 4);
                if payload.len() < 16 * VALUE {
                    payload.extend_from_slice(page.get(4..4 + want).unwrap_or_default());
                } else {
                    break;
                }
            }
        }
        let values = self.record(&payload);
        on_row(row_id, &values)
    }

    fn record(&self, payload: &[u8]) -> Vec<Value> {
        let mut head = payload;
        let Some(head_len) = varint(&mut head).and_then(|n| usize::try_from(n).ok()) else {
            return Vec::new();
        };
        let skipped = payload.len() - head.len();
        let mut types = payload.get(skipped..head_len).unwrap_or_default();
        let mut body = payload.get(head_len..).unwrap_or_default();
        let mut values = Vec::new();
        while let Some(kind) = varint(&mut types) {
            let len = match kind {
                0 | 8 | 9 => 0,
                1..=4 => kind as usize,
                5 => 6,
                6 | 7 => 8,
                n if n >= 12 => usize::try_from((n - 12) / 2).unwrap_or(usize::MAX),
                _ => break,
            };
            let bytes = body.get(..len).unwrap_or(body);
            body = body.get(len..).unwrap_or_default();
            let shown = bytes.get(..bytes.len().min(VALUE)).unwrap_or_default();
            values.push(match kind {
                0 => Value::Null,
                8 => Value::Integer(0),
                9 => Value::Integer(1),
                7 => Value::Real(f64::from_bits(be(bytes, 0, 8))),
                1..=6 => {
                    let shift = 64 - 8 * len as u32;
                    Value::Integer((be(bytes, 0, len) << shift) as i64 >> shift)
                }
                n if n % 2 == 1 => Value::Text(self.encoding.decode_without_bom_handling(shown).0.into_owned()),
                _ => Value::Blob(bytes.to_vec()),
            });
        }
        values
    }
}

/// A big-endian number of up to 8 bytes; bytes outside count as missing.
fn be(bytes: &[u8], at: usize, len: usize) -> u64 {
    bytes
        .get(at..at.saturating_add(len))
        .unwrap_or_default()
        .iter()
        .fold(0, |n, b| n << 8 | u64::from(*b))
}

/// Seven bits a byte, most significant first; the ninth byte counts whole.
fn varint(bytes: &mut &[u8]) -> Option<i64> {
    let mut n = 0u64;
    for i in 0..9 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        if i == 8 {
            n = n << 8 | u64::from(*byte);
        } else {
            n = n << 7 | u64::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
        }
    }
    Some(n as i64)
}

/// The names of the columns in a `CREATE TABLE`.
fn column_names(sql: &str) -> Vec<String> {
    let Some(start) = sql.find('(') else { return Vec::new() };
    let (mut names, mut piece, mut nesting, mut quote) = (Vec::new(), String::new(), 0u32, None);
    for c in sql.get(start + 1..).unwrap_or_default().chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '"' | '`' | '\'') => quote = Some(c),
            (None, '[') => quote = Some(']'),
            (None, '(') => nesting += 1,
            (None, ')') if nesting == 0 => break,
            (None, ')') => nesting -= 1,
            (None, ',') if nesting == 0 => {
                names.push(std::mem::take(&mut piece));
                continue;
            }
            _ => {}
        }
        piece.push(c);
    }
    names.push(piece);
    let is_column = |name: &String| {
        let word = name.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        let word = word.split('(').next().unwrap_or_default();
        !matches!(word, "PRIMARY" | "UNIQUE" | "CHECK" | "FOREIGN" | "CONSTRAINT")
    };
    names
        .iter()
        .filter(|name| is_column(name))
        .map(|name| column_name(name.trim()))
        .collect()
}

fn column_name(definition: &str) -> String {
    let close = match definition.chars().next() {
        Some('[') => ']',
        Some(q @ ('"' | '`' | '\'')) => q,
        _ => {
            return definition
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .chars()
                .take(64)
                .collect();
        }
    };
    definition
        .chars()
        .skip(1)
        .take_while(|c| *c != close)
        .take(64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::expand::tests::{data, open, open_file};

    #[test]
    fn rows_of_every_table_with_their_columns() {
        let db = open_file("heron.sqlite");
        assert!(
            db.text("users").contains("name: admin\tpassword: lantern-moss-4417"),
            "{}",
            db.text("users")
        );
        assert!(
            db.text("settings").contains("smtp_password: lantern-moss-4417"),
            "{}",
            db.text("settings")
        );
        assert!(db.text("schema").contains("CREATE TABLE users"));
        let rows = db.text("many").lines().count();
        assert_eq!(rows, 700, "inner pages are followed");
        assert_eq!(db.text("many").lines().last(), Some("n: 699\ttext: line 699"));
        assert!(db.text("long").ends_with("internal use only\n"), "overflow pages");
        assert!(db.text("keyed").contains("lantern-moss-4417"), "tables without row ids");
        assert!(
            db.text("files row 1 column 2!conf/app.ini")
                .contains("lantern-moss-4417"),
            "{:?}",
            db.names()
        );
        assert!(db.skipped.is_empty(), "{:?}", db.skipped);
        assert!(
            !format!("{db:?}").contains("deleted-value"),
            "the free list is left alone"
        );
        assert!(
            open_file("heron-utf16.sqlite")
                .text("users")
                .contains("password: lantern-moss-4417")
        );
    }

    #[test]
    fn a_page_that_points_to_itself_ends() {
        let mut bytes = data("heron.sqlite");
        let size = be(&bytes, 16, 2) as usize;
        for page in 2..bytes.len() / size {
            let at = page * size;
            if bytes[at] == 5 {
                bytes[at + 8..at + 12].copy_from_slice(&(page as u32 + 1).to_be_bytes());
            }
        }
        let opened = open("a.sqlite", &bytes);
        assert!(
            opened.skipped.iter().any(|s| s.contains("missing or wrong")),
            "{:?}",
            opened.skipped
        );
        let opened = open("a.sqlite", &data("heron.sqlite")[..size * 3]);
        assert!(!opened.skipped.is_empty());
    }

    #[test]
    fn columns_of_a_definition() {
        assert_eq!(
            column_names("CREATE TABLE t(a INTEGER PRIMARY KEY, \"b c\" TEXT DEFAULT ',', [d] X(1,2), UNIQUE(a,b), e)"),
            ["a", "b c", "d", "e"]
        );
    }
}
