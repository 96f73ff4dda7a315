use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::entities::entities;
use super::facts;
use super::{Check, Entry, Evidence, ExchangeContext, ObservedAt, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::exchange::Method;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::id_of;

static RULE: Rule = Rule {
    id: "plan-name",
    level: Level::Error,
    class: Class::Semantics,
    title: "The plan_name of a membership is the name of its plan",
    unit: "memberships",
    what: "`plan_name` is compared with the `name` of the plan that `plan_id` names, as read in a \
           list or as an item, with no write in between. Left out are plans whose name differs \
           between responses, and memberships whose `plan_name` is null.",
    why: "Invoices, mailing lists and support tools show `plan_name`: the customer sees a \
          membership that they do not have.",
    example: "A membership of the plan 20 has the plan_name Silver, and GET …/plans/20 returns the \
              name Gold.",
    remedy: "Look for a translation plugin or a filter that changes one of the two names, and for \
             a cache that still holds the plan's old name.",
};

causes! {
    /// What the check finds.
    enum Fault {
        AnotherName = "another-name": "the name of the plan", "another name";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<PlanName>::default(),
};

/// How many plans are remembered.
const PLANS: usize = 5_000;

/// How many memberships with another name are kept for the end.
const KEPT: usize = 200;

#[derive(Default)]
struct PlanName {
    plans: BTreeMap<i64, Plan>,
    others: Vec<Other>,
}

/// A plan as it was seen first.
struct Plan {
    name: Value,
    place: JsonPath,
    number: usize,
    moment: ObservedAt,
    /// Whether another response had another name.
    is_contested: bool,
}

/// A membership whose plan has another name.
struct Other {
    plan: i64,
    name: Value,
    row: i64,
    place: JsonPath,
    evidence: Arc<Evidence>,
}

impl Check for PlanName {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let Some(route) = seen.route() else { return };
        // The response of an update may hold the previous name (`docs/releases.md`).
        if seen.method != Method::Get || seen.is_reshaped() {
            return;
        }
        let is_member = route.is_member();
        let mut examined = 0;
        for entity in entities(seen) {
            let text = |key: &str| entity.value.get(key).filter(|it| it.is_string());
            if !is_member {
                if let Some(name) = text("name") {
                    let place = entity.path().key("name");
                    self.note_plan(entity.id, name, place, seen.number, run.moment());
                }
                continue;
            }
            let plan = entity.value.get("plan_id").and_then(id_of);
            let known = plan.and_then(|id| Some((id, self.plans.get(&id)?)));
            let (Some(name), Some((id, plan))) = (text("plan_name"), known) else {
                continue;
            };
            if plan.is_contested || !run.may_compare(&plan.moment) {
                continue;
            }
            examined += 1;
            if *name != plan.name && self.others.len() < KEPT {
                self.others.push(Other {
                    plan: id,
                    name: name.clone(),
                    row: entity.id,
                    place: entity.path().key("plan_name"),
                    evidence: context.evidence(),
                });
            }
        }
        report.examined(context, examined);
    }

    fn end(&mut self, _run: &RunContext, report: &mut Reporter<'_>) {
        // Whatever makes the responses about one plan disagree changes other names as well.
        if !self.others.is_empty() && self.plans.values().any(|it| it.is_contested) {
            report.unexercised(
                "names of plans in memberships",
                "the responses about a plan disagree about its name",
            );
            return;
        }
        for other in &self.others {
            let Some(plan) = self.plans.get(&other.plan) else {
                continue;
            };
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(other.place.pattern()),
                cause: Fault::AnotherName.into(),
                source: Some("docs/observed.md#4".into()),
            };
            let shown = crate::redact::told("plan_name", &other.name);
            let place = (other.place.exact(), Some(shown), Some(other.row));
            report.late_beside(&other.evidence, violation, place, &[plan.number], || {
                let number = other.evidence.number;
                vec![
                    facts::value("the membership", number, &other.place, Some(&other.name)),
                    facts::value("the plan", plan.number, &plan.place, Some(&plan.name)),
                ]
            });
        }
    }
}

impl PlanName {
    fn note_plan(
        &mut self,
        id: i64,
        name: &Value,
        place: JsonPath,
        number: usize,
        moment: ObservedAt,
    ) {
        if let Some(plan) = self.plans.get_mut(&id) {
            plan.is_contested |= plan.name != *name && plan.moment.epoch == moment.epoch;
            if plan.moment.epoch != moment.epoch || plan.name == *name {
                plan.name = name.clone();
                plan.moment = moment;
            }
        } else if self.plans.len() < PLANS {
            let plan = Plan {
                name: name.clone(),
                place,
                number,
                moment,
                is_contested: false,
            };
            self.plans.insert(id, plan);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, get};
    use crate::exchange::Exchange;
    use serde_json::json;

    fn plan(path: &str, name: &str) -> Exchange {
        let id = member(19)["plan_id"].clone();
        let plan = json!({ "id": id, "name": name });
        match path {
            "/plans" => get(path, 200, &json!([plan])),
            _ => get(path, 200, &plan),
        }
    }

    fn of_member(name: &Value) -> Exchange {
        let mut row = member(19);
        row["plan_name"] = name.clone();
        get("/members", 200, &json!([row]))
    }

    #[test]
    fn another_name_than_that_of_the_plan_is_found() {
        assert_eq!(
            findings(
                &ENTRY,
                &[plan("/plans", "Gold"), of_member(&json!("Silver"))]
            ),
            ["$[*].plan_name: the name of the plan, another name found"]
        );
    }

    #[test]
    fn the_same_name_no_name_and_a_contested_name_are_silent() {
        for answers in [
            vec![plan("/plans", "Gold"), of_member(&json!("Gold"))],
            vec![plan("/plans", "Gold"), of_member(&json!(null))],
            vec![of_member(&json!("Silver"))],
            vec![
                plan("/plans", "Gold"),
                of_member(&json!("Silver")),
                plan("/plans/20", "Silver"),
            ],
        ] {
            assert_eq!(findings(&ENTRY, &answers), [""; 0]);
        }
    }
}
