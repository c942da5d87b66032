//! Jupyter notebooks. Sources and outputs are JSON strings, one a line as notebooks are usually written: they are decoded where
//! they stand, so that line numbers (and, save for escapes within a value, columns) are those of the file.
//!
//! A string that holds several lines, as in notebooks written without line breaks, becomes a part of its own, named by its cell.
//! Pictures are left out. The reader is one pass over the bytes; it builds no tree.

use std::io;

use crate::source::Origin;
use crate::source::expand::Walk;

/// Longest name of a key that is looked at.
const KEY: usize = 64;

/// Hands on the notebook as text, and multi-line strings as parts.
pub(crate) fn walk(walk: &mut Walk<'_>, origin: &Origin, bytes: &[u8]) -> io::Result<()> {
    let mut reader = Reader {
        rest: bytes,
        out: Vec::with_capacity(bytes.len()),
        depth: 0,
        cells_depth: None,
        cell: 0,
    };
    let mut parts = Vec::new();
    reader.read(&mut parts);
    let text = reader.out;
    walk.part(origin.clone(), &text);
    for (name, text) in parts {
        walk.document_part(origin, &name, &text);
    }
    Ok(())
}

struct Reader<'n> {
    rest: &'n [u8],
    out: Vec<u8>,
    depth: u32,
    /// Depth of the list of cells, while within it.
    cells_depth: Option<u32>,
    cell: u32,
}

impl<'n> Reader<'n> {
    fn read(&mut self, parts: &mut Vec<(String, Vec<u8>)>) {
        let mut key: &[u8] = b"";
        let mut after_colon = false;
        while let Some((byte, rest)) = self.rest.split_first() {
            match byte {
                b'"' => {
                    let end = string_end(rest);
                    let (inside, behind) = rest.split_at(end);
                    let behind = behind.get(1..).unwrap_or_default();
                    self.rest = behind;
                    if behind.trim_ascii_start().first() == Some(&b':') {
                        key = inside.get(..inside.len().min(KEY)).unwrap_or_default();
                        self.push_quoted(inside);
                    } else {
                        self.value(key, inside, after_colon, parts);
                    }
                    after_colon = false;
                    continue;
                }
                b'{' | b'[' => {
                    if *byte == b'[' && self.depth == 1 && key == b"cells" {
                        self.cells_depth = Some(2);
                    }
                    if *byte == b'{' && self.cells_depth == Some(self.depth) {
                        self.cell += 1;
                    }
                    self.depth += 1;
                    after_colon = false;
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.cells_depth.is_some_and(|depth| self.depth < depth) {
                        self.cells_depth = None;
                    }
                }
                b':' => after_colon = true,
                b',' => after_colon = false,
                _ => {}
            }
            self.out.push(*byte);
            self.rest = rest;
        }
    }

    fn push_quoted(&mut self, inside: &[u8]) {
        self.out.push(b'"');
        self.out.extend_from_slice(inside);
        self.out.push(b'"');
    }

    /// One string: `of_key` where it stands behind a key, else it is an element of a list.
    fn value(&mut self, key: &[u8], inside: &[u8], of_key: bool, parts: &mut Vec<(String, Vec<u8>)>) {
        let is_picture = [&b"image/"[..], b"application/pdf", b"video/", b"audio/"]
            .iter()
            .any(|p| key.starts_with(p));
        if is_picture && !key.starts_with(b"image/svg") {
            return;
        }
        let has_lines =
            memchr::memmem::find_iter(inside, b"\\n").any(|at| at + 2 < inside.len() && !is_escaped(inside, at));
        if has_lines {
            let mut text = Vec::with_capacity(inside.len());
            decode(inside, &mut text, false);
            let name = match (self.cell, key) {
                (0, key) => String::from_utf8_lossy(key).into_owned(),
                (cell, b"source") => format!("cell {cell}"),
                (cell, _) => format!("cell {cell} output"),
            };
            parts.push((name, text));
        } else if of_key {
            self.push_quoted(inside);
        } else {
            self.out.push(b' ');
            decode(inside, &mut self.out, true);
            self.out.push(b' ');
            if let [b',', rest @ ..] = self.rest {
                self.rest = rest;
                self.out.push(b' ');
            }
        }
    }
}

