//! Literals: where a value starts and ends, quoted or bare, and through which wrapper it was reached.
//!
//! Every search is bounded by [`LONGEST_VALUE`] and by the end of the line (but for triple quotes).

use super::kind::Kind;

/// Longest value that is looked at.
pub(crate) const LONGEST_VALUE: usize = 8192;

/// How a value is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Quote {
    /// Not at all.
    Bare,
    /// `"…"`.
    Double,
    /// `'…'`.
    Single,
    /// `` `…` ``.
    Back,
    /// `\"…\"`: a string within a string.
    Escaped,
    /// `&quot;…&quot;`.
    Entity,
    /// `"""…"""` or `'''…'''`.
    Triple,
}

/// A literal and how it was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Literal {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) quote: Quote,
    /// The function around it, if any.
    pub(crate) wrapper: (usize, usize),
    /// It is the fallback of a look-up.
    pub(crate) fallback: bool,
    /// Behind the closing quote.
    pub(crate) after: usize,
    /// It stands in a list.
    pub(crate) list: bool,
}

/// Byte access that never fails.
#[derive(Clone, Copy)]
pub(crate) struct Text<'t>(pub(crate) &'t [u8]);

impl Text<'_> {
    /// The byte at `i`, 0 outside.
    #[inline]
    pub(crate) fn at(self, i: usize) -> u8 {
        self.0.get(i).copied().unwrap_or(0)
    }

    /// The byte before `i`, 0 outside.
    #[inline]
    pub(crate) fn before(self, i: usize) -> u8 {
        if i == 0 { 0 } else { self.at(i - 1) }
    }

    #[inline(always)]
    pub(crate) fn has(self, i: usize, what: &[u8]) -> bool {
        self.0.get(i..i.saturating_add(what.len())) == Some(what)
    }

    #[inline(always)]
    pub(crate) fn has_fold(self, i: usize, what: &[u8]) -> bool {
        // The first byte settles nearly all.
        what.first().is_none_or(|b| self.at(i).eq_ignore_ascii_case(b))
            && self
                .0
                .get(i..i.saturating_add(what.len()))
                .is_some_and(|s| s.eq_ignore_ascii_case(what))
    }

    /// Behind blanks and tabs, at most 64 of them.
    #[inline]
    pub(crate) fn blanks(self, mut i: usize) -> usize {
        let stop = i + 64;
        while i < stop && matches!(self.at(i), b' ' | b'\t') {
            i += 1;
        }
        i
    }

    /// Behind blanks and line ends, at most 120 of them.
    pub(crate) fn space(self, mut i: usize) -> usize {
        let stop = i + 120;
        while i < stop && matches!(self.at(i), b' ' | b'\t' | b'\r' | b'\n') {
            i += 1;
        }
        i
    }

    /// Start of the line of `i`, at most `most` bytes back.
    pub(crate) fn line_start(self, i: usize, most: usize) -> usize {
        let from = i.saturating_sub(most);
        match self.0.get(from..i).and_then(|s| memchr::memrchr(b'\n', s)) {
            Some(n) => from + n + 1,
            None => from,
        }
    }

    /// End of the line of `i`, at most `most` bytes on.
    pub(crate) fn line_end(self, i: usize, most: usize) -> usize {
        let to = i.saturating_add(most).min(self.0.len());
        let s = self.0.get(i.min(to)..to).unwrap_or_default();
        let end = memchr::memchr(b'\n', s).map_or(to, |n| i + n);
        if end > i && self.at(end - 1) == b'\r' {
            end - 1
        } else {
            end
        }
    }
}

/// Whether `what` stands in a text of a few bytes, for which a searcher takes longer to make than to use.
#[inline(always)]
pub(super) fn holds(text: &[u8], what: &[u8]) -> bool {
    let Some((first, rest)) = what.split_first() else {
        return true;
    };
    memchr::memchr_iter(*first, text).any(|n| text.get(n + 1..n + what.len()) == Some(rest))
}

/// An opening quote at `p`: its kind, the byte, and where the content starts.
pub(crate) fn open_quote(t: Text<'_>, p: usize) -> Option<(Quote, u8, usize)> {
    match t.at(p) {
        q @ (b'"' | b'\'') => {
            if t.at(p + 1) == q && t.at(p + 2) == q && t.at(p + 3) != q {
                return Some((Quote::Triple, q, p + 3));
            }
            Some((if q == b'"' { Quote::Double } else { Quote::Single }, q, p + 1))
        }
        b'`' => Some((Quote::Back, b'`', p + 1)),
        b'\\' => {
            let mut i = p;
            while t.at(i) == b'\\' && i < p + 7 {
                i += 1;
            }
            matches!(t.at(i), b'"' | b'\'').then(|| (Quote::Escaped, t.at(i), i + 1))
        }
        b'&' => entity(t, p).map(|n| (Quote::Entity, b'&', n)),
        0xE2 if t.at(p + 1) == 0x80 && matches!(t.at(p + 2), 0x98 | 0x9C) => Some((Quote::Double, 0xE2, p + 3)),
        _ => None,
    }
}

