//! Documents as they are read: markup without its tags, messages of an export as lines. Every byte stays where it is, so that
//! places in the view are places in the file.

use std::borrow::Cow;

/// Longer documents are read as they are.
const LONGEST: usize = 4 << 20;

/// Longest tag.
const TAG: usize = 2_000;

/// The text as a reader sees it.
pub(super) fn of<'t>(text: &'t [u8], path: &str) -> Cow<'t, [u8]> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let suffix = name.rsplit('.').next().unwrap_or_default();
    if text.len() > LONGEST {
        return Cow::Borrowed(text);
    }
    match suffix {
        "html" | "htm" | "xhtml" | "enex" | "mht" => Cow::Owned(untagged(text)),
        "json" | "jsonl" => Cow::Owned(unquoted(text)),
        "mediawiki" | "wiki" => Cow::Owned(piped(text)),
        _ => Cow::Borrowed(text),
    }
}

/// Tags become blanks, cells of tables bars, the ends of rows and paragraphs line ends.
fn untagged(text: &[u8]) -> Vec<u8> {
    let mut out = text.to_vec();
    let mut from = 0;
    // The next `>`, looked for once.
    let mut shut = 0;
    while let Some(open) = text.get(from..).and_then(|t| memchr::memchr(b'<', t)).map(|n| from + n) {
        let cdata = text.get(open..).is_some_and(|t| t.starts_with(b"<![CDATA["));
        let close = if cdata {
            open + 8
        } else {
            if shut < open {
                let behind = text.get(open..).and_then(|t| memchr::memchr(b'>', t));
                shut = behind.map_or(usize::MAX, |n| open + n);
            }
            if shut.saturating_sub(open) >= TAG {
                from = open + 1;
                continue;
            }
            shut
        };
        let tag: Vec<u8> = text
            .get(open + 1..close)
            .unwrap_or_default()
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'/')
            .map(u8::to_ascii_lowercase)
            .collect();
        if let Some(range) = out.get_mut(open..=close) {
            range.fill(b' ');
            let sign = match tag.as_slice() {
                b"td" | b"th" => b'|',
                b"/tr" | b"tr" | b"/p" | b"br" | b"br/" | b"/div" | b"/li" | b"/h1" | b"/h2" | b"/h3" => b'\n',
                _ => b' ',
            };
            if let Some(first) = range.first_mut() {
                *first = sign;
            }
        }
        from = close + 1;
    }
    // `&#x27;`, `&quot;`, `&nbsp;` around a value.
    for entity in [b"&#x27;".as_slice(), b"&quot;", b"&nbsp;", b"&#39;"] {
        let places: Vec<usize> = memchr::memmem::find_iter(&out, entity).collect();
        for at in places {
            if let Some(range) = out.get_mut(at..at + entity.len()) {
                range.fill(b' ');
            }
        }
    }
    out
}

/// Every string is a line of its own, and so is what stands between `\\n`.
fn unquoted(text: &[u8]) -> Vec<u8> {
    let mut out = text.to_vec();
    let mut i = 0;
    while let Some(b) = out.get(i).copied() {
        match b {
            b'"' => out[i] = b'\n',
            b'\\' if matches!(out.get(i + 1), Some(b'n' | b'r' | b't')) => {
                let tab = out.get(i + 1) == Some(&b't');
                out[i] = if tab { b' ' } else { b'\n' };
                out[i + 1] = b' ';
                i += 1;
            }
            b'\\' => i += 1,
            _ => {}
        }
        i += 1;
    }
    out
}

/// `! a !! b` and `| a || b` with single bars.
fn piped(text: &[u8]) -> Vec<u8> {
    let mut out = text.to_vec();
    let mut heading = false;
    for i in 0..out.len() {
        let first = i == 0 || out.get(i - 1) == Some(&b'\n');
        let here = out.get(i).copied();
        let next = out.get(i + 1).copied();
        if first {
            heading = here == Some(b'!');
        }
        let double = here == Some(b'!') && next == Some(b'!') && heading || here == Some(b'|') && next == Some(b'|');
        if double {
            out[i] = b' ';
            out[i + 1] = b'|';
        } else if first && heading {
            out[i] = b'|';
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::of_path;

    #[test]
    fn documents_are_read_as_they_are_seen() {
        for (class, path, text, want) in [
            (
                "told",
                "a.html",
                "<p>DB password: <b>larch44Pond</b></p>",
                vec!["larch44Pond"],
            ),
            (
                "table",
                "a.html",
                "<table><tr><th>User</th><th>Password</th></tr><tr><td>ops</td><td>larch44Pond</td></tr></table>",
                vec!["larch44Pond"],
            ),
            (
                "told",
                "slack.json",
                "[{\"text\":\"the root pw on db1 is larch44Pond\"}]",
                vec!["larch44Pond"],
            ),
            (
                "told",
                "keep.json",
                "{\"t\":\"SSID HomeNet\\npassword larch44Pond\",\"x\":1}",
                vec!["larch44Pond"],
            ),
            (
                "table",
                "a.mediawiki",
                "! Server !! User !! Password\n|-\n| web1 || root || larch44Pond\n",
                vec!["larch44Pond"],
            ),
        ] {
            assert_eq!(of_path(class, path, text), want, "{text}");
        }
    }

    #[test]
    fn a_view_is_as_long_as_its_text() {
        for text in ["<a", "<![CDATA[x]]>", "\"\\", "!!||", "&#x27", "<p>x</p>\\n\\"] {
            for path in ["a.html", "a.json", "a.wiki"] {
                assert_eq!(super::of(text.as_bytes(), path).len(), text.len());
            }
        }
    }
}
