use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};

const NO_SCOPES: [&str; 0] = [];

/// The ways in which WooCommerce knows a caller (`docs/observed.md#3`).
pub(super) fn schemes() -> [(&'static str, SecurityScheme); 4] {
    [
        (
            "basicAuth",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Basic)
                    .description(Some(
                        "Consumer key as user name, consumer secret as password. Over https only: \
                         over plain http it is ignored and the request is anonymous.",
                    ))
                    .build(),
            ),
        ),
        (
            "consumerKey",
            SecurityScheme::ApiKey(ApiKey::Query(ApiKeyValue::with_description(
                "consumer_key",
                "Consumer key in the query, together with the consumer secret. Over https only, \
                 for servers that drop the `Authorization` header. The `Link` header of a list \
                 repeats the query, secret included: never log it.",
            ))),
        ),
        (
            "consumerSecret",
            SecurityScheme::ApiKey(ApiKey::Query(ApiKeyValue::with_description(
                "consumer_secret",
                "Consumer secret in the query, together with the consumer key.",
            ))),
        ),
        (
            "oauth1",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::OAuth)
                    .description(Some(
                        "One-legged OAuth 1.0a (RFC 5849): consumer key and secret, no token, \
                         HMAC-SHA1 or HMAC-SHA256, in the header or in the query. The only scheme \
                         over plain http. Separate lists with commas: brackets in parameter names \
                         break the signature.",
                    ))
                    .build(),
            ),
        ),
    ]
}

/// What an operation asks for unless it says otherwise: any one of the ways.
pub(super) fn required() -> Vec<SecurityRequirement> {
    vec![
        SecurityRequirement::new("basicAuth", NO_SCOPES),
        SecurityRequirement::new("consumerKey", NO_SCOPES).add("consumerSecret", NO_SCOPES),
        SecurityRequirement::new("oauth1", NO_SCOPES),
    ]
}
