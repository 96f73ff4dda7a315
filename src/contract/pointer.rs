use serde_json::Value;

use super::Error;
use crate::base::pointer::escape;

/// The name under which the document is known to the validator; never fetched.
pub(super) const NAME: &str = "memberspec:document";

/// A parsed document whose local references can be followed.
#[derive(Debug)]
pub(super) struct Document {
    root: Value,
}

/// A place in a document: the value, and the JSON pointer that leads to it without references.
#[derive(Debug, Clone)]
pub(super) struct Located<'a> {
    pub(super) value: &'a Value,
    pub(super) pointer: String,
}

impl Document {
    pub(super) fn new(root: Value) -> Self {
        Self { root }
    }

    pub(super) fn root(&self) -> &Value {
        &self.root
    }

    /// Follows `$ref` until there is none. A chain of references longer than any sane document's
    /// is a cycle and counts as leading nowhere.
    pub(super) fn follow<'a>(&'a self, start: Located<'a>) -> Result<Located<'a>, Error> {
        let mut place = start;
        for _ in 0..32 {
            let Some(reference) = place.value.get("$ref").and_then(Value::as_str) else {
                return Ok(place);
            };
            let nowhere = || Error::Reference {
                at: place.pointer.clone(),
                reference: reference.to_owned(),
            };
            let pointer = reference.strip_prefix('#').ok_or_else(nowhere)?;
            let value = self.root.pointer(pointer).ok_or_else(nowhere)?;
            place = Located {
                value,
                pointer: pointer.to_owned(),
            };
        }
        Err(Error::Reference {
            at: place.pointer,
            reference: "(a cycle)".to_owned(),
        })
    }
}

impl<'a> Located<'a> {
    /// The member `key` of this object.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        Some(Self {
            value,
            pointer: format!("{}/{}", self.pointer, escape(key)),
        })
    }

    /// The members of this object in order.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'a str, Self)> {
        let pointer = self.pointer.clone();
        self.value
            .as_object()
            .into_iter()
            .flatten()
            .map(move |(key, value)| {
                (
                    key.as_str(),
                    Self {
                        value,
                        pointer: format!("{pointer}/{}", escape(key)),
                    },
                )
            })
    }

    /// The elements of this array in order.
    pub(super) fn elements(&self) -> impl Iterator<Item = Self> {
        let pointer = self.pointer.clone();
        self.value
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
            .map(move |(index, value)| Self {
                value,
                pointer: format!("{pointer}/{index}"),
            })
    }
}
