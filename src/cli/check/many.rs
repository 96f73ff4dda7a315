//! `memberspec check` of several sites: each by itself, several concurrently, one report of all.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::{Check, Error, baseline, heed_signals, judge, settings};
use crate::baseline as findings;
use crate::cli::{Context, Exit, configuration, interrupt};
use crate::finding::{Incomplete, Outcome, Reason, Subject, SubjectKind};
use crate::fleet::{self, Sites};
use crate::report::printable::printable;
use crate::report::{self, Detail, Dialect, Output};
use crate::session::{Attendant, Event, Policy, unjudged};

/// The sites to check, if that is not one site.
pub(super) fn names(check: &Check, context: &Context) -> Result<Option<Vec<String>>, Error> {
    let is_one = match check.targets.as_slice() {
        [] => true,
        [only] => !fleet::is_pattern(only) || context.directory.join(only).exists(),
        _ => false,
    };
    if is_one && !check.all && check.partition.is_none() {
        return Ok(None);
    }
    let file = configuration::read(check.config.as_deref(), context)?;
    let configured: Vec<&String> = file.site.keys().collect();
    let mut names = fleet::select(&check.targets, check.all, &configured)?;
    if let Some(partition) = check.partition {
        names.retain(|name| partition.holds(name));
    }
    let of_one = [
        ("--write", check.write),
        ("--record", check.record.is_some()),
        ("--baseline-update", check.baseline_update),
    ];
    match of_one.into_iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(Error::OfOneSite(option)),
        None => Ok(Some(names)),
    }
}

/// Checks them.
pub(super) fn run(
    check: &Check,
    names: &[String],
    context: &mut Context,
) -> Result<Exit, crate::cli::Error> {
    // Wrong arguments are one error and not one for each site.
    let of_none = Check {
        targets: Vec::new(),
        ..check.clone()
    };
    let _valid = settings::resolve(&of_none, context)?;
    let _readable = baseline::read(check, context)?;
    interrupt::listen()?;
    let mut sites = Sites::new()?;
    if let ([], Some(partition)) = (names, check.partition) {
        let text = format!("No site is in partition {partition}.");
        writeln!(context.err, "{text}")?;
    }
    let hosts = by_host(check, names, context)?;
    let next = AtomicUsize::new(0);
    let (environment, directory) = (&context.environment, &context.directory);
    let (done, arriving) = mpsc::channel();
    let mut failed = None;
    thread::scope(|scope| {
        for _ in 0..usize::from(check.jobs).min(hosts.len()) {
            let (done, next, hosts) = (done.clone(), &next, &hosts);
            scope.spawn(move || {
                while let Some(host) = hosts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for name in host {
                        let mut own = Context::apart(environment.clone(), directory.clone());
                        let report = report_of(check, name, &mut own);
                        if done.send((*name, report)).is_err() {
                            return;
                        }
                    }
                }
            });
        }
        drop(done);
        for (name, report) in arriving {
            let added = match report {
                Ok(report) => sites.add(name.to_owned(), &report),
                Err(error) => Err(fleet::NotAFleet::Kept(error)),
            };
            match added {
                Ok(verdict) => {
                    let (at, of) = (sites.len(), names.len());
                    let name = printable(name);
                    let line = format!("{at:>4}/{of}  {name}  {}", verdict.as_str());
                    // Where standard error is gone there is nobody left to tell.
                    let _gone = writeln!(context.err, "{line}");
                }
                Err(error) => {
                    failed.get_or_insert(error);
                }
            }
        }
    });
    if let Some(error) = failed {
        return Err(Error::Sites(error).into());
    }
    if names.is_empty() {
        // Another part of the sites says how they are; this one has nothing to say.
        super::report(
            &sites,
            sites.verdict(),
            &check.report,
            Detail::Short,
            context,
        )?;
        return Ok(Exit::Conforms);
    }
    super::report(
        &sites,
        sites.verdict(),
        &check.report,
        Detail::Short,
        context,
    )
}

/// The names, those of one host together: they are checked one after another, so that rate and
/// concurrency hold for the host.
fn by_host<'n>(
    check: &Check,
    names: &'n [String],
    context: &Context,
) -> Result<Vec<Vec<&'n str>>, Error> {
    let file = configuration::read(check.config.as_deref(), context)?;
    let mut hosts: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for name in names {
        let address = file.site.get(name).map_or(name.as_str(), |site| &site.url);
        let host = address.split_once("://").map_or(address, |(_, rest)| rest);
        let host = host.split(['/', '?', '#']).next().unwrap_or(host);
        let group = *hosts.entry(host.to_ascii_lowercase()).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(group) {
            group.push(name);
        }
    }
    Ok(groups)
}

/// The JSON report of one site, on one line. What keeps it from being checked is said in it.
fn report_of(check: &Check, name: &str, context: &mut Context) -> std::io::Result<Vec<u8>> {
    let check = Check {
        targets: vec![name.to_owned()],
        all: false,
        partition: None,
        ..check.clone()
    };
    let mut outcome = match outcome_of(&check, context) {
        Ok(outcome) => outcome,
        Err(error) => {
            let subject = Subject {
                name: crate::redact::text(name),
                kind: SubjectKind::Site,
                apis: Vec::new(),
            };
            let reason = Incomplete::new(Reason::NotStarted, error.to_string());
            unjudged(&Policy::default(), subject, reason)
        }
    };
    outcome.mask(&context.redactor);
    // The same sites give the same report.
    outcome.latency.clear();
    let mut text = Vec::new();
    let mut out = Output::new(&mut text, context.redactor.clone());
    out.speak(Dialect::Json)?;
    report::json::compact(&outcome, &mut out)?;
    out.flush()?;
    drop(out);
    Ok(text)
}

fn outcome_of(check: &Check, context: &mut Context) -> Result<Outcome, crate::cli::Error> {
    let (mut settings, target) = settings::resolve(check, context)?;
    let listed = baseline::read(check, context)?;
    heed_signals(&target, &mut settings)?;
    let mut outcome = judge(target, &settings, &mut Unattended)?;
    if settings.show_values {
        outcome.open();
    }
    if let Some(listed) = &listed {
        let today = crate::clock::now()?
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        findings::apply(listed, &mut outcome, today);
    }
    Ok(outcome)
}

/// One of several: only signals matter to it.
struct Unattended;

impl Attendant for Unattended {
    fn hear(&mut self, event: &Event<'_>) {
        if matches!(event, Event::Interrupted) {
            interrupt::heeded();
        }
    }
}
