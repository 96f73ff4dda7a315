use serde_json::{Value, json};

use crate::base::Api;
use crate::serve::data::{ProfileField, Status};
use crate::serve::options::Subscriptions;
use crate::serve::wordpress::{Arg, Clean};

/// `context`.
pub(crate) fn context() -> Arg {
    Arg::new(
        "context",
        json!({
            "description": "Which properties the response has. Both values return the same ones.",
            "type": "string",
            "enum": ["view", "edit"],
            "default": "view",
        }),
    )
}

/// `id` of the path.
pub(crate) fn id(of: &str) -> Arg {
    Arg::new(
        "id",
        json!({"description": format!("The id of {of}."), "type": "integer"}),
    )
}

/// What every list declares.
pub(crate) fn collection() -> Vec<Arg> {
    let ids = |description: &str| {
        json!({
            "description": description,
            "type": "array",
            "items": {"type": "integer"},
            "default": [],
        })
    };
    vec![
        context(),
        Arg::new(
            "page",
            json!({
                "description": "The page, counted from 1.",
                "type": "integer",
                "default": 1,
                "minimum": 1,
            }),
        ),
        Arg::new(
            "per_page",
            json!({
                "description": "How many items a page has.",
                "type": "integer",
                "default": 10,
                "minimum": 1,
                "maximum": 100,
            }),
        ),
        Arg::new(
            "search",
            json!({"description": "Only items that match a text.", "type": "string"}),
        ),
        Arg::new("exclude", ids("Skip items with these ids.")).clean(Clean::Ids),
        Arg::new("include", ids("Only items with these ids.")).clean(Clean::Ids),
        Arg::new(
            "offset",
            json!({"description": "How many items to skip.", "type": "integer"}),
        )
        .clean(Clean::Absolute),
    ]
}

/// What the list of customers declares, as far as this site obeys it.
pub(crate) fn customer_filters() -> Vec<Arg> {
    let mut args = collection();
    args.push(Arg::new(
        "email",
        json!({"description": "Only the customer with this address.", "type": "string"}),
    ));
    args
}

/// What the list of members declares beyond that; v4 differs in `status` and `plan`
/// (`docs/observed.md#2`).
pub(crate) fn member_filters(version: Api, subscriptions: Subscriptions) -> Vec<Arg> {
    let mut args = collection();
    let mut statuses = vec!["any"];
    statuses.extend(status_names(subscriptions));
    args.push(match version {
        Api::V4 => Arg::new(
            "status",
            json!({
                "default": "any",
                "description": "Only memberships of these statuses.",
                "type": "array",
                "items": {"type": "string"},
            }),
        )
        .clean(Clean::Words),
        Api::V2 | Api::V3 => Arg::new(
            "status",
            json!({
                "default": "any",
                "description": "Only memberships of this status.",
                "type": "string",
                "enum": statuses,
            }),
        ),
    });
    args.push(match version {
        Api::V4 => Arg::new(
            "plan",
            json!({
                "description": "Only memberships of the plans with these ids.",
                "type": "array",
                "items": {"type": "integer"},
            }),
        ),
        Api::V2 | Api::V3 => Arg::new(
            "plan",
            json!({
                "description": "Only memberships of the plan with this id or slug.",
                "type": "string",
            }),
        ),
    });
    args.push(Arg::new(
        "customer",
        json!({
            "description": "Only memberships of the user with this id, login name or e-mail address.",
            "type": "string",
        }),
    ));
    let number = |name, description: &str| {
        Arg::new(name, json!({"description": description, "type": "integer"}))
            .clean(Clean::Absolute)
    };
    args.push(number("order", "Only memberships that this order granted."));
    args.push(number(
        "product",
        "Only memberships that this product or variation granted.",
    ));
    if subscriptions == Subscriptions::On {
        args.push(number(
            "subscription",
            "Only memberships that this subscription pays for.",
        ));
    }
    args
}

/// Whether the two ids of a create are required: not in a batch, whose items nobody checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ids {
    /// A create.
    Required,
    /// An update, or a batch.
    Optional,
}

/// What a write declares (`docs/observed.md#7`).
pub(crate) fn writable(
    ids: Ids,
    subscriptions: Subscriptions,
    profile_fields: &[ProfileField],
) -> Vec<Arg> {
    let integer = |name, description: &str| {
        Arg::new(name, json!({"description": description, "type": "integer"}))
    };
    let date = |name, description: &str| {
        Arg::new(
            name,
            json!({"description": description, "type": ["null", "string"]}),
        )
    };
    let required = |arg: Arg| match ids {
        Ids::Required => arg.required(),
        Ids::Optional => arg,
    };
    let mut args = vec![
        required(integer("customer_id", "The user who owns the membership.")),
        required(integer("plan_id", "The plan that it gives access to.")),
        Arg::new(
            "status",
            json!({
                "description": "The status.",
                "type": "string",
                "enum": status_names(subscriptions),
            }),
        ),
        integer("order_id", "The order that grants access."),
    ];
    if subscriptions == Subscriptions::On {
        args.push(integer(
            "subscription_id",
            "The subscription that pays for it.",
        ));
        args.push(Arg::new(
            "installment_plan",
            json!({
                "type": "boolean",
                "description": "Whether the subscription only pays installments.",
            }),
        ));
    }
    args.extend([
        integer("product_id", "The product or variation that grants access."),
        date("start_date_gmt", "When access starts, in UTC."),
        date("end_date_gmt", "When access ends, in UTC."),
        date("paused_date_gmt", "When it was paused, in UTC."),
        date("cancelled_date_gmt", "When it was cancelled, in UTC."),
        Arg::new(
            "profile_fields",
            json!({
                "description": "Profile fields of the user.",
                "type": "array",
                "items": profile_item(profile_fields, &any_json()),
            }),
        ),
        Arg::new(
            "meta_data",
            json!({
                "description": "Meta data.",
                "type": "array",
                "items": meta_item(&any_json()),
            }),
        ),
    ]);
    args
}

/// The statuses that the site knows.
pub(crate) fn status_names(subscriptions: Subscriptions) -> Vec<&'static str> {
    Status::LISTED
        .into_iter()
        .filter(|status| subscriptions == Subscriptions::On || *status != Status::FreeTrial)
        .map(Status::as_str)
        .collect()
}

/// Every type that WordPress knows, as write arguments list them.
fn any_json() -> Value {
    json!([
        "null", "object", "string", "number", "boolean", "integer", "array"
    ])
}

/// The schema of one profile field; `value` is the type of its value.
pub(crate) fn profile_item(fields: &[ProfileField], value: &Value) -> Value {
    let slugs: Vec<&str> = fields.iter().map(|field| field.slug.as_str()).collect();
    json!({
        "type": "object",
        "properties": {
            "slug": {
                "description": "The slug of the field.",
                "type": "string",
                "context": ["view", "edit"],
                "enum": slugs,
            },
            "value": {
                "description": "Its value.",
                "type": value,
                "context": ["view", "edit"],
            },
        },
    })
}

/// The schema of one row of meta data.
pub(crate) fn meta_item(value: &Value) -> Value {
    json!({
        "type": "object",
        "properties": {
            "id": {
                "description": "The id of the row.",
                "type": "integer",
                "context": ["view", "edit"],
                "readonly": true,
            },
            "key": {
                "description": "The key.",
                "type": "string",
                "context": ["view", "edit"],
            },
            "value": {
                "description": "The value.",
                "type": value,
                "context": ["view", "edit"],
            },
        },
    })
}
