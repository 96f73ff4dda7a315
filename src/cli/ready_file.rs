//! The file that tells a test where something listens.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::Error;

/// Removes the file of an earlier run, so that nobody takes it for this one's.
pub(super) fn remove(path: &Path) -> Result<(), Error> {
    if !is_regular(path) {
        return Ok(());
    }
    fs::remove_file(path).map_err(|source| failed(path, source))
}

/// Writes what is to be known. Whoever waits for the file never sees half of it.
pub(super) fn write(path: &Path, content: &Value) -> Result<(), Error> {
    let mut text = content.to_string();
    text.push('\n');
    // A device is written to; a rename would put a file in its place.
    if fs::symlink_metadata(path).is_ok() && !is_regular(path) {
        return crate::input::write(path, text.as_bytes()).map_err(|source| failed(path, source));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    crate::input::write(Path::new(&part), text.as_bytes())
        .and_then(|()| fs::rename(&part, path))
        .map_err(|source| failed(path, source))
}

fn is_regular(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::WriteFile {
        path: path.to_owned(),
        source,
    }
}
