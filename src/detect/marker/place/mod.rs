//! Where a word stands: kind of file, the line without its decoration, head or foot of the file, and the notice around it.
//!
//! A marker is a marker by its place: the same word in the middle of a sentence, in a string literal or in a table of
//! terms says nothing. Everything here is bounded: lines to `LINE_MAX` bytes, notices to `REACH` lines on each side.

mod bare;
mod comment;
mod edge;
mod file;
mod row;

use memchr::{memchr, memrchr};

use super::words::Words;
use bare::strip;
use edge::{foot_start, head_end};

pub(crate) use bare::capitals;
pub(crate) use file::{Kind, kind_of};

/// Longest line that can be a banner or a part of a notice.
const LINE_MAX: usize = 1200;

/// Lines on each side of a hit that belong to the same notice.
const REACH: usize = 9;

/// Bytes in which fences of samples are looked for.
const FENCED: usize = 512 * 1024;

/// `[Client name]`, `{{ date }}`, `<YOUR NAME>`.
static BLANKS: Words = Words::new(
    r"\[[A-Z][A-Za-z][A-Za-z0-9 /_-]{1,40}\][^(\[:]|\{\{ ?[A-Za-z_.]{2,40} ?\}\}|<[A-Z][A-Z _]{3,30}>|\bYYYY-MM-DD\b|_{6,}",
);

/// Whether nothing but space stands before `at` in its line.
fn opens_line(text: &[u8], at: usize) -> bool {
    let line = memrchr(b'\n', text.get(..at).unwrap_or_default()).map_or(0, |n| n + 1);
    text.get(line..at)
        .unwrap_or_default()
        .iter()
        .all(|b| matches!(b, b' ' | b'\t' | b'>'))
}

/// One line around a hit.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// Offset of the first byte.
    pub(crate) start: usize,
    /// The bytes without the line end.
    pub(crate) raw: &'a [u8],
    /// Without comment signs, tags and ornament.
    pub(crate) bare: String,
    /// It opens with a comment sign (or lies within a block comment, see [`Doc::line`]).
    pub(crate) comment: bool,
    /// Item of a list in a prose file.
    pub(crate) list: bool,
    /// Row of a table.
    pub(crate) table: bool,
    /// Heading of a prose file.
    pub(crate) heading: bool,
    /// Ornament on either side (`*** … ***`, `==== … ====`, `| … |`).
    pub(crate) ornate: bool,
}

/// Where in the file a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// Before the content begins.
    Head,
    /// After it ends.
    Foot,
    /// Between.
    Middle,
}

/// A text with what was learnt about it.
#[derive(Debug)]
pub(crate) struct Doc<'a> {
    /// The text.
    pub(crate) text: &'a [u8],
    /// Its path.
    pub(crate) path: &'a str,
    /// Its kind.
    pub(crate) kind: Kind,
    head_end: usize,
    foot_start: usize,
    /// Its comments begin with `#`, and a star says nothing.
    hash: bool,
    open: std::cell::OnceCell<bool>,
    template: std::cell::OnceCell<bool>,
    /// Where lines of three backquotes or tildes begin.
    fences: std::cell::OnceCell<Vec<usize>>,
    /// See `government::us`.
    pub(in crate::detect::marker) banners: std::cell::OnceCell<usize>,
    /// See `contract`.
    pub(super) contract: std::cell::OnceCell<bool>,
}

