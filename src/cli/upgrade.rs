use std::path::PathBuf;

use clap::Args;

use super::format::Format;
use super::{Context, Error, Exit, diff};
use crate::base::{Api, Release};
use crate::diff::{Comparison, Day, Options, deep};
use crate::finding::Level;
use crate::releases::{Search, Upgrade, report};
use crate::report::Dialect;

/// Arguments of `memberspec upgrade`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The release that runs now, such as 1.17.4.
    #[arg(long, value_name = "RELEASE")]
    from: Release,
    /// The release after the upgrade.
    #[arg(long, value_name = "RELEASE", default_value_t = Release::MEASURED)]
    to: Release,
    /// The version of the API that your client uses.
    #[arg(long, value_enum, default_value_t = Api::V3)]
    api: Api,
    /// HAR recording of the calls of your client, to count those that each change concerns; may be
    /// given again.
    #[arg(long, value_name = "FILE")]
    traffic: Vec<PathBuf>,
    /// Folder with the code of your client (PHP, JavaScript, TypeScript, Python), to find the lines
    /// that name what changes. Files that .gitignore excludes and the folders vendor and
    /// node_modules are not read; other strings of a line are masked.
    #[arg(long, value_name = "DIR")]
    code: Option<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Says what an upgrade changes for a client.
pub(super) fn run(arguments: &Arguments, context: &mut Context) -> Result<Exit, Error> {
    let &Arguments { from, to, api, .. } = arguments;
    if from >= to {
        return Err(Error::NoUpgrade { from, to });
    }
    let old = diff::release_document(&format!("release:{from}"), from, api)?;
    let new = diff::release_document(&format!("release:{to}"), to, api)?;
    let today = Day(crate::clock::now()?
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date());
    let comparison = deep(|| Comparison::of(&old, &new, Options { today }));
    let mut upgrade = Upgrade::new(from, to, api, &comparison);
    for path in &arguments.traffic {
        // A recording without a call was looked at too.
        upgrade.calls.get_or_insert_default();
        diff::each_call(path, &context.directory, |exchange| upgrade.see(exchange))?;
    }
    if let Some(folder) = &arguments.code {
        let names: Vec<&[&str]> = upgrade.steps.iter().map(|step| step.change.names).collect();
        let found = Search::new(&names)?.run(&context.directory.join(folder))?;
        upgrade.files = Some((found.files, found.skipped));
        let found = found.lines.into_iter().zip(found.more);
        for (step, (lines, more)) in upgrade.steps.iter_mut().zip(found) {
            (step.lines, step.more) = (lines, more);
        }
    }
    match arguments.format {
        Format::Text => report::text(&upgrade, context.style, &mut context.out)?,
        Format::Json => {
            context.out.speak(Dialect::Json)?;
            report::json(&upgrade, &mut context.out)?;
        }
    }
    Ok(if !upgrade.is_whole() {
        Exit::CouldNotRun
    } else if upgrade.count(Level::Error) > 0 {
        Exit::Findings
    } else {
        Exit::Conforms
    })
}
