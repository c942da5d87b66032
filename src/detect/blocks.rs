//! A text in blocks of 64 bytes, one bit a byte, and words of it as numbers: the groundwork for looking at every word.

/// Bytes of a block.
pub(crate) const BLOCK: usize = 64;
/// The bit that parts capitals from small letters, eight times; digits have it set anyway.
pub(crate) const FOLD: u64 = 0x2020_2020_2020_2020;

/// The block at `at`, spaces behind the end of the text.
#[inline(always)]
pub(crate) fn block(text: &[u8], at: usize) -> [u8; BLOCK] {
    let rest = text.get(at..).unwrap_or_default();
    if let Some(whole) = rest.first_chunk::<BLOCK>() {
        return *whole;
    }
    let mut out = [b' '; BLOCK];
    for (to, from) in out.iter_mut().zip(rest) {
        *to = *from;
    }
    out
}

/// One bit for each byte that `is` says so of, the first byte lowest. Compilers make vectors of it.
#[inline(always)]
pub(crate) fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut flags = [0u8; BLOCK];
    for (f, b) in flags.iter_mut().zip(block) {
        *f = u8::from(is(*b));
    }
    flags.chunks_exact(8).enumerate().fold(0, |mask, (i, f)| {
        let eight = f.first_chunk::<8>().map_or(0, |f| u64::from_le_bytes(*f));
        // Eight bytes of 0 or 1 become eight bits.
        mask | (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i)
    })
}

/// How many bits are set from bit `at` of a block on, into the next one: at most 64.
#[inline(always)]
pub(crate) fn run(now: u64, next: u64, at: u32) -> usize {
    (!(now >> at | next << 1 << (63 - at))).trailing_zeros() as usize
}

/// Eight bytes from `at` as a number, the first lowest, zeros behind the end of the text.
#[inline(always)]
pub(crate) fn eight(text: &[u8], at: usize) -> u64 {
    match text.get(at..).and_then(|t| t.first_chunk::<8>()) {
        Some(whole) => u64::from_le_bytes(*whole),
        None => tail(text, at),
    }
}

#[cold]
fn tail(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter().rev().fold(0, |x, b| x << 8 | u64::from(*b))
}

/// The bits of the first `len` bytes of eight; of one at least.
#[inline(always)]
pub(crate) fn first(len: usize) -> u64 {
    u64::MAX >> (64 - 8 * len.clamp(1, 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn bits_and_runs_are_those_of_the_bytes(text in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), at in 0usize..220) {
            let is = |b: u8| b.is_ascii_alphanumeric();
            let here = at & !63;
            let mask = bits(&block(&text, here), is);
            let next = bits(&block(&text, here + BLOCK), is);
            for i in 0..BLOCK {
                proptest::prop_assert_eq!(mask >> i & 1 == 1, text.get(here + i).copied().is_some_and(is));
            }
            let want = (at..at + 64).take_while(|i| text.get(*i).copied().is_some_and(is)).count();
            proptest::prop_assert_eq!(run(mask, next, (at & 63) as u32), want.min(64));
            let want = (0..8).map(|i| u64::from(text.get(at + i).copied().unwrap_or(0)) << (8 * i)).sum::<u64>();
            proptest::prop_assert_eq!(eight(&text, at), want);
        }
    }
}
