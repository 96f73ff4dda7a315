//! What changed since an earlier report: said on the screen, and posted to a receiver.

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;

use super::notify::{self, Receiver};
use super::reports::Report;
use super::{Check, Error};
use crate::base::plural;
use crate::cli::Context;
use crate::compare::{self, Difference, Notification, SiteChange};
use crate::config;
use crate::finding::{Notified, Outcome, Reason, Verdict};
use crate::fleet::{self, Sites};
use crate::input;
use crate::report::printable::printable;
use crate::report::{Output, Style};
use crate::runs::{Run, Runs as _};

/// How many sites with changes are listed.
const LISTED: usize = 20;

/// Who wants to know what changed, and since when.
pub(super) struct Since {
    /// The path and the runs of the earlier report; no runs if the file does not exist yet.
    earlier: Option<(PathBuf, Option<Sites>)>,
    receiver: Option<Receiver>,
}

/// What is to be posted.
#[derive(Default)]
pub(super) struct Changes {
    notification: Option<Notification>,
    /// Why nothing may be posted.
    kept: Option<String>,
    /// Each site by its name.
    sites: Vec<(String, Told)>,
}

/// What the receiver knows of a site before anything is posted, and what is to be known.
struct Told {
    /// As the earlier report keeps it.
    kept: Option<Notified>,
    before: Option<Verdict>,
    after: Verdict,
}

impl Told {
    fn new(before: Option<&Run>, after: &Run) -> Self {
        Self {
            kept: before.and_then(|it| it.notified),
            before: compare::told(before),
            after: after.verdict,
        }
    }

    /// What the next run must know; nothing is posted where nobody is notified.
    fn next(&self, has_receiver: bool, is_posted: bool) -> Option<Notified> {
        let verdict = match compare::is_news(self.before, self.after) {
            _ if !has_receiver => return self.kept,
            true if !is_posted => self.before,
            _ => Some(self.after),
        };
        Some(Notified { verdict })
    }
}

