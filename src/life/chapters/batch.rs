use serde_json::json;

use super::Line;
use crate::exchange::Method;
use crate::life::step::{Makes, Slot, Step};
use crate::life::{Life, NOBODY, Person};

/// Two creates at once, one of which must fail (`docs/observed.md#10`).
pub(super) fn create(life: &mut Life) -> Vec<Line> {
    let pair = match (
        life.cast.people.get(&Person::Heir),
        life.cast.people.get(&Person::Owner),
    ) {
        (Some(heir), _) => life.cast.plan(0).map(|plan| (*heir, plan)),
        (None, Some(owner)) => life.cast.plan(1).map(|plan| (*owner, plan)),
        (None, None) => None,
    };
    let Some((customer, plan)) = pair else {
        life.cannot(
            "a batch",
            "a second plan and a second customer do not exist",
        );
        return Vec::new();
    };
    let meta = json!([life.mark_row()]);
    let body = json!({ "create": [
        { "customer_id": customer, "plan_id": plan, "meta_data": meta },
        { "customer_id": customer, "plan_id": NOBODY + 99_999_999, "meta_data": meta },
    ] });
    vec![
        Step::new(
            "batch of creates",
            Method::Post,
            life.path("/members/batch"),
        )
        .body(body)
        .makes(Makes::Members)
        .plays(Slot::Batched)
        .into(),
    ]
}

/// Updates and deletes at once, of something and of nothing.
pub(super) fn change(life: &mut Life) -> Vec<Line> {
    let Some(id) = life.cast.members.get(&Slot::Batched).copied() else {
        life.cannot(
            "a batch of updates and deletes",
            "the batch of creates made no membership",
        );
        return Vec::new();
    };
    let nothing = NOBODY + 99_999_999;
    let batch = |purpose: &str, body| {
        let step = Step::new(purpose, Method::Post, life.path("/members/batch"));
        Line::from(step.body(body))
    };
    vec![
        batch(
            "batch of updates",
            json!({ "update": [
                { "id": id, "status": "complimentary" },
                { "id": nothing, "status": "paused" },
            ] }),
        ),
        Line::read("read it back", Slot::Batched),
        batch("batch of deletes", json!({ "delete": [id, nothing] })),
        Line::read("read what a batch deleted", Slot::Batched),
    ]
}