/// Behind a quote entity at `p`.
pub(crate) fn entity(t: Text<'_>, p: usize) -> Option<usize> {
    [
        b"&quot;".as_slice(),
        b"&#34;",
        b"&#39;",
        b"&#x27;",
        b"&apos;",
        b"&#x22;",
    ]
    .iter()
    .find(|e| t.has(p, e))
    .map(|e| p + e.len())
}

/// End of the content and the place behind the closing quote.
fn close_quote(t: Text<'_>, quote: Quote, q: u8, start: usize) -> Option<(usize, usize)> {
    let stop = start.saturating_add(LONGEST_VALUE);
    let mut i = start;
    while i < stop {
        let b = t.at(i);
        match quote {
            Quote::Escaped => {
                if b == b'\\' {
                    let from = i;
                    while t.at(i) == b'\\' && i < from + 7 {
                        i += 1;
                    }
                    if t.at(i) == q {
                        return Some((from, i + 1));
                    }
                    continue;
                }
                if b == q || b == b'\n' {
                    return None;
                }
            }
            Quote::Entity => {
                if b == b'&'
                    && let Some(n) = entity(t, i)
                {
                    return Some((i, n));
                }
                if b == b'\n' || b == b'<' {
                    return None;
                }
            }
            Quote::Triple => {
                if b == q && t.at(i + 1) == q && t.at(i + 2) == q {
                    return Some((i, i + 3));
                }
            }
            _ if q == 0xE2 => {
                if b == 0xE2 && t.at(i + 1) == 0x80 && matches!(t.at(i + 2), 0x99 | 0x9D) {
                    return Some((i, i + 3));
                }
                if b == b'\n' {
                    return None;
                }
            }
            _ => {
                if b == b'\\' && quote != Quote::Single {
                    i += 2;
                    continue;
                }
                if b == b'\\' && t.at(i + 1) == b'\'' {
                    i += 2;
                    continue;
                }
                if b == q {
                    return Some((i, i + 1));
                }
                if b == b'\n' {
                    return None;
                }
            }
        }
        if b == 0 && i >= t.0.len() {
            return None;
        }
        i += 1;
    }
    None
}

/// A quoted literal that opens at `p`.
pub(crate) fn quoted(t: Text<'_>, p: usize) -> Option<Literal> {
    let (quote, q, start) = open_quote(t, p)?;
    let (end, after) = close_quote(t, quote, q, start)?;
    Some(Literal {
        start,
        end,
        quote,
        wrapper: (0, 0),
        fallback: false,
        after,
        list: false,
    })
}

#[inline]
pub(crate) fn word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// The literal reached from `p` through blanks, string prefixes, wrappers, constructors, look-ups with a fallback.
pub(crate) fn value(t: Text<'_>, p: usize, newline: bool) -> Option<Literal> {
    let mut p = t.blanks(p);
    if newline && matches!(t.at(p), b'\n' | b'\r') {
        let n = t.space(p);
        open_quote(t, n)?;
        p = n;
    }
    let mut wrapper = (0usize, 0usize);
    let mut lookup = false;
    let mut list = false;
    for _ in 0..8 {
        if let Some(mut lit) = quoted(t, p) {
            if lookup {
                lit = fallback(t, lit.after)?;
                lit.fallback = true;
            }
            lit.wrapper = wrapper;
            lit.list = list;
            return Some(lit);
        }
        if list && let Some(lit) = bytes(t, p) {
            return Some(lit);
        }
        match t.at(p) {
            b'(' | b'&' | b'!' => {
                p = t.blanks(p + 1);
                // A field of a form without a file's name: `(None, "…")`.
                if t.has(p, b"None,") {
                    p = t.blanks(p + 5);
                }
            }
            // Erlang: `<<"…">>`
            b'<' if t.has(p, b"<<\"") => p += 2,
            b'[' => {
                list = true;
                p = t.space(p + 1);
            }
            b'{' => {
                list = true;
                p = t.space(p + 1);
            }
            b'@' | b'$' if matches!(t.at(p + 1), b'"' | b'@' | b'$') => p += 1,
            b if b.is_ascii_alphabetic() || b == b'_' || b == b':' => {
                let from = p;
                while (word_byte(t.at(p)) || matches!(t.at(p), b'.' | b':' | b'!' | b'?')) && p < from + 48 {
                    p += 1;
                }
                if matches!(t.at(p), b'"' | b'\'') && p - from <= 2 && !t.0.get(from..p)?.contains(&b'.') {
                    continue; // b"…", u'…', r"…", L"…", N'…'
                }
                let word = t.0.get(from..p)?;
                if word == b"new" || word == b"await" || word == b"c" || word == b"q" {
                    p = t.blanks(p);
                    continue;
                }
                let mut g = p;
                if t.at(g) == b'<' {
                    // Generic arguments.
                    let stop = g + 32;
                    while g < stop && t.at(g) != b'>' && t.at(g) != b'\n' {
                        g += 1;
                    }
                    if t.at(g) != b'>' {
                        return None;
                    }
                    g += 1;
                }
                if t.at(g) == b'[' && t.at(g + 1) == b']' {
                    // `[]byte("…")`, `string[] {"…"}`
                    p = t.blanks(g + 2);
                    list = true;
                    continue;
                }
                match t.at(t.blanks(g)) {
                    b'(' => {
                        wrapper = (from, p);
                        lookup = is_lookup(word);
                        p = t.space(t.blanks(g) + 1);
                    }
                    b'[' if is_lookup(word) || word.eq_ignore_ascii_case(b"env") => {
                        wrapper = (from, p);
                        lookup = true;
                        p = t.blanks(g) + 1;
                    }
                    b'{' if !word.is_empty() => {
                        p = t.space(t.blanks(g) + 1);
                        list = true;
                    }
                    b'|' | b'?' | b'o' => {
                        // `process.env.X || "…"`, `x ?? "…"`, `X or "…"`
                        let mut lit = alternative(t, p)?;
                        lit.wrapper = (from, p);
                        lit.fallback = true;
                        return Some(lit);
                    }
                    _ => return None,
                }
            }
            b']' if list && t.at(p + 1).is_ascii_alphabetic() => p += 1, // `[]byte("…")`
            _ => return None,
        }
    }
    None
}

