use std::collections::BTreeSet;

use url::Url;

use crate::exchange::{Body, Caller, Exchange, PlannedRequest};
use crate::interpret::Api;
use crate::redact;

use super::index::{Index, announced};
use super::target::{PREFIX, Target};
use super::{Client, Error, Tls};

/// A site that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Located {
    /// The REST root with a slash at the end: `https://shop.example/wp-json/`.
    pub root: Url,
    /// The versions of the memberships API, oldest first; at least one.
    pub apis: Vec<Api>,
    /// What the person should know, in order.
    pub notes: Vec<String>,
    /// The error code by which something closes the REST API to visitors.
    pub closed_by: Option<String>,
}

/// Why no memberships API was found.
#[derive(Debug, thiserror::Error)]
pub enum LocateError {
    /// Not an address.
    #[error("{typed:?} is not the address of a site; give it as https://shop.example")]
    BadTarget {
        /// What was typed, redacted.
        typed: String,
        /// What is wrong with it.
        source: url::ParseError,
    },
    /// Not an address of the web.
    #[error("the address of a site starts with https or http, not with {scheme}")]
    NotHttp {
        /// The scheme that was typed.
        scheme: String,
    },
    /// A key or password in the address.
    #[error(
        "the address of the site holds credentials, which others on this machine can read; set \
         them in the environment or in a file instead"
    )]
    CredentialsInTarget,
    /// No answer.
    #[error(transparent)]
    Client(#[from] Error),
    /// Maintenance mode.
    #[error("{url} returns 503: the site is in maintenance or overloaded; try again later")]
    Maintenance {
        /// The redacted URL.
        url: String,
    },
    /// The index of the REST API did not arrive whole.
    #[error(
        "the response of {url} is incomplete: {why}; check the limits and timeouts of the web \
         server and of any proxy in front of it"
    )]
    CutOff {
        /// The redacted URL.
        url: String,
        /// What happened to the body.
        why: String,
    },
    /// The index of the REST API is larger than bodies may be.
    #[error(
        "the response of {url} is larger than the limit for bodies; `check --max-body` raises it"
    )]
    TooLarge {
        /// The redacted URL.
        url: String,
    },
    /// Something closes the REST API as a whole.
    #[error(
        "{} returns {status}: something in front of WordPress, or a security plugin, blocks the \
         REST API of this site; allow {} there, or send what it wants to see with --header or \
         --user-agent",
        redact::url(.root), .root.path()
    )]
    Closed {
        /// The REST root.
        root: Url,
        /// 401 or 403.
        status: u16,
        /// The error code, if WordPress gives one.
        code: Option<String>,
    },
    /// The web server wants a user and a password of its own.
    #[error(
        "{} returns 401: the web server protects this site with a password of its own (HTTP Basic); \
         {}",
        redact::url(.root),
        if *.was_sent {
            "it rejects the user and password in the file that --site-auth names"
        } else {
            "write user:password into a file and name it with --site-auth"
        }
    )]
    Protected {
        /// The REST root.
        root: Url,
        /// Whether a user and a password were sent.
        was_sent: bool,
    },
    /// WordPress without pretty permalinks.
    #[error(
        "{home} runs WordPress with plain permalinks (/?rest_route= only), with which WooCommerce \
         does not accept keys; choose any other structure under Settings > Permalinks"
    )]
    PlainPermalinks {
        /// The redacted URL of the site's home.
        home: String,
    },
    /// The page names a REST API on another site.
    #[error("{home} names {root} as its REST API, which is another site; use that address")]
    OtherSite {
        /// The redacted URL of the page.
        home: String,
        /// The redacted URL of the REST root.
        root: String,
    },
    /// The page names a REST API that does not answer as one.
    #[error(
        "{root} should be the REST API of this site but returns status {status} without an index; \
         look for a plugin or server rule that changes /wp-json/"
    )]
    NoIndex {
        /// The redacted URL of the REST root.
        root: String,
        /// Its status.
        status: u16,
    },
    /// Nothing but errors of the server.
    #[error(
        "{home} returns status {status}, and so does everything below it: the site itself fails; \
         look at its error log, and run the check again when its home page works"
    )]
    Failing {
        /// The redacted URL of the site's home.
        home: String,
        /// Its status.
        status: u16,
    },
    /// Nothing of WordPress.
    #[error(
        "{home} returns status {status} without a link to a WordPress REST API; check the address, \
         and the sub-folder if the site is in one, or give the path of the REST API with \
         --rest-prefix"
    )]
    NotWordPress {
        /// The redacted URL of the site's home.
        home: String,
        /// Its status.
        status: u16,
    },
    /// No WooCommerce.
    #[error(
        "{} is WordPress without WooCommerce; activate WooCommerce and WooCommerce Memberships",
        redact::url(.root)
    )]
    NoWooCommerce {
        /// The REST root.
        root: Url,
    },
    /// No Memberships.
    #[error(
        "{} has WooCommerce but no memberships API; activate the plugin WooCommerce Memberships \
         (version 1.11 or later)",
        redact::url(.root)
    )]
    NoMemberships {
        /// The REST root.
        root: Url,
    },
}

