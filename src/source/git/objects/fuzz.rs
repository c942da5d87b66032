//! Bytes that may say anything as objects, packs and indexes; see `crate::fuzzing`.

use std::path::Path;

use super::super::index::{Hash, Index};
use super::{Memory, Objects, delta, loose};

/// Largest object that is wanted, in bytes.
const LIMIT: u64 = 1 << 20;

/// The first byte chooses: an index, a delta, a loose object, or a pack with its table of names.
pub(crate) fn fuzz(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let hash = if first & 0x80 == 0 { Hash::Sha1 } else { Hash::Sha256 };
    match first & 3 {
        0 => {
            let mut index = Index::parse(rest, hash);
            index.merge(Index::parse(rest, hash));
            index.contains("a/b.txt");
        }
        1 => {
            let (base, change) = rest.split_at(rest.len() / 2);
            let mut out = Vec::new();
            if let Ok(size) = delta::result_size(change)
                && size <= LIMIT
                && delta::apply(base, change, &mut out, &mut delta::Edits::default()).is_ok()
            {
                assert_eq!(out.len() as u64, size);
            }
        }
        2 => in_folder(|dir| {
            let at = dir.join("object");
            std::fs::write(&at, rest)?;
            let (mut memory, mut out) = (Memory::default(), Vec::new());
            let _ = loose::kind(&at, &mut memory);
            if loose::read(&at, LIMIT, &mut memory, &mut out).is_ok() {
                assert!(out.len() as u64 <= LIMIT);
            }
            Ok(())
        }),
        _ => in_folder(|dir| {
            // How many bytes the table of names has stands before it.
            let Some((len, rest)) = rest.split_first_chunk::<4>() else {
                return Ok(());
            };
            let len = usize::try_from(u32::from_le_bytes(*len)).unwrap_or(usize::MAX);
            let (names, pack) = rest.split_at(len.min(rest.len()));
            let packs = dir.join("objects/pack");
            std::fs::create_dir_all(&packs)?;
            std::fs::write(packs.join("pack-0.idx"), names)?;
            std::fs::write(packs.join("pack-0.pack"), pack)?;
            let objects = Objects::open(dir, hash);
            let mut memory = Memory::default();
            let mut oids = Vec::new();
            let survey = objects.survey();
            survey.each(&mut |oid, _| oids.push(oid));
            for piece in 0..survey.pieces() {
                survey.weight(piece);
                survey.read(piece, LIMIT, &mut memory, &mut |_, _, read, _| {
                    assert!(read.is_ok_and(|b| b.len() as u64 <= LIMIT) || read.is_err());
                    None
                });
            }
            let objects = Objects::open(dir, hash);
            for oid in oids.iter().take(64) {
                if let Ok((_, bytes)) = objects.get(oid, LIMIT, &mut memory) {
                    assert!(bytes.len() as u64 <= LIMIT);
                }
            }
            Ok(())
        }),
    }
}

fn in_folder(run: impl FnOnce(&Path) -> std::io::Result<()>) {
    let dir = tempfile::tempdir().expect("a folder for a moment");
    run(dir.path()).expect("files in it");
}
