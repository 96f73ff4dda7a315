use super::load::{Kind, Node};

/// What a value of a document means for the contract, as text: the same for as long as nothing
/// but words, extensions and the order of members changes.
pub(super) fn meaning(node: Option<&Node>) -> String {
    let mut text = String::new();
    if let Some(node) = node {
        write(node, Names::Keywords, &mut text);
    }
    text
}

/// What the names of an object's members are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// Keywords of OpenAPI and JSON Schema.
    Keywords,
    /// Names that the author gave: of properties, paths, components.
    Given,
}

/// Keywords whose members have names that the author gave.
const MAPS: [&str; 13] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "paths",
    "webhooks",
    "callbacks",
    "responses",
    "headers",
    "content",
    "links",
    "schemas",
];

fn says_something(name: &str, value: &Node) -> bool {
    match name {
        "title" | "summary" | "description" => value.str().is_none(),
        "example" | "examples" | "externalDocs" => false,
        _ => !name.starts_with("x-"),
    }
}

fn write(node: &Node, names: Names, text: &mut String) {
    match &node.kind {
        Kind::Object(object) => {
            text.push('{');
            for (name, value) in object.sorted() {
                if names == Names::Keywords && !says_something(name, value) {
                    continue;
                }
                text.push_str(&serde_json::Value::from(name).to_string());
                text.push(':');
                if matches!(name, "default" | "enum" | "const") && names == Names::Keywords {
                    text.push_str(&value.to_json().to_string());
                } else {
                    let inner = match names {
                        Names::Keywords if MAPS.contains(&name) => Names::Given,
                        _ => Names::Keywords,
                    };
                    write(value, inner, text);
                }
                text.push(',');
            }
            text.push('}');
        }
        Kind::Array(items) => {
            text.push('[');
            for item in items {
                write(item, Names::Keywords, text);
                text.push(',');
            }
            text.push(']');
        }
        _ => text.push_str(&node.to_json().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(value: &serde_json::Value) -> String {
        meaning(Some(&Node::from_json(value)))
    }

    #[test]
    fn words_and_extensions_mean_nothing() {
        assert_eq!(
            of(&json!({"type": "string", "description": "a", "x-b": 1, "examples": ["c"]})),
            of(&json!({"type": "string"}))
        );
    }

    #[test]
    fn a_property_may_be_called_as_a_keyword_is() {
        assert_ne!(
            of(&json!({"properties": {"examples": {"type": "string"}}})),
            of(&json!({"properties": {}}))
        );
        assert_ne!(
            of(&json!({"enum": [{"x-a": 1}]})),
            of(&json!({"enum": [{}]}))
        );
        assert_ne!(of(&json!({"maximum": 1})), of(&json!({"maximum": 2})));
    }
}
