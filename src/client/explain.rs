use std::fmt;

use serde::Deserialize;

use crate::exchange::Exchange;
use crate::seen::is_page;

use super::{Scheme, retry};

/// WooCommerce accepts a signature for 15 minutes before and after its own time.
const WINDOW_SECONDS: i64 = 15 * 60;

/// Why a site rejected who asked, in words that tell the person what to change. Codes and texts of
/// the responses: `docs/observed.md#3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing was sent to show who asks.
    NoCredentials,
    /// The key looks like a secret and the secret like a key.
    Swapped,
    /// The key is not one of this site.
    UnknownKey,
    /// The secret does not belong to the key.
    WrongSecret,
    /// The key or the header did not arrive, or the key is unknown; the response is the same.
    NotRecognised,
    /// WooCommerce reads key and secret over https only.
    NotEncrypted,
    /// The key may not read.
    NoReadPermission,
    /// The key may not write.
    NoWritePermission,
    /// The key's user may not see memberships.
    NotAllowed,
    /// This machine's clock differs too much from the site's; seconds that it is ahead.
    ClockSkew {
        /// Negative where it is behind.
        ahead: i64,
    },
    /// The OAuth nonce was seen before.
    UsedNonce,
    /// The OAuth signature does not fit.
    BadSignature,
    /// The response is not one of WooCommerce's.
    NotByWooCommerce {
        /// 401 or 403.
        status: u16,
    },
    /// A page for people, such as a login, where JSON was requested.
    Page {
        /// 200 or another success.
        status: u16,
    },
    /// Some other answer of the site.
    Other {
        /// 401 or 403.
        status: u16,
        /// The error code.
        code: String,
    },
}

impl Refusal {
    /// Whether WooCommerce itself refuses, and nothing in front of it.
    #[must_use]
    pub(crate) fn is_of_woocommerce(&self) -> bool {
        !matches!(self, Self::NotByWooCommerce { .. } | Self::Page { .. })
    }
}

#[derive(Deserialize)]
struct Envelope {
    code: String,
    #[serde(default)]
    message: String,
}

/// Reads a rejection; `None` if the response is none (neither 401 nor 403, nor a page for people).
/// `scheme` is how the request showed who asks.
#[must_use]
pub(crate) fn explain(exchange: &Exchange, scheme: Scheme) -> Option<Refusal> {
    let status = exchange.response.status;
    let body = exchange.response.body.bytes();
    if (200..300).contains(&status) && is_page(body) {
        return Some(Refusal::Page { status });
    }
    if !matches!(status, 401 | 403) {
        return None;
    }
    let Ok(Envelope { code, message }) = serde_json::from_slice(body) else {
        return Some(Refusal::NotByWooCommerce { status });
    };
    Some(match code.as_str() {
        "woocommerce_rest_authentication_error" => {
            by_message(&message, exchange, scheme).unwrap_or(Refusal::Other { status, code })
        }
        "incorrect_password" => Refusal::WrongSecret,
        "invalid_username" | "invalid_email" => Refusal::UnknownKey,
        _ if code.starts_with("woocommerce_rest_cannot_") && status == 403 => Refusal::NotAllowed,
        _ if code.starts_with("woocommerce_rest_cannot_") => unseen(exchange, scheme),
        _ if code.starts_with("woocommerce_") => Refusal::Other { status, code },
        _ => Refusal::NotByWooCommerce { status },
    })
}

/// WooCommerce uses one code for all of them; its texts are translated on sites in other
/// languages, so the clock is looked at first.
fn by_message(message: &str, exchange: &Exchange, scheme: Scheme) -> Option<Refusal> {
    if matches!(scheme, Scheme::OAuth1(_))
        && let Some(ahead) = ahead(exchange)
        && ahead.abs() > WINDOW_SECONDS
    {
        return Some(Refusal::ClockSkew { ahead });
    }
    let message = message.to_ascii_lowercase();
    [
        ("consumer key", Refusal::UnknownKey),
        ("consumer secret", Refusal::WrongSecret),
        ("read permission", Refusal::NoReadPermission),
        ("write permission", Refusal::NoWritePermission),
        ("nonce", Refusal::UsedNonce),
        ("signature", Refusal::BadSignature),
    ]
    .into_iter()
    .find(|(words, _)| message.contains(words))
    .map(|(_, refusal)| refusal)
}