impl LocateError {
    /// The REST root whose index says too little to a visitor; what is behind it may say more to the
    /// holder of a key.
    #[must_use]
    pub(crate) fn silent_root(&self) -> Option<&Url> {
        match self {
            Self::Closed { root, .. }
            | Self::NoWooCommerce { root }
            | Self::NoMemberships { root } => Some(root),
            _ => None,
        }
    }
}

/// Finds the REST root of the site that a person typed, and whether memberships are behind it.
///
/// Typed may be the home page, a sub-folder, the REST root or a URL below it, with or without a
/// scheme. Nothing that is sent here shows who asks, so redirects within the site are safe to
/// follow. One to four requests go out.
///
/// # Errors
///
/// [`LocateError`] with the reason and what to do.
pub(crate) async fn locate(
    client: &Client,
    typed: &str,
    prefix: Option<&str>,
) -> Result<Located, LocateError> {
    let Target {
        mut home,
        is_scheme_assumed,
    } = Target::parse(typed, prefix)?;
    // What is secret beside the key goes over http only to an address that says http.
    let may_be_http = is_scheme_assumed && client.settings().extra.is_empty();
    match at(client, &home, prefix).await {
        Err(LocateError::Client(error)) if may_be_http && speaks_no_tls(&error) => {
            // It fails only for schemes that cannot have a host.
            let _ = home.set_scheme("http");
            let mut located = at(client, &home, prefix).await?;
            located
                .notes
                .insert(0, "the site does not support https; using http".to_owned());
            Ok(located)
        }
        outcome => outcome,
    }
}

async fn at(client: &Client, home: &Url, prefix: Option<&str>) -> Result<Located, LocateError> {
    let mut tried = BTreeSet::new();
    let usual = joined(home, &format!("{}/", prefix.unwrap_or(PREFIX)));
    let answer = ask(client, &usual).await?;
    if let Some(index) = Index::of(&answer) {
        return settled(&answer, &index, home);
    }
    tried.insert(usual.clone());
    if matches!(answer.response.status, 401 | 403) {
        return Err(closed(client, &answer, usual));
    }
    // Any page of WordPress says where the REST API is, also one that says that there is nothing.
    let elsewhere = announced(&answer).filter(|root| *root != usual);
    if let (Some(root), None) = (elsewhere, prefix) {
        return follow(client, home, &root, &tried).await;
    }
    let page = visit(client, home).await?;
    if let Some(root) = announced(&page) {
        return follow(client, &page.request.url, &root, &tried).await;
    }
    let mut plain = home.clone();
    plain.set_query(Some("rest_route=/"));
    let answer = ask(client, &plain).await?;
    if Index::of(&answer).is_some() || rest_error(&answer).is_some() {
        return Err(LocateError::PlainPermalinks {
            home: redact::url(home),
        });
    }
    let statuses = [&page, &answer].map(|exchange| exchange.response.status);
    if statuses.iter().all(|status| *status >= 500) {
        return Err(LocateError::Failing {
            home: redact::url(home),
            status: page.response.status,
        });
    }
    Err(LocateError::NotWordPress {
        home: redact::url(home),
        status: page.response.status,
    })
}

