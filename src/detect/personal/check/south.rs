//! Numbers of people in southern Africa and Oceania.

use super::digits::*;

pub(in crate::detect::personal) fn za_id(s: &str) -> bool {
    exactly(s, 13).is_some_and(|d| month_day(two(&d, 2), two(&d, 4)) && matches!(at(&d, 10), 0..=2) && luhn(&d))
}

pub(in crate::detect::personal) fn au_tfn(s: &str) -> bool {
    exactly(s, 9)
        .is_some_and(|d| weighted(&d, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11) && number(&d) != 123_456_782)
}

pub(in crate::detect::personal) fn au_medicare(s: &str) -> bool {
    digits(s)
        .filter(|d| matches!(d.len(), 10 | 11))
        .is_some_and(|d| matches!(at(&d, 0), 2..=6) && weighted(&d, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == at(&d, 8))
}

pub(in crate::detect::personal) fn nz_ird(s: &str) -> bool {
    digits(s).filter(|d| matches!(d.len(), 8 | 9)).is_some_and(|mut d| {
        if d.len() == 8 {
            d.insert(0, 0);
        }
        if !(10_000_000..150_000_000).contains(&number(&d)) {
            return false;
        }
        let mut r = weighted(&d, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        if r != 0 && 11 - r == 10 {
            r = weighted(&d, &[7, 4, 3, 2, 5, 2, 7, 6]) % 11;
        }
        (if r == 0 { 0 } else { 11 - r }) == last(&d)
    })
}
