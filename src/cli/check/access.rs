use std::path::{Path, PathBuf};

use super::settings::Sources;
use super::{Check, Error};
use crate::cli::Context;
use crate::cli::site_access::{Header, HeaderError, printable, rest_prefix};
use crate::config;
use crate::redact::{Secret, is_secret_header};
use crate::session::{SiteAccess, SiteHeader};

/// Where a setting is given, the one that wins first.
pub(super) struct Layers<'a> {
    pub(super) section: &'a config::Check,
    pub(super) environment: &'a config::Check,
    pub(super) global: &'a config::Check,
}

impl Layers<'_> {
    /// A file whose content is sent to the site: from the command line, else from the section of the
    /// site, the environment, or what holds for all sites.
    pub(super) fn file(
        &self,
        told: Option<&Path>,
        of: fn(&config::Check) -> Option<&PathBuf>,
        sources: &Sources<'_>,
        context: &Context,
    ) -> Result<Option<PathBuf>, Error> {
        let path = |path: &Path| Some(context.directory.join(path));
        if let Some(told) = told {
            sources.may_send(told, context)?;
            return Ok(path(told));
        }
        if let Some(named) = of(self.section) {
            sources.stays_inside(named, context)?;
            return Ok(path(named));
        }
        if let Some(named) = of(self.environment) {
            sources.chose_no_host()?;
            return Ok(path(named));
        }
        match of(self.global) {
            Some(named) => sources.stays_inside(named, context).map(|()| path(named)),
            None => Ok(None),
        }
    }
}

/// What the site wants to see beside the key, from command line, environment and file.
pub(super) fn access(
    check: &Check,
    layers: &Layers<'_>,
    sources: &Sources<'_>,
    context: &Context,
) -> Result<SiteAccess, Error> {
    let flags = &check.access;
    let from_file = (layers.section.header.as_ref()).or(layers.global.header.as_ref());
    let typed = match from_file {
        Some(lines) if flags.headers.is_empty() => {
            let headers = lines.iter().map(|line| of_file(line, sources));
            headers.collect::<Result<_, _>>()?
        }
        _ => {
            let is_secret = |header: &Header| {
                header.variables().next().is_some() || is_secret_header(&header.name)
            };
            if flags.headers.iter().any(is_secret) {
                sources.chose_no_host()?;
            }
            flags.headers.clone()
        }
    };
    let header = |typed: Header| -> Result<SiteHeader, Error> {
        Ok(SiteHeader {
            value: Secret::new(typed.value(&context.redactor)?),
            name: typed.name,
            shown: typed.typed,
        })
    };
    let file = |told: Option<&PathBuf>, of: fn(&config::Check) -> Option<&PathBuf>| {
        layers.file(told.map(PathBuf::as_path), of, sources, context)
    };
    let text = |of: fn(&config::Check) -> Option<&String>| {
        [layers.section, layers.environment, layers.global]
            .into_iter()
            .find_map(of)
    };
    let value = |place, value: &String, expected| Error::Value {
        place,
        value: value.clone(),
        expected,
    };
    let user_agent = match (&flags.user_agent, text(|it| it.user_agent.as_ref())) {
        (None, Some(text)) => Some(
            printable(text)
                .map_err(|_| value("user_agent", text, "a text of printable characters"))?,
        ),
        (told, _) => told.clone(),
    };
    let prefix = match (&flags.rest_prefix, text(|it| it.rest_prefix.as_ref())) {
        (None, Some(text)) => {
            Some(rest_prefix(text).map_err(|_| value("rest_prefix", text, "a path such as api"))?)
        }
        (told, _) => told.clone(),
    };
    Ok(SiteAccess {
        headers: typed.into_iter().map(header).collect::<Result<_, _>>()?,
        site_auth: file(flags.site_auth.as_ref(), |it| it.site_auth.as_ref())?,
        client_cert: file(flags.client_cert.as_ref(), |it| it.client_cert.as_ref())?,
        user_agent,
        rest_prefix: prefix,
    })
}

/// A header of the configuration. A file that nobody named may have been put there by anybody: it
/// takes nothing out of the environment.
fn of_file(line: &str, sources: &Sources<'_>) -> Result<Header, Error> {
    let header = Header::parse(line).map_err(|why| HeaderError::Form {
        place: "header",
        why,
    })?;
    let variable = header.variables().next().map(str::to_owned);
    match variable {
        Some(variable) if !sources.is_file_named => Err(HeaderError::Untrusted {
            file: config::NAME,
            header: header.name,
            variable,
        }
        .into()),
        None if is_secret_header(&header.name) => Err(HeaderError::Secret {
            header: header.name,
        }
        .into()),
        _ => Ok(header),
    }
}
