//! Vehicles and travel documents.

use super::digits::*;

/// Vehicle identification number with its check digit (North America).
pub(in crate::detect::personal) fn vin(s: &str) -> bool {
    let Some(v) = alnum(s, 17) else { return false };
    if v.iter().all(|b| Some(b) == v.first()) || !v.iter().any(u8::is_ascii_alphabetic) {
        return false;
    }
    let value = |b: u8| match b {
        b'0'..=b'9' => Some(u32::from(b - b'0')),
        b'A'..=b'H' => Some(u32::from(b - b'A') + 1),
        b'J'..=b'N' => Some(u32::from(b - b'J') + 1),
        b'P' => Some(7),
        b'R' => Some(9),
        b'S'..=b'Z' => Some(u32::from(b - b'S') + 2),
        _ => None,
    };
    let Some(n) = v.iter().map(|b| value(*b)).collect::<Option<Vec<u32>>>() else {
        return false;
    };
    let r = weighted(&n, &[8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    v.get(8).copied() == Some(if r == 10 { b'X' } else { b'0' + r as u8 })
}

/// Machine-readable zone of a travel document: two lines of 44 or 36, or three of 30.
pub(in crate::detect::personal) fn mrz(lines: &[&str]) -> bool {
    let sum = |s: &str| -> Option<u32> {
        let mut n = 0;
        for (i, b) in s.bytes().enumerate() {
            let v = match b {
                b'0'..=b'9' => u32::from(b - b'0'),
                b'A'..=b'Z' => u32::from(b - b'A') + 10,
                b'<' => 0,
                _ => return None,
            };
            n += v * [7, 3, 1].get(i % 3).copied().unwrap_or(0);
        }
        Some(n % 10)
    };
    let check = |line: &str, from: usize, to: usize, digit: usize| -> bool {
        let (Some(part), Some(d)) = (line.get(from..to), line.as_bytes().get(digit)) else {
            return false;
        };
        d.is_ascii_digit() && sum(part) == Some(u32::from(d - b'0'))
    };
    let clean = |l: &str| {
        l.bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<')
    };
    let utopia = |l: &str| l.contains("UTO");
    match lines {
        [a, b, ..]
            if a.len() == b.len()
                && matches!(a.len(), 44 | 36)
                && clean(a)
                && clean(b)
                && a.starts_with(['P', 'V', 'I', 'A', 'C'])
                && a.contains("<<") =>
        {
            // Passports close with a digit over all that has one; visas do not.
            let whole = || {
                let all = [b.get(..10)?, b.get(13..20)?, b.get(21..43)?].concat();
                Some(check(&(all + b.get(43..44)?), 0, 39, 39))
            };
            !utopia(a)
                && check(b, 0, 9, 9)
                && check(b, 13, 19, 19)
                && check(b, 21, 27, 27)
                && (!a.starts_with('P') || a.len() != 44 || whole().unwrap_or(false))
        }
        [a, b, c, ..]
            if a.len() == 30
                && b.len() == 30
                && c.len() == 30
                && clean(a)
                && clean(b)
                && clean(c)
                && c.contains("<<") =>
        {
            !utopia(a) && check(a, 5, 14, 14) && check(b, 0, 6, 6) && check(b, 8, 14, 14)
        }
        _ => false,
    }
}
