use serde_json::{Value, json};

use super::{Event, Happening, Writing, misbehaviour};
use crate::serve::memberships::member::{CustomerData, render_member};
use crate::serve::memberships::member_list::no_member;
use crate::serve::wordpress::{Answer, ApiRequest, Problem};

/// `DELETE /members/{id}`: permanently, whatever `force` says (`docs/observed.md#10`).
pub(crate) fn delete_member(
    writing: &mut Writing<'_>,
    request: &ApiRequest,
    id: Option<u64>,
) -> Result<Answer, Problem> {
    let row = id
        .and_then(|id| writing.store.members.get(id))
        .cloned()
        .ok_or_else(no_member)?;
    let previous: Value =
        render_member(&row, &writing.rendering(request), CustomerData::Empty).into();
    if misbehaviour::spoil_delete(writing, &row) {
        writing.store.remove_member(row.id);
    }
    writing.events.push(Event {
        happening: Happening::Deleted,
        payload: json!({"id": row.id}),
    });
    Ok(Answer::ok(json!({"deleted": true, "previous": previous})))
}
