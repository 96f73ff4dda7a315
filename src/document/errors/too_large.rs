use utoipa::openapi::response::Response;

use super::known::{Known, errors};

/// 413: `docs/observed.md#10`.
pub(super) fn too_many_items() -> Response {
    errors(
        "More than 100 items in all.",
        vec![Known::new(
            413,
            "too_many_items",
            "101 items",
            "woocommerce_rest_request_entity_too_large",
            "Unable to accept more than 100 items for this request.",
        )],
    )
}
