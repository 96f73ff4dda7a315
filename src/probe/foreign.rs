use super::{Planner, items};
use crate::exchange::PlannedRequest;
use crate::interpret::{Api, Kind};

/// How many different ids of each kind are requested.
const EACH: usize = 1;

/// Whether the customers, orders and products that memberships name are there. Only their ids are
/// requested; of a customer e-mail address and login too, unless the run was given names, so that
/// lists by these can be compared with the list by id.
pub(super) fn probes(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
    // WooCommerce itself has no v4 (`docs/observed.md#1`).
    let version = match planner.api {
        Api::V2 => Api::V2,
        Api::V3 | Api::V4 => Api::V3,
    };
    let telling = planner.facts.telling_members(items::MEMBERS);
    let mut probes = Vec::new();
    for kind in Kind::ALL {
        let mut ids = planner.facts.ids(kind.key(), &telling);
        if let (Kind::Customer, Some(named)) = (kind, planner.facts.named_customer) {
            ids.retain(|id| *id != named);
            ids.insert(0, named);
        }
        if ids.is_empty() {
            planner.cannot(
                format!("whether the id in `{}` exists", kind.key()),
                "no listed membership has one",
            );
        }
        for id in ids.into_iter().take(EACH) {
            let path = format!("/wc/{version}/{}/{id}", kind.plural());
            let purpose = format!("to compare: the {} of a membership", kind.singular());
            let fields = match (kind, planner.aside.customer.is_empty()) {
                (Kind::Customer, true) => "id,email,username",
                _ => "id",
            };
            let probe = planner.below(purpose, &path).with("_fields", fields);
            probes.push(probe.compared());
        }
    }
    probes
}
