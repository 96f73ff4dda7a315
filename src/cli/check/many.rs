//! `memberspec check` of several sites: each by itself, several concurrently, one report of all.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use indexmap::IndexMap;

use super::since::Since;
use super::{Check, Error, baseline, fingerprints, heed_signals, judge, settings};
use crate::baseline::Baseline;
use crate::cli::{Context, Exit, configuration, interrupt};
use crate::config;
use crate::finding::{Incomplete, Outcome, Reason, Subject, SubjectKind};
use crate::fleet::{self, Sites};
use crate::report::printable::printable;
use crate::report::{self, Detail, Dialect, Output};
use crate::session::{self, Alone, Policy};

/// The sites to check, and what all of them share.
pub(super) struct Many {
    names: Vec<String>,
    file: config::File,
    /// What the command line says is known on every site.
    listed: Option<Baseline>,
}

/// Which sites are checked, if that is not one site.
pub(super) fn of(check: &Check, context: &Context) -> Result<Option<Many>, Error> {
    let is_one = match check.targets.as_slice() {
        [] => true,
        [only] => !fleet::is_pattern(only) || context.directory.join(only).exists(),
        _ => false,
    };
    if is_one && !check.all && check.partition.is_none() {
        return Ok(None);
    }
    let of_one = [
        ("--write", check.write),
        ("--record", check.record.is_some()),
        ("--baseline-update", check.baseline_update),
        ("--known", check.known),
        ("--verbose", check.verbose > 0),
    ];
    if let Some((option, _)) = of_one.into_iter().find(|(_, is_given)| *is_given) {
        return Err(Error::OfOneSite(option));
    }
    let file = configuration::read(check.config.as_deref(), context)?;
    let configured: Vec<&String> = file.site.keys().collect();
    let mut names = fleet::select(&check.targets, check.all, &configured)?;
    if let Some(partition) = check.partition {
        names.retain(|name| partition.holds(name));
    }
    // Wrong arguments are one error and not one for each site.
    let of_none = Check {
        targets: Vec::new(),
        ..check.clone()
    };
    settings::resolve_with(&of_none, &file, context)?;
    Ok(Some(Many {
        names,
        file,
        listed: baseline::read(check.baseline.as_deref(), false, context)?,
    }))
}

/// Checks them.
pub(super) fn run(
    check: &Check,
    many: &Many,
    context: &mut Context,
) -> Result<Exit, crate::cli::Error> {
    super::are_apart(&check.report)?;
    interrupt::listen()?;
    // Whenever somebody wants it to end, it ends by itself, with its reports.
    interrupt::heeded();
    let names = many.names.iter().map(String::as_str);
    let since = Since::new(check, &many.file, names, context)?;
    let mut sites = Sites::new()?;
    if let Some(part) = check.partition {
        sites.are_part(part).map_err(Error::Sites)?;
    }
    let hosts = many.by_host();
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
                        let report = many.report(check, name, &mut own);
                        if done.send((*name, report)).is_err() {
                            return;
                        }
                    }
                }
            });
        }
        drop(done);
        for (name, report) in arriving {
            let added = report
                .map_err(fleet::NotAFleet::Kept)
                .and_then(|report| sites.add(name, &report));
            match added {
                Ok(verdict) => {
                    let (at, of, name) = (sites.len(), many.names.len(), printable(name));
                    let verdict = verdict.as_str();
                    // Where standard error is gone there is nobody left to tell.
                    let _gone = writeln!(context.err, "{at:>4}/{of}  {name}  {verdict}");
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
    let verdict = sites.verdict();
    let changes = since.many(&sites, check, context)?;
    for (name, notified) in since.notify(changes, context) {
        sites.notify(&name, notified);
    }
    let exit = super::report(&sites, verdict, &check.report, Detail::Short, context)?;
    match check.partition {
        // The other parts say how the sites are; this one has nothing to say.
        Some(partition) if many.names.is_empty() => {
            writeln!(context.err, "No site is in partition {partition}.")?;
            Ok(Exit::Conforms)
        }
        _ => Ok(exit),
    }
}

impl Many {
    /// The names, those of one host together: they are checked one after another, so that rate and
    /// concurrency hold for the host.
    fn by_host(&self) -> Vec<Vec<&str>> {
        let mut groups: IndexMap<String, Vec<&str>> = IndexMap::new();
        for name in &self.names {
            let site = self.file.site.get(name);
            let address = site.map_or(name.as_str(), |site| &site.url);
            let host = address.split_once("://").map_or(address, |(_, rest)| rest);
            let host = host.split(['/', '?', '#']).next().unwrap_or(host);
            groups
                .entry(host.to_ascii_lowercase())
                .or_default()
                .push(name);
        }
        groups.into_values().collect()
    }

    /// The JSON report of one site, on one line. What keeps it from being checked is said in it.
    fn report(&self, check: &Check, name: &str, context: &mut Context) -> io::Result<Vec<u8>> {
        let unjudged = |reason, text: String| {
            let subject = Subject {
                name: crate::redact::text(name),
                kind: SubjectKind::Site,
                apis: Vec::new(),
            };
            session::unjudged(&Policy::default(), subject, Incomplete::new(reason, text))
        };
        let mut outcome = if interrupt::stop().is_set() {
            unjudged(Reason::Interrupted, "interrupted".to_owned())
        } else {
            self.outcome(check, name, context)
                .unwrap_or_else(|error| unjudged(Reason::NotStarted, error.to_string()))
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

    fn outcome(
        &self,
        check: &Check,
        name: &str,
        context: &mut Context,
    ) -> Result<Outcome, crate::cli::Error> {
        let check = Check {
            targets: vec![name.to_owned()],
            ..check.clone()
        };
        let (mut settings, target) = settings::resolve_with(&check, &self.file, context)?;
        let own = match &self.listed {
            Some(_) => None,
            None => baseline::read(settings.baseline.as_deref(), false, context)?,
        };
        let listed = self.listed.as_ref().or(own.as_ref());
        settings.policy.listed = fingerprints(listed, &settings);
        heed_signals(&target, &mut settings)?;
        let mut outcome = judge(target, &settings, &mut Alone)?;
        if settings.show_values {
            outcome.open();
        }
        if let Some(listed) = listed {
            crate::baseline::apply(listed, &mut outcome, baseline::today()?);
        }
        Ok(outcome)
    }
}
