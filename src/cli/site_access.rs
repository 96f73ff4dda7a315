//! What a site wants to see beside the key: the flags, and values from the environment.

use std::path::PathBuf;

use clap::Args;
use thiserror::Error as ThisError;

use crate::config::Auth;
use crate::redact::{Piece, Redactor, pieces};

/// Flags of every command that sends requests to a site.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct SiteAccess {
    /// How to authenticate
    #[arg(long, value_enum)]
    pub(super) auth: Option<Auth>,

    /// File with the consumer key in its first line and the consumer secret in its second
    #[arg(long, value_name = "FILE")]
    pub(super) credentials: Option<PathBuf>,

    /// PEM file with certificate authorities to trust in addition to the system's
    #[arg(long, value_name = "FILE")]
    pub(super) cacert: Option<PathBuf>,

    /// Header to send with each request, as 'Name: $VARIABLE' with its value in the environment;
    /// repeatable. The value is masked everywhere and sent to the host of the site or URL alone
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = Header::parse)]
    pub(super) headers: Vec<Header>,

    /// File with user:password for a web server that protects the site with a password of its own
    /// (HTTP Basic). The key is then sent in the query over https, and signed by OAuth over http
    #[arg(long, value_name = "FILE")]
    pub(super) site_auth: Option<PathBuf>,

    /// PEM file with a client certificate and its private key, for a web server that requires one
    #[arg(long, value_name = "FILE")]
    pub(super) client_cert: Option<PathBuf>,

    /// Send this User-Agent [default: memberspec/VERSION (+contract check)]
    #[arg(long, value_name = "TEXT", value_parser = printable)]
    pub(super) user_agent: Option<String>,

    /// Path of the REST API below the home page, such as api [default: wp-json, or the path in the
    /// Link header of the site's pages]
    #[arg(long, value_name = "PATH", value_parser = rest_prefix)]
    pub(super) rest_prefix: Option<String>,
}

/// A header field as typed: `Cookie: session=$STAGING`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// Its name.
    pub(super) name: String,
    /// Its value, with variables.
    pub(super) typed: String,
}

/// Why a header cannot be sent.
#[derive(Debug, ThisError)]
pub(crate) enum HeaderError {
    /// It is none, or memberspec sets it itself.
    #[error("{place}: {why}")]
    Form {
        /// Where it stands.
        place: &'static str,
        /// What is wrong.
        why: String,
    },
    /// It takes its value from a variable that is not set.
    #[error(
        "the header {header} takes its value from ${variable}, which is not set in the environment; \
         set it, or leave the header out"
    )]
    NoVariable {
        /// Its name.
        header: String,
        /// The variable.
        variable: String,
    },
    /// Its value would end the field.
    #[error(
        "the value of the header {header} holds a character that HTTP forbids in one, such as a line \
         break; check the variables that it takes"
    )]
    Value {
        /// Its name.
        header: String,
    },
    /// A file that nobody named takes a variable of the user's environment.
    #[error(
        "{file} in the current directory takes the header {header} from the variable ${variable}: \
         add --config {file} if you trust that file, or give the header with --header"
    )]
    Untrusted {
        /// The configuration.
        file: &'static str,
        /// The name of the header.
        header: String,
        /// The variable.
        variable: String,
    },
    /// A secret stands in a file that is made to be shared.
    #[error(
        "the header {header} holds a secret in a configuration file, which is made to be shared: \
         put the value into the environment and write '{header}: $VARIABLE'"
    )]
    Secret {
        /// The name of the header.
        header: String,
    },
}

