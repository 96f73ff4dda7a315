use std::fmt;
use std::time::Duration;

use crate::interpret::Challenge;

/// Why a question got no response. Every message says what happened, to what, and what to do next;
/// URLs in it are redacted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The gate kept a write in.
    #[error(
        "{method} {url} would change something that this run did not create and was not sent; only \
         `check --write` sends more than GET, HEAD and OPTIONS, and only to its own rows"
    )]
    WriteRefused {
        /// The method that WordPress would act on.
        method: String,
        /// The redacted URL.
        url: String,
    },
    /// The number of requests that the user granted is used up.
    #[error("the request budget of {limit} is used up; raise --max-requests to continue")]
    BudgetSpent {
        /// How many were granted.
        limit: u64,
    },
    /// The time that the run may take is over.
    #[error(
        "the time limit of {} s is reached; raise --max-time to continue",
        .limit.as_secs_f64()
    )]
    TimeSpent {
        /// How long it may take.
        limit: Duration,
    },
    /// The site asks to wait longer than the run has time.
    #[error(
        "{url} asked to wait {} s, but of the maximum of {} s the run has only {} s left; try \
         again later, or raise --max-time",
        .wait.as_secs(), .limit.as_secs_f64(), .left.as_secs()
    )]
    NoTimeToWait {
        /// The redacted URL.
        url: String,
        /// What it asks for.
        wait: Duration,
        /// What is left of the run's time.
        left: Duration,
        /// How long the run may take.
        limit: Duration,
    },
    /// The certificates given cannot be read.
    #[error("the certificates given by --cacert cannot be used; the file must hold PEM blocks")]
    Certificates {
        /// What the reader says.
        source: reqwest::Error,
    },
    /// The client's own certificate cannot be read.
    #[error(
        "the certificate given by --client-cert cannot be used; the file must hold the certificate \
         and its private key, without a passphrase, as PEM blocks"
    )]
    ClientCertificate {
        /// What the reader says.
        source: reqwest::Error,
    },
    /// Two passwords would need the same header field.
    #[error(
        "the Authorization header already holds the user and password of the web server \
         (--site-auth), so the key cannot be sent in it; use --auth query over https, or \
         --auth oauth1 over http"
    )]
    AuthorizationTaken,
    /// The HTTP client cannot be set up.
    #[error("cannot set up the HTTP client; check the system's certificates and proxy settings")]
    Setup {
        /// What it says.
        source: reqwest::Error,
    },
    /// A scheme needs credentials and there are none.
    #[error(
        "there are no credentials to sign with; set the key and the secret in the environment or \
         in a file, or use --auth none"
    )]
    NoCredentials,
    /// The secret would travel in the clear.
    #[error(
        "{url} is not encrypted and the secret was not sent: WooCommerce ignores it there anyway; \
         use the https address, or --auth oauth1, which does not send the secret"
    )]
    SecretInTheClear {
        /// The redacted URL.
        url: String,
    },
    /// WooCommerce cannot check a signature over such a parameter (`docs/observed.md#3`).
    #[error(
        "a request with `{parameter}` cannot be signed by OAuth 1.0a in a form that WooCommerce \
         accepts; send a comma-separated list instead"
    )]
    UnsignableList {
        /// Its name, brackets included.
        parameter: String,
    },
    /// A header field that HTTP does not allow.
    #[error("the header field `{name}` cannot be sent; it holds a character that HTTP forbids")]
    InvalidHeader {
        /// Its name.
        name: String,
    },
    /// No address for the host.
    #[error("cannot resolve {host}; check the spelling of the host name and the network")]
    UnknownHost {
        /// The host.
        host: String,
        /// The resolver's words.
        source: reqwest::Error,
    },
    /// Nothing listens there.
    #[error("{host} refused the connection; check the port and that the site is running")]
    ConnectionRefused {
        /// Host and port.
        host: String,
        /// The system's words.
        source: reqwest::Error,
    },
    /// The host does not react.
    #[error(
        "no connection to {host} within {} s; check the address, a firewall, or raise --timeout",
        .after.as_secs_f32()
    )]
    ConnectTimeout {
        /// Host and port.
        host: String,
        /// How long it was tried.
        after: Duration,
        /// The system's words.
        source: reqwest::Error,
    },
    /// The site does not answer in time.
    #[error("no response from {url} within {} s; raise --timeout, or lower --rate", .after.as_secs_f32())]
    Timeout {
        /// The redacted URL.
        url: String,
        /// How long it was waited for.
        after: Duration,
    },
    /// No encrypted connection.
    #[error("no secure connection to {host}: {why}; {advice}", advice = .why.advice())]
    Tls {
        /// Host and port.
        host: String,
        /// The reason.
        why: Tls,
        /// What the TLS library says.
        source: reqwest::Error,
    },
    /// The web server rejects the request because of the client certificate, over a connection that
    /// it accepted.
    #[error("{url} returns an error of its web server: {why}; {advice}", advice = .why.advice())]
    CertificateRejected {
        /// The redacted URL.
        url: String,
        /// The reason.
        why: Tls,
    },
    /// The connection broke before a whole head of a response.
    #[error(
        "{url} closed the connection without a response; try again, and look at the site's log"
    )]
    ClosedEarly {
        /// The redacted URL.
        url: String,
        /// What the HTTP library says.
        source: reqwest::Error,
    },
    /// More header fields than any sane answer has.
    #[error(
        "{url} returned more or longer header fields than the maximum of {limit}; look for a \
         plugin or proxy that repeats a field"
    )]
    HeaderFlood {
        /// The redacted URL.
        url: String,
        /// The limit.
        limit: usize,
        /// What the HTTP library says.
        source: reqwest::Error,
    },
    /// What came is not HTTP.
    #[error("{url} returned something that is not HTTP; check the port")]
    NotHttp {
        /// The redacted URL.
        url: String,
        /// What the HTTP library says.
        source: reqwest::Error,
    },
    /// Anything else on the way.
    #[error("the request to {url} failed: {}; try again, and check the network", root_cause(.source))]
    Transport {
        /// The redacted URL.
        url: String,
        /// What the HTTP library says.
        source: reqwest::Error,
    },
    /// The site lives at another address, and credentials do not go there unasked.
    #[error(
        "{from} redirects to {to}, which is another site; credentials were not sent there. If it \
         is your site, use its address"
    )]
    RedirectedElsewhere {
        /// The redacted URL of the request.
        from: String,
        /// The redacted URL that it named.
        to: String,
    },
    /// The site redirects in a loop.
    #[error("{url} redirects in a loop; check the site address and https settings of WordPress")]
    RedirectLoop {
        /// The redacted URL that came twice.
        url: String,
    },
    /// The site redirects too often.
    #[error(
        "{url} redirected {limit} times; check the site address and https settings of \
             WordPress"
    )]
    TooManyRedirects {
        /// The redacted URL of the first request.
        url: String,
        /// How many were followed.
        limit: usize,
    },
    /// Something in front of the site returns in its place.
    #[error(
        "{url} returns a bot challenge of {by} instead of the site's own response; allow this \
         machine's address or the REST API there, send what lets you pass (--header, --user-agent), \
         or check with a lower --rate"
    )]
    Challenged {
        /// The redacted URL.
        url: String,
        /// Whose challenge it is.
        by: Challenge,
    },
    /// The site limits the number of requests, and waiting did not help.
    #[error(
        "{url} still returns 429 (too many requests) after {attempts} waits; try again later with \
         a lower --rate"
    )]
    RateLimited {
        /// The redacted URL.
        url: String,
        /// How often it was waited for.
        attempts: u32,
    },
    /// The site wants to be left alone.
    #[error(
        "{url} asks to wait {} s before the next request, more than the maximum of {} s; try again \
         later with a lower --rate",
        .wait.as_secs(), .longest.as_secs()
    )]
    TooBusy {
        /// The redacted URL.
        url: String,
        /// What it asks for.
        wait: Duration,
        /// The limit.
        longest: Duration,
    },
}

