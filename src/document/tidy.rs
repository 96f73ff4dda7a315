//! What utoipa's derives cannot write, put right in one place.
//!
//! - A derive wraps an inlined schema in `allOf` or `oneOf` to give it a description: the wrapper
//!   goes, and a plain schema that may be `null` becomes a list of types.
//! - A derive puts `readOnly` and extensions of a list on its elements: they move to the list.
//! - Doc comments break lines at the width of the source, other texts not at all: all are wrapped
//!   at the same width, so that YAML writes the long ones as blocks.
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
    wrap(object);
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
            wrap(object);
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

/// A derive describes references inside a choice, where nobody reads it: the words go, or move
/// out if the choice has none of its own.
fn lift_from_choice(object: &mut Map<String, Value>) {
    let Some(Value::Array(items)) = object.get_mut("oneOf") else {
        return;
    };
    let described: Vec<Value> = items
        .iter_mut()
        .filter(|item| item.get("$ref").is_some())
        .filter_map(|item| item.as_object_mut()?.shift_remove("description"))
        .collect();
    if let Some(text) = described.into_iter().next() {
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

fn wrap(object: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = object.get_mut("description") {
        *text = wrapped(text);
    }
}

/// The widest line of a description.
const WIDTH: usize = 88;

/// Breaks the paragraphs and list items of a text anew, each at the same width. Headings, rows of
/// tables and blocks of code stay as they are.
pub(super) fn wrapped(text: &str) -> String {
    /// Text that is broken anew, or a line that stays.
    enum Block {
        Flowing(String),
        Fixed(String),
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut in_code = false;
    for line in text.trim().lines() {
        let is_fence = line.trim_start().starts_with("```");
        let is_fixed = in_code || is_fence || line.is_empty() || line.starts_with(['#', '|']);
        in_code ^= is_fence;
        if is_fixed {
            blocks.push(Block::Fixed(line.to_owned()));
            continue;
        }
        let line = line.trim();
        match blocks.last_mut() {
            Some(Block::Flowing(text)) if !line.starts_with("- ") => {
                text.push(' ');
                text.push_str(line);
            }
            _ => blocks.push(Block::Flowing(line.to_owned())),
        }
    }
    let lines: Vec<String> = blocks
        .into_iter()
        .map(|block| match block {
            Block::Flowing(text) => broken(&text),
            Block::Fixed(line) => line,
        })
        .collect();
    lines.join("\n")
}

/// One paragraph or list item in lines; those after the first of an item are indented.
fn broken(block: &str) -> String {
    let indent = if block.starts_with("- ") { "  " } else { "" };
    let mut lines = vec![String::new()];
    for word in block.split_whitespace() {
        if let Some(line) = lines.last_mut() {
            let space = usize::from(!line.is_empty());
            if line.chars().count() + space + word.chars().count() <= WIDTH || line.is_empty() {
                if space == 1 {
                    line.push(' ');
                }
                line.push_str(word);
                continue;
            }
        }
        lines.push(format!("{indent}{word}"));
    }
    lines.join("\n")
}

/// The parts of a document in the order in which people read it.
const PARTS: [&str; 8] = [
    "openapi",
    "info",
    "servers",
    "security",
    "tags",
    "paths",
    "webhooks",
    "components",
];

/// Puts the parts of a document into reading order.
pub(super) fn arrange(document: &mut Value) {
    let Some(object) = document.as_object_mut() else {
        return;
    };
    let mut parts = std::mem::take(object);
    for part in PARTS {
        if let Some(value) = parts.shift_remove(part) {
            object.insert(part.to_owned(), value);
        }
    }
    object.extend(parts);
    let paths = object.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths.into_iter().flat_map(Map::values_mut) {
        arrange_methods(item);
    }
}

/// Operations in the order in which people look for them; a derive sorts PATCH behind DELETE.
const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "options"];

fn arrange_methods(item: &mut Value) {
    let Some(item) = item.as_object_mut() else {
        return;
    };
    for method in METHODS {
        if let Some(operation) = item.shift_remove(method) {
            item.insert(method.to_owned(), operation);
        }
    }
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
    fn paragraphs_and_items_are_broken_at_one_width() {
        let long = "word ".repeat(30);
        let text = wrapped(&format!("one\ntwo\n\n{long}\n\n- a\n  b\n- {long}"));
        let words = |count: usize| vec!["word"; count].join(" ");
        let expected = [
            "one two",
            "",
            &words(17),
            &words(13),
            "",
            "- a b",
            &format!("- {}", words(17)),
            &format!("  {}", words(13)),
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn headings_tables_and_code_keep_their_lines() {
        let text = "## A\n\n| a | b |\n|---|---|\n\n```sh\n# one\n  two\n```\nthree\nfour";
        assert_eq!(wrapped(text), text.replace("three\nfour", "three four"));
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