/// A literal over these bytes.
pub(crate) fn span(start: usize, end: usize) -> Literal {
    Literal {
        start,
        end,
        quote: Quote::Bare,
        wrapper: (0, 0),
        fallback: false,
        after: end,
        list: false,
    }
}

/// A value that is JSON by itself (`"{\"id\": \"…\", \"token\": \"…\"}"`): its longest string of sixteen characters and
/// more, without blanks, that has a digit.
pub(crate) fn embedded(t: Text<'_>, lit: &Literal) -> Literal {
    let Some(v) = t.0.get(lit.start..lit.end) else {
        return *lit;
    };
    if v.first() != Some(&b'{') || v.len() > 2048 || !v.contains(&b':') {
        return *lit;
    }
    let mut best = (0usize, 0usize);
    let mut start = None;
    for (i, b) in v.iter().enumerate() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+' | b'/' | b'=') {
            start = start.or(Some(i));
        } else if let Some(s) = start.take()
            && i - s >= 16
            && i - s > best.1 - best.0
            && v.get(s..i).is_some_and(|w| w.iter().any(u8::is_ascii_digit))
        {
            best = (s, i);
        }
    }
    if best.1 == 0 {
        return *lit;
    }
    Literal {
        start: lit.start + best.0,
        end: lit.start + best.1,
        ..*lit
    }
}

/// `207, 189, 0x41, …`: at least ten numbers of a byte each.
fn bytes(t: Text<'_>, p: usize) -> Option<Literal> {
    if !t.at(p).is_ascii_digit() {
        return None;
    }
    let (mut i, mut n, mut end) = (p, 0usize, p);
    while n < 512 && t.at(i).is_ascii_digit() {
        let from = i;
        while (t.at(i).is_ascii_hexdigit() || t.at(i) == b'x') && i < from + 5 {
            i += 1;
        }
        n += 1;
        end = i;
        i = t.blanks(i);
        if t.at(i) != b',' {
            break;
        }
        i = t.space(i + 1);
    }
    let i = t.space(i);
    (n >= 10 && matches!(t.at(i), b'}' | b']' | b')')).then_some(Literal {
        start: p,
        end,
        quote: Quote::Bare,
        wrapper: (0, 0),
        fallback: false,
        after: i,
        list: false,
    })
}

/// Functions whose first argument is a name, not a value.
fn is_lookup(word: &[u8]) -> bool {
    let last = word.rsplit(|b| matches!(b, b'.' | b':')).next().unwrap_or(word);
    let mut buf = [0u8; 24];
    let n = last.len().min(buf.len());
    for (to, from) in buf.iter_mut().zip(last) {
        *to = from.to_ascii_lowercase();
    }
    let w = buf.get(..n).unwrap_or_default();
    w.windows(3).any(|s| s == b"env")
        || w.windows(4).any(|s| s == b"prop")
        || w.starts_with(b"get")
        || w.starts_with(b"lookup")
        || matches!(
            w,
            b"fetch"
                | b"config"
                | b"conf"
                | b"setting"
                | b"settings"
                | b"param"
                | b"default"
                | b"arg"
                | b"option"
                | b"opt"
                | b"pick"
                | b"var"
                | b"var_os"
                | b"input"
        )
}

