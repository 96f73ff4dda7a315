use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme,
};
use rustls_platform_verifier::Verifier;

/// Trusts what the system trusts, and certificates that the user gave: as authorities, and as the
/// server's own.
///
/// `openssl req -x509` marks the certificate that it makes as one of an authority, and as the
/// certificate of a server such a one is rejected by webpki. Who gives it means that very certificate.
#[derive(Debug)]
struct Pinned {
    system: Verifier,
    given: Vec<CertificateDer<'static>>,
}

/// A set-up for connections that trusts these certificates too, and shows the client's own; none where
/// the parts do not fit.
pub(super) fn config(given: &[u8], identity: Option<&str>) -> Option<ClientConfig> {
    let given = CertificateDer::pem_slice_iter(given);
    let given: Vec<CertificateDer<'static>> = given.collect::<Result<_, _>>().ok()?;
    let provider = Arc::new(ring::default_provider());
    let system = Verifier::new_with_extra_roots(given.clone(), Arc::clone(&provider)).ok()?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned { system, given }));
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let chain = CertificateDer::pem_slice_iter(pem.as_bytes());
            let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).ok()?;
            let chain = chain.collect::<Result<_, _>>().ok()?;
            builder.with_client_auth_cert(chain, key).ok()?
        }
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Some(config)
}

/// Whether a certificate was rejected only because it is one of an authority. Its dates are looked at
/// before that.
pub(super) fn is_of_authority(error: &CertificateError) -> bool {
    match error {
        CertificateError::Other(OtherError(why)) => {
            why.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity)
        }
        _ => false,
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.system.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        match verified {
            Err(Error::InvalidCertificate(why))
                if is_of_authority(&why) && self.given.contains(end_entity) =>
            {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.system.verify_tls12_signature(message, cert, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.system.verify_tls13_signature(message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.system.supported_verify_schemes()
    }
}