impl Error {
    /// Whether what the user granted is used up, requests or time: nothing more is sent.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        matches!(
            self,
            Self::BudgetSpent { .. } | Self::TimeSpent { .. } | Self::NoTimeToWait { .. }
        )
    }

    /// What happened, for programs.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::WriteRefused { .. } => "write-refused",
            Self::BudgetSpent { .. } => "budget-spent",
            Self::Certificates { .. } => "certificates",
            Self::ClientCertificate { .. } => "client-certificate",
            Self::AuthorizationTaken => "authorization-taken",
            Self::Setup { .. } => "setup",
            Self::NoCredentials => "no-credentials",
            Self::SecretInTheClear { .. } => "secret-in-the-clear",
            Self::UnsignableList { .. } => "unsignable-list",
            Self::InvalidHeader { .. } => "invalid-header",
            Self::UnknownHost { .. } => "unknown-host",
            Self::ConnectionRefused { .. } => "connection-refused",
            Self::ConnectTimeout { .. } => "connect-timeout",
            Self::Timeout { .. } => "timeout",
            Self::Tls { .. } | Self::CertificateRejected { .. } => "tls",
            Self::ClosedEarly { .. } => "closed-early",
            Self::HeaderFlood { .. } => "header-flood",
            Self::NotHttp { .. } => "not-http",
            Self::Transport { .. } => "transport",
            Self::RedirectedElsewhere { .. } => "redirected-elsewhere",
            Self::RedirectLoop { .. } => "redirect-loop",
            Self::TooManyRedirects { .. } => "too-many-redirects",
            Self::TooBusy { .. } => "too-busy",
            Self::Challenged { .. } => "challenged",
            Self::RateLimited { .. } => "rate-limited",
            Self::TimeSpent { .. } => "time-spent",
            Self::NoTimeToWait { .. } => "no-time-to-wait",
        }
    }
}