fn unseen(exchange: &Exchange, scheme: Scheme) -> Refusal {
    let is_encrypted = exchange.request.url.scheme() == "https";
    match scheme {
        Scheme::None => Refusal::NoCredentials,
        Scheme::Basic | Scheme::Query if !is_encrypted => Refusal::NotEncrypted,
        Scheme::Query => Refusal::UnknownKey,
        Scheme::Basic | Scheme::ApplicationPassword | Scheme::OAuth1(_) => Refusal::NotRecognised,
    }
}

/// Seconds that this machine's clock is ahead of the site's.
fn ahead(exchange: &Exchange) -> Option<i64> {
    let theirs = retry::date(exchange.response.headers.get("Date")?)?;
    Some(exchange.started?.as_second() - theirs.as_second())
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const KEYS: &str = "WooCommerce > Settings > Advanced > REST API";
        match self {
            Self::NoCredentials => write!(
                f,
                "the site requires authentication; create a key with read permission under {KEYS} \
                 and set it in the environment or in a file"
            ),
            Self::Swapped => f.write_str(
                "key and secret are swapped: the key starts with ck_, the secret with cs_",
            ),
            Self::UnknownKey => write!(
                f,
                "the site does not know this key; compare its last seven characters with the list \
                 under {KEYS}, and make sure that the key belongs to this site, not to its staging \
                 copy"
            ),
            Self::WrongSecret => write!(
                f,
                "the site knows the key, but the secret does not belong to it; the secret is shown \
                 only once, so if in doubt create a new key under {KEYS}"
            ),
            Self::NotRecognised => write!(
                f,
                "the site did not recognize the credentials: either the key does not belong to \
                 this site (see {KEYS}), or the web server does not pass the Authorization header \
                 to PHP"
            ),
            Self::NotEncrypted => f.write_str(
                "WooCommerce reads key and secret over https only and ignores them over http; \
                 use the https address, or --auth oauth1",
            ),
            Self::NoReadPermission => write!(
                f,
                "the key may write but not read; set its permissions to Read or Read/Write under \
                 {KEYS}"
            ),
            Self::NoWritePermission => write!(
                f,
                "the key may only read; set its permissions to Read/Write under {KEYS}"
            ),
            Self::NotAllowed => f.write_str(
                "the key is valid, but its user may not see memberships; create the key for a shop \
                 manager or an administrator",
            ),
            Self::ClockSkew { ahead } => {
                let (minutes, side) = (
                    ahead.unsigned_abs() / 60,
                    if *ahead > 0 { "ahead of" } else { "behind" },
                );
                write!(
                    f,
                    "this machine's clock is {minutes} minutes {side} the site's, and a signature \
                     is valid for only 15; correct the clock that is wrong"
                )
            }
            Self::UsedNonce => f.write_str(
                "the site has seen the signature's nonce before; a cache or proxy in front of the \
                 site may repeat requests: exclude /wp-json/ there",
            ),
            Self::BadSignature => f.write_str(
                "the OAuth signature is invalid: the secret is wrong, or a proxy changes the host, \
                 path or query; compare the secret, and the site address in WordPress > Settings > \
                 General with the target",
            ),
            Self::NotByWooCommerce { status } => write!(
                f,
                "status {status} comes from something in front of WooCommerce: password protection \
                 of the web server, a firewall or a security plugin that blocks the REST API; \
                 allow /wp-json/wc/ there"
            ),
            Self::Page { status } => write!(
                f,
                "status {status} with a web page instead of JSON, as for visitors who are not \
                 logged in: either the key does not belong to this site (see {KEYS}), or a plugin \
                 blocks the REST API; allow /wp-json/wc/ there"
            ),
            Self::Other { status, code } => write!(
                f,
                "the site rejected the request with status {status} and code {code}; its message \
                 is in the recorded response"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::client::Hash;
    use crate::exchange::{Method, Request, Response};

    fn refused(status: u16, code: &str, message: &str, scheme: Scheme) -> Option<Refusal> {
        let body =
            serde_json::json!({"code": code, "message": message, "data": {"status": status}});
        answered(status, &body.to_string(), "https", scheme)
    }

    fn answered(status: u16, body: &str, protocol: &str, scheme: Scheme) -> Option<Refusal> {
        let url = Url::parse(&format!("{protocol}://shop.example/wp-json/")).unwrap();
        let exchange = Exchange {
            label: None,
            role: Default::default(),
            started: Some("2026-11-20T23:00:00Z".parse().unwrap()),
            request: Request::new(Method::Get, url),
            response: Response {
                status,
                headers: [("Date", "Fri, 20 Nov 2026 23:22:09 GMT")]
                    .into_iter()
                    .collect(),
                body: body.into(),
            },
        };
        explain(&exchange, scheme)
    }

    const ERROR: &str = "woocommerce_rest_authentication_error";
    const VIEW: &str = "woocommerce_rest_cannot_view";

    #[test]
    fn every_answer_of_woocommerce_is_told_apart() {
        let by = |message| refused(401, ERROR, message, Scheme::Basic);
        assert_eq!(
            by("Consumer secret is invalid."),
            Some(Refusal::WrongSecret)
        );
        assert_eq!(by("Consumer key is invalid."), Some(Refusal::UnknownKey));
        assert_eq!(
            by("The API key provided does not have read permissions."),
            Some(Refusal::NoReadPermission)
        );
        assert_eq!(
            by("The API key provided does not have write permissions."),
            Some(Refusal::NoWritePermission)
        );
        assert!(matches!(
            by("Das Geheimnis ist falsch."),
            Some(Refusal::Other { .. })
        ));
        let view =
            |status, scheme| refused(status, VIEW, "Sorry, you cannot list resources.", scheme);
        assert_eq!(view(403, Scheme::Basic), Some(Refusal::NotAllowed));
        assert_eq!(view(401, Scheme::None), Some(Refusal::NoCredentials));
        assert_eq!(view(401, Scheme::Basic), Some(Refusal::NotRecognised));
        assert_eq!(view(401, Scheme::Query), Some(Refusal::UnknownKey));
        assert_eq!(view(404, Scheme::Query), None);
    }

    #[test]
    fn basic_over_http_is_ignored_and_said_so() {
        let body = serde_json::json!({"code": VIEW, "message": ""}).to_string();
        assert_eq!(
            answered(401, &body, "http", Scheme::Basic),
            Some(Refusal::NotEncrypted)
        );
    }

    #[test]
    fn a_wrong_clock_is_told_before_the_signature() {
        let signature = "Invalid signature - provided signature does not match.";
        let oauth = Scheme::OAuth1(Hash::Sha256);
        let refusal = refused(401, ERROR, signature, oauth).unwrap();
        assert_eq!(refusal, Refusal::ClockSkew { ahead: -1329 });
        assert!(refusal.to_string().contains("22 minutes behind"));
    }

    #[test]
    fn a_page_of_a_firewall_is_not_taken_for_woocommerce() {
        for body in [
            "<html>Forbidden</html>",
            r#"{"code":"rest_login_required","message":""}"#,
        ] {
            assert_eq!(
                answered(403, body, "https", Scheme::Basic),
                Some(Refusal::NotByWooCommerce { status: 403 })
            );
        }
    }
}
