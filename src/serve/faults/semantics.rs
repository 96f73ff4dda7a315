use serde_json::{Map, Value, json};

use crate::exchange::Method;
use crate::serve::data::{Meta, Status};

use super::{Class, Distortion, Effect, Fault, Needs, Place, Row};

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Semantics,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect,
    }
}

const fn on_row(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    change: fn(&mut Map<String, Value>, Row, Place, &Distortion<'_>),
) -> Fault {
    fault(id, imitates, found_by, Effect::Row(change))
}

pub(super) static FAULTS: &[Fault] = &[
    on_row(
        "item-cached",
        "an object cache that a status change does not invalidate",
        "row-equals-item",
        |row, kind, place, _| {
            let paused = row.get("status") != Some(&json!("active"));
            if kind == Row::Member && place == Place::Single && paused {
                row.insert("status".to_owned(), "active".into());
            }
        },
    ),
    on_row(
        "lists-without-meta",
        "a plugin that omits meta data to speed up lists",
        "row-equals-item",
        |row, kind, place, _| {
            if kind == Row::Member && place == Place::List {
                row.insert("meta_data".to_owned(), json!([]));
            }
        },
    ),
    on_row(
        "plan-renamed-in-lists",
        "a translation plugin that is active in lists only",
        "row-equals-item",
        |row, _, place, _| {
            if let (Place::List, Some(Value::String(name))) = (place, row.get_mut("name")) {
                name.push_str(" (EN)");
            }
        },
    ),
    on_row(
        "plan-name-of-before",
        "a cache of names that a renamed plan does not invalidate",
        "plan-name",
        |row, _, _, _| {
            if let Some(Value::String(name)) = row.get_mut("plan_name") {
                name.insert_str(0, "Old ");
            }
        },
    ),
    fault(
        "row-twice",
        "a join with meta data that repeats a row",
        "ids-unique",
        Effect::Answer(|answer, _| {
            let is_list = answer.headers.iter().any(|(name, _)| *name == "X-WP-Total");
            if let (true, Value::Array(rows)) = (is_list, &mut answer.body)
                && let [first, .., last] = rows.as_mut_slice()
            {
                last.clone_from(first);
            }
        }),
    ),
    on_row(
        "answer-changes-by-request",
        "two web servers with different caches",
        "get-stable",
        |row, _, _, distortion| {
            if let Some(Value::String(name)) = row.get_mut("name")
                && distortion.nth % 2 == 0
            {
                name.push('*');
            }
        },
    ),
    on_row(
        "item-of-another-id",
        "a page cache whose key does not have the whole path",
        "item-id",
        |row, kind, place, _| {
            let Some(id) = row.get("id").and_then(Value::as_u64) else {
                return;
            };
            if kind == Row::Member && place == Place::Single {
                row.insert("id".to_owned(), (id + 1).into());
                if let Some(Value::String(href)) = row
                    .get_mut("_links")
                    .and_then(|links| links.pointer_mut("/self/0/href"))
                {
                    *href =
                        href.replace(&format!("/members/{id}"), &format!("/members/{}", id + 1));
                }
            }
        },
    ),
    on_row(
        "order-that-is-not-there",
        "orders migrated to another table, but not memberships",
        "foreign-keys",
        |row, _, _, distortion| {
            if row.get("order_id").is_some_and(Value::is_u64) {
                row.insert("order_id".to_owned(), 999_999.into());
                let href = distortion.request.url_of("/wc/v3/orders/999999");
                row["_links"]["order"] = json!([{"href": href}]);
            }
        },
    ),
    on_row(
        "customer-that-is-not-there",
        "users removed directly from the database",
        "foreign-keys",
        |row, kind, _, distortion| {
            if kind == Row::Member {
                row.insert("customer_id".to_owned(), 999_999.into());
                let href = distortion.request.url_of("/wc/v3/customers/999999");
                row["_links"]["customer"] = json!([{"href": href}]);
            }
        },
    ),
    on_row(
        "unlimited-with-length",
        "a plan changed to unlimited whose length is still stored",
        "plan-length",
        |row, _, _, _| {
            if row.get("access_length_type") == Some(&json!("unlimited")) {
                row.insert("access_length".to_owned(), 86_400.into());
            }
        },
    ),
    on_row(
        "fixed-without-dates",
        "a plan with fixed dates that an import lost",
        "plan-length",
        |row, _, _, _| {
            if row.get("access_length_type") == Some(&json!("fixed")) {
                for name in ["access_start_date", "access_end_date"] {
                    row.insert(name.to_owned(), Value::Null);
                    row.insert(format!("{name}_gmt"), Value::Null);
                }
            }
        },
    ),
    on_row(
        "length-in-days",
        "a filter that converts seconds to days",
        "plan-length",
        |row, _, _, _| {
            if row.get("access_length_type") == Some(&json!("fixed"))
                && let Some(seconds) = row.get("access_length").and_then(Value::as_u64)
            {
                row.insert("access_length".to_owned(), (seconds / 86_400).into());
            }
        },
    ),
    on_row(
        "paused-date-on-active",
        "a status changed directly in the database",
        "status-dates",
        |row, kind, _, _| {
            if kind == Row::Member && row.get("status") == Some(&json!("active")) {
                for suffix in ["", "_gmt"] {
                    let created = row.get(&format!("date_created{suffix}")).cloned();
                    row.insert(format!("paused_date{suffix}"), created.unwrap_or_default());
                }
            }
        },
    ),
    on_row(
        "half-subscriptions",
        "Subscriptions loaded after Memberships",
        "subscriptions-together",
        |row, kind, _, _| {
            if kind == Row::Plan {
                row.retain(|name, _| {
                    !name.starts_with("subscription_") && !name.starts_with("has_")
                });
            }
        },
    ),
    on_row(
        "v2-differs",
        "a filter that applies only to the routes of one version",
        "versions-equal",
        |row, kind, _, distortion| {
            let v2 = distortion.request.route.starts_with("/wc/v2");
            if let (Row::Member, true, Some(Value::String(name))) =
                (kind, v2, row.get_mut("plan_name"))
            {
                *name = name.to_uppercase();
            }
        },
    ),
    fault(
        "v2-drops-a-row",
        "a query filter that applies only to the routes of one version",
        "versions-equal",
        Effect::Answer(|answer, distortion| {
            if distortion.request.route == "/wc/v2/memberships/members"
                && let Value::Array(rows) = &mut answer.body
            {
                rows.pop();
            }
        }),
    ),
    fault(
        "head-counts-nothing",
        "a cache that answers HEAD by itself",
        "totals-constant",
        Effect::Answer(|answer, distortion| {
            let is_head = distortion.request.method == Method::Head;
            for (name, value) in &mut answer.headers {
                if is_head && name.starts_with("X-WP-Total") {
                    *value = 1.into();
                }
            }
        }),
    ),
    on_row(
        "one-subscription-field-missing",
        "a filter that removes a field of Subscriptions from plans",
        "subscriptions-together",
        |row, _, _, _| {
            row.shift_remove("subscription_access_length");
        },
    ),
    on_row(
        "checkbox-as-text",
        "an import that wrote a checkbox as yes and no",
        "profile-field-kinds",
        |row, kind, _, _| {
            let is_imported = is_odd(row);
            if kind == Row::Member && is_imported {
                change_values(row, |value| {
                    if let Value::Bool(flag) = value {
                        *value = if *flag { "yes" } else { "no" }.into();
                    }
                });
            }
        },
    ),
    on_row(
        "choices-as-text",
        "a field for one choice that became one for several",
        "profile-field-kinds",
        |row, kind, _, _| {
            let is_old = is_odd(row);
            if kind == Row::Member && is_old {
                change_values(row, |value| {
                    if let Value::Array(list) = value {
                        *value = list.first().cloned().unwrap_or_else(|| "".into());
                    }
                });
            }
        },
    ),
    fault(
        "oldest-first",
        "a plugin for sorting by hand that turns every list round",
        "newest-first",
        Effect::Answer(|answer, distortion| {
            if distortion.request.route.ends_with("/members")
                && let Value::Array(rows) = &mut answer.body
            {
                rows.reverse();
            }
        }),
    ),
    fault(
        "plans-by-name",
        "a plugin that sorts plans by name everywhere",
        "newest-first",
        Effect::Answer(|answer, distortion| {
            if distortion.request.route.ends_with("/plans")
                && let Value::Array(rows) = &mut answer.body
            {
                rows.sort_by_key(|row| row.get("name").map(Value::to_string));
            }
        }),
    ),
    fault(
        "read-activates",
        "a plugin that sets what it loads active again",
        "reads-change-nothing",
        Effect::Read(|row| {
            if matches!(
                row.status,
                Status::Pending | Status::Complimentary | Status::Cancelled
            ) {
                row.status = Status::Active;
            }
        }),
    ),
    fault(
        "read-is-counted",
        "a plugin that counts views in meta data",
        "reads-change-nothing",
        Effect::Read(|row| {
            let id = row.meta.iter().map(|meta| meta.id).max().unwrap_or(9_000) + 1;
            row.meta.push(Meta {
                id,
                key: "viewed".to_owned(),
                value: Some("1".to_owned()),
            });
        }),
    ),
    fault(
        "total-drifts",
        "a total taken from a table's estimate",
        "totals-constant",
        Effect::Answer(|answer, distortion| {
            let full = answer.body.as_array().is_some_and(|rows| rows.len() >= 10);
            for (name, value) in &mut answer.headers {
                if *name == "X-WP-Total" && full {
                    let drift = distortion.nth % 2;
                    *value = (value.as_u64().unwrap_or_default() + drift).into();
                }
            }
        }),
    ),
];

/// Changes the value of each profile field of a membership.
fn change_values(row: &mut Map<String, Value>, change: impl Fn(&mut Value)) {
    let fields = row.get_mut("profile_fields").and_then(Value::as_array_mut);
    for value in fields
        .into_iter()
        .flatten()
        .filter_map(|field| field.get_mut("value"))
    {
        change(value);
    }
}

/// Whether the id of a row is odd, so that a fault shows beside rows that it leaves alone.
fn is_odd(row: &Map<String, Value>) -> bool {
    let id = row.get("id").and_then(Value::as_u64);
    id.is_some_and(|id| id % 2 == 1)
}
