use std::sync::Arc;

use serde_json::Value;

use crate::contract::JsonPath;
use crate::interpret::{Interpreted, Json, Route, Row, id_of};

/// One membership or plan in a response, and where it stands there.
#[derive(Debug, Clone)]
pub(super) struct Entity<'a> {
    pub(super) value: &'a Value,
    pub(super) id: i64,
    /// The serial of the row that it is, if it is one.
    pub(super) serial: Option<u64>,
    /// The row that it is, to be kept, likewise.
    pub(super) shared: Option<&'a Arc<Row>>,
    place: Place<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    Whole,
    Row(usize),
    Previous,
    Batch(&'a str, usize),
}

impl Entity<'_> {
    /// Where it stands in the response.
    pub(super) fn path(&self) -> JsonPath {
        let root = JsonPath::root();
        match self.place {
            Place::Whole => root,
            Place::Row(index) => root.index(index),
            Place::Previous => root.key("previous"),
            Place::Batch(kind, index) => root.key(kind).index(index),
        }
    }
}

/// Every membership or plan in a success: the rows of a list, the single item, the response to a
/// write, the items of a batch. Answers in another shape have none.
pub(super) fn entities<'a>(seen: &'a Interpreted<'_>) -> Vec<Entity<'a>> {
    if !seen.is_success() || seen.is_reshaped() || seen.is_error_envelope() {
        return Vec::new();
    }
    let (Some(route), Some(body)) = (seen.route(), seen.json()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut push = |value: &'a Value, shared: Option<&'a Arc<Row>>, place| {
        if let Some(id) = value.get("id").and_then(id_of) {
            found.push(Entity {
                value,
                id,
                serial: shared.map(|row| row.serial()),
                shared,
                place,
            });
        }
    };
    match (route, body) {
        (Route::Batch, Json::One(body)) => {
            for (kind, list) in body.as_object().into_iter().flatten() {
                let list = list.as_array().into_iter().flatten().enumerate();
                for (index, value) in list.filter(|(_, value)| value.get("error").is_none()) {
                    push(value, None, Place::Batch(kind, index));
                }
            }
        }
        (Route::Members | Route::Plans, Json::List(rows)) => {
            for (index, row) in rows.iter().enumerate() {
                push(row.value(), Some(row), Place::Row(index));
            }
        }
        (Route::Members | Route::Member(_) | Route::Plan(_), Json::One(body)) => {
            let previous = body.get("previous");
            match previous.filter(|_| body.get("deleted").is_some()) {
                Some(previous) => push(previous, None, Place::Previous),
                None => push(body.value(), Some(body), Place::Whole),
            }
        }
        _ => {}
    }
    found
}
