use url::Url;

use crate::exchange::{Exchange, PlannedRequest};

use super::{Client, Error, Hash, Refusal, Scheme, explain};

/// The scheme that a site accepts, and what the person should know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Negotiated {
    /// How to sign from now on: give it to [`Client::with_scheme`].
    pub scheme: Scheme,
    /// A remark about the site's set-up, if there is one.
    pub note: Option<&'static str>,
}

/// A site that was reached and rejected, or was not reached.
#[derive(Debug, thiserror::Error)]
pub enum NegotiateError {
    /// No answer.
    #[error(transparent)]
    Client(#[from] Error),
    /// A response, but no access.
    #[error("access refused: {0}")]
    Refused(Refusal),
}

const STRIPPED: &str = "the web server does not pass the Authorization header to WordPress, so key \
                        and secret are sent as query parameters, which server logs may record";

const TAKEN: &str = "the Authorization header holds the user and password of --site-auth, so key and \
                     secret are sent as query parameters, which server logs may record";

/// Finds out how to show who asks (`--auth auto`): Basic on https, OAuth 1.0a on http, keys in the
/// query where a server strips `Authorization`; a key that does not start with `ck_` is taken for
/// a user with an application password.
///
/// `list` is the URL of a list that only people with access see. At most two requests go out.
///
/// # Errors
///
/// [`NegotiateError::Refused`] with the reason, or [`NegotiateError::Client`] if there was no
/// response.
pub(crate) async fn negotiate(client: &Client, list: &Url) -> Result<Negotiated, NegotiateError> {
    let Some(credentials) = &client.settings().credentials else {
        return Err(NegotiateError::Refused(Refusal::NoCredentials));
    };
    let (key, secret) = (credentials.key.expose(), credentials.secret.expose());
    if key.starts_with("cs_") && secret.starts_with("ck_") {
        return Err(NegotiateError::Refused(Refusal::Swapped));
    }
    let is_taken = client.settings().extra.authorization.is_some();
    let is_encrypted = list.scheme() == "https";
    let first = if !key.starts_with("ck_") {
        Scheme::ApplicationPassword
    } else if is_encrypted && is_taken {
        Scheme::Query
    } else if is_encrypted {
        Scheme::Basic
    } else {
        Scheme::OAuth1(Hash::Sha256)
    };
    let answer = attempt(client, list, first).await?;
    match explain(&answer, first) {
        None => Ok(Negotiated {
            scheme: first,
            note: (first == Scheme::Query).then_some(TAKEN),
        }),
        Some(Refusal::NotRecognised) if first == Scheme::Basic => by_query(client, list).await,
        Some(refusal) => Err(NegotiateError::Refused(refusal)),
    }
}

/// The header may have been stripped on its way; the query never is.
async fn by_query(client: &Client, list: &Url) -> Result<Negotiated, NegotiateError> {
    let answer = attempt(client, list, Scheme::Query).await?;
    match explain(&answer, Scheme::Query) {
        None => Ok(Negotiated {
            scheme: Scheme::Query,
            note: Some(STRIPPED),
        }),
        Some(refusal) => Err(NegotiateError::Refused(refusal)),
    }
}

/// Asks for the list once by a scheme.
pub(crate) async fn attempt(
    client: &Client,
    list: &Url,
    scheme: Scheme,
) -> Result<Exchange, Error> {
    let planned = PlannedRequest::get("authentication", list.clone());
    client.clone().with_scheme(scheme).send(&planned).await
}
