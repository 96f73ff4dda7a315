use std::io;
use std::path::PathBuf;

use thiserror::Error as ThisError;

/// Why a ledger cannot be used.
#[derive(Debug, ThisError)]
pub enum Error {
    /// It cannot be made.
    #[error(
        "cannot create the ledger {}: {source}; nothing was written to the site. Name another file \
         with --ledger", path.display()
    )]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line cannot be added.
    #[error("cannot write to the ledger {}: {source}; the run stopped writing to the site", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It cannot be read.
    #[error("cannot read the ledger {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not a ledger.
    #[error(
        "{} is not the ledger of a write run: line {line} is invalid ({source})",
        path.display()
    )]
    Form {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// It is of the form that does not prove whose rows it is about.
    #[error(
        "{} is a ledger of form 1, which does not prove that a run wrote it; nothing was sent to \
         the site. Clean up with the release of memberspec that wrote it, or delete the \
         memberships whose meta data `memberspec_run` is the mark in its first line, and the \
         customers with that mark in their address", path.display()
    )]
    OldForm {
        /// The file.
        path: PathBuf,
    },
    /// Its secret is not there.
    #[error(
        "{} lacks the secret that its run wrote into its first line, without which nothing proves \
         whose rows it names; nothing was sent to the site. Use the ledger as the run wrote it, or \
         delete the memberships whose meta data `memberspec_run` is the mark in it",
        path.display()
    )]
    NoSecret {
        /// The file.
        path: PathBuf,
    },
    /// Its mark is not made of its secret, site, customer and start.
    #[error(
        "{}: its mark does not belong to the secret, the site, the customer and the start in its \
         first line: the line was changed, or the ledger is forged; nothing was sent to the site. \
         Use the ledger as the run wrote it", path.display()
    )]
    NotBound {
        /// The file.
        path: PathBuf,
    },
    /// What it says of the time before the run was not written by its run.
    #[error(
        "{}: line {line}, which lists the rows that existed before the run, is not as the run \
         wrote it; nothing was sent to the site. Use the ledger as the run wrote it", path.display()
    )]
    AnotherPicture {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// It does not begin as a ledger does.
    #[error("{} is not a ledger format that this program knows", path.display())]
    NoRun {
        /// The file.
        path: PathBuf,
    },
}
