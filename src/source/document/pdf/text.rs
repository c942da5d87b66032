//! Content streams: what is shown, with line breaks where the pen moves to another line.

use super::font::Font;
use super::object::{Object, Parser};

/// Operands kept for one operator.
const OPERANDS: usize = 512;
/// A move to the left of this many thousandths of the font's size within a string is a blank.
const GAP: f64 = -180.0;

/// The text of a content stream, and how many pieces of it could not be read.
pub(crate) fn draw<'f>(contents: &[u8], font: &dyn Fn(&str) -> Option<&'f Font>, most: usize) -> (String, u64) {
    let mut parser = Parser::new(contents);
    let mut operands: Vec<Object> = Vec::new();
    let mut pen = Pen {
        out: String::new(),
        plain: Font::default(),
        font: None,
        line: 0.0,
        unreadable: 0,
    };
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
            b"Tf" => pen.font = operands.first().and_then(Object::name).and_then(font),
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
            b"Td" | b"TD" if number(1) == 0.0 => pen.blank_if_forward(number(0)),
            b"Td" | b"TD" | b"T*" => pen.new_line(),
            b"Tm" => pen.move_to(number(5)),
            b"ET" => pen.blank(),
            b"BI" => skip_picture(&mut parser),
            _ => {}
        }
        operands.clear();
    }
    pen.new_line();
    (pen.out, pen.unreadable)
}

struct Pen<'f> {
    out: String,
    /// For text before any font was chosen, or with one that is not in the resources.
    plain: Font,
    font: Option<&'f Font>,
    line: f64,
    unreadable: u64,
}

impl Pen<'_> {
    fn show(&mut self, object: Option<&Object>) {
        if let Some(Object::Text(bytes)) = object
            && !self.font.unwrap_or(&self.plain).show(bytes, &mut self.out)
        {
            self.unreadable += 1;
        }
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    /// A step to the right without another line: producers that place words one by one. Steps of glyphs are smaller.
    fn blank_if_forward(&mut self, by: f64) {
        if by != 0.0 {
            self.blank();
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

    fn move_to(&mut self, line: f64) {
        if (line - self.line).abs() > 0.5 {
            self.new_line();
        }
        self.line = line;
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