/// Goes where a page says that the REST API is.
async fn follow(
    client: &Client,
    home: &Url,
    root: &Url,
    tried: &BTreeSet<Url>,
) -> Result<Located, LocateError> {
    if root.query_pairs().any(|(name, _)| name == "rest_route") {
        return Err(LocateError::PlainPermalinks {
            home: redact::url(home),
        });
    }
    let mut root = root.clone();
    // Behind a proxy that speaks TLS for it, WordPress takes its own address for http.
    let is_weaker = (home.scheme(), root.scheme()) == ("https", "http");
    if is_weaker && home.host() == root.host() && home.port() == root.port() {
        // It fails only for schemes that cannot have a host.
        let _ = root.set_scheme("https");
    }
    let root = &root;
    if root.origin() != home.origin() {
        return Err(LocateError::OtherSite {
            home: redact::url(home),
            root: redact::url(root),
        });
    }
    let answer = ask(client, root).await?;
    if matches!(answer.response.status, 401 | 403) {
        return Err(closed(client, &answer, root.clone()));
    }
    match Index::of(&answer) {
        Some(index) if !tried.contains(root) => settled(&answer, &index, home),
        _ => Err(LocateError::NoIndex {
            root: redact::url(root),
            status: answer.response.status,
        }),
    }
}

/// The root as it really answered, after redirects.
fn settled(answer: &Exchange, index: &Index, home: &Url) -> Result<Located, LocateError> {
    let mut root = answer.request.url.clone();
    root.set_query(None);
    let path = format!("{}/", root.path().trim_end_matches('/'));
    root.set_path(&path);
    if !index.has_woocommerce() {
        return Err(LocateError::NoWooCommerce { root });
    }
    let apis = index.apis();
    if apis.is_empty() {
        return Err(LocateError::NoMemberships { root });
    }
    let mut notes = Vec::new();
    if root.scheme() != home.scheme() {
        notes.push("the site redirects http to https; using https".to_owned());
    }
    Ok(Located {
        root,
        apis,
        notes,
        closed_by: None,
    })
}

/// Why the index is closed: by the web server's own password, or by something else.
fn closed(client: &Client, answer: &Exchange, root: Url) -> LocateError {
    let headers = &answer.response.headers;
    let is_basic = |value: &str| value.trim_start().to_ascii_lowercase().starts_with("basic");
    if headers.get_all("WWW-Authenticate").any(is_basic) && rest_error(answer).is_none() {
        return LocateError::Protected {
            root,
            was_sent: client.settings().extra.authorization.is_some(),
        };
    }
    LocateError::Closed {
        root,
        status: answer.response.status,
        code: rest_error(answer),
    }
}

/// The code of an error in the form that WordPress's REST API gives to errors.
fn rest_error(answer: &Exchange) -> Option<String> {
    let body = answer.response.body.bytes();
    let body: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let text = |name: &str| body.as_ref()?.get(name)?.as_str();
    text("message").and(text("code")).map(str::to_owned)
}

/// What is asked of a REST index: the names of the plugins, and what the dates and links of a site are
/// judged by. The whole index of a large site is long.
pub(crate) const INDEX_FIELDS: &str = "namespaces,home,url,timezone_string,gmt_offset";

/// A REST index.
async fn ask(client: &Client, root: &Url) -> Result<Exchange, LocateError> {
    let mut url = root.clone();
    url.query_pairs_mut().append_pair("_fields", INDEX_FIELDS);
    let answer = checked(client.send(&anonymous(url)).await?)?;
    match &answer.response.body {
        Body::Cut { why, .. } if answer.response.status == 200 => Err(LocateError::CutOff {
            url: redact::url(&answer.request.url),
            why: why.clone(),
        }),
        Body::NotRecorded(_) if answer.response.status == 200 => Err(LocateError::TooLarge {
            url: redact::url(&answer.request.url),
        }),
        _ => Ok(answer),
    }
}

async fn visit(client: &Client, home: &Url) -> Result<Exchange, LocateError> {
    let mut page = anonymous(home.clone());
    page.request.headers.push("Accept", "text/html");
    checked(client.send(&page).await?)
}

fn anonymous(url: Url) -> PlannedRequest {
    PlannedRequest::get("find the site", url).by(Caller::Nobody)
}

fn checked(answer: Exchange) -> Result<Exchange, LocateError> {
    if answer.response.status == 503 {
        return Err(LocateError::Maintenance {
            url: redact::url(&answer.request.url),
        });
    }
    Ok(answer)
}

/// A path below an address that ends in a slash.
fn joined(home: &Url, path: &str) -> Url {
    let mut url = home.clone();
    url.set_path(&format!("{}{path}", home.path()));
    url
}

fn speaks_no_tls(error: &Error) -> bool {
    matches!(
        error,
        Error::ConnectionRefused { .. }
            | Error::ClosedEarly { .. }
            | Error::Tls {
                why: Tls::PlainAnswer,
                ..
            }
    )
}
