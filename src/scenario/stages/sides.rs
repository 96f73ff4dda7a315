use serde_json::{Value, json};

use super::Line;
use crate::scenario::step::Slot;
use crate::scenario::{NOBODY, Person, Scenario};

const DAY: i64 = 86_400;

/// Memberships that begin in other ways, one after the other, so that one plan is enough.
pub(super) fn lines(scenario: &mut Scenario) -> Vec<Line> {
    let Some(plan) = scenario.actors.plan(0) else {
        return Vec::new();
    };
    let owner = Person::Owner;
    let every = every(scenario);
    let mut lines: Vec<Line> = vec![
        scenario
            .create("create with every property", owner, plan, &every)
            .plays(Slot::Full)
            .into(),
    ];
    lines.extend(scenario.end(Slot::Full));
    lines.extend([
        // A pause of three weeks that is given, so that nobody has to wait for one.
        scenario
            .create(
                "create paused",
                owner,
                plan,
                &json!({
                    "status": "paused",
                    "paused_date_gmt": scenario.actors.at(-21 * DAY),
                    "end_date_gmt": scenario.actors.at(200 * DAY + 4_321),
                }),
            )
            .plays(Slot::Held)
            .into(),
        scenario.put("resume", Slot::Held, json!({ "status": "active" })),
        scenario.read("read it back", Slot::Held),
    ]);
    lines.extend(scenario.end(Slot::Held));
    lines.extend([
        scenario
            .create(
                "create with a future start",
                owner,
                plan,
                &json!({ "start_date_gmt": scenario.actors.at(60 * DAY + 77) }),
            )
            .plays(Slot::Later)
            .into(),
        // Deleted while it is delayed, a membership is activated first, and that leaves a note and
        // meta data behind (`docs/observed.md#10`).
        scenario.put(
            "cancel before the delete",
            Slot::Later,
            json!({ "status": "cancelled" }),
        ),
    ]);
    lines.extend(scenario.end(Slot::Later));
    let mut statuses = vec!["complimentary", "cancelled"];
    if scenario.actors.has_trials {
        statuses.push("free_trial");
    } else {
        scenario.cannot(
            "the status free_trial",
            "WooCommerce Subscriptions is not active",
        );
    }
    for status in statuses {
        let create = scenario.create(
            &format!("create {status}"),
            owner,
            plan,
            &json!({ "status": status }),
        );
        lines.push(create.plays(Slot::Gift).into());
        lines.extend(scenario.end(Slot::Gift));
    }
    lines.extend(profiled(scenario));
    lines
}

/// All that can be given without touching an order or a subscription of somebody, and what can
/// only be read.
fn every(scenario: &mut Scenario) -> Value {
    scenario.cannot(
        "linking an order or a subscription",
        "it would affect something that the run did not create",
    );
    let mut all = json!({
        "status": "active",
        "start_date_gmt": scenario.actors.at(-3 * DAY),
        "end_date_gmt": scenario.actors.at(150 * DAY + 12_345),
        "meta_data": [
            { "key": "memberspec_text", "value": "plain text" },
            { "key": "memberspec_yes", "value": true },
            { "key": "memberspec_count", "value": 7 },
        ],
        "id": NOBODY + 99_999_999,
        "view_url": "https://memberspec.invalid/",
        "date_created": "2000-01-01T00:00:00",
        "no_such_property": "ignored",
    });
    match (scenario.actors.product, all.as_object_mut()) {
        (Some(id), Some(all)) => {
            all.insert("product_id".to_owned(), json!(id));
        }
        _ => scenario.cannot("create with a product", "no listed membership has one"),
    }
    all
}

/// A profile field that is yes or no: any other might have options that are not known, and an
/// option that is not allowed is the end of PHP (`docs/observed.md#8`).
fn profiled(scenario: &mut Scenario) -> Vec<Line> {
    let mut fields = scenario.actors.checkboxes.iter();
    let field = fields
        .find(|(plan, _)| !scenario.actors.taken.contains(plan))
        .cloned();
    match field {
        Some((plan, slug)) if scenario.setting.lent.is_none() => {
            let more = json!({ "profile_fields": [{ "slug": slug, "value": true }] });
            let slot = Slot::Profiled;
            let create = scenario.create("create with a profile field", Person::Owner, plan, &more);
            let no = json!({ "profile_fields": [{ "slug": slug, "value": false }] });
            let mut lines = vec![
                create.plays(slot).into(),
                scenario.put("change the profile field", slot, no),
                scenario.read("read it back", slot),
            ];
            lines.extend(scenario.end(slot));
            lines
        }
        _ => {
            scenario.cannot(
                "writing profile fields",
                "no listed membership has a yes/no field, or the customer is write.customer",
            );
            Vec::new()
        }
    }
}
