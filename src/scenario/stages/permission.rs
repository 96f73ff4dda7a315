use serde_json::json;

use super::Line;
use crate::exchange::Caller;
use crate::scenario::step::Slot;
use crate::scenario::{Person, Scenario};

/// Writes by those who may not: they are rejected before anything is done (`docs/observed.md#3`).
pub(super) fn lines(scenario: &mut Scenario) -> Vec<Line> {
    let mut callers = vec![
        (Caller::Nobody, "without credentials"),
        (Caller::UnknownKey, "with an unknown key"),
        (Caller::WrongSecret, "with a wrong secret"),
    ];
    if scenario.setting.has_reader {
        callers.push((Caller::ReadOnly, "with a read-only key"));
    } else {
        scenario.cannot(
            "writing with a read-only key",
            "no read-only key is configured (write.read_credentials in memberspec.toml)",
        );
    }
    let slot = Slot::Main;
    let who = if scenario.actors.people.contains_key(&Person::Heir) {
        Person::Heir
    } else {
        Person::Owner
    };
    let free = scenario.actors.plan(usize::from(who == Person::Owner));
    let mut lines = vec![scenario.read("before invalid writes", slot)];
    for (caller, name) in callers {
        if let Some(plan) = free {
            let create = scenario.create(&format!("create {name}"), who, plan, &json!({}));
            lines.push(Line::from(create).by(caller));
        }
        let update = json!({ "status": "complimentary" });
        lines.push(
            scenario
                .put(&format!("update {name}"), slot, update)
                .by(caller),
        );
    }
    lines.push(
        scenario
            .delete("delete without credentials", slot)
            .by(Caller::Nobody),
    );
    lines.push(scenario.read("after invalid writes", slot));
    lines
}
