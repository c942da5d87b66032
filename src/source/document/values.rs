//! JSON that people and programs fill in together: calls that a browser recorded (HAR), Terraform state, collections of API
//! clients (Postman, Insomnia).
//!
//! The file is handed on line by line, so that lines are those of the file, with three changes: bodies of calls and values of
//! several lines become parts of their own, sentences become a part ([`Prose`]), and in pairs such as
//! `"key": "password", "value": "…"` the value stands beside its name. The reader is one pass over the bytes; it builds
//! no tree.

use std::io;

use super::notebook::{decode, is_escaped, string_end};
use super::prose::{Prose, is_sentence};
use crate::source::expand::{Walk, cursor, kind};
use crate::source::{Origin, OriginKind};

/// Longest name that is looked at.
const NAME: usize = 64;
/// Shorter bodies in base64 are left where they stand.
const ENCODED: usize = 64;

/// Hands on the file and its parts.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8], depth: u8) -> io::Result<()> {
    let mut reader = Reader {
        out: Vec::with_capacity(bytes.len()),
        ..Reader::default()
    };
    reader.read(bytes);
    walk.part(origin.clone(), &reader.out);
    reader.prose.give(walk, origin);
    for (name, text) in reader.parts {
        let inner = origin.inside(name, OriginKind::Document);
        if kind(inner.name(), &text).is_some() {
            walk.member(inner, &mut cursor(&text), Some(text.len() as u64), depth)?;
        } else {
            walk.part(inner, &text);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Reader<'v> {
    out: Vec<u8>,
    prose: Prose,
    parts: Vec<(String, Vec<u8>)>,
    /// Lines read.
    lines: usize,
    /// The last key.
    key: &'v [u8],
    /// What the object's `name` or `key` is.
    name: Option<&'v [u8]>,
    /// What kind of text a body is.
    mime: &'v [u8],
}

impl<'v> Reader<'v> {
    fn read(&mut self, bytes: &'v [u8]) {
        let mut rest = bytes;
        let mut after_colon = false;
        while let Some(at) = rest
            .iter()
            .position(|b| matches!(b, b'"' | b'\n' | b'{' | b'}' | b':' | b','))
        {
            let (plain, from) = rest.split_at(at);
            self.out.extend_from_slice(plain);
            let Some((byte, behind)) = from.split_first() else {
                break;
            };
            rest = behind;
            match byte {
                b'"' => {
                    let (inside, behind) = rest.split_at(string_end(rest));
                    let (quote, behind) = behind.split_at(behind.len().min(1));
                    rest = behind;
                    let is_key = rest.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b':');
                    self.out.push(b'"');
                    if is_key && !after_colon {
                        self.key(inside);
                    } else {
                        self.value(inside);
                    }
                    self.out.extend_from_slice(quote);
                    self.lines += memchr::memchr_iter(b'\n', inside).count();
                    after_colon = false;
                    continue;
                }
                b'\n' => self.lines += 1,
                b'{' | b'}' => self.name = None,
                b':' => after_colon = true,
                _ => {}
            }
            if *byte == b',' || *byte == b'{' {
                after_colon = false;
            }
            self.out.push(*byte);
        }
        self.out.extend_from_slice(rest);
    }

    fn key(&mut self, inside: &'v [u8]) {
        self.key = inside.get(..inside.len().min(NAME)).unwrap_or_default();
        match self.name {
            Some(name) if inside == b"value" => {
                self.key = name;
                self.out.extend_from_slice(name);
            }
            _ => self.out.extend_from_slice(inside),
        }
    }

    fn value(&mut self, inside: &'v [u8]) {
        match self.key {
            b"name" | b"key" if !inside.is_empty() && inside.len() <= NAME => self.name = Some(inside),
            b"mimeType" => self.mime = inside,
            b"text" if !self.mime.is_empty() => return self.body(inside),
            _ => {}
        }
        let has_lines =
            memchr::memmem::find_iter(inside, b"\\n").any(|at| at + 2 < inside.len() && !is_escaped(inside, at));
        if has_lines {
            let name = format!("{} (line {})", String::from_utf8_lossy(self.key), self.lines + 1);
            self.part(name, inside);
        } else if is_sentence(self.key, inside) {
            let mut text = Vec::with_capacity(inside.len());
            decode(inside, &mut text, true);
            self.prose.add(self.lines, &text);
        } else {
            self.out.extend_from_slice(inside);
        }
    }

    fn part(&mut self, name: String, inside: &[u8]) {
        let mut text = Vec::with_capacity(inside.len());
        decode(inside, &mut text, false);
        self.parts.push((name, text));
    }

    /// The body of a request or an answer.
    fn body(&mut self, inside: &[u8]) {
        let ends = |what: &[u8]| memchr::memmem::find(self.mime, what).is_some();
        let kind = [&b"json"[..], b"html", b"xml", b"javascript", b"css", b"csv"]
            .into_iter()
            .find(|k| ends(k))
            .map_or("txt", |k| std::str::from_utf8(k).unwrap_or("txt"));
        let kind = if kind == "javascript" { "js" } else { kind };
        let name = format!("body {}.{kind}", self.parts.len() + 1);
        if inside.len() >= ENCODED
            && inside.len().is_multiple_of(4)
            && let Ok(bytes) = data_encoding::BASE64.decode(inside)
        {
            return self.parts.push((name, bytes));
        }
        self.part(name, inside);
    }
}

