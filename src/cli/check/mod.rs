//! `memberspec check`: judges a site, a recording, or the embedded reference site.

mod arguments;
mod consent;
mod error;
mod extended;
mod found;
mod heard;
mod keeper;
mod learn;
mod listen;
mod progress;
mod recording;
mod reference;
mod reports;
mod settings;
mod site;
mod target;
mod write;

pub use error::Error;

pub(super) use arguments::Check;
pub(super) use consent::confirm;
pub(super) use found::client_for;
pub(super) use heard::{Heard, hear};
pub(super) use learn::{Learn, run as learn};
pub(super) use listen::{Listen, run as listen};
pub(super) use write::{left_behind, pause, since};

use super::{Context, Exit, interrupt};
use crate::finding::Outcome;
use crate::report;
use settings::Settings;
use target::Target;

/// Runs the command.
pub(super) fn run(check: &Check, context: &mut Context) -> Result<Exit, super::Error> {
    let (settings, target) = settings::resolve(check, context)?;
    let outcome = match target {
        Target::Recording(_) if settings.write.is_some() => {
            return Err(Error::WriteToRecording.into());
        }
        Target::Recording(path) => recording::judge(&path, &settings)?,
        Target::Reference => live(reference::judge(&settings, context))?,
        Target::Site(typed) => live(found::judge(&typed, &settings, context))?,
    };
    tell(&outcome, &settings, context)?;
    Ok(outcome.verdict().into())
}

/// Runs the network part: the judge keeps to this thread, and another one talks to a site that is
/// written to.
fn live(run: impl Future<Output = Result<Outcome, super::Error>>) -> Result<Outcome, super::Error> {
    interrupt::listen().map_err(Error::Runtime)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    runtime.map_err(Error::Runtime)?.block_on(run)
}

/// Writes every report that was asked for; the terminal's goes to standard output unless another
/// report goes there.
fn tell(outcome: &Outcome, settings: &Settings, context: &mut Context) -> Result<(), super::Error> {
    let failed = reports::write(outcome, &settings.reports, context)?;
    if !settings
        .reports
        .iter()
        .any(reports::Report::is_standard_output)
    {
        report::terminal::write(outcome, context.style, &mut context.out)?;
    }
    match failed {
        // The verdict is on the screen before the error is.
        Some(error) => {
            std::io::Write::flush(&mut context.out)?;
            Err(error.into())
        }
        None => Ok(()),
    }
}