impl<'a> Doc<'a> {
    pub(crate) fn new(text: &'a [u8], path: &'a str) -> Self {
        let kind = kind_of(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        let running = ["header", "footer"].iter().any(|w| name.starts_with(w)) && kind == Kind::Prose;
        let head_end = if running { text.len() } else { head_end(text, kind) };
        Self {
            text,
            path,
            kind,
            head_end,
            foot_start: foot_start(text),
            hash: [
                ".py", ".rb", ".sh", ".bash", ".zsh", ".pl", ".pm", ".r", ".R", ".yaml", ".yml", ".toml", ".tcl",
                ".ex", ".exs", ".nim", ".jl", ".cmake", ".ps1",
            ]
            .iter()
            .any(|e| name.ends_with(e)),
            open: std::cell::OnceCell::new(),
            template: std::cell::OnceCell::new(),
            fences: std::cell::OnceCell::new(),
            banners: std::cell::OnceCell::new(),
            contract: std::cell::OnceCell::new(),
        }
    }

    /// The head of the file carries an open licence: a notice beside it is a notice about something else.
    pub(crate) fn open(&self) -> bool {
        *self.open.get_or_init(|| {
            crate::licence::text::is_open(self.text.get(..self.text.len().min(8 * 1024)).unwrap_or_default())
        })
    }

    pub(crate) fn position(&self, at: usize) -> Position {
        if at < self.head_end {
            Position::Head
        } else if at >= self.foot_start {
            Position::Foot
        } else {
            Position::Middle
        }
    }

    /// The line around `at`, or nothing where it is longer than a banner can be.
    pub(crate) fn line(&self, at: usize) -> Option<Line<'a>> {
        let before = self.text.get(..at)?;
        let low = at.saturating_sub(LINE_MAX);
        let start = match memrchr(b'\n', before.get(low..)?) {
            Some(i) => low + i + 1,
            None if low == 0 => 0,
            None => return None,
        };
        self.line_from(start)
    }

    fn line_from(&self, start: usize) -> Option<Line<'a>> {
        let rest = self.text.get(start..)?;
        let window = rest.get(..rest.len().min(LINE_MAX))?;
        let len = match memchr(b'\n', window) {
            Some(i) => i,
            None if window.len() == rest.len() => rest.len(),
            None => return None,
        };
        let raw = rest.get(..len)?;
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        let mut line = strip(raw, self.kind);
        line.start = start;
        Some(line)
    }

    /// Whether the line may speak: any line of prose, comments elsewhere.
    pub(crate) fn speaks(&self, line: &Line<'_>) -> bool {
        if self.kind == Kind::Prose {
            return !self.is_example(line.start);
        }
        line.comment && (!self.hash || !line.raw.trim_ascii_start().starts_with(b"*"))
            || comment::in_block(self.text, line.start)
            || self.is_title_row(line)
    }

    /// Whether `at` lies between the fences of a sample in a page of documentation.
    fn is_example(&self, at: usize) -> bool {
        let fences = self.fences.get_or_init(|| {
            let page = [".md", ".mdx", ".markdown", ".rst", ".adoc"]
                .iter()
                .any(|e| self.path.ends_with(e));
            let text = self.text.get(..self.text.len().min(FENCED)).unwrap_or_default();
            let mut all = Vec::new();
            for fence in [&b"```"[..], b"~~~"] {
                all.extend(memchr::memmem::find_iter(text, fence).filter(|i| page && opens_line(text, *i)));
            }
            all.sort_unstable();
            all
        });
        // What the last fence opens and nothing closes is no sample but a slip.
        let above = fences.partition_point(|f| *f < at);
        above % 2 == 1 && above < fences.len()
    }

    /// Whether the text has blanks to be filled in: what it says will be said by whoever fills them in.
    pub(crate) fn is_template(&self) -> bool {
        *self.template.get_or_init(|| {
            let head = self.text.get(..self.text.len().min(4096)).unwrap_or_default();
            self.path.to_ascii_lowercase().contains("template") && self.kind != Kind::Code
                || BLANKS.find_iter(head).take(4).count() >= if self.text.len() < 2000 { 3 } else { 4 }
        })
    }

    /// One of the first rows of a table of values that has a single cell filled.
    pub(crate) fn is_title_row(&self, line: &Line<'_>) -> bool {
        let table = [".csv", ".tsv"].iter().any(|e| self.path.ends_with(e));
        let above = || memchr::memchr_iter(b'\n', self.text.get(..line.start).unwrap_or_default()).count();
        table && line.start < LINE_MAX && above() < 3 && {
            let cells = line.raw.split(|b| matches!(b, b',' | b';' | b'\t'));
            cells.filter(|c| !c.trim_ascii().is_empty()).count() == 1
        }
    }

    /// The notice around a line: its neighbours without decoration, in lower case, one line of text a paragraph.
    /// In programs it ends where the comment ends.
    pub(crate) fn notice(&self, line: &Line<'_>) -> Notice {
        let mut above = Vec::new();
        let mut at = line.start;
        while above.len() < REACH && at > 0 {
            let Some(l) = self.line(at - 1) else { break };
            at = l.start;
            if !l.bare.is_empty() && !self.speaks(&l) {
                break;
            }
            above.push(l.bare);
        }
        let mut lines: Vec<String> = above.into_iter().rev().collect();
        let own = lines.len();
        lines.push(line.bare.clone());
        let mut at = line.start + line.raw.len();
        while lines.len() < own + 1 + REACH {
            let Some(next) = self
                .text
                .get(at..)
                .and_then(|t| memchr(b'\n', t.get(..t.len().min(8))?))
                .map(|i| at + i + 1)
            else {
                break;
            };
            let Some(l) = self.line_from(next) else { break };
            if !l.bare.is_empty() && !self.speaks(&l) {
                break;
            }
            at = l.start + l.raw.len();
            lines.push(l.bare);
        }
        Notice::new(&lines, own)
    }
}

