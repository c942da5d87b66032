//! Comment signs of all languages: what a line opens with, and what encloses more of them.

/// Opening and closing signs of comments of several lines.
pub(super) const BLOCKS: [(&[u8], &[u8]); 8] = [
    (b"/*", b"*/"),
    (b"<!--", b"-->"),
    (b"{-", b"-}"),
    (b"(*", b"*)"),
    (b"<#", b"#>"),
    (b"--[[", b"]]"),
    (b"=begin", b"=end"),
    (b"#|", b"|#"),
];

/// Quotes of documentation strings, which open and close alike.
pub(super) const DOCUMENTATION: [&[u8]; 2] = [b"\"\"\"", b"'''"];

/// Longest comment of several lines that is followed upwards.
const LONGEST: usize = 4096;

/// What closes the block that a trimmed line opens, if it does not close it itself.
pub(super) fn opens(line: &[u8]) -> Option<&'static [u8]> {
    let line = line.strip_prefix(b"r").unwrap_or(line);
    let quotes = DOCUMENTATION.into_iter().map(|q| (q, q));
    let (open, close) = BLOCKS
        .into_iter()
        .chain(quotes)
        .find(|(open, _)| line.starts_with(open))?;
    let tail = line.get(open.len()..)?;
    memchr::memmem::find(tail, close).is_none().then_some(close)
}

/// Whether a trimmed line opens with a comment sign of some language.
pub(super) fn is_comment(line: &[u8]) -> bool {
    let signs: [&[u8]; 20] = [
        b"//", b"/*", b"*", b"#", b"--", b";", b"%", b"<!--", b"\"\"\"", b"'''", b"(*", b"{-", b"<%--", b"{{!", b"{#",
        b"dnl ", b".\\\"", b"'\\\"", b"|", b"{{/*",
    ];
    if signs.iter().any(|s| line.starts_with(s)) {
        return !line.starts_with(b"*(") && !line.starts_with(b"#include") && !line.starts_with(b"#define");
    }
    let word = |w: &[u8]| line.get(..w.len()).is_some_and(|p| p.eq_ignore_ascii_case(w));
    word(b"rem ")
        || word(b"@rem ")
        || word(b"comment ")
        || line.starts_with(b"' ")
        || line.starts_with(b"! ")
        || line.starts_with(b"\" ")
        || line.starts_with(b"C  ")
        // q and k.
        || line.starts_with(b"/ ")
        // Assembly for ARM.
        || line.starts_with(b"@ ")
}

/// Whether `at` lies within a comment of several lines or a documentation string that opened above.
pub(super) fn in_block(text: &[u8], at: usize) -> bool {
    let Some(before) = text.get(at.saturating_sub(LONGEST)..at) else {
        return false;
    };
    // Searched forwards, which vectors make many times faster than backwards.
    let last = |sign: &[u8]| memchr::memmem::find_iter(before, sign).last();
    let block = BLOCKS
        .into_iter()
        .any(|(open, close)| last(open).is_some_and(|o| last(close).is_none_or(|c| c < o) && !goes_on(before, o)));
    // Quotes do not tell whether they open or close: they are counted from the first line on.
    block
        || at < LONGEST
            && DOCUMENTATION.into_iter().any(|quotes| {
                let last = memchr::memmem::find_iter(before, quotes).enumerate().last();
                last.is_some_and(|(n, open)| n % 2 == 0 && stands_alone(before, open))
            })
}

/// Whether a word or a path goes right before a sign: `reports/*` opens no comment.
fn goes_on(before: &[u8], at: usize) -> bool {
    let last = at.checked_sub(1).and_then(|i| before.get(i));
    last.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'*' | b'"' | b'\'' | b'_' | b'.'))
}

/// Whether a string begins a statement: an argument or a value is no documentation.
fn stands_alone(before: &[u8], open: usize) -> bool {
    let line = memchr::memrchr(b'\n', before.get(..open).unwrap_or_default()).map_or(0, |n| n + 1);
    let lead = before.get(line..open).unwrap_or_default().trim_ascii();
    matches!(lead, b"" | b"r" | b"R" | b"u")
}
