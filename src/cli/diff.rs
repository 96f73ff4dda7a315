use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Context, Error, Exit};
use crate::diff::load::{Document, LoadError, Remote, Rim, Source};
use crate::diff::{APPROVALS, Approvals, Comparison, Day, Options, report, rules};
use crate::finding::Level;

/// Arguments of `memberspec diff`.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The old document: a file, `-`, `REVISION:PATH` in git, or a URL. With --base, the only
    /// document: the old one is the same file at that revision.
    #[arg(value_name = "OLD", required_unless_present = "rules")]
    old: Option<String>,
    /// The new document.
    #[arg(value_name = "NEW", required_unless_present_any = ["base", "rules"], conflicts_with = "base")]
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
    /// Fail when `info.version` was not raised as far as the changes ask.
    #[arg(long)]
    check_version: bool,
    /// Give the changes of a rule another level: error, warning, info or off.
    #[arg(long = "level", value_name = "RULE=LEVEL", value_parser = level)]
    levels: Vec<(String, Option<Level>)>,
    /// Breaking changes that somebody answers for [default: memberspec.approved.toml, if it is
    /// there].
    #[arg(long, value_name = "FILE")]
    approvals: Option<PathBuf>,
    /// Follow `$ref` to other hosts.
    #[arg(long)]
    allow_remote: bool,
    /// List the rules and stop.
    #[arg(long, exclusive = true)]
    rules: bool,
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// A changelog for a pull request.
    Markdown,
    /// For programs.
    Json,
    /// JUnit XML.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// One page.
    Html,
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

/// Reads `RULE=LEVEL`.
fn level(text: &str) -> Result<(String, Option<Level>), String> {
    let (rule, level) = text.split_once('=').ok_or("write it as RULE=LEVEL")?;
    if rules::find(rule).is_none() {
        return Err(format!(
            "there is no rule `{rule}`; `memberspec diff --rules` lists them"
        ));
    }
    let level = match level {
        "error" => Some(Level::Error),
        "warning" => Some(Level::Warning),
        "info" => Some(Level::Info),
        "off" => None,
        _ => return Err("a level is error, warning, info or off".to_owned()),
    };
    Ok((rule.to_owned(), level))
}

/// Compares two documents.
pub(super) fn run(arguments: &Diff, context: &mut Context) -> Result<Exit, Error> {
    if arguments.rules {
        report::rules::list(context.style, &mut context.out)?;
        return Ok(Exit::Conforms);
    }
    let today = Day(jiff::Zoned::now().date());
    let mut comparison = compare(arguments, context, today)?;
    comparison.override_levels(&arguments.levels.iter().cloned().collect());
    comparison.approve(&approvals(arguments, context)?, today);
    let least = arguments.fail_on.level();
    let out = &mut context.out;
    match arguments.format {
        Format::Text => report::terminal::write(&comparison, Level::Info, context.style, out)?,
        Format::Markdown => report::markdown::write(&comparison, out)?,
        Format::Json => report::json::write(&comparison, out)?,
        Format::Junit => report::junit::write(&comparison, least, out)?,
        Format::Github => report::github::write(&comparison, out)?,
        Format::Sarif => report::sarif::write(&comparison, out)?,
        Format::Html => report::html::write(&comparison, out)?,
    }
    let mut fails = comparison.fails(least);
    if arguments.check_version && comparison.is_raised() != Some(true) {
        fails = true;
        let version =
            |version: &Option<String>| version.clone().unwrap_or_else(|| "none".to_owned());
        writeln!(
            context.err,
            "memberspec: the changes ask for a {} version; it went from {} to {}",
            comparison.bump(),
            version(&comparison.old_version),
            version(&comparison.new_version)
        )?;
    }
    Ok(if fails {
        Exit::Findings
    } else {
        Exit::Conforms
    })
}

/// Reads the approvals that were named, or those that lie in the current directory.
fn approvals(arguments: &Diff, context: &Context) -> Result<Approvals, Error> {
    let path = match &arguments.approvals {
        Some(path) => context.directory.join(path),
        None => context.directory.join(APPROVALS),
    };
    if arguments.approvals.is_none() && !path.exists() {
        return Ok(Approvals::default());
    }
    let text = std::fs::read_to_string(&path).map_err(|source| Error::ReadFile {
        path: path.clone(),
        source,
    })?;
    toml::from_str(&text).map_err(|source| Error::Approvals {
        path,
        source: Box::new(source),
    })
}

/// Documents nest, and so does the search through them: the stack must hold the deepest.
const STACK: usize = 512 * 1024 * 1024;

fn compare(arguments: &Diff, context: &Context, today: Day) -> Result<Comparison, Error> {
    let directory = context.directory.as_path();
    let first = Source::parse(arguments.old.as_deref().unwrap_or("-"), directory);
    let (old, new) = match (&arguments.base, &arguments.new) {
        (Some(revision), _) => (first.clone().at_revision(revision), first),
        (None, new) => (
            first,
            Source::parse(new.as_deref().unwrap_or("-"), directory),
        ),
    };
    let fetch = super::fetch::document;
    let remote = if arguments.allow_remote {
        Remote::Allowed
    } else {
        Remote::Refused
    };
    let work = move || -> Result<Comparison, LoadError> {
        let rim = Rim {
            directory,
            fetch: &fetch,
            remote,
        };
        let (old, new) = std::thread::scope(|scope| {
            let old = scope.spawn(move || Document::load(old, rim));
            let new = Document::load(new, rim);
            match old.join() {
                Ok(old) => Ok((old?, new?)),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })?;
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
