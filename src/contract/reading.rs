use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxHasher;
use serde_json::Value;

use super::{JsonPath, Violation};

/// What a schema says of one value. Paths start at the value.
#[derive(Debug)]
pub struct Reading {
    /// Different for each value that was really read, the same when it was remembered.
    pub serial: u64,
    /// How the value breaks the schema.
    pub violations: Vec<Violation>,
    /// The keys that no part of the schema declares: the place for any row, and the place.
    pub undeclared: Vec<(String, JsonPath)>,
}

/// What makes violations of many values one finding. Interned: equal causes are one allocation.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Cause {
    /// The place for any row, from the value: `$.order_id`.
    pub pattern: String,
    /// What the schema asks for there, in words.
    pub expected: String,
    /// What is there, in words, without the value.
    pub found: String,
    /// Pointer of the schema that is broken, in the document: `#/components/…/order_id`.
    pub source: String,
    /// The keyword that is broken: `type`, `enum`, `required`.
    pub keyword: String,
    /// The broken schema speaks about a date: it has a date format, or names a time zone.
    pub about_date: bool,
}

/// Remembers what was read, so that the same row in the next answer costs a comparison.
///
/// Rows repeat all the time: a walk, a filter and a single item show the same membership.
#[derive(Debug, Default)]
pub(super) struct Memory {
    known: RefCell<HashMap<u64, Remembered, BuildHasherDefault<FxHasher>>>,
    causes: RefCell<IndexSet<Rc<Cause>>>,
    by_key: RefCell<HashMap<u64, Rc<Cause>, BuildHasherDefault<FxHasher>>>,
    serial: Cell<u64>,
}

#[derive(Debug)]
struct Remembered {
    value: Value,
    reading: Rc<Reading>,
}

/// How many values are remembered; then memory starts afresh, so that it stays bounded.
const KEPT: usize = 4_096;

impl Memory {
    /// The reading of a value, remembered or made by `read`.
    pub(super) fn reading(
        &self,
        value: &Value,
        read: impl FnOnce() -> (Vec<Violation>, Vec<(String, JsonPath)>),
    ) -> Rc<Reading> {
        let mut hasher = FxHasher::default();
        feed(value, &mut hasher);
        let hash = hasher.finish();
        if let Some(known) = self
            .known
            .borrow()
            .get(&hash)
            .filter(|it| written_alike(&it.value, value))
        {
            return Rc::clone(&known.reading);
        }
        let (violations, undeclared) = read();
        self.serial.set(self.serial.get() + 1);
        let reading = Rc::new(Reading {
            serial: self.serial.get(),
            violations,
            undeclared,
        });
        let mut known = self.known.borrow_mut();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(
            hash,
            Remembered {
                value: value.clone(),
                reading: Rc::clone(&reading),
            },
        );
        reading
    }

    /// The one allocation for equal causes: the one remembered for `key`, or made by `make`. Equal
    /// causes that come by different keys are one, too.
    pub(super) fn cause(&self, key: u64, pattern: &str, make: impl FnOnce() -> Cause) -> Rc<Cause> {
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

    /// A key of texts for [`Memory::cause`].
    pub(super) fn key(parts: &[&str]) -> u64 {
        let mut hasher = FxHasher::default();
        for part in parts {
            hasher.write(part.as_bytes());
            hasher.write_u8(0xff);
        }
        hasher.finish()
    }

    fn intern(&self, cause: Cause) -> Rc<Cause> {
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

fn feed(value: &Value, hasher: &mut FxHasher) {
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Bool(yes) => hasher.write_u8(1 + u8::from(*yes)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => hasher.write_i64(whole),
            (None, Some(broken)) => hasher.write_u64(broken.to_bits()),
            (None, None) => hasher.write_u8(3),
        },
        Value::String(text) => hasher.write(text.as_bytes()),
        Value::Array(items) => {
            hasher.write_usize(items.len());
            for item in items {
                feed(item, hasher);
            }
        }
        Value::Object(members) => {
            hasher.write_usize(members.len());
            for (key, member) in members {
                hasher.write(key.as_bytes());
                feed(member, hasher);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_same_value_is_read_once_and_another_one_again() {
        let memory = Memory::default();
        let times = Cell::new(0);
        let read = || {
            times.set(times.get() + 1);
            (Vec::new(), Vec::new())
        };
        let first = memory.reading(&json!({ "id": 1 }), read);
        let again = memory.reading(&json!({ "id": 1 }), read);
        let other = memory.reading(&json!({ "id": 2 }), read);
        assert_eq!((times.get(), first.serial == again.serial), (2, true));
        assert_ne!(first.serial, other.serial);
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
