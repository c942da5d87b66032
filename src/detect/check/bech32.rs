//! Bech32 (BIP 173): age identities, Nostr keys. Six last characters are a BCH code over prefix and data.

use super::{Facts, Verdict};

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The whole string is checked, prefix included; upper and lower case count the same.
pub(super) fn check(value: &[u8], _now: i64) -> Verdict {
    let text = value.to_ascii_lowercase();
    let Some(sep) = text.iter().rposition(|b| *b == b'1') else {
        return Verdict::Invalid;
    };
    let (Some(hrp), Some(data)) = (text.get(..sep), text.get(sep + 1..)) else {
        return Verdict::Invalid;
    };
    if hrp.is_empty() || data.len() < 6 {
        return Verdict::Invalid;
    }
    let mut c: u32 = 1;
    for b in hrp {
        step(&mut c, b >> 5);
    }
    step(&mut c, 0);
    for b in hrp {
        step(&mut c, b & 31);
    }
    for b in data {
        let Some(v) = ALPHABET.iter().position(|a| a == b) else {
            return Verdict::Invalid;
        };
        step(&mut c, v as u8);
    }
    match c {
        1 | 0x2bc8_30a3 => Verdict::Valid(Facts::new("checksum valid")),
        _ => Verdict::Mismatch(Facts::new("checksum invalid")),
    }
}

fn step(c: &mut u32, value: u8) {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let top = *c >> 25;
    *c = (*c & 0x01ff_ffff) << 5 ^ u32::from(value);
    for (i, g) in GENERATOR.iter().enumerate() {
        if top >> i & 1 == 1 {
            *c ^= g;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_bip_173() {
        for ok in ["A12UEL5L", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"] {
            assert!(matches!(check(ok.as_bytes(), 0), Verdict::Valid(_)), "{ok}");
        }
        assert!(matches!(check(b"A12UEL5M", 0), Verdict::Mismatch(_)));
        assert_eq!(check(b"no-separator-here", 0), Verdict::Invalid);
    }
}
