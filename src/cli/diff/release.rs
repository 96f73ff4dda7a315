use super::arguments::Diff;
use super::site::described;
use crate::cli::Error;
use crate::diff::load::Document;
use crate::document::{self, Edition, Release};
use crate::interpret::Api;

/// The prefix of the number of a release whose document is meant.
const PREFIX: &str = "release:";

/// The release that was typed, if one was.
pub(super) fn named(text: &str) -> Option<&str> {
    text.strip_prefix(PREFIX)
}

/// The observed document of a release, for the version of the API that the other document
/// describes.
pub(super) fn document(
    text: &str,
    arguments: &Diff,
    other: Option<&Document>,
) -> Result<(Document, String), Error> {
    let release: Release = text.parse().map_err(|problem| Error::Release {
        typed: text.to_owned(),
        problem,
    })?;
    let api = (arguments.api)
        .or_else(|| other.and_then(described))
        .unwrap_or(Api::V3);
    let name = format!("{PREFIX}{text}");
    let note = format!("{name} is the observed document of {api} as of release {text}");
    Ok((observed(&name, release, api)?, note))
}

/// The observed document of a release, by the name that reports give it.
pub(in crate::cli) fn observed(name: &str, release: Release, api: Api) -> Result<Document, Error> {
    if !release.has(api) {
        return Err(Error::NotIn { api, release });
    }
    let edition = Edition::Observed;
    let document =
        document::openapi_of(api, edition, release).ok_or(Error::NoDocument { api, edition })?;
    Ok(Document::from_text(name, &format!("{document:#}"))?)
}
