use utoipa::{IntoParams, ToSchema};

/// Headers of a webhook delivery (`docs/observed.md#13`).
///
/// The first delivery of a new webhook brings an additional ping without any of them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header, rename_all = "kebab-case")]
pub struct WebhookHeaders {
    /// Base64 of the HMAC-SHA256 of the raw body under the webhook's secret. Compare it in
    /// constant time, before the body is parsed.
    #[param(
        rename = "X-WC-Webhook-Signature",
        pattern = "^[A-Za-z0-9+/]{43}=$",
        example = "Zm9ydHktdGhyZWUgY2hhcmFjdGVycyBvZiBiYXNlNjQ="
    )]
    pub signature: String,
    /// Address of the site.
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

/// What a delivery says of a deleted resource: its id and nothing else.
#[derive(Debug, ToSchema)]
pub struct DeletedPayload {
    /// Id of the resource that is gone.
    #[schema(minimum = 1, examples(38))]
    pub id: i64,
}
