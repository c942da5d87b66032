//! Numbers of people in Asia.

use super::digits::*;

pub(in crate::detect::personal) fn tr_tckn(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        let odd = at(&d, 0) + at(&d, 2) + at(&d, 4) + at(&d, 6) + at(&d, 8);
        let even = at(&d, 1) + at(&d, 3) + at(&d, 5) + at(&d, 7);
        at(&d, 0) != 0
            && (odd * 7 + 90 - even) % 10 == at(&d, 9)
            && d.iter().take(10).sum::<u32>() % 10 == at(&d, 10)
            && number(&d) != 12_345_678_950
            && number(&d) != 10_000_000_146
    })
}

pub(in crate::detect::personal) fn il_id(s: &str) -> bool {
    exactly(s, 9).is_some_and(|d| luhn(&d))
}

pub(in crate::detect::personal) fn cn_id(s: &str) -> bool {
    let Some(v) = alnum(s, 18) else { return false };
    let Some(d) = std::str::from_utf8(v.get(..17).unwrap_or_default())
        .ok()
        .and_then(|t| exactly(t, 17))
    else {
        return false;
    };
    let sum = weighted(&d, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11;
    matches!(two(&d, 6), 18..=20)
        && month_day(two(&d, 10), two(&d, 12))
        && matches!(two(&d, 0), 11..=82)
        && b"10X98765432".get(sum as usize) == v.get(17)
}

pub(in crate::detect::personal) fn tw_id(s: &str) -> bool {
    const LETTERS: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    alnum(s, 10).is_some_and(|v| {
        let Some(p) = v.first().and_then(|f| LETTERS.iter().position(|l| l == f)) else {
            return false;
        };
        let Some(d) = std::str::from_utf8(v.get(1..).unwrap_or_default())
            .ok()
            .and_then(|t| exactly(t, 9))
        else {
            return false;
        };
        let n = p as u32 + 10;
        matches!(at(&d, 0), 1 | 2 | 8 | 9)
            && (n / 10 + n % 10 * 9 + weighted(&d, &[8, 7, 6, 5, 4, 3, 2, 1, 1])).is_multiple_of(10)
            && number(&d) != 123_456_789
    })
}

pub(in crate::detect::personal) fn kr_rrn(s: &str) -> bool {
    exactly(s, 13).is_some_and(|d| {
        matches!(at(&d, 6), 1..=8)
            && month_day(two(&d, 2), two(&d, 4))
            && (11 - weighted(&d, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11) % 10 == last(&d)
    })
}

pub(in crate::detect::personal) fn jp_my_number(s: &str) -> bool {
    exactly(s, 12).is_some_and(|d| {
        let r = weighted(&d, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        (if r <= 1 { 0 } else { 11 - r }) == last(&d)
    })
}

pub(in crate::detect::personal) fn in_aadhaar(s: &str) -> bool {
    const D: [[u32; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const P: [[usize; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    exactly(s, 12).is_some_and(|d| {
        let c = d.iter().rev().enumerate().fold(0usize, |c, (i, x)| {
            let p = P.get(i % 8).and_then(|r| r.get(*x as usize)).copied().unwrap_or(0);
            D.get(c).and_then(|r| r.get(p)).copied().unwrap_or(0) as usize
        });
        at(&d, 0) >= 2 && c == 0
    })
}

pub(in crate::detect::personal) fn sg_nric(s: &str) -> bool {
    alnum(s, 9).is_some_and(|v| {
        let Some(d) = std::str::from_utf8(v.get(1..8).unwrap_or_default())
            .ok()
            .and_then(|t| exactly(t, 7))
        else {
            return false;
        };
        let first = v.first().copied().unwrap_or(0);
        let sum = weighted(&d, &[2, 7, 6, 5, 4, 3, 2])
            + match first {
                b'T' | b'G' => 4,
                b'M' => 3,
                _ => 0,
            };
        let table: &[u8; 11] = match first {
            b'S' | b'T' => b"JZIHGFEDCBA",
            b'F' | b'G' => b"XWUTRQPNMLK",
            b'M' => b"XWUTRQPNJLK",
            _ => return false,
        };
        table.get((sum % 11) as usize) == v.get(8) && number(&d) != 1_234_567
    })
}

pub(in crate::detect::personal) fn hk_id(s: &str) -> bool {
    let v = signs(s);
    if v.len() != 8
        || !v.first().is_some_and(u8::is_ascii_uppercase)
        || !v.iter().skip(1).take(6).all(u8::is_ascii_digit)
    {
        return false;
    }
    let sum: u32 = 36 * 9
        + v.iter()
            .take(7)
            .zip([8u32, 7, 6, 5, 4, 3, 2])
            .map(|(b, w)| {
                w * if b.is_ascii_digit() {
                    u32::from(b - b'0')
                } else {
                    u32::from(b - b'A') + 10
                }
            })
            .sum::<u32>();
    let c = (11 - sum % 11) % 11;
    v.last().copied() == Some(if c == 10 { b'A' } else { b'0' + c as u8 }) && v.get(1..7) != Some(b"123456")
}

pub(in crate::detect::personal) fn th_id(s: &str) -> bool {
    exactly(s, 13).is_some_and(|d| {
        at(&d, 0) != 0 && (11 - weighted(&d, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10 == last(&d)
    })
}

pub(in crate::detect::personal) fn kz_iin(s: &str) -> bool {
    exactly(s, 12).is_some_and(|d| {
        let mut r = weighted(&d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
        if r == 10 {
            r = weighted(&d, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
        }
        month_day(two(&d, 2), two(&d, 4)) && r < 10 && r == last(&d)
    })
}

/// Indian Permanent Account Number of a person: form only.
pub(in crate::detect::personal) fn in_pan(s: &str) -> bool {
    alnum(s, 10).is_some_and(|v| {
        v.iter().enumerate().all(|(i, b)| match i {
            3 => *b == b'P',
            0..=4 | 9 => b.is_ascii_uppercase(),
            _ => b.is_ascii_digit(),
        }) && v != b"ABCPE1234F"
    })
}

/// Malaysian identity card: date of birth and place, no check digit.
pub(in crate::detect::personal) fn my_nric(s: &str) -> bool {
    exactly(s, 12).is_some_and(|d| {
        month_day(two(&d, 2), two(&d, 4))
            && matches!(two(&d, 6), 1..=16 | 21..=59 | 60..=68 | 71 | 72 | 74..=79 | 82..=93 | 98 | 99)
    })
}
