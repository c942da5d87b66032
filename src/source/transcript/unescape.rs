//! JSON escapes undone over raw bytes, without parsing: what a person or a model saw, at the speed of memory.

use super::opaque;

/// Shorter pieces between two escapes hold nothing opaque that would be worth a look.
const SEGMENT: usize = 48;

/// Text without JSON's escapes.
#[derive(Debug, Default)]
pub struct Unescaped {
    /// The text.
    pub text: Vec<u8>,
    /// For each record: where it begins in the text and in the raw bytes.
    pub records: Vec<(usize, usize)>,
    /// Where longer strings begin and end in the text, in order.
    pub cuts: Vec<usize>,
}

impl Unescaped {
    /// Text without escapes, a record a line.
    pub fn plain(&mut self, raw: &[u8]) {
        self.text.clear();
        self.text.extend_from_slice(raw);
        self.cuts.clear();
        self.records.clear();
        self.records.push((0, 0));
        self.records
            .extend(memchr::memchr_iter(b'\n', raw).map(|n| (n + 1, n + 1)));
    }

    /// Which record an offset of the text lies in: its number and where it begins in the raw bytes.
    #[must_use]
    pub fn record(&self, offset: usize) -> (usize, usize) {
        let n = self
            .records
            .partition_point(|(start, _)| *start <= offset)
            .saturating_sub(1);
        (n, self.records.get(n).map_or(0, |r| r.1))
    }
}

/// Undoes escapes. Real line ends separate records. A string that holds JSON of its own (calls and results of tools, for
/// some agents) has both layers undone. What is opaque (`opaque`) is left out, and so are the numbers that a tool put
/// before the lines of a file.
pub fn unescape(raw: &[u8], out: &mut Unescaped) {
    out.text.clear();
    out.text.reserve(raw.len());
    out.cuts.clear();
    out.records.clear();
    out.records.push((0, 0));
    let mut at = 0;
    let mut inner = Vec::new();
    while let Some(rest) = raw.get(at..).filter(|r| !r.is_empty()) {
        let stop = memchr::memchr2(b'\\', b'\n', rest).map_or(raw.len(), |n| at + n);
        let segment = raw.get(at..stop).unwrap_or_default();
        if segment.len() >= SEGMENT {
            opaque::copy(segment, &mut out.text, &mut out.cuts);
        } else {
            out.text.extend_from_slice(segment);
        }
        if raw.get(stop) == Some(&b'\n') {
            out.text.push(b'\n');
            at = stop + 1;
            out.records.push((out.text.len(), at));
            continue;
        }
        let Some(after) = escape(raw, stop, &mut out.text) else {
            break;
        };
        if raw.get(stop + 1) == Some(&b'"') && opens_nested(raw.get(..stop).unwrap_or_default()) {
            let end = string_end(raw, after);
            inner.clear();
            layer(raw.get(after..end).unwrap_or_default(), &mut inner);
            layer(&inner, &mut out.text);
            at = end;
        } else {
            at = after;
            if raw.get(stop + 1) == Some(&b'n') {
                at += number(raw.get(at..).unwrap_or_default());
            }
        }
        if raw.get(stop + 1) == Some(&b'\n') {
            // Not an escape of JSON: a line that ends in a backslash.
            out.records.push((out.text.len(), at));
        }
    }
}

/// How long the number is that a tool put before a line: `     7→`, or right-aligned before a tab.
fn number(line: &[u8]) -> usize {
    if !line.first().is_some_and(|b| *b == b' ' || b.is_ascii_digit()) {
        return 0;
    }
    let blanks = line.iter().take(8).take_while(|b| **b == b' ').count();
    let behind = line.get(blanks..).unwrap_or_default();
    let digits = behind.iter().take(9).take_while(|b| b.is_ascii_digit()).count();
    match behind.get(digits..) {
        Some([0xE2, 0x86, 0x92, ..]) if digits > 0 => blanks + digits + 3,
        Some([b'\\', b't', ..]) if digits > 0 && blanks + digits == 6 => blanks + digits + 2,
        _ => 0,
    }
}

/// One layer of escapes.
fn layer(raw: &[u8], text: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(rest) = raw.get(at..) {
        let stop = memchr::memchr(b'\\', rest).map_or(raw.len(), |n| at + n);
        text.extend_from_slice(raw.get(at..stop).unwrap_or_default());
        match escape(raw, stop, text) {
            Some(after) => at = after,
            None => break,
        }
    }
}

/// Undoes the escape at `stop` and says where to go on; `None` at the end.
#[inline]
fn escape(raw: &[u8], stop: usize, text: &mut Vec<u8>) -> Option<usize> {
    let Some(escape) = raw.get(stop + 1) else {
        if stop < raw.len() {
            text.push(b'\\');
        }
        return None;
    };
    match escape {
        b'n' => text.push(b'\n'),
        b't' => text.push(b'\t'),
        b'r' => text.push(b'\r'),
        b'b' | b'f' => text.push(b' '),
        b'"' | b'/' => text.push(*escape),
        b'\\' => text.push(b'\\'),
        b'u' => return Some(unicode(raw, stop + 2, text)),
        _ => text.extend_from_slice(&[b'\\', *escape]),
    }
    Some(stop + 2)
}

