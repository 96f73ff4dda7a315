use serde_json::json;

use super::Line;
use crate::scenario::step::Slot;
use crate::scenario::{Person, Scenario};

const MAIN: Slot = Slot::Main;

/// Another owner and another plan for the membership that has lived through everything.
pub(super) fn lines(scenario: &mut Scenario) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(heir) = scenario.actors.people.get(&Person::Heir) {
        let list = |purpose: &str, who| scenario.list_of(purpose, who).map(Line::from);
        lines.extend(list("the owner's memberships before", Person::Owner));
        lines.push(scenario.put(
            "transfer to another customer",
            MAIN,
            json!({ "customer_id": heir }),
        ));
        lines.push(scenario.read("read it back", MAIN));
        lines.extend(list("the owner's memberships after", Person::Owner));
        lines.extend(list("the new owner's memberships", Person::Heir));
    }
    match scenario.actors.plan(1) {
        Some(plan) => {
            let change = json!({ "plan_id": plan });
            lines.push(scenario.put("change of plan", MAIN, change));
            lines.push(scenario.read("read it back", MAIN));
        }
        None => scenario.cannot("a change of plan", "a second plan does not exist"),
    }
    lines
}

/// Deleted, then gone, and not to be deleted twice.
pub(super) fn death(scenario: &Scenario) -> Vec<Line> {
    scenario.end(MAIN)
}
