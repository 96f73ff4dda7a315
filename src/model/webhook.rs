use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// Headers of a webhook delivery (`docs/observed.md#13`).
///
/// The first delivery of a new webhook brings an additional ping without any of them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header, rename_all = "kebab-case")]
pub struct WebhookHeaders {
    /// HMAC-SHA256 of the raw body with the secret of the webhook as key, in Base64. Compare it in
    /// constant time, before parsing the body.
    #[param(
        rename = "X-WC-Webhook-Signature",
        pattern = "^[A-Za-z0-9+/]{43}=$",
        example = "Zm9ydHktdGhyZWUgY2hhcmFjdGVycyBvZiBiYXNlNjQ="
    )]
    pub signature: String,
    /// URL of the site.
    #[param(rename = "X-WC-Webhook-Source", example = "https://shop.example/")]
    pub source: String,
    /// Id of the webhook.
    #[param(rename = "X-WC-Webhook-ID", example = "9")]
    pub id: String,
    /// Id of this delivery.
    #[param(
        rename = "X-WC-Webhook-Delivery-ID",
        example = "0f343b0931126a20f133d67c2b018a3b"
    )]
    pub delivery_id: String,
}

/// The payload for a deleted resource: only its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeletedPayload {
    /// Id of the deleted resource.
    #[schema(minimum = 1, examples(38))]
    pub id: i64,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}
