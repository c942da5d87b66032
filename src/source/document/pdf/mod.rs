//! PDF: the text of pages and forms, annotations, form fields, document information, metadata, attached files, scripts.
//!
//! Objects are found by scanning for them, not by the cross-reference table: it works on damaged files, and shows what earlier
//! revisions of the file still hold. Text comes in the order in which pages draw it; characters go through the font's own map
//! (`ToUnicode`), its differences, or Latin-1. Text in fonts without any map cannot be read and is reported.
//! Pictures are not examined.

mod filter;
mod font;
mod object;
mod text;

use std::collections::{BTreeMap, HashMap};
use std::io;

use self::font::Font;
use self::object::{Document, Object};
use crate::source::expand::{Walk, clean, cursor, encrypted};
use crate::source::{Origin, OriginKind};

/// Most objects.
const OBJECTS: usize = 500_000;
/// Text of the whole document.
const TEXT: usize = 16 << 20;
/// Bytes of content streams: many pages may share one.
const CONTENTS: usize = 128 << 20;
/// Resources are inherited over at most so many levels.
const PARENTS: usize = 32;

/// Hands on what a PDF says.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8], depth: u8) -> io::Result<()> {
    let document = Document::scan(bytes, walk, OBJECTS);
    if document.is_encrypted {
        walk.failed(origin, &encrypted(), bytes.len() as u64);
        return Ok(());
    }
    let mut reader = Reader {
        document: &document,
        fonts: HashMap::new(),
        unreadable: 0,
        text: 0,
        contents: 0,
        is_cut: document.is_cut,
    };
    let mut page = 0;
    for (number, object) in &document.objects {
        if walk.is_stopped() {
            break;
        }
        let is = |key: &str, value: &str| object.get(key).and_then(Object::name) == Some(value);
        if is("Type", "Page") {
            page += 1;
            let text = reader.page(walk, object);
            walk.document_part(origin, &format!("page {page}"), text.as_bytes());
        } else if is("Subtype", "Form") {
            let text = reader.form(walk, *number, object);
            walk.document_part(origin, &format!("form {number}"), text.as_bytes());
        } else if is("Type", "Metadata") {
            let data = reader.stream(walk, *number);
            walk.document_part(origin, "metadata", &data);
        } else if is("Type", "EmbeddedFile") {
            let data = reader.stream(walk, *number);
            let name = document
                .file_names
                .get(number)
                .cloned()
                .unwrap_or_else(|| format!("attachment {number}"));
            let inside = origin.inside(clean(&name), OriginKind::Document);
            walk.member(inside, &mut cursor(&data), Some(data.len() as u64), depth)?;
        }
    }
    walk.document_part(
        origin,
        "information and annotations",
        strings(walk, &document).as_bytes(),
    );
    if reader.unreadable > 0 {
        let text = format!(
            "{} pieces of text in fonts without a character map: not read",
            reader.unreadable
        );
        walk.skipped(origin, text, 0);
    }
    if reader.is_cut {
        walk.skipped(
            origin,
            "PDF too large, damaged, or of an unusual encoding: not all of it was examined",
            0,
        );
    }
    Ok(())
}

/// Strings of dictionaries that a reader shows or runs: a line `Key: value` each.
fn strings(walk: &Walk<'_>, document: &Document<'_>) -> String {
    const KEYS: [&str; 16] = [
        "Title", "Author", "Subject", "Keywords", "Creator", "Producer", "Contents", "RC", "T", "TU", "V", "DV", "JS",
        "URI", "Company", "Label",
    ];
    let mut out = String::new();
    for object in document.objects.values() {
        object.each_dictionary(&mut |dictionary| {
            // Custom properties of the information dictionary stand beside the standard ones.
            let is_information = dictionary
                .keys()
                .any(|k| matches!(k.as_str(), "Producer" | "Creator" | "CreationDate"));
            for (key, value) in dictionary {
                if out.len() > TEXT || !(is_information || KEYS.contains(&key.as_str())) {
                    continue;
                }
                if let Object::Text(bytes) = value {
                    out.push_str(key);
                    out.push_str(": ");
                    out.push_str(&font::document_text(bytes));
                    out.push('\n');
                } else if key == "JS"
                    && let Object::Reference(number) = value
                    && let Some(script) = document.stream(walk, *number)
                {
                    out.push_str(&String::from_utf8_lossy(&script));
                    out.push('\n');
                }
            }
        });
    }
    out
}

