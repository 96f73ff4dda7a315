//! Where a notification goes: one POST, which never fails a run and never goes to the checked site.

use std::borrow::Cow;
use std::time::Duration;

use thiserror::Error as ThisError;
use url::{Host, Url};

use super::Check;
use crate::cli::Context;
use crate::client::{self, Client, Permit, Proxy, Settings, Writes};
use crate::compare::Notification;
use crate::config;
use crate::exchange::{Method, PlannedRequest};
use crate::redact::{Piece, pieces};

/// How long the receiver may take for all of it. The status says whether it arrived: of a body that
/// takes longer the rest is not waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long until it is given up even before anything is sent, such as while a name is looked up.
const LONGEST: Duration = Duration::from_secs(6);

/// Bytes of its response that are read.
const MOST: usize = 64 * 1024;

/// Why a notification can go nowhere. The address may hold a token and is not repeated.
#[derive(Debug, ThisError)]
pub(crate) enum Error {
    /// It takes its value from a variable that is not set.
    #[error("the address for --notify is in ${0}, which is not set in the environment: set it")]
    NoVariable(String),
    /// It is none.
    #[error("the address for --notify cannot be used: {0}")]
    Form(#[from] url::ParseError),
    /// Anybody on the way could read it.
    #[error("--notify needs an https address, or an http address on this machine")]
    Scheme,
    /// It holds a user and a password.
    #[error("the address for --notify holds a user: put a token into its path or query")]
    User,
    /// It is the site that is checked.
    #[error(
        "--notify names the host of a checked site, and a run changes nothing there: name another"
    )]
    OwnSite,
    /// A file that nobody named chooses it.
    #[error(
        "{file} in the current directory says where notifications go: add --config {file} if you \
         trust that file, or give --notify"
    )]
    Untrusted {
        /// The configuration.
        file: &'static str,
    },
}

/// Who is notified.
pub(super) struct Receiver(Url);

impl Receiver {
    /// The receiver that the command line names, else the configuration.
    pub(super) fn of(
        check: &Check,
        file: &config::File,
        context: &Context,
    ) -> Result<Option<Self>, Error> {
        let typed = match (&check.notify, &file.notify.url) {
            (Some(typed), _) => typed,
            (None, Some(_)) if check.config.is_none() => {
                return Err(Error::Untrusted { file: config::NAME });
            }
            (None, Some(typed)) => typed,
            (None, None) => return Ok(None),
        };
        let mut text = String::new();
        for piece in pieces(typed) {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Variable(name) => {
                    let held = std::env::var(name).unwrap_or_default();
                    if held.trim().is_empty() {
                        return Err(Error::NoVariable(name.to_owned()));
                    }
                    text.push_str(held.trim());
                }
            }
        }
        let mut url = Url::parse(&text)?;
        url.set_fragment(None);
        // No text names the address; its tokens are masked wherever else they may come from. Plain words
        // of it are in other texts too.
        let segments = url.path_segments().into_iter().flatten();
        let values = url.query_pairs().map(|(_, value)| value);
        let parts = segments.map(Cow::Borrowed).chain(values);
        for part in parts.filter(|part| is_token(part)) {
            context.redactor.learn(&part);
        }
        if !matches!(url.scheme(), "http" | "https") || client::is_in_the_clear(&url) {
            return Err(Error::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::User);
        }
        Ok(Some(Self(url)))
    }

    /// Rejects a receiver that is a site which is checked.
    pub(super) fn is_apart(&self, site: &str) -> Result<(), Error> {
        let home = client::home(site, None).filter(|_| !site.contains(char::is_whitespace));
        match home {
            Some(home) if is_same(&self.0, &home) => Err(Error::OwnSite),
            _ => Ok(()),
        }
    }

    /// Posts it once; gives the reason back where it did not arrive.
    pub(super) fn post(&self, body: Vec<u8>) -> Result<(), String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let sent = runtime.block_on(async {
            let sent = tokio::time::timeout(LONGEST, self.send(body)).await;
            sent.unwrap_or_else(|_elapsed| Err("no response within 5 seconds".to_owned()))
        });
        // A name that is looked up for longer is not waited for.
        runtime.shutdown_background();
        sent
    }

    async fn send(&self, body: Vec<u8>) -> Result<(), String> {
        let url = self.0.clone();
        let proxy = match is_here(&url) {
            true => Proxy::Direct,
            false => Proxy::System,
        };
        let client = Client::new(Settings {
            proxy,
            connect_timeout: PATIENCE,
            timeout: PATIENCE,
            rate: None,
            // Neither repeated nor sent on.
            max_requests: 1,
            longest_wait: Duration::ZERO,
            body_cap: MOST,
            writes: Writes::Allowed(Permit::new(move |request| {
                request.method == Method::Post && request.url == url
            })),
            ..Settings::default()
        });
        // What the client says names the address.
        let client = client.map_err(|error| error.id().to_owned())?;
        let mut planned = PlannedRequest::new("notify", Method::Post, self.0.clone());
        let headers = &mut planned.request.headers;
        headers.push("Content-Type", "application/json");
        planned.request.body = Some(body.into());
        let answer = client.send(&planned).await;
        match answer.map(|it| it.response.status) {
            Ok(200..=299) => Ok(()),
            Ok(300..=399) => Err("the receiver redirects, which is not followed".to_owned()),
            Ok(status) => Err(format!("the receiver returned {status}")),
            Err(client::Error::BudgetSpent { .. }) => {
                Err("the receiver asked to wait, and nothing is sent twice".to_owned())
            }
            Err(client::Error::Timeout { .. }) => Err("no response within 5 seconds".to_owned()),
            Err(error) => Err(error.id().replace('-', " ")),
        }
    }
}

/// Whether a part of an address is made to be guessed by nobody.
fn is_token(part: &str) -> bool {
    let is_odd = |it: u8| it.is_ascii_digit() || it.is_ascii_uppercase();
    part.len() >= 20 || (part.len() > 8 && part.bytes().any(is_odd))
}

/// Whether two addresses are of one server. On this machine a port is a server of its own.
fn is_same(one: &Url, other: &Url) -> bool {
    if is_here(one) && is_here(other) {
        return one.port_or_known_default() == other.port_or_known_default();
    }
    let host = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let host = host.trim_end_matches('.');
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    host(one) == host(other)
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// The body of a notification.
pub(super) fn body(notification: &Notification, context: &Context) -> Vec<u8> {
    let text = serde_json::to_string(notification).unwrap_or_default();
    context.redactor.text(&text).into_owned().into_bytes()
}
