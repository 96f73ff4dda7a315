use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, CommandFactory as _};

use super::{Cli, Context, Error, Exit};
use crate::input;

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
    // Into a folder of its own first: each page is put in place whole, and through no link.
    let written = || -> io::Result<()> {
        let pages = tempfile::tempdir()?;
        clap_mangen::generate_to(Cli::command(), pages.path())?;
        std::fs::create_dir_all(&directory)?;
        for page in std::fs::read_dir(pages.path())? {
            let page = page?;
            let text = std::fs::read(page.path())?;
            input::put(&directory.join(page.file_name()), |file| {
                file.write_all(&text)
            })?;
        }
        Ok(())
    };
    written().map_err(|source| Error::WriteManual {
        directory: directory.clone(),
        source,
    })?;
    Ok(Exit::Conforms)
}
