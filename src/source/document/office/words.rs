//! Running text.

use super::super::markup::{Token, attribute, tokens, unescape};

/// The text of a WordprocessingML or DrawingML part: a line a paragraph, a line a table row.
pub(super) fn words(xml: &[u8]) -> String {
    let mut out = String::new();
    let (mut in_text, mut cells) = (0u32, 0u32);
    for token in tokens(xml) {
        match token {
            Token::Start {
                name: b"t" | b"instrText" | b"delText" | b"text",
                is_empty: false,
                ..
            } => in_text += 1,
            Token::End(b"t" | b"instrText" | b"delText" | b"text") => in_text = in_text.saturating_sub(1),
            // The text of a watermark.
            Token::Start {
                name: b"textpath",
                attributes,
                ..
            } => {
                if let Some(text) = attribute(attributes, "string") {
                    out.push_str(&text);
                    out.push('\n');
                }
            }
            Token::Start { name: b"tab", .. } => out.push('\t'),
            Token::Start {
                name: b"br" | b"cr", ..
            } => out.push('\n'),
            Token::Start {
                name: b"noBreakHyphen", ..
            } => out.push('-'),
            Token::Start {
                name: b"tc",
                is_empty: false,
                ..
            } => cells += 1,
            Token::End(b"tc") => {
                cells = cells.saturating_sub(1);
                out.push('\t');
            }
            Token::End(b"p") => out.push(if cells > 0 { ' ' } else { '\n' }),
            Token::End(b"tr" | b"comment" | b"threadedComment") => out.push('\n'),
            Token::Text(text) if in_text > 0 => out.push_str(&unescape(text)),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_watermark_is_text() {
        let header = br#"<w:hdr><w:p><w:r><w:pict><v:shape><v:textpath style="font-size:1pt" string="CONFIDENTIAL"/></v:shape></w:pict></w:r></w:p></w:hdr>"#;
        assert_eq!(words(header), "CONFIDENTIAL\n\n");
    }
}
