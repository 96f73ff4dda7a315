use bytes::Bytes;
use url::Url;

use crate::exchange::{Headers, Method, Role};

use super::Scheme;

/// One question to a site.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What it is for; becomes the exchange's label.
    pub label: Option<String>,
    /// What the response is for.
    pub role: Role,
    /// The method on the wire.
    pub method: Method,
    /// The URL without credentials.
    pub url: Url,
    /// Fields beside those that the client adds by itself (user agent, `Accept`, credentials).
    pub headers: Headers,
    /// A body; only for a run that may write.
    pub body: Option<Bytes>,
    /// How to show who asks.
    pub signing: Signing,
}

/// How a request shows who asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Signing {
    /// As the settings say.
    #[default]
    Configured,
    /// By another scheme with the same credentials.
    By(Scheme),
    /// Not at all.
    None,
    /// With the right key and a wrong secret.
    WrongSecret,
    /// With a key that no site knows.
    UnknownKey,
}

impl Ask {
    /// A question without headers and body, signed as configured.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            label: None,
            role: Role::Judged,
            method,
            url,
            headers: Headers::new(),
            body: None,
            signing: Signing::Configured,
        }
    }

    /// A GET.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self::new(Method::Get, url)
    }

    /// The same, signed in another way.
    #[must_use]
    pub fn signed(mut self, signing: Signing) -> Self {
        self.signing = signing;
        self
    }

    /// The same, for another part in the run.
    #[must_use]
    pub fn in_role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// The same with a label.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }
}
