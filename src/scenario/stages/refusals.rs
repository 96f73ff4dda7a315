use serde_json::{Value, json};

use super::Line;
use crate::exchange::Method;
use crate::scenario::step::{Makes, Slot, Step};
use crate::scenario::{NOBODY, Person, Scenario};

/// An id that nothing has.
const NOTHING: u64 = NOBODY + 99_999_999;

/// Input that a site must reject (`docs/observed.md#8`, `#9`), and looks at what it must not have
/// changed.
///
/// What is known to kill PHP instead is omitted: it would fill the shop's error log.
pub(super) fn lines(scenario: &mut Scenario) -> Vec<Line> {
    let mut lines = creates(scenario);
    lines.extend(updates(scenario));
    lines
}

fn creates(scenario: &mut Scenario) -> Vec<Line> {
    let who = if scenario.actors.people.contains_key(&Person::Heir) {
        Person::Heir
    } else {
        Person::Owner
    };
    // A pair that is free, so that nothing is refused as a duplicate.
    let nth = usize::from(who == Person::Owner);
    let (Some(id), Some(plan)) = (
        scenario.actors.people.get(&who).copied(),
        scenario.actors.plan(nth),
    ) else {
        scenario.cannot(
            "creates that must be rejected",
            "a second plan and a second customer do not exist",
        );
        return Vec::new();
    };
    let path = scenario.path("/members");
    let raw = |purpose: &str, body: Value| {
        let create = scenario.request(purpose, Method::Post, &path);
        Line::from(Step::from(create.json(body)).makes(Makes::Members))
    };
    let with = |purpose: &str, more: Value| Line::from(scenario.create(purpose, who, plan, &more));
    let list = |purpose: &str| scenario.list_of(purpose, who).map(Line::from);
    let meta = json!([scenario.mark_row()]);
    let mut lines: Vec<Line> = list("memberships before invalid creates")
        .into_iter()
        .collect();
    lines.extend([
        raw("create without properties", json!({ "meta_data": meta })),
        raw(
            "create without a plan",
            json!({ "customer_id": id, "meta_data": meta }),
        ),
        raw(
            "create without a customer",
            json!({ "plan_id": plan, "meta_data": meta }),
        ),
        with("create for customer null", json!({ "customer_id": null })),
        with(
            "create for a customer that is a word",
            json!({ "customer_id": "abc" }),
        ),
        with(
            "create with a plan that is a word",
            json!({ "plan_id": "abc" }),
        ),
        with("create for customer 0", json!({ "customer_id": NOTHING })),
        with("create with an unknown plan", json!({ "plan_id": NOTHING })),
        with(
            "create with an unknown status",
            json!({ "status": "bogus" }),
        ),
        with(
            "create with a post status",
            json!({ "status": "wcm-paused" }),
        ),
        with(
            "create with a status that is null",
            json!({ "status": null }),
        ),
        with(
            "create with an invalid start",
            json!({ "start_date_gmt": "not a date" }),
        ),
        with(
            "create with month 13",
            json!({ "end_date_gmt": "2027-13-01T00:00:00" }),
        ),
        with(
            "create with a number as a date",
            json!({ "end_date_gmt": 1_800_000_000 }),
        ),
        with(
            "create with an unknown order",
            json!({ "order_id": NOTHING }),
        ),
        with(
            "create with an unknown product",
            json!({ "product_id": NOTHING }),
        ),
        with(
            "create with meta data without a key",
            json!({ "meta_data": [{ "value": "x" }] }),
        ),
    ]);
    if scenario.actors.has_trials {
        let unknown = json!({ "subscription_id": NOTHING });
        lines.push(with("create with an unknown subscription", unknown));
    }
    lines.extend(list("memberships after invalid creates"));
    lines
}

fn updates(scenario: &Scenario) -> Vec<Line> {
    let slot = Slot::Main;
    let put = |purpose: &str, body: Value| scenario.put(purpose, slot, body);
    let mut lines: Vec<Line> = Vec::new();
    if let Some(plan) = scenario.actors.plan(0) {
        // The membership that lives through everything is of that plan.
        let again = scenario.create("create a duplicate", Person::Owner, plan, &json!({}));
        lines.push(again.into());
        lines.extend(
            scenario
                .list_of("memberships after the duplicate", Person::Owner)
                .map(Line::from),
        );
    }
    lines.push(scenario.read("before updates that must be rejected", slot));
    lines.extend([
        put("update to an unknown status", json!({ "status": "bogus" })),
        put(
            "update to an invalid start",
            json!({ "start_date_gmt": "xx" }),
        ),
        put("update to an unknown plan", json!({ "plan_id": NOTHING })),
        put("update to customer 0", json!({ "customer_id": NOTHING })),
        put("update to an unknown order", json!({ "order_id": NOTHING })),
    ]);
    lines.push(scenario.read("after updates that must be rejected", slot));
    let nothing = scenario.path(&format!("/members/{NOTHING}"));
    let update = scenario.request("update of an unknown id", Method::Put, &nothing);
    let delete = scenario.request("delete of an unknown id", Method::Delete, &nothing);
    lines.push(update.json(json!({ "status": "paused" })).into());
    lines.push(delete.into());
    lines
}