/// Why no encrypted connection came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// Nobody that is trusted has signed the certificate; usual for a self-signed one.
    UnknownIssuer,
    /// This machine trusts nobody: it has no list of authorities.
    NoAuthorities,
    /// It is out of date.
    Expired,
    /// It is for later.
    NotYetValid,
    /// It is for another name.
    WrongName,
    /// The server wants a certificate of the client.
    ClientCertificateWanted,
    /// The server does not take the client's certificate.
    ClientCertificateRefused,
    /// The server ends the handshake: before TLS 1.3 that is how many ask for a client certificate.
    HandshakeRefused,
    /// It speaks only versions of TLS that nobody should use any more.
    OldVersion,
    /// The other side does not speak TLS.
    PlainAnswer,
    /// Anything else, in the library's words.
    Other(String),
}

/// The cause at the end of the chain, which says most.
fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}

impl Tls {
    fn advice(&self) -> &'static str {
        match self {
            Self::UnknownIssuer => {
                "pass the certificate of its issuer with --cacert, or use --insecure for a test \
                 site"
            }
            Self::NoAuthorities => {
                "install the system's list (usually the package ca-certificates), or pass the \
                 certificate of the site's issuer with --cacert"
            }
            Self::Expired => "have the certificate renewed, or use --insecure for a test site",
            Self::NotYetValid => "check this machine's clock, or use --insecure for a test site",
            Self::WrongName => {
                "use the name that the certificate is for, or --insecure for a test site"
            }
            Self::ClientCertificateWanted => {
                "name a PEM file with your certificate and its private key with --client-cert"
            }
            Self::ClientCertificateRefused => {
                "check with whoever runs the site which certificates it accepts"
            }
            Self::HandshakeRefused => {
                "if it requires a client certificate, name it with --client-cert; otherwise look at \
                 the ciphers and protocol versions that the web server allows"
            }
            Self::OldVersion => {
                "enable TLS 1.2 or 1.3 in the web server; older versions have known attacks"
            }
            Self::PlainAnswer => {
                "use the http:// address if the site has no https, or check the port"
            }
            Self::Other(_) => "check the site's certificate, or use --insecure for a test site",
        }
    }
}

impl fmt::Display for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownIssuer => "its certificate is not signed by a trusted authority",
            Self::NoAuthorities => "this machine has no list of certificate authorities to trust",
            Self::Expired => "its certificate has expired",
            Self::NotYetValid => "its certificate is not valid yet",
            Self::WrongName => "its certificate is for another name",
            Self::ClientCertificateWanted => "it requires a client certificate",
            Self::ClientCertificateRefused => "it does not accept the certificate of --client-cert",
            Self::HandshakeRefused => "it rejects the TLS handshake",
            Self::OldVersion => "it supports only TLS 1.1 or older",
            Self::PlainAnswer => "it does not support TLS on this port",
            Self::Other(words) => words,
        })
    }
}
