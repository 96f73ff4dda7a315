use std::collections::BTreeSet;

use url::Url;

use crate::exchange::{Body, Exchange};
use crate::redact;
use crate::seen::Api;

use super::index::{Index, announced};
use super::target::Target;
use super::{Ask, Client, Error, Signing, Tls};

/// A site that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Located {
    /// The REST root with a slash at the end: `https://shop.example/wp-json/`.
    pub root: Url,
    /// The versions of the memberships API, oldest first; at least one.
    pub apis: Vec<Api>,
    /// What the person should know, in order.
    pub notes: Vec<String>,
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
    /// Something closes the REST API as a whole.
    #[error(
        "{url} returns {status}: something blocks the REST API of this site for visitors (a \
         security plugin, password protection of the web server); allow /wp-json/ there"
    )]
    Closed {
        /// The redacted URL.
        url: String,
        /// 401 or 403.
        status: u16,
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
    /// WordPress with another prefix than `wp-json`.
    #[error("the REST API of this site is at {root}; only a prefix of /wp-json/ can be checked")]
    CustomPrefix {
        /// The redacted URL of the REST root.
        root: String,
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
         and the sub-folder if the site is in one"
    )]
    NotWordPress {
        /// The redacted URL of the site's home.
        home: String,
        /// Its status.
        status: u16,
    },
    /// No WooCommerce.
    #[error(
        "{root} is WordPress without WooCommerce; activate WooCommerce and WooCommerce Memberships"
    )]
    NoWooCommerce {
        /// The redacted URL of the REST root.
        root: String,
    },
    /// No Memberships.
    #[error(
        "{root} has WooCommerce but no memberships API; activate the plugin WooCommerce Memberships \
         (version 1.11 or later)"
    )]
    NoMemberships {
        /// The redacted URL of the REST root.
        root: String,
    },
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
pub(crate) async fn locate(client: &Client, typed: &str) -> Result<Located, LocateError> {
    let Target {
        mut home,
        is_scheme_assumed,
    } = Target::parse(typed)?;
    match at(client, &home).await {
        Err(LocateError::Client(error)) if is_scheme_assumed && speaks_no_tls(&error) => {
            // It fails only for schemes that cannot have a host.
            let _ = home.set_scheme("http");
            let mut located = at(client, &home).await?;
            located
                .notes
                .insert(0, "the site does not support https; using http".to_owned());
            Ok(located)
        }
        outcome => outcome,
    }
}

async fn at(client: &Client, home: &Url) -> Result<Located, LocateError> {
    let mut tried = BTreeSet::new();
    let usual = joined(home, "wp-json/");
    let answer = ask(client, &usual).await?;
    if let Some(index) = Index::of(&answer) {
        return settled(&answer, &index, home);
    }
    tried.insert(usual.clone());
    if matches!(answer.response.status, 401 | 403) {
        return Err(LocateError::Closed {
            url: redact::url(&usual),
            status: answer.response.status,
        });
    }
    let page = visit(client, home).await?;
    if let Some(root) = announced(&page) {
        return follow(client, &page, &root, &tried).await;
    }
    let mut plain = home.clone();
    plain.set_query(Some("rest_route=/"));
    let answer = ask(client, &plain).await?;
    if Index::of(&answer).is_some() {
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
    page: &Exchange,
    root: &Url,
    tried: &BTreeSet<Url>,
) -> Result<Located, LocateError> {
    let home = &page.request.url;
    if root.query_pairs().any(|(name, _)| name == "rest_route") {
        return Err(LocateError::PlainPermalinks {
            home: redact::url(home),
        });
    }
    if root.origin() != home.origin() {
        return Err(LocateError::OtherSite {
            home: redact::url(home),
            root: redact::url(root),
        });
    }
    if !root.path().trim_end_matches('/').ends_with("/wp-json") {
        return Err(LocateError::CustomPrefix {
            root: redact::url(root),
        });
    }
    let answer = ask(client, root).await?;
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
        return Err(LocateError::NoWooCommerce {
            root: redact::url(&root),
        });
    }
    let apis = index.apis();
    if apis.is_empty() {
        return Err(LocateError::NoMemberships {
            root: redact::url(&root),
        });
    }
    let mut notes = Vec::new();
    if root.scheme() != home.scheme() {
        notes.push("the site redirects http to https; using https".to_owned());
    }
    Ok(Located { root, apis, notes })
}

/// A REST index, of which only the names of the plugins are wanted.
async fn ask(client: &Client, root: &Url) -> Result<Exchange, LocateError> {
    let mut url = root.clone();
    url.query_pairs_mut().append_pair("_fields", "namespaces");
    let answer = checked(client.send(&anonymous(url)).await?)?;
    match &answer.response.body {
        Body::Cut { why, .. } if answer.response.status == 200 => Err(LocateError::CutOff {
            url: redact::url(&answer.request.url),
            why: why.clone(),
        }),
        _ => Ok(answer),
    }
}

async fn visit(client: &Client, home: &Url) -> Result<Exchange, LocateError> {
    let mut ask = anonymous(home.clone());
    ask.headers.push("Accept", "text/html");
    checked(client.send(&ask).await?)
}

fn anonymous(url: Url) -> Ask {
    Ask::get(url)
        .labelled("find the site")
        .signed(Signing::None)
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
