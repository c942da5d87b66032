//! Workbooks: their sheets as rows, titles, names.

use std::collections::HashMap;

use super::super::markup::{Token, attribute, tokens, unescape};
use super::super::table::Table;
use super::strings::Strings;

/// A sheet's cells as rows, and whether it was cut.
pub(super) fn sheet(xml: &[u8], strings: &mut Strings) -> (String, bool) {
    let mut table = Table::new();
    let mut cells: Vec<(usize, String)> = Vec::new();
    let mut held = 0;
    let (mut kind, mut column, mut value, mut formula, mut inside) =
        (Vec::new(), 0, String::new(), String::new(), b' ');
    for token in tokens(xml) {
        match token {
            Token::Start {
                name: b"row",
                attributes,
                ..
            } => {
                if let Some(number) = attribute(attributes, "r").and_then(|r| r.parse().ok()) {
                    table.go_to(number);
                }
            }
            Token::End(b"row") => {
                let row: Vec<(usize, &str)> = cells.iter().map(|(i, text)| (*i, text.as_str())).collect();
                table.row(&row);
                cells.clear();
                held = 0;
            }
            Token::Start {
                name: b"c",
                attributes,
                is_empty,
            } => {
                kind = attribute(attributes, "t")
                    .map(|t| t.as_bytes().to_vec())
                    .unwrap_or_default();
                column = attribute(attributes, "r").map_or(cells.len(), |r| column_index(&r));
                value.clear();
                formula.clear();
                inside = if is_empty { b' ' } else { b'c' };
            }
            Token::Start {
                name: b"v" | b"t",
                is_empty: false,
                ..
            } => inside = b'v',
            Token::Start {
                name: b"f",
                is_empty: false,
                ..
            } => inside = b'f',
            Token::End(b"v" | b"t" | b"f") => inside = b'c',
            Token::End(b"c") => {
                if kind == b"s" {
                    let index: Option<usize> = value.trim().parse().ok();
                    if let Some(text) = index.and_then(|i| strings.show(i)) {
                        value.clear();
                        value.push_str(text);
                    }
                }
                // A formula shows its result; strings in it are worth as much.
                if formula.contains('"') {
                    value = format!("{value} ={formula}");
                }
                held += value.len();
                if held > table.room() {
                    let row: Vec<(usize, &str)> = cells.iter().map(|(i, text)| (*i, text.as_str())).collect();
                    table.row(&row);
                    table.cut();
                    break;
                }
                cells.push((column, std::mem::take(&mut value)));
                inside = b' ';
            }
            Token::Text(text) if inside == b'v' => value.push_str(&unescape(text)),
            Token::Text(text) if inside == b'f' => formula.push_str(&unescape(text)),
            _ => {}
        }
    }
    // Headers and footers of the printed page, and prompts of validated cells, are attributes and text elsewhere.
    let mut rest = String::new();
    let mut running = false;
    for token in tokens(xml) {
        match token {
            Token::Start {
                name: b"headerFooter",
                is_empty: false,
                ..
            } => running = true,
            Token::End(b"headerFooter") => running = false,
            Token::Text(text) if running => rest.push_str(&running_text(&unescape(text))),
            _ => {}
        }
        if let Token::Start {
            name: b"dataValidation" | b"hyperlink",
            attributes,
            ..
        } = token
        {
            for name in ["prompt", "promptTitle", "error", "location", "display", "tooltip"] {
                if let Some(text) = attribute(attributes, name) {
                    rest.push_str(&text);
                    rest.push('\n');
                }
            }
        }
    }
    let is_cut = table.is_cut();
    (table.take_text() + &rest, is_cut)
}

/// Header or footer of a sheet, its left, middle and right parts a line each: `&L&"Arial"&8Confidential&RPage &P`.
pub(in crate::source::document) fn running_text(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '&' => match rest.next() {
                Some('&') => out.push('&'),
                Some('L' | 'C' | 'R') if !out.is_empty() && !out.ends_with('\n') => out.push('\n'),
                Some('"') => while rest.next().is_some_and(|c| c != '"') {},
                Some('K') => (0..6).for_each(|_| {
                    rest.next_if(|c| c.is_ascii_hexdigit() || matches!(c, '+' | '-'));
                }),
                Some(d) if d.is_ascii_digit() => while rest.next_if(char::is_ascii_digit).is_some() {},
                _ => {}
            },
            '\r' => {}
            c => out.push(c),
        }
    }
    out.push('\n');
    out
}

pub(super) fn sheet_titles(workbook: &[u8], relations: &[u8]) -> HashMap<String, String> {
    let targets: HashMap<String, String> = tokens(relations)
        .filter_map(|token| match token {
            Token::Start {
                name: b"Relationship",
                attributes,
                ..
            } => {
                let target = attribute(attributes, "Target")?;
                let path = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("xl/{target}"),
                };
                Some((attribute(attributes, "Id")?.into_owned(), path))
            }
            _ => None,
        })
        .collect();
    tokens(workbook)
        .filter_map(|token| match token {
            Token::Start {
                name: b"sheet",
                attributes,
                ..
            } => {
                let path = targets.get(attribute(attributes, "id")?.as_ref())?;
                let hidden = match attribute(attributes, "state").as_deref() {
                    Some("hidden" | "veryHidden") => " (hidden)",
                    _ => "",
                };
                Some((path.clone(), format!("{}{hidden}", attribute(attributes, "name")?)))
            }
            _ => None,
        })
        .collect()
}

pub(super) fn defined_names(workbook: &[u8]) -> String {
    let mut out = String::new();
    let mut inside = false;
    for token in tokens(workbook) {
        match token {
            Token::Start {
                name: b"definedName",
                attributes,
                is_empty: false,
            } => {
                inside = true;
                out.push_str(&attribute(attributes, "name").unwrap_or_default());
                out.push_str(" = ");
            }
            Token::End(b"definedName") => {
                inside = false;
                out.push('\n');
            }
            Token::Text(text) if inside => out.push_str(&unescape(text)),
            _ => {}
        }
    }
    out
}

/// `AB12` is column 27.
fn column_index(reference: &str) -> usize {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(3);
    letters
        .fold(0, |n, b| n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1)
        .saturating_sub(1)
}
