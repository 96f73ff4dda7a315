use std::io;
use std::path::PathBuf;

use thiserror::Error as ThisError;

/// Why a configuration file cannot be used.
#[derive(Debug, ThisError)]
pub(crate) enum Error {
    /// It cannot be read.
    #[error("cannot read {}: {source}; name another file with --config", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not TOML, or a value has the wrong type.
    #[error("{}: {source}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What the parser says, with line and column.
        source: crate::input::Misread,
    },
    /// It holds a key that means nothing.
    #[error("{}: unknown key `{key}`{}", path.display(), hint(.nearest))]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The key with its table: `check.timeuot`.
        key: String,
        /// The key that was probably meant.
        nearest: Option<String>,
    },
    /// It holds a secret itself.
    #[error(
        "{}: `{key}` holds a secret in a file that is made to be shared: put it into the \
         environment (MEMBERSPEC_KEY, MEMBERSPEC_SECRET) or into a file of its own and name that \
         with `credentials`",
        path.display()
    )]
    Secret {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
    },
}

fn hint(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map_or_else(String::new, |key| format!("; did you mean `{key}`?"))
}
