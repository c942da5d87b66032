//! Names for values that do not give the values away: keyed BLAKE3, 128 bits, stretched where a value could be guessed.
//!
//! The same value under the same key has the same name on every machine and in every version of this program; that is
//! what baselines and the score's "one value is one asset" rest on. `docs/fingerprints.md` says where keys come from.

use crate::finding::Fingerprint;
#[cfg(target_arch = "x86_64")]
use crate::vector::chains;

/// How often a guessable value is hashed when its key is not private.
const ROUNDS: u32 = 1 << 12;

/// So many values are stretched at once, where the processor can.
const TOGETHER: usize = 8;

/// Values with at least this many bits (length times bits per distinct character) are not worth guessing.
const STRONG_BITS: f64 = 96.0;

/// What fingerprints are keyed with.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    bytes: [u8; 32],
    private: bool,
}

impl Key {
    /// The key that everybody has. Fingerprints are then comparable everywhere, and guessable values are stretched.
    #[must_use]
    pub fn public() -> Self {
        Self::shared("spillage public fingerprint key")
    }

    /// A key that stands where others can read it (configuration, baseline header): separates projects, hides nothing.
    #[must_use]
    pub fn shared(material: &str) -> Self {
        Self {
            bytes: blake3::derive_key("spillage 2026 fingerprints", material.as_bytes()),
            private: false,
        }
    }

    /// A key that only its owner has: guessing needs the key, so nothing is stretched.
    #[must_use]
    pub fn private(material: &str) -> Self {
        Self {
            private: true,
            ..Self::shared(material)
        }
    }

    /// A short name of the key, to tell whether two files were made with the same one.
    #[must_use]
    pub fn id(&self) -> String {
        hex(&blake3::keyed_hash(&self.bytes, b"key id").as_bytes()[..4])
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.id())
    }
}

/// Makes fingerprints. Pure; callers that meet a value often keep the result.
#[derive(Debug, Clone)]
pub struct Fingerprinter {
    key: Key,
}

impl Fingerprinter {
    /// Fingerprints under this key.
    #[must_use]
    pub fn new(key: Key) -> Self {
        Self { key }
    }

    /// The name of a value.
    #[must_use]
    pub fn of(&self, value: &[u8]) -> Fingerprint {
        self.of_all(&[value]).pop().unwrap_or_default()
    }

    /// The names of values, in their order: of many it takes less for each.
    #[must_use]
    pub fn of_all(&self, values: &[&[u8]]) -> Vec<Fingerprint> {
        let mut names: Vec<[u8; 32]> = values.iter().map(|v| self.hash(b"value", &[v])).collect();
        if !self.key.private {
            let mut weak: Vec<&mut [u8; 32]> = names
                .iter_mut()
                .zip(values)
                .filter(|(_, v)| guessable(v))
                .map(|(n, _)| n)
                .collect();
            for names in weak.chunks_mut(TOGETHER) {
                self.stretch(names);
            }
        }
        names.iter().map(|n| Fingerprint(hex(&n[..16]))).collect()
    }

    /// Hashes a few names again and again.
    fn stretch(&self, names: &mut [&mut [u8; 32]]) {
        #[cfg(target_arch = "x86_64")]
        if names.len() > 1 {
            let mut lanes = [[0; 32]; TOGETHER];
            lanes.iter_mut().zip(&*names).for_each(|(lane, name)| *lane = **name);
            if chains::chains(&self.key.bytes, &mut lanes, ROUNDS) {
                names.iter_mut().zip(lanes).for_each(|(name, lane)| **name = lane);
                return;
            }
        }
        for name in names {
            for _ in 0..ROUNDS {
                **name = *blake3::keyed_hash(&self.key.bytes, *name).as_bytes();
            }
        }
    }

    /// The name of a finding without a value: its rule and path.
    #[must_use]
    pub fn of_path(&self, rule: &str, path: &str) -> Fingerprint {
        Fingerprint(hex(&self.hash(b"path", &[rule.as_bytes(), path.as_bytes()])[..16]))
    }

    /// Hashes a tag and parts, each with its length before it, so that no two lists of parts are the same bytes.
    fn hash(&self, tag: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mut h = blake3::Hasher::new_keyed(&self.key.bytes);
        for part in std::iter::once(&tag).chain(parts) {
            h.update(&(part.len() as u64).to_le_bytes());
            h.update(part);
        }
        *h.finalize().as_bytes()
    }
}

/// Whether somebody with a word list could find the value: short, or made of few different characters.
fn guessable(value: &[u8]) -> bool {
    let mut seen = [0u32; 256];
    for b in value.iter().take(256) {
        seen[usize::from(*b)] += 1;
    }
    let n = value.len().min(256) as f64;
    let bits: f64 = seen
        .iter()
        .filter(|c| **c > 0)
        .map(|c| f64::from(*c))
        .map(|c| -c * (c / n).log2())
        .sum();
    bits < STRONG_BITS
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_what_they_are() {
        // A change here orphans every baseline in the world.
        let f = Fingerprinter::new(Key::public());
        let names = [
            f.of(b"correct horse").0,
            f.of(b"q7Zc0VtYw2LmN8xRk4JbHs6DgPfEa3Tu").0,
            f.of_path("dotenv-file", ".env").0,
        ];
        assert_eq!(
            names,
            [
                "7798fd71f87f4b8c8671a879ea6beb1a",
                "1475dec44e3d06a762a4ded6a48cdbe6",
                "0a1ad5a919ddaf0cedba659fd0c36134"
            ]
        );
    }

    #[test]
    fn many_have_the_names_that_each_has() {
        let f = Fingerprinter::new(Key::public());
        let values: Vec<String> = (0..19)
            .map(|n| format!("Sommer{n}{}", ["", "q7Zc0VtYw2LmN8xRk4JbHs6DgPfEa3Tu"][n % 2]))
            .collect();
        let values: Vec<&[u8]> = values.iter().map(|v| v.as_bytes()).collect();
        let each: Vec<Fingerprint> = values.iter().map(|v| f.of(v)).collect();
        assert_eq!(f.of_all(&values), each);
        assert!(f.of_all(&[]).is_empty());
    }

    #[test]
    fn keys_and_parts_separate() {
        let (a, b) = (
            Fingerprinter::new(Key::shared("a")),
            Fingerprinter::new(Key::shared("b")),
        );
        assert_ne!(a.of(b"value"), b.of(b"value"));
        assert_ne!(a.of_path("ab", "c"), a.of_path("a", "bc"));
        assert_ne!(
            a.of(b"value"),
            Fingerprinter::new(Key::private("a")).of(b"value"),
            "stretched and not"
        );
        assert_eq!(a.of(b"value").0.len(), 32);
    }

    #[test]
    fn short_and_dull_values_are_guessable() {
        for v in [
            "hunter2",
            "Sommer2024!Berlin",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "",
        ] {
            assert!(guessable(v.as_bytes()), "{v}");
        }
        assert!(!guessable(b"q7Zc0VtYw2LmN8xRk4JbHs6DgPfEa3Tu"));
    }

    #[test]
    fn a_key_does_not_show_itself() {
        assert!(!format!("{:?}", Key::private("very private")).contains("very"));
    }
}
