use utoipa::openapi::response::Response;

use super::known::{Known, errors};

/// 401: `docs/observed.md#3`.
pub(super) fn unauthorized() -> Response {
    errors(
        "No credentials, invalid credentials, or a key without read or write permission: the API \
         returns 401 in that case too.",
        vec![
            Known::new(
                401,
                "nobody_lists",
                "No credentials, or a key that the site does not know, on a list",
                "woocommerce_rest_cannot_view",
                "Sorry, you cannot list resources.",
            ),
            Known::new(
                401,
                "nobody_creates",
                "No credentials on a create",
                "woocommerce_rest_cannot_create",
                "Sorry, you are not allowed to create resources.",
            ),
            Known::new(
                401,
                "nobody_edits",
                "No credentials on an update",
                "woocommerce_rest_cannot_edit",
                "Sorry, you are not allowed to edit this resource.",
            ),
            Known::new(
                401,
                "nobody_deletes",
                "No credentials on a delete",
                "woocommerce_rest_cannot_delete",
                "Sorry, you are not allowed to delete this resource.",
            ),
            Known::new(
                401,
                "nobody_batches",
                "No credentials on a batch",
                "woocommerce_rest_cannot_batch",
                "Sorry, you are not allowed to batch manipulate this resource.",
            ),
            Known::new(
                401,
                "wrong_secret",
                "A known key with a wrong secret",
                "woocommerce_rest_authentication_error",
                "Consumer secret is invalid.",
            ),
            Known::new(
                401,
                "read_key_writes",
                "A key that may only read, on a write",
                "woocommerce_rest_authentication_error",
                "The API key provided does not have write permissions.",
            ),
            Known::new(
                401,
                "oauth_incomplete",
                "An OAuth request without all of its parameters",
                "woocommerce_rest_authentication_missing_parameter",
                "Missing OAuth parameters oauth_timestamp, oauth_nonce",
            ),
        ],
    )
}

/// 403: `docs/observed.md#3`.
pub(super) fn forbidden() -> Response {
    errors(
        "The user of the key does not have the capability, for example a customer.",
        vec![
            Known::new(
                403,
                "customer_lists",
                "The key of a customer on a list",
                "woocommerce_rest_cannot_view",
                "Sorry, you cannot list resources.",
            ),
            Known::new(
                403,
                "customer_creates",
                "The key of a customer on a create",
                "woocommerce_rest_cannot_create",
                "Sorry, you are not allowed to create resources.",
            ),
            Known::new(
                403,
                "customer_edits",
                "The key of a customer on an update",
                "woocommerce_rest_cannot_edit",
                "Sorry, you are not allowed to edit this resource.",
            ),
            Known::new(
                403,
                "customer_deletes",
                "The key of a customer on a delete",
                "woocommerce_rest_cannot_delete",
                "Sorry, you are not allowed to delete this resource.",
            ),
            Known::new(
                403,
                "customer_batches",
                "The key of a customer on a batch",
                "woocommerce_rest_cannot_batch",
                "Sorry, you are not allowed to batch manipulate this resource.",
            ),
        ],
    )
}
