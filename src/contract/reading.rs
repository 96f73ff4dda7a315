use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxHasher;
use serde_json::Value;

use super::{JsonPath, Violation};
use crate::seen::{Row, Spelling};

/// What a schema says of one value. Paths start at the value.
#[derive(Debug)]
pub struct Reading {
    /// The serial of the row that was read.
    pub serial: u64,
    /// How the value breaks the schema. Interned, as rows of one site break the same promises.
    pub violations: Rc<[Violation]>,
    /// The keys that no part of the schema declares: the place for any row, and the place.
    /// Interned, as well as each place for any row.
    pub undeclared: Rc<[Undeclared]>,
}

/// A key that is not declared: its place for any row (interned), and its place.
pub(super) type Undeclared = (Rc<String>, JsonPath);

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
    /// A text that is no date of the wanted spelling.
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

/// Remembers what was read, so that the same row in the next answer costs a look-up.
///
/// Rows repeat all the time: a walk, a filter and a single item show the same membership.
#[derive(Debug, Default)]
pub(super) struct Memory {
    known: RefCell<HashMap<u64, Rc<Reading>, BuildHasherDefault<FxHasher>>>,
    causes: RefCell<IndexSet<Rc<SchemaCause>>>,
    places: RefCell<IndexSet<Rc<String>>>,
    by_key: RefCell<HashMap<u64, Rc<SchemaCause>, BuildHasherDefault<FxHasher>>>,
    violations: RefCell<Alike<Violation>>,
    undeclared: RefCell<Alike<Undeclared>>,
}

/// Equal lists as one allocation, by their hash; starts afresh where there are many.
#[derive(Debug)]
struct Alike<T>(HashMap<u64, Rc<[T]>, BuildHasherDefault<FxHasher>>);

impl<T> Default for Alike<T> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<T: PartialEq> Alike<T> {
    fn intern(&mut self, list: Vec<T>, part: impl Fn(&T, &mut FxHasher)) -> Rc<[T]> {
        let mut hasher = FxHasher::default();
        list.iter().for_each(|it| part(it, &mut hasher));
        let hash = hasher.finish();
        if let Some(known) = self.0.get(&hash).filter(|known| ***known == *list) {
            return Rc::clone(known);
        }
        if self.0.len() >= KEPT {
            self.0.clear();
        }
        let list: Rc<[T]> = list.into();
        self.0.insert(hash, Rc::clone(&list));
        list
    }
}

/// How many rows are remembered; then memory starts afresh, so that it stays bounded.
const KEPT: usize = 2_048;

impl Memory {
    /// The reading of a row, remembered or made by `read`.
    pub(super) fn reading(
        &self,
        row: &Row,
        read: impl FnOnce() -> (Vec<Violation>, Vec<Undeclared>),
    ) -> Rc<Reading> {
        let serial = row.serial();
        if let Some(known) = self.known.borrow().get(&serial) {
            return Rc::clone(known);
        }
        let (violations, undeclared) = read();
        // What is interned is told apart by its address, which takes no reading of its words.
        let violations = (self.violations.borrow_mut()).intern(violations, |it, hasher| {
            (Rc::as_ptr(&it.cause), &it.path).hash(hasher);
        });
        let undeclared = (self.undeclared.borrow_mut()).intern(undeclared, |it, hasher| {
            (Rc::as_ptr(&it.0), &it.1).hash(hasher);
        });
        let reading = Rc::new(Reading {
            serial,
            violations,
            undeclared,
        });
        let mut known = self.known.borrow_mut();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(serial, Rc::clone(&reading));
        reading
    }

    /// The one allocation for equal causes: the one remembered for `key`, or made by `make`. Equal
    /// causes that come by different keys are one, too.
    pub(super) fn cause(
        &self,
        key: u64,
        pattern: &str,
        make: impl FnOnce() -> SchemaCause,
    ) -> Rc<SchemaCause> {
        if let Some(known) = self
            .by_key
            .borrow()
            .get(&key)
            .filter(|it| it.pattern == pattern)
        {
            return Rc::clone(known);
        }
        let cause = self.intern(make());
        self.by_key.borrow_mut().insert(key, Rc::clone(&cause));
        cause
    }

    /// The one allocation for the place of a key that is not declared.
    pub(super) fn place(&self, pattern: String) -> Rc<String> {
        let mut places = self.places.borrow_mut();
        let (index, _) = places.insert_full(Rc::new(pattern));
        places.get_index(index).map(Rc::clone).unwrap_or_default()
    }

    /// A key of texts for [`Memory::cause`].
    pub(super) fn key(parts: &[&str]) -> u64 {
        let mut hasher = FxHasher::default();
        for part in parts {
            hasher.write(part.as_bytes());
            hasher.write_u8(0xff);
        }
        hasher.finish()
    }

    fn intern(&self, cause: SchemaCause) -> Rc<SchemaCause> {
        let mut causes = self.causes.borrow_mut();
        if let Some(known) = causes.get(&cause) {
            return Rc::clone(known);
        }
        let cause = Rc::new(cause);
        causes.insert(Rc::clone(&cause));
        cause
    }
}

/// Whether two values are written alike, members in the same order too. Cheaper than `==`, which
/// looks every member up by its name; answers of one site keep their order.
#[must_use]
pub fn written_alike(one: &Value, other: &Value) -> bool {
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
    use std::cell::Cell;

    use super::*;
    use serde_json::json;

    #[test]
    fn the_same_row_is_read_once_and_another_one_again() {
        let memory = Memory::default();
        let times = Cell::new(0);
        let read = || {
            times.set(times.get() + 1);
            (Vec::new(), Vec::new())
        };
        let (one, two) = (Row::new(json!({ "id": 1 })), Row::new(json!({ "id": 1 })));
        let first = memory.reading(&one, read);
        let again = memory.reading(&one, read);
        assert!(Rc::ptr_eq(&first, &again));
        memory.reading(&two, read);
        assert_eq!(times.get(), 2);
    }

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
