use std::io::{ErrorKind, Write};
use std::path::Path;

use jiff::civil::Date;

use super::{Check, Error};
use crate::baseline::{self, Baseline, Filled, Updated};
use crate::cli::Context;
use crate::finding::Outcome;
use crate::input;

/// Reads a baseline, before anything is asked; one that is to be updated need not be there.
pub(super) fn read(
    path: Option<&Path>,
    is_updated: bool,
    context: &Context,
) -> Result<Option<Baseline>, Error> {
    let Some(path) = path else {
        return Ok(None);
    };
    let path = context.directory.join(path);
    let text = match input::text(&path, input::WRITTEN) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && is_updated => {
            return Ok(Some(Baseline::default()));
        }
        Err(source) => return Err(Error::ReadBaseline { path, source }),
    };
    let misfit = |source| Error::Baseline {
        path: path.clone(),
        source,
    };
    Baseline::read(&text).map(Some).map_err(misfit)
}

/// The day by the same clock everywhere: an entry expires on all machines at once.
pub(super) fn today() -> Result<Date, crate::cli::Error> {
    let now = crate::clock::now()?;
    Ok(now.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// Compares the outcome with the baseline, and writes the baseline anew where that was requested.
pub(super) fn compare(
    mut listed: Baseline,
    path: Option<&Path>,
    check: &Check,
    outcome: &mut Outcome,
    context: &mut Context,
) -> Result<(), crate::cli::Error> {
    let today = today()?;
    baseline::apply(&listed, outcome, today);
    let Some(path) = path.filter(|_| check.baseline_update) else {
        return Ok(());
    };
    let filled = Filled {
        reason: check.reason.clone().unwrap_or_default(),
        owner: check.owner.clone().unwrap_or_default(),
        expires: check
            .expires
            .as_ref()
            .map_or_else(String::new, Date::to_string),
    };
    let Updated { added, removed } = baseline::update(&mut listed, outcome, today, &filled);
    write(&listed, &context.directory.join(path), context)?;
    baseline::apply(&listed, outcome, today);
    let entries = match listed.accepted.len() {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    writeln!(
        context.err,
        "memberspec: {} holds {entries}: {added} added, {removed} removed",
        path.display()
    )?;
    Ok(())
}

fn write(baseline: &Baseline, path: &Path, context: &Context) -> Result<(), crate::cli::Error> {
    let text = baseline.written().map_err(Error::FormBaseline)?;
    let written = input::write(path, context.redactor.text(&text).as_bytes());
    Ok(written.map_err(|source| Error::WriteBaseline {
        path: path.to_owned(),
        source,
    })?)
}
