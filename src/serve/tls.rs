use std::net::IpAddr;

use thiserror::Error;
use tokio_rustls::TlsAcceptor;

/// Whether the site is served over TLS. WooCommerce takes Basic and query keys over https alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Plain http.
    Off,
    /// https with a certificate that is made when the site starts.
    SelfSigned,
}

/// Why there is no certificate.
#[derive(Debug, Error)]
pub enum TlsError {
    /// The program cannot make one.
    #[error(
        "cannot serve over TLS: this build of memberspec cannot create certificates. Build it with \
         `cargo build --features site-tls`, or omit `--tls-self-signed`"
    )]
    NotBuilt,
    /// It could not be made.
    #[cfg(feature = "site-tls")]
    #[error("cannot create a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// It could not be used.
    #[error("cannot use the created certificate: {0}")]
    Configuration(#[from] rustls::Error),
}

/// What takes TLS connections, and the certificate in PEM that clients have to trust.
pub(super) struct SelfSigned {
    pub(super) acceptor: TlsAcceptor,
    pub(super) certificate: String,
}

#[cfg(not(feature = "site-tls"))]
pub(super) fn self_signed(_: IpAddr) -> Result<SelfSigned, TlsError> {
    Err(TlsError::NotBuilt)
}

/// Makes a certificate for an address and for `localhost`.
#[cfg(feature = "site-tls")]
pub(super) fn self_signed(address: IpAddr) -> Result<SelfSigned, TlsError> {
    use std::sync::Arc;

    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use rustls::ServerConfig;
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

    let names = vec![address.to_string(), "localhost".to_owned()];
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names)?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)?;
    Ok(SelfSigned {
        acceptor: TlsAcceptor::from(Arc::new(config)),
        certificate: cert.pem(),
    })
}
