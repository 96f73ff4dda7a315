use std::collections::{BTreeSet, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::{Keywords, SchemaId, Schemas};

/// What of a value decides which schemas inside a schema can meet a part of it: the names that its
/// objects use, and how deep it nests.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    names: BTreeSet<String>,
    depth: usize,
}

impl Shape {
    /// The shape of a value.
    #[must_use]
    pub(crate) fn of(value: &Value) -> Self {
        fn note(value: &Value, names: &mut BTreeSet<String>) -> usize {
            let inner = match value {
                Value::Array(items) => items.iter().map(|item| note(item, names)).max(),
                Value::Object(members) => {
                    names.extend(members.keys().cloned());
                    members.values().map(|member| note(member, names)).max()
                }
                _ => return 0,
            };
            1 + inner.unwrap_or(0)
        }
        let mut names = BTreeSet::new();
        let depth = note(value, &mut names);
        Self { names, depth }
    }
}

/// The schemas inside a schema that can meet a part of values of one shape. It keeps what is handed
/// to another validator as small as the value, however much the schema refers to.
#[derive(Debug)]
pub(crate) struct Reach<'s> {
    schemas: &'s Schemas,
    shape: &'s Shape,
    /// The least nesting at which each is met.
    levels: FxHashMap<SchemaId, usize>,
}

/// Schemas within schemas, in place or not, that are handed to another validator.
const DEEP: usize = 500;
/// Patterns that are handed to another validator at once.
const PATTERNS: usize = 500;
/// Bytes of a pattern that is handed to another validator.
pub(crate) const LONGEST_PATTERN: usize = 10_000;

impl<'s> Reach<'s> {
    /// What is reached from a schema.
    #[must_use]
    pub(crate) fn of(schemas: &'s Schemas, shape: &'s Shape, root: SchemaId) -> Self {
        let mut reach = Self {
            schemas,
            shape,
            levels: FxHashMap::from_iter([(root, 0)]),
        };
        // Those in place come before those further in, so that the first level found is the least.
        let mut open = VecDeque::from([(root, 0)]);
        let mut done = FxHashSet::default();
        while let Some((id, level)) = open.pop_front() {
            if !done.insert(id) {
                continue;
            }
            let k = schemas.get(id);
            for child in in_place(k, shape) {
                if reach.note(child, level) {
                    open.push_front((child, level));
                }
            }
            if level < shape.depth {
                for child in further_in(k, shape) {
                    if reach.note(child, level + 1) {
                        open.push_back((child, level + 1));
                    }
                }
            }
        }
        reach
    }

    fn note(&mut self, id: SchemaId, level: usize) -> bool {
        let known = self.levels.entry(id).or_insert(usize::MAX);
        let nearer = level < *known;
        *known = level.min(*known);
        nearer
    }

    /// How many schemas are reached.
    #[must_use]
    pub(crate) fn size(&self) -> u64 {
        self.levels.len() as u64
    }

    /// Whether there are more patterns, or longer ones, than a validator should be asked to read.
    #[must_use]
    pub(crate) fn has_costly_patterns(&self) -> bool {
        let reached = self.levels.keys().map(|id| self.schemas.get(*id));
        let mut patterns = reached.flat_map(|k| k.pattern.iter().chain(k.patterns.keys()));
        let mut count = 0;
        patterns.any(|pattern| {
            count += 1;
            count > PATTERNS || pattern.len() > LONGEST_PATTERN
        })
    }

    /// Whether a schema can meet a part of the value at all.
    #[must_use]
    pub(super) fn meets(&self, id: SchemaId) -> bool {
        self.levels.contains_key(&id)
    }

    /// Whether the schema of a property can.
    #[must_use]
    pub(super) fn names(&self, name: &str) -> bool {
        self.shape.names.contains(name)
    }

    /// How many schemas a validator looks at that remembers nothing: as many as there are ways
    /// from the root. `None` for circles without a step into the value, and for chains that are
    /// deeper than a validator's stack should be asked to be.
    #[must_use]
    pub(crate) fn weight(&self, root: SchemaId) -> Option<u64> {
        self.weigh(root, 0, 0, &mut FxHashMap::default())
    }

    fn weigh(
        &self,
        id: SchemaId,
        level: usize,
        deep: usize,
        known: &mut FxHashMap<(SchemaId, usize), Option<u64>>,
    ) -> Option<u64> {
        if let Some(weight) = known.get(&(id, level)) {
            return *weight;
        }
        if deep > DEEP {
            return None;
        }
        // A schema that is met again before it is weighed stands in a circle.
        known.insert((id, level), None);
        let k = self.schemas.get(id);
        let mut weight: u64 = 1;
        for child in in_place(k, self.shape) {
            weight = weight.saturating_add(self.weigh(child, level, deep + 1, known)?);
        }
        if level < self.shape.depth {
            for child in further_in(k, self.shape) {
                weight = weight.saturating_add(self.weigh(child, level + 1, deep + 1, known)?);
            }
        }
        known.insert((id, level), Some(weight));
        Some(weight)
    }
}

/// Schemas that judge the same value.
fn in_place(k: &Keywords, shape: &Shape) -> Vec<SchemaId> {
    let conditional = k.conditional.iter();
    let dependent = k.dependent_schemas.iter();
    k.branches()
        .chain(k.not)
        .chain(conditional.flat_map(|c| [c.condition, c.then, c.otherwise]))
        .chain(
            dependent
                .filter(|(name, _)| shape.names.contains(&***name))
                .map(|(_, id)| *id),
        )
        .collect()
}

/// Schemas that judge items and members of the value.
fn further_in(k: &Keywords, shape: &Shape) -> Vec<SchemaId> {
    let named = (k.properties.iter()).filter(|(name, _)| shape.names.contains(&***name));
    (named.map(|(_, id)| *id))
        .chain(k.patterns.values().copied())
        .chain(k.additional)
        .chain(k.property_names)
        .chain(k.unevaluated_properties)
        .chain(k.prefix.iter().copied())
        .chain(k.items)
        .chain(k.contains.map(|contains| contains.schema))
        .chain(k.unevaluated_items)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn all_of(schemas: &mut Schemas, all: Vec<SchemaId>, min: u64) -> SchemaId {
        schemas.intern(Keywords {
            all,
            min_length: Some(min),
            ..Keywords::default()
        })
    }

    #[test]
    fn ways_are_counted_and_not_walked() {
        let mut schemas = Schemas::default();
        let mut id = all_of(&mut schemas, Vec::new(), 1);
        for level in 0..100 {
            let beside = all_of(&mut schemas, vec![id], level + 2);
            id = all_of(&mut schemas, vec![id, beside], 1);
        }
        let shape = Shape::of(&json!("text"));
        let reach = Reach::of(&schemas, &shape, id);
        assert_eq!(reach.weight(id), Some(u64::MAX));
    }

    #[test]
    fn what_no_part_of_the_value_can_meet_is_not_reached() {
        let mut schemas = Schemas::default();
        let [a, b] = [1, 2].map(|min| all_of(&mut schemas, Vec::new(), min));
        let object = schemas.intern(Keywords {
            properties: [("a".into(), a), ("b".into(), b)].into(),
            ..Keywords::default()
        });
        let reached = |value: &Value| {
            let shape = Shape::of(value);
            let reach = Reach::of(&schemas, &shape, object);
            [reach.meets(a), reach.meets(b)]
        };
        assert_eq!(reached(&json!({"a": 1})), [true, false]);
        assert_eq!(reached(&json!("a")), [false, false]);
    }
}
