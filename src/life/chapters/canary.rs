use serde_json::json;

use super::Line;
use crate::life::step::Slot;
use crate::life::{Life, Person, StopReason};

/// How often everybody else's memberships are looked at without a write in between, before a
/// membership is risked a second time.
const PATIENCE: usize = 20;

/// A membership with the least that a create needs, changed and deleted. After each write
/// everybody else's memberships are looked at.
pub(super) fn first(life: &mut Life) -> Vec<Line> {
    if life.cast.plan(0).is_none() {
        life.stop(StopReason::NoPlan);
        return Vec::new();
    }
    trial(life, 1)
}

/// The same again if somebody else's membership changed, after many looks in which nothing is
/// written: a shop that goes on selling shows in them.
pub(super) fn second(life: &mut Life) -> Vec<Line> {
    if life.watch.most_after() == 0 {
        return Vec::new();
    }
    trial(life, PATIENCE)
}

/// Ends the life if each trial changed somebody else's memberships and nothing changed otherwise:
/// going on would do more harm.
pub(super) fn verdict(life: &mut Life) -> Vec<Line> {
    if life.watch.most_after() > 1 && life.watch.by_themselves == 0 {
        life.stop(StopReason::OthersChange);
    }
    Vec::new()
}

fn trial(life: &Life, looks: usize) -> Vec<Line> {
    let Some(plan) = life.cast.plan(0) else {
        return Vec::new();
    };
    let slot = Slot::Canary;
    let create = life.create(
        "create with the required properties only",
        Person::Owner,
        plan,
        &json!({}),
    );
    let look = || Line::from(life.look("all memberships"));
    let mut lines: Vec<Line> = (0..looks).map(|_| look()).collect();
    lines.extend([
        create.plays(slot).into(),
        look(),
        // An end that nobody else would think of: where it turns up, this run has written it.
        Line::put(
            "change status and end",
            slot,
            json!({ "status": "complimentary", "end_date_gmt": life.setting.mark.odd_end() }),
        ),
        look(),
        Line::read("read it back", slot),
    ]);
    lines.extend(Line::end(life, slot));
    lines.extend((0..looks).map(|_| look()));
    lines.push(Line::from(life.look("all memberships, once more")));
    lines
}
