//! What a text must hold before it is worth reading as a table.

use super::super::column::{DIGITS, PEOPLE, numeric};

/// Numbers that could be one of a kind, of which a column needs so many.
const NUMBERS: usize = 3;

/// Whether a text holds so many digits or addresses that a table of people may be in it. Looks at its beginning and its middle.
pub(in crate::detect::personal) fn dense(text: &[u8]) -> bool {
    const PART: usize = 8 << 10;
    let dense = |part: &[u8]| {
        let digits = part.iter().filter(|b| b.is_ascii_digit()).count();
        let at = part.iter().filter(|b| **b == b'@').count();
        digits * 24 > part.len() || at * 200 > part.len()
    };
    let middle = (text.len() / 2).max(PART);
    dense(text.get(..PART.min(text.len())).unwrap_or_default())
        || text.get(middle..(middle + PART).min(text.len())).is_some_and(dense)
}

/// Whether a text holds numbers or addresses enough for one column: addresses, registers and digests are none.
pub(in crate::detect::personal) fn holds_numbers(text: &[u8]) -> bool {
    numbers(text).nth(NUMBERS - 1).is_some() || memchr::memchr_iter(b'@', text).nth(PEOPLE - 1).is_some()
}

/// Where numbers and addresses stand in a text.
pub(super) fn places(text: &[u8]) -> impl Iterator<Item = usize> {
    let base = text.as_ptr() as usize;
    let mut numbers = numbers(text).map(move |n| n.as_ptr() as usize - base).peekable();
    let mut addresses = memchr::memchr_iter(b'@', text).peekable();
    std::iter::from_fn(move || match (numbers.peek(), addresses.peek()) {
        (Some(n), Some(a)) if a < n => addresses.next(),
        (Some(_), _) => numbers.next(),
        (None, _) => addresses.next(),
    })
}

/// Groups of letters and digits with digits enough, whatever one sign joins them.
fn numbers(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let first = at + text.get(at..)?.iter().position(u8::is_ascii_digit)?;
            let group = |from: usize| {
                let rest = text.get(from..).unwrap_or_default();
                let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                rest.get(..len).unwrap_or_default()
            };
            let count = |g: &[u8]| g.iter().filter(|b| b.is_ascii_digit()).count();
            let before = text.get(at..first)?.iter().rev();
            let start = first - before.take_while(|b| b.is_ascii_alphanumeric()).count();
            let head = group(start);
            let (mut end, mut digits) = (start + head.len(), count(head));
            while matches!(text.get(end), Some(b' ' | b'-' | b'.' | b'/')) {
                let next = group(end + 1);
                if count(next) < 1 + usize::from(text.get(end) == Some(&b' ')) {
                    break;
                }
                digits += count(next);
                end += 1 + next.len();
            }
            at = end;
            if !is_hexadecimal(head) && text.get(start..end).is_some_and(|n| digits >= DIGITS || numeric(n)) {
                return text.get(start..end);
            }
        }
    })
}

/// Whether a group is an address or a digest: `0x…`, or letters up to `f` amid its digits.
fn is_hexadecimal(group: &[u8]) -> bool {
    let inner = group.get(1..group.len().saturating_sub(1)).unwrap_or_default();
    group.starts_with(b"0x")
        || group.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) && inner.iter().any(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(text: &str) -> Vec<&str> {
        numbers(text.as_bytes())
            .map(|n| std::str::from_utf8(n).unwrap())
            .collect()
    }

    #[test]
    fn numbers_of_every_kind_are_seen_and_addresses_are_not() {
        for n in [
            "4111 1111 1111 1111",
            "DE75512108001245126199",
            "1M8GDM9AXKP042788",
            "S0000001I",
            "G123456(A)",
            "30.686.957-4",
            "2 55 08 14 168 025 38",
            "1990-01-31",
            "00000023t",
            "AB123456C",
            "52000",
            "AFZPK7190K",
            "1EG4-TE5-MK73",
        ] {
            assert_eq!(held(&format!("name: {n}\n")).len(), 1, "{n}");
        }
        for n in [
            "0x12345678",
            "1a2b3c4d5e6f7890",
            "v6.1",
            "1 2 3 4 5 6 7",
            "12, 13, 14, 15",
            "port 8080",
        ] {
            assert_eq!(held(&format!("reg = <{n}>;\n")), Vec::<&str>::new(), "{n}");
        }
        assert!(!holds_numbers(b"12345678 23456789"));
        assert!(holds_numbers(b"12345678 a 23456789 b 34567891"));
        assert!(holds_numbers("Ann ann@host\n".repeat(PEOPLE).as_bytes()));
    }
}