/// Whether the backslash at `at` is itself escaped.
pub(super) fn is_escaped(text: &[u8], at: usize) -> bool {
    text.get(..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|b| **b == b'\\')
        .count()
        % 2
        == 1
}

/// Where the string that begins here ends: at a quote that is not escaped, or with the text.
pub(super) fn string_end(text: &[u8]) -> usize {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|t| memchr::memchr2(b'"', b'\\', t)) {
        let at = from + at;
        if text.get(at) == Some(&b'"') {
            return at;
        }
        from = at + 2;
    }
    text.len()
}

/// Resolves JSON escapes. `in_place` keeps columns: an escaped quote leaves a blank outside of what it quotes, a line end two.
pub(super) fn decode(text: &[u8], out: &mut Vec<u8>, in_place: bool) {
    let mut rest = text;
    let mut opens = true;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(at);
        out.extend_from_slice(plain);
        rest = escape.get(2..).unwrap_or_default();
        match escape.get(1) {
            Some(b'n' | b'r') if in_place => out.extend_from_slice(b"  "),
            Some(b'n') => out.push(b'\n'),
            Some(b'r') | None => {}
            Some(b't') => out.extend_from_slice(if in_place { b"\t " } else { b"\t" }),
            Some(b'"') if in_place => {
                out.extend_from_slice(if opens { b" \"" } else { b"\" " });
                opens = !opens;
            }
            Some(b'u') => {
                let code = rest
                    .get(..4)
                    .and_then(|hex| u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
                rest = rest.get(4..).unwrap_or_default();
                let c = code.and_then(char::from_u32).unwrap_or('\u{fffd}');
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Some(b'b' | b'f') => out.push(b' '),
            Some(other) => out.push(*other),
        }
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use crate::source::expand::tests::open;

    #[test]
    fn lines_and_columns_are_those_of_the_file() {
        let nb = "{\n \"cells\": [\n  {\n   \"cell_type\": \"code\",\n   \"source\": [\n    \"import x\\n\",\n    \"password = \\\"lantern-moss-4417\\\"\\n\",\n    \"y = 'é\\u00e9'\"\n   ]\n  }\n ]\n}\n";
        let opened = open("a.ipynb", nb.as_bytes());
        let [(member, text)] = opened.parts.as_slice() else {
            panic!("{opened:?}")
        };
        assert_eq!(member, "", "the file itself");
        let (raw, seen): (Vec<&str>, Vec<&str>) = (nb.lines().collect(), text.lines().collect());
        assert_eq!(raw.len(), seen.len());
        assert_eq!(seen[6].trim(), "password =  \"lantern-moss-4417\"");
        assert_eq!(raw[6].find("lantern"), seen[6].find("lantern"));
        assert_eq!(seen[7].trim(), "y = 'éé'");
    }

    #[test]
    fn strings_of_many_lines_are_parts_named_by_their_cell() {
        let nb = r#"{"cells":[{"source":"a\nb"},{"outputs":[{"text":"x\\n\ny"},{"data":{"image/png":"AAAA\nBBBB"}}],"source":"password = \"q\"\nz"}]}"#;
        let opened = open("a.ipynb", nb.as_bytes());
        let parts: Vec<(&str, &str)> = opened.parts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        assert_eq!(
            parts[1..],
            [
                ("cell 1", "a\nb"),
                ("cell 2 output", "x\\n\ny"),
                ("cell 2", "password = \"q\"\nz")
            ]
        );
        assert!(!parts[0].1.contains("AAAA"));
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics_and_no_line_is_lost(text in "[{}\\[\\]\",:\\\\nu0a\n ]{0,80}") {
            let nb = format!("{{{text}");
            let opened = open("a.ipynb", nb.as_bytes());
            let inside_strings = opened.parts.len() > 1;
            proptest::prop_assert!(inside_strings || opened.parts[0].1.matches('\n').count() <= nb.matches('\n').count());
        }
    }
}
