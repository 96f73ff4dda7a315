//! `memberspec.baseline.toml`: findings that somebody knows. A run fails only for others. Its schema
//! is committed beside it.

mod apply;
mod file;
mod update;

pub(crate) use apply::apply;
pub(crate) use file::{Baseline, Listed, Misfit};
pub(crate) use update::{Filled, Updated, update};

/// The JSON Schema of the file, for editors; ends with a line break.
#[must_use]
pub(crate) fn schema() -> String {
    format!("{:#}\n", schemars::schema_for!(Baseline).as_value())
}
