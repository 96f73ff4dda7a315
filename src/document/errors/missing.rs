use utoipa::openapi::response::Response;

use super::known::{Known, errors};

/// 404 of a create: `docs/observed.md#8`.
pub(super) fn create_not_found() -> Response {
    errors(
        "Something that the new membership refers to does not exist. Nothing was created.",
        vec![
            no_such_plan(),
            no_such_customer(),
            no_such_order(),
            no_such_product(),
            no_such_subscription(),
            meta_without_key(),
        ],
    )
}

/// 404 of an update: `docs/observed.md#9`.
pub(super) fn update_not_found() -> Response {
    errors(
        "The membership, or something that the update refers to, does not exist. In the second \
         case earlier changes of the same request may have been stored.",
        vec![
            no_such_membership(),
            no_such_plan(),
            no_such_customer(),
            no_such_order(),
            no_such_product(),
            no_such_subscription(),
            meta_without_key(),
        ],
    )
}

/// 404 of one membership: `docs/observed.md#11`.
pub(super) fn user_membership_not_found() -> Response {
    errors(
        "The membership does not exist. Checked before credentials.",
        vec![no_such_membership()],
    )
}

/// 404 of one plan: `docs/observed.md#11`.
pub(super) fn membership_plan_not_found() -> Response {
    errors(
        "The plan does not exist. Checked before credentials.",
        vec![Known::new(
            404,
            "no_plan",
            "No plan with this id",
            "woocommerce_rest_invalid_wc_membership_plan_id",
            "Membership Plan invalid or not found.",
        )],
    )
}

/// 404 of a route that is not there: `docs/observed.md#1`.
pub(super) fn no_route() -> Response {
    errors(
        "The route does not exist: the plugin is inactive or too old.",
        vec![Known::new(
            404,
            "no_route",
            "No such route",
            "rest_no_route",
            "No route was found matching the URL and request method.",
        )],
    )
}

fn no_such_plan() -> Known {
    Known::new(
        404,
        "no_plan",
        "No plan with this id",
        "woocommerce_rest_wc_user_membership_plan_not_found",
        "Membership Plan 999999 invalid or not found.",
    )
}

fn no_such_customer() -> Known {
    Known::new(
        404,
        "no_customer",
        "No user with this id",
        "woocommerce_rest_wc_user_membership_invalid_customer_id",
        "Customer 999999 invalid or not found.",
    )
}

fn no_such_order() -> Known {
    Known::new(
        404,
        "no_order",
        "No order with this id",
        "woocommerce_rest_invalid_wc_user_membership_order_id",
        "Order  invalid or not found.",
    )
}

fn no_such_product() -> Known {
    Known::new(
        404,
        "no_product",
        "No product with this id",
        "woocommerce_rest_invalid_wc_user_membership_product_id",
        "Product invalid or not found.",
    )
}

fn no_such_subscription() -> Known {
    Known::new(
        404,
        "no_subscription",
        "No subscription with this id",
        "woocommerce_rest_wc_user_membership_invalid_subscription_data",
        "Subscription 999999 invalid or not found.",
    )
}

fn meta_without_key() -> Known {
    Known::new(
        404,
        "meta_without_key",
        "Meta data without a key",
        "woocommerce_rest_wc_user_membership_invalid_meta_data",
        "Invalid meta data key.",
    )
}

fn no_such_membership() -> Known {
    Known::new(
        404,
        "no_membership",
        "No membership with this id, also without credentials",
        "woocommerce_rest_invalid_wc_user_membership_id",
        "User Membership invalid or not found.",
    )
}
