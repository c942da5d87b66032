//! JSON that is safe to print and to embed: the one escaping function of every format that is made of JSON.
//!
//! Controls, bidirectional and invisible characters are written as `\u202e`, and so are `<`, `>`, `&` and the
//! beginning of a build server's command. Readers see the same strings; terminals, logs and HTML pages that hold the text
//! see nothing that acts.

use std::io;

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, PrettyFormatter};

use super::text::hostile;

/// Writes a value on one line.
///
/// # Errors
/// Where writing fails.
pub(super) fn line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    write(value, CompactFormatter, out)
}

/// Writes a value over several lines.
///
/// # Errors
/// Where writing fails.
pub(super) fn pretty(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    write(value, PrettyFormatter::new(), out)
}

fn write(value: &impl Serialize, how: impl Formatter, out: &mut dyn io::Write) -> io::Result<()> {
    let mut buffered = io::BufWriter::new(out);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut buffered, Safe(how)))?;
    io::Write::write_all(&mut buffered, b"\n")?;
    io::Write::flush(&mut buffered)
}

/// A formatter that writes hostile characters of strings out.
struct Safe<F>(F);

impl<F: Formatter> Formatter for Safe<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut done = 0;
        for (at, c) in fragment.char_indices() {
            let acts = match c {
                '<' | '>' | '&' => true,
                // Azure Pipelines takes these for commands wherever they stand in a line.
                '#' => fragment[at..].starts_with("##[") || fragment[at..].starts_with("##vso["),
                c => hostile(c),
            };
            if acts {
                out.write_all(&fragment.as_bytes()[done..at])?;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
                done = at + c.len_utf8();
            }
        }
        out.write_all(&fragment.as_bytes()[done..])
    }

    fn write_char_escape<W: ?Sized + io::Write>(&mut self, out: &mut W, escape: CharEscape) -> io::Result<()> {
        self.0.write_char_escape(out, escape)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::HOSTILE;
    use super::*;

    fn text(value: &str) -> String {
        let mut out = Vec::new();
        line(&value, &mut out).unwrap();
        String::from_utf8(out).unwrap().trim_end().to_owned()
    }

    #[test]
    fn nothing_acts_and_nothing_is_lost() {
        for value in [
            HOSTILE,
            "\u{9b}31m\u{e0041}\u{2028}",
            "größe \"\\\" 文件 😀",
            "a##vso[b]##[c]# ##",
            "\u{0}\u{7f}",
            "",
        ] {
            let json = text(value);
            assert!(
                !json.contains(['<', '\u{1b}', '\u{202e}', '\u{9b}', '\u{e0041}', '\u{2028}', '\u{7f}']),
                "{json}"
            );
            assert!(!json.contains("##vso[") && !json.contains("##["), "{json}");
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), value);
        }
    }

    proptest::proptest! {
        #[test]
        fn reads_back(value in "\\PC{0,40}") {
            proptest::prop_assert_eq!(serde_json::from_str::<String>(&text(&value)).unwrap(), value);
        }
    }
}
