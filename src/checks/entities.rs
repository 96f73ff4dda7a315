use serde_json::Value;

use crate::contract::JsonPath;
use crate::seen::{Route, Seen};

/// One membership or plan in an answer, and where it stands there.
#[derive(Debug, Clone)]
pub(super) struct Entity<'a> {
    pub(super) path: JsonPath,
    pub(super) value: &'a Value,
    pub(super) id: i64,
}

/// Every membership or plan in a success: the rows of a list, the single item, the answer to a
/// write, the items of a batch. Answers in another shape have none.
pub(super) fn entities<'a>(seen: &'a Seen<'_>) -> Vec<Entity<'a>> {
    if !seen.is_success() || seen.is_reshaped() || seen.is_error_envelope() {
        return Vec::new();
    }
    let (Some(route), Some(body)) = (seen.route(), seen.json()) else {
        return Vec::new();
    };
    let root = JsonPath::root();
    let mut found = Vec::new();
    match (route, body) {
        (Route::Batch, Value::Object(kinds)) => {
            for (kind, list) in kinds {
                let list = list.as_array().into_iter().flatten().enumerate();
                for (index, value) in list.filter(|(_, value)| value.get("error").is_none()) {
                    push(&mut found, root.key(kind).index(index), value);
                }
            }
        }
        (Route::Members | Route::Plans, Value::Array(rows)) => {
            for (index, value) in rows.iter().enumerate() {
                push(&mut found, root.index(index), value);
            }
        }
        (Route::Members | Route::Member(_) | Route::Plan(_), Value::Object(members)) => {
            match members
                .get("previous")
                .filter(|_| members.contains_key("deleted"))
            {
                Some(previous) => push(&mut found, root.key("previous"), previous),
                None => push(&mut found, root, body),
            }
        }
        _ => {}
    }
    found
}

fn push<'a>(found: &mut Vec<Entity<'a>>, path: JsonPath, value: &'a Value) {
    if let Some(id) = value.get("id").and_then(Value::as_i64) {
        found.push(Entity { path, value, id });
    }
}
