use std::fmt;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Keywords;

/// A schema in a [`Schemas`]; equal ids are equal schemas.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SchemaId(u32);

impl SchemaId {
    /// The schema that accepts everything.
    pub(crate) const TRUE: Self = Self(0);
    /// The schema that accepts nothing.
    pub(crate) const FALSE: Self = Self(1);

    /// A number that is stable within one [`Schemas`].
    #[must_use]
    pub(crate) fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Debug for SchemaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// All schemas of a comparison, each stored once: a schema that both documents share, however
/// each of them spells or names it, has one id.
#[derive(Debug)]
pub(crate) struct Schemas {
    nodes: Vec<Arc<Keywords>>,
    one_of: bool,
    large: bool,
    within: FxHashSet<(SchemaId, SchemaId)>,
    known: FxHashMap<Arc<Keywords>, SchemaId>,
}

impl Default for Schemas {
    fn default() -> Self {
        Self {
            nodes: vec![Arc::default(), Arc::default()],
            one_of: false,
            large: false,
            within: FxHashSet::default(),
            known: FxHashMap::default(),
        }
    }
}

impl Schemas {
    /// The assertions of a schema. Those of [`SchemaId::FALSE`] are empty: ask for the id first.
    #[must_use]
    pub(crate) fn get(&self, id: SchemaId) -> &Keywords {
        &self.nodes[id.0 as usize]
    }

    /// The assertions of a schema, to be kept while schemas are added.
    #[must_use]
    pub(crate) fn shared(&self, id: SchemaId) -> Arc<Keywords> {
        self.nodes[id.0 as usize].clone()
    }

    /// Stores a schema, or finds it again.
    pub(crate) fn intern(&mut self, keywords: Keywords) -> SchemaId {
        if keywords.is_trivial() {
            return SchemaId::TRUE;
        }
        if let Some(id) = self.known.get(&keywords) {
            return *id;
        }
        let id = self.reserve();
        self.one_of |= keywords.one.is_some();
        self.large |= is_large(&keywords);
        let keywords = Arc::new(keywords);
        self.nodes[id.0 as usize] = keywords.clone();
        self.known.insert(keywords, id);
        id
    }

    /// An id for a schema that is not known yet: one that refers to itself.
    pub(in crate::diff) fn reserve(&mut self) -> SchemaId {
        let id = SchemaId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Arc::default());
        id
    }

    /// Gives a reserved id its schema.
    pub(in crate::diff) fn fill(&mut self, id: SchemaId, keywords: Keywords) {
        self.one_of |= keywords.one.is_some();
        self.large |= is_large(&keywords);
        self.nodes[id.0 as usize] = Arc::new(keywords);
    }

    /// Whether some schema has a `oneOf`.
    #[must_use]
    pub(super) fn has_one_of(&self) -> bool {
        self.one_of
    }

    /// Notes that every value of one schema is one of the other.
    pub(in crate::diff) fn note_within(&mut self, inner: SchemaId, outer: SchemaId) {
        self.within.insert((inner, outer));
    }

    /// Whether it was noted that every value of one schema is one of the other.
    pub(in crate::diff) fn is_within(&self, inner: SchemaId, outer: SchemaId) -> bool {
        inner == outer || self.within.contains(&(inner, outer))
    }

    /// Whether some schema has a bound that is too large for values to be built.
    #[must_use]
    pub(in crate::diff) fn has_large_bounds(&self) -> bool {
        self.large
    }

    /// How many schemas are stored.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }
}

fn is_large(k: &Keywords) -> bool {
    const LARGE: u64 = 100;
    let contains = k.contains.as_ref();
    [
        k.min_length,
        k.max_length,
        k.min_items,
        k.max_items,
        k.min_properties,
        k.max_properties,
        contains.map(|contains| contains.min),
        contains.and_then(|contains| contains.max),
    ]
    .into_iter()
    .flatten()
    .any(|bound| bound > LARGE)
}
