use bytes::Bytes;
use http::HeaderMap;
use serde_json::{Map, Value};

use crate::exchange::Method;
use crate::serve::php::parse_str;

/// How the request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// Plain.
    Http,
    /// TLS.
    Https,
}

impl Scheme {
    /// The name in URLs.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// A request as WordPress reads it.
#[derive(Debug)]
pub(crate) struct ApiRequest {
    /// The method on the wire, which OAuth signs and key permissions look at.
    pub(crate) wire_method: Method,
    /// The method that WordPress acts on: `_method`, then `X-HTTP-Method-Override`.
    pub(crate) method: Method,
    /// How it came.
    pub(crate) scheme: Scheme,
    /// The `Host`, port included.
    pub(crate) host: String,
    /// The path as sent, still encoded.
    pub(crate) raw_path: String,
    /// The path below `/wp-json`, decoded, without a slash at the end; `/` for the root.
    pub(crate) route: String,
    /// The query as PHP reads it.
    pub(crate) query: Map<String, Value>,
    /// Header fields.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
}

impl ApiRequest {
    /// Reads the parts of an HTTP request. `route` is the path below `/wp-json`, still encoded.
    pub(crate) fn new(
        method: &http::Method,
        scheme: Scheme,
        host: &str,
        uri: &http::Uri,
        route: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let query = parse_str(uri.query().unwrap_or_default());
        let wire_method = Method::parse(method.as_str());
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let overridden = query
            .get("_method")
            .and_then(Value::as_str)
            .or_else(|| header("x-http-method-override"));
        let method = overridden.map_or_else(
            || wire_method.clone(),
            |name| Method::parse(&name.to_ascii_uppercase()),
        );
        let decoded = percent_encoding::percent_decode_str(route).decode_utf8_lossy();
        let trimmed = decoded.trim_end_matches('/');
        Self {
            wire_method,
            method,
            scheme,
            host: host.to_owned(),
            raw_path: uri.path().to_owned(),
            route: if trimmed.is_empty() { "/" } else { trimmed }.to_owned(),
            query,
            headers,
            body,
        }
    }

    /// A header that is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// `https://host`: links follow the host and scheme of the request (`docs/observed.md#5`).
    pub(crate) fn home(&self) -> String {
        format!("{}://{}", self.scheme.as_str(), self.host)
    }

    /// The URL of a route.
    pub(crate) fn url_of(&self, route: &str) -> String {
        format!("{}/wp-json{route}", self.home())
    }

    /// Whether the body is JSON by its content type.
    pub(crate) fn has_json_body(&self) -> bool {
        self.media_type().is_some_and(|media| {
            media == "application/json"
                || (media.starts_with("application/") && media.ends_with("+json"))
        })
    }

    /// Whether the body is a form by its content type.
    pub(crate) fn has_form_body(&self) -> bool {
        self.media_type().as_deref() == Some("application/x-www-form-urlencoded")
    }

    fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        let media = value.split(';').next().unwrap_or(value);
        Some(media.trim().to_ascii_lowercase())
    }
}