/// The words around a hit.
#[derive(Debug)]
pub(crate) struct Notice {
    /// Lower case, single spaces; paragraphs are parted by line feeds.
    pub(crate) text: String,
    /// The paragraph of the hit.
    pub(crate) paragraph: String,
}

impl Notice {
    fn new(lines: &[String], own: usize) -> Self {
        let mut text = String::new();
        let mut paragraph = String::new();
        let mut begin = 0;
        let mut mine = false;
        for (i, l) in lines.iter().enumerate() {
            if l.is_empty() {
                if mine && paragraph.is_empty() {
                    paragraph = text.get(begin..).unwrap_or_default().to_owned();
                }
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                begin = text.len();
                continue;
            }
            mine |= i == own;
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.push_str(&plain(l));
        }
        if paragraph.is_empty() {
            paragraph = text.get(begin..).unwrap_or_default().to_owned();
        }
        Self { text, paragraph }
    }
}

/// Lower case, typographic signs made plain, white space collapsed.
pub(crate) fn plain(s: &str) -> String {
    fold(s, true)
}

/// The same with the letters as they are, so that places in one are places in the other.
pub(crate) fn plain_cased(s: &str) -> String {
    fold(s, false)
}

fn fold(s: &str, lower: bool) -> String {
    let mut out = String::with_capacity(s.len());
    let mut space = false;
    if s.is_ascii() {
        for b in s.bytes() {
            if matches!(b, b' ' | b'\t'..=b'\r') {
                space = !out.is_empty();
                continue;
            }
            if std::mem::take(&mut space) {
                out.push(' ');
            }
            out.push(char::from(if lower { b.to_ascii_lowercase() } else { b }));
        }
        return out;
    }
    for c in s.chars() {
        let c = match c {
            '\u{2018}' | '\u{2019}' | '\u{00b4}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{00ab}' | '\u{00bb}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{3000}' | '\u{a0}' | '\t' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c => c,
        };
        if c.is_whitespace() {
            space = !out.is_empty();
            continue;
        }
        if space {
            out.push(' ');
            space = false;
        }
        match c {
            // In lower case it would be two characters, and no keyword is written so.
            'İ' if lower => out.push('i'),
            c if !lower => out.push(c),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoration_is_taken_off() {
        for (raw, kind, bare) in [
            (" * CONFIDENTIAL *", Kind::Code, "CONFIDENTIAL"),
            ("/*** Acme Confidential ***/", Kind::Code, "Acme Confidential"),
            (
                "<p class=\"x\"><b>Internal use only</b></p>",
                Kind::Prose,
                "Internal use only",
            ),
            ("<!-- TLP:RED -->", Kind::Prose, "TLP:RED"),
            ("\\fancyfoot{Company Confidential}", Kind::Prose, "Company Confidential"),
            ("REM Confidential", Kind::Code, "Confidential"),
            (
                "{\"_comment\": \"Acme Confidential\", \"a\": 1}",
                Kind::Data,
                "Acme Confidential",
            ),
            ("【社外秘】", Kind::Prose, "社外秘"),
        ] {
            assert_eq!(strip(raw.as_bytes(), kind).bare, bare, "{raw}");
        }
    }

    #[test]
    fn the_head_of_a_program_ends_with_its_comments() {
        let text = b"/*\n * Copyright\n * notice\n */\n\n#ifndef A\n#define A\nint x;\n/* internal use only */\n";
        let doc = Doc::new(text, "a.c");
        assert_eq!(doc.position(10), Position::Head);
        let late = memchr::memmem::find(text, b"internal").unwrap();
        assert!(late >= doc.head_end);
    }

    #[test]
    fn only_comments_of_programs_speak() {
        let text = b"int main() {\n  puts(\"CONFIDENTIAL\");\n  // CONFIDENTIAL\n}\n/* a\n   CONFIDENTIAL b\n*/\n";
        let doc = Doc::new(text, "a.c");
        let at: Vec<usize> = memchr::memmem::find_iter(text, b"CONFIDENTIAL").collect();
        let speaks: Vec<bool> = at.iter().map(|a| doc.speaks(&doc.line(*a).unwrap())).collect();
        assert_eq!(speaks, [false, true, true]);
    }

    #[test]
    fn a_path_opens_no_comment() {
        let text = b"- \"a/*\"\n- \"internal/confidential\"\n";
        let doc = Doc::new(text, "a.yaml");
        assert!(!doc.speaks(&doc.line(10).unwrap()));
        let doc = Doc::new(b"/ Confidential\nf:{x}\n", "a.q");
        assert!(doc.speaks(&doc.line(0).unwrap()));
    }

    #[test]
    fn rows_of_two_cells_are_pairs() {
        let pair = |row: &str| Doc::new(row.as_bytes(), "a.md").line(0).unwrap().pair();
        for row in ["| TLP | Red |", "TLP\tRed", "<tr><th>TLP</th><td>Red</td></tr>"] {
            assert_eq!(pair(row).as_deref(), Some("tlp: red"), "{row}");
        }
        assert_eq!(pair("Item: TLP\tValue: Red").as_deref(), Some("tlp: red"));
        for row in ["| a | b | c |", "a", "<p>a</p>", "|", "<", "<td>", ""] {
            assert_eq!(pair(row), None, "{row}");
        }
    }

    #[test]
    fn samples_and_values_do_not_speak() {
        let speaks = |path: &str, text: &str| {
            let doc = Doc::new(text.as_bytes(), path);
            let at = memchr::memmem::find(text.as_bytes(), b"CONFIDENTIAL").unwrap();
            doc.speaks(&doc.line(at).unwrap())
        };
        assert!(!speaks("a.md", "Add a header:\n\n```text\nACME CONFIDENTIAL\n```\n"));
        assert!(speaks("a.md", "```sh\nls\n```\n\nACME CONFIDENTIAL\n"));
        assert!(speaks("a.md", "ACME CONFIDENTIAL\n```\nnever closed\n"));
        assert!(!speaks("a.py", "body = f\"\"\"\nCONFIDENTIAL - {name}\n\"\"\"\n"));
        assert!(!speaks("a.py", "body = f\"\"\"\n**CONFIDENTIAL**\n\"\"\"\n"));
        assert!(speaks("a.py", "\"\"\"\nCONFIDENTIAL\n\"\"\"\n"));
    }

    #[test]
    fn blanks_make_a_template() {
        let is = |path: &str, text: &str| Doc::new(text.as_bytes(), path).is_template();
        let report = "| Client | [Client Name] |\n| Author | [Author Name] |\n| Date | YYYY-MM-DD |\n| Lead | [Lead Name] |\nCONFIDENTIAL\n";
        assert!(is("report.md", report) && is("templates/nda.md", "NON-DISCLOSURE AGREEMENT\n"));
        assert!(!is(
            "report.md",
            "[A link](https://example.org) and [another one][1]\nCONFIDENTIAL\n"
        ));
    }

    #[test]
    fn a_notice_joins_lines_and_stops_at_code() {
        let text = b"int a;\n// This file holds\n// trade secrets of Acme.\nint b;\n";
        let doc = Doc::new(text, "a.c");
        let line = doc.line(30).unwrap();
        assert_eq!(doc.notice(&line).paragraph, "this file holds trade secrets of acme");
    }

    #[test]
    fn hostile_lines_are_survived() {
        let long = vec![b'x'; 100_000];
        assert!(Doc::new(&long, "a.txt").line(50_000).is_none());
        let doc = Doc::new(b"\n\n", "a");
        assert!(doc.line(0).is_some());
        assert!(doc.line(2).is_some());
        assert!(doc.line(3).is_none());
    }
}
