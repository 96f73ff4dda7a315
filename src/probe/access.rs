use super::{Planner, Scope};
use crate::exchange::{Caller, PlannedRequest};

/// The same questions by people who may not ask: without credentials, with a key that no site
/// knows, with a wrong secret, as a plain customer of the shop.
pub(super) fn probes(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
    if planner.aside.scope == Scope::Quick {
        let anonymous = planner.get("without credentials", "/members");
        let mut probes = vec![anonymous.by(Caller::Nobody)];
        if planner.aside.has_customer_caller {
            let customer = planner.get("as a customer of the shop", "/members");
            probes.push(customer.by(Caller::Customer));
        } else {
            planner.cannot(
                "access by a customer of the shop",
                "no key of a customer is given (--customer-credentials)",
            );
        }
        return probes;
    }
    let mut probes = Vec::new();
    let mut paths = vec!["/members".to_owned(), "/plans".to_owned()];
    for (kind, id) in [
        ("members", planner.facts.members.keys().next().copied()),
        ("plans", planner.facts.plans.keys().next().copied()),
    ] {
        match id {
            Some(id) => paths.push(format!("/{kind}/{id}")),
            None => planner.cannot(
                format!("a single item of {kind} without credentials"),
                format!("no {kind} were listed"),
            ),
        }
    }
    if !planner.aside.has_customer_caller {
        planner.cannot(
            "access by a customer of the shop",
            "no key of a customer is given (--customer-credentials)",
        );
    }
    for path in paths {
        if planner.aside.has_customer_caller {
            let probe = planner.get("as a customer of the shop", &path);
            probes.push(probe.by(Caller::Customer));
        }
        probes.push(planner.get("without credentials", &path).by(Caller::Nobody));
    }
    for (caller, purpose) in [
        (Caller::UnknownKey, "with an unknown key"),
        (Caller::WrongSecret, "with a wrong secret"),
    ] {
        probes.push(planner.get(purpose, "/members").by(caller));
    }
    probes
}
