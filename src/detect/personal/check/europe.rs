//! Numbers of people in Europe.

use super::digits::*;

/// ISO 7064 mod 11,10.
fn mod11_10(d: &[u32]) -> bool {
    let mut p = 10;
    for x in d.iter().take(d.len().saturating_sub(1)) {
        let mut s = (x + p) % 10;
        if s == 0 {
            s = 10;
        }
        p = (s * 2) % 11;
    }
    (11 - p) % 10 == last(d)
}

pub(in crate::detect::personal) fn de_tax(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        let mut count = [0u8; 10];
        d.iter().take(10).for_each(|x| {
            if let Some(c) = count.get_mut(*x as usize) {
                *c += 1
            }
        });
        at(&d, 0) != 0 && count.iter().any(|c| *c >= 2) && count.iter().all(|c| *c <= 3) && mod11_10(&d)
    })
}

pub(in crate::detect::personal) fn hr_oib(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| mod11_10(&d))
}

pub(in crate::detect::personal) fn fr_nir(s: &str) -> bool {
    let t: String = s
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .collect::<String>()
        .to_ascii_uppercase();
    if t.len() != 15 {
        return false;
    }
    let (less, t) = if t.get(5..7) == Some("2A") {
        (1_000_000, t.replacen("2A", "20", 1))
    } else if t.get(5..7) == Some("2B") {
        (2_000_000, t.replacen("2B", "20", 1))
    } else {
        (0, t)
    };
    exactly(&t, 15).is_some_and(|d| {
        let body = number(d.get(..13).unwrap_or_default());
        matches!(at(&d, 0), 1..=4 | 7 | 8)
            && (1..=12).contains(&two(&d, 3)) | (two(&d, 3) >= 20)
            && body >= less
            && 97 - (body - less) % 97 == number(d.get(13..).unwrap_or_default())
    })
}

pub(in crate::detect::personal) fn es_dni(s: &str) -> bool {
    alnum(s, 9).is_some_and(|v| {
        let (head, tail) = v.split_at(8);
        let mut n = 0u32;
        for (i, b) in head.iter().enumerate() {
            let x = match b {
                b'0'..=b'9' => u32::from(b - b'0'),
                b'X' | b'Y' | b'Z' if i == 0 => u32::from(b - b'X'),
                _ => return false,
            };
            n = n * 10 + x;
        }
        n != 0 && n != 12_345_678 && b"TRWAGMYFPDXBNJZSQVHLCKE".get((n % 23) as usize) == tail.first()
    })
}

pub(in crate::detect::personal) fn it_fiscal(s: &str) -> bool {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ];
    alnum(s, 16).is_some_and(|v| {
        let shape = v.iter().enumerate().all(|(i, b)| match i {
            0..=5 | 8 | 11 | 15 => b.is_ascii_uppercase(),
            _ => b.is_ascii_digit() || b"LMNPQRSTUV".contains(b),
        });
        let index = |b: u8| {
            if b.is_ascii_digit() {
                usize::from(b - b'0')
            } else {
                usize::from(b.wrapping_sub(b'A'))
            }
        };
        let sum: u32 = v
            .iter()
            .take(15)
            .enumerate()
            .map(|(i, b)| {
                if i % 2 == 0 {
                    ODD.get(index(*b)).copied().unwrap_or(0)
                } else {
                    index(*b) as u32
                }
            })
            .sum();
        shape
            && v.get(8).is_some_and(|m| b"ABCDEHLMPRST".contains(m))
            && v.last() == Some(&(b'A' + (sum % 26) as u8))
            && !v.starts_with(b"RSSMRA")
    })
}

pub(in crate::detect::personal) fn pt_nif(s: &str) -> bool {
    exactly(s, 9).is_some_and(|d| {
        let r = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        matches!(at(&d, 0), 1..=3) && last(&d) == if r < 2 { 0 } else { 11 - r } && number(&d) != 123_456_789
    })
}

pub(in crate::detect::personal) fn nl_bsn(s: &str) -> bool {
    exactly(s, 9).is_some_and(|d| {
        let sum = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2]) as i64 - i64::from(last(&d));
        sum > 0 && sum % 11 == 0 && number(&d) != 123_456_782
    })
}

