use std::path::PathBuf;

use clap::{Args, CommandFactory as _};

use super::{Cli, Context, Error, Exit};

/// Arguments of `memberspec man`.
#[derive(Debug, Args)]
pub(super) struct Man {
    /// Directory to write the pages into; created if it does not exist
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

/// Writes memberspec.1, memberspec-check.1 and so on, in place of pages of the same name.
pub(super) fn run(arguments: &Man, context: &Context) -> Result<Exit, Error> {
    let directory = context.directory.join(&arguments.directory);
    std::fs::create_dir_all(&directory)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), &directory))
        .map_err(|source| Error::WriteManual { directory, source })?;
    Ok(Exit::Conforms)
}
