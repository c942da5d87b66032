//! Objects of a PDF: a small parser, and the scan that finds them all.

use std::collections::{BTreeMap, HashMap};

use super::filter;
use crate::source::expand::Walk;

/// Lists within lists.
const NESTING: u8 = 32;
/// Elements of all lists and dictionaries of one object.
const ELEMENTS: u32 = 200_000;
/// Values kept of all objects together.
const KEPT: usize = 1 << 20;
/// Bytes read out of object streams: objects may be said to overlap.
const PACKED: usize = 64 << 20;
/// Trailers that are looked at, from the end, and how far.
const TRAILERS: usize = 16;
const TRAILER: usize = 16 << 10;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Object {
    /// Null, booleans, and what could not be read.
    Other,
    Number(f64),
    Text(Vec<u8>),
    Name(String),
    List(Vec<Object>),
    Dictionary(BTreeMap<String, Object>),
    Reference(u32),
    /// A bare word: an operator of a content stream.
    Word(Vec<u8>),
}

impl Object {
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.dictionary()?.get(key)
    }

    pub(crate) fn dictionary(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Dictionary(map) => Some(map),
            _ => None,
        }
    }

    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// Leaves out what nobody asks for: numbers, names and lists of them are most of a file. Says how much is left.
    fn prune(&mut self) -> usize {
        match self {
            Self::Dictionary(map) => {
                map.retain(|key, value| match value {
                    Self::Other | Self::Word(_) => false,
                    Self::Number(_) => matches!(key.as_str(), "Length" | "N" | "First"),
                    Self::Name(_) => matches!(key.as_str(), "Type" | "Subtype" | "Filter"),
                    Self::List(list) => !list.iter().all(|value| matches!(value, Self::Number(_) | Self::Other)),
                    _ => true,
                });
                1 + map.values_mut().map(Self::prune).sum::<usize>()
            }
            Self::List(list) => 1 + list.iter_mut().map(Self::prune).sum::<usize>(),
            _ => 1,
        }
    }

    /// This object if it is a dictionary, and those within it.
    pub(crate) fn each_dictionary(&self, f: &mut impl FnMut(&BTreeMap<String, Self>)) {
        match self {
            Self::Dictionary(map) => {
                f(map);
                map.values().for_each(|value| value.each_dictionary(f));
            }
            Self::List(list) => list.iter().for_each(|value| value.each_dictionary(f)),
            _ => {}
        }
    }
}

/// Reads objects one after the other.
pub(crate) struct Parser<'p> {
    pub(crate) rest: &'p [u8],
    elements: u32,
}

impl<'p> Parser<'p> {
    pub(crate) fn new(rest: &'p [u8]) -> Self {
        Self { rest, elements: 0 }
    }

    fn advance(&mut self, n: usize) {
        self.rest = self.rest.get(n..).unwrap_or_default();
    }

    fn skip_blank(&mut self) {
        loop {
            let blank = self
                .rest
                .iter()
                .take_while(|b| matches!(b, 0 | 9 | 10 | 12 | 13 | 32))
                .count();
            self.advance(blank);
            if self.rest.first() != Some(&b'%') {
                return;
            }
            let line = memchr::memchr2(b'\n', b'\r', self.rest).unwrap_or(self.rest.len());
            self.advance(line);
        }
    }

    /// The next object; `None` at the end. Closing brackets come as words.
    pub(crate) fn next(&mut self) -> Option<Object> {
        self.elements = 0;
        self.object(0)
    }