/// `, "fallback"` behind the name of a look-up, or `) || "fallback"`.
fn fallback(t: Text<'_>, after: usize) -> Option<Literal> {
    let mut p = t.blanks(after);
    if t.at(p) == b',' {
        p = t.space(p + 1);
        if t.has(p, b"default=") || t.has(p, b"default:") {
            p = t.blanks(p + 8);
        }
        if matches!(t.at(p), b'b' | b'u' | b'r') && matches!(t.at(p + 1), b'"' | b'\'') {
            p += 1;
        }
        return quoted(t, p);
    }
    let stop = p + 3;
    while p < stop && matches!(t.at(p), b')' | b']') {
        p += 1;
    }
    alternative(t, p)
}

/// The second of two quoted arguments, `after` being behind the first.
pub(crate) fn second(t: Text<'_>, after: usize) -> Option<Literal> {
    let p = t.blanks(after);
    if t.at(p) != b',' {
        return None;
    }
    let at = t.space(p + 1);
    let at = if t.has(at, b"Some(") { at + 5 } else { at };
    let lit = quoted(t, at)?;
    matches!(t.at(t.blanks(lit.after)), b')' | b',' | b']' | b'\n' | b'\r' | 0).then_some(lit)
}

fn alternative(t: Text<'_>, p: usize) -> Option<Literal> {
    let p = t.blanks(p);
    for op in [b"||".as_slice(), b"??", b"or ", b"?:", b"//"] {
        if t.has(p, op) {
            return quoted(t, t.blanks(p + op.len()));
        }
    }
    None
}

/// How far an unquoted value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the end of the line, without a comment.
    Line,
    /// To the next blank.
    Word,
    /// To a blank, a quote or a separator: within a string, a URL, a connection string.
    Piece,
    /// To the next `<`.
    Tag,
}

/// A bare literal at `p`.
pub(crate) fn bare(t: Text<'_>, p: usize, reach: Reach, kind: Kind) -> Option<Literal> {
    let start = t.blanks(p);
    let stop = start.saturating_add(LONGEST_VALUE).min(t.0.len());
    let mut end = start;
    let mut open = 0u32;
    loop {
        let b = t.at(end);
        if b == b'\n' || end >= stop {
            end -= usize::from(end > start && t.before(end) == b'\r');
            break;
        }
        let done = match reach {
            Reach::Line => {
                (b == b'#' && end > start && matches!(t.before(end), b' ' | b'\t'))
                    || (b == b';' && kind == Kind::Ini && end > start && t.before(end) == b' ')
                    || (b == b'/' && t.at(end + 1) == b'/' && t.before(end) == b' ')
            }
            Reach::Word => b == b' ' || b == b'\t',
            Reach::Piece => match b {
                b' ' | b'\t' | b'"' | b'`' | b';' | b'&' | b'<' | b',' | b'>' => true,
                b'\'' => !(kind == Kind::Prose && t.at(end + 1).is_ascii_alphanumeric()),
                b'\\' => matches!(
                    t.at(end + 1),
                    b'n' | b'r' | b't' | b'"' | b'\'' | b'\\' | b'&' | b' ' | 0 | b'\n'
                ),
                b'(' | b'[' | b'{' => {
                    open += 1;
                    false
                }
                b')' | b']' | b'}' => {
                    let shut = open == 0;
                    open = open.saturating_sub(1);
                    shut
                }
                0xEF | 0xE3 => true, // full-width punctuation
                _ => false,
            },
            Reach::Tag => b == b'<',
        };
        if done {
            break;
        }
        end += 1;
    }
    let after = end;
    while end > start && matches!(t.at(end - 1), b' ' | b'\t' | b'\r') {
        end -= 1;
    }
    if reach == Reach::Word || reach == Reach::Piece {
        let tail: &[u8] = if kind == Kind::Prose { b".,;:)`*" } else { b",;" };
        while end > start && tail.contains(&t.at(end - 1)) {
            end -= 1;
        }
    }
    // The quote closes one that was opened before the name: `"… --psk 6162"`.
    if reach == Reach::Word
        && end > start + 1
        && matches!(t.at(end - 1), b'"' | b'\'')
        && t.0.get(start..end - 1).is_some_and(|v| !v.contains(&t.at(end - 1)))
    {
        end -= 1;
    }
    (end > start).then_some(Literal {
        start,
        end,
        quote: Quote::Bare,
        wrapper: (0, 0),
        fallback: false,
        after,
        list: false,
    })
}
