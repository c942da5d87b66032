//! git as a reader of commits, references and indexes, started so that the repository under examination cannot make it
//! do anything else.
//!
//! Every process gets the git directory by name (no discovery), no system or user configuration, no hooks, no pager, no
//! external programs, no replacement objects, no network and no lazy fetch. Output is parsed as bytes; whatever does not
//! parse is left out.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use super::oid::Oid;

/// Settings that a repository's own configuration must not decide.
const SETTINGS: [&str; 10] = [
    "safe.directory=*",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.quotePath=false",
    "log.showSignature=false",
    "log.showRoot=true",
    "log.mailmap=false",
    "protocol.allow=never",
    "gc.auto=0",
];

/// Variables through which the caller's environment would point git elsewhere or make it talk.
const VARIABLES: [&str; 20] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_PREFIX",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_TRACE2_PERF",
    "GIT_SSH_COMMAND",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
];

/// Errors of git that are kept, in bytes.
const STDERR_LIMIT: u64 = 4096;

/// One git directory.
#[derive(Debug, Clone)]
pub(super) struct Git {
    pub(super) dir: PathBuf,
}

impl Git {
    pub(super) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut c = Command::new("git");
        c.arg("--no-pager")
            .arg("--no-replace-objects")
            .arg("--git-dir")
            .arg(&self.dir);
        for s in SETTINGS {
            c.args(["-c", s]);
        }
        for v in VARIABLES {
            c.env_remove(v);
        }
        let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
        c.env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", nothing)
            .env("GIT_ATTR_NOSYSTEM", "1")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "")
            .env("GIT_PAGER", "cat")
            .env("LC_ALL", "C")
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        c
    }

    /// A short answer, or `None` where git says no.
    pub(super) fn line(&self, args: &[&str]) -> Option<String> {
        let out = self.command(args).output().ok()?;
        out.status
            .success()
            .then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
    }

    /// What git says, up to a limit.
    pub(super) fn text(&self, args: &[&str], limit: u64) -> io::Result<Vec<u8>> {
        let mut run = Run::start(self.command(args))?;
        let mut text = Vec::new();
        run.out.by_ref().take(limit).read_to_end(&mut text)?;
        if text.len() as u64 == limit {
            // It would wait for somebody to read the rest.
            let _ = run.child.kill();
            let _ = run.child.wait();
            return Ok(text);
        }
        run.finish().map(|()| text)
    }

    /// Walks commits, newest first: `commit(oid, author date)` and then `blob(oid, path)` for what it brought in.
    pub(super) fn log(
        &self,
        args: &[&str],
        input: Option<Vec<u8>>,
        each: &mut dyn FnMut(Logged<'_>),
    ) -> io::Result<()> {
        let fixed = [
            "log",
            "--raw",
            "-z",
            "--diff-merges=combined",
            "--no-renames",
            "--no-abbrev",
            "--no-ext-diff",
        ];
        let more = [
            "--no-textconv",
            "--no-show-signature",
            "--no-notes",
            "--no-color",
            "--format=%H %at",
        ];
        let mut command = self.command(&fixed);
        command.args(more).args(args);
        let mut run = Run::start_with(command, input)?;
        let mut token = Vec::new();
        let mut fresh = None;
        while run.read_until(0, &mut token)? {
            if let Some(oid) = fresh.take() {
                if let Some(oid) = oid {
                    each(Logged::Blob(oid, &token));
                }
                continue;
            }
            let text = token.trim_ascii_start();
            if text.first() == Some(&b':') {
                fresh = Some(new_side(text));
            } else if let Some((oid, date)) = text.iter().position(|b| *b == b' ').map(|n| text.split_at(n)) {
                let date = std::str::from_utf8(date.trim_ascii())
                    .ok()
                    .and_then(|d| d.parse().ok())
                    .unwrap_or(0);
                if let Some(oid) = Oid::from_hex(oid) {
                    each(Logged::Commit(oid, date));
                }
            }
        }
        run.finish()
    }

    /// Files of a tree or an index, NUL-separated, as `… <oid> …\t<path>`.
    pub(super) fn listing(
        &self,
        args: &[&str],
        index: Option<&Path>,
        each: &mut dyn FnMut(Oid, &[u8]),
    ) -> io::Result<()> {
        let mut command = self.command(args);
        if let Some(index) = index {
            command.env("GIT_INDEX_FILE", index);
        }
        let mut run = Run::start(command)?;
        let mut token = Vec::new();
        while run.read_until(0, &mut token)? {
            let Some(tab) = memchr::memchr(b'\t', &token) else {
                continue;
            };
            let (head, path) = token.split_at(tab);
            let gitlink = head.starts_with(b"160000");
            let oid = head.split(|b| *b == b' ').find_map(Oid::from_hex);
            if let (Some(oid), Some(path), false) = (oid, path.get(1..), gitlink) {
                each(oid, path);
            }
        }
        run.finish()
    }

    /// What is staged: blobs of the index that differ from `HEAD` (or all, where there is no commit yet).
    pub(super) fn staged(&self, index: Option<&Path>, each: &mut dyn FnMut(Oid, &[u8])) -> io::Result<()> {
        let args = [
            "diff-index",
            "--cached",
            "--raw",
            "-z",
            "--no-renames",
            "--no-abbrev",
            "--diff-filter=ACMRT",
            "HEAD",
            "--",
        ];
        let mut command = self.command(&args);
        if let Some(index) = index {
            command.env("GIT_INDEX_FILE", index);
        }
        let mut run = Run::start(command)?;
        let (mut head, mut path) = (Vec::new(), Vec::new());
        let mut some = false;
        while run.read_until(0, &mut head)? && run.read_until(0, &mut path)? {
            some = true;
            if let Some(oid) = new_side(&head) {
                each(oid, &path);
            }
        }
        let end = run.finish();
        let commit = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
        if end.is_err() && !some && self.line(&commit).is_none() {
            return self.listing(&["ls-files", "--stage", "-z"], index, each);
        }
        end
    }
}

