use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Error;
use crate::cli::Context;
use crate::input;

/// Whether nothing is there yet, not even a link that leads to nothing, unless it may be overwritten;
/// and whether no folder on the way is a link: the directory may be anybody's.
pub(super) fn are_free(
    paths: &[PathBuf],
    may_overwrite: bool,
    context: &Context,
) -> Result<(), Error> {
    let there = |path: &Path| context.directory.join(path).symlink_metadata().ok();
    for path in paths {
        let mut folders = path.ancestors().skip(1);
        if let Some(link) = folders.find(|it| there(it).is_some_and(|it| it.is_symlink())) {
            let path = link.to_owned();
            return Err(Error::Link { path });
        }
        let is_folder = there(path).is_some_and(|it| it.is_dir());
        if is_folder || (!may_overwrite && there(path).is_some()) {
            let path = path.clone();
            return Err(Error::Exists { path });
        }
    }
    Ok(())
}

/// Writes a file in place of the old one, and not to where an old link leads.
pub(super) fn write(path: &Path, text: &str, context: &Context) -> Result<(), Error> {
    let to = context.directory.join(path);
    let written = || -> io::Result<()> {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        input::put(&to, |file| file.write_all(text.as_bytes()))
    };
    written().map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}
