use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::check::{self, Check, Report, ReportFormat, Reported};
use super::site_access::SiteAccess;
use super::{Context, Error, Exit, configuration, diff};
use crate::compare::{self, Difference, Judgement, WireChange, report};
use crate::diff::Day;
use crate::finding::Verdict;
use crate::fleet::{self, Sites};
use crate::input;
use crate::judge;
use crate::report::{Detail, Output, Page};
use crate::runs::Run;
use crate::session::{Alone, Policy, Session, Target};

/// Arguments of `memberspec compare`.
#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The run before: a JSON report of `check`, of one site or of several; or a HAR recording or a site
    /// (its address, or its name in memberspec.toml), which is judged first.
    before: String,
    /// The run after.
    after: String,
    /// Format on standard output [default: text]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write a report; repeatable. FORMAT is terminal, json, junit, github, markdown or html; - is
    /// standard output
    #[arg(long, value_name = "FORMAT=PATH")]
    report: Vec<Report>,
    #[command(flatten)]
    access: SiteAccess,
    /// Configuration file [default: memberspec.toml in the current directory, if it exists].
    #[arg(long, value_name = "FILE", env = "MEMBERSPEC_CONFIG")]
    config: Option<PathBuf>,
}

/// Output format.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For a comment on a pull request.
    Markdown,
    /// For programs: every field.
    Json,
    /// For CI servers: one test case for each finding.
    Junit,
    /// For GitHub Actions: annotations.
    Github,
    /// For people: one page to search, filter and print.
    Html,
}

impl Format {
    fn of_report(self) -> ReportFormat {
        match self {
            Self::Text => ReportFormat::Terminal,
            Self::Markdown => ReportFormat::Markdown,
            Self::Json => ReportFormat::Json,
            Self::Junit => ReportFormat::Junit,
            Self::Github => ReportFormat::Github,
            Self::Html => ReportFormat::Html,
        }
    }
}

/// Two runs and what changed.
struct Compared<'r> {
    runs: (&'r Run, &'r Run),
    difference: Difference<'r>,
}

impl Reported for Compared<'_> {
    fn write(&self, format: ReportFormat, page: Page, out: &mut Output<'_>) -> io::Result<()> {
        let (runs, difference) = (self.runs, &self.difference);
        match format {
            ReportFormat::Terminal => report::text(runs, difference, page.style, out),
            ReportFormat::Json => report::json(runs, difference, out),
            ReportFormat::Junit => compare::junit::write(runs, difference, out),
            ReportFormat::Github => report::annotations(runs, difference, out),
            ReportFormat::Markdown => report::markdown(runs, difference, out),
            ReportFormat::Html => compare::html(runs, difference, &judge::rules_of_findings(), out),
            // Rejected before anything is read.
            ReportFormat::Sarif | ReportFormat::Prometheus => Ok(()),
        }
    }
}

impl Reported for fleet::compared::Compared<'_> {
    fn write(&self, format: ReportFormat, page: Page, out: &mut Output<'_>) -> io::Result<()> {
        use fleet::compared;
        match format {
            ReportFormat::Terminal => compared::terminal(self, page.style, out),
            ReportFormat::Json => compared::json(self, out),
            ReportFormat::Junit => compared::junit(self, out),
            ReportFormat::Github => compared::annotations(self, out),
            ReportFormat::Markdown => compared::markdown(self, out),
            // Rejected before anything is written.
            ReportFormat::Html | ReportFormat::Sarif | ReportFormat::Prometheus => Ok(()),
        }
    }
}

/// Compares two runs.
pub(super) fn run(arguments: &Compare, context: &mut Context) -> Result<Exit, Error> {
    let mut reports = arguments.report.clone();
    let format = arguments.format.map(Format::of_report);
    reports.extend(format.map(Report::on_standard_output));
    check::are_apart(&reports)?;
    let of_one = [ReportFormat::Sarif, ReportFormat::Prometheus];
    if let Some(report) = reports.iter().find(|it| of_one.contains(&it.format())) {
        return Err(Error::ReportOfOneRun {
            format: report.format().as_str(),
        });
    }
    let before = read(&arguments.before, arguments, context)?;
    let after = read(&arguments.after, arguments, context)?;
    let (before, after) = match (before, after) {
        (Side::Sites(before), Side::Sites(after)) => {
            if reports.iter().any(|it| it.format() == ReportFormat::Html) {
                return Err(Error::PageOfOneSite);
            }
            let compared = fleet::compared::Compared::new(&before, &after)?;
            let verdict = verdict(compared.judgement);
            return check::report(&compared, verdict, &reports, Detail::Short, context);
        }
        (Side::Sites(before), Side::Run(after, _)) => (
            of_site(&before, &arguments.before, (&arguments.after, &after))?,
            (after, None),
        ),
        (Side::Run(before, _), Side::Sites(after)) => {
            let run = of_site(&after, &arguments.after, (&arguments.before, &before))?;
            ((before, None), run)
        }
        (Side::Run(before, first), Side::Run(after, second)) => ((before, first), (after, second)),
    };
    let ((before, first), (after, second)) = (before, after);
    let mut difference = Difference::between(&before, &after);
    if let (Some(first), Some(second)) = (first, second) {
        difference.wire = wire((&first, &second), context)?;
    }
    let verdict = verdict(difference.judgement);
    let compared = Compared {
        runs: (&before, &after),
        difference,
    };
    check::report(&compared, verdict, &reports, Detail::Short, context)
}

