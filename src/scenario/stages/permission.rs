use serde_json::json;

use super::Line;
use crate::exchange::Caller;
use crate::scenario::step::Slot;
use crate::scenario::{Person, Scenario};

/// Writes by those who may not: they are rejected before anything is done (`docs/observed.md#3`).
pub(super) fn lines(scenario: &mut Scenario) -> Vec<Line> {
    let mut hands = vec![Caller::Nobody, Caller::UnknownKey, Caller::WrongSecret];
    if scenario.setting.has_reader {
        hands.push(Caller::ReadOnly);
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
    let mut lines = vec![Line::read("before invalid writes", slot)];
    for hand in hands {
        let name = match hand {
            Caller::Own => "with the key",
            Caller::Nobody => "without credentials",
            Caller::UnknownKey => "with an unknown key",
            Caller::WrongSecret => "with a wrong secret",
            Caller::ReadOnly => "with a read-only key",
        };
        if let Some(plan) = free {
            let create = scenario.create(&format!("create {name}"), who, plan, &json!({}));
            lines.push(create.by(hand).into());
        }
        let update = json!({ "status": "complimentary" });
        lines.push(Line::put(&format!("update {name}"), slot, update).by(hand));
    }
    lines.push(Line::delete("delete without credentials", slot).by(Caller::Nobody));
    lines.push(Line::read("after invalid writes", slot));
    lines
}
