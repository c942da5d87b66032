//! Every place in which a git repository can hold a secret, found once and with its right origin.

use std::path::Path;
use std::process::{Command, Stdio};

use spillage::source::git::{Held, Kind, Memory, Selection, Staged, Trace, history};
use spillage::source::{Item, Skipped};

use crate::support::Tree;

/// Runs git without any configuration of the machine; `input` goes to its standard input. Returns what it prints.
fn git(dir: &Path, args: &[&str], input: Option<&str>) -> String {
    let mut child = Command::new("git")
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(args)
        .current_dir(dir)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    if let Some(text) = input {
        std::io::Write::write_all(child.stdin.as_mut().unwrap(), text.as_bytes()).unwrap();
    }
    let out = child.wait_with_output().unwrap();
    assert!(
        out.status.success(),
        "git {args:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

/// A value of its own for each place, recognised by the generic and by prefixed rules alike.
pub(crate) fn token(n: usize) -> String {
    let body: String = (0..24_usize)
        .map(|i| char::from(b'a' + ((i * 7 + n * 11 + i * i * n) % 26) as u8))
        .collect();
    format!("{}{}{n:02}{body}", "sk_li", "ve_")
}

fn write(dir: &Path, path: &str, n: usize) {
    let file = dir.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, format!("first line\nSTRIPE_SECRET_KEY={}\n", token(n))).unwrap();
}

fn commit_all(dir: &Path, message: &str) {
    git(dir, &["add", "-A"], None);
    git(dir, &["commit", "-qm", message], None);
}

/// Ten secrets: 0 HEAD, 1 a deleted file, 2 a squashed-away branch, 3 a stash, 4 a dangling blob, 5 a tag's message,
/// 6 a commit's message, 7 a submodule, 8 a second work tree, 9 a packed object (8 others are loose or packed too).
pub(crate) fn ten_places(format: &str) -> Tree {
    let tree = Tree::new();
    let lib = tree.join("lib");
    let main = tree.join("main");
    for dir in [&lib, &main] {
        std::fs::create_dir_all(dir).unwrap();
        git(dir, &["init", "-q", "-b", "main", "--object-format", format], None);
    }
    write(&lib, "lib.env", 7);
    commit_all(&lib, "lib");
    write(&main, "packed.env", 9);
    write(&main, "gone/deleted.env", 1);
    commit_all(&main, "start");
    std::fs::remove_file(main.join("gone/deleted.env")).unwrap();
    std::fs::remove_file(main.join("packed.env")).unwrap();
    commit_all(&main, "clean up");
    git(&main, &["repack", "-adq"], None);
    write(&main, "head.env", 0);
    git(
        &main,
        &["submodule", "--quiet", "add", lib.to_str().unwrap(), "vendor/lib"],
        None,
    );
    commit_all(&main, "head");
    git(&main, &["checkout", "-qb", "feature"], None);
    write(&main, "feature.env", 2);
    commit_all(&main, "work");
    git(&main, &["checkout", "-q", "main"], None);
    git(&main, &["branch", "-qD", "feature"], None);
    write(&main, "head.txt", 3);
    git(&main, &["add", "-A"], None);
    git(&main, &["stash", "-q"], None);
    git(
        &main,
        &["hash-object", "-w", "--stdin"],
        Some(&format!("STRIPE_SECRET_KEY={}\n", token(4))),
    );
    git(
        &main,
        &[
            "tag",
            "-a",
            "v1",
            "-m",
            &format!("signed with STRIPE_SECRET_KEY={}", token(5)),
        ],
        None,
    );
    git(
        &main,
        &[
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            &format!("message\n\nSTRIPE_SECRET_KEY={}", token(6)),
        ],
        None,
    );
    git(&main, &["worktree", "add", "-q", "--detach", "../second"], None);
    write(&tree.join("second"), "second.env", 8);
    commit_all(&tree.join("second"), "second");
    tree
}

/// An object of a store and where it has been.
struct Traced {
    item: Item<'static>,
    trace: Trace,
}

fn read(root: &Path, selection: &Selection) -> (Vec<Traced>, Vec<Skipped>) {
    let (mut out, mut told, mut objects) = (Vec::new(), Vec::new(), Vec::new());
    let mut each = |past: &spillage::source::git::Past| {
        let mut memory = Memory::default();
        for piece in 0..past.pieces() {
            let mut emit = |t: spillage::source::git::Traced<'_>| {
                out.push(Traced {
                    item: Item {
                        origin: t.item.origin,
                        bytes: t.item.bytes.into_owned().into(),
                    },
                    trace: t.trace,
                });
                None
            };
            past.read(piece, &mut memory, &mut emit, &mut |s| objects.push(s));
        }
    };
    history(root, selection, 1 << 20, &mut each, &mut |s| told.push(s));
    told.append(&mut objects);
    (out, told)
}

