use std::collections::BTreeMap;

use super::entities::entities;
use super::facts;
use super::{At, Check, Entry, ExchangeContext, ObservedAt, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Api;

static RULE: Rule = Rule {
    id: "subscriptions-together",
    level: Level::Error,
    class: Class::Semantics,
    title: "The fields of Subscriptions appear together or not at all",
    unit: "items",
    what: "With WooCommerce Subscriptions active, every membership has `subscription_id` and every \
           plan has all eight subscription fields; without it none of them exists \
           (`docs/observed.md#12`). The fields of one plan are compared with one another, and \
           plans with memberships that were returned within five seconds.",
    why: "If only some of the fields exist, Subscriptions is being activated or deactivated, or \
          loads after Memberships: renewals may be missed.",
    example: "Memberships have `subscription_id`, plans have no `has_subscription`.",
    remedy: "Check that WooCommerce Subscriptions is active and up to date, and that no plugin \
             changes the order in which plugins are loaded.",
};

causes! {
    /// What the check finds.
    enum Fault {
        OnlyInOne = "only-in-one":
        "the fields of Subscriptions in both or in neither", "only in one of them";
        HalfInOne = "half-in-one":
        "all eight fields of Subscriptions in a plan or none", "some of them";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<SubscriptionsTogether>::default(),
};

const PLAN_FIELDS: [&str; 8] = [
    "has_subscription",
    "has_subscription_installment",
    "subscription_access_length_type",
    "subscription_access_length",
    "subscription_access_start_date",
    "subscription_access_start_date_gmt",
    "subscription_access_end_date",
    "subscription_access_end_date_gmt",
];

/// What the last response about one kind of item showed.
#[derive(Debug, Clone, Copy)]
struct LastResponse {
    fields: bool,
    moment: ObservedAt,
    number: usize,
}

#[derive(Default)]
struct SubscriptionsTogether {
    members: BTreeMap<Api, LastResponse>,
    plans: BTreeMap<Api, LastResponse>,
}

impl Check for SubscriptionsTogether {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let Some(address) = &context.seen.address else {
            return;
        };
        if !context.seen.method.is_safe() {
            return;
        }
        let moment = run.moment();
        let mut latest = None;
        for entity in entities(context.seen) {
            let has = |field: &str| entity.value.get(field).is_some();
            let fields = if address.route.is_plan() {
                let there = PLAN_FIELDS.iter().filter(|field| has(field)).count();
                report.examined(context, 1);
                if there != 0 && there != PLAN_FIELDS.len() {
                    let path = entity.path();
                    let violation = Violation {
                        basis: Basis::Both,
                        location: Location::Json(path.pattern()),
                        cause: Fault::HalfInOne.into(),
                        source: Some("docs/observed.md#12".into()),
                    };
                    report.contradiction(context, violation, At::Json(&path), &[], || {
                        let number = Some(context.seen.number);
                        let names = |is_there: bool| {
                            let fields = PLAN_FIELDS.iter().filter(|it| has(it) == is_there);
                            fields.copied().collect::<Vec<_>>().join(", ")
                        };
                        vec![
                            facts::text("there", number, &path.exact(), &names(true)),
                            facts::text("missing", number, &path.exact(), &names(false)),
                        ]
                    });
                    continue;
                }
                there > 0
            } else {
                report.examined(context, 1);
                has("subscription_id")
            };
            latest = Some((fields, entity.path()));
        }
        let Some((fields, path)) = latest else { return };
        let shown = LastResponse {
            fields,
            moment,
            number: context.seen.number,
        };
        let (own, other) = if address.route.is_plan() {
            (&mut self.plans, &self.members)
        } else {
            (&mut self.members, &self.plans)
        };
        own.insert(address.api, shown);
        let contradicts =
            |other: &&LastResponse| other.fields != fields && run.may_compare(&other.moment);
        if let Some(other) = other.get(&address.api).filter(contradicts) {
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Sequence("memberships and plans".into()),
                cause: Fault::OnlyInOne.into(),
                source: Some("docs/observed.md#12".into()),
            };
            let word = |fields| {
                if fields {
                    "has the fields"
                } else {
                    "lacks the fields"
                }
            };
            let (here, there) = if address.route.is_plan() {
                ("a plan", "a membership")
            } else {
                ("a membership", "a plan")
            };
            let others = [other.number];
            report.contradiction(context, violation, At::Json(&path), &others, || {
                let here =
                    facts::text(here, Some(context.seen.number), &path.exact(), word(fields));
                vec![
                    facts::text(there, Some(other.number), "", word(other.fields)),
                    here,
                ]
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::{member, plan};
    use crate::checks::testing::{findings, get};
    use serde_json::Value;

    fn bare_plan() -> Value {
        let mut plan = plan(20);
        plan.as_object_mut()
            .unwrap()
            .retain(|key, _| !PLAN_FIELDS.contains(&key.as_str()));
        plan
    }

    fn bare_member() -> Value {
        let mut member = member(1);
        member
            .as_object_mut()
            .unwrap()
            .shift_remove("subscription_id");
        member
    }

    #[test]
    fn plans_without_the_fields_beside_memberships_with_them_are_found() {
        let exchanges = [
            get("/members/1", 200, &member(1)),
            get("/plans/20", 200, &bare_plan()),
        ];
        assert_eq!(
            findings(&ENTRY, &exchanges),
            [
                "memberships and plans: the fields of Subscriptions in both or in neither, only in \
                 one of them found"
            ]
        );
    }

    #[test]
    fn a_plan_with_some_of_the_fields_is_found() {
        let mut half = plan(20);
        half.as_object_mut()
            .unwrap()
            .shift_remove("subscription_access_end_date");
        assert_eq!(
            findings(&ENTRY, &[get("/plans/20", 200, &half)]),
            ["$: all eight fields of Subscriptions in a plan or none, some of them found"]
        );
    }

    #[test]
    fn both_with_and_both_without_are_silent() {
        let with = [
            get("/members/1", 200, &member(1)),
            get("/plans/20", 200, &plan(20)),
        ];
        assert_eq!(findings(&ENTRY, &with), [""; 0]);
        let without = [
            get("/members/1", 200, &bare_member()),
            get("/plans/20", 200, &bare_plan()),
        ];
        assert_eq!(findings(&ENTRY, &without), [""; 0]);
    }
}
