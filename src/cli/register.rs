//! `spillage register`: fingerprints of files that must not leave, for `scan --registered`.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use spillage::registered::{Draft, Index, is_prose};
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
}

/// Reads an index.
pub(super) fn load(path: &Path) -> Result<Index, Failure> {
    let file = File::open(path).map_err(|e| Failure::file(path, &e))?;
    Index::read(&mut BufReader::new(file)).map_err(|e| Failure::new(format!("{}: {e}", path.display())))
}

/// Runs the command.
pub(super) fn run(args: &RegisterArgs) -> Result<u8, Failure> {
    let mut files = Vec::new();
    let mut unreadable = 0;
    for root in &args.paths {
        let meta = root.metadata().map_err(|e| Failure::file(root, &e))?;
        if meta.is_file() {
            files.push((
                root.clone(),
                root.file_name()
                    .map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
            ));
            continue;
        }
        for entry in walkdir::WalkDir::new(root)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|e| e.file_name() != ".git")
        {
            match entry {
                Ok(e) if e.file_type().is_file() => {
                    let name = e
                        .path()
                        .strip_prefix(root)
                        .unwrap_or(e.path())
                        .to_string_lossy()
                        .replace('\\', "/");
                    files.push((e.path().to_path_buf(), name));
                }
                Ok(_) => {}
                Err(_) => unreadable += 1,
            }
        }
    }
    let (mut documents, mut bytes, mut large, mut closed) = (Vec::new(), 0u64, 0, 0);
    let draft = |name: &str, bytes: &[u8], prose: bool| {
        let kept = if args.names { name.to_owned() } else { String::new() };
        Draft::new(kept, &spillage::detect::decode(bytes), prose)
    };
    for (path, name) in files {
        let mut text = Vec::new();
        let read = File::open(&path).and_then(|f| f.take(LARGEST + 1).read_to_end(&mut text));
        if read.is_err() {
            unreadable += 1;
            continue;
        }
        if text.len() as u64 > LARGEST {
            large += 1;
            continue;
        }
        if text.is_empty() {
            continue;
        }
        bytes += text.len() as u64;
        let Some(kind) = kind(&name, &text) else {
            documents.push(draft(&name, &text, is_prose(&name)));
            continue;
        };
        // A scan never sees the container itself, only what is in it.
        let container = Item {
            origin: Origin::file(name),
            bytes: text.into(),
        };
        let mut visit = |part: Item<'_>| {
            if part.bytes.len() >= PART {
                documents.push(draft(&part.origin.display(), &part.bytes, is_prose(part.origin.name())));
            }
        };
        let (limits, mut budget) = (Limits::default(), Budget::new());
        expand(&container, kind, &limits, &mut budget, &mut visit, &mut |_| closed += 1);
    }
    if documents.is_empty() {
        return Err(Failure::new("nothing to register: no readable files with content"));
    }
    let index = Index::of(documents);
    let mut out = Vec::new();
    index.write(&mut out).map_err(|e| Failure::file(&args.output, &e))?;
    output::whole(&args.output, &out, true)?;
    let mut text = format!(
        "{}: {} files, {:.1} % of their {} bytes; it holds no text{}\n",
        args.output.display(),
        index.documents().len(),
        out.len() as f64 * 100.0 / bytes.max(1) as f64,
        bytes,
        if args.names { ", but the files' names" } else { "" }
    );
    if unreadable + large + closed > 0 {
        text.push_str(&format!(
            "left out: {unreadable} unreadable, {closed} closed or damaged parts, {large} larger than {} MiB\n",
            LARGEST >> 20
        ));
    }
    output::stdout(text.as_bytes())?;
    Ok(CLEAN)
}
