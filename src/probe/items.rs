use super::{Planner, Scope, filters};
use crate::exchange::{Method, PlannedRequest};

/// How many single memberships and plans are read.
pub(super) const MEMBERS: usize = 9;
pub(super) const PLANS: usize = 3;

/// Both lists as they come without parameters.
pub(super) fn lists(planner: &Planner<'_>) -> Vec<PlannedRequest> {
    vec![
        planner.get("list of plans", "/plans"),
        planner.get("list of members", "/members"),
    ]
}

/// The memberships of the customer whose names the run was given or found, by each of the names.
pub(super) fn names(planner: &Planner<'_>) -> Vec<PlannedRequest> {
    let given = planner.aside.customer.iter();
    given
        .chain(&planner.facts.names)
        .map(|name| {
            planner
                .get("filter customer by name", "/members")
                .with("customer", name)
                .with("per_page", filters::ROWS)
        })
        .collect()
}

/// Single items that were in the lists, chosen for what they show, and unknown ids.
pub(super) fn probes(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
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
            let item = |purpose| planner.get(purpose, &format!("/{kind}/{id}"));
            if index == 0 && kind == "members" {
                probes.push(item("single item, for editing").with("context", "edit"));
                probes.push(item("headers of a single item").method(Method::Head));
            }
            if index == 0 && kind == "plans" {
                let again = || item("the same item again").repeated();
                probes.extend([again(), again()]);
            }
            probes.push(item("single item"));
        }
        let unused = planner.facts.unused_id();
        probes.push(planner.get("an id that does not exist", &format!("/{kind}/{unused}")));
        if kind == "members" {
            probes.push(planner.get("an id that is no number", "/members/abc"));
        }
    }
    probes.extend(all);
    probes
}

/// Those items, as far as the budget goes.
fn others(
    planner: &mut Planner<'_>,
    kind: &str,
    ids: Vec<i64>,
    most: usize,
) -> Vec<PlannedRequest> {
    let left = ids.len().saturating_sub(most);
    if left > 0 {
        planner.cannot(
            format!("single items of {kind}"),
            format!("{left} more are in the lists; --max-requests allows more"),
        );
    }
    let item = |id| planner.get("single item", &format!("/{kind}/{id}"));
    ids.into_iter().take(most).map(item).collect()
}

/// Every item that was in a list beside the chosen ones, if that is wanted.
fn all(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
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
