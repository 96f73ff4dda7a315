use std::io;
use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use url::Url;

use super::Error;
use crate::client::Extra;
use crate::input;
use crate::redact::{CurlOptions, Redactor, RunTrust, Secret};

/// What a site wants to see beside the key of the API: password protection of its web server, a
/// firewall's cookie, a client certificate.
///
/// None of it stands in an exchange, so no report and no recording can repeat it. It goes to the
/// site alone, never to where a redirect leads.
#[derive(Debug, Clone, Default)]
pub struct SiteAccess {
    /// Header fields that each request carries.
    pub headers: Vec<SiteHeader>,
    /// File with `user:password` for the web server (HTTP Basic). The key then goes elsewhere: into
    /// the query over https, into a signature over http.
    pub site_auth: Option<PathBuf>,
    /// PEM file with the client's own certificate and its private key.
    pub client_cert: Option<PathBuf>,
    /// The `User-Agent` field.
    pub user_agent: Option<String>,
    /// The path of the REST API below the site's home, where it is not `wp-json`; without one, the
    /// one that the site announces.
    pub rest_prefix: Option<String>,
}

/// A header field that each request to the site carries.
#[derive(Debug, Clone)]
pub struct SiteHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Secret,
    /// The value as printed commands have it, with variables in place of secrets:
    /// `session=$STAGING`. One without a variable is not repeated.
    pub shown: String,
}

impl SiteAccess {
    /// What the client adds to requests for the site at this address. The redactor learns what is
    /// read on the way.
    pub(super) fn extra(&self, site: Option<Url>, redactor: &Redactor) -> Result<Extra, Error> {
        let pair = self.site_auth.as_deref().map(user_and_password);
        let pair = pair.transpose()?;
        if let Some((_, password)) = &pair {
            redactor.learn(password);
        }
        let basic = |(user, password)| {
            let pair = STANDARD.encode(format!("{user}:{password}"));
            Secret::new(format!("Basic {pair}"))
        };
        let headers = self.headers.iter();
        Ok(Extra {
            site,
            headers: headers
                .map(|it| (it.name.clone(), it.value.clone()))
                .collect(),
            authorization: pair.map(basic),
        })
    }

    /// The client's own certificate and key.
    pub(super) fn identity(&self) -> Result<Option<Secret>, Error> {
        let read = |path: &PathBuf| {
            input::text(path, input::WRITTEN).map_err(|source| Error::ReadClientCert {
                path: path.clone(),
                source,
            })
        };
        let text = self.client_cert.as_ref().map(read).transpose()?;
        Ok(text.map(Secret::new))
    }

    /// What printed commands need to reach the site likewise.
    pub(super) fn curl(&self, trust: &RunTrust) -> CurlOptions {
        let headers = self.headers.iter();
        CurlOptions {
            trust: trust.clone(),
            client_cert: self.client_cert.clone(),
            user_agent: self.user_agent.clone(),
            site_auth: self.site_auth.clone(),
            headers: headers
                .map(|it| (it.name.clone(), it.shown.clone()))
                .collect(),
        }
    }
}

/// Reads `user:password`.
fn user_and_password(path: &Path) -> Result<(String, String), Error> {
    let refused = |source| Error::ReadSiteAuth {
        path: path.to_owned(),
        source,
    };
    let text = input::text(path, input::CREDENTIALS).map_err(refused)?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let line = lines.filter(|line| !line.is_empty()).take(2);
    let is_hash = |password: &str| password.starts_with("$apr1$") || password.starts_with("$2y$");
    let form = |why: &str| refused(io::Error::new(io::ErrorKind::InvalidData, why.to_owned()));
    match line.collect::<Vec<_>>().as_slice() {
        [line] => match line.split_once(':') {
            Some((_, password)) if is_hash(password) => Err(form(
                "it holds the hash of a password, as .htpasswd does; write the password itself",
            )),
            Some((user, password)) if !user.is_empty() && !password.is_empty() => {
                Ok((user.to_owned(), password.to_owned()))
            }
            _ => Err(form("write user:password in one line")),
        },
        _ => Err(form("write user:password in one line and nothing else")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(text: &str) -> Result<(String, String), String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        user_and_password(file.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn user_and_password_stand_in_one_line_and_are_never_repeated() {
        let pair = ("ann".to_owned(), "a:b c".to_owned());
        assert_eq!(read("\u{feff}ann:a:b c\r\n\n"), Ok(pair));
        for wrong in [
            "ann",
            "ann:",
            ":s3cret",
            "ann:s3cret\nbob:x",
            "ann:$apr1$s3cret",
            "",
        ] {
            let refused = read(wrong).unwrap_err();
            assert!(!refused.contains("s3cret"), "{refused}");
            assert!(refused.contains("password"), "{refused}");
        }
    }
}
