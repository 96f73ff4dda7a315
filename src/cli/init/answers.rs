use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use clap::ValueEnum as _;
use url::Url;

use super::text::listed;
use super::{Ci, Error, Init};
use crate::cli::Context;
use crate::cli::check::{self, Check};
use crate::client;
use crate::config::Auth;
use crate::session::Reached;

/// What the files are written from: arguments, or what a person typed.
#[derive(Debug)]
pub(super) struct Answers {
    /// The home of the site, without a slash at the end.
    pub(super) url: String,
    /// The site in the file.
    pub(super) name: String,
    /// The key file as the configuration names it.
    pub(super) credentials: Option<String>,
    /// The same, as it is read.
    pub(super) credentials_path: Option<PathBuf>,
    pub(super) ci: Option<Ci>,
}

impl Answers {
    /// Takes the arguments, and asks a person for the rest where no address is among them.
    pub(super) fn new(init: &Init, context: &mut Context) -> Result<Self, crate::cli::Error> {
        let (typed, credentials, ci) = match &init.url {
            Some(url) => (url.clone(), init.credentials.clone(), init.ci),
            None => asked(init, context)?,
        };
        let home = client::address(&typed).map_err(Error::Address)?;
        let name = match &init.name {
            Some(name) => checked(name)?,
            None => named_after(&home),
        };
        let relative = credentials
            .as_deref()
            .map(|path| inside(path, &context.directory))
            .transpose()?;
        Ok(Self {
            url: home.as_str().trim_end_matches('/').to_owned(),
            name,
            credentials_path: relative.as_ref().map(PathBuf::from),
            credentials: relative,
            ci,
        })
    }
}

/// Asks for what no argument says.
fn asked(
    init: &Init,
    context: &mut Context,
) -> Result<(String, Option<PathBuf>, Option<Ci>), crate::cli::Error> {
    let url = ask("Address of the site: ", context)?;
    let url = url.filter(|it| !it.is_empty()).ok_or(Error::NoAddress)?;
    if !init.offline {
        found(&url, context)?;
    }
    let credentials = match &init.credentials {
        Some(path) => Some(path.clone()),
        None => ask(
            "File with consumer key and secret, one line each (empty: MEMBERSPEC_KEY and \
             MEMBERSPEC_SECRET): ",
            context,
        )?
        .filter(|it| !it.is_empty())
        .map(PathBuf::from),
    };
    let ci = match init.ci {
        Some(ci) => Some(ci),
        None => match ask("Workflow to write (github, gitlab or none): ", context)?.as_deref() {
            None | Some("" | "none") => None,
            Some(name) => Some(Ci::from_str(name, true).map_err(|_unknown| Error::Ci {
                name: name.to_owned(),
            })?),
        },
    };
    Ok((url, credentials, ci))
}

/// Finds the site before anything else is asked, so that a wrong address is reported immediately.
fn found(url: &str, context: &mut Context) -> Result<(), crate::cli::Error> {
    let check = Check::for_site(url, |check| check.access.auth = Some(Auth::None));
    if let Some(Reached { apis, .. }) = check::reach(&check, context)? {
        writeln!(context.err, "Found: the site has {}.", listed(&apis))?;
    }
    Ok(())
}

/// What a person types in one line; none where nobody sits there.
fn ask(question: &str, context: &mut Context) -> std::io::Result<Option<String>> {
    let Some(person) = &mut context.person else {
        return Ok(None);
    };
    write!(context.err, "{question}")?;
    context.err.flush()?;
    let mut typed = String::new();
    person.read_line(&mut typed)?;
    Ok(Some(typed.trim().to_owned()))
}

/// A name that stands in TOML and on a command line as it is.
fn checked(name: &str) -> Result<String, Error> {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    let is_name = !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain);
    match is_name {
        true => Ok(name.to_owned()),
        false => Err(Error::Name {
            name: name.to_owned(),
        }),
    }
}

/// `shop` for shop.example and www.shop.example.
fn named_after(home: &Url) -> String {
    let domain = home.domain().unwrap_or_default();
    let domain = domain.strip_prefix("www.").unwrap_or(domain);
    let first = domain.split('.').next().unwrap_or_default();
    checked(first).unwrap_or_else(|_not_plain| "site".to_owned())
}

/// The path of a file in the directory, from there, with slashes.
fn inside(path: &Path, directory: &Path) -> Result<String, Error> {
    let outside = || Error::Credentials {
        path: path.to_owned(),
    };
    let real = |path: &Path| path.canonicalize().map_err(|_missing| outside());
    let (file, folder) = (real(&directory.join(path))?, real(directory)?);
    let relative = file.strip_prefix(&folder).map_err(|_other| outside())?;
    let parts: Option<Vec<&str>> = relative
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    let parts = parts.filter(|parts| !parts.is_empty() && file.is_file());
    let joined = parts.ok_or_else(outside)?.join("/");
    match joined.chars().any(char::is_control) {
        true => Err(outside()),
        false => Ok(joined),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Read as _;

    use super::*;

    #[test]
    fn a_site_is_named_after_its_host() {
        for (url, name) in [
            ("https://shop.example/", "shop"),
            ("https://www.anna-s.example/de/", "anna-s"),
            ("http://127.0.0.1:8931/", "site"),
            ("http://[::1]/", "site"),
        ] {
            assert_eq!(named_after(&Url::parse(url).unwrap()), name);
        }
    }

    #[test]
    fn a_wrong_address_is_told_before_anything_else_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let typed = "http://127.0.0.1:9\nshop.key\nnone\n";
        let answers = |offline: bool| {
            let mut context = Context::apart(BTreeMap::new(), folder.path().into());
            context.person = Some(Box::new(typed.as_bytes()));
            let init = Init {
                url: None,
                name: None,
                credentials: None,
                ci: None,
                action: None,
                offline,
                force: false,
            };
            let answers = Answers::new(&init, &mut context);
            let mut left = String::new();
            let mut person = context.person.unwrap();
            person.read_to_string(&mut left).unwrap();
            (answers.unwrap_err().to_string(), left)
        };
        let (error, left) = answers(false);
        assert!(error.contains("127.0.0.1"), "{error}");
        assert_eq!(left, "shop.key\nnone\n");
        let (error, left) = answers(true);
        assert!(error.contains("shop.key"), "{error}");
        assert_eq!(left, "");
    }

    #[test]
    fn a_name_needs_no_quotes() {
        for wrong in ["", "a b", "a.b", "-x", "a\"", "ä"] {
            assert!(checked(wrong).is_err(), "{wrong}");
        }
        assert_eq!(checked("eu_1-x").unwrap(), "eu_1-x");
    }
}
