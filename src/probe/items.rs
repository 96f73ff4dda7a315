use super::{Planner, Probe, filters};
use crate::exchange::Method;

/// How many single memberships and plans are read.
pub(super) const MEMBERS: usize = 9;
pub(super) const PLANS: usize = 3;

/// Both lists as they come without parameters.
pub(super) fn lists(planner: &Planner<'_>) -> Vec<Probe> {
    vec![
        Probe::get("list of plans", planner.path("/plans")),
        Probe::get("list of members", planner.path("/members")),
    ]
}

/// The memberships of the customer whose names the run was given or found, by each of the names.
pub(super) fn names(planner: &Planner<'_>) -> Vec<Probe> {
    let given = planner.aside.customer.iter();
    given
        .chain(&planner.facts.names)
        .map(|name| {
            Probe::get("filter customer by name", planner.path("/members"))
                .with("customer", name)
                .with("per_page", filters::ROWS)
        })
        .collect()
}

/// Single items that were in the lists, chosen for what they show, and unknown ids.
pub(super) fn probes(planner: &mut Planner<'_>) -> Vec<Probe> {
    let mut probes = names(planner);
    for (kind, ids) in [
        ("members", planner.facts.telling_members(MEMBERS)),
        ("plans", planner.facts.telling_plans(PLANS)),
    ] {
        if ids.is_empty() {
            planner.cannot(
                format!("single items of {kind}"),
                format!("no {kind} were listed"),
            );
        }
        for (index, id) in ids.into_iter().enumerate() {
            let path = planner.path(&format!("/{kind}/{id}"));
            if index == 0 && kind == "members" {
                probes.push(
                    Probe::get("single item, for editing", path.clone()).with("context", "edit"),
                );
                probes.push(
                    Probe::get("headers of a single item", path.clone()).method(Method::Head),
                );
            }
            if index == 0 && kind == "plans" {
                for turn in 1..=2 {
                    let again = Probe::get("the same item again", path.clone());
                    probes.push(again.again(turn));
                }
            }
            probes.push(Probe::get("single item", path));
        }
        let unused = planner.facts.unused_id();
        probes.push(Probe::get(
            "an id that does not exist",
            planner.path(&format!("/{kind}/{unused}")),
        ));
        if kind == "members" {
            let path = planner.path("/members/abc");
            probes.push(Probe::get("an id that is no number", path));
        }
    }
    probes
}