/// A line of the log.
pub(super) enum Logged<'a> {
    Commit(Oid, i64),
    Blob(Oid, &'a [u8]),
}

/// The new side of a raw diff line, `:mode mode oid oid status` or its form for merges; `None` for deletions and
/// submodules.
fn new_side(line: &[u8]) -> Option<Oid> {
    let parents = line.iter().take_while(|b| **b == b':').count();
    let mut fields = line.get(parents..)?.split(|b| *b == b' ');
    let mode = fields.nth(parents)?;
    let oid = Oid::from_hex(fields.nth(parents)?)?;
    (mode != b"160000" && mode != b"000000" && !oid.is_zero()).then_some(oid)
}

/// A running git whose output is read while its errors are collected.
struct Run {
    child: Child,
    out: BufReader<ChildStdout>,
    errors: std::thread::JoinHandle<String>,
}

impl Run {
    fn start(mut command: Command) -> io::Result<Self> {
        Self::of(command.spawn()?)
    }

    fn start_with(mut command: Command, input: Option<Vec<u8>>) -> io::Result<Self> {
        let Some(input) = input else {
            return Self::start(command);
        };
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        if let Some(mut pipe) = child.stdin.take() {
            // A thread of its own, so that neither side waits for the other; it ends with the process.
            std::thread::spawn(move || {
                let _ = io::Write::write_all(&mut pipe, &input);
            });
        }
        Self::of(child)
    }

    fn of(mut child: Child) -> io::Result<Self> {
        let gone = || io::Error::other("git gives no output");
        let out = BufReader::with_capacity(1 << 18, child.stdout.take().ok_or_else(gone)?);
        let mut err = child.stderr.take().ok_or_else(gone)?;
        let errors = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = err.by_ref().take(STDERR_LIMIT).read_to_end(&mut text);
            let _ = io::copy(&mut err, &mut io::sink());
            String::from_utf8_lossy(&text).into_owned()
        });
        Ok(Self { child, out, errors })
    }

    /// The next part without its delimiter; `false` at the end.
    fn read_until(&mut self, delimiter: u8, into: &mut Vec<u8>) -> io::Result<bool> {
        into.clear();
        let n = self.out.read_until(delimiter, into)?;
        if into.last() == Some(&delimiter) {
            into.pop();
        }
        Ok(n > 0)
    }

    fn finish(mut self) -> io::Result<()> {
        drop(self.out);
        let status = self.child.wait()?;
        let errors = self.errors.join().unwrap_or_default();
        if status.success() {
            return Ok(());
        }
        let first = errors
            .lines()
            .find(|l| l.starts_with("fatal") || l.starts_with("error"))
            .unwrap_or("git failed");
        Err(io::Error::other(
            first
                .trim_start_matches("fatal: ")
                .trim_start_matches("error: ")
                .to_owned(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_side_of_plain_and_merge_lines() {
        let (a, b, c) = ("1".repeat(40), "2".repeat(40), "3".repeat(40));
        let hex = |line: &str| new_side(line.as_bytes()).map(|o| o.hex());
        assert_eq!(hex(&format!(":100644 100644 {a} {b} M")), Some(b.clone()));
        assert_eq!(hex(&format!("::100644 100644 100644 {a} {b} {c} MM")), Some(c));
        assert_eq!(hex(&format!(":100644 000000 {a} {} D", "0".repeat(40))), None);
        assert_eq!(hex(&format!(":000000 160000 {} {a} A", "0".repeat(40))), None);
        assert_eq!(hex(":"), None);
        assert_eq!(hex("::::"), None);
    }
}
