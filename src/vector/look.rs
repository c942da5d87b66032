//! Bytes told apart 32 at once, by a lookup for each half of a byte.

use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256,
    _mm256_movemask_epi8, _mm256_set1_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16,
};

use crate::detect::blocks::{BLOCK, Job, Look, Set};

/// A processor that has AVX2: only [`run`] makes one, after it has asked.
#[derive(Clone, Copy)]
struct Avx2(());

/// Runs a pass with vectors; gives it back where this processor cannot.
#[inline]
pub(crate) fn run<J: Job>(job: J) -> Result<J::Out, J> {
    let can = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt");
    if can {
        // SAFETY: the processor has these features, it was just asked.
        Ok(unsafe { with(job, Avx2(())) })
    } else {
        Err(job)
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn with<J: Job>(job: J, look: Avx2) -> J::Out {
    job.run(look)
}

impl Look for Avx2 {
    #[inline(always)]
    fn bits(self, block: &[u8; BLOCK], _: impl Fn(u8) -> bool, set: &Set) -> u64 {
        // SAFETY: there is an `Avx2` only where the processor has it.
        unsafe { bits(block, set) }
    }

    #[inline(always)]
    fn byte(self, block: &[u8; BLOCK], byte: u8) -> u64 {
        // SAFETY: there is an `Avx2` only where the processor has it.
        unsafe { same(block, byte) }
    }
}

/// One bit for each byte whose flag is all ones.
#[target_feature(enable = "avx2")]
#[inline]
fn each(block: &[u8; BLOCK], flags: impl Fn(__m256i) -> __m256i) -> u64 {
    // SAFETY: 32 bytes are read through a reference to 32 bytes; the load needs no alignment.
    let load = |bytes: &[u8; 32]| unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) };
    let half = |bytes| u64::from(_mm256_movemask_epi8(flags(load(bytes))) as u32);
    match (block.first_chunk(), block.last_chunk()) {
        (Some(first), Some(last)) => half(first) | half(last) << 32,
        _ => 0,
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn same(block: &[u8; BLOCK], byte: u8) -> u64 {
    let byte = _mm256_set1_epi8(byte as i8);
    each(block, |bytes| _mm256_cmpeq_epi8(bytes, byte))
}

#[target_feature(enable = "avx2")]
#[inline]
fn bits(block: &[u8; BLOCK], set: &Set) -> u64 {
    let (low, high) = (table(&set.low), table(&set.high));
    let nibble = _mm256_set1_epi8(15);
    !each(block, |bytes| {
        let sorts = _mm256_and_si256(
            _mm256_shuffle_epi8(low, _mm256_and_si256(bytes, nibble)),
            _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), nibble)),
        );
        _mm256_cmpeq_epi8(sorts, _mm256_setzero_si256())
    })
}

#[target_feature(enable = "avx2")]
#[inline]
fn table(t: &[u8; 16]) -> __m256i {
    // SAFETY: sixteen bytes are read through a reference to sixteen bytes; the load needs no alignment.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(t.as_ptr().cast()) })
}