    fn object(&mut self, nesting: u8) -> Option<Object> {
        self.skip_blank();
        self.elements += 1;
        let byte = *self.rest.first()?;
        if nesting > NESTING || self.elements > ELEMENTS {
            self.advance(1);
            return Some(Object::Other);
        }
        match byte {
            b'/' => {
                self.advance(1);
                Some(Object::Name(self.name()))
            }
            b'(' => Some(Object::Text(self.literal())),
            b'<' if self.rest.get(1) == Some(&b'<') => {
                self.advance(2);
                let mut map = BTreeMap::new();
                loop {
                    match self.object(nesting + 1) {
                        Some(Object::Name(key)) => {
                            let Some(value) = self.value(nesting + 1) else { break };
                            if value == Object::Word(b">>".to_vec()) {
                                break;
                            }
                            map.insert(key, value);
                        }
                        None => break,
                        Some(Object::Word(word)) if word == b">>" || word == b"endobj" || word == b"stream" => break,
                        Some(_) if self.elements > ELEMENTS => break,
                        Some(_) => {}
                    }
                }
                Some(Object::Dictionary(map))
            }
            b'<' => Some(Object::Text(self.hexadecimal())),
            b'[' => {
                self.advance(1);
                let mut list = Vec::new();
                loop {
                    match self.value(nesting + 1) {
                        None => break,
                        Some(Object::Word(word)) if word == b"]" || word == b"endobj" => break,
                        Some(_) if self.elements > ELEMENTS => break,
                        Some(object) => list.push(object),
                    }
                }
                Some(Object::List(list))
            }
            b'>' if self.rest.get(1) == Some(&b'>') => {
                self.advance(2);
                Some(Object::Word(b">>".to_vec()))
            }
            b']' | b'>' | b'{' | b'}' | b')' => {
                self.advance(1);
                Some(Object::Word(vec![byte]))
            }
            _ => {
                let len = self.rest.iter().take_while(|b| is_regular(**b)).count().max(1);
                let word = self.rest.get(..len).unwrap_or_default();
                self.advance(len);
                let number = || {
                    std::str::from_utf8(word)
                        .ok()?
                        .parse::<f64>()
                        .ok()
                        .filter(|n| n.is_finite())
                };
                Some(match byte {
                    b'0'..=b'9' | b'+' | b'-' | b'.' => number().map_or(Object::Other, Object::Number),
                    _ if matches!(word, b"null" | b"true" | b"false") => Object::Other,
                    _ => Object::Word(word.to_vec()),
                })
            }
        }
    }

    /// An object, where `1 0 R` is a reference.
    fn value(&mut self, nesting: u8) -> Option<Object> {
        let object = self.object(nesting)?;
        if let Object::Number(number) = object
            && number >= 0.0
            && number.fract() == 0.0
        {
            self.skip_blank();
            let digits = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
            let behind = self.rest.get(digits..).unwrap_or_default();
            let word = behind.trim_ascii_start();
            if (1..=5).contains(&digits)
                && word.len() < behind.len()
                && word.first() == Some(&b'R')
                && !word.get(1).is_some_and(|b| is_regular(*b))
            {
                self.rest = word.get(1..).unwrap_or_default();
                return Some(Object::Reference(number as u32));
            }
        }
        Some(object)
    }