#[cfg(test)]
mod tests {
    use crate::source::expand::tests::open;

    fn parts(name: &str, text: &str) -> Vec<(String, String)> {
        open(name, text.as_bytes()).parts
    }

    #[test]
    fn bodies_sentences_and_pairs() {
        let har = "{\"log\": {\n \"comment\": \"This file is \\\"quite\\\" secret and stays here.\",\n \"headers\": [{\"name\": \"X-Auth\", \"value\": \"abc\"}],\n \"postData\": {\"mimeType\": \"application/json\",\n  \"text\": \"{\\\"a\\\": \\\"b\\\"}\"}}}";
        let parts = parts("a.har", har);
        assert_eq!(
            parts[0].1,
            "{\"log\": {\n \"comment\": \"\",\n \"headers\": [{\"name\": \"X-Auth\", \"X-Auth\": \"abc\"}],\n \"postData\": {\"mimeType\": \"application/json\",\n  \"text\": \"\"}}}"
        );
        assert_eq!(parts[1].0, "sentences");
        assert_eq!(parts[1].1, "\nThis file is  \"quite\"  secret and stays here.");
        assert_eq!(
            (parts[2].0.as_str(), parts[2].1.as_str()),
            ("body 1.json", "{\"a\": \"b\"}")
        );
    }

    #[test]
    fn bodies_in_base64_are_undone_and_scripts_are_parts() {
        let page = data_encoding::BASE64.encode("<h1>Heron</h1>\n<p>for us only, not for you</p>\n\n".as_bytes());
        let har =
            format!("{{\"content\": {{\"mimeType\": \"text/html\", \"text\": \"{page}\", \"encoding\": \"base64\"}}}}");
        assert!(parts("a.har", &har)[1].1.starts_with("<h1>Heron"), "{har}");
        let state = "{\"a\": {\n\"user_data\": \"#!/bin/sh\\nexport A=b\\n\",\n\"password\": \"one two three four five six seven\"}}";
        let parts = parts("terraform.tfstate", state);
        assert_eq!(
            (parts[1].0.as_str(), parts[1].1.as_str()),
            ("user_data (line 2)", "#!/bin/sh\nexport A=b\n")
        );
        assert!(
            parts[0].1.contains("one two three"),
            "a pass phrase stays beside its name"
        );
    }

    proptest::proptest! {
        #[test]
        fn lines_stay(text in "[{}\\[\\]\",:\\\\nu0a\n valuekeyname]{0,80}") {
            let json = format!("{{{text}");
            let opened = parts("a.tfstate", &json);
            proptest::prop_assert!(opened[0].1.matches('\n').count() <= json.matches('\n').count());
        }
    }
}
