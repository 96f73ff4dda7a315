//! What utoipa's derives cannot write, put right in one place.
//!
//! - A derive wraps an inlined schema in `allOf` or `oneOf` to give it a description: the wrapper
//!   goes, and a plain schema that may be `null` becomes a list of types.
//! - A derive puts `readOnly` and extensions of a list on its elements: they move to the list.
//! - Doc comments break lines at the width of the source: paragraphs become one line.
//! - Extensions come out of a hash map: they are put at the end, sorted.

use serde_json::{Map, Value, json};

/// Keywords that speak of a property, never of the elements of its list.
const OF_THE_PROPERTY: [&str; 2] = ["readOnly", "writeOnly"];

/// Keywords that hold one schema.
const ONE: [&str; 4] = ["items", "additionalProperties", "propertyNames", "not"];
/// Keywords that hold a list of schemas.
const LIST: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// Keys below which there is data, not a part of the document.
const DATA: [&str; 5] = ["example", "examples", "default", "value", "const"];

/// Puts a schema and all schemas below it into plain form.
pub(super) fn schema(value: &mut Value) {
    let Value::Object(object) = value else {
        return;
    };
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        properties.values_mut().for_each(schema);
    }
    for keyword in ONE {
        if let Some(child) = object.get_mut(keyword) {
            schema(child);
        }
    }
    for keyword in LIST {
        if let Some(Value::Array(children)) = object.get_mut(keyword) {
            children.iter_mut().for_each(schema);
        }
    }
    unwrap(object);
    lift_from_items(object);
    forget_names(object);
    unfold(object);
    order(object);
}

/// Puts the rest of a document into plain form: descriptions and the order of extensions.
pub(super) fn document(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (key, child) in object.iter_mut() {
                if !DATA.contains(&key.as_str()) {
                    document(child);
                }
            }
            unfold(object);
            order(object);
        }
        Value::Array(items) => items.iter_mut().for_each(document),
        _ => {}
    }
}

/// Gives the properties of a schema that name no release the one that brought the schema.
pub(super) fn mark_since(schema: &mut Value, since: &str) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for property in properties.values_mut() {
        if let Value::Object(object) = property {
            object.entry("x-since").or_insert_with(|| since.into());
            order(object);
        }
    }
}

fn unwrap(object: &mut Map<String, Value>) {
    if let Some(Value::Array(items)) = object.get("allOf")
        && let [Value::Object(only)] = items.as_slice()
    {
        let only = only.clone();
        object.shift_remove("allOf");
        inherit(object, only);
        return;
    }
    let Some(Value::Array(items)) = object.get("oneOf") else {
        return;
    };
    let is_null = |item: &Value| item == &json!({"type": "null"});
    let plain: Vec<&Value> = items.iter().filter(|item| !is_null(item)).collect();
    if let [Value::Object(only)] = plain.as_slice()
        && items.len() == 2
        && let Some(Value::String(kind)) = only.get("type")
    {
        let mut only = only.clone();
        only.insert("type".to_owned(), json!([kind, "null"]));
        object.shift_remove("oneOf");
        inherit(object, only);
    }
}

/// Puts the keywords of a wrapped schema in front; where both speak, the wrapper wins.
fn inherit(object: &mut Map<String, Value>, wrapped: Map<String, Value>) {
    let outer = std::mem::replace(object, wrapped);
    for (key, value) in outer {
        object.insert(key, value);
    }
}

fn lift_from_items(object: &mut Map<String, Value>) {
    let Some(Value::Object(items)) = object.get_mut("items") else {
        return;
    };
    let moving: Vec<String> = items
        .keys()
        .filter(|key| OF_THE_PROPERTY.contains(&key.as_str()) || key.starts_with("x-"))
        .cloned()
        .collect();
    let moved: Vec<(String, Value)> = moving
        .into_iter()
        .filter_map(|key| items.shift_remove(&key).map(|value| (key, value)))
        .collect();
    object.extend(moved);
}

/// Every name in a map of this API is a text: to say so again helps nobody and stops old tools.
fn forget_names(object: &mut Map<String, Value>) {
    if object.get("propertyNames") == Some(&json!({"type": "string"})) {
        object.shift_remove("propertyNames");
    }
}

fn unfold(object: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = object.get_mut("description") {
        *text = unfolded(text);
    }
}

/// Joins the lines of each paragraph; lists, tables and indented lines keep theirs.
fn unfolded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim().lines() {
        let starts_anew = line.is_empty()
            || line.starts_with([' ', '-', '*', '|', '#', '`'])
            || out.is_empty()
            || out.ends_with('\n');
        if !starts_anew {
            out.push(' ');
        } else if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
        if line.is_empty() {
            out.push('\n');
        }
    }
    out
}

/// Extensions last, sorted by name; all other keys stay as they are.
fn order(object: &mut Map<String, Value>) {
    if !object.keys().any(|key| key.starts_with("x-")) {
        return;
    }
    let (mut extensions, mut rest): (Vec<_>, Vec<_>) = std::mem::take(object)
        .into_iter()
        .partition(|(key, _)| key.starts_with("x-"));
    extensions.sort_by(|(a, _), (b, _)| a.cmp(b));
    rest.append(&mut extensions);
    object.extend(rest);
}
