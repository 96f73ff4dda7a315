//! What became of each request, for whoever watches the site.

use serde_json::Value;

use super::http_answer::HttpAnswer;
use super::options::AuthPolicy;
use super::wordpress::{ApiRequest, Scheme};

/// A request that was answered. What came from the client is as it was sent: it may hold secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The method on the wire.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// The status of the answer.
    pub status: u16,
    /// Why it was refused, in words; empty if it was not.
    pub reason: String,
    /// How many requests before this one are not told, because the reader was too slow.
    pub unheard: u64,
}

/// How a client tried to show who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Basic,
    Query,
    OAuth,
}

fn shown(request: &ApiRequest) -> Shown {
    let header = request.header("authorization").unwrap_or_default();
    let starts = |scheme: &str| {
        header
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if starts("OAuth ") || request.query.contains_key("oauth_consumer_key") {
        Shown::OAuth
    } else if request.query.contains_key("consumer_key") {
        Shown::Query
    } else if starts("Basic ") {
        Shown::Basic
    } else {
        Shown::Nothing
    }
}

/// Why a request is rejected, in words: what the answer says, and what a client cannot see in it.
pub(super) fn refusal(request: &ApiRequest, policy: AuthPolicy, answer: &HttpAnswer) -> String {
    let ignored = (answer.status == 401 && code(answer).is_some_and(|code| is_anonymous(&code)))
        .then(|| ignored(request, policy))
        .flatten();
    ignored.map_or_else(|| said(answer), str::to_owned)
}

/// Whether WooCommerce answers this to somebody who is not logged in.
fn is_anonymous(code: &str) -> bool {
    code.starts_with("woocommerce_rest_cannot_")
}

/// Why nobody was recognized.
fn ignored(request: &ApiRequest, policy: AuthPolicy) -> Option<&'static str> {
    let is_http = request.scheme == Scheme::Http && policy == AuthPolicy::Required;
    Some(match shown(request) {
        _ if !request.raw_path.contains("wp-json/wc/") => {
            "WooCommerce accepts keys only in addresses with /wp-json/wc/: use such an address"
        }
        Shown::Basic if is_http => {
            "Basic over http is ignored as on a real site: use --tls-self-signed or --dev"
        }
        Shown::Query if is_http => {
            "query keys over http are ignored as on a real site: use --tls-self-signed or --dev"
        }
        Shown::Nothing if is_http => {
            "no credentials: sign with OAuth 1.0a, or use --tls-self-signed or --dev for Basic and query keys"
        }
        Shown::Nothing => {
            "no credentials: send a key of this site as Basic, in the query or with OAuth 1.0a"
        }
        Shown::Basic | Shown::Query => {
            "the consumer key is unknown or its secret is missing, so the request is anonymous: use a key that serve prints"
        }
        Shown::OAuth => return None,
    })
}

fn body(answer: &HttpAnswer) -> Option<Value> {
    serde_json::from_slice(&answer.body).ok()
}

fn code(answer: &HttpAnswer) -> Option<String> {
    Some(body(answer)?.get("code")?.as_str()?.to_owned())
}

/// Code and message of an error.
fn said(answer: &HttpAnswer) -> String {
    let body = body(answer).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    match (text("code"), text("message")) {
        ("", "") => {
            "the response is not an error of WordPress: a fault may be switched on".to_owned()
        }
        (code, message) => format!("{code}: {message}"),
    }
}
