//! What the checks have in common: digits of a value, weighted sums, Luhn.

/// The digits of a value that holds nothing but digits and separators.
pub(super) fn digits(s: &str) -> Option<Vec<u32>> {
    let mut out = Vec::with_capacity(20);
    for c in s.trim().chars() {
        match c {
            '0'..='9' => out.push(c as u32 - 48),
            ' ' | '-' | '.' | '/' | '\u{a0}' => {}
            _ => return None,
        }
        if out.len() > 24 {
            return None;
        }
    }
    let first = *out.first()?;
    (out.iter().any(|d| *d != first)).then_some(out)
}

pub(super) fn exactly(s: &str, n: usize) -> Option<Vec<u32>> {
    digits(s).filter(|d| d.len() == n)
}

/// Letters and digits in upper case.
pub(super) fn alnum(s: &str, n: usize) -> Option<Vec<u8>> {
    let out: Vec<u8> = s
        .trim()
        .bytes()
        .filter(|b| !matches!(b, b' ' | b'-' | b'.'))
        .map(|b| b.to_ascii_uppercase())
        .collect();
    (out.len() == n && out.iter().all(u8::is_ascii_alphanumeric)).then_some(out)
}

/// The letters and digits of a number in upper case, whatever joins them.
pub(super) fn signs(s: &str) -> Vec<u8> {
    s.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|b| b.to_ascii_uppercase())
        .collect()
}

pub(super) fn weighted(d: &[u32], w: &[u32]) -> u32 {
    d.iter().zip(w).map(|(a, b)| a * b).sum()
}

pub(super) fn luhn_sum(d: &[u32]) -> u32 {
    d.iter()
        .rev()
        .enumerate()
        .map(|(i, x)| {
            if i % 2 == 1 {
                let y = x * 2;
                if y > 9 { y - 9 } else { y }
            } else {
                *x
            }
        })
        .sum()
}

pub(super) fn luhn(d: &[u32]) -> bool {
    luhn_sum(d).is_multiple_of(10)
}

pub(super) fn at(d: &[u32], i: usize) -> u32 {
    d.get(i).copied().unwrap_or(0)
}

pub(super) fn last(d: &[u32]) -> u32 {
    d.last().copied().unwrap_or(0)
}

pub(super) fn number(d: &[u32]) -> u64 {
    d.iter().fold(0, |n, x| n * 10 + u64::from(*x))
}

pub(super) fn month_day(m: u32, d: u32) -> bool {
    (1..=12).contains(&m) && (1..=31).contains(&d)
}

/// Two digits at a place.
pub(super) fn two(d: &[u32], i: usize) -> u32 {
    at(d, i) * 10 + at(d, i + 1)
}
