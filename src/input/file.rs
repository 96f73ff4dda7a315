use std::fs::{File, FileType, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;

use super::is_of_shell;

/// Opens a regular file. Anything else that may stand at a path is rejected at once: opening a FIFO
/// waits until somebody writes it, and a device never ends.
///
/// # Errors
///
/// What the system says, or [`io::ErrorKind::InvalidInput`] with what stands there.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    opened(path, |metadata| refused(metadata, false))
}

/// Opens a file that the user named, which may be a stream that the shell opened: `<(…)`.
///
/// # Errors
///
/// As [`open`].
pub(crate) fn open_named(path: &Path) -> io::Result<File> {
    opened(path, |metadata| refused(metadata, is_of_shell(path)))
}

/// Whether a file is a recording by its ending: HAR, a session of Charles, flows of mitmproxy. The
/// collections and reports of Postman end in `.json`, as much else does.
#[must_use]
pub(crate) fn is_recording(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let known = ["har", "chlsj", "flows"];
    ending.is_some_and(|ending| known.iter().any(|it| ending.eq_ignore_ascii_case(it)))
}

/// Reads a file that the user named, which may hold so many bytes.
///
/// # Errors
///
/// As [`open_named`], and [`io::ErrorKind::FileTooLarge`].
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    bounded(open_named(path)?, most)
}

/// Reads a text that the user named, which may hold so many bytes.
///
/// # Errors
///
/// As [`read`], and [`io::ErrorKind::InvalidData`] for what is not a UTF-8.
pub(crate) fn text(path: &Path, most: u64) -> io::Result<String> {
    let no_text = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text");
    String::from_utf8(read(path, most)?).map_err(no_text)
}

/// Makes or overwrites a regular file. Streams of the shell and `/dev/null` take what they are
/// given; other devices, FIFOs and directories are rejected at once.
///
/// # Errors
///
/// As [`open`].
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let may_be_written = is_of_shell(path) || path == Path::new("/dev/null");
    match std::fs::metadata(path) {
        Ok(metadata) if !may_be_written => refused(&metadata, false)?,
        _ => {}
    }
    File::create(path)
}

/// Writes a text into a file that [`create`] makes.
///
/// # Errors
///
/// As [`create`].
pub(crate) fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    create(path)?.write_all(text)
}

/// Writes a file that others may read at any time: they find the file that was there or the whole new
/// one. Streams of the shell and `/dev/null` are written as they are.
///
/// # Errors
///
/// As [`create`], what `write` says, and what the system says of the folder.
pub(crate) fn replace(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    if is_of_shell(path) || path == Path::new("/dev/null") {
        return write(&mut create(path)?);
    }
    if let Ok(metadata) = std::fs::metadata(path) {
        refused(&metadata, false)?;
    }
    // A link stays, and the file that it names is replaced.
    put(
        &path.canonicalize().unwrap_or_else(|_new| path.to_owned()),
        write,
    )
}

/// Puts a new file in the place of whatever file or link is there, once it is whole.
///
/// # Errors
///
/// What `write` says, and what the system says of the folder.
pub(crate) fn put(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".memberspec-");
    // A temporary file is for its owner alone, and this one becomes a file for others.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    write(file.as_file_mut())?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

fn opened(path: &Path, check: impl Fn(&Metadata) -> io::Result<()>) -> io::Result<File> {
    check(&std::fs::metadata(path)?)?;
    let file = File::open(path)?;
    // Another thing may stand there by now.
    check(&file.metadata()?)?;
    Ok(file)
}

fn refused(metadata: &Metadata, is_of_shell: bool) -> io::Result<()> {
    let kind = metadata.file_type();
    if kind.is_file() || (is_of_shell && !kind.is_dir()) {
        return Ok(());
    }
    let what = kind_of(kind);
    let message = format!("it is {what}; name a regular file");
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

fn kind_of(kind: FileType) -> &'static str {
    if kind.is_dir() {
        return "a directory";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a FIFO";
        }
        if kind.is_socket() {
            return "a socket";
        }
    }
    "a device"
}

/// Reads to the end, or fails where that is too far.
fn bounded(file: File, most: u64) -> io::Result<Vec<u8>> {
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(most) + 1).unwrap_or_default());
    let read = file.take(most + 1).read_to_end(&mut bytes)? as u64;
    if read > most {
        let message = format!("it holds more than {most} bytes, which no such file needs");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_a_device_and_a_long_file_are_told_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let said = |path: &Path| text(path, 8).unwrap_err().to_string();
        assert_eq!(
            said(folder.path()),
            "it is a directory; name a regular file"
        );
        let file = folder.path().join("a");
        std::fs::write(&file, "123456789").unwrap();
        assert!(said(&file).starts_with("it holds more than 8 bytes"));
        std::fs::write(&file, "12345678").unwrap();
        assert_eq!(text(&file, 8).unwrap(), "12345678");
        assert!(create(folder.path()).is_err());
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.prom");
        let write = |text: &'static [u8]| replace(&path, |file| file.write_all(text));
        write(b"long text").unwrap();
        write(b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        let failed = replace(&path, |file| {
            file.write_all(b"half")?;
            Err(io::Error::other("full"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "full");
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(replace(folder.path(), |_| Ok(())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_no_file() {
        let said = read(Path::new("/dev/zero"), 8).unwrap_err();
        assert_eq!(said.to_string(), "it is a device; name a regular file");
        assert!(create(Path::new("/dev/null")).is_ok());
        assert!(create(Path::new("/dev/zero")).is_err());
    }
}
