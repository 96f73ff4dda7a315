//! How the resources describe themselves on OPTIONS: WordPress's dialect of draft 4, with `mixed`
//! and `date-time` as types, without nullability and with holes (`docs/observed.md#7`).

use serde_json::{Map, Value, json};

use super::args::{meta_item, profile_item, status_names};
use crate::serve::data::ProfileField;
use crate::serve::options::Subscriptions;

const DIALECT: &str = "http://json-schema.org/draft-04/schema#";

fn resource(title: &str, properties: &Map<String, Value>) -> Value {
    json!({
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "properties": properties,
    })
}

/// Whether a request may set the property.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Writable,
    ReadOnly,
}

fn property(kind: &str, description: &str, access: Access) -> Value {
    let mut schema = json!({
        "description": description,
        "type": kind,
        "context": ["view", "edit"],
    });
    if let (Value::Object(map), Access::ReadOnly) = (&mut schema, access) {
        map.insert("readonly".to_owned(), true.into());
    }
    schema
}

/// A user membership: `customer_data`, `plan_name`, the name of a profile field and `_links` are
/// not told, `subscription_id` comes last.
pub(crate) fn user_membership(subscriptions: Subscriptions, fields: &[ProfileField]) -> Value {
    use Access::{ReadOnly, Writable};
    let mut properties = Map::new();
    let mut put = |name: &str, schema: Value| {
        properties.insert(name.to_owned(), schema);
    };
    put(
        "id",
        property("integer", "The id of the membership.", ReadOnly),
    );
    put(
        "customer_id",
        property("integer", "The user who owns it.", Writable),
    );
    put(
        "plan_id",
        property("integer", "The plan that it gives access to.", Writable),
    );
    let mut status = property("string", "The status.", Writable);
    status["enum"] = json!(status_names(subscriptions));
    put("status", status);
    put(
        "order_id",
        property("integer", "The order that granted access.", Writable),
    );
    put(
        "product_id",
        property("integer", "The product or variation bought.", Writable),
    );
    for (name, what, access) in [
        ("date_created", "When it was created", ReadOnly),
        ("start_date", "When access starts", Writable),
        ("end_date", "When access ends", Writable),
        ("paused_date", "When it was paused", Writable),
        ("cancelled_date", "When it was cancelled", Writable),
    ] {
        put(
            name,
            property("date-time", &format!("{what}, in site time."), ReadOnly),
        );
        put(
            &format!("{name}_gmt"),
            property("date-time", &format!("{what}, in UTC."), access),
        );
    }
    put(
        "view_url",
        property("string", "The page of the members' area.", ReadOnly),
    );
    let mut profile = property("array", "Profile fields of the user.", Writable);
    profile["items"] = profile_item(fields, &"mixed".into());
    put("profile_fields", profile);
    let mut meta = property("array", "Meta data.", Writable);
    meta["items"] = meta_item(&"mixed".into());
    put("meta_data", meta);
    if subscriptions == Subscriptions::On {
        put(
            "subscription_id",
            property("integer", "The subscription that pays for it.", Writable),
        );
    }
    resource("user_membership", &properties)
}

/// A membership plan.
pub(crate) fn membership_plan(subscriptions: Subscriptions) -> Value {
    let with_subscriptions = subscriptions == Subscriptions::On;
    let mut properties = Map::new();
    let mut put = |name: &str, kind: &str, description: &str| {
        properties.insert(
            name.to_owned(),
            property(kind, description, Access::Writable),
        );
    };
    put("id", "integer", "The id of the plan.");
    put("name", "string", "The name.");
    put("slug", "string", "The slug.");
    put("status", "string", "The status of the post.");
    put("access_method", "string", "How it is joined.");
    if with_subscriptions {
        put(
            "has_subscription",
            "boolean",
            "Whether a product of it is a subscription.",
        );
        put(
            "has_subscription_installment",
            "boolean",
            "Whether a subscription only pays installments.",
        );
    }
    put(
        "access_product_ids",
        "array",
        "The products that grant access.",
    );
    put("access_length_type", "string", "The type of the length.");
    if with_subscriptions {
        put(
            "subscription_access_length",
            "integer",
            "The length under a subscription, in seconds.",
        );
        put(
            "subscription_access_length_type",
            "string",
            "The type of that length.",
        );
    }
    put("access_length", "integer", "The length in seconds.");
    let mut dates = vec![
        ("access_start_date", "When access starts"),
        ("access_end_date", "When access ends"),
    ];
    if with_subscriptions {
        dates.push((
            "subscription_access_start_date",
            "When access starts under a subscription",
        ));
        dates.push((
            "subscription_access_end_date",
            "When access ends under a subscription",
        ));
    }
    dates.push(("date_created", "When it was created"));
    dates.push(("date_modified", "When it was last changed"));
    for (name, what) in dates {
        put(name, "date-time", &format!("{what}, in site time."));
        put(
            &format!("{name}_gmt"),
            "date-time",
            &format!("{what}, in UTC."),
        );
    }
    put("meta_data", "array", "Meta data.");
    if let Some(Value::Object(id)) = properties.get_mut("id") {
        id.insert("readonly".to_owned(), true.into());
    }
    for (name, items) in [
        ("access_product_ids", json!({"type": "integer"})),
        ("meta_data", meta_item(&"mixed".into())),
    ] {
        if let Some(Value::Object(schema)) = properties.get_mut(name) {
            schema.insert("items".to_owned(), items);
        }
    }
    resource("membership_plan", &properties)
}

/// A batch.
pub(crate) fn batch() -> Value {
    let list = |description: &str, items: &str| {
        json!({
            "description": description,
            "type": "array",
            "context": ["view", "edit"],
            "items": {"type": items},
        })
    };
    let mut properties = Map::new();
    properties.insert(
        "create".to_owned(),
        list("Memberships to create.", "object"),
    );
    properties.insert(
        "update".to_owned(),
        list("Memberships to change.", "object"),
    );
    properties.insert(
        "delete".to_owned(),
        list("Ids of memberships to delete.", "integer"),
    );
    resource("batch", &properties)
}
