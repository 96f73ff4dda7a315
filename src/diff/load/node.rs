use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use serde_json::{Number, Value};

use crate::base::pointer;
pub(crate) use crate::base::pointer::escape as token;

/// One value of a parsed document with the line it stands on.
#[derive(Debug, Clone)]
pub struct Node {
    /// Line from 1. For the value of an object's member this is the line of its key.
    pub line: u32,
    /// The value.
    pub kind: Kind,
}

/// What a [`Node`] is: the JSON data model, which YAML 1.2's core schema maps onto.
#[derive(Debug, Clone)]
pub enum Kind {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Box<str>),
    /// An array.
    Array(Box<[Node]>),
    /// An object.
    Object(Box<Object>),
}

/// An object's members in the order of the file, found by name in logarithmic time.
#[derive(Debug, Clone, Default)]
pub struct Object {
    members: Box<[(Box<str>, Node)]>,
    by_name: Box<[u32]>,
}

/// A member that is given more than once: where it stands first, and its name.
pub(super) type Twice = (u32, Box<str>);

/// Takes out the members that are given again later.
fn repeated(members: &mut Vec<(Box<str>, Node)>) -> Vec<Twice> {
    let mut seen: FxHashSet<Box<str>> = FxHashSet::default();
    let mut twice = Vec::new();
    let mut kept: Vec<_> = (std::mem::take(members).into_iter().rev())
        .filter(|(name, node)| {
            let is_last = seen.insert(name.clone());
            if !is_last {
                twice.push((node.line, name.clone()));
            }
            is_last
        })
        .collect();
    kept.reverse();
    *members = kept;
    twice
}

fn in_order(members: &[(Box<str>, Node)]) -> Box<[u32]> {
    let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
    let mut by_name: Box<[u32]> = (0..count).collect();
    by_name.sort_by(|a, b| members[*a as usize].0.cmp(&members[*b as usize].0));
    by_name
}

impl Object {
    /// Members that are looked through one by one.
    const FEW: usize = 10;

    /// Puts members in order, and says which are given more than once: of those the last counts,
    /// as it does for most readers of JSON.
    pub(super) fn new(mut members: Vec<(Box<str>, Node)>) -> (Self, Vec<Twice>) {
        let mut by_name = in_order(&members);
        let mut pairs = by_name.windows(2);
        let mut twice = Vec::new();
        if pairs.any(|pair| members[pair[0] as usize].0 == members[pair[1] as usize].0) {
            twice = repeated(&mut members);
            by_name = in_order(&members);
        }
        // A document has very many objects of one member, and a vector reserves room for four.
        let members = members.into_boxed_slice();
        (Self { members, by_name }, twice)
    }

