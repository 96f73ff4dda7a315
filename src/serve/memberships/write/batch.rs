use serde_json::{Map, Value, json};

use super::input::Input;
use super::{Writing, create_member, delete_member, update_member};
use crate::serve::wordpress::{Answer, ApiRequest, Parameters, Problem};

/// How many items a batch may have.
const MAX_ITEMS: usize = 100;

/// `POST /members/batch` (`docs/observed.md#10`): creates, updates and deletes in this order, an error
/// for each item that fails and 200 for the whole.
pub(crate) fn batch_members(
    writing: &mut Writing<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let items = |name: &str| match parameters.get(name) {
        Some(Value::Array(items)) => items.as_slice(),
        _ => &[],
    };
    let (create, update, delete) = (items("create"), items("update"), items("delete"));
    if create.len() + update.len() + delete.len() > MAX_ITEMS {
        return Err(Problem::new(
            413,
            "woocommerce_rest_request_entity_too_large",
            format!("Unable to accept more than {MAX_ITEMS} items for this request."),
        ));
    }
    let mut answer = Map::new();
    let created = create
        .iter()
        .filter_map(Value::as_object)
        .map(|item| {
            let result = create_member(writing, request, &Input::new(item.clone()));
            outcome(result, &json!(0))
        })
        .collect::<Result<Vec<Value>, Problem>>()?;
    let updated = update
        .iter()
        .filter_map(Value::as_object)
        .map(|item| {
            let id = item.get("id").cloned().unwrap_or(Value::Null);
            let result = update_member(writing, request, integer(&id), &Input::new(item.clone()));
            outcome(result, &id)
        })
        .collect::<Result<Vec<Value>, Problem>>()?;
    let deleted = delete
        .iter()
        .filter_map(deletion)
        .map(|(id, echoed)| outcome(delete_member(writing, request, Some(id)), &echoed))
        .collect::<Result<Vec<Value>, Problem>>()?;
    for (name, results) in [
        ("create", created),
        ("update", updated),
        ("delete", deleted),
    ] {
        if !results.is_empty() {
            answer.insert(name.to_owned(), results.into());
        }
    }
    // PHP writes an empty array, which has no keys, as a list.
    Ok(Answer::ok(if answer.is_empty() {
        json!([])
    } else {
        answer.into()
    }))
}

/// An item's answer, or its error beside the id that was given. A dead PHP ends the whole batch.
fn outcome(result: Result<Answer, Problem>, id: &Value) -> Result<Value, Problem> {
    match result {
        Ok(answer) => Ok(answer.body),
        Err(problem) if problem.fatal => Err(problem),
        Err(problem) => Ok(json!({"id": id, "error": problem.to_value()})),
    }
}

fn integer(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

/// The id to delete, and what an error echoes: the id, or the object that it came in. Zero and what
/// is not a number are dropped.
fn deletion(item: &Value) -> Option<(u64, Value)> {
    let id = integer(item.get("id").unwrap_or(item)).filter(|id| *id > 0)?;
    let echoed = match item {
        Value::Object(map) => {
            let mut map = map.clone();
            map.insert("force".to_owned(), true.into());
            Value::Object(map)
        }
        _ => id.into(),
    };
    Some((id, echoed))
}
