use clap::{Args, ValueEnum};
use std::io::Write as _;

use super::{Context, Error, Exit};
use crate::compare::Notification;
use crate::{baseline, config, diff, report, serve};

/// Arguments of `memberspec schema`.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Which file.
    file: File,
}

/// A file of memberspec's own.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum File {
    /// `memberspec.toml`.
    Config,
    /// What `check --report json=PATH` writes.
    Report,
    /// What `diff --format json` writes.
    Diff,
    /// What `check --baseline` reads and writes.
    Baseline,
    /// What `check --notify` posts.
    Notification,
    /// What `serve --data` reads.
    Site,
}

/// Prints the schema.
pub(super) fn run(arguments: &Schema, context: &mut Context) -> Result<Exit, Error> {
    let schema = match arguments.file {
        File::Config => config::schema(),
        File::Baseline => baseline::schema(),
        File::Report => report::json::schema(),
        File::Notification => Notification::schema(),
        File::Site => serve::schema(),
        File::Diff => diff::report::json::schema(),
    };
    context.out.write_all(schema.as_bytes())?;
    Ok(Exit::Conforms)
}
