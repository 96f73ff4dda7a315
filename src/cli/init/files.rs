use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Error;
use crate::cli::Context;

/// Whether nothing is there yet, not even a link that leads to nothing.
pub(super) fn are_free(paths: &[PathBuf], context: &Context) -> Result<(), Error> {
    let taken = |path: &&PathBuf| context.directory.join(path).symlink_metadata().is_ok();
    match paths.iter().find(taken) {
        Some(path) => Err(Error::Exists { path: path.clone() }),
        None => Ok(()),
    }
}

/// Writes a file in place of the old one, never through a link: the directory may be anybody's.
pub(super) fn write(path: &Path, text: &str, context: &Context) -> Result<(), Error> {
    let to = context.directory.join(path);
    let written = || -> io::Result<()> {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        match fs::remove_file(&to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(&to)?;
        file.write_all(text.as_bytes())
    };
    written().map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}
