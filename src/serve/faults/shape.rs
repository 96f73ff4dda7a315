use serde_json::{Map, Value, json};

use super::{Class, Distortion, Effect, Fault, Needs, Place, Row, distort_rows};
use crate::serve::wordpress::Answer;

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Shape,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect,
    }
}

type OnRow = fn(&mut Map<String, Value>, Row, Place, &Distortion<'_>);

const fn on_row(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    change: OnRow,
) -> Fault {
    fault(id, imitates, found_by, Effect::Row(change))
}

const SCHEMA: &str = "schema";

pub(super) static FAULTS: &[Fault] = &[
    on_row(
        "plan-name-dropped",
        "a plugin's response filter that unsets a property",
        SCHEMA,
        |row, kind, _, _| {
            if kind == Row::Member {
                row.shift_remove("plan_name");
            }
        },
    ),
    on_row(
        "links-dropped",
        "a filter that rebuilds the response from only its data",
        SCHEMA,
        |row, _, _, _| {
            row.shift_remove("_links");
        },
    ),
    on_row(
        "id-as-text",
        "ids taken from the database without a cast",
        SCHEMA,
        |row, kind, _, _| {
            if kind == Row::Member {
                let id = row.get("id").map(Value::to_string);
                row.insert("id".to_owned(), id.into());
            }
        },
    ),
    on_row(
        "id-as-decimal",
        "numbers that went through a calculation with floats",
        SCHEMA,
        |row, kind, _, _| {
            if let (Row::Member, Some(id)) = (kind, row.get_mut("id"))
                && let Some(number) = id.as_f64()
            {
                *id = number.into();
            }
        },
    ),
    on_row(
        "order-id-as-text",
        "meta data read as strings",
        SCHEMA,
        |row, kind, _, _| {
            if let (Row::Member, Some(id)) = (kind, row.get("order_id").and_then(Value::as_u64)) {
                row.insert("order_id".to_owned(), id.to_string().into());
            }
        },
    ),
    on_row(
        "absent-id-false",
        "a PHP getter that returns false for missing values",
        SCHEMA,
        |row, kind, _, _| {
            if kind == Row::Member && row.get("product_id") == Some(&Value::Null) {
                row.insert("product_id".to_owned(), false.into());
            }
        },
    ),
    on_row(
        "extra-property",
        "a plugin that adds a field to every membership",
        "undocumented-property",
        |row, kind, _, _| {
            if kind == Row::Member {
                row.insert("loyalty_points".to_owned(), 12.into());
            }
        },
    ),
    fault(
        "extra-inside",
        "a plugin that adds keys to profile fields, meta data, links and plans, and an argument to \
         the list of members",
        "undocumented-property",
        Effect::Answer(add_inside),
    )
    .shown_apart("it adds several keys, and each may come from another plugin"),
    fault(
        "registered-status",
        "a plugin that registers a status with the filter of WooCommerce Memberships, so that the \
         self-description lists it",
        SCHEMA,
        Effect::Answer(register_a_status),
    ),
    on_row(
        "meta-as-object",
        "a PHP array whose first element was unset, so that it becomes an object",
        SCHEMA,
        |row, _, _, _| object_for_list(row, "meta_data"),
    ),
    on_row(
        "products-as-object",
        "product ids filtered without array_values",
        SCHEMA,
        |row, _, _, _| object_for_list(row, "access_product_ids"),
    ),
    on_row(
        "profile-fields-as-map",
        "an old integration's filter that keys profile fields by slug",
        SCHEMA,
        |row, kind, _, _| {
            if kind == Row::Member {
                let fields = row.get("profile_fields").and_then(Value::as_array);
                let map: Map<String, Value> = fields
                    .into_iter()
                    .flatten()
                    .filter_map(|field| {
                        Some((
                            field.get("slug")?.as_str()?.to_owned(),
                            field.get("value")?.clone(),
                        ))
                    })
                    .collect();
                row.insert("profile_fields".to_owned(), map.into());
            }
        },
    ),
    on_row(
        "unknown-status",
        "a plugin that registers a custom status",
        SCHEMA,
        |row, _, _, _| {
            if row.get("status") == Some(&json!("complimentary")) {
                row.insert("status".to_owned(), "suspended".into());
            }
        },
    ),
    on_row(
        "status-with-prefix",
        "an incomplete upgrade that shows the post status",
        SCHEMA,
        |row, kind, _, _| {
            if let (Row::Member, Some(Value::String(status))) = (kind, row.get_mut("status")) {
                status.insert_str(0, "wcm-");
            }
        },
    ),
    on_row(
        "meta-value-number",
        "a filter that decodes meta values",
        SCHEMA,
        |row, _, _, _| {
            for meta in row
                .get_mut("meta_data")
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                if let Some(number) = meta["value"]
                    .as_str()
                    .and_then(|text| text.parse::<i64>().ok())
                {
                    meta["value"] = number.into();
                }
            }
        },
    ),
    on_row(
        "customer-data-null",
        "a privacy plugin that empties personal data",
        SCHEMA,
        |row, kind, _, _| {
            if kind == Row::Member {
                row.insert("customer_data".to_owned(), Value::Null);
            }
        },
    ),
    on_row(
        "view-url-false",
        "a deleted My Account page and a filter that expects it",
        SCHEMA,
        |row, kind, _, _| {
            if kind == Row::Member {
                row.insert("view_url".to_owned(), false.into());
            }
        },
    ),
    on_row(
        "length-as-text",
        "the string lengths of a draft of the documentation",
        SCHEMA,
        |row, _, _, _| {
            if row.get("access_length").is_some_and(Value::is_number) {
                row.insert("access_length".to_owned(), "3 months".into());
            }
        },
    ),
    on_row(
        "flag-as-text",
        "the stored yes and no of a plan",
        SCHEMA,
        |row, _, _, _| {
            if let Some(Value::Bool(flag)) = row.get("has_subscription") {
                let text = if *flag { "yes" } else { "no" };
                row.insert("has_subscription".to_owned(), text.into());
            }
        },
    ),
    on_row(
        "half-upgraded",
        "one of two web servers that still runs an older release",
        SCHEMA,
        |row, kind, _, distortion| {
            if kind == Row::Member && distortion.nth % 2 == 1 {
                row.shift_remove("plan_name");
                row.shift_remove("customer_data");
            }
        },
    )
    .shown_apart(
        "an old release lacks several properties, and each may be missing for its own reason",
    ),
    fault(
        "list-as-object",
        "a list from which a filter removed a row without array_values",
        SCHEMA,
        Effect::Answer(|answer, _| {
            if let Value::Array(rows) = &mut answer.body
                && rows.len() > 1
            {
                rows.remove(0);
                let map: Map<String, Value> = rows
                    .drain(..)
                    .enumerate()
                    .map(|(n, row)| ((n + 1).to_string(), row))
                    .collect();
                answer.body = map.into();
            }
        }),
    ),
    fault(
        "wrapped-in-data",
        "an API gateway that wraps every body",
        SCHEMA,
        Effect::Answer(wrap),
    )
    .shown_apart("a list and a self-description (OPTIONS) serve different purposes"),
];