    /// The member of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        // Few names are looked through faster than they are searched.
        if self.members.len() <= Self::FEW {
            let mut members = self.members.iter();
            return members
                .find(|(known, _)| &**known == name)
                .map(|(_, node)| node);
        }
        let found = self
            .by_name
            .binary_search_by(|at| (*self.members[*at as usize].0).cmp(name))
            .ok()?;
        Some(&self.members[self.by_name[found] as usize].1)
    }

    /// The members in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.members.iter().map(|(name, node)| (&**name, node))
    }

    /// The values, to be changed, in the order of the file.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        self.members.iter_mut().map(|(name, node)| (&**name, node))
    }

    /// The same with a member changed, added at the end, or taken out.
    fn with(&self, name: &str, value: Option<Node>) -> Self {
        let mut members = self.members.to_vec();
        match (
            members.iter().position(|(known, _)| **known == *name),
            value,
        ) {
            (Some(at), Some(value)) => members[at].1 = value,
            (Some(at), None) => {
                members.remove(at);
            }
            (None, Some(value)) => members.push((name.into(), value)),
            (None, None) => {}
        }
        Self::new(members).0
    }

    /// The members in the order of their names.
    pub fn sorted(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.by_name.iter().map(|at| {
            let (name, node) = &self.members[*at as usize];
            (&**name, node)
        })
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl Node {
    /// The node as an object.
    #[must_use]
    pub fn object(&self) -> Option<&Object> {
        match &self.kind {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The node as an array.
    #[must_use]
    pub fn array(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The node as a string.
    #[must_use]
    pub fn str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The node as a boolean.
    #[must_use]
    pub fn bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The node as a number.
    #[must_use]
    pub fn number(&self) -> Option<&Number> {
        match &self.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The object's member of that name; nothing where the node is not an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.object()?.get(name)
    }

    /// The string member of that name.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.str()
    }

    /// Whether the boolean member of that name is there and true.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Self::bool) == Some(true)
    }

    /// How many values it holds, itself included.
    #[must_use]
    pub(crate) fn values(&self) -> usize {
        match &self.kind {
            Kind::Array(items) => 1 + items.iter().map(Self::values).sum::<usize>(),
            Kind::Object(object) => 1 + object.iter().map(|(_, node)| node.values()).sum::<usize>(),
            _ => 1,
        }
    }

    /// The kind in one word, for messages.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
        }
    }

    /// The node as JSON without lines. Numbers with no fraction become integers, so that `1` and
    /// `1.0` are one value, as JSON Schema asks.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(number) => Value::Number(whole(number)),
            Kind::String(text) => Value::String(text.to_string()),
            Kind::Array(items) => items.iter().map(Self::to_json).collect(),
            Kind::Object(object) => object
                .iter()
                .map(|(name, node)| (name.to_owned(), node.to_json()))
                .collect(),
        }
    }

    /// The node as compact JSON if that has no more than so many characters. A long one costs no
    /// more than a short one.
    #[must_use]
    pub fn short(&self, most: usize) -> Option<String> {
        fn least(node: &Node, most: usize) -> usize {
            let parts: &mut dyn Iterator<Item = usize> = match &node.kind {
                Kind::String(text) => return text.len().min(4 * most + 4) / 4,
                Kind::Array(items) => &mut items.iter().map(|item| 1 + least(item, most)),
                Kind::Object(object) => &mut (object.iter())
                    .map(|(name, value)| name.len() / 4 + 3 + least(value, most)),
                _ => return 1,
            };
            let mut sum = 0;
            for part in parts {
                sum += part;
                if sum > most {
                    break;
                }
            }
            sum
        }
        if least(self, most) > most {
            return None;
        }
        let text = self.to_json().to_string();
        (text.chars().count() <= most).then_some(text)
    }

    /// A node from JSON, all on line 1: for schemas that no file holds.
    #[must_use]
    pub fn from_json(value: &Value) -> Self {
        let kind = match value {
            Value::Null => Kind::Null,
            Value::Bool(value) => Kind::Bool(*value),
            Value::Number(number) => Kind::Number(number.clone()),
            Value::String(text) => Kind::String(text.as_str().into()),
            Value::Array(items) => Kind::Array(items.iter().map(Self::from_json).collect()),
            Value::Object(members) => {
                let unique: BTreeMap<&String, &Value> = members.iter().collect();
                let members = unique
                    .into_iter()
                    .map(|(name, value)| (name.as_str().into(), Self::from_json(value)))
                    .collect();
                Kind::Object(Box::new(Object::new(members).0))
            }
        };
        Self { line: 1, kind }
    }

    /// Follows a JSON Pointer of this node, to change what stands there.
    pub(super) fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        let mut node = self;
        for token in pointer::steps(pointer) {
            node = match &mut node.kind {
                Kind::Object(object) => {
                    let mut members = object.iter_mut();
                    members.find(|(name, _)| **name == *token)?.1
                }
                Kind::Array(items) => items.get_mut(token.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// Changes a member or an item, or takes it out.
    pub(super) fn set(&mut self, name: &str, value: Option<Self>) {
        match &mut self.kind {
            Kind::Object(object) => **object = object.with(name, value),
            Kind::Array(items) => {
                let Ok(at) = name.parse::<usize>() else {
                    return;
                };
                let mut list = std::mem::take(items).into_vec();
                match value {
                    Some(value) if at < list.len() => list[at] = value,
                    None if at < list.len() => {
                        list.remove(at);
                    }
                    _ => {}
                }
                *items = list.into();
            }
            _ => {}
        }
    }

    /// Follows a JSON Pointer (RFC 6901) of this node.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        let mut node = self;
        for token in pointer::steps(pointer) {
            node = match &node.kind {
                Kind::Object(object) => object.get(&token)?,
                Kind::Array(items) => items.get(token.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }
}

/// Two nodes are equal when they are the same JSON; lines and the order of members do not count.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            (Kind::Number(a), Kind::Number(b)) => a == b || whole(a) == whole(b),
            (Kind::String(a), Kind::String(b)) => a == b,
            (Kind::Array(a), Kind::Array(b)) => a == b,
            (Kind::Object(a), Kind::Object(b)) => a.len() == b.len() && a.sorted().eq(b.sorted()),
            _ => false,
        }
    }
}

/// `1.0` as `1`; any other number as it is.
pub(in crate::diff) fn whole(number: &Number) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT => {
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
            let integer = float as i64;
            Number::from(integer)
        }
        _ => number.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_value_are_equal() {
        assert_eq!(
            Node::from_json(&serde_json::json!({"a": 1, "b": 2.0})),
            Node::from_json(&serde_json::json!({"b": 2, "a": 1.0}))
        );
    }

    #[test]
    fn a_pointer_unescapes_slash_and_tilde() {
        let node = Node::from_json(&serde_json::json!({"a/b": {"c~d": [true]}}));
        assert_eq!(node.at("/a~1b/c~0d/0").and_then(Node::bool), Some(true));
    }
}
