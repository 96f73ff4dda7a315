use rustc_hash::FxHashMap;

use super::approval::hash;
use super::load::{Kind, Node, Object};

/// What values of documents mean for the contract, as text: the same for as long as nothing but
/// words, extensions and the order of members changes. Of a long one it is a digest. That, and
/// what takes long to work out, is remembered: it may be asked for very often.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    known: FxHashMap<(*const Node, Names), Box<str>>,
}

/// Bytes above which a digest stands for a text.
const LONG: usize = 4_096;
/// Members above which an object takes long, though it may have little to say.
const MANY: usize = 64;

impl Meanings {
    /// What a value means; nothing where there is none.
    pub(super) fn of(&mut self, node: Option<&Node>) -> String {
        let mut text = String::new();
        if let Some(node) = node {
            self.write(node, Names::Keywords, &mut text);
        }
        text
    }

    fn write(&mut self, node: &Node, names: Names, text: &mut String) {
        if !matches!(node.kind, Kind::Object(_) | Kind::Array(_)) {
            text.push_str(&node.to_json().to_string());
            return;
        }
        let key = (std::ptr::from_ref(node), names);
        if let Some(digest) = self.known.get(&key) {
            text.push_str(digest);
            return;
        }
        let start = text.len();
        self.write_inside(node, names, text);
        let is_long = text.len() - start > LONG;
        if is_long {
            let digest = hash(&[&text[start..]]);
            text.truncate(start);
            text.push_str(&digest);
        }
        let members = node.object().map_or(0, Object::len);
        if is_long || members > MANY {
            self.known.insert(key, text[start..].into());
        }
    }

    fn write_inside(&mut self, node: &Node, names: Names, text: &mut String) {
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
                        self.write(value, inner, text);
                    }
                    text.push(',');
                }
                text.push('}');
            }
            Kind::Array(items) => {
                text.push('[');
                for item in items {
                    self.write(item, Names::Keywords, text);
                    text.push(',');
                }
                text.push(']');
            }
            _ => {}
        }
    }
}

/// What the names of an object's members are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(value: &serde_json::Value) -> String {
        Meanings::default().of(Some(&Node::from_json(value)))
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
