//! The escaping of this format: every text that is not written here goes through [`Text`].

use std::fmt::{self, Display, Write};

use super::super::text::escape;

/// Text from outside, safe between tags and within a quoted attribute: what HTML reads as markup becomes entities, what would
/// move, hide or reorder text is written out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a>(pub(super) &'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = escape(self.0);
        let mut rest = &*text;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '`']) {
            f.write_str(&rest[..at])?;
            match rest.as_bytes()[at] {
                b'&' => f.write_str("&amp;")?,
                b'<' => f.write_str("&lt;")?,
                b'>' => f.write_str("&gt;")?,
                b'"' => f.write_str("&quot;")?,
                other => write!(f, "&#{other};")?,
            }
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// The address of a page that may be opened by hand; anything but `https` and `http` is none.
pub(super) fn address(url: &str) -> Option<Text<'_>> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")).then_some(Text(url))
}

/// A text as the name of an element: letters, digits and `-`, at most ten.
pub(super) fn name(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(char::is_ascii_alphanumeric).take(10) {
        let _ = out.write_char(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_tricks_become_text() {
        assert_eq!(
            Text("<img src=x onerror=\"a('b')\">&`\u{202e}\n").to_string(),
            "&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;&#96;\\u{202e}\\n"
        );
        assert_eq!(Text("src/größe").to_string(), "src/größe");
    }

    #[test]
    fn only_pages_are_addresses() {
        assert!(address("javascript:alert(1)").is_none());
        assert!(address("data:text/html,x").is_none());
        assert!(address("//host/x").is_none());
        assert_eq!(
            address("https://example.org/?a=1&b=\"").unwrap().to_string(),
            "https://example.org/?a=1&amp;b=&quot;"
        );
        assert_eq!(name("ab<c>\"12 3"), "abc123");
    }

    proptest::proptest! {
        #[test]
        fn never_markup(text in "\\PC{0,80}") {
            let shown = Text(&text).to_string();
            proptest::prop_assert!(!shown.contains(['<', '>', '"', '\'', '`']));
            let plain = shown
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#96;", "`")
                .replace("&amp;", "&");
            proptest::prop_assert_eq!(plain, escape(&text));
        }
    }
}
