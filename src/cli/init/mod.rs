//! `memberspec init`: writes a commented `memberspec.toml`, and the workflow of a CI.

mod answers;
mod error;
mod files;
mod text;
mod workflow;

pub(crate) use error::Error;

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::check::{self, Check};
use super::{Context, Exit};
use crate::config;
use crate::interpret::Api;
use crate::session::Reached;
use answers::Answers;
use text::Described;

/// Arguments of `memberspec init`.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Address of the site, such as https://shop.example. Without one it is requested at the terminal,
    /// and so are a key file and the CI
    url: Option<String>,

    /// Name of the site in the file [default: the first part of its host]
    #[arg(long)]
    name: Option<String>,

    /// File in this directory with the consumer key in its first line and the consumer secret in its
    /// second [default: MEMBERSPEC_KEY and MEMBERSPEC_SECRET]
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,

    /// Also write a workflow that checks the site every day
    #[arg(long, value_enum)]
    ci: Option<Ci>,

    /// Repository on GitHub from which the workflow takes memberspec [default: the one that this
    /// program was released from, if it was]
    #[arg(long, value_name = "OWNER/REPOSITORY", value_parser = workflow::repository)]
    action: Option<String>,

    /// Send nothing: do not find the site and do not try the key
    #[arg(long)]
    offline: bool,

    /// Overwrite files that exist
    #[arg(long)]
    force: bool,
}

/// Where the site is to be checked every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Ci {
    /// `.github/workflows/memberspec.yml`.
    Github,
    /// `.gitlab/memberspec.yml`, to be included by `.gitlab-ci.yml`.
    Gitlab,
}

/// Writes the files, after the site was found and the key was tried.
pub(super) fn run(init: &Init, context: &mut Context) -> Result<Exit, super::Error> {
    let answers = Answers::new(init, context)?;
    // The workflow holds the key of the site: it takes the program from nowhere but a named repository.
    let repository = init.action.as_deref().or(workflow::own());
    let workflow = match (answers.ci, repository) {
        (Some(_), None) => return Err(Error::NoRepository.into()),
        (Some(ci), Some(repository)) => Some(workflow::text(ci, &answers, repository)),
        (None, _) => None,
    };
    let paths = [
        Some(PathBuf::from(config::NAME)),
        answers.ci.map(|ci| PathBuf::from(workflow::path(ci))),
    ];
    let paths: Vec<PathBuf> = paths.into_iter().flatten().collect();
    files::are_free(&paths, init.force, context)?;
    let apis = match init.offline {
        true => Vec::new(),
        false => tried(&answers, context)?,
    };
    let configuration = text::configuration(&Described {
        name: &answers.name,
        url: &answers.url,
        credentials: answers.credentials.as_deref(),
        apis: &apis,
    });
    let texts = [Some(configuration), workflow];
    for (path, text) in paths.iter().zip(texts.iter().flatten()) {
        files::write(path, text, context)?;
        writeln!(context.out, "Wrote {}.", path.display())?;
    }
    next(&answers, context)?;
    Ok(Exit::Conforms)
}

/// Finds the site and tries the key, where there is one: the versions that the site has.
fn tried(answers: &Answers, context: &mut Context) -> Result<Vec<Api>, super::Error> {
    let check = Check::for_site(&answers.url, |check| {
        check
            .access
            .credentials
            .clone_from(&answers.credentials_path);
    });
    let Some(reached) = check::reach(&check, context)? else {
        writeln!(
            context.err,
            "No key: nothing was sent to the site. Set MEMBERSPEC_KEY and MEMBERSPEC_SECRET, or name a \
             file with --credentials, to try it."
        )?;
        return Ok(Vec::new());
    };
    let Reached { apis, notes } = reached;
    for note in notes {
        writeln!(context.err, "Note: {note}")?;
    }
    writeln!(
        context.err,
        "The site accepts the key, and has {}.",
        text::listed(&apis)
    )?;
    Ok(apis)
}

/// What to do with the files.
fn next(answers: &Answers, context: &mut Context) -> Result<(), super::Error> {
    let out = &mut context.out;
    match &answers.credentials {
        Some(file) => {
            writeln!(out, "Keep {file} out of version control: it holds the key.")?;
            writeln!(out, "Next: memberspec check {}", answers.name)?;
        }
        None => writeln!(
            out,
            "Next: memberspec check {} --config {}",
            answers.name,
            config::NAME
        )?,
    }
    match answers.ci {
        Some(Ci::Github) => writeln!(
            out,
            "Store the key as the secrets MEMBERSPEC_KEY and MEMBERSPEC_SECRET of the repository."
        )?,
        Some(Ci::Gitlab) => writeln!(
            out,
            "Store the key as the masked CI/CD variables MEMBERSPEC_KEY and MEMBERSPEC_SECRET, and \
             include {} in .gitlab-ci.yml.",
            workflow::path(Ci::Gitlab)
        )?,
        None => {}
    }
    Ok(())
}
