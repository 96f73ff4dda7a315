use serde_json::Value;

use super::{mask, names, text};

/// Masks secrets and personal data in a JSON value and returns how many scalars changed.
///
/// Keys, types, nulls and the sizes of lists stay, so the value still fits its schema. Hidden by
/// place: everything below `customer_data`, `billing`, `shipping` and the like, `value` in the
/// entries of `meta_data` and `profile_fields`, and names, addresses and logins anywhere. Hidden by
/// look: credentials, e-mail and IP addresses in any string. Names that a schema or an error object
/// explains (below `properties`, `args`, `params`, `details`) are not data.
pub(crate) fn json(value: &mut Value) -> usize {
    walk(value, None)
}

fn walk(value: &mut Value, key: Option<&str>) -> usize {
    match value {
        Value::Object(members) => {
            let explains = key.is_some_and(explains_names);
            members
                .iter_mut()
                .map(|(name, member)| {
                    if !explains && (names::is_secret_name(name) || names::is_personal_name(name)) {
                        mask::hide(member)
                    } else {
                        walk(member, Some(name))
                    }
                })
                .sum()
        }
        Value::Array(elements) => {
            let hides_values = key.is_some_and(names::is_value_list);
            elements
                .iter_mut()
                .map(|element| match element.get_mut("value") {
                    Some(inner) if hides_values => mask::hide(inner) + walk(element, None),
                    _ => walk(element, None),
                })
                .sum()
        }
        Value::String(original) => {
            let shown = text(original);
            if shown == *original {
                return 0;
            }
            *original = shown;
            1
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

pub(super) fn explains_names(key: &str) -> bool {
    matches!(key, "properties" | "args" | "params" | "details")
}

#[cfg(test)]
mod tests {
    use serde_json::json as value;

    use super::*;

    fn masked(mut value: Value) -> Value {
        json(&mut value);
        value
    }

    #[test]
    fn a_member_keeps_its_shape_and_loses_its_person() {
        assert_eq!(
            masked(value!([{
                "id": 19,
                "customer_data": {"first_name": "Ann", "user_email": "ann@shop.example", "bio": "", "age": null},
                "view_url": "https://shop.example/my-account/members-area/21/",
                "profile_fields": [{"name": "Size", "slug": "size", "value": ["S", "M"]}, {"slug": "ok", "value": true}],
                "meta_data": [{"id": 7, "key": "note", "value": "called"}, {"id": 8, "key": "none", "value": null}],
            }])),
            value!([{
                "id": 19,
                "customer_data": {"first_name": "<redacted>", "user_email": "redacted@example.invalid", "bio": "", "age": null},
                "view_url": "https://shop.example/my-account/members-area/21/",
                "profile_fields": [{"name": "Size", "slug": "size", "value": ["<redacted>", "<redacted>"]}, {"slug": "ok", "value": false}],
                "meta_data": [{"id": 7, "key": "note", "value": "<redacted>"}, {"id": 8, "key": "none", "value": null}],
            }])
        );
    }

    #[test]
    fn a_schema_and_an_error_may_speak_of_names() {
        let schema = value!({"properties": {"phone": {"type": "string"}}, "args": {"search": {"type": "string"}}});
        assert_eq!(masked(schema.clone()), schema);
        let error = value!({"data": {"params": {"email": "Invalid parameter."}}});
        assert_eq!(masked(error.clone()), error);
    }

    #[test]
    fn links_lose_the_secret_that_the_site_echoed() {
        assert_eq!(
            masked(
                value!({"href": "https://a.example/?consumer_secret=cs_1&page=2", "m": "ask ann@b.example"})
            ),
            value!({"href": "https://a.example/?consumer_secret=<redacted>&page=2", "m": "ask <redacted>"})
        );
    }

    #[test]
    fn masking_twice_changes_nothing_more() {
        let mut once = value!({"billing": {"city": "Rome", "email": "a@b.example"}, "token": 12});
        assert_eq!(json(&mut once), 3);
        assert_eq!(json(&mut once), 0);
    }
}
