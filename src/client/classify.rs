use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription as Alert, CertificateError, PeerIncompatible};
use url::Url;

use crate::exchange::Response;
use crate::redact;

use super::pinned::is_of_authority;
use super::tls::Authorities;
use super::{Error, Tls};

/// The limits that a message names.
pub(super) struct Limits {
    pub(super) connect_timeout: Duration,
    pub(super) timeout: Duration,
    pub(super) headers: usize,
    pub(super) authorities: Authorities,
    /// Whether the client shows a certificate of its own.
    pub(super) has_identity: bool,
}

/// Names the cause of a failed request. The library's own words come along without the URL, which
/// may hold credentials.
pub(super) fn classify(error: reqwest::Error, asked: &Url, limits: &Limits) -> Error {
    let source = error.without_url();
    let url = redact::url(asked);
    if source.is_dns() {
        let host = asked.host_str().unwrap_or_default().to_owned();
        return Error::UnknownHost { host, source };
    }
    if let Some(why) = tls(&source, limits.has_identity) {
        let why = match (why, limits.authorities) {
            (Tls::UnknownIssuer, Authorities::Given) => Tls::NoAuthorities,
            (why, _) => why,
        };
        let host = host(asked);
        return Error::Tls { host, why, source };
    }
    if source.is_timeout() {
        return if source.is_connect() {
            Error::ConnectTimeout {
                host: host(asked),
                after: limits.connect_timeout,
                source,
            }
        } else {
            Error::Timeout {
                url,
                after: limits.timeout,
            }
        };
    }
    if let Some(io) = find::<io::Error>(&source) {
        match io.kind() {
            io::ErrorKind::ConnectionRefused => {
                let host = host(asked);
                return Error::ConnectionRefused { host, source };
            }
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => return Error::ClosedEarly { url, source },
            _ => {}
        }
    }
    match find::<hyper::Error>(&source) {
        Some(http) if http.is_parse_too_large() => Error::HeaderFlood {
            url,
            limit: limits.headers,
            source,
        },
        Some(http) if http.is_parse() => Error::NotHttp { url, source },
        Some(http) if http.is_incomplete_message() || http.is_closed() || http.is_canceled() => {
            Error::ClosedEarly { url, source }
        }
        _ => Error::Transport { url, source },
    }
}

fn tls(error: &reqwest::Error, has_identity: bool) -> Option<Tls> {
    Some(match find::<rustls::Error>(error)? {
        rustls::Error::InvalidCertificate(why) => match why {
            CertificateError::UnknownIssuer => Tls::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Tls::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Tls::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Tls::WrongName
            }
            why if is_of_authority(why) => Tls::UnknownIssuer,
            other => Tls::Other(other.to_string()),
        },
        rustls::Error::InvalidMessage(_) => Tls::PlainAnswer,
        rustls::Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        )
        | rustls::Error::AlertReceived(Alert::ProtocolVersion) => Tls::OldVersion,
        rustls::Error::AlertReceived(alert) if has_identity && is_of_certificate(*alert) => {
            Tls::ClientCertificateRefused
        }
        rustls::Error::AlertReceived(Alert::CertificateRequired | Alert::NoCertificate) => {
            Tls::ClientCertificateWanted
        }
        rustls::Error::AlertReceived(alert)
            if *alert == Alert::HandshakeFailure || is_of_certificate(*alert) =>
        {
            Tls::HandshakeRefused
        }
        other => Tls::Other(other.to_string()),
    })
}

/// Whether a server says by this that it does not take the certificate of the client.
fn is_of_certificate(alert: Alert) -> bool {
    matches!(
        alert,
        Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::DecryptError
    )
}

/// Looks for an error type in the chain of causes, also inside `io::Error`, whose `source` steps
/// over what it wraps.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if let Some(found) = wrapped.and_then(|wrapped| find::<T>(wrapped)) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// Host and port as people write them.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// How much of a page is looked at: those of web servers are small.
const LOOKED_AT: usize = 4096;

/// What a web server says of the client certificate in a response: nginx accepts the connection and
/// then rejects each request, with a page of its own under 400, 495 or 496.
pub(super) fn certificate(response: &Response) -> Option<Tls> {
    if !matches!(response.status, 400 | 495 | 496) {
        return None;
    }
    let body = response.body.bytes();
    let start = String::from_utf8_lossy(body.get(..LOOKED_AT).unwrap_or(body));
    let says = |text: &str| start.trim_start().starts_with("<html>") && start.contains(text);
    if says("No required SSL certificate was sent") || response.status == 496 {
        Some(Tls::ClientCertificateWanted)
    } else if says("The SSL certificate error") || response.status == 495 {
        Some(Tls::ClientCertificateRefused)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Headers;

    #[test]
    fn nginx_says_in_a_page_that_it_wants_another_certificate() {
        let of = |status, body: &str| {
            certificate(&Response {
                status,
                headers: Headers::new(),
                body: body.into(),
            })
        };
        let page = |text: &str| format!("<html>\r\n<head><title>400 {text}</title></head></html>");
        let wanted = page("No required SSL certificate was sent");
        assert_eq!(of(400, &wanted), Some(Tls::ClientCertificateWanted));
        assert_eq!(of(200, &wanted), None);
        let refused = page("The SSL certificate error");
        assert_eq!(of(400, &refused), Some(Tls::ClientCertificateRefused));
        assert_eq!(of(496, ""), Some(Tls::ClientCertificateWanted));
        let own = "{\"message\":\"No required SSL certificate was sent\"}";
        assert_eq!(of(400, own), None);
    }
}
