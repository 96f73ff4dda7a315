use serde_json::Value;

use super::page::slug;
use super::source::{array, reference};
use crate::report::markdown::code;

/// The type of a schema in words, with its format, bounds and values, as Markdown for a table.
pub(super) fn describe(schema: &Value) -> String {
    let mut text = kind(schema);
    let facts = facts(schema);
    if !facts.is_empty() {
        text += ": ";
        text += &facts.join(", ");
    }
    text
}

fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return format!("[{name}](#{})", slug(name));
    }
    let choices: Vec<String> = array(schema.get("oneOf")).map(describe).collect();
    if !choices.is_empty() {
        return choices.join(" or ");
    }
    match schema.get("type") {
        Some(Value::String(name)) => named(name, schema),
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str);
            let names: Vec<String> = names.map(|name| named(name, schema)).collect();
            names.join(" or ")
        }
        _ => "any value".to_owned(),
    }
}

fn named(name: &str, schema: &Value) -> String {
    match name {
        "null" => "null".to_owned(),
        "array" if schema.get("maxItems") == Some(&Value::from(0)) => "empty array".to_owned(),
        "array" => match schema.get("items") {
            Some(items) => format!("array of {}", describe_item(items)),
            None => "array".to_owned(),
        },
        "object" => match schema.get("additionalProperties") {
            Some(values @ Value::Object(members)) if !members.is_empty() => {
                format!("object of {} by name", kind(values))
            }
            _ => "object".to_owned(),
        },
        "string" if is_date(schema) => match schema.get("x-timezone").and_then(Value::as_str) {
            Some("utc") => "date and time in UTC".to_owned(),
            Some(_) => "date and time of the site".to_owned(),
            None => "date and time".to_owned(),
        },
        name => match schema.get("format").and_then(Value::as_str) {
            Some(format) => format!("{name} ({format})"),
            None => name.to_owned(),
        },
    }
}

/// The type of an item, without an example: the array has its own.
fn describe_item(schema: &Value) -> String {
    let mut plain = schema.clone();
    if let Some(members) = plain.as_object_mut() {
        members.shift_remove("examples");
    }
    describe(&plain)
}

fn is_date(schema: &Value) -> bool {
    schema.get("x-timezone").is_some()
}

fn facts(schema: &Value) -> Vec<String> {
    let mut facts = Vec::new();
    let values: Vec<String> = array(schema.get("enum")).map(shown).collect();
    if !values.is_empty() {
        facts.push(format!("one of {}", values.join(", ")));
    }
    let bound = |key: &str| schema.get(key).map(Value::to_string);
    match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => facts.push(format!("{least} to {most}")),
        (Some(least), None) => facts.push(format!("{least} or more")),
        (None, Some(most)) => facts.push(format!("at most {most}")),
        (None, None) => {}
    }
    if schema.get("minLength").is_some() {
        facts.push("not empty".to_owned());
    }
    if let Some(most) = bound("maxItems").filter(|most| most != "0") {
        facts.push(format!("at most {most}"));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
        && !is_date(schema)
    {
        facts.push(format!("pattern {}", code(pattern)));
    }
    if let Some(default) = schema.get("default") {
        facts.push(format!("default {}", shown(default)));
    }
    let example = array(schema.get("examples")).next();
    if let Some(example) = example.filter(|_| values.is_empty()) {
        facts.push(format!("such as {}", shown(example)));
    }
    facts
}

/// A value as code: text without quotes, the rest as JSON.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => code(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            items.join(", ")
        }
        other => code(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_are_words() {
        let cases = [
            (
                json!({"$ref": "#/components/schemas/Link"}),
                "[Link](#link)",
            ),
            (
                json!({"type": ["integer", "null"], "format": "int64", "minimum": 1, "examples": [84]}),
                "integer (int64) or null: 1 or more, such as `84`",
            ),
            (
                json!({"type": "array", "items": {"$ref": "#/components/schemas/Link"}}),
                "array of [Link](#link)",
            ),
            (
                json!({"oneOf": [{"type": "array", "maxItems": 0}, {"type": "null"}]}),
                "empty array or null",
            ),
            (
                json!({"type": ["string", "null"], "format": "date-time-local", "pattern": "^.$",
                       "x-timezone": "utc", "examples": ["2026-03-01T14:30:00"]}),
                "date and time in UTC or null: such as `2026-03-01T14:30:00`",
            ),
            (
                json!({"type": "string", "enum": ["a", "b"], "default": "a"}),
                "string: one of `a`, `b`, default `a`",
            ),
        ];
        for (schema, words) in cases {
            assert_eq!(describe(&schema), words);
        }
    }
}