fn wrap(answer: &mut Answer, distortion: &Distortion<'_>) {
    if answer.status == 200 && distortion.request.route.contains("/memberships/") {
        let body = std::mem::take(&mut answer.body);
        answer.body = json!({"data": body});
    }
}

/// A list with more than nothing in it becomes an object with the keys 1, 2, 3 …
fn object_for_list(row: &mut Map<String, Value>, name: &str) {
    if let Some(Value::Array(items)) = row.get_mut(name)
        && !items.is_empty()
    {
        let map: Map<String, Value> = items
            .drain(..)
            .enumerate()
            .map(|(n, item)| ((n + 1).to_string(), item))
            .collect();
        row.insert(name.to_owned(), map.into());
    }
}

/// Keys within what the plugin answers, and an argument that the route names.
fn add_inside(answer: &mut Answer, distortion: &Distortion<'_>) {
    distort_rows(
        &mut answer.body,
        |row, kind, _, _| {
            let own = json!({"points": 12, "tiers": [{"name": "gold"}], "by": {"a@b.example": 1}});
            let (name, own) = match kind {
                Row::Member => ("loyalty", own),
                Row::Plan => ("perks", json!([{"label": "Parking", "since": null}])),
            };
            row.insert(name.to_owned(), own);
            within(row, "profile_fields", "group", &json!("main"));
            within(row, "meta_data", "hidden", &json!(false));
            if let Some(Value::Object(links)) = row.get_mut("_links") {
                within(links, "self", "title", &json!("Itself"));
            }
            if let Some(Value::Object(data)) = row.get_mut("customer_data") {
                data.insert("vat_id".to_owned(), json!(null));
            }
        },
        distortion,
    );
    if let Some(Value::Object(arguments)) = answer.body.pointer_mut("/endpoints/0/args")
        && arguments.contains_key("customer")
    {
        let tiers = json!({"type": "string", "enum": ["gold", "none"], "required": false});
        arguments.insert("loyalty".to_owned(), tiers);
    }
}

/// Adds a key to each object of a list.
fn within(row: &mut Map<String, Value>, list: &str, key: &str, value: &Value) {
    let items = row.get_mut(list).and_then(Value::as_array_mut);
    for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
        item.insert(key.to_owned(), value.clone());
    }
}

/// A status that answers show, and that the site names wherever it names statuses.
fn register_a_status(answer: &mut Answer, distortion: &Distortion<'_>) {
    distort_rows(
        &mut answer.body,
        |row, _, _, _| {
            if row.get("status") == Some(&json!("complimentary")) {
                row.insert("status".to_owned(), "suspended".into());
            }
        },
        distortion,
    );
    // Nobody has the status any more that the others have left.
    let asked = distortion.request.query.get("status");
    if asked.and_then(Value::as_str) == Some("complimentary") {
        for (name, value) in &mut answer.headers {
            if name.starts_with("X-WP-Total") {
                *value = 0.into();
            }
        }
        if answer.body.is_array() {
            answer.body = json!([]);
        }
    }
    for place in [
        "/schema/properties/status",
        "/endpoints/0/args/status",
        "/endpoints/1/args/status",
    ] {
        let named = answer.body.pointer_mut(&format!("{place}/enum"));
        if let Some(Value::Array(named)) = named
            && named.contains(&json!("complimentary"))
        {
            named.push("suspended".into());
        }
    }
}
