use serde_json::json;

use super::Line;
use crate::exchange::Method;
use crate::interpret::Api;
use crate::life::step::{Makes, Step};
use crate::life::{Life, Person, StopReason};

/// Temporary customers, unless an existing one is lent.
pub(super) fn make(life: &mut Life) -> Vec<Line> {
    if life.setting.lent.is_some() {
        life.cannot(
            "transferring a membership to another customer",
            "the run uses write.customer and created no customer of its own",
        );
        return Vec::new();
    }
    let path = customers(life.setting.api);
    Person::ALL
        .into_iter()
        .map(|person| {
            let mark = &life.setting.mark;
            let body = json!({
                "email": mark.email(person),
                "username": mark.login(person),
                "first_name": "memberspec",
                "last_name": "check --write, to be deleted",
            });
            Step::new("create a temporary customer", Method::Post, &path)
                .body(body)
                .makes(Makes::Customer(person))
                .into()
        })
        .collect()
}

/// The path of WooCommerce's customers; v4 has none of its own (`docs/observed.md#1`).
pub(in crate::life) fn customers(api: Api) -> String {
    let api = if api == Api::V4 { Api::V3 } else { api };
    format!("/wc/{api}/customers")
}

/// What the customers belong to already: a plan that is joined by signing up takes them in at once
/// (`docs/observed.md#8`).
pub(super) fn belongings(life: &mut Life) -> Vec<Line> {
    if !life.cast.people.contains_key(&Person::Owner) {
        life.stop(StopReason::NoCustomer);
        return Vec::new();
    }
    Person::ALL
        .into_iter()
        .filter_map(|person| life.list_of("memberships of the run's customer", person))
        .map(Line::from)
        .collect()
}
