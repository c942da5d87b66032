//! Office Open XML (docx, xlsx, pptx) and OpenDocument (odt, ods, odp): text of every part, sheets as rows, the rest as it is.
//!
//! Properties, labels, relations, settings and embedded files keep their names within the package. Sheets are called by their
//! titles, `(hidden)` where they are; strings of a workbook that no cell shows any more are a part of their own.

use std::collections::HashMap;
use std::io::{self, Read};

use super::markup::{Token, attribute, tokens, unescape};
use super::table::Table;
use crate::source::container::zip::{Directory, Entry};
use crate::source::expand::{ReadSeek, Walk, clean};
use crate::source::{Origin, OriginKind};

/// What a zip turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    Ooxml,
    OpenDocument,
}

pub(crate) fn flavour(directory: &Directory) -> Option<Flavour> {
    let has = |name: &str| directory.entries.iter().any(|e| e.name == name);
    let has_in = |folder: &str| directory.entries.iter().any(|e| e.name.starts_with(folder));
    if has("[Content_Types].xml") && (has_in("word/") || has_in("xl/") || has_in("ppt/")) {
        Some(Flavour::Ooxml)
    } else if has("mimetype") && has("content.xml") {
        Some(Flavour::OpenDocument)
    } else {
        None
    }
}

/// What the parts of a package need to know of each other.
#[derive(Debug, Default)]
pub(crate) struct Package {
    flavour: Option<Flavour>,
    strings: Strings,
    /// Part name to title.
    sheets: HashMap<String, String>,
}

impl Package {
    /// Reads what must be known before the parts: shared strings and the names of sheets.
    pub(crate) fn read(walk: &Walk<'_>, directory: &Directory, r: &mut dyn ReadSeek) -> Option<Self> {
        let flavour = flavour(directory)?;
        let mut package = Self {
            flavour: Some(flavour),
            ..Self::default()
        };
        if flavour == Flavour::Ooxml {
            let mut part = |name: &str| {
                let entry = directory.entries.iter().find(|e| e.name == name)?;
                let mut data = directory.open(entry, r, walk.limits.ratio).ok()?;
                read_part(walk, &mut *data).ok().map(|(bytes, _)| bytes)
            };
            if let Some(strings) = part("xl/sharedStrings.xml") {
                package.strings = shared_strings(&strings);
            }
            if let (Some(workbook), Some(relations)) = (part("xl/workbook.xml"), part("xl/_rels/workbook.xml.rels")) {
                package.sheets = sheet_titles(&workbook, &relations);
            }
        }
        Some(package)
    }

    /// Whether the manifest says that the parts are encrypted.
    pub(crate) fn is_encrypted(&self, walk: &Walk<'_>, directory: &Directory, r: &mut dyn ReadSeek) -> bool {
        self.flavour == Some(Flavour::OpenDocument)
            && directory
                .entries
                .iter()
                .find(|e| e.name == "META-INF/manifest.xml")
                .is_some_and(|entry| {
                    let Ok(mut data) = directory.open(entry, r, walk.limits.ratio) else {
                        return false;
                    };
                    read_part(walk, &mut *data)
                        .is_ok_and(|(manifest, _)| memchr::memmem::find(&manifest, b"encryption-data").is_some())
                })
    }

    /// Hands on one part, as text where it is text.
    pub(crate) fn part(
        &mut self,
        walk: &mut Walk<'_>,
        origin: &Origin,
        entry: &Entry,
        data: &mut dyn Read,
        depth: u8,
    ) -> io::Result<()> {
        let inside = origin.inside(clean(&entry.name), OriginKind::Document);
        let role = self.role(&entry.name);
        if role == Role::AsItIs {
            // Counted there.
            return walk.member(inside, data, Some(entry.size), depth);
        }
        walk.budget.member(walk.limits)?;
        let (bytes, is_cut) = match read_part(walk, &mut walk.metered(data)) {
            Ok(read) => read,
            Err(e) => {
                walk.failed(&inside, &e, entry.size);
                return Ok(());
            }
        };
        if is_cut {
            walk.skipped(
                &inside,
                "part too large: only its beginning was examined",
                entry.size - (bytes.len() as u64).min(entry.size),
            );
        }
        walk.budget.hold(bytes.len() as u64);
        match role {
            Role::Words => walk.document_part(origin, &entry.name, words(&bytes).as_bytes()),
            Role::Sheet => {
                let (text, is_cut) = self.sheet(&bytes);
                let title = self.sheets.get(&entry.name).unwrap_or(&entry.name);
                walk.document_part(origin, title, text.as_bytes());
                if is_cut {
                    walk.skipped(&inside, "sheet too large: only its beginning was examined", 0);
                }
            }
            Role::Workbook => {
                walk.document_part(origin, "defined names", defined_names(&bytes).as_bytes());
                walk.part(inside, &bytes);
            }
            Role::Open => open_document(walk, origin, &entry.name, &bytes),
            Role::AsItIs | Role::Strings => {}
        }
        walk.budget.release(bytes.len() as u64);
        Ok(())
    }

