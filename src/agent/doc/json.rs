//! JSON as people write it into settings: comments, trailing commas, a byte-order mark.

use super::{Fault, MAX_DEPTH, Member, Node, Value};

/// Parses a whole document. An empty one is an empty object.
pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    let mut p = Parser {
        text,
        b: text.as_bytes(),
        at: 0,
    };
    if text.starts_with('\u{feff}') {
        p.at = 3;
    }
    p.space()?;
    if p.at == p.b.len() {
        return Ok(Node {
            span: p.at..p.at,
            value: Value::Object(Vec::new()),
        });
    }
    let node = p.value(0)?;
    p.space()?;
    if p.at < p.b.len() {
        return Err(Fault::new(p.at, "text behind the document"));
    }
    Ok(node)
}

struct Parser<'a> {
    text: &'a str,
    b: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.b.get(self.at).copied()
    }

    fn fault<T>(&self, what: &str) -> Result<T, Fault> {
        Err(Fault::new(self.at, what))
    }

    /// White space and comments.
    fn space(&mut self) -> Result<(), Fault> {
        loop {
            match (self.peek(), self.b.get(self.at + 1)) {
                (Some(b' ' | b'\t' | b'\r' | b'\n'), _) => self.at += 1,
                (Some(b'/'), Some(b'/')) => {
                    let rest = self.b.get(self.at..).unwrap_or_default();
                    self.at += rest.iter().position(|c| *c == b'\n').unwrap_or(rest.len());
                }
                (Some(b'/'), Some(b'*')) => {
                    let rest = self.b.get(self.at + 2..).unwrap_or_default();
                    match rest.windows(2).position(|w| w == b"*/") {
                        Some(p) => self.at += p + 4,
                        None => return self.fault("a comment that does not end"),
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        if depth > MAX_DEPTH {
            return self.fault("nested too deeply");
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::Str(self.string()?),
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, b'-' | b'+' | b'.') => {
                while self
                    .peek()
                    .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'+' | b'.' | b'_'))
                {
                    self.at += 1;
                }
                Value::Bare(self.text.get(start..self.at).unwrap_or_default().to_owned())
            }
            Some(_) => return self.fault("a value is expected"),
            None => return self.fault("the document ends early"),
        };
        Ok(Node {
            span: start..self.at,
            value,
        })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.space()?;
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Object(members));
                }
                Some(b',') => self.at += 1,
                Some(b'"') => {
                    let start = self.at;
                    let key = self.string()?;
                    let key_span = start..self.at;
                    self.space()?;
                    if self.peek() != Some(b':') {
                        return self.fault("`:` is expected behind a key");
                    }
                    self.at += 1;
                    self.space()?;
                    let node = self.value(depth + 1)?;
                    members.push(Member { key, key_span, node });
                }
                Some(_) => return self.fault("a key in quotes is expected"),
                None => return self.fault("an object that does not end"),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space()?;
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::Array(items));
                }
                Some(b',') => self.at += 1,
                Some(_) => items.push(self.value(depth + 1)?),
                None => return self.fault("a list that does not end"),
            }
        }
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(stop) = rest.find(['"', '\\', '\n']) else {
                return self.fault("a string that does not end");
            };
            out.push_str(rest.get(..stop).unwrap_or_default());
            self.at += stop;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => self.escape(&mut out)?,
                _ => return self.fault("a string that does not end on its line"),
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), Fault> {
        let Some(c) = self.b.get(self.at + 1).copied() else {
            return self.fault("a string that does not end");
        };
        self.at += 2;
        out.push(match c {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'"' | b'\\' | b'/' => char::from(c),
            b'u' => self.unicode()?,
            _ => return self.fault("an unknown escape"),
        });
        Ok(())
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let high = self.hex4()?;
        if (0xD800..0xDC00).contains(&high) && self.b.get(self.at..self.at + 2) == Some(b"\\u") {
            let back = self.at;
            self.at += 2;
            let low = self.hex4()?;
            if (0xDC00..0xE000).contains(&low) {
                return Ok(char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).unwrap_or('\u{fffd}'));
            }
            self.at = back;
        }
        Ok(char::from_u32(high).unwrap_or('\u{fffd}'))
    }

    fn hex4(&mut self) -> Result<u32, Fault> {
        let n = self
            .text
            .get(self.at..self.at + 4)
            .and_then(|h| u32::from_str_radix(h, 16).ok());
        match n {
            Some(n) => {
                self.at += 4;
                Ok(n)
            }
            None => self.fault("four hexadecimal digits are expected behind \\u"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_read_and_positions_kept() {
        let text = "// head\n{ \"a\": [1, \"b\\u00e9\\ud83d\\ude00\",], /* x */ \"c\": {\"d\": true,},}\n";
        let n = parse(text).unwrap();
        let s = &n.get("a").unwrap().items()[1];
        assert_eq!(s.str(), Some("bé😀"));
        assert_eq!(&text[s.span.clone()], "\"b\\u00e9\\ud83d\\ude00\"");
        assert_eq!(n.bool_at(&["c", "d"]), Some(true));
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "[".repeat(100_000);
        assert_eq!(parse(&deep).unwrap_err().what, "nested too deeply");
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in "[\\[\\]{}\":,/*\\\\u0a \n\u{e9}]{0,60}") {
            let _ = parse(&text);
        }
    }
}
