use serde_json::json;
use utoipa::openapi::response::Response;

use super::known::{Known, errors};

/// 400 of a list: `docs/observed.md#4`.
pub(super) fn invalid_parameter() -> Response {
    errors(
        "A parameter has an invalid type or value.",
        vec![out_of_bounds(), unknown_context()],
    )
}

/// 400 of a single read.
pub(super) fn invalid_context() -> Response {
    errors("The `context` does not exist.", vec![unknown_context()])
}

/// 400 of a create: `docs/observed.md#8`.
pub(super) fn invalid_create() -> Response {
    errors(
        "A parameter is missing or invalid, the body is not JSON, or the customer already has a \
         membership of the plan. Checked before permissions.",
        vec![
            Known::new(
                400,
                "missing",
                "The customer and the plan are missing",
                "rest_missing_callback_param",
                "Missing parameter(s): customer_id, plan_id",
            )
            .with(json!({"params": ["customer_id", "plan_id"]})),
            wrong_type(),
            unknown_status(),
            invalid_json(),
            Known::new(
                400,
                "exists",
                "The customer already has a membership of the plan, in any status",
                "woocommerce_rest_wc_user_membership_exists",
                "A membership already exists for user 7 and plan 22.",
            ),
            null_status(),
            bad_date(),
            bad_profile_field(),
            instalments_without_subscription(),
        ],
    )
}

/// 400 of an update: `docs/observed.md#9`.
pub(super) fn invalid_update() -> Response {
    errors(
        "The body is not JSON or holds an invalid value. Checked before permissions.",
        vec![
            unknown_status(),
            wrong_type(),
            invalid_json(),
            null_status(),
            bad_date(),
            bad_profile_field(),
            instalments_without_subscription(),
        ],
    )
}

/// 400 of a batch: `docs/observed.md#10`.
pub(super) fn invalid_batch() -> Response {
    errors(
        "The body is not JSON, or holds, beside the three lists, a property of a single membership \
         with an invalid value.",
        vec![invalid_json(), unknown_status()],
    )
}

fn out_of_bounds() -> Known {
    Known::new(
        400,
        "out_of_bounds",
        "A number out of bounds",
        "rest_invalid_param",
        "Invalid parameter(s): per_page",
    )
    .with(json!({
        "params": {"per_page": "per_page must be between 1 (inclusive) and 100 (inclusive)"},
        "details": {"per_page": {
            "code": "rest_out_of_bounds",
            "message": "per_page must be between 1 (inclusive) and 100 (inclusive)",
            "data": null,
        }},
    }))
}

fn unknown_context() -> Known {
    Known::new(
        400,
        "unknown_context",
        "A `context` that does not exist",
        "rest_invalid_param",
        "Invalid parameter(s): context",
    )
    .with(json!({
        "params": {"context": "context is not one of view and edit."},
        "details": {"context": {
            "code": "rest_not_in_enum",
            "message": "context is not one of view and edit.",
            "data": null,
        }},
    }))
}

fn wrong_type() -> Known {
    Known::new(
        400,
        "wrong_type",
        "A parameter of the wrong type",
        "rest_invalid_param",
        "Invalid parameter(s): customer_id",
    )
    .with(json!({
        "params": {"customer_id": "customer_id is not of type integer."},
        "details": {"customer_id": {
            "code": "rest_invalid_type",
            "message": "customer_id is not of type integer.",
            "data": {"param": "customer_id"},
        }},
    }))
}

fn unknown_status() -> Known {
    let message = "status is not one of active, free_trial, delayed, complimentary, pending, \
                   paused, expired, and cancelled.";
    Known::new(
        400,
        "unknown_status",
        "A status that does not exist",
        "rest_invalid_param",
        "Invalid parameter(s): status",
    )
    .with(json!({
        "params": {"status": message},
        "details": {"status": {"code": "rest_not_in_enum", "message": message, "data": null}},
    }))
}

fn invalid_json() -> Known {
    Known::new(
        400,
        "invalid_json",
        "A body that is not JSON",
        "rest_invalid_json",
        "Invalid JSON body passed.",
    )
    .with(json!({"json_error_code": 4, "json_error_message": "Syntax error"}))
}

fn bad_date() -> Known {
    Known::new(
        400,
        "bad_date",
        "A date that PHP cannot read; the code ends in the name of the property",
        "woocommerce_rest_invalid_wc_user_membership_start_date_gmt",
        "Invalid start_date_gmt date value.",
    )
}

fn null_status() -> Known {
    Known::new(
        400,
        "null_status",
        "A status of `null`",
        "woocommerce_rest_invalid_wc_user_membership_status",
        "Invalid user membership status: \"\".",
    )
}

fn bad_profile_field() -> Known {
    Known::new(
        400,
        "bad_profile_field",
        "A profile field without its slug",
        "woocommerce_rest_wc_user_membership_invalid_profile_field",
        "The profile field slug in \"profile_fields[0][slug]\" is required.",
    )
}

fn instalments_without_subscription() -> Known {
    Known::new(
        400,
        "instalments_without_subscription",
        "Installments without a subscription",
        "woocommerce_rest_wc_user_membership_invalid_subscription_data",
        "Cannot unlink a subscription from a membership and keep an installment plan flag at the \
         same time.",
    )
}