pub(in crate::detect::personal) fn be_rrn(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        let body = number(d.get(..9).unwrap_or_default());
        let check = number(d.get(9..).unwrap_or_default());
        (two(&d, 2) % 20 <= 12)
            && two(&d, 4) <= 31
            && (97 - body % 97 == check || 97 - (2_000_000_000 + body) % 97 == check)
    })
}

pub(in crate::detect::personal) fn pl_pesel(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        month_day(two(&d, 2) % 20, two(&d, 4))
            && (10 - weighted(&d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == last(&d)
    })
}

pub(in crate::detect::personal) fn se_pnr(s: &str) -> bool {
    let t = s.trim().replace('+', "-");
    digits(&t).is_some_and(|d| {
        let d = match d.len() {
            12 if matches!(two(&d, 0), 18..=20) => d.get(2..).unwrap_or_default().to_vec(),
            10 => d,
            _ => return false,
        };
        month_day(two(&d, 2), two(&d, 4) % 60) && luhn(&d)
    })
}

pub(in crate::detect::personal) fn no_fnr(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        let k1 = (11 - weighted(&d, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11) % 11;
        let k2 = (11 - weighted(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
        month_day(two(&d, 2) % 40, two(&d, 0) % 40) && k1 == at(&d, 9) && k2 == at(&d, 10)
    })
}

pub(in crate::detect::personal) fn fi_hetu(s: &str) -> bool {
    let t = s.trim().to_ascii_uppercase();
    let b = t.as_bytes();
    if b.len() != 11 || !b.get(6).is_some_and(|c| b"+-ABCDEFYXWVU".contains(c)) {
        return false;
    }
    let body = format!("{}{}", t.get(..6).unwrap_or_default(), t.get(7..10).unwrap_or_default());
    exactly(&body, 9).is_some_and(|d| {
        month_day(two(&d, 2), two(&d, 0))
            && b"0123456789ABCDEFHJKLMNPRSTUVWXY".get((number(&d) % 31) as usize) == b.get(10)
    })
}

/// Estonia and Lithuania.
pub(in crate::detect::personal) fn baltic(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        let mut r = weighted(&d, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
        if r == 10 {
            r = weighted(&d, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10;
        }
        matches!(at(&d, 0), 1..=8) && month_day(two(&d, 3), two(&d, 5)) && r == last(&d)
    })
}

pub(in crate::detect::personal) fn lv_pk(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        month_day(two(&d, 2), two(&d, 0))
            && (1101 - weighted(&d, &[1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11 % 10 == last(&d)
    })
}

/// Czech Republic and Slovakia.
pub(in crate::detect::personal) fn cz_rc(s: &str) -> bool {
    exactly(s, 10).is_some_and(|d| {
        let m = two(&d, 2) % 50;
        // Until 1985 a remainder of ten was written as zero.
        (month_day(m, two(&d, 4)) || (21..=32).contains(&m)) && number(&d) / 10 % 11 % 10 == u64::from(last(&d))
    })
}

pub(in crate::detect::personal) fn ro_cnp(s: &str) -> bool {
    exactly(s, 13).is_some_and(|d| {
        let r = weighted(&d, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
        at(&d, 0) != 0 && month_day(two(&d, 3), two(&d, 5)) && (if r == 10 { 1 } else { r }) == last(&d)
    })
}

pub(in crate::detect::personal) fn bg_egn(s: &str) -> bool {
    exactly(s, 10).is_some_and(|d| {
        month_day(two(&d, 2) % 20, two(&d, 4)) && weighted(&d, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == last(&d)
    })
}

/// Slovenia and the other successors of Yugoslavia.
pub(in crate::detect::personal) fn jmbg(s: &str) -> bool {
    exactly(s, 13).is_some_and(|d| {
        let m = 11 - weighted(&d, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        month_day(two(&d, 2), two(&d, 0)) && (if m > 9 { 0 } else { m }) == last(&d)
    })
}

pub(in crate::detect::personal) fn ch_ahv(s: &str) -> bool {
    exactly(s, 13).is_some_and(|d| {
        number(d.get(..3).unwrap_or_default()) == 756
            && (weighted(&d, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) + last(&d)).is_multiple_of(10)
            && number(&d) != 7_569_217_076_985
    })
}

pub(in crate::detect::personal) fn at_svnr(s: &str) -> bool {
    exactly(s, 10).is_some_and(|d| {
        at(&d, 0) != 0
            && two(&d, 4) <= 31
            && two(&d, 6) <= 15
            && weighted(&d, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == at(&d, 3)
    })
}

pub(in crate::detect::personal) fn uk_nhs(s: &str) -> bool {
    exactly(s, 10).is_some_and(|d| {
        let c = 11 - weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        c != 10 && c % 11 == last(&d) && !d.starts_with(&[9, 9, 9])
    })
}

pub(in crate::detect::personal) fn ie_pps(s: &str) -> bool {
    let v: Vec<u8> = s.trim().bytes().map(|b| b.to_ascii_uppercase()).collect();
    if !matches!(v.len(), 8 | 9)
        || !v.iter().take(7).all(u8::is_ascii_digit)
        || !v.iter().skip(7).all(u8::is_ascii_uppercase)
    {
        return false;
    }
    let d: Vec<u32> = v.iter().take(7).map(|b| u32::from(b - b'0')).collect();
    let extra = v
        .get(8)
        .map_or(0, |b| if *b == b'W' { 0 } else { u32::from(b - b'A') + 1 });
    let r = (weighted(&d, &[8, 7, 6, 5, 4, 3, 2]) + 9 * extra) % 23;
    v.get(7).copied() == Some(if r == 0 { b'W' } else { b'A' + r as u8 - 1 })
}

pub(in crate::detect::personal) fn gr_amka(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| month_day(two(&d, 2), two(&d, 0)) && luhn(&d))
}

pub(in crate::detect::personal) fn ru_inn(s: &str) -> bool {
    exactly(s, 12).is_some_and(|d| {
        weighted(&d, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == at(&d, 10)
            && weighted(&d, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == at(&d, 11)
    })
}

pub(in crate::detect::personal) fn ru_snils(s: &str) -> bool {
    exactly(s, 11).is_some_and(|d| {
        let c = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100;
        c == two(&d, 9) && number(&d) != 11_223_344_595
    })
}

pub(in crate::detect::personal) fn ua_tax(s: &str) -> bool {
    exactly(s, 10).is_some_and(|d| {
        let sum = at(&d, 1) as i64 * 5
            + at(&d, 2) as i64 * 7
            + at(&d, 3) as i64 * 9
            + at(&d, 4) as i64 * 4
            + at(&d, 5) as i64 * 6
            + at(&d, 6) as i64 * 10
            + at(&d, 7) as i64 * 5
            + at(&d, 8) as i64 * 7
            - at(&d, 0) as i64;
        sum.rem_euclid(11) % 10 == i64::from(last(&d))
    })
}

/// Danish CPR number: a date of birth and four digits; since 2007 without a check digit.
pub(in crate::detect::personal) fn dk_cpr(s: &str) -> bool {
    exactly(s, 10).is_some_and(|d| month_day(two(&d, 2), two(&d, 0)) && !number(&d).is_multiple_of(10_000))
}

pub(in crate::detect::personal) fn is_kennitala(s: &str) -> bool {
    exactly(s, 10).is_some_and(|d| {
        month_day(two(&d, 2), two(&d, 0))
            && matches!(last(&d), 8 | 9 | 0)
            && weighted(&d, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
    })
}

/// UK National Insurance number: form only.
pub(in crate::detect::personal) fn uk_nino(s: &str) -> bool {
    alnum(s, 9).is_some_and(|v| {
        let (head, rest) = v.split_at(2);
        let (digits, tail) = rest.split_at(6);
        head.iter().all(|b| b.is_ascii_uppercase() && !b"DFIQUV".contains(b))
            && head.get(1) != Some(&b'O')
            && ![&b"BG"[..], b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ", b"QQ"].contains(&head)
            && digits.iter().all(u8::is_ascii_digit)
            && digits != b"123456"
            && matches!(tail, [b'A'..=b'D'])
    })
}

pub(in crate::detect::personal) fn hu_taj(s: &str) -> bool {
    exactly(s, 9).is_some_and(|d| weighted(&d, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == last(&d))
}
