use serde_json::json;

use super::Line;
use crate::exchange::Method;
use crate::interpret::Api;
use crate::scenario::step::{Makes, Step};
use crate::scenario::{Person, Scenario, StopReason};

/// Temporary customers, unless an existing one is lent.
pub(super) fn make(scenario: &mut Scenario) -> Vec<Line> {
    if scenario.setting.lent.is_some() {
        scenario.cannot(
            "transferring a membership to another customer",
            "the run uses write.customer and created no customer of its own",
        );
        return Vec::new();
    }
    let path = customers(scenario.setting.api);
    Person::ALL
        .into_iter()
        .map(|person| {
            let mark = &scenario.setting.mark;
            let body = json!({
                "email": mark.email(person),
                "username": mark.login(person),
                "first_name": "memberspec",
                "last_name": "check --write, to be deleted",
            });
            let create = scenario.request("create a temporary customer", Method::Post, &path);
            Step::from(create.json(body))
                .makes(Makes::Customer(person))
                .into()
        })
        .collect()
}

/// The path of WooCommerce's customers; v4 has none of its own (`docs/observed.md#1`).
pub(in crate::scenario) fn customers(api: Api) -> String {
    let api = if api == Api::V4 { Api::V3 } else { api };
    format!("/wc/{api}/customers")
}

/// What the customers belong to already: a plan that is joined by signing up takes them in at once
/// (`docs/observed.md#8`).
pub(super) fn belongings(scenario: &mut Scenario) -> Vec<Line> {
    if !scenario.actors.people.contains_key(&Person::Owner) {
        scenario.stop(StopReason::NoCustomer);
        return Vec::new();
    }
    Person::ALL
        .into_iter()
        .filter_map(|person| scenario.list_of("memberships of the run's customer", person))
        .map(Line::from)
        .collect()
}
