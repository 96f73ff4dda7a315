use serde_json::{Map, Value, json};

/// Keywords of JSON Schema 2020-12 for which OpenAPI 3.0 has nothing. To drop them only widens
/// what a schema allows.
const UNKNOWN: [&str; 20] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$schema",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Turns a schema of OpenAPI 3.1 into one of OpenAPI 3.0, with all schemas below it.
pub(super) fn convert(schema: &mut Value) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({"not": {}}),
        Value::Object(object) => {
            below(object);
            // Properties that a pattern allows would be forbidden if only the pattern went.
            if object.contains_key("patternProperties") {
                object.insert("additionalProperties".to_owned(), true.into());
            }
            object.retain(|key, _| !UNKNOWN.contains(&key.as_str()));
            for keyword in ["if", "then", "else"] {
                object.shift_remove(keyword);
            }
            constant(object);
            null_branch(object);
            types(object);
            exclusive(object, "exclusiveMinimum", "minimum");
            exclusive(object, "exclusiveMaximum", "maximum");
            first_example(object);
            items(object);
            reference(object);
        }
        _ => {}
    }
}

fn below(object: &mut Map<String, Value>) {
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        properties.values_mut().for_each(convert);
    }
    for keyword in ["items", "not"] {
        if let Some(child) = object.get_mut(keyword) {
            convert(child);
        }
    }
    // `additionalProperties` may be a truth value in 3.0 too.
    if let Some(child @ Value::Object(_)) = object.get_mut("additionalProperties") {
        convert(child);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        if let Some(Value::Array(children)) = object.get_mut(keyword) {
            for child in children {
                // The branch for `null` is taken out by its parent.
                if !is_null(child) {
                    convert(child);
                }
            }
        }
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "null")
}

fn constant(object: &mut Map<String, Value>) {
    if let Some(value) = object.shift_remove("const") {
        object.insert("enum".to_owned(), json!([value]));
    }
}

/// A choice between something and `null` is something that may be `null`.
fn null_branch(object: &mut Map<String, Value>) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(branches)) = object.get_mut(keyword) else {
            continue;
        };
        let before = branches.len();
        branches.retain(|branch| !is_null(branch));
        if branches.len() == before {
            continue;
        }
        if branches.len() == 1 {
            let only = branches.remove(0);
            object.shift_remove(keyword);
            object.insert("allOf".to_owned(), json!([only]));
        }
        object.insert("nullable".to_owned(), true.into());
    }
}

/// One type, `nullable` where `null` was among several, a choice where several are left.
fn types(object: &mut Map<String, Value>) {
    match object.get("type") {
        Some(Value::String(kind)) if kind == "null" => {
            object.shift_remove("type");
            object.insert("nullable".to_owned(), true.into());
            object.insert("enum".to_owned(), json!([null]));
        }
        Some(Value::Array(kinds)) => {
            let nullable = kinds.iter().any(|kind| kind == "null");
            let plain: Vec<Value> = kinds
                .iter()
                .filter(|kind| *kind != "null")
                .cloned()
                .collect();
            match plain.as_slice() {
                [only] => {
                    object.insert("type".to_owned(), only.clone());
                }
                several => {
                    let branches = several.iter().map(|kind| branch(kind, object)).collect();
                    object.shift_remove("type");
                    object.shift_remove("items");
                    object.insert("anyOf".to_owned(), Value::Array(branches));
                }
            }
            if nullable {
                object.insert("nullable".to_owned(), true.into());
                if let Some(Value::Array(values)) = object.get_mut("enum")
                    && !values.contains(&Value::Null)
                {
                    values.push(Value::Null);
                }
            }
        }
        _ => {}
    }
}

fn branch(kind: &Value, of: &Map<String, Value>) -> Value {
    let mut branch = json!({"type": kind});
    if kind == "array" {
        branch["items"] = of.get("items").cloned().unwrap_or_else(|| json!({}));
    }
    branch
}

