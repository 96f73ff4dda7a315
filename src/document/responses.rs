use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr};

use super::operation::{Sample, answer, schema};

/// One error that an operation is known to answer.
pub(super) struct Known {
    name: &'static str,
    code: &'static str,
    summary: &'static str,
    message: &'static str,
    status: u16,
    more: Value,
}

impl Known {
    const fn new(
        status: u16,
        name: &'static str,
        summary: &'static str,
        code: &'static str,
        message: &'static str,
    ) -> Self {
        Self {
            name,
            code,
            summary,
            message,
            status,
            more: Value::Null,
        }
    }

    /// Adds what else `data` holds.
    fn with(mut self, more: Value) -> Self {
        self.more = more;
        self
    }

    fn envelope(&self) -> Value {
        let mut data = json!({"status": self.status});
        if let (Some(object), Value::Object(more)) = (data.as_object_mut(), &self.more) {
            object.extend(more.clone());
        }
        json!({"code": self.code, "message": self.message, "data": data})
    }
}

/// The answer of one status with the errors that are known for it. `x-error-codes` names them all.
pub(super) fn errors(description: &str, known: Vec<Known>) -> Response {
    let mut codes: Vec<&str> = Vec::new();
    for error in &known {
        if !codes.contains(&error.code) {
            codes.push(error.code);
        }
    }
    let extensions = ExtensionsBuilder::new().add("x-error-codes", codes).build();
    let samples = known
        .into_iter()
        .map(|error| Sample::new(error.name, error.summary, error.envelope()))
        .collect();
    let mut response: Response = answer(description, schema("Error"), samples).build();
    response.extensions = Some(extensions);
    response
}

/// The answers that several operations share, by name.
pub(super) fn shared() -> BTreeMap<String, RefOr<Response>> {
    [
        ("Unauthorized", unauthorized()),
        ("Forbidden", forbidden()),
        ("InvalidParameter", invalid_parameter()),
        ("InvalidContext", invalid_context()),
        ("InvalidCreate", invalid_create()),
        ("InvalidUpdate", invalid_update()),
        ("InvalidBatch", invalid_batch()),
        ("CreateNotFound", create_not_found()),
        ("UpdateNotFound", update_not_found()),
        ("UserMembershipNotFound", user_membership_not_found()),
        ("MembershipPlanNotFound", membership_plan_not_found()),
        ("NoRoute", no_route()),
        ("TooManyItems", too_many_items()),
    ]
    .into_iter()
    .map(|(name, response)| (name.to_owned(), RefOr::T(response)))
    .collect()
}

