use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::MEMBERS;
use crate::serve::{Key, Options, Running, Tls, start};

/// Sends a request over TLS, trusting the site's own certificate and nothing else.
async fn send(site: &Running, path: &str, authorization: Option<&Key>) -> String {
    let mut roots = RootCertStore::empty();
    let pem = site.certificate.as_deref().unwrap();
    roots
        .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = format!("127.0.0.1:{}", site.url.port().unwrap());
    let stream = TcpStream::connect(&address).await.unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .unwrap();
    let authorization = authorization.map_or_else(String::new, |key| {
        let pair = format!("{}:{}", key.consumer_key, key.consumer_secret);
        format!("Authorization: Basic {}\r\n", BASE64.encode(pair))
    });
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\n{authorization}Connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test]
async fn over_https_keys_open_the_site_in_the_header_and_in_the_query() {
    let options = Options {
        tls: Tls::SelfSigned,
        ..Options::default()
    };
    let site = start(options).await.unwrap();
    assert_eq!(site.url.scheme(), "https");
    let key = site.keys.read.clone();
    let basic = send(&site, &format!("{MEMBERS}?per_page=1"), Some(&key)).await;
    assert!(basic.starts_with("HTTP/1.1 200"), "{basic}");
    assert!(
        basic.contains("https:\\/\\/127.0.0.1"),
        "links follow the scheme: {basic}"
    );
    let in_query = format!(
        "{MEMBERS}?per_page=1&consumer_key={}&consumer_secret={}",
        key.consumer_key, key.consumer_secret
    );
    let query = send(&site, &in_query, None).await;
    assert!(query.starts_with("HTTP/1.1 200"), "{query}");
    assert!(
        query.contains(&key.consumer_secret),
        "the secret comes back in Link, as it does"
    );
    let wrong = Key {
        consumer_secret: "x".to_owned(),
        ..key.clone()
    };
    let refused = send(&site, MEMBERS, Some(&wrong)).await;
    assert!(refused.contains("Consumer secret is invalid."), "{refused}");
    let unknown = Key {
        consumer_key: "ck_x".to_owned(),
        ..key
    };
    let refused = send(&site, MEMBERS, Some(&unknown)).await;
    assert!(
        refused.contains("woocommerce_rest_cannot_view"),
        "{refused}"
    );
    site.stop().await;
}

/// Basic over plain http is not looked at (`docs/observed.md#3`).
#[tokio::test]
async fn over_http_basic_is_ignored() {
    let site = start(Options::default()).await.unwrap();
    let pair = BASE64.encode("ck_reference_read:wrong");
    let reply = super::send(
        &site,
        &format!("GET {MEMBERS}\nAuthorization: Basic {pair}"),
        "",
    )
    .await;
    assert_eq!(
        (reply.status, super::code(&reply)),
        (401, "woocommerce_rest_cannot_view")
    );
    site.stop().await;
}
