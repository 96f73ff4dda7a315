use clap::{Args, ValueEnum};

use super::{Context, Error, Exit};
use crate::catalogue;
use crate::report;

/// Arguments of `memberspec deviations`.
#[derive(Debug, Args)]
pub(super) struct Deviations {
    /// Id of one departure; without it, all are printed.
    id: Option<String>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Output format.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people: a list of titles, or one departure in full.
    Text,
    /// For programs: every field.
    Json,
    /// For documentation: every field, one heading per departure.
    Markdown,
}

/// Prints one departure or all of them.
pub(super) fn run(arguments: &Deviations, context: &mut Context) -> Result<Exit, Error> {
    let found = arguments.id.as_deref().map(find).transpose()?;
    let rows = found.as_ref().map_or(catalogue::ROWS, std::slice::from_ref);
    let (style, out) = (context.style, &mut context.out);
    match (arguments.format, found) {
        (Format::Text, Some(row)) => report::deviations::text(row, style, out)?,
        (Format::Text, None) => report::deviations::list(rows, style, out)?,
        (Format::Json, _) => report::deviations::json(rows, out)?,
        (Format::Markdown, _) => report::deviations::markdown(rows, out)?,
    }
    Ok(Exit::Conforms)
}

fn find(id: &str) -> Result<&'static catalogue::Deviation, Error> {
    catalogue::find(id).ok_or_else(|| Error::UnknownId {
        what: "known departure",
        id: id.to_owned(),
        nearest: catalogue::nearest(id),
        list: "deviations",
    })
}
