use clap::{Args, ValueEnum};

use super::{Context, Error, Exit};
use crate::diff::load::{Document, LoadError, Remote, Rim, Source};
use crate::diff::{Comparison, Day, Options, report};
use crate::finding::Level;

/// Arguments of `memberspec diff`.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The old document: a file, `-`, `REVISION:PATH` in git, or a URL. With --base, the only
    /// document: the old one is the same file at that revision.
    #[arg(value_name = "OLD")]
    old: String,
    /// The new document.
    #[arg(
        value_name = "NEW",
        required_unless_present = "base",
        conflicts_with = "base"
    )]
    new: Option<String>,
    /// Compare a file with itself at a git revision.
    #[arg(long, value_name = "REVISION")]
    base: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Fail when a change of this level is found.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "LEVEL")]
    fail_on: FailOn,
    /// Follow `$ref` to other hosts.
    #[arg(long)]
    allow_remote: bool,
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// The least level that fails a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Only what breaks somebody.
    Error,
    /// What may break somebody, too.
    Warning,
    /// Any change.
    Any,
}

impl FailOn {
    fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
            Self::Any => Level::Info,
        }
    }
}

/// Compares two documents.
pub(super) fn run(arguments: &Diff, context: &mut Context) -> Result<Exit, Error> {
    let comparison = compare(arguments, context)?;
    match arguments.format {
        Format::Text => {
            report::terminal::write(&comparison, Level::Info, context.style, &mut context.out)?;
        }
        Format::Json => report::json::write(&comparison, &mut context.out)?,
    }
    let found = comparison
        .changes
        .iter()
        .any(|change| change.level >= arguments.fail_on.level());
    Ok(if found {
        Exit::Findings
    } else {
        Exit::Conforms
    })
}

/// Documents nest, and so does the search through them: the stack must hold the deepest.
const STACK: usize = 512 * 1024 * 1024;

fn compare(arguments: &Diff, context: &Context) -> Result<Comparison, Error> {
    let directory = context.directory.as_path();
    let (old, new) = match (&arguments.base, &arguments.new) {
        (Some(revision), _) => {
            let new = Source::parse(&arguments.old, directory);
            (new.clone().at_revision(revision), new)
        }
        (None, Some(new)) => (
            Source::parse(&arguments.old, directory),
            Source::parse(new, directory),
        ),
        (None, None) => {
            let only = Source::parse(&arguments.old, directory);
            (only.clone(), only)
        }
    };
    let fetch = |_: &url::Url| {
        Err(String::from(
            "URLs cannot be read yet; download the document",
        ))
    };
    let remote = if arguments.allow_remote {
        Remote::Allowed
    } else {
        Remote::Refused
    };
    let today = Day(jiff::Zoned::now().date());
    let work = move || -> Result<Comparison, LoadError> {
        let rim = Rim {
            directory,
            fetch: &fetch,
            remote,
        };
        let (old, new) = (Document::load(old, rim)?, Document::load(new, rim)?);
        Ok(Comparison::of(&old, &new, Options { today }))
    };
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        match worker.join() {
            Ok(result) => result.map_err(Error::from),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
