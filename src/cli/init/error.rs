use std::io;
use std::path::PathBuf;

use thiserror::Error as ThisError;

use crate::client::LocateError;
use crate::config;

/// Why nothing was written, or not everything.
#[derive(Debug, ThisError)]
pub(crate) enum Error {
    /// No address, and nobody to ask.
    #[error(
        "the address of the site is missing: memberspec init https://shop.example (it is requested \
         only at a terminal)"
    )]
    NoAddress,
    /// The text is not an address.
    #[error(transparent)]
    Address(#[from] LocateError),
    /// A name that TOML would have to quote.
    #[error("{name:?} cannot name a site: use letters, digits, - and _, such as --name shop")]
    Name {
        /// What was typed.
        name: String,
    },
    /// A workflow needs a place to take the program from.
    #[error(
        "this program was not released from a repository, so the workflow cannot name one: give the \
         repository on GitHub that holds memberspec with --action OWNER/REPOSITORY"
    )]
    NoRepository,
    /// A key file that a shared configuration must not name.
    #[error(
        "{}: a key file is a regular file in the directory of {}, because that file can name no \
         other; move it here, or omit --credentials and use MEMBERSPEC_KEY and MEMBERSPEC_SECRET",
        path.display(), config::NAME
    )]
    Credentials {
        /// What was typed.
        path: PathBuf,
    },
    /// A CI that is not known.
    #[error("{name:?} is not a known CI; it is github, gitlab or none")]
    Ci {
        /// What was typed.
        name: String,
    },
    /// A file would be lost.
    #[error("{} exists; nothing was written. Use --force to overwrite it", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A folder that leads elsewhere.
    #[error("{} is a link to another place; nothing was written. Make it a directory", path.display())]
    Link {
        /// The folder.
        path: PathBuf,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}
