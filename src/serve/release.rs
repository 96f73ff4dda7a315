//! What an older release than the measured one answers differently (`docs/releases.md`).

use serde_json::{Map, Value, json};

use super::wordpress::{Action, Clean, Route};
use crate::base::Release;

/// Removes from the routes of the site what this release does not have: before 1.19 no profile fields,
/// neither in the schema nor among the arguments; before 1.13 no writes; before 1.12.3 the types of
/// the filters.
pub(super) fn age_routes(release: Release, routes: &mut Vec<Route>) {
    if release >= Release::PROFILE_FIELDS {
        return;
    }
    if release < Release::WRITES {
        routes.retain(|route| !route.pattern.ends_with("/members/batch"));
    }
    let of_memberships = |route: &&mut Route| route.namespace.ends_with("/memberships");
    for route in routes.iter_mut().filter(of_memberships) {
        if release < Release::WRITES {
            route.endpoints.retain(|endpoint| !endpoint.action.writes());
            route.schema.iter_mut().for_each(describe_as_read);
        }
        for endpoint in &mut route.endpoints {
            endpoint.args.retain(|arg| arg.name != PROFILE);
            let is_list = endpoint.action == Action::ListMembers;
            let filters = endpoint.args.iter_mut();
            for arg in filters.filter(|arg| matches!(arg.name, "plan" | "customer")) {
                if is_list && release < Release::TEXT_FILTERS {
                    arg.schema.insert("type".to_owned(), "mixed".into());
                    arg.clean = Clean::Raw;
                }
            }
        }
        if let Some(schema) = &mut route.schema {
            forget(schema, PROFILE);
        }
    }
}

/// The schema of a resource from before there were writes: only the id is declared as read-only.
fn describe_as_read(schema: &mut Value) {
    if let Some(title) = schema.get("title").and_then(Value::as_str) {
        schema["title"] = format!("wc_{title}").into();
    }
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        let Some(property) = property.as_object_mut() else {
            continue;
        };
        if name != "id" {
            property.shift_remove("readonly");
        }
        if name == "status" {
            property.shift_remove("enum");
        }
        if name == "view_url" {
            property.insert("context".to_owned(), json!(["view"]));
        }
    }
}

/// Takes from a membership of the measured release what this one does not answer, and writes
/// its dates as this one does. `is_edited` says whether it was requested with `context=edit`.
pub(super) fn age(release: Release, row: &mut Map<String, Value>, is_edited: bool) {
    if release < Release::WRITES {
        if is_edited {
            row.shift_remove("view_url");
        }
        let own = row
            .get_mut("_links")
            .and_then(|links| links.get_mut("self"));
        if let Some(hints) = own.and_then(|own| own.get_mut(0)?.get_mut("targetHints")) {
            hints["allow"] = json!(["GET"]);
        }
    }
    if release < Release::NAMES {
        row.shift_remove("plan_name");
        row.shift_remove("customer_data");
        let fields = row.get_mut("profile_fields").and_then(Value::as_array_mut);
        for field in fields
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            field.shift_remove("name");
        }
    }
    if release < Release::PROFILE_FIELDS {
        row.shift_remove("profile_fields");
    }
    if release < Release::PLAIN_DATES {
        for (name, value) in row.iter_mut() {
            let is_date = name.starts_with("date_") || name.contains("_date");
            if let (true, Value::String(text)) = (is_date, value)
                && !text.ends_with("+00:00")
            {
                text.push_str("+00:00");
            }
        }
    }
}

const PROFILE: &str = "profile_fields";

/// Takes a key out at every depth.
fn forget(value: &mut Value, key: &str) {
    match value {
        Value::Object(members) => {
            members.shift_remove(key);
            members.values_mut().for_each(|child| forget(child, key));
        }
        Value::Array(items) => items.iter_mut().for_each(|child| forget(child, key)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Api;

    fn keys(release: &str) -> Vec<String> {
        let Value::Object(mut row) = json!({
            "id": 1,
            "customer_data": [],
            "plan_name": "A",
            "start_date": "2026-01-02T03:04:05",
            "profile_fields": [{"name": "X", "slug": "x", "value": "y"}],
        }) else {
            panic!()
        };
        age(release.parse().unwrap(), &mut row, false);
        row.iter()
            .map(|(key, value)| format!("{key} {value}"))
            .collect()
    }

    #[test]
    fn older_releases_answer_less_and_with_offsets() {
        assert_eq!(keys("1.27").len(), 5);
        assert_eq!(
            keys("1.22.10"),
            [
                "id 1",
                "start_date \"2026-01-02T03:04:05\"",
                "profile_fields [{\"slug\":\"x\",\"value\":\"y\"}]",
            ]
        );
        assert_eq!(
            keys("1.17.5"),
            ["id 1", "start_date \"2026-01-02T03:04:05+00:00\""]
        );
        assert!(
            "1.22.10"
                .parse::<Release>()
                .is_ok_and(|release| !release.has(Api::V4))
        );
        assert!(
            "1.23"
                .parse::<Release>()
                .is_ok_and(|release| release.has(Api::V4))
        );
    }
}