/// Whether a string that has just begun holds an object or a list: `"{`, `"[` or `"[{` before its first escaped quote.
fn opens_nested(before: &[u8]) -> bool {
    let string = match before {
        [rest @ .., b'[', b'{'] | [rest @ .., b'{' | b'['] => rest,
        _ => return false,
    };
    matches!(string, [rest @ .., b'"'] if rest.last() != Some(&b'\\'))
}

/// Where the string ends that `at` lies in: its quote, or the end of the line.
fn string_end(raw: &[u8], mut at: usize) -> usize {
    while let Some(n) = raw.get(at..).and_then(|r| memchr::memchr3(b'\\', b'"', b'\n', r)) {
        if raw.get(at + n) != Some(&b'\\') || raw.get(at + n + 1) == Some(&b'\n') {
            return at + n;
        }
        at += n + 2;
    }
    raw.len()
}

/// Four hexadecimal digits, or two times four for what lies beyond the first plane. Returns where to go on.
fn unicode(raw: &[u8], at: usize, text: &mut Vec<u8>) -> usize {
    let unit = |at: usize| -> Option<u32> {
        let digits = raw.get(at..at + 4)?;
        digits
            .iter()
            .try_fold(0, |n, d| Some(n * 16 + char::from(*d).to_digit(16)?))
    };
    let Some(first) = unit(at) else {
        text.extend_from_slice(b"\\u");
        return at;
    };
    let mut after = at + 4;
    let mut code = first;
    if (0xD800..0xDC00).contains(&first)
        && raw.get(after..after + 2) == Some(b"\\u")
        && let Some(second) = unit(after + 2).filter(|s| (0xDC00..0xE000).contains(s))
    {
        code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        after += 6;
    }
    let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> (String, Vec<(usize, usize)>) {
        let mut u = Unescaped::default();
        unescape(raw.as_bytes(), &mut u);
        (String::from_utf8(u.text).unwrap(), u.records)
    }

    #[test]
    fn escapes_and_records() {
        assert_eq!(
            text(r#"{"a":"x\ny\t\"q\" é 😀 \/"}"#).0,
            "{\"a\":\"x\ny\t\"q\" é 😀 /\"}"
        );
        let (t, records) = text("{\"a\\n\"}\n{\"b\"}\n\n{\"c\\\\n\"}");
        assert_eq!(t, "{\"a\n\"}\n{\"b\"}\n\n{\"c\\n\"}");
        assert_eq!(records, [(0, 0), (7, 8), (13, 14), (14, 15)]);
    }

    #[test]
    fn json_within_a_string_is_undone_twice_and_nothing_else() {
        let call = serde_json::json!({"cmd": ["a", "x=\"y\"\n\u{e9}"]}).to_string();
        let record = serde_json::json!({"arguments": call, "path": "C:\\temp", "list": "[\"C:\\\\new\"]"}).to_string();
        assert_eq!(
            text(&format!("{record}\n{{}}")).0,
            "{\"arguments\":\"{\"cmd\":[\"a\",\"x=\"y\"\n\u{e9}\"]}\",\"list\":\"[\"C:\\new\"]\",\"path\":\"C:\\temp\"}\n{}"
        );
        // A string without an end stops at its line.
        let (t, records) = text("{\"a\":\"{\\\"b\\\\nc\n{\"d\":\"\\n\"}");
        assert_eq!(t, "{\"a\":\"{\"b\nc\n{\"d\":\"\n\"}");
        assert_eq!(records.len(), 2);
    }

    #[test]
    fn numbers_before_lines_go() {
        let file = "     1\u{2192}first\n     2\u{2192}KEY=value\n  1234\ttabbed\n12\tcells\n 9 lives\n";
        let record = serde_json::json!({ "content": file }).to_string();
        assert_eq!(
            text(&record).0,
            "{\"content\":\"     1\u{2192}first\nKEY=value\ntabbed\n12\tcells\n 9 lives\n\"}"
        );
    }

    #[test]
    fn escapes_that_are_cut_or_wrong_stay() {
        for raw in ["\\", "a\\", "\\u12", "\\ud800", "\\ud800\\u0041", "\\x", "\\\n"] {
            let _ = text(raw);
        }
        assert_eq!(text("\\u12zz").0, "\\u12zz");
    }

    proptest::proptest! {
        #[test]
        fn what_serde_writes_comes_back(s in "\\PC{0,60}", t in "[\\n\\t\"\\\\a-z]{0,40}") {
            // What looks like JSON of its own is undone twice.
            for s in [s, t].into_iter().filter(|s| !s.starts_with(['{', '['])) {
                let raw = serde_json::to_string(&s).unwrap();
                let mut u = Unescaped::default();
                unescape(raw.as_bytes(), &mut u);
                proptest::prop_assert_eq!(String::from_utf8(u.text).unwrap(), format!("\"{s}\""));
            }
        }
    }
}
