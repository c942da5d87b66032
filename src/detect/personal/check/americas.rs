//! Numbers of people in the Americas, and of those who treat them.

use super::digits::*;

/// US National Provider Identifier: Luhn with the prefix 80840.
pub(in crate::detect::personal) fn npi(s: &str) -> bool {
    exactly(s, 10).is_some_and(|d| matches!(at(&d, 0), 1 | 2) && (luhn_sum(&d) + 24).is_multiple_of(10))
}

/// US Drug Enforcement Administration number.
pub(in crate::detect::personal) fn dea(s: &str) -> bool {
    alnum(s, 9).is_some_and(|v| {
        let (letters, rest) = v.split_at(2);
        let d: Vec<u32> = rest
            .iter()
            .filter(|b| b.is_ascii_digit())
            .map(|b| u32::from(b - b'0'))
            .collect();
        letters.first().is_some_and(|b| b"ABCDEFGHJKLMPRSTUX".contains(b))
            && letters.get(1).is_some_and(|b| b.is_ascii_uppercase() || *b == b'9')
            && d.len() == 7
            && d.iter().any(|x| *x != at(&d, 0))
            && (at(&d, 0) + at(&d, 2) + at(&d, 4) + 2 * (at(&d, 1) + at(&d, 3) + at(&d, 5))) % 10 == at(&d, 6)
    })
}

/// US Social Security number: form only.
pub(in crate::detect::personal) fn ssn(s: &str) -> bool {
    let t = s.trim();
    let dashed = t.len() == 11
        && t.bytes().enumerate().all(|(i, b)| {
            if i == 3 || i == 6 {
                b == b'-' || b == b' '
            } else {
                b.is_ascii_digit()
            }
        });
    (dashed || t.len() == 9)
        && exactly(t, 9).is_some_and(|d| {
            let (area, group, serial) = (
                number(d.get(..3).unwrap_or_default()),
                two(&d, 3),
                number(d.get(5..).unwrap_or_default()),
            );
            let run = d.windows(2).all(|w| at(w, 1) == (at(w, 0) + 1) % 10)
                || d.windows(2).all(|w| at(w, 0) == (at(w, 1) + 1) % 10);
            area != 0
                && area != 666
                && area < 900
                && group != 0
                && serial != 0
                && !run
                && number(&d) != 78_051_120
                && number(&d) != 219_099_999
        })
}

pub(in crate::detect::personal) fn ca_sin(s: &str) -> bool {
    exactly(s, 9).is_some_and(|d| !matches!(at(&d, 0), 0 | 8) && luhn(&d) && number(&d) != 46_454_286)
}

pub(in crate::detect::personal) fn br_cpf(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        let a = weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10;
        let b = weighted(&d, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10;
        a == at(&d, 9) && b == at(&d, 10) && number(&d) != 12_345_678_909
    })
}

pub(in crate::detect::personal) fn cl_rut(s: &str) -> bool {
    let v = signs(s);
    let Some((check, body)) = v.split_last() else {
        return false;
    };
    if !matches!(body.len(), 7 | 8)
        || !body.iter().all(u8::is_ascii_digit)
        || body.iter().all(|b| Some(b) == body.first())
        || body == b"12345678"
    {
        return false;
    }
    let sum: u32 = body
        .iter()
        .rev()
        .zip([2u32, 3, 4, 5, 6, 7, 2, 3])
        .map(|(b, w)| u32::from(b - b'0') * w)
        .sum();
    let c = 11 - sum % 11;
    *check
        == match c {
            11 => b'0',
            10 => b'K',
            c => b'0' + c as u8,
        }
}

pub(in crate::detect::personal) fn ar_cuil(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        let c = 11 - weighted(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        matches!(two(&d, 0), 20 | 23 | 24 | 27)
            && (match c {
                11 => 0,
                10 => 9,
                c => c,
            }) == last(&d)
            && number(&d) != 20_123_456_786
    })
}

pub(in crate::detect::personal) fn mx_curp(s: &str) -> bool {
    let t = s.trim().to_ascii_uppercase();
    let b = t.as_bytes();
    if b.len() != 18
        || !b.iter().enumerate().all(|(i, c)| match i {
            0..=3 | 11..=15 => c.is_ascii_uppercase(),
            4..=9 | 17 => c.is_ascii_digit(),
            10 => matches!(c, b'H' | b'M' | b'X'),
            _ => c.is_ascii_alphanumeric(),
        })
    {
        return false;
    }
    let value = |c: u8| match c {
        b'0'..=b'9' => u32::from(c - b'0'),
        b'A'..=b'N' => u32::from(c - b'A') + 10,
        _ => u32::from(c - b'A') + 11,
    };
    let sum: u32 = b
        .iter()
        .take(17)
        .enumerate()
        .map(|(i, c)| value(*c) * (18 - i as u32))
        .sum();
    b.last().copied() == Some(b'0' + ((10 - sum % 10) % 10) as u8)
}

pub(in crate::detect::personal) fn ec_ci(s: &str) -> bool {
    exactly(s, 10).is_some_and(|d| matches!(two(&d, 0), 1..=24 | 30 | 50) && at(&d, 2) < 6 && luhn(&d))
}

pub(in crate::detect::personal) fn uy_ci(s: &str) -> bool {
    exactly(s, 8)
        .is_some_and(|d| (10 - weighted(&d, &[2, 9, 8, 7, 6, 3, 4]) % 10) % 10 == last(&d) && number(&d) != 12_345_672)
}

pub(in crate::detect::personal) fn do_cedula(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| luhn(&d))
}

pub(in crate::detect::personal) fn co_nit(s: &str) -> bool {
    let Some(d) = digits(s).filter(|d| matches!(d.len(), 9..=11)) else {
        return false;
    };
    let (check, body) = (last(&d), d.get(..d.len() - 1).unwrap_or_default());
    let weights = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    let r = body.iter().rev().zip(weights).map(|(a, w)| a * w).sum::<u32>() % 11;
    check == if r < 2 { r } else { 11 - r }
}

/// Medicare Beneficiary Identifier: form only.
pub(in crate::detect::personal) fn us_mbi(s: &str) -> bool {
    alnum(s, 11).is_some_and(|v| {
        v.iter().enumerate().all(|(i, b)| {
            let letter = b.is_ascii_uppercase() && !b"SLOIBZ".contains(b);
            match i {
                0 => matches!(b, b'1'..=b'9'),
                1 | 4 | 7 | 8 => letter,
                2 | 5 => letter || b.is_ascii_digit(),
                _ => b.is_ascii_digit(),
            }
        })
    })
}
