//! WordPress's dialect of JSON Schema, as far as request arguments use it: what it rejects, with
//! which words, and what it makes of what it lets through (`docs/observed.md#4`, `#8`).

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::Problem;

/// Checks a value against a schema; `name` is what messages call it.
pub(crate) fn validate(
    value: &Value,
    schema: &Map<String, Value>,
    name: &str,
) -> Result<(), Problem> {
    let Some(kind) = kind_for(value, schema) else {
        return Err(wrong_type(schema, name));
    };
    match kind {
        "array" => validate_items(&as_list(value), schema, name)?,
        "object" => validate_properties(value, schema, name)?,
        "integer" | "number" => validate_bounds(value, schema, name)?,
        _ => {}
    }
    validate_enum(value, schema, name)
}

/// What WordPress hands to the endpoint: numeric strings become numbers, lists are split.
pub(crate) fn sanitize(value: &Value, schema: &Map<String, Value>) -> Value {
    match kind_for(value, schema) {
        Some("integer") => to_integer(value).into(),
        Some("boolean") => to_boolean(value).into(),
        Some("array") => {
            let items = schema.get("items").and_then(Value::as_object);
            as_list(value)
                .iter()
                .map(|item| items.map_or_else(|| item.clone(), |schema| sanitize(item, schema)))
                .collect()
        }
        Some("object") => sanitize_properties(value, schema),
        Some("string") if !value.is_string() => scalar_text(value).into(),
        _ => value.clone(),
    }
}

fn sanitize_properties(value: &Value, schema: &Map<String, Value>) -> Value {
    let (Value::Object(map), Some(properties)) =
        (value, schema.get("properties").and_then(Value::as_object))
    else {
        return value.clone();
    };
    map.iter()
        .map(|(key, value)| {
            let clean = properties
                .get(key)
                .and_then(Value::as_object)
                .map_or_else(|| value.clone(), |schema| sanitize(value, schema));
            (key.clone(), clean)
        })
        .collect()
}

/// The one type of the schema that the value has, as PHP sees types.
fn kind_for<'s>(value: &Value, schema: &'s Map<String, Value>) -> Option<&'s str> {
    match schema.get("type") {
        Some(Value::Array(kinds)) => {
            let mut names = kinds.iter().filter_map(Value::as_str);
            if value.as_str() == Some("") && kinds.iter().any(|kind| kind == "string") {
                return names.find(|kind| *kind == "string");
            }
            names.find(|kind| is_of(value, kind))
        }
        Some(Value::String(kind)) if is_of(value, kind) => Some(kind),
        Some(Value::String(_)) => None,
        _ => Some(""),
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "integer" => numeric(value).is_some_and(|number| number.fract() == 0.0),
        "number" => numeric(value).is_some(),
        "string" => value.is_string(),
        "boolean" => match value {
            Value::Bool(_) => true,
            Value::String(text) => {
                matches!(
                    text.to_ascii_lowercase().as_str(),
                    "true" | "false" | "0" | "1"
                )
            }
            Value::Number(number) => matches!(number.as_i64(), Some(0 | 1)),
            _ => false,
        },
        "null" => value.is_null(),
        // A scalar is a list of one, a string a list split at commas.
        "array" => match value {
            Value::Object(map) => map.is_empty(),
            Value::Null => false,
            _ => true,
        },
        "object" => match value {
            Value::Object(_) | Value::Array(_) => true,
            Value::String(text) => text.is_empty(),
            _ => false,
        },
        _ => true,
    }
}

/// PHP's `is_numeric`, and the number.
fn numeric(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            let trimmed = text.trim();
            let starts = trimmed.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
            trimmed.parse().ok().filter(|_| starts)
        }
        _ => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// PHP's `(int)` of what passed as an integer; too large a number saturates.
fn to_integer(value: &Value) -> i64 {
    match value {
        Value::Number(number) => number
            .as_i64()
            .unwrap_or_else(|| number.as_f64().unwrap_or_default() as i64),
        Value::String(text) => text.trim().parse().unwrap_or_else(|_| {
            // Beyond i64 or with an exponent: through a float, which saturates.
            text.trim().parse::<f64>().unwrap_or_default() as i64
        }),
        Value::Bool(flag) => (*flag).into(),
        _ => 0,
    }
}

fn to_boolean(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_i64() != Some(0),
        Value::String(text) => !matches!(text.to_ascii_lowercase().as_str(), "false" | "0" | ""),
        _ => false,
    }
}

fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "1".to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn as_list(value: &Value) -> Cow<'_, [Value]> {
    match value {
        Value::Array(items) => Cow::Borrowed(items),
        Value::String(text) => Cow::Owned(
            text.split([',', ' ', '\t', '\n'])
                .filter(|part| !part.is_empty())
                .map(Value::from)
                .collect(),
        ),
        Value::Object(_) | Value::Null => Cow::Borrowed(&[]),
        scalar => Cow::Owned(vec![scalar.clone()]),
    }
}

fn validate_items(items: &[Value], schema: &Map<String, Value>, name: &str) -> Result<(), Problem> {
    let Some(of) = schema.get("items").and_then(Value::as_object) else {
        return Ok(());
    };
    items
        .iter()
        .enumerate()
        .try_for_each(|(index, item)| validate(item, of, &format!("{name}[{index}]")))
}

