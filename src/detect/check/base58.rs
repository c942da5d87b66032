//! Base58Check: Bitcoin's wallet import format and extended keys, whose last four bytes are a double SHA-256.

use sha2::{Digest, Sha256};

use super::{Facts, Verdict};

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The longest value that is decoded; an extended key has 111 characters.
const LONGEST: usize = 128;

/// A value whose checksum is wrong is no key: nothing else is this picky, so there is no doubt.
pub(super) fn check(value: &[u8], _now: i64) -> Verdict {
    let Some(bytes) = decode(value) else {
        return Verdict::Invalid;
    };
    let Some((body, sum)) = bytes.split_last_chunk::<4>() else {
        return Verdict::Invalid;
    };
    if Sha256::digest(Sha256::digest(body)).starts_with(sum) {
        let facts = Facts::new("checksum valid");
        // 0xef and `tprv`: test networks, whose coins are worth nothing.
        let test = body.first() == Some(&0xef) || body.starts_with(&[0x04, 0x35, 0x83, 0x94]);
        Verdict::Valid(if test {
            facts.and("test network").opens(0.1)
        } else {
            facts
        })
    } else {
        Verdict::Invalid
    }
}

fn decode(value: &[u8]) -> Option<Vec<u8>> {
    if value.is_empty() || value.len() > LONGEST {
        return None;
    }
    let mut out: Vec<u8> = Vec::with_capacity(value.len());
    for c in value {
        let mut carry = ALPHABET.iter().position(|a| a == c)?;
        for byte in out.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        while carry > 0 {
            out.insert(0, (carry & 0xff) as u8);
            carry >>= 8;
        }
    }
    let zeros = value.iter().take_while(|c| **c == b'1').count();
    out.splice(0..0, std::iter::repeat_n(0, zeros));
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wallet_key_is_told_from_one_with_a_slip() {
        // Bitcoin wiki's walk-through of the wallet import format.
        let key = ["5HueCGU8rMjxEXxiPuD5BDku4MkF", "qeZyd4dZ1jvhTVqvbTLvyTJ"].concat();
        assert!(matches!(check(key.as_bytes(), 0), Verdict::Valid(_)));
        assert_eq!(check(key.replace("GU8r", "GU9r").as_bytes(), 0), Verdict::Invalid);
        assert_eq!(check(b"0OIl", 0), Verdict::Invalid);
    }
}
