//! Containers made by the usual tools, bombs, and bytes that are none of it.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// What came out of a container.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Opened {
    pub(crate) parts: Vec<(String, String)>,
    pub(crate) skipped: Vec<String>,
}

impl Opened {
    pub(crate) fn names(&self) -> Vec<&str> {
        self.parts.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[track_caller]
    pub(crate) fn text(&self, name: &str) -> &str {
        let found = self.parts.iter().find(|(n, _)| n == name);
        &found
            .unwrap_or_else(|| panic!("no {name} in {:?}, skipped {:?}", self.names(), self.skipped))
            .1
    }

    #[track_caller]
    fn holds_the_secret(&self, name: &str) {
        assert!(self.text(name).contains("lantern-moss-4417"), "{}", self.text(name));
    }
}

pub(crate) fn data(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/containers")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

pub(crate) fn open_with(name: &str, bytes: &[u8], limits: &Limits) -> Opened {
    let mut opened = Opened::default();
    let Some(kind) = kind(name, &bytes[..bytes.len().min(512)]) else {
        return opened;
    };
    let item = Item {
        origin: Origin::file(name),
        bytes: bytes.into(),
    };
    let Opened { parts, skipped } = &mut opened;
    expand(
        &item,
        kind,
        limits,
        &mut Budget::new(),
        &mut |item| {
            let path = item.origin.member.join("!");
            parts.push((path, String::from_utf8_lossy(&item.bytes).into_owned()));
        },
        &mut |s| skipped.push(format!("{}: {}", s.path, s.reason)),
    );
    opened
}

pub(crate) fn open(name: &str, bytes: &[u8]) -> Opened {
    open_with(name, bytes, &Limits::default())
}

#[track_caller]
pub(crate) fn open_file(name: &str) -> Opened {
    let bytes = data(name);
    let opened = open(name, &bytes);
    // Reading through a file gives the same.
    let mut from_file = Opened::default();
    let Opened { parts, skipped } = &mut from_file;
    expand_file(
        &Origin::file(name),
        &mut std::io::Cursor::new(&bytes),
        kind(name, &bytes[..bytes.len().min(512)]).expect("a container"),
        &Limits::default(),
        &mut Budget::new(),
        &mut |item| {
            parts.push((
                item.origin.member.join("!"),
                String::from_utf8_lossy(&item.bytes).into_owned(),
            ))
        },
        &mut |s| skipped.push(format!("{}: {}", s.path, s.reason)),
    );
    assert_eq!(opened, from_file);
    opened
}

#[test]
fn every_zip_method_that_is_read() {
    for name in [
        "deflate.zip",
        "stored.jar",
        "bzip2.zip",
        "lzma.zip",
        "zip64.zip",
        "streamed.zip",
        "in-front.zip",
    ] {
        let opened = open_file(name);
        opened.holds_the_secret("conf/app.ini");
        assert!(opened.text("notes/läser.txt").contains("Heron project"), "{name}");
        assert!(opened.skipped.is_empty(), "{name} {:?}", opened.skipped);
    }
}

#[test]
fn encrypted_members_are_reported_not_passed_over() {
    for name in ["encrypted.zip", "aes.zip"] {
        let opened = open_file(name);
        assert!(opened.parts.is_empty());
        assert_eq!(
            opened.skipped,
            [
                format!("{name}!app.ini: encrypted"),
                format!("{name}!notes.txt: encrypted")
            ]
        );
    }
    assert_eq!(
        open_file("deflate64.zip").skipped.len() + open_file("deflate64.zip").parts.len(),
        2,
        "a method that is not read is reported"
    );
}

#[test]
fn tar_in_every_wrapping() {
    let long = format!("{}secret.ini", "a/".repeat(70));
    for name in [
        "gnu.tar",
        "pax.tar.gz",
        "pax.tar.bz2",
        "pax.tar.xz",
        "pax.tar.zst",
        "pax.tar.lz4",
    ] {
        let opened = open_file(name);
        opened.holds_the_secret("conf/app.ini");
        opened.holds_the_secret(&long);
        assert!(opened.text("notes/läser.txt").contains("Heron project"), "{name}");
        assert!(opened.skipped.is_empty(), "{name} {:?}", opened.skipped);
    }
    open_file("old.tar").holds_the_secret("app.ini");
}

#[test]
fn a_compressed_file_is_called_as_it_would_be_unpacked() {
    open_file("app.log.gz").holds_the_secret("app.log");
    open_file("app.log.lzma").holds_the_secret("app.log");
}

#[test]
fn images_are_opened_layer_by_layer() {
    open_file("docker.tar").holds_the_secret("abc/layer.tar!root/.netrc");
    open_file("docker.tar").holds_the_secret("abc.json");
    open_file("oci.tar").holds_the_secret("blobs/sha256/1111!root/.netrc");
}

#[test]
fn packages_and_the_archives_they_are_made_of() {
    for name in ["new.cpio", "odc.cpio", "plain.7z", "solid-bzip2.7z"] {
        let opened = open_file(name);
        opened.holds_the_secret("app.ini");
        assert!(opened.text("notes.txt").contains("Heron project"), "{name}");
        assert!(opened.skipped.is_empty(), "{name} {:?}", opened.skipped);
    }
    let deb = open_file("heron.deb");
    let data = deb
        .names()
        .into_iter()
        .find(|n| n.ends_with("etc/app.ini"))
        .expect("the file")
        .to_owned();
    assert!(data.starts_with("data.tar."), "{data}");
    deb.holds_the_secret(&data);
    let rpm = open_file("heron.rpm");
    rpm.holds_the_secret("./etc/app.ini");
    assert!(rpm.text("header").contains("heron"));
}

#[test]
fn a_7z_that_cannot_be_read_says_why() {
    assert_eq!(
        open_file("encrypted.7z").skipped,
        ["encrypted.7z!app.ini: encrypted", "encrypted.7z!notes.txt: encrypted"]
    );
    assert_eq!(open_file("hidden-names.7z").skipped, ["hidden-names.7z: encrypted"]);
    assert_eq!(
        open_file("ppmd.7z").skipped,
        ["ppmd.7z: 7z compression method: not read"]
    );
}

#[test]
fn nested_containers_open_to_the_depth_asked_for() {
    open_file("nested.zip").holds_the_secret("middle.tar!inner.tgz!deep.ini");
    let shallow = open_with(
        "nested.zip",
        &data("nested.zip"),
        &Limits {
            depth: 2,
            ..Limits::default()
        },
    );
    assert!(shallow.parts.is_empty());
    assert_eq!(
        shallow.skipped,
        ["nested.zip!middle.tar!inner.tgz: nested deeper than 2: not opened"]
    );
    let none = open_with(
        "nested.zip",
        &data("nested.zip"),
        &Limits {
            depth: 0,
            ..Limits::default()
        },
    );
    assert_eq!(none.skipped, ["nested.zip: nested deeper than 0: not opened"]);
}

#[test]
fn truncation_is_reported_and_what_stands_before_it_is_read() {
    for name in [
        "gnu.tar",
        "deflate.zip",
        "stored.jar",
        "pax.tar.gz",
        "pax.tar.xz",
        "docker.tar",
        "lzma.zip",
        "bzip2.zip",
    ] {
        let whole = data(name);
        for cut in [
            whole.len() - 1,
            whole.len() * 3 / 4,
            whole.len() / 2,
            600.min(whole.len() / 3),
        ] {
            let opened = open(name, &whole[..cut]);
            let is_padding = whole[cut..].iter().all(|b| *b == 0);
            assert!(
                is_padding || !opened.skipped.is_empty(),
                "{name} cut at {cut}: {opened:?}"
            );
        }
    }
    let zip = data("deflate.zip");
    let opened = open("deflate.zip", &zip[..zip.len() - 100]);
    opened.holds_the_secret("conf/app.ini");
}

/// `head` and `n` MiB of zeros. All but the first MiB compress to the same bytes, so that even 10 GiB take no time to make.
fn zeros_gz(n: usize, head: &[u8]) -> Vec<u8> {
    let mut deflate = flate2::Compress::new(flate2::Compression::best(), false);
    let mut chunk = |bytes: &[u8]| {
        let mut out = Vec::with_capacity(1 << 20);
        deflate
            .compress_vec(bytes, &mut out, flate2::FlushCompress::Sync)
            .unwrap();
        out
    };
    let mut gz = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    gz.extend(chunk(head));
    let zeros = vec![0; 1 << 20];
    gz.extend(chunk(&zeros));
    gz.extend(chunk(&zeros).repeat(n - 1));
    gz
}

/// A zip with the given members, deflated, written as the format says.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        deflated.write_all(bytes).unwrap();
        let packed = deflated.finish().unwrap();
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        common.extend(crc32fast::hash(bytes).to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((bytes.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(&packed);
    }
    let (start, size) = (out.len() as u32, directory.len() as u32);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((members.len() as u16).to_le_bytes().repeat(2));
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// Opens and checks that time and what was handed on stay small, and that something was said.
#[track_caller]
fn bounded(name: &str, bytes: &[u8], most: u64) {
    let start = Instant::now();
    let item = Item {
        origin: Origin::file(name),
        bytes: bytes.into(),
    };
    let kind = kind(name, &bytes[..bytes.len().min(512)]).expect("a container");
    let (mut seen, mut largest, mut skipped) = (0, 0, Vec::new());
    let visit = &mut |item: Item<'_>| {
        seen += item.bytes.len() as u64;
        largest = largest.max(item.bytes.len());
    };
    expand(&item, kind, &Limits::default(), &mut Budget::new(), visit, &mut |s| {
        skipped.push(s)
    });
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{name}: {:?}",
        start.elapsed()
    );
    assert!(seen <= most, "{name}: {seen} bytes handed on");
    assert!(largest <= 32 << 20, "{name}: {largest} in one part");
    assert!(
        !skipped.is_empty() && skipped.len() < 200,
        "{name}: {} reports",
        skipped.len()
    );
}

#[test]
fn bombs_are_bounded_and_reported() {
    let ten_gib = zeros_gz(10 << 10, &tar_header("zeros", 10 << 30));
    assert!(ten_gib.len() < 12 << 20);
    bounded("zeros.tar.gz", &ten_gib, 64 << 20);
    bounded("zeros.gz", &zeros_gz(10 << 10, b"x"), 64 << 20);
    bounded("small.gz", &zeros_gz(100, b"x"), 64 << 20);

    // Many levels of many copies, like 42.zip.
    let bottom = vec![0u8; 40 << 20];
    let mut level = zip(&[("0.dll", &bottom)]);
    for depth in 0..4 {
        let names: Vec<String> = (0..16).map(|i| format!("{depth}-{i}.zip")).collect();
        let members: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), level.as_slice())).collect();
        level = zip(&members);
    }
    bounded("forty-two.zip", &level, 128 << 20);
}

