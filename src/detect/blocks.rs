//! A text in blocks of 64 bytes, one bit a byte, and words of it as numbers: the groundwork for looking at every word.
//!
//! Passes over all of a text are a [`Job`]: [`with_vectors`] compiles each twice, for processors with wide vectors and for others.

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

/// The block at `at`, without a copy where the text has all of it, else in `pad` with spaces behind.
#[inline(always)]
pub(crate) fn whole<'t>(text: &'t [u8], at: usize, pad: &'t mut [u8; BLOCK]) -> &'t [u8; BLOCK] {
    match text.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(whole) => whole,
        None => {
            *pad = block(text, at);
            pad
        }
    }
}

/// A set of bytes by their halves: those of which both tables have a bit in common. One lookup of a vector is enough for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Set {
    pub(crate) low: [u8; 16],
    pub(crate) high: [u8; 16],
}

impl Set {
    /// Upper halves that have the same lower ones share a bit; a set wants at most eight sorts of them.
    pub(crate) const fn of(all: &[bool; 256]) -> Self {
        let mut set = Self {
            low: [0; 16],
            high: [0; 16],
        };
        let mut sorts = [0u16; 8];
        let mut count = 0;
        let mut high = 0;
        while high < 16 {
            let (mut sort, mut low) = (0u16, 0);
            while low < 16 {
                if all[high << 4 | low] {
                    sort |= 1 << low;
                }
                low += 1;
            }
            let mut i = 0;
            while sort != 0 && i < count && sorts[i] != sort {
                i += 1;
            }
            if sort != 0 {
                if i == count {
                    sorts[i] = sort;
                    count += 1;
                }
                set.high[high] = 1 << i;
                low = 0;
                while low < 16 {
                    if sort >> low & 1 == 1 {
                        set.low[low] |= 1 << i;
                    }
                    low += 1;
                }
            }
            high += 1;
        }
        set
    }
}

/// The [`Set`] of the bytes that a constant function says yes to.
macro_rules! set {
    ($is:expr) => {
        const {
            let mut all = [false; 256];
            let mut b = 0;
            while b < 256 {
                all[b] = $is(b as u8);
                b += 1;
            }
            &$crate::detect::blocks::Set::of(&all)
        }
    };
}
pub(crate) use set;

/// How the bytes of a block are told apart.
pub(crate) trait Look: Copy {
    /// One bit for each byte that `is` says so of, or, the same, that is in `set`.
    fn bits(self, block: &[u8; BLOCK], is: impl Fn(u8) -> bool, set: &Set) -> u64;
    /// One bit for each of these bytes.
    fn byte(self, block: &[u8; BLOCK], byte: u8) -> u64;
}

/// With what every processor has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain;

impl Look for Plain {
    #[inline(always)]
    fn bits(self, block: &[u8; BLOCK], is: impl Fn(u8) -> bool, _: &Set) -> u64 {
        bits(block, is)
    }

    #[inline(always)]
    fn byte(self, block: &[u8; BLOCK], byte: u8) -> u64 {
        bits(block, |b| b == byte)
    }
}

/// A pass over a text. To be fast with vectors, [`Job::run`] and what it calls in its loops have to be inlined.
pub(crate) trait Job {
    /// What it comes to.
    type Out;
    fn run(self, look: impl Look) -> Self::Out;
}

/// Runs a pass with vectors, if this processor has them.
pub(crate) fn with_vectors<J: Job>(job: J) -> J::Out {
    #[cfg(target_arch = "x86_64")]
    let job = match crate::vector::look::run(job) {
        Ok(out) => return out,
        Err(job) => job,
    };
    job.run(Plain)
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

    const fn is(b: u8) -> bool {
        (b | 0x20).wrapping_sub(b'a') < 26 || b == b'$' || b >= 0x80
    }

    /// Says the same as [`Plain`] of every block, or nothing.
    struct Same<'t>(&'t [u8]);

    impl Job for Same<'_> {
        type Out = bool;

        fn run(self, look: impl Look) -> bool {
            (0..self.0.len()).all(|at| {
                let mut pad = [0; BLOCK];
                let here = whole(self.0, at, &mut pad);
                *here == block(self.0, at)
                    && look.bits(here, is, set!(is)) == Plain.bits(here, is, set!(is))
                    && look.byte(here, here[0]) == Plain.byte(here, here[0])
            })
        }
    }

    #[test]
    fn vectors_tell_every_byte_apart() {
        let all: Vec<u8> = (0..=255).chain(0..70).collect();
        assert!(with_vectors(Same(&all)));
        for b in 0..=255 {
            let set = set!(is);
            let both = set.low[usize::from(b & 15)] & set.high[usize::from(b >> 4)];
            assert_eq!(both != 0, is(b), "{b}");
        }
    }
}
