use serde_json::json;

use super::Line;
use crate::scenario::step::Slot;
use crate::scenario::{Person, Scenario, StopReason};

/// How often everybody else's memberships are looked at without a write in between, before a
/// membership is risked a second time.
const PATIENCE: usize = 20;

/// A membership with the least that a create needs, changed and deleted. After each write
/// everybody else's memberships are looked at.
pub(super) fn first(scenario: &mut Scenario) -> Vec<Line> {
    if scenario.actors.plan(0).is_none() {
        scenario.stop(StopReason::NoPlan);
        return Vec::new();
    }
    trial(scenario, 1)
}

/// The same again if somebody else's membership changed, after many looks in which nothing is
/// written: a shop that goes on selling shows in them.
pub(super) fn second(scenario: &mut Scenario) -> Vec<Line> {
    if scenario.watch.most_after() == 0 {
        return Vec::new();
    }
    trial(scenario, PATIENCE)
}

/// Ends the life if each trial changed somebody else's memberships and nothing changed otherwise:
/// going on would do more harm.
pub(super) fn verdict(scenario: &mut Scenario) -> Vec<Line> {
    if scenario.watch.most_after() > 1 && scenario.watch.by_themselves == 0 {
        scenario.stop(StopReason::OthersChange);
    }
    Vec::new()
}

fn trial(scenario: &Scenario, looks: usize) -> Vec<Line> {
    let Some(plan) = scenario.actors.plan(0) else {
        return Vec::new();
    };
    let slot = Slot::Canary;
    let create = scenario.create(
        "create with the required properties only",
        Person::Owner,
        plan,
        &json!({}),
    );
    let look = || Line::from(scenario.look("all memberships"));
    let mut lines: Vec<Line> = (0..looks).map(|_| look()).collect();
    lines.extend([
        create.plays(slot).into(),
        look(),
        // An end that nobody else would think of: where it turns up, this run has written it.
        scenario.put(
            "change status and end",
            slot,
            json!({ "status": "complimentary", "end_date_gmt": scenario.setting.mark.odd_end() }),
        ),
        look(),
        scenario.read("read it back", slot),
    ]);
    lines.extend(scenario.end(slot));
    lines.extend((0..looks).map(|_| look()));
    lines.push(Line::from(scenario.look("all memberships, once more")));
    lines
}