struct Reader<'r, 'd> {
    document: &'r Document<'d>,
    fonts: HashMap<u32, Font>,
    unreadable: u64,
    text: usize,
    contents: usize,
    is_cut: bool,
}

impl Reader<'_, '_> {
    /// A stream's bytes; one that cannot be decoded, or not whole, is noted.
    fn stream(&mut self, walk: &Walk<'_>, number: u32) -> Vec<u8> {
        let data = self.document.stream(walk, number);
        self.is_cut |= data.as_ref().is_none_or(|data| data.len() >= filter::STREAM);
        data.unwrap_or_default()
    }

    fn page(&mut self, walk: &Walk<'_>, page: &Object) -> String {
        let mut contents = Vec::new();
        for number in references(self.document, page.get("Contents")) {
            if contents.len() > TEXT || contents.len() + self.contents > CONTENTS || self.text > TEXT {
                self.is_cut = true;
                break;
            }
            contents.extend(self.stream(walk, number));
            contents.push(b'\n');
        }
        let mut at = Some(page);
        let mut resources = None;
        for _ in 0..PARENTS {
            let Some(node) = at else { break };
            resources = node.get("Resources");
            if resources.is_some() {
                break;
            }
            at = node.get("Parent").map(|parent| self.document.resolve(parent));
        }
        self.draw(walk, &contents, resources)
    }

    fn form(&mut self, walk: &Walk<'_>, number: u32, form: &Object) -> String {
        if self.contents > CONTENTS {
            self.is_cut = true;
            return String::new();
        }
        let contents = self.stream(walk, number);
        self.draw(walk, &contents, form.get("Resources"))
    }

    fn draw(&mut self, walk: &Walk<'_>, contents: &[u8], resources: Option<&Object>) -> String {
        self.contents += contents.len();
        if self.text > TEXT || self.contents > CONTENTS {
            self.is_cut = true;
            return String::new();
        }
        let mut names: BTreeMap<&str, u32> = BTreeMap::new();
        let mut inline = HashMap::new();
        let fonts = resources
            .map(|r| self.document.resolve(r))
            .and_then(|r| r.get("Font"))
            .map(|f| self.document.resolve(f));
        for (name, font) in fonts.and_then(Object::dictionary).into_iter().flatten() {
            match font {
                Object::Reference(number) => {
                    names.insert(name, *number);
                    let document = self.document;
                    self.fonts
                        .entry(*number)
                        .or_insert_with(|| Font::read(walk, document, document.resolve(font)));
                }
                font => {
                    inline.insert(name.as_str(), Font::read(walk, self.document, font));
                }
            }
        }
        let find = |name: &str| {
            names
                .get(name)
                .and_then(|number| self.fonts.get(number))
                .or_else(|| inline.get(name))
        };
        let (text, unreadable) = text::draw(contents, &find, TEXT - self.text);
        self.unreadable += unreadable;
        self.text += text.len();
        text
    }
}

/// One reference or a list of them, perhaps itself referred to.
fn references(document: &Document<'_>, object: Option<&Object>) -> Vec<u32> {
    let one = |object: &Object| match object {
        Object::Reference(number) => Some(*number),
        _ => None,
    };
    match object {
        Some(Object::Reference(number)) => match document.objects.get(number) {
            Some(Object::List(list)) => list.iter().filter_map(one).collect(),
            _ => vec![*number],
        },
        Some(Object::List(list)) => list.iter().filter_map(one).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
