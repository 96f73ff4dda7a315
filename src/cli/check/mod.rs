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
mod many;
mod notify;
mod profile;
mod progress;
mod proxy;
mod replay;
mod reports;
mod require;
mod settings;
mod since;
mod target;

pub(crate) use credentials::Trouble;
pub(crate) use error::Error;
pub(crate) use replay::Error as ReplayError;

pub(super) use arguments::Check;
pub(super) use attendant::{client_for, reach, release_of};
pub(super) use consent::confirm;
pub(super) use heard::{Heard, hear};
pub(super) use learn::{Learn, run as learn};
pub(super) use listen::{Listen, run as listen};
pub(super) use proxy::{Proxy, run as proxy};
pub(super) use replay::{Replay, run as replay};
pub(super) use reports::{Format as ReportFormat, Report, Reported, are_apart};

use std::collections::BTreeSet;

use super::{Context, Exit, configuration, interrupt};
use crate::baseline::Baseline;
use crate::finding::{Incomplete, Outcome, Verdict};
use crate::report::Detail;
use crate::session::{Attendant, Session, Target};
use attendant::Terminal;
use settings::Settings;
use since::Since;

/// Runs the command.
pub(super) fn run(check: &Check, context: &mut Context) -> Result<Exit, super::Error> {
    if let Some(sites) = many::of(check, context)? {
        return many::run(check, &sites, context);
    }
    let file = configuration::read(check.config.as_deref(), context)?;
    let (mut settings, target) = settings::resolve_with(check, &file, context)?;
    let path = settings.baseline.clone();
    let listed = baseline::read(path.as_deref(), check.baseline_update, context)?;
    settings.policy.listed = fingerprints(listed.as_ref(), &settings);
    let typed = check.target().map(String::as_str);
    let since = Since::new(check, &file, typed, context)?;
    heed_signals(&target, &mut settings)?;
    let mut outcome = judge(target, &settings, &mut Terminal::new(&settings, context))?;
    outcome.mask(&context.redactor);
    if let Some(listed) = listed {
        baseline::compare(listed, path.as_deref(), check, &mut outcome, context)?;
    }
    let changes = since.one(&outcome, check, context)?;
    for (_, notified) in since.notify(changes, context) {
        outcome.notified = notified;
    }
    tell(outcome, &settings, context)
}

/// The findings that a baseline lists under the contract of the run.
fn fingerprints(listed: Option<&Baseline>, settings: &Settings) -> BTreeSet<String> {
    listed.map_or_else(BTreeSet::new, |it| {
        it.listed(settings.policy.edition.as_str())
    })
}

/// Judges one target, and adds the requirements that were not met.
fn judge(
    target: Target,
    settings: &Settings,
    attendant: &mut impl Attendant,
) -> Result<Outcome, Error> {
    let session = Session::new(target, settings.policy.clone());
    let mut outcome = session.run_blocking(attendant).map_err(Error::Session)?;
    require(&mut outcome, settings);
    Ok(outcome)
}

/// Adds the requirements that were not met.
fn require(outcome: &mut Outcome, settings: &Settings) {
    let unmet = settings.require.iter().filter_map(|it| it.unmet(outcome));
    let unmet: Vec<Incomplete> = unmet.collect();
    outcome.incomplete.extend(unmet);
}

/// Judges the one target of a check, for who does something else with the outcome than to report it.
pub(super) fn outcome(check: &Check, context: &mut Context) -> Result<Outcome, super::Error> {
    let (mut settings, target) = settings::resolve(check, context)?;
    heed_signals(&target, &mut settings)?;
    let mut outcome = judge(target, &settings, &mut Terminal::new(&settings, context))?;
    outcome.mask(&context.redactor);
    Ok(outcome)
}

/// What talks to a site ends by itself when it is told to; what reads a file just ends.
fn heed_signals(target: &Target, settings: &mut Settings) -> Result<(), super::Error> {
    if !matches!(target, Target::Recording(_)) {
        interrupt::listen()?;
        settings.policy.stop = interrupt::stop();
    }
    Ok(())
}

/// Writes every report that was requested.
fn tell(
    mut outcome: Outcome,
    settings: &Settings,
    context: &mut Context,
) -> Result<Exit, super::Error> {
    if settings.show_values {
        outcome.open();
    }
    outcome.mask(&context.redactor);
    let verdict = outcome.verdict();
    report(
        &outcome,
        verdict,
        &settings.reports,
        settings.detail,
        context,
    )
}

/// Writes the reports of one run or of several sites, and says how it ended.
pub(super) fn report(
    reported: &impl reports::Reported,
    verdict: Verdict,
    reports: &[reports::Report],
    detail: Detail,
    context: &mut Context,
) -> Result<Exit, super::Error> {
    match reports::write(reported, reports, detail, context)? {
        // The verdict is on the screen before the error is.
        Some(error) => {
            std::io::Write::flush(&mut context.out)?;
            Err(error.into())
        }
        None => Ok(verdict.into()),
    }
}
