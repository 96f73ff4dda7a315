use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Error;
use crate::cli::Context;
use crate::finding::Outcome;
use crate::fleet::{self, Sites};
use crate::report::{self, Detail, Dialect, Output, Page};
use crate::runs::{self, Run, Runs};
use crate::{input, judge};

/// A report that was requested: `FORMAT=PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Report {
    format: Format,
    path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Format {
    Terminal,
    Json,
    Junit,
    Github,
    Markdown,
    Sarif,
    Prometheus,
    Html,
}

impl Format {
    const ALL: [Self; 8] = [
        Self::Terminal,
        Self::Json,
        Self::Junit,
        Self::Github,
        Self::Markdown,
        Self::Sarif,
        Self::Prometheus,
        Self::Html,
    ];

    pub(in crate::cli) fn as_str(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Markdown => "markdown",
            Self::Sarif => "sarif",
            Self::Prometheus => "prometheus",
            Self::Html => "html",
        }
    }
}

impl FromStr for Report {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').unwrap_or((text, "-"));
        let format = Format::ALL
            .into_iter()
            .find(|known| known.as_str() == format)
            .ok_or_else(|| {
                let [names @ .., last] = Format::ALL.map(Format::as_str);
                format!("`{format}` is not {} or {last}", names.join(", "))
            })?;
        if path.is_empty() {
            return Err(format!("{text} does not name a file; - is standard output"));
        }
        Ok(Self {
            format,
            path: path.into(),
        })
    }
}

impl Report {
    /// One of that format on standard output.
    pub(in crate::cli) fn on_standard_output(format: Format) -> Self {
        Self {
            format,
            path: "-".into(),
        }
    }

    /// Its format.
    pub(in crate::cli) fn format(&self) -> Format {
        self.format
    }

    /// Whether it goes to standard output, so that nothing else may.
    pub(super) fn is_standard_output(&self) -> bool {
        self.path == Path::new("-")
    }
}

/// Whether no two reports would overwrite or mix with one another. Pages for people may follow one
/// another on standard output.
pub(in crate::cli) fn are_apart(reports: &[Report]) -> Result<(), Error> {
    let is_for_people = |it: &Report| {
        matches!(
            it.format,
            Format::Terminal | Format::Github | Format::Markdown
        )
    };
    for (index, report) in reports.iter().enumerate() {
        let before = reports.iter().take(index);
        let mut shared = before.filter(|other| {
            let may_follow =
                report.is_standard_output() && is_for_people(report) && is_for_people(other);
            other.path == report.path && !may_follow && report.path != Path::new("/dev/null")
        });
        if shared.next().is_some() {
            return Err(Error::OneFileForReports {
                path: report.path.clone(),
            });
        }
    }
    Ok(())
}

/// What is reported: the outcome of one run, or several sites.
pub(in crate::cli) trait Reported {
    /// Writes one report of it.
    fn write(&self, format: Format, page: Page, out: &mut Output<'_>) -> io::Result<()>;
}

/// Writes all reports. One that cannot be written does not keep the others back: the first such
/// error is handed out at the end.
pub(in crate::cli) fn write(
    reported: &impl Reported,
    reports: &[Report],
    detail: Detail,
    context: &mut Context,
) -> Result<Option<Error>, io::Error> {
    let mut failed = None;
    for report in reports {
        if report.is_standard_output() {
            let page = context.page(detail);
            render(reported, report.format, page, &mut context.out)?;
            if report.format == Format::Github {
                step_summary(reported, context)?;
            }
            continue;
        }
        let path = context.directory.join(&report.path);
        let fill = |file: &mut File| {
            let mut out = Output::new(file, context.redactor.clone());
            render(reported, report.format, Page::plain(detail), &mut out)?;
            out.flush()
        };
        let written = match report.format {
            // A collector may read it at any time, and the next run with --since.
            Format::Prometheus | Format::Json => input::replace(&path, fill),
            _ => input::create(&path).and_then(|mut file| fill(&mut file)),
        };
        if let Err(source) = written {
            let format = report.format.as_str();
            failed.get_or_insert(Error::Report {
                format,
                path: report.path.clone(),
                source,
            });
        }
    }
    // Standard output gets the page for people, unless a report went there.
    if !reports.iter().any(Report::is_standard_output) {
        let page = context.page(detail);
        render(reported, Format::Terminal, page, &mut context.out)?;
    }
    Ok(failed)
}

fn render(
    reported: &impl Reported,
    format: Format,
    page: Page,
    out: &mut Output<'_>,
) -> io::Result<()> {
    out.speak(match format {
        Format::Terminal | Format::Github | Format::Markdown => Dialect::Text,
        Format::Json | Format::Sarif => Dialect::Json,
        Format::Junit | Format::Html => Dialect::Xml,
        Format::Prometheus => Dialect::Metrics,
    })?;
    reported.write(format, page, out)
}

impl Reported for Outcome {
    fn write(&self, format: Format, page: Page, out: &mut Output<'_>) -> io::Result<()> {
        match format {
            Format::Terminal => report::terminal::write(self, page, out),
            Format::Json => report::json::write(self, out),
            Format::Junit => report::junit::write(self, out),
            Format::Github => report::github::annotations(self, out),
            Format::Markdown => report::github::step_summary(self, out),
            Format::Sarif => sarif(&run(self)?, out),
            Format::Prometheus => runs::prometheus(&run(self)?, out),
            Format::Html => runs::html(&run(self)?, &judge::rules_of_findings(), out),
        }
    }
}

impl Reported for Sites {
    fn write(&self, format: Format, page: Page, out: &mut Output<'_>) -> io::Result<()> {
        match format {
            Format::Terminal => fleet::terminal(self, page.style, out),
            Format::Json => fleet::json(self, out),
            Format::Junit => fleet::junit(self, out),
            Format::Github => fleet::annotations(self, out),
            Format::Markdown => fleet::markdown(self, out),
            Format::Sarif => sarif(self, out),
            Format::Prometheus => runs::prometheus(self, out),
            Format::Html => runs::html(self, &judge::rules_of_findings(), out),
        }
    }
}

/// The run as its JSON report tells it.
fn run(outcome: &Outcome) -> io::Result<Run> {
    Run::of(outcome).map_err(io::Error::other)
}

fn sarif(runs: &impl Runs, out: &mut Output<'_>) -> io::Result<()> {
    runs::sarif(runs, &judge::rules_of_findings(), out)
}

/// GitHub Actions names a file for the summary of a step; the annotations go to its log.
fn step_summary(reported: &impl Reported, context: &Context) -> io::Result<()> {
    let Some(path) = context.environment.get("GITHUB_STEP_SUMMARY") else {
        return Ok(());
    };
    let file = OpenOptions::new().append(true).create(true).open(path)?;
    let mut out = Output::new(file, context.redactor.clone());
    reported.write(Format::Markdown, Page::plain(Detail::Short), &mut out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::Report;

    #[test]
    fn a_report_is_a_format_and_a_path() {
        let report: Report = "json=out/report.json".parse().unwrap();
        assert!(!report.is_standard_output());
        assert!("github".parse::<Report>().unwrap().is_standard_output());
        assert_eq!(
            "pdf=x".parse::<Report>().unwrap_err(),
            "`pdf` is not terminal, json, junit, github, markdown, sarif, prometheus or html"
        );
        assert!("json=".parse::<Report>().is_err());
    }
}
