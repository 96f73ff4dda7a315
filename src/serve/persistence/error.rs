use std::path::PathBuf;

use thiserror::Error;

/// Why a store file could not be used.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The program cannot keep a store.
    #[error(
        "the store {} cannot be used: this build of memberspec has no SQLite. Build it with `cargo \
         build --features site-store`, or omit `--store`",
        path.display()
    )]
    NotBuilt {
        /// The file.
        path: PathBuf,
    },
    /// SQLite says no.
    #[cfg(feature = "site-store")]
    #[error("cannot use the store {}: {source}. Check that it is a file of memberspec and writable", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A row in it cannot be read.
    #[error("the store {} holds a row that cannot be read: {source}. It was written by another release", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// It belongs to another program.
    #[error("the file {} belongs to another program; choose a new file", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
}
