use serde_json::{Map, Value};

use crate::contract::JsonPath;
use crate::exchange::Method;
use crate::interpret::{Interpreted, Route};

/// What a write did with a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Made it.
    Create,
    /// Changed it.
    Update,
}

/// One membership that a write made or changed: what was sent for it, what was answered of it.
#[derive(Debug, Clone)]
pub(super) struct Written<'a> {
    pub(super) deed: Deed,
    pub(super) id: u64,
    /// The JSON that was sent for it.
    pub(super) sent: &'a Map<String, Value>,
    /// The membership as answered.
    pub(super) row: &'a Value,
    /// Where it stands in the response.
    pub(super) path: JsonPath,
}

/// The memberships that a successful write made or changed, items of a batch included. What was not
/// sent as a JSON object is omitted.
pub(super) fn written<'a>(seen: &'a Interpreted<'_>) -> Vec<Written<'a>> {
    let (Some(route), Some(Value::Object(sent)), Some(body)) =
        (seen.route(), &seen.sent, seen.object())
    else {
        return Vec::new();
    };
    if !seen.is_success() || seen.is_reshaped() || seen.is_error_envelope() {
        return Vec::new();
    }
    let root = JsonPath::root();
    let one = |deed, path, sent, row: &'a Value| {
        let id = row.get("id")?.as_u64()?;
        Some(Written {
            deed,
            id,
            sent,
            row,
            path,
        })
    };
    match (&seen.method, route) {
        (Method::Post, Route::Members) => one(Deed::Create, root, sent, body).into_iter().collect(),
        (Method::Post | Method::Put | Method::Patch, Route::Member(_)) => {
            one(Deed::Update, root, sent, body).into_iter().collect()
        }
        (_, Route::Batch) => [("create", Deed::Create), ("update", Deed::Update)]
            .into_iter()
            .flat_map(|(name, deed)| {
                let list = |of: &'a Value| of.get(name).and_then(Value::as_array);
                let answers = list(body).into_iter().flatten();
                let items = sent.get(name).and_then(Value::as_array);
                let items = items.into_iter().flatten();
                let place = root.key(name);
                items
                    .zip(answers)
                    .enumerate()
                    .filter(|(_, (_, row))| row.get("error").is_none())
                    .filter_map(move |(index, (item, row))| {
                        one(deed, place.index(index), item.as_object()?, row)
                    })
                    .collect::<Vec<_>>()
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The memberships that a successful delete or batch says it deleted.
pub(super) fn deleted(seen: &Interpreted<'_>) -> Vec<u64> {
    if !seen.is_success() || seen.is_error_envelope() {
        return Vec::new();
    }
    match (&seen.method, seen.route()) {
        (Method::Delete, Some(Route::Member(id))) => vec![*id],
        (_, Some(Route::Batch)) if !seen.method.is_safe() => {
            let items = seen
                .object()
                .and_then(|body| body.get("delete")?.as_array());
            items
                .into_iter()
                .flatten()
                .filter(|item| item.get("error").is_none())
                .filter_map(|item| item.get("previous").unwrap_or(item).get("id")?.as_u64())
                .collect()
        }
        _ => Vec::new(),
    }
}
