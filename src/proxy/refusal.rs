use std::time::Duration;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use serde_json::json;

use crate::client;

/// Why a request was not sent on; the proxy answered by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Refusal {
    /// It is signed by OAuth 1.0a for the address of the proxy.
    Signed,
    /// It names another host.
    ForeignHost,
    /// A page in a browser sent it, of another site.
    ForeignPage,
    /// Its target cannot be sent on as it is written.
    Target,
    /// It wants a tunnel (CONNECT).
    Tunnel,
    /// It came from this proxy.
    Loop,
    /// It is not to be sent on any further (`Max-Forwards: 0`).
    LastHop,
    /// The proxy is about to end.
    Stopping,
}

impl Refusal {
    /// The part of the error code that is its own.
    fn id(self) -> &'static str {
        match self {
            Self::Signed => "oauth_signature",
            Self::ForeignHost => "foreign_host",
            Self::ForeignPage => "foreign_page",
            Self::Target => "target",
            Self::Tunnel => "tunnel",
            Self::Loop => "loop",
            Self::LastHop => "last_hop",
            Self::Stopping => "stopping",
        }
    }

    /// The rejected requests, for the report.
    #[must_use]
    pub(crate) fn subject(self) -> &'static str {
        match self {
            Self::Signed => "signed by OAuth 1.0a for the address of the proxy, not forwarded",
            Self::ForeignHost => "addressed to another host than the proxy, not forwarded",
            Self::ForeignPage => "of a page of another site in a browser, not forwarded",
            Self::Target => "with a path that cannot be sent on as it is written, not forwarded",
            Self::Tunnel => "for a tunnel (CONNECT), not forwarded",
            Self::Loop => "of the proxy itself, not forwarded",
            Self::LastHop => "with `Max-Forwards: 0`, not forwarded",
            Self::Stopping => "sent while the proxy was stopping, not forwarded",
        }
    }

    /// What to do about it, for the report.
    #[must_use]
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::Signed => {
                "send the key as HTTP Basic or in the query (a signature covers the URL and does not \
                 hold at the site)"
            }
            Self::Target => "write paths without `.`, `..` and backslashes, below the site's home",
            Self::Tunnel | Self::ForeignHost => "use the address that the proxy prints",
            Self::ForeignPage => "serve the page from the site itself, or from this machine",
            Self::Loop => "start the proxy for the address of the site itself",
            Self::LastHop | Self::Stopping => "send it again",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Signed | Self::Target => StatusCode::BAD_REQUEST,
            Self::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Self::ForeignPage => StatusCode::FORBIDDEN,
            Self::Tunnel => StatusCode::METHOD_NOT_ALLOWED,
            Self::Loop => StatusCode::LOOP_DETECTED,
            Self::LastHop => StatusCode::OK,
            Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What happened and what to do, for whoever reads the answer.
    fn message(self) -> &'static str {
        match self {
            Self::Signed => {
                "This request is signed by OAuth 1.0a, and the signature covers its URL: made for the \
                 address of the proxy, it does not hold at the site. It was not forwarded. Send the \
                 key as HTTP Basic or as consumer_key and consumer_secret in the query, or set the \
                 proxy as the http proxy of the client and sign for the site's own http address."
            }
            Self::ForeignHost => {
                "This is memberspec proxy, and the request names another host. It was not forwarded. \
                 Use the address that the proxy printed as the address of the site."
            }
            Self::ForeignPage => {
                "A page of another site sent this request from a browser. It was not forwarded: \
                 whoever can make a browser show a page could act at the site through the proxy."
            }
            Self::Target => {
                "The path of this request cannot be sent on as it is written, because URLs are \
                 normalized (`.` and `..`, backslashes), or it is not below the site's home. It was \
                 not forwarded."
            }
            Self::Tunnel => {
                "memberspec proxy does not open tunnels: it could not see what passes. Use the \
                 address that the proxy printed as the address of the site."
            }
            Self::Loop => {
                "This request came from memberspec proxy itself: the site that it was started for \
                 leads back to it."
            }
            Self::LastHop => "This request was not to be forwarded any further.",
            Self::Stopping => "memberspec proxy is stopping. The request was not forwarded.",
        }
    }

    /// The answer of the proxy.
    pub(super) fn answer(self) -> Response<Full<Bytes>> {
        own(self.status(), self.id(), self.message())
    }
}

/// The answer where the site gave none.
pub(super) fn no_response(error: &client::Error) -> Response<Full<Bytes>> {
    let status = match error {
        client::Error::Timeout { .. } | client::Error::ConnectTimeout { .. } => {
            StatusCode::GATEWAY_TIMEOUT
        }
        _ => StatusCode::BAD_GATEWAY,
    };
    let message = format!("memberspec proxy got no response from the site: {error}");
    own(status, "no_response", &message)
}

/// Why an answer with 101 is none.
pub(super) const SWITCHED: &str = "status 101 (Switching Protocols), which no request asked for";

/// The answer where the site switches to another protocol: what follows could not be seen.
pub(super) fn switched() -> Response<Full<Bytes>> {
    let message = format!(
        "memberspec proxy got no response from the site: it returned {SWITCHED}, and what follows would \
         not be HTTP. It was not forwarded."
    );
    own(StatusCode::BAD_GATEWAY, "switching_protocols", &message)
}

/// The answer for a client that sends nothing more, of a site that sends nothing either.
pub(super) fn silent(grace: Duration) -> Response<Full<Bytes>> {
    let message = format!(
        "memberspec proxy got no response from the site within {} s after the client had closed its side \
         of the connection.",
        grace.as_secs_f32()
    );
    own(StatusCode::GATEWAY_TIMEOUT, "no_response", &message)
}

/// An answer of the proxy in the form of WordPress's errors, which clients know how to show.
fn own(status: StatusCode, id: &str, message: &str) -> Response<Full<Bytes>> {
    let body = json!({
        "code": format!("memberspec_proxy_{id}"),
        "message": message,
        "data": { "status": status.as_u16() },
    });
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json; charset=UTF-8");
    response.headers_mut().insert(CONTENT_TYPE, json);
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, never);
    response
}
