use std::borrow::Cow;

use bytes::Bytes;
use url::Url;

use super::{Headers, Method};

/// What was asked of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method on the wire.
    pub method: Method,
    /// The whole URL, query included. May hold credentials (query authentication).
    pub url: Url,
    /// Header fields as sent. May hold credentials.
    pub headers: Headers,
    /// The body, if one was sent.
    pub body: Option<Bytes>,
}

impl Request {
    /// A request without headers and body.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: Headers::new(),
            body: None,
        }
    }

    /// The method that WordPress acts on: `_method` in the query wins, then
    /// `X-HTTP-Method-Override`, then the method on the wire (`docs/observed.md#1`).
    #[must_use]
    pub fn effective_method(&self) -> Cow<'_, Method> {
        self.url
            .query_pairs()
            .find(|(name, _)| name == "_method")
            .map(|(_, value)| Method::parse(&value))
            .or_else(|| {
                self.headers
                    .get("X-HTTP-Method-Override")
                    .map(Method::parse)
            })
            .map_or(Cow::Borrowed(&self.method), Cow::Owned)
    }

    /// Whether nothing on a site changes by this request: the method on the wire and the method
    /// that WordPress would act on are both GET, HEAD or OPTIONS.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.method.is_safe() && self.effective_method().is_safe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_get_that_wordpress_turns_into_a_delete_is_not_safe() {
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(Request::new(Method::Get, url("https://shop.example/a")).is_safe());
        assert!(!Request::new(Method::Get, url("https://shop.example/a?_method=DELETE")).is_safe());
        let mut overridden = Request::new(Method::Get, url("https://shop.example/a"));
        overridden.headers.push("x-http-method-override", "put");
        assert!(!overridden.is_safe());
    }
}
