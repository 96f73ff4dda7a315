//! Requests as the socket gives them and answers as it takes them.

use bytes::Bytes;
use http::{HeaderMap, Uri};
use serde_json::Value;

use super::auth::Identity;
use super::php::encode_json;
use super::wordpress::{Answer, ApiRequest, Scheme};
use crate::exchange::Method;

/// A request as the socket gives it.
#[derive(Debug)]
pub(super) struct HttpRequest {
    pub(super) method: http::Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) scheme: Scheme,
    pub(super) body: Bytes,
}

/// A response as the socket takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HttpAnswer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Whether `_jsonp` names a function and nothing that a browser would run.
pub(super) fn callback_is_plain(request: &ApiRequest) -> bool {
    let callback = request.query.get("_jsonp").and_then(Value::as_str);
    callback.is_none_or(|name| {
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
    })
}

/// The theme's page for an address that is not the API's.
pub(super) fn page_not_found() -> HttpAnswer {
    HttpAnswer {
        status: 404,
        headers: vec![("Content-Type".to_owned(), "text/html; charset=UTF-8".to_owned())],
        body: b"<!DOCTYPE html>\n<html lang=\"en-US\"><head><title>Page not found</title></head><body><h1>Oops! That page can&rsquo;t be found.</h1></body></html>\n".to_vec(),
    }
}

/// Headers in the order in which WordPress sends them, and the body as PHP writes it.
pub(super) fn to_http(request: &ApiRequest, identity: Identity, answer: Answer) -> HttpAnswer {
    let callback = request
        .query
        .get("_jsonp")
        .and_then(Value::as_str)
        .filter(|_| callback_is_plain(request));
    let (content_type, body) = match callback {
        Some(callback) => {
            let mut script = format!("/**/{callback}(").into_bytes();
            script.extend(encode_json(&answer.body));
            script.push(b')');
            ("application/javascript; charset=UTF-8", script)
        }
        None => ("application/json; charset=UTF-8", encode_json(&answer.body)),
    };
    let mut headers: Vec<(String, String)> = Vec::with_capacity(12);
    let mut put = |name: &str, value: String| headers.push((name.to_owned(), value));
    put("Content-Type", content_type.to_owned());
    put("X-Robots-Tag", "noindex".to_owned());
    let has_link = answer.headers.iter().any(|(name, _)| *name == "Link");
    if !has_link {
        let root = request.url_of("/");
        put("Link", format!("<{root}>; rel=\"https://api.w.org/\""));
    }
    put("X-Content-Type-Options", "nosniff".to_owned());
    put(
        "Access-Control-Expose-Headers",
        "X-WP-Total, X-WP-TotalPages, Link".to_owned(),
    );
    put(
        "Access-Control-Allow-Headers",
        "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type".to_owned(),
    );
    for (name, value) in answer.headers {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        put(name, text);
    }
    if identity.is_known() {
        put("Expires", "Wed, 11 Jan 1984 05:00:00 GMT".to_owned());
        put(
            "Cache-Control",
            "no-cache, must-revalidate, max-age=0, no-store, private".to_owned(),
        );
    }
    if let Some(origin) = request.header("origin") {
        put("Access-Control-Allow-Origin", origin.to_owned());
        put(
            "Access-Control-Allow-Methods",
            "OPTIONS, GET, POST, PUT, PATCH, DELETE".to_owned(),
        );
        put("Access-Control-Allow-Credentials", "true".to_owned());
        put("Vary", "Origin".to_owned());
    } else if !identity.is_known() && request.wire_method == Method::Get {
        put("Vary", "Origin".to_owned());
    }
    let body = if request.wire_method == Method::Head {
        Vec::new()
    } else {
        body
    };
    HttpAnswer {
        status: answer.status,
        headers,
        body,
    }
}
