//! Reports on their way out: standard output, and files that are written whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use spillage::report::{Format, RenderOptions, Report, github};

use super::args::{Color, OutputArgs};
use super::fail::Failure;

/// Columns where there is no terminal.
const PLAIN_WIDTH: usize = 100;

impl OutputArgs {
    /// That files can be written where they are wanted, before an hour is spent on what goes into them.
    pub(super) fn check(&self) -> Result<(), Failure> {
        for (_, path) in &self.output {
            if path.is_dir() {
                return Err(Failure::new(format!(
                    "{}: is a folder; name a file in it",
                    path.display()
                )));
            }
            let folder = folder(path);
            if !folder.is_dir() {
                return Err(Failure::new(format!(
                    "{}: the folder {} does not exist",
                    path.display(),
                    folder.display()
                )));
            }
        }
        for (i, (_, path)) in self.output.iter().enumerate() {
            if self.output.iter().take(i).any(|(_, p)| p == path) {
                return Err(Failure::new(format!("{}: named by two --output", path.display())));
            }
        }
        Ok(())
    }

    /// Files first, so that a reader of standard output who leaves early costs nothing. Gives the exit code back: whoever
    /// closed the pipe has seen enough, and the code still says what was found.
    pub(super) fn write(&self, report: &Report, explain_score: bool, code: u8) -> Result<u8, Failure> {
        for (format, path) in &self.output {
            let mut bytes = Vec::new();
            let options = RenderOptions {
                color: false,
                width: PLAIN_WIDTH,
                ..self.options(explain_score)
            };
            format
                .render(report, &options, &mut bytes)
                .map_err(|e| Failure::file(path, &e))?;
            whole(path, &bytes, self.show_secrets)?;
        }
        if self.format == Format::Github || self.output.iter().any(|(f, _)| *f == Format::Github) {
            step_summary(report)?;
        }
        let mut bytes = Vec::new();
        self.format
            .render(report, &self.options(explain_score), &mut bytes)
            .map_err(|e| Failure::stdout(&e))?;
        match stdout(&bytes) {
            Err(Failure::ClosedPipe) | Ok(()) => Ok(code),
            Err(other) => Err(other),
        }
    }

    fn options(&self, explain_score: bool) -> RenderOptions {
        RenderOptions {
            show_secrets: self.show_secrets,
            color: color(self.color),
            width: terminal_size::terminal_size_of(io::stdout()).map_or(PLAIN_WIDTH, |(w, _)| usize::from(w.0)),
            verbose: self.verbose,
            quiet: self.quiet,
            explain_score,
            now: now(),
        }
    }
}

/// Now, or what `SOURCE_DATE_EPOCH` says it is, for builds that must come out the same.
fn now() -> i64 {
    std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or_else(|| {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |d| d.as_secs() as i64)
        })
}

/// Adds to the summary of a step of GitHub Actions, where there is one. More than a mebibyte in all and GitHub would show
/// none of it.
fn step_summary(report: &Report) -> Result<(), Failure> {
    const LIMIT: usize = 900 << 10;
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY")
        .filter(|p| !p.is_empty())
        .map(PathBuf::from)
    else {
        return Ok(());
    };
    let there = fs::metadata(&path).map_or(0, |m| m.len() as usize);
    let text = github::summary(report, LIMIT.saturating_sub(there));
    if there + text.len() > LIMIT {
        return Ok(());
    }
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut f| f.write_all(text.as_bytes()))
        .map_err(|e| Failure::file(&path, &e))
}

/// Whether standard output gets colours.
pub(super) fn color(when: Color) -> bool {
    match when {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    }
}

/// Writes to standard output in one go.
pub(super) fn stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(|e| Failure::stdout(&e))
}

/// Whether standard error is a terminal that can draw.
pub(super) fn can_draw() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    io::stderr().is_terminal() && !dumb && std::env::var_os("CI").is_none()
}

/// Writes a file by way of a neighbour that takes its name when it is complete.
pub(super) fn whole(path: &Path, bytes: &[u8], private: bool) -> Result<(), Failure> {
    let fail = |e: io::Error| Failure::file(path, &e);
    // A link stays a link; a pipe or device cannot be exchanged for a file.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let old = fs::metadata(&path).ok();
    if old.as_ref().is_some_and(|m| !m.is_file()) {
        return OpenOptions::new()
            .write(true)
            .open(&path)
            .and_then(|mut f| f.write_all(bytes))
            .map_err(fail);
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".spillage-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let new = fs::Permissions::from_mode(if private { 0o600 } else { 0o666 });
        builder.permissions(new);
    }
    let mut temp = builder.tempfile_in(folder(&path)).map_err(fail)?;
    temp.write_all(bytes)
        .and_then(|()| temp.as_file().sync_all())
        .map_err(fail)?;
    if let (Some(m), false) = (old, private) {
        temp.as_file().set_permissions(m.permissions()).map_err(fail)?;
    }
    temp.persist(&path).map_err(|e| Failure::file(&path, &e.error))?;
    Ok(())
}

/// Writes a file that must not be there yet.
pub(super) fn fresh(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut temp = tempfile::Builder::new()
        .prefix(".spillage-")
        .tempfile_in(folder(path))
        .map_err(|e| Failure::file(path, &e))?;
    temp.write_all(bytes).map_err(|e| Failure::file(path, &e))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        temp.as_file()
            .set_permissions(fs::Permissions::from_mode(0o644))
            .map_err(|e| Failure::file(path, &e))?;
    }
    temp.persist_noclobber(path)
        .map_err(|e| Failure::file(path, &e.error))?;
    Ok(())
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
