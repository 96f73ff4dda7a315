//! `memberspec check`: judges a site, a recording, or the embedded reference site.

mod access;
mod arguments;
mod attendant;
mod baseline;
mod consent;
mod credentials;
mod environment;
mod error;
mod extended;
mod heard;
mod learn;
mod listen;
mod progress;
mod reports;
mod require;
mod settings;
mod target;

pub(crate) use credentials::Trouble;
pub(crate) use error::Error;

pub(super) use arguments::Check;
pub(super) use attendant::client_for;
pub(super) use consent::confirm;
pub(super) use heard::{Heard, hear};
pub(super) use learn::{Learn, run as learn};
pub(super) use listen::{Listen, run as listen};

use super::{Context, Exit, interrupt};
use crate::finding::{Incomplete, Outcome};
use crate::report;
use crate::session::{Session, Target};
use attendant::Terminal;
use settings::Settings;

/// Runs the command.
pub(super) fn run(check: &Check, context: &mut Context) -> Result<Exit, super::Error> {
    let (mut settings, target) = settings::resolve(check, context)?;
    let listed = baseline::read(check, context)?;
    heed_signals(&target, &mut settings)?;
    let session = Session::new(target, settings.policy.clone());
    let mut outcome = session
        .run_blocking(&mut Terminal::new(&settings, context))
        .map_err(Error::Session)?;
    let unmet = settings.require.iter().filter_map(|it| it.unmet(&outcome));
    let unmet: Vec<Incomplete> = unmet.collect();
    outcome.incomplete.extend(unmet);
    outcome.mask(&context.redactor);
    if let Some(listed) = listed {
        baseline::compare(listed, check, &mut outcome, context)?;
    }
    tell(outcome, &settings, context)
}

/// What talks to a site ends by itself when it is told to; what reads a file just ends.
fn heed_signals(target: &Target, settings: &mut Settings) -> Result<(), super::Error> {
    if !matches!(target, Target::Recording(_)) {
        interrupt::listen()?;
        settings.policy.stop = interrupt::stop();
    }
    Ok(())
}

/// Writes every report that was requested; the terminal's goes to standard output unless another
/// report goes there.
fn tell(
    mut outcome: Outcome,
    settings: &Settings,
    context: &mut Context,
) -> Result<Exit, super::Error> {
    if settings.show_values {
        outcome.open();
    }
    outcome.mask(&context.redactor);
    let outcome = &outcome;
    let failed = reports::write(outcome, &settings.reports, settings.detail, context)?;
    if !settings
        .reports
        .iter()
        .any(reports::Report::is_standard_output)
    {
        let page = context.page(settings.detail);
        report::terminal::write(outcome, page, &mut context.out)?;
    }
    match failed {
        // The verdict is on the screen before the error is.
        Some(error) => {
            std::io::Write::flush(&mut context.out)?;
            Err(error.into())
        }
        None => Ok(outcome.verdict().into()),
    }
}
