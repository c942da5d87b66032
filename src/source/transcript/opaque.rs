//! What records hold that nobody wrote and nothing can be read off: pictures, signatures and sealed thoughts in base64,
//! names of records, calls and requests, times. It looks drawn at random as keys do, and there is much of it.

/// Base64 from here on is data, whatever it is called: no service's key is as long in one piece.
const DATA: usize = 1024;
/// Under a name that says so, shorter base64 is data too.
const NAMED: usize = 64;
/// Strings beside these keys are signatures and sealed texts.
const SEALED: &[&[u8]] = &[
    b"signature",
    b"thoughtSignature",
    b"encrypted_content",
    b"reasoning_opaque",
];
/// Names that agents and providers give to records, calls and requests.
const NAMES: &[&[u8]] = &[
    b"msg_",
    b"toolu_",
    b"req_",
    b"call_",
    b"fc_",
    b"rs_",
    b"ws_",
    b"chatcmpl-",
    b"resp_",
];

/// Objects beside these keys say what a session cost.
const COSTS: &[&[u8]] = &[
    b"usage",
    b"tokens",
    b"usageMetadata",
    b"total_token_usage",
    b"last_token_usage",
];
/// They are short,
const COST: usize = 2048;
/// and so are the words in them.
const WORD: usize = 24;

/// Copies text between two escapes of a JSON record without what is opaque in it: a string or an object is left out together
/// with nothing else, so that its key remains. `cuts` gets the places in `text` where a longer string begins or ends.
pub(super) fn copy(segment: &[u8], text: &mut Vec<u8>, cuts: &mut Vec<usize>) {
    let base = text.len();
    let mut copied = 0;
    let mut quotes = memchr::memchr_iter(b'"', segment);
    let mut open = quotes.next();
    if let Some(first) = open
        && matches!(segment.get(first + 1), Some(b',' | b'}' | b']'))
    {
        cuts.push(base + first);
    }
    while let Some(start) = open {
        let Some(end) = quotes.next() else { break };
        open = Some(end);
        if start < copied {
            continue;
        }
        let (Some(value), Some(before)) = (segment.get(start + 1..end), segment.get(..start)) else {
            break;
        };
        if value.len() >= 12
            && let Some(key) = key(before)
            && opaque(value, key)
        {
            text.extend_from_slice(segment.get(copied..=start).unwrap_or_default());
            copied = end;
        } else if COSTS.contains(&value)
            && let Some(cost) = segment.get(end + 1..).and_then(|behind| behind.strip_prefix(b":{"))
            && let Some(len) = cost_of(cost)
        {
            text.extend_from_slice(segment.get(copied..end + 3).unwrap_or_default());
            copied = end + 3 + len;
        }
    }
    let rest = segment.get(copied..).unwrap_or_default();
    if let Some(last) = open
        && last >= copied
        && matches!(
            last.checked_sub(1).and_then(|n| segment.get(n)),
            Some(b':' | b',' | b'[' | b' ')
        )
    {
        cuts.push(text.len() + last + 1 - copied);
    }
    text.extend_from_slice(rest);
}

