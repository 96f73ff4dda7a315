//! `memberspec.toml`: the same settings as on the command line, with named sites. Its schema is
//! schemars' business and is committed beside it.

mod error;
mod file;
mod keys;
mod load;

pub(crate) use error::Error;
pub use file::Auth;
pub(crate) use file::{Check, Diff, FailOn, File, Profile, RuleLevel, Write};
#[cfg(test)]
pub(crate) use load::parse;
pub(crate) use load::{NAME, load};

/// The JSON Schema of `memberspec.toml`, for editors; ends with a line break.
#[must_use]
pub(crate) fn schema() -> String {
    let schema = schemars::schema_for!(File);
    let mut text = serde_json::to_string_pretty(schema.as_value()).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests;
