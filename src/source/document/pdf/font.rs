//! From the codes that a font shows to characters.

use std::collections::HashMap;

use super::object::{Document, Object, Parser};
use crate::source::expand::Walk;

/// Most entries of a map.
const ENTRIES: usize = 1 << 17;
/// Characters that one code can stand for.
const CHARACTERS: usize = 16;

/// How to read the text of one font.
#[derive(Debug, Default)]
pub(crate) struct Font {
    map: HashMap<u32, String>,
    /// Bytes of a code.
    width: usize,
    /// Codes without an entry mean nothing: neither Latin-1 nor anything else is known of them.
    is_opaque: bool,
}

impl Font {
    pub(crate) fn read(walk: &Walk<'_>, document: &Document<'_>, font: &Object) -> Self {
        let is_composite = font.get("Subtype").and_then(Object::name) == Some("Type0");
        let mut read = Self {
            map: HashMap::new(),
            width: if is_composite { 2 } else { 1 },
            is_opaque: is_composite,
        };
        if let Some(differences) = font
            .get("Encoding")
            .map(|e| document.resolve(e))
            .and_then(|e| e.get("Differences"))
            .map(|d| document.resolve(d))
            && let Object::List(list) = differences
        {
            let mut code = 0;
            for object in list {
                match object {
                    Object::Number(n) => code = *n as u32,
                    Object::Name(name) => {
                        if let Some(c) = glyph(name) {
                            read.map.insert(code, c.to_string());
                        }
                        code = code.saturating_add(1);
                    }
                    _ => {}
                }
            }
        }
        if let Some(Object::Reference(number)) = font.get("ToUnicode")
            && let Some(map) = document.stream(walk, *number)
        {
            read.character_map(&map);
        }
        read
    }

    /// A `ToUnicode` map: code space, single characters, ranges.
    fn character_map(&mut self, map: &[u8]) {
        let mut parser = Parser::new(map);
        let mut held: Vec<Object> = Vec::new();
        while let Some(object) = parser.next() {
            let Object::Word(word) = &object else {
                held.push(object);
                if held.len() > ENTRIES {
                    return;
                }
                continue;
            };
            match word.as_slice() {
                b"endcodespacerange" => {
                    if let Some(Object::Text(low)) = held.first() {
                        self.width = low.len().clamp(1, 4);
                    }
                }
                b"endbfchar" => {
                    for pair in held.chunks_exact(2) {
                        if let [Object::Text(code), Object::Text(text)] = pair {
                            self.insert(number(code), utf16(text));
                        }
                    }
                }
                b"endbfrange" => {
                    for triple in held.chunks_exact(3) {
                        match triple {
                            [Object::Text(low), Object::Text(high), Object::Text(text)] => {
                                self.range(number(low), number(high), text);
                            }
                            [Object::Text(low), Object::Text(_), Object::List(texts)] => {
                                for (i, text) in (0u32..).zip(texts) {
                                    if let Object::Text(text) = text {
                                        self.insert(number(low).saturating_add(i), utf16(text));
                                    }
                                }
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
            held.clear();
        }
    }

    fn range(&mut self, low: u32, high: u32, text: &[u8]) {
        let Some((last, head)) = text
            .split_last_chunk::<2>()
            .map(|(head, last)| (u16::from_be_bytes(*last), head))
        else {
            return;
        };
        let head = utf16(head);
        for code in low..=high.min(low.saturating_add(0xffff)) {
            if self.map.len() > ENTRIES {
                return;
            }
            let unit = u32::from(last).wrapping_add(code - low);
            let c = char::from_u32(unit).unwrap_or('\u{fffd}');
            self.insert(code, format!("{head}{c}"));
        }
    }

    fn insert(&mut self, code: u32, text: String) {
        if self.map.len() <= ENTRIES {
            self.map.insert(code, text);
        }
    }

    /// Adds the characters of a shown string to `out`. Says whether they could be read.
    pub(crate) fn show(&self, bytes: &[u8], out: &mut String) -> bool {
        let mut is_readable = true;
        for code in bytes.chunks(self.width.max(1)) {
            match self.map.get(&number(code)) {
                Some(text) => out.push_str(text),
                None if self.is_opaque => is_readable = false,
                None => out.extend(code.iter().map(|b| latin(*b))),
            }
        }
        is_readable || bytes.is_empty()
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |n, b| n << 8 | u32::from(*b))
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).take(CHARACTERS).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    });
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// Windows-1252, which the encodings of simple fonts agree with where it matters.
fn latin(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x85 => '…',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        _ => char::from(byte),
    }
}

/// A string outside of pages: UTF-16 or UTF-8 with a mark, else Latin-1.
pub(crate) fn document_text(bytes: &[u8]) -> String {
    if let Some(wide) = bytes.strip_prefix(b"\xfe\xff") {
        return encoding_rs::UTF_16BE.decode_without_bom_handling(wide).0.into_owned();
    }
    if let Some(text) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(text).into_owned();
    }
    bytes.iter().map(|b| latin(*b)).collect()
}

/// The character of a glyph name: letters stand for themselves, the rest of ASCII by name, others by their code.
fn glyph(name: &str) -> Option<char> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some(c);
    }
    let code = name
        .strip_prefix("uni")
        .and_then(|hex| hex.get(..4))
        .or_else(|| name.strip_prefix('u').filter(|h| h.len() >= 4));
    if let Some(c) = code
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .and_then(char::from_u32)
    {
        return Some(c);
    }
    const NAMES: [(&str, char); 56] = [
        ("space", ' '),
        ("exclam", '!'),
        ("quotedbl", '"'),
        ("numbersign", '#'),
        ("dollar", '$'),
        ("percent", '%'),
        ("ampersand", '&'),
        ("quotesingle", '\''),
        ("quoteright", '’'),
        ("quoteleft", '‘'),
        ("parenleft", '('),
        ("parenright", ')'),
        ("asterisk", '*'),
        ("plus", '+'),
        ("comma", ','),
        ("hyphen", '-'),
        ("minus", '-'),
        ("period", '.'),
        ("slash", '/'),
        ("zero", '0'),
        ("one", '1'),
        ("two", '2'),
        ("three", '3'),
        ("four", '4'),
        ("five", '5'),
        ("six", '6'),
        ("seven", '7'),
        ("eight", '8'),
        ("nine", '9'),
        ("colon", ':'),
        ("semicolon", ';'),
        ("less", '<'),
        ("equal", '='),
        ("greater", '>'),
        ("question", '?'),
        ("at", '@'),
        ("bracketleft", '['),
        ("backslash", '\\'),
        ("bracketright", ']'),
        ("asciicircum", '^'),
        ("underscore", '_'),
        ("grave", '`'),
        ("braceleft", '{'),
        ("bar", '|'),
        ("braceright", '}'),
        ("asciitilde", '~'),
        ("quotedblleft", '“'),
        ("quotedblright", '”'),
        ("endash", '–'),
        ("emdash", '—'),
        ("bullet", '•'),
        ("fi", 'ﬁ'),
        ("fl", 'ﬂ'),
        ("adieresis", 'ä'),
        ("odieresis", 'ö'),
        ("udieresis", 'ü'),
    ];
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}
