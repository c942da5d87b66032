//! Text that came from the scanned tree, made safe for terminals, logs and line-based files: one escaping function.
//!
//! What could move the cursor, colour, reorder, hide or start a new line is written out as `\n` or `\u{202e}`, and so is
//! the beginning of a command to a build server.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text with every control, bidirectional, invisible and line-separating character written out, and with the first
/// character of what a build server would take for a command (`::error`, `##[group]`, `##vso[…]`) written out too.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|b| (0x20..0x7f).contains(&b)) || !text.chars().any(hostile);
    if plain && !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        if hostile(c) {
            out.extend(c.escape_default());
        } else if commands(&text[at..], &out) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether a build server that reads its log would see a command here. `::` counts at the beginning of a line only, but
/// text is wrapped at spaces.
fn commands(rest: &str, before: &str) -> bool {
    let begins = before.chars().next_back().is_none_or(char::is_whitespace);
    (begins && rest.starts_with("::")) || rest.starts_with("##[") || rest.starts_with("##vso[")
}

/// Whether a character acts on what shows it, or cannot be seen.
pub(super) fn hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// How many columns a terminal uses for the text.
#[must_use]
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text cut to `max` columns, with `…` in the middle of what was too long: the end of a path says most.
#[must_use]
pub fn shorten_middle(text: &str, max: usize) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    let room = max.saturating_sub(1);
    let head = take(text.chars(), room / 3);
    let tail: String = take(text.chars().rev(), room - width(&head)).chars().rev().collect();
    Cow::Owned(format!("{head}…{tail}"))
}

/// The text cut to `max` columns, with `…` at the end.
#[must_use]
pub fn shorten(text: &str, max: usize) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    Cow::Owned(take(text.chars(), max.saturating_sub(1)) + "…")
}

/// Words in lines of at most `max` columns.
#[must_use]
pub fn wrap(text: &str, max: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if !line.is_empty() && width(line) + 1 + width(word) > max {
            lines.push(word.to_owned());
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines
}

fn take(chars: impl Iterator<Item = char>, room: usize) -> String {
    let mut used = 0;
    chars
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= room
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_written_out() {
        assert_eq!(
            escape("a\nb\u{1b}[31m\u{202e}x\u{9b}"),
            "a\\nb\\u{1b}[31m\\u{202e}x\\u{9b}"
        );
        assert!(matches!(escape("src/größe/文件.rs"), Cow::Borrowed(_)));
    }

    #[test]
    fn no_line_of_a_log_is_a_command() {
        assert_eq!(escape("::error::x"), "\\u{3a}:error::x");
        assert_eq!(escape("a ::set-output name=x::y"), "a \\u{3a}:set-output name=x::y");
        assert_eq!(escape("a##[add-mask]b"), "a\\u{23}#[add-mask]b");
        assert_eq!(escape("##vso[task.setvariable]"), "\\u{23}#vso[task.setvariable]");
        assert_eq!(escape("man/Foo::Bar.3pm ## x"), "man/Foo::Bar.3pm ## x");
    }

    #[test]
    fn cuts_by_columns() {
        assert_eq!(shorten_middle("src/deep/down/file.rs", 12), "src…/file.rs");
        assert_eq!(width(&shorten_middle("文件文件文件文件文件", 9)), 9);
        assert_eq!(shorten("abcdef", 4), "abc…");
        assert_eq!(shorten("abc", 4), "abc");
        assert_eq!(shorten("abc", 0), "…");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    }

    proptest::proptest! {
        #[test]
        fn never_wider_than_asked(text in "\\PC{0,60}", max in 1usize..40) {
            let safe = escape(&text);
            proptest::prop_assert!(width(&shorten(&safe, max)) <= max);
            proptest::prop_assert!(width(&shorten_middle(&safe, max)) <= max);
            proptest::prop_assert!(!safe.chars().any(char::is_control));
        }
    }
}
