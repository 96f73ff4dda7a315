use clap::{Args, ValueEnum};

use super::{Context, Error, Exit};
use crate::judge;
use crate::report::{self, Dialect};

/// Arguments of `memberspec checks`.
#[derive(Debug, Args)]
pub(super) struct Checks {
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Output format.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// One line per check.
    Text,
    /// A table for documentation.
    Markdown,
    /// For programs: all that `explain` prints.
    Json,
}

/// Lists the checks.
pub(super) fn run(arguments: &Checks, context: &mut Context) -> Result<Exit, Error> {
    let rules = judge::rules();
    match arguments.format {
        Format::Text => report::rules::list(&rules, context.style, &mut context.out)?,
        Format::Markdown => report::rules::markdown(&rules, &mut context.out)?,
        Format::Json => {
            context.out.speak(Dialect::Json)?;
            report::rules::json(&rules, &mut context.out)?;
        }
    }
    Ok(Exit::Conforms)
}
