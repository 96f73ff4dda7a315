use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::input;

use super::{Entry, Error};

/// A ledger that is being written. Each line is on the disk when [`Ledger::add`] returns.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// None where what is written to lives no longer than this process.
    file: Option<(PathBuf, File)>,
}

impl Ledger {
    /// A new ledger at a path where there is no file yet.
    ///
    /// # Errors
    ///
    /// [`Error::Create`], also where there is a file: it may be needed to clean up after its run.
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let create = |source| Error::Create {
            path: path.to_owned(),
            source,
        };
        let mut options = OpenOptions::new();
        options.append(true).create_new(true);
        // It holds the secret of the run.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(create)?;
        // The name must be on the disk as well.
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            File::open(folder)
                .and_then(|folder| folder.sync_all())
                .map_err(create)?;
        }
        Ok(Self {
            file: Some((path.to_owned(), file)),
        })
    }

    /// A ledger to go on with.
    ///
    /// # Errors
    ///
    /// [`Error::Read`].
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let read = |source| Error::Read {
            path: path.to_owned(),
            source,
        };
        let mut file = OpenOptions::new()
            .append(true)
            .read(true)
            .open(path)
            .map_err(read)?;
        // A line that was being written when the run ended stays a line of its own.
        if input::read(path, input::MADE).map_err(read)?.last() != Some(&b'\n') {
            file.write_all(b"\n").map_err(read)?;
        }
        Ok(Self {
            file: Some((path.to_owned(), file)),
        })
    }

    /// For a site that lives no longer than this process.
    #[must_use]
    pub(crate) fn unwritten() -> Self {
        Self { file: None }
    }

    /// Where it is, if it is a file.
    #[must_use]
    pub(crate) fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(|(path, _)| path.as_path())
    }

    /// Adds a line and waits until it is on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]: then nothing may be sent that the line speaks of.
    pub(crate) fn add(&mut self, entry: &Entry) -> Result<(), Error> {
        let Some((path, file)) = &mut self.file else {
            return Ok(());
        };
        let written = serde_json::to_vec(entry)
            .map_err(std::io::Error::other)
            .and_then(|mut line| {
                line.push(b'\n');
                file.write_all(&line)?;
                file.sync_data()
            });
        written.map_err(|source| Error::Write {
            path: path.clone(),
            source,
        })
    }
}
