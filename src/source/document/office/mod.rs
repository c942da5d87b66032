//! Office Open XML (docx, xlsx, pptx) and OpenDocument (odt, ods, odp): text of every part, sheets as rows, the rest as it is.
//!
//! Properties, labels, relations, settings and embedded files keep their names within the package. Sheets are called by their
//! titles, `(hidden)` where they are; strings of a workbook that no cell shows any more are a part of their own.

mod open;
pub(super) mod sheet;
mod strings;
mod words;

use std::collections::HashMap;
use std::io::{self, Read};

use crate::source::container::zip::{Directory, Entry};
use crate::source::expand::{ReadSeek, Walk, clean};
use crate::source::{Origin, OriginKind};

use open::open_document;
use sheet::{defined_names, sheet, sheet_titles};
use strings::{Strings, shared_strings};
use words::words;

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
                let (text, is_cut) = sheet(&bytes, &mut self.strings);
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
        walk.document_part(origin, "strings in no cell", self.strings.not_shown().as_bytes());
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
            | "ppt/slideMasters"
            | "ppt/slideLayouts"
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

#[cfg(test)]
mod tests {
    use super::sheet::running_text;
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
