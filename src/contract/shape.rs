use std::collections::BTreeMap;

use serde_json::Value;

use super::pointer::{Document, Located};
use super::{Error, JsonPath};

/// The keys that a schema declares, at every depth, all branches of its unions together.
#[derive(Debug)]
pub struct Shape {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    properties: BTreeMap<String, Declared>,
    items: Option<usize>,
    /// Keys beyond `properties` are declared too: a map, or `additionalProperties: true`.
    map: Option<usize>,
    open: bool,
}

#[derive(Debug, Clone)]
struct Declared {
    node: usize,
    /// What the site must run for the key to exist: `subscriptions`.
    requires: Option<String>,
}

/// How often each declared key was there.
#[derive(Debug, Default, Clone)]
pub struct Presence {
    objects: BTreeMap<(usize, String), u64>,
    keys: BTreeMap<(usize, String), u64>,
}

impl Shape {
    pub(super) fn of(document: &Document, place: &Located<'_>) -> Result<Self, Error> {
        let mut builder = Builder {
            document,
            nodes: Vec::new(),
            known: BTreeMap::new(),
        };
        builder.node(place.clone())?;
        Ok(Self {
            nodes: builder.nodes,
        })
    }

    /// Calls `undeclared` for each key of `value` that no part of the schema declares.
    pub fn undeclared(&self, value: &Value, undeclared: &mut dyn FnMut(JsonPath)) {
        self.walk(0, value, &JsonPath::root(), undeclared);
    }

    fn walk(
        &self,
        at: usize,
        value: &Value,
        path: &JsonPath,
        undeclared: &mut dyn FnMut(JsonPath),
    ) {
        let Some(node) = self.nodes.get(at) else {
            return;
        };
        match value {
            Value::Array(items) => {
                let Some(below) = node.items else { return };
                for (index, item) in items.iter().enumerate() {
                    if item.is_object() || item.is_array() {
                        self.walk(below, item, &path.index(index), undeclared);
                    }
                }
            }
            Value::Object(members) if !node.properties.is_empty() || node.map.is_some() => {
                for (key, member) in members {
                    match node
                        .properties
                        .get(key)
                        .map(|declared| declared.node)
                        .or(node.map)
                    {
                        Some(below) if member.is_object() || member.is_array() => {
                            self.walk(below, member, &path.key(key), undeclared);
                        }
                        None if !node.open => undeclared(path.key(key)),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// Counts the declared keys of `value`, which stands at `path`, in `presence`.
    pub fn count(&self, value: &Value, path: &str, presence: &mut Presence) {
        self.tally(0, value, path, presence);
    }

    fn tally(&self, at: usize, value: &Value, path: &str, presence: &mut Presence) {
        let Some(node) = self.nodes.get(at) else {
            return;
        };
        match value {
            Value::Array(items) => {
                let Some(below) = node.items else { return };
                let path = format!("{path}[*]");
                for item in items
                    .iter()
                    .filter(|item| item.is_object() || item.is_array())
                {
                    self.tally(below, item, &path, presence);
                }
            }
            Value::Object(members) if !node.properties.is_empty() => {
                bump(&mut presence.objects, at, path);
                for (key, member) in members {
                    let Some(declared) = node.properties.get(key) else {
                        continue;
                    };
                    let below = format!("{path}.{key}");
                    bump(&mut presence.keys, at, &below);
                    if member.is_object() || member.is_array() {
                        self.tally(declared.node, member, &below, presence);
                    }
                }
            }
            _ => {}
        }
    }

    /// The declared keys that were never there although their object was: place, how many
    /// objects were looked at, and what the site must run for the key to exist.
    #[must_use]
    pub fn never_seen(&self, presence: &Presence) -> Vec<(String, u64, Option<String>)> {
        // A key that its object shows elsewhere (`targetHints`, which only `self` links have) is
        // there: what counts is the schema, not the place.
        let shown = |at: usize, key: &str| {
            presence.keys.keys().any(|(of, place)| {
                *of == at && place.rsplit_once('.').is_some_and(|(_, last)| last == key)
            })
        };
        let mut missing = Vec::new();
        for ((at, path), objects) in &presence.objects {
            let Some(node) = self.nodes.get(*at) else {
                continue;
            };
            for (key, declared) in &node.properties {
                if !shown(*at, key) {
                    missing.push((format!("{path}.{key}"), *objects, declared.requires.clone()));
                }
            }
        }
        missing
    }
}

fn bump(counts: &mut BTreeMap<(usize, String), u64>, at: usize, path: &str) {
    *counts.entry((at, path.to_owned())).or_insert(0) += 1;
}

struct Builder<'a> {
    document: &'a Document,
    nodes: Vec<Node>,
    known: BTreeMap<String, usize>,
}

impl<'a> Builder<'a> {
    fn node(&mut self, place: Located<'a>) -> Result<usize, Error> {
        let place = self.document.follow(place)?;
        if let Some(index) = self.known.get(&place.pointer) {
            return Ok(*index);
        }
        let index = self.nodes.len();
        self.nodes.push(Node::default());
        self.known.insert(place.pointer.clone(), index);
        let mut node = Node::default();
        self.fill(&mut node, place, 0)?;
        self.nodes[index] = node;
        Ok(index)
    }

    fn fill(&mut self, node: &mut Node, place: Located<'a>, depth: usize) -> Result<(), Error> {
        let place = self.document.follow(place)?;
        if depth > 16 {
            return Ok(());
        }
        if let Some(properties) = place.get("properties") {
            for (key, schema) in properties.members() {
                let requires = schema.value.get("x-requires").and_then(Value::as_str);
                let requires = requires.map(str::to_owned);
                let below = self.node(schema)?;
                node.properties.entry(key.to_owned()).or_insert(Declared {
                    node: below,
                    requires,
                });
            }
        }
        match place.get("additionalProperties") {
            Some(rest) if rest.value.is_object() => node.map = Some(self.node(rest)?),
            Some(rest) if rest.value == &Value::Bool(true) => node.open = true,
            _ => {}
        }
        if let Some(items) = place.get("items") {
            node.items = Some(self.node(items)?);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            if let Some(branches) = place.get(keyword) {
                for branch in branches.elements() {
                    self.fill(node, branch, depth + 1)?;
                }
            }
        }
        Ok(())
    }
}