impl Header {
    /// Reads `Name: value`. Refused are the fields that memberspec sets itself or that change what
    /// is asked.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (name, typed) = text
            .split_once(':')
            .ok_or("write it as 'Name: $VARIABLE'")?;
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(is_token) {
            return Err(format!("{name:?} is not the name of a header"));
        }
        if let Some(why) = refused(&name.to_ascii_lowercase()) {
            return Err(format!("the header {name} cannot be set: {why}"));
        }
        Ok(Self {
            name: name.to_owned(),
            typed: typed.trim().to_owned(),
        })
    }

    /// The names of the variables in its value.
    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        pieces(&self.typed).into_iter().filter_map(|it| match it {
            Piece::Variable(name) => Some(name),
            Piece::Text(_) => None,
        })
    }

    /// Its value, with variables replaced by what the environment holds. The secret parts are masked
    /// from here on.
    pub(super) fn value(&self, redactor: &Redactor) -> Result<String, HeaderError> {
        let mut value = String::new();
        for piece in pieces(&self.typed) {
            match piece {
                Piece::Text(text) => value.push_str(text),
                Piece::Variable(name) => {
                    let held = std::env::var(name).unwrap_or_default();
                    let held = held.trim();
                    if held.is_empty() {
                        return Err(HeaderError::NoVariable {
                            header: self.name.clone(),
                            variable: name.to_owned(),
                        });
                    }
                    redactor.learn(held);
                    value.push_str(held);
                }
            }
        }
        if self.variables().next().is_none() {
            redactor.learn(&value);
        }
        if !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(HeaderError::Value {
                header: self.name.clone(),
            });
        }
        Ok(value)
    }
}

/// Why a field is not the user's to set; names in lower case.
fn refused(name: &str) -> Option<&'static str> {
    Some(match name {
        "authorization" => {
            "it holds the key; use --credentials for a key or an application password, and \
             --site-auth for a password of the web server"
        }
        "user-agent" => "use --user-agent",
        "x-wp-nonce" => "it would log in every request, those without credentials included",
        "x-http-method-override" | "x-http-method" | "x-method-override" => {
            "WordPress would act on it in place of the method"
        }
        "host" | "content-length" | "content-type" | "content-encoding" | "transfer-encoding"
        | "connection" | "keep-alive" | "te" | "trailer" | "upgrade" | "expect" | "accept"
        | "accept-encoding" => "memberspec sets it itself",
        "range"
        | "if-range"
        | "if-match"
        | "if-none-match"
        | "if-modified-since"
        | "if-unmodified-since" => "it would change the responses that are judged",
        _ if name.starts_with("proxy-") => "it is for a proxy; set the proxy in the environment",
        _ => return None,
    })
}

/// A text that a header field can hold.
pub(super) fn printable(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_printable = !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_printable {
        Ok(text.to_owned())
    } else {
        Err("a User-Agent consists of printable ASCII characters".to_owned())
    }
}

/// A path below the home of a site: `api`, `index.php/wp-json`.
pub(super) fn rest_prefix(text: &str) -> Result<String, String> {
    let path = text.trim().trim_matches('/');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    let is_segment =
        |segment: &str| !matches!(segment, "" | "." | "..") && segment.chars().all(is_plain);
    if path.split('/').all(is_segment) {
        Ok(path.to_owned())
    } else {
        Err("a prefix is a path such as api or rest/v1, without host and query".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_memberspec_sets_itself_are_refused_with_what_to_use() {
        for name in [
            "Host",
            "CONTENT-LENGTH",
            "X-HTTP-Method-Override",
            "X-WP-Nonce",
            "If-None-Match",
            "Proxy-Authorization",
        ] {
            let refused = Header::parse(&format!("{name}: x")).unwrap_err();
            assert!(refused.contains("cannot be set"), "{refused}");
        }
        let refused = Header::parse("Authorization: Basic x").unwrap_err();
        assert!(refused.contains("--site-auth"), "{refused}");
        let header = Header::parse("Cookie:  pass=$P ").unwrap();
        assert_eq!(
            (header.name.as_str(), header.typed.as_str()),
            ("Cookie", "pass=$P")
        );
        assert_eq!(header.variables().collect::<Vec<_>>(), ["P"]);
        assert!(Header::parse("a b: c").is_err() && Header::parse("none").is_err());
    }

    #[test]
    fn a_value_that_would_end_the_field_is_refused() {
        let header = Header {
            name: "X-A".into(),
            typed: "a\nHost: b".into(),
        };
        let refused = header.value(&Redactor::default());
        assert!(matches!(refused, Err(HeaderError::Value { .. })));
    }

    #[test]
    fn a_prefix_stays_below_the_home() {
        assert_eq!(rest_prefix("/api/v1/").unwrap(), "api/v1");
        for wrong in ["", "/", "../x", "a?b", "https://a.example/x", "a//b", "a b"] {
            assert!(rest_prefix(wrong).is_err(), "{wrong}");
        }
    }
}