impl Since {
    /// Reads the earlier report and the address of the receiver, before anything is requested.
    pub(super) fn new<'s>(
        check: &Check,
        file: &config::File,
        sites: impl IntoIterator<Item = &'s str>,
        context: &mut Context,
    ) -> Result<Self, crate::cli::Error> {
        let receiver = Receiver::of(check, file, context).map_err(Error::Notify)?;
        if let Some(receiver) = &receiver {
            for site in sites {
                let site = file.site.get(site).map_or(site, |it| &it.url);
                receiver.is_apart(site).map_err(Error::Notify)?;
            }
        }
        let earlier = match &check.since {
            Some(path) => Some((path.clone(), read(path, context)?)),
            None => None,
        };
        Ok(Self { earlier, receiver })
    }

    /// Says what changed on one site.
    pub(super) fn one(
        &self,
        outcome: &Outcome,
        check: &Check,
        context: &mut Context,
    ) -> io::Result<Changes> {
        if self.earlier.is_none() && self.receiver.is_none() {
            return Ok(Changes::default());
        }
        let after = Run::of(outcome).map_err(io::Error::other)?;
        let name = &after.subject.name;
        let typed = check.target().filter(|_| check.targets.len() == 1);
        let before = self.run(typed.into_iter().chain([name]))?;
        let (out, style) = stream(check, context);
        match (&self.earlier, &before) {
            (Some((path, _)), Some(before)) => {
                writeln!(out, "Since {}", printable(&path.display().to_string()))?;
                let difference = Difference::between(before, &after);
                compare::report::text((before, &after), &difference, style, out)?;
                writeln!(out)?;
            }
            (Some((path, Some(_))), None) => writeln!(
                out,
                "{} has no run of {}: nothing to compare with.\n",
                printable(&path.display().to_string()),
                printable(name)
            )?,
            _ => {}
        }
        let changed = SiteChange::between(name, before.as_ref(), &after);
        let told = Told::new(before.as_ref(), &after);
        let verdicts = (told.before, after.verdict);
        let is_interrupted = (after.incomplete.iter()).any(|it| it.id == Reason::Interrupted.id());
        Ok(Changes {
            notification: Notification::of(verdicts, 1, changed.into_iter().collect()),
            kept: self.kept([name.as_str()], is_interrupted),
            sites: vec![(name.clone(), told)],
        })
    }

    /// Says what changed on several sites.
    pub(super) fn many(
        &self,
        sites: &Sites,
        check: &Check,
        context: &mut Context,
    ) -> io::Result<Changes> {
        if self.earlier.is_none() && self.receiver.is_none() {
            return Ok(Changes::default());
        }
        let (mut changed, mut lines, mut all) = (Vec::new(), Vec::new(), Vec::new());
        let (mut same, mut without, mut differing) = (0_u64, 0_u64, 0_u64);
        let (mut worst, mut kept) = (None::<Verdict>, None);
        sites.each(&mut |name, after| {
            let before = self.run([&name.to_owned(), &after.subject.name])?;
            changed.extend(SiteChange::between(name, before.as_ref(), after));
            let told = Told::new(before.as_ref(), after);
            worst = told.before.map_or(worst, |it| {
                Some(worst.map_or(it, |worst| worst.or_worse(it)))
            });
            all.push((name.to_owned(), told));
            let is_interrupted =
                (after.incomplete.iter()).any(|it| it.id == Reason::Interrupted.id());
            if kept.is_none() {
                kept = self.kept([after.subject.name.as_str()], is_interrupted);
            }
            let Some(before) = before else {
                without += 1;
                return Ok(());
            };
            let difference = Difference::between(&before, after);
            let is_same = before.verdict == after.verdict
                && difference.new.is_empty()
                && difference.gone.is_empty();
            if is_same {
                same += 1;
                return Ok(());
            }
            differing += 1;
            if lines.len() < LISTED {
                lines.push(format!(
                    "  {}: {} -> {}, {} new, {} gone",
                    printable(name),
                    before.verdict.as_str(),
                    after.verdict.as_str(),
                    difference.new.len(),
                    difference.gone.len()
                ));
            }
            Ok(())
        })?;
        if let Some((path, _)) = &self.earlier {
            let (out, _) = stream(check, context);
            writeln!(out, "Since {}", printable(&path.display().to_string()))?;
            for line in &lines {
                writeln!(out, "{line}")?;
            }
            if let more @ 1.. = differing.saturating_sub(lines.len() as u64) {
                writeln!(out, "  and {more} more")?;
            }
            let mut counts = format!("{} changed, {same} the same", plural(differing, "site"));
            if without > 0 {
                counts.push_str(&format!(", {without} not in that report"));
            }
            writeln!(out, "  {counts}\n")?;
        }
        Ok(Changes {
            notification: Notification::of((worst, sites.verdict()), sites.len(), changed),
            kept,
            sites: all,
        })
    }

    /// Posts what changed, once, and gives back what the receiver knows of each site then: the report
    /// keeps it, so that the next run posts what did not arrive. Whatever comes of it, the run ends as it
    /// would without.
    pub(super) fn notify(
        &self,
        changes: Changes,
        context: &mut Context,
    ) -> Vec<(String, Option<Notified>)> {
        let is_posted =
            (self.receiver.as_ref()).is_some_and(|receiver| post(receiver, &changes, context));
        let has_receiver = self.receiver.is_some();
        (changes.sites.into_iter())
            .map(|(name, told)| (name, told.next(has_receiver, is_posted)))
            .collect()
    }

    /// The run of the earlier report under the first of these names that it has.
    fn run<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> io::Result<Option<Run>> {
        let Some((_, Some(sites))) = &self.earlier else {
            return Ok(None);
        };
        for name in names {
            if let Some(run) = sites.run(name)? {
                return Ok(Some(run));
            }
        }
        Ok(None)
    }

    /// Why nothing may be posted, if that is so.
    fn kept<'s>(
        &self,
        sites: impl IntoIterator<Item = &'s str>,
        is_interrupted: bool,
    ) -> Option<String> {
        let receiver = self.receiver.as_ref()?;
        if is_interrupted {
            return Some("the run was interrupted".to_owned());
        }
        let own = sites
            .into_iter()
            .find_map(|site| receiver.is_apart(site).err());
        own.map(|error| error.to_string())
    }
}

/// Posts what changed; says what came of it, and whether it arrived.
fn post(receiver: &Receiver, changes: &Changes, context: &mut Context) -> bool {
    let (is_posted, said) = match (&changes.notification, &changes.kept) {
        (None, _) => (false, "nothing was posted: no verdict changed".to_owned()),
        (Some(_), Some(why)) => (false, format!("nothing was posted: {why}")),
        (Some(notification), None) => match receiver.post(notify::body(notification, context)) {
            Ok(()) => (true, "the change of the verdict was posted".to_owned()),
            Err(why) => (
                false,
                format!(
                    "the change of the verdict was not posted: {why}; the result of the run stands, and the \
                     next run with its report as --since posts it again"
                ),
            ),
        },
    };
    // Where standard error is gone there is nobody left to tell.
    let _gone = writeln!(context.err, "--notify: {said}");
    is_posted
}

/// Standard output, unless a report of the run goes there.
fn stream<'c>(check: &Check, context: &'c mut Context) -> (&'c mut Output<'static>, Style) {
    if check.report.iter().any(Report::is_standard_output) {
        (&mut context.err, Style::Plain)
    } else {
        (&mut context.out, context.style)
    }
}

/// What the earlier report holds. One that does not exist yet is that of the first run.
fn read(path: &PathBuf, context: &mut Context) -> Result<Option<Sites>, crate::cli::Error> {
    let text = match input::read(&context.directory.join(path), input::MADE) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            writeln!(
                context.err,
                "--since: there is no {} yet, so there is nothing to compare with",
                path.display()
            )?;
            return Ok(None);
        }
        Err(source) => {
            let path = path.clone();
            return Err(crate::cli::Error::ReadFile { path, source });
        }
    };
    let mut sites = Sites::new()?;
    fleet::read(&text, &mut sites).map_err(|source| crate::cli::Error::NotAFleet {
        path: path.clone(),
        source,
    })?;
    Ok(Some(sites))
}
