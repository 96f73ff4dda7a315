use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::FxHasher;
use serde_json::Value;

use super::{JsonPath, Violation};
use crate::interpret::{Row, Spelling};

/// What a schema says of one value. Paths start at the value.
#[derive(Debug)]
pub struct Reading {
    /// The serial of the row that was read.
    pub serial: u64,
    /// How the value breaks the schema. Interned, as rows of one site break the same promises.
    pub violations: Arc<[Violation]>,
    /// The keys that no part of the schema declares: the place for any row, and the place.
    /// Interned, as well as each place for any row.
    pub undeclared: Arc<[Undeclared]>,
}

/// A key that is not declared: its place for any row (interned), and its place.
pub(super) type Undeclared = (Arc<String>, JsonPath);

/// What makes violations of many values one finding. Interned: equal causes are one allocation.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct SchemaCause {
    /// The place for any row, from the value: `$.order_id`.
    pub pattern: String,
    /// What the keyword asks for, as the schema writes it: `["integer","null"]`, a pattern, the name
    /// of a property.
    pub wanted: String,
    /// The same in words.
    pub expected: String,
    /// What is there, without the value.
    pub found: Found,
    /// Pointer of the schema that is broken, in the document: `#/components/…/order_id`.
    pub source: String,
    /// The keyword that is broken: `type`, `enum`, `required`.
    pub keyword: String,
    /// The broken schema speaks about a date: it has a date format, or names a time zone.
    pub about_date: bool,
}

/// What stands at a place where a schema asks for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Found {
    /// Nothing.
    Missing,
    /// A value of another type, which is named.
    Type(&'static str),
    /// Another value of a type that is allowed.
    Another(&'static str),
    /// A text that is not a date of the wanted spelling.
    Date(Spelling),
    /// A text of another form.
    Text,
}

impl Found {
    /// Its id, as causes of findings carry it.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Missing => "missing".to_owned(),
            Self::Type(name) => name.to_owned(),
            Self::Another(name) => format!("other-{name}"),
            Self::Date(spelling) => spelling.id().to_owned(),
            Self::Text => "other-text".to_owned(),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("missing"),
            Self::Type(name) => f.write_str(name),
            Self::Another(name) => write!(f, "another {name}"),
            Self::Date(spelling) => spelling.fmt(f),
            Self::Text => f.write_str("other text"),
        }
    }
}

/// What a run remembers of the rows that it read, by schema, so that the same row in the next
/// response costs a look-up: a walk, a filter and a single item show the same membership. It
/// belongs to the run and not to the contract, which any number of runs may share.
#[derive(Debug, Default)]
pub struct Memory {
    of_schemas: HashMap<u64, OfSchema, BuildHasherDefault<FxHasher>>,
}

impl Memory {
    /// What is remembered of the schema of that number.
    pub(super) fn of(&mut self, schema: u64) -> &mut OfSchema {
        self.of_schemas.entry(schema).or_default()
    }
}

/// What a run remembers of one schema.
#[derive(Debug, Default)]
pub(super) struct OfSchema {
    known: HashMap<u64, Arc<Reading>, BuildHasherDefault<FxHasher>>,
    causes: IndexSet<Arc<SchemaCause>>,
    places: IndexSet<Arc<String>>,
    by_key: HashMap<u64, Arc<SchemaCause>, BuildHasherDefault<FxHasher>>,
    violations: Alike<Violation>,
    undeclared: Alike<Undeclared>,
    /// Whether the value that was read last broke the schema.
    pub(super) breaks: bool,
}

/// Equal lists as one allocation, by their hash; starts afresh where there are many.
#[derive(Debug)]
struct Alike<T>(HashMap<u64, Arc<[T]>, BuildHasherDefault<FxHasher>>);

impl<T> Default for Alike<T> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<T: PartialEq> Alike<T> {
    fn intern(&mut self, list: Vec<T>, part: impl Fn(&T, &mut FxHasher)) -> Arc<[T]> {
        let mut hasher = FxHasher::default();
        list.iter().for_each(|it| part(it, &mut hasher));
        let hash = hasher.finish();
        if let Some(known) = self.0.get(&hash).filter(|known| ***known == *list) {
            return Arc::clone(known);
        }
        if self.0.len() >= KEPT {
            self.0.clear();
        }
        let list: Arc<[T]> = list.into();
        self.0.insert(hash, Arc::clone(&list));
        list
    }
}

/// How many rows are remembered; then memory starts afresh, so that it stays bounded.
const KEPT: usize = 2_048;

impl OfSchema {
    /// The reading of a row that was read before.
    pub(super) fn known(&self, row: &Row) -> Option<Arc<Reading>> {
        self.known.get(&row.serial()).map(Arc::clone)
    }

    /// Remembers what was read of a row.
    pub(super) fn keep(
        &mut self,
        row: &Row,
        violations: Vec<Violation>,
        undeclared: Vec<Undeclared>,
    ) -> Arc<Reading> {
        // What is interned is told apart by its address, which takes no reading of its words.
        let violations = self.violations.intern(violations, |it, hasher| {
            (Arc::as_ptr(&it.cause), &it.path).hash(hasher);
        });
        let undeclared = self.undeclared.intern(undeclared, |it, hasher| {
            (Arc::as_ptr(&it.0), &it.1).hash(hasher);
        });
        let serial = row.serial();
        let reading = Arc::new(Reading {
            serial,
            violations,
            undeclared,
        });
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        self.known.insert(serial, Arc::clone(&reading));
        reading
    }

    /// The one allocation for equal causes: the one remembered for `key`, or made by `make`. Equal
    /// causes that come by different keys are one, too.
    pub(super) fn cause(
        &mut self,
        key: u64,
        pattern: &str,
        make: impl FnOnce() -> SchemaCause,
    ) -> Arc<SchemaCause> {
        let known = self.by_key.get(&key);
        if let Some(known) = known.filter(|it| it.pattern == pattern) {
            return Arc::clone(known);
        }
        let (index, _) = self.causes.insert_full(Arc::new(make()));
        let cause = Arc::clone(&self.causes[index]);
        self.by_key.insert(key, Arc::clone(&cause));
        cause
    }

    /// The one allocation for the place of a key that is not declared.
    pub(super) fn place(&mut self, pattern: String) -> Arc<String> {
        let (index, _) = self.places.insert_full(Arc::new(pattern));
        Arc::clone(&self.places[index])
    }

    /// A key of texts for [`OfSchema::cause`].
    pub(super) fn key(parts: &[&str]) -> u64 {
        let mut hasher = FxHasher::default();
        for part in parts {
            hasher.write(part.as_bytes());
            hasher.write_u8(0xff);
        }
        hasher.finish()
    }
}

/// Whether two values are written alike, members in the same order too. Cheaper than `==`, which
/// looks every member up by its name; answers of one site keep their order.
#[must_use]
pub(crate) fn written_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| written_alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|((key, one), (other_key, other))| {
                        key == other_key && written_alike(one, other)
                    })
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_that_are_written_alike_are_the_same() {
        let value = json!({ "a": [1, { "b": null }], "c": "x" });
        assert!(written_alike(&value, &value.clone()));
        for other in [
            json!({ "a": [1, { "b": 0 }], "c": "x" }),
            json!({ "a": [1], "c": "x" }),
            json!([]),
        ] {
            assert!(!written_alike(&value, &other), "{other}");
        }
    }
}
