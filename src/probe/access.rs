use super::{Planner, Probe, Scope};
use crate::exchange::Caller;

/// The same questions by people who may not ask: without credentials, with a key that no site
/// knows, with a wrong secret, as a plain customer of the shop.
pub(super) fn probes(planner: &mut Planner<'_>) -> Vec<Probe> {
    if planner.aside.scope == Scope::Quick {
        let list = planner.path("/members");
        let mut probes = vec![Probe::get("without credentials", list.clone()).by(Caller::Nobody)];
        if planner.aside.has_customer_caller {
            probes.push(Probe::get("as a customer of the shop", list).by(Caller::Customer));
        } else {
            planner.cannot(
                "access by a customer of the shop",
                "no key of a customer is given (--customer-credentials)",
            );
        }
        return probes;
    }
    let mut probes = Vec::new();
    let mut paths = vec![planner.path("/members"), planner.path("/plans")];
    for (kind, id) in [
        ("members", planner.facts.members.keys().next().copied()),
        ("plans", planner.facts.plans.keys().next().copied()),
    ] {
        match id {
            Some(id) => paths.push(planner.path(&format!("/{kind}/{id}"))),
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
            let probe = Probe::get("as a customer of the shop", path.clone());
            probes.push(probe.by(Caller::Customer));
        }
        probes.push(Probe::get("without credentials", path).by(Caller::Nobody));
    }
    for (caller, purpose) in [
        (Caller::UnknownKey, "with an unknown key"),
        (Caller::WrongSecret, "with a wrong secret"),
    ] {
        probes.push(Probe::get(purpose, planner.path("/members")).by(caller));
    }
    probes
}
