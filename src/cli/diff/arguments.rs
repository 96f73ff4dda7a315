use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::diff::rules;
use crate::finding::Level;

/// Arguments of `memberspec diff`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Diff {
    /// The old document: a file, `-`, `REVISION:PATH` in git, or a URL. With --base, the only
    /// document: the old one is the same file at that revision.
    #[arg(value_name = "OLD", required_unless_present = "rules")]
    pub(super) old: Option<String>,
    /// The new document.
    #[arg(value_name = "NEW", required_unless_present_any = ["base", "rules"], conflicts_with = "base")]
    pub(super) new: Option<String>,
    /// Compare a file with itself at a git revision.
    #[arg(long, value_name = "REVISION")]
    pub(super) base: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Tell changes of words one by one, too: descriptions, examples, extensions.
    #[arg(long)]
    pub(super) all: bool,
    /// Fail when a change of this level is found.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "LEVEL")]
    pub(super) fail_on: FailOn,
    /// Fail when `info.version` was not raised as far as the changes ask.
    #[arg(long)]
    pub(super) check_version: bool,
    /// Give the changes of a rule another level: error, warning, info or off.
    #[arg(long = "level", value_name = "RULE=LEVEL", value_parser = level)]
    pub(super) levels: Vec<(String, Option<Level>)>,
    /// Breaking changes that somebody answers for [default: memberspec.approved.toml, if it is
    /// there].
    #[arg(long, value_name = "FILE")]
    pub(super) approvals: Option<PathBuf>,
    /// Follow `$ref` to other hosts.
    #[arg(long)]
    pub(super) allow_remote: bool,
    /// List the rules and stop.
    #[arg(long, exclusive = true)]
    pub(super) rules: bool,
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
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
pub(super) enum FailOn {
    /// Only what breaks somebody.
    Error,
    /// What may break somebody, too.
    Warning,
    /// Any change.
    Any,
}

impl FailOn {
    /// The level.
    pub(super) fn level(self) -> Level {
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
