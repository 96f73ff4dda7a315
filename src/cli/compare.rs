use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Context, Error, Exit};
use crate::compare::{Difference, Judgement, report};
use crate::input;
use crate::report::Dialect;
use crate::runs::Run;
use crate::session::{Alone, Policy, Session, Target};

/// Arguments of `memberspec compare`.
#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The run before: a JSON report of `check`, or a HAR recording, which is judged first.
    before: PathBuf,
    /// The run after.
    after: PathBuf,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
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
}

/// Compares two runs.
pub(super) fn run(arguments: &Compare, context: &mut Context) -> Result<Exit, Error> {
    let before = read(&arguments.before, context)?;
    let after = read(&arguments.after, context)?;
    let runs = (&before, &after);
    let difference = Difference::between(&before, &after);
    let (style, out) = (context.style, &mut context.out);
    match arguments.format {
        Format::Text => report::text(runs, &difference, style, out)?,
        Format::Markdown => report::markdown(runs, &difference, out)?,
        Format::Json => {
            out.speak(Dialect::Json)?;
            report::json(runs, &difference, out)?;
        }
        Format::Junit => {
            out.speak(Dialect::Xml)?;
            report::junit(runs, &difference, out)?;
        }
        Format::Github => report::annotations(runs, &difference, out)?,
    }
    Ok(match difference.judgement {
        Judgement::Same | Judgement::Better => Exit::Conforms,
        Judgement::Worse => Exit::Findings,
        Judgement::Incomplete => Exit::CouldNotRun,
    })
}

fn read(path: &Path, context: &Context) -> Result<Run, Error> {
    let not_a_run = |source| Error::NotARun {
        path: path.to_owned(),
        source,
    };
    let full = context.directory.join(path);
    if input::is_recording(path) {
        let session = Session::new(Target::Recording(full), Policy::default());
        let outcome = (session.run_blocking(&mut Alone)).map_err(super::check::Error::from)?;
        return Run::of(&outcome).map_err(not_a_run);
    }
    let text = input::read(&full, input::MADE).map_err(|source| Error::ReadFile {
        path: path.to_owned(),
        source,
    })?;
    Run::read(&text).map_err(not_a_run)
}
