//! Stores that git wrote, read back and compared with what git says; and stores that somebody has tampered with.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use super::*;

fn git(dir: &Path, args: &[&str]) -> Vec<u8> {
    let out = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
        .args(args)
        .current_dir(dir)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "git {args:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    out.stdout
}

/// A repository in which files change a little from commit to commit, so that a pack holds chains of deltas.
fn repository(format: &str) -> tempfile::TempDir {
    let tmp = tempfile::tempdir().unwrap();
    let dir = tmp.path();
    git(dir, &["init", "-q", "--object-format", format]);
    for n in 0..12 {
        for file in ["a.txt", "b/c.txt"] {
            let text: String = (0..200)
                .map(|line| format!("{file} line {line} of version {}\n", if line % 12 <= n { n } else { 0 }))
                .collect();
            std::fs::create_dir_all(dir.join("b")).unwrap();
            std::fs::write(dir.join(file), text).unwrap();
        }
        git(dir, &["add", "-A"]);
        git(dir, &["commit", "-qm", &format!("version {n}")]);
    }
    git(dir, &["tag", "-a", "v1", "-m", "a tag"]);
    tmp
}

fn type_of(name: &str) -> Option<Type> {
    match name {
        "commit" => Some(Type::Commit),
        "blob" => Some(Type::Blob),
        "tag" => Some(Type::Tag),
        _ => None,
    }
}

/// What git says that there is, without trees.
fn expected(dir: &Path) -> BTreeMap<Oid, (Type, Vec<u8>)> {
    let all = git(
        dir,
        &[
            "cat-file",
            "--batch-all-objects",
            "--batch-check=%(objectname) %(objecttype)",
        ],
    );
    String::from_utf8(all)
        .unwrap()
        .lines()
        .filter_map(|l| {
            let (oid, kind) = l.split_once(' ').unwrap();
            let content = git(dir, &["cat-file", kind, oid]);
            Some((Oid::from_hex(oid.as_bytes()).unwrap(), (type_of(kind)?, content)))
        })
        .collect()
}

/// New parts and those of the base make up the text.
fn old_parts_stand_in_the_base(base: &[u8], text: &[u8], edits: &Edits) {
    let mut parts: Vec<std::ops::Range<usize>> = edits.new.iter().filter(|r| !r.is_empty()).cloned().collect();
    for (from, piece) in &edits.old {
        assert_eq!(&base[*from..from + piece.len()], &text[piece.clone()], "{edits:?}");
        parts.push(piece.clone());
    }
    parts.sort_by_key(|r| r.start);
    let end = parts.iter().fold(0, |end, part| {
        assert_eq!(part.start, end, "{edits:?}");
        part.end
    });
    assert_eq!((end, edits.base), (text.len(), base.len()), "{edits:?}");
}

type Told = Vec<(Oid, Type, Result<Vec<u8>, Unread>)>;

fn survey(dir: &Path, hash: Hash, limit: u64) -> (Told, Survey) {
    let survey = Objects::open(dir, hash).survey();
    let (mut told, mut memory) = (Told::new(), Memory::default());
    for piece in 0..survey.pieces() {
        survey.read(piece, limit, &mut memory, &mut |oid, kind, read, change| {
            if let (Some(change), Ok(bytes)) = (change, &read) {
                let base: &(Oid, Type, Result<Vec<u8>, Unread>) = &told[change.base as usize];
                old_parts_stand_in_the_base(base.2.as_ref().unwrap(), bytes, change.edits);
            }
            told.push((*oid, kind, read.map(<[u8]>::to_vec)));
            u32::try_from(told.len() - 1).ok()
        });
    }
    (told, survey)
}

#[test]
fn every_way_to_store_an_object() {
    for (format, hash) in [("sha1", Hash::Sha1), ("sha256", Hash::Sha256)] {
        let tmp = repository(format);
        let dir = tmp.path();
        let expected = expected(dir);
        let check = |how: &str| {
            let (told, survey) = survey(&dir.join(".git"), hash, LARGEST);
            assert_eq!((survey.lost(), survey.closed.len()), (0, 0), "{format} {how}");
            assert_eq!(told.len(), expected.len(), "{format} {how}: each once");
            for (oid, kind, read) in told {
                assert_eq!(expected.get(&oid), Some(&(kind, read.unwrap())), "{format} {how}");
            }
            let objects = Objects::open(&dir.join(".git"), hash);
            let mut memory = Memory::default();
            for (oid, object) in &expected {
                assert_eq!(
                    objects.get(oid, LARGEST, &mut memory).as_ref(),
                    Ok(object),
                    "{format} {how}"
                );
            }
            let nothing = Oid::from_raw(&vec![7; hash.len()]).unwrap();
            assert_eq!(objects.get(&nothing, LARGEST, &mut memory), Err(Unread::Missing));
        };
        check("loose");
        git(dir, &["repack", "-aq", "--depth=50"]);
        check("loose and packed");
        git(dir, &["repack", "-adfq", "--depth=50"]);
        check("offset deltas");
        let deltas = git(dir, &["cat-file", "--batch-all-objects", "--batch-check=%(deltabase)"]);
        let some = String::from_utf8(deltas).unwrap();
        assert!(
            some.lines().filter(|l| l.bytes().any(|b| b != b'0')).count() > 10,
            "there are deltas"
        );
        git(dir, &["-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq"]);
        check("named deltas");
        git(dir, &["-c", "pack.indexVersion=1", "repack", "-adfq"]);
        check("an old index");
        git(dir, &["multi-pack-index", "write"]);
        check("an index of several packs");
    }
}

