use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

/// One JSON value with an identity: a row of a list, or a body that is not a list.
///
/// Rows repeat all the time (a walk, a filter and a single item show the same membership). Equal
/// bytes that are [remembered](super::Bodies) are one `Row`, so that what was computed for it once
/// can be looked up by its serial.
#[derive(Debug)]
pub struct Row {
    serial: u64,
    value: Value,
}

impl Row {
    /// A row with an identity of its own.
    #[must_use]
    pub fn new(value: Value) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            serial: NEXT.fetch_add(1, Ordering::Relaxed),
            value,
        }
    }

    /// Different for each row of this process; the same number means the same value.
    #[must_use]
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }
}

impl Deref for Row {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.value
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.serial == other.serial || self.value == other.value
    }
}

/// A body that is JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// An object or a scalar.
    One(Arc<Row>),
    /// An array, element by element.
    List(Rows),
}

/// The elements of an array, of very many the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    rows: Arc<[Arc<Row>]>,
    left_out: usize,
}

impl Rows {
    /// How many elements of one array are read: far more than the 100 of the longest page.
    pub const READ: usize = 50_000;

    /// The elements that were read, and how many were not.
    #[must_use]
    pub fn new(rows: Vec<Arc<Row>>, left_out: usize) -> Self {
        Self {
            rows: rows.into(),
            left_out,
        }
    }

    /// How many elements stand behind those that were read.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }
}

impl Deref for Rows {
    type Target = [Arc<Row>];

    fn deref(&self) -> &[Arc<Row>] {
        &self.rows
    }
}

impl Json {
    /// A value with identities of its own.
    #[must_use]
    pub fn new(value: Value) -> Self {
        match value {
            Value::Array(items) => {
                let rows = items.into_iter().map(Row::new).map(Arc::new);
                Self::List(Rows::new(rows.collect(), 0))
            }
            one => Self::One(Arc::new(Row::new(one))),
        }
    }

    /// The value, unless it is an array.
    #[must_use]
    pub fn one(&self) -> Option<&Arc<Row>> {
        match self {
            Self::One(row) => Some(row),
            Self::List(_) => None,
        }
    }

    /// The elements of an array.
    #[must_use]
    pub fn list(&self) -> Option<&[Arc<Row>]> {
        match self {
            Self::One(_) => None,
            Self::List(rows) => Some(rows),
        }
    }

    /// A member of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.one()?.get(key)
    }

    /// A place in an object, by JSON pointer.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Value> {
        self.one()?.pointer(pointer)
    }

    /// The members of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&serde_json::Map<String, Value>> {
        self.one()?.as_object()
    }

    /// The value of the row at `index` of a list, or the whole value where there is no list.
    #[must_use]
    pub fn row(&self, index: Option<usize>) -> Option<&Value> {
        match (self, index) {
            (Self::List(rows), Some(index)) => rows.get(index).map(|row| row.value()),
            (Self::One(row), None) => Some(row.value()),
            _ => None,
        }
    }
}

/// The JSON type of a value, as JSON Schema names it; an integer is an integer.
#[must_use]
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