fn unauthorized() -> Response {
    errors(
        "No credentials, wrong ones, or a key without the permission. The API answers 401 also \
         where the key is known and only lacks the permission to read or to write.",
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

fn forbidden() -> Response {
    errors(
        "The key belongs to a user who may not do this, a customer for example.",
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

fn out_of_bounds() -> Known {
    Known::new(
        400,
        "out_of_bounds",
        "A number out of its bounds",
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
        "A scope that does not exist",
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
        "A parameter of another type",
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
        "Instalments while the subscription is untied",
        "woocommerce_rest_wc_user_membership_invalid_subscription_data",
        "Cannot unlink a subscription from a membership and keep an installment plan flag at the \
         same time.",
    )
}

fn invalid_parameter() -> Response {
    errors(
        "A parameter has a wrong type or value.",
        vec![out_of_bounds(), unknown_context()],
    )
}

fn invalid_context() -> Response {
    errors("The scope does not exist.", vec![unknown_context()])
}

fn invalid_create() -> Response {
    errors(
        "The body is no JSON, lacks a property, or holds a wrong value; or the customer is a \
         member of the plan already. This is judged before the permission of the caller.",
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
                "The customer is a member of the plan, in whatever status",
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

fn invalid_update() -> Response {
    errors(
        "The body is no JSON or holds a wrong value. This is judged before the permission of the \
         caller.",
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

fn invalid_batch() -> Response {
    errors(
        "The body is no JSON, or holds beside the three lists a property of a single membership \
         with a wrong value.",
        vec![invalid_json(), unknown_status()],
    )
}

fn no_such_plan() -> Known {
    Known::new(
        404,
        "no_plan",
        "No plan of that id",
        "woocommerce_rest_wc_user_membership_plan_not_found",
        "Membership Plan 999999 invalid or not found.",
    )
}

fn no_such_customer() -> Known {
    Known::new(
        404,
        "no_customer",
        "No user of that id",
        "woocommerce_rest_wc_user_membership_invalid_customer_id",
        "Customer 999999 invalid or not found.",
    )
}

fn no_such_order() -> Known {
    Known::new(
        404,
        "no_order",
        "No order of that id",
        "woocommerce_rest_invalid_wc_user_membership_order_id",
        "Order  invalid or not found.",
    )
}

fn no_such_product() -> Known {
    Known::new(
        404,
        "no_product",
        "No product of that id",
        "woocommerce_rest_invalid_wc_user_membership_product_id",
        "Product invalid or not found.",
    )
}

fn no_such_subscription() -> Known {
    Known::new(
        404,
        "no_subscription",
        "No subscription of that id",
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
        "No membership of that id, also without credentials",
        "woocommerce_rest_invalid_wc_user_membership_id",
        "User Membership invalid or not found.",
    )
}

fn create_not_found() -> Response {
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

fn update_not_found() -> Response {
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

fn user_membership_not_found() -> Response {
    errors(
        "There is no such membership. This is said before credentials are looked at.",
        vec![no_such_membership()],
    )
}

fn membership_plan_not_found() -> Response {
    errors(
        "There is no such plan. This is said before credentials are looked at.",
        vec![Known::new(
            404,
            "no_plan",
            "No plan of that id",
            "woocommerce_rest_invalid_wc_membership_plan_id",
            "Membership Plan invalid or not found.",
        )],
    )
}

fn no_route() -> Response {
    errors(
        "The site does not have the route: the plugin is inactive or too old.",
        vec![Known::new(
            404,
            "no_route",
            "No such route",
            "rest_no_route",
            "No route was found matching the URL and request method.",
        )],
    )
}

fn too_many_items() -> Response {
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

fn count(description: &str, example: u32) -> Header {
    HeaderBuilder::new()
        .description(Some(description))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
                .minimum(Some(0)),
        ))
        .example(Some(example.into()))
        .build()
}

fn text(description: &str, example: &str) -> Header {
    HeaderBuilder::new()
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .example(Some(example.into()))
        .build()
}

/// The reusable response headers by name.
pub(super) fn headers() -> BTreeMap<String, RefOr<Header>> {
    [
        (
            "X-WP-Total",
            count("Rows that match the filters, over all pages.", 60),
        ),
        (
            "X-WP-TotalPages",
            count("Pages of the list at this page size.", 6),
        ),
        (
            "Link",
            text(
                "Neighbouring pages as web links (RFC 8288): `prev` and `next`, each only where \
                 there is one; never `first` or `last`. A list of one page carries WordPress's \
                 own link to the REST root. The URLs repeat the query of the request, and with \
                 it credentials sent there.",
                "<https://shop.example/wp-json/wc/v3/memberships/members?page=2>; rel=\"next\"",
            ),
        ),
        (
            "Allow",
            text(
                "Methods that the caller may use on this route; absent if there are none.",
                "GET, POST, PUT, PATCH, DELETE",
            ),
        ),
    ]
    .into_iter()
    .map(|(name, header)| (name.to_owned(), RefOr::T(header)))
    .collect()
}

/// Adds references to reusable headers.
pub(super) fn with_headers(builder: ResponseBuilder, names: &[&str]) -> ResponseBuilder {
    names.iter().fold(builder, |builder, name| {
        builder.header_ref(*name, Ref::new(format!("#/components/headers/{name}")))
    })
}