fn all(root: &Path, selection: &Selection) -> Vec<Traced> {
    let (out, told) = read(root, selection);
    assert!(told.is_empty(), "{told:?}");
    out
}

fn holding(items: &[Traced], n: usize) -> Vec<&Traced> {
    let token = token(n);
    items
        .iter()
        .filter(|t| memchr::memmem::find(&t.item.bytes, token.as_bytes()).is_some())
        .collect()
}

#[test]
fn ten_places_each_once_and_with_its_origin() {
    for format in ["sha1", "sha256"] {
        let tree = ten_places(format);
        let items = all(&tree.join("main"), &Selection::All);
        let expected = [
            (0, "head.env", Kind::Blob, Held::Head),
            (1, "gone/deleted.env", Kind::Blob, Held::Reference),
            (2, "feature.env", Kind::Blob, Held::Reflog),
            (3, "head.txt", Kind::Blob, Held::Stash),
            (4, "unreachable blob ", Kind::Blob, Held::Nothing),
            (5, "message of tag v1", Kind::Tag, Held::Reference),
            (6, "commit message", Kind::Commit, Held::Reference),
            (7, "vendor/lib/lib.env", Kind::Blob, Held::Head),
            (8, "second.env", Kind::Blob, Held::Reference),
            (9, "packed.env", Kind::Blob, Held::Reference),
        ];
        for (n, path, kind, held) in expected {
            let found = holding(&items, n);
            // The reflog repeats a commit's first line only, so even messages are there once.
            assert_eq!(
                found.len(),
                1,
                "{format}: secret {n} in {:?}",
                found.iter().map(|t| &t.item.origin).collect::<Vec<_>>()
            );
            let t = found[0];
            assert!(
                t.item.origin.path.starts_with(path),
                "{format}: {n} at {}",
                t.item.origin.path
            );
            assert_eq!((t.trace.kind, t.trace.held), (kind, held), "{format}: {path}");
            if kind == Kind::Blob && held != Held::Nothing {
                assert!(t.trace.commit.is_some() && t.trace.date > 0, "{path}");
            }
        }
        // The same store seen from its second work tree and from the folder above.
        let above = all(tree.path(), &Selection::All);
        for n in 0..10 {
            // The submodule's store is a clone: the library itself lies beside it here.
            assert_eq!(holding(&above, n).len(), if n == 7 { 2 } else { 1 }, "{n}");
        }
        assert_eq!(holding(&all(&tree.join("second"), &Selection::All), 1).len(), 1);
    }
}

#[test]
fn ranges_dates_and_what_is_not_one() {
    let tree = ten_places("sha1");
    let main = tree.join("main");
    let head = all(&main, &Selection::Commits("HEAD~1..HEAD".into()));
    assert!(holding(&head, 0).is_empty() && holding(&head, 6).len() == 1);
    let two = all(&main, &Selection::Commits("HEAD~2".into()));
    assert_eq!((holding(&two, 1).len(), holding(&two, 0).len()), (1, 0));
    let since = all(&main, &Selection::Since("HEAD~2".into()));
    assert_eq!(
        (
            holding(&since, 0).len(),
            holding(&since, 1).len(),
            holding(&since, 8).len()
        ),
        (1, 0, 1)
    );
    // What only a reflog or the stash holds is said to be held by that, whatever is asked for.
    for (n, held) in [(0, Held::Head), (2, Held::Reflog), (3, Held::Stash)] {
        assert_eq!(holding(&since, n)[0].trace.held, held, "{n}");
    }
    assert_eq!(holding(&all(&main, &Selection::Since("2001-01-01".into())), 1).len(), 1);
    for bad in ["--output=/tmp/x", "no-such-branch", " "] {
        for selection in [Selection::Commits(bad.into()), Selection::Since(bad.into())] {
            assert!(!read(&main, &selection).1.is_empty(), "{selection:?} is answered");
        }
    }
}

#[test]
fn staged_blobs_and_not_the_files() {
    let tree = Tree::new().git(&["init", "-q"]);
    write(tree.path(), "a.env", 1);
    write(tree.path(), "dir/b c.env", 2);
    git(tree.path(), &["add", "-A"], None);
    let read = |index: Option<&Path>| {
        let files = Staged::of(tree.path(), index, 1 << 20, &mut |s| panic!("{s:?}")).unwrap();
        (0..files.len())
            .map(|n| files.read(n, &mut Memory::default()).unwrap())
            .map(|i| (i.origin.path, String::from_utf8(i.bytes.into_owned()).unwrap()))
            .collect::<Vec<_>>()
    };
    // No commit yet: everything is staged.
    assert_eq!(read(None).len(), 2);
    git(tree.path(), &["commit", "-qm", "one"], None);
    assert!(read(None).is_empty());
    write(tree.path(), "a.env", 3);
    git(tree.path(), &["add", "-A"], None);
    write(tree.path(), "a.env", 4);
    let now = read(None);
    assert_eq!(now.len(), 1);
    assert!(
        now[0].0 == "a.env" && now[0].1.contains(&token(3)),
        "the index, not the work tree"
    );
    // Another index, as `git commit FILE` makes one for its hooks.
    std::fs::copy(tree.join(".git/index"), tree.join(".git/other")).unwrap();
    git(tree.path(), &["reset", "-q"], None);
    assert!(read(None).is_empty());
    assert_eq!(read(Some(&tree.join(".git/other"))).len(), 1);
}

