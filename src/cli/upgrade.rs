use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::check::{self, Check};
use super::format::Format;
use super::site_access::SiteAccess;
use super::{Context, Error, Exit, diff};
use crate::base::{Api, Release};
use crate::diff::{Comparison, Day, Options, deep};
use crate::finding::Level;
use crate::judge::By;
use crate::releases::{Search, Upgrade, report};
use crate::report::Dialect;

/// Arguments of `memberspec upgrade`.
#[derive(Debug, Args)]
#[command(mut_group("SiteAccess", |flags| flags.conflicts_with("from")))]
pub(super) struct Arguments {
    /// The release that runs now, such as 1.17.4.
    #[arg(long, value_name = "RELEASE", required_unless_present = "site")]
    from: Option<Release>,
    /// The site to ask which release runs now: its address, or its name in memberspec.toml. Credentials
    /// are given as for `check`; a handful of requests that change nothing.
    #[arg(long, value_name = "SITE", conflicts_with = "from")]
    site: Option<String>,
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
    #[command(flatten)]
    access: SiteAccess,
    /// Configuration file [default: memberspec.toml in the current directory, if it exists].
    #[arg(long, value_name = "FILE", env = "MEMBERSPEC_CONFIG")]
    config: Option<PathBuf>,
}

/// Says what an upgrade changes for a client.
pub(super) fn run(arguments: &Arguments, context: &mut Context) -> Result<Exit, Error> {
    let &Arguments { to, api, .. } = arguments;
    let from = match (arguments.from, &arguments.site) {
        (Some(from), _) => from,
        (None, site) => running(site.as_deref().unwrap_or_default(), arguments, context)?,
    };
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

/// The release that a site runs. One that nothing shows is not assumed.
fn running(site: &str, arguments: &Arguments, context: &mut Context) -> Result<Release, Error> {
    let check = Check::for_site(site, |check| {
        check.api = vec![arguments.api];
        check.access.clone_from(&arguments.access);
        check.config.clone_from(&arguments.config);
    });
    let shown = || crate::redact::text(site);
    let found = check::release_of(&check, context)?;
    let found = found.ok_or_else(|| Error::NotASite { typed: shown() })?;
    if found.by == By::Assumed {
        return Err(Error::NoReleaseShown { site: shown() });
    }
    writeln!(context.err, "{}: {found}", shown())?;
    Ok(found.release)
}
