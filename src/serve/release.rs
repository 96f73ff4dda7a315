//! What an older release than the measured one answers differently (`docs/releases.md`).

use serde_json::{Map, Value};

use super::wordpress::Route;
use crate::base::Release;

/// Removes from the self-description of the routes what this release does not have: before 1.19 no
/// profile fields, neither in the schema nor among the arguments.
pub(super) fn age_routes(release: Release, routes: &mut [Route]) {
    if release >= Release::PROFILE_FIELDS {
        return;
    }
    let of_memberships = |route: &&mut Route| route.namespace.ends_with("/memberships");
    for route in routes.iter_mut().filter(of_memberships) {
        for endpoint in &mut route.endpoints {
            endpoint.args.retain(|arg| arg.name != PROFILE);
        }
        if let Some(schema) = &mut route.schema {
            forget(schema, PROFILE);
        }
    }
}

/// Takes from a membership of the measured release what this one does not answer, and writes
/// its dates as this one does.
pub(super) fn age(release: Release, row: &mut Map<String, Value>) {
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
    use serde_json::json;

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
        age(release.parse().unwrap(), &mut row);
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