    /// Strings that stand in the file and in no cell.
    pub(crate) fn leftover(&self, walk: &mut Walk<'_>, origin: &Origin) {
        let left: Vec<&str> = (0..self.strings.ends.len())
            .filter(|i| self.strings.shown.get(*i) == Some(&false))
            .filter_map(|i| self.strings.get(i))
            .collect();
        walk.document_part(origin, "strings in no cell", left.join("\n").as_bytes());
    }

    fn role(&self, name: &str) -> Role {
        if !name.ends_with(".xml") {
            return Role::AsItIs;
        }
        if self.flavour == Some(Flavour::OpenDocument) {
            return if name.ends_with("content.xml") || name.ends_with("styles.xml") {
                Role::Open
            } else {
                Role::AsItIs
            };
        }
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        match folder {
            "word"
                if ["document", "header", "footer", "comments", "footnotes", "endnotes"]
                    .iter()
                    .any(|p| file.starts_with(p)) =>
            {
                Role::Words
            }
            "word/glossary" if file.starts_with("document") => Role::Words,
            "ppt/slides"
            | "ppt/notesSlides"
            | "ppt/comments"
            | "xl/threadedComments"
            | "xl/drawings"
            | "ppt/notesMasters"
            | "word/diagrams"
            | "ppt/diagrams"
            | "xl/diagrams" => Role::Words,
            "xl" if file.starts_with("comments") => Role::Words,
            "xl" if file == "sharedStrings.xml" => Role::Strings,
            "xl" if file == "workbook.xml" => Role::Workbook,
            "xl/worksheets" | "xl/macrosheets" | "xl/dialogsheets" => Role::Sheet,
            _ => Role::AsItIs,
        }
    }

