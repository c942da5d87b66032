//! OpenDocument: text and tables.

use super::super::markup::{Token, attribute, tokens, unescape};
use super::super::table::Table;
use crate::source::Origin;
use crate::source::expand::Walk;

/// OpenDocument content: a line a paragraph; tables of a spreadsheet as parts of their own.
pub(super) fn open_document(walk: &mut Walk<'_>, origin: &Origin, name: &str, xml: &[u8]) {
    let is_spreadsheet = memchr::memmem::find(xml, b"<office:spreadsheet").is_some();
    let mut out = String::new();
    let mut sheet: Option<(String, Table)> = None;
    let (mut cells, mut column, mut depth, mut in_body) = (Vec::<(usize, String)>::new(), 0usize, 0u32, false);
    let mut repeat = 1;
    for token in tokens(xml) {
        match token {
            Token::Start {
                name: b"body" | b"master-styles",
                is_empty: false,
                ..
            } => in_body = true,
            Token::End(b"body" | b"master-styles") => in_body = false,
            Token::Start {
                name: b"table",
                attributes,
                is_empty: false,
            } if is_spreadsheet && depth == 0 => {
                let title = attribute(attributes, "name").unwrap_or_default().into_owned();
                sheet = Some((title, Table::new()));
            }
            Token::End(b"table") if depth == 0 => {
                if let Some((title, mut table)) = sheet.take() {
                    if table.is_cut() {
                        walk.skipped(origin, "sheet too large: only its beginning was examined", 0);
                    }
                    walk.document_part(origin, &title, table.take_text().as_bytes());
                }
            }
            Token::Start { name: b"table-row", .. } => (column, cells) = (0, Vec::new()),
            Token::End(b"table-row") => match &mut sheet {
                Some((_, table)) => {
                    let row: Vec<(usize, &str)> = cells.iter().map(|(i, text)| (*i, text.trim())).collect();
                    table.row(&row);
                }
                None => out.push('\n'),
            },
            Token::Start {
                name: b"table-cell" | b"covered-table-cell",
                attributes,
                is_empty,
            } => {
                repeat = attribute(attributes, "number-columns-repeated")
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(1)
                    .min(16_384);
                if is_empty {
                    column += repeat;
                } else {
                    depth += 1;
                    cells.push((column, String::new()));
                }
            }
            Token::End(b"table-cell" | b"covered-table-cell") => {
                depth = depth.saturating_sub(1);
                column += repeat;
                if sheet.is_none() {
                    out.push('\t');
                }
            }
            _ => {
                let text = match (&sheet, cells.last_mut()) {
                    (Some(_), Some((_, text))) if depth > 0 => text,
                    _ => &mut out,
                };
                match token {
                    Token::End(b"p" | b"h") => text.push(if depth > 0 { ' ' } else { '\n' }),
                    Token::Start { name: b"tab", .. } => text.push('\t'),
                    Token::Start { name: b"s", .. } => text.push(' '),
                    Token::Start {
                        name: b"line-break", ..
                    } => text.push('\n'),
                    Token::Text(words) | Token::Raw(words) if in_body => text.push_str(&unescape(words)),
                    _ => {}
                }
            }
        }
    }
    walk.document_part(origin, name, out.as_bytes());
}
