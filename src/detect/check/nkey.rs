//! NATS nkeys: base 32 without padding over a prefix, 32 bytes of key and their CRC-16, low byte first. A seed has a
//! prefix of two bytes: `S`, and whose seed it is. Stellar's keys have the same form with a prefix of one byte.

use data_encoding::BASE32_NOPAD;

use super::{Facts, Verdict};

/// Checks the sum, and names whose seed it is.
pub(super) fn seed(value: &[u8], _now: i64) -> Verdict {
    let Ok(raw) = BASE32_NOPAD.decode(value) else {
        return Verdict::Invalid;
    };
    let Some((body, sum)) = raw.split_last_chunk::<2>() else {
        return Verdict::Invalid;
    };
    if body.len() != 34 || crc16(body) != u16::from_le_bytes(*sum) {
        return Verdict::Invalid;
    }
    let whose = match value.get(1) {
        Some(b'U') => "seed of a user",
        Some(b'A') => "seed of an account",
        Some(b'O') => "seed of an operator",
        Some(b'N') => "seed of a server",
        _ => "seed",
    };
    Verdict::Valid(Facts::new("checksum valid").and(whose))
}

/// A Stellar seed: the sum must hold.
pub(super) fn stellar(value: &[u8], _now: i64) -> Verdict {
    let Ok(raw) = BASE32_NOPAD.decode(value) else {
        return Verdict::Invalid;
    };
    match raw.split_last_chunk::<2>() {
        Some((body, sum)) if body.len() == 33 && crc16(body) == u16::from_le_bytes(*sum) => {
            Verdict::Valid(Facts::new("checksum valid"))
        }
        _ => Verdict::Invalid,
    }
}

/// CRC-16 with the polynomial 0x1021, starting from 0 (XMODEM).
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, b| {
        (0..8).fold(crc ^ (u16::from(*b) << 8), |c, _| {
            if c & 0x8000 == 0 { c << 1 } else { (c << 1) ^ 0x1021 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(body: &[u8]) -> String {
        let mut raw = body.to_vec();
        raw.extend(crc16(body).to_le_bytes());
        BASE32_NOPAD.encode(&raw)
    }

    #[test]
    fn the_sum_is_the_published_one() {
        assert_eq!(crc16(b"123456789"), 0x31c3);
    }

    #[test]
    fn a_seed_names_its_kind_and_an_altered_one_is_none() {
        // 18 << 3 with the high bits of the prefix of a user, 20 << 3, then its low bits.
        let mut body = vec![0x95, 0x00];
        body.extend((0u8..32).map(|i| i.wrapping_mul(37).wrapping_add(11)));
        let good = made(&body);
        assert!(good.starts_with("SU"), "{good}");
        assert!(
            matches!(seed(good.as_bytes(), 0), Verdict::Valid(f) if f.evidence.contains(&"seed of a user".to_owned()))
        );
        let mut bad = good.into_bytes();
        bad[20] = if bad[20] == b'A' { b'B' } else { b'A' };
        assert_eq!(seed(&bad, 0), Verdict::Invalid);
        assert_eq!(seed(made(&body[..20]).as_bytes(), 0), Verdict::Invalid);
        assert_eq!(stellar(made(&body).as_bytes(), 0), Verdict::Invalid);
        body.remove(1);
        body[0] = 18 << 3;
        let stellar_seed = made(&body);
        assert!(stellar_seed.starts_with('S'), "{stellar_seed}");
        assert!(matches!(stellar(stellar_seed.as_bytes(), 0), Verdict::Valid(_)));
    }
}
