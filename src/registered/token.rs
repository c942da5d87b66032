//! Tokens of a text as numbers, so that renamed identifiers, other formatting and other comments give the same sequence.
//!
//! Programs: identifiers are one class, keywords, numbers, strings and signs stay themselves, comments and white space go.
//! Prose: words in lower case, everything else goes.

/// A token with the offset at which it stands.
pub(super) type Token = (u64, u32);

/// Most tokens of a text that are looked at.
const MOST: usize = 2_000_000;

const KEYWORDS: &[&str] = &[
    "if",
    "in",
    "do",
    "as",
    "is",
    "or",
    "fn",
    "go",
    "of",
    "for",
    "int",
    "let",
    "var",
    "new",
    "try",
    "def",
    "del",
    "and",
    "not",
    "mut",
    "pub",
    "use",
    "mod",
    "end",
    "nil",
    "map",
    "val",
    "fun",
    "else",
    "case",
    "enum",
    "char",
    "void",
    "long",
    "this",
    "null",
    "true",
    "self",
    "from",
    "pass",
    "elif",
    "with",
    "type",
    "func",
    "goto",
    "impl",
    "loop",
    "auto",
    "bool",
    "then",
    "None",
    "True",
    "while",
    "break",
    "const",
    "class",
    "short",
    "float",
    "union",
    "throw",
    "catch",
    "super",
    "yield",
    "await",
    "async",
    "match",
    "where",
    "trait",
    "false",
    "False",
    "raise",
    "begin",
    "until",
    "local",
    "final",
    "return",
    "switch",
    "struct",
    "static",
    "sizeof",
    "double",
    "signed",
    "extern",
    "import",
    "export",
    "public",
    "except",
    "lambda",
    "global",
    "assert",
    "select",
    "string",
    "object",
    "module",
    "default",
    "typedef",
    "private",
    "finally",
    "package",
    "extends",
    "virtual",
    "boolean",
    "defer",
    "range",
    "chan",
    "continue",
    "unsigned",
    "volatile",
    "register",
    "function",
    "template",
    "typename",
    "operator",
    "override",
    "abstract",
    "require",
    "elsif",
    "unless",
    "namespace",
    "interface",
    "protected",
    "undefined",
    "implements",
    "instanceof",
    "synchronized",
];

/// Which keyword can have this first byte, last byte and length: at most one is compared.
static TABLE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
    let mut t = vec![0u8; 1 << 14];
    for (i, k) in KEYWORDS.iter().enumerate() {
        let mut at = slot(k.as_bytes());
        while t.get(at).is_some_and(|x| *x != 0) {
            at = (at + 1) % (1 << 14);
        }
        if let Some(x) = t.get_mut(at) {
            *x = i as u8 + 1;
        }
    }
    t
});

fn slot(word: &[u8]) -> usize {
    let first = usize::from(*word.first().unwrap_or(&0));
    let second = usize::from(*word.get(1).unwrap_or(&0));
    let last = usize::from(*word.last().unwrap_or(&0));
    (first * 31 + second * 977 + last * 7919 + word.len() * 2053) % (1 << 14)
}

fn keyword(word: &[u8], table: &[u8]) -> Option<u64> {
    if !(2..=12).contains(&word.len()) {
        return None;
    }
    let mut at = slot(word);
    loop {
        let x = *table.get(at)?;
        if x == 0 {
            return None;
        }
        if KEYWORDS.get(usize::from(x) - 1).is_some_and(|k| k.as_bytes() == word) {
            return Some(u64::from(x));
        }
        at = (at + 1) % (1 << 14);
    }
}

fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Classes of bytes.
static CLASS: [u8; 256] = {
    let mut t = [3u8; 256];
    let mut i = 0;
    while i < 256 {
        let b = i as u8;
        if b.is_ascii_alphabetic() || b == b'_' || b == b'$' || b >= 0x80 {
            t[i] = 1;
        } else if b.is_ascii_digit() {
            t[i] = 2;
        } else if b <= b' ' {
            t[i] = 0;
        }
        i += 1;
    }
    t
};

fn class(b: u8) -> u8 {
    CLASS.get(usize::from(b)).copied().unwrap_or(0)
}

