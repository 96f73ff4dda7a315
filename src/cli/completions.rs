use std::io::Write as _;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, Context, Error, Exit};

/// Arguments of `memberspec completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

/// Prints the script that completes commands and options in the shell.
pub(super) fn run(arguments: &Completions, context: &mut Context) -> Result<Exit, Error> {
    // Into memory first: the generator panics where a writer fails, as a closed pipe does.
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Cli::command(),
        "memberspec",
        &mut script,
    );
    context.out.write_all(&script)?;
    Ok(Exit::Conforms)
}
