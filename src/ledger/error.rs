use std::io;
use std::path::PathBuf;

use thiserror::Error as ThisError;

/// Why a ledger cannot be used.
#[derive(Debug, ThisError)]
pub enum Error {
    /// It cannot be made.
    #[error(
        "cannot make the ledger {}: {source}; nothing was written to the site. Name another \
         file with --ledger", path.display()
    )]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line cannot be added.
    #[error("cannot write to the ledger {}: {source}; the site was written to no more", path.display())]
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
    /// It is no ledger.
    #[error(
        "{} is no ledger of a write run: line {line} is none of its lines ({source})",
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
    /// It does not begin as a ledger does.
    #[error("{} is no ledger of a write run that this program knows", path.display())]
    NoRun {
        /// The file.
        path: PathBuf,
    },
}