fn validate_properties(
    value: &Value,
    schema: &Map<String, Value>,
    name: &str,
) -> Result<(), Problem> {
    let (Value::Object(map), Some(properties)) =
        (value, schema.get("properties").and_then(Value::as_object))
    else {
        return Ok(());
    };
    map.iter().try_for_each(
        |(key, value)| match properties.get(key).and_then(Value::as_object) {
            Some(schema) => validate(value, schema, &format!("{name}[{key}]")),
            None => Ok(()),
        },
    )
}

fn validate_bounds(value: &Value, schema: &Map<String, Value>, name: &str) -> Result<(), Problem> {
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    let number = numeric(value).unwrap_or_default();
    let out = |message: String| {
        Err(Problem::of_parameter(
            "rest_out_of_bounds",
            message,
            Map::new(),
        ))
    };
    match (bound("minimum"), bound("maximum")) {
        (Some(low), Some(high)) if number < low as f64 || number > high as f64 => out(format!(
            "{name} must be between {low} (inclusive) and {high} (inclusive)"
        )),
        (Some(low), None) if number < low as f64 => {
            out(format!("{name} must be greater than or equal to {low}"))
        }
        (None, Some(high)) if number > high as f64 => {
            out(format!("{name} must be less than or equal to {high}"))
        }
        _ => Ok(()),
    }
}

fn validate_enum(value: &Value, schema: &Map<String, Value>, name: &str) -> Result<(), Problem> {
    let Some(Value::Array(allowed)) = schema.get("enum") else {
        return Ok(());
    };
    if allowed.contains(value) {
        return Ok(());
    }
    let names: Vec<String> = allowed.iter().map(scalar_text).collect();
    let message = match names.as_slice() {
        [only] => format!("{name} is not {only}."),
        many => format!("{name} is not one of {}.", enumerate(many)),
    };
    Err(Problem::of_parameter(
        "rest_not_in_enum",
        message,
        Map::new(),
    ))
}

/// `a and b`, `a, b, and c`.
fn enumerate(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] => format!("{first} and {second}"),
        [start @ .., last] => format!("{}, and {last}", start.join(", ")),
    }
}

fn wrong_type(schema: &Map<String, Value>, name: &str) -> Problem {
    let kinds = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(","),
        Some(Value::String(kind)) => kind.clone(),
        _ => String::new(),
    };
    let mut data = Map::new();
    data.insert("param".to_owned(), json!(name));
    Problem::of_parameter(
        "rest_invalid_type",
        format!("{name} is not of type {kinds}."),
        data,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: impl Into<Value>, schema: impl Into<Value>) -> Result<(), String> {
        let Value::Object(schema) = schema.into() else {
            panic!()
        };
        validate(&value.into(), &schema, "x").map_err(|problem| problem.message)
    }

    #[test]
    fn types_are_those_of_php() {
        let integer = || json!({"type": "integer"});
        assert_eq!(check(json!("12"), integer()), Ok(()));
        assert_eq!(check(json!("-39"), integer()), Ok(()));
        for wrong in [
            json!("abc"),
            json!("12.5"),
            json!(1.5),
            json!(""),
            json!("inf"),
        ] {
            assert_eq!(
                check(wrong, integer()),
                Err("x is not of type integer.".to_owned())
            );
        }
        assert_eq!(
            check(json!("1,2"), json!({"type": "array", "items": integer()})),
            Ok(())
        );
        assert_eq!(
            check(json!("1,b"), json!({"type": "array", "items": integer()})),
            Err("x[1] is not of type integer.".to_owned())
        );
        assert_eq!(
            check(json!(5), json!({"type": ["null", "string"]})),
            Err("x is not of type null,string.".to_owned())
        );
    }

    #[test]
    fn bounds_and_enums_speak_as_wordpress_does() {
        assert_eq!(
            check(
                json!("0"),
                json!({"type": "integer", "minimum": 1, "maximum": 100})
            ),
            Err("x must be between 1 (inclusive) and 100 (inclusive)".to_owned())
        );
        assert_eq!(
            check(json!("0"), json!({"type": "integer", "minimum": 1})),
            Err("x must be greater than or equal to 1".to_owned())
        );
        assert_eq!(
            check(
                json!("z"),
                json!({"type": "string", "enum": ["a", "b", "c"]})
            ),
            Err("x is not one of a, b, and c.".to_owned())
        );
        assert_eq!(
            check(json!("z"), json!({"type": "string", "enum": ["a", "b"]})),
            Err("x is not one of a and b.".to_owned())
        );
    }

    #[test]
    fn what_passes_is_made_clean() {
        let Value::Object(schema) = json!({"type": "array", "items": {"type": "integer"}}) else {
            panic!()
        };
        assert_eq!(sanitize(&json!("21, 34"), &schema), json!([21, 34]));
        let Value::Object(schema) = json!({"type": "integer"}) else {
            panic!()
        };
        assert_eq!(
            sanitize(&json!("99999999999999999999"), &schema),
            json!(i64::MAX)
        );
    }
}
