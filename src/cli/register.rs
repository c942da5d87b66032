//! `spillage register`: fingerprints of files that must not leave, for `scan --registered`.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use spillage::detect::decode;
use spillage::licence::is_own;
use spillage::registered::{Draft, Index, Public, is_prose};
use spillage::source::expand::{Budget, Limits, expand, kind};
use spillage::source::{Item, Origin};

use super::fail::Failure;
use super::{CLEAN, output};

/// Larger files are left out, and said so.
const LARGEST: u64 = 32 << 20;
/// Parts of documents and members of archives that are shorter (properties, styles) say little.
const PART: usize = 200;

/// `spillage register`
#[derive(Debug, Args)]
pub(super) struct RegisterArgs {
    /// Files and folders to register
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The index to write
    #[arg(short, long, value_name = "INDEX")]
    output: PathBuf,
    /// Keep the files' names in the index, so that reports can say which file it is
    #[arg(long)]
    names: bool,
    /// Public files and folders: what they hold is not registered
    #[arg(long, value_name = "PATH")]
    except: Vec<PathBuf>,
}

/// Reads an index.
pub(super) fn load(path: &Path) -> Result<Index, Failure> {
    let file = File::open(path).map_err(|e| Failure::file(path, &e))?;
    Index::read(&mut BufReader::new(file)).map_err(|e| Failure::new(format!("{}: {e}", path.display())))
}

/// What is read of files and folders.
#[derive(Default)]
struct Reading {
    bytes: u64,
    unreadable: usize,
    large: usize,
    /// Parts of documents and archives.
    closed: usize,
    /// Vendored or generated.
    others: usize,
}

impl Reading {
    /// Hands on each file, and what is in documents and archives, with its name. Only of folders the program's own files
    /// where `own`: what is named itself is meant.
    fn each(&mut self, roots: &[PathBuf], own: bool, visit: &mut dyn FnMut(&str, &[u8])) -> Result<(), Failure> {
        for root in roots {
            let meta = root.metadata().map_err(|e| Failure::file(root, &e))?;
            if meta.is_file() {
                let name = root
                    .file_name()
                    .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
                self.file(root, name, false, visit);
                continue;
            }
            for entry in walkdir::WalkDir::new(root)
                .sort_by_file_name()
                .into_iter()
                .filter_entry(|e| e.file_name() != ".git")
            {
                match entry {
                    Ok(e) if e.file_type().is_file() => {
                        let name = e.path().strip_prefix(root).unwrap_or(e.path());
                        self.file(e.path(), name.to_string_lossy().replace('\\', "/"), own, visit);
                    }
                    Ok(_) => {}
                    Err(_) => self.unreadable += 1,
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String, own: bool, visit: &mut dyn FnMut(&str, &[u8])) {
        let mut text = Vec::new();
        let read = File::open(path).and_then(|f| f.take(LARGEST + 1).read_to_end(&mut text));
        if read.is_err() {
            self.unreadable += 1;
            return;
        }
        if text.len() as u64 > LARGEST {
            self.large += 1;
            return;
        }
        if own && !is_own(&name, &text) {
            self.others += 1;
            return;
        }
        if text.is_empty() {
            return;
        }
        self.bytes += text.len() as u64;
        let Some(kind) = kind(&name, &text) else {
            visit(&name, &text);
            return;
        };
        // A scan never sees the container itself, only what is in it.
        let container = Item {
            origin: Origin::file(name),
            bytes: text.into(),
        };
        let mut part = |part: Item<'_>| {
            if part.bytes.len() >= PART {
                visit(&part.origin.display(), &part.bytes);
            }
        };
        let (limits, mut budget) = (Limits::default(), Budget::new());
        expand(&container, kind, &limits, &mut budget, &mut part, &mut |_| {
            self.closed += 1
        });
    }

    /// What was left out, in words; empty where nothing was.
    fn left_out(&self, public: usize) -> String {
        let parts = [
            (public, "public".to_owned()),
            (self.others, "vendored or generated".to_owned()),
            (self.unreadable, "unreadable".to_owned()),
            (self.closed, "closed or damaged parts".to_owned()),
            (self.large, format!("larger than {} MiB", LARGEST >> 20)),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter(|p| p.0 > 0)
            .map(|(n, what)| format!("{n} {what}"))
            .collect();
        if parts.is_empty() {
            String::new()
        } else {
            format!("left out: {}\n", parts.join(", "))
        }
    }
}

/// Runs the command.
pub(super) fn run(args: &RegisterArgs) -> Result<u8, Failure> {
    let mut read = Reading::default();
    let mut drafts = Vec::new();
    read.each(&args.paths, true, &mut |name, bytes| {
        let kept = if args.names { name.to_owned() } else { String::new() };
        drafts.push(Draft::new(kept, &decode(bytes), is_prose(name)));
    })?;
    let mut public = Public::of(&drafts);
    let mut excepted = Reading::default();
    excepted.each(&args.except, false, &mut |name, bytes| {
        public.add(&decode(bytes), is_prose(name));
    })?;
    let all = drafts.len();
    let index = Index::of(drafts, &public);
    let mut left_out = read.left_out(all - index.documents().len());
    let unknown = excepted.left_out(0);
    if !unknown.is_empty() {
        left_out.push_str(&format!("of what is excepted, {unknown}"));
    }
    if index.documents().is_empty() {
        return Err(Failure::new(
            format!("nothing to register: no readable files with content; {left_out}")
                .trim_end_matches([';', ' ', '\n']),
        ));
    }
    let mut out = Vec::new();
    index.write(&mut out).map_err(|e| Failure::file(&args.output, &e))?;
    output::whole(&args.output, &out, true)?;
    let text = format!(
        "{}: {} files, {:.1} % of their {} bytes; it holds no text{}\n{left_out}",
        args.output.display(),
        index.documents().len(),
        out.len() as f64 * 100.0 / read.bytes.max(1) as f64,
        read.bytes,
        if args.names { ", but the files' names" } else { "" }
    );
    output::stdout(text.as_bytes())?;
    Ok(CLEAN)
}
