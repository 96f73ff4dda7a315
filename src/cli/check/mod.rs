//! `memberspec check`: judges a site, a recording, or the embedded reference site.

mod arguments;
mod consent;
mod credentials;
mod environment;
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
mod require;
mod settings;
mod site;
mod target;
mod write;

pub use credentials::Trouble;
pub use error::Error;

pub(super) use arguments::Check;
pub(super) use consent::confirm;
pub(super) use found::client_for;
pub(super) use heard::{Heard, hear};
pub(super) use learn::{Learn, run as learn};
pub(super) use listen::{Listen, run as listen};
pub(super) use write::{left_behind, pause, since};

use std::io::Write as _;

use super::{Context, Exit, interrupt};
use crate::finding::{Incomplete, Outcome};
use crate::judge::{Closing, Judge};
use crate::report;
use settings::Settings;
use target::Target;

/// Runs the command.
pub(super) fn run(check: &Check, context: &mut Context) -> Result<Exit, super::Error> {
    let (settings, target) = settings::resolve(check, context)?;
    let judged = match &target {
        Target::Recording(_) if settings.write.is_some() => Err(Error::WriteToRecording.into()),
        Target::Recording(path) => recording::judge(path, &settings).map_err(super::Error::from),
        Target::Reference => live(reference::judge(&settings, context)),
        Target::Site(typed) => live(found::judge(typed, &settings, context)),
    };
    let mut outcome = match judged {
        Ok(outcome) => outcome,
        Err(super::Error::Check(error)) => unjudged(error, &target, &settings, context)?,
        Err(error) => return Err(error),
    };
    let unmet = settings.require.iter().filter_map(|it| it.unmet(&outcome));
    let unmet: Vec<Incomplete> = unmet.collect();
    outcome.incomplete.extend(unmet);
    tell(outcome, &settings, context)
}

/// The outcome of a run that an error ended before anything was judged, so that it is reported and
/// recorded as any other. An error of usage is handed back.
fn unjudged(
    error: Error,
    target: &Target,
    settings: &Settings,
    context: &mut Context,
) -> Result<Outcome, super::Error> {
    let Some(reason) = error.reason() else {
        return Err(error.into());
    };
    writeln!(context.err, "memberspec: {error}")?;
    let subject = target.subject();
    let mut keeper = keeper::Keeper::new(settings, &subject, None, &context.redactor)?;
    let early = settings.early.lock().map(|early| early.clone());
    for exchange in early.unwrap_or_default() {
        keeper.keep(&exchange)?;
    }
    keeper.finish()?;
    // Reports hold no path.
    let text = match &error {
        Error::Recording { source, .. } => source.to_string(),
        error => error.to_string(),
    };
    let judge = Judge::new(settings.edition, settings.strictness, &settings.selection);
    Ok(judge.finish(Closing {
        subject,
        notes: Vec::new(),
        incomplete: vec![Incomplete::new(reason, text)],
    }))
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
