use super::{Planner, Probe, Scope, filters};
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
    let all = all(planner);
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
    probes.extend(all);
    probes
}

/// Those items, as far as the budget goes.
fn others(planner: &mut Planner<'_>, kind: &str, ids: Vec<i64>, most: usize) -> Vec<Probe> {
    let left = ids.len().saturating_sub(most);
    if left > 0 {
        planner.cannot(
            format!("single items of {kind}"),
            format!("{left} more are in the lists; --max-requests allows more"),
        );
    }
    let path = |id| planner.path(&format!("/{kind}/{id}"));
    let ids = ids.into_iter().take(most);
    ids.map(|id| Probe::get("single item", path(id))).collect()
}

/// Every item that was in a list beside the chosen ones, if that is wanted.
fn all(planner: &mut Planner<'_>) -> Vec<Probe> {
    let (scope, budget) = (planner.aside.scope, planner.aside.budget);
    if scope != Scope::Thorough {
        return Vec::new();
    }
    let facts = &planner.facts;
    let unread = |known: Vec<i64>, chosen: Vec<i64>| -> Vec<i64> {
        known
            .into_iter()
            .filter(|id| !chosen.contains(id))
            .collect()
    };
    let members = unread(
        facts.members.keys().copied().collect(),
        facts.telling_members(MEMBERS),
    );
    let plans = unread(
        facts.plans.keys().copied().collect(),
        facts.telling_plans(PLANS),
    );
    let (most_members, most_plans) = scope.items(budget);
    let mut probes = others(planner, "members", members, most_members);
    probes.extend(others(planner, "plans", plans, most_plans));
    probes
}
