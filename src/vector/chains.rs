//! Eight chains of BLAKE3 side by side: names of guessable values cost their owner less, and a guesser what they did.

use std::arch::x86_64::{
    __m256i, _mm256_add_epi32, _mm256_extract_epi32, _mm256_or_si256, _mm256_set_epi32, _mm256_set_epi64x,
    _mm256_set1_epi32, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_slli_epi32, _mm256_srli_epi32,
    _mm256_xor_si256,
};

/// So many chains run at once.
pub(crate) const LANES: usize = 8;

/// The constants of the BLAKE3 specification (section 2): the first words of the initial state and the order of the message's words.
const IV: [u32; 4] = [0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A];
const ORDER: [usize; 16] = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
/// The first and last block of the only chunk of a keyed hash: `CHUNK_START | CHUNK_END | ROOT | KEYED_HASH`.
const FLAGS: i32 = 1 | 2 | 8 | 16;

/// Where each byte comes from when words are turned right by 16 and by 8 bits.
const BY_16: [i64; 2] = [0x0504_0706_0100_0302, 0x0D0C_0F0E_0908_0B0A];
const BY_8: [i64; 2] = [0x0407_0605_0003_0201, 0x0C0F_0E0D_080B_0A09];

const SCHEDULE: [[usize; 16]; 7] = {
    let mut all = [[0; 16]; 7];
    let (mut round, mut i) = (0, 0);
    while round < 7 {
        while i < 16 {
            all[round][i] = if round == 0 { i } else { all[round - 1][ORDER[i]] };
            i += 1;
        }
        (round, i) = (round + 1, 0);
    }
    all
};

/// Replaces each of eight names by its keyed hash, `rounds` times. `false` where this processor cannot, and nothing was done.
pub(crate) fn chains(key: &[u8; 32], names: &mut [[u8; 32]; LANES], rounds: u32) -> bool {
    let can = is_x86_feature_detected!("avx2");
    if can {
        // SAFETY: the processor has this feature, it was just asked.
        unsafe {
            with_vectors(key, names, rounds);
        }
    }
    can
}

/// The word at a place of 32 bytes.
fn word(bytes: &[u8; 32], i: usize) -> i32 {
    let at = |n: usize| bytes.get(4 * i + n).copied().unwrap_or(0);
    i32::from_le_bytes([at(0), at(1), at(2), at(3)])
}

#[target_feature(enable = "avx2")]
fn with_vectors(key: &[u8; 32], names: &mut [[u8; 32]; LANES], rounds: u32) {
    let key: [__m256i; 8] = std::array::from_fn(|i| _mm256_set1_epi32(word(key, i)));
    let mut message = [_mm256_setzero_si256(); 16];
    let [a, b, c, d, e, f, g, h] = &*names;
    for (i, m) in message.iter_mut().take(8).enumerate() {
        *m = _mm256_set_epi32(
            word(h, i),
            word(g, i),
            word(f, i),
            word(e, i),
            word(d, i),
            word(c, i),
            word(b, i),
            word(a, i),
        );
    }
    for _ in 0..rounds {
        let hashed = hash(&key, &message);
        message[..8].copy_from_slice(&hashed);
    }
    for (i, m) in message.iter().take(8).enumerate() {
        let words = [
            _mm256_extract_epi32::<0>(*m),
            _mm256_extract_epi32::<1>(*m),
            _mm256_extract_epi32::<2>(*m),
            _mm256_extract_epi32::<3>(*m),
            _mm256_extract_epi32::<4>(*m),
            _mm256_extract_epi32::<5>(*m),
            _mm256_extract_epi32::<6>(*m),
            _mm256_extract_epi32::<7>(*m),
        ];
        for (name, word) in names.iter_mut().zip(words) {
            name[4 * i..4 * i + 4].copy_from_slice(&word.to_le_bytes());
        }
    }
}

/// The keyed hash of a message of 32 bytes, in each lane.
#[target_feature(enable = "avx2")]
fn hash(key: &[__m256i; 8], m: &[__m256i; 16]) -> [__m256i; 8] {
    let all = |x: i32| _mm256_set1_epi32(x);
    let [k0, k1, k2, k3, k4, k5, k6, k7] = *key;
    let [i0, i1, i2, i3] = IV.map(u32::cast_signed);
    let mut v = [
        k0,
        k1,
        k2,
        k3,
        k4,
        k5,
        k6,
        k7,
        all(i0),
        all(i1),
        all(i2),
        all(i3),
        all(0),
        all(0),
        all(32),
        all(FLAGS),
    ];
    for s in &SCHEDULE {
        mix::<0, 4, 8, 12>(&mut v, m[s[0]], m[s[1]]);
        mix::<1, 5, 9, 13>(&mut v, m[s[2]], m[s[3]]);
        mix::<2, 6, 10, 14>(&mut v, m[s[4]], m[s[5]]);
        mix::<3, 7, 11, 15>(&mut v, m[s[6]], m[s[7]]);
        mix::<0, 5, 10, 15>(&mut v, m[s[8]], m[s[9]]);
        mix::<1, 6, 11, 12>(&mut v, m[s[10]], m[s[11]]);
        mix::<2, 7, 8, 13>(&mut v, m[s[12]], m[s[13]]);
        mix::<3, 4, 9, 14>(&mut v, m[s[14]], m[s[15]]);
    }
    std::array::from_fn(|i| _mm256_xor_si256(v[i], v[i + 8]))
}

/// The quarter round.
#[target_feature(enable = "avx2")]
fn mix<const A: usize, const B: usize, const C: usize, const D: usize>(v: &mut [__m256i; 16], x: __m256i, y: __m256i) {
    v[A] = _mm256_add_epi32(_mm256_add_epi32(v[A], v[B]), x);
    v[D] = moved(_mm256_xor_si256(v[D], v[A]), BY_16);
    v[C] = _mm256_add_epi32(v[C], v[D]);
    v[B] = right::<12, 20>(_mm256_xor_si256(v[B], v[C]));
    v[A] = _mm256_add_epi32(_mm256_add_epi32(v[A], v[B]), y);
    v[D] = moved(_mm256_xor_si256(v[D], v[A]), BY_8);
    v[C] = _mm256_add_epi32(v[C], v[D]);
    v[B] = right::<7, 25>(_mm256_xor_si256(v[B], v[C]));
}

/// Turns words right by `R` bits; `L` is what is left of 32.
#[target_feature(enable = "avx2")]
fn right<const R: i32, const L: i32>(a: __m256i) -> __m256i {
    _mm256_or_si256(_mm256_srli_epi32::<R>(a), _mm256_slli_epi32::<L>(a))
}

/// Moves the bytes of each word within eight bytes, and within the next eight, as a turn of the word does.
#[target_feature(enable = "avx2")]
fn moved(a: __m256i, [low, high]: [i64; 2]) -> __m256i {
    _mm256_shuffle_epi8(a, _mm256_set_epi64x(high, low, high, low))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn lanes_hash_as_one_does(key: [u8; 32], mut names: [[u8; 32]; LANES], rounds in 0u32..4) {
            let mut expected = names;
            for name in &mut expected {
                for _ in 0..rounds {
                    *name = *blake3::keyed_hash(&key, name).as_bytes();
                }
            }
            if chains(&key, &mut names, rounds) {
                proptest::prop_assert_eq!(names, expected);
            }
        }
    }
}
