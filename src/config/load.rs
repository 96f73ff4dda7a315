use std::io;
use std::path::Path;

use super::keys::{Bad, bad_key};
use super::{Error, File};
use crate::input;

/// The file that is read from the current directory where none is named.
pub(crate) const NAME: &str = "memberspec.toml";

/// Reads a configuration file.
///
/// # Errors
///
/// When it cannot be read, is not TOML, or holds a key that means nothing or a secret.
pub(crate) fn load(path: &Path) -> Result<File, Error> {
    let text = input::text(path, input::WRITTEN).map_err(|source: io::Error| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    parse(path, &text)
}

/// Reads the text of a configuration file; `path` is for messages only.
///
/// # Errors
///
/// As [`load`].
pub(crate) fn parse(path: &Path, text: &str) -> Result<File, Error> {
    let syntax = |source| Error::Syntax {
        path: path.to_owned(),
        source,
    };
    let table: toml::Table = input::toml(text).map_err(syntax)?;
    match bad_key(&table) {
        Some(Bad::Unknown { key, nearest }) => Err(Error::UnknownKey {
            path: path.to_owned(),
            key,
            nearest,
        }),
        Some(Bad::Secret { key }) => Err(Error::Secret {
            path: path.to_owned(),
            key,
        }),
        // Read again from the text, so that a wrong type is told with line and column.
        None => input::toml(text).map_err(syntax),
    }
}