#[test]
fn overlapping_members_end_the_zip() {
    let one = zip(&[("a", &vec![b'a'; 100_000])]);
    let start = one.len() - 22 - 47;
    let line = &one[start..start + 47];
    let mut bomb = one[..start].to_vec();
    bomb.extend(line.repeat(10_000));
    bomb.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff");
    bomb.extend((47u32 * 10_000).to_le_bytes());
    bomb.extend((start as u32).to_le_bytes());
    bomb.extend([0, 0]);
    bounded("overlap.zip", &bomb, 2 << 30);
}

#[test]
fn what_is_closed_counts_as_not_read() {
    for name in ["hidden-names.7z", "ppmd.7z", "heron-encrypted.pdf"] {
        let bytes = data(name);
        let mut lost = 0;
        let item = Item {
            origin: Origin::file(name),
            bytes: bytes.as_slice().into(),
        };
        let kind = kind(name, &bytes).expect("a container");
        expand(
            &item,
            kind,
            &Limits::default(),
            &mut Budget::new(),
            &mut |_| {},
            &mut |s| lost += s.bytes,
        );
        assert_eq!(lost, bytes.len() as u64, "{name}");
    }
}

#[test]
fn a_container_that_holds_itself_ends() {
    // A gzip member whose content is a gzip of the same name, as deep as one can make it.
    let mut bytes = b"x".to_vec();
    for _ in 0..40 {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&bytes).unwrap();
        bytes = gz.finish().unwrap();
    }
    let opened = open("r.gz", &bytes);
    assert!(opened.parts.is_empty());
    assert_eq!(opened.skipped.len(), 1);
    assert!(
        opened.skipped[0].ends_with("nested deeper than 5: not opened"),
        "{:?}",
        opened.skipped
    );
}

