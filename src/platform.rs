//! What differs between operating systems, in one place.

use std::fs::{File, FileType, OpenOptions};
use std::io;
use std::path::Path;

/// What a directory entry is, where it is not a plain file or folder.
#[must_use]
pub(crate) fn special(kind: FileType) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("named pipe");
        }
        if kind.is_socket() {
            return Some("socket");
        }
        if kind.is_block_device() || kind.is_char_device() {
            return Some("device");
        }
    }
    (!kind.is_file() && !kind.is_dir() && !kind.is_symlink()).then_some("special file")
}

/// Opens a file for reading without following a link in its last part and without waiting for a writer, in case the
/// entry was exchanged for a link or a pipe since it was listed.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        #[cfg(any(target_os = "linux", target_os = "android"))]
        const FLAGS: i32 = if cfg!(any(
            target_arch = "arm",
            target_arch = "aarch64",
            target_arch = "powerpc",
            target_arch = "powerpc64"
        )) {
            0o4000 | 0o100_000 // O_NONBLOCK | O_NOFOLLOW
        } else {
            0o4000 | 0o400_000
        };
        #[cfg(any(
            target_os = "macos",
            target_os = "ios",
            target_os = "freebsd",
            target_os = "openbsd",
            target_os = "netbsd"
        ))]
        const FLAGS: i32 = 0x4 | 0x100;
        #[cfg(not(any(
            target_os = "linux",
            target_os = "android",
            target_os = "macos",
            target_os = "ios",
            target_os = "freebsd",
            target_os = "openbsd",
            target_os = "netbsd"
        )))]
        const FLAGS: i32 = 0;
        options.custom_flags(FLAGS);
    }
    options.open(path)
}

/// Fills a buffer from a place in a file, whatever other threads read from it.
pub(crate) fn read_exact_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    #[cfg(unix)]
    {
        std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
    }
    #[cfg(windows)]
    {
        use std::os::windows::fs::FileExt;
        let mut done = 0;
        while let Some(rest) = buffer.get_mut(done..).filter(|r| !r.is_empty()) {
            match file.seek_read(rest, offset + done as u64)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => done += n,
            }
        }
        Ok(())
    }
}

/// A path below a root as reports name it: relative, `/`, bytes that are not UTF-8 replaced.
#[must_use]
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    let rel = path.strip_prefix(root).unwrap_or(path);
    let text = rel.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

/// What type and rights of an entry say about who can use it.
pub(crate) fn standing(meta: &std::fs::Metadata) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{FileTypeExt, PermissionsExt};
        let kind = meta.file_type();
        let mode = meta.permissions().mode();
        if kind.is_socket() {
            return Some(if mode & 0o002 != 0 {
                "a socket that everybody on this machine can use"
            } else {
                "a socket"
            });
        }
        if meta.is_file() && mode & 0o004 != 0 {
            return Some("readable by everybody on this machine");
        }
    }
    if meta.is_symlink() {
        Some("a link, not followed")
    } else {
        None
    }
}
