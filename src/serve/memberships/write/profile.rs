use serde_json::Value;

use super::Writing;
use crate::serve::data::{Membership, ProfileField, ProfileKind, ProfileValue};
use crate::serve::wordpress::Problem;

/// Writes profile fields to the user (`docs/observed.md#8`): wrong types are coerced, HTML is stripped;
/// an option that is not allowed or a field of another plan is the end of PHP, and an unknown file
/// is an error body under HTTP 200.
pub(super) fn apply(
    row: &Membership,
    items: &[Value],
    writing: &mut Writing<'_>,
) -> Result<(), Problem> {
    for (index, item) in items.iter().enumerate() {
        let required = |what: &str| {
            Problem::new(
                400,
                "woocommerce_rest_wc_user_membership_invalid_profile_field",
                format!(
                    "The profile field {what} in \"profile_fields[{index}][{what}]\" is required."
                ),
            )
        };
        let slug = item
            .get("slug")
            .and_then(Value::as_str)
            .ok_or_else(|| required("slug"))?;
        let value = item
            .get("value")
            .filter(|value| !value.is_null())
            .ok_or_else(|| required("value"))?;
        let field = writing
            .store
            .profile_fields
            .iter()
            .find(|field| field.slug == slug)
            .filter(|field| field.plan_ids.is_empty() || field.plan_ids.contains(&row.plan_id))
            .ok_or_else(Problem::fatal)?;
        let value = coerce(field, value)?;
        if let ProfileValue::File(id) = value
            && !writing.store.attachments.contains(&id)
        {
            return Err(no_attachment(index, slug, id));
        }
        writing
            .store
            .set_profile(row.customer_id, slug.to_owned(), value);
    }
    Ok(())
}

/// The error that comes under HTTP 200: its status is 0, which PHP does not send.
fn no_attachment(index: usize, slug: &str, id: u64) -> Problem {
    let mut problem = Problem::new(
        200,
        "woocommerce_rest_wc_user_membership_invalid_profile_field",
        format!(
            "The \"profile_fields[{index}]\" data is invalid. The value \"{id}\" for the \"{slug}\" profile field is not a valid attachment ID."
        ),
    );
    problem.data.insert("status".to_owned(), 0.into());
    problem
}

fn coerce(field: &ProfileField, value: &Value) -> Result<ProfileValue, Problem> {
    let allowed = |text: String| {
        if field.options.contains(&text) {
            Ok(text)
        } else {
            Err(Problem::fatal())
        }
    };
    match field.kind {
        ProfileKind::Text => Ok(ProfileValue::Text(one_line(&strip_tags(&text_of(value))))),
        ProfileKind::Textarea => Ok(ProfileValue::Text(strip_tags(&text_of(value)))),
        ProfileKind::Radio | ProfileKind::Select => allowed(text_of(value)).map(ProfileValue::Text),
        ProfileKind::Checkbox => Ok(ProfileValue::Flag(is_yes(value))),
        ProfileKind::Multiselect | ProfileKind::Multicheckbox => choices_of(value)
            .into_iter()
            .map(allowed)
            .collect::<Result<_, _>>()
            .map(ProfileValue::Choices),
        ProfileKind::File => {
            let id = value
                .as_u64()
                .or_else(|| value.as_str().and_then(|text| text.parse().ok()));
            Ok(ProfileValue::File(id.unwrap_or_default()))
        }
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "1".to_owned(),
        _ => String::new(),
    }
}

fn is_yes(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => {
            matches!(
                text.to_ascii_lowercase().as_str(),
                "1" | "true" | "yes" | "on"
            )
        }
        _ => false,
    }
}

fn choices_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(text_of).collect(),
        Value::Object(map) => map.values().map(text_of).collect(),
        scalar => vec![text_of(scalar)],
    }
}

fn strip_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut in_tag = false;
    for char in text.chars() {
        match char {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            other => kept.push(other),
        }
    }
    kept.trim().to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(kind: ProfileKind) -> ProfileField {
        ProfileField {
            slug: "x".to_owned(),
            name: "X".to_owned(),
            kind,
            options: vec!["go".to_owned(), "chess".to_owned()],
            plan_ids: Vec::new(),
        }
    }

    #[test]
    fn values_are_coerced_as_the_recorded_site_coerced_them() {
        let text = |text: &str| ProfileValue::Text(text.to_owned());
        let go = || ProfileValue::Choices(vec!["go".to_owned()]);
        for (kind, given, kept) in [
            (ProfileKind::Text, json!(42), text("42")),
            (ProfileKind::Text, json!(1.5), text("1.5")),
            (ProfileKind::Text, json!(["a", "b"]), text("")),
            (
                ProfileKind::Textarea,
                json!("<b>x</b>\nline"),
                text("x\nline"),
            ),
            (
                ProfileKind::Checkbox,
                json!("maybe"),
                ProfileValue::Flag(false),
            ),
            (
                ProfileKind::Checkbox,
                json!(["x"]),
                ProfileValue::Flag(false),
            ),
            (ProfileKind::Multiselect, json!("go"), go()),
            (ProfileKind::Multiselect, json!({"0": "go"}), go()),
        ] {
            assert_eq!(coerce(&field(kind), &given), Ok(kept), "{given}");
        }
        let refused = coerce(&field(ProfileKind::Select), &json!("XXL"));
        assert_eq!(refused, Err(Problem::fatal()));
    }
}
