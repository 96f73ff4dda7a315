use clap::Args;

use super::format::Format;
use super::{Context, Error, Exit};
use crate::base::Release;
use crate::releases::{KNOWN, Known, report};

/// Arguments of `memberspec releases`.
#[derive(Debug, Args)]
pub(super) struct Releases {
    /// Release of the plugin, such as 1.19.1; without it, all are listed.
    release: Option<Release>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Lists the releases, or prints one.
pub(super) fn run(arguments: &Releases, context: &mut Context) -> Result<Exit, Error> {
    let found = arguments.release.map(find).transpose()?;
    let known = found.as_ref().map_or(KNOWN, std::slice::from_ref);
    let (style, out) = (context.style, &mut context.out);
    match (arguments.format, found) {
        (Format::Text, Some(known)) => report::one(known, style, out)?,
        (Format::Text, None) => report::list(known, style, out)?,
        (Format::Json, _) => report::list_json(known, out)?,
    }
    Ok(Exit::Conforms)
}

fn find(release: Release) -> Result<Known, Error> {
    (KNOWN.iter().copied())
        .find(|known| known.release == release)
        .ok_or(Error::UnknownRelease { release })
}
