use std::fmt;

use serde::Deserialize;

use crate::base::plural;
use crate::exchange::Exchange;
use crate::interpret::is_page;
use crate::redact;

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
    /// WooCommerce does not accept the time of the signature.
    BadTimestamp {
        /// Seconds that this machine's clock is ahead of the site's, by its `Date` header.
        ahead: Option<i64>,
    },
    /// Some other answer of the site.
    Other {
        /// 401 or 403.
        status: u16,
        /// The error code.
        code: String,
        /// The site's own message, in its language, if it is no more than a sentence.
        said: Option<String>,
        /// Seconds that this machine's clock is ahead of the site's; only beside a signature.
        ahead: Option<i64>,
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
        "woocommerce_rest_authentication_error" => by_message(&message, exchange, scheme)
            .unwrap_or_else(|| other(status, &code, &message, exchange, scheme)),
        "incorrect_password" => Refusal::WrongSecret,
        "invalid_username" | "invalid_email" => Refusal::UnknownKey,
        _ if code.starts_with("woocommerce_rest_cannot_") && status == 403 => Refusal::NotAllowed,
        _ if code.starts_with("woocommerce_rest_cannot_") => unseen(exchange, scheme),
        _ if code.starts_with("woocommerce_") => other(status, &code, &message, exchange, scheme),
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
        (
            "timestamp",
            Refusal::BadTimestamp {
                ahead: ahead(exchange),
            },
        ),
        ("nonce", Refusal::UsedNonce),
        ("signature", Refusal::BadSignature),
    ]
    .into_iter()
    .find(|(words, _)| message.contains(words))
    .map(|(_, refusal)| refusal)
}

/// A refusal that the code alone does not explain, in the site's own words.
fn other(status: u16, code: &str, message: &str, exchange: &Exchange, scheme: Scheme) -> Refusal {
    let is_signed = matches!(scheme, Scheme::OAuth1(_));
    Refusal::Other {
        status,
        code: redact::told_text("code", code).to_string(),
        said: redact::sentence(message).map(str::to_owned),
        ahead: is_signed.then(|| ahead(exchange)).flatten(),
    }
}

/// How far this machine's clock is ahead of a site's or behind it: "22 minutes behind".
#[must_use]
pub(crate) fn distance(ahead: i64) -> String {
    let side = if ahead > 0 { "ahead of" } else { "behind" };
    let (number, unit) = match ahead.unsigned_abs() {
        seconds @ ..120 => (seconds, "second"),
        seconds @ ..7_200 => (seconds / 60, "minute"),
        seconds @ ..172_800 => (seconds / 3_600, "hour"),
        seconds => (seconds / 86_400, "day"),
    };
    format!("{} {side}", plural(number, unit))
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

/// Seconds that this machine's clock is ahead of the site's; none where a cache answered.
#[must_use]
pub(crate) fn ahead(exchange: &Exchange) -> Option<i64> {
    if exchange.response.headers.contains("Age") {
        return None;
    }
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
                write!(
                    f,
                    "this machine's clock is {} the site's, and a signature is valid for only 15 \
                     minutes; correct the clock that is wrong",
                    distance(*ahead)
                )
            }
            Self::BadTimestamp { ahead } => {
                f.write_str("the site rejects the time of the signature")?;
                match ahead {
                    Some(ahead) => write!(
                        f,
                        ", although its Date header and this machine's clock differ by only {} s; \
                         look at the clock of the server that runs PHP",
                        ahead.unsigned_abs()
                    ),
                    None => f.write_str("; compare this machine's clock with the site's"),
                }
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
            Self::Other {
                status,
                code,
                said,
                ahead,
            } => {
                write!(
                    f,
                    "the site rejects the request with status {status} and code {code}"
                )?;
                match said {
                    Some(said) => write!(f, "; it says: \"{said}\"")?,
                    None => f.write_str("; request it with curl to read its message")?,
                }
                match ahead {
                    Some(ahead) if ahead.unsigned_abs() >= 60 => write!(
                        f,
                        "; this machine's clock is {} the site's",
                        distance(*ahead)
                    ),
                    _ => Ok(()),
                }
            }
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
        let refusal = by("Das Geheimnis ist falsch.").unwrap();
        assert!(matches!(refusal, Refusal::Other { ahead: None, .. }));
        assert!(
            refusal
                .to_string()
                .contains("\"Das Geheimnis ist falsch.\"")
        );
        let refusal = by("Annegret Zimmermann").unwrap().to_string();
        assert!(!refusal.contains("Annegret"), "{refusal}");
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
    fn a_clock_is_told_in_the_unit_that_fits() {
        assert_eq!(distance(1), "1 second ahead of");
        assert_eq!(distance(-1_329), "22 minutes behind");
        assert_eq!(distance(3 * 3_600), "3 hours ahead of");
        assert_eq!(distance(-365 * 86_400), "365 days behind");
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
