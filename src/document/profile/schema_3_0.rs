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

/// What a conversion knows beside the schema at hand.
pub(super) struct Scope<'a> {
    /// The named schemas of the document, as they were in 3.1.
    pub(super) schemas: &'a Map<String, Value>,
    /// The names that are being written out in place, outermost first.
    pub(super) open: Vec<String>,
}

/// Turns a schema of OpenAPI 3.1 into one of OpenAPI 3.0, with all schemas below it.
pub(super) fn convert(schema: &mut Value, scope: &mut Scope<'_>) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({"not": {}}),
        Value::Object(object) => {
            let opened = scope.open.len();
            null_branch(object, scope);
            below(object, scope);
            scope.open.truncate(opened);
            // Properties that a pattern allows would be forbidden if only the pattern went.
            if object.contains_key("patternProperties") {
                object.insert("additionalProperties".to_owned(), true.into());
            }
            object.retain(|key, _| !UNKNOWN.contains(&key.as_str()));
            for keyword in ["if", "then", "else"] {
                object.shift_remove(keyword);
            }
            constant(object);
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

fn below(object: &mut Map<String, Value>, scope: &mut Scope<'_>) {
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        for property in properties.values_mut() {
            convert(property, scope);
        }
    }
    for keyword in ["items", "not"] {
        if let Some(child) = object.get_mut(keyword) {
            convert(child, scope);
        }
    }
    // `additionalProperties` may be a truth value in 3.0 too.
    if let Some(child @ Value::Object(_)) = object.get_mut("additionalProperties") {
        convert(child, scope);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        if let Some(Value::Array(children)) = object.get_mut(keyword) {
            for child in children {
                convert(child, scope);
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

/// In 3.0 `null` is not a type but a flag beside a type: the branch for it goes, and the first
/// other branch may be `null`. A reference cannot bear the flag, so it is written out in place.
fn null_branch(object: &mut Map<String, Value>, scope: &mut Scope<'_>) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(branches)) = object.get_mut(keyword) else {
            continue;
        };
        let before = branches.len();
        branches.retain(|branch| !is_null(branch));
        if branches.len() == before || branches.is_empty() {
            continue;
        }
        if let Some(first) = branches.first_mut() {
            may_be_null(first, scope);
        }
        if let [Value::Object(only)] = branches.as_slice() {
            let only = only.clone();
            object.shift_remove(keyword);
            let words = std::mem::replace(object, only);
            object.extend(words);
        }
    }
}

fn may_be_null(branch: &mut Value, scope: &mut Scope<'_>) {
    let name = branch
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix("#/components/schemas/"));
    if let Some(name) = name {
        if scope.open.iter().any(|open| open == name) {
            // It refers to itself and cannot be written out for ever: the common idiom instead.
            *branch = json!({"nullable": true, "allOf": [branch]});
            return;
        }
        if let Some(schema) = scope.schemas.get(name) {
            scope.open.push(name.to_owned());
            *branch = schema.clone();
        }
    }
    let Some(object) = branch.as_object_mut() else {
        return;
    };
    match object.get_mut("type") {
        Some(Value::Array(kinds)) => kinds.push("null".into()),
        Some(kind) => *kind = json!([kind, "null"]),
        None => {
            let choice = ["oneOf", "anyOf"]
                .into_iter()
                .find(|keyword| object.contains_key(*keyword));
            if let Some(Value::Array(branches)) = choice.and_then(|keyword| object.get_mut(keyword))
                && let Some(first) = branches.first_mut()
            {
                may_be_null(first, scope);
            }
        }
    }
}

/// One type, `nullable` where `null` was among several, a choice where several are left.
fn types(object: &mut Map<String, Value>) {
    match object.get("type") {
        Some(Value::String(kind)) if kind == "null" => {
            // The flag wants a type, whichever.
            object.insert("type".to_owned(), "string".into());
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
                    if nullable {
                        object.insert("nullable".to_owned(), true.into());
                        may_list_null(object);
                    }
                }
                several => {
                    let mut branches: Vec<Value> =
                        several.iter().map(|kind| branch(kind, object)).collect();
                    if nullable && let Some(first) = branches.first_mut() {
                        first["nullable"] = true.into();
                    }
                    object.shift_remove("type");
                    object.shift_remove("items");
                    object.insert("anyOf".to_owned(), Value::Array(branches));
                }
            }
        }
        _ => {}
    }
}

/// Where values are listed, `null` must be among them to be allowed.
fn may_list_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = object.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
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
        let schemas = json!({
            "A": {"type": "object", "properties": {"a": {"type": "string"}}},
            "Choice": {"oneOf": [{"type": "string"}, {"type": "boolean"}]},
            "Tree": {
                "type": "object",
                "properties": {"child": {"oneOf": [
                    {"$ref": "#/components/schemas/Tree"},
                    {"type": "null"},
                ]}},
            },
        });
        let mut scope = Scope {
            schemas: schemas.as_object().unwrap(),
            open: Vec::new(),
        };
        convert(&mut schema, &mut scope);
        assert_eq!(&schema, expected);
    }

    #[test]
    fn null_becomes_a_flag() {
        becomes(
            json!({"type": ["string", "null"], "enum": ["a"]}),
            &json!({"type": "string", "enum": ["a", null], "nullable": true}),
        );
        becomes(
            json!({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}),
            &json!({"anyOf": [{"type": "string", "nullable": true}, {"type": "integer"}]}),
        );
        becomes(
            json!({"type": "null"}),
            &json!({"type": "string", "nullable": true, "enum": [null]}),
        );
    }

    #[test]
    fn a_reference_that_may_be_null_is_written_out() {
        becomes(
            json!({
                "description": "d",
                "oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}],
            }),
            &json!({
                "type": "object",
                "nullable": true,
                "properties": {"a": {"type": "string"}},
                "description": "d",
            }),
        );
        becomes(
            json!({"oneOf": [{"$ref": "#/components/schemas/Choice"}, {"type": "null"}]}),
            &json!({"oneOf": [{"type": "string", "nullable": true}, {"type": "boolean"}]}),
        );
    }

    #[test]
    fn a_schema_that_refers_to_itself_is_written_out_once() {
        becomes(
            json!({"oneOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]}),
            &json!({
                "type": "object",
                "nullable": true,
                "properties": {"child": {
                    "nullable": true,
                    "allOf": [{"$ref": "#/components/schemas/Tree"}],
                }},
            }),
        );
    }

    #[test]
    fn several_types_become_a_choice() {
        becomes(
            json!({"type": ["integer", "array", "null"], "items": {"type": "string"}}),
            &json!({
                "anyOf": [
                    {"type": "integer", "nullable": true},
                    {"type": "array", "items": {"type": "string"}},
                ],
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