/// How long the inside of an object is that holds numbers, objects of numbers and a few words.
fn cost_of(object: &[u8]) -> Option<usize> {
    let (mut depth, mut word) = (1, None);
    for (at, byte) in object.iter().take(COST).enumerate() {
        match (byte, word) {
            (b'"', None) => word = Some(at),
            // Names may be longer than what stands beside them.
            (b'"', Some(start)) => {
                if at - start > WORD && object.get(at + 1) != Some(&b':') {
                    return None;
                }
                word = None;
            }
            (b'{', None) => depth += 1,
            (b'}', None) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The key whose colon `before` ends with.
fn key(before: &[u8]) -> Option<&[u8]> {
    let before = before.strip_suffix(b" ").unwrap_or(before);
    let quoted = before.strip_suffix(b"\":")?;
    let start = memchr::memrchr(b'"', quoted).map_or(0, |n| n + 1);
    quoted.get(start..)
}

fn opaque(value: &[u8], key: &[u8]) -> bool {
    match value.len() {
        0..NAMED => is_name(value) || is_time(value) || is_uuid(value) && names(key),
        n if n >= DATA || SEALED.contains(&key) => is_data(value),
        _ => false,
    }
}

/// `uuid`, `parentUuid`, `sessionId`, `session_id`, `id`
fn names(key: &[u8]) -> bool {
    key.last_chunk()
        .is_some_and(|end: &[u8; 2]| end.eq_ignore_ascii_case(b"id"))
}

/// A word or two and a long row of letters and digits: what a service calls its records.
fn is_name(value: &[u8]) -> bool {
    let Some(rest) = NAMES.iter().find_map(|n| value.strip_prefix(*n)) else {
        return false;
    };
    rest.len() >= 8 && rest.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// `2026-03-01T10:00:00.000Z`
fn is_time(value: &[u8]) -> bool {
    matches!(value, [a, b, _, _, b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', .., b'Z'] if a.is_ascii_digit() && b.is_ascii_digit())
        && value.len() <= 32
}

/// Base64, with or without a `data:` before it, that is not readable text when it is undone.
fn is_data(value: &[u8]) -> bool {
    let value = match memchr::memmem::find(value.get(..80).unwrap_or_default(), b";base64,") {
        Some(n) if value.starts_with(b"data:") => value.get(n + 8..).unwrap_or_default(),
        _ => value,
    };
    let body = value
        .strip_suffix(b"==")
        .or_else(|| value.strip_suffix(b"="))
        .unwrap_or(value);
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    // By blocks, so that the loop has no early end.
    body.chunks(64).all(|c| c.iter().map(base64).fold(true, |a, b| a & b)) && !readable(body)
}

/// Whether base64 stands for text: its first bytes are.
fn readable(body: &[u8]) -> bool {
    let head = body.get(..32).unwrap_or_default();
    let coding = if head.iter().any(|b| matches!(b, b'-' | b'_')) {
        &data_encoding::BASE64URL_NOPAD
    } else {
        &data_encoding::BASE64_NOPAD
    };
    let Ok(bytes) = coding.decode(head) else { return true };
    bytes
        .iter()
        .filter(|b| b.is_ascii_graphic() || b.is_ascii_whitespace())
        .count()
        * 20
        >= bytes.len() * 19
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(text: &str) -> String {
        let mut out = Vec::new();
        copy(text.as_bytes(), &mut out, &mut Vec::new());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn opaque_strings_go_and_their_keys_stay() {
        let picture: String = (0..4000u32)
            .map(|n| char::from(b"ABCDxyz0+/Qk"[(n.wrapping_mul(2_654_435_761) >> 13) as usize % 12]))
            .collect();
        let sealed = picture.get(..200).unwrap();
        assert_eq!(
            copied(&format!(
                r#"{{"data":"{picture}","n":[1],"signature":"{sealed}","other":"{sealed}"}}"#
            )),
            format!(r#"{{"data":"","n":[1],"signature":"","other":"{sealed}"}}"#)
        );
        assert_eq!(
            copied(&format!(r#"{{"url":"data:image/png;base64,{picture}=="}}"#)),
            r#"{"url":""}"#
        );
        assert_eq!(
            copied(
                r#"{"uuid":"0b5c1f0e-1111-4222-8333-444455556666","id": "toolu_01AbCdEfGhIjKlMn","timestamp":"2026-03-01T10:00:00.000Z"}"#
            ),
            r#"{"uuid":"","id": "","timestamp":""}"#
        );
    }

    #[test]
    fn costs_go_and_other_objects_stay() {
        let cost =
            r#""usage":{"input_tokens":5,"server_tool_use":{"web_search_requests":0},"service_tier":"standard"}"#;
        assert_eq!(copied(&format!("{{{cost},\"a\":1}}")), r#"{"usage":{},"a":1}"#);
        for stays in [
            r#"{"usage":{"password":"lantern-moss-4417-lantern-moss"}}"#,
            r#"{"usage":{"a":"#,
            r#"{"usage":"x"}"#,
        ] {
            assert_eq!(copied(stays), stays);
        }
    }

    #[test]
    fn longer_strings_are_cut_off() {
        let (mut out, mut cuts) = (b"...".to_vec(), Vec::new());
        copy(
            br#" end of one","b":"c","content":"begin of another"#,
            &mut out,
            &mut cuts,
        );
        let parts: Vec<&str> = cuts.iter().map(|c| std::str::from_utf8(&out[*c..]).unwrap()).collect();
        assert_eq!(parts, [r#"","b":"c","content":"begin of another"#, "begin of another"]);
    }

    #[test]
    fn what_can_be_read_or_be_a_key_stays() {
        let text = data_encoding::BASE64.encode("PASSWORD=kept here\n".repeat(100).as_bytes());
        for record in [
            format!(r#"{{"data":"{text}"}}"#),
            r#"{"token":"0b5c1f0e111142228333444455556666","password":"msg_short","a":"call_me maybe, she said"}"#
                .to_owned(),
            r#"["toolu_01AbCdEfGhIjKlMn"]"#.to_owned(),
            r#"{"HEROKU_API_KEY":"0b5c1f0e-1111-4222-8333-444455556666"}"#.to_owned(),
            format!(r#"{{"api_key":"{}"}}"#, "aB3".repeat(60)),
            r#"{"unfinished":"x"#.to_owned(),
        ] {
            assert_eq!(copied(&record), record);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_stays_stays_in_order(text in "(usage|[a-zA-Z0-9\":,{} ]){0,200}") {
            let (mut out, mut cuts) = (Vec::new(), Vec::new());
            copy(text.as_bytes(), &mut out, &mut cuts);
            proptest::prop_assert!(cuts.is_sorted() && cuts.iter().all(|c| *c <= out.len()));
            let out = String::from_utf8(out).unwrap();
            let mut rest = text.chars();
            proptest::prop_assert!(out.chars().all(|c| rest.any(|d| d == c)));
        }
    }
}
