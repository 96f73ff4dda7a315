use reqwest::Certificate;
use reqwest::redirect::Policy;
use rustls::crypto::{CryptoProvider, ring};

use super::{Error, Proxy, Settings, Trust};

/// Sets up the HTTP library: no redirects, no decompression, no repetition of its own.
pub(super) fn http(settings: &Settings) -> Result<reqwest::Client, Error> {
    if CryptoProvider::get_default().is_none() {
        // It fails only where another thread was faster, which is as good.
        let _ = ring::default_provider().install_default();
    }
    let mut builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .http1_max_headers(settings.header_cap)
        .pool_max_idle_per_host(settings.concurrency.get())
        .connect_timeout(settings.connect_timeout);
    if settings.proxy == Proxy::Direct {
        builder = builder.no_proxy();
    }
    match &settings.trust {
        Trust::System => {}
        Trust::Pem(bundle) => {
            let certificates = Certificate::from_pem_bundle(bundle)
                .map_err(|source| Error::Certificates { source })?;
            builder = builder.tls_certs_merge(certificates);
        }
        Trust::Insecure => {
            builder = builder
                .tls_danger_accept_invalid_certs(true)
                .tls_danger_accept_invalid_hostnames(true);
        }
    }
    builder.build().map_err(|source| Error::Setup { source })
}

/// Random text for a nonce: 32 hexadecimal digits.
pub(super) fn nonce() -> String {
    let mut bytes = [0_u8; 16];
    // Without a source of randomness the nonce repeats, and the site says so.
    let _ = ring::default_provider().secure_random.fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}
