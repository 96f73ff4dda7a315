use serde_json::{Value, json};

use super::Line;
use crate::exchange::Method;
use crate::scenario::step::{Makes, Slot, Step};
use crate::scenario::{NOBODY, Person, Scenario};

/// Two creates at once, one of which must fail (`docs/observed.md#10`).
pub(super) fn create(scenario: &mut Scenario) -> Vec<Line> {
    let pair = match (
        scenario.actors.people.get(&Person::Heir),
        scenario.actors.people.get(&Person::Owner),
    ) {
        (Some(heir), _) => scenario.actors.plan(0).map(|plan| (*heir, plan)),
        (None, Some(owner)) => scenario.actors.plan(1).map(|plan| (*owner, plan)),
        (None, None) => None,
    };
    let Some((customer, plan)) = pair else {
        scenario.cannot(
            "a batch",
            "a second plan and a second customer do not exist",
        );
        return Vec::new();
    };
    let meta = json!([scenario.mark_row()]);
    let body = json!({ "create": [
        { "customer_id": customer, "plan_id": plan, "meta_data": meta },
        { "customer_id": customer, "plan_id": NOBODY + 99_999_999, "meta_data": meta },
    ] });
    let path = scenario.path("/members/batch");
    let create = scenario.request("batch of creates", Method::Post, path);
    let create = Step::from(create.json(body)).makes(Makes::Members);
    vec![create.plays(Slot::Batched).into()]
}

/// Updates and deletes at once, of something and of nothing.
pub(super) fn change(scenario: &mut Scenario) -> Vec<Line> {
    let Some(id) = scenario.actors.members.get(&Slot::Batched).copied() else {
        scenario.cannot(
            "a batch of updates and deletes",
            "the batch of creates made no membership",
        );
        return Vec::new();
    };
    let nothing = NOBODY + 99_999_999;
    let path = scenario.path("/members/batch");
    let batch = |purpose: &str, body: Value| {
        let batch = scenario.request(purpose, Method::Post, &path);
        Line::from(batch.json(body))
    };
    vec![
        batch(
            "batch of updates",
            json!({ "update": [
                { "id": id, "status": "complimentary" },
                { "id": nothing, "status": "paused" },
            ] }),
        ),
        scenario.read("read it back", Slot::Batched),
        batch("batch of deletes", json!({ "delete": [id, nothing] })),
        scenario.read("read what a batch deleted", Slot::Batched),
    ]
}