pub(crate) fn tar_header(name: &str, size: u64) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[100..107].copy_from_slice(b"0000644");
    if size < 8 << 30 {
        block[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    } else {
        block[124] = 0x80;
        block[128..136].copy_from_slice(&size.to_be_bytes());
    }
    block[156] = b'0';
    block[257..265].copy_from_slice(b"ustar\x0000");
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    block
}

#[test]
fn lying_headers_cost_nothing() {
    // A tar member that claims far more than there is.
    let mut tar = tar_header("a.txt", 1 << 40);
    tar.extend(b"password");
    let opened = open("a.tar", &tar);
    assert_eq!(opened.text("a.txt"), "password");
    assert!(opened.skipped[0].contains("truncated"), "{:?}", opened.skipped);
    // A zip directory that claims sizes and places that are not there.
    let good = zip(&[("a.txt", b"password")]);
    for (at, value) in [(20usize, 0xff_u8), (24, 0xff), (42, 0x7f), (28, 0xff)] {
        let mut lie = good.clone();
        let directory = good.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        lie[directory + at..directory + at + 2].fill(value);
        let opened = open("a.zip", &lie);
        assert!(
            !opened.skipped.is_empty() || opened.parts.len() == 1,
            "{at}: {opened:?}"
        );
    }
}