/// Tokens of a program, each with its offset; ends early when `put` says so.
pub(super) fn code(text: &[u8], put: &mut impl FnMut(Token) -> bool) {
    let table = &**TABLE;
    let mut i = 0;
    let mut count = 0;
    // Only white space stands before this place in its line.
    let mut fresh = true;
    while let Some(&b) = text.get(i) {
        let at = i as u32;
        let begins = fresh;
        let token = match class(b) {
            0 => {
                i += 1;
                fresh |= b == b'\n';
                continue;
            }
            1 => {
                let rest = text.get(i..).unwrap_or_default();
                let n = rest
                    .iter()
                    .position(|c| !matches!(class(*c), 1 | 2))
                    .unwrap_or(rest.len());
                let word = rest.get(..n).unwrap_or_default();
                if begins && is_import(word) {
                    i += line(rest);
                    continue;
                }
                i += n;
                keyword(word, table).map_or(1, |k| k + 16)
            }
            2 => {
                let rest = text.get(i..).unwrap_or_default();
                let n = rest
                    .iter()
                    .position(|c| !(matches!(class(*c), 1 | 2) || *c == b'.'))
                    .unwrap_or(rest.len());
                i += n;
                hash(rest.get(..n).unwrap_or_default()) | 1 << 60
            }
            _ => {
                let next = text.get(i + 1).copied().unwrap_or(0);
                match b {
                    b'/' if next == b'/' => {
                        i += line(text.get(i..).unwrap_or_default());
                        continue;
                    }
                    b'/' if next == b'*' => {
                        let rest = text.get(i + 2..).unwrap_or_default();
                        let closed = memchr::memchr_iter(b'/', rest).find(|n| *n > 0 && rest.get(n - 1) == Some(&b'*'));
                        i += closed.map_or(rest.len() + 2, |n| n + 3);
                        continue;
                    }
                    b'#' if next == b' ' || next == b'!' || next == b'#' => {
                        i += line(text.get(i..).unwrap_or_default());
                        continue;
                    }
                    b'#' if begins && text.get(i + 1..).is_some_and(|t| t.starts_with(b"include")) => {
                        i += line(text.get(i..).unwrap_or_default());
                        continue;
                    }
                    b'"' | b'\'' => {
                        let rest = text.get(i + 1..).unwrap_or_default();
                        let n = string(rest, b);
                        i += n + 2;
                        // The sort of quotes is formatting.
                        hash(rest.get(..n).unwrap_or_default()) | 1 << 61
                    }
                    // Formatters add and drop these.
                    b',' | b';' => {
                        i += 1;
                        continue;
                    }
                    _ => {
                        i += 1;
                        u64::from(b) + 512
                    }
                }
            }
        };
        fresh = false;
        count += 1;
        if !put((token, at)) || count >= MOST {
            return;
        }
    }
}

/// First words of lines that name what a file uses: alike in every file of a language.
fn is_import(word: &[u8]) -> bool {
    matches!(
        word,
        b"import" | b"package" | b"using" | b"use" | b"from" | b"namespace"
    )
}

fn line(rest: &[u8]) -> usize {
    memchr::memchr(b'\n', rest).unwrap_or(rest.len())
}

/// Length of a string's content; an unclosed one (an apostrophe) ends at once.
fn string(rest: &[u8], quote: u8) -> usize {
    let mut i = 0;
    while let Some(&b) = rest.get(i) {
        match b {
            b'\\' => i += 2,
            b'\n' => return 0,
            _ if b == quote => return i,
            _ if i > 400 => return i,
            _ => i += 1,
        }
    }
    0
}

/// Words of prose; ends early when `put` says so.
pub(super) fn prose(text: &[u8], put: &mut impl FnMut(Token) -> bool) {
    let mut i = 0;
    let mut count = 0;
    while let Some(&b) = text.get(i) {
        if !matches!(class(b), 1 | 2) {
            i += 1;
            continue;
        }
        let rest = text.get(i..).unwrap_or_default();
        let n = rest
            .iter()
            .position(|c| !matches!(class(*c), 1 | 2))
            .unwrap_or(rest.len());
        let word = rest.get(..n).unwrap_or_default();
        // Scripts without spaces: every few bytes are a word.
        if b >= 0x80 && n > 12 {
            for (k, part) in word.chunks(6).enumerate() {
                count += 1;
                if !put((hash(part) | 1 << 62, (i + 6 * k) as u32)) {
                    return;
                }
            }
        } else {
            let h = word.iter().fold(0xcbf2_9ce4_8422_2325, |h: u64, c| {
                (h ^ u64::from(c.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
            });
            count += 1;
            if !put((h | 1 << 62, i as u32)) {
                return;
            }
        }
        if count >= MOST {
            return;
        }
        i += n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(s: &str) -> Vec<u64> {
        let mut out: Vec<u64> = Vec::new();
        code(s.as_bytes(), &mut |t: Token| {
            out.push(t.0);
            true
        });
        out
    }

    #[test]
    fn names_formatting_and_comments_do_not_matter() {
        let a = "int f(int count) {\n  // add\n  return count + 41; /* x */\n}\n";
        let b = "int  g( int n )\n{ return n+41; }\n";
        assert_eq!(tokens(a), tokens(b));
        assert_ne!(tokens(a), tokens("int g(int n) { return n - 41; }"));
        assert_ne!(tokens(a), tokens("int g(int n) { return n + 42; }"));
    }

    #[test]
    fn every_keyword_is_known() {
        for k in KEYWORDS {
            assert!(keyword(k.as_bytes(), &TABLE).is_some(), "{k}");
        }
        assert!(keyword(b"iffy", &TABLE).is_none());
    }

    #[test]
    fn hostile_text_is_survived() {
        for s in ["\"", "'\\", "/*", "//", "#!", "\u{0}", "'a", "é'"] {
            tokens(s);
        }
    }
}
