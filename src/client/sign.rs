use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use url::{Host, Url};

use crate::exchange::{Caller, Headers, PlannedRequest, Request};
use crate::redact::{self, UNKNOWN_KEY, WRONG_SECRET};

use super::oauth1::{self, Moment};
use super::{Error, Scheme, Settings, tls};

/// The request as it goes over the wire to `url`, credentials included.
pub(super) fn request(
    planned: &PlannedRequest,
    url: &Url,
    settings: &Settings,
    scheme: Scheme,
    now: Timestamp,
) -> Result<Request, Error> {
    let mut request = Request {
        url: url.clone(),
        headers: headers(&planned.request.headers, settings),
        ..planned.request.clone()
    };
    if scheme == Scheme::None || planned.caller == Caller::Nobody {
        return Ok(request);
    }
    let credentials = settings.credentials.as_ref().ok_or(Error::NoCredentials)?;
    // Who has a key of their own has a client of their own.
    let key = match planned.caller {
        Caller::UnknownKey => UNKNOWN_KEY,
        _ => credentials.key.expose(),
    };
    let secret = match planned.caller {
        Caller::WrongSecret | Caller::UnknownKey => WRONG_SECRET,
        _ => credentials.secret.expose(),
    };
    if !matches!(scheme, Scheme::OAuth1(_)) && is_in_the_clear(url) {
        return Err(Error::SecretInTheClear {
            url: redact::url(url),
        });
    }
    let is_basic = matches!(scheme, Scheme::Basic | Scheme::ApplicationPassword);
    if is_basic && settings.extra.authorization.is_some() {
        return Err(Error::AuthorizationTaken);
    }
    match scheme {
        Scheme::None => {}
        Scheme::Basic | Scheme::ApplicationPassword => {
            let pair = STANDARD.encode(format!("{key}:{secret}"));
            request
                .headers
                .set("Authorization", format!("Basic {pair}"));
        }
        Scheme::Query => {
            request
                .url
                .query_pairs_mut()
                .append_pair("consumer_key", key)
                .append_pair("consumer_secret", secret);
        }
        Scheme::OAuth1(hash) => {
            if let Some(parameter) = list(url) {
                return Err(Error::UnsignableList { parameter });
            }
            let moment = Moment {
                timestamp: now.as_second(),
                nonce: &tls::nonce(),
            };
            oauth1::sign(
                hash,
                &request.method,
                &mut request.url,
                key,
                secret,
                &moment,
            );
        }
    }
    Ok(request)
}

fn headers(own: &Headers, settings: &Settings) -> Headers {
    let mut headers: Headers = [
        ("User-Agent", settings.user_agent.as_str()),
        ("Accept", "application/json"),
        ("Accept-Encoding", "gzip, deflate"),
    ]
    .into_iter()
    .collect();
    for (name, value) in own.iter() {
        headers.set(name, value);
    }
    headers
}

/// Whether others on the way could read what is sent; this machine itself is no way.
pub(crate) fn is_in_the_clear(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    };
    url.scheme() == "http" && !is_here
}

/// The first parameter that is sent as a list with empty brackets.
fn list(url: &Url) -> Option<String> {
    url.query_pairs()
        .map(|(name, _)| name)
        .find(|name| name.ends_with("[]"))
        .map(std::borrow::Cow::into_owned)
}
