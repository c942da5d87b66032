//! Names of objects, SHA-1 and SHA-256 alike.

use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// A name of an object: 20 or 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Oid {
    bytes: [u8; 32],
    len: u8,
}

impl Oid {
    /// Forty or sixty-four hexadecimal digits.
    pub(super) fn from_hex(hex: &[u8]) -> Option<Self> {
        if hex.len() != 40 && hex.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let digit = |b: &u8| char::from(*b).to_digit(16);
            *byte = u8::try_from(digit(pair.first()?)? * 16 + digit(pair.get(1)?)?).ok()?;
        }
        Some(Self {
            bytes,
            len: if hex.len() == 40 { 20 } else { 32 },
        })
    }

    /// Twenty or thirty-two bytes.
    pub(super) fn from_raw(raw: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        bytes.get_mut(..raw.len())?.copy_from_slice(raw);
        let len = u8::try_from(raw.len()).ok().filter(|n| matches!(n, 20 | 32))?;
        Some(Self { bytes, len })
    }

    pub(super) fn raw(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    pub(super) fn hex(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |n: u8| char::from(DIGITS[usize::from(n & 15)]);
        self.bytes
            .iter()
            .take(self.len.into())
            .flat_map(|b| [digit(b >> 4), digit(*b)])
            .collect()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.bytes.iter().all(|b| *b == 0)
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl Hash for Oid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [a, b, c, d, e, f, g, h, ..] = self.bytes;
        state.write_u64(u64::from_le_bytes([a, b, c, d, e, f, g, h]));
    }
}

/// Names are hashes already.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Taken(u64);

impl Hasher for Taken {
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

pub(super) type OidMap<V> = std::collections::HashMap<Oid, V, BuildHasherDefault<Taken>>;
pub(super) type OidSet = std::collections::HashSet<Oid, BuildHasherDefault<Taken>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_and_back() {
        for hex in ["0123456789abcdef0123456789abcdef01234567".to_owned(), "ab".repeat(32)] {
            let oid = Oid::from_hex(hex.as_bytes()).unwrap();
            assert_eq!((oid.hex(), Oid::from_raw(oid.raw())), (hex, Some(oid)));
        }
        assert!(Oid::from_hex(b"xyz").is_none());
        assert!(Oid::from_hex(&[b'g'; 40]).is_none());
    }
}
