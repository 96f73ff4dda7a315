use std::collections::BTreeMap;
use std::hash::BuildHasherDefault;

use indexmap::IndexMap;
use rustc_hash::FxHasher;
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
    /// In the order of their names; looked up for each key of each row.
    properties: IndexMap<String, Declared, BuildHasherDefault<FxHasher>>,
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
    places: Vec<Place>,
    /// Whether a key was there, by the number of the node that declares it and its own in that.
    shown: Vec<Vec<bool>>,
}

/// One place in the values that were counted.
#[derive(Debug, Clone)]
struct Place {
    path: String,
    node: usize,
    /// How many objects stood there.
    objects: u64,
    /// Places below it, by key; an empty key leads to the elements of a list.
    below: Vec<(String, usize)>,
}

impl Presence {
    fn show(&mut self, node: usize, key: usize) {
        if self.shown.len() <= node {
            self.shown.resize_with(node + 1, Vec::new);
        }
        if let Some(shown) = self.shown.get_mut(node) {
            if shown.len() <= key {
                shown.resize(key + 1, false);
            }
            shown[key] = true;
        }
    }

    fn is_shown(&self, node: usize, key: usize) -> bool {
        let shown = self.shown.get(node).and_then(|shown| shown.get(key));
        shown.is_some_and(|shown| *shown)
    }

    /// The place at `key` below another one.
    fn below(&mut self, parent: usize, key: &str, node: usize) -> usize {
        let found = self.places.get(parent).and_then(|place| {
            let mut below = place.below.iter();
            below.find(|(name, _)| name == key).map(|(_, at)| *at)
        });
        if let Some(at) = found {
            return at;
        }
        let at = self.places.len();
        let path = self
            .places
            .get(parent)
            .map_or("$", |place| place.path.as_str());
        let path = match key {
            "" => format!("{path}[*]"),
            key => format!("{path}.{key}"),
        };
        self.places.push(Place::new(path, node));
        if let Some(place) = self.places.get_mut(parent) {
            place.below.push((key.to_owned(), at));
        }
        at
    }
}

impl Place {
    fn new(path: String, node: usize) -> Self {
        Self {
            path,
            node,
            objects: 0,
            below: Vec::new(),
        }
    }
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

    /// The keys of the value itself, in the order of their names.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let root = self.nodes.first();
        root.into_iter()
            .flat_map(|node| node.properties.keys().map(String::as_str))
    }

    /// Calls `undeclared` for each key of `value` that no part of the schema declares.
    pub fn undeclared(&self, value: &Value, undeclared: &mut dyn FnMut(JsonPath)) {
        self.walk(0, value, &Way::Root, undeclared);
    }

    fn walk(&self, at: usize, value: &Value, way: &Way<'_>, undeclared: &mut dyn FnMut(JsonPath)) {
        let Some(node) = self.nodes.get(at) else {
            return;
        };
        match value {
            Value::Array(items) => {
                let Some(below) = node.items else { return };
                for (index, item) in items.iter().enumerate() {
                    if item.is_object() || item.is_array() {
                        self.walk(below, item, &Way::Index(way, index), undeclared);
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
                            self.walk(below, member, &Way::Key(way, key), undeclared);
                        }
                        None if !node.open => undeclared(Way::Key(way, key).path()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// Counts the declared keys of `value`, which stands at `path`, in `presence`. One `presence`
    /// counts the values of one schema at one path.
    pub fn count(&self, value: &Value, path: &str, presence: &mut Presence) {
        if presence.places.is_empty() {
            presence.places.push(Place::new(path.to_owned(), 0));
        }
        self.tally(0, value, 0, presence);
    }

    fn tally(&self, at: usize, value: &Value, place: usize, presence: &mut Presence) {
        let Some(node) = self.nodes.get(at) else {
            return;
        };
        match value {
            Value::Array(items) => {
                let Some(below) = node.items else { return };
                let items = items.iter().filter(|item| is_nested(item));
                for item in items {
                    let place = presence.below(place, "", below);
                    self.tally(below, item, place, presence);
                }
            }
            Value::Object(members) if !node.properties.is_empty() => {
                if let Some(place) = presence.places.get_mut(place) {
                    place.objects += 1;
                }
                for (key, member) in members {
                    let Some((number, _, declared)) = node.properties.get_full(key) else {
                        continue;
                    };
                    presence.show(at, number);
                    if is_nested(member) {
                        let place = presence.below(place, key, declared.node);
                        self.tally(declared.node, member, place, presence);
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
        let mut places: Vec<&Place> = presence.places.iter().filter(|it| it.objects > 0).collect();
        places.sort_by_key(|place| (place.node, &place.path));
        let mut missing = Vec::new();
        for place in places {
            let Some(node) = self.nodes.get(place.node) else {
                continue;
            };
            for (number, (key, declared)) in node.properties.iter().enumerate() {
                if !presence.is_shown(place.node, number) {
                    let path = format!("{}.{key}", place.path);
                    missing.push((path, place.objects, declared.requires.clone()));
                }
            }
        }
        missing
    }
}

/// How a walk came to a value, written down as a path only where somebody asks.
enum Way<'a> {
    Root,
    Key(&'a Self, &'a str),
    Index(&'a Self, usize),
}

impl Way<'_> {
    fn path(&self) -> JsonPath {
        match self {
            Self::Root => JsonPath::root(),
            Self::Key(way, key) => way.path().key(key),
            Self::Index(way, index) => way.path().index(*index),
        }
    }
}

/// Whether keys may lie below a value.
fn is_nested(value: &Value) -> bool {
    value.is_object() || value.is_array()
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
        node.properties.sort_unstable_keys();
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
