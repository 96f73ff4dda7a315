use serde_json::Value;

/// Says in words what a schema asks for: "integer or null", "one of active, paused".
///
/// `resolve` follows a reference; a reference that it cannot follow is named by its last part.
pub(crate) fn describe(schema: &Value, resolve: &dyn Fn(&str) -> Option<Value>) -> String {
    words(schema, resolve, 0)
}

fn words(schema: &Value, resolve: &dyn Fn(&str) -> Option<Value>, depth: usize) -> String {
    if depth > 8 {
        return "a value as documented".to_owned();
    }
    match schema {
        Value::Bool(true) => return "any value".to_owned(),
        Value::Bool(false) => return "no value at all".to_owned(),
        _ => {}
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return resolve(reference).map_or_else(
            || reference.rsplit('/').next().unwrap_or(reference).to_owned(),
            |target| words(&target, resolve, depth + 1),
        );
    }
    if let Some(constant) = schema.get("const") {
        return plain(constant);
    }
    if let Some(options) = schema.get("enum").and_then(Value::as_array) {
        let options: Vec<String> = options.iter().map(plain).collect();
        return match options.as_slice() {
            [only] => only.clone(),
            _ => format!("one of {}", options.join(", ")),
        };
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(branches) = schema.get(keyword).and_then(Value::as_array) {
            let mut parts: Vec<String> = Vec::new();
            for branch in branches {
                let part = words(branch, resolve, depth + 1);
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            return parts.join(" or ");
        }
    }
    if let Some([only]) = schema
        .get("allOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        return words(only, resolve, depth + 1);
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if types.is_empty() {
        return "a value as documented".to_owned();
    }
    let limits = limits(schema);
    let mut text = types.join(" or ");
    if !limits.is_empty() {
        text.push_str(&format!(" ({})", limits.join(", ")));
    }
    text
}

fn limits(schema: &Value) -> Vec<String> {
    let mut limits = Vec::new();
    for (keyword, prefix) in [
        ("minimum", "at least"),
        ("exclusiveMinimum", "above"),
        ("maximum", "at most"),
        ("exclusiveMaximum", "below"),
        ("minLength", "length at least"),
        ("maxLength", "length at most"),
        ("minItems", "items at least"),
        ("maxItems", "items at most"),
        ("format", "format"),
    ] {
        match schema.get(keyword) {
            Some(limit) if keyword != "format" => limits.push(format!("{prefix} {}", plain(limit))),
            // Integer formats say how wide a client's type must be, not what is allowed.
            Some(Value::String(name)) if !name.starts_with("int") => {
                limits.push(format!("{prefix} {name}"));
            }
            _ => {}
        }
    }
    limits
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::describe;
    use serde_json::json;

    #[test]
    fn schemas_are_said_in_words() {
        let none = |_: &str| None;
        assert_eq!(
            describe(&json!({ "type": ["integer", "null"] }), &none),
            "integer or null"
        );
        assert_eq!(
            describe(&json!({ "enum": ["a", "b"] }), &none),
            "one of a, b"
        );
        assert_eq!(
            describe(
                &json!({ "type": "integer", "minimum": 1, "format": "int64" }),
                &none
            ),
            "integer (at least 1)"
        );
        let target = |_: &str| Some(json!({ "type": "string" }));
        assert_eq!(
            describe(
                &json!({ "anyOf": [{ "$ref": "#/x" }, { "type": "null" }] }),
                &target
            ),
            "string or null"
        );
    }
}
