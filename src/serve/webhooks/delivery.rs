use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{Method, Request};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Duration, timeout};
use url::Url;

use super::Webhook;
use crate::serve::php::encode_json;

/// What the measured site called itself.
const USER_AGENT: &str = "WooCommerce/9.8.5 Hookshot (WordPress/6.8.1)";
/// How long a receiver may take: WooCommerce's own limit.
const PATIENCE: Duration = Duration::from_secs(5);

/// One request to a receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivery {
    url: Url,
    /// Header fields beside those of every request.
    pub(in crate::serve) headers: Vec<(&'static str, String)>,
    /// The body, as it was signed.
    pub(in crate::serve) body: Vec<u8>,
}

impl Delivery {
    /// A signed delivery: the signature is base64 of the HMAC-SHA256 of the raw body.
    pub(super) fn event(
        webhook: &Webhook,
        id: usize,
        unique: &str,
        payload: &Value,
        home: &str,
    ) -> Self {
        let body = encode_json(payload);
        let headers = vec![
            ("Content-Type", "application/json".to_owned()),
            ("X-WC-Webhook-Source", format!("{home}/")),
            ("X-WC-Webhook-Topic", webhook.topic.to_string()),
            ("X-WC-Webhook-Resource", webhook.topic.resource.clone()),
            ("X-WC-Webhook-Event", webhook.topic.event.clone()),
            ("X-WC-Webhook-Signature", sign(&webhook.secret, &body)),
            ("X-WC-Webhook-ID", id.to_string()),
            ("X-WC-Webhook-Delivery-ID", unique.to_owned()),
        ];
        Self {
            url: webhook.url.clone(),
            headers,
            body,
        }
    }

    /// The ping that follows the first delivery: a form, unsigned.
    pub(super) fn ping(webhook: &Webhook, id: usize) -> Self {
        Self {
            url: webhook.url.clone(),
            headers: vec![(
                "Content-Type",
                "application/x-www-form-urlencoded".to_owned(),
            )],
            body: format!("webhook_id={id}").into_bytes(),
        }
    }
}

fn sign(secret: &str, body: &[u8]) -> String {
    // HMAC takes a key of any length.
    Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_or_else(
        |_| String::new(),
        |mut mac| {
            mac.update(body);
            BASE64.encode(mac.finalize().into_bytes())
        },
    )
}

/// Sends deliveries one after another until there are no more orders. A receiver that is not there
/// loses its delivery, as on a real site.
pub(crate) async fn deliver(mut ordered: mpsc::Receiver<Delivery>) {
    while let Some(delivery) = ordered.recv().await {
        // Nothing waits for the outcome: WooCommerce logs it and goes on.
        let _outcome = timeout(PATIENCE, send(delivery)).await;
    }
}

/// Why a delivery did not arrive.
#[derive(Debug, thiserror::Error)]
enum Undelivered {
    #[error("no connection: {0}")]
    Connection(#[from] std::io::Error),
    #[error("no response: {0}")]
    Exchange(#[from] hyper::Error),
    #[error("no request: {0}")]
    Request(#[from] http::Error),
}

async fn send(delivery: Delivery) -> Result<(), Undelivered> {
    let host = delivery.url.host_str().unwrap_or_default().to_owned();
    let port = delivery.url.port_or_known_default().unwrap_or(80);
    let stream = TcpStream::connect((host.as_str(), port)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let query = delivery.url.query().map(|query| format!("?{query}"));
    let target = format!("{}{}", delivery.url.path(), query.unwrap_or_default());
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(target)
        .header("Host", format!("{host}:{port}"))
        .header("User-Agent", USER_AGENT)
        .header("Accept", "*/*")
        .header("Connection", "close");
    for (name, value) in delivery.headers {
        request = request.header(name, value);
    }
    let request = request.body(Full::new(Bytes::from(delivery.body)))?;
    sender.send_request(request).await?;
    Ok(())
}
