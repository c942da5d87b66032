//! Errors that end a run: one message that says what to do, exit code 2.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use spillage::report::text::escape;

/// Why the program stops.
#[derive(Debug)]
pub(super) enum Failure {
    /// To be told.
    Message(String),
    /// Nobody reads any more: quiet.
    ClosedPipe,
}

impl Failure {
    /// With a message.
    pub(super) fn new(message: impl fmt::Display) -> Self {
        Self::Message(message.to_string())
    }

    /// Something went wrong with a file.
    pub(super) fn file(path: &Path, e: &io::Error) -> Self {
        Self::Message(format!("{}: {}", path.display(), plain(e)))
    }

    /// Writing to standard output went wrong.
    pub(super) fn stdout(e: &io::Error) -> Self {
        if e.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::Message(format!("standard output: {}", plain(e)))
        }
    }

    /// Tells the user and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        match self {
            Self::Message(m) => {
                let lines: Vec<_> = m.lines().map(escape).collect();
                let _ = writeln!(io::stderr().lock(), "spillage: {}", lines.join("\n"));
                ExitCode::from(super::ERROR)
            }
            Self::ClosedPipe => ExitCode::from(super::CLEAN),
        }
    }
}

/// What went wrong, without the number that the system has for it.
pub(super) fn plain(e: &io::Error) -> String {
    let text = e.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut c = text.chars();
    c.next()
        .map(|f| f.to_lowercase().to_string() + c.as_str())
        .unwrap_or_default()
}
