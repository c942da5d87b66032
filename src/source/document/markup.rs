//! A reader of XML and its relatives that never fails: tags, text and nothing else.
//!
//! It resolves the five named and all numeric character references and no others, so there is nothing to expand endlessly.

use std::borrow::Cow;

/// One thing in a marked-up text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    /// Name without prefix, and everything behind the name.
    Start {
        name: &'t [u8],
        attributes: &'t [u8],
        is_empty: bool,
    },
    /// Name without prefix.
    End(&'t [u8]),
    /// Between tags, references not yet resolved.
    Text(&'t [u8]),
    /// Between `<![CDATA[` and `]]>`.
    Raw(&'t [u8]),
}

/// The tokens of a marked-up text. Comments, processing instructions and declarations are left out.
pub(crate) struct Tokens<'t> {
    rest: &'t [u8],
}

pub(crate) fn tokens(text: &[u8]) -> Tokens<'_> {
    Tokens { rest: text }
}

impl<'t> Tokens<'t> {
    /// Everything up to `end`, and behind it; all of it where there is no `end`.
    fn until(&mut self, end: &[u8]) -> &'t [u8] {
        let at = memchr::memmem::find(self.rest, end);
        let (inside, behind) = self.rest.split_at(at.unwrap_or(self.rest.len()));
        self.rest = behind.get(end.len()..).unwrap_or_default();
        inside
    }

    /// The inside of a tag: up to a `>` that is not within quotes.
    fn tag(&mut self) -> &'t [u8] {
        let mut quote = None;
        let end = self.rest.iter().position(|b| match (quote, b) {
            (None, b'>') => true,
            (None, b'"' | b'\'') => {
                quote = Some(*b);
                false
            }
            (Some(q), b) if q == *b => {
                quote = None;
                false
            }
            _ => false,
        });
        // A quote that never ends is a mistake of the text: then the first `>` counts.
        let end = end
            .or_else(|| memchr::memchr(b'>', self.rest))
            .unwrap_or(self.rest.len());
        let (inside, behind) = self.rest.split_at(end);
        self.rest = behind.get(1..).unwrap_or_default();
        inside
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            match self.rest {
                [] => return None,
                [b'<', b'!', b'-', b'-', ..] => {
                    self.until(b"-->");
                }
                [b'<', b'?', ..] => {
                    self.until(b"?>");
                }
                [b'<', b'!', b'[', ..] if self.rest.starts_with(b"<![CDATA[") => {
                    self.rest = self.rest.get(9..).unwrap_or_default();
                    return Some(Token::Raw(self.until(b"]]>")));
                }
                [b'<', b'!', ..] => {
                    self.until(b">");
                }
                [b'<', b'/', rest @ ..] => {
                    self.rest = rest;
                    let name = self.until(b">").trim_ascii();
                    return Some(Token::End(local(name)));
                }
                [b'<', rest @ ..] => {
                    self.rest = rest;
                    let tag = self.tag();
                    let (tag, is_empty) = tag.strip_suffix(b"/").map_or((tag, false), |tag| (tag, true));
                    let end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
                    let (name, attributes) = tag.split_at(end);
                    return Some(Token::Start {
                        name: local(name),
                        attributes,
                        is_empty,
                    });
                }
                _ => {
                    let end = memchr::memchr(b'<', self.rest).unwrap_or(self.rest.len());
                    let (text, rest) = self.rest.split_at(end);
                    self.rest = rest;
                    return Some(Token::Text(text));
                }
            }
        }
    }
}

fn local(name: &[u8]) -> &[u8] {
    memchr::memrchr(b':', name)
        .and_then(|colon| name.get(colon + 1..))
        .unwrap_or(name)
}

/// The value of an attribute, by its name without prefix.
pub(crate) fn attribute<'t>(attributes: &'t [u8], name: &str) -> Option<Cow<'t, str>> {
    let mut rest = attributes.trim_ascii_start();
    while let Some(equals) = memchr::memchr(b'=', rest) {
        let (key, behind) = rest.split_at(equals);
        let value = behind.get(1..)?.trim_ascii_start();
        let (quote, value) = value.split_first().filter(|(q, _)| matches!(q, b'"' | b'\''))?;
        let end = memchr::memchr(*quote, value)?;
        if local(key.trim_ascii()) == name.as_bytes() {
            return Some(unescape(value.get(..end)?));
        }
        rest = value.get(end + 1..)?.trim_ascii_start();
    }
    None
}

/// Text with its character references resolved.
pub(crate) fn unescape(text: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(text);
    if !text.contains('&') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let reference = from
            .get(1..)
            .and_then(|r| r.split_once(';'))
            .filter(|(name, _)| name.len() <= 10);
        match reference.and_then(|(name, behind)| Some((character(name)?, behind))) {
            Some((c, behind)) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_text_and_references() {
        let all: Vec<_> =
            tokens(b"<?xml?><!-- < --><a:b x='1>2' y:z=\"&lt;\"/>t&amp;<![CDATA[<raw>]]></ c >").collect();
        let Token::Start {
            name,
            attributes,
            is_empty,
        } = all[0]
        else {
            panic!("{all:?}")
        };
        assert_eq!((name, is_empty), (&b"b"[..], true));
        assert_eq!(attribute(attributes, "x").as_deref(), Some("1>2"));
        assert_eq!(attribute(attributes, "z").as_deref(), Some("<"));
        assert_eq!(attribute(attributes, "y"), None);
        assert_eq!(
            &all[1..],
            [Token::Text(b"t&amp;"), Token::Raw(b"<raw>"), Token::End(b"c")]
        );
        assert_eq!(unescape(b"a&#x41;&#66;&unknown;&lt&amp;"), "aAB&unknown;&lt&");
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics_and_it_ends(text in "[<>a\"'&;!?/=\\[\\]-]{0,60}") {
            for token in tokens(text.as_bytes()) {
                if let Token::Start { attributes, .. } = token {
                    attribute(attributes, "a");
                }
                if let Token::Text(text) = token {
                    unescape(text);
                }
            }
        }
    }
}
