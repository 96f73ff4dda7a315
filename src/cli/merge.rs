use std::path::PathBuf;

use clap::Args;

use super::{Context, Error, Exit, check};
use crate::fleet::{self, Sites};
use crate::input;
use crate::report::Detail;

/// Arguments of `memberspec merge`.
#[derive(Debug, Args)]
pub(super) struct Merge {
    /// JSON reports of `check`, of one site or of several.
    #[arg(required = true, value_name = "REPORT.json")]
    reports: Vec<PathBuf>,
    /// Write a report; repeatable. FORMAT is terminal, json, junit, github, markdown, sarif,
    /// prometheus or html; - is standard output
    #[arg(long, value_name = "FORMAT=PATH")]
    report: Vec<check::Report>,
}

/// Joins the reports of several runs into one.
pub(super) fn run(merge: &Merge, context: &mut Context) -> Result<Exit, Error> {
    check::are_apart(&merge.report)?;
    let mut sites = Sites::new()?;
    for path in &merge.reports {
        let full = context.directory.join(path);
        let text = input::read(&full, input::MADE).map_err(|source| Error::ReadFile {
            path: path.clone(),
            source,
        })?;
        fleet::read(&text, &mut sites).map_err(|source| Error::NotAFleet {
            path: path.clone(),
            source,
        })?;
    }
    sites.finish();
    check::report(
        &sites,
        sites.verdict(),
        &merge.report,
        Detail::Short,
        context,
    )
}