    fn sheet(&mut self, xml: &[u8]) -> (String, bool) {
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
                        if let Some(text) = index.and_then(|i| self.strings.show(i)) {
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Words,
    Sheet,
    Strings,
    Workbook,
    Open,
    AsItIs,
}

/// Header or footer of a sheet, its left, middle and right parts a line each: `&L&"Arial"&8Confidential&RPage &P`.
fn running_text(text: &str) -> String {
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

/// A part in memory, and whether it is only its beginning.
fn read_part(walk: &Walk<'_>, data: &mut dyn Read) -> io::Result<(Vec<u8>, bool)> {
    // The text made of it is held beside it.
    let cap = walk.limits.member.min(walk.budget.room(walk.limits) / 2);
    let mut bytes = Vec::new();
    data.take(cap + 1).read_to_end(&mut bytes)?;
    let is_cut = bytes.len() as u64 > cap;
    bytes.truncate(usize::try_from(cap).unwrap_or(usize::MAX));
    Ok((bytes, is_cut))
}

/// The text of a WordprocessingML or DrawingML part: a line a paragraph, a line a table row.
fn words(xml: &[u8]) -> String {
    let mut out = String::new();
    let (mut in_text, mut cells) = (0u32, 0u32);
    for token in tokens(xml) {
        match token {
            Token::Start {
                name: b"t" | b"instrText" | b"delText" | b"text",
                is_empty: false,
                ..
            } => in_text += 1,
            Token::End(b"t" | b"instrText" | b"delText" | b"text") => in_text = in_text.saturating_sub(1),
            Token::Start { name: b"tab", .. } => out.push('\t'),
            Token::Start {
                name: b"br" | b"cr", ..
            } => out.push('\n'),
            Token::Start {
                name: b"noBreakHyphen", ..
            } => out.push('-'),
            Token::Start {
                name: b"tc",
                is_empty: false,
                ..
            } => cells += 1,
            Token::End(b"tc") => {
                cells = cells.saturating_sub(1);
                out.push('\t');
            }
            Token::End(b"p") => out.push(if cells > 0 { ' ' } else { '\n' }),
            Token::End(b"tr" | b"comment" | b"threadedComment") => out.push('\n'),
            Token::Text(text) if in_text > 0 => out.push_str(&unescape(text)),
            _ => {}
        }
    }
    out
}

/// The shared strings of a workbook, one behind the other.
#[derive(Debug, Default)]
struct Strings {
    text: String,
    ends: Vec<u32>,
    shown: Vec<bool>,
}

impl Strings {
    fn end(&mut self) {
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.shown.push(false);
    }

    fn get(&self, i: usize) -> Option<&str> {
        let start = i
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start as usize..*self.ends.get(i)? as usize)
    }

    fn show(&mut self, i: usize) -> Option<&str> {
        *self.shown.get_mut(i)? = true;
        self.get(i)
    }
}

fn shared_strings(xml: &[u8]) -> Strings {
    let mut all = Strings::default();
    let (mut in_text, mut is_reading_aid) = (false, false);
    for token in tokens(xml) {
        match token {
            Token::Start {
                name: b"si",
                is_empty: true,
                ..
            }
            | Token::End(b"si") => all.end(),
            Token::Start {
                name: b"rPh",
                is_empty: false,
                ..
            } => is_reading_aid = true,
            Token::End(b"rPh") => is_reading_aid = false,
            Token::Start {
                name: b"t",
                is_empty: false,
                ..
            } => in_text = true,
            Token::End(b"t") => in_text = false,
            Token::Text(text) if in_text && !is_reading_aid => all.text.push_str(&unescape(text)),
            _ => {}
        }
    }
    all
}

fn sheet_titles(workbook: &[u8], relations: &[u8]) -> HashMap<String, String> {
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

fn defined_names(workbook: &[u8]) -> String {
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

/// OpenDocument content: a line a paragraph; tables of a spreadsheet as parts of their own.
fn open_document(walk: &mut Walk<'_>, origin: &Origin, name: &str, xml: &[u8]) {
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

#[cfg(test)]
mod tests {
    use super::running_text;
    use crate::source::expand::tests::{open, open_file, zip};

    const SECRET: &str = "db_password = \"lantern-moss-4417\"";

    #[test]
    fn words_of_a_document_stand_together_whatever_runs_they_are_in() {
        let doc = open_file("heron.docx");
        assert!(
            doc.text("word/document.xml").lines().any(|line| line == SECRET),
            "{}",
            doc.text("word/document.xml")
        );
        assert!(
            doc.text("word/document.xml")
                .contains("api_password \tlantern-moss-4417")
        );
        assert!(
            doc.text("word/header1.xml").contains("internal use only"),
            "{:?}",
            doc.names()
        );
        assert!(doc.text("word/comments.xml").contains(&format!("old: {SECRET}")));
        assert!(
            doc.text("docProps/core.xml")
                .contains("<dc:title>Heron project</dc:title>")
        );
        assert!(doc.skipped.is_empty(), "{:?}", doc.skipped);
    }

    #[test]
    fn sheets_are_rows_with_names_hidden_ones_too() {
        let book = open_file("heron.xlsx");
        let hosts: Vec<&str> = book.text("Hosts").lines().collect();
        assert_eq!(
            hosts[1],
            "host: db.example.org\tuser: admin\tpassword: lantern-moss-4417"
        );
        assert_eq!(hosts[4], "host: heron", "lines are rows");
        assert_eq!(
            book.text("Keys (hidden)"),
            "DB_PASSWORD\tlantern-moss-4417\tDB_PASSWORD: lantern-moss-4417\n"
        );
        assert_eq!(book.text("defined names"), "api_password = \"lantern-moss-4417\"\n");
        let comment = book
            .parts
            .iter()
            .find(|(name, _)| name.contains("comment") && name.ends_with(".xml"))
            .expect("comments");
        assert!(comment.1.contains(SECRET), "{}", comment.1);
        assert!(book.skipped.is_empty(), "{:?}", book.skipped);
    }

    #[test]
    fn headers_and_footers_of_a_printed_sheet() {
        assert_eq!(
            running_text("&L&\"Arial,Bold\"&8Confidential&C&K01+000Fenwick && Co&RPage &P"),
            "Confidential\nFenwick & Co\nPage \n"
        );
        assert_eq!(running_text("&"), "\n");
    }

    #[test]
    fn slides_and_their_notes() {
        let deck = open_file("heron.pptx");
        assert!(deck.text("ppt/slides/slide1.xml").contains("internal use only"));
        assert!(deck.text("ppt/notesSlides/notesSlide1.xml").contains(SECRET));
    }

    #[test]
    fn what_libreoffice_writes() {
        let text = open_file("heron.odt");
        assert!(
            text.text("content.xml").lines().any(|line| line.ends_with(SECRET)),
            "{}",
            text.text("content.xml")
        );
        assert!(
            text.text("styles.xml").contains("internal use only"),
            "headers are styles"
        );
        assert!(text.text("meta.xml").contains("Heron project"));
        let book = open_file("heron.ods");
        assert!(
            book.text("Hosts").contains("user: admin\tpassword: lantern-moss-4417"),
            "{}",
            book.text("Hosts")
        );
        assert!(book.text("Keys").contains("DB_PASSWORD: lantern-moss-4417"));
        assert!(
            book.text("Hosts").contains(SECRET),
            "annotations: {}",
            book.text("Hosts")
        );
    }

    #[test]
    fn an_encrypted_opendocument_is_reported() {
        let manifest = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
        let doc = zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", b"noise"),
            ("META-INF/manifest.xml", manifest),
        ]);
        let opened = open("a.odt", &doc);
        assert!(opened.parts.is_empty());
        assert_eq!(opened.skipped, ["a.odt: encrypted"]);
    }

    #[test]
    fn a_string_in_every_cell_does_not_grow_without_end() {
        let strings = format!(
            "<sst><si><t>{}</t></si><si><t>unused-password</t></si></sst>",
            "x".repeat(1 << 20)
        );
        let sheet =
            format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(1000)) + &"<row r=\"999999\"/>".repeat(100);
        let book = zip(&[
            ("[Content_Types].xml", b"<x/>"),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ]);
        let opened = open("a.xlsx", &book);
        assert!(opened.text("xl/worksheets/sheet1.xml").len() < 20 << 20);
        assert_eq!(opened.text("strings in no cell"), "unused-password");
        assert!(opened.skipped[0].contains("sheet too large"), "{:?}", opened.skipped);
    }
}
