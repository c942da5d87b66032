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
    let mut message = [_mm256_setzero_si256(); 8];
    let [a, b, c, d, e, f, g, h] = &*names;
    for (i, m) in message.iter_mut().enumerate() {
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
        message = hash(&key, &message);
    }
    for (i, m) in message.iter().enumerate() {
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

/// The quarter round of the words `$a`, `$b`, `$c`, `$d`: spelled out, for as a function it is called, and every call stores and loads all
/// sixteen words. A message of 32 bytes has nothing in its last eight words, and that is not added.
macro_rules! mix {
    ($m:ident, $a:ident, $b:ident, $c:ident, $d:ident, $x:expr, $y:expr) => {
        $a = _mm256_add_epi32($a, $b);
        if $x < 8 {
            $a = _mm256_add_epi32($a, $m[$x]);
        }
        $d = _mm256_shuffle_epi8(_mm256_xor_si256($d, $a), moved(BY_16));
        $c = _mm256_add_epi32($c, $d);
        $b = right::<12, 20>(_mm256_xor_si256($b, $c));
        $a = _mm256_add_epi32($a, $b);
        if $y < 8 {
            $a = _mm256_add_epi32($a, $m[$y]);
        }
        $d = _mm256_shuffle_epi8(_mm256_xor_si256($d, $a), moved(BY_8));
        $c = _mm256_add_epi32($c, $d);
        $b = right::<7, 25>(_mm256_xor_si256($b, $c));
    };
}

/// The keyed hash of a message of 32 bytes, in each lane.
#[target_feature(enable = "avx2")]
fn hash(key: &[__m256i; 8], m: &[__m256i; 8]) -> [__m256i; 8] {
    macro_rules! all {
        ($word:expr) => {
            _mm256_set1_epi32(const { $word })
        };
    }
    let [mut v0, mut v1, mut v2, mut v3, mut v4, mut v5, mut v6, mut v7] = *key;
    let (mut v8, mut v9) = (all!(IV[0].cast_signed()), all!(IV[1].cast_signed()));
    let (mut v10, mut v11) = (all!(IV[2].cast_signed()), all!(IV[3].cast_signed()));
    let (mut v12, mut v13, mut v14, mut v15) = (all!(0), all!(0), all!(32), all!(FLAGS));
    macro_rules! round {
        ($n:literal) => {
            mix!(
                m,
                v0,
                v4,
                v8,
                v12,
                const { SCHEDULE[$n][0] },
                const { SCHEDULE[$n][1] }
            );
            mix!(
                m,
                v1,
                v5,
                v9,
                v13,
                const { SCHEDULE[$n][2] },
                const { SCHEDULE[$n][3] }
            );
            mix!(
                m,
                v2,
                v6,
                v10,
                v14,
                const { SCHEDULE[$n][4] },
                const { SCHEDULE[$n][5] }
            );
            mix!(
                m,
                v3,
                v7,
                v11,
                v15,
                const { SCHEDULE[$n][6] },
                const { SCHEDULE[$n][7] }
            );
            mix!(
                m,
                v0,
                v5,
                v10,
                v15,
                const { SCHEDULE[$n][8] },
                const { SCHEDULE[$n][9] }
            );
            mix!(
                m,
                v1,
                v6,
                v11,
                v12,
                const { SCHEDULE[$n][10] },
                const { SCHEDULE[$n][11] }
            );
            mix!(
                m,
                v2,
                v7,
                v8,
                v13,
                const { SCHEDULE[$n][12] },
                const { SCHEDULE[$n][13] }
            );
            mix!(
                m,
                v3,
                v4,
                v9,
                v14,
                const { SCHEDULE[$n][14] },
                const { SCHEDULE[$n][15] }
            );
        };
    }
    round!(0);
    round!(1);
    round!(2);
    round!(3);
    round!(4);
    round!(5);
    round!(6);
    [
        _mm256_xor_si256(v0, v8),
        _mm256_xor_si256(v1, v9),
        _mm256_xor_si256(v2, v10),
        _mm256_xor_si256(v3, v11),
        _mm256_xor_si256(v4, v12),
        _mm256_xor_si256(v5, v13),
        _mm256_xor_si256(v6, v14),
        _mm256_xor_si256(v7, v15),
    ]
}

/// Turns words right by `R` bits; `L` is what is left of 32.
#[inline]
#[target_feature(enable = "avx2")]
fn right<const R: i32, const L: i32>(a: __m256i) -> __m256i {
    _mm256_or_si256(_mm256_srli_epi32::<R>(a), _mm256_slli_epi32::<L>(a))
}

/// How the bytes of each word move within eight bytes, and within the next eight, when the word is turned.
#[inline]
#[target_feature(enable = "avx2")]
fn moved([low, high]: [i64; 2]) -> __m256i {
    _mm256_set_epi64x(high, low, high, low)
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
