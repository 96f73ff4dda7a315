use clap::Args;

use super::{Context, Error, Exit};
use crate::{catalogue, checks, diff, judge, report};

/// Arguments of `memberspec explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id of a check, a known departure or a `diff` rule, as printed in reports.
    id: String,
}

/// Explains one id.
pub(super) fn run(arguments: &Explain, context: &mut Context) -> Result<Exit, Error> {
    let id = arguments.id.as_str();
    if let Some(rule) = judge::rule(id) {
        report::rules::text(rule, context.style, &mut context.out)?;
    } else if let Some(row) = catalogue::find(id) {
        report::deviations::text(row, context.style, &mut context.out)?;
    } else if let Some(rule) = diff::rules::find(id) {
        diff::report::rules::text(rule, context.style, &mut context.out)?;
    } else {
        return Err(Error::NothingToExplain {
            id: id.to_owned(),
            nearest: checks::nearest(id)
                .or_else(|| catalogue::nearest(id))
                .or_else(|| diff::rules::nearest(id)),
        });
    }
    Ok(Exit::Conforms)
}