#[test]
fn bare_alternate_shallow_and_broken_stores() {
    let tree = ten_places("sha1");
    let main = tree.join("main");
    let path = main.to_str().unwrap();
    git(tree.path(), &["clone", "-q", "--bare", path, "bare.git"], None);
    assert_eq!(holding(&all(&tree.join("bare.git"), &Selection::All), 1).len(), 1);
    git(tree.path(), &["clone", "-q", "--shared", path, "borrower"], None);
    assert_eq!(
        holding(&all(&tree.join("borrower"), &Selection::All), 1).len(),
        1,
        "objects of the alternate"
    );
    git(
        tree.path(),
        &["clone", "-q", "--depth", "1", &format!("file://{path}"), "shallow"],
        None,
    );
    let (items, told) = read(&tree.join("shallow"), &Selection::All);
    assert_eq!(holding(&items, 0).len(), 1);
    assert!(told.iter().any(|s| s.reason.contains("shallow clone")), "{told:?}");
    // A partial clone lacks blobs: told, and nothing is fetched.
    git(&main, &["config", "uploadpack.allowFilter", "true"], None);
    git(
        tree.path(),
        &[
            "clone",
            "-q",
            "--bare",
            "--filter=blob:none",
            &format!("file://{path}"),
            "partial",
        ],
        None,
    );
    let (items, told) = read(&tree.join("partial"), &Selection::All);
    assert!(told.iter().any(|s| s.reason.contains("not in this store")), "{told:?}");
    assert_eq!(holding(&items, 6).len(), 1, "messages are there");
    // An object that is cut.
    let blob = git(&main, &["rev-parse", "HEAD:head.env"], None);
    let file = main.join(".git/objects").join(&blob[..2]).join(&blob[2..]);
    let mut mode = std::fs::metadata(&file).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false)]
    mode.set_readonly(false);
    std::fs::set_permissions(&file, mode).unwrap();
    std::fs::write(&file, b"x").unwrap();
    let (items, told) = read(&main, &Selection::All);
    assert!(!told.is_empty());
    for n in [1, 2, 3, 4, 5, 6, 8, 9] {
        assert_eq!(holding(&items, n).len(), 1, "{n} in spite of a broken object: {told:?}");
    }
}

#[test]
fn references_in_tables_are_read_with_their_logs() {
    let tree = Tree::new();
    let init = Command::new("git")
        .args(["init", "-q", "--ref-format=reftable", "r"])
        .current_dir(tree.path())
        .output()
        .unwrap();
    if !init.status.success() {
        eprintln!("skipped: this git knows no reftable");
        return;
    }
    let root = tree.join("r");
    write(&root, "a.env", 1);
    commit_all(&root, "one");
    write(&root, "a.env", 2);
    commit_all(&root, "two");
    git(
        &root,
        &[
            "update-ref",
            "-m",
            &format!("clone: from {}", token(3)),
            "HEAD",
            "HEAD~1",
        ],
        None,
    );
    let items = all(&root, &Selection::All);
    assert_eq!(holding(&items, 1)[0].trace.held, Held::Head);
    assert_eq!(holding(&items, 2)[0].trace.held, Held::Index);
    let log = holding(&items, 3);
    assert_eq!((log.len(), log[0].trace.kind), (1, Kind::Log));
}

#[test]
fn a_repository_cannot_make_git_run_anything() {
    let tree = Tree::new().git(&["init", "-q"]);
    write(tree.path(), "a.env", 1);
    git(tree.path(), &["add", "-A"], None);
    git(tree.path(), &["commit", "-qm", "one"], None);
    let trap = format!("touch {}", tree.join("ran").display());
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "gpg.program",
        "core.sshCommand",
        "diff.x.textconv",
        "diff.x.command",
    ] {
        git(tree.path(), &["config", key, &trap], None);
    }
    git(tree.path(), &["config", "log.showSignature", "true"], None);
    std::fs::write(tree.join(".gitattributes"), "* diff=x\n").unwrap();
    assert_eq!(holding(&all(tree.path(), &Selection::All), 1).len(), 1);
    Staged::of(tree.path(), None, 1 << 20, &mut |_| {});
    assert!(!tree.join("ran").exists());
}
