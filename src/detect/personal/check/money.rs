//! Payment cards and bank accounts.

use super::digits::*;

/// Payment card: issuer range, length and Luhn; published test numbers do not count.
pub(in crate::detect::personal) fn card(s: &str) -> bool {
    let Some(d) = digits(s).filter(|d| (13..=19).contains(&d.len())) else {
        return false;
    };
    let (n, p2, p3, p4) = (
        d.len(),
        two(&d, 0),
        two(&d, 0) * 10 + at(&d, 2),
        two(&d, 0) * 100 + two(&d, 2),
    );
    let issuer = match p2 {
        40..=49 => matches!(n, 13 | 16 | 19),
        51..=55 => n == 16,
        34 | 37 => n == 15,
        36 | 38 | 39 => (14..=19).contains(&n),
        30 => (300..=305).contains(&p3) && (14..=19).contains(&n),
        35 => (3528..=3589).contains(&p4) && (16..=19).contains(&n),
        22..=27 => (2221..=2720).contains(&p4) && n == 16,
        60 | 64 | 65 => {
            (p4 == 6011 || (644..=649).contains(&p3) || p2 == 65 || (601..=609).contains(&p3)) && (16..=19).contains(&n)
        }
        62 | 81 => (16..=19).contains(&n),
        50 | 56..=58 | 61 | 63 | 66..=69 => {
            (13..=19).contains(&n) && matches!(p4, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763)
        }
        _ => false,
    };
    // Test numbers repeat themselves: few different digits, or a run of zeros.
    let mut seen = [false; 10];
    d.iter().for_each(|x| {
        if let Some(s) = seen.get_mut(*x as usize) {
            *s = true
        }
    });
    let varied = seen.iter().filter(|s| **s).count() >= 5;
    let zeros = d.windows(6).any(|w| w.iter().all(|x| *x == at(w, 0)));
    let runs = d.windows(8).any(|w| w.windows(2).all(|p| at(p, 1) == at(p, 0) + 1));
    issuer && varied && !zeros && !runs && luhn(&d)
}

/// IBAN: country length and mod 97; the examples of the registry do not count.
pub(in crate::detect::personal) fn iban(s: &str) -> bool {
    let v: Vec<u8> = s.trim().bytes().filter(|b| !matches!(b, b' ' | b'-')).collect();
    let Some((cc, rest)) = v.split_at_checked(4) else {
        return false;
    };
    let length = match cc.get(..2).unwrap_or_default() {
        b"NO" => 15,
        b"BE" => 16,
        b"DK" | b"FI" | b"NL" | b"FO" | b"GL" => 18,
        b"MK" | b"SI" => 19,
        b"AT" | b"BA" | b"EE" | b"KZ" | b"LT" | b"LU" | b"XK" => 20,
        b"CH" | b"CR" | b"HR" | b"LI" | b"LV" => 21,
        b"BG" | b"BH" | b"DE" | b"GB" | b"GE" | b"IE" | b"ME" | b"RS" => 22,
        b"AE" | b"GI" | b"IL" | b"IQ" | b"TL" => 23,
        b"AD" | b"CZ" | b"ES" | b"MD" | b"PK" | b"RO" | b"SA" | b"SE" | b"SK" | b"TN" | b"VG" => 24,
        b"PT" => 25,
        b"IS" | b"TR" => 26,
        b"FR" | b"GR" | b"IT" | b"MC" | b"MR" | b"SM" => 27,
        b"AL" | b"AZ" | b"BY" | b"CY" | b"DO" | b"GT" | b"HU" | b"LB" | b"PL" | b"SV" => 28,
        b"BR" | b"EG" | b"PS" | b"QA" | b"UA" => 29,
        b"JO" | b"KW" | b"MU" => 30,
        b"MT" | b"SC" => 31,
        b"LC" => 32,
        _ => return false,
    };
    if v.len() != length || !v.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return false;
    }
    let known = [
        &b"DE89370400440532013000"[..],
        b"GB29NWBK60161331926819",
        b"GB82WEST12345698765432",
        b"GB33BUKB20201555555555",
        b"FR1420041010050500013M02606",
        b"ES9121000418450200051332",
        b"NL91ABNA0417164300",
        b"CH9300762011623852957",
        b"AT611904300234573201",
        b"BE68539007547034",
        b"IT60X0542811101000000123456",
        b"FR7630006000011234567890189",
        b"DE12500105170648489890",
        b"NL02ABNA0123456789",
        b"PL61109010140000071219812874",
        b"SE4550000000058398257466",
    ];
    if known.contains(&&*v) {
        return false;
    }
    let mut r = 0u32;
    for b in rest.iter().chain(cc) {
        let n = if b.is_ascii_digit() {
            u32::from(b - b'0')
        } else {
            u32::from(b - b'A') + 10
        };
        r = (if n > 9 { r * 100 } else { r * 10 } + n) % 97;
    }
    // An account of zeros is a placeholder.
    r == 1 && !rest.windows(10).any(|w| w.iter().all(|b| Some(b) == w.first()))
}

/// US routing number.
pub(in crate::detect::personal) fn aba(s: &str) -> bool {
    exactly(s, 9).is_some_and(|d| {
        matches!(two(&d, 0), 1..=12 | 21..=32 | 61..=72)
            && weighted(&d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
    })
}