    fn name(&mut self) -> String {
        let len = self.rest.iter().take_while(|b| is_regular(**b)).count();
        let raw = self.rest.get(..len).unwrap_or_default();
        self.advance(len);
        let mut out = Vec::with_capacity(len.min(128));
        let mut bytes = raw.get(..raw.len().min(128)).unwrap_or_default().iter();
        while let Some(byte) = bytes.next() {
            let rest = bytes.as_slice();
            match (byte, rest) {
                (b'#', [high, low, ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    let digit = |b: &u8| (*b as char).to_digit(16).unwrap_or(0) as u8;
                    out.push(digit(high) << 4 | digit(low));
                    bytes.nth(1);
                }
                _ => out.push(*byte),
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut open = 0u32;
        let mut bytes = self.rest.iter();
        while let Some(byte) = bytes.next() {
            match byte {
                b'(' => {
                    open += 1;
                    if open > 1 {
                        out.push(b'(');
                    }
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                    out.push(b')');
                }
                b'\\' => match bytes.next() {
                    Some(b'n') => out.push(b'\n'),
                    Some(b'r') => out.push(b'\r'),
                    Some(b't') => out.push(b'\t'),
                    Some(b'b' | b'f') => out.push(b' '),
                    Some(b'\r') => {
                        if bytes.as_slice().first() == Some(&b'\n') {
                            bytes.next();
                        }
                    }
                    Some(b'\n') | None => {}
                    Some(digit @ b'0'..=b'7') => {
                        let mut code = u32::from(digit - b'0');
                        for _ in 0..2 {
                            let Some(digit @ b'0'..=b'7') = bytes.as_slice().first() else {
                                break;
                            };
                            code = code * 8 + u32::from(digit - b'0');
                            bytes.next();
                        }
                        out.push(code as u8);
                    }
                    Some(other) => out.push(*other),
                },
                other => out.push(*other),
            }
        }
        self.rest = bytes.as_slice();
        out
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let end = memchr::memchr(b'>', self.rest).unwrap_or(self.rest.len());
        let inside = self.rest.get(1..end).unwrap_or_default();
        self.advance(end + 1);
        filter::hexadecimal(inside)
    }
}

fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | 9 | 10 | 12 | 13 | 32 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

/// Every object of a file, the last of each number.
pub(crate) struct Document<'d> {
    pub(crate) objects: BTreeMap<u32, Object>,
    /// Where the streams' bytes are.
    streams: HashMap<u32, &'d [u8]>,
    /// Names of attached files, by the number of their stream.
    pub(crate) file_names: HashMap<u32, String>,
    pub(crate) is_encrypted: bool,
    pub(crate) is_cut: bool,
    kept: usize,
    packed: usize,
}

impl<'d> Document<'d> {
    pub(crate) fn scan(bytes: &'d [u8], walk: &Walk<'_>, most: usize) -> Self {
        let mut document = Self {
            objects: BTreeMap::new(),
            streams: HashMap::new(),
            file_names: HashMap::new(),
            is_encrypted: false,
            is_cut: false,
            kept: 0,
            packed: 0,
        };
        let mut packed = Vec::new();
        let mut from = 0;
        while let Some(at) = bytes
            .get(from..)
            .and_then(|rest| memchr::memmem::find(rest, b"obj"))
            .map(|at| from + at)
        {
            from = at + 3;
            let Some(number) = object_number(bytes.get(..at).unwrap_or_default()) else {
                continue;
            };
            if document.objects.len() >= most || document.kept > KEPT {
                document.is_cut = true;
                break;
            }
            let mut parser = Parser::new(bytes.get(from..).unwrap_or_default());
            let Some(mut object) = parser.value(0) else { continue };
            parser.skip_blank();
            from = bytes.len() - parser.rest.len();
            if parser.rest.starts_with(b"stream") {
                let (data, end) = stream_bytes(bytes, from + 6, object.get("Length").and_then(Object::number));
                document.streams.insert(number, data);
                from = end;
                let kind = object.get("Type").and_then(Object::name);
                document.is_encrypted |= kind == Some("XRef") && object.get("Encrypt").is_some();
                if kind == Some("ObjStm") {
                    packed.push(number);
                }
            } else {
                document.streams.remove(&number);
            }
            document.kept += object.prune();
            document.objects.insert(number, object);
        }
        document.is_encrypted |= memchr::memmem::rfind_iter(bytes, b"trailer").take(TRAILERS).any(|at| {
            let rest = bytes.get(at + 7..).unwrap_or_default();
            let trailer = Parser::new(rest.get(..rest.len().min(TRAILER)).unwrap_or_default()).next();
            trailer.is_some_and(|trailer| trailer.get("Encrypt").is_some_and(|e| *e != Object::Other))
        });
        if !document.is_encrypted {
            for number in packed {
                document.unpack(walk, number, most);
            }
            document.name_files();
        }
        document
    }

    /// Objects within a stream: pairs of number and place, then the objects.
    fn unpack(&mut self, walk: &Walk<'_>, number: u32, most: usize) {
        let Some(head) = self.objects.get(&number) else { return };
        let value = |key: &str| {
            head.get(key)
                .and_then(Object::number)
                .filter(|n| *n >= 0.0)
                .map(|n| n as usize)
        };
        let (Some(count), Some(first)) = (value("N"), value("First")) else {
            return;
        };
        let Some(data) = self.stream(walk, number) else {
            self.is_cut = true;
            return;
        };
        let mut index = Parser::new(data.get(..first).unwrap_or_default());
        for _ in 0..count {
            let (Some(Object::Number(number)), Some(Object::Number(at))) = (index.next(), index.next()) else {
                break;
            };
            if self.objects.len() >= most || self.kept > KEPT || self.packed > PACKED {
                self.is_cut = true;
                return;
            }
            let Some(rest) = data.get(first.saturating_add(at as usize)..) else {
                continue;
            };
            let mut parser = Parser::new(rest);
            let Some(mut object) = parser.value(0) else {
                continue;
            };
            self.packed += rest.len() - parser.rest.len();
            self.kept += object.prune();
            self.objects.entry(number as u32).or_insert(object);
        }
    }

    fn name_files(&mut self) {
        let mut names = HashMap::new();
        for object in self.objects.values() {
            object.each_dictionary(&mut |dictionary| {
                let name = dictionary.get("UF").or_else(|| dictionary.get("F"));
                let stream = dictionary
                    .get("EF")
                    .map(|ef| self.resolve(ef))
                    .and_then(|ef| ef.get("UF").or_else(|| ef.get("F")));
                if let (Some(Object::Text(name)), Some(Object::Reference(number))) = (name, stream) {
                    names.insert(*number, super::font::document_text(name));
                }
            });
        }
        self.file_names = names;
    }

    /// What a reference stands for; anything else as it is.
    pub(crate) fn resolve<'o>(&'o self, object: &'o Object) -> &'o Object {
        match object {
            Object::Reference(number) => self.objects.get(number).unwrap_or(&Object::Other),
            other => other,
        }
    }

    /// The decoded bytes of a stream. `None` for pictures and what cannot be decoded.
    pub(crate) fn stream(&self, walk: &Walk<'_>, number: u32) -> Option<Vec<u8>> {
        let data = self.streams.get(&number)?;
        let head = self.objects.get(&number)?;
        let filters = match self.resolve(head.get("Filter").unwrap_or(&Object::Other)) {
            Object::Name(name) => vec![name.clone()],
            Object::List(list) => list
                .iter()
                .filter_map(|f| self.resolve(f).name().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        filter::decode(walk, data, &filters)
    }
}

/// The number in `12 0 obj`, given what stands before `obj`.
fn object_number(before: &[u8]) -> Option<u32> {
    let digits = |text: &[u8]| text.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let text = before.trim_ascii_end();
    let generation = digits(text);
    if text.len() == before.len() && generation == 0 {
        return None;
    }
    let text = text.get(..text.len() - generation)?;
    let spaced = text.trim_ascii_end();
    let number = digits(spaced);
    if generation == 0 || spaced.len() == text.len() || !(1..=9).contains(&number) {
        return None;
    }
    std::str::from_utf8(spaced.get(spaced.len() - number..)?)
        .ok()?
        .parse()
        .ok()
}

/// A stream's bytes, and where they end: by its length if `endstream` stands there, else by the next `endstream`.
fn stream_bytes(bytes: &[u8], at: usize, len: Option<f64>) -> (&[u8], usize) {
    let start = match bytes.get(at..) {
        Some([b'\r', b'\n', ..]) => at + 2,
        Some([b'\n' | b'\r', ..]) => at + 1,
        _ => at,
    };
    if let Some(len) = len.filter(|n| *n >= 0.0) {
        let end = start.saturating_add(len as usize);
        let behind = bytes.get(end..).unwrap_or_default();
        if behind.trim_ascii_start().starts_with(b"endstream") {
            return (bytes.get(start..end).unwrap_or_default(), end);
        }
    }
    let rest = bytes.get(start..).unwrap_or_default();
    let len = memchr::memmem::find(rest, b"endstream").unwrap_or(rest.len());
    (rest.get(..len).unwrap_or_default(), start + len)
}
