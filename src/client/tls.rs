use reqwest::redirect::Policy;
use reqwest::{Certificate, ClientBuilder, Identity};
use rustls::crypto::{CryptoProvider, ring};

use crate::redact::Secret;

use super::{Error, Proxy, Settings, Trust, pinned};

/// The HTTP library, set up.
pub(super) struct Http {
    pub(super) client: reqwest::Client,
    /// Whether the machine has a list of authorities that it trusts.
    pub(super) authorities: Authorities,
}

/// Whose signature under a certificate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Authorities {
    /// Those of the system, and what the user gave.
    System,
    /// Only what the user gave: the system has none, as in a bare container.
    Given,
}

/// Sets up the HTTP library: no redirects, no decompression, no repetition of its own.
///
/// A machine without authorities can still ask over http, and over https what the user vouches
/// for.
pub(super) fn http(settings: &Settings) -> Result<Http, Error> {
    if CryptoProvider::get_default().is_none() {
        // It fails only where another thread was faster, which is as good.
        let _ = ring::default_provider().install_default();
    }
    build(settings, Authorities::System).or_else(|error| match error {
        Error::Setup { .. } => build(settings, Authorities::Given),
        other => Err(other),
    })
}

/// As [`http`] on a machine that has no authorities.
#[cfg(test)]
pub(super) fn bare(settings: &Settings) -> Result<Http, Error> {
    http(settings)?;
    build(settings, Authorities::Given)
}

fn build(settings: &Settings, authorities: Authorities) -> Result<Http, Error> {
    let client = builder(settings, authorities)?.build();
    client
        .map(|client| Http {
            client,
            authorities,
        })
        .map_err(|source| Error::Setup { source })
}

fn builder(settings: &Settings, authorities: Authorities) -> Result<ClientBuilder, Error> {
    let mut builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .http1_max_headers(settings.header_cap)
        .pool_max_idle_per_host(settings.concurrency.get())
        .pool_idle_timeout(settings.idle)
        .connect_timeout(settings.connect_timeout);
    if settings.proxy == Proxy::Direct {
        builder = builder.no_proxy();
    }
    if let Some(pem) = &settings.identity {
        let identity = Identity::from_pem(pem.expose().as_bytes());
        builder = builder.identity(identity.map_err(|source| Error::ClientCertificate { source })?);
    }
    let given = match &settings.trust {
        Trust::Pem(bundle) => {
            let given = Certificate::from_pem_bundle(bundle);
            let given = given.map_err(|source| Error::Certificates { source })?;
            let identity = settings.identity.as_ref().map(Secret::expose);
            // What cannot be set up this way is rejected with a reason below.
            if let Some(config) = pinned::config(bundle, identity) {
                return Ok(builder.tls_backend_preconfigured(config));
            }
            given
        }
        Trust::System => Vec::new(),
        Trust::Insecure => {
            builder = builder
                .tls_danger_accept_invalid_certs(true)
                .tls_danger_accept_invalid_hostnames(true);
            Vec::new()
        }
    };
    Ok(match authorities {
        Authorities::System => builder.tls_certs_merge(given),
        Authorities::Given => builder.tls_certs_only(given),
    })
}

/// Random bytes for a secret.
///
/// # Errors
///
/// Without a source of randomness there is no secret.
pub(crate) fn random_bytes() -> std::io::Result<[u8; 32]> {
    let mut bytes = [0_u8; 32];
    let source = ring::default_provider().secure_random;
    (source.fill(&mut bytes))
        .map_err(|_| std::io::Error::other("this system does not provide random bytes"))?;
    Ok(bytes)
}

/// Random text for a nonce: 32 hexadecimal digits.
#[must_use]
pub(super) fn nonce() -> String {
    let mut bytes = [0_u8; 16];
    // Without a source of randomness the nonce repeats, and the site reports it.
    let _ = ring::default_provider().secure_random.fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}
