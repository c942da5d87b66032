//! The pass of the sweep over a text, 64 bytes a step.

use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_adds_epu8, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8,
    _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_setzero_si256,
    _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_xor_si256,
};

use crate::detect::literal::sweep::{self, AHEAD, BLOCK, Bits, Masks, Pass, ROWS};

/// Walks over a text; `false` where this processor cannot, and nothing was done.
pub(crate) fn run<const RUNS: bool>(masks: &Masks, text: &[u8], pass: &mut Pass<'_, RUNS>) -> bool {
    let can =
        is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("popcnt");
    if can {
        // SAFETY: the processor has these features, it was just asked.
        unsafe { with_vectors(masks, text, pass) }
    }
    can
}

/// The tables as vectors.
struct Tables {
    rows: [[[__m256i; ROWS]; 2]; 3],
    class_low: __m256i,
    class_high: __m256i,
}

/// Classes of bytes by their halves: digits, capitals in two rows, small letters in two rows, `_`, then `+`, `-` and `/`.
const DIGIT: u8 = 1;
const UPPER: u8 = 2 | 4;
const WORD: u8 = DIGIT | UPPER | 8 | 16;
const CLASS_HIGH: [u8; 16] = [0, 0, 64, 1, 2, 4 | 32, 8, 16, 0, 0, 0, 0, 0, 0, 0, 0];
const CLASS_LOW: [u8; 16] = {
    let mut t = [0; 16];
    let mut low = 0;
    while low < 16 {
        t[low] = (if low <= 9 { 1 } else { 0 })
            | (if low >= 1 { 2 | 8 } else { 0 })
            | (if low <= 10 { 4 | 16 } else { 0 })
            | (if low == 15 { 32 } else { 0 })
            | (if low == 11 || low == 13 || low == 15 { 64 } else { 0 });
        low += 1;
    }
    t
};

#[target_feature(enable = "avx2,bmi1,popcnt")]
fn with_vectors<const RUNS: bool>(masks: &Masks, text: &[u8], pass: &mut Pass<'_, RUNS>) {
    let tables = Tables {
        rows: masks.0.map(|p| p.map(|half| half.map(|t| table(&t)))),
        class_low: table(&CLASS_LOW),
        class_high: table(&CLASS_HIGH),
    };
    sweep::run(text, pass, |block| {
        let (a, b) = (half(&tables, block, 0), half(&tables, block, 32));
        Bits {
            literal: a.literal | b.literal << 32,
            digit: a.digit | b.digit << 32,
            upper: a.upper | b.upper << 32,
            word: a.word | b.word << 32,
            token: a.token | b.token << 32,
            high: a.high | b.high << 32,
        }
    });
}

#[target_feature(enable = "avx2,bmi1,popcnt")]
#[inline]
fn table(t: &[u8; 16]) -> __m256i {
    // SAFETY: sixteen bytes are read through a reference to sixteen bytes; the load needs no alignment.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(t.as_ptr().cast()) })
}

#[target_feature(enable = "avx2,bmi1,popcnt")]
#[inline]
fn load(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: 32 bytes are read through a reference to 32 bytes; the load needs no alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

/// The bits of the 32 bytes from `at`.
#[target_feature(enable = "avx2,bmi1,popcnt")]
#[inline]
fn half(t: &Tables, block: &[u8; BLOCK + AHEAD], at: usize) -> Bits {
    let nibble = _mm256_set1_epi8(15);
    let fold = _mm256_set1_epi8(0x20);
    let zero = _mm256_setzero_si256();
    let at = |i: usize| {
        block
            .get(at + i..at + i + 32)
            .and_then(|b| b.try_into().ok())
            .map_or(zero, |b| load(b))
    };
    let mask = |v: __m256i| u64::from(_mm256_movemask_epi8(v) as u32);
    let first = at(0);
    let (mut may0, mut may1) = (_mm256_set1_epi8(-1), _mm256_set1_epi8(-1));
    // A lookup gives zero where the highest bit of its index is set: each row answers for its own bytes only.
    let row = |bytes: __m256i, first: u8, more: u8| {
        _mm256_adds_epu8(
            _mm256_xor_si256(bytes, _mm256_set1_epi8(first as i8)),
            _mm256_set1_epi8(more as i8),
        )
    };
    for i in 0..3 {
        let bytes = _mm256_or_si256(if i == 0 { first } else { at(i) }, fold);
        let places = [row(bytes, 0x60, 0x70), row(bytes, 0x70, 0x70), row(bytes, 0x20, 0x60)];
        let buckets = |tables: &[__m256i; ROWS]| {
            _mm256_or_si256(
                _mm256_or_si256(
                    _mm256_shuffle_epi8(tables[0], places[0]),
                    _mm256_shuffle_epi8(tables[1], places[1]),
                ),
                _mm256_shuffle_epi8(tables[2], places[2]),
            )
        };
        may0 = _mm256_and_si256(may0, buckets(&t.rows[i][0]));
        may1 = _mm256_and_si256(may1, buckets(&t.rows[i][1]));
    }
    let none = _mm256_cmpeq_epi8(_mm256_or_si256(may0, may1), zero);
    let class = _mm256_and_si256(
        _mm256_shuffle_epi8(t.class_low, _mm256_and_si256(first, nibble)),
        _mm256_shuffle_epi8(t.class_high, _mm256_and_si256(_mm256_srli_epi16::<4>(first), nibble)),
    );
    let without = |bits: u8| {
        mask(_mm256_cmpeq_epi8(
            _mm256_and_si256(class, _mm256_set1_epi8(bits as i8)),
            zero,
        ))
    };
    const ALL: u64 = u32::MAX as u64;
    Bits {
        literal: ALL ^ mask(none),
        digit: ALL ^ without(DIGIT),
        upper: ALL ^ without(UPPER),
        word: ALL ^ without(WORD),
        token: ALL ^ mask(_mm256_cmpeq_epi8(class, zero)),
        high: mask(first),
    }
}
