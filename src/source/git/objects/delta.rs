//! Deltas of packs: copies out of a base and new bytes (gitformat-pack).

use std::ops::Range;

use super::Unread;

/// Sizes of base and result, and where the instructions begin.
fn sizes(delta: &[u8]) -> Option<(u64, u64, usize)> {
    let mut at = 0;
    let mut number = || {
        let (mut n, mut shift) = (0u64, 0);
        loop {
            let byte = *delta.get(at)?;
            at += 1;
            n |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some(n);
            }
        }
    };
    let (base, result) = (number()?, number()?);
    Some((base, result, at))
}

/// The size of what a delta makes.
pub(super) fn result_size(delta: &[u8]) -> Result<u64, Unread> {
    sizes(delta).map(|s| s.1).ok_or(Unread::Damaged)
}

/// How an object is made of the one that it is stored against.
#[derive(Debug, Default)]
pub struct Edits {
    /// The parts that are not in the base, in order; where two pieces of the base meet that do not follow each other there,
    /// or the end of the base is left out, that is an empty part.
    pub new: Vec<Range<usize>>,
    /// The pieces of the base: where each begins there, and where it is now.
    pub old: Vec<(usize, Range<usize>)>,
    /// The size of the base.
    pub base: usize,
}

/// Applies a delta whose result the caller has found to be small enough.
pub(super) fn apply(base: &[u8], delta: &[u8], out: &mut Vec<u8>, edits: &mut Edits) -> Result<(), Unread> {
    out.clear();
    edits.new.clear();
    edits.old.clear();
    edits.base = base.len();
    run(base, delta, out, edits).ok_or(Unread::Damaged)
}

fn run(base: &[u8], delta: &[u8], out: &mut Vec<u8>, edits: &mut Edits) -> Option<()> {
    let Edits { new, old, .. } = edits;
    let (base_size, size, at) = sizes(delta)?;
    let size = usize::try_from(size).ok()?;
    if base_size != base.len() as u64 {
        return None;
    }
    out.reserve(size);
    let mut rest = delta.get(at..)?;
    // Where in the base the result goes on as long as nothing changes.
    let mut next = 0;
    while let Some((&op, behind)) = rest.split_first() {
        rest = behind;
        let piece = if op & 0x80 == 0 {
            let (piece, behind) = rest.split_at_checked(usize::from(op)).filter(|_| op != 0)?;
            rest = behind;
            match new.last_mut().filter(|r| r.end == out.len()) {
                Some(before) => before.end += piece.len(),
                None => new.push(out.len()..out.len() + piece.len()),
            }
            piece
        } else {
            let mut field = |bits: u8, from: u8| -> Option<usize> {
                let mut n = 0;
                for i in 0..bits {
                    if op >> (from + i) & 1 == 1 {
                        let (&byte, behind) = rest.split_first()?;
                        rest = behind;
                        n |= usize::from(byte) << (8 * i);
                    }
                }
                Some(n)
            };
            let (start, len) = (field(4, 0)?, field(3, 4)?);
            let end = start.checked_add(if len == 0 { 0x1_0000 } else { len })?;
            if start != next && new.last().is_none_or(|r| r.end != out.len()) {
                new.push(out.len()..out.len());
            }
            let (from, to) = (out.len(), out.len() + (end - start));
            match old.last_mut().filter(|(_, piece)| start == next && piece.end == from) {
                Some((_, before)) => before.end = to,
                None => old.push((start, from..to)),
            }
            next = end;
            base.get(start..end)?
        };
        if piece.len() > size - out.len() {
            return None;
        }
        out.extend_from_slice(piece);
    }
    if next != base.len() && new.last().is_none_or(|r| r.end != out.len()) {
        new.push(out.len()..out.len());
    }
    (out.len() == size).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_new_bytes() {
        // 10 bytes in, 9 out: copy 2..6, "xyz", copy 0..2.
        let delta = [10, 9, 0x91, 2, 4, 3, b'x', b'y', b'z', 0x90, 2];
        let (mut out, mut edits) = (Vec::new(), Edits::default());
        assert_eq!(result_size(&delta), Ok(9));
        apply(b"0123456789", &delta, &mut out, &mut edits).unwrap();
        assert_eq!(out, b"2345xyz01");
        assert_eq!(edits.new, [0..0, 4..7, 9..9]);
        assert_eq!(edits.old, [(2, 0..4), (0, 7..9)]);
        // Two pieces that follow each other are one.
        let delta = [10, 10, 0x90, 4, 0x91, 4, 6];
        apply(b"0123456789", &delta, &mut out, &mut edits).unwrap();
        assert_eq!((&out[..], edits.new.len()), (&b"0123456789"[..], 0));
        assert_eq!((edits.old, edits.base), (vec![(0, 0..10)], 10));
    }

    #[test]
    fn lies_are_damage() {
        let mut out = Vec::new();
        for delta in [
            &[9, 3, 0x90, 3][..], // another base
            &[10, 9, 0x90, 2],    // too short a result
            &[10, 1, 0x90, 2],    // too long a result
            &[10, 4, 0x91, 8, 4], // a copy from behind the end
            &[10, 4, 4, b'a'],    // new bytes that are not there
            &[10, 4, 0],          // reserved
            &[0x80; 12],          // a number without end
            &[],
        ] {
            let read = apply(b"0123456789", delta, &mut out, &mut Edits::default());
            assert_eq!(read, Err(Unread::Damaged), "{delta:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn hostile_deltas_end(delta in proptest::collection::vec(proptest::num::u8::ANY, 0..60)) {
            let mut out = Vec::new();
            if result_size(&delta).is_ok_and(|n| n < 1 << 20) {
                let _ = apply(&[7; 100], &delta, &mut out, &mut Edits::default());
            }
        }
    }
}
