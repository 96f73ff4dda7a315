use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::exchange::{Method, Request};

/// What a site sends to a receiver of webhooks (`docs/observed.md#13`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// The form that comes once for a new webhook, unsigned and without any header of its own.
    Ping,
    /// An event.
    Event(DeliveredEvent),
}

/// The headers of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredEvent {
    /// `X-WC-Webhook-Topic`: `user_membership.updated`.
    pub topic: Option<String>,
    /// `X-WC-Webhook-Resource`: `user_membership`.
    pub resource: Option<String>,
    /// `X-WC-Webhook-Event`: `updated`.
    pub event: Option<String>,
    /// `X-WC-Webhook-Signature`, as sent.
    pub signature: Option<String>,
    /// `X-WC-Webhook-ID`, `-Source` or `-Delivery-ID` that are not there.
    pub missing: Vec<&'static str>,
}

impl Delivery {
    /// A delivery is a POST with headers of WooCommerce's webhooks, or from the program that sends
    /// them: it calls itself `Hookshot`.
    #[must_use]
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let header = |name: &str| request.headers.get(name).map(str::to_owned);
        let topic = header("X-WC-Webhook-Topic");
        let resource = header("X-WC-Webhook-Resource");
        let signature = header("X-WC-Webhook-Signature");
        let is_marked = topic.is_some() || resource.is_some() || signature.is_some();
        let is_sender = || header("User-Agent").is_some_and(|agent| agent.contains("Hookshot"));
        if request.method != Method::Post || !(is_marked || is_sender()) {
            return None;
        }
        let body = request.body.as_deref().unwrap_or_default();
        // What a filter adds at the end makes it no event.
        let is_ping = body.trim_ascii_end().strip_prefix(b"webhook_id=");
        if !is_marked && is_ping.is_some_and(|id| id.iter().all(u8::is_ascii_digit)) {
            return Some(Self::Ping);
        }
        let others = [
            "X-WC-Webhook-Source",
            "X-WC-Webhook-ID",
            "X-WC-Webhook-Delivery-ID",
        ];
        let missing = others.into_iter().filter(|name| header(name).is_none());
        Some(Self::Event(DeliveredEvent {
            topic,
            resource,
            event: header("X-WC-Webhook-Event"),
            signature,
            missing: missing.collect(),
        }))
    }
}

impl DeliveredEvent {
    /// Whether the topic is of another resource, such as `order` or `action`: a receiver may be
    /// subscribed to it as well. A topic that speaks of memberships is never foreign.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let topic = self.topic.as_deref().unwrap_or_default();
        topic.split_once('.').is_some_and(|(resource, event)| {
            !resource.is_empty()
                && !event.is_empty()
                && !resource.contains("membership")
                && topic.bytes().all(is_word)
        })
    }

    /// The topic for people, who need not read what is not a topic at all.
    #[must_use]
    pub fn name(&self) -> &str {
        let is_word = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.');
        match &self.topic {
            Some(topic) if topic.len() < 60 && topic.bytes().all(is_word) => topic,
            Some(_) => "of an odd topic",
            None => "without a topic",
        }
    }

    /// The bytes of the signature, if it has the form of one: base64 of 32 bytes.
    #[must_use]
    pub fn signature_bytes(&self) -> Option<Vec<u8>> {
        let bytes = BASE64.decode(self.signature.as_deref()?).ok()?;
        (bytes.len() == 32).then_some(bytes)
    }

    /// Whether the signature is the HMAC-SHA256 of the raw body under `secret`.
    #[must_use]
    pub fn is_signed_with(&self, secret: &str, body: &[u8]) -> bool {
        let Some(signature) = self.signature_bytes() else {
            return false;
        };
        // HMAC takes a key of any length.
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).is_ok_and(|mut mac| {
            mac.update(body);
            mac.verify_slice(&signature).is_ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn post(headers: &[(&str, &str)], body: &str) -> Request {
        let url = Url::parse("https://receiver.example/hooks").unwrap();
        let mut request = Request::new(Method::Post, url);
        for (name, value) in headers {
            request.headers.push(*name, *value);
        }
        request.body = Some(body.to_owned().into());
        request
    }

    #[test]
    fn a_delivery_is_told_from_a_ping_and_from_anything_else() {
        let agent = ("User-Agent", "WooCommerce/9.8.5 Hookshot (WordPress/6.8.1)");
        assert_eq!(
            Delivery::of(&post(&[agent], "webhook_id=12")),
            Some(Delivery::Ping)
        );
        let Some(Delivery::Event(event)) = Delivery::of(&post(&[agent], "{\"id\":1}")) else {
            panic!("a delivery whose headers were dropped is still one");
        };
        assert_eq!((event.topic, event.missing.len()), (None, 3));
        assert_eq!(
            Delivery::of(&post(&[("User-Agent", "curl/8")], "webhook_id=1")),
            None
        );
    }

    #[test]
    fn a_signature_holds_for_its_secret_and_its_bytes_only() {
        // What `openssl dgst -sha256 -hmac hook-secret -binary | base64` says.
        let signature = "KWQatrycMwtl5+PzHZ7MQZyGjv5rsqwcT6r96oWrlVs=";
        let request = post(&[("X-WC-Webhook-Signature", signature)], "{\"id\":1}");
        let Some(Delivery::Event(event)) = Delivery::of(&request) else {
            panic!("a delivery");
        };
        assert!(event.is_signed_with("hook-secret", b"{\"id\":1}"));
        assert!(!event.is_signed_with("hook-secret", b"{\"id\":1}\n"));
        assert!(!event.is_signed_with("other", b"{\"id\":1}"));
    }
}
