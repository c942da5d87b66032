//! Content streams: what is shown, with line breaks where the pen moves to another line.

use super::font::Font;
use super::object::{Object, Parser};

/// Operands kept for one operator.
const OPERANDS: usize = 512;
/// A move to the left of this many thousandths of the font's size within a string is a blank.
const GAP: f64 = -180.0;
/// Widest glyph, in sizes of its font: a step of no more behind a single glyph leaves no blank, as some place each by itself.
const GLYPH: f64 = 0.95;

/// The text of a content stream, and how many pieces of it could not be read.
pub(crate) fn draw<'f>(contents: &[u8], font: &dyn Fn(&str) -> Option<&'f Font>, most: usize) -> (String, u64) {
    let mut parser = Parser::new(contents);
    let mut operands: Vec<Object> = Vec::new();
    let mut pen = Pen::default();
    while let Some(object) = parser.next() {
        let Object::Word(word) = object else {
            if operands.len() < OPERANDS {
                operands.push(object);
            }
            continue;
        };
        if pen.out.len() > most {
            break;
        }
        let number = |i: usize| operands.get(i).and_then(Object::number).unwrap_or(0.0);
        match word.as_slice() {
            b"BT" => pen.start(),
            b"Tf" => {
                pen.font = operands.first().and_then(Object::name).and_then(font);
                pen.size = number(1).abs();
            }
            b"Tj" => pen.show(operands.last()),
            b"'" | b"\"" => {
                pen.new_line();
                pen.show(operands.last());
            }
            b"TJ" => {
                if let Some(Object::List(list)) = operands.last() {
                    for object in list {
                        match object {
                            Object::Number(n) if *n < GAP => pen.blank(),
                            object => pen.show(Some(object)),
                        }
                    }
                }
            }
            b"Td" | b"TD" => pen.step(number(0), number(1)),
            b"T*" => pen.new_line(),
            b"Tm" => pen.place([number(0), number(1), number(4), number(5)]),
            b"BI" => skip_picture(&mut parser),
            _ => {}
        }
        operands.clear();
    }
    pen.new_line();
    (pen.out, pen.unreadable)
}

#[derive(Default)]
struct Pen<'f> {
    out: String,
    /// For text before any font was chosen, or with one that is not in the resources.
    plain: Font,
    font: Option<&'f Font>,
    size: f64,
    /// Where the line begins, along and across the direction of writing, and how much larger a unit is there.
    at: (f64, f64),
    scale: f64,
    /// Where the last piece was shown, and how many codes it had.
    shown: Option<((f64, f64), usize)>,
    unreadable: u64,
}

impl Pen<'_> {
    fn start(&mut self) {
        self.at = (0.0, 0.0);
        self.scale = 1.0;
    }

    fn step(&mut self, along: f64, across: f64) {
        self.at = (self.at.0 + along * self.scale, self.at.1 + across * self.scale);
    }

    fn place(&mut self, [a, b, e, f]: [f64; 4]) {
        // Text that runs upwards has its lines side by side.
        let is_upright = a.abs() >= b.abs();
        self.scale = if is_upright { a.abs() } else { b.abs() };
        self.at = if is_upright { (e, f) } else { (f, e) };
    }

    fn show(&mut self, object: Option<&Object>) {
        let Some(Object::Text(bytes)) = object else { return };
        if let Some((shown, len)) = self.shown {
            let along = (self.at.0 - shown.0) / if self.scale > 0.0 { self.scale } else { 1.0 };
            if (self.at.1 - shown.1).abs() > 0.5 {
                self.new_line();
            } else if along != 0.0 && !(len == 1 && (0.0..=self.size * GLYPH).contains(&along)) {
                self.blank();
            }
        }
        let before = self.out.len();
        if !self.font.unwrap_or(&self.plain).show(bytes, &mut self.out) {
            self.unreadable += 1;
        }
        let len = self.out.get(before..).map_or(0, |text| text.chars().count());
        match &mut self.shown {
            Some((at, codes)) if *at == self.at => *codes += len,
            shown => *shown = Some((self.at, len)),
        }
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    fn new_line(&mut self) {
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}

/// Passes over a picture within the stream: its data are not objects.
fn skip_picture(parser: &mut Parser<'_>) {
    let end = memchr::memmem::find_iter(parser.rest, b"EI").find(|at| {
        let before = at.checked_sub(1).and_then(|i| parser.rest.get(i));
        let behind = parser.rest.get(at + 2);
        before.is_some_and(u8::is_ascii_whitespace) && behind.is_none_or(u8::is_ascii_whitespace)
    });
    parser.rest = end.and_then(|at| parser.rest.get(at + 2..)).unwrap_or_default();
}