#[test]
fn a_member_larger_than_the_limit_is_cut_and_reported() {
    let limits = Limits {
        member: 1000,
        ..Limits::default()
    };
    let opened = open_with("a.zip", &zip(&[("big", &[b'a'; 5000]), ("small", b"b")]), &limits);
    assert_eq!(opened.text("big").len(), 1000);
    assert_eq!(opened.text("small"), "b");
    assert_eq!(
        opened.skipped,
        ["a.zip!big: member larger than 1000 bytes: the rest was not examined"]
    );
    let limits = Limits {
        members: 3,
        ..Limits::default()
    };
    let opened = open_with(
        "a.zip",
        &zip(&[("a", b"1"), ("b", b"2"), ("c", b"3"), ("d", b"4"), ("e", b"5")]),
        &limits,
    );
    assert_eq!(opened.names(), ["a", "b", "c"]);
    assert!(
        opened.skipped.iter().any(|s| s.contains("more than 3 members")),
        "{:?}",
        opened.skipped
    );
}

#[test]
fn a_zip_too_large_to_hold_is_read_as_it_streams() {
    let limits = Limits {
        member: 3000,
        ..Limits::default()
    };
    let mut noise = vec![7u32];
    for _ in 0..2000 {
        let last = noise[noise.len() - 1];
        noise.push(last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    }
    let noise: Vec<u8> = noise.iter().flat_map(|n| (n >> 8).to_be_bytes()).collect();
    let inner = zip(&[("noise", &noise), ("app.ini", b"password")]);
    assert!(inner.len() > 3000);
    let mut tar = tar_header("inner.zip", inner.len() as u64);
    tar.extend(&inner);
    tar.resize(tar.len().next_multiple_of(512) + 1024, 0);
    let opened = open_with("a.tar", &tar, &limits);
    assert_eq!(opened.text("inner.zip!app.ini"), "password");
}

fn samples() -> &'static [(String, Vec<u8>)] {
    static SAMPLES: std::sync::OnceLock<Vec<(String, Vec<u8>)>> = std::sync::OnceLock::new();
    SAMPLES.get_or_init(read_samples)
}

fn read_samples() -> Vec<(String, Vec<u8>)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/containers");
    let mut all: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                std::fs::read(entry.path()).unwrap(),
            )
        })
        .filter(|(name, bytes)| kind(name, &bytes[..bytes.len().min(512)]).is_some())
        .collect();
    all.sort();
    all
}

#[test]
fn every_sample_is_opened_or_reported() {
    for (name, bytes) in samples() {
        let opened = open(name, bytes);
        assert!(!opened.parts.is_empty() || !opened.skipped.is_empty(), "{name}");
        assert_eq!(opened, open(name, bytes), "the same each time");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_containers_never_panic(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let samples = samples();
        let (name, bytes) = &samples[which.index(samples.len())];
        let mut bytes = bytes.clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        open(name, &bytes);
    }

    #[test]
    fn random_bytes_behind_every_magic_never_panic(
        magic in prop::sample::select(vec![
            &b"PK\x03\x04"[..], b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd",
            b"\x04\x22\x4d\x18", b"7z\xbc\xaf\x27\x1c", b"!<arch>\n", b"\xed\xab\xee\xdb", b"070701", b"070707", b"%PDF-1.4\n",
            b"SQLite format 3\0", b"bplist00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xfe\xed\xfe\xed\0\0\0",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let mut bytes = magic.to_vec();
        bytes.extend(rest);
        open("x", &bytes);
    }
}
