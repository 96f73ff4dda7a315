use std::num::NonZeroUsize;
use std::time::Duration;

use crate::redact::Secret;

use super::{Deadline, Extra, Hash, Writes};

/// How the client behaves. [`Settings::default`] sends no credentials and is polite.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The API key or user, if the site is to know who asks.
    pub credentials: Option<Credentials>,
    /// How they are sent.
    pub scheme: Scheme,
    /// What is sent to the site beside the key.
    pub extra: Extra,
    /// Which certificates are trusted.
    pub trust: Trust,
    /// The client's own certificate and its private key, as PEM.
    pub identity: Option<Secret>,
    /// Whether the system's proxy settings hold.
    pub proxy: Proxy,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// How long a connection is kept for the next request.
    pub idle: Duration,
    /// How long one response may take, from the first byte sent to the last byte received.
    pub timeout: Duration,
    /// Requests per second at most; `None` for no limit.
    pub rate: Option<f64>,
    /// Requests under way at the same time. A real site does not get faster above four
    /// (`docs/observed.md#15`).
    pub concurrency: NonZeroUsize,
    /// Requests at most in this client's life, redirects and repetitions included.
    pub max_requests: u64,
    /// Bytes of one body at most, as received and after decompression.
    pub body_cap: usize,
    /// Header fields of one response at most.
    pub header_cap: usize,
    /// The longest `Retry-After` that is waited for.
    pub longest_wait: Duration,
    /// When the whole run must be over.
    pub deadline: Option<Deadline>,
    /// The `User-Agent` field.
    pub user_agent: String,
    /// What the client may change on a site.
    pub writes: Writes,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            credentials: None,
            scheme: Scheme::None,
            extra: Extra::default(),
            trust: Trust::System,
            identity: None,
            proxy: Proxy::System,
            connect_timeout: Duration::from_secs(10),
            idle: Duration::from_secs(90),
            timeout: Duration::from_secs(30),
            rate: Some(10.0),
            concurrency: NonZeroUsize::MIN,
            max_requests: 500,
            body_cap: 32 * 1024 * 1024,
            header_cap: 250,
            longest_wait: Duration::from_secs(60),
            deadline: None,
            user_agent: format!("memberspec/{} (+contract check)", env!("CARGO_PKG_VERSION")),
            writes: Writes::Refused,
        }
    }
}

/// Who asks.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// A consumer key (`ck_…`), or a user name for an application password.
    pub key: Secret,
    /// The consumer secret (`cs_…`), or the application password.
    pub secret: Secret,
}

/// How credentials are sent (`docs/observed.md#3`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Not at all.
    None,
    /// Key and secret as HTTP Basic. WooCommerce ignores it over plain http.
    Basic,
    /// `consumer_key` and `consumer_secret` in the query, for servers that strip `Authorization`.
    Query,
    /// OAuth 1.0a parameters in the query.
    OAuth1(Hash),
    /// User and application password of WordPress as HTTP Basic.
    ApplicationPassword,
}

/// Which certificates are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Trust {
    /// Those that the operating system trusts.
    #[default]
    System,
    /// Those and the certificates of a PEM bundle, as bytes.
    Pem(Vec<u8>),
    /// Any, on the user's own word.
    Insecure,
}

/// Whether the system's proxy settings hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Proxy {
    /// They hold.
    #[default]
    System,
    /// Connections are direct: for a site on this machine.
    Direct,
}
