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

/// What a derive says beside a schema that it inlines.
const WORDS: [&str; 6] = [
    "type",
    "title",
    "description",
    "default",
    "readOnly",
    "writeOnly",
];

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
    lift_from_choice(object);
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
                match key.as_str() {
                    "schema" => schema(child),
                    key if DATA.contains(&key) => {}
                    _ => document(child),
                }
            }
            unfold(object);
            order(object);
        }
        Value::Array(items) => items.iter_mut().for_each(document),
        _ => {}
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
    if let Some(Value::Array(items)) = object.get("allOf")
        && let [Value::Object(inlined), Value::Object(words)] = items.as_slice()
        && !inlined.contains_key("$ref")
        && words.get("type").is_some_and(|kind| kind == "object")
        && words.keys().all(|key| WORDS.contains(&key.as_str()))
    {
        let (inlined, mut words) = (inlined.clone(), words.clone());
        // The derive calls what holds the words an object, whatever it is about.
        words.shift_remove("type");
        object.shift_remove("allOf");
        inherit(object, words);
        inherit(object, inlined);
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

/// A derive describes a reference that may be `null` inside the choice: the words move out.
fn lift_from_choice(object: &mut Map<String, Value>) {
    let Some(Value::Array(items)) = object.get_mut("oneOf") else {
        return;
    };
    let described = items
        .iter_mut()
        .filter(|item| item.get("$ref").is_some())
        .find_map(|item| item.as_object_mut()?.shift_remove("description"));
    if let Some(text) = described {
        object.entry("description").or_insert(text);
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
        let stands_alone = line.is_empty() || line.starts_with([' ', '-', '*', '|', '#']);
        if !out.is_empty() {
            let after_blank = out.ends_with('\n');
            out.push(if stands_alone || after_blank {
                '\n'
            } else {
                ' '
            });
        }
        if line.is_empty() && out.ends_with('\n') {
            // The blank line itself: the next line adds the second break.
            continue;
        }
        out.push_str(line);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_become_one_line_and_lists_keep_theirs() {
        assert_eq!(
            unfolded("one\ntwo\n\nthree\nfour\n\n- a\n- b"),
            "one two\n\nthree four\n\n- a\n- b"
        );
    }

    #[test]
    fn a_plain_schema_that_may_be_null_is_a_list_of_types() {
        let mut wrapped = json!({
            "description": "When it ends.",
            "oneOf": [{"type": "string", "x-timezone": "utc"}, {"type": "null"}],
        });
        schema(&mut wrapped);
        assert_eq!(
            wrapped,
            json!({
                "type": ["string", "null"],
                "description": "When it ends.",
                "x-timezone": "utc",
            })
        );
    }

    #[test]
    fn an_inlined_schema_and_its_words_become_one() {
        let mut wrapped = json!({
            "allOf": [
                {"type": "string", "description": "A time.", "pattern": "^x$"},
                {"type": "object", "description": "When it was created.", "readOnly": true},
            ],
        });
        schema(&mut wrapped);
        assert_eq!(
            wrapped,
            json!({
                "type": "string",
                "description": "When it was created.",
                "pattern": "^x$",
                "readOnly": true,
            })
        );
    }

    #[test]
    fn what_a_derive_says_of_a_list_moves_from_its_elements_to_the_list() {
        let mut list = json!({
            "type": "object",
            "properties": {"a": {"type": "array", "items": {"type": "string", "readOnly": true}}},
        });
        schema(&mut list);
        assert_eq!(
            list["properties"]["a"],
            json!({"type": "array", "items": {"type": "string"}, "readOnly": true})
        );
    }

    #[test]
    fn extensions_stand_last_and_sorted() {
        let mut value = json!({"x-b": 1, "type": "string", "x-a": 2});
        document(&mut value);
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["type", "x-a", "x-b"]);
    }
}