/// A run with the recording that it is of, if it is of one.
type Recorded = (Box<Run>, Option<PathBuf>);

/// One side of a comparison.
enum Side {
    Run(Box<Run>, Option<PathBuf>),
    Sites(Sites),
}

fn verdict(judgement: Judgement) -> Verdict {
    match judgement {
        Judgement::Same | Judgement::Better => Verdict::Conforms,
        Judgement::Worse => Verdict::Fails,
        Judgement::Incomplete => Verdict::Incomplete,
    }
}

/// The run of a report of several sites that is of the same site as the other side, by the name that
/// was typed for it or by its address.
fn of_site(sites: &Sites, path: &str, (typed, run): (&str, &Run)) -> Result<Recorded, Error> {
    let name = &run.subject.name;
    match sites.run(typed)?.or(sites.run(name)?) {
        Some(run) => Ok((Box::new(run), None)),
        None => Err(Error::NoRunOf {
            path: path.into(),
            site: crate::redact::text(name),
        }),
    }
}

/// A run and the recording that it is of, or the runs of a report of several sites.
fn read(text: &str, arguments: &Compare, context: &mut Context) -> Result<Side, Error> {
    let path = Path::new(text);
    let not_a_run = |source| Error::NotARun {
        path: path.to_owned(),
        source,
    };
    let full = context.directory.join(path);
    let is_recording = !text.contains("://") && input::is_recording(path);
    if !is_recording && is_site(text, arguments, context)? {
        let check = Check::for_site(text, |check| {
            check.access.clone_from(&arguments.access);
            check.config.clone_from(&arguments.config);
        });
        let outcome = check::outcome(&check, context)?;
        return Ok(Side::Run(
            Box::new(Run::of(&outcome).map_err(not_a_run)?),
            None,
        ));
    }
    if is_recording {
        let session = Session::new(Target::Recording(full), Policy::default());
        let outcome = (session.run_blocking(&mut Alone)).map_err(check::Error::from)?;
        let run = Run::of(&outcome).map_err(not_a_run)?;
        return Ok(Side::Run(Box::new(run), Some(path.to_owned())));
    }
    let text = input::read(&full, input::MADE).map_err(|source| Error::ReadFile {
        path: path.to_owned(),
        source,
    })?;
    if fleet::is_of_several(&text) {
        let mut sites = Sites::new()?;
        fleet::read(&text, &mut sites).map_err(|source| Error::NotAFleet {
            path: path.to_owned(),
            source,
        })?;
        return Ok(Side::Sites(sites));
    }
    let run = Run::read(&text).map_err(not_a_run)?;
    Ok(Side::Run(Box::new(run), None))
}

/// Whether a site was typed: an address, a name of the configuration, or what is no file and does not
/// look like one.
fn is_site(text: &str, arguments: &Compare, context: &Context) -> Result<bool, Error> {
    if text.contains("://") {
        return Ok(true);
    }
    if context.directory.join(text).exists() || text.ends_with(".json") {
        return Ok(false);
    }
    let file = configuration::read(arguments.config.as_deref(), context)?;
    let is_host = text.contains(['.', ':']) || text == "localhost";
    Ok(is_host || file.site.contains_key(text))
}

/// What two recordings show of changes on the wire; none where one of them holds nothing to learn from.
fn wire(recordings: (&Path, &Path), context: &Context) -> Result<Option<Vec<WireChange>>, Error> {
    let today = crate::clock::now()?.to_zoned(jiff::tz::TimeZone::UTC);
    let comparison = match diff::recordings(recordings, context, Day(today.date())) {
        Ok(comparison) => comparison,
        Err(Error::NothingLearned { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let changes = comparison.changes.into_iter();
    let changes = changes.filter(|it| !it.is_wording()).map(|it| WireChange {
        level: it.level,
        rule: it.rule.id,
        operation: it
            .operations
            .first()
            .map_or(String::new(), ToString::to_string),
        place: it.place,
        what: it.what,
        hash: it.hash,
    });
    Ok(Some(changes.collect()))
}