#[test]
fn large_objects_are_told_and_what_is_stored_against_them_is_read() {
    let tmp = repository("sha1");
    git(tmp.path(), &["repack", "-adfq"]);
    let expected = expected(tmp.path());
    let (told, _) = survey(&tmp.path().join(".git"), Hash::Sha1, 5000);
    assert_eq!(told.len(), expected.len());
    for (oid, kind, read) in told {
        let (_, content) = &expected[&oid];
        if content.len() > 5000 {
            assert_eq!(read, Err(Unread::TooLarge(content.len() as u64)), "{kind:?}");
        } else {
            assert_eq!(read.as_ref(), Ok(content));
        }
    }
}

#[test]
fn alternates_are_read_and_circles_of_them_end() {
    let tmp = repository("sha1");
    let other = tempfile::tempdir().unwrap();
    git(other.path(), &["init", "-q", "--bare"]);
    let objects = tmp.path().join(".git/objects");
    std::fs::write(
        other.path().join("objects/info/alternates"),
        format!("# borrowed\n{}\n/nowhere\n", objects.display()),
    )
    .unwrap();
    std::fs::write(
        objects.join("info/alternates"),
        format!("{}\n", other.path().join("objects").display()),
    )
    .unwrap();
    let (told, _) = survey(other.path(), Hash::Sha1, LARGEST);
    assert_eq!(told.len(), 24 + 12 + 1);
}

#[test]
fn a_base_that_is_not_there_is_counted() {
    let tmp = repository("sha1");
    let dir = tmp.path();
    // A thin pack, as it travels: deltas against objects that the pack does not have.
    let thin = Command::new("sh")
        .args([
            "-c",
            "printf 'HEAD\\n^HEAD~3\\n' | git pack-objects --revs --thin --stdout -q > thin.pack",
        ])
        .current_dir(dir)
        .status()
        .unwrap();
    assert!(thin.success());
    let pack = std::fs::read(dir.join("thin.pack")).unwrap();
    let store = tempfile::tempdir().unwrap();
    let folder = store.path().join("objects/pack");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("pack-a.pack"), &pack).unwrap();
    let refused = Pack::open(&folder.join("pack-a.idx"), Hash::Sha1);
    assert!(refused.is_err(), "a pack needs its index");
    // Its index, written by hand: names do not matter, offsets do.
    let mut offsets = vec![12_u32];
    let mut at = 12;
    while at + 20 < pack.len() {
        let mut bytes = pack[at] & 0x80 != 0;
        let kind = pack[at] >> 4 & 7;
        at += 1;
        while bytes {
            bytes = pack[at] & 0x80 != 0;
            at += 1;
        }
        match kind {
            7 => at += 20,
            6 => {
                while pack[at] & 0x80 != 0 {
                    at += 1;
                }
                at += 1;
            }
            _ => {}
        }
        let mut z = flate2::Decompress::new(true);
        let mut out = Vec::with_capacity(1 << 20);
        z.decompress_vec(&pack[at..], &mut out, flate2::FlushDecompress::Finish)
            .unwrap();
        at += z.total_in() as usize;
        offsets.push(at as u32);
    }
    offsets.pop();
    let mut idx = vec![0xff, b't', b'O', b'c', 0, 0, 0, 2];
    let count = offsets.len() as u32;
    idx.extend((0..256).flat_map(|_| count.to_be_bytes()));
    idx.extend((0..count).flat_map(|n| [[0; 16].as_slice(), &n.to_be_bytes()].concat()));
    idx.extend((0..count).flat_map(|_| [0; 4]));
    idx.extend(offsets.iter().flat_map(|o| o.to_be_bytes()));
    idx.extend([0; 40]);
    std::fs::write(folder.join("pack-a.idx"), idx).unwrap();
    let (told, survey) = survey(store.path(), Hash::Sha1, LARGEST);
    assert!(survey.lost() > 0, "{}", survey.lost());
    assert!(told.iter().any(|(_, kind, read)| *kind == Type::Commit && read.is_ok()));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]
    #[test]
    fn tampered_packs_are_survived(changes in proptest::collection::vec((proptest::num::usize::ANY, proptest::num::u8::ANY), 1..20), index in proptest::bool::ANY) {
        use std::sync::OnceLock;
        static STORE: OnceLock<(Vec<u8>, Vec<u8>)> = OnceLock::new();
        let (pack, idx) = STORE.get_or_init(|| {
            let tmp = repository("sha1");
            git(tmp.path(), &["repack", "-adfq"]);
            let folder = tmp.path().join(".git/objects/pack");
            let idx = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).find(|p| p.extension().is_some_and(|e| e == "idx")).unwrap();
            (std::fs::read(idx.with_extension("pack")).unwrap(), std::fs::read(idx).unwrap())
        });
        let (mut pack, mut idx) = (pack.clone(), idx.clone());
        let target = if index { &mut idx } else { &mut pack };
        for (at, byte) in changes {
            let at = at % target.len();
            target[at] = byte;
        }
        let store = tempfile::tempdir().unwrap();
        let folder = store.path().join("objects/pack");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("pack-a.pack"), &pack).unwrap();
        std::fs::write(folder.join("pack-a.idx"), &idx).unwrap();
        let (told, found) = survey(store.path(), Hash::Sha1, LARGEST);
        let mut memory = Memory::default();
        let objects = Objects::open(store.path(), Hash::Sha1);
        for (oid, _, _) in told {
            let _ = objects.get(&oid, LARGEST, &mut memory);
        }
        let _ = found.lost();
    }
}
