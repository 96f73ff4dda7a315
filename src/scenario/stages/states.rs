use serde_json::json;

use super::Line;
use crate::scenario::step::Slot;
use crate::scenario::{Person, Scenario};

const DAY: i64 = 86_400;
const MAIN: Slot = Slot::Main;

/// The membership that lives through everything that follows.
pub(super) fn birth(scenario: &Scenario) -> Vec<Line> {
    let Some(plan) = scenario.actors.plan(0) else {
        return Vec::new();
    };
    let list = scenario.list_of("the owner's memberships after the create", Person::Owner);
    let all = scenario.look("everybody's memberships after the create");
    let end = json!({ "end_date_gmt": scenario.actors.at(300 * DAY + 2_222) });
    let create = scenario.create("create with an end", Person::Owner, plan, &end);
    let mut lines = vec![create.plays(MAIN).into()];
    lines.extend(list.into_iter().chain([all]).map(Line::from));
    lines
}

/// Through the statuses. An end is always far ahead, so that the shop's own clockwork has no
/// reason to touch the membership.
pub(super) fn lines(scenario: &Scenario) -> Vec<Line> {
    let to = |purpose: &str, status: &str| scenario.put(purpose, MAIN, json!({ "status": status }));
    let read = || scenario.read("read it back", MAIN);
    let mut lines = vec![
        to("pause", "paused"),
        read(),
        to("resume", "active"),
        read(),
        to("cancel", "cancelled"),
        read(),
        to("undo the cancellation", "active"),
        read(),
        to("make complimentary", "complimentary"),
        to("make pending", "pending"),
    ];
    if scenario.actors.has_trials {
        lines.push(to("set a free trial", "free_trial"));
    }
    lines.extend([
        to("make active", "active"),
        scenario.put(
            "delay",
            MAIN,
            json!({ "start_date_gmt": scenario.actors.at(40 * DAY) }),
        ),
        read(),
        scenario.put(
            "start now",
            MAIN,
            json!({ "status": "active", "start_date_gmt": scenario.actors.at(-2 * DAY) }),
        ),
        to("expire", "expired"),
        read(),
        scenario.put(
            "set a new end",
            MAIN,
            json!({ "status": "active", "end_date_gmt": scenario.actors.at(250 * DAY + 3_333) }),
        ),
        read(),
    ]);
    lines
}