/// A number that is a bound of its own becomes the bound and a flag beside it.
fn exclusive(object: &mut Map<String, Value>, keyword: &str, bound: &str) {
    let Some(value) = object
        .get(keyword)
        .filter(|value| value.is_number())
        .cloned()
    else {
        return;
    };
    let (Some(exclusive), inclusive) = (value.as_f64(), object.get(bound).and_then(Value::as_f64))
    else {
        return;
    };
    // The narrower of the two bounds counts; at the same number the exclusive one is narrower.
    let narrower = match inclusive {
        None => true,
        Some(inclusive) if bound == "minimum" => exclusive >= inclusive,
        Some(inclusive) => exclusive <= inclusive,
    };
    if narrower {
        object.insert(bound.to_owned(), value);
        object.insert(keyword.to_owned(), true.into());
    } else {
        object.shift_remove(keyword);
    }
}

fn first_example(object: &mut Map<String, Value>) {
    if let Some(Value::Array(examples)) = object.get("examples") {
        let first = examples.first().cloned();
        object.shift_remove("examples");
        if let Some(first) = first {
            object.entry("example").or_insert(first);
        }
    }
}

fn items(object: &mut Map<String, Value>) {
    if object.get("type").is_some_and(|kind| kind == "array") {
        object.entry("items").or_insert_with(|| json!({}));
    }
}

/// What stands beside a reference is ignored in 3.0: the reference goes into an `allOf`.
fn reference(object: &mut Map<String, Value>) {
    if object.len() > 1
        && let Some(target) = object.shift_remove("$ref")
    {
        let mut all = vec![json!({"$ref": target})];
        if let Some(Value::Array(others)) = object.shift_remove("allOf") {
            all.extend(others);
        }
        object.insert("allOf".to_owned(), Value::Array(all));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn becomes(mut schema: Value, expected: &Value) {
        convert(&mut schema);
        assert_eq!(&schema, expected);
    }

    #[test]
    fn null_becomes_a_flag() {
        becomes(
            json!({"type": ["string", "null"], "enum": ["a"]}),
            &json!({"type": "string", "enum": ["a", null], "nullable": true}),
        );
        becomes(
            json!({"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}),
            &json!({"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": true}),
        );
        becomes(
            json!({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}),
            &json!({"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": true}),
        );
        becomes(
            json!({"type": "null"}),
            &json!({"nullable": true, "enum": [null]}),
        );
    }

    #[test]
    fn several_types_become_a_choice() {
        becomes(
            json!({"type": ["integer", "array", "null"], "items": {"type": "string"}}),
            &json!({
                "anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "string"}}],
                "nullable": true,
            }),
        );
    }

    #[test]
    fn a_reference_with_words_goes_into_all_of() {
        becomes(
            json!({"$ref": "#/components/schemas/A", "description": "d"}),
            &json!({"description": "d", "allOf": [{"$ref": "#/components/schemas/A"}]}),
        );
        becomes(
            json!({"$ref": "#/components/schemas/A"}),
            &json!({"$ref": "#/components/schemas/A"}),
        );
    }

    #[test]
    fn constants_examples_and_bounds_take_their_old_form() {
        becomes(
            json!({"const": true, "examples": [true, false]}),
            &json!({"enum": [true], "example": true}),
        );
        becomes(
            json!({"exclusiveMinimum": 0, "exclusiveMaximum": 9, "maximum": 5}),
            &json!({"exclusiveMinimum": true, "minimum": 0, "maximum": 5}),
        );
        becomes(
            json!({"type": "array"}),
            &json!({"type": "array", "items": {}}),
        );
    }

    #[test]
    fn what_is_unknown_widens_and_never_narrows() {
        becomes(
            json!({
                "properties": {"a": true},
                "patternProperties": {"^x": {"type": "string"}},
                "additionalProperties": false,
                "x-since": "1.11.0",
            }),
            &json!({"properties": {"a": {}}, "additionalProperties": true, "x-since": "1.11.0"}),
        );
    }
}
