use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use url::{Host, Url};

use crate::exchange::{Headers, Request};
use crate::redact::{self, UNKNOWN_KEY, WRONG_SECRET};

use super::oauth1::{self, Moment};
use super::{Ask, Error, Scheme, Settings, Signing, tls};

/// The request as it goes over the wire to `url`, credentials included.
pub(super) fn request(
    ask: &Ask,
    url: &Url,
    settings: &Settings,
    configured: Scheme,
    now: Timestamp,
) -> Result<Request, Error> {
    let mut request = Request {
        method: ask.method.clone(),
        url: url.clone(),
        headers: headers(ask, settings),
        body: ask.body.clone(),
    };
    let scheme = match ask.signing {
        Signing::None => Scheme::None,
        Signing::By(scheme) => scheme,
        Signing::Configured | Signing::WrongSecret | Signing::UnknownKey => configured,
    };
    if scheme == Scheme::None {
        return Ok(request);
    }
    let credentials = settings.credentials.as_ref().ok_or(Error::NoCredentials)?;
    let key = match ask.signing {
        Signing::UnknownKey => UNKNOWN_KEY,
        _ => credentials.key.expose(),
    };
    let secret = match ask.signing {
        Signing::WrongSecret | Signing::UnknownKey => WRONG_SECRET,
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
            oauth1::sign(hash, &ask.method, &mut request.url, key, secret, &moment);
        }
    }
    Ok(request)
}

fn headers(ask: &Ask, settings: &Settings) -> Headers {
    let mut headers: Headers = [
        ("User-Agent", settings.user_agent.as_str()),
        ("Accept", "application/json"),
        ("Accept-Encoding", "gzip, deflate"),
    ]
    .into_iter()
    .collect();
    for (name, value) in ask.headers.iter() {
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
